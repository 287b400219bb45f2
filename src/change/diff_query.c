/* diff_query: the query of a model, from its set operations down. */
#include "change/query_diff.h"

#include "base/limits.h"

static void whole_fact(const struct scope *scope, enum fact_code code, const char *clause,
                       const struct sql_node *b, const struct sql_node *a)
{
    scope_fact(scope, code, clause, a, form_or_empty(scope->m->arena, b),
               form_or_empty(scope->m->arena, a));
}

/* Two queries that are no set operations. */
static void diff_core(const struct scope *scope, struct core b, struct core a)
{
    if (b.node->kind == SQL_SELECT && a.node->kind == SQL_SELECT)
        diff_select(scope, b, a);
    else if (!same_meaning(scope->m, b.node, a.node))
        whole_fact(scope, FACT_SQ115, b.node->kind == SQL_VALUES ? "VALUES" : "query", b.node,
                   a.node);
}

/* --- set operations -------------------------------------------------------------------------- */

struct two_views {
    const struct scope *scope;
    const struct sql_node *roots[2];
    struct view views[2];
    struct strs names[2]; /* output names of the first arms */
};

static struct strs names_of(struct arena *arena, const struct sql_node *arm)
{
    struct sql_outputs outputs = { 0 };
    struct strs names = { 0 };

    (void)sql_outputs(&outputs, arena, arm);
    vec_for (const struct sql_output, output, &outputs) {
        if (output->is_star || output->dynamic)
            return (struct strs){ 0 };
        vec_push(arena, &names, output->name);
    }
    return names;
}

static bool is_by_name(const struct view *view)
{
    for (size_t i = 0; i < view->ops.count; i++) {
        if (sql_child(view->ops.items[i], SQL_CLAUSE))
            return true;
    }
    return false;
}

static void diff_arm_pair(const struct two_views *t, size_t old, size_t new, bool even_if_equal)
{
    const struct sql_node *b = t->views[0].arms.items[old], *a = t->views[1].arms.items[new];
    struct core cores[] = { { b, b == t->roots[0] }, { a, a == t->roots[1] } };
    struct str label = str_fmt(t->scope->m->arena, "arm %zu", new + 1);
    struct scope inside = scope_inside(t->scope, label);

    inside.top = t->scope->top;
    inside.arm = true;
    inside.distinct_set =
        t->scope->distinct_set || view_is_distinct(&t->views[0]) || view_is_distinct(&t->views[1]);
    bool positional = !is_by_name(&t->views[0]) && !is_by_name(&t->views[1]);
    inside.old_names = positional && old && t->names[0].count ? &t->names[0] : NULL;
    inside.new_names = positional && new && t->names[1].count ? &t->names[1] : NULL;
    if (even_if_equal && b->kind == SQL_SELECT)
        diff_select(&inside, cores[0], cores[1]);
    else if (even_if_equal)
        whole_fact(&inside, FACT_SQ115, "query", b, a);
    else if (!cores[0].bare && !cores[1].bare)
        diff_any_query(&inside, b, a);
    else
        diff_core(&inside, cores[0], cores[1]);
}

static struct str arm_aspect(const struct two_views *t, int side, size_t arm)
{
    const struct nodes *ops = &t->views[side].ops;
    struct str op = arm && arm - 1 < ops->count ? ops->items[arm - 1]->text
                    : ops->count                ? ops->items[0]->text
                                                : STR_EMPTY;
    return str_fmt(t->scope->m->arena, "%.*s arm %zu", STR_ARG(op), arm + 1);
}

static void one_sided_arm(const struct two_views *t, int side, size_t arm)
{
    struct arena *arena = t->scope->m->arena;
    struct str form = sql_form(arena, t->views[side].arms.items[arm]);
    struct str texts[] = { side == 0 ? form : STR_EMPTY, side == 1 ? form : STR_EMPTY };
    scope_fact_note(t->scope, FACT_SQ108, arm_aspect(t, side, arm),
                    side == 1 ? t->views[1].arms.items[arm] : NULL, texts, NULL);
}

static bool same_arm(const struct two_views *t, size_t old, size_t new)
{
    return same_meaning(t->scope->m, t->views[0].arms.items[old], t->views[1].arms.items[new]);
}

/* Equal arms at the start and at the end are set aside; the rest is paired in order. */
static void diff_arms(const struct two_views *t)
{
    size_t first = 0, b = t->views[0].arms.count, a = t->views[1].arms.count;

    while (first < b && first < a && same_arm(t, first, first))
        first++;
    while (b > first && a > first && same_arm(t, b - 1, a - 1)) {
        b--;
        a--;
    }
    for (size_t i = first; i < b || i < a; i++) {
        if (i < b && i < a)
            diff_arm_pair(t, i, i, false);
        else
            one_sided_arm(t, i < b ? 0 : 1, i);
    }
}

/* An arm keeps its text while the first arm changes the names, or the order of them: then its items
 * feed other columns than before. */
static void diff_equal_arms(const struct two_views *t)
{
    const struct nodes *b = &t->views[0].arms, *a = &t->views[1].arms;
    struct arena *arena = t->scope->m->arena;
    struct str old = text_join(arena, t->names[0].items, t->names[0].count, ", ");
    struct str new = text_join(arena, t->names[1].items, t->names[1].count, ", ");

    if (str_eq(old, new) || is_by_name(&t->views[0]))
        return;
    for (size_t i = 1; i < b->count && i < a->count; i++) {
        if (same_arm(t, i, i))
            diff_arm_pair(t, i, i, true);
    }
}

static struct str ops_text(struct arena *arena, const struct view *view)
{
    struct strs words = { 0 };
    for (size_t i = 0; i < view->ops.count; i++) {
        const struct sql_node *by_name = sql_child(view->ops.items[i], SQL_CLAUSE);
        vec_push(arena, &words, view->ops.items[i]->text);
        if (by_name)
            vec_push(arena, &words, sql_form(arena, by_name));
    }
    return text_join(arena, words.items, words.count, ", ");
}

static void diff_operators(const struct two_views *t)
{
    struct arena *arena = t->scope->m->arena;
    struct str old = ops_text(arena, &t->views[0]), new = ops_text(arena, &t->views[1]);
    if (!str_eq(old, new))
        scope_fact(t->scope, FACT_SQ108, "set operation", t->roots[1], old, new);
}

static const struct {
    enum sql_kind kind;
    const char *clause;
} outer_clauses[] = { { SQL_ORDER_BY, "ORDER BY" },
                      { SQL_LIMIT, "LIMIT" },
                      { SQL_OFFSET, "OFFSET" } };

static void diff_outer_clauses(const struct two_views *t)
{
    struct arena *arena = t->scope->m->arena;
    for (size_t i = 0; i < sizeof outer_clauses / sizeof *outer_clauses; i++) {
        const struct sql_node *b = sql_child(t->roots[0], outer_clauses[i].kind);
        const struct sql_node *a = sql_child(t->roots[1], outer_clauses[i].kind);
        if (!same_meaning(t->scope->m, b, a))
            scope_fact(t->scope, FACT_SQ109, outer_clauses[i].clause, a, clause_text(arena, b),
                       clause_text(arena, a));
    }
}

static void diff_setop(const struct scope *scope, const struct sql_node *b,
                       const struct sql_node *a)
{
    struct scope own = *scope;
    struct two_views t = { .scope = &own, .roots = { b, a } };
    struct arena *arena = scope->m->arena;

    own.here = a;
    for (int side = 0; side < 2; side++) {
        view_read(&t.views[side], arena, t.roots[side]);
        t.names[side] = names_of(arena, t.views[side].arms.items[0]);
    }
    diff_with(&own, sql_child(b, SQL_WITH), sql_child(a, SQL_WITH));
    diff_operators(&t);
    diff_arms(&t);
    diff_equal_arms(&t);
    diff_outer_clauses(&t);
}

void diff_any_query(const struct scope *scope, const struct sql_node *b, const struct sql_node *a)
{
    size_t before = diff_said(scope->m) + scope->m->explained;

    if (same_meaning(scope->m, b, a))
        return;
    if (scope->depth >= LIMIT_sql_depth)
        whole_fact(scope, FACT_SQ115, "query", b, a);
    else if (b->kind == SQL_SETOP || a->kind == SQL_SETOP)
        diff_setop(scope, b, a);
    else
        diff_core(scope, (struct core){ b, false }, (struct core){ a, false });
    if (diff_said(scope->m) + scope->m->explained == before)
        whole_fact(scope, FACT_SQ115, "query", b, a);
}

/* --- the model ------------------------------------------------------------------------------- */

void diff_query(struct model_diff *m)
{
    const struct model *b = m->before, *a = m->after;
    struct scope scope = { .m = m,
                           .prefix = STR_EMPTY,
                           .old_root = model_query(b),
                           .new_root = model_query(a),
                           .top = true };

    if (!m->query_differs || a->class != b->class)
        return;
    if (a->class == MODEL_PYTHON)
        diff_fact(m, (struct fact){ .code = FACT_SQ111,
                                    .aspect = STR("code"),
                                    .old_text = model_query_form(b),
                                    .new_text = model_query_form(a) });
    else if (model_query(b) && model_query(a))
        diff_any_query(&scope, model_query(b), model_query(a));
}
