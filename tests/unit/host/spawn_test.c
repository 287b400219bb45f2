/* spawn: another program is run without a shell, and its end is reported as it was. */
#include "host/fixture.h"

#include <fcntl.h>
#include <signal.h>

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

/* ---- on a short leash ---- */

static enum status bounded(struct fixture *f, const char *script, int64_t milliseconds,
                           struct str *out, struct str *diagnostics, int *code)
{
    struct handed file;
    EXPECT_OK(f, handed_open(&file, STR("handed\n"), &f->err));
    const char *const argv[] = { "/bin/sh", "-c", script, "sh", file.path, NULL };
    struct bounded program = { .argv = argv,
                               .input = STR("in\n"),
                               .files = &file,
                               .file_count = 1,
                               .milliseconds = milliseconds };
    enum status status = spawn_bounded(&f->arena, &program, out, diagnostics, code, &f->err);
    handed_close(&file);
    return status;
}

static void bounded_hears_and_answers(void **state)
{
    struct fixture *f = *state;
    struct str out, diagnostics;
    int code = -1;
    EXPECT_OK(
        f, bounded(f, "cat; cat $1 $1; echo oops >&2; exit 3", 10000, &out, &diagnostics, &code));
    expect_str(out, "in\nhanded\nhanded\n");
    expect_str(diagnostics, "oops\n");
    assert_int_equal(code, 3);
    /* sh sets PWD and the like for itself; what it was given is nothing. */
    assert_int_equal(setenv("STOPLOG_TEST_SECRET", "x", 1), 0);
    EXPECT_OK(f, bounded(f, "echo \"$STOPLOG_TEST_SECRET$HOME$GIT_DIR\"; /bin/pwd", 10000, &out,
                         &diagnostics, &code));
    expect_str(out, "\n/\n");
    EXPECT_OK(f, bounded(f, "kill -9 $$", 10000, &out, &diagnostics, &code));
    assert_int_equal(code, 128 + 9);
}

static void bounded_has_ends(void **state)
{
    struct fixture *f = *state;
    struct str out, diagnostics;
    int code = -1;
    expect_status(f, bounded(f, "exec sleep 20", 100, &out, &diagnostics, &code), E_LIMIT);
    expect_status(f, bounded(f, "exec yes", 10000, &out, &diagnostics, &code), E_LIMIT);
    EXPECT_OK(f, bounded(f, "head -c 65536 /dev/zero", 10000, &out, &diagnostics, &code));
    assert_int_equal(out.len, SPAWN_ANSWER_MAX);
    const char *const relative[] = { "sh", NULL }, *const none[] = { "/no/such", NULL };
    struct bounded program = { .argv = relative, .input = STR_EMPTY, .milliseconds = 100 };
    expect_status(f, spawn_bounded(&f->arena, &program, &out, &diagnostics, &code, &f->err),
                  E_NOTFOUND);
    program.argv = none;
    expect_status(f, spawn_bounded(&f->arena, &program, &out, &diagnostics, &code, &f->err),
                  E_NOTFOUND);
}

/* The system forgets how a child ended when its end is ignored; that is no success. */
static void bounded_end_must_be_known(void **state)
{
    struct fixture *f = *state;
    struct str out, diagnostics;
    int code = -1;
    assert_true(signal(SIGCHLD, SIG_IGN) != SIG_ERR);
    enum status status = bounded(f, "exit 3", 10000, &out, &diagnostics, &code);
    const char *const seven[] = { "sh", "-c", "exit 7", NULL };
    struct err err;
    expect_status(f, spawn_run(&f->arena, STR_EMPTY, seven, STR_EMPTY, &out, &code, &err), E_IO);
    assert_true(signal(SIGCHLD, SIG_DFL) != SIG_ERR);
    expect_status(f, status, E_IO);
    assert_true(code != 0);
}

/* Nothing of ours lies where the standard streams of the program go. */
static void bounded_without_standard_streams(void **state)
{
    struct fixture *f = *state;
    struct str out = STR_EMPTY, diagnostics = STR_EMPTY;
    int code = -1, kept[3];
    for (int i = 0; i < 3; i++)
        kept[i] = fcntl(i, F_DUPFD_CLOEXEC, 10);
    for (int i = 0; i < 3; i++)
        (void)close(i);
    enum status status = bounded(f, "cat; cat $1; exit 3", 10000, &out, &diagnostics, &code);
    for (int i = 0; i < 3; i++) {
        (void)dup2(kept[i], i);
        (void)close(kept[i]);
    }
    EXPECT_OK(f, status);
    assert_int_equal(code, 3);
    expect_str(out, "in\nhanded\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = { CASE(output_and_code),
                                        CASE(folder),
                                        CASE(no_shell),
                                        CASE(too_much),
                                        CASE(bounded_hears_and_answers),
                                        CASE(bounded_has_ends),
                                        CASE(bounded_end_must_be_known),
                                        CASE(bounded_without_standard_streams) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
