/* write_columns: `properties` of the object: one per column, nested ones as far as the types say
 * them. */
#include "contract/logical.h"
#include "contract/write_parts.h"
#include "sql/form.h"

/* Deeper fields are in the physical type alone: each level is two of YAML's. */
enum { NESTING_MOST = 12 };

static void write_type(struct draft_writer *writer, const struct sql_node *type, unsigned depth);

/* One field of a struct, or the item of an array (no name). */
static void write_field(struct draft_writer *writer, struct str name, const struct sql_node *type,
                        unsigned depth)
{
    yaml_write_stated(writer->yaml, "name", name);
    write_type(writer, type, depth);
}

/* An IDENT before each type: the fields of a struct. */
static bool has_fields(const struct sql_node *type)
{
    size_t fields = 0;
    for (const struct sql_node *it = type->first; it; it = it->next) {
        bool named = it->kind == SQL_IDENT && it->text.len > 0 && it->next;
        if (it->kind == SQL_CLAUSE)
            continue;
        if (!named || it->next->kind != SQL_TYPE)
            return false;
        it = it->next;
        fields++;
    }
    return fields > 0;
}

static void write_fields(struct draft_writer *writer, const struct sql_node *type, unsigned depth)
{
    yaml_write_list(writer->yaml, "properties");
    for (const struct sql_node *it = type->first; it; it = it->next) {
        if (it->kind != SQL_IDENT)
            continue;
        yaml_write_map(writer->yaml, NULL);
        write_field(writer, it->text, it->next, depth);
        yaml_write_close(writer->yaml);
    }
    yaml_write_close(writer->yaml);
}

static void write_type(struct draft_writer *writer, const struct sql_node *type, unsigned depth)
{
    struct yaml_writer *yaml = writer->yaml;
    struct str text = sql_form(writer->arena, type), format;
    enum logical_type logical = logical_type_of(text, &format);
    yaml_write_stated(yaml, "logicalType", str_of(logical_type_name(logical)));
    if (format.len > 0) {
        yaml_write_map(yaml, "logicalTypeOptions");
        yaml_write_text(yaml, "format", format);
        yaml_write_close(yaml);
    }
    yaml_write_stated(yaml, "physicalType", text);
    if (depth == NESTING_MOST)
        return;
    if (logical == LOGICAL_OBJECT && has_fields(type))
        write_fields(writer, type, depth + 1);
    if (logical == LOGICAL_ARRAY && type->first && type->first->kind == SQL_TYPE &&
        !type->first->next) {
        yaml_write_map(yaml, "items");
        write_field(writer, STR_EMPTY, type->first, depth + 1);
        yaml_write_close(yaml);
    }
}

static void write_column_type(struct draft_writer *writer, const struct column *column)
{
    const struct sql_node *type = type_tree(writer->arena, writer->model->dialect, column->type);
    if (type)
        write_type(writer, type, 0);
}

static void write_keys(struct draft_writer *writer, struct str name)
{
    struct yaml_writer *yaml = writer->yaml;
    const struct model_key *primary = writer->primary;
    size_t position = primary ? names_position(&primary->columns, name) : 0;
    size_t partition = names_position(&writer->partitions, name);
    bool alone = position > 0 && primary->columns.count == 1;
    if (keeps_not_null(&writer->keeps, name))
        yaml_write_bool(yaml, "required", true);
    if (!alone && keeps_unique_column(&writer->keeps, name))
        yaml_write_bool(yaml, "unique", true);
    if (position > 0) {
        yaml_write_bool(yaml, "primaryKey", true);
        yaml_write_uint(yaml, "primaryKeyPosition", position);
    }
    if (partition > 0) {
        yaml_write_bool(yaml, "partitioned", true);
        yaml_write_uint(yaml, "partitionKeyPosition", partition);
    }
}

void draft_write_columns(struct draft_writer *writer)
{
    yaml_write_list(writer->yaml, "properties");
    vec_for (const struct column *, it, &writer->columns) {
        const struct column *column = *it;
        yaml_write_map(writer->yaml, NULL);
        yaml_write_text(writer->yaml, "name", column->name);
        write_column_type(writer, column);
        yaml_write_stated(writer->yaml, "description", column->description);
        write_keys(writer, column->name);
        draft_write_checks(writer, column->name);
        yaml_write_close(writer->yaml);
    }
    yaml_write_close(writer->yaml);
}
