/* corpus: the queries of tests/mutations, the table of kinds, and all mutants of a query. */
#ifndef STOPLOG_TESTS_MUTATE_CORPUS_H
#define STOPLOG_TESTS_MUTATE_CORPUS_H

#include "change/mutate/stale.h"

#define CORPUS "tests/mutations"

/* No query gives more mutants of one kind; they are taken evenly from all its places. */
enum { MOST_PER_QUERY = 8, MOST_PER_RESPELLED = 1 };
enum { SQL_ANY = SQL_KIND_COUNT, SQL_QUERY };

struct kind {
    const char *name;
    bool preserves;
    enum fact_class class; /* the highest that is right, or the lowest where it does not preserve */
    int visits;            /* enum sql_kind, SQL_ANY or SQL_QUERY */
    size_t flagged;        /* so many that keep the meaning may be taken for a change */
    size_t fewest;
    const char *why;
    void (*mutate)(struct work *w, const struct spot *at);
};

static inline void mutate_respelled(struct work *w, const struct spot *at);

#define SAME(name, visits, most, fewest, why)                                                      \
    { #name, true, CLASS_##most, SQL_##visits, 0, fewest, why, mutate_##name },
#define MOSTLY(name, visits, flagged, fewest, why)                                                 \
    { #name, true, CLASS_UNKNOWN, SQL_##visits, flagged, fewest, why, mutate_##name },
#define OTHER(name, visits, least, fewest, where)                                                  \
    { #name, false, CLASS_##least, SQL_##visits, SIZE_MAX, fewest, where, mutate_##name },
static const struct kind kinds[] = {
#include "change/mutate/kinds.def"
};
#undef SAME
#undef MOSTLY
#undef OTHER

enum { KINDS = sizeof kinds / sizeof *kinds };

struct corpus {
    struct arena *arena;
    struct str schema_text; /* external_models.yaml of every project */
    struct projects schema;
    struct {
        VEC_OF(struct query *);
    } queries;
};

/* The project of one query: it is the model s.m. */
static inline struct tree corpus_tree(struct arena *arena, const struct corpus *corpus,
                                      const struct sql_dialect *dialect, struct str sql)
{
    struct tree tree = { 0 };
    struct str model = str_fmt(arena, "MODEL (name s.m, kind FULL);\n%.*s\n", STR_ARG(sql));
    struct str config =
        str_fmt(arena,
                "gateways: {local: {connection: {type: duckdb}}}\n" /* its catalog is memory */
                "model_defaults: {dialect: \"%.*s\"}\n",
                STR_ARG(dialect->name));

    vec_push(arena, &tree, (struct mem_file){ .path = STR("config.yaml"), .bytes = config });
    vec_push(
        arena, &tree,
        (struct mem_file){ .path = STR("external_models.yaml"), .bytes = corpus->schema_text });
    vec_push(arena, &tree, (struct mem_file){ .path = STR("models/m.sql"), .bytes = model });
    return tree;
}

/* NULL, or what went wrong. */
static inline const char *corpus_load(struct projects *out, struct arena *arena,
                                      const struct tree *tree, struct parse_cache *cache)
{
    struct source *source = arena_new(arena, struct source);
    struct diags *diags = arena_new(arena, struct diags);
    struct err *err = arena_new(arena, struct err);

    diags_init(diags, arena);
    source_from_memory(source, arena, tree->items, tree->count, STR("memory"));
    return projects_load(out, arena, source, cache, diags, err) == OK ? NULL : err->text;
}

/* "-- word: value" at the start of *text, taken off; "" when it does not stand there. */
static inline struct str take_mark(struct str *text, struct str mark)
{
    struct str line = STR_EMPTY;
    while (text->len && byte_is_space(text->ptr[0]))
        *text = str_sub(*text, 1, text->len);
    if (!str_starts(*text, mark))
        return STR_EMPTY;
    str_split(text, '\n', &line);
    return str_trim(str_sub(line, mark.len, line.len));
}

/* The queries of one file end with a line ";". The first line says the dialect. */
static inline bool read_corpus_file(struct corpus *corpus, struct str path)
{
    struct str rest = read_text(corpus->arena, path);
    const struct sql_dialect *dialect = sql_dialect_find(take_mark(&rest, STR("-- dialect:")));
    bool good = dialect != NULL;

    while (good && rest.len) {
        struct query *query = arena_new(corpus->arena, struct query);
        query->file = path_base(path);
        query->schema = corpus->schema.items[0];
        query->name = take_mark(&rest, STR("-- name:"));
        ptrdiff_t end = str_find(rest, STR("\n;\n"));
        good = query->name.len && end > 0 &&
               query_read(query, corpus->arena, str_sub(rest, 0, (size_t)end), dialect);
        rest = str_sub(rest, (size_t)end + 3, rest.len);
        vec_push(corpus->arena, &corpus->queries, query);
    }
    return good;
}

static inline int file_order(const void *left, const void *right)
{
    const struct mem_file *a = left, *b = right;
    return str_cmp(a->path, b->path);
}

/* NULL, or the file that cannot be read. */
static inline const char *corpus_read(struct corpus *out, struct arena *arena)
{
    struct tree files = { 0 };
    *out = (struct corpus){ .arena = arena };
    out->schema_text = read_text(arena, STR(CORPUS "/schema.yaml"));
    struct tree empty = corpus_tree(arena, out, sql_dialect_default(), STR("SELECT 1 AS one"));
    const char *why = corpus_load(&out->schema, arena, &empty, parse_cache_new(arena));
    if (why)
        return why;
    tree_walk(&files, arena, STR(CORPUS), STR_EMPTY);
    if (files.count)
        qsort(files.items, files.count, sizeof *files.items, file_order);
    vec_for (struct mem_file, file, &files) {
        struct str path = str_dup(arena, path_join(arena, STR(CORPUS), file->path));
        if (str_ends(path, STR(".sql")) && !read_corpus_file(out, path))
            return path.ptr;
    }
    return NULL;
}

static inline void corpus_release(struct corpus *corpus)
{
    map_release(&corpus->schema.by_fqn);
}

/* Some of the mutants behind `first`, evenly. */
static inline void thin_out(struct mutants *mutants, size_t first, size_t most)
{
    size_t count = mutants->count - first;
    if (count <= most)
        return;
    for (size_t i = 0; i < most; i++)
        mutants->items[first + i] = mutants->items[first + (2 * i + 1) * count / (2 * most)];
    mutants->count = first + most;
}

static inline void mutate_by_kind(struct mutants *out, struct arena *arena,
                                  const struct query *query, size_t kind, size_t most)
{
    struct work work = { .arena = arena, .query = query, .kind = kind, .out = out };
    size_t first = out->count;

    for (size_t i = 0; i < query->spots.count; i++) {
        const struct spot *spot = query->spots.items[i];
        if (kinds[kind].visits == SQL_ANY || kinds[kind].visits == spot->node->kind ||
            (kinds[kind].visits == SQL_QUERY && i == 0))
            kinds[kind].mutate(&work, spot);
        work.edits.count = 0;
    }
    thin_out(out, first, most);
}

/* All mutants of a query, by kind; or those that change the meaning. */
static inline void corpus_mutate(struct mutants *out, struct arena *arena,
                                 const struct query *query, bool only_changing, size_t most)
{
    for (size_t kind = 0; kind < KINDS; kind++) {
        if (!only_changing || !kinds[kind].preserves)
            mutate_by_kind(out, arena, query, kind, most);
    }
}

/* The same query under another text. */
static inline const struct query *query_respelled(struct arena *arena, const struct query *query,
                                                  struct str text)
{
    struct query *other = arena_new(arena, struct query);
    *other = (struct query){ .file = query->file, .name = query->name, .schema = query->schema };
    return query_read(other, arena, text, query->text.dialect) ? other : NULL;
}

/* One mutant of every kind that must stay cosmetic and looks at a place, one on top of the other.
 */
static inline void mutate_respelled(struct work *w, const struct spot *at)
{
    const struct query *query = w->query, *next;
    (void)at;

    for (size_t kind = 0; kind < KINDS; kind++) {
        struct mutants mutants = { 0 };
        if (!kinds[kind].preserves || kinds[kind].class != CLASS_COSMETIC ||
            kinds[kind].visits == SQL_QUERY)
            continue;
        mutate_by_kind(&mutants, w->arena, query, kind, 1);
        next = mutants.count ? query_respelled(w->arena, query, mutants.items[0].text) : NULL;
        query = next ? next : query;
    }
    put(w, 0, (uint32_t)w->query->text.bytes.len, query->text.bytes);
    emit(w);
}

#endif
