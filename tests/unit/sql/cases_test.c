/* The cases of tests/sql/: "[dialect] SQL", then "=> form", then one "! line:column text" per diag.
 * Every form must also be a fixed point: what is printed reads back as the same tree. */
#include "sql_test.h"

static const char *const files[] = {
    "tests/sql/select.txt",     "tests/sql/from.txt",  "tests/sql/query.txt",
    "tests/sql/expression.txt", "tests/sql/macro.txt", "tests/sql/recover.txt",
    "tests/sql/type.txt",       "tests/sql/pipe.txt",
};

struct expected {
    struct str form, diags;
};

/* Cuts a block into the SQL and what is expected of it. */
static struct str split_case(struct str block, struct expected *want)
{
    ptrdiff_t at = str_find(block, STR("\n=> "));
    if (at < 0)
        fail_msg("no '=>' in case: %.*s", STR_ARG(block));
    struct str rest = str_sub(block, (size_t)at + 4, SIZE_MAX);
    ptrdiff_t diags = str_find(rest, STR("\n! "));
    want->form = diags < 0 ? rest : str_sub(rest, 0, (size_t)diags);
    want->diags = diags < 0 ? STR_EMPTY : str_sub(rest, (size_t)diags + 1, SIZE_MAX);
    return str_sub(block, 0, (size_t)at);
}

static struct str diags_text(struct sql_case *c)
{
    struct str out = STR_EMPTY;
    vec_for (struct diag, d, &c->diags)
        out = str_fmt(&c->arena, "%.*s%s! %u:%u %.*s", STR_ARG(out), out.len ? "\n" : "",
                      d->place.line, d->place.column, STR_ARG(d->text));
    return out;
}

static void check_fixed_point(struct sql_case *c, struct str dialect, struct str form)
{
    const struct sql_node *at = NULL;
    if (sql_doubt(c->tree, &at) == DOUBT_OPAQUE)
        return;
    struct sql_case again;
    case_parse(&again, dialect, form);
    struct str second = sql_form(&again.arena, again.tree);
    if (!str_eq(form, second))
        fail_msg("not a fixed point:\n %.*s\n %.*s", STR_ARG(form), STR_ARG(second));
    if (!sql_same(c->tree, again.tree))
        fail_msg("prints alike but differs: %.*s", STR_ARG(form));
    case_close(&again);
}

static void check_case(struct str block)
{
    struct expected want;
    struct str dialect = take_dialect(&block);
    struct str sql = split_case(block, &want);
    struct sql_case c;
    case_parse(&c, dialect, sql);
    struct str form = sql_form(&c.arena, c.tree), diags = diags_text(&c);
    if (!str_eq(form, want.form))
        fail_msg("[%.*s] %.*s\n  want %.*s\n  have %.*s", STR_ARG(dialect), STR_ARG(sql),
                 STR_ARG(want.form), STR_ARG(form));
    if (!str_eq(diags, want.diags))
        fail_msg("[%.*s] %.*s\n  want %.*s\n  have %.*s", STR_ARG(dialect), STR_ARG(sql),
                 STR_ARG(want.diags), STR_ARG(diags));
    check_fixed_point(&c, dialect, form);
    case_close(&c);
}

static void test_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct str bytes = read_file(files[i]), rest = bytes, block;
        size_t count = 0;
        for (; next_block(&rest, &block); count++)
            check_case(block);
        assert_true(count > 5);
        free((char *)bytes.ptr);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_files) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
