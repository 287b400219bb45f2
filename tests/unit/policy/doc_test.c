/* docs/policy.md and docs/policy-bot.md: the examples of each load together as one policy without a
 * word and the cases in them hold; the tables of the first have exactly the keys that the program
 * knows. */
#include "policy/world.h"

#include "policy/rules_test.h"
#include "policy/schema.h"

#define PAGE "docs/policy.md"

static struct str read_page(struct world *world, const char *path)
{
    size_t max = 1 << 20;
    char *bytes = arena_alloc(&world->arena, max);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(bytes, 1, max, file);
    fclose(file);
    assert_true(len > 0 && len < max);
    return (struct str){ bytes, len };
}

struct blocks {
    VEC_OF(struct mem_file);
};

/* The yaml blocks whose first line is a comment with a file name. */
static struct blocks find_blocks(struct world *world, struct str page)
{
    struct blocks blocks = { 0 };
    struct str fence = STR("```yaml\n# ");
    for (ptrdiff_t at = str_find(page, fence); at >= 0; at = str_find(page, fence)) {
        page = str_sub(page, (size_t)at + fence.len, page.len);
        ptrdiff_t end = str_find(page, STR("\n```"));
        ptrdiff_t line = str_find_byte(page, '\n');
        assert_true(line > 0 && end >= line);
        vec_push(
            &world->arena, &blocks,
            (struct mem_file){ .path = str_sub(page, 0, (size_t)line),
                               .bytes = str_sub(page, (size_t)line, (size_t)(end - line) + 1) });
    }
    return blocks;
}

/* So many files with so many cases. */
static void load_and_hold(struct world *world, const char *path, size_t files, size_t cases)
{
    struct blocks blocks = find_blocks(world, read_page(world, path)), policy = { 0 };
    struct rule_tests tests;
    vec_for (struct mem_file, block, &blocks)
        if (policy_is_policy_path(block->path))
            vec_push(&world->arena, &policy, *block);
    /* What the page imports. */
    vec_push(&world->arena, &policy,
             (struct mem_file){ .path = STR(".github/CODEOWNERS"),
                                .bytes = STR("*.sql @acme/finance\nREADME.md @pia\n") });
    vec_push(
        &world->arena, &policy,
        (struct mem_file){ .path = STR("models/exposures.yml"), .bytes = STR("version: 2\n") });
    assert_true(policy.count >= files);
    world_load(world, policy.items, policy.count);
    assert_clean(world);
    assert_true(world->policy.exists);
    rules_test(&tests, &world->arena, &world->policy, world->patterns, &world->diags);
    assert_clean(world);
    assert_int_equal(tests.count, cases);
    for (size_t i = 0; i < tests.count; i++)
        assert_str(tests.items[i].message, "");
}

static void examples_load_and_hold(void **state)
{
    load_and_hold(*state, PAGE, 9, 6);
}

static void policy_bot_examples_load_and_hold(void **state)
{
    load_and_hold(*state, "docs/policy-bot.md", 3, 7);
}

static void server_example_loads(void **state)
{
    struct world *world = *state;
    struct blocks blocks = find_blocks(world, read_page(world, PAGE));
    size_t found = 0;
    vec_for (struct mem_file, block, &blocks) {
        struct server server;
        if (policy_is_policy_path(block->path))
            continue;
        assert_str(block->path, "stoplog.yml");
        server_parse(&server, &world->arena, block->path, block->bytes, world->patterns,
                     &world->diags);
        assert_clean(world);
        found++;
    }
    assert_int_equal(found, 1);
}

/* Rows of all tables that begin with a key: "| `version` | yes | ...". */
static size_t count_rows(struct str page)
{
    size_t count = 0;
    struct str line;
    while (str_split(&page, '\n', &line))
        count += str_starts(line, STR("| `"));
    return count;
}

static void keys_are_listed(void **state)
{
    struct world *world = *state;
    struct str page = read_page(world, PAGE);
    size_t count;
    const struct field *fields = schema_fields(&count);
    for (size_t i = 0; i < count; i++) {
        struct str row = str_fmt(&world->arena, "| `%.*s` | %s | %s |\n", STR_ARG(fields[i].key),
                                 fields[i].required ? "yes" : "", fields[i].summary);
        if (str_find(page, row) < 0)
            fail_msg(PAGE " lacks the row of %s:\n%s", schema_name(fields[i].schema), row.ptr);
    }
    static const char *const predicates[][2] = {
#define PREDICATE(name, word, values, summary) { word, summary },
#include "policy/predicates.def"
#undef PREDICATE
    };
    for (size_t i = 0; i < PREDICATE_COUNT; i++) {
        struct str start = str_fmt(&world->arena, "| `%s` | ", predicates[i][0]);
        struct str end = str_fmt(&world->arena, " | %s |\n", predicates[i][1]);
        if (str_find(page, start) < 0 || str_find(page, end) < 0)
            fail_msg(PAGE " lacks the row of predicate %s", predicates[i][0]);
    }
    static const char *const debts[] = {
#define DEBT(code, names, state) "| `" #code "` | " names " | " state " |\n",
#include "policy/baseline.def"
#undef DEBT
    };
    enum { LEVELS = 4, DEBTS = sizeof debts / sizeof *debts };
    for (size_t i = 0; i < DEBTS; i++)
        if (str_find(page, str_of(debts[i])) < 0)
            fail_msg(PAGE " lacks the row\n%s", debts[i]);
    assert_int_equal(count_rows(page), count + PREDICATE_COUNT + LEVELS + DEBTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        policy_test(examples_load_and_hold),
        policy_test(policy_bot_examples_load_and_hold),
        policy_test(server_example_loads),
        policy_test(keys_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
