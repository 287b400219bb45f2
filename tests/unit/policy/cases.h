/* cases: folders of policy files, each with the diags it must give: NAME.yml (and NAME.2.yml, when
 * it takes two files) is .stoplog/, NAME.expected the lines. With POLICY_WRITE set in the
 * environment the expectations are written anew, to be read before they are committed. */
#ifndef STOPLOG_TESTS_POLICY_CASES_H
#define STOPLOG_TESTS_POLICY_CASES_H

#include "policy/world.h"

#include <dirent.h>

static inline struct str case_read(struct arena *arena, struct str path, bool must)
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

/* The diags of the world are exactly the lines of <path>.expected. */
static inline void case_expect(struct world *world, struct str path)
{
    struct str got = str_of(world_diags(world));
    struct str expected_path = str_fmt(&world->arena, "%.*s.expected", STR_ARG(path));
    if (getenv("POLICY_WRITE")) {
        FILE *file = fopen(expected_path.ptr, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(got.ptr, 1, got.len, file), got.len);
        assert_int_equal(fclose(file), 0);
        return;
    }
    struct str expected = case_read(&world->arena, expected_path, true);
    if (!str_eq(got, expected))
        fail_msg("%s.yml gave\n%.*sand not\n%.*s", path.ptr, STR_ARG(got), STR_ARG(expected));
}

/* Runs check(world, name without ending) for every case of the folder, each in a world of its own.
 * Gives how many there are. */
static inline size_t each_case(void **state, const char *path,
                               void (*check)(struct world *world, struct str name))
{
    size_t count = 0;
    DIR *folder = opendir(path);
    assert_non_null(folder);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        struct str name = str_of(entry->d_name);
        if (!str_ends(name, STR(".yml")) || str_ends(name, STR(".2.yml")))
            continue;
        struct world *world;
        world_open(state);
        world = *state;
        check(world, str_dup(&world->arena, str_sub(name, 0, name.len - 4)));
        world_close(state);
        count++;
    }
    closedir(folder);
    return count;
}

#endif
