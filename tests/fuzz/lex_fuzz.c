/* Any bytes as SQL: every byte in exactly one token, in order; splitting loses no statement. */
#include "sql/parse.h"
#include "sql_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_tokens(struct arena *arena, const struct sql_text *text)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < text->count; i++) {
        const struct sql_token *t = &text->tokens[i];
        require(t->offset == at && t->len > 0);
        require(t->kind <= TOKEN_BAD);
        require(t->word == 0 || t->kind == TOKEN_WORD || t->kind == TOKEN_OPERATOR);
        require(t->kind != TOKEN_OPERATOR || t->word != 0);
        (void)sql_token_value(arena, text, i);
        at += t->len;
    }
    require(at == text->bytes.len);
}

/* Pieces are in order, apart, and hold no space at their ends. */
static void check_pieces(struct arena *arena, const struct sql_text *text)
{
    struct sql_pieces pieces = { 0 };
    uint32_t at = 0;
    sql_split(&pieces, arena, text);
    vec_for (struct sql_piece, p, &pieces) {
        require(p->lead <= p->from && at <= p->from && p->from <= p->to && p->to <= text->count);
        if (p->from < p->to) {
            require(text->tokens[p->from].kind > TOKEN_COMMENT);
            require(text->tokens[p->to - 1].kind > TOKEN_COMMENT);
        } else {
            require(p->kind != PIECE_STATEMENT);
        }
        at = p->to;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sql_input in = sql_input(data, size);
    struct arena arena;
    struct sql_text text;
    struct err err;
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    require(sql_lex(&text, &arena, STR("fuzz.sql"), in.text, in.dialect, in.jinja, &err) == OK);
    check_tokens(&arena, &text);
    check_pieces(&arena, &text);
    arena_release(&arena);
    return 0;
}
