#include "host/pages.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"

#define PAGE pages_huge.page_bytes

/* Whether the system was asked for huge pages at this address. Source: proc_pid_smaps(5), VmFlags.
 */
static bool asked_for(const char *address)
{
    FILE *maps = fopen("/proc/self/smaps", "r");
    char line[512];
    uintptr_t from, to;
    bool here = false, asked = false;
    assert_non_null(maps);
    while (fgets(line, sizeof line, maps)) {
        if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " ", &from, &to) == 2)
            here = from <= (uintptr_t)address && (uintptr_t)address < to;
        else if (here && strncmp(line, "VmFlags:", 8) == 0)
            asked = strstr(line, " hg") != NULL;
    }
    fclose(maps);
    return asked;
}

static bool system_has_huge_pages(void)
{
    return access("/sys/kernel/mm/transparent_hugepage/enabled", R_OK) == 0;
}

static void pages_are_whole_zeroed_and_huge(void **state)
{
    (void)state;
    for (size_t count = 1; count <= 3; count++) {
        char *pages = pages_huge.take(count * PAGE);
        assert_non_null(pages);
        assert_int_equal((uintptr_t)pages % PAGE, 0);
        for (size_t i = 0; i < count * PAGE; i += 512)
            assert_int_equal(pages[i], 0);
        memset(pages, 1, count * PAGE);
        assert_int_equal(asked_for(pages + count * PAGE - 1), system_has_huge_pages());
        pages_huge.give_back(pages, count * PAGE);
    }
}

static void what_cannot_be_had_is_null(void **state)
{
    (void)state;
    assert_null(pages_huge.take(SIZE_MAX & ~(PAGE - 1)));
    assert_null(pages_huge.take((SIZE_MAX / 2) & ~(PAGE - 1)));
}

static void only_whole_pages_become_huge(void **state)
{
    (void)state;
    size_t small = (size_t)sysconf(_SC_PAGESIZE);
    char *memory = aligned_alloc(PAGE, 3 * PAGE);
    assert_non_null(memory);
    pages_make_huge(memory + small, memory + small);
    pages_make_huge(memory + 2 * small, memory + small);
    pages_make_huge(memory + small, memory + PAGE);
    assert_false(asked_for(memory));
    pages_make_huge(memory + small, memory + 2 * PAGE);
    assert_false(asked_for(memory));
    assert_int_equal(asked_for(memory + PAGE), system_has_huge_pages());
    assert_int_equal(asked_for(memory + 2 * PAGE - 1), system_has_huge_pages());
    assert_false(asked_for(memory + 2 * PAGE));
    free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_whole_zeroed_and_huge),
        cmocka_unit_test(what_cannot_be_had_is_null),
        cmocka_unit_test(only_whole_pages_become_huge),
    };
    return cmocka_run_group_tests_name("host/pages", tests, NULL, NULL);
}
