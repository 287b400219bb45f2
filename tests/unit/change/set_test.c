/* Tests of change/set: order, the list of models, facts added later. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "change/make.h"

static const struct fact *at(const struct change_set *set, size_t i)
{
    return &set->facts.items[i];
}

static void order_and_models(void **state)
{
    struct make m;
    (void)state;
    make_start(&m);
    struct model *a = make_model(&m, &m.after, "db.a", ""),
                 *b = make_model(&m, &m.after, "db.b", "");
    struct change_set set = { .arena = &m.arena };
    struct fact facts[] = {
        { .code = FACT_GT101, .subject = STR("a/first.sql") },
        { .code = FACT_SQ101, .after = b, .aspect = STR("WHERE") },
        { .code = FACT_CL110, .after = b, .column = STR("z") },
        { .code = FACT_CL110, .after = b, .column = STR("y") },
        { .code = FACT_MT101, .after = a },
    };
    change_add_all(&set, facts, 5);
    assert_int_equal(set.models.count, 2);
    assert_true(str_eq(set.models.items[0].name, STR("db.a")));
    assert_int_equal(set.models.items[0].class, CLASS_METADATA);
    assert_int_equal(set.models.items[1].class, CLASS_MEANING);
    assert_int_equal(set.models.items[1].first_fact, 1);
    assert_int_equal(set.models.items[1].fact_count, 3);
    assert_true(str_eq(at(&set, 1)->column, STR("y")));
    assert_true(str_eq(at(&set, 4)->subject, STR("a/first.sql")));
    assert_int_equal(change_class(&set), CLASS_UNKNOWN);
    assert_true(str_eq(at(&set, 0)->subject, STR("db.a")));
    assert_true(str_eq(at(&set, 0)->place.path, STR("models/db.a.sql")));
    make_end(&m);
}

/* The gate names a model only; its fact joins the model's others and keeps the order. */
static void added_later(void **state)
{
    struct make m;
    (void)state;
    make_start(&m);
    struct model *a = make_model(&m, &m.after, "db.a", ""),
                 *c = make_model(&m, &m.after, "db.c", "");
    struct change_set set = { .arena = &m.arena };
    change_add(&set, (struct fact){ .code = FACT_CL101, .after = a, .column = STR("x") });
    change_add(&set, (struct fact){ .code = FACT_MT101, .after = c });
    change_add(&set, (struct fact){ .code = FACT_OW101, .subject = STR("db.a") });
    change_add(&set, (struct fact){ .code = FACT_OW101, .subject = STR("db.b") });
    change_add(&set, (struct fact){ .code = FACT_PO101, .subject = STR(".stoplog/x.yml") });
    assert_int_equal(set.facts.count, 5);
    assert_int_equal(set.models.count, 3);
    assert_ptr_equal(at(&set, 1)->after, a);
    assert_int_equal(at(&set, 1)->code, FACT_OW101);
    assert_int_equal(set.models.items[0].fact_count, 2);
    assert_true(str_eq(set.models.items[1].name, STR("db.b")));
    assert_int_equal(set.models.items[2].first_fact, 3);
    make_end(&m);
}

static void repeated_facts_have_own_ids(void **state)
{
    struct make m;
    (void)state;
    make_start(&m);
    struct model *a = make_model(&m, &m.after, "db.a", "");
    struct change_set set = { .arena = &m.arena };
    struct fact facts[] = {
        { .code = FACT_AU101, .after = a, .aspect = STR("audit x"), .old_text = STR("2") },
        { .code = FACT_AU101, .after = a, .aspect = STR("audit x"), .old_text = STR("1") },
        { .code = FACT_AU101, .after = a, .aspect = STR("audit x"), .old_text = STR("3") },
    };
    change_add_all(&set, facts, 3);
    assert_true(str_eq(at(&set, 0)->old_text, STR("1")));
    assert_true(str_eq(at(&set, 0)->aspect, STR("audit x")));
    assert_true(str_eq(at(&set, 1)->aspect, STR("audit x (2)")));
    assert_true(str_eq(at(&set, 2)->aspect, STR("audit x (3)")));
    make_end(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_and_models),
        cmocka_unit_test(added_later),
        cmocka_unit_test(repeated_facts_have_own_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
