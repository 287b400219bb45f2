/* expand: the new text of a query, and where it comes from. The macros are expanded by the other
 * files of this name. */
#include "base/buf.h"
#include "base/limits.h"
#include "project/expand_private.h"
#include "project/query_read.h"
#include "sql/parse.h"
#include "sql/walk.h"

/* --- text ------------------------------------------------------------------------------------- */

struct writer {
    struct expansion *out;
    struct arena *arena;
    struct buf buf;
    const char *file; /* its first byte */
    size_t file_len;
};

static void add_piece(struct writer *w, uint32_t origin, bool verbatim)
{
    struct expansion *out = w->out;
    uint32_t start = (uint32_t)w->buf.len;
    if (out->pieces.count) {
        const struct expansion_piece *last = &out->pieces.items[out->pieces.count - 1];
        bool follows = last->verbatim && verbatim && start - last->start == origin - last->origin;
        if (follows || (!last->verbatim && !verbatim && last->origin == origin))
            return;
    }
    vec_push(w->arena, &out->pieces, (struct expansion_piece){ start, origin, verbatim });
}

static void write_token(struct writer *w, const struct macro_token *token)
{
    bool inside = token->lead.ptr >= w->file && token->lead.ptr < w->file + w->file_len;
    if (token->lead.len)
        add_piece(w, inside ? (uint32_t)(token->lead.ptr - w->file) : token->origin, inside);
    buf_add(&w->buf, token->lead);
    add_piece(w, token->origin, token->verbatim);
    buf_add(&w->buf, token->text);
}

static bool is_bracket(const struct macro_token *token)
{
    static const char *const brackets[] = { "(", ")", "[", "]", ",", ".", NULL };
    return macro_is_any(token, brackets);
}

/* Tokens that come from different places must not become one. */
static void keep_apart(struct macro_tokens *tokens)
{
    for (size_t i = 1; i < tokens->count; i++) {
        const struct macro_token *before = &tokens->items[i - 1];
        struct macro_token *it = &tokens->items[i];
        bool neighbours =
            before->verbatim && it->verbatim && before->origin + before->text.len == it->origin;
        bool alike = (before->kind == TOKEN_OPERATOR) == (it->kind == TOKEN_OPERATOR);
        if (!it->lead.len && !neighbours && alike && !is_bracket(before) && !is_bracket(it))
            it->lead = STR(" ");
    }
}

/* The tokens as text, and behind them the rest of the file: comments there may describe columns.
 * *to: where the query ends. */
static bool write_text(struct expansion *out, struct expander *x, struct macro_span span,
                       const bool *cut, uint32_t rest, uint32_t *to)
{
    const struct file *file = x->reader->file;
    struct writer w = { out, file->arena, { 0 }, file->bytes.ptr, file->bytes.len };
    buf_init(&w.buf, file->arena, LIMIT_file_bytes);
    out->pieces.count = 0;
    for (size_t i = 0; i < span.count; i++)
        if (!cut || !cut[i])
            write_token(&w, &span.items[i]);
    *to = (uint32_t)w.buf.len;
    add_piece(&w, rest, true);
    buf_add(&w.buf, str_sub(file->bytes, rest, file->bytes.len));
    out->text.bytes = buf_str(&w.buf);
    return !buf_overflowed(&w.buf);
}

static bool lex(struct expansion *out, struct expander *x, uint32_t to)
{
    const struct file *file = x->reader->file;
    struct str bytes = out->text.bytes;
    if (sql_lex(&out->text, file->scratch, file->path, bytes, x->reader->dialect, false, NULL) !=
        OK)
        return false;
    for (out->to = 0; out->to < out->text.count; out->to++)
        if (out->text.tokens[out->to].offset >= to)
            break;
    return true;
}

uint32_t expansion_origin(const struct expansion *expansion, uint32_t offset)
{
    size_t low = 0, high = expansion->pieces.count;
    while (high - low > 1) {
        size_t mid = low + (high - low) / 2;
        if (expansion->pieces.items[mid].start <= offset)
            low = mid;
        else
            high = mid;
    }
    const struct expansion_piece *piece = &expansion->pieces.items[low];
    return piece->verbatim ? piece->origin + (offset - piece->start) : piece->origin;
}

/* --- clauses that do not hold ----------------------------------------------------------------- */

struct cut {
    uint32_t start, end;
};
struct cuts {
    struct arena *arena;
    VEC_OF(struct cut);
};

static enum walk_step note_cut(void *ctx, const struct sql_node *node, unsigned depth)
{
    static const char *const names[] = { "where", "group_by", "having", "order_by",
                                         "limit", "with",     "join" };
    struct cuts *cuts = ctx;
    const struct sql_node *clause = node->last;
    (void)depth;
    if (node->kind != SQL_MACRO || node->first == clause || node->first->next != clause ||
        node->first->kind != SQL_CONSTANT || !str_eq(node->first->text, STR("FALSE")))
        return WALK_CONTINUE;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!str_eq(node->text, str_of(names[i])))
            continue;
        uint32_t start = clause->start < node->start ? clause->start : node->start;
        uint32_t end = clause->end > node->end ? clause->end : node->end;
        vec_push(cuts->arena, cuts, (struct cut){ start, end });
        return WALK_PRUNE;
    }
    return WALK_CONTINUE;
}

static bool is_cut(const struct cuts *cuts, uint32_t offset)
{
    vec_for (const struct cut, it, cuts)
        if (offset >= it->start && offset < it->end)
            return true;
    return false;
}

/* Only the parser knows where such a clause ends. */
static bool cut_clauses(struct expansion *out, struct expander *x, struct macro_span span,
                        uint32_t rest)
{
    struct cuts cuts = { .arena = x->arena };
    const struct sql_node *tree = sql_parse_query(x->arena, &out->text, 0, out->to, NULL);
    bool *cut = arena_array(x->arena, span.count + 1, sizeof *cut);
    uint32_t at = 0, to;
    sql_walk(tree, note_cut, &cuts);
    for (size_t i = 0; i < span.count; i++) {
        at += (uint32_t)span.items[i].lead.len;
        cut[i] = is_cut(&cuts, at);
        at += (uint32_t)span.items[i].text.len;
    }
    return write_text(out, x, span, cut, rest, &to) && lex(out, x, to);
}

/* --- the query -------------------------------------------------------------------------------- */

/* Whether any token could be written out. Jinja in the file may make any text of it; a block for
 * Jinja without any is plain text. */
static bool is_worth_it(const struct reader *reader, uint32_t from, uint32_t to)
{
    const struct sql_text *text = reader->text;
    if (!text->has_at || (text->jinja && text_has_jinja(text->bytes)))
        return false;
    for (uint32_t i = from; i < to; i++) {
        unsigned kind = text->tokens[i].kind;
        if (kind == TOKEN_MACRO || kind == TOKEN_MACRO_BRACE ||
            (kind == TOKEN_OPERATOR && token_is_op(text, i, '@')))
            return true;
    }
    return false;
}

const struct expansion *expand_query(struct reader *reader, uint32_t from, uint32_t to,
                                     const char **limit)
{
    struct expander x = { .reader = reader,
                          .arena = reader->file->scratch,
                          .definitions = reader->draft->definition_list.count };
    struct macro_tokens tokens = { 0 }, made = { 0 };
    *limit = NULL;
    if (!is_worth_it(reader, from, to))
        return NULL;
    macro_tokens_of(&tokens, x.arena, reader->text, from, to, 0, false);
    bool ok = expand_span(&x, span_of(&tokens), NULL, &made) && x.count;
    *limit = x.limit;
    if (!ok || !made.count)
        return NULL;
    keep_apart(&made);
    struct expansion *out = arena_new(reader->file->arena, struct expansion);
    const struct sql_token *last = &reader->text->tokens[to - 1];
    uint32_t rest = last->offset + last->len, end;
    ok = write_text(out, &x, span_of(&made), NULL, rest, &end) && lex(out, &x, end) &&
         (!x.has_cuts || cut_clauses(out, &x, span_of(&made), rest));
    *limit = ok ? NULL : "macro_tokens";
    /* @WITH(FALSE) in front of nothing that is a query may take all: then it stays as it is. */
    return ok && sql_next(&out->text, 0) < out->to ? out : NULL;
}
