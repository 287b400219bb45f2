/* config_python: what a config.py says without running it: the literal arguments of the Config(...)
 * that is called `config`. That is never the whole truth, so an unknown always goes with it. */
#include "project/config_read.h"

#include "codec/digest.h"
#include "project/python_module.h"
#include "project/sql_file.h"

static bool is_config_call(const struct lit *lit)
{
    return lit->kind == LIT_CALL && str_ends(lit->text, STR("Config"));
}

/* config = Config(...); NULL when it is made in another way. */
static const struct lit *config_call(struct py_module *module)
{
    const struct py_definition *definition = py_module_find(module, STR("config"));
    if (!definition || definition->kind != PY_ASSIGN)
        return NULL;
    size_t at = definition->from;
    while (at < definition->to && !py_is(&module->tokens, at, "="))
        at++;
    at++;
    const struct lit *lit = py_value(module, &at, definition->to);
    return is_config_call(lit) ? lit : NULL;
}

/* Failing that, the dialect is taken from ModelDefaultsConfig(dialect="...") when all agree. */
static struct str only_dialect(struct py_module *module)
{
    struct str found = STR_EMPTY;
    for (size_t i = 0; i + 1 < module->tokens.count; i++) {
        if (!py_is(&module->tokens, i, "ModelDefaultsConfig") ||
            !py_is(&module->tokens, i + 1, "("))
            continue;
        size_t close = py_close(&module->tokens, i + 1, module->tokens.count);
        const struct lit *dialect = lit_get(py_arguments(module, i + 2, close - 1), "dialect");
        if (!dialect || dialect->kind != LIT_SCALAR)
            continue;
        if (found.len && !str_eq(found, dialect->text))
            return STR_EMPTY;
        found = dialect->text;
    }
    return found;
}

enum status config_read_python(struct config *config, struct load *load, struct file *file,
                               struct err *err)
{
    struct py_module *module;
    struct err local = { OK, "" };
    struct place place = { file->path, 1, 1 };
    (void)err;
    if (py_module_read(&module, load->arena, file->path, file->bytes, &local) != OK) {
        unknown_add(load->arena, &config->unknowns, UNKNOWN_LIMIT,
                    limit_name(load->arena, local.text, file->path), place,
                    oid_hex(load->arena, &file->blob));
        return OK;
    }
    struct str code = py_form(load->arena, &module->tokens, 0, module->tokens.count);
    unknown_add(load->arena, &config->unknowns, UNKNOWN_CONFIG, path_base(file->path), place,
                digest_hex(load->arena, code));
    struct reader reader = { .file = file, .dialect = sql_dialect_default() };
    reader.draft = draft_new(load->arena, file, MODEL_SQL);
    const struct lit *call = config_call(module);
    if (call)
        config_from_lit(config, &reader, call);
    else
        config->default_dialect = only_dialect(module);
    if (!config->ignore_patterns.count)
        vec_push(load->arena, &config->ignore_patterns, STR(".ipynb_checkpoints/*"));
    return OK;
}
