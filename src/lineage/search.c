/* search: see search.h. Steps are stamped with the round, so nothing is cleared between runs. */
#include "lineage/search.h"

void search_init(struct search *search, struct arena *arena, const struct graph *graph)
{
    *search = (struct search){ .graph = graph };
    search->steps = arena_array(arena, graph->nodes.count, sizeof *search->steps);
    search->order = arena_array(arena, graph->nodes.count, sizeof *search->order);
}

const struct search_step *search_step(const struct search *search, size_t node)
{
    return search->steps[node].round == search->round ? &search->steps[node] : NULL;
}

/* Whether coming over `from` is a better way to a node of the same distance. */
static bool is_better(const struct search_step *step, enum edge_strength weakest, size_t from)
{
    return weakest < step->weakest || (weakest == step->weakest && from < step->via);
}

static void visit(struct search *search, size_t from, const struct graph_edge *edge)
{
    const struct search_step *near = &search->steps[from];
    struct search_step *step = &search->steps[edge->to];
    enum edge_strength weakest = edge->strength > near->weakest ? edge->strength : near->weakest;

    if (step->round != search->round) {
        *step = (struct search_step){ near->distance + 1, from, weakest, search->round };
        search->order[search->found++] = edge->to;
    } else if (step->distance == near->distance + 1 && is_better(step, weakest, from)) {
        step->via = from;
        step->weakest = weakest;
    }
}

void search_run(struct search *search, size_t start, bool downstream)
{
    search->round++;
    search->found = 1;
    search->order[0] = start;
    search->steps[start] = (struct search_step){ 0, start, EDGE_EXACT, search->round };
    for (size_t i = 0; i < search->found; i++) {
        size_t from = search->order[i];
        const struct graph_node *node = &search->graph->nodes.items[from];
        size_t count = downstream ? node->readers.count : node->reads.count;
        for (size_t e = 0; e < count; e++)
            visit(search, from, downstream ? &node->readers.items[e] : &node->reads.items[e]);
    }
}
