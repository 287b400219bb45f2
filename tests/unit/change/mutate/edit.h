/* edit: a query of the corpus with its tokens and its tree, and edits of its text.
 *
 * A mutation looks at the tree to find a place and changes the bytes of that place; it never prints
 * a tree. So what is compared in the end is two texts, and neither was made by the code that
 * compares them. Places come from the spans of the nodes: [start, end), parentheses around an
 * expression included. */
#ifndef STOPLOG_TESTS_MUTATE_EDIT_H
#define STOPLOG_TESTS_MUTATE_EDIT_H

#include <string.h>

#include "change/tree.h"
#include "sql/form.h"
#include "sql/parse.h"
#include "sql/query.h"
#include "sql/walk.h"

/* A node with the way up to the root. */
struct spot {
    const struct sql_node *node;
    const struct spot *up; /* NULL at the root */
};
struct spots {
    VEC_OF(struct spot *);
};

struct query {
    struct str file, name;
    struct sql_text text;
    const struct sql_node *root;
    struct spots spots;           /* parents first */
    const struct project *schema; /* models of the tables it may read */
};

struct edit {
    uint32_t from, to;
    struct str text;
};
struct mutant {
    const struct query *query;
    size_t kind; /* row of kinds.def */
    struct str text;
};
struct mutants {
    VEC_OF(struct mutant);
};

/* One kind at work on one query. */
struct work {
    struct arena *arena;
    const struct query *query;
    size_t kind;
    struct {
        VEC_OF(struct edit);
    } edits; /* of the mutant that is being made */
    struct mutants *out;
};

/* --- reading a query ------------------------------------------------------------------------ */

struct collect {
    struct arena *arena;
    struct spots *spots;
    struct spot *way[256]; /* the open spots, by depth */
};

static inline enum walk_step collect_spot(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct collect *c = ctx;
    struct spot *spot = arena_new(c->arena, struct spot);

    if (depth >= sizeof c->way / sizeof *c->way)
        return WALK_PRUNE;
    *spot = (struct spot){ node, depth ? c->way[depth - 1] : NULL };
    c->way[depth] = spot;
    vec_push(c->arena, c->spots, spot);
    return WALK_CONTINUE;
}

/* False when the text cannot be read without a doubt. */
static inline bool query_read(struct query *out, struct arena *arena, struct str sql,
                              const struct sql_dialect *dialect)
{
    struct diags diags;
    struct err err;
    struct collect collect = { .arena = arena, .spots = &out->spots };

    diags_init(&diags, arena);
    if (sql_lex(&out->text, arena, out->file, sql, dialect, false, &err) != OK)
        return false;
    out->root = sql_parse_query(arena, &out->text, 0, out->text.count, &diags);
    sql_walk(out->root, collect_spot, &collect);
    return diags.count == 0;
}

/* --- looking around ------------------------------------------------------------------------- */

static inline struct str source_text(const struct work *w, uint32_t from, uint32_t to)
{
    return str_sub(w->query->text.bytes, from, to - from);
}

static inline struct str text_of(const struct work *w, const struct sql_node *node)
{
    return source_text(w, node->start, node->end);
}

static inline bool text_is(struct str text, const char *word)
{
    return str_eq(text, str_of(word));
}

/* Whether the word is one of those, separated by spaces. */
static inline bool one_of(struct str word, const char *words)
{
    struct str rest = str_of(words), it;
    while (str_split(&rest, ' ', &it)) {
        if (str_eq(it, word))
            return true;
    }
    return false;
}

static inline bool speaks(const struct work *w, const char *dialects)
{
    return one_of(w->query->text.dialect->name, dialects);
}

static inline bool is_kind(const struct sql_node *node, enum sql_kind kind)
{
    return node && node->kind == kind;
}

static inline const struct sql_node *up_of(const struct spot *at)
{
    return at->up ? at->up->node : NULL;
}

/* The nearest spot of this kind around `at`, or NULL. */
static inline const struct spot *around(const struct spot *at, enum sql_kind kind)
{
    for (at = at->up; at && at->node->kind != kind;)
        at = at->up;
    return at;
}

static inline const struct sql_node *sibling_before(const struct spot *at)
{
    const struct sql_node *it = at->up ? at->up->node->first : NULL;
    while (it && it->next != at->node)
        it = it->next;
    return it;
}

static inline struct str last_name(const struct sql_node *node)
{
    return node->last ? node->last->text : STR_EMPTY;
}

/* The first token that is no space and starts at or behind this byte. */
static inline uint32_t token_from(const struct work *w, uint32_t byte)
{
    const struct sql_text *text = &w->query->text;
    uint32_t at = 0;
    while (at < text->count && text->tokens[at].offset < byte)
        at++;
    return sql_next(text, at);
}

static inline uint32_t token_start(const struct work *w, uint32_t token)
{
    const struct sql_text *text = &w->query->text;
    return token < text->count ? text->tokens[token].offset : (uint32_t)text->bytes.len;
}

static inline uint32_t token_end(const struct work *w, uint32_t token)
{
    const struct sql_text *text = &w->query->text;
    return token < text->count ? text->tokens[token].offset + text->tokens[token].len
                               : (uint32_t)text->bytes.len;
}

static inline bool word_at(const struct work *w, uint32_t token, const char *word)
{
    return token < w->query->text.count && sql_token_is(&w->query->text, token, word);
}

static inline uint32_t token_after(const struct work *w, uint32_t token)
{
    return sql_next(&w->query->text, token + 1);
}

/* The first token with this text in [from, to), or the count of tokens. */
static inline uint32_t find_word(const struct work *w, uint32_t from, uint32_t to, const char *word)
{
    uint32_t at = token_from(w, from);
    while (at < w->query->text.count && w->query->text.tokens[at].offset < to) {
        if (word_at(w, at, word))
            return at;
        at = token_after(w, at);
    }
    return w->query->text.count;
}

/* Whether the identifier that starts here is a plain word: not quoted, no keyword. */
static inline bool is_plain_word(const struct work *w, const struct sql_node *ident)
{
    uint32_t at = token_from(w, ident->start);
    const struct sql_token *token = &w->query->text.tokens[at];
    return at < w->query->text.count && token->kind == TOKEN_WORD && token->word == 0 &&
           ident->end == token->offset + token->len;
}

/* The first token of this kind at or behind the byte. */
static inline uint32_t find_kind(const struct work *w, uint32_t from, enum token_kind kind)
{
    uint32_t at = token_from(w, from);
    while (at < w->query->text.count && w->query->text.tokens[at].kind != kind)
        at = token_after(w, at);
    return at;
}

/* Where a query ends, the parentheses around it included. */
static inline uint32_t end_in_parens(const struct work *w, const struct sql_node *query)
{
    uint32_t next = token_from(w, query->end);
    return query->flags & SQL_PARENS && word_at(w, next, ")") ? token_end(w, next) : query->end;
}

/* --- editing -------------------------------------------------------------------------------- */

static inline void put(struct work *w, uint32_t from, uint32_t to, struct str text)
{
    vec_push(w->arena, &w->edits, (struct edit){ from, to, text });
}

static inline void insert(struct work *w, uint32_t at, const char *text)
{
    put(w, at, at, str_of(text));
}

static inline void cut(struct work *w, uint32_t from, uint32_t to)
{
    put(w, from, to, STR_EMPTY);
}

static inline void replace(struct work *w, const struct sql_node *node, struct str text)
{
    put(w, node->start, node->end, text);
}

static inline void replace_token(struct work *w, uint32_t token, const char *text)
{
    put(w, token_start(w, token), token_end(w, token), str_of(text));
}

/* Cuts the token and the white space behind it. */
static inline void cut_token(struct work *w, uint32_t token)
{
    cut(w, token_start(w, token), token_start(w, token_after(w, token)));
}

static inline void swap(struct work *w, const struct sql_node *a, const struct sql_node *b)
{
    replace(w, a, text_of(w, b));
    replace(w, b, text_of(w, a));
}

static inline void wrap(struct work *w, const struct sql_node *node, const char *before,
                        const char *behind)
{
    insert(w, node->start, before);
    insert(w, node->end, behind);
}

/* Takes one item out of a list, with the separator beside it. False when it is the only one. */
static inline bool cut_item(struct work *w, const struct spot *at)
{
    const struct sql_node *before = sibling_before(at), *next = at->node->next;
    if (next)
        cut(w, at->node->start, next->start);
    else if (before)
        cut(w, before->end, at->node->end);
    return next || before;
}

static inline int edit_order(const void *left, const void *right)
{
    const struct edit *a = left, *b = right;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return a->to < b->to ? -1 : a->to > b->to;
}

/* The mutant is complete: applies the edits. One that changes nothing is none. */
static inline void emit(struct work *w)
{
    struct str bytes = w->query->text.bytes;
    struct buf out;
    uint32_t at = 0;

    buf_init(&out, w->arena, 1u << 20);
    if (w->edits.count)
        qsort(w->edits.items, w->edits.count, sizeof *w->edits.items, edit_order);
    vec_for (const struct edit, edit, &w->edits) {
        buf_add(&out, source_text(w, at, edit->from > at ? edit->from : at));
        buf_add(&out, edit->text);
        at = edit->to > at ? edit->to : at;
    }
    buf_add(&out, source_text(w, at, (uint32_t)bytes.len));
    w->edits.count = 0;
    if (!str_eq(buf_str(&out), bytes))
        vec_push(w->arena, w->out, (struct mutant){ w->query, w->kind, buf_str(&out) });
}

#endif
