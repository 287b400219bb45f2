/* dump: the normal form of a contract as lines, for tests. Digests are shown as "#". */
#ifndef STOPLOG_TESTS_CONTRACT_DUMP_H
#define STOPLOG_TESTS_CONTRACT_DUMP_H

#include "base/buf.h"
#include "base/limits.h"
#include "codec/date.h"
#include "contract/contract.h"

static inline struct str dump_key(struct arena *arena, struct str key)
{
    for (size_t i = 0; i < 64; i++)
        if (key.len < 64 || byte_hex(key.ptr[i]) < 0)
            return key;
    return str_concat(arena, STR("#"), str_sub(key, 64, key.len));
}

/* " name=text", nothing for an empty text. */
static inline void dump_text(struct buf *out, const char *name, struct str text)
{
    if (text.len > 0)
        buf_printf(out, " %s=%.*s", name, STR_ARG(text));
}

static inline void dump_flag(struct buf *out, const char *name, bool flag)
{
    if (flag)
        buf_printf(out, " %s", name);
}

static inline void dump_end(struct buf *out, const struct contract_end *end)
{
    dump_flag(out, "deprecated", end->is_deprecated);
    if (end->has_day)
        dump_text(out, "until", date_format(out->arena, end->day));
}

static inline void dump_texts(struct buf *out, const char *line, const char *what,
                              const struct contract_texts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        buf_printf(out, "%s%s %.*s\n", line, what, STR_ARG(texts->items[i]));
}

static inline void dump_check(struct buf *out, const char *line, const struct contract_check *check)
{
    buf_printf(out, "%scheck %.*s", line, STR_ARG(dump_key(out->arena, check->key)));
    dump_text(out, "name", check->name);
    dump_text(out, "type", check->type);
    dump_text(out, "unit", check->unit);
    dump_text(out, "severity", check->severity);
    dump_text(out, "dimension", check->dimension);
    for (size_t i = 0; i < check->bounds.count; i++) {
        const struct contract_bound *bound = &check->bounds.items[i];
        buf_printf(out, " %.*s(%.*s", STR_ARG(bound->operator), STR_ARG(bound->text));
        buf_printf(out, bound->upper.len ? "..%.*s)" : "%.*s)", STR_ARG(bound->upper));
    }
    for (size_t i = 0; i < check->valid.len; i++) {
        char c = check->valid.ptr[i];
        buf_puts(out, i == 0 ? " valid=" : "");
        buf_byte(out, c == '\x1f' ? '|' : c);
    }
    buf_byte(out, '\n');
}

static inline void dump_column(struct buf *out, struct str line,
                               const struct contract_column *column)
{
    struct str deeper = str_concat(out->arena, line, STR("  "));
    buf_printf(out, "%.*scolumn %.*s", STR_ARG(line), STR_ARG(column->path));
    dump_text(out, "id", column->id);
    dump_text(out, "physical", column->physical_name);
    dump_text(out, "logical", column->logical_type);
    dump_text(out, "type", column->physical_type);
    dump_flag(out, "required", column->required);
    dump_flag(out, "unique", column->unique);
    dump_flag(out, "key", column->primary_key);
    if (column->key_position)
        buf_printf(out, " key@%u", column->key_position);
    dump_flag(out, "partitioned", column->partitioned);
    if (column->partition_position)
        buf_printf(out, " partition@%u", column->partition_position);
    dump_flag(out, "measure", column->is_measure);
    dump_text(out, "classification", column->classification);
    dump_text(out, "pii", column->pii);
    dump_text(out, "critical", column->critical);
    dump_end(out, &column->end);
    dump_flag(out, "described", column->described.len > 0);
    dump_flag(out, "unread", column->unread.len > 0);
    buf_byte(out, '\n');
    for (size_t i = 0; i < column->options.count; i++)
        buf_printf(out, "%.*soption %.*s = %.*s\n", STR_ARG(deeper),
                   STR_ARG(column->options.items[i].key), STR_ARG(column->options.items[i].text));
    if (column->has_values) {
        buf_printf(out, "%.*svalues%s", STR_ARG(deeper), column->values_open ? " (open)" : "");
        for (size_t i = 0; i < column->values.count; i++)
            buf_printf(out, "%s %.*s", i ? "," : "", STR_ARG(column->values.items[i]));
        buf_byte(out, '\n');
    }
    dump_texts(out, deeper.ptr, "reference", &column->references);
    for (size_t i = 0; i < column->checks.count; i++)
        dump_check(out, deeper.ptr, &column->checks.items[i]);
    for (size_t i = 0; i < column->children.count; i++)
        dump_column(out, deeper, &column->children.items[i]);
}

static inline void dump_object(struct buf *out, const struct contract_object *object)
{
    buf_printf(out, "object %.*s", STR_ARG(object->name));
    dump_text(out, "id", object->id);
    dump_text(out, "physical", object->physical_name);
    dump_text(out, "type", object->physical_type);
    dump_text(out, "sqlmesh", object->sqlmesh_model);
    dump_text(out, "grain", object->grain);
    dump_end(out, &object->end);
    dump_flag(out, "no-columns", !object->lists_columns);
    dump_flag(out, "described", object->described.len > 0);
    dump_flag(out, "unread", object->unread.len > 0);
    buf_byte(out, '\n');
    dump_texts(out, "  ", "reference", &object->references);
    for (size_t i = 0; i < object->checks.count; i++)
        dump_check(out, "  ", &object->checks.items[i]);
    for (size_t i = 0; i < object->columns.count; i++)
        dump_column(out, STR("  "), &object->columns.items[i]);
}

static inline void dump_contract_head(struct buf *out, const struct contract *contract)
{
    buf_printf(out, "%s", contract_format_name(contract->format));
    dump_text(out, "api", contract->api_version);
    dump_text(out, "id", contract->id);
    dump_text(out, "name", contract->name);
    dump_text(out, "version", contract->version);
    buf_printf(out, "@%u", contract->version_place.line);
    dump_text(out, "status", str_of(contract_status_name(contract->status)));
    dump_text(out, "written", contract->status_text);
    dump_text(out, "domain", contract->domain);
    dump_text(out, "team", contract->team);
    dump_text(out, "notice", contract->notice_period);
    dump_text(out, "sqlmesh", contract->sqlmesh_model);
    if (contract->dialect)
        dump_text(out, "dialect", contract->dialect->name);
    dump_end(out, &contract->end);
    dump_flag(out, "described", contract->described.len > 0);
    dump_flag(out, "unread", contract->unread.len > 0);
    buf_byte(out, '\n');
    if (contract->description.len > 0)
        buf_printf(out, "description %.*s\n", STR_ARG(contract->description));
}

static inline void dump_contract(struct buf *out, const struct contract *contract)
{
    dump_contract_head(out, contract);
    for (size_t i = 0; i < contract->members.count; i++) {
        const struct contract_member *member = &contract->members.items[i];
        buf_puts(out, "member");
        dump_text(out, "username", member->username);
        dump_text(out, "name", member->name);
        dump_text(out, "role", member->role);
        dump_flag(out, "left", member->has_left);
        buf_byte(out, '\n');
    }
    dump_texts(out, "", "support", &contract->support);
    for (size_t i = 0; i < contract->slas.count; i++) {
        const struct contract_sla *sla = &contract->slas.items[i];
        buf_printf(out, "sla %.*s", STR_ARG(sla->property));
        dump_text(out, "element", sla->element);
        dump_text(out, "value", sla->value);
        dump_text(out, "ext", sla->value_ext);
        dump_text(out, "unit", sla->unit);
        dump_text(out, "driver", sla->driver);
        dump_text(out, "schedule", sla->schedule);
        buf_byte(out, '\n');
    }
    for (size_t i = 0; i < contract->objects.count; i++)
        dump_object(out, &contract->objects.items[i]);
}

static inline void dump_diags(struct buf *out, const struct diags *diags)
{
    static const char *const levels[] = { "note", "warning", "error" };
    for (size_t i = 0; i < diags->count; i++)
        buf_printf(out, "%u:%u %s: %.*s\n", diags->items[i].place.line,
                   diags->items[i].place.column, levels[diags->items[i].level],
                   STR_ARG(diags->items[i].text));
}

/* Reads bytes as a contract and shows it, and what was said. False when it could not be read. */
static inline bool dump_read(struct buf *out, struct contract *contract, struct str path,
                             struct str bytes)
{
    const struct yaml_options options = { .allow_aliases = true };
    struct node *root = NULL;
    struct diags diags;
    struct err err = { 0 };
    bool is_read = false;
    diags_init(&diags, out->arena);
    if (yaml_read(&root, out->arena, path, bytes, options, &diags, &err) == OK) {
        is_read = contract_read(contract, out->arena, root, &diags);
        if (is_read)
            dump_contract(out, contract);
        else
            buf_puts(out, "not read\n");
    }
    dump_diags(out, &diags);
    return is_read;
}

#endif
