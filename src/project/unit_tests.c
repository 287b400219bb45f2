/* unit_tests: inputs and expectations of tests/test*.yaml. Source: sqlmesh/core/loader.py,
 * _load_model_test_file(); docs/concepts/tests.md. */
#include "project/unit_tests.h"

#include "project/yaml_file.h"

static enum status test_file(struct file_result *out, struct file *file, struct err *err)
{
    const struct lit *top;
    TRY(yaml_file_read(&top, out, file, true, err));
    if (!top || top->kind == LIT_NULL)
        return OK;
    if (top->kind != LIT_MAP) {
        diag_add(file->diags, DIAG_ERROR, top->place, "expected tests by name");
        unknown_add(file->arena, &out->unknowns, UNKNOWN_YAML, STR("unit tests"), top->place,
                    lit_form(file->arena, top));
        return OK;
    }
    for (const struct lit *it = top->first; it; it = it->next) {
        const struct lit *model = lit_get(it, "model");
        if (it->kind != LIT_MAP)
            continue; /* `gateway: x` beside the tests */
        struct unit_test test = { .name = it->key,
                                  .model = model ? model->text : STR_EMPTY,
                                  .form = lit_form(file->arena, it),
                                  .place = it->place };
        vec_push(file->arena, &out->tests, test);
    }
    return OK;
}

static enum status visit(void *ctx, const struct source_entry *entry, struct err *err)
{
    struct assembly *assembly = ctx;
    if (!str_starts(path_base(entry->path), STR("test")))
        return OK;
    return file_take(assembly, entry, "test", test_file, err);
}

enum status unit_tests_take(struct assembly *assembly, struct err *err)
{
    TRY(folder_visit(assembly->load, assembly->project, "tests", ".yaml", visit, assembly, err));
    return folder_visit(assembly->load, assembly->project, "tests", ".yml", visit, assembly, err);
}
