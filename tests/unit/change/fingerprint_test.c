/* Tests of change/fingerprint: what it covers, what it survives, what it names as different. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "change/make.h"
#include "change/tree.h"

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

static struct str hex_between(struct arena *arena, const char *before, const char *after)
{
    struct tree trees[] = { tree_of_file(arena, str_of(before)),
                            tree_of_file(arena, str_of(after)) };
    struct change_set set;
    struct fingerprint print;
    assert_null(tree_diff(&set, arena, &trees[0], &trees[1]));
    change_fingerprint(&print, arena, &set, NULL);
    return print.hex;
}

/* The same change with another layout, owner and comment is the same; one more character of meaning
 * is not, also in a model that is new. */
static void real_changes(void **state)
{
    static const char base[] = "MODEL (name s.m, kind FULL);\nSELECT a, b FROM db.t WHERE b > 1";
    static const char told[] = "MODEL (name s.m, kind FULL);\nSELECT a, b FROM db.t WHERE b > 2";
    static const char laid_out[] = "-- text\nMODEL (name s.m, owner x, kind full);\n"
                                   "select a,\n  b from db.t where (b > 2) /* why */";
    static const char other[] = "MODEL (name s.m, kind FULL);\nSELECT a, b FROM db.t WHERE b > 3";
    static const char stored[] = "MODEL (name s.m, kind FULL, partitioned_by a);\n"
                                 "SELECT a, b FROM db.t WHERE b > 2";
    struct arena arena;
    (void)state;
    arena_init(&arena, 64u << 20, NULL);
    struct str hex = hex_between(&arena, base, told);
    assert_int_equal(hex.len, 64);
    assert_true(str_eq(hex, hex_between(&arena, base, laid_out)));
    assert_false(str_eq(hex, hex_between(&arena, base, other)));
    assert_false(str_eq(hex, hex_between(&arena, other, told)));
    assert_true(str_is_empty(hex_between(&arena, told, laid_out)));
    struct str added = hex_between(&arena, "", told);
    assert_false(str_eq(added, hex_between(&arena, "", other)));
    assert_true(str_eq(added, hex_between(&arena, "", laid_out)));
    assert_false(str_eq(added, hex_between(&arena, "", stored)));
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(covers_meaning_only),
        cmocka_unit_test(names_what_differs),
        cmocka_unit_test(fields_do_not_run_together),
        cmocka_unit_test(real_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
