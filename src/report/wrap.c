#include "report/wrap.h"

#include "codec/utf8.h"

void page_init(struct page *page, struct arena *arena, size_t columns)
{
    *page = (struct page){ .arena = arena, .columns = columns };
}

void page_line(struct page *page, size_t indent, enum style style, struct str text)
{
    struct str line = str_fmt(page->arena, "%*s%.*s", (int)indent, "", STR_ARG(text));
    vec_push(page->arena, page, (struct page_line){ line, style });
}

/* The bytes of `text` that fit into `room` columns, cut at a space where there is one. Always at
 * least one character, so that the caller makes progress. */
static struct str take_line(struct str text, size_t room)
{
    struct str fits = utf8_cut(text, room);
    if (fits.len == text.len)
        return text;
    if (text.ptr[fits.len] == ' ')
        return fits;
    ptrdiff_t space = str_rfind_byte(fits, ' ');
    if (space > 0)
        return str_sub(fits, 0, (size_t)space);
    if (fits.len > 0)
        return fits;
    uint32_t code;
    return str_sub(text, 0, utf8_next(text, 0, &code));
}

static struct str skip_spaces(struct str text)
{
    while (text.len > 0 && text.ptr[0] == ' ')
        text = str_sub(text, 1, text.len);
    return text;
}

static struct str drop_spaces(struct str text)
{
    while (text.len > 0 && text.ptr[text.len - 1] == ' ')
        text.len--;
    return text;
}

void page_add(struct page *page, size_t indent, enum style style, struct str text)
{
    text = skip_spaces(text);
    for (bool first = true; first || text.len > 0; first = false) {
        size_t at = first ? indent : indent + 2;
        size_t room = page->columns > at ? page->columns - at : 1;
        struct str line = page->columns == 0 ? text : take_line(text, room);
        page_line(page, at, style, drop_spaces(line));
        text = skip_spaces(str_sub(text, line.len, text.len));
    }
}

void page_addf(struct page *page, size_t indent, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct str text = str_vfmt(page->arena, fmt, args);
    va_end(args);
    page_add(page, indent, STYLE_PLAIN, text);
}

void page_keep(struct page *page, size_t indent, struct str text)
{
    page_line(page, indent, STYLE_PLAIN, text);
}

void page_gap(struct page *page)
{
    if (page->count > 0 && page->items[page->count - 1].text.len > 0)
        page_line(page, 0, STYLE_PLAIN, STR_EMPTY);
}

static const char *style_on(enum style style)
{
    static const char *const codes[] = { "",         "\033[1;31m", "\033[33m",
                                         "\033[32m", "\033[1m",    "\033[2m" };
    return codes[style];
}

void page_write(const struct page *page, struct buf *out, struct str prefix, bool color)
{
    for (size_t i = 0; i < page->count; i++) {
        const struct page_line *line = &page->items[i];
        bool styled = color && line->style != STYLE_PLAIN;
        buf_add(out, prefix);
        if (styled)
            buf_puts(out, style_on(line->style));
        buf_add(out, line->text);
        if (styled)
            buf_puts(out, "\033[0m");
        buf_byte(out, '\n');
    }
}
