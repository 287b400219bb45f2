/* repo_refs: names are followed to their end, values are read now, revisions are for people. */
#include "host/fixture.h"

static void symbolic(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    put(f, dir, "a", "1");
    struct oid first = commit_all(f, dir, "one"), value;
    struct str final;
    (void)GIT(f, dir, "symbolic-ref", "refs/heads/alias", "refs/heads/main");
    (void)GIT(f, dir, "symbolic-ref", "refs/heads/again", "refs/heads/alias");
    (void)GIT(f, dir, "symbolic-ref", "refs/heads/empty", "refs/heads/unborn");
    struct repo *repo = open_at(f, dir);

    EXPECT_OK(f, repo_ref_final(repo, STR("refs/heads/again"), &final, &f->err));
    expect_str(final, "refs/heads/main");
    EXPECT_OK(f, repo_ref_value(repo, STR("refs/heads/again"), &value, &f->err));
    expect_oid(value, first);
    EXPECT_OK(f, repo_ref_final(repo, STR("refs/heads/empty"), &final, &f->err));
    expect_str(final, "refs/heads/unborn");
    expect_status(f, repo_ref_value(repo, STR("refs/heads/empty"), &value, &f->err), E_NOTFOUND);
    EXPECT_OK(f, repo_ref_final(repo, STR("refs/heads/new"), &final, &f->err));
    expect_str(final, "refs/heads/new");
    expect_status(f, repo_ref_value(repo, STR("refs/heads/new"), &value, &f->err), E_NOTFOUND);
    repo_close(repo);
}

static void symbolic_depth(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct str final;
    for (size_t i = 0; i <= LIMIT_symref_depth; i++)
        put(f, dir, str_fmt(&f->arena, ".git/refs/heads/s%zu", i).ptr,
            str_fmt(&f->arena, "ref: refs/heads/s%zu\n", i + 1).ptr);
    struct repo *repo = open_at(f, dir);
    expect_status(f, repo_ref_final(repo, STR("refs/heads/s0"), &final, &f->err), E_LIMIT);
    expect_text(f, "symref_depth");
    EXPECT_OK(f, repo_ref_final(repo, STR("refs/heads/s1"), &final, &f->err));
    expect_str(final, str_fmt(&f->arena, "refs/heads/s%zu", LIMIT_symref_depth + 1).ptr);
    put(f, dir, ".git/refs/heads/circle", "ref: refs/heads/circle\n");
    expect_status(f, repo_ref_final(repo, STR("refs/heads/circle"), &final, &f->err), E_LIMIT);
    repo_close(repo);
}

static void hostile_names(void **state)
{
    struct fixture *f = *state;
    struct repo *repo = open_at(f, make_repo(f, "work"));
    struct str final;
    struct oid value;
    static const char *const names[] = { "refs/heads/../../x", "refs/heads/a b", "",
                                         "refs/heads/a..b", "refs/heads/x.lock" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        expect_status(f, repo_ref_final(repo, str_of(names[i]), &final, &f->err), E_INPUT);
        expect_status(f, repo_ref_value(repo, str_of(names[i]), &value, &f->err), E_INPUT);
    }
    expect_status(f, repo_ref_value(repo, STR("refs/heads/a\0b"), &value, &f->err), E_INPUT);
    repo_close(repo);
}

static void damaged(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct oid value;
    put(f, dir, ".git/refs/heads/bad", "not an id\n");
    struct repo *repo = open_at(f, dir);
    expect_status(f, repo_ref_value(repo, STR("refs/heads/bad"), &value, &f->err), E_IO);
    repo_close(repo);
}

static void head(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct str name;
    struct repo *repo = open_at(f, dir);

    EXPECT_OK(f, repo_head_ref(repo, &name, &f->err));
    expect_str(name, "refs/heads/main");
    put(f, dir, "a", "1");
    (void)commit_all(f, dir, "one");
    (void)GIT(f, dir, "checkout", "-q", "--detach");
    EXPECT_OK(f, repo_head_ref(repo, &name, &f->err));
    expect_str(name, "");
    (void)GIT(f, dir, "symbolic-ref", "refs/heads/alias", "refs/heads/main");
    (void)GIT(f, dir, "symbolic-ref", "HEAD", "refs/heads/alias");
    EXPECT_OK(f, repo_head_ref(repo, &name, &f->err));
    expect_str(name, "refs/heads/main");
    repo_close(repo);
}

static void listing(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct ref_values refs;
    put(f, dir, "a", "1");
    struct oid first = commit_all(f, dir, "one");
    (void)GIT(f, dir, "branch", "release/1");
    (void)GIT(f, dir, "pack-refs", "--all");
    put(f, dir, "a", "2");
    struct oid second = commit_all(f, dir, "two");
    (void)GIT(f, dir, "branch", "release/2");
    (void)GIT(f, dir, "tag", "-a", "-m", "tag", "v1");
    (void)GIT(f, dir, "symbolic-ref", "refs/heads/alias", "refs/heads/release/1");
    (void)GIT(f, dir, "symbolic-ref", "refs/heads/nothing", "refs/heads/unborn");
    struct repo *repo = open_at(f, dir);

    EXPECT_OK(f, repo_refs(repo, STR("refs/"), &refs, &f->err));
    assert_int_equal(refs.count, 5);
    expect_str(refs.items[0].ref, "refs/heads/alias");
    expect_oid(refs.items[0].id, first);
    expect_str(refs.items[1].ref, "refs/heads/main");
    expect_oid(refs.items[1].id, second);
    expect_str(refs.items[4].ref, "refs/tags/v1");
    expect_oid(refs.items[4].id, rev(f, dir, "refs/tags/v1"));
    EXPECT_OK(f, repo_refs(repo, STR("refs/heads/rel"), &refs, &f->err));
    assert_int_equal(refs.count, 2);
    expect_str(refs.items[0].ref, "refs/heads/release/1");
    expect_oid(refs.items[0].id, first);
    expect_oid(refs.items[1].id, second);
    EXPECT_OK(f, repo_refs(repo, STR("refs/remotes/"), &refs, &f->err));
    assert_int_equal(refs.count, 0);
    EXPECT_OK(f, repo_refs(repo, STR("refs/*"), &refs, &f->err));
    assert_int_equal(refs.count, 0);
    repo_close(repo);
}

static void namespaces(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct ref_values refs;
    struct oid value;
    struct str name;
    put(f, dir, "a", "1");
    struct oid first = commit_all(f, dir, "one");
    put(f, dir, "a", "2");
    (void)commit_all(f, dir, "two");
    (void)GIT(f, dir, "update-ref", "refs/namespaces/x/refs/namespaces/y/refs/heads/main",
              hex_of(f, &first));
    (void)GIT(f, dir, "symbolic-ref", "refs/namespaces/x/refs/namespaces/y/HEAD",
              "refs/namespaces/x/refs/namespaces/y/refs/heads/main");
    (void)setenv("GIT_NAMESPACE", "x/y", 1);
    (void)setenv("GIT_DIR", in_dir(f, dir, ".git"), 1);
    struct repo *repo;

    EXPECT_OK(f, try_hook(f, &repo));
    EXPECT_OK(f, repo_ref_value(repo, STR("refs/heads/main"), &value, &f->err));
    expect_oid(value, first);
    EXPECT_OK(f, repo_head_ref(repo, &name, &f->err));
    expect_str(name, "refs/heads/main");
    EXPECT_OK(f, repo_refs(repo, STR("refs/heads/"), &refs, &f->err));
    assert_int_equal(refs.count, 1);
    expect_str(refs.items[0].ref, "refs/heads/main");
    repo_close(repo);
}

static void revisions(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct oid got;
    put(f, dir, "a", "1");
    struct oid first = commit_all(f, dir, "one");
    put(f, dir, "a", "2");
    struct oid second = commit_all(f, dir, "two");
    (void)GIT(f, dir, "tag", "-a", "-m", "tag", "v1", "HEAD~1");
    struct repo *repo = open_at(f, dir);
    struct str hex = oid_hex(&f->arena, &first);
    const struct {
        struct str text;
        struct oid want;
    } cases[] = { { STR("HEAD"), second },       { STR("main"), second },
                  { STR("HEAD~1"), first },      { STR("main^"), first },
                  { STR("v1"), first },          { hex, first },
                  { str_sub(hex, 0, 9), first }, { STR("refs/heads/main"), second } };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        EXPECT_OK(f, repo_revision(repo, cases[i].text, &got, &f->err));
        expect_oid(got, cases[i].want);
    }
    static const char *const wrong[] = {
        "nothing", "HEAD~7", "", "HEAD:a", "HEAD^{tree}", "0123456789012345678901234567890123456789"
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        expect_status(f, repo_revision(repo, str_of(wrong[i]), &got, &f->err), E_INPUT);
    repo_close(repo);
}

int main(void)
{
    const struct CMUnitTest tests[] = { CASE(symbolic),   CASE(symbolic_depth), CASE(hostile_names),
                                        CASE(damaged),    CASE(head),           CASE(listing),
                                        CASE(namespaces), CASE(revisions) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
