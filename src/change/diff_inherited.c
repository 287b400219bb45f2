/* diff_inherited: what happens to a query whose parents have other columns now, although its own
 * text may be the same: its stars mean something else. New and lost columns of the model itself are
 * found by diff_columns; here it is about rows. */
#include "change/query_diff.h"

static void inherited_fact(struct model_diff *m, const struct row_reason *reason)
{
    struct str why = row_reason_note(m->arena, reason, STR_EMPTY);
    diff_fact(
        m, (struct fact){
               .code = reason->code,
               .aspect = str_fmt(m->arena, "%s over the columns of a parent", reason->word),
               .note = str_fmt(m->arena, "a parent has other columns now: %.*s", STR_ARG(why)) });
}

void diff_inherited(struct model_diff *m)
{
    const struct sql_node *query = m->after->query;

    if (!m->parents_reshaped || !query || m->before->class != m->after->class ||
        diff_has(m, FACT_SQ113))
        return;
    const struct row_reason *reason = rows_of_surroundings(m->arena, query, NULL);
    if (reason)
        inherited_fact(m, reason);
}
