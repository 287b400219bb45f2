/* column_macro: @STAR and @UNION written out over the columns of a snapshot. What SQLMesh writes is
 * put together as text in the dialect of the model and parsed, which is what SQLMesh does. */
#include "project/column_macro.h"

#include "base/buf.h"
#include "base/limits.h"
#include "project/inferred.h"
#include "project/query_read.h"
#include "project/schema.h"
#include "sql/form.h"
#include "sql/parse.h"
#include "sql/query.h"
#include "sql/rewrite.h"
#include "sql/walk.h"

struct writing {
    struct resolver *resolver;
    struct loaded *loaded;
    struct arena *arena; /* for the trees */
    size_t columns;      /* written so far */
    bool untyped;        /* a macro was written out without the casts that it may have */
    bool failed;
};

static const struct model *model_of(const struct writing *w)
{
    return &w->loaded->model;
}

/* --- relations -------------------------------------------------------------------------------- */

/* A name without a schema is the one table that the model reads whose last part it is. */
static struct str only_table(const struct draft *draft, struct str name)
{
    struct str found = STR_EMPTY;
    vec_for (const struct table_use, it, &draft->tables) {
        size_t len = it->fqn.len;
        bool fits = len > name.len + 2 && it->fqn.ptr[len - name.len - 3] == '.' &&
                    str_eq(str_sub(it->fqn, len - name.len - 1, name.len), name);
        if (fits && found.len && !str_eq(found, it->fqn))
            return STR_EMPTY;
        found = fits ? it->fqn : found;
    }
    return found;
}

static struct str name_of(const struct writing *w, const struct sql_node *relation)
{
    const struct draft *draft = w->loaded->draft;
    const struct table_use *use = table_use_at(draft, relation->start);
    if (relation->first == relation->last)
        return only_table(draft, relation->first->text);
    return use ? use->fqn : STR_EMPTY;
}

/* SQLMesh gives a query the columns of what it reads, and of nothing else. */
static struct loaded *read_model(const struct writing *w, struct str fqn)
{
    const struct model *model = model_of(w);
    for (size_t i = 0; i < model->dependencies.count; i++) {
        const struct dependency *dependency = &model->dependencies.items[i];
        if ((dependency->is_certain || dependency->declared) && str_eq(dependency->fqn, fqn))
            return w->loaded->parents[i];
    }
    return NULL;
}

/* The columns of a relation, or NULL when not all of them are known. *typed: so are their types. */
static const struct columns *columns_of(struct writing *w, const struct sql_node *relation,
                                        bool *typed)
{
    struct loaded *parent = read_model(w, name_of(w, relation));
    *typed = false;
    if (!parent || parent->model.dialect != model_of(w)->dialect ||
        !columns_are_inferred(w->resolver, parent))
        return NULL;
    columns_make(parent);
    const struct columns *columns = &parent->model.body.columns;
    *typed = types_are_inferred(w->resolver, parent);
    w->columns += columns->count;
    return w->columns <= LIMIT_query_columns ? columns : NULL;
}

/* A type that SQLMesh knows as well, and casts to. */
static bool is_type(struct str type)
{
    return type.len && !str_eq(type, STR("NULL")) && str_find(type, STR("UNKNOWN")) < 0 &&
           str_find_byte(type, '@') < 0 && str_find_byte(type, '{') < 0;
}

/* --- text ------------------------------------------------------------------------------------- */

static bool is_plain(char c)
{
    return (unsigned char)c >= ' ' && c != '"' && c != '`' && c != '[' && c != ']' && c != '\\' &&
           c != '@' && c != '{';
}

static void add_name(struct writing *w, struct buf *buf, struct str name, bool quoted)
{
    const struct sql_dialect *dialect = model_of(w)->dialect;
    char open = dialect->identifier_quotes[0];
    w->failed = w->failed || (quoted ? !name.len : !sql_is_word(dialect, name));
    for (size_t i = 0; i < name.len; i++)
        w->failed = w->failed || !is_plain(name.ptr[i]);
    if (quoted)
        buf_byte(buf, open);
    buf_add(buf, name);
    if (quoted)
        buf_byte(buf, open == '[' ? ']' : open);
}

static void add_separator(struct buf *buf, size_t *count, const char *separator)
{
    if ((*count)++)
        buf_puts(buf, separator);
}

/* The text as a query; NULL when there is none. */
static struct sql_node *parsed(struct writing *w, struct buf *buf)
{
    struct sql_text text;
    const struct model *model = model_of(w);
    if (w->failed || buf_overflowed(buf) ||
        sql_lex(&text, w->arena, model->path, str_dup(w->arena, buf_str(buf)), model->dialect,
                false, NULL) != OK)
        return NULL;
    return sql_parse_query(w->arena, &text, 0, text.count, NULL);
}

static bool is_column(const struct sql_node *node)
{
    return node->kind == SQL_COLUMN && node->last->kind == SQL_IDENT;
}

static bool is_cast(const struct sql_node *node)
{
    return node->kind == SQL_CAST && is_column(node->first) && node->last->kind == SQL_TYPE &&
           sql_child_count(node) == 2;
}

static bool is_item(const struct sql_node *item, bool typed)
{
    bool aliased = item->kind == SQL_ALIASED && item->last->kind == SQL_IDENT;
    const struct sql_node *expr = aliased ? item->first : item; /* a AS a is a */
    return typed ? aliased && is_cast(expr) : is_column(expr);
}

/* Whether the query is what was meant: names may be keywords, and types any text. */
static bool is_select(const struct sql_node *query, size_t columns, bool typed)
{
    const struct sql_node *list = query ? sql_child(query, SQL_PROJECTIONS) : NULL;
    size_t found = 0;
    for (const struct sql_node *it = list ? list->first : NULL; it; it = it->next, found++)
        if (!is_item(it, typed))
            return false;
    return query && query->kind == SQL_SELECT && found == columns;
}

/* --- @STAR ------------------------------------------------------------------------------------ */

static void index_excluded(struct map *out, struct arena *arena, const struct column_macro *star)
{
    const struct sql_node *list = star->exclude;
    const struct sql_node *it = list && list->kind != SQL_COLUMN ? list->first : list;
    map_init(out, arena);
    for (; it; it = it == list ? NULL : it->next)
        map_put(out, it->kind == SQL_COLUMN ? it->last->text : it->text, out);
}

static void add_star_column(struct writing *w, struct buf *buf, const struct column_macro *star,
                            const struct column *column, bool typed)
{
    struct str name = str_fmt(&w->resolver->scratch, "%.*s%.*s%.*s", STR_ARG(star->prefix),
                              STR_ARG(column->name), STR_ARG(star->suffix));
    buf_puts(buf, typed ? "CAST(" : "");
    add_name(w, buf, star->alias, star->quoted);
    buf_byte(buf, '.');
    add_name(w, buf, column->name, star->quoted);
    if (typed) {
        buf_puts(buf, " AS ");
        buf_add(buf, column->type);
        buf_byte(buf, ')');
    }
    buf_puts(buf, " AS ");
    add_name(w, buf, name, star->quoted);
}

/* The columns that are not excluded; NULL when they are not known. *typed: SQLMesh casts them,
 * which it does when it knows the types of all. */
static const struct columns *star_columns(struct writing *w, const struct column_macro *star,
                                          bool *typed)
{
    const struct columns *all = columns_of(w, star->relation, typed);
    struct columns *left = arena_new(&w->resolver->scratch, struct columns);
    struct map excluded;
    index_excluded(&excluded, &w->resolver->scratch, star);
    for (size_t i = 0; all && i < all->count; i++) {
        if (map_get(&excluded, all->items[i].name))
            continue;
        *typed = *typed && is_type(all->items[i].type);
        vec_push(&w->resolver->scratch, left, all->items[i]);
    }
    map_release(&excluded);
    return all ? left : NULL;
}

/* The columns as a list of nodes; NULL when there are none. */
static struct sql_node *write_star(struct writing *w, const struct column_macro *star)
{
    struct buf buf;
    size_t count = 0;
    bool typed;
    const struct columns *columns = star_columns(w, star, &typed);
    w->failed = w->failed || !columns;
    if (!columns || !columns->count)
        return NULL;
    w->untyped = w->untyped || !typed;
    buf_init(&buf, &w->resolver->scratch, LIMIT_file_bytes);
    buf_puts(&buf, "SELECT ");
    vec_for (const struct column, it, columns) {
        add_separator(&buf, &count, ", ");
        add_star_column(w, &buf, star, it, typed);
    }
    struct sql_node *query = parsed(w, &buf);
    w->failed = w->failed || !is_select(query, count, typed);
    return w->failed ? NULL : sql_child(query, SQL_PROJECTIONS)->first;
}

/* --- @UNION ----------------------------------------------------------------------------------- */

/* Types that SQLMesh tells apart and the forms of this dialect do not: which columns two tables
 * share cannot be told by them. */
static bool is_several_types(const struct sql_dialect *dialect, struct str type)
{
    static const struct {
        unsigned families;
        struct str word;
    } rows[] = {
        { TYPES_SNOWFLAKE, STR_INIT("INT") },
        { TYPES_SNOWFLAKE, STR_INIT("TIMESTAMP_NTZ") },
        { TYPES_MYSQL, STR_INIT("BIGINT") },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if ((dialect->types & rows[i].families) && str_find(type, rows[i].word) >= 0)
            return true;
    return false;
}

/* A column of the first table, and what the others say of its name. */
struct candidate {
    const struct column *column;
    size_t tables; /* that have it */
    bool differs;  /* in one of them it has another type */
};
struct candidates {
    VEC_OF(struct candidate);
    struct map by_name; /* -> struct candidate * */
};

static void open_candidates(struct candidates *out, struct arena *arena,
                            const struct columns *first)
{
    *out = (struct candidates){ .count = 0 };
    map_init(&out->by_name, arena);
    vec_for (const struct column, it, first)
        vec_push(arena, out, (struct candidate){ it, 1, false });
    vec_for (struct candidate, it, out)
        map_put(&out->by_name, it->column->name, it);
}

static void compare_table(struct candidates *candidates, const struct columns *table)
{
    vec_for (const struct column, it, table) {
        struct candidate *one = map_get(&candidates->by_name, it->name);
        if (!one)
            continue;
        one->tables++;
        one->differs = one->differs || !str_eq(it->type, one->column->type);
    }
}

/* One type of two texts, or none that is known, may be one or two. */
static bool is_told(const struct writing *w, const struct candidate *shared)
{
    struct str type = shared->column->type;
    return !shared->differs && is_type(type) && !is_several_types(model_of(w)->dialect, type);
}

static void add_arm(struct writing *w, struct buf *buf, const struct sql_node *relation,
                    const struct column *const *columns, size_t count)
{
    size_t written = 0, parts = 0;
    buf_puts(buf, "SELECT ");
    for (size_t i = 0; i < count; i++) {
        add_separator(buf, &written, ", ");
        buf_puts(buf, "CAST(");
        add_name(w, buf, columns[i]->name, false);
        buf_puts(buf, " AS ");
        buf_add(buf, columns[i]->type);
        buf_puts(buf, ") AS ");
        add_name(w, buf, columns[i]->name, false);
    }
    buf_puts(buf, " FROM ");
    for (const struct sql_node *it = relation->first; it; it = it->next) {
        add_separator(buf, &parts, ".");
        add_name(w, buf, it->text, true);
    }
}

struct shared {
    const struct column **columns;
    size_t count;
};

static void find_shared(struct writing *w, const struct column_macro *all, struct shared *out)
{
    struct arena *scratch = &w->resolver->scratch;
    struct candidates candidates;
    size_t tables = 0;
    bool typed;
    for (const struct sql_node *it = all->relation; it && !w->failed; it = it->next) {
        const struct columns *table = columns_of(w, it, &typed);
        w->failed = w->failed || !table || !typed;
        if (!w->failed && tables++ == 0)
            open_candidates(&candidates, scratch, table);
        else if (!w->failed)
            compare_table(&candidates, table);
    }
    *out = (struct shared){ NULL, 0 };
    if (!tables)
        return;
    out->columns = arena_array(scratch, candidates.count, sizeof *out->columns);
    vec_for (const struct candidate, it, &candidates) {
        w->failed = w->failed || (it->tables == tables && !is_told(w, it));
        if (it->tables == tables)
            out->columns[out->count++] = it->column;
    }
    map_release(&candidates.by_name);
    w->columns += out->count * tables;
    w->failed = w->failed || !out->count || w->columns > LIMIT_query_columns;
}

/* A name that is a keyword would be another expression. */
static bool has_names(const struct sql_node *select, const struct shared *shared)
{
    const struct sql_node *it = sql_child(select, SQL_PROJECTIONS)->first;
    for (size_t i = 0; i < shared->count; i++, it = it->next)
        if (!str_eq(it->first->first->last->text, shared->columns[i]->name))
            return false;
    return true;
}

/* Each arm stands where its table is named, so that the table is found there. */
static bool place_arms(struct writing *w, struct sql_node *query, const struct column_macro *all,
                       const struct shared *shared)
{
    struct sql_selects arms = { 0 };
    const struct sql_node *relation = all->relation;
    sql_arms(&arms, &w->resolver->scratch, query);
    vec_for (const struct sql_node *, it, &arms) {
        if (!relation || !is_select(*it, shared->count, true) || !has_names(*it, shared))
            return false;
        sql_place((struct sql_node *)(uintptr_t)*it, relation->start);
        relation = relation->next;
    }
    return !relation;
}

static struct sql_node *write_union(struct writing *w, const struct column_macro *all,
                                    uint32_t start)
{
    struct buf buf;
    struct shared shared;
    size_t arms = 0;
    find_shared(w, all, &shared);
    buf_init(&buf, &w->resolver->scratch, LIMIT_file_bytes);
    for (const struct sql_node *it = all->relation; it && !w->failed; it = it->next) {
        add_separator(&buf, &arms, all->distinct ? " UNION DISTINCT " : " UNION ALL ");
        add_arm(w, &buf, it, shared.columns, shared.count);
    }
    struct sql_node *query = parsed(w, &buf);
    w->failed = w->failed || !query;
    if (w->failed)
        return NULL;
    sql_place(query, start);
    w->failed = !place_arms(w, query, all, &shared);
    return query;
}

/* --- the query -------------------------------------------------------------------------------- */

static struct sql_node *subquery(struct writing *w, struct sql_node *query)
{
    struct sql_node *table = arena_new(w->arena, struct sql_node);
    *table = (struct sql_node){ .kind = SQL_SUBQUERY_TABLE,
                                .start = query->start,
                                .end = query->end,
                                .height = query->height + 1,
                                .text = STR_EMPTY,
                                .first = query,
                                .last = query };
    return table;
}

static bool replace(void *ctx, const struct sql_node *parent, const struct sql_node *node,
                    struct sql_replacement *out)
{
    struct writing *w = ctx;
    struct column_macro macro;
    bool table = node->kind == SQL_FUNCTION_TABLE && node->first;
    if (w->failed || !column_macro_read(&macro, table ? node : parent, table ? node->first : node))
        return false;
    if (!macro.is_union) {
        out->first = write_star(w, &macro);
        for (struct sql_node *it = out->first; it; it = it->next)
            sql_place(it, node->start);
        return true;
    }
    out->first = write_union(w, &macro, node->start);
    out->head = table;
    if (table && out->first)
        out->first = subquery(w, out->first);
    return true;
}

/* A list that has lost all its items is no query. */
static enum walk_step find_empty(void *ctx, const struct sql_node *node, unsigned depth)
{
    bool *found = ctx;
    (void)depth;
    *found = node->kind == SQL_PROJECTIONS && !node->first;
    return *found ? WALK_STOP : WALK_CONTINUE;
}

static const struct sql_node *written_out(struct writing *w)
{
    bool empty = false;
    const struct sql_node *query = model_query(model_of(w));
    if (!query || w->resolver->circular)
        return NULL;
    query = sql_rewrite(w->arena, query, replace, w);
    (void)sql_walk(query, find_empty, &empty);
    return w->failed || empty ? NULL : query;
}

static void note_unknown(struct writing *w)
{
    struct model *model = &w->loaded->model;
    vec_for (const struct use, it, &w->loaded->draft->uses)
        if (it->where == USE_WRITTEN)
            unknown_add_late(w->resolver->arena, &model->unknowns, UNKNOWN_MACRO,
                             str_fmt(w->resolver->arena, "macro @%.*s", STR_ARG(it->name)),
                             it->place, it->form.len ? it->form : it->name);
    model->body.not_written = true;
}

void column_macros_write(struct resolver *resolver, struct loaded *loaded)
{
    struct writing w = { .resolver = resolver, .loaded = loaded, .arena = resolver->arena };
    const struct sql_node *query = written_out(&w);
    if (query)
        body_write(loaded, query);
    if (!query || w.untyped)
        note_unknown(&w);
}
