/* Every case of tests/rules/errors: NAME.yml (and NAME.2.yml, when it takes two files) is loaded as
 * .stoplog/, and its diags must be exactly the lines of NAME.expected. With POLICY_WRITE set in the
 * environment the expectations are written anew, to be read before they are committed. */
#include "policy/world.h"

#include <dirent.h>

#define FOLDER "tests/rules/errors/"

static struct str read_whole(struct arena *arena, struct str path, bool must)
{
    FILE *file = fopen(path.ptr, "rb");
    if (!file && must)
        fail_msg("%s cannot be read", path.ptr);
    if (!file)
        return STR_EMPTY;
    char *bytes = arena_alloc(arena, LIMIT_yaml_bytes);
    size_t len = fread(bytes, 1, LIMIT_yaml_bytes, file);
    fclose(file);
    return (struct str){ bytes, len };
}

static void check_case(struct world *world, struct str name)
{
    struct arena *arena = &world->arena;
    struct str path = str_fmt(arena, FOLDER "%.*s", STR_ARG(name));
    struct mem_file files[2] = {
        { .path = str_fmt(arena, ".stoplog/%.*s.yml", STR_ARG(name)),
          .bytes = read_whole(arena, str_fmt(arena, "%s.yml", path.ptr), true) },
        { .path = str_fmt(arena, ".stoplog/%.*s.2.yml", STR_ARG(name)),
          .bytes = read_whole(arena, str_fmt(arena, "%s.2.yml", path.ptr), false) },
    };
    diags_init(&world->diags, arena);
    world_load(world, files, files[1].bytes.len > 0 ? 2 : 1);
    assert_true(world->policy.exists);

    struct str got = str_of(world_diags(world));
    struct str expected_path = str_fmt(arena, "%s.expected", path.ptr);
    if (getenv("POLICY_WRITE")) {
        FILE *file = fopen(expected_path.ptr, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(got.ptr, 1, got.len, file), got.len);
        assert_int_equal(fclose(file), 0);
        return;
    }
    struct str expected = read_whole(arena, expected_path, true);
    if (!str_eq(got, expected))
        fail_msg("%s.yml gave\n%.*sand not\n%.*s", path.ptr, STR_ARG(got), STR_ARG(expected));
    assert_true(diags_count(&world->diags, DIAG_ERROR) > 0);
}

static void errors_are_as_written(void **state)
{
    size_t count = 0;
    DIR *folder = opendir(FOLDER);
    assert_non_null(folder);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        struct str name = str_of(entry->d_name);
        if (!str_ends(name, STR(".yml")) || str_ends(name, STR(".2.yml")))
            continue;
        struct world *world;
        world_open(state);
        world = *state;
        check_case(world, str_dup(&world->arena, str_sub(name, 0, name.len - 4)));
        world_close(state);
        count++;
    }
    closedir(folder);
    assert_true(count > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(errors_are_as_written) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
