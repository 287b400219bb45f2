/* repo_worktree: what a commit of everything would hold, before it is made. */
#include "host/fixture.h"

static struct source look(struct fixture *f, struct repo *repo)
{
    struct source source;
    EXPECT_OK(f, repo_worktree_source(repo, &source, &f->err));
    return source;
}

/* The same paths, ids and modes as the commit made of it, and readable. */
static void expect_as_commit(struct fixture *f, const char *dir)
{
    struct repo *repo = open_at(f, dir);
    struct source work = look(f, repo), committed;
    struct str text, want;
    struct oid head = commit_all(f, dir, "now");

    EXPECT_OK(f, repo_source(repo, &head, STR("commit"), &committed, &f->err));
    assert_int_equal(work.count, committed.count);
    for (size_t i = 0; i < work.count; i++) {
        assert_true(str_eq(work.entries[i].path, committed.entries[i].path));
        assert_int_equal(work.entries[i].mode, committed.entries[i].mode);
        expect_oid(work.entries[i].id, committed.entries[i].id);
        if (!source_is_file(&work.entries[i]))
            continue;
        EXPECT_OK(f, work.read(&work, &work.entries[i], &text, &f->err));
        EXPECT_OK(f, committed.read(&committed, &committed.entries[i], &want, &f->err));
        assert_true(str_eq(text, want));
    }
    repo_close(repo);
}

static const char *start(struct fixture *f)
{
    const char *dir = make_repo(f, "work");
    put(f, dir, "models/kept.sql", "SELECT 1\n");
    put(f, dir, "models/changed.sql", "SELECT 2\n");
    put(f, dir, "models/gone.sql", "SELECT 3\n");
    put(f, dir, ".gitignore", "*.log\n/target/\n");
    (void)commit_all(f, dir, "one");
    return dir;
}

static void all_kinds(void **state)
{
    struct fixture *f = *state;
    const char *dir = start(f);
    put(f, dir, "models/changed.sql", "SELECT 22\n");
    /* Same size, same second: only the content tells. */
    put(f, dir, "models/kept.sql", "SELECT 9\n");
    put(f, dir, "models/new/deep/new.sql", "SELECT 4\n");
    put(f, dir, "models/run.sh", "#!/bin/sh\n");
    assert_int_equal(chmod(in_dir(f, dir, "models/run.sh"), 0755), 0);
    put(f, dir, "noise.log", "ignored");
    put(f, dir, "target/x", "ignored");
    assert_int_equal(unlink(in_dir(f, dir, "models/gone.sql")), 0);
    assert_int_equal(symlink("kept.sql", in_dir(f, dir, "models/link.sql")), 0);
    put(f, dir, "staged.sql", "SELECT 5\n");
    (void)GIT(f, dir, "add", "staged.sql");
    put(f, dir, "staged.sql", "SELECT 55\n");
    expect_as_commit(f, dir);
}

static void clean(void **state)
{
    struct fixture *f = *state;
    expect_as_commit(f, start(f));
}

static void line_endings(void **state)
{
    struct fixture *f = *state;
    const char *dir = start(f);
    put(f, dir, ".gitattributes", "*.sql text\n");
    put(f, dir, "models/crlf.sql", "SELECT\r\n1\r\n");
    expect_as_commit(f, dir);
}

static void unborn(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    put(f, dir, "a.sql", "SELECT 1\n");
    expect_as_commit(f, dir);
}

static void linked(void **state)
{
    struct fixture *f = *state;
    const char *dir = start(f), *other = in_top(f, "other");
    (void)GIT(f, dir, "worktree", "add", "-q", "-b", "side", other);
    put(f, other, "side.sql", "SELECT 1\n");
    expect_as_commit(f, other);
}

static void nested_repository(void **state)
{
    struct fixture *f = *state;
    const char *dir = start(f);
    const char *inner = make_repo(f, "work/inner");
    put(f, inner, "x", "not ours");
    (void)commit_all(f, inner, "inner");
    struct repo *repo = open_at(f, dir);
    struct source work = look(f, repo);
    for (size_t i = 0; i < work.count; i++)
        assert_false(str_starts(work.entries[i].path, STR("inner")));
    repo_close(repo);
}

static void submodule(void **state)
{
    struct fixture *f = *state;
    const char *dir = start(f), *other = make_repo(f, "other");
    put(f, other, "x", "theirs");
    (void)commit_all(f, other, "other");
    (void)GIT(f, dir, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", other,
              "sub");
    (void)commit_all(f, dir, "with a submodule");
    put(f, dir, "models/changed.sql", "SELECT 22\n");
    expect_as_commit(f, dir);
}

static void large(void **state)
{
    struct fixture *f = *state;
    const char *dir = start(f);
    char *bytes = arena_alloc(&f->arena, LIMIT_file_bytes + 1);
    struct str text;
    put_bytes(f, dir, "fits.csv", (struct str){ bytes, LIMIT_file_bytes });
    put_bytes(f, dir, "over.csv", (struct str){ bytes, LIMIT_file_bytes + 1 });
    struct repo *repo = open_at(f, dir);
    struct source work = look(f, repo);
    EXPECT_OK(f, source_read(&work, STR("fits.csv"), &text, &f->err));
    assert_int_equal(text.len, LIMIT_file_bytes);
    expect_status(f, source_read(&work, STR("over.csv"), &text, &f->err), E_LIMIT);
    expect_text(f, "file_bytes");
    repo_close(repo);
}

static void changed_meanwhile(void **state)
{
    struct fixture *f = *state;
    const char *dir = start(f);
    struct str text;
    put(f, dir, "new.sql", "SELECT 1\n");
    put(f, dir, "later.sql", "SELECT 1\n");
    struct repo *repo = open_at(f, dir);
    struct source work = look(f, repo);
    EXPECT_OK(f, source_read(&work, STR("new.sql"), &text, &f->err));
    put(f, dir, "new.sql", "SELECT 2\n");
    put(f, dir, "later.sql", "SELECT 2\n");
    /* What was read stays; what was not is no longer what was listed. */
    EXPECT_OK(f, source_read(&work, STR("new.sql"), &text, &f->err));
    expect_str(text, "SELECT 1\n");
    expect_status(f, source_read(&work, STR("later.sql"), &text, &f->err), E_IO);
    expect_text(f, "changed while it was read");
    assert_int_equal(unlink(in_dir(f, dir, "later.sql")), 0);
    assert_int_equal(symlink("/etc/passwd", in_dir(f, dir, "later.sql")), 0);
    expect_status(f, source_read(&work, STR("later.sql"), &text, &f->err), E_IO);
    repo_close(repo);
}

static void bare(void **state)
{
    struct fixture *f = *state;
    struct repo *repo = open_at(f, make_bare(f, "srv.git"));
    struct source source;
    expect_status(f, repo_worktree_source(repo, &source, &f->err), E_INPUT);
    expect_text(f, "no work tree");
    repo_close(repo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(all_kinds), CASE(clean),  CASE(line_endings),
        CASE(unborn),    CASE(linked), CASE(nested_repository),
        CASE(submodule), CASE(large),  CASE(changed_meanwhile),
        CASE(bare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
