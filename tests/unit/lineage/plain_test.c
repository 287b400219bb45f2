/* The flow of every query of plain.txt. A build for tests compares it with the flow of the whole
 * query (flow_of), whichever way it was made; here it is counted which way that was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>

#include "base/limits.h"
#include "change/tree.h"
#include "lineage/flow.h"

#define EXTERNALS                                                                                  \
    "- name: db.t\n  columns: {a: int, b: int, c: text, status: text, ds: text}\n"                 \
    "- name: db.u\n  columns: {a: int, x: int, ds: text}\n"                                        \
    "- name: db.v\n  columns: {a: int, b: int}\n"

struct project_files {
    VEC_OF(struct mem_file);
};

static struct str file_bytes(struct arena *arena, const char *path)
{
    char *bytes = arena_alloc(arena, 1 << 20);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(bytes, 1, 1 << 20, file);
    (void)fclose(file);
    return (struct str){ bytes, len };
}

static void add_file(struct project_files *files, struct arena *arena, struct str path,
                     struct str bytes)
{
    vec_push(arena, files, (struct mem_file){ .path = path, .bytes = bytes });
}

/* One model for each line. */
static size_t add_queries(struct project_files *files, struct arena *arena, const char *path)
{
    struct str rest = file_bytes(arena, path), line;
    size_t count = 0;
    while (str_split(&rest, '\n', &line)) {
        if (!line.len || line.ptr[0] == '#')
            continue;
        add_file(files, arena, str_fmt(arena, "models/q%zu.sql", count),
                 str_fmt(arena, "MODEL (name s.q%zu, kind FULL);\n%.*s", count, STR_ARG(line)));
        count++;
    }
    return count;
}

static bool follow(struct arena *arena, const struct model *model)
{
    struct flow flow;
    struct arena scratch;
    arena_init(&scratch, LIMIT_memory_bytes, NULL);
    bool is_plain = model_plain_query(model) != NULL;
    flow_of(&flow, arena, &scratch, model);
    assert_int_equal(flow.column_count, model_columns(model)->count);
    arena_release(&scratch);
    return is_plain;
}

/* least: of the queries in this dialect, how many are plain. */
static void run_dialect(const char *dialect, size_t least)
{
    struct arena arena;
    struct project_files files = { 0 };
    struct source source;
    struct projects projects;
    struct diags diags;
    size_t plain = 0, followed = 0;
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    add_file(&files, &arena, STR("config.yaml"),
             str_fmt(&arena, "model_defaults: {dialect: %s}\nvariables: {v: x, n: 1}\n", dialect));
    add_file(&files, &arena, STR("external_models.yaml"), STR(EXTERNALS));
    add_file(&files, &arena, STR("models/up.sql"),
             STR("MODEL (name db.up); SELECT 1::INT AS a, * FROM db.t"));
    size_t count = add_queries(&files, &arena, "tests/unit/lineage/plain.txt");
    diags_init(&diags, &arena);
    source_from_memory(&source, &arena, files.items, files.count, STR("test"));
    assert_int_equal(
        projects_load(&projects, &arena, &source, parse_cache_new(&arena), &diags, NULL), OK);
    vec_for (struct model *const, it, &projects.items[0]->models) {
        bool query = str_starts((*it)->name, STR("s.q")) || str_starts((*it)->name, STR("S.Q"));
        followed += query;
        plain += follow(&arena, *it) && query;
    }
    print_message("%s: %zu of %zu queries are plain\n", dialect, plain, followed);
    assert_int_equal(followed, count);
    assert_true(plain >= least && plain < followed);
    map_release(&projects.by_fqn);
    arena_release(&arena);
}

static void all_queries(void **state)
{
    (void)state;
    run_dialect("duckdb", 150);
    run_dialect("snowflake", 120);
    run_dialect("bigquery", 120);
    run_dialect("clickhouse", 120);
    run_dialect("tsql", 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(all_queries) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
