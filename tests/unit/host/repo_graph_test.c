/* repo_graph: ranges, merge bases and ancestry through all parents, beside git's own answers. */
#include "host/fixture.h"

static struct commits range(struct fixture *f, struct repo *repo, const struct oid *tip,
                            const struct oid *hide, size_t hide_count)
{
    struct commits out;
    EXPECT_OK(f, repo_range(repo, tip, hide, hide_count, &out, &f->err));
    return out;
}

/* A commit of the empty tree, a second after the last one made. */
static struct oid make(struct fixture *f, const char *dir, const char *message,
                       const struct oid *parents, size_t count)
{
    struct buf buf;
    f->clock++;
    buf_init(&buf, &f->arena, 1 << 16);
    buf_puts(&buf, "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n");
    for (size_t i = 0; i < count; i++)
        buf_printf(&buf, "parent %s\n", hex_of(f, &parents[i]));
    buf_printf(&buf, "author A <a@x> %lld +0000\ncommitter C <c@x> %lld +0000\n\n%s", f->clock,
               f->clock, message);
    return write_object(f, dir, "commit", buf_str(&buf));
}

static struct oid on(struct fixture *f, const char *dir, const char *message,
                     const struct oid *parent)
{
    return make(f, dir, message, parent, 1);
}

static void expect_messages(const struct commits *commits, const char *want)
{
    char got[256] = "";
    size_t len = 0;
    vec_for (const struct commit, c, commits)
        len += (size_t)snprintf(got + len, sizeof got - len, "%s%.*s", len ? " " : "",
                                STR_ARG(c->message));
    assert_string_equal(got, want);
}

static void straight(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct oid a = make(f, dir, "a", NULL, 0), b = on(f, dir, "b", &a), c = on(f, dir, "c", &b),
               none = { .len = 0 };
    struct repo *repo = open_at(f, dir);
    struct commits got = range(f, repo, &c, &a, 1);

    expect_messages(&got, "c b");
    expect_str(got.items[1].author.email, "a@x");
    got = range(f, repo, &c, NULL, 0);
    expect_messages(&got, "c b a");
    got = range(f, repo, &c, &none, 1);
    expect_messages(&got, "c b a");
    got = range(f, repo, &c, &c, 1);
    expect_messages(&got, "");
    /* A rewind adds nothing. */
    got = range(f, repo, &a, &c, 1);
    expect_messages(&got, "");
    repo_close(repo);
}

/* An author reached only through the third parent is found. */
static void octopus(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct oid a = make(f, dir, "a", NULL, 0), p = on(f, dir, "p", &a), q = on(f, dir, "q", &a),
               r1 = on(f, dir, "r1", &a), r2 = on(f, dir, "r2", &r1);
    struct oid m = make(f, dir, "m", (const struct oid[]){ p, q, r2 }, 3), n = on(f, dir, "n", &m);
    struct repo *repo = open_at(f, dir);
    struct commits got = range(f, repo, &n, &p, 1);

    expect_messages(&got, "n m r2 r1 q");
    assert_int_equal(got.items[1].parent_count, 3);
    got = range(f, repo, &n, (const struct oid[]){ q, r1, p }, 3);
    expect_messages(&got, "n m r2");
    repo_close(repo);
}

/* Children come first even where the dates say otherwise. */
static void dates_lie(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct oid root = make(f, dir, "root", NULL, 0);
    struct oid old = on(f, dir, "base", &root);
    f->clock += 1000000;
    struct oid a = on(f, dir, "a", &old);
    f->clock -= 3000000;
    struct oid b = on(f, dir, "b", &a);
    f->clock += 2500000;
    struct oid c = on(f, dir, "c", &b);
    struct repo *repo = open_at(f, dir);
    struct commits got = range(f, repo, &c, &old, 1);
    expect_messages(&got, "c b a");
    /* The hidden side carries the forged date: what it reaches stays hidden. */
    got = range(f, repo, &a, &c, 1);
    expect_messages(&got, "");
    struct oid side = make(f, dir, "m", (const struct oid[]){ c, a }, 2);
    got = range(f, repo, &side, &c, 1);
    expect_messages(&got, "m");
    repo_close(repo);
}

static void hidden_kinds(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct oid a = make(f, dir, "a", NULL, 0), b = on(f, dir, "b", &a);
    (void)GIT(f, dir, "tag", "-a", "-m", "tag", "v1", hex_of(f, &a));
    struct oid hide[2] = { rev(f, dir, "v1"), write_object(f, dir, "blob", STR("x")) };
    struct repo *repo = open_at(f, dir);
    struct commits got = range(f, repo, &b, hide, 2);
    expect_messages(&got, "b");
    struct oid missing = { .bytes = { 1 }, .len = 20 };
    expect_status(f, repo_range(repo, &b, &missing, 1, &got, &f->err), E_IO);
    expect_status(f, repo_range(repo, &missing, &b, 1, &got, &f->err), E_IO);
    expect_status(f, repo_range(repo, &hide[1], &b, 1, &got, &f->err), E_INPUT);
    repo_close(repo);
}

static void missing_parent(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct oid missing = { .bytes = { 2 }, .len = 20 }, a = on(f, dir, "a", &missing), out;
    struct repo *repo = open_at(f, dir);
    struct commits got;
    bool is;
    expect_status(f, repo_range(repo, &a, NULL, 0, &got, &f->err), E_IO);
    expect_text(f, "0200000000000000000000000000000000000000 is missing");
    expect_status(f, repo_merge_base(repo, &a, &missing, &out, &f->err), E_IO);
    expect_status(f, repo_is_ancestor(repo, &missing, &a, &is, &f->err), E_IO);
    repo_close(repo);
}

static void shallow(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work"), *clone = in_top(f, "clone");
    struct oid ids[4], out;
    bool is;
    for (int i = 0; i < 4; i++) {
        put(f, dir, "a", str_fmt(&f->arena, "%d", i).ptr);
        ids[i] = commit_all(f, dir, str_fmt(&f->arena, "%d", i).ptr);
    }
    (void)GIT(f, f->top, "clone", "-q", "--depth", "2", str_fmt(&f->arena, "file://%s", dir).ptr,
              clone);
    struct repo *repo = open_at(f, clone);
    assert_true(repo_is_shallow(repo));
    struct commits got = range(f, repo, &ids[3], NULL, 0);
    assert_int_equal(got.count, 2);
    EXPECT_OK(f, repo_is_ancestor(repo, &ids[2], &ids[3], &is, &f->err));
    assert_true(is);
    EXPECT_OK(f, repo_merge_base(repo, &ids[2], &ids[3], &out, &f->err));
    expect_oid(out, ids[2]);
    EXPECT_OK(f, repo_is_ancestor(repo, &ids[0], &ids[3], &is, &f->err));
    assert_false(is);
    repo_close(repo);
}

static void replacements_are_ignored(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct oid a = make(f, dir, "a", NULL, 0), b = on(f, dir, "b", &a),
               other = make(f, dir, "other", NULL, 0);
    (void)GIT(f, dir, "replace", hex_of(f, &b), hex_of(f, &other));
    put(f, dir, ".git/info/grafts", str_fmt(&f->arena, "%s\n", hex_of(f, &b)).ptr);
    struct repo *repo = open_at(f, dir);
    struct commits got = range(f, repo, &b, NULL, 0);
    expect_messages(&got, "b a");
    repo_close(repo);
}

static void limit(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct buf stream;
    struct commits got;
    buf_init(&stream, &f->arena, 64 * 1024 * 1024);
    for (size_t i = 0; i <= LIMIT_range_commits; i++)
        buf_printf(&stream,
                   "commit refs/heads/main\nmark :%zu\ncommitter C <c@x> %zu +0000\n"
                   "data 1\nm\n",
                   i + 1, 1700000000 + i);
    (void)GIT_INPUT(f, dir, buf_str(&stream), "fast-import", "--quiet");
    struct oid tip = rev(f, dir, "main"), before = rev(f, dir, "main~1"),
               root = rev(f, dir, str_fmt(&f->arena, "main~%zu", LIMIT_range_commits).ptr);
    struct repo *repo = open_at(f, dir);
    assert_int_equal(range(f, repo, &tip, &root, 1).count, LIMIT_range_commits);
    assert_int_equal(range(f, repo, &before, NULL, 0).count, LIMIT_range_commits);
    expect_status(f, repo_range(repo, &tip, NULL, 0, &got, &f->err), E_LIMIT);
    expect_text(f, "range_commits");
    assert_int_equal(range(f, repo, &tip, &before, 1).count, 1);
    repo_close(repo);
}

static void merge_base(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct oid a = make(f, dir, "a", NULL, 0), b = on(f, dir, "b", &a), c = on(f, dir, "c", &a),
               d = on(f, dir, "d", &c), orphan = make(f, dir, "o", NULL, 0), out;
    struct repo *repo = open_at(f, dir);

    EXPECT_OK(f, repo_merge_base(repo, &b, &d, &out, &f->err));
    expect_oid(out, a);
    EXPECT_OK(f, repo_merge_base(repo, &c, &d, &out, &f->err));
    expect_oid(out, c);
    EXPECT_OK(f, repo_merge_base(repo, &d, &d, &out, &f->err));
    expect_oid(out, d);
    expect_status(f, repo_merge_base(repo, &d, &orphan, &out, &f->err), E_NOTFOUND);
    /* Criss-cross. */
    struct oid m1 = make(f, dir, "m1", (const struct oid[]){ b, d }, 2),
               m2 = make(f, dir, "m2", (const struct oid[]){ d, b }, 2);
    expect_status(f, repo_merge_base(repo, &m1, &m2, &out, &f->err), E_INPUT);
    expect_text(f, "2 best common ancestors");
    EXPECT_OK(f, repo_merge_base(repo, &m1, &d, &out, &f->err));
    expect_oid(out, d);
    repo_close(repo);
}

static void ancestry(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct oid a = make(f, dir, "a", NULL, 0), b = on(f, dir, "b", &a), c = on(f, dir, "c", &a),
               m = make(f, dir, "m", (const struct oid[]){ b, c }, 2);
    struct repo *repo = open_at(f, dir);
    const struct {
        const struct oid *up, *down;
        bool want;
    } cases[] = {
        { &a, &m, true }, { &c, &m, true }, { &m, &m, true }, { &m, &a, false }, { &b, &c, false }
    };
    bool is;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        EXPECT_OK(f, repo_is_ancestor(repo, cases[i].up, cases[i].down, &is, &f->err));
        assert_int_equal(is, cases[i].want);
    }
    repo_close(repo);
}

#define COMMITS 80

/* Random histories with merges and dates that jump: the same answers as git's. */
static void as_git_says(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct oid ids[COMMITS];
    uint32_t seed = 7;
    bool is;

    for (size_t i = 0; i < COMMITS; i++) {
        struct oid parents[3];
        size_t count = 0;
        for (size_t p = 0; i > 0 && p < 3; p++) {
            seed = seed * 1664525u + 1013904223u;
            if (p == 0 || (seed >> 20) % 4 == 0)
                parents[count++] = ids[i - 1 - (seed >> 8) % (i < 6 ? i : 6)];
        }
        f->clock += (long long)((seed >> 10) % 7) - 1;
        ids[i] = make(f, dir, "x", parents, count);
    }
    struct repo *repo = open_at(f, dir);
    for (int round = 0; round < 40; round++) {
        seed = seed * 1664525u + 1013904223u;
        const struct oid *a = &ids[(seed >> 8) % COMMITS], *b = &ids[(seed >> 20) % COMMITS];
        struct commits got = range(f, repo, a, b, 1);
        struct str count = GIT(f, dir, "rev-list", "--count", hex_of(f, a), "--not", hex_of(f, b));
        expect_str(count, str_fmt(&f->arena, "%zu", got.count).ptr);
        struct str bases = GIT(f, dir, "merge-base", "--all", hex_of(f, a), hex_of(f, b));
        struct oid out;
        enum status status = repo_merge_base(repo, a, b, &out, &f->err);
        assert_int_equal(status, str_find_byte(bases, '\n') < 0 ? OK : E_INPUT);
        if (status == OK)
            expect_oid(out, oid_of(bases));
        EXPECT_OK(f, repo_is_ancestor(repo, a, b, &is, &f->err));
        assert_int_equal(is, status == OK && oid_eq(&out, a));
    }
    repo_close(repo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(straight),
        CASE(octopus),
        CASE(dates_lie),
        CASE(hidden_kinds),
        CASE(missing_parent),
        CASE(shallow),
        CASE(replacements_are_ignored),
        CASE(limit),
        CASE(merge_base),
        CASE(ancestry),
        CASE(as_git_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
