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

struct raw_edge {
    size_t from, to;
    enum edge_strength strength;
    bool at_base, at_tip;
};

struct build {
    struct graph *graph;
    struct map renamed; /* fqn at base -> struct str * fqn at tip */
    struct {
        VEC_OF(struct raw_edge);
    } edges;
};

static int cmp_nodes(const void *left, const void *right)
{
    const struct graph_node *a = left, *b = right;
    return str_cmp(a->fqn, b->fqn);
}

static int cmp_edges(const void *left, const void *right)
{
    const struct raw_edge *a = left, *b = right;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return a->to < b->to ? -1 : a->to > b->to;
}

static void find_renames(struct build *build, const struct change_set *changes)
{
    for (size_t i = 0; changes && i < changes->models.count; i++) {
        const struct model_change *change = &changes->models.items[i];
        if (change->before && change->after && !str_eq(change->before->fqn, change->after->fqn))
            map_put(&build->renamed, change->before->fqn, (void *)&change->after->fqn);
    }
}

static struct str node_fqn(const struct build *build, struct str fqn, bool at_tip)
{
    const struct str *now = at_tip ? NULL : map_get(&build->renamed, fqn);
    return now ? *now : fqn;
}

static void add_node(struct build *build, struct str fqn, const struct model *model, bool at_tip)
{
    struct graph *graph = build->graph;
    vec_push(graph->arena, &graph->nodes,
             (struct graph_node){ .fqn = node_fqn(build, fqn, at_tip),
                                  .before = at_tip ? NULL : model,
                                  .after = at_tip ? model : NULL });
}

static void add_side_nodes(struct build *build, const struct projects *projects, bool at_tip)
{
    for (size_t p = 0; projects && p < projects->count; p++) {
        const struct project *project = projects->items[p];
        for (size_t i = 0; i < project->models.count; i++) {
            const struct model *model = project->models.items[i];
            add_node(build, model->fqn, model, at_tip);
            for (size_t d = 0; d < model->dependencies.count; d++)
                add_node(build, model->dependencies.items[d].fqn, NULL, at_tip);
        }
    }
}

static void merge_node(struct graph_node *into, const struct graph_node *from)
{
    if (!into->before)
        into->before = from->before;
    if (!into->after)
        into->after = from->after;
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
        struct str fqn = unknown_sources(build, project->root);
        if (blind)
            vec_push(build->graph->arena, &build->graph->nodes, (struct graph_node){ .fqn = fqn });
    }
}

/* Sorts the nodes, makes them unique and names them. */
static void settle_nodes(struct graph *graph)
{
    size_t kept = 0;

    if (graph->nodes.count)
        qsort(graph->nodes.items, graph->nodes.count, sizeof *graph->nodes.items, cmp_nodes);
    for (size_t i = 0; i < graph->nodes.count; i++) {
        struct graph_node *node = &graph->nodes.items[i];
        if (kept && str_eq(graph->nodes.items[kept - 1].fqn, node->fqn))
            merge_node(&graph->nodes.items[kept - 1], node);
        else
            graph->nodes.items[kept++] = *node;
    }
    graph->nodes.count = kept;
    vec_for (struct graph_node, node, &graph->nodes) {
        const struct model *model = node->after ? node->after : node->before;
        bool is_table = str_starts(node->fqn, STR("\""));
        node->name = model      ? model->name
                     : is_table ? fqn_plain(graph->arena, node->fqn)
                                : STR("(sources that cannot be read)");
        map_put(&graph->by_fqn, node->fqn, node);
    }
}

static void settle_renames(struct build *build)
{
    struct graph *graph = build->graph;
    for (struct map_entry *e = map_first(&build->renamed); e; e = map_next(e)) {
        const struct str *now = map_value(e);
        void *node = map_get(&graph->by_fqn, *now);
        if (node && !map_get(&graph->by_fqn, map_key(e)))
            map_put(&graph->by_fqn, map_key(e), node);
    }
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

static void add_edges(struct build *build, const struct model *model, bool at_tip)
{
    size_t to = graph_find(build->graph, node_fqn(build, model->fqn, at_tip));

    for (size_t i = 0; i < model->dependencies.count; i++) {
        const struct dependency *dependency = &model->dependencies.items[i];
        size_t from = graph_find(build->graph, node_fqn(build, dependency->fqn, at_tip));
        if (from == to)
            continue;
        vec_push(build->graph->arena, &build->edges,
                 (struct raw_edge){ from, to, strength_of(model, dependency), !at_tip, at_tip });
    }
}

static void add_side_edges(struct build *build, const struct projects *projects, bool at_tip)
{
    for (size_t p = 0; projects && p < projects->count; p++) {
        const struct project *project = projects->items[p];
        for (size_t i = 0; i < project->models.count; i++)
            add_edges(build, project->models.items[i], at_tip);
    }
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

/* Equal edges become one: on both sides, as sure as the surer of the two. */
static void settle_edges(struct build *build)
{
    struct graph *graph = build->graph;

    if (build->edges.count)
        qsort(build->edges.items, build->edges.count, sizeof *build->edges.items, cmp_edges);
    for (size_t i = 0; i < build->edges.count;) {
        struct raw_edge edge = build->edges.items[i++];
        for (; i < build->edges.count && !cmp_edges(&edge, &build->edges.items[i]); i++) {
            const struct raw_edge *same = &build->edges.items[i];
            edge.at_base |= same->at_base;
            edge.at_tip |= same->at_tip;
            if (same->strength < edge.strength)
                edge.strength = same->strength;
        }
        vec_push(graph->arena, &graph->nodes.items[edge.from].readers,
                 (struct graph_edge){ edge.to, edge.strength, edge.at_base, edge.at_tip });
        vec_push(graph->arena, &graph->nodes.items[edge.to].reads,
                 (struct graph_edge){ edge.from, edge.strength, edge.at_base, edge.at_tip });
    }
}

void graph_build(struct graph *out, struct arena *arena, const struct projects *before,
                 const struct projects *after, const struct change_set *changes)
{
    struct build build = { .graph = out };

    *out = (struct graph){ .arena = arena, .before = before, .after = after };
    map_init(&out->by_fqn, arena);
    map_init(&build.renamed, arena);
    find_renames(&build, changes);
    add_side_nodes(&build, before, false);
    add_side_nodes(&build, after, true);
    if (changes) {
        add_blind_nodes(&build, before);
        add_blind_nodes(&build, after);
    }
    settle_nodes(out);
    settle_renames(&build);
    add_side_edges(&build, before, false);
    add_side_edges(&build, after, true);
    if (changes) {
        add_blind_edges(&build, before, false);
        add_blind_edges(&build, after, true);
        add_changed_edges(&build, changes);
    }
    settle_edges(&build);
    map_release(&build.renamed);
}

void graph_release(struct graph *graph)
{
    map_release(&graph->by_fqn);
}

size_t graph_find(const struct graph *graph, struct str fqn)
{
    const struct graph_node *node = map_get(&graph->by_fqn, fqn);
    return node ? (size_t)(node - graph->nodes.items) : SIZE_MAX;
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
