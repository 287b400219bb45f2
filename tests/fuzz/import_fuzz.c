/* A file of another tool, imported: its first line names the format ("codeowners", "gitlab",
 * "owners_files", "dbt", "backstage", "odcs"), the rest are its bytes. Whatever these are, the
 * policy is read or what is wrong is said; owners are found for any path; equal bytes say the same.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "policy/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

enum { MEMORY = 256 << 20 };

static const char policy_text[] = "version: 1\n"
                                  "teams:\n"
                                  "  t: {members: [a@x.io, b@x.io], aliases: ['@t', '@o/t', t1]}\n"
                                  "people: {'@p': p@x.io}\n"
                                  "import: [{%.*s: 'd/F'%s}]\n";

static void check_owners(struct arena *arena, const struct policy *policy, const char *name,
                         const char *path)
{
    struct owner_set owners;
    struct owned thing = { .name = str_of(name), .path = str_of(path) };
    policy_owners(&owners, arena, policy, &thing);
    for (size_t i = 0; i < owners.count; i++) {
        const struct owner_rule *rule = owners.items[i];
        require(rule->teams.count > 0 && rule->approvals >= 1 && !owners.left_out);
        for (size_t at = 0; at < rule->teams.count; at++)
            require(rule->teams.items[at]->members.count > 0 &&
                    rule->teams.items[at]->name.len > 0);
    }
}

static void check(struct arena *arena, struct pattern_set *patterns, struct str word,
                  const char *format, struct str bytes)
{
    struct mem_file files[] = {
        { .path = STR(".stoplog/p.yml"),
          .bytes = str_fmt(arena, policy_text, STR_ARG(word), format) },
        { .path = STR("d/F"), .bytes = bytes },
    };
    struct source source;
    struct policy policy;
    struct diags diags;
    struct err err = { 0 };
    diags_init(&diags, arena);
    source_from_memory(&source, arena, files, 2, STR("fuzz"));
    require(policy_load(&policy, arena, &source, patterns, &diags, &err) == OK);
    require(policy_imports(&policy, STR("d/F")));
    check_owners(arena, &policy, "", "d/F");
    check_owners(arena, &policy, "finance.orders", "models/finance/orders.sql");
    check_owners(arena, &policy, "a", "d/x/y/z/a.sql");
    struct str form = policy_import_form(arena, &policy, STR("d/F"), bytes);
    require(str_eq(form, policy_import_form(arena, &policy, STR("d/F"), bytes)));
    require(form.len > 0 || diags_count(&diags, DIAG_ERROR) > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct str words[] = { STR_INIT("codeowners"), STR_INIT("owners_files"),
                                        STR_INIT("dbt"), STR_INIT("backstage"), STR_INIT("odcs") };
    struct str input = { (const char *)data, size }, word;
    struct arena arena;
    struct pattern_set *patterns = pattern_set_new();
    arena_init(&arena, MEMORY, NULL);
    if (str_split(&input, '\n', &word)) {
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (str_eq(words[i], word))
                check(&arena, patterns, word, "", input);
        if (str_eq(word, STR("gitlab")))
            check(&arena, patterns, words[0], ", format: gitlab", input);
    }
    pattern_set_release(patterns);
    arena_release(&arena);
    return 0;
}
