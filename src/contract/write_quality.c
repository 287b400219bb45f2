/* write_quality: the audits of a model as `quality` of its contract.
 *
 * Those that ODCS has a metric for become one; all others are named as SQLMesh runs them, under
 * `type: custom`, so that none is lost. An audit with a condition looks at some rows only, which no
 * metric of ODCS can say. */
#include "contract/write_parts.h"
#include "sql/form.h"

/* Writes what a metric checks and must be; false when the call does not say it plainly. Called
 * first with yaml NULL, to ask. */
typedef bool metric_writer(struct arena *arena, struct yaml_writer *yaml,
                           const struct audit_call *call);

static bool write_zero(struct arena *arena, struct yaml_writer *yaml, const struct audit_call *call)
{
    (void)arena;
    (void)call;
    if (yaml)
        yaml_write_uint(yaml, "mustBe", 0);
    return true;
}

static bool write_together(struct arena *arena, struct yaml_writer *yaml,
                           const struct audit_call *call)
{
    struct column_names names = { 0 };
    if (!column_names_of(&names, arena, audit_argument(call, "columns")) || !yaml)
        return names.count > 0;
    yaml_write_map(yaml, "arguments");
    yaml_write_list(yaml, "properties");
    vec_for (const struct str, it, &names)
        yaml_write_text(yaml, NULL, *it);
    yaml_write_close(yaml);
    yaml_write_close(yaml);
    return write_zero(arena, yaml, call);
}

static bool is_value(const struct sql_node *node)
{
    return node->kind == SQL_NUMBER ||
           (node->kind == SQL_STRING && !(node->flags & (SQL_PREFIXED | SQL_ESCAPES)));
}

static bool write_values(struct arena *arena, struct yaml_writer *yaml,
                         const struct audit_call *call)
{
    const struct sql_node *list = audit_argument(call, "is_in"), *it;
    if (!list || (list->kind != SQL_TUPLE && list->kind != SQL_ARRAY) || !list->first)
        return false;
    for (it = list->first; it; it = it->next)
        if (!is_value(it))
            return false;
    if (!yaml)
        return true;
    yaml_write_map(yaml, "arguments");
    yaml_write_list(yaml, "validValues");
    for (it = list->first; it; it = it->next)
        if (it->kind == SQL_NUMBER)
            yaml_write_number(yaml, NULL, it->text);
        else
            yaml_write_text(yaml, NULL, it->text);
    yaml_write_close(yaml);
    yaml_write_close(yaml);
    return write_zero(arena, yaml, call);
}

/* The audit fails on this many rows or fewer. */
static bool write_rows(struct arena *arena, struct yaml_writer *yaml, const struct audit_call *call)
{
    const struct sql_node *least = audit_argument(call, "threshold");
    (void)arena;
    if (!least || least->kind != SQL_NUMBER || str_find_byte(least->text, '.') >= 0)
        return false;
    for (size_t i = 0; i < least->text.len; i++)
        if (!byte_is_digit(least->text.ptr[i]))
            return false;
    if (yaml)
        yaml_write_number(yaml, "mustBeGreaterThan", least->text);
    return true;
}

static const struct metric {
    const char *audit, *argument; /* which names the columns; NULL: about the object */
    const char *metric, *dimension;
    metric_writer *write;
} metrics[] = {
    { "not_null", "columns", "nullValues", "completeness", write_zero },
    { "unique_values", "columns", "duplicateValues", "uniqueness", write_zero },
    { "unique_combination_of_columns", NULL, "duplicateValues", "uniqueness", write_together },
    { "accepted_values", "column", "invalidValues", "conformity", write_values },
    { "number_of_rows", NULL, "rowCount", "completeness", write_rows },
};

/* What looks for duplicates in one interval says nothing of the table. */
static bool sees_table(const struct draft_writer *writer, const struct audit_call *call)
{
    struct column_names columns = { 0 };
    bool each = str_eq(call->name, STR("unique_values"));
    (void)column_names_of(&columns, writer->arena, audit_argument(call, "columns"));
    for (size_t i = 0; each && i < columns.count; i++)
        if (!audit_sees_duplicates(writer->arena, writer->model,
                                   &(struct column_names){ &columns.items[i], 1, 1 }))
            return false;
    return each || audit_sees_duplicates(writer->arena, writer->model, &columns);
}

/* NULL: ODCS has none, or the call says more than it. */
static const struct metric *metric_of(const struct draft_writer *writer,
                                      const struct audit_call *call)
{
    const struct metric *found = NULL;
    if (!call->call || call->is_partial)
        return NULL;
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++)
        if (str_eq(call->name, str_of(metrics[i].audit)))
            found = &metrics[i];
    if (!found || !found->write(writer->arena, NULL, call))
        return NULL;
    bool duplicates = str_eq(str_of(found->metric), STR("duplicateValues"));
    return duplicates && !sees_table(writer, call) ? NULL : found;
}

/* ---- where they stand ------------------------------------------------------------------------ */

/* The same metric twice at one column: not_null(a), not_null((a, b)). */
static bool is_said(const struct draft_checks *checks, const struct draft_check *check)
{
    for (const struct draft_check *it = checks->first; check->metric && it; it = it->next)
        if (it->metric == check->metric && it->metric->write == write_zero &&
            it->call->use->blocking == check->call->use->blocking)
            return true;
    return false;
}

static void add_check(struct draft_writer *writer, struct str column, const struct audit_call *call,
                      const struct metric *metric)
{
    struct draft_check *check = arena_new(writer->arena, struct draft_check);
    void **slot = map_slot(&writer->checks, column);
    if (!*slot)
        *slot = arena_new(writer->arena, struct draft_checks);
    struct draft_checks *checks = *slot;
    *check = (struct draft_check){ .call = call, .metric = metric };
    if (is_said(checks, check))
        return;
    if (checks->last)
        checks->last->next = check;
    else
        checks->first = check;
    checks->last = check;
}

/* A metric of columns stands at each of them; what is no metric at its one column, else at the
 * object. So does a metric of columns that are not known, by its call. */
static void place_check(struct draft_writer *writer, const struct audit_call *call)
{
    const struct metric *metric = metric_of(writer, call);
    const char *argument = metric && metric->argument ? metric->argument : "column";
    struct column_names columns = { 0 };
    bool known = column_names_of(&columns, writer->arena, audit_argument(call, argument));
    vec_for (const struct str, it, &columns)
        known = known && map_get(&writer->by_name, *it) != NULL;
    if (metric && !metric->argument)
        add_check(writer, STR_EMPTY, call, metric);
    else if (!known || (!metric && columns.count != 1))
        add_check(writer, STR_EMPTY, call, NULL);
    else
        vec_for (const struct str, it, &columns)
            add_check(writer, *it, call, metric);
}

void draft_checks_find(struct draft_writer *writer)
{
    vec_for (const struct audit_use, it, &writer->model->audits) {
        struct audit_call *call = arena_new(writer->arena, struct audit_call);
        if (it->skip)
            continue;
        audit_call_read(call, writer->arena, writer->model, it);
        place_check(writer, call);
    }
}

static void write_check(struct draft_writer *writer, const struct draft_check *check)
{
    struct yaml_writer *yaml = writer->yaml;
    const struct metric *metric = check->metric;
    yaml_write_map(yaml, NULL);
    if (metric) {
        yaml_write_text(yaml, "metric", str_of(metric->metric));
        (void)metric->write(writer->arena, yaml, check->call);
        yaml_write_text(yaml, "dimension", str_of(metric->dimension));
    } else {
        yaml_write_text(yaml, "type", STR("custom"));
        yaml_write_text(yaml, "engine", STR("sqlmesh"));
        yaml_write_text(yaml, "implementation", audit_call_text(writer->arena, check->call->use));
    }
    yaml_write_text(yaml, "severity", check->call->use->blocking ? STR("error") : STR("warning"));
    yaml_write_close(yaml);
}

void draft_write_checks(struct draft_writer *writer, struct str column)
{
    const struct draft_checks *checks = map_get(&writer->checks, column);
    if (!checks)
        return;
    yaml_write_list(writer->yaml, "quality");
    for (const struct draft_check *it = checks->first; it; it = it->next)
        write_check(writer, it);
    yaml_write_close(writer->yaml);
}
