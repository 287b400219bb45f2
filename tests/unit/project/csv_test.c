#include "base/check.h"

#include "project/csv.h"

/* Rows end with '/', or '!' where a quote was not closed; cells are joined by '|'. */
static struct str rows_of(struct arena *arena, const char *text, struct csv_settings settings)
{
    struct csv_row row = { 0 };
    struct str all = STR_EMPTY;
    size_t at = 0;
    while (csv_row(&row, arena, str_of(text), &at, &settings)) {
        for (size_t i = 0; i < row.count; i++)
            all = str_fmt(arena, "%.*s%s%.*s", STR_ARG(all), i ? "|" : "", STR_ARG(row.items[i]));
        all = str_fmt(arena, "%.*s%s", STR_ARG(all), row.not_closed ? "!" : "/");
    }
    return all;
}

static void cells_are_read(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        { "a,b\n1,2\n", "a|b/1|2/" },
        { "a,b\r\n1,2", "a|b/1|2/" },
        { "\n\na,b\n\n1,2\n\n", "a|b/1|2/" },
        { "\"a\",\"b,c\"\n", "a|b,c/" },
        { "\"a\"\"b\"\n", "a\"b/" },
        { "\"a\nb\",c\n", "a\nb|c/" },
        { "a,\n", "a|/" },
        { ",a\n", "|a/" },
        { ",\n", "|/" },
        { "\"open", "open!" },
        { "a,\"b\n1,2\n", "a|b\n1,2\n!" },
        { "a\"b,c\n", "a\"b|c/" },
        { "\"a\"b\n", "ab/" },
        { "", "" },
        { "\n", "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_str(rows_of(*state, rows[i].text, csv_defaults()), str_of(rows[i].want));
}

static void settings_change_the_reading(void **state)
{
    struct csv_settings semicolon = csv_defaults(), escape = csv_defaults(), plain = csv_defaults(),
                        spaces = csv_defaults();
    semicolon.delimiter = ';';
    escape.escape = '\\';
    escape.double_quote = false;
    plain.quote = '\0';
    spaces.skip_initial_space = true;
    assert_str(rows_of(*state, "a;'b,c'\n", semicolon), STR("a|'b,c'/"));
    assert_str(rows_of(*state, "\"a\\\"b\",c\\,d\n", escape), STR("a\"b|c,d/"));
    assert_str(rows_of(*state, "\"a\",b\n", plain), STR("\"a\"|b/"));
    assert_str(rows_of(*state, "a,  \"b\"\n", spaces), STR("a|b/"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(cells_are_read),
        arena_test(settings_change_the_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
