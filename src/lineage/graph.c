/* graph: nodes and edges from the dependencies of both snapshots. Knows nothing of SQL; how sure an
 * edge is was decided when the model was read. */
#include "lineage/impact.h"

#include "change/plain.h"
#include "lineage/blind.h"
#include "lineage/search.h"

static const char *const strength_names[] = { [EDGE_EXACT] = "exact",
                                              [EDGE_INDIRECT] = "indirect",
                                              [EDGE_MODEL] = "model-level",
                                              [EDGE_DECLARED] = "declared",
                                              [EDGE_UNKNOWN] = "unknown" };

/* While names are gathered the ends are numbers of names, later nodes. */
struct raw_edge {
    size_t from, to;
    enum edge_strength strength;
    bool at_base, at_tip;
};
struct raw_edges {
    VEC_OF(struct raw_edge);
};

/* The models under a name; both NULL for a name alone. */
struct named {
    const struct model *before, *after;
};

struct build {
    struct graph *graph;
    struct {
        VEC_OF(struct named);
    } named;             /* beside the names, as they were added */
    struct order models; /* the names of models alone */
    size_t base_count;   /* names that base gave, the first ones */
    size_t next_of_base; /* the first of them that may belong to the next model of the tip */
    struct {
        VEC_OF(size_t);
    } name_of;       /* number of the name of each model, as they are visited */
    size_t visited;  /* models whose edges were added */
    size_t *node_of; /* of each name, as they were added */
    struct raw_edges edges;
};

static void find_renames(struct build *build, const struct change_set *changes)
{
    for (size_t i = 0; changes && i < changes->models.count; i++) {
        const struct model_change *change = &changes->models.items[i];
        if (change->before && change->after && !str_eq(change->before->fqn, change->after->fqn))
            map_put(&build->graph->renamed, change->before->fqn, (void *)&change->after->fqn);
    }
}

static struct str node_fqn(const struct build *build, struct str fqn, bool at_tip)
{
    const struct str *now = at_tip ? NULL : map_get(&build->graph->renamed, fqn);
    return now ? *now : fqn;
}

static size_t add_name(struct build *build, struct str fqn, struct named named)
{
    struct arena *arena = build->graph->arena;
    order_add(&build->graph->names, arena, fqn);
    vec_push(arena, &build->named, named);
    return build->named.count - 1;
}

typedef void model_visitor(struct build *build, const struct model *model, bool at_tip);

static void each_model(struct build *build, model_visitor *visit)
{
    const struct projects *const sides[] = { build->graph->before, build->graph->after };
    for (size_t side = 0; side < 2; side++)
        for (size_t p = 0; sides[side] && p < sides[side]->count; p++) {
            const struct project *project = sides[side]->items[p];
            for (size_t i = 0; i < project->models.count; i++)
                visit(build, project->models.items[i], side == 1);
        }
}

static int cmp_names(struct str a, struct str b)
{
    return a.ptr == b.ptr && a.len == b.len ? 0 : str_cmp(a, b);
}

/* The number that base gave this name, or SIZE_MAX: models of a project are in the order of their
 * names, so both sides are gone through side by side. One that is missed gets a second number,
 * which comes to the same node. */
static size_t name_of_base(struct build *build, struct str fqn)
{
    const struct order *names = &build->graph->names;
    size_t *at = &build->next_of_base;
    int order = -1;
    while (*at < build->base_count && (order = cmp_names(names->items[*at].name, fqn)) < 0)
        ++*at;
    return *at < build->base_count && order == 0 ? (*at)++ : SIZE_MAX;
}

static void add_before(struct build *build, const struct model *model)
{
    struct str fqn = node_fqn(build, model->fqn, false);
    size_t name = add_name(build, fqn, (struct named){ .before = model });
    vec_push(build->graph->arena, &build->name_of, name);
    build->base_count = name + 1;
}

static void add_after(struct build *build, const struct model *model)
{
    size_t name = name_of_base(build, model->fqn);
    if (name == SIZE_MAX)
        name = add_name(build, model->fqn, (struct named){ .after = model });
    else
        build->named.items[name].after = model;
    vec_push(build->graph->arena, &build->name_of, name);
}

static void add_model(struct build *build, const struct model *model, bool at_tip)
{
    if (at_tip)
        add_after(build, model);
    else
        add_before(build, model);
}

/* The number of what is read: a model, or a table outside, whose name is new. */
static size_t read_name(struct build *build, struct str fqn)
{
    size_t place = order_find(&build->models, fqn);
    return place != SIZE_MAX ? build->models.items[place].index
                             : add_name(build, fqn, (struct named){ NULL, NULL });
}

static enum edge_strength strength_of(const struct model *model,
                                      const struct dependency *dependency)
{
    if (!dependency->is_certain)
        return EDGE_UNKNOWN;
    if (dependency->declared)
        return EDGE_DECLARED;
    return model->class == MODEL_PYTHON ? EDGE_MODEL : EDGE_EXACT;
}

/* Whether both sides of a name read the same in the same way. */
static bool reads_alike(const struct build *build, const struct named *named)
{
    const struct model *b = named->before, *a = named->after;
    if (!b || !a || build->graph->renamed.count || b->class != a->class ||
        b->dependencies.count != a->dependencies.count)
        return false;
    for (size_t i = 0; i < a->dependencies.count; i++) {
        const struct dependency *x = &b->dependencies.items[i], *y = &a->dependencies.items[i];
        if (x->fqn.ptr != y->fqn.ptr || x->fqn.len != y->fqn.len ||
            x->is_certain != y->is_certain || x->declared != y->declared)
            return false;
    }
    return true;
}

static void add_reads(struct build *build, const struct model *model, bool at_tip)
{
    size_t to = build->name_of.items[build->visited++];
    bool alike = reads_alike(build, &build->named.items[to]);

    for (size_t i = 0; i < model->dependencies.count && !(alike && at_tip); i++) {
        const struct dependency *dependency = &model->dependencies.items[i];
        size_t from = read_name(build, node_fqn(build, dependency->fqn, at_tip));
        vec_push(build->graph->arena, &build->edges,
                 (struct raw_edge){ from, to, strength_of(model, dependency), alike || !at_tip,
                                    alike || at_tip });
    }
}

/* No model has such a name: the quoted parts of an fqn begin with a quote. */
static struct str unknown_sources(const struct build *build, struct str project)
{
    return str_fmt(build->graph->arena, "unknown sources of %.*s", STR_ARG(project));
}

/* Models whose sources cannot all be told may read any changed model of their project. One node per
 * project stands between: changed models feed it, blind models read it. */
static void add_blind_nodes(struct build *build, const struct projects *projects)
{
    for (size_t p = 0; projects && p < projects->count; p++) {
        const struct project *project = projects->items[p];
        bool blind = false;
        for (size_t i = 0; !blind && i < project->models.count; i++)
            blind = model_is_blind(project->models.items[i]);
        if (blind)
            (void)add_name(build, unknown_sources(build, project->root),
                           (struct named){ NULL, NULL });
    }
}

static void name_node(struct graph *graph, struct graph_node *node)
{
    const struct model *model = node->after ? node->after : node->before;
    bool is_table = str_starts(node->fqn, STR("\""));
    node->name = model      ? model->name
                 : is_table ? fqn_plain(graph->arena, node->fqn)
                            : STR("(sources that cannot be read)");
}

/* One node for equal names, in the order of the names; the first model of a side counts. */
static void settle_nodes(struct build *build)
{
    struct graph *graph = build->graph;
    struct order *names = &graph->names;
    size_t kept = 0;

    order_sort(names);
    graph->nodes.items = arena_array(graph->arena, names->count, sizeof *graph->nodes.items);
    build->node_of = arena_array(graph->arena, names->count, sizeof *build->node_of);
    for (size_t i = 0; i < names->count; i++) {
        struct order_entry entry = names->items[i];
        const struct named *named = &build->named.items[entry.index];
        if (!kept || !str_eq(names->items[kept - 1].name, entry.name)) {
            graph->nodes.items[kept].fqn = entry.name;
            names->items[kept++] = entry;
        }
        struct graph_node *node = &graph->nodes.items[kept - 1];
        node->before = node->before ? node->before : named->before;
        node->after = node->after ? node->after : named->after;
        build->node_of[entry.index] = kept - 1;
    }
    names->count = graph->nodes.count = graph->nodes.cap = kept;
    vec_for (struct graph_node, node, &graph->nodes)
        name_node(graph, node);
}

/* From numbers of names to nodes; what reads itself has no edge. */
static void place_edges(struct build *build)
{
    size_t kept = 0;
    for (size_t i = 0; i < build->edges.count; i++) {
        struct raw_edge edge = build->edges.items[i];
        edge.from = build->node_of[edge.from];
        edge.to = build->node_of[edge.to];
        if (edge.from != edge.to)
            build->edges.items[kept++] = edge;
    }
    build->edges.count = kept;
}

static void add_unknown_edge(struct build *build, size_t from, size_t to)
{
    if (from != SIZE_MAX && to != SIZE_MAX)
        vec_push(build->graph->arena, &build->edges,
                 (struct raw_edge){ from, to, EDGE_UNKNOWN, true, true });
}

static void add_blind_edges(struct build *build, const struct projects *projects, bool at_tip)
{
    for (size_t p = 0; projects && p < projects->count; p++) {
        const struct project *project = projects->items[p];
        size_t node = graph_find(build->graph, unknown_sources(build, project->root));
        for (size_t i = 0; node != SIZE_MAX && i < project->models.count; i++) {
            const struct model *model = project->models.items[i];
            if (model_is_blind(model))
                add_unknown_edge(build, node,
                                 graph_find(build->graph, node_fqn(build, model->fqn, at_tip)));
        }
    }
}

static void add_changed_edges(struct build *build, const struct change_set *changes)
{
    for (size_t i = 0; changes && i < changes->models.count; i++) {
        const struct model_change *change = &changes->models.items[i];
        const struct model *model = change->after ? change->after : change->before;
        if (model && change->class > CLASS_METADATA)
            add_unknown_edge(build, graph_find(build->graph, model->fqn),
                             graph_find(build->graph, unknown_sources(build, model->project)));
    }
}

/* --- edges of each node ------------------------------------------------------------------------
 */

/* Sorts by one end by counting; edges with the same end stay as they were. */
static void sort_edges(struct build *build, bool by_from)
{
    struct arena *arena = build->graph->arena;
    struct raw_edges sorted = build->edges;
    size_t *place = arena_array(arena, build->graph->nodes.count + 1, sizeof *place);
    sorted.items = arena_array(arena, sorted.count, sizeof *sorted.items);
    vec_for (const struct raw_edge, edge, &build->edges)
        place[(by_from ? edge->from : edge->to) + 1]++;
    for (size_t i = 1; i < build->graph->nodes.count; i++)
        place[i] += place[i - 1];
    vec_for (const struct raw_edge, edge, &build->edges)
        sorted.items[place[by_from ? edge->from : edge->to]++] = *edge;
    build->edges = sorted;
}

/* Equal edges become one: on both sides, as sure as the surer of the two. */
static void merge_edges(struct raw_edges *edges)
{
    size_t kept = 0;
    for (size_t i = 0; i < edges->count; i++) {
        struct raw_edge edge = edges->items[i], *last = &edges->items[kept - (kept > 0)];
        if (!kept || last->from != edge.from || last->to != edge.to) {
            edges->items[kept++] = edge;
            continue;
        }
        last->at_base |= edge.at_base;
        last->at_tip |= edge.at_tip;
        if (edge.strength < last->strength)
            last->strength = edge.strength;
    }
    edges->count = kept;
}

/* Counts first, so that each list gets the room it needs. */
static void settle_edges(struct build *build)
{
    struct graph *graph = build->graph;

    sort_edges(build, false);
    sort_edges(build, true);
    merge_edges(&build->edges);
    vec_for (const struct raw_edge, edge, &build->edges) {
        graph->nodes.items[edge->from].readers.cap++;
        graph->nodes.items[edge->to].reads.cap++;
    }
    vec_for (struct graph_node, node, &graph->nodes) {
        node->readers.items =
            arena_array(graph->arena, node->readers.cap, sizeof *node->readers.items);
        node->reads.items = arena_array(graph->arena, node->reads.cap, sizeof *node->reads.items);
    }
    vec_for (const struct raw_edge, edge, &build->edges) {
        vec_push(graph->arena, &graph->nodes.items[edge->from].readers,
                 (struct graph_edge){ edge->to, edge->strength, edge->at_base, edge->at_tip });
        vec_push(graph->arena, &graph->nodes.items[edge->to].reads,
                 (struct graph_edge){ edge->from, edge->strength, edge->at_base, edge->at_tip });
    }
}

/* --- the graph -------------------------------------------------------------------------------- */

static void add_nodes(struct build *build, const struct change_set *changes)
{
    each_model(build, add_model);
    order_sort(&build->graph->names);
    build->models = build->graph->names;
    each_model(build, add_reads);
    if (changes) {
        add_blind_nodes(build, build->graph->before);
        add_blind_nodes(build, build->graph->after);
    }
    settle_nodes(build);
    place_edges(build);
}

void graph_build(struct graph *out, struct arena *arena, const struct projects *before,
                 const struct projects *after, const struct change_set *changes)
{
    struct build build = { .graph = out };

    *out = (struct graph){ .arena = arena, .before = before, .after = after };
    map_init(&out->renamed, arena);
    find_renames(&build, changes);
    add_nodes(&build, changes);
    if (changes) {
        add_blind_edges(&build, before, false);
        add_blind_edges(&build, after, true);
        add_changed_edges(&build, changes);
    }
    settle_edges(&build);
}

void graph_release(struct graph *graph)
{
    map_release(&graph->renamed);
}

size_t graph_find(const struct graph *graph, struct str fqn)
{
    size_t node = order_find(&graph->names, fqn);
    if (node != SIZE_MAX)
        return node;
    const struct str *now = map_get(&graph->renamed, fqn);
    return now ? order_find(&graph->names, *now) : SIZE_MAX;
}

const char *edge_strength_name(enum edge_strength strength)
{
    return strength_names[strength];
}

void graph_walk(struct neighbours *out, struct arena *arena, const struct graph *graph,
                size_t start, bool downstream)
{
    struct search search;

    *out = (struct neighbours){ 0 };
    if (start >= graph->nodes.count)
        return;
    search_init(&search, arena, graph);
    search_run(&search, start, downstream);
    for (size_t i = 1; i < search.found; i++) {
        const struct search_step *step = search_step(&search, search.order[i]);
        vec_push(arena, out,
                 (struct neighbour){ search.order[i], step->distance, step->via, step->weakest });
    }
}
