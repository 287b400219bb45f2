/* value: reading one value of a property, whether SQL tokens, YAML or Python wrote it. Knows types,
 * not keys. Source: sqlmesh/core/model/meta.py and sqlmesh/utils/pydantic.py (validators). */
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "project/expand.h"
#include "sql/form.h"
#include "sql/parse.h"

struct place reader_place(const struct reader *reader, uint32_t offset)
{
    if (reader->expansion)
        offset = expansion_origin(reader->expansion, offset);
    return lines_place(&reader->file->lines, offset);
}

struct place token_place(const struct reader *reader, const struct sql_text *text, uint32_t at)
{
    if (text != reader->text || at >= text->count)
        return (struct place){ reader->file->path, 0, 0 };
    return reader_place(reader, text->tokens[at].offset);
}

struct place value_place(const struct reader *reader, const struct value *value)
{
    if (value->place.line || !value->text)
        return value->place;
    return token_place(reader, value->text, tokens_next(value->text, value->from, value->to));
}

struct str value_raw(const struct reader *reader, const struct value *value)
{
    if (value->text)
        return tokens_form(reader->file->arena, value->text, value->from, value->to);
    return lit_form(reader->file->arena, value->lit);
}

void value_fault(struct reader *reader, const struct value *value, const char *what,
                 const char *why)
{
    struct place place = value_place(reader, value);
    diag_add(reader->file->diags, DIAG_ERROR, place, "%s: %s", what, why);
    unknown_add(reader->file->scratch, &reader->draft->model.unknowns, UNKNOWN_MODEL_BLOCK,
                str_fmt(reader->file->arena, "%s: %s", what, why), place, value_raw(reader, value));
}

static bool lit_value_text(struct reader *reader, const struct value *value, struct str *out)
{
    (void)reader;
    if (value->lit->kind != LIT_SCALAR && value->lit->kind != LIT_NULL)
        return false;
    *out = value->lit->text;
    return true;
}

bool value_text(struct reader *reader, const struct value *value, struct str *out)
{
    struct arena *arena = reader->file->arena;
    if (!value->text)
        return lit_value_text(reader, value, out);
    uint32_t at = tokens_next(value->text, value->from, value->to);
    bool minus = at < value->to && token_is_op(value->text, at, '-');
    if (minus)
        at = tokens_next(value->text, at + 1, value->to);
    if (at >= value->to || tokens_next(value->text, at + 1, value->to) < value->to)
        return false;
    switch (value->text->tokens[at].kind) {
    case TOKEN_NUMBER:
        *out = sql_token_text(value->text, &value->text->tokens[at]);
        if (minus)
            *out = str_concat(arena, STR("-"), *out);
        return true;
    case TOKEN_WORD:
    case TOKEN_QUOTED:
    case TOKEN_STRING:
        *out = sql_token_value(arena, value->text, at);
        return !minus;
    default:
        return false;
    }
}

static void lit_items(const struct reader *reader, const struct value *value, struct values *out)
{
    const struct lit *lit = value->lit;
    if (lit->kind != LIT_LIST && lit->kind != LIT_MAP) {
        vec_push(reader->file->scratch, out, *value);
        return;
    }
    for (const struct lit *it = lit->first; it; it = it->next)
        vec_push(reader->file->scratch, out, (struct value){ .lit = it, .place = it->place });
}

/* '<' and '>' bracket type parameters in lists of columns; elsewhere they compare. */
static int nesting(const struct sql_text *text, uint32_t at)
{
    if (text->tokens[at].kind != TOKEN_OPERATOR)
        return 0;
    struct str s = sql_token_text(text, &text->tokens[at]);
    int step = 0;
    for (size_t i = 0; i < s.len; i++) {
        step += s.ptr[i] == '(' || s.ptr[i] == '[' || s.ptr[i] == '{';
        step -= s.ptr[i] == ')' || s.ptr[i] == ']' || s.ptr[i] == '}';
    }
    return step;
}

/* Type parameters: STRUCT<a INT, b TEXT>; '<' opens only right after a word. */
static int angle(const struct sql_text *text, uint32_t at, int open)
{
    if (text->tokens[at].kind != TOKEN_OPERATOR)
        return 0;
    struct str s = sql_token_text(text, &text->tokens[at]);
    if (s.len == 1 && s.ptr[0] == '<' && at > 0 && text->tokens[at - 1].kind == TOKEN_WORD)
        return 1;
    int closing = 0;
    for (size_t i = 0; i < s.len && s.ptr[i] == '>'; i++)
        closing++;
    return open && (size_t)closing == s.len ? -(closing < open ? closing : open) : 0;
}

static void push_tokens(struct reader *reader, struct values *out, const struct sql_text *text,
                        uint32_t from, uint32_t to)
{
    uint32_t first = tokens_next(text, from, to);
    if (first < to)
        vec_push(reader->file->scratch, out,
                 (struct value){ text, first, to, NULL, token_place(reader, text, first) });
}

static void split_commas(struct reader *reader, struct values *out, const struct sql_text *text,
                         uint32_t from, uint32_t to)
{
    int depth = 0, angles = 0;
    uint32_t start = from;
    for (uint32_t i = from; i < to; i++) {
        depth += nesting(text, i);
        angles += angle(text, i, angles);
        if (depth == 0 && angles == 0 && token_is_op(text, i, ',')) {
            push_tokens(reader, out, text, start, i);
            start = i + 1;
        }
    }
    push_tokens(reader, out, text, start, to);
}

void value_items(struct reader *reader, const struct value *value, struct values *out)
{
    if (!value->text) {
        lit_items(reader, value, out);
        return;
    }
    const struct sql_text *text = value->text;
    uint32_t at = tokens_next(text, value->from, value->to);
    bool bracket = at < value->to && (token_is_op(text, at, '(') || token_is_op(text, at, '['));
    uint32_t close = bracket ? tokens_close(text, at, value->to) : 0;
    if (bracket && tokens_next(text, close, value->to) == value->to && close > at + 1)
        split_commas(reader, out, text, at + 1, close - 1);
    else
        push_tokens(reader, out, text, value->from, value->to);
}

bool value_pair(struct reader *reader, const struct value *value, struct str *key,
                struct value *right)
{
    if (!value->text) {
        *key = value->lit->key;
        *right = *value;
        return key->len > 0;
    }
    const struct sql_text *text = value->text;
    uint32_t at = tokens_next(text, value->from, value->to);
    uint32_t op = tokens_next(text, at + 1, value->to);
    if (at >= value->to || op >= value->to)
        return false;
    unsigned kind = text->tokens[at].kind;
    bool sign =
        sql_token_is(text, op, "=") || sql_token_is(text, op, ":=") || sql_token_is(text, op, "=>");
    if (!sign || (kind != TOKEN_WORD && kind != TOKEN_QUOTED && kind != TOKEN_STRING))
        return false;
    *key = sql_token_value(reader->file->arena, text, at);
    *right = (struct value){ text, op + 1, value->to, NULL, token_place(reader, text, op + 1) };
    return true;
}

bool value_tokens(struct reader *reader, const struct value *value, struct value *out)
{
    struct arena *arena = reader->file->arena;
    *out = *value;
    if (value->text)
        return true;
    bool code = value->lit->kind == LIT_SCALAR;
    struct str sql = code ? value->lit->text : lit_sql(arena, value->lit);
    struct sql_text *text = arena_new(reader->file->scratch, struct sql_text);
    if (sql_lex(text, reader->file->scratch, reader->file->path, sql, reader->dialect, false,
                NULL) != OK)
        return false;
    *out = (struct value){ text, 0, text->count, NULL, value->place };
    return true;
}

const struct sql_node *value_node(struct reader *reader, const struct value *value)
{
    struct diags *diags = value->text == reader->text ? reader->file->diags : NULL;
    return sql_parse_expression(reader->file->arena, value->text, value->from, value->to, diags);
}

/* --- one function per type -------------------------------------------------------------------- */

static bool read_text(struct reader *reader, const struct prop_row *row, struct value *value,
                      struct property *out)
{
    struct str text;
    if (!value_text(reader, value, &text)) {
        value_fault(reader, value, row->key.ptr, "expected a name, a string or a number");
        return false;
    }
    out->form = text;
    if (row->type == P_TYPE_LOWER)
        out->form = str_lower(reader->file->arena, text);
    if (row->type == P_TYPE_UPPER)
        out->form = str_upper(reader->file->arena, text);
    return true;
}

static bool read_bool(struct reader *reader, const struct prop_row *row, struct value *value,
                      struct property *out)
{
    static const char *const yes[] = { "true", "yes", "on", "1", "t", "y" };
    static const char *const no[] = { "false", "no", "off", "0", "f", "n" };
    struct str text = STR_EMPTY;
    bool is_word = value_text(reader, value, &text);
    for (size_t i = 0; is_word && i < sizeof yes / sizeof *yes; i++) {
        if (str_eq_fold(text, str_of(yes[i])))
            return out->form = STR("true"), true;
        if (str_eq_fold(text, str_of(no[i])))
            return out->form = STR("false"), true;
    }
    value_fault(reader, value, row->key.ptr, "expected true or false");
    return false;
}

static bool read_expr(struct reader *reader, const struct prop_row *row, struct value *value,
                      struct property *out)
{
    struct value tokens;
    const struct sql_node *at;
    if (!value_tokens(reader, value, &tokens))
        return false;
    out->value = value_node(reader, &tokens);
    out->form = sql_form(reader->file->arena, out->value);
    if (sql_doubt(out->value, &at) == DOUBT_OPAQUE)
        value_fault(reader, value, row->key.ptr, "the expression could not be read");
    return true;
}

static void add_listed(struct buf *buf, struct str text)
{
    if (buf->len)
        buf_puts(buf, ", ");
    buf_add(buf, text);
}

static bool read_exprs(struct reader *reader, const struct prop_row *row, struct value *value,
                       struct property *out)
{
    struct values items = { 0 };
    struct buf buf;
    buf_init(&buf, reader->file->arena, LIMIT_file_bytes);
    value_items(reader, value, &items);
    vec_for (struct value, it, &items) {
        struct property one = { 0 };
        if (!read_expr(reader, row, it, &one))
            return false;
        add_listed(&buf, one.form);
    }
    out->form = buf_str(&buf);
    return true;
}

static struct str joined(struct arena *arena, const struct str *list, size_t count)
{
    struct buf buf;
    buf_init(&buf, arena, LIMIT_file_bytes);
    for (size_t i = 0; i < count; i++)
        add_listed(&buf, list[i]);
    return buf_str(&buf);
}

static struct str joined_sorted(struct arena *arena, struct str *list, size_t count)
{
    struct buf buf;
    buf_init(&buf, arena, LIMIT_file_bytes);
    if (count)
        qsort(list, count, sizeof *list, str_cmp_qsort);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || !str_eq(list[i], list[i - 1]))
            add_listed(&buf, list[i]);
    return buf_str(&buf);
}

static bool read_words(struct reader *reader, const struct prop_row *row, struct value *value,
                       struct property *out)
{
    struct values items = { 0 };
    value_items(reader, value, &items);
    struct str *words = arena_array(reader->file->scratch, items.count + 1, sizeof *words);
    for (size_t i = 0; i < items.count; i++)
        if (!value_text(reader, &items.items[i], &words[i])) {
            value_fault(reader, &items.items[i], row->key.ptr, "expected a list of names");
            words[i] = value_raw(reader, &items.items[i]);
        }
    out->form = joined_sorted(reader->file->arena, words, items.count);
    return true;
}

/* A string stays a string in a map, where elsewhere it may hold SQL. */
static struct str map_value_form(struct reader *reader, const struct value *value)
{
    struct arena *arena = reader->file->arena;
    struct value tokens = *value;
    if (!value->text) {
        struct sql_text *text = arena_new(reader->file->scratch, struct sql_text);
        if (sql_lex(text, reader->file->scratch, reader->file->path, lit_sql(arena, value->lit),
                    reader->dialect, false, NULL) != OK)
            return lit_form(arena, value->lit);
        tokens = (struct value){ text, 0, text->count, NULL, value->place };
    }
    return sql_form(arena, value_node(reader, &tokens));
}

static bool read_map(struct reader *reader, const struct prop_row *row, struct value *value,
                     struct property *out)
{
    struct arena *arena = reader->file->arena;
    struct values items = { 0 };
    value_items(reader, value, &items);
    struct str *pairs = arena_array(reader->file->scratch, items.count + 1, sizeof *pairs);
    for (size_t i = 0; i < items.count; i++) {
        struct str key;
        struct value right;
        if (value_pair(reader, &items.items[i], &key, &right)) {
            struct str form = map_value_form(reader, &right);
            pairs[i] = str_fmt(arena, "%.*s = %.*s", STR_ARG(key), STR_ARG(form));
            continue;
        }
        if (!(row->flags & P_R))
            value_fault(reader, &items.items[i], row->key.ptr, "expected key = value");
        pairs[i] = value_raw(reader, &items.items[i]);
    }
    out->ordered = joined(arena, pairs, items.count);
    out->form = joined_sorted(arena, pairs, items.count);
    return true;
}

static bool read_type(struct reader *reader, const struct prop_row *row, struct value *value,
                      struct property *out)
{
    struct value tokens;
    (void)row;
    if (!value_tokens(reader, value, &tokens))
        return false;
    out->value = sql_parse_type(reader->file->arena, tokens.text, tokens.from, tokens.to, NULL);
    out->form = sql_form(reader->file->arena, out->value);
    return true;
}

static bool read_tokens(struct reader *reader, const struct prop_row *row, struct value *value,
                        struct property *out)
{
    struct value tokens;
    (void)row;
    if (!value_tokens(reader, value, &tokens))
        return false;
    uint32_t from = tokens_next(tokens.text, tokens.from, tokens.to), to = tokens.to;
    if (from < to && token_is_op(tokens.text, from, '(') &&
        tokens_next(tokens.text, tokens_close(tokens.text, from, to), to) == to)
        to = tokens_close(tokens.text, from++, to) - 1;
    out->form = tokens_form(reader->file->arena, tokens.text, from, to);
    return true;
}

static bool read_name_text(struct reader *reader, const struct prop_row *row, struct value *value,
                           struct property *out)
{
    struct str text;
    if (!value_text(reader, value, &text))
        return read_expr(reader, row, value, out);
    out->form = sql_normalise(reader->file->arena, reader->dialect, text, false);
    return true;
}

/* SQLMesh fills in the project's time_column_format, so the canonical form always has a format. */
static bool read_time_column(struct reader *reader, const struct prop_row *row, struct value *value,
                             struct property *out)
{
    struct values items = { 0 };
    struct property column = { 0 };
    struct str format = reader->file->config->time_column_format;
    value_items(reader, value, &items);
    if (!items.count || items.count > 2) {
        value_fault(reader, value, row->key.ptr, "expected a column, or (column, 'format')");
        return false;
    }
    if (!read_expr(reader, row, &items.items[0], &column))
        return false;
    if (items.count == 2 && !value_text(reader, &items.items[1], &format))
        format = value_raw(reader, &items.items[1]);
    out->form = str_fmt(reader->file->arena, "%.*s, '%.*s'", STR_ARG(column.form),
                        STR_ARG(format.len ? format : STR("%Y-%m-%d")));
    return true;
}

/* TimeColumn(column="ds", format="...") is (ds, '...'). */
static const struct lit *time_column_list(struct arena *arena, const struct lit *lit)
{
    const struct lit *column = lit_get(lit, "column"), *format = lit_get(lit, "format");
    if ((lit->kind != LIT_CALL && lit->kind != LIT_MAP) || !column)
        return lit;
    struct lit *list = arena_new(arena, struct lit), *first = arena_new(arena, struct lit);
    *list = *lit;
    list->kind = LIT_LIST;
    *first = *column;
    first->next = NULL;
    list->first = first;
    list->count = 1;
    if (format && format->kind != LIT_NULL) {
        struct lit *second = arena_new(arena, struct lit);
        *second = *format;
        second->next = NULL;
        first->next = second;
        list->count = 2;
    }
    return list;
}

bool property_read(struct reader *reader, const struct prop_row *row, struct value value,
                   struct property *out)
{
    typedef bool read_fn(struct reader *, const struct prop_row *, struct value *,
                         struct property *);
    static read_fn *const readers[] = {
        [P_TYPE_TEXT] = read_text,           [P_TYPE_LOWER] = read_text,
        [P_TYPE_UPPER] = read_text,          [P_TYPE_BOOL] = read_bool,
        [P_TYPE_EXPR] = read_expr,           [P_TYPE_EXPRS] = read_exprs,
        [P_TYPE_WORDS] = read_words,         [P_TYPE_MAP] = read_map,
        [P_TYPE_TYPE] = read_type,           [P_TYPE_TOKENS] = read_tokens,
        [P_TYPE_NAME_TEXT] = read_name_text, [P_TYPE_TIME_COLUMN] = read_time_column,
    };
    *out = (struct property){ .key = row->key,
                              .form = STR_EMPTY,
                              .ordered = STR_EMPTY,
                              .place = value_place(reader, &value) };
    if (!(row->flags & P_R) && !value_expand(reader, &value, false, row->key.ptr))
        return false;
    const struct lit *part;
    if (!value.text && row->type == P_TYPE_TIME_COLUMN)
        value.lit = time_column_list(reader->file->arena, value.lit);
    if (!value.text && lit_unknown(value.lit, &part)) {
        unknown_add(reader->file->scratch, &reader->draft->model.unknowns,
                    str_find(part->text, STR("{{")) >= 0 ? UNKNOWN_CONFIG : UNKNOWN_PYTHON,
                    row->key, out->place, value_raw(reader, &value));
        out->form = value_raw(reader, &value);
        return true;
    }
    return readers[row->type](reader, row, &value, out);
}
