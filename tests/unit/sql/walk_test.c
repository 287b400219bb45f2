/* walk and ast: order, pruning, stopping, access to children. */
#include "sql_test.h"

#include "sql/walk.h"

struct trace {
    struct str text;
    struct arena *arena;
    enum walk_step on_call;
};

static enum walk_step note(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct trace *t = ctx;
    t->text = str_fmt(t->arena, "%.*s%s:%u ", STR_ARG(t->text),
                      sql_kind_name((enum sql_kind)node->kind), depth);
    return node->kind == SQL_CALL ? t->on_call : WALK_CONTINUE;
}

static void check_walk(enum walk_step on_call, const char *want, enum walk_step result)
{
    struct sql_case c;
    case_open(&c, "", "SELECT f(1), 2");
    struct trace t = { STR_EMPTY, &c.arena, on_call };
    assert_int_equal(sql_walk(c.tree, note, &t), result);
    assert_string_equal(str_dup(&c.arena, t.text).ptr, want);
    case_close(&c);
}

static void test_walk(void **state)
{
    (void)state;
    check_walk(WALK_CONTINUE, "select:0 projections:1 call:2 number:3 number:2 ", WALK_CONTINUE);
    check_walk(WALK_PRUNE, "select:0 projections:1 call:2 number:2 ", WALK_CONTINUE);
    check_walk(WALK_STOP, "select:0 projections:1 call:2 ", WALK_STOP);
    assert_int_equal(sql_walk(NULL, note, NULL), WALK_CONTINUE);
}

static void test_children(void **state)
{
    (void)state;
    struct sql_case c;
    case_open(&c, "", "SELECT a, b, c FROM t");
    const struct sql_node *list = sql_child(c.tree, SQL_PROJECTIONS);
    assert_int_equal(sql_child_count(list), 3);
    assert_true(str_eq(sql_child_at(list, 2)->first->text, STR("c")));
    assert_null(sql_child_at(list, 3));
    assert_null(sql_child(c.tree, SQL_WHERE));
    assert_null(sql_child(NULL, SQL_WHERE));
    assert_int_equal(sql_child_count(NULL), 0);
    assert_string_equal(sql_kind_name(SQL_KIND_COUNT), "");
    case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_walk),
                                        cmocka_unit_test(test_children) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
