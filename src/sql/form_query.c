/* form_query: queries, clauses and table items as canonical text. */
#include "sql/form_parens.h"
#include "sql/form_print.h"

/* --- clauses --------------------------------------------------------------------------------- */

static void print_with(struct buf *out, const struct sql_node *node)
{
    buf_puts(out, node->flags & SQL_RECURSIVE ? "WITH RECURSIVE " : "WITH ");
    form_list(out, node->first);
}

static void print_cte(struct buf *out, const struct sql_node *node)
{
    const struct sql_node *how = NULL;
    for (const struct sql_node *c = node->first; c; c = c->next)
        if (c->kind == SQL_CLAUSE && str_ends(c->text, STR("MATERIALIZED")))
            how = c;
    for (const struct sql_node *c = node->first; c; c = c->next) {
        if (c == node->first || c->kind == SQL_COLUMN_NAMES) {
            form_print(out, c);
            continue;
        }
        if (c == how)
            continue;
        if (c->kind == SQL_CLAUSE) {
            buf_byte(out, ' ');
            form_print(out, c);
            continue;
        }
        buf_puts(out, " AS ");
        if (how)
            buf_printf(out, "%.*s ", STR_ARG(how->text));
        bool bare = c->kind == SQL_MACRO || c->kind == SQL_TEMPLATE || c->kind == SQL_OPAQUE;
        buf_puts(out, bare ? "" : "(");
        form_print(out, c);
        buf_puts(out, bare ? "" : ")");
    }
}

static void print_distinct(struct buf *out, const struct sql_node *node)
{
    buf_puts(out, "DISTINCT");
    if (node->first) {
        buf_puts(out, " ON (");
        form_list(out, node->first);
        buf_byte(out, ')');
    }
}

static void print_names(struct buf *out, const struct sql_node *node)
{
    buf_byte(out, '(');
    for (const struct sql_node *c = node->first; c; c = c->next) {
        if (c != node->first)
            buf_puts(out, c->kind == SQL_TYPE ? " " : ", ");
        form_print(out, c);
    }
    buf_byte(out, ')');
}

static void print_bare_list(struct buf *out, const struct sql_node *node)
{
    form_list(out, node->first);
}

/* Clauses that are a word and a list. */
static void print_words(struct buf *out, const char *words, const struct sql_node *node)
{
    buf_puts(out, words);
    form_list(out, node->first);
}

static void print_where(struct buf *out, const struct sql_node *node)
{
    print_words(out, "WHERE ", node);
}

static void print_having(struct buf *out, const struct sql_node *node)
{
    print_words(out, "HAVING ", node);
}

static void print_qualify(struct buf *out, const struct sql_node *node)
{
    print_words(out, "QUALIFY ", node);
}

static void print_on(struct buf *out, const struct sql_node *node)
{
    print_words(out, "ON ", node);
}

static void print_partition_by(struct buf *out, const struct sql_node *node)
{
    print_words(out, "PARTITION BY ", node);
}

static void print_using(struct buf *out, const struct sql_node *node)
{
    print_words(out, "USING (", node);
    buf_byte(out, ')');
}

static void print_group_items(struct buf *out, const struct sql_node *node)
{
    for (const struct sql_node *c = node->first; c; c = c->next) {
        bool suffix = c->kind == SQL_GROUPING && str_starts(c->text, STR("WITH "));
        if (c != node->first)
            buf_puts(out, suffix ? " " : ", ");
        form_print(out, c);
    }
}

static void print_group_by(struct buf *out, const struct sql_node *node)
{
    buf_puts(out, "GROUP BY ");
    buf_add(out, node->text);
    if (node->text.len && node->first)
        buf_byte(out, ' ');
    print_group_items(out, node);
}

static void print_grouping(struct buf *out, const struct sql_node *node)
{
    buf_add(out, node->text);
    if (str_starts(node->text, STR("WITH ")))
        return;
    buf_puts(out, " (");
    form_list(out, node->first);
    buf_byte(out, ')');
}

static void print_window(struct buf *out, const struct sql_node *node)
{
    print_words(out, "WINDOW ", node);
}

static void print_named_window(struct buf *out, const struct sql_node *node)
{
    const struct sql_node *over = node->first->next;
    form_print(out, node->first);
    buf_puts(out, " AS ");
    if (!over)
        return;
    bool name_only = over->flags & SQL_PARENS;
    buf_puts(out, name_only ? "" : "(");
    for (const struct sql_node *c = over->first; c; c = c->next) {
        if (c != over->first)
            buf_byte(out, ' ');
        form_print(out, c);
    }
    buf_puts(out, name_only ? "" : ")");
}

static void print_order_by(struct buf *out, const struct sql_node *node)
{
    buf_puts(out, node->text.len ? "ORDER SIBLINGS BY " : "ORDER BY ");
    form_list(out, node->first);
}

static void print_order_item(struct buf *out, const struct sql_node *node)
{
    form_print(out, node->first);
    if (node->flags & SQL_DESC)
        buf_puts(out, " DESC");
    if (node->flags & SQL_NULLS_FIRST)
        buf_puts(out, " NULLS FIRST");
    if (node->flags & SQL_NULLS_LAST)
        buf_puts(out, " NULLS LAST");
    for (const struct sql_node *c = node->first->next; c; c = c->next) {
        buf_byte(out, ' ');
        form_print(out, c);
    }
}

static void print_limit(struct buf *out, const struct sql_node *node)
{
    bool fetch = str_ends(node->text, STR("WITH TIES"));
    bool percent = str_starts(node->text, STR("PERCENT"));
    buf_puts(out, fetch ? "FETCH FIRST " : "LIMIT ");
    form_list(out, node->first);
    if (fetch)
        buf_puts(out, percent ? " PERCENT ROWS WITH TIES" : " ROWS WITH TIES");
    else if (percent)
        buf_puts(out, " PERCENT");
}

static void print_offset(struct buf *out, const struct sql_node *node)
{
    print_words(out, "OFFSET ", node);
}

static void print_sample(struct buf *out, const struct sql_node *node)
{
    buf_add(out, node->text);
}

/* The children of a clause with words of its own; LIMIT BY puts its count between the words. */
static void print_clause(struct buf *out, const struct sql_node *node)
{
    if (str_eq(node->text, STR("LIMIT BY"))) {
        const struct sql_node *second = node->first->next;
        bool offset = second && second->kind == SQL_OFFSET;
        buf_puts(out, "LIMIT ");
        form_print(out, node->first);
        if (offset) {
            buf_byte(out, ' ');
            form_print(out, second);
        }
        buf_puts(out, " BY ");
        form_list(out, offset ? second->next : second);
        return;
    }
    buf_add(out, node->text);
    bool position = node->first && node->first->kind == SQL_IDENT;
    bool parens = str_eq(node->text, STR("MATCH_CONDITION")) ||
                  (str_eq(node->text, STR("AT")) && !position) ||
                  str_eq(node->text, STR("BEFORE")) || str_eq(node->text, STR("CHANGES")) ||
                  str_eq(node->text, STR("END")) || str_ends(node->text, STR(" CONTAINED IN"));
    const struct sql_node *first = node->first;
    if (node->text.len && first)
        buf_byte(out, ' ');
    if (str_eq(node->text, STR("MATCH_RECOGNIZE")) && first) {
        buf_byte(out, '(');
        form_print(out, first);
        buf_byte(out, ')');
        for (const struct sql_node *c = first->next; c; c = c->next)
            form_print(out, c);
        return;
    }
    if (str_eq(node->text, STR("INTO NAME")) && first) {
        form_print(out, first);
        buf_puts(out, " VALUE ");
        first = first->next;
    }
    if (str_eq(node->text, STR("WITH OFFSET")) && first)
        buf_puts(out, "AS ");
    buf_puts(out, parens ? "(" : "");
    bool period = str_ends(node->text, STR(" FROM")) || str_ends(node->text, STR(" BETWEEN"));
    for (const struct sql_node *c = first; c; c = c->next) {
        if (c != first)
            buf_puts(out, period ? (str_ends(node->text, STR("FROM")) ? " TO " : " AND ") : ", ");
        form_print(out, c);
    }
    buf_puts(out, parens ? ")" : "");
}

/* --- table items ----------------------------------------------------------------------------- */

static void print_alias(struct buf *out, const struct sql_node *node)
{
    buf_puts(out, " AS ");
    form_list_until(out, node->first, node->first->next);
    if (node->first->next)
        form_print(out, node->first->next);
}

/* Aliases, samples, pivots and clauses behind a table, in order. */
static void print_table_tail(struct buf *out, const struct sql_node *first)
{
    for (const struct sql_node *c = first; c; c = c->next) {
        if (c->kind != SQL_ALIAS)
            buf_byte(out, ' ');
        form_print(out, c);
    }
}

static bool is_only(const struct sql_node *node)
{
    return node->kind == SQL_CLAUSE &&
           (str_eq(node->text, STR("ONLY")) || str_eq(node->text, STR("STREAM")));
}

static void print_table(struct buf *out, const struct sql_node *node)
{
    const struct sql_node *c = node->first;
    for (const struct sql_node *o = node->first; o; o = o->next)
        if (is_only(o)) {
            buf_add(out, o->text);
            buf_byte(out, ' ');
        }
    if (node->flags & SQL_PARENS) { /* quoted as one name */
        buf_byte(out, '`');
        for (; c && c->kind == SQL_IDENT; c = c->next) {
            buf_add(out, c->text);
            buf_puts(out, c->next && c->next->kind == SQL_IDENT ? "." : "");
        }
        buf_byte(out, '`');
    }
    for (bool first = true;
         c && (c->kind == SQL_IDENT || c->kind == SQL_MACRO || c->kind == SQL_MACRO_VAR ||
               c->kind == SQL_TEMPLATE || c->kind == SQL_OPAQUE || c->kind == SQL_PARAMETER);
         c = c->next, first = false) {
        if (!first)
            buf_byte(out, '.');
        form_print(out, c);
    }
    if (c && is_only(c))
        c = c->next;
    print_table_tail(out, c);
}

static void print_subquery_table(struct buf *out, const struct sql_node *node)
{
    if (node->text.len)
        buf_printf(out, "%.*s ", STR_ARG(node->text));
    buf_byte(out, '(');
    form_print(out, node->first);
    buf_byte(out, ')');
    print_table_tail(out, node->first->next);
}

/* LATERAL VIEW names its table and columns in its own way. */
static void print_lateral_view(struct buf *out, const struct sql_node *node)
{
    buf_printf(out, "%.*s ", STR_ARG(node->text));
    form_print(out, node->first);
    for (const struct sql_node *c = node->first->next; c; c = c->next) {
        if (c->kind != SQL_ALIAS) {
            buf_byte(out, ' ');
            form_print(out, c);
            continue;
        }
        for (const struct sql_node *name = c->first; name; name = name->next) {
            buf_puts(out, name->kind == SQL_COLUMN_NAMES ? " AS " : " ");
            if (name->kind == SQL_COLUMN_NAMES)
                form_list(out, name->first);
            else
                form_print(out, name);
        }
    }
}

static void print_function_table(struct buf *out, const struct sql_node *node)
{
    if (str_starts(node->text, STR("LATERAL VIEW"))) {
        print_lateral_view(out, node);
        return;
    }
    if (str_starts(node->text, STR("LATERAL")))
        buf_puts(out, "LATERAL ");
    const struct sql_node *first = node->first;
    bool stage = first->kind == SQL_STRING && !(first->flags & SQL_PARENS);
    bool described = first->kind == SQL_UNARY && !str_eq(first->text, STR("UNPIVOT"));
    for (const struct sql_node *c = first; c; c = c->next)
        if (is_only(c))
            buf_printf(out, "%.*s ", STR_ARG(c->text));
    buf_puts(out, described ? "(" : "");
    if (stage) /* written without quotes */
        buf_add(out, first->text);
    else
        form_print(out, first);
    buf_puts(out, described ? ")" : "");
    first = first->next;
    print_table_tail(out, first && is_only(first) ? first->next : first);
}

static bool is_join(const struct sql_node *node)
{
    return node->kind == SQL_JOIN ||
           (node->kind == SQL_MACRO && node->last && node->last->kind == SQL_JOIN);
}

/* The first item and its joins. */
static const struct sql_node *print_items(struct buf *out, const struct sql_node *first)
{
    const struct sql_node *c = first;
    for (; c && c->kind != SQL_ALIAS && c->kind != SQL_SAMPLE && c->kind != SQL_PIVOT;
         c = c->next) {
        if (c != first && !(is_join(c) && form_comma(c)))
            buf_byte(out, ' ');
        form_print(out, c);
    }
    return c;
}

static void print_paren_table(struct buf *out, const struct sql_node *node)
{
    if (node->text.len)
        buf_printf(out, "%.*s ", STR_ARG(node->text));
    buf_byte(out, '(');
    const struct sql_node *tail = print_items(out, node->first);
    buf_byte(out, ')');
    print_table_tail(out, tail);
}

static void print_from(struct buf *out, const struct sql_node *node)
{
    buf_puts(out, "FROM ");
    print_items(out, node->first);
}

static void print_join_rest(struct buf *out, const struct sql_node *node)
{
    for (const struct sql_node *c = node->first; c; c = c->next) {
        if (c != node->first)
            buf_byte(out, ' ');
        if (c->kind == SQL_TUPLE) /* ARRAY JOIN a, b */
            form_list(out, c->first);
        else
            form_print(out, c);
    }
}

static void print_join(struct buf *out, const struct sql_node *node)
{
    bool view = node->first && node->first->kind == SQL_FUNCTION_TABLE &&
                str_starts(node->first->text, STR("LATERAL VIEW"));
    if (form_comma(node))
        buf_puts(out, ", ");
    else if (!view && str_ends(node->text, STR("APPLY")))
        buf_printf(out, "%.*s ", STR_ARG(node->text));
    else if (!view)
        buf_printf(out, "%.*s JOIN ", STR_ARG(node->text));
    print_join_rest(out, node);
}

static bool is_pivot_word(const struct sql_node *node)
{
    return node->kind == SQL_CLAUSE &&
           (str_eq(node->text, STR("ON")) || str_eq(node->text, STR("USING")) ||
            str_eq(node->text, STR("GROUP")) || str_eq(node->text, STR("INTO NAME")));
}

static void print_pivot(struct buf *out, const struct sql_node *node)
{
    const struct sql_node *before = NULL;
    bool open = true;
    buf_printf(out, "%.*s(", STR_ARG(node->text));
    for (const struct sql_node *c = node->first; c; before = c, c = c->next) {
        if (c->kind == SQL_ALIAS) {
            buf_byte(out, ')');
            open = false;
            form_print(out, c);
            continue;
        }
        if (before)
            buf_puts(out, c->kind == SQL_CLAUSE ? " " : ", ");
        if (is_pivot_word(c) && str_eq(c->text, STR("GROUP"))) {
            buf_puts(out, "GROUP BY ");
            form_list(out, c->first);
        } else {
            form_print(out, c);
        }
    }
    buf_puts(out, open ? ")" : "");
}

/* --- queries --------------------------------------------------------------------------------- */

/* Clauses without a kind of their own that stand before ORDER BY. */
enum slot { SLOT_HEAD, SLOT_INTO, SLOT_PREWHERE, SLOT_CONNECT, SLOT_END };

static enum slot slot_of(const struct sql_node *clause)
{
    struct str t = clause->text;
    if (clause->kind != SQL_CLAUSE)
        return SLOT_END;
    if (str_eq(t, STR("AS STRUCT")) || str_eq(t, STR("AS VALUE")))
        return SLOT_HEAD;
    if (str_starts(t, STR("INTO")) || str_eq(t, STR("EXCLUDE")))
        return SLOT_INTO;
    if (str_eq(t, STR("PREWHERE")))
        return SLOT_PREWHERE;
    if (str_eq(t, STR("CONNECT BY")) || str_eq(t, STR("START WITH")))
        return SLOT_CONNECT;
    return SLOT_END;
}

static void print_slot(struct buf *out, const struct sql_node *select, enum slot slot)
{
    for (const struct sql_node *c = select->first; c; c = c->next)
        if (c->kind == SQL_CLAUSE && slot_of(c) == slot) {
            buf_byte(out, ' ');
            form_print(out, c);
        }
}

static bool is_head(const struct sql_node *node)
{
    return node->kind == SQL_WITH || node->kind == SQL_DISTINCT_CLAUSE ||
           node->kind == SQL_PROJECTIONS ||
           (node->kind == SQL_MACRO && node->last && node->last->kind == SQL_WITH);
}

static void print_select(struct buf *out, const struct sql_node *node)
{
    const struct sql_node *c = node->first;
    for (; c && (c->kind == SQL_WITH || c->kind == SQL_MACRO) && is_head(c); c = c->next) {
        form_print(out, c);
        buf_byte(out, ' ');
    }
    buf_puts(out, "SELECT");
    if (c && c->kind == SQL_DISTINCT_CLAUSE) {
        buf_byte(out, ' ');
        form_print(out, c);
        c = c->next;
    }
    print_slot(out, node, SLOT_HEAD);
    if (c && c->kind == SQL_PROJECTIONS) {
        if (c->first)
            buf_byte(out, ' ');
        form_print(out, c);
        c = c->next;
    }
    print_slot(out, node, SLOT_INTO);
    bool prewhere = false, connect = false;
    for (; c; c = c->next) {
        if (!prewhere && c->kind != SQL_FROM) {
            print_slot(out, node, SLOT_PREWHERE);
            prewhere = true;
        }
        if (!connect && c->kind != SQL_FROM && c->kind != SQL_WHERE) {
            print_slot(out, node, SLOT_CONNECT);
            connect = true;
        }
        if (slot_of(c) != SLOT_END)
            continue;
        buf_byte(out, ' ');
        form_print(out, c);
    }
}

/* BY NAME and the like; before = the words that stand before the operator. */
static void print_set_words(struct buf *out, const struct sql_node *node, bool before)
{
    for (const struct sql_node *c = node->first; c; c = c->next) {
        if (c->kind != SQL_CLAUSE || !(c->flags & SQL_PARENS))
            continue;
        struct str side = STR_EMPTY, rest = c->text;
        if (str_find_byte(rest, ':') >= 0)
            str_split(&rest, ':', &side);
        rest = str_trim(rest);
        if (before && side.len)
            buf_printf(out, "%.*s ", STR_ARG(side));
        if (!before && rest.len)
            buf_printf(out, " %.*s", STR_ARG(rest));
        if (!before && c->first) {
            buf_puts(out, str_ends(rest, STR("NAME")) ? " ON " : " BY ");
            form_print(out, c->first);
        }
    }
}

static void print_arm(struct buf *out, const struct sql_node *node, const struct sql_node *arm)
{
    bool parens = form_set_parens(node, arm);
    buf_puts(out, parens ? "(" : "");
    form_print(out, arm);
    buf_puts(out, parens ? ")" : "");
}

static void print_setop(struct buf *out, const struct sql_node *node)
{
    const struct sql_node *left = node->first, *right = left->next;
    for (const struct sql_node *c = right ? right->next : NULL; c; c = c->next)
        if (is_head(c)) {
            form_print(out, c);
            buf_byte(out, ' ');
        }
    print_arm(out, node, left);
    buf_byte(out, ' ');
    print_set_words(out, node, true);
    buf_add(out, node->text);
    print_set_words(out, node, false);
    buf_byte(out, ' ');
    if (right)
        print_arm(out, node, right);
    for (const struct sql_node *c = right ? right->next : NULL; c; c = c->next)
        if (!is_head(c) && !(c->kind == SQL_CLAUSE && (c->flags & SQL_PARENS))) {
            buf_byte(out, ' ');
            form_print(out, c);
        }
}

static void print_values(struct buf *out, const struct sql_node *node)
{
    buf_puts(out, "VALUES ");
    for (const struct sql_node *c = node->first; c; c = c->next) {
        if (c != node->first)
            buf_puts(out, ", ");
        if (c->kind != SQL_TUPLE) {
            form_print(out, c);
            continue;
        }
        buf_puts(out, node->text.len ? "ROW (" : "(");
        form_list(out, c->first);
        buf_byte(out, ')');
    }
}

/* --- dispatch -------------------------------------------------------------------------------- */

void form_print_macro_clause(struct buf *out, const struct sql_node *clause)
{
    switch (clause->kind) {
    case SQL_JOIN:
        print_join_rest(out, clause);
        return;
    case SQL_WITH:
        buf_puts(out, clause->flags & SQL_RECURSIVE ? "RECURSIVE " : "");
        form_list(out, clause->first);
        return;
    default:
        form_list(out, clause->first);
    }
}

typedef void print_fn(struct buf *out, const struct sql_node *node);

static print_fn *const printers[SQL_KIND_COUNT] = {
    [SQL_SELECT] = print_select,
    [SQL_SETOP] = print_setop,
    [SQL_VALUES] = print_values,
    [SQL_WITH] = print_with,
    [SQL_CTE] = print_cte,
    [SQL_DISTINCT_CLAUSE] = print_distinct,
    [SQL_PROJECTIONS] = print_bare_list,
    [SQL_STAR_EXCEPT] = print_bare_list,
    [SQL_STAR_REPLACE] = print_bare_list,
    [SQL_STAR_RENAME] = print_bare_list,
    [SQL_FROM] = print_from,
    [SQL_TABLE] = print_table,
    [SQL_SUBQUERY_TABLE] = print_subquery_table,
    [SQL_FUNCTION_TABLE] = print_function_table,
    [SQL_PAREN_TABLE] = print_paren_table,
    [SQL_ALIAS] = print_alias,
    [SQL_COLUMN_NAMES] = print_names,
    [SQL_JOIN] = print_join,
    [SQL_ON] = print_on,
    [SQL_USING] = print_using,
    [SQL_PIVOT] = print_pivot,
    [SQL_WHERE] = print_where,
    [SQL_GROUP_BY] = print_group_by,
    [SQL_GROUPING] = print_grouping,
    [SQL_HAVING] = print_having,
    [SQL_QUALIFY] = print_qualify,
    [SQL_WINDOW_CLAUSE] = print_window,
    [SQL_NAMED_WINDOW] = print_named_window,
    [SQL_ORDER_BY] = print_order_by,
    [SQL_ORDER_ITEM] = print_order_item,
    [SQL_LIMIT] = print_limit,
    [SQL_OFFSET] = print_offset,
    [SQL_SAMPLE] = print_sample,
    [SQL_CLAUSE] = print_clause,
    [SQL_PARTITION_BY] = print_partition_by,
    [SQL_CASE_OPERAND] = print_bare_list,
    [SQL_WHEN] = print_bare_list,
    [SQL_ELSE] = print_bare_list,
};

void form_print_query(struct buf *out, const struct sql_node *node)
{
    if (printers[node->kind])
        printers[node->kind](out, node);
}
