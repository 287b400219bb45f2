/* blind: see blind.h. Looks at the causes the reader noted and at where macros stand in the query;
 * what stands in text that was not understood is an uncertain dependency already. */
#include "lineage/blind.h"

#include "sql/walk.h"

/* ---- macros ---- */

struct look {
    const struct model *model;
    bool found;
};

static bool notes_macro(const struct model *model, struct str name)
{
    for (size_t i = 0; i < model->unknowns.count; i++) {
        const struct unknown *unknown = &model->unknowns.items[i];
        ptrdiff_t at = str_find_byte(unknown->what, '@');
        if (unknown->cause == UNKNOWN_MACRO && at >= 0 &&
            str_eq_fold(str_sub(unknown->what, (size_t)at + 1, unknown->what.len), name))
            return true;
    }
    return false;
}

/* Places where a macro gives a table, a clause or a whole query. */
static bool holds_tables(enum sql_kind kind)
{
    static const enum sql_kind kinds[] = { SQL_TABLE,  SQL_FUNCTION_TABLE, SQL_FROM,
                                           SQL_JOIN,   SQL_WITH,           SQL_CTE,
                                           SQL_SELECT, SQL_SETOP };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kind == kinds[i])
            return true;
    return false;
}

static enum walk_step visit(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct look *look = ctx;
    if (depth == 0 && node->kind == SQL_MACRO)
        look->found = notes_macro(look->model, node->text);
    for (const struct sql_node *it = holds_tables(node->kind) ? node->first : NULL;
         it && !look->found; it = it->next)
        look->found = it->kind == SQL_MACRO && notes_macro(look->model, it->text);
    return look->found ? WALK_STOP : WALK_CONTINUE;
}

static bool macro_gives_table(const struct model *model)
{
    struct look look = { .model = model };
    if (model_query(model))
        (void)sql_walk(model_query(model), visit, &look);
    return look.found;
}

/* ---- Jinja ---- */

static bool is_name_byte(char c)
{
    return byte_is_alpha(c) || byte_is_digit(c) || c == '_' || c == '"' || c == '`';
}

static size_t skip_back(struct str text, size_t at)
{
    while (at > 0 && byte_is_space(text.ptr[at - 1]))
        at--;
    return at;
}

/* The word that ends before `at`; *start is where it begins. */
static struct str word_before(struct str text, size_t at, size_t *start)
{
    size_t end = at;
    while (at > 0 && is_name_byte(text.ptr[at - 1]))
        at--;
    *start = at;
    return str_sub(text, at, end - at);
}

static bool is_one_of(struct str word, const struct str *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq_fold(word, words[i]))
            return true;
    return false;
}

/* Whether a table or a query may stand at `at`: after FROM and its like, after "name." behind
 * those, in a parenthesis that may hold a query, or where the text begins. */
static bool is_table_place(struct str text, size_t at)
{
    static const struct str before_table[] = { STR_INIT("from"),  STR_INIT("join"),
                                               STR_INIT("with"),  STR_INIT("union"),
                                               STR_INIT("all"),   STR_INIT("except"),
                                               STR_INIT("minus"), STR_INIT("intersect") };
    static const struct str before_query[] = { STR_INIT("from"), STR_INIT("join"), STR_INIT("as"),
                                               STR_INIT("exists") };
    size_t start;
    at = skip_back(text, at);
    while (at > 0 && text.ptr[at - 1] == '.')
        (void)word_before(text, at - 1, &at);
    at = skip_back(text, at);
    if (at == 0)
        return true;
    if (text.ptr[at - 1] != '(')
        return is_one_of(word_before(text, at, &start), before_table,
                         sizeof before_table / sizeof *before_table);
    at = skip_back(text, at - 1);
    return is_one_of(word_before(text, at, &start), before_query,
                     sizeof before_query / sizeof *before_query);
}

static bool template_gives_table(struct str text)
{
    for (size_t i = 0; i + 1 < text.len; i++)
        if (text.ptr[i] == '{' && text.ptr[i + 1] == '{' && is_table_place(text, i))
            return true;
    return false;
}

/* ---- all of it ---- */

/* "finance.@table": which table is not known; "@schema.orders" was resolved by its last part. */
static bool lacks_last_part(struct str form)
{
    ptrdiff_t dot = str_rfind_byte(form, '.');
    struct str last = dot < 0 ? form : str_sub(form, (size_t)dot + 1, form.len);
    return str_find_byte(last, '@') >= 0 || str_find_byte(last, '{') >= 0;
}

static bool hides_tables(const struct model *model, const struct unknown *unknown)
{
    static const struct str table = STR_INIT("name of a table that is read");
    switch (unknown->cause) {
    case UNKNOWN_LIMIT:
        return true;
    case UNKNOWN_PYTHON:
        return str_eq(unknown->what, table) || str_starts(unknown->what, STR("Python writes"));
    case UNKNOWN_VARIABLE:
        return str_eq(unknown->what, table) && lacks_last_part(unknown->form);
    case UNKNOWN_JINJA:
        return str_eq(unknown->what, STR("query")) && template_gives_table(unknown->form);
    default:
        return unknown->cause == UNKNOWN_MACRO && !model_query(model) && model->class == MODEL_SQL;
    }
}

bool model_is_blind(const struct model *model)
{
    bool macros = false;
    for (size_t i = 0; i < model->unknowns.count; i++) {
        if (hides_tables(model, &model->unknowns.items[i]))
            return true;
        macros = macros || model->unknowns.items[i].cause == UNKNOWN_MACRO;
    }
    return macros && macro_gives_table(model);
}
