/* resolve: GROUP BY 1 and ORDER BY total say in another way what the select list says; resolved,
 * two clauses can be compared although the list changed. A name that could be an output or a column
 * of a source counts as both: it is the same only when its text and the output behind it are. */
#include "change/query_diff.h"

#include "base/buf.h"

#define MOST_NESTING 8

static bool read_position(struct str text, size_t *out)
{
    *out = 0;
    if (text.len == 0 || text.len > 6)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (!byte_is_digit(text.ptr[i]))
            return false;
        *out = *out * 10 + (size_t)(text.ptr[i] - '0');
    }
    return *out > 0;
}

static void add_list_form(struct buf *out, struct arena *arena, const struct sql_outputs *outputs)
{
    vec_for (const struct sql_output, output, outputs) {
        buf_add(out, sql_form(arena, output->item));
        buf_puts(out, ", ");
    }
}

/* The n-th output; behind a star nobody can count, so the whole list stands for it. */
static void add_position(struct buf *out, struct arena *arena, size_t n,
                         const struct sql_outputs *outputs)
{
    bool countable = n <= outputs->count;
    for (size_t i = 0; i < n && countable; i++)
        countable = !outputs->items[i].is_star && !outputs->items[i].dynamic;
    if (countable) {
        buf_add(out, sql_form(arena, outputs->items[n - 1].expr));
        return;
    }
    buf_printf(out, "%zu of ", n);
    add_list_form(out, arena, outputs);
}

static bool is_own_column(const struct sql_node *expr, struct str name)
{
    return expr->kind == SQL_COLUMN && expr->last && str_eq(expr->last->text, name);
}

static const struct sql_output *find_alias(const struct sql_node *item,
                                           const struct sql_outputs *outputs)
{
    if (item->kind != SQL_COLUMN || item->first != item->last || item->first->kind != SQL_IDENT)
        return NULL;
    vec_for (const struct sql_output, output, outputs) {
        if (!output->is_star && str_eq(output->name, item->first->text) &&
            !is_own_column(output->expr, output->name))
            return output;
    }
    return NULL;
}

static void add_item(struct buf *out, struct arena *arena, const struct sql_node *item,
                     const struct sql_outputs *outputs, unsigned depth)
{
    size_t n;
    const struct sql_output *alias = find_alias(item, outputs);

    if (item->kind == SQL_NUMBER && read_position(item->text, &n)) {
        add_position(out, arena, n, outputs);
    } else if (alias) {
        buf_add(out, alias->name);
        buf_puts(out, " := ");
        buf_add(out, sql_form(arena, alias->expr));
    } else if ((item->kind == SQL_GROUPING || item->kind == SQL_TUPLE) && depth < MOST_NESTING) {
        buf_add(out, item->text);
        buf_puts(out, "(");
        for (const struct sql_node *it = item->first; it; it = it->next) {
            add_item(out, arena, it, outputs, depth + 1);
            buf_puts(out, ", ");
        }
        buf_puts(out, ")");
    } else {
        buf_add(out, sql_form(arena, item));
    }
}

static struct str resolved_item(struct arena *arena, const struct sql_node *item,
                                const struct sql_outputs *outputs)
{
    struct buf out;
    buf_init(&out, arena, SIZE_MAX);
    add_item(&out, arena, item, outputs, 0);
    return buf_str(&out);
}

/* Plain keys are a set: order and repetition mean nothing. Grouping sets multiply, and WITH ROLLUP
 * behind the keys goes by their order, so there all stays as it is. */
struct str resolved_group(struct arena *arena, const struct sql_node *group_by,
                          const struct sql_outputs *outputs)
{
    struct strs keys = { 0 };
    size_t kept = 0;
    bool sets = sql_child(group_by, SQL_GROUPING) != NULL;

    for (const struct sql_node *it = group_by->first; it; it = it->next)
        vec_push(arena, &keys, resolved_item(arena, it, outputs));
    if (keys.count && !sets)
        qsort(keys.items, keys.count, sizeof *keys.items, str_cmp_qsort);
    for (size_t i = 0; i < keys.count; i++) {
        if (!kept || sets || !str_eq(keys.items[kept - 1], keys.items[i]))
            keys.items[kept++] = keys.items[i];
    }
    struct str list = text_join(arena, keys.items, kept, ", ");
    return str_is_empty(group_by->text)
               ? list
               : str_fmt(arena, "%.*s %.*s", STR_ARG(group_by->text), STR_ARG(list));
}

struct str resolved_order(struct arena *arena, const struct sql_node *order_by,
                          const struct sql_outputs *outputs)
{
    struct strs keys = { 0 };
    static const struct {
        unsigned flag;
        const char *text;
    } flags[] = { { SQL_DESC, " DESC" },
                  { SQL_NULLS_FIRST, " NULLS FIRST" },
                  { SQL_NULLS_LAST, " NULLS LAST" } };

    for (const struct sql_node *it = order_by->first; it; it = it->next) {
        bool plain = it->kind == SQL_ORDER_ITEM && it->first && it->first == it->last;
        struct str key = plain ? resolved_item(arena, it->first, outputs) : sql_form(arena, it);
        for (size_t i = 0; plain && i < sizeof flags / sizeof *flags; i++) {
            if (it->flags & flags[i].flag)
                key = str_concat(arena, key, str_of(flags[i].text));
        }
        vec_push(arena, &keys, key);
    }
    return text_join(arena, keys.items, keys.count, ", ");
}
