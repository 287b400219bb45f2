/* Golden reports: verdicts built by hand against files in tests/data/report/. `report_test --write`
 * writes the files anew: read what changed before committing it. */
#include "report/golden.h"

#include <string.h>

#include "report/impact.h"

/* ---- scenarios ---- */

static void nothing_to_say_is_one_line(void **state)
{
    struct arena *arena = *state;
    struct make make;
    make_start(&make, arena);
    static const char *const names[] = { "a.a", "a.b", "a.c" };
    for (size_t i = 0; i < 3; i++) {
        const struct model *model = make_model(&make, names[i], "models/a.sql");
        make_add(&make, make_fact(i < 2 ? FACT_MT100 : FACT_MT102, model, "", ""));
    }
    make_consumer(&make, 0, "weekly_revenue", false);
    make_levels(&make, LEVEL_NOTE);
    assert_str(render(&make, FORMAT_TEXT, &hook_options),
               STR("stoplog: main: 3 models changed (2 cosmetic, 1 metadata), no consumer "
                   "affected. ok in 41 ms\n"));
    assert_str(render(&make, FORMAT_TEXT, &terminal_options),
               STR("stoplog: main: 3 models changed (2 cosmetic, 1 metadata), no consumer "
                   "affected. ok\n"));
}

static void nothing_governed_is_one_line(void **state)
{
    const struct run run = { NULL, 0, STR_EMPTY, 2 };
    assert_str(render_run(*state, &run, FORMAT_TEXT, &hook_options),
               STR("stoplog: 2 refs are not governed. ok in 41 ms\n"));
}

static void a_dropped_column_is_told_in_full(void **state)
{
    struct make make;
    make_dropped_column(&make, *state);
    struct str text = render(&make, FORMAT_TEXT, &hook_options);
    assert_fits(text, 25, 70);
    assert_golden(make.arena, "blocked.hook.txt", text);
    assert_golden(make.arena, "blocked.txt", render(&make, FORMAT_TEXT, &terminal_options));
    assert_golden(make.arena, "blocked.json", render(&make, FORMAT_JSON, &hook_options));
}

static void an_approved_change_passes_in_one_line(void **state)
{
    struct make make;
    make_dropped_column(&make, *state);
    static const char *const names[] = { "Ann", "Gus" }, *const emails[] = { "ann@example.com",
                                                                             "gus@example.com" };
    for (size_t i = 0; i < 2; i++) {
        struct judged *judged = &make.verdict.judged.items[i];
        judged->met = true;
        judged->have = 1;
        make_candidate(&make, judged, names[i], emails[i], CANDIDATE_COUNTS, "");
    }
    make.verdict.outcome = OUTCOME_PASS;
    assert_str(render(&make, FORMAT_TEXT, &hook_options),
               STR("stoplog: main: 2 models changed (1 cosmetic, 1 shape), 1 consumer reached, "
                   "approved by Ann and Gus. ok in 41 ms\n"));
    assert_golden(make.arena, "approved.txt", render(&make, FORMAT_TEXT, &terminal_options));
}

static void a_stale_approval_says_what_changed(void **state)
{
    struct make make;
    make_dropped_column(&make, *state);
    struct judged *owner = &make.verdict.judged.items[0];
    owner->could.count = 0;
    make_candidate(&make, owner, "Ann", "ann@example.com", CANDIDATE_STALE,
                   "finance.orders changed since (CL101 amount, SQ101 WHERE)");
    make_candidate(&make, owner, "see request 12", "", CANDIDATE_MALFORMED,
                   "it is not of the form Name <address>");
    make_candidate(&make, owner, "Eve", "eve@example.com", CANDIDATE_NOT_IN_TEAM,
                   "is not in finance-data");
    assert_golden(make.arena, "stale.hook.txt", render(&make, FORMAT_TEXT, &hook_options));
}

static void other_requirements_are_told(void **state)
{
    struct arena *arena = *state;
    struct make make;
    make_start(&make, arena);
    const struct model *orders = make_model(&make, "finance.orders", "models/orders.sql");
    make_add(&make, make_fact(FACT_CL101, orders, "amount", ""));
    make_add(&make, make_fact(FACT_CT101, orders, "", "contracts/orders.odcs.yaml"));
    static const enum require_kind kinds[] = { REQUIRE_CONTRACT, REQUIRE_TRAILER, REQUIRE_TEAM,
                                               REQUIRE_NOTHING };
    static const char *const subjects[] = { "finance.orders", "Rollback", "finance.orders",
                                            "finance.orders" };
    for (size_t i = 0; i < 4; i++) {
        struct judged *judged =
            make_need(&make, kinds[i], subjects[i], kinds[i] == REQUIRE_TEAM ? make.bi : NULL);
        vec_push(arena, &judged->requirement.facts, 0);
    }
    make.verdict.judged.items[0].requirement.contract_hint = STR("contracts/orders.odcs.yaml");
    make.verdict.judged.items[0].found = STR("contracts/orders.odcs.yaml did not change");
    make.verdict.judged.items[1].found = STR("Rollback in 1f2e3d4 does not match .{10,}");
    make.verdict.judged.items[3].requirement.level = LEVEL_WARN;
    make.verdict.outcome = OUTCOME_BLOCK;
    make_levels(&make, LEVEL_BLOCK);
    struct str text = render(&make, FORMAT_TEXT, &hook_options);
    assert_fits(text, 25, 70);
    assert_golden(arena, "other.hook.txt", text);
    assert_golden(arena, "other.txt", render(&make, FORMAT_TEXT, &terminal_options));
}

static void a_broken_policy_is_undecided(void **state)
{
    struct make make;
    make_start(&make, *state);
    make.verdict.outcome = OUTCOME_UNDECIDED;
    make.verdict.why_undecided = STR("the policy at base has errors");
    diag_add(&make.diags, DIAG_ERROR, (struct place){ STR(".stoplog/policy.yml"), 3, 5 },
             "unknown team finance-dta");
    diag_hint(&make.diags, "did you mean \"finance-data\"?");
    diag_add(&make.diags, DIAG_WARN, (struct place){ STR("models/a.sql"), 1, 1 }, "odd");
    make_levels(&make, LEVEL_NOTE);
    assert_golden(make.arena, "undecided.hook.txt", render(&make, FORMAT_TEXT, &hook_options));
    assert_golden(make.arena, "undecided.txt", render(&make, FORMAT_TEXT, &terminal_options));
}

static void a_deleted_ref_is_told(void **state)
{
    struct make make;
    make_start(&make, *state);
    make.verdict.kind = UPDATE_DELETE;
    make.verdict.tip = (struct oid){ .len = 0 };
    make.verdict.outcome = OUTCOME_BLOCK;
    make.verdict.fingerprint.hex = STR_EMPTY;
    make.verdict.why_blocked = STR("a governed ref is deleted: it is at 4c1e9a0f2d1b");
    make_add(&make, (struct fact){ .code = FACT_GT103,
                                   .subject = STR("refs/heads/main"),
                                   .note = STR("it is at 4c1e9a0f2d1b") });
    make.rule.id = STR("ref-deletion");
    make.rule.why = STR("With the branch goes everything that is released from it.");
    struct judged *judged = make_need(&make, REQUIRE_NOTHING, "refs/heads/main", NULL);
    vec_push(make.arena, &judged->requirement.facts, 0);
    make_levels(&make, LEVEL_BLOCK);
    assert_golden(make.arena, "deleted.hook.txt", render(&make, FORMAT_TEXT, &hook_options));
}

static void without_a_policy_facts_are_told_and_nothing_blocks(void **state)
{
    struct make make;
    make_dropped_column(&make, *state);
    make.verdict.judged.count = 0;
    make.verdict.consumers.count = 0;
    make.verdict.impact.reaches.count = 0;
    make.verdict.policy_exists = false;
    make.verdict.outcome = OUTCOME_PASS;
    make_levels(&make, LEVEL_NOTE);
    struct str text = render(&make, FORMAT_TEXT, &hook_options);
    assert_golden(make.arena, "no_policy.hook.txt", text);
    assert_golden(make.arena, "no_policy.txt", render(&make, FORMAT_TEXT, &terminal_options));
}

static void a_server_that_observes_says_so(void **state)
{
    struct make make;
    make_dropped_column(&make, *state);
    make.verdict.observe = true;
    struct str text = render(&make, FORMAT_TEXT, &hook_options);
    assert_true(str_starts(text, STR("warning: push to main would be blocked")));
    assert_int_equal(outcome_exit(&make.verdict), 0);
}

static void a_warning_does_not_block(void **state)
{
    struct make make;
    make_dropped_column(&make, *state);
    make.verdict.outcome = OUTCOME_WARN;
    for (size_t i = 0; i < 2; i++)
        make.verdict.judged.items[i].requirement.level = LEVEL_WARN;
    make_levels(&make, LEVEL_WARN);
    assert_golden(make.arena, "warn.hook.txt", render(&make, FORMAT_TEXT, &hook_options));
}

static void a_web_request_gets_a_prefix_on_every_line(void **state)
{
    struct make make;
    make_dropped_column(&make, *state);
    struct report_options options = hook_options;
    options.gitlab_web = true;
    struct str text = render(&make, FORMAT_TEXT, &options), line;
    size_t lines = line_count(text);
    for (size_t i = 0; i < lines; i++) {
        assert_true(str_split(&text, '\n', &line));
        assert_true(str_starts(line, STR("GL-HOOK-ERR: ")));
    }
}

static void colour_is_only_on_request(void **state)
{
    struct make make;
    make_dropped_column(&make, *state);
    struct report_options options = terminal_options;
    assert_true(str_find_byte(render(&make, FORMAT_TEXT, &options), '\033') < 0);
    options.color = true;
    assert_true(str_starts(render(&make, FORMAT_TEXT, &options), STR("\033[1;31mblocked: main")));
}

static void refused_refs_come_first_and_share_the_lines(void **state)
{
    struct arena *arena = *state;
    struct verdict verdicts[3];
    struct make first, second, third;
    make_start(&first, arena);
    first.verdict.ref = STR("refs/heads/release/1");
    make_levels(&first, LEVEL_NOTE);
    make_dropped_column(&second, arena);
    make_dropped_column(&third, arena);
    third.verdict.ref = STR("refs/heads/next");
    verdicts[0] = first.verdict;
    verdicts[1] = second.verdict;
    verdicts[2] = third.verdict;
    const struct run run = { verdicts, 3, STR_EMPTY, 0 };
    struct str text = render_run(arena, &run, FORMAT_TEXT, &hook_options);
    assert_fits(text, 25, 70);
    assert_golden(arena, "refs.hook.txt", text);
}

/* ---- much ---- */

static void add_much(struct make *make, struct arena *arena)
{
    make_start(make, arena);
    make_consumer(make, 0, "weekly_revenue", true);
    for (int i = 0; i < 40; i++) {
        struct str name = str_fmt(arena, "finance.model_with_a_rather_long_name_%02d", i);
        struct model *model =
            make_model(make, name.ptr, str_fmt(arena, "models/finance/%02d.sql", i).ptr);
        for (int c = 0; c < 12; c++)
            make_add(make, make_fact(FACT_CL101, model, str_fmt(arena, "column_%d", c).ptr, ""));
        make_reach(make, (size_t)i * 12, 0, name.ptr, "finance.revenue");
        struct judged *judged = make_need(make, REQUIRE_OWNER, name.ptr, make->finance);
        vec_push(arena, &judged->requirement.facts, (size_t)i * 12);
        for (int c = 0; c < 9; c++)
            make_candidate(make, judged, "Carl", "carl@example.com", CANDIDATE_IS_AUTHOR,
                           "wrote commit 1f2e3d4");
    }
    make->verdict.outcome = OUTCOME_BLOCK;
    make_levels(make, LEVEL_BLOCK);
}

static void long_lists_are_cut_and_counted(void **state)
{
    struct make make;
    add_much(&make, *state);
    struct str text = render(&make, FORMAT_TEXT, &hook_options);
    assert_fits(text, 25, 70);
    assert_golden(make.arena, "many.hook.txt", text);
    assert_true(str_ends(text, STR("hint: stoplog explain CL101\n")));
    struct report_options unlimited = hook_options;
    unlimited.max_lines = 0;
    assert_true(line_count(render(&make, FORMAT_TEXT, &unlimited)) > 25);
}

/* ---- formats, diags, diff ---- */

static void formats_are_found_by_word(void **state)
{
    (void)state;
    assert_int_equal(format_find(STR("text")), FORMAT_TEXT);
    assert_int_equal(format_find(STR("json")), FORMAT_JSON);
    assert_int_equal(format_find(STR("Text")), FORMAT_COUNT);
    for (enum format format = 0; format < FORMAT_COUNT; format++) {
        assert_int_equal(format_find(str_of(format_word(format))), format);
        assert_true(strlen(format_summary(format)) > 0);
    }
}

static void diags_are_lines_for_editors(void **state)
{
    struct arena *arena = *state;
    struct diags diags;
    struct buf out;
    diags_init(&diags, arena);
    diag_add(&diags, DIAG_ERROR, (struct place){ STR("a.yml"), 3, 5 }, "unknown key");
    diag_hint(&diags, "did you mean \"team\"?");
    diag_add(&diags, DIAG_NOTE, (struct place){ STR("b.yml"), 0, 0 }, "odd");
    buf_init(&out, arena, 4096);
    report_diags(&out, arena, &diags, false);
    assert_str(buf_str(&out),
               STR("a.yml:3:5: error: unknown key (did you mean \"team\"?)\nb.yml: note: odd\n"));
}

static void a_diff_needs_no_verdict(void **state)
{
    struct arena *arena = *state;
    struct make make;
    struct buf out;
    make_dropped_column(&make, arena);
    make_add(&make, (struct fact){ .code = FACT_PO101, .subject = STR(".stoplog/a.yml") });
    vec_push(arena, &make.verdict.impact.downstream, STR("finance.revenue"));
    make.verdict.impact.downstream_of_model =
        arena_array(arena, make.verdict.changes.models.count, sizeof(size_t));
    make.verdict.impact.downstream_of_model[1] = 1;
    buf_init(&out, arena, LIMIT_report_bytes);
    report_diff(&out, arena, FORMAT_TEXT, &make.verdict.changes, &make.verdict.impact,
                &make.verdict.plan, &terminal_options);
    assert_golden(arena, "diff.txt", buf_str(&out));
    buf_init(&out, arena, LIMIT_report_bytes);
    report_diff(&out, arena, FORMAT_JSON, &make.verdict.changes, NULL, NULL, &terminal_options);
    assert_golden(arena, "diff.json", buf_str(&out));
}

/* Two columns of a model, and what they and its rows hang on. */
static struct flow *make_flow(struct arena *arena, struct model *model)
{
    static const struct flow_read amount[] = { { 0, FLOW_DIRECT }, { 1, FLOW_INDIRECT } };
    static const struct flow_read note[] = { { 2, FLOW_UNSURE }, { 3, FLOW_UNSURE } };
    static const struct flow_read rows[] = { { 1, FLOW_INDIRECT }, { 3, FLOW_UNSURE } };
    static const struct flow_leaf leaves[] = { { 0, 0, STR_INIT("amount") },
                                               { 0, 1, STR_INIT("status") },
                                               { 1, FLOW_NAMED, STR_INIT("no\x1bte\"]") },
                                               { 1, FLOW_ANY, STR_INIT("") } };
    struct flow *flow = arena_new(arena, struct flow);
    for (size_t i = 0; i < 2; i++)
        vec_push(arena, &model->body.columns,
                 (struct column){ .name = i ? STR("note") : STR("amount") });
    vec_push(arena, &flow->tables, STR("\"raw\".\"orders\""));
    vec_push(arena, &flow->tables, STR("\"raw\".\"no\"\"tes\""));
    for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++)
        vec_push(arena, &flow->leaves, leaves[i]);
    flow->column_count = 2;
    flow->columns = arena_array(arena, 3, sizeof *flow->columns);
    flow->columns[0] = (struct flow_reads){ amount, 2 };
    flow->columns[1] = flow->columns[2] = (struct flow_reads){ note, 2 };
    flow->rows = (struct flow_reads){ rows, 2 };
    return flow;
}

static void set_step(struct arena *arena, struct trace *trace, size_t node, enum trace_what what,
                     const char *column, size_t via, enum edge_strength weakest)
{
    size_t distance = trace->count ? trace->items[via].distance + 1 : 0;
    vec_push(arena, trace,
             (struct trace_step){ node, what, str_of(column), distance, via, weakest });
}

struct surrounded {
    struct graph graph;
    struct neighbours up, down;
    struct reader readers[2];
    struct trace from, to;
    struct trace_readers hit;
    struct surroundings around;
};

static const char evil_name[] = "no\x1bte\"]\\ --> x; %%{<b>";

static void surround(struct surrounded *s, struct arena *arena)
{
    static const char *const names[] = { "raw.orders", "finance.orders", "finance.revenue",
                                         evil_name };
    struct make make;
    struct model *models[4] = { NULL };
    *s = (struct surrounded){ .graph = { .arena = arena } };
    make_start(&make, arena);
    for (size_t i = 0; i < 4; i++) {
        models[i] = i ? make_model(&make, names[i], "models/x.sql") : NULL;
        vec_push(arena, &s->graph.nodes,
                 (struct graph_node){
                     str_of(names[i]), str_of(names[i]), models[i], models[i], { 0 }, { 0 } });
    }
    vec_push(arena, &s->up, (struct neighbour){ 0, 1, 1, EDGE_EXACT });
    vec_push(arena, &s->down, (struct neighbour){ 2, 1, 1, EDGE_DECLARED });
    vec_push(arena, &s->down, (struct neighbour){ 3, 1, 1, EDGE_EXACT });
    s->readers[0].id = STR("weekly_revenue");
    s->readers[1].id = STR("ops \"board");
    vec_push(arena, &s->readers[0].targets,
             (struct reader_target){ .model = STR("finance.revenue") });
    vec_push(arena, &s->readers[1].targets, (struct reader_target){ .model = str_of(evil_name) });
    s->around = (struct surroundings){ .graph = &s->graph,
                                       .node = 1,
                                       .model = models[1],
                                       .flow = make_flow(arena, models[1]),
                                       .up = &s->up,
                                       .down = &s->down,
                                       .readers = s->readers,
                                       .reader_count = 2,
                                       .column = STR_EMPTY };
}

/* The same for its column amount. */
static void surround_column(struct surrounded *s, struct arena *arena)
{
    surround(s, arena);
    set_step(arena, &s->from, 1, TRACE_COLUMN, "amount", 0, EDGE_EXACT);
    set_step(arena, &s->from, 0, TRACE_COLUMN, "amount", 0, EDGE_EXACT);
    set_step(arena, &s->from, 0, TRACE_WHOLE, "", 0, EDGE_MODEL);
    set_step(arena, &s->to, 1, TRACE_COLUMN, "amount", 0, EDGE_EXACT);
    set_step(arena, &s->to, 2, TRACE_COLUMN, evil_name, 0, EDGE_EXACT);
    set_step(arena, &s->to, 2, TRACE_OTHER, "", 0, EDGE_MODEL);
    set_step(arena, &s->to, 2, TRACE_WHOLE, "", 1, EDGE_INDIRECT);
    set_step(arena, &s->to, 2, TRACE_COLUMN, "total", 1, EDGE_EXACT);
    vec_push(arena, &s->hit, (struct trace_reader){ 0, 1 });
    s->around.column = STR("amount");
    s->around.from = &s->from;
    s->around.to = &s->to;
    s->around.hit = &s->hit;
}

static void a_model_is_shown_with_its_surroundings(void **state)
{
    struct arena *arena = *state;
    struct surrounded model, column;
    surround(&model, arena);
    surround_column(&column, arena);
    for (size_t i = 0; i < IMPACT_FORMAT_COUNT; i++) {
        const char *word = i == IMPACT_FORMAT_TEXT ? "txt" : impact_format_word(i);
        const struct surroundings *both[] = { &model.around, &column.around };
        for (size_t k = 0; k < 2; k++) {
            struct buf out;
            buf_init(&out, arena, LIMIT_report_bytes);
            report_impact(&out, arena, (enum impact_format)i, both[k], &terminal_options);
            struct str name = str_fmt(arena, "impact%s.%s", k ? "_column" : "", word);
            assert_golden(arena, name.ptr, buf_str(&out));
        }
    }
    assert_null(impact_format_word(IMPACT_FORMAT_COUNT));
}

int main(int argc, char **argv)
{
    writes = argc > 1 && str_eq(str_of(argv[1]), STR("--write"));
    const struct CMUnitTest tests[] = {
        arena_test(nothing_to_say_is_one_line),
        arena_test(nothing_governed_is_one_line),
        arena_test(a_dropped_column_is_told_in_full),
        arena_test(an_approved_change_passes_in_one_line),
        arena_test(a_stale_approval_says_what_changed),
        arena_test(other_requirements_are_told),
        arena_test(a_broken_policy_is_undecided),
        arena_test(a_deleted_ref_is_told),
        arena_test(without_a_policy_facts_are_told_and_nothing_blocks),
        arena_test(a_server_that_observes_says_so),
        arena_test(a_warning_does_not_block),
        arena_test(a_web_request_gets_a_prefix_on_every_line),
        arena_test(colour_is_only_on_request),
        arena_test(refused_refs_come_first_and_share_the_lines),
        arena_test(long_lists_are_cut_and_counted),
        arena_test(formats_are_found_by_word),
        arena_test(diags_are_lines_for_editors),
        arena_test(a_diff_needs_no_verdict),
        arena_test(a_model_is_shown_with_its_surroundings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
