/* abridge_plain: the plain ones among abridged queries, read without a tree (abridge.h). */
#include "sql/abridge_private.h"

/* Who resolves the names of a plain query may look at every pair of them: larger ones are not
 * plain.
 */
#define MOST_TABLES 100
#define MOST_OUTPUTS 1000
#define MOST_REFS 10000

struct plain_reader {
    struct unpacker u;
    struct sql_plain *out;
};

static bool add_ref(struct plain_reader *r, struct str table, struct str name)
{
    vec_push(r->u.arena, &r->out->refs, (struct sql_plain_ref){ table, name });
    return r->out->refs.count <= MOST_REFS;
}

/* A column of names as they stand in the text. */
static bool read_marked(struct plain_reader *r, unsigned parts)
{
    struct str table = STR_EMPTY;
    uint32_t at = take_start(&r->u);
    if (parts > 2)
        return false;
    if (parts == 2) {
        table = take_name(&r->u, at);
        at += (uint32_t)table.len + 1;
    }
    return add_ref(r, table, take_name(&r->u, at));
}

/* A column of other names: quoted, or in another case than in the text. */
static bool read_column(struct plain_reader *r)
{
    struct str parts[2] = { STR_EMPTY, STR_EMPTY };
    size_t count = 0;
    for (; !take_end(&r->u); count++) {
        if (count == 2)
            return false;
        parts[count] = take_head(&r->u, *r->u.next++).text;
    }
    return add_ref(r, count == 2 ? parts[0] : STR_EMPTY, parts[count == 2]);
}

static bool is_column(unsigned kind)
{
    return kind == SQL_COLUMN || is_column_mark(kind);
}

/* An expression: its columns and variables. */
static bool read_value(struct plain_reader *r)
{
    unsigned kind = *r->u.next++;
    if (is_column_mark(kind))
        return read_marked(r, kind - MARK_COLUMN + 1);
    struct abridge_head head = take_head(&r->u, kind);
    if (kind == SQL_SELECT || kind == SQL_SETOP)
        return false;
    if (kind == SQL_COLUMN)
        return read_column(r);
    if (kind == SQL_MACRO_VAR)
        vec_push(r->u.arena, &r->out->variables,
                 (struct sql_node){ .kind = SQL_MACRO_VAR,
                                    .flags = (uint16_t)head.flags,
                                    .start = head.start,
                                    .text = head.text });
    while (head.children && !take_end(&r->u))
        if (!read_value(r))
            return false;
    return true;
}

/* Behind an expression its name, in one way or the other. */
static struct str read_name(struct plain_reader *r, bool marked)
{
    if (marked) {
        uint32_t start = take_start(&r->u);
        return take_name(&r->u, start);
    }
    struct str name = take_head(&r->u, *r->u.next++).text;
    (void)take_end(&r->u);
    return name;
}

static bool read_output(struct plain_reader *r)
{
    struct sql_plain *out = r->out;
    struct sql_plain_output output = { .first = out->refs.count };
    unsigned kind = *r->u.next;
    bool marked = kind == MARK_OUTPUT, named = marked || kind == SQL_ALIASED;
    r->u.next += named;
    if (kind == SQL_ALIASED)
        (void)take_head(&r->u, kind);
    bool column = is_column(*r->u.next);
    if ((!named && !column) || out->outputs.count == MOST_OUTPUTS || !read_value(r))
        return false;
    output.count = out->refs.count - output.first;
    const struct sql_plain_ref *ref = column ? &out->refs.items[output.first] : NULL;
    output.name = named ? read_name(r, marked) : ref->name;
    output.bare = ref && !ref->table.len && str_eq(ref->name, output.name);
    vec_push(r->u.arena, &out->outputs, output);
    return true;
}

/* AS t, but no names of columns. */
static bool read_alias(struct plain_reader *r, struct str *called)
{
    while (!take_end(&r->u)) {
        struct abridge_head part = take_head(&r->u, *r->u.next++);
        if (part.kind != SQL_IDENT)
            return false;
        *called = part.text;
    }
    return true;
}

static bool read_table(struct plain_reader *r)
{
    struct abridge_head head = take_head(&r->u, *r->u.next++);
    struct sql_plain_table table = { .called = STR_EMPTY, .start = head.start };
    if (head.kind != SQL_TABLE || r->out->tables.count == MOST_TABLES)
        return false;
    while (!take_end(&r->u)) {
        struct abridge_head part = take_head(&r->u, *r->u.next++);
        if (part.kind == SQL_IDENT)
            table.called = part.text;
        else if (part.kind != SQL_ALIAS || !read_alias(r, &table.called))
            return false;
    }
    vec_push(r->u.arena, &r->out->tables, table);
    return table.called.len > 0;
}

static bool read_values(struct plain_reader *r)
{
    while (!take_end(&r->u))
        if (!read_value(r))
            return false;
    return true;
}

/* Joins that hide a side or find their own columns are not plain. */
static bool read_join(struct plain_reader *r)
{
    static const char *const plain[] = { "INNER", "LEFT", "RIGHT", "FULL", "CROSS" };
    struct abridge_head head = take_head(&r->u, *r->u.next++);
    bool known = false;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        known = known || str_eq(head.text, str_of(plain[i]));
    if (!known || !head.children || !read_table(r))
        return false;
    while (!take_end(&r->u)) {
        struct abridge_head condition = take_head(&r->u, *r->u.next++);
        if (condition.kind != SQL_ON || !read_values(r))
            return false;
    }
    return true;
}

static bool read_from(struct plain_reader *r)
{
    while (!take_end(&r->u))
        if (!(*r->u.next == SQL_JOIN ? read_join(r) : read_table(r)))
            return false;
    return true;
}

/* GROUP BY 1 means an output, and a list is taken apart. */
static bool read_keys(struct plain_reader *r)
{
    while (!take_end(&r->u)) {
        unsigned kind = *r->u.next;
        if (kind == SQL_NUMBER || kind == SQL_GROUPING || kind == SQL_TUPLE || !read_value(r))
            return false;
    }
    return true;
}

static bool read_outputs(struct plain_reader *r)
{
    while (!take_end(&r->u))
        if (!read_output(r))
            return false;
    r->out->rows_first = r->out->refs.count;
    return true;
}

/* Order alone decides nothing. */
static bool read_order(struct plain_reader *r)
{
    size_t refs = r->out->refs.count, variables = r->out->variables.count;
    bool ok = read_values(r);
    r->out->refs.count = refs;
    r->out->variables.count = variables;
    return ok;
}

static bool read_clause(struct plain_reader *r)
{
    struct abridge_head head = take_head(&r->u, *r->u.next++);
    switch (head.kind) {
    case SQL_PROJECTIONS:
        return read_outputs(r);
    case SQL_FROM:
        return read_from(r);
    case SQL_WHERE:
    case SQL_HAVING:
    case SQL_QUALIFY:
        return read_values(r);
    case SQL_GROUP_BY:
        return !head.text.len && read_keys(r);
    case SQL_ORDER_BY:
        return read_order(r);
    default:
        return false;
    }
}

/* Room for most: a column is three bytes or more, an output mostly twenty. */
static void reserve(struct sql_plain *out, struct arena *arena, size_t bytes)
{
    out->refs.cap = bytes / 4 + 1;
    out->refs.items = arena_array(arena, out->refs.cap, sizeof *out->refs.items);
    out->outputs.cap = bytes / 16 + 1;
    out->outputs.items = arena_array(arena, out->outputs.cap, sizeof *out->outputs.items);
}

bool sql_abridged_plain(struct sql_plain *out, struct arena *arena, struct str bytes,
                        const struct sql_abridged *abridged)
{
    struct str packed = abridged->packed;
    struct plain_reader r = { { arena, bytes, (const unsigned char *)packed.ptr, 0 }, out };
    *out = (struct sql_plain){ 0 };
    reserve(out, arena, packed.len);
    if (!packed.len || take_head(&r.u, *r.u.next++).kind != SQL_SELECT)
        return false;
    while (!take_end(&r.u))
        if (!read_clause(&r))
            return false;
    return true;
}
