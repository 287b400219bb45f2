/* repo_merge: the tree of a merge beside the tree that git merges, and nothing written. */
#include "host/fixture.h"

/* base and tip grow from one commit; the caller changes files between begin, side and done. */
struct sides {
    const char *dir;
    struct oid base, tip;
};

static struct sides begin(struct fixture *f)
{
    struct sides s = { .dir = make_repo(f, "work") };
    put(f, s.dir, "text", "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
    put(f, s.dir, "gone", "x\n");
    put(f, s.dir, "dir/kept", "kept\n");
    put(f, s.dir, "move", "m1\nm2\nm3\n");
    put(f, s.dir, "run", "#!/bin/sh\n");
    (void)commit_all(f, s.dir, "start");
    (void)GIT(f, s.dir, "checkout", "-q", "-b", "side");
    return s;
}

/* The side is done, main's part follows. */
static void to_main(struct fixture *f, struct sides *s)
{
    s->tip = commit_all(f, s->dir, "side");
    (void)GIT(f, s->dir, "checkout", "-q", "main");
}

static void to_end(struct fixture *f, struct sides *s)
{
    s->base = commit_all(f, s->dir, "main");
}

static enum status try_merge(struct fixture *f, const struct sides *s, struct source *out,
                             struct repo **repo)
{
    *repo = open_at(f, s->dir);
    return repo_merge_source(*repo, &s->base, &s->tip, out, &f->err);
}

static struct str objects_of(struct fixture *f, const char *dir)
{
    return GIT(f, dir, "count-objects", "-v");
}

/* Ours is what `git merge` makes of it. */
static void expect_as_git(struct fixture *f, const struct sides *s)
{
    struct source ours, theirs;
    struct repo *repo;
    struct str text, want, before = objects_of(f, s->dir);

    expect_status(f, try_merge(f, s, &ours, &repo), OK);
    assert_true(str_eq(before, objects_of(f, s->dir)));
    f->clock++;
    (void)GIT(f, s->dir, "merge", "-q", "--no-ff", "--no-edit", "side");
    struct oid merged = rev(f, s->dir, "HEAD^{tree}");
    EXPECT_OK(f, repo_source(repo, &merged, STR("git"), &theirs, &f->err));
    assert_int_equal(ours.count, theirs.count);
    for (size_t i = 0; i < ours.count; i++) {
        assert_true(str_eq(ours.entries[i].path, theirs.entries[i].path));
        assert_int_equal(ours.entries[i].mode, theirs.entries[i].mode);
        expect_oid(ours.entries[i].id, theirs.entries[i].id);
        if (!source_is_file(&ours.entries[i]))
            continue;
        EXPECT_OK(f, ours.read(&ours, &ours.entries[i], &text, &f->err));
        EXPECT_OK(f, theirs.read(&theirs, &theirs.entries[i], &want, &f->err));
        assert_true(str_eq(text, want));
    }
    repo_close(repo);
}

static void expect_conflict(struct fixture *f, const struct sides *s, const char *path)
{
    struct source source;
    struct repo *repo;
    expect_status(f, try_merge(f, s, &source, &repo), E_INPUT);
    expect_text(f, path);
    repo_close(repo);
}

static void clean(void **state)
{
    struct fixture *f = *state;
    struct sides s = begin(f);
    put(f, s.dir, "text", "one\n2\n3\n4\n5\n6\n7\n8\n9\n");
    put(f, s.dir, "new/side", "side\n");
    put(f, s.dir, "both", "same\n");
    assert_int_equal(unlink(in_dir(f, s.dir, "gone")), 0);
    assert_int_equal(chmod(in_dir(f, s.dir, "run"), 0755), 0);
    to_main(f, &s);
    put(f, s.dir, "text", "1\n2\n3\n4\n5\n6\n7\n8\nnine\n");
    put(f, s.dir, "new/main", "main\n");
    put(f, s.dir, "both", "same\n");
    put(f, s.dir, "run", "#!/bin/sh\nexit 0\n");
    to_end(f, &s);
    expect_as_git(f, &s);
}

static void moved_by_them(void **state)
{
    struct fixture *f = *state;
    struct sides s = begin(f);
    (void)GIT(f, s.dir, "mv", "move", "a-new-place");
    to_main(f, &s);
    put(f, s.dir, "move", "m1\nm2\nm3\nm4\n");
    to_end(f, &s);
    expect_as_git(f, &s);
}

static void moved_by_us(void **state)
{
    struct fixture *f = *state;
    struct sides s = begin(f);
    put(f, s.dir, "move", "m1\nm2\nm3\nm4\n");
    to_main(f, &s);
    (void)GIT(f, s.dir, "mv", "move", "z-new-place");
    to_end(f, &s);
    expect_as_git(f, &s);
}

static void moved_apart(void **state)
{
    struct fixture *f = *state;
    struct sides s = begin(f);
    (void)GIT(f, s.dir, "mv", "move", "here");
    to_main(f, &s);
    (void)GIT(f, s.dir, "mv", "move", "there");
    to_end(f, &s);
    expect_conflict(f, &s, "move");
}

static void fast_forward(void **state)
{
    struct fixture *f = *state;
    struct sides s = begin(f);
    struct source source;
    struct repo *repo;
    struct str text;
    s.base = rev(f, s.dir, "main");
    put(f, s.dir, "text", "new\n");
    to_main(f, &s);
    expect_status(f, try_merge(f, &s, &source, &repo), OK);
    EXPECT_OK(f, source_read(&source, STR("text"), &text, &f->err));
    expect_str(text, "new\n");
    /* And the other way round: nothing to merge. */
    EXPECT_OK(f, repo_merge_source(repo, &s.tip, &s.base, &source, &f->err));
    EXPECT_OK(f, source_read(&source, STR("text"), &text, &f->err));
    expect_str(text, "new\n");
    assert_int_equal(source.count, 5);
    repo_close(repo);
}

static void conflicting_lines(void **state)
{
    struct fixture *f = *state;
    struct sides s = begin(f);
    put(f, s.dir, "text", "a\n2\n");
    to_main(f, &s);
    put(f, s.dir, "text", "b\n2\n");
    to_end(f, &s);
    expect_conflict(f, &s, "text");
}

static void removed_and_changed(void **state)
{
    struct fixture *f = *state;
    struct sides s = begin(f);
    assert_int_equal(unlink(in_dir(f, s.dir, "gone")), 0);
    to_main(f, &s);
    put(f, s.dir, "gone", "changed\n");
    to_end(f, &s);
    expect_conflict(f, &s, "gone");
    struct sides other = { s.dir, s.tip, s.base };
    expect_conflict(f, &other, "gone");
}

static void added_twice(void **state)
{
    struct fixture *f = *state;
    struct sides s = begin(f);
    put(f, s.dir, "new", "a\n");
    to_main(f, &s);
    put(f, s.dir, "new", "b\n");
    to_end(f, &s);
    expect_conflict(f, &s, "new");
}

static void file_and_folder(void **state)
{
    struct fixture *f = *state;
    struct sides s = begin(f);
    put(f, s.dir, "x/y/z", "deep\n");
    put(f, s.dir, "x-y", "between\n");
    to_main(f, &s);
    put(f, s.dir, "x", "file\n");
    to_end(f, &s);
    expect_conflict(f, &s, "x");
    struct sides other = { s.dir, s.tip, s.base };
    expect_conflict(f, &other, "x");
}

static void binary(void **state)
{
    struct fixture *f = *state;
    struct sides s = begin(f);
    put_bytes(f, s.dir, "text", STR("1\n2\n3\n4\n5\n6\n7\n8\n9\n\0"));
    to_main(f, &s);
    put(f, s.dir, "text", "one\n2\n3\n4\n5\n6\n7\n8\n9\n");
    to_end(f, &s);
    expect_conflict(f, &s, "text");
}

static void links(void **state)
{
    struct fixture *f = *state;
    struct sides s = begin(f);
    assert_int_equal(unlink(in_dir(f, s.dir, "text")), 0);
    assert_int_equal(symlink("gone", in_dir(f, s.dir, "text")), 0);
    to_main(f, &s);
    put(f, s.dir, "text", "changed\n");
    to_end(f, &s);
    expect_conflict(f, &s, "text");
}

static void unrelated(void **state)
{
    struct fixture *f = *state;
    struct sides s = begin(f);
    s.base = rev(f, s.dir, "main");
    (void)GIT(f, s.dir, "checkout", "-q", "--orphan", "other");
    s.tip = commit_all(f, s.dir, "orphan");
    expect_conflict(f, &s, "no common ancestor");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(clean),
        CASE(moved_by_them),
        CASE(moved_by_us),
        CASE(moved_apart),
        CASE(fast_forward),
        CASE(conflicting_lines),
        CASE(removed_and_changed),
        CASE(added_twice),
        CASE(file_and_folder),
        CASE(binary),
        CASE(links),
        CASE(unrelated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
