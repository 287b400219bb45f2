/* ast: access to trees. Making them is the parser's (ast_make.h). */
#include "sql/ast.h"

#include "sql/ast_make.h"

static const char *const kind_names[SQL_KIND_COUNT] = {
#define SQL_KIND(name, printed, children) printed,
#include "sql/ast.def"
#undef SQL_KIND
};

const char *sql_kind_name(enum sql_kind kind)
{
    return kind < SQL_KIND_COUNT ? kind_names[kind] : "";
}

const struct sql_node *sql_child(const struct sql_node *node, enum sql_kind kind)
{
    for (const struct sql_node *c = node ? node->first : NULL; c; c = c->next)
        if (c->kind == kind)
            return c;
    return NULL;
}

size_t sql_child_count(const struct sql_node *node)
{
    size_t count = 0;
    for (const struct sql_node *c = node ? node->first : NULL; c; c = c->next)
        count++;
    return count;
}

bool sql_is_bare_in_parens(const struct sql_node *x)
{
    return x->kind != SQL_ALIASED && x->kind != SQL_NAMED_ARG && x->kind != SQL_STAR &&
           x->kind != SQL_LAMBDA && x->kind != SQL_OPAQUE;
}

const struct sql_node *sql_child_at(const struct sql_node *node, size_t index)
{
    const struct sql_node *c = node ? node->first : NULL;
    for (; c && index; index--)
        c = c->next;
    return c;
}

struct sql_node *node_in_new_block(struct arena *arena, enum sql_kind kind, struct str text,
                                   uint32_t start)
{
    struct sql_node *node = arena_new(arena, struct sql_node);
    node->kind = (uint16_t)kind;
    node->text = text;
    node->start = node->end = start;
    return node;
}

void node_add_first(struct sql_node *parent, struct sql_node *child)
{
    struct sql_node *rest = parent->first;
    struct sql_node *last = parent->last;
    parent->first = parent->last = NULL;
    node_add(parent, child);
    child->next = rest;
    if (rest)
        parent->last = last;
}

void node_move_children(struct sql_node *to, struct sql_node *from)
{
    for (struct sql_node *c = from->first, *next; c; c = next) {
        next = c->next;
        node_add(to, c);
    }
    from->first = from->last = NULL;
}

void node_remove(struct sql_node *parent, struct sql_node *child)
{
    struct sql_node *before = NULL;
    for (struct sql_node *c = parent->first; c; before = c, c = c->next) {
        if (c != child)
            continue;
        if (before)
            before->next = c->next;
        else
            parent->first = c->next;
        if (parent->last == c)
            parent->last = before;
        c->next = NULL;
        return;
    }
}

struct sql_node *node_child(struct sql_node *node, enum sql_kind kind)
{
    struct sql_node *c = node->first;
    while (c && c->kind != kind)
        c = c->next;
    return c;
}
