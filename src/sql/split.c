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

/* The block whose opening word is the last thing before the ';' at `at`; *word is set. */
static const struct block *block_before(const struct sql_text *text, uint32_t from, uint32_t at,
                                        uint32_t *word)
{
    while (at > from && text->tokens[at - 1].kind <= TOKEN_COMMENT)
        at--;
    if (at == from || text->tokens[at - 1].kind != TOKEN_WORD)
        return NULL;
    *word = at - 1;
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
        if (sql_token_is(text, *word, blocks[i].open))
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

/* The next ';' that is a token. Bytes are looked through, which are found faster than tokens. */
static uint32_t next_semicolon(const struct sql_text *text, uint32_t at)
{
    while (at < text->count) {
        size_t start = text->tokens[at].offset;
        ptrdiff_t found = str_find_byte(str_sub(text->bytes, start, SIZE_MAX), ';');
        if (found < 0)
            return text->count;
        at = sql_token_from(text, start + (size_t)found);
        if (is_semicolon(text, at) && text->tokens[at].offset == start + (size_t)found)
            return at;
        /* It is inside of the token before, a string or a comment. */
    }
    return text->count;
}

void sql_split(struct sql_pieces *out, struct arena *arena, const struct sql_text *text)
{
    uint32_t lead = 0, from = 0, at = 0, word = 0;
    while ((at = next_semicolon(text, at)) < text->count) {
        const struct block *block = block_before(text, from, at, &word);
        if (block) {
            bool fresh = sql_next(text, from) == word;
            if (!fresh)
                add_piece(out, arena, text,
                          (struct sql_piece){ PIECE_STATEMENT, from, word, lead, false });
            at = take_block(
                out, arena, text, block,
                (struct sql_piece){ block->kind, word, word, fresh ? lead : word, false });
        } else {
            add_piece(out, arena, text,
                      (struct sql_piece){ PIECE_STATEMENT, from, at, lead, false });
            at++;
        }
        lead = from = at;
    }
    add_piece(out, arena, text,
              (struct sql_piece){ PIECE_STATEMENT, from, text->count, lead, false });
}
