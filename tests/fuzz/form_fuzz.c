/* What the form prints of a tree without doubt reads back as the same tree: otherwise two texts
 * that differ in meaning could share a form, or one text could have two. And the same text with
 * other space, comments and case of reserved words has the same form. */
#include "base/buf.h"
#include "sql/form.h"
#include "sql/parse.h"
#include "sql/words.h"
#include "comparison.h"
#include "sql_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* :name, : name, %name and %(name)s: parameters keep their case. */
static bool is_parameter(const struct sql_text *text, uint32_t at)
{
    at = sql_before(text, at);
    if (at >= 2 && sql_token_is(text, at - 1, "("))
        return sql_token_is(text, at - 2, "%");
    return at >= 1 && (sql_token_is(text, at - 1, ":") || sql_token_is(text, at - 1, "%"));
}

/* db.on, a-on: part of a table's name, which keeps its case where tables do. */
static bool is_in_path(const struct sql_text *text, uint32_t at)
{
    uint32_t next = sql_next(text, at + 1), before = sql_before(text, at);
    if (at >= 2 && text->tokens[at - 1].word == OP_MINUS &&
        text->tokens[at - 2].kind > TOKEN_COMMENT)
        return true;
    return (next < text->count && text->tokens[next].word == OP_DOT) ||
           (before > 0 && text->tokens[before - 1].word == OP_DOT);
}

/* Whether the word at `at` may be written in any case: paths and keys of structs keep theirs. */
static bool is_foldable(const struct sql_text *text, uint32_t at)
{
    const struct sql_token *t = &text->tokens[at];
    if (is_parameter(text, at) || (text->dialect->case_sensitive_tables && is_in_path(text, at)))
        return false;
    uint32_t next = sql_next(text, at + 1);
    bool key = next < text->count && text->tokens[next].word == OP_COLON;
    return t->kind == TOKEN_WORD && (word_flags(t->word) & WORD_RESERVED) && !key &&
           text->dialect->name_case != CASE_SENSITIVE && !text->dialect->colon_path;
}

/* The text with every run of space and comments replaced, and every other reserved word in lower
 * case. */
static struct str reformat(struct arena *arena, const struct sql_text *text)
{
    struct buf out;
    bool odd = false;
    buf_init(&out, arena, SIZE_MAX);
    for (uint32_t i = 0; i < text->count; i++) {
        const struct sql_token *t = &text->tokens[i];
        struct str s = sql_token_text(text, t);
        if (t->kind <= TOKEN_COMMENT) {
            bool first = i == 0 || text->tokens[i - 1].kind > TOKEN_COMMENT;
            buf_puts(&out, !first ? "" : odd ? "\n\t" : " /* x */ ");
        } else if (is_foldable(text, i)) {
            buf_add(&out, odd ? str_lower(arena, s) : str_upper(arena, s));
        } else {
            buf_add(&out, s);
        }
        odd = t->kind > TOKEN_COMMENT ? !odd : odd;
    }
    return buf_str(&out);
}

static struct str form_of(struct arena *arena, const struct sql_input *in, struct str sql)
{
    struct sql_text text;
    struct err err;
    require(sql_lex(&text, arena, STR("c.sql"), sql, in->dialect, in->jinja, &err) == OK);
    return sql_form(arena, sql_parse_query(arena, &text, 0, text.count, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sql_input in = sql_input(data, size);
    struct arena arena;
    struct sql_text text;
    struct err err;
    const struct sql_node *at;
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    require(sql_lex(&text, &arena, STR("a.sql"), in.text, in.dialect, in.jinja, &err) == OK);
    struct sql_node *tree = sql_parse_query(&arena, &text, 0, text.count, NULL);
    struct str form = sql_form(&arena, tree);
    /* An identifier that a comment exempts from its dialect's case has no other spelling. */
    bool exempt = str_find(in.text, STR("sqlglot.meta")) >= 0;
    exempt = exempt || (in.dialect->equals_alias && has_compared_item(tree));
    if (!exempt && sql_doubt(tree, &at) == DOUBT_NONE) {
        struct sql_text again;
        require(sql_lex(&again, &arena, STR("b.sql"), form, in.dialect, in.jinja, &err) == OK);
        struct sql_node *second = sql_parse_query(&arena, &again, 0, again.count, NULL);
        require(str_eq(form, sql_form(&arena, second)));
        require(sql_same(tree, second));
        require(str_eq(form, form_of(&arena, &in, reformat(&arena, &text))));
    }
    arena_release(&arena);
    return 0;
}
