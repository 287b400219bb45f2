/* formats: from a word on the command line to the function that writes. */
#include "report/formats.h"

static const struct {
    const char *word, *summary;
    void (*write)(struct buf *, struct arena *, const struct run *, const struct report_options *);
} formats[] = {
#define FORMAT(name, word, function, summary) [FORMAT_##name] = { word, summary, function },
#include "report/formats.def"
#undef FORMAT
};

enum format format_find(struct str word)
{
    for (enum format format = 0; format < FORMAT_COUNT; format++)
        if (str_eq(word, str_of(formats[format].word)))
            return format;
    return FORMAT_COUNT;
}

const char *format_word(enum format format)
{
    return formats[format].word;
}

const char *format_summary(enum format format)
{
    return formats[format].summary;
}

void report_write(struct buf *out, struct arena *arena, enum format format, const struct run *run,
                  const struct report_options *options)
{
    formats[format].write(out, arena, run, options);
}

void report_diff(struct buf *out, struct arena *arena, enum format format,
                 const struct change_set *changes, const struct impact *impact,
                 const struct plan *plan, const struct report_options *options)
{
    struct view view;
    view_of_changes(&view, arena, changes, impact, plan);
    if (format == FORMAT_JSON)
        report_diff_json(out, arena, &view, impact, options);
    else
        report_diff_text(out, arena, &view, impact, options);
}
