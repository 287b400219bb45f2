/* People to places: as many as possible, whoever stands first. */
#include "base/check.h"

#include "gate/assign.h"

/* Rows of people, columns of places: 'x' where somebody fits. */
static bool fits(const void *ctx, size_t person, size_t place)
{
    const char *const *table = ctx;
    return table[person][place] == 'x';
}

static void as_many_as_possible(void **state)
{
    static const struct {
        const char *table[4];
        size_t people, places, filled;
    } rows[] = {
        { { "x", "x" }, 2, 1, 1 },
        { { "xx" }, 1, 2, 1 },
        { { "xx", "x." }, 2, 2, 2 },          /* the first gives way */
        { { "xxx", "xx.", "x.." }, 3, 3, 3 }, /* and so does the second */
        { { "..x", "..x", "xx." }, 3, 3, 2 },
        { { "x.", "x.", "x." }, 3, 2, 1 },
        { { "" }, 1, 0, 0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct assignment assignment = { rows[i].people, rows[i].places, fits, rows[i].table,
                                         NULL };
        assert_int_equal(assign_people(&assignment, *state), rows[i].filled);
        size_t filled = 0;
        for (size_t place = 0; place < rows[i].places; place++) {
            size_t person = assignment.person_of[place];
            filled += person != SIZE_MAX;
            if (person != SIZE_MAX)
                assert_true(fits(rows[i].table, person, place));
            for (size_t other = 0; other < place; other++)
                assert_true(person == SIZE_MAX || assignment.person_of[other] != person);
        }
        assert_int_equal(filled, rows[i].filled);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { arena_test(as_many_as_possible) };
    return cmocka_run_group_tests_name("gate/assign", tests, NULL, NULL);
}
