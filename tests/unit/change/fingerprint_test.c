/* Tests of change/fingerprint: what it covers, what it survives, what it names as different. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "change/make.h"

static struct fingerprint of(struct make *m, const struct fact *facts, size_t count,
                             const bool *material)
{
    struct change_set set = { .arena = &m->arena };
    struct fingerprint print;
    change_add_all(&set, facts, count);
    change_fingerprint(&print, &m->arena, &set, material);
    return print;
}

static void covers_meaning_only(void **state)
{
    struct make m;
    (void)state;
    make_start(&m);
    struct model *a = make_model(&m, &m.after, "db.a", "");
    struct fact facts[] = {
        { .code = FACT_CL101, .after = a, .column = STR("amount"), .old_text = STR("amount") },
        { .code = FACT_SQ101, .after = a, .aspect = STR("WHERE"), .new_text = STR("x > 1") },
        { .code = FACT_MT101, .after = a, .new_text = STR("bob") },
    };
    struct fingerprint all = of(&m, facts, 3, NULL), same;
    assert_int_equal(all.hex.len, 64);
    assert_int_equal(all.parts.count, 1);
    assert_true(str_eq(all.parts.items[0].summary, STR("CL101 amount, SQ101 WHERE")));

    facts[0].place = (struct place){ STR("models/moved.sql"), 99, 1 };
    facts[2].new_text = STR("carol");
    same = of(&m, facts, 3, NULL);
    assert_true(str_eq(all.hex, same.hex));
    same = of(&m, facts, 2, NULL);
    assert_true(str_eq(all.hex, same.hex));

    bool material[] = { true, true, true };
    assert_false(str_eq(all.hex, of(&m, facts, 3, material).hex));
    facts[1].new_text = STR("x > 2");
    assert_false(str_eq(all.hex, of(&m, facts, 3, NULL).hex));
    assert_true(str_is_empty(of(&m, facts + 2, 1, NULL).hex));
    make_end(&m);
}

static void names_what_differs(void **state)
{
    struct make m;
    struct str *subjects;
    size_t count;
    (void)state;
    make_start(&m);
    struct fact facts[] = {
        { .code = FACT_SQ101, .after = make_model(&m, &m.after, "db.a", "") },
        { .code = FACT_SQ101, .after = make_model(&m, &m.after, "db.b", "") },
        { .code = FACT_SQ101, .after = make_model(&m, &m.after, "db.c", "") },
    };
    struct fingerprint a = of(&m, facts, 2, NULL);
    facts[1].aspect = STR("HAVING");
    struct fingerprint b = of(&m, facts, 3, NULL);
    fingerprint_differences(&m.arena, &a, &b, &subjects, &count);
    assert_int_equal(count, 2);
    assert_true(str_eq(subjects[0], STR("db.b")));
    assert_true(str_eq(subjects[1], STR("db.c")));
    fingerprint_differences(&m.arena, &a, &a, &subjects, &count);
    assert_int_equal(count, 0);
    make_end(&m);
}

/* Moving a byte from one field to the next must not give the same fingerprint. */
static void fields_do_not_run_together(void **state)
{
    struct make m;
    (void)state;
    make_start(&m);
    struct model *a = make_model(&m, &m.after, "db.a", "");
    struct fact one = {
        .code = FACT_SQ101, .after = a, .old_text = STR("ab"), .new_text = STR("c")
    };
    struct fact two = {
        .code = FACT_SQ101, .after = a, .old_text = STR("a"), .new_text = STR("bc")
    };
    assert_false(str_eq(of(&m, &one, 1, NULL).hex, of(&m, &two, 1, NULL).hex));
    make_end(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(covers_meaning_only),
        cmocka_unit_test(names_what_differs),
        cmocka_unit_test(fields_do_not_run_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
