/* ast: one kind of node for everything, so that printing, comparing and walking are each written
 * once.
 *
 * A node has a kind, an optional text, children in order, and the span of bytes it came from. What
 * a child means follows from its kind (a SELECT's WHERE is its SQL_WHERE child), never from its
 * position unless the list below says so. Trees are immutable once parsed. */
#ifndef STOPLOG_SQL_AST_H
#define STOPLOG_SQL_AST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* SQL_KIND(name, printed name, children) */
enum sql_kind {
#define SQL_KIND(name, printed, children) SQL_##name,
#include "sql/ast.def"
#undef SQL_KIND
    SQL_KIND_COUNT
};

enum sql_flag {
    SQL_QUOTED = 1, /* IDENT: its bare spelling would be read as something else; MACRO_VAR: @{x} */
    SQL_DISTINCT = 2,  /* CALL: f(DISTINCT x); SETOP: UNION DISTINCT */
    SQL_NEGATED = 4,   /* IN, BETWEEN, LIKE, IS, EXISTS: written with NOT */
    SQL_RECURSIVE = 8, /* WITH RECURSIVE */
    SQL_DESC = 16,     /* ORDER_ITEM */
    SQL_NULLS_FIRST = 32,
    SQL_NULLS_LAST = 64,
    SQL_PARENS = 128,   /* was written in parentheses; counts only where dialects disagree about
                         * precedence (form.h) */
    SQL_ESCAPES = 256,  /* STRING: backslash sequences are live, the text keeps them */
    SQL_PREFIXED = 512, /* STRING: text is "prefix:value"; IDENT: a table written as a string */
    SQL_COMMA = 1024,   /* JOIN: was written as a comma; counts only where that matters (form.h) */
    SQL_WHOLE = 2048,   /* TEMPLATE: the whole text of its parent, whose tree is an approximation */
    SQL_BACKTICK = 4096,  /* IDENT: the dialect quotes with ` */
    SQL_SPELLED = 8192,   /* IDENT: written with quotes; counts only where a bare word of this
                           * spelling would be more than a name (functions, units of time) */
    SQL_ASSIGNED = 16384, /* NAMED_ARG of a macro: written with :=, which names an argument there,
                           * while => is one more without a name */
    SQL_EXEMPT = 32768    /* IDENT: a comment keeps its case, which quotes would not */
};

struct sql_node {
    uint16_t kind;       /* enum sql_kind */
    uint16_t flags;      /* enum sql_flag */
    uint32_t start, end; /* bytes [start, end) of the file */
    uint32_t height;     /* longest way down to a leaf; bounded, see walk.h */
    struct str text;     /* see ast.def; "" when the kind has none */
    struct sql_node *first, *last, *next;
};

/* First child of this kind, or NULL. */
const struct sql_node *sql_child(const struct sql_node *node, enum sql_kind kind);
size_t sql_child_count(const struct sql_node *node);
/* Whether (x) is x itself and no tuple of one, nor something that has to keep its parentheses. */
bool sql_is_bare_in_parens(const struct sql_node *x);
const struct sql_node *sql_child_at(const struct sql_node *node, size_t index);
const char *sql_kind_name(enum sql_kind kind);

#endif
