/* diff_select: one SELECT against another, clause by clause. */
#include "change/query_diff.h"

/* The two sides of one comparison with what the clauses share. */
struct selects {
    const struct scope *scope;
    struct core cores[2];
    struct outputs outputs[2];
    struct map touched; /* output names whose meaning changed */
};

static struct arena *arena_of(const struct selects *s)
{
    return s->scope->m->arena;
}

/* Everything a scope has accounted for so far. */
static size_t accounted(const struct scope *scope)
{
    return diff_said(scope->m) + scope->m->explained;
}

/* --- filters --------------------------------------------------------------------------------- */

static const struct {
    enum sql_kind kind;
    enum fact_code code;
    const char *clause;
} filters[] = {
    { SQL_WHERE, FACT_SQ101, "WHERE" },
    { SQL_HAVING, FACT_SQ101, "HAVING" },
    { SQL_QUALIFY, FACT_SQ101, "QUALIFY" },
};

/* WHERE sees the source first; a name it shares with an output means the output only when the
 * expression behind the output has no source column of that name. */
static bool reads_touched(const struct selects *s, enum sql_kind kind,
                          const struct sql_node *clause, struct str *which)
{
    if (!mentions_any(clause, &s->touched, which))
        return false;
    if (kind != SQL_WHERE)
        return true;
    for (int side = 0; side < 2; side++) {
        vec_for (const struct sql_output, output, &s->outputs[side].list) {
            if (str_eq(output->name, *which) && mentions_column(output->expr, *which))
                return false;
        }
    }
    return true;
}

static void diff_filters(struct selects *s)
{
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        const struct sql_node *b = core_child(s->cores[0], filters[i].kind);
        const struct sql_node *a = core_child(s->cores[1], filters[i].kind);
        struct str which, texts[] = { clause_text(arena_of(s), b), clause_text(arena_of(s), a) };

        if (!same_meaning(s->scope->m, b, a))
            scope_fact(s->scope, filters[i].code, filters[i].clause, a, texts[0], texts[1]);
        else if (a && reads_touched(s, filters[i].kind, a, &which))
            scope_fact_note(s->scope, filters[i].code, str_of(filters[i].clause), a, texts,
                            str_fmt(arena_of(s),
                                    "the text is the same, but the column %.*s that "
                                    "it names means something else now",
                                    STR_ARG(which))
                                .ptr);
    }
}

/* --- DISTINCT, GROUP BY, ORDER BY ------------------------------------------------------------ */

static struct str distinct_text(struct arena *arena, const struct sql_node *clause)
{
    if (!clause)
        return STR_EMPTY;
    if (!clause->first)
        return STR("DISTINCT");
    return str_fmt(arena, "DISTINCT ON (%.*s)", STR_ARG(clause_text(arena, clause)));
}

static void diff_distinct(struct selects *s)
{
    const struct sql_node *b = core_child(s->cores[0], SQL_DISTINCT_CLAUSE);
    const struct sql_node *a = core_child(s->cores[1], SQL_DISTINCT_CLAUSE);

    if (!same_meaning(s->scope->m, b, a))
        scope_fact(s->scope, FACT_SQ107, "DISTINCT", a, distinct_text(arena_of(s), b),
                   distinct_text(arena_of(s), a));
}

static void diff_group(struct selects *s)
{
    const struct sql_node *b = core_child(s->cores[0], SQL_GROUP_BY);
    const struct sql_node *a = core_child(s->cores[1], SQL_GROUP_BY);

    if (!b && !a)
        return;
    struct str old = b ? resolved_group(arena_of(s), b, &s->outputs[0].list) : STR_EMPTY;
    struct str new = a ? resolved_group(arena_of(s), a, &s->outputs[1].list) : STR_EMPTY;
    bool same_text = same_or_both_absent(b, a);
    struct str resolved[] = { old, new };

    if (b && a && (str_eq(old, new) || (!same_text && same_meaning(s->scope->m, b, a)))) {
        if (!same_text)
            diff_harmless(s->scope->m, STR("GROUP BY names the same expressions in another way"));
    } else if (same_text) {
        scope_fact_note(s->scope, FACT_SQ106, STR("GROUP BY"), a, resolved,
                        "the text is the same, but what its numbers or names stand for is not");
    } else {
        scope_fact(s->scope, FACT_SQ106, "GROUP BY", a, clause_text(arena_of(s), b),
                   clause_text(arena_of(s), a));
    }
}

static bool is_cut(struct core core)
{
    return core_child(core, SQL_LIMIT) || core_child(core, SQL_OFFSET) ||
           core_child(core, SQL_DISTINCT_CLAUSE);
}

/* ORDER BY decides rows only where they are cut afterwards; a changed text is told in any case. */
static void diff_order_by(struct selects *s)
{
    const struct sql_node *b = core_child(s->cores[0], SQL_ORDER_BY);
    const struct sql_node *a = core_child(s->cores[1], SQL_ORDER_BY);

    if (!b && !a)
        return;
    struct str old = b ? resolved_order(arena_of(s), b, &s->outputs[0].list) : STR_EMPTY;
    struct str new = a ? resolved_order(arena_of(s), a, &s->outputs[1].list) : STR_EMPTY;
    bool same_text = same_or_both_absent(b, a);
    struct str resolved[] = { old, new };

    if (b && a && (str_eq(old, new) || (!same_text && same_meaning(s->scope->m, b, a)))) {
        if (!same_text)
            diff_harmless(s->scope->m, STR("ORDER BY names the same expressions in another way"));
    } else if (!same_text) {
        scope_fact(s->scope, FACT_SQ109, "ORDER BY", a, clause_text(arena_of(s), b),
                   clause_text(arena_of(s), a));
    } else if (is_cut(s->cores[0]) || is_cut(s->cores[1])) {
        scope_fact_note(s->scope, FACT_SQ109, STR("ORDER BY"), a, resolved,
                        "the text is the same, but what its numbers or names stand for is not");
    }
}

/* --- clauses without a topic of their own ---------------------------------------------------- */

static const struct {
    enum sql_kind kind;
    enum fact_code code;
    const char *clause;
} plain_clauses[] = {
    { SQL_LIMIT, FACT_SQ109, "LIMIT" },
    { SQL_OFFSET, FACT_SQ109, "OFFSET" },
    { SQL_SAMPLE, FACT_SQ109, "SAMPLE" },
    { SQL_WINDOW_CLAUSE, FACT_SQ115, "WINDOW" },
};

static void diff_plain_clauses(struct selects *s)
{
    for (size_t i = 0; i < sizeof plain_clauses / sizeof *plain_clauses; i++) {
        const struct sql_node *b = core_child(s->cores[0], plain_clauses[i].kind);
        const struct sql_node *a = core_child(s->cores[1], plain_clauses[i].kind);
        if (!same_meaning(s->scope->m, b, a))
            scope_fact(s->scope, plain_clauses[i].code, plain_clauses[i].clause, a,
                       clause_text(arena_of(s), b), clause_text(arena_of(s), a));
    }
}

static bool has_topic(uint16_t kind)
{
    switch (kind) {
    case SQL_WITH:
    case SQL_DISTINCT_CLAUSE:
    case SQL_PROJECTIONS:
    case SQL_FROM:
    case SQL_WHERE:
    case SQL_GROUP_BY:
    case SQL_HAVING:
    case SQL_WINDOW_CLAUSE:
    case SQL_QUALIFY:
    case SQL_ORDER_BY:
    case SQL_LIMIT:
    case SQL_OFFSET:
    case SQL_SAMPLE:
        return true;
    default:
        return false;
    }
}

static struct str other_clauses(struct arena *arena, const struct sql_node *select)
{
    struct strs texts = { 0 };
    for (const struct sql_node *it = select->first; it; it = it->next) {
        if (!has_topic(it->kind))
            vec_push(arena, &texts, sql_form(arena, it));
    }
    return text_join(arena, texts.items, texts.count, " ");
}

/* Clauses that only some dialects have, what was left over, and words on the SELECT itself. */
static void diff_other_clauses(struct selects *s)
{
    const struct sql_node *b = s->cores[0].node, *a = s->cores[1].node;
    struct str old = other_clauses(arena_of(s), b), new = other_clauses(arena_of(s), a);

    if (!str_eq(old, new))
        scope_fact(s->scope, FACT_SQ115, "other clauses", NULL, old, new);
    if (!str_eq(b->text, a->text) || (b->flags & ~SQL_PARENS) != (a->flags & ~SQL_PARENS))
        scope_fact(s->scope, FACT_SQ115, "SELECT", a, sql_form(arena_of(s), b),
                   sql_form(arena_of(s), a));
}

/* --- WITH ------------------------------------------------------------------------------------ */

static const struct sql_node *cte_body(const struct sql_node *cte)
{
    return cte->last;
}

static struct str cte_name(const struct sql_node *cte)
{
    return cte->first && cte->first->kind == SQL_IDENT ? cte->first->text : STR_EMPTY;
}

static struct strs column_names(struct arena *arena, const struct sql_node *holder)
{
    struct strs names = { 0 };
    const struct sql_node *list = sql_child(holder, SQL_COLUMN_NAMES);
    for (const struct sql_node *it = list ? list->first : NULL; it; it = it->next)
        vec_push(arena, &names, it->text);
    return names;
}

static bool is_query(const struct sql_node *node)
{
    return node &&
           (node->kind == SQL_SELECT || node->kind == SQL_SETOP || node->kind == SQL_VALUES);
}

/* What a CTE is besides its name, its columns and its query. */
static struct str cte_rest(struct arena *arena, const struct sql_node *cte)
{
    struct strs texts = { 0 };
    for (const struct sql_node *it = cte->first; it; it = it->next) {
        if (it->kind != SQL_IDENT && it->kind != SQL_COLUMN_NAMES && !is_query(it))
            vec_push(arena, &texts, sql_form(arena, it));
    }
    return text_join(arena, texts.items, texts.count, " ");
}

static const struct sql_node *cte_query(const struct sql_node *cte)
{
    for (const struct sql_node *it = cte->first; it; it = it->next) {
        if (is_query(it))
            return it;
    }
    return NULL;
}

static bool has_star(struct arena *arena, const struct sql_node *query)
{
    struct sql_outputs outputs = { 0 };
    if (!query || !sql_outputs(&outputs, arena, query))
        return true;
    vec_for (const struct sql_output, output, &outputs) {
        if (output->is_star || output->dynamic)
            return true;
    }
    return false;
}

/* Names by position over columns that nobody can count. */
static bool counts_over_star(struct arena *arena, const struct sql_node *b,
                             const struct sql_node *a)
{
    return has_star(arena, b) || has_star(arena, a);
}

static void diff_cte(const struct scope *scope, const struct sql_node *b, const struct sql_node *a)
{
    struct arena *arena = scope->m->arena;
    struct str label = str_fmt(arena, "CTE %.*s", STR_ARG(cte_name(a)));
    struct scope inside = scope_inside(scope, label);
    struct strs old_names = column_names(arena, b), new_names = column_names(arena, a);
    const struct sql_node *old = cte_query(b), *new = cte_query(a);
    size_t before = accounted(scope);

    inside.old_names = old_names.count ? &old_names : NULL;
    inside.new_names = new_names.count ? &new_names : NULL;
    if (same_meaning(scope->m, b, a))
        return;
    if (old && new &&str_eq(cte_rest(arena, b), cte_rest(arena, a)))
        diff_any_query(&inside, old, new);
    if (accounted(scope) == before || old_names.count != new_names.count ||
        (new_names.count && counts_over_star(arena, old, new)))
        scope_fact(scope, FACT_SQ115, label.ptr, a, form_or_empty(arena, cte_body(b)),
                   form_or_empty(arena, cte_body(a)));
}

struct named_ctes {
    struct nodes list;
    struct map by_name; /* name -> the last CTE with it */
};

static void ctes_read(struct named_ctes *out, struct arena *arena, const struct sql_node *with)
{
    *out = (struct named_ctes){ 0 };
    map_init(&out->by_name, arena);
    for (const struct sql_node *it = with ? with->first : NULL; it; it = it->next) {
        vec_push(arena, &out->list, it);
        map_put(&out->by_name, cte_name(it), (void *)(uintptr_t)it);
    }
}

static void cte_missing(const struct scope *scope, const struct sql_node *b,
                        const struct sql_node *a)
{
    struct arena *arena = scope->m->arena;
    struct str clause = str_fmt(arena, "CTE %.*s", STR_ARG(cte_name(a ? a : b)));
    scope_fact(scope, FACT_SQ115, clause.ptr, a, form_or_empty(arena, b ? cte_body(b) : NULL),
               form_or_empty(arena, a ? cte_body(a) : NULL));
}

static struct str common_order(struct arena *arena, const struct named_ctes *list,
                               const struct named_ctes *other)
{
    struct strs names = { 0 };
    for (size_t i = 0; i < list->list.count; i++) {
        if (map_get(&other->by_name, cte_name(list->list.items[i])))
            vec_push(arena, &names, cte_name(list->list.items[i]));
    }
    return text_join(arena, names.items, names.count, ", ");
}

static void diff_ctes(const struct scope *scope, struct named_ctes *b, struct named_ctes *a)
{
    for (size_t i = 0; i < b->list.count; i++) {
        const struct sql_node *old = b->list.items[i], *new = map_get(&a->by_name, cte_name(old));
        if (new)
            diff_cte(scope, old, new);
        else
            cte_missing(scope, old, NULL);
    }
    for (size_t i = 0; i < a->list.count; i++) {
        if (!map_get(&b->by_name, cte_name(a->list.items[i])))
            cte_missing(scope, NULL, a->list.items[i]);
    }
}

/* A CTE sees only the ones before it, so their order can decide what a name means. */
void diff_with(const struct scope *scope, const struct sql_node *b, const struct sql_node *a)
{
    struct named_ctes before, after;
    struct arena *arena = scope->m->arena;

    if (same_or_both_absent(b, a))
        return;
    size_t start = accounted(scope);
    ctes_read(&before, arena, b);
    ctes_read(&after, arena, a);
    diff_ctes(scope, &before, &after);
    struct str old = common_order(arena, &before, &after),
               new = common_order(arena, &after, &before);
    if (!str_eq(old, new) || (b && a && b->flags != a->flags))
        scope_fact(scope, FACT_SQ115, "WITH", a, old, new);
    else if (accounted(scope) == start)
        scope_fact(scope, FACT_SQ115, "WITH", a, form_or_empty(arena, b), form_or_empty(arena, a));
    map_release(&before.by_name);
    map_release(&after.by_name);
}

/* --- all of it ------------------------------------------------------------------------------- */

static void diff_list(struct selects *s)
{
    const struct sql_node *nodes[] = { s->cores[0].node, s->cores[1].node };
    const struct sql_node *b = sql_child(nodes[0], SQL_PROJECTIONS);
    const struct sql_node *a = sql_child(nodes[1], SQL_PROJECTIONS);
    size_t start = accounted(s->scope);

    outputs_read(&s->outputs[0], arena_of(s), nodes[0], s->scope->old_names);
    outputs_read(&s->outputs[1], arena_of(s), nodes[1], s->scope->new_names);
    outputs_match(s->scope->m, &s->outputs[0], &s->outputs[1]);
    diff_outputs(s->scope, nodes, s->outputs, &s->touched);
    if (same_or_both_absent(b, a) || accounted(s->scope) != start)
        return;
    if (s->scope->old_names && s->scope->new_names)
        diff_harmless(s->scope->m, STR("names in a later arm mean nothing: the first arm names"));
    else
        scope_fact(s->scope, FACT_SQ115, "select list", a, form_or_empty(arena_of(s), b),
                   form_or_empty(arena_of(s), a));
}

void diff_select(const struct scope *scope, struct core b, struct core a)
{
    struct scope own = *scope;
    struct selects s = { .scope = &own, .cores = { b, a } };

    own.here = a.node;
    map_init(&s.touched, scope->m->arena);
    diff_with(&own, core_child(b, SQL_WITH), core_child(a, SQL_WITH));
    diff_distinct(&s);
    diff_list(&s);
    diff_from(&own, sql_child(b.node, SQL_FROM), sql_child(a.node, SQL_FROM));
    diff_filters(&s);
    diff_group(&s);
    diff_order_by(&s);
    diff_plain_clauses(&s);
    diff_other_clauses(&s);
    map_release(&s.touched);
}
