#include "base/diag.h"

#include <stdarg.h>

void diags_init(struct diags *diags, struct arena *arena)
{
    *diags = (struct diags){ .arena = arena };
}

void diag_add(struct diags *diags, enum diag_level level, struct place place, const char *fmt, ...)
{
    if (!diags)
        return;
    va_list args;
    va_start(args, fmt);
    struct str text = str_vfmt(diags->arena, fmt, args);
    va_end(args);
    vec_push(diags->arena, diags,
             (struct diag){ .level = level, .place = place, .text = text, .hint = STR_EMPTY });
}

void diag_hint(struct diags *diags, const char *fmt, ...)
{
    if (!diags || diags->count == 0)
        return;
    va_list args;
    va_start(args, fmt);
    diags->items[diags->count - 1].hint = str_vfmt(diags->arena, fmt, args);
    va_end(args);
}

size_t diags_count(const struct diags *diags, enum diag_level at_least)
{
    size_t count = 0;
    for (size_t i = 0; diags && i < diags->count; i++)
        count += diags->items[i].level >= at_least;
    return count;
}

struct place place_at(struct str path, struct str text, size_t offset)
{
    struct place place = { path, 1, 1 };
    if (offset > text.len)
        offset = text.len;
    for (size_t i = 0; i < offset; i++) {
        place.column++;
        if (text.ptr[i] == '\n') {
            place.line++;
            place.column = 1;
        }
    }
    return place;
}

#define WORD_MAX 64

/* Levenshtein distance with ASCII case folded, words of at most WORD_MAX bytes. */
static size_t edit_distance(struct str a, struct str b)
{
    size_t row[WORD_MAX + 1];
    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t above = row[j];
            size_t best = diagonal + (byte_lower(a.ptr[i - 1]) != byte_lower(b.ptr[j - 1]));
            if (above + 1 < best)
                best = above + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
            diagonal = above;
        }
    }
    return row[b.len];
}

struct str nearest_word(struct str word, const struct str *words, size_t count)
{
    struct str best = STR_EMPTY;
    /* One past what is near enough; a word has to share something with what it is taken for. */
    size_t best_distance = (word.len + 2) / 3 + 1;
    if (best_distance > word.len)
        best_distance = word.len;

    if (word.len > WORD_MAX)
        return best;
    for (size_t i = 0; i < count; i++) {
        if (words[i].len > WORD_MAX)
            continue;
        size_t distance = edit_distance(word, words[i]);
        if (distance < best_distance) {
            best_distance = distance;
            best = words[i];
        }
    }
    return best;
}
