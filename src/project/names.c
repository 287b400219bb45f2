/* names: table names from tokens and strings, and their identity. Knows no files. */
#include "project/names.h"

#include "base/buf.h"
#include "base/limits.h"
#include "project/read.h"

static bool add_part(struct table_name *out, struct str part)
{
    if (out->count == NAME_PARTS_MAX || part.len == 0) {
        out->count = 0;
        return false;
    }
    out->parts[out->count++] = part;
    return true;
}

/* `p.db.t` in back quotes names three parts (BigQuery). */
static bool add_back_quoted(struct table_name *out, struct arena *arena,
                            const struct sql_dialect *dialect, struct str value)
{
    struct str part;
    while (str_split(&value, '.', &part))
        if (!add_part(out, sql_normalise(arena, dialect, part, true)))
            return false;
    return true;
}

static bool part_token(const struct sql_text *text, uint32_t at)
{
    unsigned kind = text->tokens[at].kind;
    return kind == TOKEN_WORD || kind == TOKEN_QUOTED || kind == TOKEN_NUMBER ||
           token_is_op(text, at, '-') || token_is_op(text, at, '*');
}

/* One part: tokens without a dot between them, up to `end`; several only when they touch, as in
 * my-project. */
static bool read_part(struct table_name *out, struct arena *arena, const struct sql_text *text,
                      const struct sql_dialect *dialect, uint32_t from, uint32_t end)
{
    const struct sql_token *token = &text->tokens[from];
    if (from + 1 == end && token->kind == TOKEN_QUOTED) {
        struct str value = sql_token_value(arena, text, from);
        if (text->bytes.ptr[token->offset] == '`' && str_find_byte(value, '.') >= 0)
            return add_back_quoted(out, arena, dialect, value);
        return add_part(out, sql_normalise(arena, dialect, value, true));
    }
    for (uint32_t i = from; i < end; i++)
        if (!part_token(text, i) || text->tokens[i].kind == TOKEN_QUOTED)
            return out->count = 0, false;
    const struct sql_token *last = &text->tokens[end - 1];
    struct str raw = str_sub(text->bytes, token->offset, last->offset + last->len - token->offset);
    return add_part(out, sql_normalise(arena, dialect, raw, false));
}

/* "1.t" and "a.1" lex as numbers with the dot inside: too odd to be worth a rule, so not a name. */
static void read_parts(struct table_name *out, struct arena *arena, const struct sql_text *text,
                       const struct sql_dialect *dialect, uint32_t from, uint32_t to)
{
    *out = (struct table_name){ .count = 0 };
    uint32_t at = tokens_next(text, from, to);
    while (at < to) {
        uint32_t end = at;
        while (end < to && part_token(text, end))
            end++;
        if (end == at || !read_part(out, arena, text, dialect, at, end)) {
            out->count = 0;
            return;
        }
        at = tokens_next(text, end, to);
        if (at == to)
            return;
        if (!token_is_op(text, at, '.')) {
            out->count = 0;
            return;
        }
        at = tokens_next(text, at + 1, to);
        if (at == to)
            out->count = 0;
    }
}

/* BigQuery: a qualified name keeps its case. Source: sqlglot, BigQuery.normalize_identifier. */
void name_from_tokens(struct table_name *out, struct arena *arena, const struct sql_text *text,
                      uint32_t from, uint32_t to)
{
    struct sql_dialect exact = *text->dialect;
    read_parts(out, arena, text, text->dialect, from, to);
    if (out->count < 2 || !text->dialect->case_sensitive_tables)
        return;
    exact.name_case = CASE_SENSITIVE;
    read_parts(out, arena, text, &exact, from, to);
}

void name_from_text(struct table_name *out, struct arena *arena, const struct sql_dialect *dialect,
                    struct str name)
{
    struct sql_text text;
    *out = (struct table_name){ .count = 0 };
    if (sql_lex(&text, arena, STR_EMPTY, name, dialect, false, NULL) == OK)
        name_from_tokens(out, arena, &text, 0, text.count);
}

/* Parts without the default catalog, which SQLMesh adds to every name of two parts. */
static size_t first_part(const struct table_name *name, struct str catalog)
{
    return name->count == 3 && catalog.len && str_eq(name->parts[0], catalog) ? 1 : 0;
}

struct str name_fqn(struct arena *arena, const struct table_name *name, struct str catalog)
{
    struct buf buf;
    buf_init(&buf, arena, LIMIT_file_bytes);
    for (size_t i = first_part(name, catalog); i < name->count; i++) {
        if (buf.len)
            buf_byte(&buf, '.');
        buf_byte(&buf, '"');
        for (size_t k = 0; k < name->parts[i].len; k++) {
            if (name->parts[i].ptr[k] == '"')
                buf_byte(&buf, '"');
            buf_byte(&buf, name->parts[i].ptr[k]);
        }
        buf_byte(&buf, '"');
    }
    return buf_str(&buf);
}

struct str name_dotted(struct arena *arena, const struct table_name *name, struct str catalog)
{
    struct buf buf;
    buf_init(&buf, arena, LIMIT_file_bytes);
    for (size_t i = first_part(name, catalog); i < name->count; i++) {
        if (buf.len)
            buf_byte(&buf, '.');
        buf_add(&buf, name->parts[i]);
    }
    return buf_str(&buf);
}

struct str name_from_path(struct arena *arena, struct str path)
{
    struct str rest = path, part, parts[3];
    size_t count = 0;
    bool below = false;

    while (str_split(&rest, '/', &part)) {
        if (!below) {
            below = str_eq(part, STR("models"));
            continue;
        }
        if (count == 3) {
            parts[0] = parts[1];
            parts[1] = parts[2];
            count = 2;
        }
        parts[count++] = part;
    }
    if (!count)
        return STR_EMPTY;
    ptrdiff_t dot = str_rfind_byte(parts[count - 1], '.');
    if (dot > 0)
        parts[count - 1].len = (size_t)dot;
    struct str name = parts[0];
    for (size_t i = 1; i < count; i++)
        name = str_fmt(arena, "%.*s.%.*s", STR_ARG(name), STR_ARG(parts[i]));
    return name;
}
