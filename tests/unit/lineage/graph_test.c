/* Tests of lineage/graph: nodes and edges over both snapshots, walks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "lineage/blind.h"
#include "lineage/impact.h"
#include "change/make.h"

/* a <- b <- d, a <- c <- d at base; at the tip b is gone and d reads c and e only. */
static void both_sides(void **state)
{
    struct make m;
    struct graph graph;
    (void)state;
    make_start(&m);
    make_model(&m, &m.before, "db.a", "");
    make_reads(&m, make_model(&m, &m.before, "db.b", ""), "\"db\".\"a\"");
    make_reads(&m, make_model(&m, &m.before, "db.c", ""), "\"db\".\"a\"");
    struct model *d = make_model(&m, &m.before, "db.d", "");
    make_reads(&m, d, "\"db\".\"b\"");
    make_reads(&m, d, "\"db\".\"c\"")->declared = true;
    make_model(&m, &m.after, "db.a", "");
    make_reads(&m, make_model(&m, &m.after, "db.c", ""), "\"db\".\"a\"");
    d = make_model(&m, &m.after, "db.d", "");
    make_reads(&m, d, "\"db\".\"c\"");
    make_reads(&m, d, "\"db\".\"e\"\"x\"")->is_certain = false;
    graph_build(&graph, &m.arena, &m.before, &m.after, NULL);

    assert_int_equal(graph.nodes.count, 5);
    size_t a = graph_find(&graph, STR("\"db\".\"a\"")), b = graph_find(&graph, STR("\"db\".\"b\""));
    size_t c = graph_find(&graph, STR("\"db\".\"c\"")),
           at_d = graph_find(&graph, STR("\"db\".\"d\""));
    size_t e = graph_find(&graph, STR("\"db\".\"e\"\"x\""));
    assert_int_equal(graph_find(&graph, STR("\"db\".\"nope\"")), SIZE_MAX);
    assert_null(graph.nodes.items[b].after);
    assert_non_null(graph.nodes.items[b].before);
    assert_null(graph.nodes.items[e].after);
    assert_true(str_eq(graph.nodes.items[e].name, STR("db.e\"x")));
    assert_true(str_eq(graph.nodes.items[a].name, STR("db.a")));

    assert_int_equal(graph.nodes.items[a].readers.count, 2);
    assert_int_equal(graph.nodes.items[a].readers.items[0].to, b);
    assert_true(graph.nodes.items[a].readers.items[0].at_base);
    assert_false(graph.nodes.items[a].readers.items[0].at_tip);
    assert_int_equal(graph.nodes.items[at_d].reads.count, 3);
    const struct graph_edge *from_c = &graph.nodes.items[at_d].reads.items[1];
    assert_int_equal(from_c->to, c);
    assert_int_equal(from_c->strength, EDGE_EXACT);
    assert_true(from_c->at_base && from_c->at_tip);
    assert_int_equal(graph.nodes.items[at_d].reads.items[2].strength, EDGE_UNKNOWN);

    struct neighbours walk;
    graph_walk(&walk, &m.arena, &graph, a, true);
    assert_int_equal(walk.count, 3);
    assert_int_equal(walk.items[2].node, at_d);
    assert_int_equal(walk.items[2].distance, 2);
    assert_int_equal(walk.items[2].via, b);
    graph_walk(&walk, &m.arena, &graph, at_d, false);
    assert_int_equal(walk.count, 4);
    graph_walk(&walk, &m.arena, &graph, SIZE_MAX, false);
    assert_int_equal(walk.count, 0);
    graph_release(&graph);
    make_end(&m);
}

static void renamed_is_one_node(void **state)
{
    struct make m;
    struct graph graph;
    (void)state;
    make_start(&m);
    struct model *old = make_model(&m, &m.before, "db.old", "q");
    struct model *new = make_model(&m, &m.after, "db.new", "q");
    make_reads(&m, make_model(&m, &m.before, "db.r", ""), "\"db\".\"old\"");
    make_reads(&m, make_model(&m, &m.after, "db.r", ""), "\"db\".\"new\"");
    struct change_set changes = { .arena = &m.arena };
    vec_push(&m.arena, &changes.models,
             (struct model_change){ .before = old, .after = new, .name = new->name });
    graph_build(&graph, &m.arena, &m.before, &m.after, &changes);
    assert_int_equal(graph.nodes.count, 2);
    assert_int_equal(graph_find(&graph, old->fqn), graph_find(&graph, new->fqn));
    const struct graph_node *node = &graph.nodes.items[graph_find(&graph, new->fqn)];
    assert_ptr_equal(node->before, old);
    assert_ptr_equal(node->after, new);
    assert_int_equal(node->readers.count, 1);
    graph_release(&graph);
    make_end(&m);
}

static void one_side_only(void **state)
{
    struct make m;
    struct graph graph;
    (void)state;
    make_start(&m);
    struct model *self = make_model(&m, &m.after, "db.a", "");
    make_reads(&m, self, "\"db\".\"a\"");
    make_reads(&m, self, "\"x\"");
    graph_build(&graph, &m.arena, NULL, &m.after, NULL);
    assert_int_equal(graph.nodes.count, 2);
    assert_int_equal(graph.nodes.items[0].reads.count, 1);
    graph_release(&graph);
    graph_build(&graph, &m.arena, NULL, NULL, NULL);
    assert_int_equal(graph.nodes.count, 0);
    graph_release(&graph);
    make_end(&m);
}

static void add_unknown(struct make *m, struct model *model, enum unknown_cause cause,
                        const char *what, const char *form)
{
    vec_push(&m->arena, &model->unknowns,
             (struct unknown){ .cause = cause, .what = str_of(what), .form = str_of(form) });
}

static void only_unknown_tables_make_blind(void **state)
{
    static const struct {
        enum unknown_cause cause;
        const char *what, *form;
        bool blind;
    } cases[] = {
        { UNKNOWN_JINJA, "query", "SELECT a FROM {{ t }}", true },
        { UNKNOWN_JINJA, "query", "SELECT a FROM fin.{{ t }}", true },
        { UNKNOWN_JINJA, "query", "SELECT a FROM b JOIN ( {{ t }} ) AS c", true },
        { UNKNOWN_JINJA, "query", "WITH x AS (\n {{ q() }} )", true },
        { UNKNOWN_JINJA, "query", "{{ q() }}", true },
        { UNKNOWN_JINJA, "query", "SELECT {{ c }}, o.{{ d }} FROM fin.orders", false },
        { UNKNOWN_JINJA, "query", "SELECT COUNT({{ c }}) FROM fin.orders", false },
        { UNKNOWN_VARIABLE, "name of a table that is read", "@s.orders", false },
        { UNKNOWN_VARIABLE, "name of a table that is read", "fin.@t", true },
        { UNKNOWN_VARIABLE, "variable @x", "x", false },
        { UNKNOWN_PYTHON, "name of a table that is read", "(x)", true },
        { UNKNOWN_PYTHON, "kind", "(x)", false },
        { UNKNOWN_SQL, "query", "?", false },
        { UNKNOWN_LIMIT, "query", "", true },
    };
    struct make m;
    (void)state;
    make_start(&m);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct model model = { .class = MODEL_SQL };
        add_unknown(&m, &model, cases[i].cause, cases[i].what, cases[i].form);
        if (model_is_blind(&model) != cases[i].blind)
            fail_msg("%s: %s", cases[i].what, cases[i].form);
    }
    make_end(&m);
}

/* The changed model reaches the one that hides its sources, and what reads that; not the rest. */
static void blind_models_may_read_what_changed(void **state)
{
    struct make m;
    struct graph graph;
    struct neighbours walk;
    (void)state;
    make_start(&m);
    struct model *a = make_model(&m, &m.before, "db.a", "1");
    struct model *now = make_model(&m, &m.after, "db.a", "2");
    for (int side = 0; side < 2; side++) {
        struct projects *projects = side ? &m.after : &m.before;
        struct model *blind = make_model(&m, projects, "db.blind", "");
        add_unknown(&m, blind, UNKNOWN_JINJA, "query", "SELECT a FROM {{ t }}");
        make_reads(&m, make_model(&m, projects, "db.c", ""), "\"db\".\"blind\"");
        make_model(&m, projects, "db.other", "");
    }
    struct change_set changes = { .arena = &m.arena };
    vec_push(&m.arena, &changes.models,
             (struct model_change){
                 .before = a, .after = now, .name = now->name, .class = CLASS_MEANING });
    graph_build(&graph, &m.arena, &m.before, &m.after, &changes);
    graph_walk(&walk, &m.arena, &graph, graph_find(&graph, a->fqn), true);
    assert_int_equal(walk.count, 3); /* the sources, blind, c */
    const struct graph_node *last = &graph.nodes.items[walk.items[2].node];
    assert_true(str_eq(last->name, STR("db.c")));
    assert_int_equal(walk.items[2].weakest, EDGE_UNKNOWN);
    graph_release(&graph);

    changes.models.items[0].class = CLASS_COSMETIC;
    graph_build(&graph, &m.arena, &m.before, &m.after, &changes);
    graph_walk(&walk, &m.arena, &graph, graph_find(&graph, a->fqn), true);
    assert_int_equal(walk.count, 0);
    graph_release(&graph);
    make_end(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_sides),
        cmocka_unit_test(renamed_is_one_node),
        cmocka_unit_test(one_side_only),
        cmocka_unit_test(only_unknown_tables_make_blind),
        cmocka_unit_test(blind_models_may_read_what_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
