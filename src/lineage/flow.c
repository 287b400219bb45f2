/* flow: from the net of a model's query to the reads of its columns. */
#include "lineage/flow_plain.h"

#include <stdlib.h>

static const char *const kind_names[] = {
    [FLOW_DIRECT] = "direct", [FLOW_INDIRECT] = "indirect", [FLOW_UNSURE] = "model-level"
};

const char *flow_kind_name(enum flow_kind kind)
{
    return kind_names[kind];
}

bool flow_is_closed(const struct flow_place *place, const struct sql_node *node)
{
    const struct bind_schema *schema = &place->net->binder->schema;
    return schema->is_value(schema->ctx, node);
}

/* Everything that is needed while one model is read. */
struct assembly {
    struct flow *out;
    struct arena *arena;
    const struct model *model;
    const struct column_types *own;  /* names of its columns */
    const struct bind_relation *top; /* NULL: there is no query that can be read */
    const struct sql_node *tree;     /* of the query; NULL: the one at hand */
    bool sketch;                     /* of Jinja: more than it shows may be read */
    struct net net;
    uint32_t *met; /* per leaf: the last round of reads it was taken into */
    size_t met_count;
    uint32_t round;
    struct net_found found;
    struct {
        VEC_OF(struct flow_read);
    } reads;
};

/* --- taking leaves ---------------------------------------------------------------------------- */

static void take(struct assembly *a, uint32_t leaf, enum flow_kind kind)
{
    if (a->met_count < a->net.leaves.count) {
        size_t count = a->net.leaves.count * 2;
        a->met =
            arena_grow(a->net.arena, a->met, a->met_count * sizeof *a->met, count * sizeof *a->met);
        a->met_count = count;
    }
    if (a->met[leaf] == a->round)
        return;
    a->met[leaf] = a->round;
    if (a->net.leaves.items[leaf].column == FLOW_ANY)
        kind = FLOW_UNSURE;
    vec_push(a->net.arena, &a->reads, (struct flow_read){ leaf, kind });
}

static void take_dependency(struct assembly *a, const struct dependency *dependency)
{
    take(a, net_any(&a->net, net_table(&a->net, dependency->fqn)), FLOW_UNSURE);
}

static void take_everything(struct assembly *a)
{
    for (size_t i = 0; i < a->model->dependencies.count; i++)
        take_dependency(a, &a->model->dependencies.items[i]);
}

static void start_reads(struct assembly *a)
{
    a->reads.count = 0;
    a->round++;
}

static struct flow_reads end_reads(struct assembly *a)
{
    struct flow_read *items = arena_array(a->arena, a->reads.count, sizeof *items);
    for (size_t i = 0; i < a->reads.count; i++)
        items[i] = a->reads.items[i];
    return (struct flow_reads){ items, a->reads.count };
}

/* The leaves below some nodes. least: the strongest that a read may be. What templates would put
 * out is not known, so a sketch only says which columns are likely. */
static void take_below(struct assembly *a, const uint32_t *edges, size_t count,
                       enum flow_kind least)
{
    least = a->sketch ? FLOW_UNSURE : least;
    net_spread(&a->net, edges, count, &a->found);
    for (size_t i = 0; i < a->found.count; i++) {
        const struct flow_read *read = &a->found.items[i];
        take(a, read->leaf, read->kind > least ? read->kind : least);
    }
    if (a->found.everything || a->sketch)
        take_everything(a);
}

/* --- which column of the query is which of the model ------------------------------------------ */

static struct str column_name(const struct assembly *a, size_t index)
{
    return a->own->items[index].name;
}

/* Index of the output with the name of this column, or SIZE_MAX; at best it stands where the column
 * does. */
static size_t by_name(struct assembly *a, size_t index)
{
    const struct bind_relation *top = a->top;
    struct str name = column_name(a, index);
    if (!name.len)
        return SIZE_MAX;
    if (index < top->count && str_eq(name, top->items[index].name))
        return index;
    return bind_index(a->net.binder, top, name);
}

static bool all_are_named(struct assembly *a)
{
    for (size_t i = 0; i < a->out->column_count; i++)
        if (by_name(a, i) == SIZE_MAX)
            return false;
    return true;
}

/* Of a column without a name, or with one that a macro makes, the expression is known: a node of
 * the tree that is kept. */
static size_t by_expression(const struct assembly *a, size_t index)
{
    const struct columns *columns = model_columns(a->model);
    const struct sql_node *expr = index < columns->count ? columns->items[index].expr : NULL;
    for (size_t i = 0; expr && i < a->top->count; i++)
        if (a->top->items[i].expr == expr)
            return i;
    return SIZE_MAX;
}

static size_t output_of(struct assembly *a, size_t index)
{
    size_t found = by_name(a, index);
    return found != SIZE_MAX ? found : by_expression(a, index);
}

static uint32_t top_edge(struct assembly *a, uint32_t part, enum flow_kind kind)
{
    return net_node(&a->net, a->top, part) << 2 | (uint32_t)kind;
}

static uint32_t edge_of_column(struct assembly *a, size_t index)
{
    size_t output = output_of(a, index);
    return output == SIZE_MAX ? top_edge(a, PART_OF(a->top->count, PART_ALL), FLOW_UNSURE)
                              : top_edge(a, (uint32_t)output, FLOW_DIRECT);
}

/* --- keys of the kind ------------------------------------------------------------------------- */

static bool is_name_byte(char c)
{
    return byte_is_alpha(c) || byte_is_digit(c) || c == '_' || (unsigned char)c >= 0x80;
}

/* Whether a canonical text has the name as a word; '*' stands for all names. */
static bool has_word(struct str text, struct str name)
{
    if (str_eq(text, STR("*")) || str_eq(text, STR("'*'")))
        return true;
    for (size_t i = 0; name.len && i + name.len <= text.len; i++)
        if (str_eq_fold(str_sub(text, i, name.len), name) &&
            (i == 0 || !is_name_byte(text.ptr[i - 1])) &&
            (i + name.len == text.len || !is_name_byte(text.ptr[i + name.len])))
            return true;
    return false;
}

/* Properties that name the columns by which rows are told apart, replaced or dropped. */
static bool is_key(const struct model *model, struct str name)
{
    static const char *const keys[] = { "unique_key",      "time_column",  "columns",
                                        "updated_at_name", "when_matched", "merge_filter" };
    const struct property *partition = property_get(&model->properties, "partitioned_by");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct property *key = property_get(&model->kind_properties, keys[i]);
        if (key && has_word(key->form, name))
            return true;
    }
    return str_eq(model->kind, STR("INCREMENTAL_BY_PARTITION")) && partition &&
           has_word(partition->form, name);
}

/* --- all of it -------------------------------------------------------------------------------- */

/* Whether the query itself shows how the model hangs on this table. */
static bool is_in_query(const struct model *model, const struct dependency *dependency)
{
    return dependency->is_certain && !dependency->declared &&
           model_query_names(model, dependency->fqn);
}

static bool is_key_column(const struct assembly *a, size_t index)
{
    return a->model->kind_properties.count && is_key(a->model, column_name(a, index));
}

/* What the query does not show decides all rows. */
static void end_rows(struct assembly *a)
{
    const struct model *model = a->model;
    for (size_t i = 0; i < model->dependencies.count; i++)
        if (!is_in_query(model, &model->dependencies.items[i]))
            take_dependency(a, &model->dependencies.items[i]);
    a->out->rows = end_reads(a);
}

static void read_rows(struct assembly *a, const uint32_t *edges)
{
    struct {
        VEC_OF(uint32_t);
    } roots = { 0 };

    vec_push(a->net.arena, &roots, top_edge(a, PART_OF(a->top->count, PART_ROWS), FLOW_INDIRECT));
    for (size_t i = 0; i < a->out->column_count; i++)
        if (is_key_column(a, i))
            vec_push(a->net.arena, &roots, edges[i]);
    start_reads(a);
    take_below(a, roots.items, roots.count, FLOW_INDIRECT);
    for (size_t i = 0; i < a->out->column_count; i++)
        a->out->decides[i] = a->net.nodes.items[edges[i] >> 2].round == a->net.round;
    end_rows(a);
}

static void read_query(struct assembly *a)
{
    size_t count = a->out->column_count;
    uint32_t *edges = arena_array(a->net.arena, count + 1, sizeof *edges);
    for (size_t i = 0; i < count; i++)
        edges[i] = edge_of_column(a, i);
    edges[count] = top_edge(a, PART_OF(a->top->count, PART_REST), FLOW_UNSURE);
    read_rows(a, edges);
    for (size_t i = 0; i < count + !a->own->complete; i++) {
        start_reads(a);
        take_below(a, &edges[i], 1, FLOW_DIRECT);
        a->out->columns[i] = end_reads(a);
    }
}

/* --- plain queries ---------------------------------------------------------------------------- */

struct plain {
    const struct sql_plain *query;
    const struct flow_plain_column *columns; /* per ref */
    size_t *outputs;                         /* per column of the model */
};

/* In the order in which a net is spread. */
static void take_refs(struct assembly *a, const struct plain *plain, size_t first, size_t count,
                      enum flow_kind kind)
{
    for (size_t i = first + count; i > first; i--) {
        const struct flow_plain_column *it = &plain->columns[i - 1];
        take(a, net_listed(&a->net, it->table, it->relation, it->column), kind);
    }
}

static void take_output(struct assembly *a, const struct plain *plain, size_t index,
                        enum flow_kind kind)
{
    const struct sql_plain_output *output = &plain->query->outputs.items[plain->outputs[index]];
    take_refs(a, plain, output->first, output->count, kind);
}

/* The first output of this name, at best at this index, or SIZE_MAX. */
static size_t plain_output(const struct sql_plain *plain, size_t index, struct str name)
{
    if (index < plain->outputs.count && str_eq(plain->outputs.items[index].name, name))
        return index;
    for (size_t i = 0; i < plain->outputs.count; i++)
        if (str_eq(plain->outputs.items[i].name, name))
            return i;
    return SIZE_MAX;
}

static bool find_outputs(struct assembly *a, struct plain *plain)
{
    if (a->out->column_count > plain->query->outputs.count)
        return false;
    plain->outputs = arena_array(a->net.arena, a->out->column_count, sizeof *plain->outputs);
    for (size_t i = 0; i < a->out->column_count; i++) {
        plain->outputs[i] = plain_output(plain->query, i, column_name(a, i));
        if (plain->outputs[i] == SIZE_MAX)
            return false;
    }
    return a->own->complete;
}

static void read_plain_rows(struct assembly *a, const struct plain *plain)
{
    const struct sql_plain *query = plain->query;
    bool *met = arena_array(a->net.arena, query->outputs.count, sizeof *met);
    start_reads(a);
    for (size_t i = a->out->column_count; i > 0; i--)
        if (is_key_column(a, i - 1)) {
            met[plain->outputs[i - 1]] = true;
            take_output(a, plain, i - 1, FLOW_INDIRECT);
        }
    take_refs(a, plain, query->rows_first, query->refs.count - query->rows_first, FLOW_INDIRECT);
    for (size_t i = 0; i < a->out->column_count; i++)
        a->out->decides[i] = met[plain->outputs[i]];
    end_rows(a);
}

/* Whether the query is plain, and all that it says is certain: then that is its flow. */
static bool read_plain(struct assembly *a)
{
    struct plain plain = { .query = model_plain_query(a->model) };
    if (!plain.query || !find_outputs(a, &plain))
        return false;
    plain.columns = flow_plain_columns(&a->net, plain.query);
    if (!plain.columns)
        return false;
    read_plain_rows(a, &plain);
    for (size_t i = 0; i < a->out->column_count; i++) {
        start_reads(a);
        take_output(a, &plain, i, FLOW_DIRECT);
        a->out->columns[i] = end_reads(a);
    }
    return true;
}

/* --- all queries ------------------------------------------------------------------------------ */

/* Python, Jinja, or a limit: every column may hang on all that the model reads. */
static void read_unread(struct assembly *a)
{
    start_reads(a);
    take_everything(a);
    a->out->rows = end_reads(a);
    for (size_t i = 0; i <= a->out->column_count; i++)
        a->out->columns[i] = a->out->rows;
    for (size_t i = 0; i < a->out->column_count; i++)
        a->out->decides[i] = is_key(a->model, column_name(a, i));
}

/* What is not listed has its name from the tree. */
static void copy_tables(struct assembly *a)
{
    vec_for (const struct net_table, it, &a->net.tables)
        vec_push(a->arena, &a->out->tables, it->fqn);
    vec_for (struct flow_leaf, it, &a->net.leaves) {
        if (it->column == FLOW_NAMED)
            it->name = str_dup(a->arena, it->name);
        vec_push(a->arena, &a->out->leaves, *it);
    }
}

/* For flows names do, not types. */
static void bind_top(struct assembly *a, const struct bind_schema *schema,
                     const struct sql_node *query)
{
    struct binder *binder = a->net.binder;
    binder_release(binder);
    binder_init(binder, a->net.arena, schema);
    binder->untyped = true;
    a->top = bind_query(binder, query, NULL);
}

/* The tree of the query is read for this flow alone, unless its columns cannot be told apart
 * without the one that is kept. */
static void bind_model(struct assembly *a, const struct bind_schema *schema)
{
    const struct sql_node *query = a->tree ? a->tree : model_query_at_hand(a->model);
    a->sketch = !query;
    if (a->sketch)
        query = model_sketch(a->model);
    if (query)
        bind_top(a, schema, query);
    if (!a->sketch && !all_are_named(a))
        bind_top(a, schema, model_query(a->model));
}

/* Whatever there is to be bound. */
static void read_bound(struct assembly *a, const struct bind_schema *schema)
{
    bind_model(a, schema);
    if (a->top)
        read_query(a);
    a->out->limited = a->net.limited || a->net.binder->limited;
    if (!a->top || a->out->limited)
        read_unread(a);
}

/* tree: of the query; NULL: the one at hand. */
static void make_flow(struct flow *out, struct arena *arena, struct arena *scratch,
                      const struct model *model, const struct sql_node *tree)
{
    struct bind_schema schema;
    struct model_schema tables;
    struct binder binder;
    struct assembly a = { .out = out, .arena = arena, .model = model, .tree = tree };

    model_name_tables(model);
    a.own = model_column_names(model);
    *out = (struct flow){ .column_count = a.own->count };
    out->columns = arena_array(arena, out->column_count + 1, sizeof *out->columns);
    out->decides = arena_array(arena, out->column_count, sizeof *out->decides);
    model_schema(&schema, &tables, scratch, model);
    tables.names_only = true;
    binder_init(&binder, scratch, &schema);
    net_init(&a.net, scratch, &binder);
    if (tree || !read_plain(&a))
        read_bound(&a, &schema);
    copy_tables(&a);
    net_release(&a.net);
    binder_release(&binder);
}

/* --- what hangs on an expression -------------------------------------------------------------- */

struct inner {
    struct assembly *a;
    struct flow_inner *items;
    struct arena *arena;
    struct map by_expr; /* the address of an expression -> index + 1 */
    size_t *made;       /* per node: index + 1 of the expression that makes it */
    size_t made_count;
    struct net_nodes met;
};

static struct str address_key(const struct sql_node *const *expr)
{
    return (struct str){ (const char *)expr, sizeof *expr };
}

/* What was met since met.count was 0. */
static void spread_from(struct inner *in, uint32_t edge)
{
    in->met.count = 0;
    net_spread(&in->a->net, &edge, 1, &in->a->found);
}

/* The nodes of the columns that an expression makes; each expression that has one is known. */
static void find_made(struct inner *in)
{
    struct net *net = &in->a->net;
    in->made_count = net->nodes.count;
    in->made = arena_array(net->arena, in->made_count, sizeof *in->made);
    for (size_t i = 1; i < in->made_count; i++) {
        const struct net_node *node = &net->nodes.items[i];
        bool column = node->part < node->relation->count;
        const struct sql_node *expr = column ? node->relation->items[node->part].expr : NULL;
        in->made[i] = expr ? (size_t)(uintptr_t)map_get(&in->by_expr, address_key(&expr)) : 0;
        if (in->made[i])
            in->items[in->made[i] - 1].known = true;
    }
}

static void forget_all(struct inner *in, size_t count)
{
    for (size_t i = 0; i < count; i++)
        in->items[i].known = false;
}

/* The expression that makes a node, or NULL. */
static struct flow_inner *made_by(const struct inner *in, uint32_t node)
{
    size_t made = node < in->made_count ? in->made[node] : 0;
    return made ? &in->items[made - 1] : NULL;
}

/* Those that the last spread met: the rows hang on them. */
static void forget_met(struct inner *in)
{
    for (size_t i = 0; i < in->met.count; i++) {
        struct flow_inner *item = made_by(in, in->met.items[i]);
        if (item)
            item->known = false;
    }
}

static void add_met(struct inner *in, size_t column)
{
    for (size_t i = 0; i < in->met.count; i++) {
        struct flow_inner *item = made_by(in, in->met.items[i]);
        if (item)
            vec_push(in->arena, &item->columns, column);
    }
}

/* A column that may hang on anything hangs on each of them. */
static void add_to_all(struct inner *in, size_t count, size_t column)
{
    if (!net_spend(&in->a->net, count))
        return;
    for (size_t i = 0; i < count; i++)
        if (in->items[i].known)
            vec_push(in->arena, &in->items[i].columns, column);
}

/* Nodes are made when they are met: all are met before any is looked for. */
static void find_hanging(struct inner *in, size_t count)
{
    struct assembly *a = in->a;
    uint32_t *edges = arena_array(a->net.arena, a->own->count, sizeof *edges);
    uint32_t rows = top_edge(a, PART_OF(a->top->count, PART_ROWS), FLOW_INDIRECT);
    for (size_t i = 0; i < a->own->count; i++) {
        edges[i] = edge_of_column(a, i);
        spread_from(in, edges[i]);
    }
    spread_from(in, rows);
    bool any_rows = a->found.everything;
    find_made(in);
    forget_met(in);
    for (size_t i = 0; i < a->own->count && !any_rows; i++) {
        spread_from(in, edges[i]);
        if (a->found.everything)
            add_to_all(in, count, i);
        else
            add_met(in, i);
    }
    if (any_rows || a->net.limited || a->net.binder->limited)
        forget_all(in, count);
}

static void bind_inner(struct inner *in, size_t count)
{
    struct assembly *a = in->a;
    struct bind_schema schema;
    struct model_schema tables;
    model_schema(&schema, &tables, a->arena, a->model);
    tables.names_only = true;
    bind_top(a, &schema, model_query(a->model));
    map_init(&in->by_expr, a->arena);
    for (size_t i = 0; i < count; i++)
        if (in->items[i].expr)
            map_put(&in->by_expr, address_key(&in->items[i].expr), (void *)(uintptr_t)(i + 1));
    a->net.met = &in->met;
    if (all_are_named(a))
        find_hanging(in, count);
    map_release(&in->by_expr);
}

void flow_of_inner(struct flow_inner *items, size_t count, struct arena *arena,
                   const struct model *model)
{
    struct arena scratch;
    struct binder binder;
    struct bind_schema none = { 0 };
    struct flow flow = { 0 };
    struct assembly a = { .out = &flow, .arena = &scratch, .model = model };
    struct inner in = { .a = &a, .items = items, .arena = arena };

    model_name_tables(model);
    a.own = model_column_names(model);
    if (!count || !model_query(model) || !a.own || !a.own->complete)
        return;
    flow.column_count = a.own->count;
    arena_init_like(&scratch, arena);
    binder_init(&binder, &scratch, &none);
    net_init(&a.net, &scratch, &binder);
    bind_inner(&in, count);
    net_release(&a.net);
    binder_release(&binder);
    arena_release(&scratch);
}

#ifdef DIFF_CHECK
static bool same_reads(const struct flow_reads *a, const struct flow_reads *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++)
        if (a->items[i].leaf != b->items[i].leaf || a->items[i].kind != b->items[i].kind)
            return false;
    return a->count == b->count;
}

/* The order of the tables says nothing. */
static bool same_leaves(const struct flow *a, const struct flow *b)
{
    if (a->tables.count != b->tables.count || a->leaves.count != b->leaves.count)
        return false;
    for (size_t i = 0; i < a->leaves.count; i++) {
        const struct flow_leaf *x = &a->leaves.items[i], *y = &b->leaves.items[i];
        if (!str_eq(a->tables.items[x->table], b->tables.items[y->table]) ||
            x->column != y->column || !str_eq(x->name, y->name))
            return false;
    }
    return true;
}

static bool same_flow(const struct flow *a, const struct flow *b)
{
    if (!same_leaves(a, b) || a->column_count != b->column_count || !same_reads(&a->rows, &b->rows))
        return false;
    for (size_t i = 0; i <= a->column_count; i++)
        if (!same_reads(&a->columns[i], &b->columns[i]) ||
            (i < a->column_count && a->decides[i] != b->decides[i]))
            return false;
    return true;
}

/* A build for tests asks the whole query too. */
static void check_abridged(const struct flow *flow, const struct arena *like,
                           const struct model *model)
{
    struct arena arena;
    struct flow whole;
    arena_init_like(&arena, like);
    const struct sql_node *tree = model_query_again(&arena, model);
    if (tree)
        make_flow(&whole, &arena, &arena, model, tree);
    if (tree && !flow->limited && !whole.limited && !same_flow(flow, &whole))
        abort();
    arena_release(&arena);
}
#endif

void flow_of(struct flow *out, struct arena *arena, struct arena *scratch,
             const struct model *model)
{
    make_flow(out, arena, scratch, model, NULL);
#ifdef DIFF_CHECK
    check_abridged(out, arena, model);
#endif
}
