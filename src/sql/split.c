/* split: a file's tokens into statements, the way SQLMesh's parse() cuts them.
 *
 * A statement ends at a ';' token. JINJA_QUERY_BEGIN;, JINJA_STATEMENT_BEGIN; and
 * ON_VIRTUAL_UPDATE_BEGIN; open a block that runs to its own end word; without the ';' behind it
 * the word is an ordinary one. Knows no grammar beyond that. */
#include "sql/parse.h"
#include "sql/words.h"

struct block {
    const char *open, *close;
    enum sql_piece_kind kind;
};

static const struct block blocks[] = {
    { "JINJA_QUERY_BEGIN", "JINJA_END", PIECE_JINJA_QUERY },
    { "JINJA_STATEMENT_BEGIN", "JINJA_END", PIECE_JINJA_STATEMENT },
    { "ON_VIRTUAL_UPDATE_BEGIN", "ON_VIRTUAL_UPDATE_END", PIECE_VIRTUAL_UPDATE },
};

static bool is_semicolon(const struct sql_text *text, uint32_t at)
{
    return at < text->count && text->tokens[at].word == OP_SEMICOLON;
}

/* Whether `word ;` stands at `at`; the last command of a file may lack its ';'. */
static bool is_command(const struct sql_text *text, uint32_t at, const char *word, bool at_end)
{
    if (text->tokens[at].kind != TOKEN_WORD || !sql_token_is(text, at, word))
        return false;
    uint32_t next = sql_next(text, at + 1);
    return is_semicolon(text, next) || (at_end && next >= text->count);
}

static bool may_open(const struct sql_text *text, const struct sql_token *token)
{
    if (token->kind != TOKEN_WORD || token->word || token->len < sizeof "JINJA_END" - 1)
        return false;
    char first = byte_upper(text->bytes.ptr[token->offset]);
    return first == 'J' || first == 'O';
}

static const struct block *block_at(const struct sql_text *text, uint32_t at)
{
    if (!may_open(text, &text->tokens[at]))
        return NULL;
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
        if (is_command(text, at, blocks[i].open, false))
            return &blocks[i];
    return NULL;
}

/* Adds [from, to) without the space and comments around it; an empty statement is left out, an
 * empty block is kept. */
static void add_piece(struct sql_pieces *out, struct arena *arena, const struct sql_text *text,
                      struct sql_piece piece)
{
    while (piece.to > piece.from && text->tokens[piece.to - 1].kind <= TOKEN_COMMENT)
        piece.to--;
    while (piece.from < piece.to && text->tokens[piece.from].kind <= TOKEN_COMMENT)
        piece.from++;
    if (piece.from < piece.to || piece.kind != PIECE_STATEMENT)
        vec_push(arena, out, piece);
}

/* The block whose opening word is at `at`; returns the token behind it. */
static uint32_t take_block(struct sql_pieces *out, struct arena *arena, const struct sql_text *text,
                           const struct block *block, struct sql_piece piece)
{
    uint32_t at = piece.from;
    piece.kind = block->kind;
    piece.from = sql_next(text, at + 1) + 1;
    piece.to = text->count;
    piece.not_closed = true;
    uint32_t after = text->count;
    for (at = piece.from; at < text->count; at++) {
        if (!is_command(text, at, block->close, true))
            continue;
        piece.to = at;
        piece.not_closed = false;
        after = sql_next(text, at + 1) + 1;
        break;
    }
    if (piece.from > piece.to)
        piece.from = piece.to;
    add_piece(out, arena, text, piece);
    return after > text->count ? text->count : after;
}

/* The next token that may end a statement or open a block. */
static uint32_t next_mark(const struct sql_text *text, uint32_t at)
{
    for (; at < text->count; at++) {
        const struct sql_token *token = &text->tokens[at];
        if (token->kind == TOKEN_WORD ? may_open(text, token) : token->word == OP_SEMICOLON)
            return at;
    }
    return at;
}

void sql_split(struct sql_pieces *out, struct arena *arena, const struct sql_text *text)
{
    uint32_t lead = 0, from = 0, at = 0;
    while ((at = next_mark(text, at)) < text->count) {
        const struct block *block = block_at(text, at);
        if (block) {
            bool fresh = sql_next(text, from) == at;
            if (!fresh)
                add_piece(out, arena, text,
                          (struct sql_piece){ PIECE_STATEMENT, from, at, lead, false });
            at = take_block(out, arena, text, block,
                            (struct sql_piece){ block->kind, at, at, fresh ? lead : at, false });
            lead = from = at;
        } else if (is_semicolon(text, at)) {
            add_piece(out, arena, text,
                      (struct sql_piece){ PIECE_STATEMENT, from, at, lead, false });
            lead = from = ++at;
        } else {
            at++;
        }
    }
    add_piece(out, arena, text,
              (struct sql_piece){ PIECE_STATEMENT, from, text->count, lead, false });
}
