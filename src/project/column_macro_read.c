/* column_macro_read: the arguments of @STAR and @UNION. */
#include "project/column_macro.h"

/* --- values ----------------------------------------------------------------------------------- */

/* A name without macros in it. */
static bool is_name(const struct sql_node *node)
{
    if (node->kind != SQL_COLUMN || !node->first)
        return false;
    for (const struct sql_node *it = node->first; it; it = it->next)
        if (it->kind != SQL_IDENT || str_find_byte(it->text, '@') >= 0)
            return false;
    return true;
}

static bool is_text(const struct sql_node *node)
{
    return node->kind == SQL_STRING && !(node->flags & (SQL_PREFIXED | SQL_ESCAPES)) &&
           str_find_byte(node->text, '@') < 0;
}

static bool is_constant(const struct sql_node *node, const char *word)
{
    return node->kind == SQL_CONSTANT && str_eq(node->text, str_of(word));
}

/* [a, b], (a, b), or a in brackets or none. */
static bool is_list_of_names(const struct sql_node *node)
{
    bool list = node->kind == SQL_TUPLE || (node->kind == SQL_ARRAY && !node->text.len);
    if (!list)
        return is_name(node);
    for (const struct sql_node *it = node->first; it; it = it->next)
        if (!is_name(it) && !is_text(it))
            return false;
    return true;
}

/* --- @STAR ------------------------------------------------------------------------------------ */

enum { RELATION, ALIAS, EXCLUDE, PREFIX, SUFFIX, QUOTE, EXCEPT, STAR_ARGUMENTS };

static size_t parameter(struct str name)
{
    static const char *const names[] = { "relation", "alias",  "exclude",
                                         "prefix",   "suffix", "quote_identifiers",
                                         "except_" };
    for (size_t i = 0; i < STAR_ARGUMENTS; i++)
        if (str_eq_fold(name, str_of(names[i])))
            return i;
    return STAR_ARGUMENTS;
}

/* Named arguments come last, as in Python. */
static bool bind(const struct sql_node *args[STAR_ARGUMENTS], const struct sql_node *macro)
{
    size_t at = 0;
    bool named = false;
    for (const struct sql_node *it = macro->first; it; it = it->next) {
        named = named || it->kind == SQL_NAMED_ARG;
        bool says_it = it->kind == SQL_NAMED_ARG && (it->flags & SQL_ASSIGNED);
        if (named != says_it)
            return false;
        size_t index = named ? parameter(it->text) : at++;
        if (index >= STAR_ARGUMENTS || args[index])
            return false;
        args[index] = named ? it->first : it;
    }
    return args[RELATION] != NULL;
}

static bool has_items(const struct sql_node *list)
{
    return list && list->first;
}

static bool read_star(struct column_macro *out, const struct sql_node *macro)
{
    const struct sql_node *args[STAR_ARGUMENTS] = { NULL };
    if (!bind(args, macro) || !is_name(args[RELATION]))
        return false;
    const struct sql_node *alias = args[ALIAS], *quote = args[QUOTE];
    for (size_t i = PREFIX; i <= SUFFIX; i++)
        if (args[i] && !is_text(args[i]))
            return false;
    if ((alias && (!is_name(alias) || alias->first->next)) ||
        (args[EXCLUDE] && !is_list_of_names(args[EXCLUDE])) ||
        (args[EXCEPT] && !is_list_of_names(args[EXCEPT])) ||
        (quote && !is_constant(quote, "TRUE") && !is_constant(quote, "FALSE")))
        return false;
    *out = (struct column_macro){
        .relation = args[RELATION],
        .alias = alias ? alias->first->text : args[RELATION]->last->text,
        .exclude = has_items(args[EXCLUDE]) ? args[EXCLUDE] : args[EXCEPT],
        .prefix = args[PREFIX] ? args[PREFIX]->text : STR_EMPTY,
        .suffix = args[SUFFIX] ? args[SUFFIX]->text : STR_EMPTY,
        .quoted = !quote || is_constant(quote, "TRUE"),
    };
    return true;
}

/* --- @UNION ----------------------------------------------------------------------------------- */

/* [TRUE,] ['all' | 'distinct',] table, ... Other conditions are not computed. */
static bool read_union(struct column_macro *out, const struct sql_node *macro)
{
    const struct sql_node *it = macro->first;
    *out = (struct column_macro){ .is_union = true };
    if (it && is_constant(it, "TRUE"))
        it = it->next;
    if (it && is_text(it)) {
        out->distinct = str_eq_fold(it->text, STR("distinct"));
        if (!out->distinct && !str_eq_fold(it->text, STR("all")))
            return false;
        it = it->next;
    }
    out->relation = it;
    for (; it; it = it->next)
        if (!is_name(it) || it->first == it->last)
            return false;
    return out->relation != NULL;
}

/* --- places ----------------------------------------------------------------------------------- */

/* A query of its own, a CTE, or (@UNION(...)) in FROM. As an arm of a set operation it would be
 * grouped in another way once it is text. */
static bool may_be_query(const struct sql_node *parent)
{
    return !parent || parent->kind == SQL_CTE ||
           (parent->kind == SQL_FUNCTION_TABLE && !parent->text.len);
}

static bool is_called(const struct sql_node *node, const char *name)
{
    return node->kind == SQL_MACRO && str_eq(node->text, str_of(name));
}

bool column_macro_read(struct column_macro *out, const struct sql_node *parent,
                       const struct sql_node *macro)
{
    if (is_called(macro, "star"))
        return parent && parent->kind == SQL_PROJECTIONS && read_star(out, macro);
    return is_called(macro, "union") && may_be_query(parent) && read_union(out, macro);
}

bool column_macro_names(const struct sql_node *macro, const struct sql_node *argument,
                        bool *certain)
{
    struct column_macro read;
    *certain = is_called(macro, "union") && read_union(&read, macro);
    return !is_called(macro, "star") || !read_star(&read, macro) || read.relation == argument;
}

static bool keeps_case(const struct reader *reader, const struct sql_node *name)
{
    struct str text = str_sub(reader->text->bytes, name->start, name->end - name->start);
    for (size_t i = 0; i < text.len; i++)
        if (byte_lower(text.ptr[i]) != text.ptr[i])
            return false;
    return true;
}

bool column_macro_is_literal(const struct reader *reader, const struct sql_node *parent,
                             const struct sql_node *macro)
{
    struct column_macro read;
    if (!column_macro_read(&read, parent, macro))
        return false;
    const struct sql_node *it = read.relation;
    for (; it && reader->dialect->case_sensitive_tables; it = read.is_union ? it->next : NULL)
        if (!keeps_case(reader, it))
            return false;
    return true;
}
