/* csv: a reader for RFC 4180 with the settings of pandas' read_csv that SQLMesh passes on. */
#include "project/csv.h"

#include "base/buf.h"
#include "base/limits.h"

struct csv_settings csv_defaults(void)
{
    return (struct csv_settings){ .delimiter = ',', .quote = '"', .double_quote = true };
}

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

struct cell {
    const struct csv_settings *settings;
    struct str text;
    size_t at;
    struct buf buf;
    bool not_closed;
};

/* The rest of a quoted part; the quote that opens it has been read. */
static void read_quoted(struct cell *cell)
{
    const struct csv_settings *settings = cell->settings;
    while (cell->at < cell->text.len) {
        char c = cell->text.ptr[cell->at++];
        bool more = cell->at < cell->text.len;
        if (settings->escape && c == settings->escape && more) {
            buf_byte(&cell->buf, cell->text.ptr[cell->at++]);
        } else if (c != settings->quote) {
            buf_byte(&cell->buf, c);
        } else if (settings->double_quote && more && cell->text.ptr[cell->at] == c) {
            buf_byte(&cell->buf, c);
            cell->at++;
        } else {
            return;
        }
    }
    cell->not_closed = true;
}

static void read_escaped(struct cell *cell)
{
    const struct csv_settings *settings = cell->settings;
    for (bool start = true; cell->at < cell->text.len; start = false) {
        char c = cell->text.ptr[cell->at];
        if (c == settings->delimiter || is_line_end(c))
            return;
        cell->at++;
        if (start && settings->quote && c == settings->quote)
            read_quoted(cell);
        else if (settings->escape && c == settings->escape && cell->at < cell->text.len)
            buf_byte(&cell->buf, cell->text.ptr[cell->at++]);
        else
            buf_byte(&cell->buf, c);
    }
}

/* A cell without quotes and escapes is a slice of the text. */
static struct str read_cell(struct csv_row *row, struct arena *arena, struct str text, size_t *at,
                            const struct csv_settings *settings)
{
    while (settings->skip_initial_space && *at < text.len && text.ptr[*at] == ' ')
        ++*at;
    size_t end = *at;
    bool quoted = end < text.len && settings->quote && text.ptr[end] == settings->quote;
    while (!quoted && end < text.len && text.ptr[end] != settings->delimiter &&
           !is_line_end(text.ptr[end])) {
        if (settings->escape && text.ptr[end] == settings->escape)
            quoted = true;
        end++;
    }
    if (!quoted) {
        struct str plain = str_sub(text, *at, end - *at);
        *at = end;
        return plain;
    }
    struct cell cell = { .settings = settings, .text = text, .at = *at };
    buf_init(&cell.buf, arena, LIMIT_file_bytes + 1);
    read_escaped(&cell);
    *at = cell.at;
    row->not_closed = row->not_closed || cell.not_closed;
    return buf_str(&cell.buf);
}

bool csv_row(struct csv_row *row, struct arena *arena, struct str text, size_t *at,
             const struct csv_settings *settings)
{
    row->count = 0;
    row->not_closed = false;
    while (*at < text.len && is_line_end(text.ptr[*at]))
        ++*at;
    if (*at >= text.len)
        return false;
    for (;;) {
        vec_push(arena, row, read_cell(row, arena, text, at, settings));
        if (*at >= text.len || text.ptr[*at] != settings->delimiter)
            break;
        ++*at;
    }
    return true;
}
