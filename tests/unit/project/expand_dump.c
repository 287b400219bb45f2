/* expand_dump: the queries of models with their macros written out, for comparisons with SQLMesh.
 *
 * Reads lines "dialect <TAB> definitions and query" and writes the form of each query, a line each;
 * a form with an "@" still has a macro in it. A text that is no model gives an empty line. */
#include "project/check.h"

#include "base/limits.h"

#include <stdio.h>

static struct str form_of(struct arena *arena, struct str dialect, struct str text)
{
    struct str config = str_fmt(arena, "model_defaults:\n  dialect: %.*s\n", STR_ARG(dialect));
    struct str file = str_fmt(arena, "MODEL (name db.m);\n%.*s", STR_ARG(text));
    const struct repository *repository =
        load(arena, "config.yaml", config.ptr, "models/m.sql", file.ptr);
    const struct project *project = only_project(repository);
    return project->models.count == 1 ? model_query_form(project->models.items[0]) : STR_EMPTY;
}

int main(void)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t len;
    while ((len = getline(&line, &size, stdin)) > 0) {
        struct arena arena;
        struct str text = { line, (size_t)len - (line[len - 1] == '\n') }, dialect = STR_EMPTY;
        arena_init(&arena, LIMIT_memory_bytes, NULL);
        str_split(&text, '\t', &dialect);
        struct str form = form_of(&arena, dialect, text);
        printf("%.*s\n", STR_ARG(form));
        arena_release(&arena);
    }
    free(line);
    return 0;
}
