/* tree: folders and query texts as projects, and facts as lines, for the tests of this layer. */
#ifndef STOPLOG_TESTS_CHANGE_TREE_H
#define STOPLOG_TESTS_CHANGE_TREE_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/cases.h"
#include "change/change.h"

struct tree {
    VEC_OF(struct mem_file);
};

/* Adds every file below top/rel. Depth is bounded by the cases in the repository. */
static inline void tree_walk(struct tree *tree, struct arena *arena, struct str top, struct str rel)
{
    DIR *dir = opendir(str_dup(arena, path_join(arena, top, rel)).ptr);

    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        struct str name = str_dup(arena, str_of(entry->d_name));
        struct str inner = str_is_empty(rel) ? name : path_join(arena, rel, name);
        struct str path = str_dup(arena, path_join(arena, top, inner));
        struct stat info;
        if (str_eq(name, STR(".")) || str_eq(name, STR("..")) || str_eq(name, STR(".gitkeep")) ||
            stat(path.ptr, &info))
            continue;
        if (S_ISDIR(info.st_mode))
            tree_walk(tree, arena, top, inner);
        else
            vec_push(arena, tree,
                     (struct mem_file){ .path = inner, .bytes = read_text(arena, path) });
    }
    if (dir)
        closedir(dir);
}

/* Loads both trees and compares them; NULL, or what went wrong. */
static inline const char *tree_diff(struct change_set *set, struct arena *arena,
                                    const struct tree *before, const struct tree *after)
{
    struct parse_cache *cache = parse_cache_new(arena);
    struct projects *projects = arena_array(arena, 2, sizeof *projects);
    struct source *sources = arena_array(arena, 2, sizeof *sources);
    const struct tree *trees[] = { before, after };
    struct diags *diags = arena_new(arena, struct diags);
    struct err *err = arena_new(arena, struct err);

    diags_init(diags, arena);
    for (int side = 0; side < 2; side++) {
        source_from_memory(&sources[side], arena, trees[side]->items, trees[side]->count,
                           side ? STR("after") : STR("before"));
        if (projects_load(&projects[side], arena, &sources[side], cache, diags, err) != OK)
            return err->text;
    }
    change_diff(set, arena, &projects[0], &projects[1]);
    map_release(&projects[0].by_fqn);
    map_release(&projects[1].by_fqn);
    return NULL;
}

static inline size_t hex_run(struct str text, size_t at)
{
    size_t n = 0;
    while (at + n < text.len && byte_hex(text.ptr[at + n]) >= 0 &&
           (byte_is_digit(text.ptr[at + n]) || text.ptr[at + n] >= 'a'))
        n++;
    return n;
}

/* Digests and ids say nothing to a reader: 64 or 40 digits become "<digest>", 12 behind '#' become
 * "#<digest>"; line ends become "\n". */
static inline void add_masked(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len;) {
        size_t hex = hex_run(text, i);
        bool is_short = hex == 12 && i > 0 && text.ptr[i - 1] == '#';
        if (hex == 64 || hex == 40 || is_short) {
            buf_puts(out, "<digest>");
            i += hex;
        } else if (text.ptr[i] == '\n') {
            buf_puts(out, "\\n");
            i++;
        } else {
            size_t n = hex ? hex : 1;
            buf_add(out, str_sub(text, i, n));
            i += n;
        }
    }
}

/* CODE subject[.column] | aspect | old -> new */
static inline void add_fact_line(struct buf *out, const struct fact *fact)
{
    buf_printf(out, "%s %.*s", fact_row(fact->code)->code, STR_ARG(fact->subject));
    if (!str_is_empty(fact->column))
        buf_printf(out, ".%.*s", STR_ARG(fact->column));
    buf_puts(out, " | ");
    add_masked(out, fact->aspect);
    buf_puts(out, " | ");
    add_masked(out, fact->old_text);
    buf_puts(out, " -> ");
    add_masked(out, fact->new_text);
    while (out->len && out->ptr[out->len - 1] == ' ')
        out->len--;
    buf_byte(out, '\n');
}

static inline struct str fact_lines(struct arena *arena, const struct change_set *set)
{
    struct buf out;
    buf_init(&out, arena, 1u << 24);
    vec_for (const struct fact, fact, &set->facts)
        add_fact_line(&out, fact);
    return buf_str(&out);
}

/* The same with "  # note" behind. */
static inline struct str note_lines(struct arena *arena, const struct change_set *set)
{
    struct buf out;
    buf_init(&out, arena, 1u << 24);
    for (size_t i = 0; i < set->facts.count; i++) {
        const struct fact *fact = &set->facts.items[i];
        add_fact_line(&out, fact);
        out.len--;
        if (!str_is_empty(fact->note))
            buf_printf(&out, "  # %.*s", STR_ARG(fact->note));
        buf_byte(&out, '\n');
    }
    return buf_str(&out);
}

#define TREE_EXTERNALS                                                                             \
    "- name: db.t\n  columns: {a: int, b: int, c: text, status: text, ds: text}\n"                 \
    "- name: db.u\n  columns: {a: int, x: int, ds: text}\n"

/* A project whose only model file is models/m.sql with this text. */
static inline struct tree tree_of_file(struct arena *arena, struct str text)
{
    struct tree tree = { 0 };
    vec_push(arena, &tree,
             (struct mem_file){ .path = STR("config.yaml"),
                                .bytes = STR("model_defaults: {dialect: duckdb}\n") });
    vec_push(
        arena, &tree,
        (struct mem_file){ .path = STR("external_models.yaml"), .bytes = STR(TREE_EXTERNALS) });
    vec_push(arena, &tree, (struct mem_file){ .path = STR("models/m.sql"), .bytes = text });
    return tree;
}

/* The same with the query as the model s.m. */
static inline struct tree tree_of_query(struct arena *arena, struct str query)
{
    return tree_of_file(arena,
                        str_fmt(arena, "MODEL (name s.m, kind FULL);\n%.*s\n", STR_ARG(query)));
}

#endif
