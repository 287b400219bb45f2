/* files: whole, capped, and never half-written. */
#include "host/fixture.h"

#include <signal.h>

static void read_whole(void **state)
{
    struct fixture *f = *state;
    struct str got;
    struct str bytes = STR("a\0b\n");

    put_bytes(f, f->top, "x", bytes);
    EXPECT_OK(f, file_read(&f->arena, str_of(in_top(f, "x")), 4, &got, &f->err));
    assert_true(str_eq(got, bytes));
    expect_status(f, file_read(&f->arena, str_of(in_top(f, "x")), 3, &got, &f->err), E_LIMIT);
    expect_status(f, file_read(&f->arena, str_of(in_top(f, "y")), 3, &got, &f->err), E_NOTFOUND);
    expect_status(f, file_read(&f->arena, str_of(in_top(f, "x/y")), 3, &got, &f->err), E_NOTFOUND);
    expect_status(f, file_read(&f->arena, str_of(f->top), 3, &got, &f->err), E_IO);
    expect_status(f, file_read(&f->arena, STR_EMPTY, 3, &got, &f->err), E_NOTFOUND);
    put(f, f->top, "empty", "");
    EXPECT_OK(f, file_read(&f->arena, str_of(in_top(f, "empty")), 0, &got, &f->err));
    assert_int_equal(got.len, 0);
}

static void read_large(void **state)
{
    struct fixture *f = *state;
    size_t size = 1000003;
    char *bytes = arena_alloc(&f->arena, size);
    struct str got;

    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(i * 31);
    put_bytes(f, f->top, "big", (struct str){ bytes, size });
    EXPECT_OK(f, file_read(&f->arena, str_of(in_top(f, "big")), size, &got, &f->err));
    assert_true(str_eq(got, (struct str){ bytes, size }));
    expect_status(f, file_read(&f->arena, str_of(in_top(f, "big")), size - 1, &got, &f->err),
                  E_LIMIT);
}

static void places(void **state)
{
    struct fixture *f = *state;
    struct str got, top;

    EXPECT_OK(f, file_place(&f->arena, str_of(f->top), STR("new"), &got, &f->err));
    assert_true(got.ptr[0] == '/' && str_ends(got, STR("/new")));
    top = path_dir(got);
    assert_int_equal(mkdir(in_top(f, "sub"), 0777), 0);
    EXPECT_OK(f, file_place(&f->arena, str_of(f->top), STR("sub/../sub/./x"), &got, &f->err));
    assert_true(str_eq(got, path_join(&f->arena, top, STR("sub/x"))));
    EXPECT_OK(f, file_place(&f->arena, STR("/nowhere"), STR("/x"), &got, &f->err));
    assert_true(str_eq(got, STR("/x")));
    EXPECT_OK(f, file_place(&f->arena, STR_EMPTY, STR("x"), &got, &f->err));
    assert_true(got.ptr[0] == '/' && str_ends(got, STR("/x")));
    expect_status(f, file_place(&f->arena, str_of(f->top), STR("no/x"), &got, &f->err), E_NOTFOUND);
    expect_status(f, file_place(&f->arena, str_of(f->top), STR("sub/"), &got, &f->err), E_NOTFOUND);
    expect_status(f, file_place(&f->arena, STR_EMPTY, STR_EMPTY, &got, &f->err), E_NOTFOUND);
}

static void write_replaces(void **state)
{
    struct fixture *f = *state;
    struct stat info;
    struct str got;

    put(f, f->top, "hook", "old");
    assert_int_equal(chmod(in_top(f, "hook"), 0750), 0);
    EXPECT_OK(f, file_write(str_of(in_top(f, "hook")), STR("new"), &f->err));
    assert_int_equal(stat(in_top(f, "hook"), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0750);
    EXPECT_OK(f, file_read(&f->arena, str_of(in_top(f, "hook")), 10, &got, &f->err));
    expect_str(got, "new");
    expect_status(f, file_write(str_of(in_top(f, "no/such")), STR("x"), &f->err), E_IO);
    assert_int_equal(mkdir(in_top(f, "folder"), 0777), 0);
    expect_status(f, file_write(str_of(in_top(f, "folder")), STR("x"), &f->err), E_IO);
    /* Nothing temporary is left behind. */
    int code;
    const char *const list[] = { "ls", "-A", f->top, NULL };
    expect_str(str_trim(run(f, STR_EMPTY, list, &code)), "folder\nhook");
}

static void closed_pipe(void **state)
{
    struct fixture *f = *state;
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)close(ends[0]);
    expect_status(f, stream_write(ends[1], STR("x"), &f->err), E_IO);
    (void)close(ends[1]);
    (void)signal(SIGPIPE, SIG_DFL);
}

static void input(void **state)
{
    struct fixture *f = *state;
    struct str got;
    int kept = dup(STDIN_FILENO), file = temporary(f);

    EXPECT_OK(f, stream_write(file, STR("line\n"), &f->err));
    (void)lseek(file, 0, SEEK_SET);
    assert_true(dup2(file, STDIN_FILENO) == STDIN_FILENO);
    EXPECT_OK(f, input_read(&f->arena, 5, &got, &f->err));
    expect_str(got, "line\n");
    (void)lseek(STDIN_FILENO, 0, SEEK_SET);
    expect_status(f, input_read(&f->arena, 4, &got, &f->err), E_LIMIT);
    if (kept >= 0)
        (void)dup2(kept, STDIN_FILENO);
    (void)close(file);
    (void)close(kept);
}

static void appending(void **state)
{
    struct fixture *f = *state;
    struct str path = str_of(in_top(f, "log")), bytes;
    EXPECT_OK(f, file_append(&f->arena, path, STR("one\n"), &f->err));
    EXPECT_OK(f, file_append(&f->arena, path, STR("two\n"), &f->err));
    EXPECT_OK(f, file_read(&f->arena, path, 100, &bytes, &f->err));
    expect_str(bytes, "one\ntwo\n");
    expect_status(f, file_append(&f->arena, STR_EMPTY, STR("x"), &f->err), E_IO);
    expect_status(f, file_append(&f->arena, STR("/dev/null"), STR("x"), &f->err), E_IO);
    expect_status(f, file_append(&f->arena, str_of(f->top), STR("x"), &f->err), E_IO);
    expect_status(f, file_append(&f->arena, str_of(in_top(f, "no/log")), STR("x"), &f->err), E_IO);
    /* Asking first says the same, and makes nothing. */
    EXPECT_OK(f, file_appendable(&f->arena, path, &f->err));
    EXPECT_OK(f, file_appendable(&f->arena, str_of(in_top(f, "new")), &f->err));
    expect_status(f, file_read(&f->arena, str_of(in_top(f, "new")), 100, &bytes, &f->err),
                  E_NOTFOUND);
    expect_status(f, file_appendable(&f->arena, STR_EMPTY, &f->err), E_IO);
    expect_status(f, file_appendable(&f->arena, STR("/dev/null"), &f->err), E_IO);
    expect_status(f, file_appendable(&f->arena, str_of(f->top), &f->err), E_IO);
    expect_status(f, file_appendable(&f->arena, str_of(in_top(f, "no/log")), &f->err), E_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = { CASE(appending), CASE(read_whole),     CASE(read_large),
                                        CASE(places),    CASE(write_replaces), CASE(closed_pipe),
                                        CASE(input) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
