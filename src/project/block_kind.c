/* block_kind: the kind of a model with its properties. Source: sqlmesh/core/model/kind.py. */
#include "project/block.h"

static struct arena *arena_of(const struct reader *reader)
{
    return reader->file->arena;
}

static struct arena *scratch_of(const struct reader *reader)
{
    return reader->file->scratch;
}

static void unknown_kind(struct reader *reader, const struct value *value, struct str name)
{
    struct str near = kind_nearest(name);
    diag_add(reader->file->diags, DIAG_ERROR, value_place(reader, value),
             "\"%.*s\" is no model kind", STR_ARG(name));
    if (near.len)
        diag_hint(reader->file->diags, "did you mean %.*s?", STR_ARG(near));
    unknown_add(scratch_of(reader), &reader->draft->model.unknowns, UNKNOWN_MODEL_BLOCK,
                str_fmt(arena_of(reader), "unknown kind %.*s", STR_ARG(name)),
                value_place(reader, value), value_raw(reader, value));
}

static void unknown_kind_key(struct reader *reader, const struct entry *entry, unsigned bits)
{
    struct arena *arena = arena_of(reader);
    struct str near = kind_prop_nearest(arena, entry->key, bits);
    diag_add(reader->file->diags, DIAG_ERROR, value_place(reader, &entry->value),
             "\"%.*s\" is no property of kind %.*s", STR_ARG(entry->key),
             STR_ARG(reader->draft->model.kind));
    if (near.len)
        diag_hint(reader->file->diags, "did you mean \"%.*s\"?", STR_ARG(near));
    unknown_add(scratch_of(reader), &reader->draft->model.unknowns, UNKNOWN_MODEL_BLOCK,
                str_fmt(arena, "unknown kind property %.*s", STR_ARG(entry->key)),
                value_place(reader, &entry->value), value_raw(reader, &entry->value));
}

/* How the CSV of a seed is written: its reader needs the values one by one. */
static void read_csv_settings(struct reader *reader, const struct value *value)
{
    struct values items = { 0 };
    value_items(reader, value, &items);
    vec_for (const struct value, it, &items) {
        struct str key, text;
        struct value right;
        if (value_pair(reader, it, &key, &right) && value_text(reader, &right, &text))
            property_put(
                arena_of(reader), &reader->draft->csv,
                (struct property){ .key = str_lower(arena_of(reader), key), .form = text });
    }
}

static void read_entries(struct reader *reader, const struct entries *entries)
{
    struct model *model = &reader->draft->model;
    unsigned bits = kind_bits(model->kind);
    vec_for (const struct entry, it, entries) {
        const struct prop_row *row = kind_prop_find(it->key, bits);
        struct property property;
        if (row && str_eq(row->key, STR("csv_settings")))
            read_csv_settings(reader, &it->value);
        if (!row)
            unknown_kind_key(reader, it, bits);
        else if (property_read(reader, row, it->value, &property))
            property_put(scratch_of(reader), &model->kind_properties, property);
    }
}

static void kind_from_tokens(struct reader *reader, const struct value *written)
{
    struct value value = *written;
    struct entries entries = { 0 };
    if (!value_expand(reader, &value, false, "kind"))
        return;
    const struct sql_text *text = value.text;
    uint32_t at = tokens_next(text, value.from, value.to);
    uint32_t open = tokens_next(text, at + 1, value.to);
    unsigned token = at < value.to ? text->tokens[at].kind : TOKEN_BAD;
    if (token != TOKEN_WORD && token != TOKEN_QUOTED && token != TOKEN_STRING) {
        value_fault(reader, written, "kind", "expected the name of a kind");
        return;
    }
    struct str name = sql_token_value(arena_of(reader), text, at);
    reader->draft->model.kind = kind_find(name);
    if (!reader->draft->model.kind.len) {
        unknown_kind(reader, written, name);
        reader->draft->model.kind = str_upper(arena_of(reader), name);
        return;
    }
    if (open >= value.to)
        return;
    uint32_t close = tokens_close(text, open, value.to);
    if (!token_is_op(text, open, '(') || tokens_next(text, close, value.to) < value.to) {
        value_fault(reader, written, "kind", "something follows the kind; is a comma missing?");
        return;
    }
    if (!kind_bits(reader->draft->model.kind))
        value_fault(reader, written, "kind", "this kind takes no properties");
    entries_from_tokens(&entries, reader, text, open + 1, close - 1,
                        kind_bits(reader->draft->model.kind));
    read_entries(reader, &entries);
}

/* "FULL", ModelKindName.FULL, dict(name=..., ...), {"name": ...} or FullKind(...). */
static struct str name_of_lit(const struct lit *lit)
{
    struct str text = lit->text;
    ptrdiff_t dot = str_rfind_byte(text, '.');
    struct str last = dot < 0 ? text : str_sub(text, (size_t)dot + 1, text.len);
    if (lit->kind == LIT_SCALAR)
        return text;
    if (lit->kind == LIT_NAME)
        return str_find(text, STR("ModelKindName")) >= 0 ? last : STR_EMPTY;
    if (lit->kind == LIT_CALL && !str_eq(last, STR("dict")))
        return kind_of_class(last);
    const struct lit *name = lit_get(lit, "name");
    return name ? name_of_lit(name) : STR_EMPTY;
}

/* A dict in Python must name the kind by its enum: ModelKindName.FULL; SQLMesh refuses "FULL"
 * there. Source: sqlmesh/core/model/decorator.py. */
static void check_python_name(struct reader *reader, const struct value *value)
{
    const struct lit *name = NULL;
    if (value->lit->kind == LIT_MAP || value->lit->kind == LIT_CALL)
        name = lit_get(value->lit, "name");
    if (name && name->kind == LIT_SCALAR && str_ends(reader->file->path, STR(".py")))
        value_fault(reader, value, "kind", "the name in a dict must be a ModelKindName");
}

static void kind_from_lit(struct reader *reader, const struct value *value)
{
    struct entries all = { 0 }, entries = { 0 };
    struct str name = name_of_lit(value->lit);
    if (!name.len) {
        unknown_add(scratch_of(reader), &reader->draft->model.unknowns, UNKNOWN_PYTHON, STR("kind"),
                    value->place, value_raw(reader, value));
        return;
    }
    check_python_name(reader, value);
    reader->draft->model.kind = kind_find(name);
    if (!reader->draft->model.kind.len) {
        unknown_kind(reader, value, name);
        reader->draft->model.kind = str_upper(arena_of(reader), name);
        return;
    }
    if (value->lit->kind != LIT_MAP && value->lit->kind != LIT_CALL)
        return;
    entries_from_lit(&all, scratch_of(reader), value->lit);
    vec_for (struct entry, it, &all)
        if (!str_eq(it->key, STR("name")) && it->value.lit->kind != LIT_NULL)
            vec_push(scratch_of(reader), &entries, *it);
    read_entries(reader, &entries);
}

void block_read_kind(struct reader *reader, const struct value *value)
{
    reader->draft->model.kind_properties.count = 0;
    if (value->text)
        kind_from_tokens(reader, value);
    else
        kind_from_lit(reader, value);
}
