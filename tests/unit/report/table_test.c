/* Columns as wide as their cells, and together no wider than the page. */
#include "base/check.h"

#include "report/table.h"

static struct str written(struct arena *arena, size_t columns, const char *const *cells,
                          size_t count)
{
    static const char *const headings[] = { "model", "class", "below" };
    struct page page;
    struct table table;
    struct buf out;
    page_init(&page, arena, columns);
    table_init(&table, headings, 3);
    for (size_t i = 0; i < count; i++)
        table_cell(&table, arena, str_of(cells[i]));
    table_add(&page, 0, &table);
    buf_init(&out, arena, 4096);
    page_write(&page, &out, STR_EMPTY, false);
    return buf_str(&out);
}

static void columns_are_as_wide_as_their_cells(void **state)
{
    static const char *const cells[] = { "a.orders", "shape", "5", "b.x", "meaning", "" };
    assert_str(written(*state, 0, cells, 6), STR("model     class    below\n"
                                                 "a.orders  shape    5\n"
                                                 "b.x       meaning\n"));
    assert_str(written(*state, 80, cells, 4), STR("model     class  below\n"
                                                  "a.orders  shape  5\n"
                                                  "b.x\n"));
}

static void the_widest_gives_way(void **state)
{
    static const char *const cells[] = { "a.rather_long_name_of_a_model", "shape", "5" };
    assert_str(written(*state, 30, cells, 3), STR("model             class  below\n"
                                                  "a.rather_long...  shape  5\n"));
}

/* Two columns each: a wide character is not cut in half. */
static void width_is_what_a_terminal_shows(void **state)
{
    static const char *const cells[] = {
        "\xe8\xa1\xa8\xe8\xa1\xa8\xe8\xa1\xa8\xe8\xa1\xa8\xe8\xa1\xa8", "x", "y"
    };
    assert_str(written(*state, 80, cells, 3),
               STR("model       class  below\n"
                   "\xe8\xa1\xa8\xe8\xa1\xa8\xe8\xa1\xa8\xe8\xa1\xa8\xe8\xa1\xa8  x      y\n"));
    assert_str(written(*state, 22, cells, 3), STR("model     class  below\n"
                                                  "\xe8\xa1\xa8\xe8\xa1\xa8...   x      y\n"));
}

static void a_page_too_narrow_gets_what_is_left(void **state)
{
    static const char *const cells[] = { "abcdefghij", "klmnopqrst", "uvwxyz" };
    assert_str(written(*state, 5, cells, 3), STR("model   class   below\n"
                                                 "abc...  klm...  uvwxyz\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(columns_are_as_wide_as_their_cells),
        arena_test(the_widest_gives_way),
        arena_test(width_is_what_a_terminal_shows),
        arena_test(a_page_too_narrow_gets_what_is_left),
    };
    return cmocka_run_group_tests_name("report/table", tests, NULL, NULL);
}
