#include "project/check.h"

#include "project/sql_file.h"

/* Cases of SQLMesh's own test of the pattern, and its blind spots. */
static void the_dialect_is_found_without_parsing(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        { "MODEL (name a, dialect duckdb);", "duckdb" },
        { "model(dialect duckdb)", "duckdb" },
        { "AUDIT (name a, dialect 'hive', x y);", "hive" },
        { "MODEL (name a,\n  -- x\n  dialect /* y */ snowflake\n);", "snowflake" },
        { "MODEL (name a, DIALECT \"bigquery\" );", "bigquery" },
        { "MODEL (name dialect, owner x)", "" },
        { "MODEL (name a, dialect)", "" },
        { "MODEL (name a, dialect duckdb", "" },
        { "MODEL (name a, dialects duckdb)", "" },
        { "MODEL (name a) SELECT dialect duckdb, x", "" },
        { "SELECT (dialect duckdb)", "" },
        { "MODELS (dialect duckdb)", "" },
        { "MODEL name (dialect duckdb)", "" },
        { "/* MODEL (dialect hive) */ MODEL (dialect duckdb)", "hive" },
        { "MODEL (name a, dialect sp4rk)", "sp4rk" },
        { "MODEL (name a, dialect 4x)", "" },
        { "MODEL (/* dialect", "" },
        { "MODEL (, dialect ", "" },
        { "", "" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!str_eq(dialect_sniff(str_of(rows[i].text)), str_of(rows[i].want)))
            print_error("%s\n", rows[i].text);
        assert_str(dialect_sniff(str_of(rows[i].text)), str_of(rows[i].want));
    }
}

static void only_the_start_of_the_file_counts(void **state)
{
    char *text = arena_alloc(*state, 10100);
    memset(text, ' ', 10050);
    memcpy(text, "MODEL (", 7);
    memcpy(text + 9984, ",dialect duckdb,", 16);
    assert_str(dialect_sniff((struct str){ text, 10050 }), STR("duckdb"));
    memset(text + 9984, ' ', 16);
    memcpy(text + 9985, ",dialect duckdb,", 16);
    assert_str(dialect_sniff((struct str){ text, 10050 }), STR(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(the_dialect_is_found_without_parsing),
        arena_test(only_the_start_of_the_file_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
