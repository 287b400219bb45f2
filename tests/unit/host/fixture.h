/* fixture: real repositories for the tests of host, made by git itself in a folder of their own.
 *
 * git is started without a shell, with a fixed identity and no configuration of this machine. */
#ifndef STOPLOG_TESTS_HOST_FIXTURE_H
#define STOPLOG_TESTS_HOST_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "host/env.h"
#include "host/repo.h"

#define HELPER __attribute__((unused)) static
#define ARENA_CAP ((size_t)1024 * 1024 * 1024)

#if defined(__SANITIZE_ADDRESS__)
/* libgit2 1.5 loses a pcre2 match block for every name that a configuration pattern does not match,
 * which it does when it opens a repository of format version 1. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libpcre2-8.so\n";
}
#endif

struct fixture {
    char top[64]; /* the folder; removed at the end */
    struct arena arena;
    struct err err;
    long long clock; /* of the next commit */
};

static const char *const cleared[] = { "GIT_DIR",
                                       "GIT_WORK_TREE",
                                       "GIT_COMMON_DIR",
                                       "GIT_OBJECT_DIRECTORY",
                                       "GIT_ALTERNATE_OBJECT_DIRECTORIES",
                                       "GIT_NAMESPACE",
                                       "GIT_INDEX_FILE",
                                       "GIT_CONFIG_COUNT",
                                       "GIT_PREFIX",
                                       "GIT_QUARANTINE_PATH" };

HELPER struct fixture *fixture_new(void)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    (void)snprintf(f->top, sizeof f->top, "/tmp/stoplog-host-XXXXXX");
    assert_non_null(mkdtemp(f->top));
    arena_init(&f->arena, ARENA_CAP, NULL);
    f->clock = 1700000000;
    for (size_t i = 0; i < sizeof cleared / sizeof cleared[0]; i++)
        (void)unsetenv(cleared[i]);
    (void)setenv("HOME", f->top, 1);
    (void)setenv("XDG_CONFIG_HOME", f->top, 1);
    (void)setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    (void)setenv("LC_ALL", "C", 1);
    return f;
}

HELPER int remove_one(const char *path, const struct stat *info, int flag, struct FTW *ftw)
{
    (void)info, (void)flag, (void)ftw;
    return remove(path);
}

HELPER void fixture_free(struct fixture *f)
{
    (void)nftw(f->top, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_release(&f->arena);
    free(f);
}

HELPER int setup(void **state)
{
    *state = fixture_new();
    return 0;
}

HELPER int teardown(void **state)
{
    fixture_free(*state);
    return 0;
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

/* --- running git ----------------------------------------------------------------------------- */

HELPER void identity(const struct fixture *f)
{
    char date[32];
    (void)snprintf(date, sizeof date, "%lld +0000", f->clock);
    (void)setenv("GIT_AUTHOR_NAME", "Ann Author", 1);
    (void)setenv("GIT_AUTHOR_EMAIL", "ann@example.com", 1);
    (void)setenv("GIT_COMMITTER_NAME", "Cid Committer", 1);
    (void)setenv("GIT_COMMITTER_EMAIL", "cid@example.com", 1);
    (void)setenv("GIT_AUTHOR_DATE", date, 1);
    (void)setenv("GIT_COMMITTER_DATE", date, 1);
}

HELPER _Noreturn void run_child(const struct fixture *f, int in, int out, const char *const *argv)
{
    identity(f);
    if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0)
        _exit(126);
    (void)execvp(argv[0], (char *const *)(uintptr_t)argv);
    _exit(127);
}

HELPER int temporary(const struct fixture *f)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/.io-XXXXXX", f->top);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    (void)unlink(path);
    return fd;
}

HELPER struct str slurp(struct fixture *f, int fd)
{
    struct buf buf;
    char chunk[4096];
    ssize_t got;

    buf_init(&buf, &f->arena, (size_t)256 * 1024 * 1024);
    assert_true(lseek(fd, 0, SEEK_SET) == 0);
    while ((got = read(fd, chunk, sizeof chunk)) > 0)
        buf_add(&buf, (struct str){ chunk, (size_t)got });
    (void)close(fd);
    return buf_str(&buf);
}

/* Runs a program; its standard output is returned, *code gets the exit code. */
HELPER struct str run(struct fixture *f, struct str input, const char *const *argv, int *code)
{
    int in = temporary(f), out = temporary(f), status = 0;

    assert_int_equal(stream_write(in, input, NULL), OK);
    assert_true(lseek(in, 0, SEEK_SET) == 0);
    pid_t pid = fork();
    if (pid == 0)
        run_child(f, in, out, argv);
    assert_true(pid > 0);
    assert_true(waitpid(pid, &status, 0) == pid);
    (void)close(in);
    *code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return slurp(f, out);
}

HELPER struct str run_git(struct fixture *f, struct str input, const char *const *argv)
{
    int code;
    struct str out = run(f, input, argv, &code);
    if (code != 0)
        fail_msg("%s %s %s %s: exit %d", argv[0], argv[1], argv[2], argv[3], code);
    return str_dup(&f->arena, str_trim(out));
}

/* GIT(f, dir, "log", "-1"): the trimmed output of git in dir. */
#define GIT(f, dir, ...) GIT_INPUT(f, dir, STR_EMPTY, __VA_ARGS__)
#define GIT_INPUT(f, dir, input, ...)                                                              \
    run_git((f), (input), (const char *const[]){ "git", "-C", (dir), __VA_ARGS__, NULL })

/* --- making things --------------------------------------------------------------------------- */

/* top/name, as a C string of the arena. */
HELPER const char *in_top(struct fixture *f, const char *name)
{
    return str_fmt(&f->arena, "%s/%s", f->top, name).ptr;
}

HELPER const char *in_dir(struct fixture *f, const char *dir, const char *name)
{
    return str_fmt(&f->arena, "%s/%s", dir, name).ptr;
}

/* A repository with a work tree and main as its branch. */
HELPER const char *make_repo(struct fixture *f, const char *name)
{
    const char *dir = in_top(f, name);
    (void)GIT(f, f->top, "init", "-q", "-b", "main", dir);
    return dir;
}

HELPER const char *make_bare(struct fixture *f, const char *name)
{
    const char *dir = in_top(f, name);
    (void)GIT(f, f->top, "init", "-q", "--bare", "-b", "main", dir);
    return dir;
}

HELPER void put_bytes(struct fixture *f, const char *dir, const char *name, struct str bytes)
{
    char path[8192];
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    (void)f;
    for (char *p = path + strlen(dir) + 1; *p; p++)
        if (*p == '/') {
            *p = '\0';
            assert_true(mkdir(path, 0777) == 0 || errno == EEXIST);
            *p = '/';
        }
    assert_int_equal(file_write(str_of(path), bytes, &f->err), OK);
}

HELPER void put(struct fixture *f, const char *dir, const char *name, const char *text)
{
    put_bytes(f, dir, name, str_of(text));
}

HELPER struct oid oid_of(struct str hex)
{
    struct oid id;
    assert_true(oid_parse(hex, &id));
    return id;
}

HELPER struct oid rev(struct fixture *f, const char *dir, const char *revision)
{
    return oid_of(GIT(f, dir, "rev-parse", "--verify", "-q", revision));
}

HELPER const char *hex_of(struct fixture *f, const struct oid *id)
{
    return oid_hex(&f->arena, id).ptr;
}

/* Commits everything in the work tree, a second after the commit before. */
HELPER struct oid commit_all(struct fixture *f, const char *dir, const char *message)
{
    f->clock++;
    (void)GIT(f, dir, "add", "-A");
    (void)GIT(f, dir, "commit", "-q", "--allow-empty", "-m", message);
    return rev(f, dir, "HEAD");
}

HELPER struct oid write_object(struct fixture *f, const char *dir, const char *type,
                               struct str bytes)
{
    return oid_of(
        GIT_INPUT(f, dir, bytes, "hash-object", "-w", "-t", type, "--stdin", "--literally"));
}

/* mode SP name NUL id, behind what the buffer holds. */
HELPER void tree_add(struct buf *tree, const char *mode, struct str name, const struct oid *id)
{
    buf_puts(tree, mode);
    buf_byte(tree, ' ');
    buf_add(tree, name);
    buf_byte(tree, '\0');
    buf_add(tree, (struct str){ (const char *)id->bytes, 20 });
}

HELPER struct buf tree_new(struct fixture *f)
{
    struct buf tree;
    buf_init(&tree, &f->arena, (size_t)128 * 1024 * 1024);
    return tree;
}

HELPER struct oid write_tree(struct fixture *f, const char *dir, struct buf *tree)
{
    return write_object(f, dir, "tree", buf_str(tree));
}

/* --- opening and looking --------------------------------------------------------------------- */

HELPER enum status try_open(struct fixture *f, const char *dir, struct repo **out)
{
    struct env env;
    env_read(&env, &f->arena);
    return repo_open(out, &f->arena, &env, REPO_CLI, str_of(dir), &f->err);
}

HELPER struct repo *open_at(struct fixture *f, const char *dir)
{
    struct repo *repo = NULL;
    if (try_open(f, dir, &repo) != OK)
        fail_msg("%s: %s", dir, f->err.text);
    return repo;
}

/* As a hook is started: the environment names the repository. */
HELPER enum status try_hook(struct fixture *f, struct repo **out)
{
    struct env env;
    env_read(&env, &f->arena);
    return repo_open(out, &f->arena, &env, REPO_HOOK, (struct str){ NULL, 0 }, &f->err);
}

HELPER void expect_status(struct fixture *f, enum status got, enum status want)
{
    if (got != want)
        fail_msg("status %d, not %d: %s", got, want, got == OK ? "ok" : f->err.text);
}

HELPER void expect_text(const struct fixture *f, const char *part)
{
    if (str_find(str_of(f->err.text), str_of(part)) < 0)
        fail_msg("no \"%s\" in: %s", part, f->err.text);
}

HELPER void expect_str(struct str got, const char *want)
{
    if (!str_eq(got, str_of(want)))
        fail_msg("got \"%.*s\", not \"%s\"", STR_ARG(got), want);
}

HELPER void expect_oid(struct oid got, struct oid want)
{
    assert_int_equal(got.len, want.len);
    assert_memory_equal(got.bytes, want.bytes, want.len);
}

#define EXPECT_OK(f, call) expect_status((f), (call), OK)

#endif
