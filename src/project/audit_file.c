/* audit_file: AUDIT definitions, in files of audits/ and inside model files.
 * Source: sqlmesh/core/audit/definition.py, load_audit() and load_multiple_audits(). */
#include "project/names.h"
#include "project/query_read.h"
#include "project/sql_file.h"
#include "sql/form.h"

static struct str property_form(const struct properties *list, const char *key)
{
    struct str wanted = str_of(key);
    vec_for (const struct property, it, list)
        if (str_eq(it->key, wanted))
            return it->form;
    return STR_EMPTY;
}

static void add_text(struct arena *arena, struct str *list, struct str text)
{
    *list = list->len ? str_fmt(arena, "%.*s; %.*s", STR_ARG(*list), STR_ARG(text)) : text;
}

/* The query is the last piece before the next AUDIT; what stands before it are statements. */
static size_t pieces_of(struct reader *reader, const struct sql_piece *pieces, size_t count)
{
    uint32_t from, to;
    bool trailing;
    size_t used = 1;
    while (used < count && !piece_is_block(reader, &pieces[used], "AUDIT", &from, &to, &trailing))
        used++;
    return used;
}

static void read_query_piece(struct reader *reader, const struct sql_piece *piece)
{
    reader->draft->model.query_text = piece_text(reader->file->arena, reader->text, piece);
    note_not_closed(reader, piece);
    if (piece->kind == PIECE_JINJA_QUERY) {
        query_read_jinja(reader, piece->from, piece->to);
        return;
    }
    query_read(reader,
               sql_parse_query(reader->file->arena, reader->text, piece->from, piece->to,
                               reader->file->diags),
               piece->from, piece->to);
}

static void read_pieces(struct reader *reader, struct audit *audit, const struct sql_piece *pieces,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (piece_is_query(reader->text, &pieces[i], count == 1)) {
            read_query_piece(reader, &pieces[i]);
            continue;
        }
        statement_read(reader, &reader->draft->model.pre, &pieces[i]);
        const struct statements *pre = &reader->draft->model.pre;
        if (pre->count)
            add_text(reader->file->arena, &audit->statements, pre->items[pre->count - 1].form);
    }
}

static void audit_from_draft(struct audit *audit, struct draft *draft)
{
    const struct properties *properties = &draft->model.properties;
    audit->query_form = draft->model.body.query_form;
    if (draft->model.body.form_fails) /* it proves nothing: the text has to be the same */
        audit->query_form = draft->model.query_text;
    audit->defaults = property_form(properties, "defaults");
    audit->skip = str_eq(property_form(properties, "skip"), STR("true"));
    audit->standalone = str_eq(property_form(properties, "standalone"), STR("true"));
    audit->blocking = !str_eq(property_form(properties, "blocking"), STR("false"));
    audit->place = draft->model.place;
    audit->blob = draft->model.blob;
    audit->unknowns = draft->model.unknowns;
}

static bool set_audit_name(struct reader *reader, const struct entries *entries,
                           struct audit *audit)
{
    const struct value *value = entries_get(entries, "name");
    struct str name;
    if (!value || !value_text(reader, value, &name))
        return false;
    audit->name = str_lower(reader->file->arena, name);
    reader->draft->model.place = value_place(reader, value);
    return block_set_name_text(reader, audit->name, reader->draft->model.place);
}

static void finish_standalone(struct reader *reader)
{
    struct model *model = &reader->draft->model;
    model->class = MODEL_AUDIT;
    model->kind = STR("AUDIT");
    model->dialect = reader->dialect;
    model->body.columns.complete = true;
    properties_sort(&model->properties);
}

size_t audit_read(struct reader *outer, struct file_result *out, const struct sql_piece *pieces,
                  size_t count)
{
    const struct file *file = outer->file;
    struct reader reader = *outer;
    struct entries entries = { 0 };
    uint32_t from, to;
    bool trailing;
    size_t used = pieces_of(outer, pieces, count);
    struct audit *audit = arena_new(file->arena, struct audit);
    struct draft *draft = reader.draft = draft_new(file->arena, file, MODEL_AUDIT);

    audit->name = audit->statements = STR_EMPTY;
    (void)piece_is_block(outer, pieces, "AUDIT", &from, &to, &trailing);
    const struct value block = { .text = outer->text, .from = pieces->from, .to = pieces->to };
    entries_from_tokens(&entries, &reader, reader.text, from, to, 0);
    if (!set_audit_name(&reader, &entries, audit)) {
        diag_add(file->diags, DIAG_ERROR, token_place(outer, outer->text, pieces->from),
                 "the audit has no name");
        unknown_add(file->arena, &out->unknowns, UNKNOWN_NAME, STR("name of an audit"),
                    token_place(outer, outer->text, pieces->from),
                    oid_hex(file->arena, &file->blob));
        return used;
    }
    draft->model.text_digest = file->digest;
    draft->model.dialect = reader.dialect;
    if (trailing)
        value_fault(&reader, &block, "AUDIT block", "it does not end with ')' and ';'");
    block_read(&reader, &entries, P_A | P_S);
    read_pieces(&reader, audit, pieces + 1, used - 1);
    if (!draft->model.body.query_form.len)
        value_fault(&reader, &(struct value){ reader.text, from, to, NULL, draft->model.place },
                    "AUDIT block", "no query follows");
    audit_from_draft(audit, draft);
    draft->audit = audit;
    vec_push(file->arena, &out->audits, draft);
    if (audit->standalone) {
        finish_standalone(&reader);
        vec_push(file->arena, &out->drafts, draft);
    }
    return used;
}

enum status sql_audit_file(struct file_result *out, struct file *file, struct err *err)
{
    struct sql_text *text = arena_new(file->scratch, struct sql_text);
    struct sql_pieces pieces;
    struct reader reader;
    uint32_t from, to;
    bool trailing;

    TRY(sql_file_open(&reader, text, &pieces, file, err));
    for (size_t i = 0; i < pieces.count;) {
        if (piece_is_block(&reader, &pieces.items[i], "AUDIT", &from, &to, &trailing)) {
            i += audit_read(&reader, out, &pieces.items[i], pieces.count - i);
            continue;
        }
        struct place place = token_place(&reader, text, pieces.items[i].from);
        diag_add(file->diags, DIAG_ERROR, place, "expected an AUDIT block");
        unknown_add(file->arena, &out->unknowns, UNKNOWN_MODEL_BLOCK,
                    STR("expected an AUDIT block"), place, oid_hex(file->arena, &file->blob));
        i++;
    }
    return OK;
}
