/* env: what the environment says is read once and whole; hostile counts end the list. */
#include "host/fixture.h"

static void variables_are_read(void **state)
{
    struct fixture *f = *state;
    struct env env;

    (void)setenv("GIT_DIR", ".", 1);
    (void)setenv("GIT_OBJECT_DIRECTORY", "/q", 1);
    (void)setenv("GL_PROTOCOL", "web", 1);
    (void)setenv("TERM", "dumb", 1);
    (void)setenv("NO_COLOR", "1", 1);
    (void)setenv("CLICOLOR_FORCE", "0", 1);
    (void)setenv("COLUMNS", "132", 1);
    (void)setenv("PRE_COMMIT_FROM_REF", "abc", 1);
    env_read(&env, &f->arena);
    expect_str(env.git_dir, ".");
    expect_str(env.git_object_directory, "/q");
    expect_str(env.git_alternates, "");
    expect_str(env.pre_commit_from, "abc");
    expect_str(env.home, f->top);
    assert_true(env.gitlab_web && env.dumb && env.no_color && !env.force_color);
    assert_int_equal(env.columns, 132);
    (void)setenv("CLICOLOR_FORCE", "1", 1);
    (void)setenv("GL_PROTOCOL", "ssh", 1);
    (void)setenv("NO_COLOR", "", 1);
    (void)setenv("COLUMNS", "-5", 1);
    env_read(&env, &f->arena);
    assert_true(env.force_color && !env.gitlab_web && !env.no_color);
    assert_true(env.columns > 0);
    (void)unsetenv("COLUMNS");
    (void)unsetenv("GL_PROTOCOL");
    (void)unsetenv("PRE_COMMIT_FROM_REF");
}

static void push_options(void **state)
{
    struct fixture *f = *state;
    struct env env;

    (void)unsetenv("GIT_PUSH_OPTION_COUNT");
    (void)setenv("GIT_PUSH_OPTION_0", "one", 1);
    env_read(&env, &f->arena);
    assert_int_equal(env.push_options.count, 0);
    (void)setenv("GIT_PUSH_OPTION_COUNT", "2", 1);
    (void)setenv("GIT_PUSH_OPTION_1", "override=why not", 1);
    env_read(&env, &f->arena);
    assert_int_equal(env.push_options.count, 2);
    expect_str(env.push_options.items[1], "override=why not");
    (void)setenv("GIT_PUSH_OPTION_COUNT", "99999999999999999999", 1);
    env_read(&env, &f->arena);
    assert_int_equal(env.push_options.count, 0);
    (void)setenv("GIT_PUSH_OPTION_COUNT", "4000000000", 1);
    env_read(&env, &f->arena);
    assert_int_equal(env.push_options.count, 2);
    (void)setenv("GIT_PUSH_OPTION_COUNT", "0", 1);
    env_read(&env, &f->arena);
    assert_int_equal(env.push_options.count, 0);
    (void)unsetenv("GIT_PUSH_OPTION_COUNT");
}

static void one_variable(void **state)
{
    struct fixture *f = *state;
    (void)setenv("GL_USERNAME", "ann", 1);
    expect_str(env_variable(&f->arena, STR("GL_USERNAME")), "ann");
    expect_str(env_variable(&f->arena, STR("STOPLOG_NOT_SET")), "");
    expect_str(env_variable(&f->arena, STR("GL_USERNAME=")), "");
    expect_str(env_variable(&f->arena, STR("GL_USERNAME\0x")), "");
    expect_str(env_variable(&f->arena, STR_EMPTY), "");
}

static void clocks(void **state)
{
    (void)state;
    (void)setenv("SOURCE_DATE_EPOCH", "12345", 1);
    assert_int_equal(clock_now(), 12345);
    (void)setenv("SOURCE_DATE_EPOCH", "12x", 1);
    assert_true(clock_now() > 1700000000);
    (void)unsetenv("SOURCE_DATE_EPOCH");
    assert_true(clock_now() > 1700000000);
    int64_t first = clock_steady_ms();
    assert_true(clock_steady_ms() >= first);
}

int main(void)
{
    const struct CMUnitTest tests[] = { CASE(variables_are_read), CASE(push_options),
                                        CASE(one_variable), CASE(clocks) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
