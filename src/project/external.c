/* external: tables that other systems make, declared in YAML. Source: sqlmesh/core/loader.py,
 * _load_external_models(); docs/concepts/models/external_models.md. */
#include "project/external.h"

#include "project/block.h"
#include "project/sql_file.h"
#include "project/yaml_file.h"

static void fault(struct file_result *out, const struct file *file, const struct lit *lit,
                  const char *why)
{
    diag_add(file->diags, DIAG_ERROR, lit->place, "%s", why);
    unknown_add(file->arena, &out->unknowns, UNKNOWN_YAML, str_of(why), lit->place,
                lit_form(file->arena, lit));
}

/* Entries for another gateway than the project's are not loaded. */
static bool other_gateway(const struct file *file, const struct lit *entry)
{
    const struct lit *gateway = lit_get(entry, "gateway");
    const struct str mine = file->config->default_gateway;
    return gateway && gateway->kind == LIT_SCALAR && !str_eq_fold(gateway->text, mine);
}

static void read_entry(struct file_result *out, struct reader *reader, const struct lit *entry,
                       struct str digest)
{
    const struct file *file = reader->file;
    struct entries entries = { 0 };
    struct str dialect;
    struct draft *draft = reader->draft = draft_new(file->arena, file, MODEL_EXTERNAL);

    entries_from_lit(&entries, file->arena, entry);
    const struct value *name = entries_get(&entries, "name");
    const struct value *written = entries_get(&entries, "dialect");
    const struct sql_dialect *base = reader->dialect;
    if (written && value_text(reader, written, &dialect) && sql_dialect_find(dialect))
        reader->dialect = sql_dialect_find(dialect);
    if (!name || !block_set_name(reader, name)) {
        fault(out, file, entry, "an external model needs a name");
        reader->dialect = base;
        return;
    }
    block_read(reader, &entries, P_M);
    draft->model.dialect = reader->dialect;
    draft->model.kind = STR("EXTERNAL");
    draft->model.text_digest = digest;
    block_finish(reader, "EXTERNAL");
    vec_push(file->arena, &out->drafts, draft);
    reader->dialect = base;
}

static enum status external_file(struct file_result *out, struct file *file, struct err *err)
{
    const struct lit *top;
    const struct sql_dialect *dialect = sql_dialect_find(file->config->default_dialect);
    struct reader reader = { .file = file };
    reader.dialect = dialect ? dialect : sql_dialect_default();
    lines_index(&file->lines, file->arena, file->path, file->bytes);
    TRY(yaml_file_read(&top, out, file, false, err));
    if (!top || top->kind == LIT_NULL)
        return OK;
    if (top->kind != LIT_LIST) {
        fault(out, file, top, "expected a list of external models");
        return OK;
    }
    struct str digest = file->digest;
    for (const struct lit *it = top->first; it; it = it->next) {
        if (it->kind != LIT_MAP)
            fault(out, file, it, "expected an external model with a name");
        else if (!other_gateway(file, it))
            read_entry(out, &reader, it, digest);
    }
    return OK;
}

enum status external_take(struct assembly *assembly, struct err *err)
{
    static const char *const names[] = { "external_models.yaml", "schema.yaml" };
    struct load *load = assembly->load;
    struct str root = assembly->project->root;
    for (size_t i = 0; i < 2; i++) {
        const struct source_entry *entry =
            source_find(load->source, path_join(load->arena, root, str_of(names[i])));
        if (!entry)
            continue;
        TRY(file_take(assembly, entry, "external", external_file, err));
        break;
    }
    struct str prefix = path_join(load->arena, root, STR("external_models/"));
    for (size_t i = source_lower_bound(load->source, prefix); i < load->source->count; i++) {
        const struct source_entry *entry = &load->source->entries[i];
        if (!str_starts(entry->path, prefix))
            break;
        if (str_ends(entry->path, STR(".yaml")) || !source_is_file(entry))
            TRY(file_take(assembly, entry, "external", external_file, err));
    }
    return OK;
}
