#include "contract/write.h"

#include "base/limits.h"
#include "change/cron.h"
#include "codec/utf8.h"
#include "contract/logical.h"
#include "contract/write_parts.h"

enum { NAMES_SHOWN = 8 };

size_t names_position(const struct column_names *names, struct str name)
{
    for (size_t i = 0; i < names->count; i++)
        if (str_eq(names->items[i], name))
            return i + 1;
    return 0;
}

/* ---- what is known --------------------------------------------------------------------------- */

/* A part of a key would be another key. */
static void find_keys(struct draft_writer *writer, struct contract_texts *gaps)
{
    const struct model_key *primary;
    model_keeps(&writer->keeps, writer->arena, writer->model);
    primary = writer->primary = writer->keeps.primary;
    for (size_t i = 0; primary && i < primary->columns.count; i++)
        if (!map_get(&writer->by_name, primary->columns.items[i]))
            writer->primary = NULL;
    if (primary && !writer->primary)
        vec_push(writer->arena, gaps, STR("a key with columns that are not known"));
    if (writer->keeps.is_unsure)
        vec_push(writer->arena, gaps, STR("a key or an audit that is made of expressions"));
    if (writer->keeps.is_partial)
        vec_push(writer->arena, gaps,
                 STR("whether what is unique in each interval is so in the table"));
}

/* In order: the time column, where SQLMesh partitions by it, then partitioned_by. */
static void find_partitions(struct draft_writer *writer)
{
    const struct model *model = writer->model;
    const struct property *by = property_get(&model->properties, "partitioned_by");
    struct str time = model_kind_value(model, "time_column");
    if (time.len > 0 && str_eq(model_kind_value(model, "partition_by_time_column"), STR("true"))) {
        struct str list = str_fmt(writer->arena, "(%.*s)", STR_ARG(time));
        (void)column_names_of(&writer->partitions, writer->arena,
                              model_expression(writer->arena, model, list));
    }
    if (by) {
        struct str list = str_fmt(writer->arena, "(%.*s)", STR_ARG(by->form));
        (void)column_names_of(&writer->partitions, writer->arena,
                              model_expression(writer->arena, model, list));
    }
}

static struct str names_listed(struct arena *arena, const struct column_names *names)
{
    struct buf out;
    buf_init(&out, arena, LIMIT_report_bytes);
    for (size_t i = 0; i < names->count && i < NAMES_SHOWN; i++)
        buf_printf(&out, "%s%.*s", i ? ", " : "", STR_ARG(names->items[i]));
    if (names->count > NAMES_SHOWN)
        buf_printf(&out, " and %zu more", names->count - NAMES_SHOWN);
    return buf_str(&out);
}

static void say_types(struct draft_writer *writer, struct contract_texts *gaps,
                      const struct column_names *untyped)
{
    if (untyped->count > 0)
        vec_push(writer->arena, gaps,
                 str_fmt(writer->arena, "the type%s of %.*s", untyped->count == 1 ? "" : "s",
                         STR_ARG(names_listed(writer->arena, untyped))));
}

static void find_columns(struct draft_writer *writer, struct contract_texts *gaps)
{
    const struct columns *columns = model_columns(writer->model);
    struct column_names untyped = { 0 }, twice = { 0 };
    size_t unnamed = 0;
    vec_for (struct column, it, columns) {
        /* Blanks around a name do not count where contracts are read. */
        bool named = it->name.len > 0 && str_eq(str_trim(it->name), it->name);
        bool again = named && map_get(&writer->by_name, it->name) != NULL;
        unnamed += !named;
        if (again)
            vec_push(writer->arena, &twice, it->name);
        if (again || !named)
            continue;
        map_put(&writer->by_name, it->name, it);
        vec_push(writer->arena, &writer->columns, it);
        if (!type_tree(writer->arena, writer->model->dialect, it->type))
            vec_push(writer->arena, &untyped, it->name);
    }
    if (!columns->complete)
        vec_push(writer->arena, gaps, STR("columns that the query may have besides these"));
    if (unnamed > 0)
        vec_push(writer->arena, gaps,
                 str_fmt(writer->arena, "%zu column%s without a name, or with blanks around it",
                         unnamed, unnamed == 1 ? "" : "s"));
    if (twice.count > 0)
        vec_push(writer->arena, gaps,
                 str_fmt(writer->arena, "columns that are there twice: %.*s",
                         STR_ARG(names_listed(writer->arena, &twice))));
    say_types(writer, gaps, &untyped);
}

/* ---- the parts of the file ------------------------------------------------------------------- */

struct str contract_draft_id(struct arena *arena, struct str project, struct str model)
{
    struct buf out;
    struct str parts[] = { project, model };
    buf_init(&out, arena, LIMIT_yaml_bytes);
    buf_puts(&out, "urn:stoplog");
    for (size_t part = project.len ? 0 : 1; part < 2; part++) {
        buf_byte(&out, ':');
        for (size_t i = 0; i < parts[part].len; i++) {
            char c = parts[part].ptr[i];
            if (byte_is_alpha(c) || byte_is_digit(c) || memchr(".-_~", c, 4))
                buf_byte(&out, c);
            else
                buf_printf(&out, "%%%02X", (unsigned)(unsigned char)c);
        }
    }
    return buf_str(&out);
}

/* What one reads: a kind that may be anything is not said. */
static struct str physical_type(const struct model *model)
{
    static const char *const open[] = { "EXTERNAL", "CUSTOM", "DBT_CUSTOM", "" };
    if (str_eq(model->kind, STR("VIEW")))
        return STR("view");
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        if (str_eq(model->kind, str_of(open[i])))
            return STR_EMPTY;
    return STR("table");
}

static void write_head(struct draft_writer *writer)
{
    struct yaml_writer *yaml = writer->yaml;
    const struct contract_draft *draft = writer->draft;
    yaml_write_text(yaml, "apiVersion", STR("v3.1.0"));
    yaml_write_text(yaml, "kind", STR("DataContract"));
    yaml_write_text(yaml, "id",
                    contract_draft_id(writer->arena, draft->project, writer->model->name));
    yaml_write_text(yaml, "name", writer->model->name);
    yaml_write_text(yaml, "version", STR("1.0.0"));
    yaml_write_text(yaml, "status", STR("draft"));
    if (writer->model->tags.count == 0)
        return;
    yaml_write_list(yaml, "tags");
    for (size_t i = 0; i < writer->model->tags.count; i++)
        yaml_write_text(yaml, NULL, writer->model->tags.items[i]);
    yaml_write_close(yaml);
}

static void write_object(struct draft_writer *writer)
{
    struct yaml_writer *yaml = writer->yaml;
    const struct model *model = writer->model;
    ptrdiff_t dot = str_rfind_byte(model->name, '.');
    struct str last = str_sub(model->name, (size_t)(dot + 1), model->name.len);
    yaml_write_list(yaml, "schema");
    yaml_write_map(yaml, NULL);
    yaml_write_text(yaml, "name", last.len > 0 ? last : model->name);
    yaml_write_text(yaml, "physicalName", model->name);
    yaml_write_stated(yaml, "physicalType", physical_type(model));
    yaml_write_stated(yaml, "description", model->description);
    if (writer->primary)
        yaml_write_text(yaml, "dataGranularityDescription",
                        str_fmt(writer->arena, "One row per %.*s",
                                STR_ARG(names_listed(writer->arena, &writer->primary->columns))));
    draft_write_columns(writer);
    draft_write_checks(writer, STR_EMPTY);
    yaml_write_close(yaml);
    yaml_write_close(yaml);
}

static void write_team(struct draft_writer *writer)
{
    struct yaml_writer *yaml = writer->yaml;
    const struct contract_draft *draft = writer->draft;
    if (draft->team.len == 0 && draft->members.count == 0)
        return;
    yaml_write_map(yaml, "team");
    yaml_write_stated(yaml, "name", draft->team);
    if (draft->members.count > 0)
        yaml_write_list(yaml, "members");
    vec_for (const struct contract_member, it, &draft->members) {
        yaml_write_map(yaml, NULL);
        yaml_write_text(yaml, "username", it->username);
        yaml_write_stated(yaml, "role", it->role);
        yaml_write_close(yaml);
    }
    if (draft->members.count > 0)
        yaml_write_close(yaml);
    yaml_write_close(yaml);
}

/* How often a cron fires, where it fires at even distances; 0 where it does not. */
static unsigned every(struct str text, const char **unit)
{
    struct cron cron;
    if (!cron_parse(&cron, text) || cron.last_day || cron.any_day || cron.has_seconds ||
        __builtin_popcountll(cron.minutes) != 1)
        return 0;
    int hours = __builtin_popcountll(cron.hours), days = __builtin_popcountll(cron.days);
    int months = __builtin_popcountll(cron.months);
    int weekdays = __builtin_popcountll(cron.weekdays);
    *unit = hours == 24 ? "h" : months == 1 ? "y" : days == 1 ? "month" : "d";
    if ((hours != 1 && hours != 24) || (hours == 24 && (days < 31 || weekdays < 7)))
        return 0;
    if (months == 12 && days == 31)
        return weekdays == 7 ? 1 : weekdays == 1 ? 7 : 0;
    /* Not every month has a 29th. */
    return days == 1 && cron.days >> 29 == 0 && weekdays == 7 && hours == 1 &&
           (months == 1 || months == 12);
}

static void write_sla(struct draft_writer *writer)
{
    struct yaml_writer *yaml = writer->yaml;
    struct str cron = writer->model->cron;
    const char *unit = "";
    if (cron.len == 0)
        return;
    unsigned value = every(cron, &unit);
    yaml_write_list(yaml, "slaProperties");
    yaml_write_map(yaml, NULL);
    yaml_write_text(yaml, "property", STR("frequency"));
    if (value > 0)
        yaml_write_uint(yaml, "value", value);
    else
        yaml_write_text(yaml, "value", cron);
    if (value > 0)
        yaml_write_text(yaml, "unit", str_of(unit));
    yaml_write_text(yaml, "scheduler", STR("cron"));
    yaml_write_text(yaml, "schedule", cron);
    yaml_write_close(yaml);
    yaml_write_close(yaml);
}

/* ---- the file -------------------------------------------------------------------------------- */

static void write_comment(struct buf *out, struct arena *arena, const struct contract_draft *draft,
                          const struct contract_texts *gaps)
{
    struct str name = text_clean(arena, draft->model->name, LIMIT_report_text_bytes);
    buf_printf(out, "# What %.*s promises its readers, as far as its files say it.\n",
               STR_ARG(name));
    for (size_t i = 0; i < gaps->count; i++)
        buf_printf(out, "# Not known, and left out: %.*s.\n",
                   STR_ARG(text_clean(arena, gaps->items[i], 0)));
}

static bool write_body(struct draft_writer *writer, struct buf *out, bool ascii)
{
    writer->yaml = yaml_write_start(writer->arena, out, ascii);
    yaml_write_map(writer->yaml, NULL);
    write_head(writer);
    write_object(writer);
    write_team(writer);
    write_sla(writer);
    yaml_write_close(writer->yaml);
    return yaml_write_end(writer->yaml);
}

/* Whether a terminal, or somebody who reads the file, could be misled by it. */
static bool hides(struct str text)
{
    uint32_t code;
    for (size_t i = 0; i < text.len;) {
        i += utf8_next(text, i, &code);
        if (code != '\n' && utf8_is_hidden(code))
            return true;
    }
    return false;
}

/* "##[" starts a command where a CI runner reads what is printed. It can stand between double
 * quotes only, where its first sign may be an escape. */
static void add_body(struct buf *out, struct str body)
{
    for (;;) {
        ptrdiff_t at = str_find(body, STR("##["));
        if (at < 0)
            break;
        buf_add(out, str_sub(body, 0, (size_t)at));
        buf_puts(out, "\\x23#[");
        body = str_sub(body, (size_t)at + 3, body.len);
    }
    buf_add(out, body);
}

/* The whole file, in ASCII where it would hide something otherwise. */
static void write_file(struct draft_writer *writer, struct buf *out,
                       const struct contract_texts *gaps)
{
    struct buf body;
    buf_init(&body, writer->arena, LIMIT_yaml_bytes);
    bool whole = write_body(writer, &body, false);
    if (whole && hides(buf_str(&body))) {
        buf_init(&body, writer->arena, LIMIT_yaml_bytes);
        whole = write_body(writer, &body, true);
    }
    write_comment(out, writer->arena, writer->draft, gaps);
    add_body(out, buf_str(&body));
    out->overflow = out->overflow || !whole || buf_overflowed(&body);
}

enum draft_fault contract_write(struct buf *out, struct arena *arena,
                                const struct contract_draft *draft, struct contract_texts *gaps)
{
    struct draft_writer writer = { .arena = arena, .draft = draft, .model = draft->model };
    *gaps = (struct contract_texts){ 0 };
    if (draft->model->class == MODEL_AUDIT || str_eq(draft->model->kind, STR("EMBEDDED")))
        return DRAFT_NO_TABLE;
    map_init(&writer.by_name, arena);
    map_init(&writer.checks, arena);
    find_columns(&writer, gaps);
    if (writer.columns.count > 0) {
        find_keys(&writer, gaps);
        find_partitions(&writer);
        draft_checks_find(&writer);
        write_file(&writer, out, gaps);
    }
    map_release(&writer.by_name);
    map_release(&writer.checks);
    return writer.columns.count > 0 ? DRAFT_FINE : DRAFT_NO_COLUMNS;
}
