/* Every case of tests/rules/errors: what is wrong with files that do not load. */
#include "policy/cases.h"

#define FOLDER "tests/rules/errors/"

static void check_case(struct world *world, struct str name)
{
    struct arena *arena = &world->arena;
    struct str path = str_fmt(arena, FOLDER "%.*s", STR_ARG(name));
    struct mem_file files[2] = {
        { .path = str_fmt(arena, ".stoplog/%.*s.yml", STR_ARG(name)),
          .bytes = case_read(arena, str_fmt(arena, "%s.yml", path.ptr), true) },
        { .path = str_fmt(arena, ".stoplog/%.*s.2.yml", STR_ARG(name)),
          .bytes = case_read(arena, str_fmt(arena, "%s.2.yml", path.ptr), false) },
    };
    diags_init(&world->diags, arena);
    world_load(world, files, files[1].bytes.len > 0 ? 2 : 1);
    assert_true(world->policy.exists);
    case_expect(world, path);
    assert_true(diags_count(&world->diags, DIAG_ERROR) > 0);
}

static void errors_are_as_written(void **state)
{
    assert_true(each_case(state, FOLDER, check_case) > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(errors_are_as_written) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
