#include "report/table.h"

#include "codec/utf8.h"

enum { GAP = 2, LEAST = 6 };

void table_init(struct table *table, const char *const *headings, size_t columns)
{
    size_t most = TABLE_COLUMNS_MAX;
    *table = (struct table){ .headings = headings, .columns = columns < most ? columns : most };
}

void table_cell(struct table *table, struct arena *arena, struct str text)
{
    vec_push(arena, &table->cells, text);
}

static struct str cell(const struct table *table, size_t at)
{
    return at < table->cells.count ? table->cells.items[at] : STR_EMPTY;
}

static void measure(const struct table *table, size_t widths[TABLE_COLUMNS_MAX])
{
    for (size_t i = 0; i < table->columns; i++)
        widths[i] = utf8_width(str_of(table->headings[i]));
    for (size_t i = 0; i < table->cells.count; i++) {
        size_t width = utf8_width(cell(table, i)), column = i % table->columns;
        widths[column] = width > widths[column] ? width : widths[column];
    }
}

/* Takes from the widest, column by column, until all fit or none can give any more. */
static void shrink(const struct table *table, size_t widths[TABLE_COLUMNS_MAX], size_t room)
{
    for (;;) {
        size_t all = GAP * (table->columns - 1), widest = 0;
        for (size_t i = 0; i < table->columns; i++) {
            all += widths[i];
            widest = widths[i] > widths[widest] ? i : widest;
        }
        if (all <= room || widths[widest] <= LEAST)
            return;
        widths[widest]--;
    }
}

static void add_padded(struct buf *out, struct str text, size_t width, bool last)
{
    struct str shown = text;
    size_t taken = utf8_width(text);
    if (taken > width) {
        shown = utf8_cut(text, width - 3);
        taken = utf8_width(shown) + 3;
        buf_add(out, shown);
        buf_puts(out, "...");
    } else {
        buf_add(out, shown);
    }
    for (size_t i = taken; i < width + GAP && !last; i++)
        buf_byte(out, ' ');
}

static void add_row(struct page *page, size_t indent, enum style style, const struct table *table,
                    const struct str *cells, const size_t widths[TABLE_COLUMNS_MAX])
{
    struct buf line;
    buf_init(&line, page->arena, 1u << 20);
    for (size_t i = 0; i < table->columns; i++)
        add_padded(&line, cells[i], widths[i], i + 1 == table->columns);
    struct str text = buf_str(&line);
    while (text.len > 0 && text.ptr[text.len - 1] == ' ')
        text.len--;
    page_line(page, indent, style, text);
}

void table_add(struct page *page, size_t indent, const struct table *table)
{
    size_t widths[TABLE_COLUMNS_MAX] = { 0 };
    struct str cells[TABLE_COLUMNS_MAX];
    if (table->columns == 0)
        return;
    measure(table, widths);
    if (page->columns > indent)
        shrink(table, widths, page->columns - indent);
    for (size_t i = 0; i < table->columns; i++)
        cells[i] = str_of(table->headings[i]);
    add_row(page, indent, STYLE_DIM, table, cells, widths);
    for (size_t at = 0; at < table->cells.count; at += table->columns) {
        for (size_t i = 0; i < table->columns; i++)
            cells[i] = cell(table, at + i);
        add_row(page, indent, STYLE_PLAIN, table, cells, widths);
    }
}
