#include "project/check.h"
#include "sql/form.h"

/* A chain a <- b <- c beside d, an audit, a macro and an outside table. */
static const char *const texts[] = {
    "config.yaml",
    CONFIG "variables: {v: 1}\n",
    "models/a.sql",
    "MODEL (name x.a); SELECT i::INT AS i FROM raw.t",
    "models/b.sql",
    "MODEL (name x.b); SELECT * FROM x.a",
    "models/c.sql",
    "MODEL (name x.c, audits (positive)); SELECT i FROM x.b",
    "models/d.sql",
    "MODEL (name x.d); SELECT @twice(1) AS d, @v AS v",
    "models/loop.sql",
    "MODEL (name x.loop); SELECT * FROM x.back",
    "models/back.sql",
    "MODEL (name x.back); SELECT * FROM x.loop",
    "models/e.py",
    "from sqlmesh import model\n@model('x.e', columns={'e': 'int'}, depends_on=['x.a'])\n"
    "def execute(context, **kwargs):\n    return 1\n",
    "audits/positive.sql",
    "AUDIT (name positive); SELECT * FROM @this_model WHERE i < 0",
    "macros/__init__.py",
    "",
    "macros/twice.py",
    "from sqlmesh import macro\n@macro()\ndef twice(evaluator, x):\n    return f'{x} * 2'\n",
    NULL,
    NULL,
};
static const char *const names[] = { "x.a", "x.b", "x.c", "x.d", "x.e", "x.loop", "x.back" };

/* The files with one of them changed (text NULL: gone), or one more; open: no model hangs on
 * itself. */
static struct repository *make(struct arena *arena, struct parse_cache *cache, const char *path,
                               const char *text, bool open)
{
    struct test_files files = { 0 };
    bool found = false;
    for (size_t i = 0; texts[i]; i += 2) {
        bool here = path && str_eq(str_of(path), str_of(texts[i]));
        bool cut = open && str_eq(str_of("models/back.sql"), str_of(texts[i]));
        const char *as_is = cut ? "MODEL (name x.back); SELECT 1 AS one" : texts[i + 1];
        found = found || here;
        if (!here || text)
            add_file(arena, &files, texts[i], str_of(here ? text : as_is));
    }
    if (path && !found)
        add_file(arena, &files, path, str_of(text));
    struct repository *repository = load_files(arena, &files, cache);
    assert_int_equal(repository->status, OK);
    return repository;
}

static struct repository *changed(struct arena *arena, struct parse_cache *cache, const char *path,
                                  const char *text)
{
    return make(arena, cache, path, text, false);
}

typedef bool question(const struct model *before, const struct model *after);

/* The names of the models for which the answer is no, "-" for those that one side does not have. */
static struct str denied(struct arena *arena, question *ask, const struct repository *before,
                         const struct repository *after)
{
    struct str out = STR_EMPTY;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct model *b = projects_find(&before->projects, str_of(names[i]), NULL);
        const struct model *a = projects_find(&after->projects, str_of(names[i]), NULL);
        if (!b || !a || !ask(b, a))
            out = str_fmt(arena, "%.*s%s%s%s", STR_ARG(out), out.len ? " " : "", names[i],
                          b && a ? "" : "-");
    }
    return out;
}

static struct str differing(struct arena *arena, const struct repository *before,
                            const struct repository *after)
{
    return denied(arena, models_same, before, after);
}

/* heard: those that are not silent, where none hangs on itself. */
static const struct {
    const char *path, *text, *differing, *heard;
} rows[] = {
    /* what hangs on itself is never known to be the same */
    { NULL, NULL, "x.loop x.back", "" },
    { "models/d.sql", "MODEL (name x.d); SELECT 1 AS d", "x.d x.loop x.back", "x.d" },
    { "models/b.sql", "MODEL (name x.b); SELECT i FROM x.a", "x.b x.c x.loop x.back", "x.b" },
    { "models/a.sql", "MODEL (name x.a); SELECT (i + 1)::INT AS i FROM raw.t",
      "x.a x.b x.c x.e x.loop x.back", "x.a" },
    /* another type */
    { "models/a.sql", "MODEL (name x.a); SELECT i::TEXT AS i FROM raw.t",
      "x.a x.b x.c x.e x.loop x.back", "x.a x.b x.c x.e" },
    /* a type that only one side knows is no news below */
    { "models/a.sql", "MODEL (name x.a); SELECT 1 AS i", "x.a x.b x.c x.e x.loop x.back", "x.a" },
    /* a column more: x.b has it too, x.c does not take it from there */
    { "models/a.sql", "MODEL (name x.a); SELECT i::INT AS i, j FROM raw.t",
      "x.a x.b x.c x.e x.loop x.back", "x.a x.b x.c x.e" },
    { "models/a.sql", NULL, "x.a- x.b x.c x.e x.loop x.back", "x.a- x.b x.c x.e" },
    { "models/t.sql", "MODEL (name raw.t); SELECT 1 AS i", "x.a x.b x.c x.e x.loop x.back", "x.a" },
    { "audits/positive.sql", "AUDIT (name positive, blocking false); SELECT 1", "x.c x.loop x.back",
      "x.c" },
    { "macros/twice.py",
      "from sqlmesh import macro\n@macro()\ndef twice(evaluator, x):\n    return f'{x} * 3'\n",
      "x.d x.loop x.back", "x.d" },
    { "config.yaml", CONFIG "variables: {v: 2}\n", "x.a x.b x.c x.d x.e x.loop x.back",
      "x.a x.b x.c x.d x.e x.loop x.back" },
};

static void a_change_reaches_what_reads_it(void **state)
{
    struct arena *arena = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct parse_cache *cache = parse_cache_new(arena);
        struct repository *before = changed(arena, cache, NULL, NULL);
        struct repository *after = changed(arena, cache, rows[i].path, rows[i].text);
        struct str got = differing(arena, before, after);
        if (!str_eq(got, str_of(rows[i].differing)))
            print_error("%s\n", rows[i].path ? rows[i].path : "nothing");
        assert_str(got, str_of(rows[i].differing));
        assert_str(denied(arena, models_silent, before, after), got);
        assert_str(differing(arena, before, after), got); /* an answer stays */
    }
}

/* Only as far as the columns are others. */
static void silence_ends_where_columns_differ(void **state)
{
    struct arena *arena = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct parse_cache *cache = parse_cache_new(arena);
        struct repository *before = make(arena, cache, NULL, NULL, true);
        struct repository *after = make(arena, cache, rows[i].path, rows[i].text, true);
        struct str heard = denied(arena, models_silent, before, after);
        if (!str_eq(heard, str_of(rows[i].heard)))
            print_error("%s\n", rows[i].path ? rows[i].path : "nothing");
        assert_str(heard, str_of(rows[i].heard));
    }
}

/* One snapshot may be compared with several. */
static void answers_are_about_one_pair(void **state)
{
    struct arena *arena = *state;
    struct parse_cache *cache = parse_cache_new(arena);
    struct repository *one = changed(arena, cache, NULL, NULL);
    struct repository *two = changed(arena, cache, "models/d.sql", "MODEL (name x.d); SELECT 2");
    struct repository *last = changed(arena, cache, NULL, NULL);
    assert_str(differing(arena, one, last), STR("x.loop x.back"));
    assert_str(differing(arena, two, last), STR("x.d x.loop x.back"));
    assert_str(differing(arena, one, last), STR("x.loop x.back"));
}

/* Nothing is the same that was read apart: another run, another folder. */
static void what_was_read_apart_is_not_compared(void **state)
{
    struct arena *arena = *state;
    struct repository *one = changed(arena, parse_cache_new(arena), NULL, NULL);
    struct repository *two = changed(arena, parse_cache_new(arena), NULL, NULL);
    assert_false(models_same(model_of(one, "x.a"), model_of(two, "x.a")));
    assert_true(models_same(model_of(one, "x.a"), model_of(one, "x.a")));
}

/* Columns come out alike whoever is asked first, in cycles too. */
static void the_order_of_questions_does_not_matter(void **state)
{
    struct arena *arena = *state;
    struct repository *forth = changed(arena, parse_cache_new(arena), NULL, NULL);
    struct repository *back = changed(arena, parse_cache_new(arena), NULL, NULL);
    size_t count = sizeof names / sizeof *names;
    struct str *seen = arena_array(arena, count, sizeof *seen);
    for (size_t i = 0; i < count; i++)
        seen[i] = column_text(arena, model_of(forth, names[i]));
    for (size_t i = count; i > 0; i--)
        assert_str(column_text(arena, model_of(back, names[i - 1])), seen[i - 1]);
    assert_str(seen[2], STR("i INT"));
    assert_str(unknown_list(arena, model_unknowns(model_of(back, "x.loop"))),
               unknown_list(arena, model_unknowns(model_of(forth, "x.loop"))));
}

/* What is asked for late is what an early question would have brought. */
static void late_questions_get_the_same_answers(void **state)
{
    struct arena *arena = *state;
    struct parse_cache *cache = parse_cache_new(arena);
    struct repository *early = changed(arena, parse_cache_new(arena), NULL, NULL);
    const struct model *model = model_of(early, "x.c");
    struct str form = model_query_form(model);
    struct repository *before = changed(arena, cache, NULL, NULL);
    struct repository *after = changed(arena, cache, "models/d.sql", "MODEL (name y.d); SELECT 1");
    assert_true(models_same(model_of(before, "x.c"), model_of(after, "x.c")));
    assert_str(model_query_form(model_of(after, "x.c")), form);
    assert_ptr_equal(model_query(model_of(before, "x.c")), model_query(model_of(after, "x.c")));
    assert_str(column_text(arena, model_of(after, "x.c")), column_text(arena, model));
    assert_str(sql_form(arena, model_columns(model_of(after, "x.c"))->items[0].expr),
               sql_form(arena, model_columns(model)->items[0].expr));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(a_change_reaches_what_reads_it),
        arena_test(silence_ends_where_columns_differ),
        arena_test(answers_are_about_one_pair),
        arena_test(what_was_read_apart_is_not_compared),
        arena_test(the_order_of_questions_does_not_matter),
        arena_test(late_questions_get_the_same_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
