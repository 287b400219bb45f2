/* csv: rows of a CSV text, one after the other. Private to the project layer. Quoting is undone, so
 * two spellings of one table give the same cells. */
#ifndef STOPLOG_PROJECT_CSV_H
#define STOPLOG_PROJECT_CSV_H

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"

struct csv_settings {
    char delimiter, quote, escape; /* escape '\0': none */
    bool double_quote;             /* "" inside quotes is one quote */
    bool skip_initial_space;
};
struct csv_row {
    VEC_OF(struct str);
    bool not_closed; /* the text ends inside a quoted cell, which pandas refuses */
};

/* The defaults of pandas' read_csv. */
struct csv_settings csv_defaults(void);
/* Reads the row at *at and moves behind it; blank lines are skipped. False at the end. Cells lie in
 * the text, or in the arena when something had to be undone. row->items is used again. */
bool csv_row(struct csv_row *row, struct arena *arena, struct str text, size_t *at,
             const struct csv_settings *settings);

#endif
