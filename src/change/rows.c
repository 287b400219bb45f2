/* rows: which edits of a select list can change which rows come out, and why. What is not known to
 * be harmless is a reason: a function that is not in functions.def may fold or multiply rows.
 * SQLMesh looks at the shape of the edit only and calls an added projection non-breaking (sqlmesh
 * core/model/definition.py, SqlModel.is_breaking_change). */
#include "change/query_diff.h"

#include "sql/resolve.h"
#include "sql/walk.h"

enum function_kind { UNKNOWN_FUNCTION, SCALAR, AGGREGATE, WINDOW, ROWS };

struct function {
    const char *name;
    enum function_kind kind;
};

static const struct function functions[] = {
#define FUNCTION(name, kind) { name, kind },
#include "change/functions.def"
#undef FUNCTION
};

enum reason {
    BY_DISTINCT,
    BY_SET,
    BY_GROUP_ALL,
    BY_ORDER_ALL,
    BY_POSITION,
    BY_AGGREGATE,
    BY_ROWS,
    BY_FUNCTION,
    BY_MACRO,
    BY_NAME,
    BY_CLASH,
    BY_TWICE,
    BY_PIVOT,
    BY_STAR,
    BY_NATURAL,
    BY_UNREAD
};

#define NON_BREAKING "SQLMesh calls this non-breaking"

static const struct row_reason reasons[] = {
    [BY_DISTINCT] = { FACT_SQ107, "DISTINCT",
                      "the query is DISTINCT, so another column can keep rows apart that were one",
                      NON_BREAKING },
    [BY_SET] = { FACT_SQ108, "set operation",
                 "UNION without ALL, INTERSECT and EXCEPT compare whole rows, so another column "
                 "changes which are equal",
                 NON_BREAKING },
    [BY_GROUP_ALL] = { FACT_SQ106, "GROUP BY ALL",
                       "GROUP BY ALL groups by every column that is not an aggregate",
                       NON_BREAKING },
    [BY_ORDER_ALL] = { FACT_SQ109, "ORDER BY ALL", "ORDER BY ALL sorts by every column",
                       NON_BREAKING },
    [BY_POSITION] = { FACT_SQ106, "GROUP BY",
                      "GROUP BY or ORDER BY counts columns, and its numbers now stand for others",
                      "SQLMesh calls this non-breaking where it does not know the columns of the "
                      "parents" },
    [BY_AGGREGATE] = { FACT_SQ115, "aggregate",
                       "an aggregate in a query that had none folds all rows into one",
                       NON_BREAKING },
    [BY_ROWS] = { FACT_SQ115, "row function", "%s can give several rows for one, or none",
                  "SQLMesh knows only some functions of this sort" },
    [BY_FUNCTION] = { FACT_SQ115, "function",
                      "it is not known here what %s does: it could fold rows or give several for "
                      "one",
                      NON_BREAKING },
    [BY_MACRO] = { FACT_SQ115, "macro", "a macro decides what the column is", "" },
    [BY_NAME] = { FACT_SQ115, "name", "another clause names %s too and may now mean the new column",
                  NON_BREAKING },
    [BY_CLASH] = { FACT_SQ115, "name", "name %s is now in two sources", NON_BREAKING },
    [BY_TWICE] = { FACT_SQ115, "name", "name %s now stands twice in the list that is read",
                   NON_BREAKING },
    [BY_PIVOT] = { FACT_SQ115, "PIVOT", "PIVOT groups by every column it is not told about",
                   NON_BREAKING },
    [BY_STAR] = { FACT_SQ115, "star",
                  "a star carries the column to a place where whole rows are compared",
                  NON_BREAKING },
    [BY_NATURAL] = { FACT_SQ105, "NATURAL JOIN", "NATURAL JOIN joins on every common column",
                     NON_BREAKING },
    [BY_UNREAD] = { FACT_SQ115, "query", "the query could not be read", "" },
};

/* Names are upper case in the table, and as written in dialects that tell their case. */
static int cmp_function(const void *key, const void *row)
{
    struct str name = *(const struct str *)key,
               known = str_of(((const struct function *)row)->name);
    for (size_t i = 0; i < name.len && i < known.len; i++) {
        int order = (unsigned char)byte_upper(name.ptr[i]) - (unsigned char)known.ptr[i];
        if (order)
            return order;
    }
    return (name.len > known.len) - (name.len < known.len);
}

static enum function_kind function_kind(const struct sql_node *call)
{
    const struct function *found =
        bsearch(&call->text, functions, sizeof functions / sizeof *functions, sizeof *functions,
                cmp_function);
    return found ? found->kind : UNKNOWN_FUNCTION;
}

/* What an expression does to the rows of the SELECT it stands in. */
struct effect {
    bool aggregates, multiplies, macro;
    struct str multiplier, unknown; /* names of functions, "" = none */
};

static void read_call(struct effect *effect, const struct sql_node *call)
{
    if (sql_child(call, SQL_OVER))
        return;
    bool folds = (call->flags & SQL_DISTINCT) || sql_child(call, SQL_FILTER) ||
                 sql_child(call, SQL_WITHIN) || sql_child(call, SQL_ORDER_BY);
    switch (function_kind(call)) {
    case AGGREGATE:
        effect->aggregates = true;
        break;
    case ROWS:
        effect->multiplies = true;
        effect->multiplier = call->text;
        break;
    case UNKNOWN_FUNCTION:
    case WINDOW: /* without OVER: not what its name says */
        if (folds)
            effect->aggregates = true;
        else
            effect->unknown = call->text;
        break;
    case SCALAR:
        effect->aggregates |= folds;
        break;
    }
}

/* @start_ds and the like stand for one literal. Source: sqlmesh/core/constants.py and docs of
 * predefined variables. */
static bool is_date_variable(struct str name)
{
    static const char *const starts[] = { "start_", "end_", "execution_", "latest_" };
    static const char *const ends[] = { "dt",   "dtntz", "date",   "ds",  "ts",
                                        "tstz", "epoch", "millis", "hour" };
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        if (!str_starts(name, str_of(starts[i])))
            continue;
        struct str rest = str_sub(name, strlen(starts[i]), name.len);
        for (size_t j = 0; j < sizeof ends / sizeof *ends; j++) {
            if (str_eq(rest, str_of(ends[j])))
                return true;
        }
    }
    return false;
}

static enum walk_step visit_effect(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct effect *effect = ctx;
    (void)depth;
    switch (node->kind) {
    case SQL_CALL:
        read_call(effect, node);
        return WALK_CONTINUE;
    case SQL_MACRO:
    case SQL_TEMPLATE:
    case SQL_OPAQUE:
        effect->macro = true;
        return WALK_CONTINUE;
    case SQL_MACRO_VAR:
        effect->macro |= !is_date_variable(node->text);
        return WALK_CONTINUE;
    case SQL_SELECT: /* its rows are its own, unless it reads nothing but the row outside */
        return sql_child(node, SQL_FROM) ? WALK_PRUNE : WALK_CONTINUE;
    default:
        return WALK_CONTINUE;
    }
}

static struct effect effect_of(const struct sql_node *expr)
{
    struct effect effect = { .multiplier = STR_EMPTY, .unknown = STR_EMPTY };
    sql_walk(expr, visit_effect, &effect);
    return effect;
}

static bool is_folded(const struct sql_node *select, const struct sql_node *except)
{
    const struct sql_node *list = sql_child(select, SQL_PROJECTIONS);
    if (sql_child(select, SQL_GROUP_BY) || sql_child(select, SQL_HAVING))
        return true;
    for (const struct sql_node *it = list ? list->first : NULL; it; it = it->next) {
        const struct sql_node *expr = it->kind == SQL_ALIASED ? it->first : it;
        if (expr != except && effect_of(expr).aggregates)
            return true;
    }
    return false;
}

static bool is_word(const struct sql_node *expr, struct str word)
{
    return expr && (expr->kind == SQL_COLUMN || expr->kind == SQL_CONSTANT) &&
           str_eq_fold(expr->first ? expr->first->text : expr->text, word);
}

static bool orders_by_all(const struct sql_node *select)
{
    const struct sql_node *order = sql_child(select, SQL_ORDER_BY);
    if (!order)
        return false;
    return str_eq(order->text, STR("ALL")) ||
           (order->first && is_word(order->first->first, STR("all")));
}

const struct row_reason *rows_of_select(const struct sql_node *select, const struct sql_node *expr)
{
    const struct sql_node *group = sql_child(select, SQL_GROUP_BY);

    if (sql_child(select, SQL_DISTINCT_CLAUSE))
        return &reasons[BY_DISTINCT];
    if (group && str_eq(group->text, STR("ALL"))) {
        struct effect effect = effect_of(expr);
        if (!effect.aggregates)
            return &reasons[BY_GROUP_ALL];
    }
    return orders_by_all(select) ? &reasons[BY_ORDER_ALL] : NULL;
}

const struct row_reason *rows_of_item(struct arena *arena, const struct sql_node *select,
                                      const struct sql_node *expr, struct str *detail)
{
    struct effect effect = effect_of(expr);

    if (effect.macro)
        return &reasons[BY_MACRO];
    if (effect.multiplies) {
        *detail = str_dup(arena, effect.multiplier);
        return &reasons[BY_ROWS];
    }
    if (!str_is_empty(effect.unknown)) {
        *detail = str_dup(arena, effect.unknown);
        return &reasons[BY_FUNCTION];
    }
    return effect.aggregates && !is_folded(select, expr) ? &reasons[BY_AGGREGATE] : NULL;
}

const struct row_reason *rows_of_change(struct arena *arena, const struct sql_node *selects[2],
                                        const struct sql_node *old, const struct sql_node *new,
                                        struct str *detail)
{
    struct effect b = effect_of(old), a = effect_of(new);
    bool folded = sql_child(selects[0], SQL_GROUP_BY) && sql_child(selects[1], SQL_GROUP_BY);

    if (a.macro || b.macro)
        return &reasons[BY_MACRO];
    if (a.multiplies || b.multiplies) {
        *detail = str_dup(arena, a.multiplies ? a.multiplier : b.multiplier);
        return &reasons[BY_ROWS];
    }
    if (!str_eq(a.unknown, b.unknown)) {
        *detail = str_dup(arena, str_is_empty(a.unknown) ? b.unknown : a.unknown);
        return &reasons[BY_FUNCTION];
    }
    return a.aggregates != b.aggregates && !folded ? &reasons[BY_AGGREGATE] : NULL;
}

/* --- the rest of the query ------------------------------------------------------------------- */

struct surroundings {
    const struct sql_node *skip;
    const struct row_reason *found;
    unsigned setop_depth; /* depth of the outermost set operation around, plus 1; 0 = none */
    struct map tables;    /* names under which tables are read */
    const struct resolved *resolved; /* the query with its names resolved, or NULL */
};

static bool has_star_item(const struct sql_node *select)
{
    const struct sql_node *list = sql_child(select, SQL_PROJECTIONS);
    if (!list)
        return sql_child(select, SQL_FROM) != NULL; /* FROM-first: all columns */
    return sql_child(list, SQL_STAR) != NULL;
}

static bool counts_columns(const struct sql_node *clause)
{
    for (const struct sql_node *it = clause ? clause->first : NULL; it; it = it->next) {
        const struct sql_node *key = it->kind == SQL_ORDER_ITEM ? it->first : it;
        if (key && key->kind == SQL_NUMBER)
            return true;
    }
    return false;
}

/* What a star in the select list of this SELECT could change beside the columns. */
static bool compares_rows(const struct sql_node *select)
{
    const struct sql_node *group = sql_child(select, SQL_GROUP_BY);
    return sql_child(select, SQL_DISTINCT_CLAUSE) || (group && str_eq(group->text, STR("ALL"))) ||
           orders_by_all(select) || counts_columns(group) ||
           counts_columns(sql_child(select, SQL_ORDER_BY));
}

static bool is_count_star(const struct sql_node *node)
{
    return node->kind == SQL_CALL && str_eq(node->text, STR("COUNT")) &&
           !(node->flags & SQL_DISTINCT) && node->first && node->first->kind == SQL_STAR &&
           str_is_empty(node->first->text) && !node->first->first;
}

/* A column of a table has a qualifier once it is resolved, a whole row has none. */
static bool is_column(const struct surroundings *s, const struct sql_node *name)
{
    const struct sql_node *found = s->resolved ? resolved_node(s->resolved, name) : NULL;
    return found && found->kind == SQL_COLUMN && found->first != found->last;
}

/* t.to_json() */
static bool is_called_on_row(const struct surroundings *s, const struct sql_node *call)
{
    struct str owner = sql_call_owner(call);
    for (struct map_entry *e = owner.len ? map_first(&s->tables) : NULL; e; e = map_next(e))
        if (str_eq_fold(map_key(e), owner))
            return true;
    return false;
}

/* HASH(*), TO_JSON(t): all columns of a row as one value. */
static bool takes_whole_row(const struct surroundings *s, const struct sql_node *node)
{
    if (node->kind == SQL_COLUMN && node->first && node->first == node->last)
        return map_get(&s->tables, node->first->text) && !is_column(s, node);
    if (node->kind == SQL_CALL && is_called_on_row(s, node))
        return true;
    return node->kind != SQL_PROJECTIONS && sql_child(node, SQL_STAR) && !is_count_star(node);
}

/* FROM base AS t (x, y), WITH c (x, y) AS (SELECT * ...): names by position. */
static bool names_by_position(const struct sql_node *node)
{
    const struct sql_node *alias = sql_child(node, SQL_ALIAS);
    if (node->kind == SQL_TABLE || node->kind == SQL_SUBQUERY_TABLE)
        return alias && sql_child(alias, SQL_COLUMN_NAMES);
    return node->kind == SQL_CTE && sql_child(node, SQL_COLUMN_NAMES) && node->last &&
           node->last->kind == SQL_SELECT && has_star_item(node->last);
}

static enum walk_step found(struct surroundings *s, enum reason reason)
{
    s->found = &reasons[reason];
    return WALK_STOP;
}

static bool is_natural(const struct sql_node *node)
{
    return node->kind == SQL_JOIN && str_find(node->text, STR("NATURAL")) >= 0;
}

static enum walk_step visit_surroundings(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct surroundings *s = ctx;

    if (s->setop_depth && depth < s->setop_depth)
        s->setop_depth = 0;
    if (node->kind == SQL_PIVOT)
        return found(s, BY_PIVOT);
    if (is_natural(node))
        return found(s, BY_NATURAL);
    if (node->kind == SQL_SETOP && !s->setop_depth)
        s->setop_depth = depth + 1;
    bool star = node->kind == SQL_SELECT && node != s->skip && has_star_item(node) &&
                (compares_rows(node) || s->setop_depth);
    if (star || takes_whole_row(s, node) || names_by_position(node))
        return found(s, BY_STAR);
    return WALK_CONTINUE;
}

static enum walk_step visit_tables(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct surroundings *s = ctx;
    const struct sql_node *name = NULL;

    (void)depth;
    if (node->kind == SQL_ALIAS)
        name = node->first;
    for (const struct sql_node *it = node->kind == SQL_TABLE ? node->first : NULL; it;
         it = it->next) {
        if (it->kind == SQL_IDENT)
            name = it;
    }
    if (name && name->kind == SQL_IDENT)
        map_put(&s->tables, name->text, s);
    return WALK_CONTINUE;
}

const struct row_reason *rows_of_surroundings(const struct model_diff *m, int side,
                                              const struct sql_node *root,
                                              const struct sql_node *skip)
{
    struct surroundings s = { .skip = skip, .resolved = m->resolved ? &m->resolved[side] : NULL };
    map_init(&s.tables, m->arena);
    sql_walk(root, visit_tables, &s);
    sql_walk(root, visit_surroundings, &s);
    map_release(&s.tables);
    return s.found;
}

const struct row_reason *rows_of_set_operation(void)
{
    return &reasons[BY_SET];
}
const struct row_reason *rows_of_position(void)
{
    return &reasons[BY_POSITION];
}
const struct row_reason *rows_of_name(void)
{
    return &reasons[BY_NAME];
}
const struct row_reason *rows_of_clash(void)
{
    return &reasons[BY_CLASH];
}
const struct row_reason *rows_of_twice(void)
{
    return &reasons[BY_TWICE];
}
const struct row_reason *rows_of_unread(void)
{
    return &reasons[BY_UNREAD];
}
