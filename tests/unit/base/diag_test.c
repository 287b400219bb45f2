#include "base/check.h"

#include <string.h>

#include "base/diag.h"

static void diags_are_kept_in_order(void **state)
{
    struct diags diags;
    char path[] = "p.yml";
    diags_init(&diags, *state);
    diag_hint(&diags, "nothing to hint at");
    diag_add(&diags, DIAG_NOTE, (struct place){ STR("p.yml"), 1, 2 }, "n %d", 1);
    diag_add(&diags, DIAG_WARN, (struct place){ STR("p.yml"), 3, 4 }, "w %s", path);
    diag_hint(&diags, "did you mean \"%s\"?", "teams");
    diag_add(&diags, DIAG_ERROR, (struct place){ STR("p.yml"), 5, 6 }, "e");
    path[0] = 'X'; /* texts were copied */

    assert_int_equal(diags.count, 3);
    assert_str(diags.items[0].text, STR("n 1"));
    assert_str(diags.items[0].hint, STR(""));
    assert_str(diags.items[1].text, STR("w p.yml"));
    assert_str(diags.items[1].hint, STR("did you mean \"teams\"?"));
    assert_int_equal(diags.items[2].place.line, 5);
    assert_int_equal(diags.items[2].place.column, 6);
    assert_int_equal(diags_count(&diags, DIAG_NOTE), 3);
    assert_int_equal(diags_count(&diags, DIAG_WARN), 2);
    assert_int_equal(diags_count(&diags, DIAG_ERROR), 1);
}

static void no_list_swallows(void **state)
{
    (void)state;
    diag_add(NULL, DIAG_ERROR, (struct place){ STR(""), 0, 0 }, "x");
    diag_hint(NULL, "x");
    assert_int_equal(diags_count(NULL, DIAG_NOTE), 0);
}

static void assert_place(struct str text, size_t offset, uint32_t line, uint32_t column)
{
    struct place place = place_at(STR("f"), text, offset);
    assert_int_equal(place.line, line);
    assert_int_equal(place.column, column);
    assert_str(place.path, STR("f"));
}

static void places_count_from_one(void **state)
{
    (void)state;
    struct str text = STR("ab\n\nc\xC3\xA4x\n");
    assert_place(text, 0, 1, 1);
    assert_place(text, 2, 1, 3); /* the newline belongs to its line */
    assert_place(text, 3, 2, 1);
    assert_place(text, 4, 3, 1);
    assert_place(text, 7, 3, 4); /* columns are bytes */
    assert_place(text, 9, 4, 1);
    assert_place(text, 1000, 4, 1);
    assert_place(STR(""), 5, 1, 1);
}

static void near_words_are_found(void **state)
{
    (void)state;
    static const struct str words[] = { STR_INIT("owners"), STR_INIT("teams"),
                                        STR_INIT("consumers"), STR_INIT("no"), STR_INIT("id") };
    const size_t count = sizeof words / sizeof *words;
    assert_str(nearest_word(STR("owner"), words, count), STR("owners"));
    assert_str(nearest_word(STR("OWNERS"), words, count), STR("owners"));
    assert_str(nearest_word(STR("taems"), words, count), STR("teams"));
    assert_str(nearest_word(STR("comsumer"), words, count), STR("consumers"));
    assert_str(nearest_word(STR("nn"), words, count), STR("no"));
    /* nothing in common is not near, however short the words are */
    assert_str(nearest_word(STR("x"), words, count), STR(""));
    assert_str(nearest_word(STR(""), words, count), STR(""));
    assert_str(nearest_word(STR("contracts"), words, count), STR(""));
    assert_str(nearest_word(STR("owners"), words, 0), STR(""));
}

static void long_words_cost_nothing(void **state)
{
    (void)state;
    static char longest[65];
    memset(longest, 'a', sizeof longest);
    struct str words[] = { { longest, 65 }, { longest, 64 } };
    assert_str(nearest_word((struct str){ longest, 63 }, words, 2), words[1]);
    assert_str(nearest_word((struct str){ longest, 64 }, words, 2), words[1]);
    assert_str(nearest_word((struct str){ longest, 65 }, words, 2), STR(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(diags_are_kept_in_order),       cmocka_unit_test(no_list_swallows),
        cmocka_unit_test(places_count_from_one),   cmocka_unit_test(near_words_are_found),
        cmocka_unit_test(long_words_cost_nothing),
    };
    return cmocka_run_group_tests_name("base/diag", tests, NULL, NULL);
}
