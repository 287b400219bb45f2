/* impact: from a word on the command line to the function that writes, and what several formats ask
 * about the surroundings. */
#include "report/impact.h"

#include "report/phrase.h"

static const struct {
    const char *word;
    void (*write)(struct buf *, struct arena *, const struct surroundings *,
                  const struct report_options *);
} formats[] = {
#define IMPACT_FORMAT(name, word, function, summary) [IMPACT_FORMAT_##name] = { word, function },
#include "report/impact_formats.def"
#undef IMPACT_FORMAT
};

const char *impact_format_word(size_t format)
{
    return format < IMPACT_FORMAT_COUNT ? formats[format].word : NULL;
}

void report_impact(struct buf *out, struct arena *arena, enum impact_format format,
                   const struct surroundings *around, const struct report_options *options)
{
    formats[format].write(out, arena, around, options);
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

void surroundings_spared(struct impact_names *out, struct arena *arena,
                         const struct surroundings *around)
{
    const struct graph *graph = around->graph;
    bool *reached = arena_array(arena, graph->nodes.count, sizeof *reached);
    *out = (struct impact_names){ 0 };
    for (size_t i = 0; around->to && i < around->to->count; i++)
        reached[around->to->items[i].node] = true;
    for (size_t i = 0; around->to && i < around->down->count; i++) {
        size_t node = around->down->items[i].node;
        if (!reached[node] && (graph->nodes.items[node].before || graph->nodes.items[node].after))
            vec_push(arena, out, graph->nodes.items[node].name);
    }
}

struct str trace_step_text(struct arena *arena, const struct graph *graph,
                           const struct trace_step *step)
{
    struct str name = phrase_clean(arena, graph->nodes.items[step->node].name);
    struct str column = phrase_clean(arena, step->column);
    if (step->what == TRACE_OTHER)
        return str_fmt(arena, "%.*s (columns that are not known)", STR_ARG(name));
    return step->what == TRACE_WHOLE ? name
                                     : str_fmt(arena, "%.*s.%.*s", STR_ARG(name), STR_ARG(column));
}
