/* impact: from facts over the graph to the declared readers. One search per changed model, shared
 * by all its facts; nothing is decided here, only reached. */
#include "lineage/impact.h"

#include "lineage/search.h"

/* Where a reader's targets lie in the graph. */
struct aim {
    size_t node;
    const struct reader_target *target;
};
struct aims {
    VEC_OF(struct aim);
};

struct travel {
    struct impact *out;
    struct arena *arena;
    const struct change_set *changes;
    const struct reader *readers;
    size_t reader_count;
    struct aims *aims; /* one list per reader */
    struct search search;
    bool *touched; /* one per node: some breaking fact reaches it */
};

static bool can_break(const struct fact *fact)
{
    enum fact_class class = fact_class_of(fact);
    return class == CLASS_MEANING || class == CLASS_SHAPE || class == CLASS_UNKNOWN;
}

/* A new column that changes the rows changes them for readers of every other column too. */
static bool is_about_one_column(const struct fact *fact)
{
    return !str_is_empty(fact->column) && fact->code != FACT_SQ113;
}

static size_t change_node(const struct graph *graph, const struct model_change *change)
{
    const struct model *model = change->after ? change->after : change->before;
    return model ? graph_find(graph, model->fqn) : SIZE_MAX;
}

static void find_aims(struct travel *t)
{
    t->aims = arena_array(t->arena, t->reader_count, sizeof *t->aims);
    for (size_t r = 0; r < t->reader_count; r++) {
        for (size_t i = 0; i < t->readers[r].targets.count; i++) {
            const struct reader_target *target = &t->readers[r].targets.items[i];
            size_t node =
                str_is_empty(target->model) ? SIZE_MAX : graph_find(t->search.graph, target->model);
            if (node != SIZE_MAX)
                vec_push(t->arena, &t->aims[r], (struct aim){ node, target });
        }
    }
}

/* The declared column that is the fact's, or "". */
static struct str hit_column(const struct reader_target *target, const struct fact *fact)
{
    for (size_t i = 0; i < target->columns.count; i++) {
        if (str_eq_fold(target->columns.items[i], fact->column))
            return target->columns.items[i];
    }
    return STR_EMPTY;
}

/* Whether the fact on `start` gets through to this target; *column says over which column. */
static bool gets_through(const struct aim *aim, size_t start, const struct fact *fact,
                         struct str *column)
{
    *column = STR_EMPTY;
    if (aim->node != start || aim->target->columns.count == 0 || !is_about_one_column(fact))
        return true;
    *column = hit_column(aim->target, fact);
    return !str_is_empty(*column);
}

static void set_path(struct reach *reach, const struct travel *t, size_t node)
{
    const struct search_step *step = search_step(&t->search, node);

    reach->weakest = step->weakest;
    reach->path_count = step->distance + 1;
    reach->path = arena_array(t->arena, reach->path_count, sizeof *reach->path);
    for (size_t i = reach->path_count; i > 0; i--) {
        reach->path[i - 1] = t->search.graph->nodes.items[node].name;
        node = search_step(&t->search, node)->via;
    }
}

static bool is_nearer(const struct search_step *a, const struct search_step *b)
{
    return a->distance != b->distance ? a->distance < b->distance : a->weakest < b->weakest;
}

/* The reach of one fact to one reader: the nearest of its targets that the fact gets through to. */
static void reach_reader(struct travel *t, size_t fact, size_t start, size_t reader)
{
    const struct search_step *best = NULL;
    struct reach reach = { .fact = fact, .reader = reader };
    size_t at = 0;

    vec_for (struct aim, aim, &t->aims[reader]) {
        const struct search_step *step = search_step(&t->search, aim->node);
        struct str column;
        if (!step || !gets_through(aim, start, &t->changes->facts.items[fact], &column) ||
            (best && !is_nearer(step, best)))
            continue;
        best = step;
        at = aim->node;
        reach.column = column;
    }
    if (!best)
        return;
    set_path(&reach, t, at);
    t->out->reader_reached[reader] = true;
    vec_push(t->arena, &t->out->reaches, reach);
}

static size_t count_models(const struct travel *t)
{
    size_t count = 0;
    for (size_t i = 1; i < t->search.found; i++) {
        const struct graph_node *node = &t->search.graph->nodes.items[t->search.order[i]];
        count += node->before || node->after;
    }
    return count;
}

static void travel_from(struct travel *t, size_t change_index)
{
    const struct model_change *change = &t->changes->models.items[change_index];
    size_t start = change_node(t->search.graph, change);
    bool breaks = false;

    if (start == SIZE_MAX)
        return;
    search_run(&t->search, start, true);
    t->out->downstream_of_model[change_index] = count_models(t);
    for (size_t f = change->first_fact; f < change->first_fact + change->fact_count; f++) {
        if (!can_break(&t->changes->facts.items[f]))
            continue;
        breaks = true;
        for (size_t r = 0; r < t->reader_count; r++)
            reach_reader(t, f, start, r);
    }
    for (size_t i = 1; breaks && i < t->search.found; i++)
        t->touched[t->search.order[i]] = true;
}

static int cmp_reaches(const void *left, const void *right)
{
    const struct reach *a = left, *b = right;
    if (a->reader != b->reader)
        return a->reader < b->reader ? -1 : 1;
    return a->fact < b->fact ? -1 : a->fact > b->fact;
}

/* What is reached without having changed itself, beyond its description. */
static void list_downstream(struct travel *t)
{
    const struct graph *graph = t->search.graph;

    for (size_t i = 0; i < t->changes->models.count; i++) {
        const struct model_change *change = &t->changes->models.items[i];
        size_t node = change->class > CLASS_METADATA ? change_node(graph, change) : SIZE_MAX;
        if (node != SIZE_MAX)
            t->touched[node] = false;
    }
    for (size_t i = 0; i < graph->nodes.count; i++) {
        const struct graph_node *node = &graph->nodes.items[i];
        if (t->touched[i] && (node->before || node->after))
            vec_push(t->arena, &t->out->downstream, node->name);
    }
    if (t->out->downstream.count)
        qsort(t->out->downstream.items, t->out->downstream.count, sizeof(struct str),
              str_cmp_qsort);
}

void impact_of(struct impact *out, struct arena *arena, const struct graph *graph,
               const struct change_set *changes, const struct reader *readers, size_t reader_count)
{
    struct travel t = { .out = out,
                        .arena = arena,
                        .changes = changes,
                        .readers = readers,
                        .reader_count = reader_count };

    *out = (struct impact){ 0 };
    out->reader_reached = arena_array(arena, reader_count, sizeof *out->reader_reached);
    out->downstream_of_model =
        arena_array(arena, changes->models.count, sizeof *out->downstream_of_model);
    search_init(&t.search, arena, graph);
    t.touched = arena_array(arena, graph->nodes.count, sizeof *t.touched);
    find_aims(&t);
    for (size_t i = 0; i < changes->models.count; i++)
        travel_from(&t, i);
    if (out->reaches.count)
        qsort(out->reaches.items, out->reaches.count, sizeof *out->reaches.items, cmp_reaches);
    list_downstream(&t);
}
