/* python_tables: what the code of a Python model reaches: modules, tables, variables.
 * Source: sqlmesh/core/model/common.py, parse_dependencies(). */
#include "project/closure.h"
#include "project/names.h"
#include "project/python_model.h"
#include "project/python_variables.h"

struct follower {
    struct arena *arena;
    struct loaded *loaded;
    const struct draft *draft;
    const struct config *config;
    bool take_tables; /* depends_on, when given, replaces what the code says */
    bool any_string_is_a_table;
};

static void add_table(struct follower *follower, struct str text, struct place place)
{
    struct table_name name;
    struct model *model = &follower->loaded->model;
    name_from_text(&name, follower->arena, model->dialect, text);
    if (!name.count)
        return;
    struct dependency dependency = {
        .fqn = name_fqn(follower->arena, &name, follower->config->default_catalog),
        .place = place,
        .is_certain = true,
    };
    vec_push(follower->arena, &model->dependencies, dependency);
}

/* The argument is a literal, or cannot be told. */
static void take_call(struct follower *follower, struct py_module *module, size_t name, size_t open)
{
    size_t close = py_close(&module->tokens, open, module->tokens.count);
    const struct lit *call = py_arguments(module, open + 1, close - 1);
    const struct lit *first = call->first;
    if (first && first->kind == LIT_SCALAR) {
        add_table(follower, first->text, py_place(module, name));
        return;
    }
    follower->any_string_is_a_table = true;
    unknown_add(follower->arena, &follower->loaded->model.unknowns, UNKNOWN_PYTHON,
                STR("name of a table that is read"), py_place(module, name),
                py_form(module->arena, &module->tokens, open, close));
}

/* context.table(X), context.resolve_table(X); for SQL made by Python the receiver is called
 * evaluator. */
static void scan_calls(struct follower *follower, struct py_module *module,
                       const struct py_definition *definition)
{
    for (size_t i = definition->code; i + 3 < definition->to; i++) {
        bool receiver =
            py_is(&module->tokens, i, "context") || py_is(&module->tokens, i, "evaluator");
        if (!receiver || !py_is(&module->tokens, i + 1, ".") || !py_is(&module->tokens, i + 3, "("))
            continue;
        if (py_is(&module->tokens, i + 2, "table") ||
            py_is(&module->tokens, i + 2, "resolve_table"))
            take_call(follower, module, i + 2, i + 3);
    }
}

static void add_variables(struct follower *follower, const struct closure *closure,
                          const struct py_module *module, const struct py_definition *entry)
{
    struct variable_names names = { 0 };
    closure_variables(&names, follower->arena, closure);
    parameters_of(&names, follower->arena, module, entry);
    vec_for (const struct str, it, &names)
        (void)variable_add_input(follower->arena, &follower->loaded->model, follower->draft,
                                 follower->config, *it);
}

/* --- names in strings ------------------------------------------------------------------------- */

static bool is_name_byte(char c)
{
    return byte_is_alpha(c) || byte_is_digit(c) || c == '_' || c == '.' || c == '"' || c == '`';
}

static struct str unquoted(struct arena *arena, struct str s)
{
    char *copy = arena_alloc(arena, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != '"' && s.ptr[i] != '`')
            copy[n++] = s.ptr[i];
    return (struct str){ copy, n };
}

/* Every dotted name in the text, and the whole text when it is one word. */
static void add_loose_names(struct follower *follower, struct str text, struct place place)
{
    size_t start = 0;
    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && is_name_byte(text.ptr[i]))
            continue;
        struct str word = unquoted(follower->arena, str_sub(text, start, i - start));
        bool whole = start == 0 && i == text.len;
        if (word.len && (whole || str_find_byte(word, '.') >= 0))
            vec_push(follower->arena, &follower->loaded->loose, (struct loose_ref){ word, place });
        start = i + 1;
    }
}

static bool is_docstring(const struct py_module *module, size_t at)
{
    enum py_kind before = at ? module->tokens.items[at - 1].kind : PY_NEWLINE;
    return (before == PY_NEWLINE || before == PY_INDENT || before == PY_DEDENT) &&
           at + 1 < module->tokens.count && module->tokens.items[at + 1].kind == PY_NEWLINE;
}

static void scan_strings(struct follower *follower, const struct py_module *module,
                         const struct py_definition *definition)
{
    for (size_t i = definition->code; i < definition->to; i++) {
        struct str text = py_text(&module->tokens, i);
        if (module->tokens.items[i].kind != PY_STRING || is_docstring(module, i))
            continue;
        size_t start = 0;
        while (start < text.len && text.ptr[start] != '\'' && text.ptr[start] != '"')
            start++;
        char quote = start < text.len ? text.ptr[start] : '\0';
        size_t end = text.len;
        while (start < end && text.ptr[start] == quote)
            start++;
        while (end > start && text.ptr[end - 1] == quote)
            end--;
        add_loose_names(follower, str_sub(text, start, end - start), py_place(module, i));
    }
}

/* --- the model -------------------------------------------------------------------------------- */

static enum status open_entry(struct registry *registry, const struct model *model,
                              const struct draft *draft, struct py_module **module,
                              struct py_definition **entry, struct err *err)
{
    TRY(modules_get(registry_modules(registry), model->path, module, err));
    *entry = *module ? py_module_find(*module, draft->python_entry) : NULL;
    return OK;
}

static void add_modules(struct follower *follower, const struct closure *closure)
{
    struct closure_paths paths;
    struct model *model = &follower->loaded->model;
    size_t skip = model->project.len ? model->project.len + 1 : 0;
    closure_paths(closure, &paths);
    for (size_t i = 0; i < paths.count; i++) {
        struct str path = paths.items[i];
        if (str_eq(path, model->path))
            continue;
        vec_push(follower->arena, &model->inputs,
                 (struct input){ INPUT_PYTHON, str_sub(path, skip, path.len),
                                 closure_digest(closure, follower->arena, path), path, 0, false });
    }
}

/* A decorator argument that is computed is as good as the code that computes it. */
static enum status follow_arguments(const struct draft *draft, struct closure *closure,
                                    struct py_module *module, struct err *err)
{
    vec_for (const struct unknown, it, &draft->model.unknowns) {
        struct py_tokens tokens;
        if (it->cause != UNKNOWN_PYTHON || py_lex(&tokens, closure->arena, it->form, NULL) != OK)
            continue;
        for (size_t i = 0; i < tokens.count; i++) {
            bool attribute = i > 0 && py_is(&tokens, i - 1, ".");
            bool name = tokens.items[i].kind == PY_NAME && !attribute;
            struct py_definition *found = name ? py_module_find(module, py_text(&tokens, i)) : NULL;
            if (found)
                TRY(closure_add(closure, module, found, err));
        }
    }
    return OK;
}

static bool declares_tables(const struct model *model)
{
    vec_for (const struct dependency, it, &model->dependencies)
        if (it->declared)
            return true;
    return false;
}

static void note_sql_from_python(struct follower *follower, const struct closure *closure)
{
    struct model *model = &follower->loaded->model;
    follower->any_string_is_a_table = true;
    unknown_add(follower->arena, &model->unknowns, UNKNOWN_PYTHON, STR("Python writes the query"),
                model->place, model->body.query_form);
    model->body.columns.complete = model->body.columns.complete && follower->draft->has_columns;
    model->asks_columns = closure_may_ask_columns(closure);
    model->writes_sql = true;
}

enum status python_model_resolve(struct registry *registry, struct model *model,
                                 const struct draft *draft, const struct config *config,
                                 struct err *err)
{
    struct modules *modules = registry_modules(registry);
    struct follower follower = { .arena = modules->load->arena,
                                 .loaded = (struct loaded *)(void *)model,
                                 .draft = draft,
                                 .config = config,
                                 .take_tables = !declares_tables(model) };
    struct closure closure;
    struct py_module *module;
    struct py_definition *entry;

    TRY(open_entry(registry, model, draft, &module, &entry, err));
    if (!entry)
        return OK;
    closure_init(&closure, modules);
    TRY(closure_add(&closure, module, entry, err));
    TRY(follow_arguments(draft, &closure, module, err));
    model->body.query_form = closure_digest(&closure, follower.arena, model->path);
    add_modules(&follower, &closure);
    add_variables(&follower, &closure, module, entry);
    vec_for (const struct reached, it, &closure.reached)
        if (it->definition->kind != PY_IMPORT && follower.take_tables)
            scan_calls(&follower, it->module, it->definition);
    if (draft->is_sql)
        note_sql_from_python(&follower, &closure);
    vec_for (const struct reached, it, &closure.reached)
        if (follower.any_string_is_a_table && it->definition->kind != PY_IMPORT)
            scan_strings(&follower, it->module, it->definition);
    closure_release(&closure);
    return OK;
}
