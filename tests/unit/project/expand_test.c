/* The cases of tests/macros/expand.txt: "[dialect] definitions and query of a model", then lines
 * "=> form of the query", "< tables that are read", "> columns", "? unknowns". A case without "?"
 * has no unknowns; the other lines may be left out, but not "=>". */
#include "project/macro_cases.h"

#include "base/limits.h"

#define VARIABLES                                                                                  \
    "gateways:\n  one:\n    variables: {apart: 1}\n  two:\n    variables: {apart: 2}\n"            \
    "variables: {low: 1, word: x, flag: true, list: [a, b], text: 'it''s', apart: 1, nested: "     \
    "'@low'}\n"

static const char macros[] = "from sqlmesh import macro\n\n"
                             "@macro()\ndef own(evaluator, x):\n    return x + 1\n";

struct report {
    const struct model *model;
    struct str form, tables, columns, unknowns;
};

static struct str column_names(struct arena *arena, const struct model *model)
{
    struct str out = STR_EMPTY;
    vec_for (const struct column, it, model_columns(model))
        out = str_fmt(arena, "%.*s%s%.*s", STR_ARG(out), out.len ? " " : "", STR_ARG(it->name));
    return model_columns(model)->complete ? out : str_concat(arena, out, STR(" ..."));
}

static struct report report_of(struct arena *arena, struct str dialect, struct str text)
{
    struct str config =
        str_fmt(arena, VARIABLES "model_defaults:\n  dialect: %.*s\n", STR_ARG(dialect));
    struct str file = str_fmt(arena, "MODEL (name db.m);\n%.*s", STR_ARG(text));
    const struct repository *repository =
        load(arena, "config.yaml", config.ptr, "macros/own.py", macros, "macros/__init__.py", "\n",
             "models/m.sql", file.ptr);
    const struct model *model = model_of(repository, "db.m");
    return (struct report){ model, model_query_form(model), dependency_text(arena, model),
                            column_names(arena, model),
                            unknown_list(arena, model_unknowns(model)) };
}

static size_t check_case(struct arena *arena, const struct macro_case *one)
{
    struct report have = report_of(arena, one->dialect, one->text);
    return check_form(one->block, have.model) + check_line(one->block, "=> ", have.form, true) +
           check_line(one->block, "< ", have.tables, false) +
           check_line(one->block, "> ", have.columns, false) +
           check_line(one->block, "? ", have.unknowns, true);
}

static void cases_hold(void **state)
{
    check_macro_cases(*state, "tests/macros/expand.txt", 40, check_case);
}

static struct str repeated(struct arena *arena, const char *head, const char *text, size_t count,
                           const char *tail)
{
    struct buf buf;
    buf_init(&buf, arena, (size_t)1 << 26);
    buf_puts(&buf, head);
    for (size_t i = 0; i < count; i++)
        buf_puts(&buf, text);
    buf_puts(&buf, tail);
    return buf_str(&buf);
}

static void check_limit(struct arena *arena, struct str text, const char *limit)
{
    struct str want = *limit ? str_fmt(arena, "limit:%s", limit) : STR_EMPTY;
    struct str have = report_of(arena, STR("duckdb"), text).unknowns;
    assert_str(str_sub(have, have.len > want.len ? have.len - want.len : 0, SIZE_MAX),
               *limit ? want : have);
    assert_int_equal(*limit == '\0', have.len == 0);
}

/* The whole text, each call and the innermost argument are a level each. */
static void nesting_is_limited(void **state)
{
    for (size_t past = 0; past < 2; past++) {
        size_t calls = LIMIT_macro_depth - 2 + past;
        struct str open = repeated(*state, "SELECT ", "@IF(TRUE, ", calls, "a");
        struct str close = repeated(*state, "", ", b)", calls, " AS a FROM db.t");
        check_limit(*state, str_concat(*state, open, close), past ? "macro_depth" : "");
    }
}

/* Each member costs its own tokens and those of the result. */
static void tokens_are_limited(void **state)
{
    struct str lambda = repeated(*state, "z], x -> x", " + 1", 45, ") FROM db.t");
    for (size_t past = 0; past < 2; past++) {
        struct str list = repeated(*state, "SELECT @EACH([", "z, ", past ? 2300 : 900, "");
        check_limit(*state, str_concat(*state, list, lambda), past ? "macro_tokens" : "");
    }
}

/* Every definition doubles the one before it. */
static void doubling_is_limited(void **state)
{
    struct str text = STR("@DEF(a0, 1 + 1); ");
    for (unsigned i = 1; i < 20; i++)
        text = str_fmt(*state, "%.*s@DEF(a%u, @a%u + @a%u); ", STR_ARG(text), i, i - 1, i - 1);
    text = str_concat(*state, text, STR("SELECT @a19 AS a FROM db.t"));
    check_limit(*state, text, "macro_tokens");
}

/* A column that a macro writes stands where the file says it. */
static void places_are_those_of_the_file(void **state)
{
    static const unsigned places[][2] = { { 2, 8 }, { 3, 8 }, { 3, 8 }, { 4, 13 }, { 5, 3 } };
    const struct repository *repository =
        load(*state, "config.yaml", CONFIG, "models/m.sql",
             "MODEL (name db.m);\nSELECT a,\n       @SQL('x + 1') AS b, @SQL('y'),\n  @IF(TRUE, c, "
             "d) AS c, -- of c\n  d -- of d\nFROM db.t");
    const struct columns *columns = model_columns(model_of(repository, "db.m"));
    assert_int_equal(columns->count, 5);
    assert_str(columns->items[3].description, STR("of c"));
    assert_str(columns->items[4].description, STR("of d"));
    for (size_t i = 0; i < columns->count; i++) {
        struct place place = columns->items[i].place;
        if (i == 2) /* on the same line, further on */
            assert_int_equal(place.column, 28);
        else
            assert_int_equal(place.column, places[i][1]);
        assert_int_equal(place.line, places[i][0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(cases_hold),
        arena_test(nesting_is_limited),
        arena_test(tokens_are_limited),
        arena_test(doubling_is_limited),
        arena_test(places_are_those_of_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
