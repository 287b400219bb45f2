/* plan: see the header. Three passes over the graph of the tip, parents first or last: which hashes
 * differ, which models have unknown columns below them, and the categories. */
#include "lineage/plan.h"

#include <stdlib.h>

#include "change/plan_direct.h"
#include "lineage/plan_schema.h"
#include "project/schema.h"

/* Models without column names on top of each other, up to here; past it their columns count as not
 * known, as SQLMesh would have to be asked. */
#define MOST_UNNAMED 64

enum side { BASE, TIP };
enum known { NOT_ASKED, ASKED, KNOWN, NOT_KNOWN };
/* Whether a model's columns have other names or types. Maybe: somebody has to look. */
enum reshaped { RESHAPED_NO, RESHAPED_MAYBE, RESHAPED_YES };

/* What one plan knows of one node. */
struct step {
    struct plan_direct self;
    enum reshaped reshaped;
    unsigned hashes;       /* its own and those of everything above it, as its readers see them */
    unsigned above;        /* the same without its own */
    enum known known[2];   /* its columns, by side */
    bool is_new;           /* another version than at base: part of the plan */
    bool compatible_above; /* something above changed without breaking anybody, perhaps */
    bool unknown_below;    /* a model below that changed only indirectly has unknown columns */
    enum plan_category category;
    bool forward_only;
    unsigned parents, ancestors; /* sets of categories: new versions among them */
    bool forward_above, other_above;
};

/* The settings of one project on both sides. */
struct setting {
    struct str root;
    const struct config *after;
    struct plan_schemas *schemas;
    bool other_catalog; /* every name that leaves the catalog out is another one */
};

struct planner {
    struct arena *arena;
    struct arena scratch; /* of the models that are compared */
    const struct graph *graph;
    struct step *steps;
    size_t *order; /* nodes, parents first */
    struct {
        VEC_OF(struct setting);
    } settings; /* sorted by root */
};

static const struct graph_node *node_at(const struct planner *p, size_t i)
{
    return &p->graph->nodes.items[i];
}

static const struct model *model_at(const struct planner *p, size_t i, enum side side)
{
    return side == BASE ? node_at(p, i)->before : node_at(p, i)->after;
}

static bool is_audit(const struct model *model)
{
    return model->class == MODEL_AUDIT;
}

/* Whether the edge is one between two models on this side. */
static bool is_parent(const struct planner *p, const struct graph_edge *edge, enum side side)
{
    return (side == BASE ? edge->at_base : edge->at_tip) && model_at(p, edge->to, side);
}

/* --- order ------------------------------------------------------------------------------------ */

/* Nodes in the order in which they can be listed, and how many parents each still waits for. */
struct sorter {
    struct planner *p;
    size_t found;
    size_t *all, *certain; /* parents that are not listed: all, and those that it reads for sure */
    size_t *spare, spares; /* nodes that wait for guessed parents only */
    bool *listed;
};

static void list_next(struct sorter *s, size_t i)
{
    if (s->listed[i])
        return;
    s->listed[i] = true;
    s->p->order[s->found++] = i;
}

static void release_reader(struct sorter *s, const struct graph_edge *edge)
{
    size_t i = edge->to;
    bool sure = edge->strength != EDGE_UNKNOWN;
    if (--s->all[i] == 0)
        list_next(s, i);
    if (sure && --s->certain[i] == 0)
        s->spare[s->spares++] = i;
}

/* Lists everything that waits for nothing but what is listed. */
static void list_ready(struct sorter *s, size_t *at)
{
    for (; *at < s->found; (*at)++) {
        size_t i = s->p->order[*at];
        if (!model_at(s->p, i, TIP))
            continue;
        vec_for (const struct graph_edge, edge, &node_at(s->p, i)->readers)
            if (edge->at_tip && model_at(s->p, edge->to, TIP))
                release_reader(s, edge);
    }
}

static void count_parents(struct sorter *s)
{
    for (size_t i = 0; i < s->p->graph->nodes.count; i++) {
        vec_for (const struct graph_edge, edge, &node_at(s->p, i)->reads) {
            bool counts = model_at(s->p, i, TIP) && is_parent(s->p, edge, TIP);
            s->all[i] += counts;
            s->certain[i] += counts && edge->strength != EDGE_UNKNOWN;
        }
        if (s->all[i] == 0)
            list_next(s, i);
        else if (s->certain[i] == 0)
            s->spare[s->spares++] = i;
    }
}

/* Parents first. Guessed reads may close a cycle; they give way. Of a real cycle, which SQLMesh
 * does not load, the members come in any order. */
static void sort_nodes(struct planner *p)
{
    size_t count = p->graph->nodes.count, at = 0, spare = 0;
    struct sorter s = { .p = p };

    s.all = arena_array(p->arena, count, sizeof *s.all);
    s.certain = arena_array(p->arena, count, sizeof *s.certain);
    s.spare = arena_array(p->arena, count, sizeof *s.spare);
    s.listed = arena_array(p->arena, count, sizeof *s.listed);
    p->order = arena_array(p->arena, count, sizeof *p->order);
    count_parents(&s);
    for (size_t next = 0; s.found < count;) {
        list_ready(&s, &at);
        if (spare < s.spares)
            list_next(&s, s.spare[spare++]);
        else if (s.found < count)
            list_next(&s, next++);
    }
}

/* --- settings --------------------------------------------------------------------------------- */

static const struct project *project_at(const struct projects *projects, struct str root)
{
    size_t low = 0, high = projects ? projects->count : 0;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = str_cmp(projects->items[mid]->root, root);
        if (order == 0)
            return projects->items[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

static void read_settings(struct planner *p, const struct projects *before,
                          const struct projects *after)
{
    for (size_t i = 0; i < after->count; i++) {
        const struct project *new = after->items[i], *old = project_at(before, new->root);
        struct plan_schemas *schemas =
            old ? plan_schemas_new(p->arena, &old->config, &new->config) : NULL;
        bool moved = old && !str_eq(old->config.default_catalog, new->config.default_catalog);
        vec_push(p->arena, &p->settings,
                 (struct setting){ new->root, &new->config, schemas, moved });
    }
}

static const struct setting *setting_of(const struct planner *p, const struct model *model)
{
    size_t low = 0, high = p->settings.count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = str_cmp(p->settings.items[mid].root, model->project);
        if (order == 0)
            return &p->settings.items[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

/* "db"."m": two parts, so the catalog is the default one. */
static bool takes_catalog(struct str fqn)
{
    size_t quotes = 0;
    for (size_t i = 0; i < fqn.len; i++)
        quotes += fqn.ptr[i] == '"';
    return quotes == 4;
}

/* One model or audit in both versions; one with another name is another for SQLMesh. */
static bool is_pair(const struct planner *p, size_t i)
{
    const struct graph_node *node = node_at(p, i);
    if (!node->before || !node->after || !str_eq(node->before->fqn, node->after->fqn) ||
        is_audit(node->before) != is_audit(node->after))
        return false;
    const struct setting *setting = setting_of(p, node->after);
    return !setting || !setting->other_catalog || !takes_catalog(node->after->fqn);
}

/* --- columns ---------------------------------------------------------------------------------- */

static bool columns_known(struct planner *p, size_t i, enum side side, unsigned depth);

/* Whether SQLMesh can resolve the names of the model's query. */
static bool schema_known(struct planner *p, size_t i, enum side side, unsigned depth)
{
    const struct model *model = model_at(p, i, side);
    for (size_t d = 0; d < model->dependencies.count; d++) {
        const struct dependency *dependency = &model->dependencies.items[d];
        if (dependency->declared)
            continue;
        size_t parent = graph_find(p->graph, dependency->fqn);
        if (parent == SIZE_MAX || !columns_known(p, parent, side, depth))
            return false;
    }
    return true;
}

static bool columns_known(struct planner *p, size_t i, enum side side, unsigned depth)
{
    const struct model *model = model_at(p, i, side);
    enum known *known = &p->steps[i].known[side];
    if (!model || *known == ASKED || depth > MOST_UNNAMED)
        return false;
    if (*known == NOT_ASKED) {
        *known = ASKED;
        bool yes =
            plan_columns_known(p->arena, model, false) ||
            (plan_columns_known(p->arena, model, true) && schema_known(p, i, side, depth + 1));
        *known = yes ? KNOWN : NOT_KNOWN;
    }
    return *known == KNOWN;
}

/* --- hashes ----------------------------------------------------------------------------------- */

static bool is_compatible(const struct step *step)
{
    return step->self.compatible && !step->self.kind_breaks;
}

static bool compatible_above(const struct planner *p, size_t i)
{
    vec_for (const struct graph_edge, edge, &node_at(p, i)->reads)
        if (is_parent(p, edge, TIP) &&
            (p->steps[edge->to].compatible_above || is_compatible(&p->steps[edge->to])))
            return true;
    return false;
}

/* What the parents say: their hashes, and whether they are the same parents. */
static unsigned hashes_above(const struct planner *p, size_t i)
{
    unsigned hashes = 0;
    vec_for (const struct graph_edge, edge, &node_at(p, i)->reads) {
        bool was = is_parent(p, edge, BASE), is = is_parent(p, edge, TIP);
        bool other = was && is && !is_pair(p, edge->to);
        if (was != is || other)
            hashes |= PLAN_HASH_DATA | PLAN_HASH_METADATA;
        else if (is)
            hashes |= p->steps[edge->to].hashes;
    }
    return hashes;
}

static bool is_reshaped(struct planner *p, size_t i)
{
    struct step *step = &p->steps[i];
    if (step->reshaped == RESHAPED_MAYBE) {
        const struct column_types *before = model_column_types(node_at(p, i)->before);
        const struct column_types *after = model_column_types(node_at(p, i)->after);
        bool other = plan_is_reshaped(&p->scratch, before, after);
        step->reshaped = other ? RESHAPED_YES : RESHAPED_NO;
        arena_reset(&p->scratch);
    }
    return step->reshaped == RESHAPED_YES;
}

/* look: at the columns themselves where somebody has to. */
static bool reshaped_above(struct planner *p, size_t i, bool look)
{
    vec_for (const struct graph_edge, edge, &node_at(p, i)->reads) {
        bool was = is_parent(p, edge, BASE), is = is_parent(p, edge, TIP);
        if (was != is ||
            (is && (look ? is_reshaped(p, edge->to) : p->steps[edge->to].reshaped != RESHAPED_NO)))
            return true;
    }
    return false;
}

/* Whether the two differ in nothing but the types of what they read, which are in the hash of the
 * metadata alone. */
static bool is_untouched(const struct plan_pair *pair)
{
    const struct plan_side *before = &pair->before, *after = &pair->after;
    return !pair->schema_moved && !model_asks_columns(after->model) && !is_audit(after->model) &&
           models_same_told(before->model, after->model) &&
           models_read_alike(before->model, after->model);
}

static void compare_pair(struct planner *p, size_t i, struct plan_pair *pair)
{
    pair->before.schema_known = schema_known(p, i, BASE, 0);
    pair->after.schema_known = schema_known(p, i, TIP, 0);
    plan_compare(&p->steps[i].self, pair);
}

static void compare_reshaped(struct planner *p, size_t i, struct plan_pair *pair)
{
    struct plan_direct *self = &p->steps[i].self;
    if (!is_untouched(pair)) {
        compare_pair(p, i, pair);
        return;
    }
    *self = (struct plan_direct){ .hashes = PLAN_HASH_METADATA };
#ifdef DIFF_CHECK
    compare_pair(p, i, pair);
    if (self->hashes != PLAN_HASH_METADATA || self->data_change || self->kind_breaks ||
        self->compatible)
        abort();
#endif
}

/* A macro of the query writes the columns of parents on one side only: what SQLMesh knows of them
 * is another thing now, though their names and types may be the same. */
static bool is_told_otherwise(const struct model *before, const struct model *after)
{
    return before->column_macros && after->column_macros &&
           model_asks_columns(before) != model_asks_columns(after);
}

/* Whether all that types above could add to the hashes is there already. */
static bool is_carried(const struct step *step, const struct plan_pair *pair)
{
    const struct model *before = pair->before.model, *after = pair->after.model;
    return (step->above & PLAN_HASH_METADATA) && !pair->schema_moved &&
           !model_asks_columns(after) && !is_audit(after) && models_silent(before, after);
}

static void compare_sides(struct planner *p, size_t i, struct plan_pair *pair, bool is_told)
{
    pair->parents_reshaped =
        reshaped_above(p, i, true) || is_told_otherwise(pair->before.model, pair->after.model);
    if (pair->parents_reshaped)
        compare_reshaped(p, i, pair);
    else if (pair->schema_moved || !is_told)
        compare_pair(p, i, pair);
    else
        p->steps[i].reshaped = RESHAPED_NO;
    arena_reset(&p->scratch);
}

/* A build for tests compares what is carried all the same. */
static void check_carried(struct planner *p, size_t i, struct plan_pair *pair)
{
#ifdef DIFF_CHECK
    struct step *step = &p->steps[i];
    compare_sides(p, i, pair, true);
    if ((step->self.hashes & ~step->above) || step->self.data_change || step->self.kind_breaks ||
        step->self.compatible)
        abort();
#else
    (void)p;
    (void)i;
    (void)pair;
#endif
}

/* Of most models nothing has to be known but that they are the same. */
static void compare(struct planner *p, size_t i)
{
    const struct graph_node *node = node_at(p, i);
    const struct model *before = node->before, *after = node->after;
    struct step *step = &p->steps[i];
    const struct setting *setting = setting_of(p, after);
    struct plan_pair pair = {
        .arena = &p->scratch,
        .before = { before, false },
        .after = { after, false },
        .schema_moved = setting && plan_schema_moves(setting->schemas, after),
    };
    bool is_told = models_same_told(before, after);

    step->above = hashes_above(p, i);
    if (pair.schema_moved || !is_told || reshaped_above(p, i, false)) {
        step->reshaped = RESHAPED_MAYBE;
        if (!is_carried(step, &pair))
            compare_sides(p, i, &pair, is_told);
        else
            check_carried(p, i, &pair);
    }
    step->hashes = step->self.hashes | step->above;
    step->is_new = step->hashes != 0;
}

static void find_hashes(struct planner *p)
{
    for (size_t at = 0; at < p->graph->nodes.count; at++) {
        size_t i = p->order[at];
        struct step *step = &p->steps[i];
        step->compatible_above = compatible_above(p, i);
        if (is_pair(p, i)) {
            compare(p, i);
        } else if (node_at(p, i)->after) {
            step->is_new = true;
            step->reshaped = RESHAPED_YES;
            step->hashes = PLAN_HASH_DATA | PLAN_HASH_METADATA;
        }
    }
}

/* --- categories ------------------------------------------------------------------------------- */

static bool is_modified(const struct planner *p, size_t i)
{
    return p->steps[i].is_new && is_pair(p, i);
}

static bool is_indirect(const struct planner *p, size_t i)
{
    return is_modified(p, i) && !p->steps[i].self.data_change &&
           (p->steps[i].above & PLAN_HASH_DATA);
}

/* Only columns that could make a difference are asked for: they may have to be worked out first. */
static void find_unknown_below(struct planner *p)
{
    for (size_t at = p->graph->nodes.count; at > 0; at--) {
        size_t i = p->order[at - 1];
        vec_for (const struct graph_edge, edge, &node_at(p, i)->readers) {
            const struct step *reader = &p->steps[edge->to];
            if (!edge->at_tip)
                continue;
            bool counts = reader->compatible_above && is_modified(p, edge->to) &&
                          !reader->self.data_change && !is_audit(node_at(p, edge->to)->after);
            p->steps[i].unknown_below = p->steps[i].unknown_below || reader->unknown_below ||
                                        (counts && !columns_known(p, edge->to, TIP, 0));
        }
    }
}

static unsigned bit(enum plan_category category)
{
    return 1u << category;
}

/* The categories of new versions above, as sets. A reader of an EMBEDDED model has the parents of
 * that model for parents, too. */
static void gather_above(struct planner *p, size_t i)
{
    struct step *step = &p->steps[i];
    vec_for (const struct graph_edge, edge, &node_at(p, i)->reads) {
        const struct step *parent = &p->steps[edge->to];
        if (!is_parent(p, edge, TIP))
            continue;
        step->ancestors |= parent->ancestors;
        step->forward_above |= parent->forward_above;
        step->other_above |= parent->other_above;
        if (str_eq(node_at(p, edge->to)->after->kind, STR("EMBEDDED")))
            step->parents |= parent->parents;
        if (!parent->is_new)
            continue;
        step->parents |= bit(parent->category);
        step->ancestors |= bit(parent->category);
        step->forward_above |= parent->forward_only;
        step->other_above |= !parent->forward_only;
    }
}

/* Everything is forward-only, or the model is and it changed by more than its metadata. */
static bool starts_forward_only(const struct planner *p, size_t i)
{
    const struct graph_node *node = node_at(p, i);
    const struct step *step = &p->steps[i];
    const struct setting *setting = setting_of(p, node->after);
    bool all = setting && (setting->after->plan_forward_only ||
                           str_eq_fold(setting->after->virtual_environment_mode, STR("dev_only")));
    if (!is_pair(p, i))
        return all;
    bool own = plan_is_forward_only(node->after) && !is_audit(node->after) &&
               (step->self.data_change || is_indirect(p, i));
    return (all || own) && !step->self.kind_breaks && node->after->class != MODEL_SEED;
}

static enum categorize mode_of(const struct planner *p, const struct model *model)
{
    const struct setting *setting = setting_of(p, model);
    return setting && model->class < MODEL_AUDIT ? setting->after->categorize[model->class]
                                                 : CATEGORIZE_FULL;
}

static enum plan_category direct_category(struct planner *p, size_t i)
{
    const struct step *step = &p->steps[i];
    enum categorize mode = mode_of(p, node_at(p, i)->after);
    enum plan_category otherwise = mode == CATEGORIZE_FULL ? PLAN_BREAKING : PLAN_UNCATEGORISED;

    if (step->self.kind_breaks)
        return PLAN_BREAKING;
    if (!step->self.compatible || step->unknown_below || !columns_known(p, i, TIP, 0))
        return otherwise;
    return mode == CATEGORIZE_OFF ? PLAN_UNCATEGORISED : PLAN_NON_BREAKING;
}

/* Without a new version among the parents something else moved: a parent came or went. Had one of
 * the old parents a new version, it would be among them. */
static enum plan_category indirect_category(const struct step *step)
{
    if (step->parents & (bit(PLAN_ADDED) | bit(PLAN_BREAKING) | bit(PLAN_INDIRECT_BREAKING)))
        return PLAN_INDIRECT_BREAKING;
    if (!step->parents)
        return PLAN_INDIRECT_BREAKING;
    return step->ancestors == bit(PLAN_METADATA) ? PLAN_METADATA : PLAN_INDIRECT_NON_BREAKING;
}

static void categorise_indirect(struct step *step, const struct model *model)
{
    if (plan_is_materialized_view(model) && !step->forward_only) {
        step->category = PLAN_INDIRECT_BREAKING;
        return;
    }
    if ((step->forward_above && !step->other_above) ||
        (!is_audit(model) && plan_is_forward_only(model)))
        step->forward_only = true;
    step->category = indirect_category(step);
}

static void categorise(struct planner *p, size_t i)
{
    const struct graph_node *node = node_at(p, i);
    struct step *step = &p->steps[i];

    gather_above(p, i);
    if (!step->is_new)
        return;
    step->forward_only = starts_forward_only(p, i);
    if (!is_pair(p, i)) {
        step->category = PLAN_ADDED;
    } else if (step->self.data_change) {
        step->category = direct_category(p, i);
    } else if (is_indirect(p, i)) {
        categorise_indirect(step, node->after);
    } else {
        step->category = PLAN_METADATA;
    }
}

/* --- the plan --------------------------------------------------------------------------------- */

static int cmp_entries(const void *left, const void *right)
{
    const struct plan_entry *a = left, *b = right;
    int order = str_cmp(a->fqn, b->fqn);
    return order ? order : (int)a->category - (int)b->category;
}

static void list_node(struct plan *out, const struct planner *p, size_t i)
{
    const struct graph_node *node = node_at(p, i);
    const struct step *step = &p->steps[i];
    bool gone = node->before && (!node->after || !str_eq(node->before->fqn, node->after->fqn));

    if (gone)
        vec_push(p->arena, out,
                 (struct plan_entry){ node->before->fqn, node->before->name, PLAN_REMOVED, false });
    if (step->is_new)
        vec_push(p->arena, out,
                 (struct plan_entry){ node->after->fqn, node->after->name, step->category,
                                      step->forward_only });
}

void plan_of(struct plan *out, struct arena *arena, const struct graph *graph,
             const struct projects *before, const struct projects *after)
{
    struct planner p = { .arena = arena, .graph = graph };

    *out = (struct plan){ .known = before && after };
    if (!out->known || !graph->nodes.count)
        return;
    p.steps = arena_array(arena, graph->nodes.count, sizeof *p.steps);
    arena_init_like(&p.scratch, arena);
    read_settings(&p, before, after);
    sort_nodes(&p);
    find_hashes(&p);
    find_unknown_below(&p);
    for (size_t at = 0; at < graph->nodes.count; at++)
        categorise(&p, p.order[at]);
    for (size_t i = 0; i < graph->nodes.count; i++)
        list_node(out, &p, i);
    if (out->count)
        qsort(out->items, out->count, sizeof *out->items, cmp_entries);
    vec_for (const struct setting, setting, &p.settings)
        plan_schemas_release(setting->schemas);
    arena_release(&p.scratch);
}

const struct plan_entry *plan_find(const struct plan *plan, struct str fqn)
{
    size_t low = 0, high = plan->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = str_cmp(plan->items[mid].fqn, fqn);
        if (order == 0)
            return &plan->items[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

const char *plan_category_name(enum plan_category category)
{
    static const char *const names[] = {
        [PLAN_NONE] = "",
        [PLAN_ADDED] = "added",
        [PLAN_REMOVED] = "removed",
        [PLAN_BREAKING] = "breaking",
        [PLAN_NON_BREAKING] = "non-breaking",
        [PLAN_INDIRECT_BREAKING] = "indirect-breaking",
        [PLAN_INDIRECT_NON_BREAKING] = "indirect-non-breaking",
        [PLAN_METADATA] = "metadata",
        [PLAN_UNCATEGORISED] = "uncategorised",
    };
    return names[category];
}
