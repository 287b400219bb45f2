/* closure: follows names through Python modules. Knows definitions, not what they are for. Over-
 * approximates: a local variable that is called like a definition reaches it. */
#include "project/closure.h"

#include <stdlib.h>

#include "codec/digest.h"
#include "project/query_read.h"

struct module_slot {
    struct py_module *module; /* NULL: no such file, or not readable */
};

void modules_init(struct modules *modules, struct load *load, struct project *project)
{
    *modules = (struct modules){ .load = load, .project = project };
    map_init(&modules->by_path, load->arena);
    map_init(&modules->reached, load->arena);
}

void modules_release(struct modules *modules)
{
    map_release(&modules->by_path);
    map_release(&modules->reached);
}

static struct str address_key(const struct py_definition *const *definition)
{
    return (struct str){ (const char *)definition, sizeof *definition };
}

bool modules_reached(const struct modules *modules, const struct py_definition *definition)
{
    return map_get(&modules->reached, address_key(&definition)) != NULL;
}

static void note_broken(struct modules *modules, const struct py_module *module,
                        const struct source_entry *entry)
{
    struct load *load = modules->load;
    struct place place = { entry->path, 0, 0 };
    diag_add(load->diags, DIAG_ERROR, place, "the file is not valid Python");
    unknown_add(load->arena, &modules->project->unknowns, UNKNOWN_SYNTAX, module->path, place,
                oid_hex(load->arena, &entry->id));
}

static enum status parse_module(struct modules *modules, const struct source_entry *entry,
                                struct py_module **out, struct err *err)
{
    struct load *load = modules->load;
    struct str bytes;
    struct err local = { OK, "" };
    struct str blob = oid_hex(load->arena, &entry->id);
    struct str key = str_fmt(load->arena, "module %.*s %.*s", STR_ARG(blob), STR_ARG(entry->path));
    *out = source_is_file(entry) ? map_get(&load->cache->files, key) : NULL;
    if (*out)
        return OK;
    TRY(entry_read(load, entry, &modules->project->unknowns, &bytes, err));
    if (!bytes.ptr)
        return OK;
    if (py_module_read(out, load->cache->arena, entry->path, bytes, &local) == OK) {
        map_put(&load->cache->files, key, *out);
        return OK;
    }
    struct place place = { entry->path, 0, 0 };
    diag_add(load->diags, DIAG_ERROR, place, "%s", local.text);
    unknown_add(load->arena, &modules->project->unknowns, UNKNOWN_LIMIT,
                limit_name(load->arena, local.text, entry->path), place, blob);
    *out = NULL;
    return OK;
}

enum status modules_get(struct modules *modules, struct str path, struct py_module **out,
                        struct err *err)
{
    struct module_slot *slot = map_get(&modules->by_path, path);
    if (!slot) {
        const struct source_entry *entry = source_find(modules->load->source, path);
        slot = arena_new(modules->load->arena, struct module_slot);
        if (entry)
            TRY(parse_module(modules, entry, &slot->module, err));
        if (slot->module && slot->module->broken)
            note_broken(modules, slot->module, entry);
        map_put(&modules->by_path, path, slot);
    }
    *out = slot->module;
    return OK;
}

/* --- from imports to files -------------------------------------------------------------------- */

/* a.b.c as a path below `base`, or with leading dots relative to the importing file. */
static struct str module_path(const struct closure *closure, const struct py_module *from,
                              struct str dotted)
{
    struct arena *arena = closure->arena;
    struct str base = closure->modules->project->root, part;
    size_t dots = 0;
    while (dots < dotted.len && dotted.ptr[dots] == '.')
        dots++;
    if (dots)
        base = path_dir(from->path);
    for (size_t i = 1; i < dots; i++)
        base = path_dir(base);
    struct str rest = str_sub(dotted, dots, dotted.len);
    while (rest.len && str_split(&rest, '.', &part))
        base = path_join(arena, base, part);
    return base;
}

/* The module behind a path without its ending: a file, or a package's __init__. */
static enum status open_module(const struct closure *closure, struct str path,
                               struct py_module **out, struct err *err)
{
    *out = NULL;
    if (!path.len)
        return OK;
    TRY(modules_get(closure->modules, str_concat(closure->arena, path, STR(".py")), out, err));
    if (!*out)
        TRY(modules_get(closure->modules, path_join(closure->arena, path, STR("__init__.py")), out,
                        err));
    return OK;
}

/* --- reaching --------------------------------------------------------------------------------- */

static void reach(struct closure *closure, struct py_module *module,
                  struct py_definition *definition)
{
    for (; definition; definition = definition->earlier) {
        const struct py_definition *address = definition;
        if (map_put(&closure->seen, address_key(&address), definition))
            return; /* and with it the earlier ones */
        map_put(&closure->modules->reached, address_key(&address), definition);
        vec_push(closure->arena, &closure->reached, (struct reached){ module, definition });
    }
}

static void reach_all(struct closure *closure, struct py_module *module)
{
    for (size_t i = 0; i < module->definitions.count; i++)
        reach(closure, module, module->definitions.items[i]);
}

/* What an import brings, when it comes from the project. */
static enum status follow_import(struct closure *closure, const struct py_module *from,
                                 const struct py_definition *import, struct err *err)
{
    struct py_module *module = NULL;
    struct str path = module_path(closure, from, import->module);
    TRY(open_module(closure, path, &module, err));
    struct py_definition *definition =
        module && import->symbol.len ? py_module_find(module, import->symbol) : NULL;
    if (definition) {
        reach(closure, module, definition);
        return OK;
    }
    if (module && (!import->symbol.len || str_eq(import->symbol, STR("*")))) {
        reach_all(closure, module);
        return OK;
    }
    if (!import->symbol.len)
        return OK;
    struct py_module *inner = NULL; /* from package import module */
    TRY(open_module(closure, path_join(closure->arena, path, import->symbol), &inner, err));
    if (inner)
        reach_all(closure, inner);
    else if (module && py_module_find(module, STR("*")))
        reach(closure, module, py_module_find(module, STR("*")));
    return OK;
}

static void reach_token(struct closure *closure, struct py_module *module,
                        const struct py_tokens *tokens, size_t at, bool first)
{
    if (tokens->items[at].kind != PY_NAME || (!first && py_is(tokens, at - 1, ".")))
        return;
    struct py_definition *found = py_module_find(module, py_text(tokens, at));
    if (found)
        reach(closure, module, found);
}

/* Names in f"{...}" count as names. */
static void reach_fields(struct closure *closure, struct py_module *module, struct str literal)
{
    struct py_tokens fields;
    if (!py_field_tokens(&fields, closure->arena, literal))
        return;
    for (size_t i = 0; i < fields.count; i++)
        reach_token(closure, module, &fields, i, i == 0);
}

static void reach_names(struct closure *closure, struct py_module *module, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (module->tokens.items[i].kind == PY_STRING)
            reach_fields(closure, module, py_text(&module->tokens, i));
        else
            reach_token(closure, module, &module->tokens, i, i == from);
    }
}

/* Names used in the code, and imports written inside it. */
static enum status follow_code(struct closure *closure, struct py_module *module,
                               const struct py_definition *definition, struct err *err)
{
    struct py_definitions imports = { 0 };
    struct py_definition *star = py_module_find(module, STR("*"));
    size_t end;
    for (size_t at = definition->from; py_stretch(module, definition, &at, &end); at = end)
        reach_names(closure, module, at, end);
    if (star)
        reach(closure, module, star);
    py_imports_in(&imports, module, definition->code, definition->to);
    vec_for (const struct py_definition, it, &imports)
        TRY(follow_import(closure, module, it, err));
    return OK;
}

void closure_init(struct closure *closure, struct modules *modules)
{
    *closure = (struct closure){ .modules = modules, .arena = &modules->load->scratch };
    map_init(&closure->seen, closure->arena);
}

static enum status follow(struct closure *closure, size_t next, struct err *err)
{
    for (; next < closure->reached.count; next++) {
        struct reached it = closure->reached.items[next];
        if (it.definition->kind == PY_IMPORT)
            TRY(follow_import(closure, it.module, it.definition, err));
        else
            TRY(follow_code(closure, it.module, it.definition, err));
    }
    return OK;
}

enum status closure_add_code(struct closure *closure, struct py_module *module, size_t from,
                             size_t to, struct err *err)
{
    size_t next = closure->reached.count;
    struct py_definitions imports = { 0 };
    reach_names(closure, module, from, to);
    py_imports_in(&imports, module, from, to);
    vec_for (const struct py_definition, it, &imports)
        TRY(follow_import(closure, module, it, err));
    return follow(closure, next, err);
}

enum status closure_add(struct closure *closure, struct py_module *module,
                        struct py_definition *definition, struct err *err)
{
    size_t next = closure->reached.count;
    reach(closure, module, definition);
    return follow(closure, next, err);
}

/* --- what came out ---------------------------------------------------------------------------- */

static int by_position(const void *a, const void *b)
{
    const struct reached *x = *(const struct reached *const *)a;
    const struct reached *y = *(const struct reached *const *)b;
    int order = str_cmp(x->module->path, y->module->path);
    if (order)
        return order;
    /* names, not positions: moving a function about in its file is no change */
    order = str_cmp(x->definition->name, y->definition->name);
    if (order)
        return order;
    return x->definition->from < y->definition->from ? -1
                                                     : x->definition->from > y->definition->from;
}

static const struct reached **sorted(const struct closure *closure)
{
    size_t count = closure->reached.count;
    const struct reached **list = arena_array(closure->arena, count + 1, sizeof *list);
    for (size_t i = 0; i < count; i++)
        list[i] = &closure->reached.items[i];
    if (count)
        qsort(list, count, sizeof *list, by_position);
    return list;
}

struct str closure_digest(const struct closure *closure, struct arena *arena, struct str path)
{
    const struct reached **list = sorted(closure);
    struct digest *digest = digest_new(closure->arena);
    for (size_t i = 0; i < closure->reached.count; i++) {
        if (path.len && !str_eq(list[i]->module->path, path))
            continue;
        const struct py_definition *it = list[i]->definition;
        digest_field(digest, it->name);
        if (it->kind != PY_IMPORT) {
            digest_field(digest, py_definition_form(list[i]->module, list[i]->definition));
            continue;
        }
        digest_field(digest, it->module);
        digest_field(digest, it->symbol);
    }
    return digest_end(digest, arena);
}

static bool has_word(struct str s, const struct str *words, size_t count)
{
    for (size_t i = 0; i + 4 <= s.len; i++)
        for (size_t k = 0; k < count; k++)
            if (byte_lower(s.ptr[i]) == words[k].ptr[0] &&
                str_eq_fold(str_sub(s, i, words[k].len), words[k]))
                return true;
    return false;
}

static unsigned traits_of(struct str form)
{
    static const struct str query[] = {
        STR_INIT("select"), STR_INIT("table"),  STR_INIT("from_"),  STR_INIT("subquery"),
        STR_INIT("parse"),  STR_INIT("with_"),  STR_INIT("from "),  STR_INIT("join"),
        STR_INIT("union"),  STR_INIT("maybe_"), STR_INIT("exec ("), STR_INIT("eval (")
    };
    static const struct str columns[] = { STR_INIT("columns_to_types"), STR_INIT("get_snapshot"),
                                          STR_INIT("getattr") };
    unsigned traits = PY_TRAITS_KNOWN;
    if (has_word(form, query, sizeof query / sizeof *query))
        traits |= PY_BUILDS_QUERY;
    if (has_word(form, columns, sizeof columns / sizeof *columns))
        traits |= PY_ASKS_COLUMNS;
    return traits;
}

void closure_release(struct closure *closure)
{
    map_release(&closure->seen);
    scratch_trim(closure->modules->load);
}

static bool any_has(const struct closure *closure, enum py_trait trait)
{
    vec_for (const struct reached, it, &closure->reached) {
        struct py_definition *definition = it->definition;
        if (definition->kind == PY_IMPORT)
            continue;
        if (definition->traits == PY_TRAITS_UNKNOWN)
            definition->traits = traits_of(py_definition_form(it->module, definition));
        if (definition->traits & trait)
            return true;
    }
    return false;
}

bool closure_may_build_queries(const struct closure *closure)
{
    return any_has(closure, PY_BUILDS_QUERY);
}

bool closure_may_ask_columns(const struct closure *closure)
{
    return any_has(closure, PY_ASKS_COLUMNS);
}

bool closure_hides_macros(const struct closure *closure)
{
    vec_for (const struct reached, it, &closure->reached) {
        const struct py_definition *definition = it->definition;
        bool scalar, renamed = !str_eq(definition->symbol, definition->name);
        if ((definition->kind != PY_IMPORT || renamed) &&
            macro_is_builtin(str_lower(closure->arena, definition->name), &scalar))
            return true;
    }
    return false;
}

void closure_paths(const struct closure *closure, struct closure_paths *out)
{
    const struct reached **list = sorted(closure);
    *out = (struct closure_paths){ 0 };
    for (size_t i = 0; i < closure->reached.count; i++) {
        struct str path = list[i]->module->path;
        if (!out->count || !str_eq(out->items[out->count - 1], path))
            vec_push(closure->arena, out, path);
    }
}
