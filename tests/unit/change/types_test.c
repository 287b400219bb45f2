/* Tests of change/types: the lattice, both directions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "change/types.h"

static void relations(void **state)
{
    static const struct {
        const char *before, *after;
        enum type_relation there, back;
    } rows[] = {
        { "INT", "int", TYPES_EQUAL, TYPES_EQUAL },
        { "DECIMAL(10,2)", "DECIMAL( 10 , 2 )", TYPES_EQUAL, TYPES_EQUAL },
        { "", "", TYPES_EQUAL, TYPES_EQUAL },
        { "INT", "BIGINT", TYPES_WIDENED, TYPES_NARROWED },
        { "INT2", "SMALLINT", TYPES_EQUAL, TYPES_EQUAL },
        { "UINT", "BIGINT", TYPES_WIDENED, TYPES_INCOMPATIBLE },
        { "UINT", "INT", TYPES_NARROWED, TYPES_INCOMPATIBLE },
        { "INT", "DECIMAL(12, 2)", TYPES_WIDENED, TYPES_INCOMPATIBLE },
        { "INT", "DECIMAL(11, 2)", TYPES_NARROWED, TYPES_INCOMPATIBLE },
        { "INT", "DECIMAL", TYPES_UNCLEAR, TYPES_INCOMPATIBLE },
        { "INT", "DOUBLE", TYPES_INCOMPATIBLE, TYPES_INCOMPATIBLE },
        { "REAL", "DOUBLE", TYPES_WIDENED, TYPES_NARROWED },
        { "DOUBLE PRECISION", "FLOAT8", TYPES_EQUAL, TYPES_EQUAL },
        { "DECIMAL(10,2)", "DECIMAL(12,2)", TYPES_WIDENED, TYPES_NARROWED },
        { "DECIMAL(10,2)", "DECIMAL(12,4)", TYPES_WIDENED, TYPES_NARROWED },
        { "DECIMAL(10,2)", "DECIMAL(10,4)", TYPES_NARROWED, TYPES_NARROWED },
        { "DECIMAL(10)", "DECIMAL(10,0)", TYPES_EQUAL, TYPES_EQUAL },
        { "DECIMAL", "DECIMAL(10,0)", TYPES_UNCLEAR, TYPES_UNCLEAR },
        { "VARCHAR(10)", "VARCHAR(20)", TYPES_WIDENED, TYPES_NARROWED },
        { "VARCHAR(10)", "TEXT", TYPES_WIDENED, TYPES_NARROWED },
        { "VARCHAR(10)", "VARCHAR", TYPES_UNCLEAR, TYPES_UNCLEAR },
        { "VARCHAR", "TEXT", TYPES_UNCLEAR, TYPES_UNCLEAR },
        { "CHAR(5)", "VARCHAR(5)", TYPES_INCOMPATIBLE, TYPES_INCOMPATIBLE },
        { "STRING", "TEXT", TYPES_EQUAL, TYPES_EQUAL },
        { "DATE", "TIMESTAMP", TYPES_INCOMPATIBLE, TYPES_INCOMPATIBLE },
        { "TIMESTAMP(3)", "TIMESTAMP(6)", TYPES_WIDENED, TYPES_NARROWED },
        { "TIMESTAMP", "TIMESTAMPTZ", TYPES_INCOMPATIBLE, TYPES_INCOMPATIBLE },
        { "INT8", "BIGINT", TYPES_UNCLEAR, TYPES_UNCLEAR },
        { "ARRAY<INT>", "ARRAY<BIGINT>", TYPES_UNCLEAR, TYPES_UNCLEAR },
        { "ARRAY<INT>", "ARRAY< int >", TYPES_EQUAL, TYPES_EQUAL },
        { "STRUCT(a INT)", "STRUCT(a INT, b INT)", TYPES_UNCLEAR, TYPES_UNCLEAR },
        { "INT", "", TYPES_UNCLEAR, TYPES_UNCLEAR },
        { "INT(", "INT", TYPES_UNCLEAR, TYPES_UNCLEAR },
        { "DECIMAL(1,2,3)", "DECIMAL(1,2)", TYPES_UNCLEAR, TYPES_UNCLEAR },
        { "DECIMAL(99999999999)", "DECIMAL(1)", TYPES_UNCLEAR, TYPES_UNCLEAR },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str before = str_of(rows[i].before), after = str_of(rows[i].after);
        if (type_compare(before, after) != rows[i].there)
            fail_msg("%s -> %s: %d", rows[i].before, rows[i].after, type_compare(before, after));
        if (type_compare(after, before) != rows[i].back)
            fail_msg("%s -> %s: %d", rows[i].after, rows[i].before, type_compare(after, before));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(relations) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
