/* query_read: reads a model's query without the rest of the project.
 * Source: sqlmesh/core/model/definition.py, full_depends_on; sqlmesh/core/dialect.py,
 * find_tables(). */
#include "project/query_read.h"

#include <stdlib.h>

#include "project/column_macro.h"
#include "project/names.h"
#include "project/readback.h"
#include "sql/form.h"
#include "sql/query.h"
#include "sql/walk.h"

static struct arena *arena_of(const struct reader *reader)
{
    return reader->file->arena;
}

static struct arena *scratch_of(const struct reader *reader)
{
    return reader->file->scratch;
}

static struct place node_place(const struct reader *reader, const struct sql_node *node)
{
    return reader_place(reader, node->start);
}

/* --- dependencies ----------------------------------------------------------------------------- */

/* A variable inside of a quoted identifier: its text is as written, quotes included. */
static bool is_quote(struct str text)
{
    return text.len > 2 && (text.ptr[0] == '"' || text.ptr[0] == '`' || text.ptr[0] == '[');
}

/* One part of a table name: an identifier, or a macro with a known value. */
static bool part_text(const struct reader *reader, const struct sql_node *part, struct str *out)
{
    struct str text = part->text;
    if (part->kind == SQL_IDENT) {
        *out = text;
        if (str_find_byte(text, '@') < 0)
            return true;
    } else if (part->kind == SQL_MACRO_VAR) {
        if (is_quote(text))
            text = str_sub(text, 1, text.len - 2);
        else if (str_find_byte(text, '@') < 0)
            text = str_fmt(arena_of(reader), "@{%.*s}", STR_ARG(text));
    } else if (part->kind == SQL_MACRO && part->first && part->first->kind == SQL_STRING &&
               (str_eq(text, STR("var")) || str_eq(text, STR("blueprint_var")))) {
        text = str_fmt(arena_of(reader), "@{%.*s}", STR_ARG(part->first->text));
    } else {
        return false;
    }
    return splice_text(reader, text, out);
}

static bool is_name_part(const struct sql_node *node)
{
    return node->kind == SQL_IDENT || node->kind == SQL_MACRO_VAR || node->kind == SQL_MACRO ||
           node->kind == SQL_TEMPLATE;
}

/* Back quotes around the whole of a name: `p.db.t`. */
static bool is_back_quoted(const struct reader *reader, const struct sql_node *part)
{
    struct str bytes = reader->text ? reader->text->bytes : reader->file->bytes;
    return (part->flags & SQL_QUOTED) && part->start < bytes.len && bytes.ptr[part->start] == '`';
}

/* Parts with variables are joined and read anew, as one variable may hold several parts. */
static void reread_name(const struct reader *reader, const struct sql_node *table,
                        struct table_name *name)
{
    struct arena *arena = arena_of(reader);
    struct sql_dialect plain = *reader->dialect;
    struct str joined = STR_EMPTY;
    for (const struct sql_node *it = table->first; it && is_name_part(it); it = it->next) {
        struct str part = STR_EMPTY;
        bool quote = it->kind == SQL_IDENT ? !is_back_quoted(reader, it) : is_quote(it->text);
        (void)part_text(reader, it, &part);
        joined = str_fmt(arena, quote ? "%.*s%s\"%.*s\"" : "%.*s%s%.*s", STR_ARG(joined),
                         joined.len ? "." : "", STR_ARG(part));
    }
    plain.identifier_quotes = "\"";
    name_from_text(name, arena, &plain, joined);
}

/* The name of a table node; false when a part has no value. *last: the last part if it is known. */
static bool table_name_of(const struct reader *reader, const struct sql_node *table,
                          struct table_name *name, struct str *last, bool *computed)
{
    bool known = true, reread = false;
    *computed = false;
    *name = (struct table_name){ .count = 0 };
    *last = STR_EMPTY;
    for (const struct sql_node *it = table->first; it && is_name_part(it); it = it->next) {
        struct str part = STR_EMPTY;
        bool ok = part_text(reader, it, &part);
        known = known && ok;
        *last = ok ? part : STR_EMPTY;
        *computed = *computed || it->kind != SQL_IDENT || str_find_byte(it->text, '@') >= 0;
        reread = reread || it->kind != SQL_IDENT || is_back_quoted(reader, it);
        if (name->count < NAME_PARTS_MAX)
            name->parts[name->count++] = part;
    }
    if (known && reread)
        reread_name(reader, table, name);
    return known && name->count > 0;
}

static void add_table(struct reader *reader, const struct sql_table_ref *ref, bool certain)
{
    struct arena *arena = arena_of(reader);
    struct model *model = &reader->draft->model;
    struct table_name name;
    struct str last;
    bool computed;
    struct place place = node_place(reader, ref->table);

    if (ref->table->first && ref->table->first->kind == SQL_MACRO_VAR &&
        str_eq(ref->table->first->text, STR("this_model")))
        return;
    if (!table_name_of(reader, ref->table, &name, &last, &computed)) {
        unknown_add(scratch_of(reader), &model->unknowns, UNKNOWN_VARIABLE,
                    STR("name of a table that is read"), place, sql_form(arena, ref->table));
        vec_push(scratch_of(reader), &reader->draft->loose,
                 (struct loose_ref){ str_dup(arena, last), place });
        return;
    }
    /* A plain name that is called dynamic stands in text that was not understood. */
    struct dependency dependency = {
        .fqn = name_fqn(arena, &name, reader->file->config->default_catalog),
        .place = place,
        .is_certain = certain && (computed || !ref->dynamic),
    };
    vec_push(scratch_of(reader), &model->dependencies, dependency);
    vec_push(scratch_of(reader), &reader->draft->tables,
             (struct table_use){ ref->table->start, dependency.fqn });
}

static int by_start(const void *a, const void *b)
{
    const struct table_use *x = a, *y = b;
    return x->start < y->start ? -1 : x->start > y->start;
}

static void sort_tables(struct draft *draft)
{
    if (draft->tables.count)
        qsort(draft->tables.items, draft->tables.count, sizeof *draft->tables.items, by_start);
}

/* *refs also tells what else the tree holds. */
static void add_tables(struct reader *reader, const struct sql_node *query, bool certain,
                       struct sql_table_refs *refs)
{
    *refs = (struct sql_table_refs){ 0 };
    sql_table_refs(refs, scratch_of(reader), query);
    vec_for (struct sql_table_ref, it, refs)
        add_table(reader, it, certain);
}

void query_add_tables(struct reader *reader, const struct sql_node *query, bool certain)
{
    struct sql_table_refs refs;
    add_tables(reader, query, certain, &refs);
}

/* --- where macros stand ----------------------------------------------------------------------- */

struct positions {
    struct reader *reader;
    struct map where; /* offset of a macro -> one of the marks below */
};
static const enum use_place mark_columns = USE_COLUMNS, mark_tables = USE_TABLES,
                            mark_column_macro = USE_WRITTEN;

static struct str offset_key(const struct sql_node *node)
{
    return (struct str){ (const char *)&node->start, sizeof node->start };
}

static void mark(struct positions *positions, const struct sql_node *parent,
                 const struct sql_node *node, enum use_place where)
{
    bool scalar = false;
    bool builtin = macro_is_builtin(node->text, &scalar);
    if (where == USE_COLUMNS && builtin && scalar)
        return;
    const enum use_place *found = where == USE_TABLES ? &mark_tables : &mark_columns;
    if (column_macro_is_literal(positions->reader, parent, node))
        found = &mark_column_macro;
    map_put(&positions->where, offset_key(node), (void *)(uintptr_t)found);
}

static void note_opaque(struct positions *positions, const struct sql_node *node)
{
    struct reader *reader = positions->reader;
    unknown_add(scratch_of(reader), &reader->draft->model.unknowns, UNKNOWN_SQL, STR("query"),
                node_place(reader, node), str_dup(arena_of(reader), node->text));
}

/* A macro as a table, as a projection of its own, or in a list that decides what is read. */
static enum walk_step visit(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct positions *positions = ctx;
    (void)depth;
    if (node->kind == SQL_OPAQUE)
        note_opaque(positions, node);
    for (const struct sql_node *it = node->first; it; it = it->next) {
        if (it->kind != SQL_MACRO)
            continue;
        if (node->kind == SQL_PROJECTIONS)
            mark(positions, node, it, USE_COLUMNS);
        else if (node->kind == SQL_TABLE || node->kind == SQL_FUNCTION_TABLE ||
                 node->kind == SQL_FROM || node->kind == SQL_JOIN || node->kind == SQL_WITH ||
                 node->kind == SQL_CTE || node->kind == SQL_SELECT || node->kind == SQL_SETOP)
            mark(positions, node, it, USE_TABLES);
    }
    return WALK_CONTINUE;
}

/* Token uses come first, as they also see what stands in opaque parts; then each gets its place. */
static void place_uses(struct positions *positions, size_t first_use)
{
    struct draft *draft = positions->reader->draft;
    for (size_t i = first_use; i < draft->uses.count; i++) {
        struct use *it = &draft->uses.items[i];
        struct str key = { (const char *)&it->offset, sizeof it->offset };
        const enum use_place *found = map_get(&positions->where, key);
        if (found)
            it->where = *found;
    }
}

/* holds: what the tree of the query holds. */
static void read_uses(struct reader *reader, const struct sql_node *query, uint32_t from,
                      uint32_t to, const struct sql_table_refs *holds)
{
    struct positions positions = { .reader = reader };
    size_t first_use = reader->draft->uses.count;
    uses_from_tokens(reader, reader->text, from, to, USE_EXPRESSION);
    if (!holds->macros && !holds->opaque)
        return;
    map_init(&positions.where, scratch_of(reader));
    if (query->kind == SQL_MACRO)
        mark(&positions, NULL, query, USE_TABLES);
    sql_walk(query, visit, &positions);
    if (positions.where.count)
        place_uses(&positions, first_use);
    map_release(&positions.where);
}

/* --- tables named in the arguments of macros -----------------------------------------------------
 */

/* @UNION('all', db.a, db.b) reads all of them; with a condition in front, or for other macros, it
 * depends. */
static bool is_plain_union(const struct sql_node *macro)
{
    return str_eq(macro->text, STR("union")) && macro->first && macro->first->kind == SQL_STRING;
}

static void add_macro_table(struct reader *reader, const struct sql_node *macro,
                            const struct sql_node *argument)
{
    static const char *const readers[] = { "union", "deduplicate", "star" };
    bool scalar, certain, builtin = macro_is_builtin(macro->text, &scalar);
    if (!column_macro_names(macro, argument, &certain))
        return;
    certain = certain || is_plain_union(macro);
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (str_eq(macro->text, str_of(readers[i]))) {
            struct sql_table_ref ref = { argument, !certain };
            add_table(reader, &ref, certain);
            return;
        }
    struct str last;
    bool computed;
    struct table_name name;
    if (builtin || !table_name_of(reader, argument, &name, &last, &computed))
        return;
    vec_push(scratch_of(reader), &reader->draft->loose,
             (struct loose_ref){ name_dotted(arena_of(reader), &name, STR_EMPTY),
                                 node_place(reader, argument) });
}

/* Everything below a macro that looks like the name of a table. */
struct macro_walk {
    struct reader *reader;
    const struct sql_node *macro;
};

static enum walk_step visit_argument(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct macro_walk *walk = ctx;
    if (node->kind == SQL_MACRO && depth > 0)
        return WALK_PRUNE; /* it is visited on its own */
    if (node->kind == SQL_COLUMN && sql_child_count(node) >= 2) {
        add_macro_table(walk->reader, walk->macro, node);
        return WALK_PRUNE;
    }
    return WALK_CONTINUE;
}

static enum walk_step visit_table_macro(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct macro_walk walk = { ctx, node };
    (void)depth;
    if (node->kind == SQL_MACRO)
        (void)sql_walk(node, visit_argument, &walk);
    return WALK_CONTINUE;
}

/* --- own columns ------------------------------------------------------------------------------ */

static struct str plain_type(struct arena *arena, const struct sql_node *expr)
{
    if (!expr || expr->kind != SQL_CAST)
        return STR_EMPTY;
    const struct sql_node *type = sql_child(expr, SQL_TYPE);
    return type ? sql_form(arena, type) : STR_EMPTY;
}

static struct str output_name(struct reader *reader, const struct sql_output *output, bool *known)
{
    struct str name = output->name;
    *known = true;
    if (!output->dynamic && str_find_byte(name, '@') < 0)
        return name;
    const struct sql_node *last = output->item->last;
    if (output->item->kind == SQL_ALIASED && last &&
        (last->kind == SQL_MACRO_VAR || last->kind == SQL_IDENT || last->kind == SQL_MACRO)) {
        *known = part_text(reader, last, &name);
        if (*known)
            return sql_normalise(arena_of(reader), reader->dialect, name,
                                 (last->flags & SQL_QUOTED) != 0);
        return STR_EMPTY;
    }
    *known = output->name.len > 0;
    return name;
}

/* typed: a cast says the type; in a set operation it does so for one arm. */
static struct column projected(struct arena *arena, const struct sql_output *output, bool typed)
{
    typed = typed && !output->is_star;
    return (struct column){ .name = STR_EMPTY,
                            .type = typed ? plain_type(arena, output->expr) : STR_EMPTY,
                            .expr = output->expr,
                            .description = STR_EMPTY,
                            .source = COLUMN_PROJECTED };
}

static void add_column(struct reader *reader, const struct sql_output *output, bool typed)
{
    struct columns *columns = &reader->draft->outputs;
    struct column column = projected(arena_of(reader), output, typed);
    bool known = true;
    column.place = node_place(reader, output->item);
    if (!output->is_star)
        column.name = output_name(reader, output, &known);
    if (!known) {
        columns->complete = false;
        return;
    }
    vec_push(scratch_of(reader), columns, column);
}

/* Whether a projection can stand for any number of columns. */
static bool is_open(const struct sql_output *output)
{
    bool scalar = false;
    if (output->is_star || output->item->kind == SQL_ALIASED)
        return false;
    if (output->item->kind == SQL_MACRO)
        return !macro_is_builtin(output->item->text, &scalar) || !scalar;
    return output->item->kind == SQL_TEMPLATE || output->item->kind == SQL_OPAQUE;
}

static void read_columns(struct reader *reader, const struct sql_node *query, bool templated)
{
    struct sql_outputs outputs = { 0 };
    struct columns *columns = &reader->draft->outputs;
    bool readable = sql_outputs(&outputs, scratch_of(reader), query);
    columns->count = 0;
    columns->complete = readable && !templated;
    vec_for (struct sql_output, it, &outputs) {
        if (is_open(it)) {
            columns->complete = false;
            continue;
        }
        add_column(reader, it, query->kind == SQL_SELECT);
    }
}

void query_outputs(struct columns *out, struct arena *arena, const struct sql_node *abridged)
{
    struct sql_outputs outputs = { 0 };
    *out = (struct columns){ .complete = sql_outputs(&outputs, arena, abridged) };
    out->items = arena_array(arena, outputs.count, sizeof *out->items);
    out->cap = outputs.count;
    vec_for (struct sql_output, it, &outputs) {
        struct column column = projected(arena, it, abridged->kind == SQL_SELECT);
        column.name = it->name;
        vec_push(arena, out, column);
    }
}

void query_look(struct reader *reader, const struct sql_node *query, uint32_t from, uint32_t to)
{
    struct sql_table_refs refs;
    add_tables(reader, query, true, &refs);
    if (refs.macros)
        sql_walk(query, visit_table_macro, reader);
    read_uses(reader, query, from, to, &refs);
    sort_tables(reader->draft);
}

void query_keep(struct reader *reader, const struct sql_node *query)
{
    struct model *model = &reader->draft->model;
    model->body.query = query;
    read_columns(reader, query, false);
}

void query_read(struct reader *reader, const struct sql_node *query, uint32_t from, uint32_t to)
{
    query_look(reader, query, from, to);
    query_keep(reader, query);
    struct str form = sql_form(arena_of(reader), query);
    reader->draft->model.body.query_form = form;
    reader->draft->model.body.form_fails =
        !query_reads_back(scratch_of(reader), reader->text->dialect, query, form);
}

/* --- Jinja ------------------------------------------------------------------------------------ */

bool text_has_jinja(struct str text)
{
    return str_find(text, STR("{{")) >= 0 || str_find(text, STR("{%")) >= 0 ||
           str_find(text, STR("{#")) >= 0;
}

/* {% if %}, {% for %} and the like decide whether text comes out; {% set %} does not. */
static bool decides(struct str tag)
{
    size_t at = 2;
    while (at < tag.len && (byte_is_space(tag.ptr[at]) || tag.ptr[at] == '-' || tag.ptr[at] == '+'))
        at++;
    return str_starts(tag, STR("{%")) && !str_starts(str_sub(tag, at, tag.len), STR("set "));
}

/* Tokens with statements and comments of Jinja turned into space, so that what remains parses.
 * *open: columns may come from a template; *branches: all of it may be left out. */
static struct sql_text without_statements(struct arena *arena, const struct sql_text *text,
                                          uint32_t from, uint32_t to, bool *open, bool *branches)
{
    struct sql_token *tokens = arena_array(arena, text->count + 1, sizeof *tokens);
    struct sql_text out = *text;
    *open = *branches = false;
    for (uint32_t i = 0; i < text->count; i++) {
        tokens[i] = text->tokens[i];
        struct str s = sql_token_text(text, &tokens[i]);
        bool template = tokens[i].kind == TOKEN_TEMPLATE;
        if (template && !str_starts(s, STR("{{")))
            tokens[i].kind = TOKEN_SPACE;
        if (template && i >= from && i < to && !str_starts(s, STR("{#"))) {
            *open = true;
            *branches = *branches || decides(s);
        }
    }
    out.tokens = tokens;
    return out;
}

static struct str jinja_form(struct arena *arena, struct str text)
{
    struct str trimmed = str_trim(text);
    if (str_find_byte(trimmed, '\r') < 0)
        return trimmed;
    char *copy = arena_alloc(arena, trimmed.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < trimmed.len; i++)
        if (trimmed.ptr[i] != '\r' || i + 1 == trimmed.len || trimmed.ptr[i + 1] != '\n')
            copy[n++] = trimmed.ptr[i];
    return (struct str){ copy, n };
}

uint32_t query_without_semicolons(const struct sql_text *text, uint32_t from, uint32_t to)
{
    while (to > from &&
           (text->tokens[to - 1].kind <= TOKEN_COMMENT || token_is_op(text, to - 1, ';')))
        to--;
    return to;
}

/* Whether templates stand where the tree cannot show them. */
static bool is_approximate(const struct sql_node *query)
{
    return query->last && query->last->kind == SQL_TEMPLATE && (query->last->flags & SQL_WHOLE);
}

void query_read_jinja(struct reader *reader, uint32_t from, uint32_t to)
{
    struct arena *arena = arena_of(reader);
    struct model *model = &reader->draft->model;
    to = query_without_semicolons(reader->text, from, to);
    struct str text = tokens_text(reader->text, from, to);
    bool open, branches;
    struct sql_table_refs refs;
    struct sql_text plain =
        without_statements(scratch_of(reader), reader->text, from, to, &open, &branches);
    const struct sql_node *query = sql_parse_query(arena, &plain, from, to, NULL);

    if (!text_has_jinja(text)) {
        query_read(reader, query, from, to);
        return;
    }
    size_t first_unknown = model->unknowns.count;
    add_tables(reader, query, !branches, &refs);
    read_uses(reader, query, from, to, &refs);
    read_columns(reader, query, open);
    sort_tables(reader->draft);
    model->unknowns.count = first_unknown; /* one unknown stands for the whole text */
    model->body.query = NULL;
    model->body.sketch = branches || is_approximate(query) ? NULL : query;
    model->body.query_form = jinja_form(arena, text);
    struct place place = token_place(reader, reader->text, tokens_next(reader->text, from, to));
    unknown_add(scratch_of(reader), &model->unknowns, UNKNOWN_JINJA, STR("query"), place,
                model->body.query_form);
    jinja_uses(reader, text, place, USE_EXPRESSION);
    reader->draft->has_jinja = true;
}
