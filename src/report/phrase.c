#include "report/phrase.h"

#include "base/buf.h"
#include "base/limits.h"
#include "codec/utf8.h"

struct str phrase_cut(struct arena *arena, struct str s, size_t max_bytes)
{
    return text_clean(arena, s, max_bytes);
}

struct str phrase_clean(struct arena *arena, struct str s)
{
    return phrase_cut(arena, s, LIMIT_report_text_bytes);
}

static struct str slug_words(struct arena *arena, const struct fact_row *row)
{
    struct str words = str_dup(arena, str_of(row->slug));
    char *at = (char *)(uintptr_t)words.ptr; /* our own copy */
    for (size_t i = 0; i < words.len; i++)
        if (at[i] == '-')
            at[i] = ' ';
    return words;
}

/* Facts that repeat what a reader of a policy file said: that sentence is the title. */
static bool aspect_is_sentence(enum fact_code code)
{
    return code == FACT_PO102 || code == FACT_CO103;
}

struct str phrase_title(struct arena *arena, const struct fact *fact)
{
    static const struct str column_word = STR_INIT("column ");
    struct str words = slug_words(arena, fact_row(fact->code));
    struct str column = phrase_clean(arena, fact->column);
    if (column.len > 0 && str_starts(words, column_word))
        return str_fmt(arena, "column %.*s%.*s", STR_ARG(column),
                       STR_ARG(str_sub(words, column_word.len - 1, words.len)));
    struct str what = column.len > 0 ? column : phrase_clean(arena, fact->aspect);
    if (what.len == 0)
        return words;
    if (aspect_is_sentence(fact->code))
        return what;
    return str_fmt(arena, "%.*s (%.*s)", STR_ARG(words), STR_ARG(what));
}

/* ---- texts ---- */

static bool is_inside(struct str s, size_t at)
{
    return at < s.len && ((unsigned char)s.ptr[at] & 0xC0) == 0x80;
}

static size_t common_prefix(struct str a, struct str b)
{
    size_t i = 0;
    while (i < a.len && i < b.len && a.ptr[i] == b.ptr[i])
        i++;
    while (i > 0 && (is_inside(a, i) || is_inside(b, i)))
        i--;
    return i;
}

/* Where to start showing: a little before the first difference, at a word if one is near. */
static size_t focus_start(struct str text, size_t difference)
{
    const size_t context = 24;
    if (difference <= context)
        return 0;
    size_t start = difference - context;
    for (size_t i = start; i < difference; i++)
        if (text.ptr[i] == ' ')
            return i + 1;
    while (start > 0 && is_inside(text, start))
        start--;
    return start;
}

static struct str show_from(struct arena *arena, struct str text, size_t start, size_t max_bytes)
{
    struct str shown = phrase_cut(arena, str_sub(text, start, text.len), max_bytes);
    return start > 0 ? str_fmt(arena, "...%.*s", STR_ARG(shown)) : shown;
}

/* Policy and contract files: the texts are blob ids, for the fingerprint and not for people. */
static bool texts_are_ids(enum fact_code code)
{
    return code == FACT_PO101 || code == FACT_CT104 || code == FACT_CT106;
}

struct phrase_texts phrase_texts(struct arena *arena, const struct fact *fact, size_t max_bytes)
{
    struct str a = fact->old_text, b = fact->new_text;
    size_t start = 0;
    if (texts_are_ids(fact->code))
        return (struct phrase_texts){ STR_EMPTY, STR_EMPTY };
    if (a.len > 0 && b.len > 0 && (a.len > max_bytes || b.len > max_bytes))
        start = focus_start(a, common_prefix(a, b));
    return (struct phrase_texts){ show_from(arena, a, start, max_bytes),
                                  show_from(arena, b, start, max_bytes) };
}

struct str phrase_change(struct arena *arena, const struct fact *fact, size_t max_bytes)
{
    struct phrase_texts texts = phrase_texts(arena, fact, max_bytes);
    if (texts.before.len > 0 && texts.after.len > 0)
        return str_fmt(arena, "%.*s -> %.*s", STR_ARG(texts.before), STR_ARG(texts.after));
    if (texts.before.len > 0)
        return str_fmt(arena, "was %.*s", STR_ARG(texts.before));
    if (texts.after.len > 0)
        return str_fmt(arena, "now %.*s", STR_ARG(texts.after));
    return STR_EMPTY;
}

struct str phrase_place(struct arena *arena, struct place place)
{
    struct str path = phrase_clean(arena, place.path);
    if (path.len == 0 || place.line == 0)
        return path;
    return str_fmt(arena, "%.*s:%u", STR_ARG(path), (unsigned)place.line);
}

struct str phrase_spot(struct arena *arena, struct place place)
{
    struct str text = phrase_place(arena, place);
    if (text.len == 0 || place.line == 0 || place.column == 0)
        return text;
    return str_fmt(arena, "%.*s:%u", STR_ARG(text), (unsigned)place.column);
}

struct str phrase_count(struct arena *arena, size_t count, const char *one, const char *many)
{
    return str_fmt(arena, "%zu %s", count, count == 1 ? one : many);
}

struct str phrase_path(struct arena *arena, const struct reach *reach)
{
    struct buf out;
    buf_init(&out, arena, 1u << 20);
    for (size_t i = 0; i < reach->path_count; i++) {
        if (reach->path_count > 6 && i == 3) { /* the middle of a long path tells least */
            buf_printf(&out, " -> (%zu more)", reach->path_count - 5);
            i = reach->path_count - 3;
            continue;
        }
        struct str column = reach->columns ? reach->columns[i] : STR_EMPTY;
        buf_printf(&out, "%s%.*s", i > 0 ? " -> " : "",
                   STR_ARG(phrase_cut(arena, reach->path[i], 80)));
        if (column.len > 0)
            buf_printf(&out, ".%.*s", STR_ARG(phrase_cut(arena, column, 80)));
    }
    return buf_str(&out);
}
