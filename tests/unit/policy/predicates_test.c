/* predicates and rule_explain: each `when` key, both ways, and what is said about it. */
#include "policy/changes.h"

static const char policy[] =
    "teams: {sales: {members: s@example.com}, bi: {members: b@example.com}}\n"
    "owners: [{models: 'sales.*', team: sales}]\n"
    "consumers:\n"
    "  weekly: {type: dashboard, owner: {team: bi}, depends_on: sales.orders}\n"
    "  bot: {type: agent, owner: {team: bi}, maturity: low, depends_on: sales.orders}\n"
    "layers: {marts: 'sales.*', moved: {paths: 'models/new/**'}, other: ['hr.*', x.y]}\n"
    "rules:\n  define:\n    - {id: mine, level: warn, why: x, when: %s}\n";

static struct str explain(struct world *world, const char *when, bool read)
{
    struct changes changes = { 0 };
    const struct str contracts[] = { read ? STR("contracts/o.yaml") : STR_EMPTY };
    const struct str statuses[] = { read ? STR("active") : STR_EMPTY };
    const struct str authors[] = { STR("eve@x.io") };
    struct str text = str_fmt(&world->arena, "%s", policy);
    ptrdiff_t at = str_find(text, STR("%s"));
    text = str_fmt(&world->arena, "%.*s%s%s", (int)at, text.ptr, when, text.ptr + at + 2);
    world_policy(world, text.ptr);
    assert_clean(world);
    struct model *before = make_model(world, "sales.orders", "models/orders.sql");
    struct model *after = make_model(world, "sales.orders", "models/new/orders.sql");
    before->kind = STR("VIEW");
    vec_push(&world->arena, &after->tags, STR("pii"));
    struct fact *fact = add_fact(world, &changes, FACT_SQ102, before, after, NULL);
    fact->column = STR("amount");
    fact->place.path = STR("macros/money.py");
    changes.downstream.items[0] = 3;
    if (read) {
        add_reach(world, &changes, "bot", 0);
        add_reach(world, &changes, "weekly", 0);
    }
    changes.input.contract_of = contracts;
    changes.input.contract_status_of = statuses;
    const struct promise_state promise = { EFFECT_BROKEN, DEPRECATION_OVER };
    changes.input.promise_of = read ? &promise : NULL;
    changes.input.authors = authors;
    changes.input.author_count = 1;
    changes.input.authors_complete = true;
    prepare(world, &changes);
    const struct rule *rule = world->policy.rules.items[world->policy.rules.count - 1];
    return rule_explain(&world->arena, rule, &changes.input, 0);
}

/* Of a fact SQ102 on sales.orders.amount: "fires: ..." or "does not fire: ...". */
static void every_predicate(void **state)
{
    static const struct {
        const char *when, *says;
    } rows[] = {
        { "{class: meaning}", "fires: class is meaning; level warn" },
        { "{class: [shape, unknown]}",
          "does not fire: class is meaning, asked for shape or unknown" },
        { "{code: SQ102}", "fires: code is SQ102; level warn" },
        { "{code: expression-changed}", "fires: code is SQ102; level warn" },
        { "{code: [cl101, CL102]}", "does not fire: code is SQ102, asked for CL101 or CL102" },
        { "{model: 'SALES.*'}", "fires: model is sales.orders, asked for SALES.*; level warn" },
        { "{model: hr.x}", "does not fire: model is sales.orders, asked for hr.x" },
        { "{column: am*}", "fires: column is amount, asked for am*; level warn" },
        { "{column: id}", "does not fire: column is amount, asked for id" },
        { "{path: 'models/new/**'}",
          "fires: path is models/orders.sql, models/new/orders.sql and macros/money.py, asked for "
          "models/new/**; level warn" },
        { "{path: orders.sql}",
          "fires: path is models/orders.sql, models/new/orders.sql and macros/money.py, asked for "
          "orders.sql; level warn" },
        { "{path: [seeds/, macros/]}",
          "fires: path is models/orders.sql, models/new/orders.sql and macros/money.py, asked for "
          "seeds/ or macros/; level warn" },
        { "{tag: pii}", "fires: tag is pii; level warn" },
        { "{tag: [a, b]}", "does not fire: tag is pii, asked for a or b" },
        { "{kind: view}", "fires: kind is VIEW and FULL, asked for VIEW; level warn" },
        { "{kind: SEED}", "does not fire: kind is VIEW and FULL, asked for SEED" },
        { "{owner: sales}", "fires: owner is sales; level warn" },
        { "{owner: bi}", "does not fire: owner is sales, asked for bi" },
        { "{consumers: reached}", "fires: consumers is reached; level warn" },
        { "{consumers: none}", "does not fire: consumers is reached, asked for none" },
        { "{consumer_type: [agent, ml]}",
          "fires: consumer_type is agent and dashboard, asked for agent or ml; level warn" },
        { "{consumer_type: export}",
          "does not fire: consumer_type is agent and dashboard, asked for export" },
        { "{maturity: high}", "fires: maturity is low and high, asked for high; level warn" },
        { "{maturity: medium}", "does not fire: maturity is low and high, asked for medium" },
        { "{downstream: '>= 3'}", "fires: downstream is 3, asked for >= 3; level warn" },
        { "{downstream: '> 3'}", "does not fire: downstream is 3, asked for > 3" },
        { "{downstream: '<4'}", "fires: downstream is 3, asked for < 4; level warn" },
        { "{downstream: '<= 2'}", "does not fire: downstream is 3, asked for <= 2" },
        { "{downstream: '= 3'}", "fires: downstream is 3, asked for = 3; level warn" },
        { "{contract: covered}", "fires: contract is covered; level warn" },
        { "{contract: none}", "does not fire: contract is covered, asked for none" },
        { "{contract_status: active}", "fires: contract_status is active; level warn" },
        { "{contract_status: [draft, retired]}",
          "does not fire: contract_status is active, asked for draft or retired" },
        { "{promise: broken}", "fires: promise is broken; level warn" },
        { "{promise: [described, at_risk]}",
          "does not fire: promise is broken, asked for described or at_risk" },
        { "{deprecation: over}", "fires: deprecation is over; level warn" },
        { "{deprecation: [none, announced]}",
          "does not fire: deprecation is over, asked for none or announced" },
        { "{layer: marts}", "fires: layer is marts and moved, asked for marts; level warn" },
        { "{layer: moved}", "fires: layer is marts and moved, asked for moved; level warn" },
        { "{layer: other}", "does not fire: layer is marts and moved, asked for other" },
        { "{author: '*@X.io'}", "fires: author is eve@x.io, asked for *@X.io; level warn" },
        { "{author: ann@x.io}", "does not fire: author is eve@x.io, asked for ann@x.io" },
        { "{ref: ain}", "does not fire: ref is main, asked for ain" },
        { "{ref: main}", "fires: ref is main; level warn" },
        { "{ref: 'release/*'}", "does not fire: ref is main, asked for release/*" },
        { "{class: meaning, column: id}", "does not fire: column is amount, asked for id" },
        { "{or: [{class: shape}, {tag: pii}]}", "fires: tag is pii; level warn" },
        { "{any_of: [{class: shape}, {tag: x}]}",
          "does not fire: class is meaning, asked for shape; tag is pii, asked for x" },
        { "{and: [{class: meaning}, {tag: x}]}", "does not fire: tag is pii, asked for x" },
        { "{all_of: [{class: meaning}, {tag: pii}]}",
          "fires: class is meaning; tag is pii; level warn" },
        { "{not: {class: shape}}", "fires: not: class is meaning, asked for shape; level warn" },
        { "{not: [{class: shape}, {class: meaning}]}", "does not fire: not: class is meaning" },
        /* Under "not" both sides must match: the model was moved, tagged and given another kind. */
        { "{not: {path: 'models/new/**'}}",
          "fires: not: path is models/orders.sql, models/new/orders.sql and macros/money.py, asked "
          "for models/new/**; level warn" },
        { "{not: {path: 'models/**'}}",
          "does not fire: not: path is models/orders.sql, models/new/orders.sql and "
          "macros/money.py, asked for models/**" },
        { "{not: {tag: pii}}", "fires: not: tag is pii; level warn" },
        { "{not: {kind: VIEW}}", "fires: not: kind is VIEW and FULL, asked for VIEW; level warn" },
        { "{not: {kind: [VIEW, FULL]}}",
          "does not fire: not: kind is VIEW and FULL, asked for VIEW or FULL" },
        { "{not: {layer: moved}}",
          "fires: not: layer is marts and moved, asked for moved; level warn" },
        { "{not: {layer: marts}}",
          "does not fire: not: layer is marts and moved, asked for marts" },
        { "{not: {not: {kind: VIEW}}}",
          "fires: not: not: kind is VIEW and FULL, asked for VIEW; level warn" },
        { "{not: {class: meaning, tag: x}}", "fires: not: tag is pii, asked for x; level warn" },
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str says = explain(world, rows[i].when, true);
        struct str expected = str_fmt(&world->arena, "mine %s", rows[i].says);
        if (!str_eq(says, expected))
            fail_msg("%s:\n%.*s\nexpected\n%.*s", rows[i].when, STR_ARG(says), STR_ARG(expected));
    }
}

static void nothing_is_reached(void **state)
{
    assert_str(explain(*state, "{consumers: none}", false),
               "mine fires: consumers is none; level warn");
    assert_str(explain(*state, "{maturity: low}", false),
               "mine does not fire: maturity is nothing, asked for low");
    assert_str(explain(*state, "{contract: covered}", false),
               "mine does not fire: contract is none, asked for covered");
}

static struct str explain_rule(struct world *world, const char *text, const char *id)
{
    struct changes changes = { 0 };
    world_policy(world, text);
    assert_clean(world);
    add_model_fact(world, &changes, FACT_SQ101, "orders");
    prepare(world, &changes);
    for (size_t i = 0; i < world->policy.rules.count; i++)
        if (str_eq(world->policy.rules.items[i]->id, str_of(id)))
            return rule_explain(&world->arena, world->policy.rules.items[i], &changes.input, 0);
    return STR("no such rule");
}

static void levels_and_waivers_are_explained(void **state)
{
    struct world *world = *state;
    assert_str(explain_rule(world, "rules: {meaning: 'off'}\n", "meaning"),
               "meaning is switched off: level off by meaning at .stoplog/policy.yml:2");
    assert_str(explain_rule(world, "rules: {SQ101: block}\n", "meaning"),
               "meaning fires: class is meaning; level block by SQ101 at .stoplog/policy.yml:2");
    assert_str(explain_rule(world,
                            "waivers: [{rule: SQ101, model: '*', until: 2030-01-01, reason: "
                            "known, approved_by: a@example.com}]\n",
                            "meaning"),
               "meaning would fire (class is meaning) but is waived at .stoplog/policy.yml:2: "
               "known");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        policy_test(every_predicate),
        policy_test(nothing_is_reached),
        policy_test(levels_and_waivers_are_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
