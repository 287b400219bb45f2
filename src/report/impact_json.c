/* impact_json: the surroundings of one model, for machines. */
#include "report/impact.h"
#include "report/json_parts.h"

static struct jvalue *node_value(const struct graph_node *node)
{
    struct jvalue *object = jobject();
    jset_str(object, "fqn", node->fqn);
    jset_str(object, "name", node->name);
    jset(object, "before", json_model(node->before));
    jset(object, "after", json_model(node->after));
    return object;
}

static struct jvalue *neighbours_value(const struct graph *graph, const struct neighbours *list)
{
    struct jvalue *array = jarray();
    for (size_t i = 0; i < list->count; i++) {
        const struct neighbour *next = &list->items[i];
        struct jvalue *object = jobject();
        jset_str(object, "fqn", graph->nodes.items[next->node].fqn);
        jset_str(object, "name", graph->nodes.items[next->node].name);
        jset_int(object, "distance", (int64_t)next->distance);
        jset_str(object, "via", graph->nodes.items[next->via].fqn);
        jset_str(object, "weakest", str_of(edge_strength_name(next->weakest)));
        jpush(array, object);
    }
    return array;
}

static struct jvalue *consumers_value(const struct surroundings *around)
{
    struct jvalue *array = jarray();
    const struct graph_node *nodes = around->graph->nodes.items;
    for (size_t i = 0; i < around->reader_count; i++) {
        size_t nearest;
        if (!surroundings_reach(around, &around->readers[i], &nearest))
            continue;
        size_t node = nearest == SIZE_MAX ? around->node : around->down->items[nearest].node;
        struct jvalue *object = jobject();
        jset_str(object, "id", around->readers[i].id);
        jset_str(object, "reads", nodes[node].fqn);
        jset(object, "column", jnull());
        jset_int(object, "distance",
                 nearest == SIZE_MAX ? 0 : (int64_t)around->down->items[nearest].distance);
        jpush(array, object);
    }
    return array;
}

/* ---- columns ---- */

static struct jvalue *read_value(const struct flow *flow, const struct flow_read *read)
{
    const struct flow_leaf *leaf = &flow->leaves.items[read->leaf];
    struct jvalue *object = jobject();
    jset_str(object, "fqn", flow->tables.items[leaf->table]);
    jset(object, "column", leaf->column == FLOW_ANY ? jnull() : jtext(leaf->name));
    jset_str(object, "kind", str_of(flow_kind_name(read->kind)));
    return object;
}

static struct jvalue *reads_value(const struct flow *flow, const struct flow_reads *reads)
{
    struct jvalue *array = jarray();
    for (size_t i = 0; i < reads->count; i++)
        jpush(array, read_value(flow, &reads->items[i]));
    return array;
}

static struct jvalue *columns_value(const struct surroundings *around)
{
    struct jvalue *array = jarray();
    for (size_t i = 0; around->flow && i < around->flow->column_count; i++) {
        struct jvalue *object = jobject();
        jset_str(object, "name", model_columns(around->model)->items[i].name);
        jset(object, "reads", reads_value(around->flow, &around->flow->columns[i]));
        jpush(array, object);
    }
    return array;
}

static struct jvalue *other_columns_value(const struct surroundings *around)
{
    const struct flow *flow = around->flow;
    return flow && !model_columns(around->model)->complete
               ? reads_value(flow, &flow->columns[flow->column_count])
               : jnull();
}

static struct jvalue *rows_value(const struct surroundings *around)
{
    return around->flow ? reads_value(around->flow, &around->flow->rows) : jarray();
}

/* ---- one column ---- */

static struct jvalue *step_value(const struct graph *graph, const struct trace_step *step)
{
    static const char *const words[] = {
        [TRACE_COLUMN] = "column", [TRACE_OTHER] = "unknown-columns", [TRACE_WHOLE] = "every-column"
    };
    struct jvalue *object = jobject();
    jset_str(object, "fqn", graph->nodes.items[step->node].fqn);
    jset_str(object, "name", graph->nodes.items[step->node].name);
    jset_str(object, "what", str_of(words[step->what]));
    json_set_text(object, "column", step->column);
    return object;
}

static struct jvalue *trace_value(const struct surroundings *around, const struct trace *trace)
{
    if (!trace)
        return jnull();
    struct jvalue *array = jarray();
    for (size_t i = 1; i < trace->count; i++) {
        const struct trace_step *step = &trace->items[i];
        struct jvalue *object = step_value(around->graph, step);
        jset_int(object, "distance", (int64_t)step->distance);
        jset(object, "via", step_value(around->graph, &trace->items[step->via]));
        jset_str(object, "weakest", str_of(edge_strength_name(step->weakest)));
        jpush(array, object);
    }
    return array;
}

static struct jvalue *hit_value(const struct surroundings *around)
{
    struct jvalue *array = jarray();
    for (size_t i = 0; i < around->hit->count; i++) {
        const struct trace_reader *hit = &around->hit->items[i];
        const struct trace_step *step = &around->to->items[hit->step];
        struct jvalue *object = jobject();
        jset_str(object, "id", around->readers[hit->reader].id);
        jset_str(object, "reads", around->graph->nodes.items[step->node].fqn);
        json_set_text(object, "column", step->column);
        jset_int(object, "distance", (int64_t)step->distance);
        jpush(array, object);
    }
    return array;
}

static struct jvalue *spared_value(struct arena *arena, const struct surroundings *around)
{
    struct impact_names names;
    if (!around->to)
        return jnull();
    surroundings_spared(&names, arena, around);
    return json_strings(names.items, names.count);
}

void report_impact_json(struct buf *out, struct arena *arena, const struct surroundings *around,
                        const struct report_options *options)
{
    struct jvalue *root = json_start("impact", options);
    jset(root, "model", node_value(&around->graph->nodes.items[around->node]));
    json_set_text(root, "column", around->column);
    jset(root, "columns", columns_value(around));
    jset(root, "other_columns", other_columns_value(around));
    jset(root, "rows", rows_value(around));
    jset(root, "reads", neighbours_value(around->graph, around->up));
    jset(root, "read_by", neighbours_value(around->graph, around->down));
    jset(root, "comes_from", trace_value(around, around->from));
    jset(root, "reaches", trace_value(around, around->to));
    jset(root, "not_reached", spared_value(arena, around));
    jset(root, "consumers", around->to ? hit_value(around) : consumers_value(around));
    json_write(out, root);
}
