#include "project/check.h"

#include "contract/keeps.h"

/* "not null: a b; keys: (a) (a, b); primary: (a)", "?" behind it when there may be more, "%" when
 * an audit sees a part of the rows. */
static struct str show(struct arena *arena, const char *header)
{
    struct buf out;
    struct model_keeps keeps;
    buf_init(&out, arena, 4096);
    struct str text = str_fmt(arena,
                              "MODEL (name db.m, %s);\n"
                              "SELECT 1 AS a, 2 AS b, 3 AS \"c d\", 4 AS ds FROM t\n",
                              header);
    const struct model *model = model_from(arena, text.ptr);
    model_keeps(&keeps, arena, model);
    vec_for (const struct str, it, &keeps.not_null)
        buf_printf(&out, "%.*s ", STR_ARG(*it));
    buf_puts(&out, "|");
    vec_for (const struct model_key, key, &keeps.keys) {
        buf_printf(&out, " %s", &*key == keeps.primary ? "*" : "");
        vec_for (const struct str, it, &key->columns)
            buf_printf(&out, "%s%.*s", it == key->columns.items ? "" : "+", STR_ARG(*it));
    }
    buf_puts(&out, keeps.is_unsure ? " ?" : keeps.is_partial ? " %" : "");
    return buf_str(&out);
}

static void audits_that_stop(void **state)
{
    assert_str(
        show(*state, "kind FULL, audits (not_null(columns := (b, a)), not_null(columns := a))"),
        STR("a b |"));
    assert_str(show(*state, "kind FULL, audits (unique_values(columns := [a, \"c d\"]))"),
               STR("| a c d"));
    assert_str(show(*state, "kind FULL, audits (unique_combination_of_columns(columns := (a, b)))"),
               STR("| a+b"));
}

static void audits_that_do_not_count(void **state)
{
    assert_str(show(*state, "kind FULL, audits (not_null_non_blocking(columns := a),"
                            " not_null(columns := b, blocking := false),"
                            " not_null(columns := a, skip := true),"
                            " unique_values(columns := a, condition := b > 1),"
                            " accepted_values(column := a, is_in := (1)))"),
               STR("|"));
}

static void audits_of_one_interval(void **state)
{
    const char *kind = "kind INCREMENTAL_BY_TIME_RANGE (time_column (ds, '%Y')), audits (";
    struct str before = str_of(kind);
    assert_str(
        show(*state, str_concat(*state, before, STR("unique_values(columns := (a, ds)))")).ptr),
        STR("| ds %"));
    assert_str(show(*state, str_concat(*state, before,
                                       STR("unique_combination_of_columns(columns := (a, ds)))"))
                                .ptr),
               STR("| a+ds"));
    assert_str(show(*state, str_concat(*state, before, STR("not_null(columns := a))")).ptr),
               STR("a |"));
}

static void grains_and_unique_keys(void **state)
{
    assert_str(show(*state, "kind FULL, grain a"), STR("a | *a"));
    assert_str(show(*state, "kind FULL, grains ((a, b), \"c d\")"), STR("a b c d | *c d a+b"));
    assert_str(show(*state, "kind INCREMENTAL_BY_UNIQUE_KEY (unique_key (b, a))"),
               STR("a b | *b+a"));
    assert_str(show(*state, "kind INCREMENTAL_BY_UNIQUE_KEY (unique_key a), grain (a, b)"),
               STR("a b | *a+b a"));
    assert_str(show(*state, "kind SCD_TYPE_2 (unique_key a)"), STR("|"));
}

static void what_is_not_read_is_unsure(void **state)
{
    assert_str(show(*state, "kind INCREMENTAL_BY_UNIQUE_KEY (unique_key COALESCE(a, b))"),
               STR("| ?"));
    assert_str(show(*state, "kind FULL, audits (not_null(columns := (a, b + 1)))"), STR("a | ?"));
    assert_str(
        show(*state, "kind FULL, audits (unique_combination_of_columns(columns := (a, b + 1)))"),
        STR("| ?"));
    assert_str(show(*state, "kind FULL, audits (not_null(columns := @cols))"), STR("| ?"));
}

static void what_a_key_makes_unique(void **state)
{
    struct model_keeps keeps;
    struct str both[] = { STR("b"), STR("a") };
    model_keeps(&keeps, *state,
                model_from(*state, "MODEL (name m, grain a); SELECT 1 AS a, 2 AS b FROM t"));
    assert_true(keeps_unique_column(&keeps, STR("a")));
    assert_false(keeps_unique_column(&keeps, STR("b")));
    assert_true(keeps_unique(&keeps, &(struct column_names){ both, 2, 2 }));
    assert_false(keeps_unique(&keeps, &(struct column_names){ both, 1, 1 }));
    assert_true(keeps_not_null(&keeps, STR("a")));
    assert_false(keeps_not_null(&keeps, STR("b")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(audits_that_stop),           arena_test(audits_that_do_not_count),
        arena_test(audits_of_one_interval),     arena_test(grains_and_unique_keys),
        arena_test(what_is_not_read_is_unsure), arena_test(what_a_key_makes_unique),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
