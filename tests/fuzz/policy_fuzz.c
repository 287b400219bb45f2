/* Files of .stoplog/ separated by lines "%%": read, run over one fact of each code, explained,
 * tested. Whatever the bytes are, the loader gives a policy or says what is wrong; a usable policy
 * can be run; the levels and requirements that come out keep their promises. */
#include <stdlib.h>

#include "base/limits.h"
#include "policy/consumers.h"
#include "policy/rules_test.h"
#include "policy/server.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

enum { FILES_MAX = 3, MEMORY = 256 << 20 };

static size_t split_files(struct str input, struct mem_file files[static FILES_MAX])
{
    static const struct str paths[FILES_MAX] = { STR_INIT(".stoplog/a.yml"),
                                                 STR_INIT(".stoplog/b.yml"),
                                                 STR_INIT(".stoplog/c.yaml") };
    size_t count = 0;
    while (count < FILES_MAX) {
        ptrdiff_t end = count + 1 < FILES_MAX ? str_find(input, STR("\n%%\n")) : -1;
        files[count] = (struct mem_file){ .path = paths[count], .bytes = input };
        count++;
        if (end < 0)
            break;
        files[count - 1].bytes.len = (size_t)end + 1;
        input = str_sub(input, (size_t)end + 4, input.len);
    }
    return count;
}

static void add_facts(struct arena *arena, struct change_set *set)
{
    struct model *model = arena_new(arena, struct model);
    model->name = model->fqn = STR("finance.orders");
    model->path = STR("models/orders.sql");
    model->kind = STR("VIEW");
    vec_push(arena, &model->tags, STR("pii"));
    for (int code = 0; code < FACT_COUNT; code++) {
        bool file = fact_row((enum fact_code)code)->scope == SCOPE_FILE;
        struct fact fact = { .code = (enum fact_code)code,
                             .before = file ? NULL : model,
                             .after = file ? NULL : model,
                             .subject = file ? STR(".stoplog/a.yml") : model->name,
                             .column = STR("amount"),
                             .aspect = STR_EMPTY };
        vec_push(arena, &set->facts, fact);
    }
}

static void check_requirement(const struct policy *policy, const struct requirement *asked)
{
    require(asked->level >= LEVEL_NOTE && asked->facts.count > 0);
    for (size_t i = 1; i < asked->facts.count; i++)
        require(asked->facts.items[i - 1] < asked->facts.items[i]);
    if (asked->kind == REQUIRE_OWNER || asked->kind == REQUIRE_TEAM)
        require(asked->team && asked->count >= 1 && asked->count <= asked->team->members.count);
    if (asked->kind == REQUIRE_CONSUMERS)
        require(asked->consumer && (asked->team || asked->person_email.len > 0) &&
                asked->level <= (enum policy_level)((int)asked->consumer->maturity + 1));
    require(policy->rules.count > 0);
}

static void run(struct arena *arena, const struct policy *policy)
{
    struct change_set set = { .arena = arena };
    struct impact impact = { 0 };
    struct rule_output out;
    add_facts(arena, &set);
    for (size_t reader = 0; reader < policy->consumers.count; reader++)
        vec_push(arena, &impact.reaches,
                 (struct reach){ .fact = reader % 7 * 5, .reader = reader });
    struct rule_input input = {
        .policy = policy, .changes = &set, .impact = &impact, .ref = STR("main")
    };
    rules_run(&out, arena, &input);
    for (size_t i = 0; i < out.requirements.count; i++)
        check_requirement(policy, &out.requirements.items[i]);
    for (size_t i = 0; i < set.facts.count; i++)
        if (fact_is_fatal(set.facts.items[i].code))
            require(out.fact_level[i] == LEVEL_BLOCK);
    for (size_t i = 0; i < policy->rules.count; i++)
        require(rule_explain(arena, policy->rules.items[i], &input, i % set.facts.count).len > 0);
    struct reader *readers = arena_array(arena, policy->consumers.count, sizeof *readers);
    policy_readers(readers, arena, policy, NULL, NULL);
    (void)policy_governs(policy, STR("refs/heads/main"), STR("main"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct diags diags;
    struct source source;
    struct policy policy;
    struct server server;
    struct rule_tests tests;
    struct err err = { 0 };
    struct mem_file files[FILES_MAX];
    struct pattern_set *patterns = pattern_set_new();
    struct str input = { (const char *)data, size };

    arena_init(&arena, MEMORY, NULL);
    diags_init(&diags, &arena);
    source_from_memory(&source, &arena, files, split_files(input, files), STR("fuzz"));
    require(policy_load(&policy, &arena, &source, patterns, &diags, &err) == OK);
    require(policy.exists);
    if (diags_count(&diags, DIAG_ERROR) == 0) {
        run(&arena, &policy);
        rules_test(&tests, &arena, &policy, patterns, &diags);
    }
    server_parse(&server, &arena, STR("stoplog.yml"), input, patterns, &diags);
    pattern_set_release(patterns);
    arena_release(&arena);
    return 0;
}
