/* Tests of change/fact: the table and its look-ups. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "change/fact.h"

static void rows_are_sound(void **state)
{
    (void)state;
    for (size_t i = 0; i < FACT_COUNT; i++) {
        const struct fact_row *row = fact_row((enum fact_code)i);
        assert_int_equal(strlen(row->code), 5);
        assert_true(row->code[0] >= 'A' && row->code[0] <= 'Z' && byte_is_digit(row->code[2]));
        assert_non_null(strchr(row->slug, '-') ? row->slug : strchr(row->slug, 'd'));
        assert_true(strlen(row->summary) > 10 && row->summary[strlen(row->summary) - 1] != '.');
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(row->code, fact_row((enum fact_code)j)->code);
            assert_string_not_equal(row->slug, fact_row((enum fact_code)j)->slug);
        }
        assert_int_equal(fact_find(str_of(row->code)), i);
        assert_int_equal(fact_find(str_of(row->slug)), i);
    }
}

static void find_folds_case(void **state)
{
    (void)state;
    assert_int_equal(fact_find(STR("cl101")), FACT_CL101);
    assert_int_equal(fact_find(STR("Column-Removed")), FACT_CL101);
    assert_int_equal(fact_find(STR("CL1011")), FACT_COUNT);
    assert_int_equal(fact_find(STR("")), FACT_COUNT);
}

static void classes(void **state)
{
    struct fact fact = { .code = FACT_SQ113 };
    (void)state;
    assert_int_equal(fact_class_of(&fact), CLASS_MEANING);
    assert_string_equal(fact_class_name(CLASS_SHAPE), "shape");
    assert_string_equal(fact_class_name(CLASS_COUNT), "");
    assert_int_equal(fact_class_find(STR("GUARD")), CLASS_GUARD);
    assert_int_equal(fact_class_find(STR("breaking")), CLASS_COUNT);
}

static void ids(void **state)
{
    struct arena arena;
    (void)state;
    arena_init(&arena, 1u << 20, NULL);
    struct fact a = { .code = FACT_CL101,
                      .subject = STR("db.x"),
                      .column = STR("amount"),
                      .aspect = STR_EMPTY,
                      .old_text = STR("1") };
    struct fact b = a;
    struct str id = fact_id(&arena, &a);
    assert_int_equal(id.len, 12);
    b.old_text = STR("2");
    b.place.line = 7;
    assert_true(str_eq(id, fact_id(&arena, &b)));
    b.column = STR("amoun");
    b.aspect = STR("t");
    assert_false(str_eq(id, fact_id(&arena, &b)));
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_sound),
        cmocka_unit_test(find_folds_case),
        cmocka_unit_test(classes),
        cmocka_unit_test(ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
