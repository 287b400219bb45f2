/* flow_plain: see flow_plain.h. In any doubt the query is left to those who bind it. */
#include "lineage/flow_plain.h"

struct plain_source {
    const struct bind_relation *relation;
    struct str called;
};

/* The tables of the query, all with all their columns known; NULL when one is not. */
static struct plain_source *find_sources(struct net *net, const struct sql_plain *plain)
{
    const struct bind_schema *schema = &net->binder->schema;
    size_t count = plain->tables.count;
    struct plain_source *sources = arena_array(net->arena, count, sizeof *sources);
    struct sql_node *nodes = arena_array(net->arena, count, sizeof *nodes);
    for (size_t i = 0; i < count; i++) {
        const struct sql_plain_table *table = &plain->tables.items[i];
        nodes[i] = (struct sql_node){ .kind = SQL_TABLE, .start = table->start };
        const struct bind_relation *relation = schema->table(schema->ctx, &nodes[i]);
        if (!relation || !relation->id.len || !relation->complete)
            return NULL;
        sources[i] = (struct plain_source){ relation, table->called };
    }
    return sources;
}

/* t.a: the first table of this name has it, or nobody. */
static size_t find_named(const struct plain_source *sources, size_t count, struct str table)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(sources[i].called, table))
            return i;
    return SIZE_MAX;
}

/* Where names of outputs are seen, a bare name may mean one. */
static bool may_be_output(const struct net *net, const struct sql_plain *plain, size_t index)
{
    const struct sql_dialect *dialect = net->binder->schema.dialect;
    struct str name = plain->refs.items[index].name;
    bool seen = index >= plain->rows_first || (dialect && dialect->alias_first);
    if (!seen)
        return false;
    vec_for (const struct sql_plain_output, it, &plain->outputs)
        if (!it->bare && str_eq(it->name, name))
            return true;
    return false;
}

/* a: the one table that has it. */
static bool find_bare(struct flow_plain_column *out, struct net *net,
                      const struct plain_source *sources, size_t count, struct str name)
{
    size_t hits = 0;
    for (size_t i = 0; i < count; i++) {
        size_t index = bind_index(net->binder, sources[i].relation, name);
        if (index == SIZE_MAX)
            continue;
        *out = (struct flow_plain_column){ sources[i].relation, 0, (uint32_t)index };
        hits++;
    }
    return hits == 1;
}

static bool find_column(struct flow_plain_column *out, struct net *net,
                        const struct sql_plain *plain, const struct plain_source *sources,
                        size_t ref)
{
    const struct sql_plain_ref *it = &plain->refs.items[ref];
    if (!it->table.len)
        return !may_be_output(net, plain, ref) &&
               find_bare(out, net, sources, plain->tables.count, it->name);
    size_t source = find_named(sources, plain->tables.count, it->table);
    if (source == SIZE_MAX)
        return false;
    size_t index = bind_index(net->binder, sources[source].relation, it->name);
    *out = (struct flow_plain_column){ sources[source].relation, 0, (uint32_t)index };
    return index != SIZE_MAX;
}

static bool are_closed(const struct net *net, const struct sql_plain *plain)
{
    const struct bind_schema *schema = &net->binder->schema;
    vec_for (const struct sql_node, it, &plain->variables)
        if (!schema->is_value(schema->ctx, it))
            return false;
    return true;
}

struct flow_plain_column *flow_plain_columns(struct net *net, const struct sql_plain *plain)
{
    struct plain_source *sources = are_closed(net, plain) ? find_sources(net, plain) : NULL;
    struct flow_plain_column *out = arena_array(net->arena, plain->refs.count, sizeof *out);
    if (!sources)
        return NULL;
    for (size_t i = 0; i < plain->refs.count; i++)
        if (!find_column(&out[i], net, plain, sources, i))
            return NULL;
    for (size_t i = 0; i < plain->tables.count; i++) {
        uint32_t table = net_table(net, sources[i].relation->id);
        for (size_t k = 0; k < plain->refs.count; k++)
            if (out[k].relation == sources[i].relation)
                out[k].table = table;
    }
    return out;
}
