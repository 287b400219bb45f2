#include "base/check.h"

#include "base/limits.h"
#include "report/phrase.h"

static void titles_come_from_the_table(void **state)
{
    static const struct {
        enum fact_code code;
        const char *column, *aspect, *want;
    } cases[] = {
        { FACT_CL101, "amount", "", "column amount removed" },
        { FACT_SQ113, "x", "", "column x added changes rows" },
        { FACT_SQ102, "revenue", "", "expression changed (revenue)" },
        { FACT_SQ101, "", "WHERE", "filter changed (WHERE)" },
        { FACT_MD101, "", "", "model removed" },
        { FACT_PO102, "", "unknown team x", "unknown team x" },
        { FACT_CL101, "a\nb", "", "column a b removed" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fact fact = { .code = cases[i].code,
                             .column = str_of(cases[i].column),
                             .aspect = str_of(cases[i].aspect) };
        assert_str(phrase_title(*state, &fact), str_of(cases[i].want));
    }
}

static struct str change(struct arena *arena, const char *before, const char *after)
{
    struct fact fact = { .code = FACT_SQ101,
                         .old_text = str_of(before),
                         .new_text = str_of(after) };
    return phrase_change(arena, &fact, 40);
}

static void both_texts_are_told(void **state)
{
    assert_str(change(*state, "a", "b"), STR("a -> b"));
    assert_str(change(*state, "a", ""), STR("was a"));
    assert_str(change(*state, "", "b"), STR("now b"));
    assert_str(change(*state, "", ""), STR_EMPTY);
}

/* What differs is shown, not the long beginning that is equal. */
static void long_texts_show_where_they_differ(void **state)
{
    struct str text =
        change(*state, "status = 'paid' AND region = 'north' AND channel = 'web' AND x = 1",
               "status = 'paid' AND region = 'north' AND channel = 'web' AND x = 2");
    assert_str(text, STR("...= 'web' AND x = 1 -> ...= 'web' AND x = 2"));
    /* A cut never falls into a character. */
    text = change(*state,
                  "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
                  "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
                  "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
                  "1",
                  "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
                  "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
                  "\xc3\xa4\xc3\xa4"
                  "\xc3\xb6");
    assert_true(str_find(text, STR("\\x")) < 0);
}

static void blob_ids_are_not_for_people(void **state)
{
    struct fact fact = { .code = FACT_PO101, .old_text = STR("ab12"), .new_text = STR("cd34") };
    assert_str(phrase_change(*state, &fact, 40), STR_EMPTY);
}

static void text_is_cut_at_the_limit(void **state)
{
    struct arena *arena = *state;
    struct str fits = str_fmt(arena, "%0*d", (int)LIMIT_report_text_bytes, 0);
    assert_str(phrase_clean(arena, fits), fits);
    struct str over = str_fmt(arena, "%0*d", (int)LIMIT_report_text_bytes + 1, 0);
    assert_int_equal(phrase_clean(arena, over).len, LIMIT_report_text_bytes + 3);
    assert_true(str_ends(phrase_clean(arena, over), STR("...")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(titles_come_from_the_table),        arena_test(both_texts_are_told),
        arena_test(long_texts_show_where_they_differ), arena_test(blob_ids_are_not_for_people),
        arena_test(text_is_cut_at_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
