/* bind_find: which column of which relation a name means. */
#include "sql/bind_private.h"

/* Look-ups in one query: past it answers become unsure, as columns times tables may be huge. */
#define STEPS_MAX 20000000

/* Parts at the front of a list that are plain names. */
static size_t plain_parts(const struct sql_node *first)
{
    size_t count = 0;
    for (const struct sql_node *it = first; it && it->kind == SQL_IDENT; it = it->next)
        count++;
    return count;
}

static const struct sql_node *part_at(const struct sql_node *first, size_t index)
{
    while (index-- > 0)
        first = first->next;
    return first;
}

/* db.t answers to t and to db.t; with an alias to that alone. */
static bool answers_to(const struct bind_source *source, const struct sql_node *first, size_t count)
{
    if (source->alias.len)
        return count == 1 && str_eq(source->alias, first->text);
    if (source->node->kind != SQL_TABLE)
        return false;
    const struct sql_node *part = source->node->first;
    size_t own = plain_parts(part);
    if (own == 0)
        return false;
    size_t common = own < count ? own : count;
    part = part_at(part, own - common);
    first = part_at(first, count - common);
    for (; common > 0; common--, part = part->next, first = first->next)
        if (!str_eq(part->text, first->text))
            return false;
    return true;
}

const struct bind_source *bind_qualified(const struct bind_scope *scope,
                                         const struct sql_node *first, size_t count)
{
    if (count == 0)
        return NULL;
    vec_for (const struct bind_source, it, &scope->sources)
        if (answers_to(it, first, count))
            return it;
    return NULL;
}

bool bind_in_list(const struct sql_node *list, struct str name)
{
    for (const struct sql_node *it = list ? list->first : NULL; it; it = it->next)
        if (str_eq(it->text, name))
            return true;
    return false;
}

const struct bind_column *bind_alias(const struct bind_scope *scope, struct str name)
{
    if (!scope->outputs || scope->outputs->node != scope->query)
        return NULL;
    vec_for (const struct bind_column, it, scope->outputs)
        if (it->from.count == 0 && str_eq(it->name, name))
            return it;
    return NULL;
}

bool bind_is_own_column(const struct bind_column *output)
{
    const struct sql_node *expr = output->expr;
    return expr && expr->kind == SQL_COLUMN && expr->last && expr->last->kind == SQL_IDENT &&
           str_eq(expr->last->text, output->name);
}

/* What the sources of one scope say about a bare name. */
struct tally {
    const struct bind_source *hit, *maybe;
    size_t index, hits, maybes;
    bool merged;
};

static void tally_sources(struct tally *tally, struct binder *binder,
                          const struct bind_scope *scope, struct str name, bool hidden)
{
    vec_for (const struct bind_source, it, &scope->sources) {
        if (it == binder->until)
            break;
        if (it->hidden != hidden)
            continue;
        bool merged = it->using && bind_in_list(it->using, name);
        size_t index = bind_index(binder, it->relation, name);
        tally->merged = tally->merged || merged;
        if (index != SIZE_MAX && !tally->hit) {
            tally->hit = it;
            tally->index = index;
        }
        if (index != SIZE_MAX)
            tally->hits += !merged || tally->hits == 0;
        else if (!it->relation->complete) {
            tally->maybes++;
            tally->maybe = it;
        }
    }
    binder->steps += scope->sources.count;
}

/* Whether a query around has columns that are seen here. */
static bool sees_others(const struct bind_scope *scope)
{
    for (; scope->around; scope = scope->around)
        if (!scope->guessed && (scope->around->sources.count || !scope->around->complete))
            return true;
    return false;
}

/* A relation with unknown columns has the name when nothing else can: no other relation, no column
 * around, no alias. */
static bool must_have_it(const struct binder *binder, const struct tally *tally,
                         const struct bind_scope *scope, struct str name)
{
    const struct bind_column *alias =
        str_eq(binder->defining, name) ? NULL : bind_alias(scope, name);
    return tally->maybes == 1 && tally->maybe && !sees_others(scope) &&
           (!alias || bind_is_own_column(alias));
}

/* One scope's answer for a bare name; false: look further out. */
static bool find_bare(struct binder *binder, const struct bind_scope *scope,
                      const struct sql_node *first, struct bind_hit *out)
{
    struct tally tally = { .index = SIZE_MAX };
    struct str name = first->text;
    tally_sources(&tally, binder, scope, name, false);
    if (!tally.hits && !tally.maybes)
        tally_sources(&tally, binder, scope, name, true);
    tally.maybes += !scope->complete || binder->steps > STEPS_MAX;
    *out = (struct bind_hit){ .scope = scope,
                              .source = tally.hit,
                              .index = tally.index,
                              .name = name,
                              .sure = tally.maybes == 0 };
    const struct bind_source *row = tally.hits ? NULL : bind_qualified(scope, first, 1);
    if (tally.merged) {
        out->answer = BIND_MERGED;
    } else if (row) {
        out->answer = BIND_ROW;
        out->source = row;
        out->sure = tally.maybes == 0 || (tally.maybes == 1 && tally.maybe == row);
    } else if (tally.hits == 1 && !tally.maybes) {
        out->answer = BIND_ONE;
    } else if (tally.hits == 0 && must_have_it(binder, &tally, scope, name)) {
        out->answer = BIND_ONE; /* not sure: the query may as well be broken */
        out->source = tally.maybe;
    } else if (tally.hits || tally.maybes) {
        out->answer = BIND_MAYBE;
    } else {
        out->answer = BIND_NONE;
        return bind_alias(scope, name) != NULL;
    }
    return true;
}

/* t.c, db.t.c and t.c.field: the longest front that names a source. */
static bool find_qualified(struct binder *binder, const struct bind_scope *scope,
                           const struct sql_node *first, size_t parts, struct bind_hit *out)
{
    for (size_t count = parts - 1; count > 0; count--) {
        const struct bind_source *source = bind_qualified(scope, first, count);
        if (!source)
            continue;
        struct str name = part_at(first, count)->text;
        *out = (struct bind_hit){ .answer = BIND_ONE,
                                  .scope = scope,
                                  .source = source,
                                  .index = bind_index(binder, source->relation, name),
                                  .name = name,
                                  .qualifiers = count,
                                  .sure = true };
        binder->steps++;
        return true;
    }
    return false;
}

static void find_with_fields(struct binder *binder, const struct bind_scope *scope,
                             const struct sql_node *first, size_t parts, struct bind_hit *out)
{
    struct bind_hit bare;
    for (const struct bind_scope *it = scope; it; it = it->around) {
        if (find_qualified(binder, it, first, parts, out))
            return;
        if (find_bare(binder, it, first, &bare) && bare.index != SIZE_MAX) {
            *out = bare;
            return;
        }
    }
    *out = (struct bind_hit){
        .answer = BIND_MAYBE, .scope = scope, .index = SIZE_MAX, .name = first->text
    };
}

void bind_find(struct binder *binder, const struct bind_scope *scope, const struct sql_node *column,
               struct bind_hit *out)
{
    const struct sql_node *first = column->first;
    size_t parts = plain_parts(first);
    *out = (struct bind_hit){ .answer = BIND_MAYBE, .scope = scope, .index = SIZE_MAX };
    out->name = first && first->kind == SQL_IDENT ? first->text : STR_EMPTY;
    if (parts == 0 || column->last->kind != SQL_IDENT)
        return;
    if (parts > 1) {
        find_with_fields(binder, scope, first, parts, out);
        return;
    }
    for (const struct bind_scope *it = scope; it; it = it->around)
        if (find_bare(binder, it, first, out))
            return;
    if (out->answer == BIND_NONE)
        out->scope = scope;
}

struct str bind_type_of(struct binder *binder, const struct bind_scope *scope,
                        const struct sql_node *expr)
{
    struct bind_hit hit;
    const struct sql_node *type = expr && expr->kind == SQL_CAST ? sql_child(expr, SQL_TYPE) : NULL;
    if (binder->untyped)
        return STR_EMPTY;
    if (type)
        return sql_form(binder->arena, type);
    if (!expr || expr->kind != SQL_COLUMN)
        return STR_EMPTY;
    bind_find(binder, scope, expr, &hit);
    bool plain = hit.answer == BIND_ONE && hit.index != SIZE_MAX &&
                 plain_parts(expr->first) == hit.qualifiers + 1;
    return plain ? hit.source->relation->items[hit.index].type : STR_EMPTY;
}
