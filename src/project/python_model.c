/* python_model: the literal arguments of @model as the entries of a block. Runs nothing. */
#include "project/python_model.h"

#include "project/block.h"
#include "project/names.h"
#include "project/python_module.h"
#include "project/query_read.h"
#include "project/sql_file.h"

struct python_file {
    struct file_result *out;
    struct reader reader;
    struct py_module *module;
    struct str text_digest;
};

static struct arena *arena_of(const struct python_file *file)
{
    return file->reader.file->arena;
}

/* Decorator keys that are properties of another name, or none at all. */
static void adapt_entries(struct entries *entries)
{
    size_t kept = 0;
    for (size_t i = 0; i < entries->count; i++) {
        struct entry *it = &entries->items[i];
        if (!str_eq(it->key, STR("is_sql")) && !str_eq(it->key, STR("**")))
            entries->items[kept++] = *it;
    }
    entries->count = kept;
}

/* The name: first positional argument or name=...; then the path, when names are inferred. */
static bool set_name(struct python_file *file, const struct lit *call)
{
    struct reader *reader = &file->reader;
    const struct lit *name = call->first && !call->first->key.len ? call->first : NULL;
    struct str text = STR_EMPTY;
    if (!name)
        name = lit_get(call, "name");
    if (!name && reader->file->config->infer_names)
        return block_set_name_text(reader, name_from_path(arena_of(file), reader->file->path),
                                   call->place);
    if (!name || name->kind != LIT_SCALAR || !splice_text(reader, name->text, &text))
        return false;
    return block_set_name_text(reader, text, name->place);
}

/* pre_statements=["..."] and the like hold SQL. */
static void read_statements(struct python_file *file, struct statements *list,
                            const struct value *value)
{
    struct values items = { 0 };
    struct reader *reader = &file->reader;
    if (!value)
        return;
    value_items(reader, value, &items);
    vec_for (struct value, it, &items) {
        struct value tokens;
        if (it->lit->kind != LIT_SCALAR || !value_tokens(reader, it, &tokens)) {
            unknown_add(arena_of(file), &reader->draft->model.unknowns, UNKNOWN_PYTHON,
                        STR("statement"), it->place, value_raw(reader, it));
            continue;
        }
        struct statement statement = { .form = tokens_form(arena_of(file), tokens.text, tokens.from,
                                                           tokens.to),
                                       .text = tokens_text(tokens.text, tokens.from, tokens.to),
                                       .place = it->place };
        enum use_place where =
            list == &reader->draft->model.on_virtual ? USE_VIRTUAL : USE_STATEMENT;
        uses_from_tokens(reader, tokens.text, tokens.from, tokens.to, where);
        vec_push(arena_of(file), list, statement);
    }
}

static void fill(struct python_file *file, struct entries *entries, const struct lit *call)
{
    struct reader *reader = &file->reader;
    struct model *model = &reader->draft->model;
    const struct lit *spread = lit_get(call, "**");
    const struct value *dialect = entries_get(entries, "dialect");
    struct str name;

    if (dialect && value_text(reader, dialect, &name) && sql_dialect_find(name))
        reader->dialect = sql_dialect_find(name);
    model->dialect = reader->dialect;
    block_read(reader, entries, P_M | P_PYTHON);
    read_statements(file, &model->pre, entries_get(entries, "pre_statements"));
    read_statements(file, &model->post, entries_get(entries, "post_statements"));
    read_statements(file, &model->on_virtual, entries_get(entries, "on_virtual_update"));
    if (spread)
        unknown_add(arena_of(file), &model->unknowns, UNKNOWN_PYTHON, STR("decorator"),
                    spread->place, spread->text);
    const struct property *preset = property_get(&reader->file->config->model_defaults, "kind");
    block_finish(reader, preset && preset->form.len ? preset->form.ptr : "FULL");
}

static struct draft *read_one(struct python_file *file, const struct py_definition *definition,
                              const struct lit *call, const struct map *variables)
{
    struct reader *reader = &file->reader;
    struct entries entries = { 0 };
    struct draft *draft = draft_new(arena_of(file), reader->file, MODEL_PYTHON);
    const struct lit *is_sql = lit_get(call, "is_sql");

    reader->draft = draft;
    if (variables)
        draft->variables = *variables;
    draft->python_entry = definition->name;
    draft->model.place = call->place;
    draft->model.text_digest = file->text_digest;
    draft->is_sql = is_sql && str_eq(is_sql->text, STR("true"));
    if (!set_name(file, call))
        return NULL;
    entries_from_lit(&entries, arena_of(file), call);
    adapt_entries(&entries);
    fill(file, &entries, call);
    return draft;
}

static void note_nameless(struct python_file *file, struct place place, const char *what)
{
    const struct file *text = file->reader.file;
    diag_add(text->diags, DIAG_WARN, place, "the %s of a Python model cannot be told without %s",
             what, "running it");
    unknown_add(text->arena, &file->out->unknowns, UNKNOWN_NAME, str_of(what), place,
                oid_hex(text->arena, &text->blob));
}

static void read_blueprints(struct python_file *file, const struct py_definition *definition,
                            const struct lit *call, const struct lit *written)
{
    struct blueprints blueprints = { 0 };
    struct value value = { .lit = written, .place = written->place };
    file->reader.draft = draft_new(arena_of(file), file->reader.file, MODEL_PYTHON);
    if (written->kind != LIT_LIST || !block_read_blueprints(&file->reader, &value, &blueprints)) {
        note_nameless(file, written->place, "blueprints");
        return;
    }
    vec_for (struct map, it, &blueprints) {
        struct draft *draft = read_one(file, definition, call, it);
        if (draft)
            vec_push(arena_of(file), &file->out->drafts, draft);
        else
            note_nameless(file, call->place, "name");
    }
}

static void read_definition(struct python_file *file, const struct py_definition *definition)
{
    size_t from, to;
    if ((definition->kind != PY_FUNCTION && definition->kind != PY_CLASS) ||
        !py_decorator(file->module, definition, "model", &from, &to))
        return;
    const struct lit *call = py_arguments(file->module, from, to);
    const struct lit *blueprints = lit_get(call, "blueprints");
    if (blueprints && blueprints->kind != LIT_NULL) {
        read_blueprints(file, definition, call, blueprints);
        return;
    }
    struct draft *draft = read_one(file, definition, call, NULL);
    if (draft)
        vec_push(arena_of(file), &file->out->drafts, draft);
    else
        note_nameless(file, call->place, "name");
}

/* A decorator inside a function or an if is met at run time only. */
static void note_hidden(struct python_file *file, const struct py_definition *definition)
{
    for (size_t i = definition->code; i + 2 < definition->to; i++)
        if (py_is(&file->module->tokens, i, "@") && py_is(&file->module->tokens, i + 1, "model") &&
            py_is(&file->module->tokens, i + 2, "("))
            note_nameless(file, py_place(file->module, i), "name");
}

enum status python_model_file(struct file_result *out, struct file *file, struct err *err)
{
    struct python_file python = { .out = out };
    const struct sql_dialect *dialect = sql_dialect_find(file->config->default_dialect);
    lines_index(&file->lines, file->arena, file->path, file->bytes);
    python.reader = (struct reader){ .file = file };
    python.reader.dialect = dialect ? dialect : sql_dialect_default();
    python.text_digest = file->digest;
    TRY(py_module_read(&python.module, file->arena, file->path, file->bytes, err));
    for (size_t i = 0; i < python.module->definitions.count; i++) {
        read_definition(&python, python.module->definitions.items[i]);
        note_hidden(&python, python.module->definitions.items[i]);
    }
    return OK;
}
