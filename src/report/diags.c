/* diags: faults of the user's files as lines that editors and people understand. */
#include "report/formats.h"
#include "report/phrase.h"

struct str report_diag_words(struct arena *arena, const struct diag *diag)
{
    static const char *const levels[] = { "note", "warning", "error" };
    struct str place = phrase_spot(arena, diag->place), what = phrase_clean(arena, diag->text);
    struct str hint = phrase_clean(arena, diag->hint);
    return str_fmt(arena, "%.*s%s%s: %.*s%s%.*s%s", STR_ARG(place), place.len > 0 ? ": " : "",
                   levels[diag->level], STR_ARG(what), hint.len > 0 ? " (" : "", STR_ARG(hint),
                   hint.len > 0 ? ")" : "");
}

void report_diags(struct buf *out, struct arena *arena, const struct diags *diags, bool color)
{
    static const char *const styles[] = { "", "\033[33m", "\033[1;31m" };
    for (size_t i = 0; i < diags->count; i++) {
        const struct diag *diag = &diags->items[i];
        bool styled = color && diag->level > DIAG_NOTE;
        if (styled)
            buf_puts(out, styles[diag->level]);
        buf_add(out, report_diag_words(arena, diag));
        if (styled)
            buf_puts(out, "\033[0m");
        buf_byte(out, '\n');
    }
}
