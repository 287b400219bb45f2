/* Tests of change/match on hand-built models: names, projects, renames, what is switched off. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "change/make.h"

static struct change_set diff(struct make *m)
{
    struct change_set set;
    change_diff(&set, &m->arena, &m->before, &m->after);
    return set;
}

/* "CODE subject" of every fact, one per line. */
static void expect(struct make *m, const char *lines)
{
    struct change_set set = diff(m);
    struct str found = STR_EMPTY;
    for (size_t i = 0; i < set.facts.count; i++)
        found =
            str_fmt(&m->arena, "%.*s%s %.*s\n", STR_ARG(found),
                    fact_row(set.facts.items[i].code)->code, STR_ARG(set.facts.items[i].subject));
    if (!str_eq(found, str_of(lines)))
        fail_msg("expected\n%sbut found\n%.*s", lines, STR_ARG(found));
}

static void names_and_orders(void **state)
{
    struct make m;
    (void)state;
    make_start(&m);
    make_model(&m, &m.before, "db.b", "b");
    make_model(&m, &m.before, "db.d", "d");
    make_model(&m, &m.after, "db.a", "a");
    make_model(&m, &m.after, "db.b", "b");
    make_model(&m, &m.after, "db.e", "e");
    expect(&m, "MD110 db.a\nMD101 db.d\nMD110 db.e\n");
    make_end(&m);
}

/* Equal meaning: the nearest of several candidates, each taken once. */
static void renamed_by_meaning(void **state)
{
    struct make m;
    (void)state;
    make_start(&m);
    make_model(&m, &m.before, "old.x", "SELECT 1 AS a");
    make_model(&m, &m.before, "old.y", "SELECT 1 AS a");
    make_model(&m, &m.before, "old.z", "SELECT 1 AS a");
    make_model(&m, &m.after, "new.y", "SELECT 1 AS a");
    make_model(&m, &m.after, "new.x", "SELECT 1 AS a");
    struct change_set set = diff(&m);
    assert_int_equal(set.facts.count, 3);
    assert_int_equal(set.facts.items[0].code, FACT_MD102);
    assert_true(str_eq(set.facts.items[0].old_text, STR("old.x")));
    assert_true(str_eq(set.facts.items[0].new_text, STR("new.x")));
    assert_true(str_eq(set.facts.items[1].old_text, STR("old.y")));
    assert_int_equal(set.facts.items[2].code, FACT_MD101);
    assert_true(str_eq(set.facts.items[2].subject, STR("old.z")));
    make_end(&m);
}

static void other_columns_are_no_rename(void **state)
{
    struct make m;
    (void)state;
    make_start(&m);
    make_column(&m, make_model(&m, &m.before, "db.x", "q"), "a", "INT");
    make_column(&m, make_model(&m, &m.after, "db.y", "q"), "a", "TEXT");
    expect(&m, "MD101 db.x\nMD110 db.y\n");
    make_end(&m);
}

static void renamed_in_its_file(void **state)
{
    struct make m;
    (void)state;
    make_start(&m);
    make_model(&m, &m.before, "db.x", "SELECT a , b , c FROM t WHERE a = 1")->path = STR("m.sql");
    make_model(&m, &m.after, "db.y", "SELECT a , b , c FROM t WHERE a = 2")->path = STR("m.sql");
    struct change_set set = diff(&m);
    assert_int_equal(set.models.count, 1);
    assert_non_null(set.models.items[0].before);
    assert_true(str_eq(set.models.items[0].name, STR("db.y")));
    make_end(&m);
    make_start(&m);
    make_model(&m, &m.before, "db.x", "SELECT a , b , c FROM t WHERE a = 1")->path = STR("m.sql");
    make_model(&m, &m.after, "db.y", "WITH q AS VALUES 1")->path = STR("m.sql");
    expect(&m, "MD101 db.x\nMD110 db.y\n");
    make_end(&m);
}

static void switched_off(void **state)
{
    struct make m;
    (void)state;
    make_start(&m);
    make_model(&m, &m.before, "db.x", "q");
    make_model(&m, &m.after, "db.y", "q");
    vec_push(&m.arena, &m.after.items[0]->disabled, STR("DB.x"));
    expect(&m, "MD103 db.x\nMD110 db.y\n");
    make_end(&m);
}

static void moved_to_another_project(void **state)
{
    struct make m;
    (void)state;
    make_start(&m);
    struct model *old = make_model(&m, &m.before, "db.x", "q");
    struct project *second = make_project(&m.arena, &m.after, "second");
    struct model *copy = arena_new(&m.arena, struct model);
    *copy = *old;
    copy->project = STR("second");
    copy->path = STR("second/models/x.sql");
    vec_push(&m.arena, &second->models, copy);
    expect(&m, "MT106 db.x\n");
    make_end(&m);
}

/* An audit and a model of the same name are not one thing. */
static void audit_is_no_model(void **state)
{
    struct make m;
    (void)state;
    make_start(&m);
    make_model(&m, &m.before, "x", "q")->class = MODEL_AUDIT;
    make_model(&m, &m.after, "x", "q");
    expect(&m, "MD110 x\n");
    make_end(&m);
}

static void twice_the_same_name(void **state)
{
    struct make m;
    (void)state;
    make_start(&m);
    make_model(&m, &m.before, "db.x", "q");
    make_model(&m, &m.after, "db.x", "q");
    make_model(&m, &m.after, "db.x", "other");
    struct change_set set = diff(&m);
    assert_true(set.facts.count >= 1);
    assert_true(change_class(&set) >= CLASS_ADDITIVE);
    make_end(&m);
}

static void nothing_on_either_side(void **state)
{
    struct make m;
    (void)state;
    make_start(&m);
    expect(&m, "");
    m.before.count = m.after.count = 0;
    expect(&m, "");
    make_end(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_orders),
        cmocka_unit_test(renamed_by_meaning),
        cmocka_unit_test(other_columns_are_no_rename),
        cmocka_unit_test(renamed_in_its_file),
        cmocka_unit_test(switched_off),
        cmocka_unit_test(moved_to_another_project),
        cmocka_unit_test(audit_is_no_model),
        cmocka_unit_test(twice_the_same_name),
        cmocka_unit_test(nothing_on_either_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
