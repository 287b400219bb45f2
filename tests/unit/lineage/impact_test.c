/* Tests of lineage/impact: who is reached, over which path and through which column. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "lineage/impact.h"
#include "change/make.h"

/* orders <- revenue <- board; orders <- (uncertain) board2 <- far; lonely */
struct world {
    struct make m;
    struct model *orders, *revenue, *board, *far;
    struct graph graph;
    struct change_set changes;
};

static void world_start(struct world *w)
{
    *w = (struct world){ 0 };
    make_start(&w->m);
    for (int side = 0; side < 2; side++) {
        struct projects *p = side ? &w->m.after : &w->m.before;
        w->orders = make_model(&w->m, p, "s.orders", "");
        make_column(&w->m, w->orders, "id", "INT");
        make_column(&w->m, w->orders, "amount", "INT");
        w->revenue = make_model(&w->m, p, "s.revenue", "");
        make_reads(&w->m, w->revenue, "\"s\".\"orders\"");
        w->board = make_model(&w->m, p, "s.board", "");
        make_reads(&w->m, w->board, "\"s\".\"revenue\"");
        make_reads(&w->m, make_model(&w->m, p, "s.dim", ""), "\"s\".\"orders\"")->is_certain =
            false;
        w->far = make_model(&w->m, p, "s.far", "");
        make_reads(&w->m, w->far, "\"s\".\"dim\"");
        make_reads(&w->m, w->far, "\"s\".\"revenue\"");
        make_model(&w->m, p, "s.lonely", "");
    }
    w->changes.arena = &w->m.arena;
    graph_build(&w->graph, &w->m.arena, &w->m.before, &w->m.after, NULL);
}

static void world_end(struct world *w)
{
    graph_release(&w->graph);
    make_end(&w->m);
}

static void fact(struct world *w, enum fact_code code, struct model *model, const char *column)
{
    change_add(
        &w->changes,
        (struct fact){ .code = code, .before = model, .after = model, .column = str_of(column) });
}

static void target(struct world *w, struct reader *reader, const char *model, const char *column)
{
    struct reader_target t = { .model = str_of(model) };
    if (column)
        vec_push(&w->m.arena, &t.columns, str_of(column));
    vec_push(&w->m.arena, &reader->targets, t);
}

static void column_facts(void **state)
{
    struct world w;
    struct impact impact;
    (void)state;
    world_start(&w);
    fact(&w, FACT_CL101, w.orders, "amount");
    struct reader readers[5] = { { .id = STR("hit") },
                                 { .id = STR("other") },
                                 { .id = STR("whole") },
                                 { .id = STR("below") },
                                 { .id = STR("lost") } };
    target(&w, &readers[0], "\"s\".\"orders\"", "Amount");
    target(&w, &readers[1], "\"s\".\"orders\"", "id");
    target(&w, &readers[2], "\"s\".\"orders\"", NULL);
    target(&w, &readers[3], "\"s\".\"board\"", "anything");
    target(&w, &readers[4], "", "amount");
    target(&w, &readers[4], "\"s\".\"lonely\"", NULL);
    impact_of(&impact, &w.m.arena, &w.graph, &w.changes, readers, 5);
    assert_true(impact.reader_reached[0]);
    assert_false(impact.reader_reached[1]);
    assert_true(impact.reader_reached[2]);
    assert_true(impact.reader_reached[3]);
    assert_false(impact.reader_reached[4]);
    assert_int_equal(impact.reaches.count, 3);
    assert_true(str_eq(impact.reaches.items[0].column, STR("Amount")));
    assert_true(str_is_empty(impact.reaches.items[1].column));
    const struct reach *below = &impact.reaches.items[2];
    assert_int_equal(below->path_count, 3);
    assert_true(str_eq(below->path[0], STR("s.orders")));
    assert_true(str_eq(below->path[1], STR("s.revenue")));
    assert_true(str_eq(below->path[2], STR("s.board")));
    assert_int_equal(below->weakest, EDGE_MODEL); /* without a query nobody knows which column */
    assert_int_equal(impact.downstream.count, 4);
    assert_true(str_eq(impact.downstream.items[0], STR("s.board")));
    assert_int_equal(impact.downstream_of_model[0], 4);
    world_end(&w);
}

/* A new column that changes the rows, and every model-wide fact, reaches readers of any column. */
static void model_wide_facts(void **state)
{
    static const enum fact_code wide[] = { FACT_SQ101, FACT_SQ113, FACT_CL109, FACT_SQ190 };
    static const enum fact_code harmless[] = { FACT_MT100, FACT_MT101, FACT_CL110,
                                               FACT_PH101, FACT_AU101, FACT_MD110 };
    (void)state;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        struct world w;
        struct impact impact;
        struct reader reader = { .id = STR("r") };
        world_start(&w);
        fact(&w, wide[i], w.orders, wide[i] == FACT_SQ113 ? "new" : "");
        target(&w, &reader, "\"s\".\"orders\"", "id");
        impact_of(&impact, &w.m.arena, &w.graph, &w.changes, &reader, 1);
        assert_true(impact.reader_reached[0]);
        world_end(&w);
    }
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
        struct world w;
        struct impact impact;
        struct reader reader = { .id = STR("r") };
        world_start(&w);
        fact(&w, harmless[i], w.orders, "");
        target(&w, &reader, "\"s\".\"orders\"", NULL);
        impact_of(&impact, &w.m.arena, &w.graph, &w.changes, &reader, 1);
        assert_false(impact.reader_reached[0]);
        assert_int_equal(impact.downstream.count, 0);
        assert_int_equal(impact.downstream_of_model[0], 4);
        world_end(&w);
    }
}

/* Both ways to s.far are two edges long; the one without the uncertain edge is named. */
static void surer_path_wins(void **state)
{
    struct world w;
    struct impact impact;
    struct reader reader = { .id = STR("r") };
    (void)state;
    world_start(&w);
    fact(&w, FACT_SQ101, w.orders, "");
    fact(&w, FACT_SQ101, w.revenue, "");
    target(&w, &reader, "\"s\".\"far\"", NULL);
    impact_of(&impact, &w.m.arena, &w.graph, &w.changes, &reader, 1);
    assert_int_equal(impact.reaches.count, 2);
    assert_int_equal(impact.reaches.items[0].path_count, 3);
    assert_true(str_eq(impact.reaches.items[0].path[1], STR("s.revenue")));
    assert_int_equal(impact.reaches.items[0].weakest, EDGE_EXACT);
    assert_int_equal(impact.reaches.items[1].path_count, 2);
    /* s.revenue is below s.orders, but it changed itself */
    assert_int_equal(impact.downstream.count, 3);
    world_end(&w);
}

static void uncertain_edge_still_reaches(void **state)
{
    struct world w;
    struct impact impact;
    struct reader reader = { .id = STR("r") };
    (void)state;
    world_start(&w);
    fact(&w, FACT_MD101, w.orders, "");
    target(&w, &reader, "\"s\".\"dim\"", "x");
    impact_of(&impact, &w.m.arena, &w.graph, &w.changes, &reader, 1);
    assert_int_equal(impact.reaches.count, 1);
    assert_int_equal(impact.reaches.items[0].weakest, EDGE_UNKNOWN);
    world_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(column_facts),
        cmocka_unit_test(model_wide_facts),
        cmocka_unit_test(surer_path_wins),
        cmocka_unit_test(uncertain_edge_still_reaches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
