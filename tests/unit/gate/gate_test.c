/* The whole road of one update: hand-made models, a policy from text, contracts from memory. */
#include "gate/make.h"

#include "change/make.h"

static const char policy_text[] =
    "version: 1\n"
    "teams:\n"
    "  finance: {members: [ann@x.io, bob@x.io], contact: {slack: '#finance'}}\n"
    "  platform: {members: [pat@x.io, quin@x.io]}\n"
    "owners:\n"
    "  - {models: 'fin.*', team: finance}\n"
    "  - {paths: '.stoplog/**', team: platform}\n"
    "contracts:\n"
    "  - {path: 'contracts/*.yaml'}\n"
    "consumers:\n"
    "  weekly:\n"
    "    type: dashboard\n"
    "    owner: {name: Gus, email: gus@x.io}\n"
    "    maturity: high\n"
    "    depends_on: [{model: fin.orders, columns: [amount]}]\n"
    "  other:\n"
    "    type: notebook\n"
    "    owner: {name: Gus, email: gus@x.io}\n"
    "    maturity: high\n"
    "    depends_on: [{model: fin.orders, columns: [id]}]\n";

static const char contract_text[] =
    "apiVersion: v3.0.2\nkind: DataContract\nid: o\nversion: 1.0.0\n"
    "status: active\n"
    "schema: [{name: orders, physicalName: fin.orders}]\n";

struct world {
    struct arena *arena;
    struct make make;
    struct pattern_set *patterns;
    struct policy policy, tip_policy;
    struct diags policy_diags, tip_diags;
    struct source before, after;
    struct server server;
    struct gate_input input;
    struct verdict verdict;
    struct {
        VEC_OF(struct commit_info);
    } commits;
    struct {
        VEC_OF(struct path_change);
    } paths;
};

static void load_policy(struct world *world, const char *text)
{
    struct mem_file file = { STR(".stoplog/policy.yml"), str_of(text), 0 };
    struct source source;
    struct err err = { 0 };
    source_from_memory(&source, world->arena, &file, *text ? 1 : 0, STR("main@4c1e9a0"));
    diags_init(&world->policy_diags, world->arena);
    assert_int_equal(policy_load(&world->policy, world->arena, &source, world->patterns,
                                 &world->policy_diags, &err),
                     OK);
}

static struct model *add_orders(struct world *world, struct projects *side, bool with_amount)
{
    struct model *model = make_model(&world->make, side, "fin.orders",
                                     with_amount ? "select id, amount" : "select id");
    make_column(&world->make, model, "id", "INT");
    if (with_amount)
        make_column(&world->make, model, "amount", "INT");
    return model;
}

static int open_world(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    if (!world)
        return -1;
    make_start(&world->make);
    world->arena = &world->make.arena;
    world->patterns = pattern_set_new();
    load_policy(world, policy_text);
    source_from_memory(&world->before, world->arena, NULL, 0, STR("base"));
    source_from_memory(&world->after, world->arena, NULL, 0, STR("tip"));
    world->input = (struct gate_input){ .ref = STR("refs/heads/main"),
                                        .kind = UPDATE_MOVE,
                                        .base = make_oid(0xaa),
                                        .tip = make_oid(0xbb),
                                        .refused = STR_EMPTY,
                                        .before = &world->make.before,
                                        .after = &world->make.after,
                                        .before_source = &world->before,
                                        .after_source = &world->after,
                                        .policy = &world->policy,
                                        .policy_diags = &world->policy_diags,
                                        .server = &world->server,
                                        .pushed = PUSHED_BY_NOBODY,
                                        .mailmap = STR_EMPTY,
                                        .today_days = 20000 };
    vec_push(world->arena, &world->commits,
             make_commit(0xbb, 2, "carl@x.io", "carl@x.io", "Change\n"));
    *state = world;
    return 0;
}

static int close_world(void **state)
{
    struct world *world = *state;
    pattern_set_release(world->patterns);
    make_end(&world->make);
    free(world);
    return 0;
}

static void set_message(struct world *world, const char *message)
{
    world->commits.items[0].message = str_of(message);
}

static void add_path(struct world *world, const char *path, unsigned char from, unsigned char to)
{
    vec_push(world->arena, &world->paths,
             (struct path_change){ str_of(path), make_oid(from), make_oid(to) });
}

static const struct verdict *judge(struct world *world)
{
    struct err err = { 0 };
    world->input.commits = world->commits.items;
    world->input.commit_count = world->commits.count;
    world->input.paths = world->paths.items;
    world->input.path_count = world->paths.count;
    if (gate_judge(&world->verdict, world->arena, &world->input, &err) != OK)
        fail_msg("gate_judge: %s", err.text);
    return &world->verdict;
}

static const struct fact *find_fact(const struct verdict *verdict, enum fact_code code)
{
    for (size_t i = 0; i < verdict->changes.facts.count; i++)
        if (verdict->changes.facts.items[i].code == code)
            return &verdict->changes.facts.items[i];
    return NULL;
}

static const struct judged *find_judged(const struct verdict *verdict, enum require_kind kind)
{
    for (size_t i = 0; i < verdict->judged.count; i++)
        if (verdict->judged.items[i].requirement.kind == kind)
            return &verdict->judged.items[i];
    return NULL;
}

static void drop_amount(struct world *world)
{
    add_orders(world, &world->make.before, true);
    add_orders(world, &world->make.after, false);
    add_path(world, "models/fin.orders.sql", 1, 2);
}

#define APPROVED "Change\n\nApproved-by: Ann <ann@x.io>\nApproved-by: Gus <gus@x.io>\n"

/* ---- the decision ---- */

static void nothing_changed_passes(void **state)
{
    struct world *world = *state;
    add_orders(world, &world->make.before, true);
    add_orders(world, &world->make.after, true);
    const struct verdict *verdict = judge(world);
    assert_int_equal(verdict->outcome, OUTCOME_PASS);
    assert_int_equal(outcome_exit(verdict), 0);
    assert_str(verdict->fingerprint.hex, STR_EMPTY);
}

static void a_dropped_column_blocks_until_all_have_approved(void **state)
{
    struct world *world = *state;
    drop_amount(world);
    const struct verdict *verdict = judge(world);
    assert_int_equal(verdict->outcome, OUTCOME_BLOCK);
    assert_int_equal(outcome_exit(verdict), 1);
    assert_non_null(find_fact(verdict, FACT_CL101));
    const struct judged *owner = find_judged(verdict, REQUIRE_OWNER);
    assert_non_null(owner);
    assert_str(owner->requirement.team->name, STR("finance"));
    assert_int_equal(owner->could.count, 2);
    const struct judged *consumer = find_judged(verdict, REQUIRE_CONSUMERS);
    assert_non_null(consumer);
    assert_str(consumer->requirement.subject, STR("weekly"));
    assert_str(consumer->could.items[0], STR("gus@x.io"));

    set_message(world, APPROVED);
    verdict = judge(world);
    /* The consumer still names the column: that stays a warning. */
    assert_int_equal(verdict->outcome, OUTCOME_WARN);
    assert_non_null(find_fact(verdict, FACT_CO103));
}

static void only_readers_of_the_column_are_reached(void **state)
{
    struct world *world = *state;
    drop_amount(world);
    const struct verdict *verdict = judge(world);
    assert_int_equal(verdict->consumers.count, 2);
    assert_str(verdict->consumers.items[0].consumer->id, STR("other"));
    assert_false(verdict->consumers.items[0].reached);
    assert_int_equal(verdict->consumers.items[0].reach_count, 0);
    assert_true(verdict->consumers.items[1].reached);
    assert_int_equal(verdict->consumers.items[1].reach_count, 1);
}

static void an_approval_by_the_author_does_not_pass(void **state)
{
    struct world *world = *state;
    drop_amount(world);
    world->commits.items[0].author_email = STR("ann@x.io");
    set_message(world, APPROVED);
    const struct verdict *verdict = judge(world);
    assert_int_equal(verdict->outcome, OUTCOME_BLOCK);
    assert_int_equal(find_judged(verdict, REQUIRE_OWNER)->candidates.items[0].state,
                     CANDIDATE_IS_AUTHOR);
}

/* An author may stand in a commit that was not seen. */
static void missing_history_is_undecided(void **state)
{
    struct world *world = *state;
    drop_amount(world);
    set_message(world, APPROVED);
    world->input.unseen = STR("a shallow clone");
    const struct verdict *verdict = judge(world);
    assert_int_equal(verdict->outcome, OUTCOME_UNDECIDED);
    assert_true(verdict->why_undecided.len > 0);
    assert_int_equal(outcome_exit(verdict), 3);
}

static void missing_history_does_not_matter_when_nobody_is_asked(void **state)
{
    struct world *world = *state;
    world->input.unseen = STR("a shallow clone");
    assert_int_equal(judge(world)->outcome, OUTCOME_PASS);
}

static void a_broken_policy_at_base_is_undecided(void **state)
{
    struct world *world = *state;
    load_policy(world, "version: 1\nowners: [{models: 'fin.*', team: nobody}]\n");
    drop_amount(world);
    const struct verdict *verdict = judge(world);
    assert_int_equal(verdict->outcome, OUTCOME_UNDECIDED);
    assert_non_null(find_fact(verdict, FACT_CL101)); /* reported all the same */
    assert_true(diags_count(verdict->diags, DIAG_ERROR) > 0);
}

static void without_a_policy_nothing_blocks(void **state)
{
    struct world *world = *state;
    load_policy(world, "");
    drop_amount(world);
    const struct verdict *verdict = judge(world);
    assert_int_equal(verdict->outcome, OUTCOME_PASS);
    assert_non_null(find_fact(verdict, FACT_CL101));
    assert_null(find_fact(verdict, FACT_OW101));
    assert_int_equal(verdict->judged.count, 0);

    world->server.require_policy = true;
    verdict = judge(world);
    assert_int_equal(verdict->outcome, OUTCOME_BLOCK);
    assert_true(verdict->why_blocked.len > 0);

    world->server.mode = SERVER_OBSERVE;
    verdict = judge(world);
    assert_int_equal(verdict->outcome, OUTCOME_BLOCK);
    assert_int_equal(outcome_exit(verdict), 0);
}

/* ---- the ref ---- */

static void a_refused_update_blocks_with_and_without_a_policy(void **state)
{
    struct world *world = *state;
    world->input.refused = STR("refs/heads/main stands twice in the push");
    world->input.before = world->input.after = NULL;
    assert_int_equal(judge(world)->outcome, OUTCOME_BLOCK);
    load_policy(world, "");
    const struct verdict *verdict = judge(world);
    assert_int_equal(verdict->outcome, OUTCOME_BLOCK);
    assert_non_null(find_fact(verdict, FACT_GT102));
    assert_true(str_find(verdict->why_blocked, world->input.refused) >= 0);
}

static void deleting_a_governed_ref_blocks(void **state)
{
    struct world *world = *state;
    add_orders(world, &world->make.before, true);
    world->input.kind = UPDATE_DELETE;
    world->input.after = NULL;
    world->input.tip = make_oid(0);
    const struct verdict *verdict = judge(world);
    assert_int_equal(verdict->outcome, OUTCOME_BLOCK);
    assert_non_null(find_fact(verdict, FACT_GT103));
    assert_null(find_fact(verdict, FACT_MD101)); /* the ref goes, no model is removed */
    assert_true(str_find(verdict->why_blocked, STR("deleted")) >= 0);
    load_policy(world, "");
    assert_int_equal(judge(world)->outcome, OUTCOME_PASS);
}

static void a_rewind_is_told(void **state)
{
    struct world *world = *state;
    world->input.kind = UPDATE_REWIND;
    const struct verdict *verdict = judge(world);
    assert_non_null(find_fact(verdict, FACT_GT104));
    assert_int_equal(verdict->outcome, OUTCOME_WARN);
    assert_str(verdict->fingerprint.hex, STR_EMPTY); /* says nothing about the content */
}

/* ---- policy files ---- */

static void a_changed_policy_needs_its_owners(void **state)
{
    struct world *world = *state;
    add_path(world, ".stoplog/policy.yml", 1, 2);
    const struct verdict *verdict = judge(world);
    const struct fact *fact = find_fact(verdict, FACT_PO101);
    assert_non_null(fact);
    assert_str(fact->subject, STR(".stoplog/policy.yml"));
    assert_int_equal(verdict->outcome, OUTCOME_BLOCK);
    assert_str(find_judged(verdict, REQUIRE_OWNER)->requirement.team->name, STR("platform"));
    struct str first = verdict->fingerprint.hex;
    assert_int_equal(first.len, 64);

    world->paths.items[0].new_id = make_oid(3); /* other content is another change */
    assert_false(str_eq(judge(world)->fingerprint.hex, first));
}

static size_t count_facts(struct world *world, struct mem_file before, struct mem_file after,
                          enum fact_code code)
{
    const struct verdict *verdict;
    size_t count = 0;
    source_from_memory(&world->before, world->arena, &before, 1, STR("base"));
    source_from_memory(&world->after, world->arena, &after, after.bytes.len ? 1 : 0, STR("tip"));
    world->paths.count = 0;
    add_path(world, before.path.ptr, 5, after.bytes.len ? 6 : 0);
    verdict = judge(world);
    for (size_t i = 0; i < verdict->changes.facts.count; i++)
        count += verdict->changes.facts.items[i].code == code;
    return count;
}

static void a_policy_that_says_the_same_is_no_change(void **state)
{
    static const struct {
        const char *before, *after;
        size_t facts;
    } cases[] = {
        { "version: 1\nrefs: [main]\n", "# hello\nrefs:\n- 'main'\nversion: 1\n", 0 },
        { "version: 1\nrefs: [a, b]\n", "version: 1\nrefs: [b, a]\n", 1 },
        { "version: 1\n", "version: '1'\n", 1 },
        { "a: {b: 1, c: 2}\n", "a: {c: 2, b: 1}\n", 0 },
        { "a: {b: 1}\nc: 2\n", "a: {b: 1, c: 2}\n", 1 },
        { "a: no\n", "a: 'no'\n", 1 },
        { "a: [broken\n", "a: [broken # x\n", 1 },
        { "a: 1\n", "", 1 },
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mem_file before = { STR(".stoplog/a.yml"), str_of(cases[i].before), 0 };
        struct mem_file after = { STR(".stoplog/a.yml"), str_of(cases[i].after), 0 };
        if (count_facts(world, before, after, FACT_PO101) != cases[i].facts)
            fail_msg("%s and %s", cases[i].before, cases[i].after);
    }
    struct mem_file file = { STR(".stoplog/a.yml"), STR("a: 1\n"), 0 };
    struct mem_file link = { STR(".stoplog/a.yml"), STR("a: 1\n"), MODE_LINK };
    assert_int_equal(count_facts(world, file, link, FACT_PO101), 1);
}

static void a_mailmap_that_loses_lines_is_a_guard(void **state)
{
    static const struct {
        const char *before, *after;
        size_t facts;
    } cases[] = {
        { "# who\nAnn <a@x> <d@x>\n", "Bob <b@x> <c@x>\nAnn <a@x> <d@x>", 0 },
        { "Ann <a@x> <d@x>\n", "# Ann <a@x> <d@x>\n", 1 },
        { "Ann <a@x> <d@x>\n", "", 1 },
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mem_file before = { STR(".mailmap"), str_of(cases[i].before), 0 };
        struct mem_file after = { STR(".mailmap"), str_of(cases[i].after), 0 };
        if (count_facts(world, before, after, FACT_PO101) != cases[i].facts)
            fail_msg("%s and %s", cases[i].before, cases[i].after);
    }
}

static void a_broken_policy_at_the_tip_blocks_even_where_there_was_none(void **state)
{
    struct world *world = *state;
    load_policy(world, "");
    add_path(world, ".stoplog/policy.yml", 0, 2);
    diags_init(&world->tip_diags, world->arena);
    diag_add(&world->tip_diags, DIAG_ERROR, (struct place){ STR(".stoplog/policy.yml"), 3, 1 },
             "unknown team x");
    world->input.tip_policy = &world->tip_policy;
    world->input.tip_diags = &world->tip_diags;
    const struct verdict *verdict = judge(world);
    assert_int_equal(verdict->outcome, OUTCOME_BLOCK);
    const struct fact *fact = find_fact(verdict, FACT_PO102);
    assert_non_null(fact);
    assert_int_equal(fact->place.line, 3);
    assert_true(str_find(verdict->why_blocked, STR("unknown team x")) >= 0);
}

static void an_expired_waiver_is_told_only_where_it_would_help(void **state)
{
    struct world *world = *state;
    struct str text = str_fmt(world->arena,
                              "%swaivers:\n"
                              "  - {rule: CL101, model: fin.*, until: 2020-01-31, ticket: D-1, "
                              "reason: moving away, approved_by: ann@x.io}\n"
                              "  - {rule: CL103, model: fin.*, until: 2020-01-31, ticket: D-1, "
                              "reason: moving away, approved_by: ann@x.io}\n",
                              policy_text);
    load_policy(world, text.ptr);
    drop_amount(world);
    const struct verdict *verdict = judge(world);
    const struct fact *fact = find_fact(verdict, FACT_PO103);
    assert_non_null(fact);
    assert_str(fact->aspect, STR("CL101 fin.*"));
    assert_str(fact->note, STR("it held until 2020-01-31"));
    size_t count = 0;
    for (size_t i = 0; i < verdict->changes.facts.count; i++)
        count += verdict->changes.facts.items[i].code == FACT_PO103;
    assert_int_equal(count, 1);
}

/* ---- owners ---- */

static void an_unowned_model_is_told_unless_it_is_only_reformatted(void **state)
{
    struct world *world = *state;
    struct model *before = make_model(&world->make, &world->make.before, "raw.x", "select 1");
    struct model *after = make_model(&world->make, &world->make.after, "raw.x", "select 1");
    after->text_digest = STR("other");
    after->owner = STR("zoe");
    (void)before;
    assert_null(find_fact(judge(world), FACT_OW101));
    after->body.query_form = STR("select 2");
    const struct verdict *verdict = judge(world);
    const struct fact *fact = find_fact(verdict, FACT_OW101);
    assert_non_null(fact);
    assert_true(str_find(fact->note, STR("zoe")) >= 0);
    assert_int_equal(verdict->outcome, OUTCOME_WARN);
}

/* ---- contracts ---- */

static void give_contracts(struct world *world, const char *before, const char *after)
{
    struct mem_file old = { STR("contracts/orders.yaml"), str_of(before), 0 };
    struct mem_file new = { STR("contracts/orders.yaml"), str_of(after), 0 };
    source_from_memory(&world->before, world->arena, &old, *before ? 1 : 0, STR("base"));
    source_from_memory(&world->after, world->arena, &new, *after ? 1 : 0, STR("tip"));
    world->paths.count = 0;
    if (strcmp(before, after) != 0)
        add_path(world, "contracts/orders.yaml", *before ? 5 : 0, *after ? 6 : 0);
}

static void an_untouched_contract_blocks_a_change_of_shape(void **state)
{
    struct world *world = *state;
    drop_amount(world);
    give_contracts(world, contract_text, contract_text);
    set_message(world, APPROVED);
    const struct verdict *verdict = judge(world);
    const struct fact *fact = find_fact(verdict, FACT_CT101);
    assert_non_null(fact);
    assert_str(fact->subject, STR("fin.orders"));
    assert_str(fact->aspect, STR("contracts/orders.yaml"));
    const struct judged *judged = find_judged(verdict, REQUIRE_CONTRACT);
    assert_non_null(judged);
    assert_false(judged->met);
    assert_str(judged->found, STR("contracts/orders.yaml did not change"));
    assert_int_equal(verdict->outcome, OUTCOME_BLOCK);
}

static void a_contract_that_moves_along_is_enough(void **state)
{
    struct world *world = *state;
    struct str later = str_fmt(world->arena, "%sversion: 2.0.0\n", contract_text);
    drop_amount(world);
    give_contracts(world, contract_text, later.ptr);
    set_message(world, APPROVED);
    const struct verdict *verdict = judge(world);
    assert_null(find_fact(verdict, FACT_CT101));
    assert_non_null(find_fact(verdict, FACT_CT106));
    assert_int_equal(verdict->outcome, OUTCOME_WARN);
}

static void a_comment_or_a_move_is_no_change_of_a_contract(void **state)
{
    struct world *world = *state;
    struct str later = str_fmt(world->arena, "# note\n%s", contract_text);
    drop_amount(world);
    set_message(world, APPROVED);
    give_contracts(world, contract_text, later.ptr);
    const struct verdict *verdict = judge(world);
    assert_non_null(find_fact(verdict, FACT_CT101));
    assert_null(find_fact(verdict, FACT_CT106));
    assert_int_equal(verdict->outcome, OUTCOME_BLOCK);

    struct mem_file moved = { STR("contracts/sales.yaml"), later, 0 };
    source_from_memory(&world->after, world->arena, &moved, 1, STR("tip"));
    world->paths.count = 0;
    add_path(world, "contracts/orders.yaml", 5, 0);
    add_path(world, "contracts/sales.yaml", 0, 6);
    verdict = judge(world);
    assert_non_null(find_fact(verdict, FACT_CT101));
    assert_null(find_fact(verdict, FACT_CT104));
    assert_str(find_fact(verdict, FACT_CT106)->note, STR("moved to contracts/sales.yaml"));
    assert_false(find_judged(verdict, REQUIRE_CONTRACT)->met);
}

/* A second promise beside the old one does not make the old one true. */
static void a_new_contract_beside_the_old_one_is_not_enough(void **state)
{
    struct world *world = *state;
    struct mem_file files[] = {
        { STR("contracts/extra.yaml"), str_fmt(world->arena, "%sversion: 2.0.0\n", contract_text),
          0 },
        { STR("contracts/orders.yaml"), str_of(contract_text), 0 },
    };
    drop_amount(world);
    set_message(world, APPROVED);
    source_from_memory(&world->before, world->arena, &files[1], 1, STR("base"));
    source_from_memory(&world->after, world->arena, files, 2, STR("tip"));
    add_path(world, "contracts/extra.yaml", 0, 6);
    const struct verdict *verdict = judge(world);
    assert_non_null(find_fact(verdict, FACT_CT101));
    assert_false(find_judged(verdict, REQUIRE_CONTRACT)->met);
}

static void a_lost_contract_is_told(void **state)
{
    struct world *world = *state;
    add_orders(world, &world->make.before, true);
    add_orders(world, &world->make.after, true);
    give_contracts(world, contract_text, "");
    const struct fact *fact = find_fact(judge(world), FACT_CT104);
    assert_non_null(fact);
    assert_str(fact->note, STR("the file is gone"));

    give_contracts(world, contract_text, "kind: DataContract\nschema: [{name: else}]\n");
    fact = find_fact(judge(world), FACT_CT104);
    assert_non_null(fact);
    assert_str(fact->aspect, STR("fin.orders"));

    give_contracts(world, contract_text, "kind: [broken\n");
    fact = find_fact(judge(world), FACT_CT104);
    assert_non_null(fact);
    assert_true(str_find(fact->note, STR("cannot be read")) >= 0);
}

static void a_moved_contract_is_not_lost(void **state)
{
    struct world *world = *state;
    struct mem_file old = { STR("contracts/orders.yaml"), str_of(contract_text), 0 };
    struct mem_file new = { STR("contracts/sales.yaml"), str_of(contract_text), 0 };
    add_orders(world, &world->make.before, true);
    add_orders(world, &world->make.after, true);
    source_from_memory(&world->before, world->arena, &old, 1, STR("base"));
    source_from_memory(&world->after, world->arena, &new, 1, STR("tip"));
    add_path(world, "contracts/orders.yaml", 5, 0);
    add_path(world, "contracts/sales.yaml", 0, 5);
    const struct verdict *verdict = judge(world);
    assert_null(find_fact(verdict, FACT_CT104));
    assert_str(find_fact(verdict, FACT_CT106)->note, STR("moved to contracts/sales.yaml"));
}

static void an_unreadable_contract_at_base_is_a_fact(void **state)
{
    struct world *world = *state;
    drop_amount(world);
    give_contracts(world, "not: a contract\n", "not: a contract\n");
    const struct fact *fact = find_fact(judge(world), FACT_GT101);
    assert_non_null(fact);
    assert_str(fact->subject, STR("contracts/orders.yaml"));
}

static enum status no_object(const struct source *source, const struct source_entry *entry,
                             struct str *out, struct err *err)
{
    (void)source;
    (void)out;
    return err_set(err, E_IO, "object of %.*s is missing", STR_ARG(entry->path));
}

static void a_missing_object_is_undecided(void **state)
{
    struct world *world = *state;
    drop_amount(world);
    give_contracts(world, contract_text, contract_text);
    world->before.read = no_object;
    const struct verdict *verdict = judge(world);
    assert_int_equal(verdict->outcome, OUTCOME_UNDECIDED);
    assert_true(str_find(verdict->why_undecided, STR("contracts/orders.yaml")) >= 0);
}

/* ---- consumers ---- */

static void a_consumer_that_named_nothing_before_is_no_news(void **state)
{
    struct world *world = *state;
    struct model *model = make_model(&world->make, &world->make.before, "fin.orders", "select 1");
    make_column(&world->make, model, "id", "INT");
    model = make_model(&world->make, &world->make.after, "fin.orders", "select 1");
    make_column(&world->make, model, "id", "INT");
    const struct verdict *verdict = judge(world);
    assert_null(find_fact(verdict, FACT_CO103));
    assert_int_equal(diags_count(verdict->diags, DIAG_WARN), 1); /* but it is said */
}

static void judging_needs_both_sides(void **state)
{
    struct world *world = *state;
    struct err err = { 0 };
    world->input.after = NULL;
    assert_int_equal(gate_judge(&world->verdict, world->arena, &world->input, &err), E_BUG);
    world->input.policy = NULL;
    assert_int_equal(gate_judge(&world->verdict, world->arena, &world->input, &err), E_BUG);
}

#define world_test(fn) cmocka_unit_test_setup_teardown(fn, open_world, close_world)

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(nothing_changed_passes),
        world_test(a_dropped_column_blocks_until_all_have_approved),
        world_test(only_readers_of_the_column_are_reached),
        world_test(an_approval_by_the_author_does_not_pass),
        world_test(missing_history_is_undecided),
        world_test(missing_history_does_not_matter_when_nobody_is_asked),
        world_test(a_broken_policy_at_base_is_undecided),
        world_test(without_a_policy_nothing_blocks),
        world_test(a_refused_update_blocks_with_and_without_a_policy),
        world_test(deleting_a_governed_ref_blocks),
        world_test(a_rewind_is_told),
        world_test(a_changed_policy_needs_its_owners),
        world_test(a_policy_that_says_the_same_is_no_change),
        world_test(a_mailmap_that_loses_lines_is_a_guard),
        world_test(a_broken_policy_at_the_tip_blocks_even_where_there_was_none),
        world_test(an_expired_waiver_is_told_only_where_it_would_help),
        world_test(an_unowned_model_is_told_unless_it_is_only_reformatted),
        world_test(an_untouched_contract_blocks_a_change_of_shape),
        world_test(a_contract_that_moves_along_is_enough),
        world_test(a_comment_or_a_move_is_no_change_of_a_contract),
        world_test(a_new_contract_beside_the_old_one_is_not_enough),
        world_test(a_lost_contract_is_told),
        world_test(a_moved_contract_is_not_lost),
        world_test(an_unreadable_contract_at_base_is_a_fact),
        world_test(a_missing_object_is_undecided),
        world_test(a_consumer_that_named_nothing_before_is_no_news),
        world_test(judging_needs_both_sides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
