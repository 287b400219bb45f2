/* resolve: from drafts to models: what only the whole project can tell about a model: which audits
 * block, what it is made of besides its text, which of its tables are models.
 * Source: sqlmesh/core/model/definition.py, sqlmesh/core/model/common.py (make_python_env). */
#include <stdlib.h>

#include "base/order.h"
#include "codec/digest.h"
#include "project/leftover.h"
#include "project/load.h"
#include "project/names.h"
#include "project/query_read.h"
#include "project/python_model.h"
#include "project/registry.h"
#include "project/seed.h"
#include "project/variables.h"

static const char non_blocking[] = "_non_blocking";

/* --- audits ----------------------------------------------------------------------------------- */

static const struct draft *find_audit(const struct assembly *assembly, struct str name)
{
    return map_get(&assembly->audits, name);
}

static const struct str builtin_audits[] = {
#define BUILTIN_AUDIT(name) STR_INIT(#name),
#include "project/builtin_audits.def"
#undef BUILTIN_AUDIT
};
#define BUILTIN_AUDITS (sizeof builtin_audits / sizeof *builtin_audits)

static bool is_builtin_audit(struct str name)
{
    if (str_ends(name, str_of(non_blocking)))
        name.len -= sizeof non_blocking - 1;
    for (size_t i = 0; i < BUILTIN_AUDITS; i++)
        if (str_eq(builtin_audits[i], name))
            return true;
    return false;
}

static void note_missing_audit(struct assembly *assembly, struct model *model,
                               const struct audit_call *call)
{
    struct diags *diags = assembly->load->diags;
    struct str near = nearest_word(call->name, builtin_audits, BUILTIN_AUDITS);
    diag_add(diags, DIAG_ERROR, call->place, "there is no audit \"%.*s\"", STR_ARG(call->name));
    if (near.len)
        diag_hint(diags, "did you mean \"%.*s\"?", STR_ARG(near));
    unknown_add(assembly->load->arena, &model->unknowns, UNKNOWN_MISSING,
                str_fmt(assembly->load->arena, "audit %.*s", STR_ARG(call->name)), call->place,
                call->name);
}

/* Source: sqlmesh/core/model/definition.py, _audit_metadata_hash_values(). */
static struct str definition_digest(struct arena *arena, const struct draft *draft)
{
    struct digest *digest = digest_new(arena);
    digest_field(digest, draft->model.query_text);
    digest_field(digest, draft->model.dialect ? draft->model.dialect->name : STR_EMPTY);
    digest_field(digest, draft->audit->skip ? STR("skip") : STR("run"));
    digest_field(digest, draft->audit->blocking ? STR("blocks") : STR("warns"));
    return digest_end(digest, arena);
}

static void add_audit_use(struct assembly *assembly, struct model *model,
                          const struct audit_call *call)
{
    const struct draft *draft = find_audit(assembly, call->name);
    const struct audit *definition = draft ? draft->audit : NULL;
    bool blocking = definition ? definition->blocking : !str_ends(call->name, str_of(non_blocking));
    bool skip = definition ? definition->skip : false;
    if (!definition && !is_builtin_audit(call->name))
        note_missing_audit(assembly, model, call);
    struct audit_use use = {
        .name = call->name,
        .args = call->args,
        .blocking = call->blocking == TRI_UNSET ? blocking : call->blocking == TRI_YES,
        .skip = call->skip == TRI_UNSET ? skip : call->skip == TRI_YES,
        .definition = draft && !is_builtin_audit(call->name)
                          ? definition_digest(assembly->load->arena, draft)
                          : STR_EMPTY,
        .place = call->place,
    };
    vec_push(assembly->load->arena, &model->audits, use);
}

/* --- uses ------------------------------------------------------------------------------------- */

static bool in_query(enum use_place where)
{
    return where == USE_EXPRESSION || where == USE_COLUMNS || where == USE_TABLES ||
           where == USE_WRITTEN;
}

/* Source: sqlmesh/core/model/definition.py, _create_model(), what it hands to make_python_env(). */
static unsigned input_uses(enum use_place where)
{
    static const unsigned uses[] = {
        [USE_EXPRESSION] = INPUT_IN_QUERY, [USE_COLUMNS] = INPUT_IN_QUERY,
        [USE_TABLES] = INPUT_IN_QUERY,     [USE_WRITTEN] = INPUT_IN_QUERY,
        [USE_ARGUMENT] = INPUT_IN_QUERY,   [USE_STATEMENT] = INPUT_IN_STATEMENTS,
        [USE_VIRTUAL] = INPUT_IN_VIRTUAL,  [USE_PROPERTY] = 0,
        [USE_RAW] = INPUT_IN_PROPERTIES,   [USE_GUARD] = INPUT_IN_GUARDS,
    };
    return uses[where];
}

/* Marks the inputs from `first` on, which one use brought in. */
static void mark_inputs(struct model *model, size_t first, unsigned uses)
{
    for (size_t i = first; i < model->inputs.count; i++)
        model->inputs.items[i].uses |= uses;
}

static void add_variable(struct assembly *assembly, struct model *model, const struct draft *draft,
                         const struct use *use)
{
    struct arena *arena = assembly->load->arena;
    const struct config *config = &assembly->project->config;
    if (map_get(&draft->definitions, use->name))
        return; /* a @DEF is one of the model's own statements */
    if (!variable_add_input(arena, model, draft, config, use->name) &&
        !registry_is_builtin_variable(use->name) && in_query(use->where))
        unknown_add(arena, &model->unknowns, UNKNOWN_VARIABLE,
                    str_fmt(arena, "variable @%.*s", STR_ARG(use->name)), use->place, use->name);
}

static bool has_column_macros(const struct draft *draft)
{
    vec_for (const struct use, it, &draft->uses)
        if (it->where == USE_WRITTEN)
            return true;
    return false;
}

static void add_macro(struct assembly *assembly, const struct registry *registry,
                      struct model *model, const struct draft *draft, const struct use *use)
{
    struct arena *arena = assembly->load->arena;
    bool scalar = false;
    struct macro_traits traits = { .pure = false };
    bool builtin = macro_is_builtin(use->name, &scalar);
    bool local = map_get(&draft->definitions, use->name) != NULL;
    bool known = !local && registry_add_inputs(registry, use->name, model, &traits);
    bool harmless =
        use->where == USE_EXPRESSION && ((builtin && !known) || (known && traits.pure) || local);
    bool waits = use->where == USE_WRITTEN && draft->source && !known && !local;
    bool asks = known ? traits.asks_columns : builtin && macro_asks_columns(use->name);
    model->column_macros = model->column_macros || waits;
    if (waits) /* for the columns of the models that it names */
        return;
    model->asks_columns = model->asks_columns || (in_query(use->where) && asks);

    bool undefined = !builtin && !known && !local;
    bool other = use->where == USE_ARGUMENT && builtin && known; /* not what it was taken for */
    if (traits.hides_macros && draft->source &&
        (draft->source->expanded || has_column_macros(draft)))
        unknown_add(arena, &model->unknowns, UNKNOWN_MACRO,
                    str_fmt(arena, "macro @%.*s", STR_ARG(use->name)), use->place,
                    model->query_text);
    if (!undefined && !other &&
        (!in_query(use->where) || harmless || (builtin && !known && scalar)))
        return;
    unknown_add(arena, &model->unknowns, UNKNOWN_MACRO,
                str_fmt(arena, "macro @%.*s", STR_ARG(use->name)), use->place,
                use->form.len ? use->form : use->name);
}

static void add_use(struct assembly *assembly, const struct registry *registry, struct model *model,
                    const struct draft *draft, const struct use *use)
{
    size_t first = model->inputs.count;
    switch (use->kind) {
    case USE_VARIABLE:
        add_variable(assembly, model, draft, use);
        break;
    case USE_MACRO:
        add_macro(assembly, registry, model, draft, use);
        break;
    case USE_JINJA_NAME:
        registry_add_jinja_inputs(registry, use->name, model);
        break;
    case USE_SIGNAL:
        registry_add_signal(registry, use->name, model);
        break;
    }
    mark_inputs(model, first, input_uses(use->where));
}

/* Macros and variables in an audit's query reach every model that the audit guards. */
static void add_audit_inputs(struct assembly *assembly, const struct registry *registry,
                             struct model *model, const struct draft *draft)
{
    size_t first = model->inputs.count;
    vec_for (const struct audit_call, call, &draft->audit_calls) {
        const struct draft *definition = find_audit(assembly, call->name);
        if (!definition)
            continue;
        vec_for (const struct use, use, &definition->uses) {
            struct macro_traits traits;
            if (use->kind == USE_MACRO)
                (void)registry_add_inputs(registry, use->name, model, &traits);
            else if (use->kind == USE_JINJA_NAME)
                registry_add_jinja_inputs(registry, use->name, model);
            else if (use->kind == USE_VARIABLE)
                (void)variable_add_input(assembly->load->arena, model, draft,
                                         &assembly->project->config, use->name);
        }
    }
    mark_inputs(model, first, INPUT_IN_GUARDS);
}

/* --- names of which only a part is known ------------------------------------------------------ */

/* Last part of a name (lower case) -> struct last_part *. */
struct last_part {
    VEC_OF(const struct model *);
};

static struct str last_of(struct str name)
{
    ptrdiff_t dot = str_rfind_byte(name, '.');
    return dot < 0 ? name : str_sub(name, (size_t)dot + 1, name.len);
}

static void index_last_parts(struct map *out, struct arena *arena, const struct project *project)
{
    map_init(out, arena);
    for (size_t i = 0; i < project->models.count; i++) {
        const struct model *model = project->models.items[i];
        struct str key = str_lower(arena, last_of(model->name));
        struct last_part *list = map_get(out, key);
        if (!list) {
            list = arena_new(arena, struct last_part);
            map_put(out, key, list);
        }
        vec_push(arena, list, model);
    }
}

/* At most this many models are taken for one doubtful name: past it the name tells nothing, and the
 * unknown that goes with it has to do. */
#define LOOSE_MATCHES_MAX 32

static void add_loose(struct arena *arena, struct model *model, const struct loose_ref *ref,
                      const struct map *by_last)
{
    struct str dotted = str_lower(arena, ref->text);
    const struct last_part *list = map_get(by_last, last_of(dotted));
    for (size_t i = 0; list && i < list->count && i < LOOSE_MATCHES_MAX; i++) {
        struct str name = str_lower(arena, list->items[i]->name);
        bool fits =
            str_find_byte(dotted, '.') < 0 || str_ends(dotted, name) || str_ends(name, dotted);
        if (fits)
            vec_push(arena, &model->dependencies,
                     (struct dependency){ list->items[i]->fqn, ref->place, false, false });
    }
}

/* --- the project ------------------------------------------------------------------------------ */

static void copy_vectors(struct arena *arena, struct model *model, const struct draft *draft)
{
    struct model fresh = draft->model;
    vec_copy(arena, &fresh.unknowns, &draft->model.unknowns, 0);
    vec_copy(arena, &fresh.dependencies, &draft->model.dependencies, draft->loose.count);
    vec_copy(arena, &fresh.inputs, &draft->model.inputs, draft->uses.count);
    vec_copy(arena, &fresh.audits, &draft->model.audits, draft->audit_calls.count);
    *model = fresh;
    model->body.is_loaded = true;
}

static struct model *resolve_one(struct assembly *assembly, const struct registry *registry,
                                 struct draft *draft)
{
    struct loaded *loaded = arena_new(assembly->load->arena, struct loaded);
    struct model *model = &loaded->model;
    loaded->draft = draft;
    copy_vectors(assembly->load->arena, model, draft);
    vec_for (const struct audit_call, call, &draft->audit_calls)
        add_audit_use(assembly, model, call);
    vec_for (const struct use, use, &draft->uses)
        add_use(assembly, registry, model, draft, use);
    add_audit_inputs(assembly, registry, model, draft);
    if (str_eq(model->kind, STR("CUSTOM")))
        registry_add_materializations(registry, model);
    return model;
}

static int by_path(const void *a, const void *b)
{
    const struct model *x = *(struct model *const *)a, *y = *(struct model *const *)b;
    return str_cmp(x->path, y->path);
}

/* Sorts by name; where several models have one name, by path. */
static void sort_models(struct assembly *assembly)
{
    struct project *project = assembly->project;
    struct arena *arena = assembly->load->arena;
    size_t count = project->models.count;
    struct model **sorted = arena_array(arena, count, sizeof *sorted);
    struct order order = { 0 };
    for (size_t i = 0; i < count; i++)
        order_add(&order, arena, project->models.items[i]->fqn);
    order_sort(&order);
    for (size_t i = 0; i < count; i++)
        sorted[i] = project->models.items[order.items[i].index];
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && str_eq(sorted[i]->fqn, sorted[end]->fqn); end++)
            continue;
        if (end > i + 1)
            qsort(&sorted[i], end - i, sizeof *sorted, by_path);
    }
    project->models.items = sorted;
    project->models.cap = count;
}

static void drop_duplicates(struct assembly *assembly)
{
    struct project *project = assembly->project;
    struct arena *arena = assembly->load->arena;
    size_t kept = 0;
    sort_models(assembly);
    for (size_t i = 0; i < project->models.count; i++) {
        struct model *model = project->models.items[i];
        struct model *first = kept ? project->models.items[kept - 1] : NULL;
        if (!first || !str_eq(first->fqn, model->fqn)) {
            project->models.items[kept++] = model;
            continue;
        }
        diag_add(assembly->load->diags, DIAG_ERROR, model->place,
                 "another model is called %.*s too: %.*s", STR_ARG(model->name),
                 STR_ARG(first->path));
        unknown_add(arena, &first->unknowns, UNKNOWN_DUPLICATE, model->path, model->place,
                    model->text_digest);
    }
    project->models.count = kept;
}

static bool any_loose(const struct assembly *assembly)
{
    const struct project *project = assembly->project;
    for (size_t i = 0; i < project->models.count; i++) {
        const struct loaded *loaded = (const struct loaded *)(const void *)project->models.items[i];
        if (loaded->loose.count || loaded->draft->loose.count)
            return true;
    }
    return false;
}

static void add_all_loose(struct assembly *assembly)
{
    struct project *project = assembly->project;
    struct arena *arena = assembly->load->arena;
    struct map by_last;
    if (!any_loose(assembly))
        return;
    index_last_parts(&by_last, arena, project);
    for (size_t i = 0; i < project->models.count; i++) {
        struct loaded *loaded = (struct loaded *)(void *)project->models.items[i];
        vec_for (const struct loose_ref, ref, &loaded->draft->loose)
            add_loose(arena, &loaded->model, ref, &by_last);
        vec_for (const struct loose_ref, ref, &loaded->loose)
            add_loose(arena, &loaded->model, ref, &by_last);
    }
    map_release(&by_last);
}

enum status models_resolve(struct assembly *assembly, struct err *err)
{
    struct project *project = assembly->project;
    struct arena *arena = assembly->load->arena;
    struct registry *registry;

    TRY(registry_load(&registry, assembly, err));
    for (size_t i = 0; i < assembly->drafts.count; i++) {
        struct draft *draft = assembly->drafts.items[i];
        if (!draft->enabled) {
            vec_push(arena, &project->disabled, draft->model.name);
            continue;
        }
        struct model *model = resolve_one(assembly, registry, draft);
        size_t first = model->inputs.count;
        if (draft->seed_path.len)
            TRY(seed_add(assembly, model, draft, err));
        if (draft->python_entry.len)
            TRY(python_model_resolve(registry, model, draft, &assembly->project->config, err));
        mark_inputs(model, first, INPUT_IN_QUERY);
        vec_push(arena, &project->models, model);
    }
    TRY(leftovers_note(assembly, registry, err));
    add_all_loose(assembly);
    for (size_t i = 0; i < project->models.count; i++)
        model_settle(project->models.items[i]);
    registry_release(registry);
    drop_duplicates(assembly);
    return OK;
}
