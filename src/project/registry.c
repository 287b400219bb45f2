/* registry: the macros, signals and modules of one project. Digests are made once per macro.
 * Source: sqlmesh/core/loader.py (_load_scripts), sqlmesh/core/macros.py, sqlmesh/core/signal.py.
 */
#include "project/registry.h"

#include "codec/digest.h"
#include "project/closure.h"
#include "project/jinja.h"
#include "project/python_variables.h"

/* A function registered by @macro or @signal. */
struct function {
    struct py_module *module;
    struct py_definition *definition;
    struct str digest;               /* of everything it reaches; ptr NULL until asked for */
    struct variable_names variables; /* that its code asks for */
    bool pure, asks_columns, hides_macros, metadata_only;
};

struct registry {
    struct assembly *assembly;
    struct modules modules;
    struct map macros;  /* lower-case name -> struct function * */
    struct map signals; /* lower-case name -> struct function * */
    struct {
        VEC_OF(struct input);
    } materializations;
    struct jinja_macros *jinja;
    const char *decorator; /* the one being looked for */
    struct map *target;
};

/* --- collecting ------------------------------------------------------------------------------- */

static void register_function(struct registry *registry, struct py_module *module,
                              struct py_definition *definition)
{
    struct arena *arena = registry->assembly->load->arena;
    size_t from, to;
    struct str name = definition->name;
    if (!py_decorator(module, definition, registry->decorator, &from, &to))
        return;
    bool metadata_only = false;
    if (from < to) {
        const struct lit *call = py_arguments(module, from, to);
        const struct lit *said = lit_get(call, "metadata_only");
        metadata_only = said && str_eq(said->text, STR("true"));
        const struct lit *first = call->first;
        if (first && first->kind == LIT_SCALAR &&
            (!first->key.len || str_eq(first->key, STR("name"))))
            name = first->text;
    }
    struct function *function = arena_new(arena, struct function);
    *function = (struct function){ .module = module,
                                   .definition = definition,
                                   .metadata_only = metadata_only };
    map_put(registry->target, str_lower(arena, name), function);
}

static enum status visit_python(void *ctx, const struct source_entry *entry, struct err *err)
{
    struct registry *registry = ctx;
    struct py_module *module;
    TRY(modules_get(&registry->modules, entry->path, &module, err));
    for (size_t i = 0; module && i < module->definitions.count; i++)
        register_function(registry, module, module->definitions.items[i]);
    return OK;
}

/* Source: sqlmesh/core/snapshot/evaluator.py, get_custom_materialization_type(). */
static enum status visit_materialization(void *ctx, const struct source_entry *entry,
                                         struct err *err)
{
    struct registry *registry = ctx;
    struct arena *arena = registry->assembly->load->arena;
    struct str root = registry->assembly->project->root;
    struct py_module *module;
    struct closure closure;
    TRY(modules_get(&registry->modules, entry->path, &module, err));
    struct input input = { INPUT_PYTHON,
                           str_sub(entry->path, root.len ? root.len + 1 : 0, entry->path.len),
                           oid_hex(arena, &entry->id),
                           entry->path,
                           0,
                           false };
    if (module) {
        struct digest *digest = digest_new(arena);
        closure_init(&closure, &registry->modules);
        TRY(closure_add_code(&closure, module, 0, module->tokens.count, err));
        digest_field(digest, closure_digest(&closure, closure.arena, STR_EMPTY));
        digest_field(digest, py_form(closure.arena, &module->tokens, 0, module->tokens.count));
        input.digest = digest_end(digest, arena);
        closure_release(&closure);
    }
    vec_push(arena, &registry->materializations, input);
    return OK;
}

static enum status visit_jinja(void *ctx, const struct source_entry *entry, struct err *err)
{
    struct registry *registry = ctx;
    struct load *load = registry->assembly->load;
    struct str bytes;
    TRY(entry_read(load, entry, &registry->assembly->project->unknowns, &bytes, err));
    if (bytes.ptr)
        jinja_macros_read(registry->jinja, entry->path, bytes);
    return OK;
}

static enum status digest_functions(struct registry *registry, const struct map *functions,
                                    struct err *err)
{
    for (struct map_entry *it = map_first(functions); it; it = map_next(it)) {
        struct function *function = map_value(it);
        struct closure closure;
        closure_init(&closure, &registry->modules);
        TRY(closure_add(&closure, function->module, function->definition, err));
        function->digest = closure_digest(&closure, registry->assembly->load->arena, STR_EMPTY);
        closure_variables(&function->variables, registry->assembly->load->arena, &closure);
        function->pure = !closure_may_build_queries(&closure);
        function->asks_columns = closure_may_ask_columns(&closure);
        function->hides_macros = closure_hides_macros(&closure);
        closure_release(&closure);
    }
    return OK;
}

enum status registry_load(struct registry **out, struct assembly *assembly, struct err *err)
{
    struct load *load = assembly->load;
    struct project *project = assembly->project;
    struct registry *registry = arena_new(load->arena, struct registry);
    *out = registry;
    registry->assembly = assembly;
    modules_init(&registry->modules, load, project);
    map_init(&registry->macros, load->arena);
    map_init(&registry->signals, load->arena);
    registry->jinja = jinja_macros_new(load->arena);
    registry->decorator = "macro";
    registry->target = &registry->macros;
    TRY(folder_visit(load, project, "macros", ".py", visit_python, registry, err));
    registry->decorator = "signal";
    registry->target = &registry->signals;
    TRY(folder_visit(load, project, "signals", ".py", visit_python, registry, err));
    TRY(folder_visit(load, project, "materializations", ".py", visit_materialization, registry,
                     err));
    TRY(folder_visit(load, project, "macros", ".sql", visit_jinja, registry, err));
    TRY(digest_functions(registry, &registry->macros, err));
    return digest_functions(registry, &registry->signals, err);
}

void registry_release(struct registry *registry)
{
    map_release(&registry->macros);
    map_release(&registry->signals);
    modules_release(&registry->modules);
}

/* --- answering -------------------------------------------------------------------------------- */

static void add_variables(const struct registry *registry, struct model *model,
                          const struct variable_names *names)
{
    const struct loaded *loaded = (const struct loaded *)(const void *)model;
    const struct assembly *assembly = registry->assembly;
    vec_for (const struct str, it, names)
        (void)variable_add_input(assembly->load->arena, model, loaded->draft,
                                 &assembly->project->config, *it);
}

static void add_input(const struct registry *registry, struct model *model, enum input_kind kind,
                      struct str name, const struct function *function)
{
    vec_push(registry->assembly->load->arena, &model->inputs,
             (struct input){ kind, name, function->digest, function->module->path, 0,
                             function->metadata_only });
    add_variables(registry, model, &function->variables);
}

bool registry_add_inputs(const struct registry *registry, struct str name, struct model *model,
                         struct macro_traits *traits)
{
    const struct function *function = map_get(&registry->macros, name);
    *traits = (struct macro_traits){ .pure = false };
    if (!function)
        return false;
    *traits =
        (struct macro_traits){ function->pure, function->asks_columns, function->hides_macros };
    add_input(registry, model, INPUT_MACRO,
              str_fmt(registry->assembly->load->arena, "@%.*s", STR_ARG(name)), function);
    return true;
}

void registry_add_jinja_inputs(const struct registry *registry, struct str name,
                               struct model *model)
{
    struct arena *arena = registry->assembly->load->arena;
    struct str digest, path;
    const struct variable_names *variables;
    struct macro_traits traits;
    if (jinja_macros_digest(registry->jinja, name, &digest, &path, &variables)) {
        vec_push(arena, &model->inputs,
                 (struct input){ INPUT_MACRO, name, digest, path, 0, false });
        add_variables(registry, model, variables);
        return;
    }
    (void)registry_add_inputs(registry, str_lower(arena, name), model, &traits);
}

void registry_add_materializations(const struct registry *registry, struct model *model)
{
    vec_for (const struct input, it, &registry->materializations)
        vec_push(registry->assembly->load->arena, &model->inputs, *it);
}

void registry_add_signal(const struct registry *registry, struct str name, struct model *model)
{
    const struct function *function = map_get(&registry->signals, name);
    if (function)
        add_input(registry, model, INPUT_SIGNAL, name, function);
}

struct modules *registry_modules(struct registry *registry)
{
    return &registry->modules;
}
