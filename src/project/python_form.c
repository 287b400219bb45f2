/* python_form: Python code in a form that only changes with its meaning. Knows tokens only.
 * SQLMesh compares code regenerated from the syntax tree (utils/metaprogramming.py); leaving out
 * comments, layout, docstrings, quote style and trailing commas comes close without a parser. */
#include "base/buf.h"
#include "base/limits.h"
#include "project/python_lex.h"

struct str py_text(const struct py_tokens *tokens, size_t at)
{
    const struct py_token *token = &tokens->items[at];
    return str_sub(tokens->text, token->offset, token->len);
}

bool py_is(const struct py_tokens *tokens, size_t at, const char *text)
{
    if (at >= tokens->count)
        return false;
    enum py_kind kind = tokens->items[at].kind;
    return (kind == PY_NAME || kind == PY_OP) && str_eq(py_text(tokens, at), str_of(text));
}

static bool is_open(const struct py_tokens *tokens, size_t at)
{
    return py_is(tokens, at, "(") || py_is(tokens, at, "[") || py_is(tokens, at, "{");
}

static bool is_close(const struct py_tokens *tokens, size_t at)
{
    return py_is(tokens, at, ")") || py_is(tokens, at, "]") || py_is(tokens, at, "}");
}

size_t py_close(const struct py_tokens *tokens, size_t open, size_t to)
{
    size_t depth = 0;
    for (size_t i = open; i < to; i++) {
        depth += is_open(tokens, i);
        depth -= depth && is_close(tokens, i);
        if (!depth)
            return i + 1;
    }
    return to;
}

/* --- strings ---------------------------------------------------------------------------------- */

struct literal {
    struct str prefix, body;
    char quote;
};

static bool cut_literal(struct str s, struct literal *out)
{
    size_t start = 0;
    while (start < s.len && s.ptr[start] != '\'' && s.ptr[start] != '"')
        start++;
    if (start == s.len)
        return false;
    out->prefix = str_sub(s, 0, start);
    out->quote = s.ptr[start];
    struct str rest = str_sub(s, start, s.len);
    bool triple = rest.len >= 6 && rest.ptr[1] == out->quote && rest.ptr[2] == out->quote;
    size_t marks = triple ? 3 : 1;
    if (rest.len < 2 * marks || rest.ptr[rest.len - 1] != out->quote)
        return false;
    out->body = str_sub(rest, marks, rest.len - 2 * marks);
    return true;
}

static bool add_escape(struct buf *buf, char c)
{
    static const char from[] = "\\'\"nt", to[] = "\\'\"\n\t";
    const char *found = c ? strchr(from, c) : NULL;
    if (found)
        buf_byte(buf, to[found - from]);
    return found || c == '\n';
}

bool py_string_value(struct arena *arena, struct str text, struct str *out)
{
    struct literal literal;
    struct buf buf;
    if (!cut_literal(text, &literal))
        return false;
    bool raw = str_eq_fold(literal.prefix, STR("r"));
    if (literal.prefix.len && !raw && !str_eq_fold(literal.prefix, STR("u")))
        return false;
    *out = literal.body;
    if (raw || str_find_byte(literal.body, '\\') < 0)
        return true;
    buf_init(&buf, arena, LIMIT_file_bytes);
    for (size_t i = 0; i < literal.body.len; i++) {
        char c = literal.body.ptr[i];
        if (c != '\\')
            buf_byte(&buf, c);
        else if (++i == literal.body.len || !add_escape(&buf, literal.body.ptr[i]))
            return false;
    }
    *out = buf_str(&buf);
    return true;
}

/* Any quotes give the same form; escapes stay, except for the two that only serve the quotes. */
static void add_string(struct buf *buf, struct str text)
{
    struct literal literal;
    if (!cut_literal(text, &literal)) {
        buf_add(buf, text);
        return;
    }
    for (size_t i = 0; i < literal.prefix.len; i++)
        if (byte_lower(literal.prefix.ptr[i]) != 'u')
            buf_byte(buf, byte_lower(literal.prefix.ptr[i]));
    buf_byte(buf, '\'');
    for (size_t i = 0; i < literal.body.len; i++) {
        char c = literal.body.ptr[i];
        char next = i + 1 < literal.body.len ? literal.body.ptr[i + 1] : '\0';
        if (c == '\\' && (next == '\'' || next == '"'))
            continue;
        buf_byte(buf, c);
        if (c == '\\' && next) {
            buf_byte(buf, next);
            i++;
        }
    }
    buf_byte(buf, '\'');
}

/* --- what is left out ------------------------------------------------------------------------- */

/* A logical line of strings only: a docstring, or one that has no effect. */
static size_t skip_docstring(const struct py_tokens *tokens, size_t at, size_t from, size_t to)
{
    enum py_kind before = at > from ? tokens->items[at - 1].kind : PY_NEWLINE;
    if (tokens->items[at].kind != PY_STRING ||
        (before != PY_NEWLINE && before != PY_INDENT && before != PY_DEDENT))
        return at;
    size_t end = at;
    while (end < to && tokens->items[end].kind == PY_STRING)
        end++;
    return end < to && tokens->items[end].kind == PY_NEWLINE ? end + 1 : at;
}

/* Behind the annotation of what a function returns, which SQLMesh takes away too. */
static size_t skip_returns(const struct py_tokens *tokens, size_t at, size_t to)
{
    if (!py_is(tokens, at, "->"))
        return at;
    size_t end = at + 1;
    while (end < to && !py_is(tokens, end, ":") && tokens->items[end].kind != PY_NEWLINE)
        end = is_open(tokens, end) ? py_close(tokens, end, to) : end + 1;
    return end;
}

/* What the form has to know about each open bracket. */
struct bracket {
    bool after_value; /* a call or a subscript, not a tuple or a list */
    bool has_comma;
};

static bool ends_value(const struct py_tokens *tokens, size_t at)
{
    static const char *const words[] = { "return", "in",  "and",    "or",    "not",  "if",
                                         "else",   "is",  "yield",  "print", "elif", "while",
                                         "assert", "del", "lambda", "for",   "from", "import" };
    enum py_kind kind = tokens->items[at].kind;
    if (kind != PY_NAME)
        return kind == PY_STRING || py_is(tokens, at, ")") || py_is(tokens, at, "]") ||
               py_is(tokens, at, "}");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (py_is(tokens, at, words[i]))
            return false;
    return true;
}

/* A comma before the closing bracket means something only in (a,) and x[a,]. */
static bool comma_is_idle(const struct py_tokens *tokens, size_t at, size_t to,
                          const struct bracket *bracket)
{
    if (!py_is(tokens, at, ",") || at + 1 >= to || !is_close(tokens, at + 1))
        return false;
    if (py_is(tokens, at + 1, "}") || bracket->has_comma)
        return true;
    bool round = py_is(tokens, at + 1, ")");
    return round ? bracket->after_value : !bracket->after_value;
}

#define FORM_DEPTH 64

struct former {
    struct buf buf;
    const struct py_tokens *tokens;
    struct bracket stack[FORM_DEPTH];
    size_t depth;
};

static void add_token(struct former *former, size_t at)
{
    static const char *const marks[] = {
        [PY_NEWLINE] = "\n", [PY_INDENT] = "{+", [PY_DEDENT] = "-}"
    };
    enum py_kind kind = former->tokens->items[at].kind;
    struct buf *buf = &former->buf;
    if (kind == PY_NEWLINE || kind == PY_INDENT || kind == PY_DEDENT) {
        buf_puts(buf, marks[kind]);
        return;
    }
    if (buf->len && buf->ptr[buf->len - 1] != '\n')
        buf_byte(buf, ' ');
    if (kind == PY_STRING)
        add_string(buf, py_text(former->tokens, at));
    else
        buf_add(buf, py_text(former->tokens, at));
}

static void note_bracket(struct former *former, size_t at, size_t from)
{
    const struct py_tokens *tokens = former->tokens;
    struct bracket *top =
        former->depth && former->depth <= FORM_DEPTH ? &former->stack[former->depth - 1] : NULL;
    if (is_open(tokens, at)) {
        if (former->depth < FORM_DEPTH)
            former->stack[former->depth] =
                (struct bracket){ at > from && ends_value(tokens, at - 1), false };
        former->depth++;
    } else if (is_close(tokens, at) && former->depth) {
        former->depth--;
    } else if (top && py_is(tokens, at, ",")) {
        top->has_comma = true;
    }
}

struct str py_form(struct arena *arena, const struct py_tokens *tokens, size_t from, size_t to)
{
    struct former former = { .tokens = tokens };
    buf_init(&former.buf, arena, LIMIT_file_bytes * 2);
    for (size_t i = from; i < to; i++) {
        size_t next = skip_returns(tokens, skip_docstring(tokens, i, from, to), to);
        if (next > i) {
            i = next - 1;
            continue;
        }
        struct bracket none = { false, false };
        const struct bracket *top =
            former.depth && former.depth <= FORM_DEPTH ? &former.stack[former.depth - 1] : &none;
        if (former.depth && former.depth <= FORM_DEPTH && comma_is_idle(tokens, i, to, top))
            continue;
        note_bracket(&former, i, from);
        add_token(&former, i);
    }
    return buf_str(&former.buf);
}
