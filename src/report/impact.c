/* impact: from a word on the command line to the function that writes. */
#include "report/impact.h"

static void (*const writers[])(struct buf *, struct arena *, const struct surroundings *,
                               const struct report_options *) = {
#define IMPACT_FORMAT(name, word, function, summary) [IMPACT_FORMAT_##name] = function,
#include "report/impact_formats.def"
#undef IMPACT_FORMAT
};

void report_impact(struct buf *out, struct arena *arena, enum impact_format format,
                   const struct surroundings *around, const struct report_options *options)
{
    writers[format](out, arena, around, options);
}

static bool targets(const struct reader *reader, struct str fqn)
{
    for (size_t i = 0; i < reader->targets.count; i++)
        if (str_eq(reader->targets.items[i].model, fqn))
            return true;
    return false;
}

bool surroundings_reach(const struct surroundings *around, const struct reader *reader,
                        size_t *nearest)
{
    const struct graph_node *nodes = around->graph->nodes.items;
    *nearest = SIZE_MAX;
    if (targets(reader, nodes[around->node].fqn))
        return true;
    for (size_t i = 0; i < around->down->count; i++) {
        *nearest = i;
        if (targets(reader, nodes[around->down->items[i].node].fqn))
            return true;
    }
    return false;
}
