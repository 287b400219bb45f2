/* Every case of tests/contracts/read: NAME.yaml is a contract, NAME.expected its normal form and
 * what was said about it. With CONTRACT_WRITE set the expectations are written anew, to be read
 * before they are committed. */
#include "base/check.h"

#include <dirent.h>
#include <stdio.h>

#include "contract/dump.h"

#define FOLDER "tests/contracts/read/"

static struct str read_whole(struct arena *arena, const char *path)
{
    char *bytes = arena_alloc(arena, LIMIT_yaml_bytes + 1);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s cannot be read", path);
    size_t len = fread(bytes, 1, LIMIT_yaml_bytes + 1, file);
    (void)fclose(file);
    return (struct str){ bytes, len };
}

static void check_case(struct arena *arena, struct str name)
{
    struct str path = str_fmt(arena, FOLDER "%.*s.yaml", STR_ARG(name));
    struct str expected = str_fmt(arena, FOLDER "%.*s.expected", STR_ARG(name));
    struct contract contract;
    struct buf out;
    buf_init(&out, arena, LIMIT_report_bytes);
    (void)dump_read(&out, &contract, path, read_whole(arena, path.ptr));
    if (getenv("CONTRACT_WRITE")) {
        FILE *file = fopen(expected.ptr, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(out.ptr, 1, out.len, file), out.len);
        assert_int_equal(fclose(file), 0);
        return;
    }
    struct str want = read_whole(arena, expected.ptr), got = buf_str(&out);
    if (!str_eq(got, want))
        fail_msg("%s gave\n%.*sand not\n%.*s", path.ptr, STR_ARG(got), STR_ARG(want));
}

static void every_case(void **state)
{
    size_t count = 0;
    DIR *folder = opendir(FOLDER);
    (void)state;
    assert_non_null(folder);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        struct str name = str_of(entry->d_name);
        struct arena arena;
        if (!str_ends(name, STR(".yaml")))
            continue;
        arena_init(&arena, LIMIT_memory_bytes, NULL);
        check_case(&arena, str_dup(&arena, str_sub(name, 0, name.len - 5)));
        arena_release(&arena);
        count++;
    }
    closedir(folder);
    assert_true(count >= 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
