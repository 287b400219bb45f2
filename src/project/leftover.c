/* leftover: see the header. */
#include "project/leftover.h"

#include "codec/digest.h"
#include "project/closure.h"

struct visitor {
    struct assembly *assembly;
    struct modules *modules;
};

static bool has_decorator(const struct py_module *module, const struct py_definition *definition)
{
    size_t from, to;
    return py_decorator(module, definition, "model", &from, &to) ||
           py_decorator(module, definition, "macro", &from, &to) ||
           py_decorator(module, definition, "signal", &from, &to);
}

/* Somebody knows what is in the file. */
static bool is_accounted_for(const struct modules *modules, const struct py_module *module)
{
    for (size_t i = 0; i < module->definitions.count; i++) {
        const struct py_definition *it = module->definitions.items[i];
        if (modules_reached(modules, it) || has_decorator(module, it))
            return true;
    }
    return false;
}

/* A definition that does nothing until it is used. */
static bool is_idle(const struct py_module *module, const struct py_definition *definition)
{
    size_t from, to;
    switch (definition->kind) {
    case PY_IMPORT:
        return true;
    case PY_FUNCTION:
    case PY_CLASS:
        return definition->code == definition->from ||
               py_decorator(module, definition, "model", &from, &to);
    case PY_ASSIGN:
        for (size_t i = definition->from; i < definition->to; i++)
            if (py_is(&module->tokens, i, "("))
                return false;
        return true;
    default:
        return false;
    }
}

static bool is_docstring(const struct py_module *module, const struct py_statement *statement)
{
    return statement->to - statement->from == 2 &&
           (module->tokens.items[statement->from].kind == PY_STRING ||
            py_is(&module->tokens, statement->from, "pass"));
}

static bool is_left(const struct modules *modules, const struct py_module *module,
                    const struct py_statement *statement, bool accounted)
{
    bool left = !statement->count;
    for (size_t i = 0; i < statement->count; i++) {
        const struct py_definition *it = module->definitions.items[statement->first + i];
        if (modules_reached(modules, it))
            return false;
        left = left || !is_idle(module, it) || (!accounted && it->kind != PY_IMPORT);
    }
    return left && !is_docstring(module, statement);
}

static enum status digest_left(struct visitor *visitor, struct py_module *module, struct str *out,
                               struct err *err)
{
    struct closure closure;
    bool accounted = is_accounted_for(visitor->modules, module);
    struct arena *arena = visitor->assembly->load->arena;
    struct digest *digest = NULL;

    *out = STR_EMPTY;
    closure_init(&closure, visitor->modules);
    vec_for (const struct py_statement, it, &module->statements) {
        if (!is_left(visitor->modules, module, it, accounted))
            continue;
        if (!digest)
            digest = digest_new(closure.arena);
        digest_field(digest, py_form(closure.arena, &module->tokens, it->from, it->to));
        TRY(closure_add_code(&closure, module, it->from, it->to, err));
    }
    if (digest) {
        digest_field(digest, closure_digest(&closure, closure.arena, STR_EMPTY));
        *out = digest_end(digest, arena);
    }
    closure_release(&closure);
    return OK;
}

/* A model without a known name: its unknown changes with every byte of the file. */
static bool is_noted(const struct project *project, struct str path)
{
    vec_for (const struct unknown, it, &project->unknowns)
        if (it->cause == UNKNOWN_NAME && str_eq(it->place.path, path))
            return true;
    return false;
}

static enum status visit(void *ctx, const struct source_entry *entry, struct err *err)
{
    struct visitor *visitor = ctx;
    struct assembly *assembly = visitor->assembly;
    struct py_module *module;
    struct str form;
    TRY(modules_get(visitor->modules, entry->path, &module, err));
    if (!module)
        return OK;
    TRY(digest_left(visitor, module, &form, err));
    if (form.len && !is_noted(assembly->project, entry->path))
        unknown_add(assembly->load->arena, &assembly->project->unknowns, UNKNOWN_PYTHON,
                    entry->path, (struct place){ entry->path, 0, 0 }, form);
    return OK;
}

enum status leftovers_note(struct assembly *assembly, struct registry *registry, struct err *err)
{
    static const char *const folders[] = { "models", "macros", "signals" };
    struct visitor visitor = { assembly, registry_modules(registry) };
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        TRY(folder_visit(assembly->load, assembly->project, folders[i], ".py", visit, &visitor,
                         err));
    return OK;
}
