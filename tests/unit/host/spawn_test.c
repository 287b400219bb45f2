/* spawn: another program is run without a shell, and its end is reported as it was. */
#include "host/fixture.h"

#include "host/spawn.h"

static void output_and_code(void **state)
{
    struct fixture *f = *state;
    const char *const cat[] = { "cat", NULL };
    const char *const seven[] = { "sh", "-c", "exit 7", NULL };
    const char *const killed[] = { "sh", "-c", "kill -9 $$", NULL };
    const char *const nothing[] = { "stoplog-no-such-program", NULL };
    struct str out;
    int code = -1;

    EXPECT_OK(f, spawn_run(&f->arena, STR_EMPTY, cat, STR("in\n"), &out, &code, &f->err));
    expect_str(out, "in\n");
    assert_int_equal(code, 0);
    EXPECT_OK(f, spawn_run(&f->arena, STR_EMPTY, seven, STR_EMPTY, &out, &code, &f->err));
    assert_int_equal(code, 7);
    expect_str(out, "");
    EXPECT_OK(f, spawn_run(&f->arena, STR_EMPTY, killed, STR_EMPTY, &out, &code, &f->err));
    assert_int_equal(code, 128 + 9);
    if (spawn_run(&f->arena, STR_EMPTY, nothing, STR_EMPTY, &out, &code, &f->err) == OK)
        assert_int_equal(code, 127);
}

static void folder(void **state)
{
    struct fixture *f = *state;
    const char *const pwd[] = { "pwd", "-P", NULL };
    struct str out;
    int code = -1;
    EXPECT_OK(f, spawn_run(&f->arena, str_of(f->top), pwd, STR_EMPTY, &out, &code, &f->err));
    expect_str(str_trim(out), f->top);
}

/* Arguments are arguments: nothing in them is a command. */
static void no_shell(void **state)
{
    struct fixture *f = *state;
    const char *const echo[] = { "echo", "$HOME; `id` && x", NULL };
    struct str out;
    int code = -1;
    EXPECT_OK(f, spawn_run(&f->arena, STR_EMPTY, echo, STR_EMPTY, &out, &code, &f->err));
    expect_str(out, "$HOME; `id` && x\n");
}

static void too_much(void **state)
{
    struct fixture *f = *state;
    const char *const yes[] = { "head", "-c", "20000000", "/dev/zero", NULL };
    struct str out;
    int code = -1;
    expect_status(f, spawn_run(&f->arena, STR_EMPTY, yes, STR_EMPTY, &out, &code, &f->err),
                  E_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = { CASE(output_and_code), CASE(folder), CASE(no_shell),
                                        CASE(too_much) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
