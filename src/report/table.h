/* table: rows and columns for people, each column as wide as its widest cell, all of them together
 * no wider than the page: what does not fit is cut in the widest columns. Cells are printable
 * already, as everything on a page. */
#ifndef STOPLOG_REPORT_TABLE_H
#define STOPLOG_REPORT_TABLE_H

#include "report/wrap.h"

enum { TABLE_COLUMNS_MAX = 8 };

struct table {
    const char *const *headings;
    size_t columns;
    struct {
        VEC_OF(struct str);
    } cells; /* row after row */
};

/* At most TABLE_COLUMNS_MAX headings. */
void table_init(struct table *table, const char *const *headings, size_t columns);
/* The next cell of the row, or the first of the next row. */
void table_cell(struct table *table, struct arena *arena, struct str text);
/* Adds it to the page; rows with missing cells are filled with empty ones. */
void table_add(struct page *page, size_t indent, const struct table *table);

#endif
