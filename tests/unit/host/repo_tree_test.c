/* repo_tree and repo_source: trees are listed and compared as they are, or refused. */
#include "host/fixture.h"

static struct source source_of(struct fixture *f, struct repo *repo, const struct oid *id)
{
    struct source source;
    EXPECT_OK(f, repo_source(repo, id, STR("tree"), &source, &f->err));
    return source;
}

static struct changed_paths changes(struct fixture *f, struct repo *repo, const struct oid *base,
                                    const struct oid *tip)
{
    struct changed_paths out;
    EXPECT_OK(f, repo_changed_paths(repo, base, tip, &out, &f->err));
    return out;
}

/* --- ordinary trees -------------------------------------------------------------------------- */

static void listing(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct str text;
    /* Directories sort as if their name ended in '/'. */
    static const char *const names[] = { "a-b", "a.sql", "a/x/1.sql", "a/y", "a0", "\303\251.sql" };
    for (size_t i = 0; i < 6; i++)
        put(f, dir, names[i], names[i]);
    assert_int_equal(chmod(in_dir(f, dir, "a-b"), 0755), 0);
    assert_int_equal(symlink("a/y", in_dir(f, dir, "link")), 0);
    struct oid head = commit_all(f, dir, "one");
    struct repo *repo = open_at(f, dir);
    struct source source = source_of(f, repo, &head);

    assert_int_equal(source.count, 7);
    for (size_t i = 0; i < 5; i++)
        expect_str(source.entries[i].path, names[i]);
    expect_str(source.entries[5].path, "link");
    expect_str(source.entries[6].path, names[5]);
    assert_int_equal(source.entries[0].mode, MODE_EXEC);
    assert_int_equal(source.entries[1].mode, MODE_FILE);
    assert_int_equal(source.entries[5].mode, MODE_LINK);
    expect_oid(source.entries[3].id, rev(f, dir, "HEAD:a/y"));
    for (size_t i = 0; i < 5; i++) {
        EXPECT_OK(f, source_read(&source, str_of(names[i]), &text, &f->err));
        expect_str(text, names[i]);
    }
    expect_status(f, source_read(&source, STR("link"), &text, &f->err), E_INPUT);
    expect_status(f, source_read(&source, STR("a"), &text, &f->err), E_NOTFOUND);
    repo_close(repo);
}

static void kinds_of_start(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    put(f, dir, "d/a", "1");
    (void)commit_all(f, dir, "one");
    (void)GIT(f, dir, "tag", "-a", "-m", "tag", "v1");
    struct repo *repo = open_at(f, dir);
    struct oid none = { .len = 0 }, tree = rev(f, dir, "HEAD^{tree}"), tag = rev(f, dir, "v1"),
               blob = rev(f, dir, "HEAD:d/a"), missing = { .bytes = { 5 }, .len = 20 },
               empty = oid_of(STR("4b825dc642cb6eb9a060e54bf8d69288fbee4904"));
    struct source source;

    assert_int_equal(source_of(f, repo, &none).count, 0);
    assert_int_equal(source_of(f, repo, &tree).count, 1);
    assert_int_equal(source_of(f, repo, &tag).count, 1);
    /* The empty tree needs no object. */
    assert_int_equal(source_of(f, repo, &empty).count, 0);
    expect_status(f, repo_source(repo, &blob, STR("x"), &source, &f->err), E_INPUT);
    expect_status(f, repo_source(repo, &missing, STR("x"), &source, &f->err), E_IO);
    repo_close(repo);
}

static void folders(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct source source;
    struct str text;
    put(f, dir, ".stoplog/a.yml", "version: 1\n");
    put(f, dir, ".stoplog/sub/b.yml", "b");
    put(f, dir, ".stoplog.yml", "x");
    put(f, dir, "models/a.sql", "1");
    struct oid head = commit_all(f, dir, "one");
    struct repo *repo = open_at(f, dir);

    EXPECT_OK(f, repo_folder_source(repo, &head, STR(".stoplog"), STR("p"), &source, &f->err));
    assert_int_equal(source.count, 2);
    expect_str(source.entries[0].path, ".stoplog/a.yml");
    expect_str(source.entries[1].path, ".stoplog/sub/b.yml");
    EXPECT_OK(f, source_read(&source, STR(".stoplog/a.yml"), &text, &f->err));
    expect_str(text, "version: 1\n");
    static const char *const none[] = { "no", "models/a.sql/x", ".stoplog/no" };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        EXPECT_OK(f, repo_folder_source(repo, &head, str_of(none[i]), STR("p"), &source, &f->err));
        assert_int_equal(source.count, 0);
    }
    /* A file of that name is no empty folder. */
    EXPECT_OK(f, repo_folder_source(repo, &head, STR(".stoplog.yml"), STR("p"), &source, &f->err));
    assert_int_equal(source.count, 1);
    expect_str(source.entries[0].path, ".stoplog.yml");
    EXPECT_OK(f, repo_folder_source(repo, &head, STR(""), STR("p"), &source, &f->err));
    assert_int_equal(source.count, 4);
    EXPECT_OK(f, repo_direct_files(repo, &head, STR(".stoplog"), &source, &f->err));
    assert_int_equal(source.count, 1);
    expect_str(source.entries[0].path, ".stoplog/a.yml");
    EXPECT_OK(f, repo_direct_files(repo, &head, STR("no"), &source, &f->err));
    assert_int_equal(source.count, 0);
    EXPECT_OK(f, repo_folder_source(repo, &head, STR(".stoplog/"), STR("p"), &source, &f->err));
    assert_int_equal(source.count, 2);
    repo_close(repo);
}

static void single_path(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct str text;
    uint32_t mode = 0;
    put(f, dir, "a/b/c.yml", "x: 1\n");
    assert_int_equal(chmod(in_dir(f, dir, "a/b/c.yml"), 0755), 0);
    assert_int_equal(symlink("b", in_dir(f, dir, "a/link")), 0);
    struct oid head = commit_all(f, dir, "one");
    struct repo *repo = open_at(f, dir);

    EXPECT_OK(f, repo_read_path(repo, &head, STR("a/b/c.yml"), &text, &mode, &f->err));
    expect_str(text, "x: 1\n");
    assert_int_equal(mode, MODE_EXEC);
    EXPECT_OK(f, repo_read_path(repo, &head, STR("a/b/c.yml"), &text, NULL, &f->err));
    static const char *const absent[] = { "a/b/d", "a/x/c.yml", "a/b/c.yml/d", "a//b", "/a", "a/" };
    for (size_t i = 0; i < 6; i++)
        expect_status(f, repo_read_path(repo, &head, str_of(absent[i]), &text, NULL, &f->err),
                      E_NOTFOUND);
    static const char *const no_file[] = { "a", "a/link", "" };
    for (size_t i = 0; i < 3; i++)
        expect_status(f, repo_read_path(repo, &head, str_of(no_file[i]), &text, NULL, &f->err),
                      E_INPUT);
    struct oid none = { .len = 0 };
    expect_status(f, repo_read_path(repo, &none, STR("a"), &text, NULL, &f->err), E_NOTFOUND);
    repo_close(repo);
}

static void submodule(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct buf tree = tree_new(f);
    struct oid elsewhere = { .bytes = { 1, 2, 3 }, .len = 20 };
    tree_add(&tree, "160000", STR("sub"), &elsewhere);
    struct oid id = write_tree(f, dir, &tree);
    struct repo *repo = open_at(f, dir);
    struct source source = source_of(f, repo, &id);
    struct str text;

    assert_int_equal(source.count, 1);
    assert_int_equal(source.entries[0].mode, MODE_MODULE);
    expect_status(f, source_read(&source, STR("sub"), &text, &f->err), E_INPUT);
    expect_status(f, repo_read_path(repo, &id, STR("sub"), &text, NULL, &f->err), E_INPUT);
    repo_close(repo);
}

static void packed_deltas(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct str text;
    struct buf big;
    buf_init(&big, &f->arena, 1 << 20);
    for (int i = 0; i < 3000; i++)
        buf_printf(&big, "line %d of a long file\n", i);
    put_bytes(f, dir, "a", buf_str(&big));
    struct oid first = commit_all(f, dir, "one");
    buf_puts(&big, "and one more\n");
    put_bytes(f, dir, "a", buf_str(&big));
    struct oid second = commit_all(f, dir, "two");
    (void)GIT(f, dir, "gc", "-q", "--aggressive");
    struct repo *repo = open_at(f, dir);
    struct source old = source_of(f, repo, &first), new = source_of(f, repo, &second);

    EXPECT_OK(f, source_read(&new, STR("a"), &text, &f->err));
    assert_true(str_eq(text, buf_str(&big)));
    EXPECT_OK(f, source_read(&old, STR("a"), &text, &f->err));
    assert_int_equal(text.len, big.len - strlen("and one more\n"));
    repo_close(repo);
}

/* --- changed paths --------------------------------------------------------------------------- */

static void compare(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    put(f, dir, "same/a", "1");
    put(f, dir, "d/gone", "1");
    put(f, dir, "d/kept", "1");
    put(f, dir, "d/mode", "1");
    put(f, dir, "foo", "file");
    put(f, dir, "foo-bar", "1");
    struct oid base = commit_all(f, dir, "one");
    (void)GIT(f, dir, "rm", "-q", "d/gone", "foo");
    put(f, dir, "foo/x", "now a directory");
    put(f, dir, "d/new", "1");
    put(f, dir, "foo-bar", "2");
    assert_int_equal(chmod(in_dir(f, dir, "d/mode"), 0755), 0);
    struct oid tip = commit_all(f, dir, "two");
    struct repo *repo = open_at(f, dir);
    struct changed_paths got = changes(f, repo, &base, &tip);
    static const char *const want[] = { "d/gone", "d/mode", "d/new", "foo", "foo-bar", "foo/x" };

    assert_int_equal(got.count, 6);
    for (size_t i = 0; i < 6; i++)
        expect_str(got.items[i].path, want[i]);
    assert_true(oid_is_none(&got.items[0].new_id) && !oid_is_none(&got.items[0].old_id));
    assert_int_equal(got.items[0].new_mode, 0);
    assert_int_equal(got.items[1].old_mode, MODE_FILE);
    assert_int_equal(got.items[1].new_mode, MODE_EXEC);
    assert_true(oid_eq(&got.items[1].old_id, &got.items[1].new_id));
    assert_true(oid_is_none(&got.items[2].old_id));
    expect_oid(got.items[4].new_id, rev(f, dir, "HEAD:foo-bar"));
    struct oid none = { .len = 0 };
    assert_int_equal(changes(f, repo, &base, &base).count, 0);
    assert_int_equal(changes(f, repo, &none, &none).count, 0);
    assert_int_equal(changes(f, repo, &none, &base).count, 6);
    assert_int_equal(changes(f, repo, &tip, &none).count, 6);
    repo_close(repo);
}

/* Equal subtrees are not opened: this one is not even there. */
static void equal_subtrees(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct oid blob1 = write_object(f, dir, "blob", STR("1")),
               blob2 = write_object(f, dir, "blob", STR("2")),
               missing = { .bytes = { 3 }, .len = 20 };
    struct buf old = tree_new(f), new = tree_new(f);
    tree_add(&old, "100644", STR("a"), &blob1);
    tree_add(&old, "40000", STR("d"), &missing);
    tree_add(&new, "100644", STR("a"), &blob2);
    tree_add(&new, "40000", STR("d"), &missing);
    struct oid base = write_tree(f, dir, &old), tip = write_tree(f, dir, &new), none = { .len = 0 };
    struct repo *repo = open_at(f, dir);
    struct changed_paths got = changes(f, repo, &base, &tip);

    assert_int_equal(got.count, 1);
    /* But where it has to be opened, missing is an error and never "no change". */
    expect_status(f, repo_changed_paths(repo, &none, &tip, &got, &f->err), E_IO);
    expect_text(f, "d/: tree 0300000000000000000000000000000000000000 is missing");
    struct source source;
    expect_status(f, repo_source(repo, &tip, STR("x"), &source, &f->err), E_IO);
    repo_close(repo);
}

static void missing_blob(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct oid missing = { .bytes = { 4 }, .len = 20 };
    struct buf tree = tree_new(f);
    struct str text;
    tree_add(&tree, "100644", STR("model.sql"), &missing);
    struct oid id = write_tree(f, dir, &tree);
    struct repo *repo = open_at(f, dir);
    struct source source = source_of(f, repo, &id);
    expect_status(f, source_read(&source, STR("model.sql"), &text, &f->err), E_IO);
    expect_text(f, "model.sql: blob 0400000000000000000000000000000000000000 is missing");
    repo_close(repo);
}

/* What git itself says about the difference of two random-ish trees. */
static void as_git_says(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    uint32_t seed = 1;
    struct oid ids[2];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 60; i++) {
            seed = seed * 1664525u + 1013904223u;
            put(f, dir,
                str_fmt(&f->arena, "%c%s%c/%c%u", 'a' + (int)(seed >> 8) % 3,
                        (seed >> 11) % 2 ? "-" : "", 'a' + (int)(seed >> 12) % 3,
                        "x.-~"[(seed >> 16) % 4], (seed >> 20) % 20)
                    .ptr,
                str_fmt(&f->arena, "%u", (seed >> 25) % 3).ptr);
        }
        ids[round] = commit_all(f, dir, "round");
        (void)GIT(f, dir, "rm", "-q", "-r", "--ignore-unmatch", "aa", "b-a");
    }
    struct buf ours;
    struct repo *repo = open_at(f, dir);
    struct changed_paths got = changes(f, repo, &ids[0], &ids[1]);
    buf_init(&ours, &f->arena, 1 << 20);
    assert_true(got.count > 20);
    vec_for (struct changed_path, c, &got)
        buf_printf(&ours, ":%06o %06o %.40s %.40s %.*s\n", c->old_mode, c->new_mode,
                   oid_is_none(&c->old_id) ? "0000000000000000000000000000000000000000"
                                           : hex_of(f, &c->old_id),
                   oid_is_none(&c->new_id) ? "0000000000000000000000000000000000000000"
                                           : hex_of(f, &c->new_id),
                   STR_ARG(c->path));
    struct str theirs = GIT(f, dir, "diff-tree", "-r", "--no-renames", "--raw", "--no-abbrev",
                            hex_of(f, &ids[0]), hex_of(f, &ids[1]));
    /* git puts a letter and a tab before the path. */
    struct buf text;
    buf_init(&text, &f->arena, 1 << 20);
    for (size_t i = 0; i < theirs.len; i++) {
        if (i + 2 < theirs.len && theirs.ptr[i + 1] == '\t')
            continue;
        buf_byte(&text, theirs.ptr[i] == '\t' ? ' ' : theirs.ptr[i]);
    }
    struct str cleaned = buf_str(&text), mine = str_trim(buf_str(&ours));
    /* "... <id> M path" became "... <id>  path". */
    struct buf squeezed;
    buf_init(&squeezed, &f->arena, 1 << 20);
    for (size_t i = 0; i < cleaned.len; i++)
        if (!(cleaned.ptr[i] == ' ' && i + 1 < cleaned.len && cleaned.ptr[i + 1] == ' '))
            buf_byte(&squeezed, cleaned.ptr[i]);
    assert_true(str_eq(buf_str(&squeezed), mine));
    repo_close(repo);
}

/* --- hostile trees --------------------------------------------------------------------------- */

static void expect_refused(struct fixture *f, struct repo *repo, const struct oid *tree,
                           const char *text)
{
    struct oid none = { .len = 0 };
    struct changed_paths paths;
    struct source source;
    struct str bytes;

    expect_status(f, repo_source(repo, tree, STR("x"), &source, &f->err), E_INPUT);
    expect_text(f, text);
    expect_text(f, hex_of(f, tree));
    expect_status(f, repo_changed_paths(repo, &none, tree, &paths, &f->err), E_INPUT);
    expect_status(f, repo_changed_paths(repo, tree, &none, &paths, &f->err), E_INPUT);
    expect_status(f, repo_read_path(repo, tree, STR("zzz"), &bytes, NULL, &f->err), E_INPUT);
}

static void evil_names(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct repo *repo = open_at(f, dir);
    struct oid blob = write_object(f, dir, "blob", STR("1"));
    static const char *const names[] = {
        "..", ".", "", ".git", ".GIT", ".Git", "a/b", "/", "../x"
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct buf tree = tree_new(f);
        tree_add(&tree, "100644", str_of(names[i]), &blob);
        struct oid id = write_tree(f, dir, &tree);
        expect_refused(f, repo, &id, "an entry");
    }
    /* Odd but harmless: names are never opened on disk. */
    static const char *const odd[] = { "...", ".gitx", "a\nb", "\033[2J", "a\\b", "\377", " " };
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        struct buf tree = tree_new(f);
        tree_add(&tree, "100644", str_of(odd[i]), &blob);
        struct oid id = write_tree(f, dir, &tree);
        struct source source = source_of(f, repo, &id);
        expect_str(source.entries[0].path, odd[i]);
    }
    repo_close(repo);
}

struct entries {
    const char *const *modes_names; /* mode, name, mode, name, ..., NULL */
    const char *text;
};

static void order(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct repo *repo = open_at(f, dir);
    struct oid blob = write_object(f, dir, "blob", STR("1"));
    struct oid sub = oid_of(GIT_INPUT(f, dir, STR_EMPTY, "mktree"));
    const struct entries cases[] = {
        { (const char *const[]){ "100644", "b", "100644", "a", NULL }, "out of order" },
        { (const char *const[]){ "100644", "a", "100644", "a", NULL }, "same name" },
        { (const char *const[]){ "40000", "a", "40000", "a", NULL }, "same name" },
        { (const char *const[]){ "100644", "a", "40000", "a", NULL }, "same name" },
        { (const char *const[]){ "100644", "a", "100644", "a-b", "40000", "a", NULL },
          "same name" },
        { (const char *const[]){ "100644", "a", "100644", "a-b", "100644", "a-b-c", "40000", "a-b",
                                 NULL },
          "same name" },
        { (const char *const[]){ "40000", "a", "100644", "a-b", NULL }, "out of order" },
        { (const char *const[]){ "40000", "a", "100644", "a", NULL }, "out of order" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf tree = tree_new(f);
        for (const char *const *e = cases[i].modes_names; *e; e += 2)
            tree_add(&tree, e[0], str_of(e[1]), e[0][0] == '4' ? &sub : &blob);
        struct oid id = write_tree(f, dir, &tree);
        expect_refused(f, repo, &id, cases[i].text);
    }
    struct buf fine = tree_new(f);
    tree_add(&fine, "100644", STR("a"), &blob);
    tree_add(&fine, "40000", STR("a-"), &sub);
    tree_add(&fine, "100644", STR("a-b"), &blob);
    tree_add(&fine, "100644", STR("a0"), &blob);
    struct oid id = write_tree(f, dir, &fine);
    assert_int_equal(source_of(f, repo, &id).count, 3);
    repo_close(repo);
}

static void malformed(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct repo *repo = open_at(f, dir);
    const struct str cases[] = {
        STR("100644 a"),
        STR("100644 a\0short"),
        STR("100644"),
        STR(" a\0aaaaaaaaaaaaaaaaaaaa"),
        STR("10064x a\0aaaaaaaaaaaaaaaaaaaa"),
        STR("100844 a\0aaaaaaaaaaaaaaaaaaaa"),
        STR("00000100644 a\0aaaaaaaaaaaaaaaaaaaa"),
        STR("100644 a\0aaaaaaaaaaaaaaaaaaaarest"),
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct oid id = write_object(f, dir, "tree", cases[i]);
        expect_refused(f, repo, &id, "cannot be read");
    }
    repo_close(repo);
}

static void modes(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct repo *repo = open_at(f, dir);
    struct oid blob = write_object(f, dir, "blob", STR("1"));
    struct buf old = tree_new(f), new = tree_new(f);
    tree_add(&old, "100664", STR("group"), &blob);
    tree_add(&old, "100775", STR("x"), &blob);
    tree_add(&new, "100644", STR("group"), &blob);
    tree_add(&new, "100755", STR("x"), &blob);
    struct oid base = write_tree(f, dir, &old), tip = write_tree(f, dir, &new);
    struct source source = source_of(f, repo, &base);

    assert_int_equal(source.entries[0].mode, MODE_FILE);
    assert_int_equal(source.entries[1].mode, MODE_EXEC);
    assert_int_equal(changes(f, repo, &base, &tip).count, 0);
    struct buf odd = tree_new(f);
    tree_add(&odd, "140000", STR("socket"), &blob);
    base = write_tree(f, dir, &odd);
    source = source_of(f, repo, &base);
    assert_false(source_is_file(&source.entries[0]));
    repo_close(repo);
}

/* --- limits ---------------------------------------------------------------------------------- */

/* A file under `depth` directories. */
static struct oid nested(struct fixture *f, const char *dir, size_t depth)
{
    struct oid id = write_object(f, dir, "blob", STR("deep"));
    for (size_t i = 0; i <= depth; i++) {
        struct buf tree = tree_new(f);
        tree_add(&tree, i == 0 ? "100644" : "40000", STR("d"), &id);
        id = write_tree(f, dir, &tree);
    }
    return id;
}

static void depth(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct repo *repo = open_at(f, dir);
    struct oid fits = nested(f, dir, LIMIT_tree_depth), none = { .len = 0 };
    struct source source = source_of(f, repo, &fits);
    struct changed_paths paths;
    struct str text, path;

    assert_int_equal(source.count, 1);
    path = source.entries[0].path;
    assert_int_equal(path.len, 2 * LIMIT_tree_depth + 1);
    EXPECT_OK(f, repo_read_path(repo, &fits, path, &text, NULL, &f->err));
    expect_str(text, "deep");
    struct oid deep = nested(f, dir, LIMIT_tree_depth + 1);
    expect_status(f, repo_source(repo, &deep, STR("x"), &source, &f->err), E_LIMIT);
    expect_text(f, "tree_depth");
    expect_status(f, repo_changed_paths(repo, &none, &deep, &paths, &f->err), E_LIMIT);
    expect_status(f, repo_changed_paths(repo, &fits, &deep, &paths, &f->err), E_LIMIT);
    path = str_concat(&f->arena, path, STR("/d"));
    expect_status(f, repo_read_path(repo, &deep, path, &text, NULL, &f->err), E_LIMIT);
    repo_close(repo);
}

static void many_files(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct repo *repo = open_at(f, dir);
    struct oid blob = write_object(f, dir, "blob", STR("1")), none = { .len = 0 };
    struct buf tree = tree_new(f);
    struct changed_paths paths;
    struct source source;

    for (size_t i = 0; i < LIMIT_snapshot_files; i++)
        tree_add(&tree, "100644", str_fmt(&f->arena, "m%07zu.sql", i), &blob);
    struct oid fits = write_tree(f, dir, &tree);
    assert_int_equal(source_of(f, repo, &fits).count, LIMIT_snapshot_files);
    assert_int_equal(changes(f, repo, &none, &fits).count, LIMIT_snapshot_files);
    tree_add(&tree, "100644", STR("n"), &blob);
    struct oid over = write_tree(f, dir, &tree);
    expect_status(f, repo_source(repo, &over, STR("x"), &source, &f->err), E_LIMIT);
    expect_text(f, "snapshot_files");
    expect_status(f, repo_changed_paths(repo, &none, &over, &paths, &f->err), E_LIMIT);
    assert_int_equal(changes(f, repo, &fits, &over).count, 1);
    repo_close(repo);
}

/* Twenty levels of ten times the same directory: no file, but more directories than atoms. */
static void bomb(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct repo *repo = open_at(f, dir);
    struct oid id = oid_of(GIT_INPUT(f, dir, STR_EMPTY, "mktree"));
    struct source source;
    for (int level = 0; level < 20; level++) {
        struct buf tree = tree_new(f);
        for (int i = 0; i < 10; i++)
            tree_add(&tree, "40000", str_fmt(&f->arena, "%d", i), &id);
        id = write_tree(f, dir, &tree);
    }
    expect_status(f, repo_source(repo, &id, STR("x"), &source, &f->err), E_LIMIT);
    expect_text(f, "snapshot_files");
    repo_close(repo);
}

static struct oid long_path(struct fixture *f, const char *dir, size_t len)
{
    char *name = arena_alloc(&f->arena, len);
    struct oid id = write_object(f, dir, "blob", STR("1"));
    memset(name, 'x', len);
    struct buf leaf = tree_new(f), top = tree_new(f);
    tree_add(&leaf, "100644", (struct str){ name, len - 2 }, &id);
    id = write_tree(f, dir, &leaf);
    tree_add(&top, "40000", STR("d"), &id);
    return write_tree(f, dir, &top);
}

static void path_length(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct repo *repo = open_at(f, dir);
    struct oid fits = long_path(f, dir, LIMIT_path_bytes), none = { .len = 0 };
    struct oid over = long_path(f, dir, LIMIT_path_bytes + 1);
    struct changed_paths paths;
    struct source source = source_of(f, repo, &fits);

    assert_int_equal(source.entries[0].path.len, LIMIT_path_bytes);
    expect_status(f, repo_source(repo, &over, STR("x"), &source, &f->err), E_LIMIT);
    expect_text(f, "path_bytes");
    expect_status(f, repo_changed_paths(repo, &none, &over, &paths, &f->err), E_LIMIT);
    repo_close(repo);
}

static void big_tree(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    struct repo *repo = open_at(f, dir);
    char *bytes = arena_alloc(&f->arena, LIMIT_tree_bytes + 1);
    struct oid id = write_object(f, dir, "tree", (struct str){ bytes, LIMIT_tree_bytes + 1 });
    struct source source;
    expect_status(f, repo_source(repo, &id, STR("x"), &source, &f->err), E_LIMIT);
    expect_text(f, "tree_bytes");
    repo_close(repo);
}

static void big_blob(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    char *bytes = arena_alloc(&f->arena, 64 * 1024 * 1024);
    struct str text;
    put_bytes(f, dir, "fits", (struct str){ bytes, LIMIT_file_bytes });
    put_bytes(f, dir, "over", (struct str){ bytes, LIMIT_file_bytes + 1 });
    put_bytes(f, dir, "huge", (struct str){ bytes, 64 * 1024 * 1024 });
    struct oid head = commit_all(f, dir, "one");
    struct repo *repo = open_at(f, dir);
    struct source source = source_of(f, repo, &head);

    EXPECT_OK(f, source_read(&source, STR("fits"), &text, &f->err));
    assert_int_equal(text.len, LIMIT_file_bytes);
    expect_status(f, source_read(&source, STR("over"), &text, &f->err), E_LIMIT);
    expect_text(f, "over: blob");
    expect_text(f, "file_bytes");
    expect_status(f, source_read(&source, STR("huge"), &text, &f->err), E_LIMIT);
    expect_status(f, repo_read_path(repo, &head, STR("huge"), &text, NULL, &f->err), E_LIMIT);
    repo_close(repo);
}

/* The cap counts files, not blobs: one blob under many names is many files. */
static void snapshot_bytes(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    char *bytes = arena_alloc(&f->arena, LIMIT_file_bytes);
    struct oid blob = write_object(f, dir, "blob", (struct str){ bytes, LIMIT_file_bytes });
    size_t fits = LIMIT_snapshot_bytes / LIMIT_file_bytes;
    struct buf tree = tree_new(f);
    struct str text;
    for (size_t i = 0; i <= fits; i++)
        tree_add(&tree, "100644", str_fmt(&f->arena, "%04zu", i), &blob);
    struct oid id = write_tree(f, dir, &tree);
    struct repo *repo = open_at(f, dir);
    struct source source = source_of(f, repo, &id);

    for (int twice = 0; twice < 2; twice++)
        for (size_t i = 0; i < fits; i++)
            EXPECT_OK(f, source.read(&source, &source.entries[i], &text, &f->err));
    expect_status(f, source.read(&source, &source.entries[fits], &text, &f->err), E_LIMIT);
    expect_text(f, "snapshot_bytes");
    repo_close(repo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(listing),        CASE(kinds_of_start), CASE(folders),    CASE(single_path),
        CASE(submodule),      CASE(packed_deltas),  CASE(compare),    CASE(equal_subtrees),
        CASE(missing_blob),   CASE(as_git_says),    CASE(evil_names), CASE(order),
        CASE(malformed),      CASE(modes),          CASE(depth),      CASE(many_files),
        CASE(bomb),           CASE(path_length),    CASE(big_tree),   CASE(big_blob),
        CASE(snapshot_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
