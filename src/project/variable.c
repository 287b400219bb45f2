/* variable: macro variables in values: where they are used, what they stand for.
 * Source: sqlmesh/core/macros.py (precedence of @DEF, blueprint and configuration variables). */
#include "base/buf.h"
#include "base/limits.h"
#include "project/property.h"
#include "project/variables.h"

static bool is_name_byte(char c)
{
    return byte_is_alpha(c) || byte_is_digit(c) || c == '_';
}

const struct str *variable_value(const struct reader *reader, struct str name)
{
    struct str key = str_lower(reader->file->arena, name);
    const struct str *found = map_get(&reader->draft->definitions, key);
    if (!found)
        found = map_get(&reader->draft->variables, key);
    if (!found)
        found = map_get(&reader->file->config->variables, key);
    if (!found && str_eq(key, STR("gateway")) && reader->file->config->default_gateway.len)
        found = &reader->file->config->default_gateway;
    return found && str_find(*found, STR("{{")) < 0 ? found : NULL;
}

struct str variable_splice(struct arena *arena, struct str canonical)
{
    if (canonical.len < 2 || canonical.ptr[0] != '\'' || canonical.ptr[canonical.len - 1] != '\'')
        return canonical;
    struct str inner = str_sub(canonical, 1, canonical.len - 2);
    if (str_find_byte(inner, '\'') < 0)
        return inner;
    struct buf buf;
    buf_init(&buf, arena, LIMIT_file_bytes);
    for (size_t i = 0; i < inner.len; i++) {
        buf_byte(&buf, inner.ptr[i]);
        if (inner.ptr[i] == '\'' && i + 1 < inner.len && inner.ptr[i + 1] == '\'')
            i++;
    }
    return buf_str(&buf);
}

/* The name after the '@' at `at`, braces removed; *len is the whole length with '@' and braces. */
static struct str name_at(struct str text, size_t at, size_t *len)
{
    bool brace = at + 1 < text.len && text.ptr[at + 1] == '{';
    size_t start = at + 1 + brace, end = start;
    while (end < text.len && is_name_byte(text.ptr[end]))
        end++;
    if (brace && (end == text.len || text.ptr[end] != '}'))
        end = start;
    *len = end - at + (brace && end > start);
    return str_sub(text, start, end - start);
}

bool splice_text(const struct reader *reader, struct str text, struct str *out)
{
    struct buf buf;
    buf_init(&buf, reader->file->arena, LIMIT_path_bytes);
    for (size_t i = 0; i < text.len;) {
        size_t len = 0;
        struct str name = text.ptr[i] == '@' ? name_at(text, i, &len) : STR_EMPTY;
        if (text.ptr[i] != '@') {
            buf_byte(&buf, text.ptr[i++]);
            continue;
        }
        const struct str *value = name.len ? variable_value(reader, name) : NULL;
        if (!value)
            return false;
        buf_add(&buf, variable_splice(reader->file->arena, *value));
        i += len;
    }
    *out = buf_str(&buf);
    return !buf_overflowed(&buf);
}

static bool is_variable_call(struct str name)
{
    return str_eq(name, STR("var")) || str_eq(name, STR("blueprint_var"));
}

/* The literal first argument of the call whose '(' is at `open`; *rest is the token after it. */
static bool literal_argument(struct arena *arena, const struct sql_text *text, uint32_t open,
                             uint32_t to, struct str *out, uint32_t *rest)
{
    uint32_t at = tokens_next(text, open + 1, to);
    if (at >= to || text->tokens[at].kind != TOKEN_STRING)
        return false;
    *out = str_lower(arena, sql_token_value(arena, text, at));
    *rest = tokens_next(text, at + 1, to);
    return true;
}

/* Names behind '@' in the text of a token; one with a '(' behind it may be a macro. */
static void note_string_uses(struct reader *reader, const struct sql_text *text, uint32_t at,
                             enum use_place where)
{
    struct str s = sql_token_text(text, &text->tokens[at]);
    for (size_t i = 0; i < s.len;) {
        size_t len = 1;
        struct str name = s.ptr[i] == '@' ? name_at(s, i, &len) : STR_EMPTY;
        i += len ? len : 1;
        struct use use = { USE_VARIABLE,
                           where,
                           str_lower(reader->file->arena, name),
                           STR_EMPTY,
                           token_place(reader, text, at),
                           text->tokens[at].offset };
        bool call = i < s.len && s.ptr[i] == '(';
        if (call && is_variable_call(use.name))
            use.name = variable_any;
        else if (call)
            use.kind = USE_MACRO;
        if (name.len)
            draft_use(reader->file->scratch, reader->draft, use);
    }
}

/* @'...' is a template, and a macro may take any string as one: @SQL('@x + 1'). */
static bool is_template(const struct sql_text *text, uint32_t at, uint32_t from, bool in_call)
{
    if (text->tokens[at].kind != TOKEN_STRING)
        return false;
    return in_call || (at > from && str_eq(sql_token_text(text, &text->tokens[at - 1]), STR("@")));
}

/* Only the outermost call carries its text: nested ones are inside it. */
static void note_macro(struct reader *reader, const struct sql_text *text, uint32_t at, uint32_t to,
                       struct use use, uint32_t *outer_end)
{
    struct arena *arena = reader->file->arena;
    struct str argument;
    uint32_t rest;
    bool call = at + 1 < to && token_is_op(text, at + 1, '(');

    use.kind = call ? USE_MACRO : USE_VARIABLE;
    if (call && is_variable_call(use.name) &&
        literal_argument(arena, text, at + 1, to, &argument, &rest)) {
        use.kind = USE_VARIABLE;
        use.name = argument;
    } else if (call && at >= *outer_end) {
        *outer_end = tokens_close(text, at + 1, to);
        use.form = tokens_form(arena, text, at, *outer_end);
    }
    draft_use(reader->file->scratch, reader->draft, use);
    if (use.kind == USE_MACRO && is_variable_call(use.name)) {
        use.kind = USE_VARIABLE; /* its name is computed */
        use.name = variable_any;
        draft_use(reader->file->scratch, reader->draft, use);
    }
}

/* What a macro makes of a text it is given is not known, but not unknown by that text. */
static enum use_place argument_of(enum use_place where)
{
    return where == USE_EXPRESSION || where == USE_COLUMNS || where == USE_TABLES ? USE_ARGUMENT
                                                                                  : where;
}

void uses_from_tokens(struct reader *reader, const struct sql_text *text, uint32_t from,
                      uint32_t to, enum use_place where)
{
    uint32_t outer_end = from;
    if (!text->has_at)
        return;
    for (uint32_t i = from; i < to; i++) {
        const struct sql_token *token = &text->tokens[i];
        if (token->kind == TOKEN_MACRO_BRACE || token->kind == TOKEN_QUOTED)
            note_string_uses(reader, text, i, where);
        if (is_template(text, i, from, i < outer_end))
            note_string_uses(reader, text, i, i < outer_end ? argument_of(where) : where);
        if (token->kind != TOKEN_MACRO)
            continue;
        struct str name = str_sub(sql_token_text(text, token), 1, token->len);
        struct use use = { .where = where,
                           .name = str_lower(reader->file->arena, name),
                           .form = STR_EMPTY,
                           .place = token_place(reader, text, i),
                           .offset = token->offset };
        note_macro(reader, text, i, to, use, &outer_end);
    }
}

/* What a macro token stands for, and the token after it. NULL when it is not known. */
static const struct str *token_value(const struct reader *reader, const struct sql_text *text,
                                     uint32_t at, uint32_t to, uint32_t *next)
{
    struct arena *arena = reader->file->arena;
    struct str s = sql_token_text(text, &text->tokens[at]), name;
    size_t len;
    *next = at + 1;
    name = name_at(s, 0, &len);
    if (name.len == 0)
        return NULL;
    if (text->tokens[at].kind == TOKEN_MACRO_BRACE || at + 1 >= to ||
        !token_is_op(text, at + 1, '('))
        return variable_value(reader, name);
    uint32_t rest;
    *next = tokens_close(text, at + 1, to);
    if (!is_variable_call(str_lower(arena, name)) ||
        !literal_argument(arena, text, at + 1, to, &name, &rest))
        return NULL;
    const struct str *value = variable_value(reader, name);
    if (value || !token_is_op(text, rest, ','))
        return value;
    struct str *fallback = arena_new(arena, struct str);
    *fallback = tokens_text(text, rest + 1, *next - 1);
    return fallback;
}

static bool has_macro(const struct sql_text *text, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if (text->tokens[i].kind == TOKEN_MACRO || text->tokens[i].kind == TOKEN_MACRO_BRACE)
            return true;
    return false;
}

/* The text of the value with every variable replaced; false at the first that has no value. */
static bool expand_text(const struct reader *reader, const struct value *value, bool splice,
                        struct str *out, uint32_t *stuck)
{
    const struct sql_text *text = value->text;
    struct buf buf;
    buf_init(&buf, reader->file->arena, LIMIT_file_bytes);
    for (uint32_t i = value->from; i < value->to;) {
        const struct sql_token *token = &text->tokens[i];
        uint32_t next = i + 1;
        if (token->kind == TOKEN_MACRO || token->kind == TOKEN_MACRO_BRACE) {
            const struct str *known = token_value(reader, text, i, value->to, &next);
            *stuck = i;
            if (!known)
                return false;
            bool bare = splice || token->kind == TOKEN_MACRO_BRACE;
            buf_add(&buf, bare ? variable_splice(reader->file->arena, *known) : *known);
        } else {
            buf_add(&buf, sql_token_text(text, token));
        }
        i = next;
    }
    *out = buf_str(&buf);
    return !buf_overflowed(&buf);
}

bool value_expand(struct reader *reader, struct value *value, bool splice, const char *what)
{
    struct arena *arena = reader->file->arena;
    struct str expanded;
    uint32_t stuck = 0;

    if (!value->text || !has_macro(value->text, value->from, value->to))
        return true;
    if (!expand_text(reader, value, splice, &expanded, &stuck)) {
        bool call = token_is_op(value->text, stuck + 1, '(');
        struct str name = sql_token_text(value->text, &value->text->tokens[stuck]);
        unknown_add(reader->file->scratch, &reader->draft->model.unknowns,
                    call ? UNKNOWN_MACRO : UNKNOWN_VARIABLE,
                    str_fmt(arena, "%s uses %.*s", what, STR_ARG(name)), value_place(reader, value),
                    value_raw(reader, value));
        return false;
    }
    struct sql_text *text = arena_new(reader->file->scratch, struct sql_text);
    if (sql_lex(text, reader->file->scratch, reader->file->path, expanded, reader->dialect, false,
                NULL) != OK)
        return false;
    *value = (struct value){ text, 0, text->count, NULL, value_place(reader, value) };
    return true;
}
