/* Any bytes as a model file in a small project: the contract that is written for it is one document
 * of YAML that reads back as a contract of this model, and the model keeps what it promises. The
 * same bytes as a contract file: a new version is the only thing that changes in it. */
#include <stdlib.h>

#include "base/limits.h"
#include "codec/utf8.h"
#include "contract/against.h"
#include "contract/edit.h"
#include "contract/write.h"
#include "project/project.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* ---- written --------------------------------------------------------------------------------- */

static void check_text(struct str text)
{
    uint32_t code;
    require(utf8_valid(text) && str_find(text, STR("##[")) < 0);
    for (size_t i = 0; i < text.len;) {
        i += utf8_next(text, i, &code);
        require(code == '\n' || !utf8_is_hidden(code));
    }
}

static void read_back(struct arena *arena, const struct model *model, struct str text,
                      const struct contract_texts *gaps)
{
    struct node *root = NULL;
    struct contract contract;
    struct contract_mismatches mismatches = { 0 };
    struct diags diags;
    struct err err;
    diags_init(&diags, arena);
    require(yaml_read(&root, arena, STR("c.yaml"), text, (struct yaml_options){ 0 }, &diags,
                      &err) == OK);
    require(contract_read(&contract, arena, root, &diags));
    require(contract.format == CONTRACT_ODCS && contract.status == CONTRACT_DRAFT);
    require(contract.objects.count == 1 && contract.objects.items[0].lists_columns);
    contract_against(&mismatches, arena, &contract.objects.items[0], model);
    for (size_t i = 0; i < mismatches.count; i++)
        require(mismatches.items[i].kind == MISMATCH_EXTRA ||
                (mismatches.items[i].kind == MISMATCH_UNCLEAR && gaps->count > 0));
}

static void write_one(struct arena *arena, const struct project *project, const struct model *model)
{
    struct contract_draft draft = { .model = model,
                                    .project = project->config.project_name,
                                    .team = model->owner };
    struct contract_texts gaps;
    struct buf text;
    buf_init(&text, arena, LIMIT_yaml_bytes);
    enum draft_fault fault = contract_write(&text, arena, &draft, &gaps);
    require(fault == DRAFT_FINE || text.len == 0);
    if (fault != DRAFT_FINE || buf_overflowed(&text))
        return;
    check_text(buf_str(&text));
    read_back(arena, model, buf_str(&text), &gaps);
}

static void write_all(struct arena *arena, struct str bytes)
{
    struct source source;
    struct projects projects;
    const struct mem_file files[] = {
        { STR("config.yaml"),
          STR("project: 'a: b'\nmodel_defaults: {dialect: duckdb}\nvariables: {v: x, n: 1}\n"
              "model_naming: {infer_names: true}\n"),
          0 },
        { STR("models/a/fuzz.sql"), bytes, 0 },
        { STR("models/up.sql"), STR("MODEL (name db.up); SELECT 1::INT AS a, * FROM db.src"), 0 },
        { STR("external_models.yaml"), STR("- name: db.src\n  columns: {b: text}\n"), 0 },
    };
    source_from_memory(&source, arena, files, sizeof files / sizeof *files, STR("fuzz"));
    require(projects_load(&projects, arena, &source, parse_cache_new(arena), NULL, NULL) == OK);
    for (size_t i = 0; i < projects.items[0]->models.count; i++)
        write_one(arena, projects.items[0], projects.items[0]->models.items[i]);
}

/* ---- edited ---------------------------------------------------------------------------------- */

static void edit(struct arena *arena, struct str bytes)
{
    static const struct str version = STR_INIT("98.7.654");
    struct str once, twice;
    struct diags diags;
    size_t before = 0, behind = 0;
    diags_init(&diags, arena);
    if (!contract_edit_version(&once, arena, STR("c.yaml"), bytes, version, &diags)) {
        require(diags.count == 1);
        return;
    }
    require(diags.count == 0);
    while (before < bytes.len && before < once.len && bytes.ptr[before] == once.ptr[before])
        before++;
    while (behind < bytes.len - before && behind < once.len - before &&
           bytes.ptr[bytes.len - 1 - behind] == once.ptr[once.len - 1 - behind])
        behind++;
    /* What lies between is of the version, which may share signs with the old one. */
    require(once.len - before - behind <= version.len);
    require(contract_edit_version(&twice, arena, STR("c.yaml"), once, version, &diags));
    require(str_eq(once, twice));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = { (const char *)data, size };
    struct arena arena;
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    write_all(&arena, bytes);
    edit(&arena, bytes);
    arena_release(&arena);
    return 0;
}
