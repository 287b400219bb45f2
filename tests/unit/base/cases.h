/* cases: tests as files of texts. A case is a title behind "@ " and parts: each but the last ends
 * with a line "--", the last with an empty line. What stands before the first case is a comment. */
#ifndef STOPLOG_TESTS_UNIT_BASE_CASES_H
#define STOPLOG_TESTS_UNIT_BASE_CASES_H

#include <stdio.h>

#include "base/buf.h"
#include "base/check.h"

#define CASE_PARTS 3

struct case_text {
    struct str title;
    struct str parts[CASE_PARTS];
};

/* The text of a file, or "" when it cannot be read. */
static inline struct str read_text(struct arena *arena, struct str path)
{
    FILE *file = fopen(str_dup(arena, path).ptr, "rb");
    struct buf text;
    char chunk[4096];

    buf_init(&text, arena, 1u << 24);
    for (size_t n; file && (n = fread(chunk, 1, sizeof chunk, file)) > 0;)
        buf_add(&text, (struct str){ chunk, n });
    if (file)
        fclose(file);
    return buf_str(&text);
}

/* The lines up to the next line that is `end`, taken off the front of *rest. */
static inline struct str take_until(struct str *rest, struct str end)
{
    struct str block = { rest->ptr, 0 }, line;
    while (str_split(rest, '\n', &line)) {
        if (str_eq(line, end))
            return block;
        block.len = (size_t)(line.ptr + line.len - block.ptr);
    }
    return block;
}

/* Whether a case gave what it should, but for the space around; shows both when it did not. */
static inline bool case_gives(struct str title, struct str expected, struct str found)
{
    bool ok = str_eq(str_trim(found), str_trim(expected));
    if (!ok)
        print_error("%.*s: expected\n%.*s\nbut found\n%.*s\n", STR_ARG(title), STR_ARG(expected),
                    STR_ARG(found));
    return ok;
}

/* Runs every case of a file; fails when one does, or when there are fewer than `least`. */
static inline void run_cases(const char *path, size_t parts, size_t least,
                             bool (*run)(const struct case_text *))
{
    struct arena arena;
    size_t count = 0, failed = 0;

    arena_init(&arena, 16u << 20, NULL);
    struct str rest = read_text(&arena, str_of(path)), line;
    while (str_split(&rest, '\n', &line)) {
        struct case_text one = { .title = line };
        if (!str_starts(line, STR("@ ")))
            continue;
        for (size_t i = 0; i < parts; i++)
            one.parts[i] = take_until(&rest, i + 1 < parts ? STR("--") : STR(""));
        failed += !run(&one);
        count++;
    }
    arena_release(&arena);
    assert_true(count >= least);
    assert_int_equal(failed, 0);
}

#endif
