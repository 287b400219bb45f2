/* Any bytes as a query, an expression and a type: always a tree of bounded height inside its text,
 * and every analysis ends. */
#include "sql/form.h"
#include "sql/parse.h"
#include "sql/query.h"
#include "sql/walk.h"
#include "sql_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum walk_step check_node(void *ctx, const struct sql_node *node, unsigned depth)
{
    const struct sql_text *text = ctx;
    size_t children = 0;
    require(depth <= 16 * LIMIT_sql_depth && node->kind < SQL_KIND_COUNT);
    require(node->start <= node->end && node->end <= text->bytes.len);
    for (const struct sql_node *c = node->first; c; c = c->next, children++)
        require(c->next || c == node->last);
    require(children > 0 || !node->last);
    return WALK_CONTINUE;
}

static void check_tree(struct arena *arena, const struct sql_text *text,
                       const struct sql_node *tree, const struct diags *diags)
{
    struct sql_table_refs refs = { 0 };
    struct sql_outputs outputs = { 0 };
    struct sql_selects arms = { 0 };
    struct sql_names macros = { 0 }, vars = { 0 };
    const struct sql_node *at;
    require(tree != NULL);
    sql_walk(tree, check_node, (void *)(uintptr_t)text);
    require(sql_same(tree, tree));
    (void)sql_form(arena, tree);
    if (sql_doubt(tree, &at) == DOUBT_OPAQUE)
        require(diags->count > 0);
    sql_table_refs(&refs, arena, tree);
    (void)sql_outputs(&outputs, arena, tree);
    sql_arms(&arms, arena, tree);
    (void)sql_cte(tree, STR("a"));
    sql_macros(&macros, &vars, arena, tree);
}

typedef struct sql_node *parse_fn(struct arena *arena, const struct sql_text *text, uint32_t from,
                                  uint32_t to, struct diags *diags);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static parse_fn *const parsers[] = { sql_parse_query, sql_parse_expression, sql_parse_type };
    struct sql_input in = sql_input(data, size);
    for (size_t i = 0; i < sizeof parsers / sizeof parsers[0]; i++) {
        struct arena arena;
        struct sql_text text;
        struct diags diags;
        struct err err;
        arena_init(&arena, LIMIT_memory_bytes, NULL);
        diags_init(&diags, &arena);
        require(sql_lex(&text, &arena, STR("fuzz.sql"), in.text, in.dialect, in.jinja, &err) == OK);
        (void)sql_starts_query(&text, 0, text.count);
        check_tree(&arena, &text, parsers[i](&arena, &text, 0, text.count, &diags), &diags);
        arena_release(&arena);
    }
    return 0;
}
