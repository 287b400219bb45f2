/* abridge: see abridge.h.
 *
 * Every kind of node has a row that says where it may stand and what it may hold there. Below an
 * expression only columns and variables are left. */
#include "sql/abridge_private.h"

#include <string.h>

#include "base/limits.h"
#include "sql/ast_make.h"
#include "sql/query.h"

/* What a node is to the one above it. */
enum role {
    A_QUERY = 1,
    A_CLAUSE = 2,
    A_CTE = 4,
    A_TABLE = 8,
    AN_ALIAS = 16,
    A_CONDITION = 32, /* of a join */
    AN_OUTPUT = 64,   /* with a name */
    A_LIST = 128,     /* of names */
    A_NAME = 256,
    A_COLUMN = 512,
    A_VALUE = 1024,
    A_STAR = 2048,
    A_STAR_LIST = 4096
};
#define VALUES (A_VALUE | A_COLUMN)

/* What becomes of a kind inside an expression; elsewhere it stays, if it may stand there. */
enum inside {
    NOT_INSIDE, /* such an expression cannot be abridged */
    GOES,       /* its children take its place */
    STAYS,
    IS_QUERY /* stays as it is elsewhere */
};

struct row {
    uint16_t role;  /* enum role; 0: nowhere */
    uint16_t holds; /* roles of its children; 0: they are inside an expression */
    uint8_t inside; /* enum inside */
    bool mute;      /* the text of an expression right below it says nothing */
};

static const struct row rows[SQL_KIND_COUNT] = {
    [SQL_SELECT] = { A_QUERY, A_CLAUSE, IS_QUERY, false },
    [SQL_SETOP] = { A_QUERY, A_QUERY | A_CLAUSE, IS_QUERY, false },
    [SQL_WITH] = { A_CLAUSE, A_CTE, NOT_INSIDE, false },
    [SQL_CTE] = { A_CTE, A_NAME | A_LIST | A_QUERY, NOT_INSIDE, false },
    [SQL_DISTINCT_CLAUSE] = { A_CLAUSE, VALUES, NOT_INSIDE, false },
    [SQL_PROJECTIONS] = { A_CLAUSE, AN_OUTPUT | A_STAR | VALUES, NOT_INSIDE, false },
    [SQL_STAR] = { A_STAR, A_NAME | A_STAR_LIST, NOT_INSIDE, false },
    [SQL_STAR_EXCEPT] = { A_STAR_LIST, A_NAME | A_COLUMN, NOT_INSIDE, false },
    [SQL_STAR_REPLACE] = { A_STAR_LIST, AN_OUTPUT, NOT_INSIDE, false },
    [SQL_STAR_RENAME] = { A_STAR_LIST, AN_OUTPUT, NOT_INSIDE, false },
    [SQL_ALIASED] = { AN_OUTPUT, VALUES | A_NAME, GOES, true },
    [SQL_FROM] = { A_CLAUSE, A_TABLE, NOT_INSIDE, false },
    [SQL_TABLE] = { A_TABLE, A_NAME | AN_ALIAS, NOT_INSIDE, false },
    [SQL_SUBQUERY_TABLE] = { A_TABLE, A_QUERY | AN_ALIAS, NOT_INSIDE, false },
    [SQL_PAREN_TABLE] = { A_TABLE, A_TABLE | AN_ALIAS, NOT_INSIDE, false },
    [SQL_JOIN] = { A_TABLE, A_TABLE | A_CONDITION, NOT_INSIDE, false },
    [SQL_ALIAS] = { AN_ALIAS, A_NAME | A_LIST, NOT_INSIDE, false },
    [SQL_COLUMN_NAMES] = { A_LIST, A_NAME, NOT_INSIDE, false },
    [SQL_ON] = { A_CONDITION, VALUES, NOT_INSIDE, true },
    [SQL_USING] = { A_CONDITION, A_NAME, NOT_INSIDE, false },
    [SQL_WHERE] = { A_CLAUSE, VALUES, GOES, true },
    [SQL_GROUP_BY] = { A_CLAUSE, VALUES, NOT_INSIDE, false },
    [SQL_GROUPING] = { A_VALUE, VALUES, NOT_INSIDE, false },
    [SQL_HAVING] = { A_CLAUSE, VALUES, NOT_INSIDE, true },
    [SQL_QUALIFY] = { A_CLAUSE, VALUES, NOT_INSIDE, true },
    [SQL_ORDER_BY] = { A_CLAUSE, VALUES, GOES, false },
    [SQL_ORDER_ITEM] = { A_VALUE, VALUES, GOES, false },
    [SQL_LIMIT] = { A_CLAUSE, VALUES, GOES, false },
    [SQL_OFFSET] = { A_CLAUSE, VALUES, NOT_INSIDE, false },
    [SQL_IDENT] = { A_NAME, 0, GOES, false },
    [SQL_COLUMN] = { A_COLUMN, A_NAME, STAYS, false },
    [SQL_TUPLE] = { A_VALUE, VALUES, GOES, false },
    [SQL_MACRO_VAR] = { A_VALUE, 0, STAYS, false },
    [SQL_NUMBER] = { A_VALUE, 0, GOES, false },
    [SQL_STRING] = { A_VALUE, 0, GOES, false },
    [SQL_CONSTANT] = { A_VALUE, 0, GOES, false },
    [SQL_PARAMETER] = { A_VALUE, 0, GOES, false },
    [SQL_CALL] = { A_VALUE, 0, GOES, false },
    [SQL_NAMED_ARG] = { 0, 0, GOES, false },
    [SQL_OVER] = { 0, 0, GOES, false },
    [SQL_PARTITION_BY] = { 0, 0, GOES, false },
    [SQL_FRAME] = { 0, 0, GOES, false },
    [SQL_FILTER] = { 0, 0, GOES, false },
    [SQL_WITHIN] = { 0, 0, GOES, false },
    [SQL_CASE] = { A_VALUE, 0, GOES, false },
    [SQL_CASE_OPERAND] = { 0, 0, GOES, false },
    [SQL_WHEN] = { 0, 0, GOES, false },
    [SQL_ELSE] = { 0, 0, GOES, false },
    [SQL_CAST] = { A_VALUE, 0, GOES, false },
    [SQL_TYPE] = { 0, 0, GOES, false },
    [SQL_BINARY] = { A_VALUE, 0, GOES, false },
    [SQL_UNARY] = { A_VALUE, 0, GOES, false },
    [SQL_AND] = { A_VALUE, 0, GOES, false },
    [SQL_OR] = { A_VALUE, 0, GOES, false },
    [SQL_IN] = { A_VALUE, 0, GOES, false },
    [SQL_BETWEEN] = { A_VALUE, 0, GOES, false },
    [SQL_LIKE] = { A_VALUE, 0, GOES, false },
    [SQL_IS] = { A_VALUE, 0, GOES, false },
    [SQL_EXISTS] = { A_VALUE, 0, STAYS, false },
    [SQL_SUBQUERY] = { A_VALUE, 0, GOES, false },
    [SQL_QUANTIFIED] = { A_VALUE, 0, GOES, false },
    [SQL_STRUCT] = { A_VALUE, 0, GOES, false },
    [SQL_MAP_LITERAL] = { A_VALUE, 0, GOES, false },
    [SQL_INTERVAL] = { A_VALUE, 0, GOES, false },
    [SQL_SUBSCRIPT] = { A_VALUE, 0, GOES, false },
    [SQL_FIELD] = { A_VALUE, 0, GOES, false },
    [SQL_AT_TIME_ZONE] = { A_VALUE, 0, GOES, false },
    [SQL_COLLATE] = { A_VALUE, 0, GOES, false },
    [SQL_EXTRACT_PART] = { 0, 0, GOES, false },
};

/* --- packing ---------------------------------------------------------------------------------- */

#define MOST_OF_NODE 32 /* bytes, but for its text */
#define MOST_OF_NUMBER 5
_Static_assert((int)SQL_KIND_COUNT <= (int)MARK_COLUMN, "kinds and marks are told apart");

static inline unsigned char *put_number(unsigned char *to, uint32_t number)
{
    for (; number >= 0x80; number >>= 7)
        *to++ = (unsigned char)(number | 0x80);
    *to++ = (unsigned char)number;
    return to;
}

static inline uint32_t fold_sign(uint32_t distance)
{
    return distance & 0x80000000u ? ~(distance << 1) : distance << 1;
}

struct packer {
    struct arena *arena;
    struct str bytes;
    unsigned char *items, *next, *end;
    uint32_t start;                  /* of the node before */
    const struct sql_node *own_list; /* of what the query itself puts out */
    bool stars, renames;
    size_t outputs, setops; /* how many */
};

static void grow(struct packer *p, size_t count)
{
    size_t used = (size_t)(p->next - p->items), old = (size_t)(p->end - p->items);
    size_t cap = (old + count) * 2;
    p->items = arena_grow(p->arena, p->items, old, cap);
    p->next = p->items + used;
    p->end = p->items + cap;
}

static inline void need(struct packer *p, size_t count)
{
    if ((size_t)(p->end - p->next) < count)
        grow(p, count);
}

static inline unsigned char *put_start(const struct packer *p, unsigned char *to, uint32_t start)
{
    return put_number(to, fold_sign(start - p->start));
}

static inline bool is_in_place(const struct packer *p, const struct sql_node *node)
{
    return node->start <= p->bytes.len && node->text.ptr == p->bytes.ptr + node->start &&
           node->text.len <= p->bytes.len - node->start;
}

static void put_text(struct packer *p, const struct sql_node *node, bool in_place)
{
    p->next = put_number(p->next, (uint32_t)node->text.len);
    if (in_place)
        return;
    memcpy(p->next, node->text.ptr, node->text.len);
    p->next += node->text.len;
}

static void put_head(struct packer *p, const struct sql_node *node, bool children, bool text)
{
    bool has_text = text && node->text.len > 0, in_place = has_text && is_in_place(p, node);
    need(p, MOST_OF_NODE + (has_text && !in_place ? node->text.len : 0));
    *p->next++ = (unsigned char)node->kind;
    *p->next++ = (unsigned char)((children ? HAS_CHILDREN : 0) | (node->flags ? HAS_FLAGS : 0) |
                                 (has_text ? HAS_TEXT : 0) | (in_place ? TEXT_IN_PLACE : 0));
    p->next = put_start(p, p->next, node->start);
    p->start = node->start;
    if (node->flags)
        p->next = put_number(p->next, node->flags);
    if (has_text)
        put_text(p, node, in_place);
}

static void put_end(struct packer *p)
{
    need(p, 1);
    *p->next++ = MARK_END;
}

/* a, t.a or db.t.a as they stand in the text, one '.' between two names. */
static bool put_column(struct packer *p, const struct sql_node *column)
{
    const char *at = p->bytes.ptr + column->start;
    size_t parts = 0;
    if (column->flags)
        return false;
    need(p, 1 + MOST_OF_NUMBER * (MOST_PARTS + 1));
    unsigned char *mark = p->next, *next = put_start(p, mark + 1, column->start);
    for (const struct sql_node *it = column->first; it; it = it->next) {
        if (it->kind != SQL_IDENT || it->flags || it->text.ptr != at || ++parts > MOST_PARTS)
            return false;
        next = put_number(next, (uint32_t)it->text.len);
        at += it->text.len + 1;
    }
    *mark = (unsigned char)(MARK_COLUMN + parts - 1);
    p->next = next;
    p->start = column->start;
    return parts > 0;
}

/* The type of a cast is what is known of it: all of it stays. */
static bool pack_type(struct packer *p, const struct sql_node *type)
{
    if (type->kind != SQL_TYPE && type->kind != SQL_IDENT)
        return false;
    put_head(p, type, true, true);
    for (const struct sql_node *it = type->first; it; it = it->next)
        if (!pack_type(p, it))
            return false;
    put_end(p);
    return true;
}

/* Calls, windows and words that name what is not below them. */
static bool reaches_out(const struct sql_node *node)
{
    switch ((enum sql_kind)node->kind) {
    case SQL_CALL:
        return str_find_byte(node->text, '.') >= 0 || str_eq(node->text, STR("COLUMNS")) ||
               str_eq(node->text, STR("TRANSFORM"));
    case SQL_OVER:
        return node->first && node->first->kind == SQL_IDENT;
    case SQL_EXTRACT_PART:
        return str_eq(node->text, STR("TABLE")) || str_eq(node->text, STR("MODEL"));
    default:
        return false;
    }
}

/* COUNT(*) reads no column; any other star does. */
static const struct sql_node *first_argument(const struct sql_node *node)
{
    bool star = node->kind == SQL_CALL && sql_counts_rows(node);
    return star ? node->first->next : node->first;
}

static bool pack_names(struct packer *p, const struct sql_node *column)
{
    if (put_column(p, column))
        return true;
    put_head(p, column, true, true);
    for (const struct sql_node *it = column->first; it; it = it->next) {
        if (it->kind != SQL_IDENT)
            return false;
        put_head(p, it, false, true);
    }
    put_end(p);
    return column->first != NULL;
}

static bool pack(struct packer *p, const struct sql_node *node);

static bool pack_inside(struct packer *p, const struct sql_node *node)
{
    enum inside inside = rows[node->kind].inside;
    if (inside == IS_QUERY)
        return pack(p, node);
    if (inside == NOT_INSIDE || reaches_out(node))
        return false;
    if (node->kind == SQL_COLUMN)
        return pack_names(p, node);
    if (inside == STAYS)
        put_head(p, node, true, true);
    for (const struct sql_node *it = first_argument(node); it; it = it->next)
        if (!pack_inside(p, it))
            return false;
    if (inside == STAYS)
        put_end(p);
    return true;
}

/* An expression that a clause or an output holds. */
static bool pack_value(struct packer *p, const struct sql_node *node, bool mute)
{
    if (reaches_out(node))
        return false;
    put_head(p, node, true, !mute || node->kind == SQL_MACRO_VAR);
    for (const struct sql_node *it = first_argument(node); it; it = it->next) {
        bool type = node->kind == SQL_CAST && it->kind == SQL_TYPE;
        if (!(type ? pack_type(p, it) : pack_inside(p, it)))
            return false;
    }
    put_end(p);
    return true;
}

/* a + 1 AS b: two children, the name as it stands in the text. */
static bool is_output(const struct packer *p, const struct sql_node *node)
{
    const struct sql_node *name = node->last;
    return node->kind == SQL_ALIASED && !node->flags && name->kind == SQL_IDENT && !name->flags &&
           node->first->next == name && name->text.len && is_in_place(p, name);
}

static void put_name(struct packer *p, const struct sql_node *name)
{
    need(p, 2 * MOST_OF_NUMBER);
    p->next = put_start(p, p->next, name->start);
    p->next = put_number(p->next, (uint32_t)name->text.len);
    p->start = name->start;
}

/* a, 1 AS a; but the name may be the value of a variable. */
static bool is_named(const struct sql_node *node)
{
    const struct sql_node *last = node->last;
    return (node->kind == SQL_ALIASED || node->kind == SQL_COLUMN) && last &&
           last->kind == SQL_IDENT && str_find_byte(last->text, '@') < 0;
}

/* Whether the name of an output is not below it (sql_projection). Where there is none nobody but a
 * query around can miss it. */
static bool keeps_name(const struct sql_node *node)
{
    switch ((enum sql_kind)node->kind) {
    case SQL_ALIASED:
    case SQL_COLUMN:
    case SQL_CAST:
    case SQL_SUBQUERY:
    case SQL_SUBSCRIPT:
    case SQL_FIELD:
    case SQL_BINARY:
    case SQL_MACRO_VAR:
        return false;
    default:
        return true;
    }
}

static bool is_fit_output(const struct packer *p, const struct sql_node *list,
                          const struct sql_node *node)
{
    return is_named(node) || node->kind == SQL_STAR || (list != p->own_list && keeps_name(node));
}

/* A child of the node that may be one of its. */
static bool pack_held(struct packer *p, const struct sql_node *node, const struct row *holder)
{
    const struct row *own = &rows[node->kind];
    if (!(own->role & holder->holds))
        return false;
    if (own->role == A_COLUMN)
        return pack_names(p, node);
    if (own->role == A_VALUE && !own->holds)
        return pack_value(p, node, holder->mute);
    if (own->role != A_NAME)
        return pack(p, node);
    put_head(p, node, false, true);
    return true;
}

static bool pack_output(struct packer *p, const struct sql_node *node)
{
    need(p, 1);
    *p->next++ = MARK_OUTPUT;
    if (!pack_held(p, node->first, &rows[SQL_ALIASED]))
        return false;
    put_name(p, node->last);
    return true;
}

/* What repeats columns that are not written there: stars, other names for them, joined tables with
 * a name, and for each of its arms a set operation. */
static void count_columns(struct packer *p, const struct sql_node *node)
{
    bool list = node->kind == SQL_PROJECTIONS;
    p->stars |= node->kind == SQL_STAR;
    p->renames |= node->kind == SQL_COLUMN_NAMES || node->kind == SQL_PAREN_TABLE;
    p->outputs += list ? sql_child_count(node) : 0;
    p->setops += node->kind == SQL_SETOP;
}

static bool is_written(const struct packer *p)
{
    return !p->stars && !p->renames && p->setops < LIMIT_query_columns / 4 &&
           p->outputs * (p->setops + 1) < LIMIT_query_columns / 4;
}

static bool pack(struct packer *p, const struct sql_node *node)
{
    const struct row *row = &rows[node->kind];
    bool outputs = node->kind == SQL_PROJECTIONS;
    count_columns(p, node);
    put_head(p, node, true, true);
    for (const struct sql_node *it = node->first; it; it = it->next)
        if ((outputs && !is_fit_output(p, node, it)) ||
            !(outputs && is_output(p, it) ? pack_output(p, it) : pack_held(p, it, row)))
            return false;
    put_end(p);
    return true;
}

void sql_abridge(struct sql_abridged *out, struct arena *arena, struct arena *scratch,
                 struct str bytes, const struct sql_node *query)
{
    const struct sql_node *top = query;
    while (top->kind == SQL_SETOP && top->first)
        top = top->first;
    struct packer p = { .arena = scratch, .bytes = bytes };
    p.own_list = sql_child(top, SQL_PROJECTIONS);
    *out = (struct sql_abridged){ .packed = STR_EMPTY };
    if (rows[query->kind].role != A_QUERY || !pack(&p, query))
        return;
    struct str packed = { (const char *)p.items, (size_t)(p.next - p.items) };
    *out = (struct sql_abridged){ str_dup(arena, packed), is_written(&p) };
}

/* --- unpacking -------------------------------------------------------------------------------- */

static struct sql_node *take_column(struct unpacker *u, unsigned parts)
{
    uint32_t at = take_start(u);
    struct sql_node *column = node_at(u->arena, SQL_COLUMN, STR_EMPTY, at);
    struct sql_node **link = &column->first;
    column->height = 1;
    for (; parts > 0; parts--) {
        struct str name = take_name(u, at);
        *link = column->last = node_at(u->arena, SQL_IDENT, name, at);
        link = &column->last->next;
        at += (uint32_t)name.len + 1;
    }
    return column;
}

static struct sql_node *take_node(struct unpacker *u);

static struct sql_node *take_output(struct unpacker *u)
{
    struct sql_node *expr = take_node(u);
    struct sql_node *output = node_at(u->arena, SQL_ALIASED, STR_EMPTY, expr->start);
    uint32_t start = take_start(u);
    node_add(output, expr);
    node_add(output, node_at(u->arena, SQL_IDENT, take_name(u, start), start));
    return output;
}

static struct sql_node *take_node(struct unpacker *u)
{
    unsigned kind = *u->next++;
    if (kind == MARK_OUTPUT)
        return take_output(u);
    if (is_column_mark(kind))
        return take_column(u, kind - MARK_COLUMN + 1);
    struct abridge_head head = take_head(u, kind);
    struct sql_node *node = node_at(u->arena, kind, head.text, head.start);
    node->flags = (uint16_t)head.flags;
    while (head.children && !take_end(u))
        node_add(node, take_node(u));
    return node;
}

const struct sql_node *sql_abridged_tree(struct arena *arena, struct str bytes,
                                         const struct sql_abridged *abridged)
{
    struct unpacker u = { arena, bytes, (const unsigned char *)abridged->packed.ptr, 0 };
    return take_node(&u);
}
