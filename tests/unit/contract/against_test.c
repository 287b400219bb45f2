/* The cases of against.txt: a model, the properties of a contract, and where the two disagree. */
#include "project/check.h"

#include "base/cases.h"
#include "base/limits.h"
#include "codec/yaml.h"
#include "contract/against.h"

static void show_one(struct buf *out, const struct contract_mismatch *mismatch)
{
    buf_printf(out, "%s %.*s", mismatch_name(mismatch->kind), STR_ARG(mismatch->column));
    if (mismatch->promised.len > 0 || mismatch->found.len > 0)
        buf_printf(out, ": %.*s -> %.*s", STR_ARG(mismatch->promised), STR_ARG(mismatch->found));
    if (mismatch->note.len > 0)
        buf_printf(out, " (%.*s)", STR_ARG(mismatch->note));
    buf_byte(out, '\n');
    assert_true(mismatch->place.line > 0);
    assert_true(mismatch->model_place.line > 0);
}

static struct contract contract_of(struct arena *arena, struct str properties)
{
    const struct yaml_options options = { .allow_aliases = true };
    struct str text = str_fmt(arena,
                              "kind: DataContract\napiVersion: v3.1.0\nid: c\nversion: 1.0.0\n"
                              "status: active\nschema:\n  - name: m\n%.*s\n",
                              STR_ARG(properties));
    struct contract contract;
    struct node *root;
    struct diags diags;
    struct err err = { 0 };
    diags_init(&diags, arena);
    assert_int_equal(yaml_read(&root, arena, STR("c.odcs.yaml"), text, options, &diags, &err), OK);
    assert_true(contract_read(&contract, arena, root, &diags));
    return contract;
}

static bool run(const struct case_text *one)
{
    struct arena arena;
    struct buf out;
    struct contract_mismatches found = { 0 };
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    buf_init(&out, &arena, LIMIT_report_bytes);
    const struct model *model = model_from(&arena, str_dup(&arena, one->parts[0]).ptr);
    struct contract contract = contract_of(&arena, one->parts[1]);
    contract_against(&found, &arena, &contract.objects.items[0], model);
    vec_for (const struct contract_mismatch, mismatch, &found)
        show_one(&out, mismatch);
    bool ok = case_gives(one->title, one->parts[2], buf_str(&out));
    arena_release(&arena);
    return ok;
}

static void every_case(void **state)
{
    (void)state;
    run_cases("tests/unit/contract/against.txt", 3, 20, run);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_case) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
