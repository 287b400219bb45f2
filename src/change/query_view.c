/* query_view: queries cut along their set operations, and the words in which facts name a place
 * inside a query. */
#include "change/query_diff.h"

#include "base/buf.h"

static bool is_plain_setop(const struct sql_node *node)
{
    return node->kind == SQL_SETOP && !sql_child(node, SQL_WITH) &&
           !sql_child(node, SQL_ORDER_BY) && !sql_child(node, SQL_LIMIT) &&
           !sql_child(node, SQL_OFFSET);
}

static void reverse(struct nodes *nodes)
{
    for (size_t i = 0, j = nodes->count; i + 1 < j; i++) {
        const struct sql_node *swap = nodes->items[i];
        nodes->items[i] = nodes->items[--j];
        nodes->items[j] = swap;
    }
}

void view_read(struct view *out, struct arena *arena, const struct sql_node *query)
{
    const struct sql_node *node = query;

    *out = (struct view){ 0 };
    while (node->kind == SQL_SETOP && node->first && node->first->next &&
           (node == query || is_plain_setop(node))) {
        vec_push(arena, &out->ops, node);
        vec_push(arena, &out->arms, node->first->next);
        node = node->first;
    }
    vec_push(arena, &out->arms, node);
    reverse(&out->arms);
    reverse(&out->ops);
}

bool view_is_distinct(const struct view *view)
{
    for (size_t i = 0; i < view->ops.count; i++) {
        if (!str_eq(view->ops.items[i]->text, STR("UNION ALL")))
            return true;
    }
    return false;
}

const struct sql_node *core_child(struct core core, enum sql_kind kind)
{
    bool outside =
        kind == SQL_WITH || kind == SQL_ORDER_BY || kind == SQL_LIMIT || kind == SQL_OFFSET;
    return core.bare && outside ? NULL : sql_child(core.node, kind);
}

struct scope scope_inside(const struct scope *scope, struct str label)
{
    struct scope inside = *scope;
    inside.prefix = str_fmt(scope->m->arena, "%.*s%.*s > ", STR_ARG(scope->prefix), STR_ARG(label));
    inside.old_names = inside.new_names = NULL;
    inside.top = inside.arm = inside.distinct_set = false;
    inside.depth = scope->depth + 1;
    return inside;
}

struct place scope_place(const struct scope *scope, const struct sql_node *at)
{
    return model_place_of(scope->m->after, at ? at : scope->here);
}

void scope_fact_note(const struct scope *scope, enum fact_code code, struct str aspect,
                     const struct sql_node *at, struct str texts[2], const char *note)
{
    diff_fact(scope->m, (struct fact){ .code = code,
                                       .aspect = str_concat(scope->m->arena, scope->prefix, aspect),
                                       .old_text = texts[0],
                                       .new_text = texts[1],
                                       .note = str_of(note),
                                       .place = scope_place(scope, at) });
}

void scope_fact(const struct scope *scope, enum fact_code code, const char *clause,
                const struct sql_node *at, struct str old, struct str new)
{
    struct str texts[] = { old, new };
    scope_fact_note(scope, code, str_of(clause), at, texts, NULL);
}

struct str form_or_empty(struct arena *arena, const struct sql_node *node)
{
    return node ? sql_form(arena, node) : STR_EMPTY;
}

struct str clause_text(struct arena *arena, const struct sql_node *clause)
{
    struct buf out;

    if (!clause)
        return STR_EMPTY;
    buf_init(&out, arena, SIZE_MAX);
    buf_add(&out, clause->text);
    for (const struct sql_node *child = clause->first; child; child = child->next) {
        if (out.len)
            buf_puts(&out, child == clause->first ? " " : ", ");
        buf_add(&out, sql_form(arena, child));
    }
    return buf_str(&out);
}

bool same_or_both_absent(const struct sql_node *a, const struct sql_node *b)
{
    return a && b ? sql_same(a, b) : a == b;
}
