/* What the form prints of a tree without doubt reads back as the same tree: otherwise two texts
 * that differ in meaning could share a form, or one text could have two. */
#include "sql/form.h"
#include "sql/parse.h"
#include "sql_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
    if (!exempt && sql_doubt(tree, &at) == DOUBT_NONE) {
        struct sql_text again;
        require(sql_lex(&again, &arena, STR("b.sql"), form, in.dialect, in.jinja, &err) == OK);
        struct sql_node *second = sql_parse_query(&arena, &again, 0, again.count, NULL);
        require(str_eq(form, sql_form(&arena, second)));
        require(sql_same(tree, second));
    }
    arena_release(&arena);
    return 0;
}
