/* sql_model: a file of models/: MODEL block, statements, query, inline audits. Knows nothing of the
 * rest of the project. Source: sqlmesh/core/model/definition.py, load_sql_based_models(). */
#include "base/limits.h"
#include "project/expand.h"
#include "project/names.h"
#include "project/query_read.h"
#include "project/sql_file.h"
#include "sql/abridge.h"

/* What a file is made of, before any blueprint is applied. */
struct outline {
    struct sql_pieces statements; /* queries among them */
    const struct sql_piece *query;
    const struct sql_piece *second_query;
    struct sql_pieces virtual_updates;
    const struct sql_node *tree; /* of the query, in scratch memory, once it has been read */
    struct query_source *source; /* and where it can be read again */
};

static void file_fault(struct file_result *out, const struct file *file, const char *why)
{
    struct place place = { file->path, 1, 1 };
    diag_add(file->diags, DIAG_ERROR, place, "%s", why);
    unknown_add(file->arena, &out->unknowns, UNKNOWN_MODEL_BLOCK, str_of(why), place,
                oid_hex(file->arena, &file->blob));
}

static void outline_pieces(struct reader *reader, struct outline *outline, struct file_result *out,
                           const struct sql_piece *pieces, size_t count)
{
    struct arena *arena = reader->file->scratch;
    uint32_t from, to;
    bool trailing;
    for (size_t i = 0; i < count; i++) {
        if (piece_is_block(reader, &pieces[i], "AUDIT", &from, &to, &trailing))
            i += audit_read(reader, out, &pieces[i], count - i < 2 ? 1 : 2) - 1;
        else if (piece_is_block(reader, &pieces[i], "MODEL", &from, &to, &trailing))
            value_fault(
                reader,
                &(struct value){ .text = reader->text, .from = pieces[i].from, .to = pieces[i].to },
                "statements", "a second MODEL block");
        else if (pieces[i].kind == PIECE_VIRTUAL_UPDATE)
            vec_push(arena, &outline->virtual_updates, pieces[i]);
        else
            vec_push(arena, &outline->statements, pieces[i]);
    }
    bool alone = outline->statements.count == 1;
    vec_for (struct sql_piece, it, &outline->statements) {
        if (!piece_is_query(reader->text, it, alone))
            continue;
        if (!outline->query)
            outline->query = it;
        else if (!outline->second_query)
            outline->second_query = it;
    }
}

const struct sql_node *sql_model_query(struct arena *arena, const struct sql_text *text,
                                       uint32_t from, uint32_t to, struct diags *diags)
{
    uint32_t at = tokens_next(text, from, to);
    if (text->tokens[at].kind == TOKEN_MACRO)
        return sql_parse_expression(arena, text, from, to, diags);
    return sql_parse_query(arena, text, from, to, diags);
}

/* What the query as written uses besides: macros that are left are there already. */
static void add_written_uses(struct reader *reader, const struct sql_piece *piece)
{
    struct draft *draft = reader->draft;
    struct map left;
    size_t first = draft->uses.count, kept = first;
    bool scalar;
    map_init(&left, reader->file->scratch);
    for (size_t i = 0; i < first; i++)
        if (draft->uses.items[i].kind == USE_MACRO)
            map_put(&left, draft->uses.items[i].name, draft);
    uses_from_tokens(reader, reader->text, piece->from, piece->to, USE_ARGUMENT);
    for (size_t i = first; i < draft->uses.count; i++) {
        const struct use *it = &draft->uses.items[i];
        if (it->kind != USE_MACRO || macro_is_builtin(it->name, &scalar) ||
            !map_get(&left, it->name))
            draft->uses.items[kept++] = *it;
    }
    draft->uses.count = kept;
    map_release(&left);
}

/* The query with its macros written out, if it has any that can be. What the query as written uses
 * is an input all the same. */
static bool look_at_expansion(struct reader *reader, const struct sql_piece *piece)
{
    const struct file *file = reader->file;
    struct reader inner = *reader;
    const char *limit;
    inner.expansion = expand_query(reader, piece->from, piece->to, &limit);
    if (limit)
        unknown_add(file->scratch, &reader->draft->model.unknowns, UNKNOWN_LIMIT, str_of(limit),
                    token_place(reader, reader->text, piece->from),
                    tokens_form(file->arena, reader->text, piece->from, piece->to));
    if (!inner.expansion)
        return false;
    inner.text = &inner.expansion->text;
    query_look(&inner, sql_model_query(file->scratch, inner.text, 0, inner.expansion->to, NULL), 0,
               inner.expansion->to);
    add_written_uses(reader, piece);
    reader->draft->source = arena_new(file->arena, struct query_source);
    *reader->draft->source = (struct query_source){ .file = file,
                                                    .dialect = reader->dialect,
                                                    .from = piece->from,
                                                    .to = piece->to,
                                                    .abridged = { .packed = STR_EMPTY },
                                                    .expanded = true };
    return true;
}

/* The tree is looked at and forgotten. */
static void look_at_query(struct reader *reader, struct outline *outline)
{
    const struct file *file = reader->file;
    const struct sql_piece *piece = outline->query;
    if (!outline->tree) {
        outline->tree =
            sql_model_query(file->scratch, reader->text, piece->from, piece->to, file->diags);
        outline->source = arena_new(file->arena, struct query_source);
        *outline->source = (struct query_source){
            .file = file, .dialect = reader->dialect, .from = piece->from, .to = piece->to
        };
        sql_abridge(&outline->source->abridged, file->arena, file->scratch, file->bytes,
                    outline->tree);
    }
    if (!look_at_expansion(reader, piece)) {
        query_look(reader, outline->tree, piece->from, piece->to);
        reader->draft->source = outline->source;
    }
    reader->draft->model.body.query_waits = true;
    reader->draft->model.body.form_waits = true;
}

static const struct sql_piece *without_end(struct reader *reader, const struct sql_piece *piece)
{
    struct sql_piece *copy = arena_new(reader->file->arena, struct sql_piece);
    *copy = *piece;
    copy->to = query_without_semicolons(reader->text, piece->from, piece->to);
    return copy;
}

static void read_query(struct reader *reader, struct outline *outline)
{
    const struct sql_piece *piece = outline->query;
    reader->draft->model.query_text = piece_text(reader->file->arena, reader->text, piece);
    note_not_closed(reader, piece);
    if (piece->kind == PIECE_JINJA_QUERY && text_has_jinja(reader->text->bytes)) {
        query_read_jinja(reader, piece->from, piece->to);
        return;
    }
    if (piece->kind == PIECE_JINJA_QUERY) /* a block for Jinja that holds none */
        outline->query = without_end(reader, piece);
    look_at_query(reader, outline);
}

static void read_statements(struct reader *reader, struct outline *outline)
{
    struct model *model = &reader->draft->model;
    bool behind = false;
    vec_for (const struct sql_piece, it, &outline->statements) {
        if (it == outline->query)
            behind = true;
        else
            statement_read(reader, behind ? &model->post : &model->pre, it);
    }
    vec_for (const struct sql_piece, it, &outline->virtual_updates)
        statement_read(reader, &model->on_virtual, it);
    if (outline->query)
        read_query(reader, outline);
    if (outline->second_query) {
        struct value value = { reader->text,
                               outline->second_query->from,
                               outline->second_query->to,
                               NULL,
                               { STR_EMPTY, 0, 0 } };
        value_fault(reader, &value, "statements", "a model has one query, this is another");
    }
}

/* The path of a seed's file, from the top of the repository. Source: sqlmesh/core/model/seed.py. */
static struct str seed_path(struct arena *arena, const struct file *file, struct str written)
{
    struct str base = path_dir(file->path), rest = written, part;
    if (str_starts(written, STR("$root/"))) {
        base = file->root;
        rest = str_sub(written, 6, written.len);
    }
    while (str_split(&rest, '/', &part)) {
        if (str_eq(part, STR("..")))
            base = path_dir(base);
        else if (part.len && !str_eq(part, STR(".")))
            base = path_join(arena, base, part);
    }
    return base;
}

static void finish(struct reader *reader, const struct outline *outline)
{
    struct arena *arena = reader->file->arena;
    struct draft *draft = reader->draft;
    struct model *model = &draft->model;
    const struct property *path;

    block_finish(reader, "VIEW");
    model->dialect = reader->dialect;
    if (str_eq(model->kind, STR("SEED"))) {
        model->class = MODEL_SEED;
        path = property_get(&model->kind_properties, "path");
        if (path)
            draft->seed_path = seed_path(arena, reader->file, path->form);
        else
            diag_add(reader->file->diags, DIAG_ERROR, model->place, "a seed needs a path");
    } else if (!outline->query) {
        unknown_add(reader->file->scratch, &model->unknowns, UNKNOWN_SQL,
                    STR("the model has no query"), model->place, STR_EMPTY);
        diag_add(reader->file->diags, DIAG_ERROR, model->place, "the model has no query");
    }
}

static struct draft *read_one(struct reader *reader, const struct entries *entries,
                              struct outline *outline, const struct map *variables,
                              struct str description)
{
    const struct file *file = reader->file;
    struct draft *draft = draft_new(file->arena, file, MODEL_SQL);
    const struct value *name = entries_get(entries, "name");

    reader->draft = draft;
    if (variables)
        draft->variables = *variables;
    draft->model.description = description;
    draft->model.text_digest = file->digest;
    if (name)
        (void)block_set_name(reader, name);
    else if (file->config->infer_names)
        (void)block_set_name_text(reader, name_from_path(file->arena, file->path),
                                  (struct place){ file->path, 1, 1 });
    block_read(reader, entries, P_M);
    read_statements(reader, outline);
    finish(reader, outline);
    return draft;
}

static void keep(struct file_result *out, const struct file *file, struct draft *draft)
{
    if (draft->model.fqn.len) {
        vec_push(file->arena, &out->drafts, draft);
        return;
    }
    struct place place = draft->model.place;
    if (!draft->model.unknowns.count)
        diag_add(file->diags, DIAG_ERROR, place, "the model has no name");
    unknown_add(file->arena, &out->unknowns, UNKNOWN_NAME, STR("name of a model"), place,
                oid_hex(file->arena, &file->blob));
}

/* Every blueprint reads the file once more. */
static void note_too_many(struct file_result *out, const struct file *file, struct place place)
{
    diag_add(file->diags, DIAG_ERROR, place,
             "the blueprints read the file more often than %zu bytes allow (limit snapshot_bytes)",
             LIMIT_snapshot_bytes);
    unknown_add(file->arena, &out->unknowns, UNKNOWN_LIMIT, STR("blueprints"), place,
                oid_hex(file->arena, &file->blob));
}

static void read_models(struct file_result *out, struct reader *reader,
                        const struct entries *entries, struct outline *outline,
                        struct str description)
{
    const struct value *written = entries_get(entries, "blueprints");
    struct blueprints blueprints = { 0 };
    if (!written) {
        keep(out, reader->file, read_one(reader, entries, outline, NULL, description));
        return;
    }
    if (!block_read_blueprints(reader, written, &blueprints)) {
        struct place place = value_place(reader, written);
        diag_add(reader->file->diags, DIAG_WARN, place, "the blueprints are not literal");
        unknown_add(reader->file->arena, &out->unknowns, UNKNOWN_NAME, STR("blueprints"), place,
                    oid_hex(reader->file->arena, &reader->file->blob));
        return;
    }
    if (blueprints.count > LIMIT_snapshot_bytes / (reader->file->bytes.len + 1)) {
        note_too_many(out, reader->file, value_place(reader, written));
        return;
    }
    vec_for (struct map, it, &blueprints)
        keep(out, reader->file, read_one(reader, entries, outline, it, description));
}

/* The block's entries are cut once, with a draft that collects what is wrong with the block itself.
 */
static void move_faults(struct file_result *out, const struct file *file,
                        const struct draft *scratch)
{
    for (size_t i = 0; i < out->drafts.count; i++)
        vec_for (const struct unknown, it, &scratch->model.unknowns)
            vec_push(file->scratch, &out->drafts.items[i]->model.unknowns, *it);
}

enum status sql_model_file(struct file_result *out, struct file *file, struct err *err)
{
    struct sql_text *text = arena_new(file->scratch, struct sql_text);
    struct sql_pieces pieces;
    struct reader reader;
    struct entries entries = { 0 };
    struct outline outline = { 0 };
    struct str description = STR_EMPTY;
    uint32_t from, to;
    bool trailing;

    TRY(sql_file_open(&reader, text, &pieces, file, err));
    struct draft *scratch = reader.draft = draft_new(file->scratch, file, MODEL_SQL);
    bool block =
        pieces.count && piece_is_block(&reader, &pieces.items[0], "MODEL", &from, &to, &trailing);
    if (!block && (!file->config->infer_names || !pieces.count)) {
        file_fault(out, file, "the file does not start with a MODEL block");
        return OK;
    }
    if (block) {
        description = comments_text(file->arena, text, pieces.items[0].lead, pieces.items[0].from);
        entries_from_tokens(&entries, &reader, text, from, to, 0);
        struct value rest = {
            text, pieces.items[0].from, pieces.items[0].to, NULL, { STR_EMPTY, 0, 0 }
        };
        if (trailing)
            value_fault(&reader, &rest, "MODEL block", "it does not end with ')' and ';'");
    }
    outline_pieces(&reader, &outline, out, pieces.items + block, pieces.count - block);
    read_models(out, &reader, &entries, &outline, description);
    move_faults(out, file, scratch);
    return OK;
}
