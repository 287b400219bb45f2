/* Runs the cases of flow.txt, and what has to stay small. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/limits.h"
#include "change/tree.h"
#include "lineage/flow_text.h"

#define EXTERNALS TREE_EXTERNALS "- name: db.v\n  columns: {a: int, b: int}\n"

struct world {
    struct arena arena;
    struct projects projects;
    struct flow flow;
    const struct model *model;
};

/* Files as flow.txt writes them. */
static void add_files(struct tree *tree, struct arena *arena, struct str text)
{
    struct mem_file file = { .path = STR("models/m.sql"), .bytes = STR_EMPTY };
    struct str rest = text, line;
    const char *start = text.ptr;
    while (str_split(&rest, '\n', &line)) {
        if (!str_starts(line, STR("%file ")))
            continue;
        file.bytes = (struct str){ start, (size_t)(line.ptr - start) };
        if (file.bytes.len)
            vec_push(arena, tree, file);
        file.path = str_sub(line, 6, line.len);
        start = line.ptr + line.len + 1;
    }
    file.bytes = (struct str){ start, (size_t)(text.ptr + text.len - start) };
    vec_push(arena, tree, file);
}

static void world_start(struct world *w, struct str text)
{
    struct tree tree = { 0 };
    struct source source;
    struct diags diags;
    struct err err;
    struct arena scratch;
    *w = (struct world){ 0 };
    arena_init(&w->arena, 512u << 20, NULL);
    arena_init(&scratch, 512u << 20, NULL);
    if (!str_starts(text, STR("MODEL")) && !str_starts(text, STR("%file")))
        text = str_fmt(&w->arena, "MODEL (name s.m, kind FULL);\n%.*s", STR_ARG(text));
    vec_push(&w->arena, &tree,
             (struct mem_file){ .path = STR("config.yaml"),
                                .bytes = STR("model_defaults: {dialect: duckdb}\n") });
    vec_push(&w->arena, &tree,
             (struct mem_file){ .path = STR("external_models.yaml"), .bytes = STR(EXTERNALS) });
    add_files(&tree, &w->arena, text);
    source_from_memory(&source, &w->arena, tree.items, tree.count, STR("test"));
    diags_init(&diags, &w->arena);
    assert_int_equal(
        projects_load(&w->projects, &w->arena, &source, parse_cache_new(&w->arena), &diags, &err),
        OK);
    w->model = projects_find(&w->projects, STR("s.m"), NULL);
    assert_non_null(w->model);
    flow_of(&w->flow, &w->arena, &scratch, w->model);
    arena_release(&scratch);
}

static void world_end(struct world *w)
{
    map_release(&w->projects.by_fqn);
    arena_release(&w->arena);
}

static bool run_case(const struct case_text *one)
{
    struct world w;
    world_start(&w, one->parts[0]);
    bool ok = case_gives(one->title, one->parts[1], flow_text(&w.arena, &w.flow, w.model));
    world_end(&w);
    return ok;
}

static void all_cases(void **state)
{
    (void)state;
    run_cases("tests/unit/lineage/flow.txt", 2, 80, run_case);
}

/* --- size ------------------------------------------------------------------------------------- */

/* "WITH c0 AS (SELECT a FROM db.t), c1 AS (<body of c0>), ... SELECT <list> FROM c<steps>"; '#' in
 * the body stands for the CTE before. */
static struct str chain(struct arena *arena, size_t steps, const char *body, const char *list)
{
    struct buf out;
    buf_init(&out, arena, 64u << 20);
    buf_puts(&out, "WITH c0 AS (SELECT a, b FROM db.t)");
    for (size_t i = 1; i <= steps; i++) {
        buf_printf(&out, ", c%zu AS (", i);
        for (const char *c = body; *c; c++)
            if (*c == '#')
                buf_printf(&out, "c%zu", i - 1);
            else
                buf_byte(&out, *c);
        buf_byte(&out, ')');
    }
    buf_printf(&out, " SELECT %s FROM c%zu", list, steps);
    return buf_str(&out);
}

static void expect_flow(struct str query, const char *expected)
{
    struct world w;
    world_start(&w, query);
    assert_false(w.flow.limited);
    assert_string_equal(str_dup(&w.arena, str_trim(flow_text(&w.arena, &w.flow, w.model))).ptr,
                        expected);
    world_end(&w);
}

/* What doubles with every step when it is written out is shared. */
static void doubling_is_shared(void **state)
{
    struct arena arena;
    (void)state;
    arena_init(&arena, 64u << 20, NULL);
    expect_flow(chain(&arena, 150,
                      "SELECT x.a + y.b AS a, x.b + y.a AS b FROM # x JOIN # y ON x.a = y.b", "a"),
                "a: db.t.a db.t.b\nrows: (db.t.a) (db.t.b)");
    expect_flow(chain(&arena, 150, "SELECT * FROM # UNION ALL SELECT b, a FROM #", "a"),
                "a: db.t.a db.t.b");
    expect_flow(chain(&arena, 150, "SELECT (SELECT MAX(a) FROM #) AS a, b FROM #", "a"),
                "a: db.t.a");
    arena_release(&arena);
}

/* Past LIMIT_query_columns the columns are not known, however the query writes them. */
static void many_arms_of_many_columns(void **state)
{
    struct world w;
    struct arena arena;
    struct buf out;
    (void)state;
    arena_init(&arena, 64u << 20, NULL);
    buf_init(&out, &arena, 64u << 20);
    for (int i = 0; i < 2500; i++)
        buf_printf(&out, "%s a AS k%d", i ? "," : "SELECT", i);
    buf_puts(&out, " FROM db.t");
    for (int i = 0; i < 120; i++)
        buf_puts(&out, " UNION ALL SELECT a FROM db.v");
    world_start(&w, buf_str(&out));
    assert_false(model_column_types(w.model)->complete);
    assert_true(w.flow.columns[w.flow.column_count].count > 0);
    world_end(&w);
    arena_release(&arena);
}

/* The key is asked for first, and so is its table. */
static void key_of_the_second_table(void **state)
{
    (void)state;
    expect_flow(STR("MODEL (name s.m, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key k));\n"
                    "SELECT t.b AS b, v.b AS k FROM db.t AS t JOIN db.v AS v ON t.a = v.a"),
                "b: db.t.b\nk: db.v.b\nrows: (db.t.a) (db.v.a) (db.v.b)\ndecides: k");
}

static void doubling_of_unknown_names_is_shared(void **state)
{
    struct arena arena;
    struct buf out;
    (void)state;
    arena_init(&arena, 64u << 20, NULL);
    buf_init(&out, &arena, 1u << 20);
    buf_puts(&out, "WITH c0 AS (SELECT * FROM raw.z)");
    for (int i = 1; i <= 100; i++)
        buf_printf(&out, ", c%d AS (SELECT * FROM c%d AS x, c%d AS y)", i, i - 1, i - 1);
    buf_puts(&out, " SELECT k FROM c100");
    expect_flow(buf_str(&out), "k: ?raw.z.k*");
    arena_release(&arena);
}

/* Columns times steps is the one thing that grows; past the limit the model reads all of all. */
static void steps_are_limited(void **state)
{
    static const struct {
        size_t columns;
        bool limited;
    } cases[] = { { 1300, false }, { 1400, true } };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena;
        struct world w;
        struct buf list;
        arena_init(&arena, 64u << 20, NULL);
        buf_init(&list, &arena, 1u << 20);
        for (size_t k = 0; k < cases[i].columns; k++)
            buf_printf(&list, "%sa AS k%zu", k ? ", " : "", k);
        world_start(&w,
                    chain(&arena, 3000, "SELECT a FROM #", str_dup(&arena, buf_str(&list)).ptr));
        assert_int_equal(w.flow.limited, cases[i].limited);
        const struct flow_read *read = &w.flow.columns[cases[i].columns - 1].items[0];
        assert_int_equal(w.flow.columns[0].count, 1);
        assert_int_equal(read->kind, cases[i].limited ? FLOW_UNSURE : FLOW_DIRECT);
        assert_int_equal(w.flow.leaves.items[read->leaf].column, cases[i].limited ? FLOW_ANY : 0);
        world_end(&w);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_cases),
        cmocka_unit_test(doubling_is_shared),
        cmocka_unit_test(many_arms_of_many_columns),
        cmocka_unit_test(key_of_the_second_table),
        cmocka_unit_test(doubling_of_unknown_names_is_shared),
        cmocka_unit_test(steps_are_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
