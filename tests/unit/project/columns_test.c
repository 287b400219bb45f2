#include "project/check.h"
#include "sql/form.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))

/* Columns of db.m over db.s (a INT, b TEXT, c INT), db.t (a INT, d TEXT) and db.u, which nobody
 * declares. */
static const struct model *over_sources(struct arena *arena, const char *query)
{
    struct str text = str_fmt(arena, "MODEL (name db.m); %s", query);
    const struct repository *repository =
        load(arena, "config.yaml", CONFIG, "external_models.yaml",
             "- name: db.s\n  columns: {a: int, b: text, c: int}\n"
             "- name: db.t\n  columns: {a: int, d: text}\n",
             "models/m.sql", text.ptr);
    return model_of(repository, "db.m");
}

static void columns_follow_the_query(void **state)
{
    static const struct {
        const char *query, *want;
    } rows[] = {
        { "SELECT a, b AS x, c + 1 AS y, c + 1 FROM db.s", "a INT, x VARCHAR, y, " },
        { "SELECT a::TEXT AS a, CAST(b AS DATE) AS d FROM db.s", "a VARCHAR, d DATE" },
        { "SELECT * FROM db.s", "a INT, b VARCHAR, c INT" },
        { "FROM db.s", "a INT, b VARCHAR, c INT" },
        { "SELECT *, 1 AS z FROM db.s", "a INT, b VARCHAR, c INT, z" },
        { "SELECT * FROM db.s AS x JOIN db.t AS y ON x.a = y.a",
          "a INT, b VARCHAR, c INT, a INT, d VARCHAR" },
        { "SELECT * FROM db.s JOIN db.t USING (a)", "a INT, b VARCHAR, c INT, d VARCHAR" },
        { "SELECT y.*, x.b FROM db.s AS x, db.t AS y", "a INT, d VARCHAR, b VARCHAR" },
        { "SELECT s.* FROM db.s", "a INT, b VARCHAR, c INT" },
        { "SELECT db.s.* FROM db.s", "a INT, b VARCHAR, c INT" },
        { "SELECT z.* FROM db.s AS x", "..." },
        { "SELECT * EXCEPT (b) FROM db.s", "a INT, c INT" },
        { "SELECT * EXCLUDE (b, c) FROM db.s", "a INT" },
        { "SELECT * EXCLUDE (@a, b) FROM db.s", "a INT, c INT, ..." },
        { "SELECT * EXCLUDE (s.a, b) FROM db.s", "a INT, c INT, ..." },
        { "SELECT * REPLACE (b::DATE AS b) FROM db.s", "a INT, b DATE, c INT" },
        { "SELECT * REPLACE (a + 1 AS a) FROM db.t", "a, d VARCHAR" },
        { "SELECT * RENAME (a AS q) FROM db.t", "q INT, d VARCHAR" },
        { "SELECT * FROM db.u", "..." },
        { "SELECT *, a AS z FROM db.u", "z, ..." },
        { "SELECT a FROM db.u", "a" },
        { "SELECT * FROM db.s, db.u", "a INT, b VARCHAR, c INT, ..." },
        { "WITH q AS (SELECT a, b FROM db.s) SELECT * FROM q", "a INT, b VARCHAR" },
        { "WITH q AS (SELECT * FROM db.s), r AS (SELECT a AS k, c FROM q) SELECT * FROM r",
          "k INT, c INT" },
        { "WITH q(x, y) AS (SELECT a, b FROM db.s) SELECT * FROM q", "x INT, y VARCHAR" },
        { "WITH RECURSIVE q AS (SELECT a FROM db.s UNION ALL SELECT a + 1 FROM q) SELECT a FROM q",
          "a" },
        { "SELECT * FROM (SELECT a, d FROM db.t) AS x", "a INT, d VARCHAR" },
        { "SELECT * FROM (SELECT a, d FROM db.t) AS x(p, q)", "p INT, q VARCHAR" },
        { "SELECT x.p FROM (SELECT a, d FROM db.t) AS x(p, q)", "p INT" },
        { "SELECT a FROM db.s UNION ALL SELECT a FROM db.t", "a INT" },
        { "SELECT b AS k FROM db.s UNION ALL SELECT a FROM db.t", "k" },
        { "SELECT * FROM db.t UNION ALL SELECT a, b FROM db.s", "a INT, d VARCHAR" },
        { "SELECT * FROM (SELECT * FROM db.t UNION SELECT * FROM db.t) AS z", "a INT, d VARCHAR" },
        { "SELECT a FROM db.s, db.t", "a" },
        { "SELECT s.a, t.a AS b FROM db.s, db.t", "a INT, b INT" },
        { "SELECT c FROM db.s, db.u", "c" },
        { "SELECT * FROM db.s SEMI JOIN db.t ON s.a = t.a", "a INT, b VARCHAR, c INT" },
        { "SELECT * FROM db.s NATURAL JOIN db.t",
          "a INT, b VARCHAR, c INT, a INT, d VARCHAR, ..." },
        { "SELECT * FROM (VALUES (1, 2)) AS v(p, q)", "p, q" },
        { "SELECT * FROM range(3) AS r(i)", "i" },
        { "SELECT * FROM range(3)", "..." },
        { "SELECT x.* FROM (db.s AS x JOIN db.t AS y ON true)", "a INT, b VARCHAR, c INT" },
        { "SELECT @each([a, b], x -> x), c FROM db.s", "a INT, b VARCHAR, c INT" },
        { "SELECT @each([a, b], x -> s.x), c FROM db.s", "c INT, ..." },
        { "SELECT * FROM db.s PIVOT (sum(a) FOR b IN ('x'))", "..." },
        { "SELECT a AS @{n} FROM db.s", "..." },
        { "SELECT k FROM (SELECT *, 1::INT AS z FROM db.u) AS x(k, l)", "k" },
        { "SELECT k FROM (SELECT 1::INT AS z, * FROM db.u) AS x(k, l)", "k INT" },
        { "SELECT z FROM (SELECT *, 1::INT AS z FROM db.u UNION ALL SELECT 2::INT, 3) AS x", "z" },
        { "SELECT z FROM (SELECT 1::INT AS z, * FROM db.u UNION ALL SELECT 2::INT, 3) AS x",
          "z INT" },
        { "SELECT 1::INT AS z FROM db.s UNION ALL SELECT *, 2::INT FROM db.u", "z" },
        { "SELECT 1::INT AS z FROM db.s UNION ALL SELECT 2::BIGINT FROM db.u", "z" },
        { "SELECT 1::INT AS z FROM db.s UNION ALL SELECT 2::INT FROM db.u", "z INT" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct str got = column_text(*state, over_sources(*state, rows[i].query));
        if (!str_eq(got, str_of(rows[i].want)))
            print_error("%s\n", rows[i].query);
        assert_str(got, str_of(rows[i].want));
    }
}

/* c1 is a star over two of db.s, each further CTE a star over two of the one before. */
static const struct model *doubled(struct arena *arena, unsigned ctes)
{
    struct buf sql;
    buf_init(&sql, arena, SIZE_MAX);
    buf_puts(&sql, "WITH c0 AS (SELECT * FROM db.s)");
    for (unsigned i = 1; i <= ctes; i++)
        buf_printf(&sql, ", c%u AS (SELECT * FROM c%u AS l, c%u AS r)", i, i - 1, i - 1);
    buf_printf(&sql, " SELECT * FROM c%u", ctes);
    return over_sources(arena, buf_str(&sql).ptr);
}

/* 3 columns, doubled; a star counts once as it is expanded and once as it is put out. */
static void a_query_has_so_many_columns(void **state)
{
    const struct model *below = doubled(*state, 13);
    assert_true(model_columns(below)->complete);
    assert_int_equal(model_columns(below)->count, 3u << 13);
    assert_int_equal(model_unknowns(below)->count, 0);
    const struct model *above = doubled(*state, 14);
    assert_false(model_columns(above)->complete);
    bool named = false;
    vec_for (const struct unknown, it, model_unknowns(above))
        named = named || (it->cause == UNKNOWN_LIMIT && str_eq(it->what, STR("query_columns")));
    assert_true(named);
}

static void stars_that_stay_open_are_unknown(void **state)
{
    const struct model *model = over_sources(*state, "SELECT *, 1 AS z FROM db.u");
    assert_str(unknown_list(*state, model_unknowns(model)), STR("star:SELECT *"));
    assert_int_equal(model_unknowns(model)->items[0].place.line, 1);
    model = over_sources(*state, "SELECT a FROM (SELECT * FROM db.u) AS x");
    assert_str(unknown_list(*state, model_unknowns(model)), STR(""));
}

static struct str form_of(struct arena *arena, const struct model *model, size_t column)
{
    return sql_form(arena, model_columns(model)->items[column].expr);
}

static void expanded_columns_keep_their_origin(void **state)
{
    const struct model *model = over_sources(*state, "SELECT x.*, b FROM db.s AS x");
    assert_int_equal(model_columns(model)->items[0].source, COLUMN_EXPANDED);
    assert_str(form_of(*state, model, 0), STR("x.a"));
    assert_int_equal(model_columns(model)->items[3].source, COLUMN_PROJECTED);
    assert_str(form_of(*state, model, 3), STR("b"));
    model = over_sources(*state, "SELECT * REPLACE (a + 1 AS a) FROM db.t");
    assert_str(form_of(*state, model, 0), STR("a + 1"));
    assert_str(form_of(*state, model, 1), STR("d"));
}

static void declared_columns_win(void **state)
{
    const struct model *model =
        model_from(*state, "MODEL (name db.m, columns (b TEXT, a INT, z DATE)); "
                           "SELECT x + 1 AS a, /* hm */ y AS b -- why\n FROM t");
    assert_str(column_text(*state, model), STR("b VARCHAR, a INT, z DATE"));
    assert_str(form_of(*state, model, 0), STR("y"));
    assert_str(model_columns(model)->items[0].description, STR("why"));
    assert_str(form_of(*state, model, 1), STR("x + 1"));
    assert_str(form_of(*state, model, 2), STR(""));
}

static void history_adds_columns(void **state)
{
    const struct model *model =
        model_from(*state, "MODEL (name db.m, kind SCD_TYPE_2 (unique_key a)); SELECT 1 AS a");
    assert_str(column_text(*state, model), STR("a, valid_from TIMESTAMP, valid_to TIMESTAMP"));
    model = model_from(*state,
                       "MODEL (name db.m, kind SCD_TYPE_2_BY_COLUMN (unique_key a, columns *, "
                       "valid_from_name V, time_data_type DATE)); SELECT 1 AS a, 2 AS valid_to");
    assert_str(column_text(*state, model), STR("a, valid_to, v DATE"));
}

static void parents_come_first(void **state)
{
    const struct repository *repository =
        load(*state, "config.yaml", CONFIG, "models/a.sql", "MODEL (name a); SELECT * FROM b",
             "models/b.sql", "MODEL (name b); SELECT *, 1 AS y FROM c", "models/c.sql",
             "MODEL (name c); SELECT i::INT AS x FROM src");
    assert_str(column_text(*state, model_of(repository, "a")), STR("x INT, y"));
    assert_str(column_text(*state, model_of(repository, "b")), STR("x INT, y"));
}

static void cycles_end(void **state)
{
    const struct repository *repository =
        load(*state, "config.yaml", CONFIG, "models/a.sql", "MODEL (name a); SELECT * FROM b",
             "models/b.sql", "MODEL (name b); SELECT *, 1 AS y FROM a", "models/c.sql",
             "MODEL (name c); SELECT * FROM c");
    assert_false(model_columns(model_of(repository, "a"))->complete);
    assert_false(model_columns(model_of(repository, "b"))->complete);
    assert_false(model_columns(model_of(repository, "c"))->complete);
}

/* Stars reach into the other projects of the repository. */
static void projects_share_their_models(void **state)
{
    const struct repository *repository =
        load(*state, "one/config.yaml", CONFIG, "one/models/a.sql",
             "MODEL (name x.a); SELECT 1::INT AS i", "two/config.yaml", CONFIG, "two/models/b.sql",
             "MODEL (name x.b); SELECT * FROM x.a");
    assert_int_equal(repository->projects.count, 2);
    assert_str(column_text(*state, model_of(repository, "x.b")), STR("i INT"));
}

static void many_columns_stay_fast(void **state)
{
    struct arena *arena = *state;
    struct buf text;
    buf_init(&text, arena, 4u * 1024 * 1024);
    buf_puts(&text, "MODEL (name a); SELECT 1 AS c0");
    for (int i = 1; i < 20000; i++)
        buf_printf(&text, ", %d AS c%d", i, i);
    struct str wide = str_dup(arena, buf_str(&text));
    buf_init(&text, arena, 4u * 1024 * 1024);
    buf_puts(&text, "MODEL (name b); SELECT c0");
    for (int i = 1; i < 20000; i++)
        buf_printf(&text, ", c%d", i);
    buf_puts(&text, " FROM a");
    const struct repository *repository = load(arena, "config.yaml", CONFIG, "models/a.sql",
                                               wide.ptr, "models/b.sql", buf_str(&text).ptr);
    assert_int_equal(model_columns(model_of(repository, "b"))->count, 20000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(columns_follow_the_query),    arena_test(stars_that_stay_open_are_unknown),
        arena_test(a_query_has_so_many_columns), arena_test(expanded_columns_keep_their_origin),
        arena_test(declared_columns_win),        arena_test(history_adds_columns),
        arena_test(parents_come_first),          arena_test(cycles_end),
        arena_test(projects_share_their_models), arena_test(many_columns_stay_fast),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
