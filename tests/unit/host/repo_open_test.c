/* repo_open and repo_store: repositories of every shape are opened whole or refused by name. */
#include "host/fixture.h"

#include <sys/resource.h>

/* --- shapes ---------------------------------------------------------------------------------- */

static void from_below(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    put(f, dir, "models/deep/a.sql", "SELECT 1\n");
    struct oid head = commit_all(f, dir, "one");
    struct repo *repo = open_at(f, in_dir(f, dir, "models/deep"));
    enum object_kind kind;

    expect_str(repo_work_dir(repo), dir);
    expect_str(repo_git_dir(repo), in_dir(f, dir, ".git"));
    assert_false(repo_is_shallow(repo));
    EXPECT_OK(f, repo_object_kind(repo, &head, &kind, &f->err));
    assert_int_equal(kind, OBJECT_COMMIT);
    repo_close(repo);
}

static void bare(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_bare(f, "srv.git");
    struct repo *repo = open_at(f, dir);
    expect_str(repo_work_dir(repo), "");
    expect_str(repo_git_dir(repo), dir);
    repo_close(repo);
}

static void linked_worktree(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work"), *linked = in_top(f, "linked tree");
    struct str head;
    put(f, dir, "a", "1");
    struct oid first = commit_all(f, dir, "one");
    (void)GIT(f, dir, "worktree", "add", "-q", "-b", "side", linked);
    struct repo *repo = open_at(f, linked);
    struct oid value;

    expect_str(repo_work_dir(repo), linked);
    EXPECT_OK(f, repo_head_ref(repo, &head, &f->err));
    expect_str(head, "refs/heads/side");
    EXPECT_OK(f, repo_ref_value(repo, STR("refs/heads/main"), &value, &f->err));
    expect_oid(value, first);
    repo_close(repo);
    /* As git starts a hook there. */
    (void)setenv("GIT_DIR", GIT(f, linked, "rev-parse", "--git-dir").ptr, 1);
    EXPECT_OK(f, try_hook(f, &repo));
    EXPECT_OK(f, repo_ref_value(repo, STR("HEAD"), &value, &f->err));
    expect_oid(value, first);
    repo_close(repo);
}

static void nowhere(void **state)
{
    struct fixture *f = *state;
    struct repo *repo;

    expect_status(f, try_open(f, f->top, &repo), E_NOTFOUND);
    expect_text(f, "not in a git repository");
    assert_null(repo);
    expect_status(f, try_open(f, in_top(f, "missing"), &repo), E_NOTFOUND);
    (void)setenv("GIT_DIR", f->top, 1);
    expect_status(f, try_hook(f, &repo), E_NOTFOUND);
}

static void damaged(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct repo *repo;

    put(f, dir, ".git/config", "[core\nbroken");
    enum status status = try_open(f, dir, &repo);
    assert_true(status == E_IO || status == E_INPUT);
    put(f, dir, ".git/config", "[core]\nrepositoryformatversion = 99\n");
    expect_status(f, try_open(f, dir, &repo), E_IO);
}

static void work_tree_elsewhere(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_bare(f, "meta.git");
    struct repo *repo;

    assert_int_equal(mkdir(in_top(f, "files"), 0777), 0);
    (void)setenv("GIT_DIR", dir, 1);
    (void)setenv("GIT_WORK_TREE", in_top(f, "files"), 1);
    EXPECT_OK(f, try_hook(f, &repo));
    expect_str(repo_work_dir(repo), in_top(f, "files"));
    repo_close(repo);
    (void)setenv("GIT_COMMON_DIR", f->top, 1);
    expect_status(f, try_hook(f, &repo), E_INPUT);
    expect_text(f, "GIT_COMMON_DIR");
}

/* An explicit path is another repository than the one of the environment. */
static void path_wins(void **state)
{
    struct fixture *f = *state;
    const char *a = make_repo(f, "a"), *b = make_bare(f, "b.git");
    (void)setenv("GIT_DIR", b, 1);
    (void)setenv("GIT_OBJECT_DIRECTORY", "/nonexistent", 1);
    struct repo *repo = open_at(f, a);
    expect_str(repo_work_dir(repo), a);
    repo_close(repo);
    expect_status(f, try_hook(f, &repo), E_IO);
    expect_text(f, "/nonexistent");
}

/* A server that never repacks has more packs than a process may have open files. */
static void many_packs(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct rlimit kept, low;
    struct source source;
    struct str text;
    struct buf tree = tree_new(f);
    for (int i = 0; i < 200; i++) {
        struct str blob = str_fmt(&f->arena, "blob\nmark :1\ndata 5\n%05d\nget-mark :1\n", i);
        struct oid id = oid_of(
            GIT_INPUT(f, dir, blob, "-c", "fastimport.unpackLimit=0", "fast-import", "--quiet"));
        tree_add(&tree, "100644", str_fmt(&f->arena, "%05d", i), &id);
    }
    struct oid top = write_tree(f, dir, &tree);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &kept), 0);
    low = kept;
    low.rlim_cur = 180;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
    struct repo *repo = open_at(f, dir);
    EXPECT_OK(f, repo_source(repo, &top, STR("x"), &source, &f->err));
    for (size_t i = 0; i < source.count; i++) {
        EXPECT_OK(f, source.read(&source, &source.entries[i], &text, &f->err));
        assert_true(str_eq(text, source.entries[i].path));
    }
    repo_close(repo);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &kept), 0);
}

/* --- formats --------------------------------------------------------------------------------- */

static void sha256(void **state)
{
    struct fixture *f = *state;
    const char *dir = in_top(f, "new");
    struct repo *repo;

    (void)GIT(f, f->top, "init", "-q", "--object-format=sha256", dir);
    expect_status(f, try_open(f, dir, &repo), E_INPUT);
    expect_text(f, "SHA-256 repositories are not supported");
    (void)setenv("GIT_DIR", in_dir(f, dir, ".git"), 1);
    expect_status(f, try_hook(f, &repo), E_INPUT);
    expect_text(f, "SHA-256 repositories are not supported");
}

/* git refuses this too: the extension counts even where the version says it should not be there. */
static void sha256_in_version_0(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct repo *repo;

    (void)GIT(f, dir, "config", "extensions.objectFormat", "sha256");
    (void)GIT(f, f->top, "config", "-f", in_dir(f, dir, ".git/config"),
              "core.repositoryFormatVersion", "0");
    expect_status(f, try_open(f, dir, &repo), E_INPUT);
    expect_text(f, "SHA-256");
}

static void reftable(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work"), *config = in_dir(f, dir, ".git/config");
    struct repo *repo;

    (void)GIT(f, f->top, "config", "-f", config, "extensions.refStorage", "reftable");
    expect_status(f, try_open(f, dir, &repo), E_INPUT);
    expect_text(f, "reftable");
    (void)GIT(f, f->top, "config", "-f", config, "core.repositoryFormatVersion", "1");
    expect_status(f, try_open(f, dir, &repo), E_INPUT);
    expect_text(f, "reftable");
}

static void known_extensions(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work"), *config = in_dir(f, dir, ".git/config");

    (void)GIT(f, f->top, "config", "-f", config, "core.repositoryFormatVersion", "1");
    (void)GIT(f, f->top, "config", "-f", config, "extensions.worktreeConfig", "true");
    (void)GIT(f, f->top, "config", "-f", config, "extensions.partialClone", "origin");
    (void)GIT(f, f->top, "config", "-f", config, "extensions.preciousObjects", "true");
    (void)GIT(f, f->top, "config", "-f", config, "extensions.relativeWorktrees", "true");
    repo_close(open_at(f, dir));
    (void)GIT(f, f->top, "config", "-f", config, "core.repositoryFormatVersion", "0");
    repo_close(open_at(f, dir));
}

static void unknown_extension(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work"), *config = in_dir(f, dir, ".git/config");
    struct repo *repo;

    (void)GIT(f, f->top, "config", "-f", config, "core.repositoryFormatVersion", "1");
    (void)GIT(f, f->top, "config", "-f", config, "extensions.fromTheFuture", "true");
    expect_status(f, try_open(f, dir, &repo), E_IO);
    expect_text(f, "fromthefuture");
}

/* --- ownership ------------------------------------------------------------------------------- */

static void foreign(struct fixture *f, const char *dir)
{
    int code;
    const char *const argv[] = { "chown", "-R", "12345", dir, NULL };
    if (geteuid() != 0)
        skip();
    (void)run(f, STR_EMPTY, argv, &code);
    assert_int_equal(code, 0);
}

static void foreign_owner(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "their work");
    struct repo *repo;

    foreign(f, dir);
    expect_status(f, try_open(f, dir, &repo), E_INPUT);
    expect_text(f, "safe.directory");
    expect_text(f, dir);
    put(f, f->top, ".gitconfig", "[safe]\n\tdirectory = /somewhere/else\n");
    expect_status(f, try_open(f, dir, &repo), E_INPUT);
    expect_text(f, "safe.directory");
    static const char *const listed[] = { "*", "%s/their work", "%s/*" };
    for (size_t i = 0; i < 3; i++) {
        char config[256], value[128];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        (void)snprintf(value, sizeof value, listed[i], f->top);
#pragma GCC diagnostic pop
        (void)snprintf(config, sizeof config, "[safe]\n\tdirectory = %s\n", value);
        put(f, f->top, ".gitconfig", config);
        repo_close(open_at(f, dir));
    }
    put(f, f->top, ".gitconfig", "[safe]\n\tdirectory = *\n\tdirectory =\n");
    expect_status(f, try_open(f, dir, &repo), E_INPUT);
    /* git has checked before it starts a hook with GIT_DIR. */
    (void)setenv("GIT_DIR", in_dir(f, dir, ".git"), 1);
    EXPECT_OK(f, try_hook(f, &repo));
    repo_close(repo);
}

/* --- quarantine and alternates --------------------------------------------------------------- */

struct push {
    const char *work, *server;
    struct oid old, new;
};

/* A server that has the first commit, and a second commit whose objects lie in a quarantine. */
static struct push make_push(struct fixture *f, const char *server_name, bool packed)
{
    struct push p = { .work = make_repo(f, "work"), .server = make_bare(f, server_name) };
    put(f, p.work, "a.sql", "SELECT 1\n");
    p.old = commit_all(f, p.work, "one");
    (void)GIT(f, p.work, "push", "-q", p.server, "main");
    put(f, p.work, "b.sql", "SELECT 2\n");
    p.new = commit_all(f, p.work, "two");
    struct str pack =
        run_git(f, str_fmt(&f->arena, "%s\n^%s\n", hex_of(f, &p.new), hex_of(f, &p.old)),
                (const char *const[]){ "git", "-C", p.work, "pack-objects", "-q", "--revs",
                                       "--stdout", NULL });
    const char *objects = in_dir(f, p.server, "objects");
    const char *quarantine = in_dir(f, objects, "tmp_objdir-incoming-x");
    assert_int_equal(mkdir(quarantine, 0777), 0);
    (void)setenv("GIT_OBJECT_DIRECTORY", quarantine, 1);
    struct buf list;
    buf_init(&list, &f->arena, 4096);
    if (strchr(objects, ':') || objects[0] == '"')
        buf_printf(&list, "\"%s\"", objects);
    else
        buf_puts(&list, objects);
    (void)setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", buf_str(&list).ptr, 1);
    if (packed)
        (void)GIT_INPUT(f, p.server, pack, "index-pack", "--stdin");
    else
        (void)GIT_INPUT(f, p.server, pack, "unpack-objects", "-q");
    return p;
}

static void expect_readable(struct fixture *f, struct repo *repo, const struct push *p)
{
    struct source base, tip;
    struct str text;

    EXPECT_OK(f, repo_source(repo, &p->old, STR("base"), &base, &f->err));
    EXPECT_OK(f, repo_source(repo, &p->new, STR("tip"), &tip, &f->err));
    assert_int_equal(base.count, 1);
    assert_int_equal(tip.count, 2);
    EXPECT_OK(f, source_read(&base, STR("a.sql"), &text, &f->err));
    expect_str(text, "SELECT 1\n");
    EXPECT_OK(f, source_read(&tip, STR("b.sql"), &text, &f->err));
    expect_str(text, "SELECT 2\n");
}

static void in_quarantine(struct fixture *f, const char *name, bool packed)
{
    struct push p = make_push(f, name, packed);
    struct repo *repo;
    char here[512];

    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(p.server), 0);
    (void)setenv("GIT_DIR", ".", 1);
    enum status status = try_hook(f, &repo);
    assert_int_equal(chdir(here), 0);
    expect_status(f, status, OK);
    expect_readable(f, repo, &p);
    repo_close(repo);
    /* Without the quarantine the new commit does not exist yet. */
    (void)unsetenv("GIT_OBJECT_DIRECTORY");
    (void)unsetenv("GIT_ALTERNATE_OBJECT_DIRECTORIES");
    (void)setenv("GIT_DIR", p.server, 1);
    enum object_kind kind;
    EXPECT_OK(f, try_hook(f, &repo));
    EXPECT_OK(f, repo_object_kind(repo, &p.new, &kind, &f->err));
    assert_int_equal(kind, OBJECT_MISSING);
    repo_close(repo);
}

static void quarantine_loose(void **state)
{
    in_quarantine(*state, "srv.git", false);
}

static void quarantine_packed(void **state)
{
    in_quarantine(*state, "srv.git", true);
}

static void quarantine_colon(void **state)
{
    in_quarantine(*state, "s:r v.git", false);
}

static void quarantine_colon_packed(void **state)
{
    in_quarantine(*state, "s:r v.git", true);
}

/* pool2 <- pool1 <- srv, each by a relative path. */
static void alternates_chain(void **state)
{
    struct fixture *f = *state;
    struct push p = { .work = make_repo(f, "work") };
    const char *pool2 = make_bare(f, "pool2.git"), *pool1 = make_bare(f, "pool1.git");
    p.server = make_bare(f, "srv.git");

    put(f, p.work, "a.sql", "SELECT 1\n");
    p.old = commit_all(f, p.work, "one");
    (void)GIT(f, p.work, "push", "-q", pool2, "main");
    put(f, pool1, "objects/info/alternates", "# a comment\n\n../../pool2.git/objects\n");
    put(f, p.server, "objects/info/alternates", "\"../../pool\\061.git/objects\"\n");
    put(f, p.work, "b.sql", "SELECT 2\n");
    p.new = commit_all(f, p.work, "two");
    (void)GIT(f, p.work, "push", "-q", p.server, "main");
    /* A store that is gone is skipped; what it held would be missed when it is asked for. */
    put(f, p.server, "objects/info/alternates", "/gone\n\"../../pool\\061.git/objects\"\n");
    struct repo *repo = open_at(f, p.server);
    expect_readable(f, repo, &p);
    repo_close(repo);
}

static void alternates_circle(void **state)
{
    struct fixture *f = *state;
    const char *a = make_bare(f, "a.git"), *b = make_bare(f, "b.git");
    put(f, a, "objects/info/alternates", "../../b.git/objects\n");
    put(f, b, "objects/info/alternates", "../../a.git/objects\n");
    repo_close(open_at(f, a));
}

static void alternates_depth(struct fixture *f, size_t borrowers, enum status want)
{
    const char *first = NULL;
    struct repo *repo;
    for (size_t i = 0; i <= borrowers; i++) {
        const char *name = str_fmt(&f->arena, "d%zu.git", i).ptr;
        const char *dir = make_bare(f, name);
        first = first ? first : dir;
        if (i < borrowers)
            put(f, dir, "objects/info/alternates",
                str_fmt(&f->arena, "../../d%zu.git/objects\n", i + 1).ptr);
    }
    enum status status = try_open(f, first, &repo);
    expect_status(f, status, want);
    repo_close(repo);
}

static void alternates_at_the_limit(void **state)
{
    alternates_depth(*state, LIMIT_alternates_depth + 1, OK);
}

static void alternates_past_the_limit(void **state)
{
    struct fixture *f = *state;
    alternates_depth(f, LIMIT_alternates_depth + 2, E_LIMIT);
    expect_text(f, "alternates_depth");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(from_below),
        CASE(bare),
        CASE(linked_worktree),
        CASE(nowhere),
        CASE(damaged),
        CASE(work_tree_elsewhere),
        CASE(path_wins),
        CASE(many_packs),
        CASE(sha256),
        CASE(sha256_in_version_0),
        CASE(reftable),
        CASE(known_extensions),
        CASE(unknown_extension),
        CASE(foreign_owner),
        CASE(quarantine_loose),
        CASE(quarantine_packed),
        CASE(quarantine_colon),
        CASE(quarantine_colon_packed),
        CASE(alternates_chain),
        CASE(alternates_circle),
        CASE(alternates_at_the_limit),
        CASE(alternates_past_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
