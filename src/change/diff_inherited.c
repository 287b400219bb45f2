/* diff_inherited: what happens to a query whose parents have other columns now, although its
 * own text may be the same: its stars mean something else, and a name may find a new column
 * first. New and lost columns of the model itself are found by diff_columns; here it is about
 * rows and values. */
#include "change/finder.h"
#include "change/query_diff.h"

#include "sql/walk.h"

static void stars_fact(struct model_diff *m, const struct row_reason *reason)
{
    struct str why = row_reason_note(m->arena, reason, STR_EMPTY);
    diff_fact(
        m, (struct fact){
               .code = reason->code,
               .aspect = str_fmt(m->arena, "%s over the columns of a parent", reason->word),
               .note = str_fmt(m->arena, "a parent has other columns now: %.*s", STR_ARG(why)) });
}

/* Names of base that could find something else when a parent has other columns: in a subquery,
 * which may have taken them from outside; of an output that other expressions use; or beside
 * another source that gave them. A name that came with this change is told with the text around it.
 */
struct captured {
    struct captures names;
    struct map aliases;
};

static enum walk_step visit_alias(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct captured *captured = ctx;
    (void)depth;
    if (node->kind == SQL_ALIASED && node->last && node->last->kind == SQL_IDENT)
        map_put(&captured->aliases, node->last->text, captured);
    return WALK_CONTINUE;
}

static bool is_captured(const struct captured *captured, const struct sql_node *query,
                        struct str name)
{
    return map_get(&captured->names.nested, name) ||
           (map_get(&captured->aliases, name) && mentions_unqualified(query, name));
}

/* Why the name may find something else, as a note, or "". */
static struct str why_captured(const struct model_diff *m, const struct captured *captured,
                               const struct gained_column *column, bool gained)
{
    struct str name = column->name;

    if (gained &&
        captures_clash(&captured->names, model_query(m->after), column) == rows_of_clash())
        return str_fmt(m->arena, "the text is the same, but name %.*s is now in two sources",
                       STR_ARG(name));
    if (!is_captured(captured, model_query(m->before), name))
        return STR_EMPTY;
    return gained ? STR("the text is the same, but this name may now find the new column of a "
                        "parent")
                  : STR("the text is the same, but without the column of the parent this name may "
                        "find another one");
}

/* Columns of `list` that the other side lacks, where the query may take another thing by that name.
 */
static void diff_names(struct model_diff *m, const struct pair *parent, bool gained,
                       const struct captured *captured)
{
    const struct model *with = gained ? parent->after : parent->before;
    const struct model *without = gained ? parent->before : parent->after;
    struct finder finder;

    finder_init(&finder, m->arena, model_columns(without));
    vec_for (const struct column, column, model_columns(with)) {
        if (finder_get(&finder, column->name) || str_is_empty(column->name))
            continue;
        struct gained_column one = { .name = column->name, .model = with->name };
        struct str note = why_captured(m, captured, &one, gained);
        if (str_is_empty(note))
            continue;
        struct str full =
            str_fmt(m->arena, "%.*s.%.*s", STR_ARG(with->name), STR_ARG(column->name));
        diff_query_fact(
            m, (struct fact){ .code = FACT_SQ115,
                              .aspect = str_fmt(m->arena, "name %.*s", STR_ARG(column->name)),
                              .old_text = gained ? STR_EMPTY : full,
                              .new_text = gained ? full : STR_EMPTY,
                              .note = note });
    }
    finder_release(&finder);
}

/* --- queries made from columns ---------------------------------------------------------------- */

/* The first model that is read and has other columns, or types of them, than before; or NULL. */
static const struct model *changed_parent(const struct model_diff *m)
{
    for (size_t i = 0; i < m->after->dependencies.count; i++) {
        struct str fqn = m->after->dependencies.items[i].fqn;
        const struct model *before = projects_model(m->run->before, fqn);
        const struct model *after = projects_model(m->run->after, fqn);
        if ((before || after) &&
            (!before || !after ||
             !column_types_same(model_column_types(before), model_column_types(after))))
            return after ? after : before;
    }
    return NULL;
}

/* What code and macros make of the columns of a parent cannot be told. */
static void diff_made_query(struct model_diff *m)
{
    const struct model *parent = model_asks_columns(m->after) ? changed_parent(m) : NULL;
    if (!parent)
        return;
    diff_fact(m, (struct fact){ .code = FACT_SQ190,
                                .aspect = STR("query made from columns"),
                                .new_text =
                                    model_query(m->after) ? model_query_form(m->after) : STR_EMPTY,
                                .seal = model_query_form(m->after),
                                .note = str_fmt(m->arena,
                                                "code or a macro asks for the columns of a parent, "
                                                "and %.*s has other columns now",
                                                STR_ARG(parent->name)) });
}

void diff_inherited(struct model_diff *m)
{
    const struct sql_node *query = model_query(m->after);

    diff_made_query(m);
    if (!m->parents_reshaped || !query || m->before->class != m->after->class)
        return;
    bool same_names = names_mean_the_same(m);
    const struct row_reason *reason = rows_of_surroundings(m, 1, query, NULL);
    if (reason && !diff_has(m, FACT_SQ113))
        stars_fact(m, reason);
    if (!model_query(m->before) || same_names)
        return;
    struct captured captured;
    captures_read(&captured.names, m->arena, model_query(m->before));
    map_init(&captured.aliases, m->arena);
    sql_walk(model_query(m->before), visit_alias, &captured);
    for (size_t i = 0; i < m->after->dependencies.count; i++) {
        const struct pair *parent = map_get(&m->run->reshaped, m->after->dependencies.items[i].fqn);
        if (!parent)
            continue;
        diff_names(m, parent, true, &captured);
        diff_names(m, parent, false, &captured);
    }
    captures_release(&captured.names);
    map_release(&captured.aliases);
}
