/* impact: from facts over the graph to the declared readers. One run for each set of columns that
 * facts of one model share, one more for all of them together; nothing is decided here, only
 * reached. */
#include "lineage/impact_private.h"

#include "lineage/search.h"

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

/* --- where a fact starts ---------------------------------------------------------------------- */

/* Where one fact starts; equal ones share a run. */
struct origin {
    VEC_OF(struct spot);
    size_t fact;
};
struct origins {
    VEC_OF(struct origin);
};

static bool decides_on_side(struct travel *travel, struct spot spot, bool at_tip)
{
    const struct node_flow *flow = node_flow(&travel->flows, spot.node, at_tip);
    const struct slots *slots = node_slots(&travel->flows, spot.node);
    for (size_t i = 0; flow && i < flow->column_count; i++)
        if (flow->decides[i] && slot_of_column(slots, at_tip, i) == spot.slot)
            return true;
    return false;
}

/* Another value of a key, or of a column that DISTINCT compares, means other rows. */
static bool changes_rows(struct travel *travel, struct spot spot, const struct fact *fact)
{
    return fact->code == FACT_SQ102 &&
           (decides_on_side(travel, spot, false) || decides_on_side(travel, spot, true));
}

static void add_spot(struct origin *origin, struct travel *travel, uint32_t node, struct str name)
{
    struct slots *slots = node_slots(&travel->flows, node);
    uint32_t slot = slot_find_fold(slots, travel->arena, name);
    vec_push(travel->arena, origin, (struct spot){ node, slot });
}

/* What hangs on the expressions in CTEs and subqueries that facts of one model are about. */
struct inner_facts {
    struct flow_inner
        *sides[2]; /* base, tip: one each per fact, without an expression for others */
};

static bool is_inner(const struct fact *fact)
{
    return fact->inner_before && fact->inner_after;
}

static void find_inner(struct inner_facts *out, struct impact_run *run,
                       const struct model_change *change)
{
    bool any = false;
    for (size_t i = 0; i < 2; i++)
        out->sides[i] = arena_array(run->arena, change->fact_count, sizeof *out->sides[i]);
    for (size_t i = 0; i < change->fact_count; i++) {
        const struct fact *fact = &run->changes->facts.items[change->first_fact + i];
        if (!is_inner(fact))
            continue;
        out->sides[0][i].expr = fact->inner_before;
        out->sides[1][i].expr = fact->inner_after;
        any = true;
    }
    if (any) {
        flow_of_inner(out->sides[0], change->fact_count, run->arena, change->before);
        flow_of_inner(out->sides[1], change->fact_count, run->arena, change->after);
    }
}

/* None stands for all: then nothing was proven. */
static void add_hanging(struct origin *origin, struct travel *travel, uint32_t node,
                        const struct inner_facts *inner, size_t index)
{
    const struct slots *slots = node_slots(&travel->flows, node);
    if (!inner->sides[0][index].known || !inner->sides[1][index].known)
        return;
    for (size_t side = 0; side < 2; side++) {
        const struct flow_inner *it = &inner->sides[side][index];
        for (size_t i = 0; i < it->columns.count; i++)
            vec_push(travel->arena, origin,
                     (struct spot){ node, slot_of_column(slots, side, it->columns.items[i]) });
    }
}

static int by_slot(const void *a, const void *b)
{
    const struct spot *x = a, *y = b;
    return (x->slot > y->slot) - (x->slot < y->slot);
}

/* Both sides may name one column. */
static void settle_spots(struct origin *origin)
{
    size_t kept = 0;
    qsort(origin->items, origin->count, sizeof *origin->items, by_slot);
    for (size_t i = 0; i < origin->count; i++)
        if (!kept || origin->items[kept - 1].slot != origin->items[i].slot)
            origin->items[kept++] = origin->items[i];
    origin->count = kept;
}

/* inner_index: of the fact among those of its model. */
static struct origin origin_of(struct travel *travel, uint32_t node, const struct fact *fact,
                               const struct inner_facts *inner, size_t inner_index)
{
    struct origin origin = { 0 };
    if (is_about_one_column(fact))
        add_spot(&origin, travel, node, fact->column);
    if (fact->code == FACT_CL102)
        add_spot(&origin, travel, node, fact->new_text);
    if (is_inner(fact))
        add_hanging(&origin, travel, node, inner, inner_index);
    if (origin.count > 1)
        settle_spots(&origin);
    bool whole = origin.count == 0;
    for (size_t i = 0; i < origin.count; i++)
        whole = whole || !slot_is_listed(node_slots(&travel->flows, node), origin.items[i].slot) ||
                changes_rows(travel, origin.items[i], fact);
    if (whole) {
        origin.count = 0;
        vec_push(travel->arena, &origin, (struct spot){ node, SLOT_WHOLE });
    }
    return origin;
}

static int cmp_starts(const struct origin *a, const struct origin *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++)
        if (a->items[i].slot != b->items[i].slot)
            return a->items[i].slot < b->items[i].slot ? -1 : 1;
    return (a->count > b->count) - (a->count < b->count);
}

static int cmp_origins(const void *left, const void *right)
{
    const struct origin *a = left, *b = right;
    int order = cmp_starts(a, b);
    return order ? order : (a->fact > b->fact) - (a->fact < b->fact);
}

static void find_origins(struct origins *out, struct impact_run *run,
                         const struct model_change *change, size_t node)
{
    struct inner_facts inner;
    find_inner(&inner, run, change);
    for (size_t i = 0; i < change->fact_count; i++) {
        const struct fact *fact = &run->changes->facts.items[change->first_fact + i];
        if (!can_break(fact))
            continue;
        struct origin origin = origin_of(&run->travel, (uint32_t)node, fact, &inner, i);
        origin.fact = change->first_fact + i;
        vec_push(run->arena, out, origin);
    }
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, cmp_origins);
}

/* --- declared readers ------------------------------------------------------------------------- */

/* Every column of the name: a model may put out one name twice. */
static void add_slots(struct aim *aim, struct arena *arena, struct slots *slots, size_t column)
{
    struct str name = aim->target->columns.items[column];
    uint32_t found = slot_find_fold(slots, arena, name);
    if (!slot_is_listed(slots, found)) {
        aim->unlisted = true;
        return;
    }
    for (uint32_t i = found; i < slot_end(slots); i++)
        if (str_eq(slot_name(slots, i), slot_name(slots, found)))
            vec_push(arena, &aim->columns, (struct aim_column){ i, column });
}

/* The columns of a model cost those of everything upstream: most pushes meet few of the models that
 * somebody reads. */
static void look_at(struct impact_run *run, struct aim *aim)
{
    struct slots *slots = node_slots(&run->travel.flows, aim->node);
    for (size_t i = 0; i < aim->target->columns.count; i++)
        add_slots(aim, run->arena, slots, i);
    aim->is_looked = true;
}

static void find_aims(struct impact_run *run)
{
    run->aims = arena_array(run->arena, run->reader_count, sizeof *run->aims);
    for (size_t r = 0; r < run->reader_count; r++) {
        for (size_t i = 0; i < run->readers[r].targets.count; i++) {
            const struct reader_target *target = &run->readers[r].targets.items[i];
            size_t node =
                str_is_empty(target->model) ? SIZE_MAX : graph_find(run->graph, target->model);
            if (node != SIZE_MAX)
                vec_push(run->arena, &run->aims[r],
                         (struct aim){ .node = (uint32_t)node, .target = target });
        }
    }
}

static bool is_nearer(const struct spot_step *a, const struct spot_step *b)
{
    return !b || (a->distance != b->distance ? a->distance < b->distance : a->weakest < b->weakest);
}

/* The best way to what an aim reads. A declared column that the model does not list may be any. */
static const struct spot_step *step_to(const struct travel *travel, const struct aim *aim,
                                       struct spot *at, struct str *column)
{
    const struct spot_step *best = travel_step(travel, (struct spot){ aim->node, SLOT_WHOLE });
    bool any = aim->unlisted || aim->target->columns.count == 0;
    *at = (struct spot){ aim->node, SLOT_WHOLE };
    *column = STR_EMPTY;
    vec_for (const struct aim_column, it, &aim->columns) {
        const struct spot_step *step = travel_step(travel, (struct spot){ aim->node, it->slot });
        if (!step || !is_nearer(step, best))
            continue;
        best = step;
        at->slot = it->slot;
        *column = aim->target->columns.items[it->declared];
    }
    uint32_t slot = SLOT_WHOLE;
    const struct spot_step *nearest = any ? travel_nearest(travel, aim->node, &slot) : NULL;
    if (!nearest || !is_nearer(nearest, best))
        return best;
    at->slot = slot;
    *column = STR_EMPTY;
    return nearest;
}

static void set_path(struct reach *reach, struct impact_run *run, struct spot spot)
{
    const struct spot_step *step = travel_step(&run->travel, spot);
    size_t count = step->distance + 1;
    reach->weakest = step->weakest;
    reach->path_count = count;
    reach->path = arena_array(run->arena, count, sizeof *reach->path);
    reach->columns = arena_array(run->arena, count, sizeof *reach->columns);
    for (size_t i = count; i > 0; i--) {
        reach->path[i - 1] = run->graph->nodes.items[spot.node].name;
        reach->columns[i - 1] = slot_name(node_slots(&run->travel.flows, spot.node), spot.slot);
        spot = travel_step(&run->travel, spot)->via;
    }
}

/* What the last run reaches of one reader: the nearest of its targets. */
static bool reach_reader(struct impact_run *run, size_t reader, struct reach *out)
{
    const struct spot_step *best = NULL;
    struct spot at = { 0, 0 };
    vec_for (struct aim, aim, &run->aims[reader]) {
        struct spot spot;
        struct str column;
        uint32_t met;
        if (!travel_nearest(&run->travel, aim->node, &met))
            continue;
        if (!aim->is_looked)
            look_at(run, aim);
        const struct spot_step *step = step_to(&run->travel, aim, &spot, &column);
        if (!step || !is_nearer(step, best))
            continue;
        best = step;
        at = spot;
        out->column = column;
    }
    if (best)
        set_path(out, run, at);
    return best != NULL;
}

/* Facts from `from` to `to` start alike: one run serves all of them. */
static void reach_readers(struct impact_run *run, const struct origins *origins, size_t from,
                          size_t to)
{
    travel_down(&run->travel, origins->items[from].items, origins->items[from].count);
    for (size_t r = 0; r < run->reader_count; r++) {
        struct reach reach = { .reader = r };
        if (!reach_reader(run, r, &reach))
            continue;
        run->out->reader_reached[r] = true;
        for (size_t i = from; i < to; i++) {
            reach.fact = origins->items[i].fact;
            vec_push(run->arena, &run->out->reaches, reach);
        }
    }
}

/* --- one changed model ------------------------------------------------------------------------ */

static void look_below(struct impact_run *run, struct search *search, size_t start, size_t change,
                       bool breaks)
{
    search_run(search, start, true);
    for (size_t i = 1; i < search->found; i++) {
        const struct graph_node *node = &run->graph->nodes.items[search->order[i]];
        if (node->before || node->after)
            run->out->downstream_of_model[change]++;
        run->below[search->order[i]] |= breaks;
    }
}

static void start_from(struct impact_run *run, struct search *search, size_t index)
{
    const struct model_change *change = &run->changes->models.items[index];
    size_t node = change_node(run->graph, change);
    struct origins origins = { 0 };
    if (node == SIZE_MAX)
        return;
    run->changed[node] = change->class > CLASS_METADATA;
    find_origins(&origins, run, change, node);
    look_below(run, search, node, index, origins.count > 0);
    for (size_t from = 0, to; from < origins.count; from = to) {
        for (to = from + 1; to < origins.count; to++)
            if (cmp_starts(&origins.items[from], &origins.items[to]))
                break;
        for (size_t i = 0; i < origins.items[from].count; i++)
            vec_push(run->arena, &run->starts, origins.items[from].items[i]);
        run->groups++;
        if (run->reader_count)
            reach_readers(run, &origins, from, to);
    }
}

/* --- all of them ------------------------------------------------------------------------------ */

static int cmp_reaches(const void *left, const void *right)
{
    const struct reach *a = left, *b = right;
    if (a->reader != b->reader)
        return a->reader < b->reader ? -1 : 1;
    return a->fact < b->fact ? -1 : a->fact > b->fact;
}

static int cmp_spared(const void *left, const void *right)
{
    const struct spared *a = left, *b = right;
    return str_cmp(a->model, b->model);
}

static void sort_all(struct impact *out)
{
    if (out->reaches.count)
        qsort(out->reaches.items, out->reaches.count, sizeof *out->reaches.items, cmp_reaches);
    if (out->downstream.count)
        qsort(out->downstream.items, out->downstream.count, sizeof(struct str), str_cmp_qsort);
    if (out->spared.count)
        qsort(out->spared.items, out->spared.count, sizeof *out->spared.items, cmp_spared);
}

void impact_add(struct impact *impact, struct arena *arena, const struct reach *reaches,
                size_t count)
{
    for (size_t i = 0; i < count; i++) {
        vec_push(arena, &impact->reaches, reaches[i]);
        impact->reader_reached[reaches[i].reader] = true;
        impact->reader_why[reaches[i].reader] = STR_EMPTY;
    }
    sort_all(impact);
}

/* Models that did not change themselves, beyond their description. */
static void list_models(struct impact_run *run)
{
    for (uint32_t i = 0; i < run->graph->nodes.count; i++) {
        const struct graph_node *node = &run->graph->nodes.items[i];
        uint32_t slot;
        if (run->changed[i] || !(node->before || node->after))
            continue;
        if (travel_nearest(&run->travel, i, &slot))
            vec_push(run->arena, &run->out->downstream, node->name);
        else if (run->below[i])
            vec_push(run->arena, &run->out->spared,
                     (struct spared){ node->name, impact_why_model(run, i) });
    }
}

static void explain_readers(struct impact_run *run)
{
    for (size_t r = 0; r < run->reader_count; r++)
        run->out->reader_why[r] =
            run->out->reader_reached[r] ? STR_EMPTY : impact_why_reader(run, r);
}

static void run_init(struct impact_run *run)
{
    size_t nodes = run->graph->nodes.count, models = run->changes->models.count;
    struct impact *out = run->out;
    *out = (struct impact){ 0 };
    out->reader_reached = arena_array(run->arena, run->reader_count, sizeof *out->reader_reached);
    out->reader_why = arena_array(run->arena, run->reader_count, sizeof *out->reader_why);
    out->downstream_of_model = arena_array(run->arena, models, sizeof *out->downstream_of_model);
    run->changed = arena_array(run->arena, nodes, sizeof *run->changed);
    run->below = arena_array(run->arena, nodes, sizeof *run->below);
    travel_init(&run->travel, run->arena, run->graph);
    find_aims(run);
}

void impact_of(struct impact *out, struct arena *arena, const struct graph *graph,
               const struct change_set *changes, const struct reader *readers, size_t reader_count)
{
    struct impact_run run = { .out = out,
                              .arena = arena,
                              .graph = graph,
                              .changes = changes,
                              .readers = readers,
                              .reader_count = reader_count };
    struct search search;

    run_init(&run);
    search_init(&search, arena, graph);
    for (size_t i = 0; i < changes->models.count; i++)
        start_from(&run, &search, i);
    bool is_travelled = run.groups == 1 && reader_count; /* what that run found still stands */
    if (!is_travelled)
        travel_down(&run.travel, run.starts.items, run.starts.count);
    list_models(&run);
    explain_readers(&run);
    sort_all(out);
    out->limited = run.travel.limited;
    travel_release(&run.travel);
}
