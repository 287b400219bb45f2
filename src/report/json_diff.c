/* json_diff: facts without a verdict, and the surroundings of one model, for machines. */
#include "report/formats.h"
#include "report/json_parts.h"

void report_diff_json(struct buf *out, struct arena *arena, const struct change_set *changes,
                      const struct impact *impact, const struct report_options *options)
{
    struct view view;
    view_of_changes(&view, arena, changes, impact);
    struct jvalue *root = json_start("diff", options);
    jset(root, "by_class", json_classes(&view));
    jset(root, "models", json_groups(arena, &view, true));
    jset(root, "files", json_groups(arena, &view, false));
    jset(root, "downstream",
         impact ? json_strings(impact->downstream.items, impact->downstream.count) : jnull());
    json_write(out, root);
}

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
        jset_int(object, "distance",
                 nearest == SIZE_MAX ? 0 : (int64_t)around->down->items[nearest].distance);
        jpush(array, object);
    }
    return array;
}

void report_impact_json(struct buf *out, struct arena *arena, const struct surroundings *around,
                        const struct report_options *options)
{
    (void)arena;
    struct jvalue *root = json_start("impact", options);
    jset(root, "model", node_value(&around->graph->nodes.items[around->node]));
    jset(root, "reads", neighbours_value(around->graph, around->up));
    jset(root, "read_by", neighbours_value(around->graph, around->down));
    jset(root, "consumers", consumers_value(around));
    json_write(out, root);
}
