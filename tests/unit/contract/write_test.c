#include "project/check.h"

#include "base/limits.h"
#include "contract/write.h"

/* The contract of the model, or the fault; gaps as "left out: ..." lines in front. */
static struct str written(struct arena *arena, const char *model)
{
    struct buf out;
    struct contract_texts gaps;
    struct contract_draft draft = { .model = model_from(arena, model), .project = STR_EMPTY };
    buf_init(&out, arena, LIMIT_yaml_bytes);
    enum draft_fault fault = contract_write(&out, arena, &draft, &gaps);
    assert_false(buf_overflowed(&out));
    assert_true(fault == DRAFT_FINE || out.len == 0);
    return fault == DRAFT_NO_TABLE     ? STR("no table")
           : fault == DRAFT_NO_COLUMNS ? STR("no columns")
                                       : buf_str(&out);
}

/* What stands behind the first `from`, up to the end of the text. */
static struct str behind(struct str text, const char *from)
{
    ptrdiff_t at = str_find(text, str_of(from));
    if (at < 0)
        return STR_EMPTY;
    return str_sub(text, (size_t)at + str_of(from).len, text.len);
}

static void assert_cron(struct arena *arena, const char *cron, const char *value)
{
    struct str model = str_fmt(arena, "MODEL (name m, cron '%s'); SELECT 1 AS a FROM t", cron);
    struct str rest = behind(written(arena, model.ptr), "- property: frequency\n");
    struct str want = str_fmt(arena, "  value: %s\n  scheduler: cron\n", value);
    if (!str_starts(rest, want))
        print_error("%s: %.*s\n", cron, STR_ARG(rest));
    assert_true(str_starts(rest, want));
}

static void schedules(void **state)
{
    assert_cron(*state, "@hourly", "1\n  unit: h");
    assert_cron(*state, "30 4 * * *", "1\n  unit: d");
    assert_cron(*state, "@weekly", "7\n  unit: d");
    assert_cron(*state, "0 5 * * 1", "7\n  unit: d");
    assert_cron(*state, "@monthly", "1\n  unit: month");
    assert_cron(*state, "30 4 28 * *", "1\n  unit: month");
    assert_cron(*state, "@yearly", "1\n  unit: \"y\"");
    assert_cron(*state, "30 4 29 * *", "\"30 4 29 * *\"");
    assert_cron(*state, "0 0 29 2 *", "\"0 0 29 2 *\"");
    assert_cron(*state, "*/5 * * * *", "\"*/5 * * * *\"");
    assert_cron(*state, "0 */6 * * *", "\"0 */6 * * *\"");
    assert_cron(*state, "0 5 * * 1-5", "\"0 5 * * 1-5\"");
    assert_cron(*state, "0 5 1 * 1", "\"0 5 1 * 1\"");
    assert_cron(*state, "0 5 * 6 *", "\"0 5 * 6 *\"");
    assert_cron(*state, "bogus", "bogus");
    assert_str(behind(written(*state, "MODEL (name m); SELECT 1 AS a FROM t"), "slaProperties"),
               STR_EMPTY);
}

static void identities(void **state)
{
    assert_str(contract_draft_id(*state, STR_EMPTY, STR("db.orders-2_x~")),
               STR("urn:stoplog:db.orders-2_x~"));
    assert_str(contract_draft_id(*state, STR("a shop"), STR("db.\xC3\xB6:%")),
               STR("urn:stoplog:a%20shop:db.%C3%B6%3A%25"));
}

static void what_nobody_can_read(void **state)
{
    assert_str(written(*state, "MODEL (name m, kind EMBEDDED); SELECT 1 AS a FROM t"),
               STR("no table"));
    assert_str(written(*state, "MODEL (name m); SELECT * FROM t"), STR("no columns"));
    assert_str(written(*state, "MODEL (name m); SELECT 1 + 1 FROM t"), STR("no columns"));
}

static void kinds(void **state)
{
    static const struct {
        const char *kind, *type;
    } cases[] = {
        { "VIEW", "physicalType: view\n" },
        { "VIEW (materialized true)", "physicalType: view\n" },
        { "FULL", "physicalType: table\n" },
        { "CUSTOM (materialization 'mine')", "properties:\n" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str model =
            str_fmt(*state, "MODEL (name m, kind %s); SELECT 1 AS a FROM t", cases[i].kind);
        struct str rest = behind(written(*state, model.ptr), "physicalName: m\n");
        if (!str_starts(str_trim(rest), str_of(cases[i].type)))
            print_error("%s: %.*s\n", cases[i].kind, STR_ARG(rest));
        assert_true(str_starts(str_trim(rest), str_of(cases[i].type)));
    }
}

static void gaps_stand_at_the_top(void **state)
{
    struct str text = written(*state, "MODEL (name m, grain (a + 1));"
                                      "SELECT *, 1::INT AS a, 2 AS a, 3 + 4, 5 AS b FROM t");
    struct str want =
        STR("# Not known, and left out: columns that the query may have besides these.\n"
            "# Not known, and left out: 1 column without a name, or with blanks "
            "around it.\n"
            "# Not known, and left out: columns that are there twice: a.\n"
            "# Not known, and left out: the type of b.\n"
            "# Not known, and left out: a key or an audit that is made of "
            "expressions.\n"
            "apiVersion: v3.1.0\n");
    struct str rest = behind(text, "say it.\n");
    if (!str_starts(rest, want))
        print_error("%.*s\n", STR_ARG(rest));
    assert_true(str_starts(rest, want));
}

/* Twelve levels are written out; what lies deeper is in the physical type alone. */
static void deep_types(void **state)
{
    struct str type = STR("INT");
    for (int i = 0; i < 14; i++)
        type = str_fmt(*state, "STRUCT<f%d %.*s>", i, STR_ARG(type));
    struct str text = written(
        *state, str_fmt(*state, "MODEL (name m); SELECT x::%.*s AS a FROM t", STR_ARG(type)).ptr);
    assert_true(str_find(text, STR("name: f2\n")) > 0);
    assert_true(str_find(text, STR("name: f1\n")) < 0);
    text =
        written(*state, "MODEL (name m); SELECT x::MAP(INT, VARCHAR) AS a, y::INT[][] AS b FROM t");
    assert_true(str_starts(behind(text, "name: a\n"), STR("    logicalType: object\n"
                                                          "    physicalType: MAP<INT, VARCHAR>\n"
                                                          "  - name: b\n"
                                                          "    logicalType: array\n"
                                                          "    physicalType: ARRAY<ARRAY<INT>>\n"
                                                          "    items:\n"
                                                          "      logicalType: array\n"
                                                          "      physicalType: ARRAY<INT>\n"
                                                          "      items:\n"
                                                          "        logicalType: integer\n"
                                                          "        physicalType: INT\n")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(schedules),
        arena_test(identities),
        arena_test(what_nobody_can_read),
        arena_test(kinds),
        arena_test(gaps_stand_at_the_top),
        arena_test(deep_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
