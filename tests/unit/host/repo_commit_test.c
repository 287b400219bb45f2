/* repo_objects and repo_commit: kinds, sizes, and commits byte for byte. */
#include "host/fixture.h"

static void kinds(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    put(f, dir, "a", "1");
    (void)commit_all(f, dir, "one");
    (void)GIT(f, dir, "tag", "-a", "-m", "tag", "v1");
    struct repo *repo = open_at(f, dir);
    const struct {
        const char *revision;
        enum object_kind want;
    } cases[] = { { "HEAD", OBJECT_COMMIT },
                  { "HEAD^{tree}", OBJECT_TREE },
                  { "HEAD:a", OBJECT_BLOB },
                  { "v1", OBJECT_TAG } };
    enum object_kind kind;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct oid id = rev(f, dir, cases[i].revision);
        EXPECT_OK(f, repo_object_kind(repo, &id, &kind, &f->err));
        assert_int_equal(kind, cases[i].want);
    }
    struct oid none = { .bytes = { 1 }, .len = 20 }, longer = { .bytes = { 1 }, .len = 32 };
    EXPECT_OK(f, repo_object_kind(repo, &none, &kind, &f->err));
    assert_int_equal(kind, OBJECT_MISSING);
    expect_status(f, repo_object_kind(repo, &longer, &kind, &f->err), E_INPUT);
    repo_close(repo);
}

static void damaged_object(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    put(f, dir, "a", "1");
    struct oid id = commit_all(f, dir, "one");
    const char *hex = hex_of(f, &id);
    const char *path = str_fmt(&f->arena, ".git/objects/%.2s/%s", hex, hex + 2).ptr;
    struct commit commit;

    assert_int_equal(chmod(in_dir(f, dir, path), 0644), 0);
    put(f, dir, path, "this is no zlib stream");
    struct repo *repo = open_at(f, dir);
    expect_status(f, repo_commit(repo, &id, &commit, &f->err), E_IO);
    repo_close(repo);
}

static void peeling(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    put(f, dir, "a", "1");
    struct oid head = commit_all(f, dir, "one"), got;
    (void)GIT(f, dir, "tag", "-a", "-m", "1", "t0");
    (void)GIT(f, dir, "tag", "-a", "-m", "blob", "tb", "HEAD:a");
    for (size_t i = 0; i <= LIMIT_symref_depth; i++)
        (void)GIT(f, dir, "-c", "advice.nestedTag=false", "tag", "-a", "-m", "more",
                  str_fmt(&f->arena, "t%zu", i + 1).ptr, str_fmt(&f->arena, "t%zu", i).ptr);
    struct repo *repo = open_at(f, dir);
    struct oid id = rev(f, dir, "t9"), missing = { .bytes = { 9 }, .len = 20 };

    EXPECT_OK(f, repo_peel_commit(repo, &id, &got, &f->err));
    expect_oid(got, head);
    id = rev(f, dir, str_fmt(&f->arena, "t%zu", LIMIT_symref_depth + 1).ptr);
    expect_status(f, repo_peel_commit(repo, &id, &got, &f->err), E_LIMIT);
    id = rev(f, dir, "tb");
    expect_status(f, repo_peel_commit(repo, &id, &got, &f->err), E_INPUT);
    id = rev(f, dir, "HEAD^{tree}");
    expect_status(f, repo_peel_commit(repo, &id, &got, &f->err), E_INPUT);
    expect_status(f, repo_peel_commit(repo, &missing, &got, &f->err), E_IO);
    id = write_object(f, dir, "tag", STR("object nonsense\ntype commit\n"));
    expect_status(f, repo_peel_commit(repo, &id, &got, &f->err), E_INPUT);
    repo_close(repo);
}

static void ordinary(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    put(f, dir, "a", "1");
    struct oid first = commit_all(f, dir, "one");
    struct oid second = commit_all(f, dir, "two\n\nApproved-by: Bo <bo@example.com>");
    struct repo *repo = open_at(f, dir);
    struct commit commit;

    EXPECT_OK(f, repo_commit(repo, &second, &commit, &f->err));
    expect_oid(commit.id, second);
    expect_oid(commit.tree, rev(f, dir, "HEAD^{tree}"));
    assert_int_equal(commit.parent_count, 1);
    expect_oid(commit.parents[0], first);
    expect_str(commit.author.name, "Ann Author");
    expect_str(commit.author.email, "ann@example.com");
    expect_str(commit.committer.name, "Cid Committer");
    expect_str(commit.committer.email, "cid@example.com");
    assert_int_equal(commit.committer.time, f->clock);
    expect_str(commit.message, "two\n\nApproved-by: Bo <bo@example.com>\n");
    expect_str(commit.encoding, "");
    assert_false(commit.is_signed);
    EXPECT_OK(f, repo_commit(repo, &first, &commit, &f->err));
    assert_int_equal(commit.parent_count, 0);
    struct oid tree = rev(f, dir, "HEAD^{tree}"), missing = { .bytes = { 7 }, .len = 20 };
    expect_status(f, repo_commit(repo, &tree, &commit, &f->err), E_INPUT);
    expect_status(f, repo_commit(repo, &missing, &commit, &f->err), E_IO);
    expect_text(f, "0700000000");
    repo_close(repo);
}

#define TREE_LINE "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
#define AUTHOR "author A <a@x> 1 +0000\n"
#define COMMITTER "committer C <c@x> 2 +0000\n"

static enum status read_raw(struct fixture *f, struct repo *repo, struct str bytes,
                            struct commit *out)
{
    struct oid id = write_object(f, repo_work_dir(repo).ptr, "commit", bytes);
    return repo_commit(repo, &id, out, &f->err);
}

static void raw_headers(void **state)
{
    struct fixture *f = *state;
    struct repo *repo = open_at(f, make_repo(f, "work"));
    struct commit c;

    EXPECT_OK(f, read_raw(f, repo,
                          STR(TREE_LINE AUTHOR COMMITTER "gpgsig -----BEGIN\n encoding EVIL\n"
                                                         " author B <b@x> 1 +0000\n -----END\n"
                                                         "encoding UTF-7\n\n\n\nbody\0hidden\n"),
                          &c));
    assert_true(c.is_signed);
    expect_str(c.encoding, "UTF-7");
    expect_str(c.author.email, "a@x");
    assert_true(str_eq(c.message, STR("\n\nbody\0hidden\n")));
    EXPECT_OK(f, read_raw(f, repo,
                          STR(TREE_LINE "author  <> 1 +0000\n"
                                        "committer x y<  c@x >99999999999999999999 +0000\n\n"),
                          &c));
    expect_str(c.author.name, "");
    expect_str(c.author.email, "");
    expect_str(c.committer.name, "x y");
    expect_str(c.committer.email, "c@x");
    assert_int_equal(c.committer.time, 0);
    expect_str(c.message, "");
    EXPECT_OK(f, read_raw(f, repo, STR(TREE_LINE AUTHOR COMMITTER), &c));
    expect_str(c.message, "");
    repo_close(repo);
}

static void malformed(void **state)
{
    struct fixture *f = *state;
    struct repo *repo = open_at(f, make_repo(f, "work"));
    struct commit c;
    const struct str cases[] = {
        STR(""),
        STR("tree 123\n" AUTHOR COMMITTER "\n"),
        STR(TREE_LINE COMMITTER "\n"),
        STR(TREE_LINE AUTHOR "\n"),
        STR(TREE_LINE "parent 12\n" AUTHOR COMMITTER "\n"),
        STR(TREE_LINE AUTHOR AUTHOR COMMITTER "\n"),
        STR(TREE_LINE AUTHOR COMMITTER AUTHOR "\nx"),
        STR(TREE_LINE AUTHOR COMMITTER "encoding a\nencoding b\n\nx"),
        STR(TREE_LINE AUTHOR COMMITTER "no end of line"),
        STR(TREE_LINE "author nobody\n" COMMITTER "\nx"),
        STR(TREE_LINE "author A <a@x> <b@x> 1 +0000\n" COMMITTER "\nx"),
        STR(TREE_LINE "author A a@x> 1 +0000\n" COMMITTER "\nx"),
        STR(TREE_LINE "author A <a@x>\0 1 +0000\n" COMMITTER "\nx"),
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_status(f, read_raw(f, repo, cases[i], &c), E_INPUT);
    repo_close(repo);
}

static struct str with_message(struct fixture *f, size_t len)
{
    struct buf buf;
    buf_init(&buf, &f->arena, (size_t)64 * 1024 * 1024);
    buf_puts(&buf, TREE_LINE AUTHOR COMMITTER "\n");
    for (size_t i = 0; i < len; i++)
        buf_byte(&buf, i % 70 ? 'x' : '\n');
    return buf_str(&buf);
}

static void long_message(void **state)
{
    struct fixture *f = *state;
    struct repo *repo = open_at(f, make_repo(f, "work"));
    struct commit c;

    EXPECT_OK(f, read_raw(f, repo, with_message(f, LIMIT_message_bytes), &c));
    assert_int_equal(c.message.len, LIMIT_message_bytes);
    expect_status(f, read_raw(f, repo, with_message(f, LIMIT_message_bytes + 1), &c), E_LIMIT);
    expect_text(f, "message_bytes");
    expect_status(f, read_raw(f, repo, with_message(f, 4 * LIMIT_message_bytes), &c), E_LIMIT);
    expect_text(f, "message_bytes");
    repo_close(repo);
}

int main(void)
{
    const struct CMUnitTest tests[] = { CASE(kinds),       CASE(damaged_object), CASE(peeling),
                                        CASE(ordinary),    CASE(raw_headers),    CASE(malformed),
                                        CASE(long_message) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
