/* Which models a contract file names. */
#include "base/check.h"

#include "gate/contracts.h"

static struct contract_file read_one(struct arena *arena, const char *text, uint32_t mode,
                                     size_t *warnings)
{
    struct pattern_set *patterns = pattern_set_new();
    struct mem_file files[] = { { STR("contracts/a.yaml"), str_of(text), mode },
                                { STR("other/a.yaml"), STR("kind: DataContract\n"), 0 } };
    struct policy policy = { 0 };
    struct contract_rule rule = { 0 };
    assert_int_equal(
        pattern_compile(patterns, PATTERN_PATH_GLOB, STR("contracts/**"), &rule.paths, NULL), OK);
    vec_push(arena, &policy.contracts, rule);
    struct source source;
    struct contracts contracts;
    struct diags diags;
    diags_init(&diags, arena);
    source_from_memory(&source, arena, files, 2, STR("base"));
    assert_int_equal(contracts_read(&contracts, &diags, &policy, &source, NULL, NULL), OK);
    assert_int_equal(contracts.count, 1);
    *warnings = diags.count;
    pattern_set_release(patterns);
    return contracts.items[0];
}

static void both_formats_name_models(void **state)
{
    static const struct {
        const char *text, *names; /* separated by blanks */
        bool is_read;
    } cases[] = {
        { "kind: DataContract\nschema:\n- {name: orders, physicalName: fin.orders}\n- {name: x}\n",
          "fin.orders x", true },
        { "kind: DataContract\nschema:\n- name: orders\n  physicalName: orders_v1\n"
          "  customProperties: [{property: other, value: 1}, {property: sqlmeshModel, value: "
          "a.b}]\n",
          "orders_v1 a.b", true },
        { "kind: DataContract\nschema:\n- {physicalName: orders, customProperties: [{property: "
          "sqlmeshModel, value: fin.orders}]}\n",
          "fin.orders", true },
        { "kind: DataContract\nschema:\n- {physicalName: dw.Fin.orders, customProperties: "
          "[{property: sqlmeshModel, value: fin.orders}]}\n",
          "dw.Fin.orders", true },
        { "kind: DataContract\ncustomProperties: [{property: sqlmeshModel, value: a.b}]\n", "a.b",
          true },
        { "dataContractSpecification: 1.2.1\nmodels: {fin.orders: {fields: {}}, b: {}}\n",
          "fin.orders b", true },
        { "kind: DataContract\nschema: none\n", "", false },
        { "kind: DataContract\nschema: [1]\n", "", false },
        { "kind: DataContract\nschema: [{physicalName: [x]}]\n", "", false },
        { "kind: DataContract\nschema: [{name: ''}]\n", "", false },
        { "apiVersion: v2.2.2\nkind: DataContract\n", "", false },
        { "{\"kind\": \"DataContract\", \"schema\": [{\"name\": \"j\"}]}\n", "j", true },
        { "openapi: 3.0\n", "", false },
        { "- list\n", "", false },
        { "", "", false },
        { "kind: [", "", false },
    };
    struct arena *arena = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t warnings;
        struct contract_file contract = read_one(arena, cases[i].text, 0, &warnings);
        struct str names = STR_EMPTY;
        for (size_t at = 0; at < contract.names.count; at++)
            names = str_fmt(arena, "%.*s%s%.*s", STR_ARG(names), at ? " " : "",
                            STR_ARG(contract.names.items[at]));
        assert_str(names, str_of(cases[i].names));
        assert_int_equal(contract.is_read, cases[i].is_read);
        assert_int_equal(warnings > 0, !cases[i].is_read);
    }
}

static void a_link_is_no_contract(void **state)
{
    size_t warnings;
    struct contract_file contract = read_one(*state, "../secret", MODE_LINK, &warnings);
    assert_false(contract.is_read);
    assert_int_equal(warnings, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(both_formats_name_models),
        arena_test(a_link_is_no_contract),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
