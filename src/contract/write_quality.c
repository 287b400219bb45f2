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
static bool is_said(struct draft_writer *writer, const struct audit_call *call, struct str column)
{
    vec_for (const struct draft_check, it, &writer->checks)
        if (str_eq(it->column, column) && str_eq(it->call.name, call->name) &&
            it->call.use->blocking == call->use->blocking &&
            (str_eq(call->name, STR("not_null")) || str_eq(call->name, STR("unique_values"))) &&
            metric_of(writer, &it->call))
            return true;
    return false;
}

static void place_check(struct draft_writer *writer, const struct audit_call *call)
{
    struct arena *arena = writer->arena;
    const struct metric *metric = metric_of(writer, call);
    struct column_names columns = { 0 };
    bool known = column_names_of(
        &columns, arena,
        audit_argument(call, metric && metric->argument ? metric->argument : "column"));
    vec_for (const struct str, it, &columns)
        known = known && names_position(&writer->columns, *it) > 0;
    /* Of several columns a call that is no metric would have to be said several times. */
    if (!known || (metric ? !metric->argument : columns.count != 1)) {
        vec_push(arena, &writer->checks, (struct draft_check){ *call, STR_EMPTY });
        return;
    }
    vec_for (const struct str, it, &columns)
        if (!metric || !is_said(writer, call, *it))
            vec_push(arena, &writer->checks, (struct draft_check){ *call, *it });
}

void draft_checks_find(struct draft_writer *writer)
{
    vec_for (const struct audit_use, it, &writer->model->audits) {
        struct audit_call call;
        if (it->skip)
            continue;
        audit_call_read(&call, writer->arena, writer->model, it);
        place_check(writer, &call);
    }
}

/* A metric at the object needs no column; one that names columns that are not there is custom. */
static const struct metric *metric_here(const struct draft_writer *writer,
                                        const struct draft_check *check)
{
    const struct metric *metric = metric_of(writer, &check->call);
    bool at_object = metric && !metric->argument;
    return metric && at_object == (check->column.len == 0) ? metric : NULL;
}

static void write_check(struct draft_writer *writer, const struct draft_check *check)
{
    struct yaml_writer *yaml = writer->yaml;
    const struct metric *metric = metric_here(writer, check);
    yaml_write_map(yaml, NULL);
    if (metric) {
        yaml_write_text(yaml, "metric", str_of(metric->metric));
        (void)metric->write(writer->arena, yaml, &check->call);
        yaml_write_text(yaml, "dimension", str_of(metric->dimension));
    } else {
        yaml_write_text(yaml, "type", STR("custom"));
        yaml_write_text(yaml, "engine", STR("sqlmesh"));
        yaml_write_text(yaml, "implementation", audit_call_text(writer->arena, check->call.use));
    }
    yaml_write_text(yaml, "severity", check->call.use->blocking ? STR("error") : STR("warning"));
    yaml_write_close(yaml);
}

void draft_write_checks(struct draft_writer *writer, struct str column)
{
    bool open = false;
    vec_for (const struct draft_check, it, &writer->checks) {
        if (!str_eq(it->column, column))
            continue;
        if (!open)
            yaml_write_list(writer->yaml, "quality");
        open = true;
        write_check(writer, it);
    }
    if (open)
        yaml_write_close(writer->yaml);
}
