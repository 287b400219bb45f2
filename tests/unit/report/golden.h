/* golden: what tests of reports share: options, rendering, and files to compare with.
 *
 * Golden files lie in tests/data/report/; a test program called with --write writes them anew: read
 * what changed before committing it. */
#ifndef STOPLOG_TESTS_REPORT_GOLDEN_H
#define STOPLOG_TESTS_REPORT_GOLDEN_H

#include "report/make.h"

#include "base/limits.h"
#include "codec/json.h"
#include "codec/utf8.h"

#define DATA "tests/data/report/"

static const struct report_options hook_options = {
    .columns = 70, .max_lines = 25, .hook = true, .elapsed_ms = 41, .version = STR_INIT("0.1.0")
};
static const struct report_options terminal_options = { .columns = 100,
                                                        .elapsed_ms = -1,
                                                        .version = STR_INIT("0.1.0") };

static inline struct str read_file(struct arena *arena, const char *name)
{
    struct str path = str_fmt(arena, DATA "%s", name);
    FILE *file = fopen(path.ptr, "rb");
    if (!file)
        return STR_EMPTY;
    char *bytes = arena_alloc(arena, 1u << 20);
    size_t len = fread(bytes, 1, 1u << 20, file);
    assert_int_equal(fclose(file), 0);
    return (struct str){ bytes, len };
}

static bool writes; /* --write: golden files are written, not compared */

static inline void write_file(struct arena *arena, const char *name, struct str bytes)
{
    FILE *file = fopen(str_fmt(arena, DATA "%s", name).ptr, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
}

static inline void assert_golden(struct arena *arena, const char *name, struct str got)
{
    struct str want = read_file(arena, name);
    if (str_eq(got, want))
        return;
    if (writes) {
        write_file(arena, name, got);
        return;
    }
    (void)fwrite(got.ptr, 1, got.len, stdout); /* cmocka's messages are short */
    fail_msg(DATA "%s differs from what was written", name);
}

static inline struct str render_run(struct arena *arena, const struct run *run, enum format format,
                                    const struct report_options *options)
{
    struct buf out;
    buf_init(&out, arena, LIMIT_report_bytes);
    report_write(&out, arena, format, run, options);
    assert_false(buf_overflowed(&out));
    return buf_str(&out);
}

static inline struct str render(struct make *make, enum format format,
                                const struct report_options *options)
{
    const struct run run = { &make->verdict, 1, STR_EMPTY, 0 };
    return render_run(make->arena, &run, format, options);
}

static inline size_t line_count(struct str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.ptr[i] == '\n';
    return count;
}

static inline void assert_fits(struct str text, size_t lines, size_t columns)
{
    struct str line;
    if (line_count(text) > lines)
        fail_msg("%zu lines:\n%.*s", line_count(text), STR_ARG(text));
    while (str_split(&text, '\n', &line))
        if (utf8_width(line) > columns)
            fail_msg("%zu columns: %.*s", utf8_width(line), STR_ARG(line));
}

#endif
