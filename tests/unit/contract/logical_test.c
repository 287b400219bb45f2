#include "base/check.h"

#include "contract/logical.h"
#include "sql/form.h"

static void assert_logical(const char *type, const char *want)
{
    struct str got = str_of(logical_type_name(logical_type_of(str_of(type), NULL)));
    if (!str_eq(got, str_of(want)))
        print_error("%s: ", type);
    assert_str(got, str_of(want));
}

static void types_of_databases(void **state)
{
    (void)state;
    assert_logical("INT", "integer");
    assert_logical("int64", "integer");
    assert_logical("DECIMAL(10, 2)", "number");
    assert_logical("VARCHAR(3)", "string");
    assert_logical("TIMESTAMP WITH TIME ZONE", "timestamp");
    assert_logical("TIMESTAMP(3) WITH TIME ZONE", "timestamp");
    assert_logical("STRUCT<a INT, b VARCHAR>", "object");
    assert_logical("ARRAY<STRUCT<a INT>>", "array");
    assert_logical("ARRAY[3]", "array");
    assert_logical("ENUM('a)', 'b')", "string");
}

static void types_without_a_word(void **state)
{
    (void)state;
    assert_logical("", "");
    assert_logical("JSON", "");
    assert_logical("INTERVAL DAY", "");
    assert_logical("DATEX", "");
    assert_logical("GEOGRAPHY", "");
    assert_logical("(", "");
    assert_logical("a)(", "");
    assert_logical("AVERYLONGNAMEOFATYPETHATNOBODYWOULDGIVEATYPEANDTHATISCUTATSOMEPOINT", "");
}

static void formats_and_words(void **state)
{
    (void)state;
    struct str format;
    assert_int_equal(logical_type_of(STR("UUID"), &format), LOGICAL_STRING);
    assert_str(format, STR("uuid"));
    assert_int_equal(logical_type_of(STR("TEXT"), &format), LOGICAL_STRING);
    assert_str(format, STR_EMPTY);
    assert_int_equal(logical_type_find(STR("Timestamp")), LOGICAL_TIMESTAMP);
    assert_int_equal(logical_type_find(STR("varchar")), LOGICAL_NONE);
    assert_int_equal(logical_type_find(STR_EMPTY), LOGICAL_NONE);
}

static void trees(void **state)
{
    const struct sql_dialect *dialect = sql_dialect_find(STR("duckdb"));
    const struct sql_node *tree =
        type_tree(*state, dialect, STR("STRUCT<a INT, \"b c\" ARRAY<VARCHAR>>"));
    assert_non_null(tree);
    assert_str(tree->text, STR("STRUCT"));
    assert_str(tree->first->text, STR("a"));
    assert_int_equal(sql_child_count(tree), 4);
    assert_str(sql_form(*state, sql_child_at(tree, 3)), STR("ARRAY<VARCHAR>"));
    assert_null(type_tree(*state, dialect, STR_EMPTY));
    assert_null(type_tree(*state, dialect, STR(") FROM")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_of_databases),
        cmocka_unit_test(types_without_a_word),
        cmocka_unit_test(formats_and_words),
        arena_test(trees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
