/* macro_cases: the files of tests/macros: blocks behind empty lines, each "[dialect] text", then
 * lines that begin with a mark. */
#ifndef STOPLOG_TESTS_UNIT_PROJECT_MACRO_CASES_H
#define STOPLOG_TESTS_UNIT_PROJECT_MACRO_CASES_H

#include "project/check.h"

#include <stdio.h>

#include "project/unknown.h"

struct macro_case {
    struct str block, dialect, text;
};

/* The line of the block that begins with this mark; false when there is none. */
static inline bool expected_line(struct str block, const char *mark, struct str *out)
{
    struct str line;
    while (str_split(&block, '\n', &line))
        if (str_starts(line, str_of(mark))) {
            *out = str_sub(line, strlen(mark), SIZE_MAX);
            return true;
        }
    *out = STR_EMPTY;
    return false;
}

static inline size_t check_line(struct str block, const char *mark, struct str have, bool always)
{
    struct str want;
    bool said = expected_line(block, mark, &want);
    if ((!said && !always) || str_eq(want, have))
        return 0;
    print_error("%.*s\n  want %s%.*s\n  have %s%.*s\n", STR_ARG(block), mark, STR_ARG(want), mark,
                STR_ARG(have));
    return 1;
}

/* Forms with macros in them read back like others, unless part of the query is not understood. */
static inline size_t check_form(struct str block, const struct model *model)
{
    for (size_t i = 0; i < model_unknowns(model)->count; i++)
        if (model_unknowns(model)->items[i].cause == UNKNOWN_SQL)
            return 0;
    if (!model_form_fails(model))
        return 0;
    print_error("%.*s\n  does not read back\n", STR_ARG(block));
    return 1;
}

static inline struct str read_whole(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = arena_alloc(arena, 1 << 20);
    size_t len = fread(bytes, 1, 1 << 20, file);
    assert_true(feof(file));
    fclose(file);
    return (struct str){ bytes, len };
}

static inline struct macro_case macro_case_of(struct str block)
{
    ptrdiff_t close = str_find_byte(block, ']'), at = str_find(block, STR("\n=> "));
    assert_true(block.ptr[0] == '[' && close > 0 && at > close);
    return (struct macro_case){ block, str_sub(block, 1, (size_t)close - 1),
                                str_sub(block, (size_t)close + 1, (size_t)(at - close) - 1) };
}

/* Checks every case of the file, of which there are at least so many. check gives how often one
 * failed. */
static inline void check_macro_cases(struct arena *arena, const char *path, size_t least,
                                     size_t (*check)(struct arena *arena,
                                                     const struct macro_case *one))
{
    size_t count = 0, failed = 0;
    struct str rest = read_whole(arena, path), block;
    while (rest.len) {
        ptrdiff_t end = str_find(rest, STR("\n\n"));
        block = str_trim(end < 0 ? rest : str_sub(rest, 0, (size_t)end));
        rest = end < 0 ? STR_EMPTY : str_sub(rest, (size_t)end + 2, SIZE_MAX);
        while (block.len && block.ptr[0] == '#') {
            ptrdiff_t line = str_find_byte(block, '\n');
            block = line < 0 ? STR_EMPTY : str_trim(str_sub(block, (size_t)line + 1, SIZE_MAX));
        }
        if (!block.len)
            continue;
        struct macro_case one = macro_case_of(block);
        failed += check(arena, &one);
        count++;
    }
    assert_int_equal(failed, 0);
    assert_true(count >= least);
}

#endif
