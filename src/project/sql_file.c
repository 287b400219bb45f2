/* sql_file: pieces of a .sql file: blocks, statements, comments, audits. Knows no folders.
 * Source: sqlmesh/core/dialect.py, parse(); sqlmesh/core/audit/definition.py, load_audit(). */
#include "project/sql_file.h"

#include "base/buf.h"
#include "base/limits.h"
#include "project/query_read.h"
#include "project/readback.h"

struct draft *draft_new(struct arena *arena, const struct file *file, enum model_class class)
{
    struct draft *draft = arena_new(arena, struct draft);
    struct model *model = &draft->model;
    model->class = class;
    model->path = file->path;
    model->blob = file->blob;
    model->project = file->root;
    model->place = (struct place){ file->path, 1, 1 };
    struct str *const empty[] = { &model->fqn,
                                  &model->name,
                                  &model->kind,
                                  &model->owner,
                                  &model->cron,
                                  &model->description,
                                  &model->body.query_form,
                                  &model->query_text,
                                  &model->text_digest,
                                  &draft->seed_path,
                                  &draft->python_entry };
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
        *empty[i] = STR_EMPTY;
    draft->enabled = true;
    map_init(&draft->variables, arena);
    map_init(&draft->definitions, arena);
    map_init(&draft->descriptions, arena);
    return draft;
}

static const struct sql_dialect *choose_dialect(struct file *file)
{
    struct str sniffed = dialect_sniff(file->bytes);
    struct str name = sniffed.len ? sniffed : file->config->default_dialect;
    const struct sql_dialect *dialect = sql_dialect_find(name);
    if (dialect)
        return dialect;
    diag_add(file->diags, DIAG_ERROR, (struct place){ file->path, 1, 1 },
             "unknown SQL dialect \"%.*s\"", STR_ARG(name));
    return sql_dialect_default();
}

static bool names_jinja(struct str bytes)
{
    return str_has_fold(bytes, STR("jinja_"));
}

/* Jinja comments are comments in all of sqlglot's dialects, inside of Jinja blocks and outside. */
static void hide_jinja_comments(struct arena *arena, struct sql_text *text)
{
    struct sql_token *tokens = arena_array(arena, text->count + 1, sizeof *tokens);
    for (uint32_t i = 0; i < text->count; i++) {
        tokens[i] = text->tokens[i];
        if (tokens[i].kind == TOKEN_TEMPLATE &&
            str_starts(sql_token_text(text, &tokens[i]), STR("{#")))
            tokens[i].kind = TOKEN_COMMENT;
    }
    text->tokens = tokens;
}

enum status sql_file_lex(struct reader *reader, struct sql_text *text, struct file *file,
                         const struct sql_dialect *dialect, struct err *err)
{
    lines_index(&file->lines, file->scratch, file->path, file->bytes);
    bool comments = str_find(file->bytes, STR("{#")) >= 0;
    bool jinja = comments || names_jinja(file->bytes);
    TRY(sql_lex(text, file->scratch, file->path, file->bytes, dialect, jinja, err));
    if (comments)
        hide_jinja_comments(file->scratch, text);
    *reader = (struct reader){ .file = file, .dialect = dialect, .text = text };
    return OK;
}

enum status sql_file_open(struct reader *reader, struct sql_text *text, struct sql_pieces *pieces,
                          struct file *file, struct err *err)
{
    TRY(sql_file_lex(reader, text, file, choose_dialect(file), err));
    *pieces = (struct sql_pieces){ 0 };
    sql_split(pieces, file->scratch, text);
    return OK;
}

bool piece_is_block(struct reader *reader, const struct sql_piece *piece, const char *word,
                    uint32_t *from, uint32_t *to, bool *trailing)
{
    const struct sql_text *text = reader->text;
    if (piece->kind != PIECE_STATEMENT)
        return false;
    uint32_t at = tokens_next(text, piece->from, piece->to);
    uint32_t open = tokens_next(text, at + 1, piece->to);
    if (at >= piece->to || open >= piece->to || text->tokens[at].kind != TOKEN_WORD ||
        !sql_token_is(text, at, word) || !token_is_op(text, open, '('))
        return false;
    uint32_t close;
    bool closed =
        tokens_are_closed(text, open, piece->to, &close) && token_is_op(text, close - 1, ')');
    *from = open + 1;
    *to = closed ? close - 1 : close;
    *trailing = !closed || tokens_next(text, close, piece->to) < piece->to;
    return true;
}

/* --- comments --------------------------------------------------------------------------------- */

static struct str comment_body(struct str s)
{
    if (str_starts(s, STR("--")) || str_starts(s, STR("//")))
        return str_trim(str_sub(s, 2, s.len));
    if (str_starts(s, STR("#")))
        return str_trim(str_sub(s, 1, s.len));
    if (str_starts(s, STR("/*")) || str_starts(s, STR("{#")))
        return str_trim(str_sub(s, 2, s.len > 4 ? s.len - 4 : 0));
    return str_trim(s);
}

struct str comments_text(struct arena *arena, const struct sql_text *text, uint32_t from,
                         uint32_t to)
{
    struct buf buf;
    buf_init(&buf, arena, LIMIT_file_bytes);
    for (uint32_t i = from; i < to; i++) {
        if (text->tokens[i].kind != TOKEN_COMMENT)
            continue;
        if (buf.len)
            buf_byte(&buf, '\n');
        buf_add(&buf, comment_body(sql_token_text(text, &text->tokens[i])));
    }
    return buf_str(&buf);
}

static bool has_newline(struct str s)
{
    return str_find_byte(s, '\n') >= 0;
}

/* A hint is for the engine; it describes no column. */
static bool describes(const struct sql_text *text, uint32_t at)
{
    return text->tokens[at].kind == TOKEN_COMMENT &&
           !str_starts(sql_token_text(text, &text->tokens[at]), STR("/*+"));
}

/* The last comment on the line on which the projection ends, a comma in between allowed. */
static struct str comment_behind(const struct sql_text *text, const struct sql_node *item)
{
    struct str found = STR_EMPTY;
    bool comma = false;
    for (uint32_t i = sql_token_from(text, item->end); i < text->count; i++) {
        const struct sql_token *token = &text->tokens[i];
        struct str s = sql_token_text(text, token);
        bool first_comma = token_is_op(text, i, ',') && !comma;
        if (describes(text, i))
            found = comment_body(s);
        else if (token->kind == TOKEN_COMMENT)
            continue;
        else if (token->kind == TOKEN_SPACE ? has_newline(s) : !first_comma)
            break;
        comma = comma || first_comma;
    }
    return found;
}

/* The nearest comment before the projection that is not on the line of what precedes it. */
static struct str comment_before(const struct reader *reader, const struct sql_node *item)
{
    const struct sql_text *text = reader->text;
    uint32_t at = sql_token_from(text, item->start), comment = at;
    while (at > 0 && text->tokens[at - 1].kind <= TOKEN_COMMENT) {
        at--;
        if (describes(text, at) && comment >= sql_token_from(text, item->start))
            comment = at;
    }
    if (comment >= text->count || text->tokens[comment].kind != TOKEN_COMMENT || at == 0)
        return STR_EMPTY;
    struct place before = token_place(reader, text, at - 1);
    struct place here = token_place(reader, text, comment);
    return before.line < here.line ? comment_body(sql_token_text(text, &text->tokens[comment]))
                                   : STR_EMPTY;
}

static struct str comment_of(const struct reader *reader, const struct sql_node *item)
{
    struct str behind = comment_behind(reader->text, item);
    return behind.len ? behind : comment_before(reader, item);
}

static const struct sql_node *projections_of(const struct sql_node *query)
{
    for (unsigned depth = 0; query && depth < LIMIT_sql_depth; depth++) {
        const struct sql_node *found = sql_child(query, SQL_PROJECTIONS);
        if (query->kind == SQL_SELECT)
            return found;
        query = query->kind == SQL_SETOP ? query->first : NULL;
    }
    return NULL;
}

void column_comments(struct reader *reader, const struct sql_node *query)
{
    struct columns *columns = &reader->draft->outputs;
    const struct sql_node *list = query ? projections_of(query) : NULL;
    size_t at = 0; /* columns and projections both follow the text */
    for (const struct sql_node *it = list ? list->first : NULL; it; it = it->next) {
        struct place place = reader_place(reader, it->start);
        while (at < columns->count && (columns->items[at].place.line < place.line ||
                                       (columns->items[at].place.line == place.line &&
                                        columns->items[at].place.column < place.column)))
            at++;
        if (at == columns->count)
            return;
        if (columns->items[at].place.line == place.line &&
            columns->items[at].place.column == place.column)
            columns->items[at++].description = comment_of(reader, it);
    }
}

/* --- statements ------------------------------------------------------------------------------- */

static bool is_macro_call(const struct sql_text *text, const struct sql_piece *piece,
                          struct str *name)
{
    uint32_t at = tokens_next(text, piece->from, piece->to);
    if (piece->kind != PIECE_STATEMENT || at + 1 >= piece->to ||
        text->tokens[at].kind != TOKEN_MACRO || !token_is_op(text, at + 1, '('))
        return false;
    *name = str_sub(sql_token_text(text, &text->tokens[at]), 1, text->tokens[at].len);
    uint32_t close = tokens_close(text, at + 1, piece->to);
    return tokens_next(text, close, piece->to) == piece->to;
}

bool piece_is_query(const struct sql_text *text, const struct sql_piece *piece, bool alone)
{
    struct str name;
    if (piece->kind != PIECE_STATEMENT)
        return piece->kind == PIECE_JINJA_QUERY;
    if (is_macro_call(text, piece, &name))
        return alone || str_eq_fold(name, STR("union")) || str_eq_fold(name, STR("insert_seed"));
    uint32_t at = tokens_next(text, piece->from, piece->to);
    return sql_starts_query(text, piece->from, piece->to) && !sql_token_is(text, at, "values");
}

/* A ';' with a comment behind it is a statement of its own. */
static bool ends_file(const struct sql_text *text, uint32_t at)
{
    if (!token_is_op(text, at, ';'))
        return false;
    for (uint32_t i = at + 1; i < text->count; i++)
        if (text->tokens[i].kind != TOKEN_SPACE)
            return false;
    return true;
}

/* All between the words that open and close the block, and something that no SQL begins with. */
static struct str block_text(struct arena *arena, const struct sql_text *text,
                             const struct sql_piece *piece)
{
    uint32_t from = sql_before(text, piece->from), to = sql_next(text, piece->to);
    uint32_t start = from < text->count ? text->tokens[from].offset : (uint32_t)text->bytes.len;
    uint32_t end = to < text->count ? text->tokens[to].offset : (uint32_t)text->bytes.len;
    return str_concat(arena, STR("JINJA;"), str_sub(text->bytes, start, end - start));
}

struct str piece_text(struct arena *arena, const struct sql_text *text,
                      const struct sql_piece *piece)
{
    if (piece->kind == PIECE_JINJA_QUERY || piece->kind == PIECE_JINJA_STATEMENT)
        return block_text(arena, text, piece);
    uint32_t to = piece->to, end = tokens_next(text, to, text->count);
    if (piece->kind == PIECE_STATEMENT && ends_file(text, end))
        to = end + 1;
    return tokens_text(text, piece->from, to);
}

/* @DEF(name, value) names a value for the rest of the file. */
static void note_definition(struct reader *reader, const struct sql_piece *piece)
{
    struct str name;
    struct value call, value;
    struct values items = { 0 };
    const struct sql_text *text = reader->text;
    if (!is_macro_call(text, piece, &name) || !str_eq_fold(name, STR("def")))
        return;
    uint32_t at = tokens_next(text, piece->from, piece->to);
    call = (struct value){ text, at + 1, piece->to, NULL, { STR_EMPTY, 0, 0 } };
    value_items(reader, &call, &items);
    if (items.count != 2 || !value_text(reader, &items.items[0], &name))
        return;
    value = items.items[1];
    struct str *held = arena_new(reader->file->arena, struct str);
    *held = tokens_text(text, value.from, value.to);
    name = str_lower(reader->file->arena, name);
    map_put(&reader->draft->definitions, name, held);
    vec_push(reader->file->arena, &reader->draft->definition_list,
             (struct definition){ name, *held });
}

void note_not_closed(struct reader *reader, const struct sql_piece *piece)
{
    const struct value value = { .text = reader->text, .from = piece->from, .to = piece->to };
    if (piece->not_closed)
        value_fault(reader, &value, "statements", "the block has no end word");
}

static void add_statement(struct reader *reader, struct statements *list,
                          const struct sql_text *text, const struct sql_piece *piece)
{
    struct arena *arena = reader->file->arena;
    enum use_place where = list == &reader->draft->model.on_virtual ? USE_VIRTUAL : USE_STATEMENT;
    struct statement statement = {
        .text = piece_text(arena, text, piece),
        .place = token_place(reader, reader->text, tokens_next(text, piece->from, piece->to))
    };
    note_not_closed(reader, piece);
    if (piece->kind != PIECE_STATEMENT) {
        struct str raw = tokens_text(text, piece->from, piece->to);
        statement.form = raw;
        jinja_uses(reader, raw, statement.place, where);
        reader->draft->has_jinja = true;
    } else if (sql_starts_query(text, piece->from, piece->to)) {
        statement.tree = sql_parse_query(arena, text, piece->from, piece->to, NULL);
        statement.form = query_checked_form(arena, reader->file->scratch, text->dialect,
                                            statement.text, statement.tree);
    } else {
        statement.form = tokens_form(arena, text, piece->from, piece->to);
    }
    uses_from_tokens(reader, text, piece->from, piece->to, where);
    vec_push(reader->file->scratch, list, statement);
}

/* Statements and Jinja blocks between ON_VIRTUAL_UPDATE_BEGIN and _END. */
static void read_virtual(struct reader *reader, const struct sql_piece *block)
{
    struct sql_text inner = *reader->text;
    struct sql_pieces pieces = { 0 };
    inner.tokens += block->from;
    inner.count = block->to - block->from;
    sql_split(&pieces, reader->file->scratch, &inner);
    vec_for (struct sql_piece, it, &pieces) {
        it->from += block->from;
        it->to += block->from;
        note_definition(reader, it);
        add_statement(reader, &reader->draft->model.on_virtual, reader->text, it);
    }
}

void statement_read(struct reader *reader, struct statements *list, const struct sql_piece *piece)
{
    if (piece->kind == PIECE_VIRTUAL_UPDATE) {
        note_not_closed(reader, piece);
        read_virtual(reader, piece);
        return;
    }
    note_definition(reader, piece);
    add_statement(reader, list, reader->text, piece);
}
