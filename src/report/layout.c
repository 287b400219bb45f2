#include "report/layout.h"

#include <stdlib.h>

enum { BOX_HEIGHT = 30, BOX_GAP = 14, LINE_HEIGHT = 8, COLUMN_GAP = 56, MARGIN = 12, SWEEPS = 6 };
enum { SCALE = 1024 }; /* of rows, so that a mean is a whole number */

/* A place in a column: of a box, or of an arrow on its way past others. */
struct slot {
    size_t column, row;
    size_t key; /* what rows are sorted by */
    bool is_box;
    unsigned y;
};
/* Two slots in neighbouring columns. */
struct link {
    size_t from, to;
};
struct plan_of_rows {
    struct arena *arena;
    const struct chart *chart;
    struct {
        VEC_OF(struct slot);
    } slots; /* the boxes first, in their order */
    struct {
        VEC_OF(struct link);
    } links;
    size_t *first_of_arrow; /* per arrow: the first of its own slots, SIZE_MAX = none */
    size_t columns;
};

/* ---- columns ---- */

static size_t next_box(const size_t *waits, const bool *done, size_t count)
{
    size_t any = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        if (done[i])
            continue;
        if (waits[i] == 0)
            return i;
        any = any == SIZE_MAX ? i : any;
    }
    return any;
}

/* Longest way from a box that nothing leads to. Where boxes lead to each other in a circle (a
 * change may turn an edge around) the first of them begins. */
static void find_columns(struct plan_of_rows *rows)
{
    const struct chart *chart = rows->chart;
    size_t count = chart->boxes.count, *waits = arena_array(rows->arena, count, sizeof *waits);
    bool *done = arena_array(rows->arena, count, sizeof *done);
    vec_for (const struct chart_arrow, arrow, &chart->arrows)
        waits[arrow->to]++;
    for (size_t round = 0; round < count; round++) {
        size_t box = next_box(waits, done, count);
        done[box] = true;
        vec_for (const struct chart_arrow, arrow, &chart->arrows) {
            struct slot *to = &rows->slots.items[arrow->to];
            if (arrow->from != box || done[arrow->to])
                continue;
            waits[arrow->to]--;
            if (to->column <= rows->slots.items[box].column)
                to->column = rows->slots.items[box].column + 1;
        }
    }
}

static void put_consumers_last(struct plan_of_rows *rows)
{
    size_t last = 0;
    for (size_t i = 0; i < rows->chart->boxes.count; i++)
        last = rows->slots.items[i].column > last ? rows->slots.items[i].column : last;
    for (size_t i = 0; i < rows->chart->boxes.count; i++)
        if (rows->chart->boxes.items[i].consumer)
            rows->slots.items[i].column = last;
    rows->columns = last + 1;
}

/* ---- rows ---- */

static size_t add_slot(struct plan_of_rows *rows, size_t column, bool is_box)
{
    vec_push(rows->arena, &rows->slots, (struct slot){ .column = column, .is_box = is_box });
    return rows->slots.count - 1;
}

/* The slots that an arrow passes between its boxes. One that leads back is drawn over others. */
static void add_arrow(struct plan_of_rows *rows, size_t index)
{
    const struct chart_arrow *arrow = &rows->chart->arrows.items[index];
    size_t from = rows->slots.items[arrow->from].column, to = rows->slots.items[arrow->to].column;
    size_t before = arrow->from;
    rows->first_of_arrow[index] = SIZE_MAX;
    for (size_t column = from + 1; column < to; column++) {
        size_t slot = add_slot(rows, column, false);
        if (column == from + 1)
            rows->first_of_arrow[index] = slot;
        vec_push(rows->arena, &rows->links, (struct link){ before, slot });
        before = slot;
    }
    if (from < to)
        vec_push(rows->arena, &rows->links, (struct link){ before, arrow->to });
}

static int slot_order(const void *a, const void *b)
{
    const struct slot *x = *(struct slot *const *)a, *y = *(struct slot *const *)b;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* Slots by column and key; rows are counted anew in each column. */
static void number_rows(struct plan_of_rows *rows, struct slot **sorted)
{
    size_t row = 0;
    for (size_t i = 0; i < rows->slots.count; i++)
        sorted[i] = &rows->slots.items[i];
    qsort(sorted, rows->slots.count, sizeof(struct slot *), slot_order);
    for (size_t i = 0; i < rows->slots.count; i++) {
        row = i > 0 && sorted[i]->column == sorted[i - 1]->column ? row + 1 : 0;
        sorted[i]->row = row;
    }
}

/* Each slot to the mean row of its neighbours on one side; without any it stays. */
static void sweep(struct plan_of_rows *rows, size_t *sums, size_t *counts, bool to_the_right)
{
    for (size_t i = 0; i < rows->slots.count; i++)
        sums[i] = counts[i] = 0;
    vec_for (const struct link, link, &rows->links) {
        size_t moved = to_the_right ? link->to : link->from;
        sums[moved] += rows->slots.items[to_the_right ? link->from : link->to].row;
        counts[moved]++;
    }
    for (size_t i = 0; i < rows->slots.count; i++)
        rows->slots.items[i].key =
            counts[i] > 0 ? sums[i] * SCALE / counts[i] : rows->slots.items[i].row * SCALE;
}

static unsigned height_of(const struct slot *slot)
{
    return slot->is_box ? BOX_HEIGHT : LINE_HEIGHT;
}

/* Columns stand in the middle of the highest. */
static unsigned stack(struct plan_of_rows *rows, struct slot **sorted)
{
    unsigned *heights = arena_array(rows->arena, rows->columns, sizeof *heights), most = 0;
    for (size_t i = 0; i < rows->slots.count; i++) {
        sorted[i]->y = heights[sorted[i]->column];
        heights[sorted[i]->column] += height_of(sorted[i]) + BOX_GAP;
    }
    for (size_t i = 0; i < rows->columns; i++)
        most = heights[i] > most ? heights[i] : most;
    for (size_t i = 0; i < rows->slots.count; i++)
        sorted[i]->y += MARGIN + (most - heights[sorted[i]->column]) / 2;
    return most > BOX_GAP ? most - BOX_GAP : 0;
}

/* The height of all. */
static unsigned find_rows(struct plan_of_rows *rows)
{
    size_t count = rows->slots.count;
    struct slot **sorted = arena_array(rows->arena, count, sizeof *sorted);
    size_t *sums = arena_array(rows->arena, count, sizeof *sums);
    size_t *counts = arena_array(rows->arena, count, sizeof *counts);
    number_rows(rows, sorted);
    for (size_t i = 0; i < SWEEPS; i++) {
        sweep(rows, sums, counts, i % 2 == 0);
        number_rows(rows, sorted);
    }
    return stack(rows, sorted);
}

/* ---- points ---- */

static unsigned left_of(const struct slot *slot, unsigned box_width)
{
    return MARGIN + (unsigned)slot->column * (box_width + COLUMN_GAP);
}

static void add_point(struct arena *arena, struct layout_line *line, unsigned x,
                      const struct slot *slot)
{
    vec_push(arena, line, (struct layout_point){ x, slot->y + height_of(slot) / 2 });
}

static void draw_arrow(struct layout *out, const struct plan_of_rows *rows, size_t index)
{
    const struct chart_arrow *arrow = &rows->chart->arrows.items[index];
    const struct slot *slots = rows->slots.items;
    struct layout_line *line = &out->arrows[index];
    size_t own = rows->first_of_arrow[index];
    size_t passed = own == SIZE_MAX ? 0 : slots[arrow->to].column - slots[arrow->from].column - 1;
    add_point(rows->arena, line, left_of(&slots[arrow->from], out->box_width) + out->box_width,
              &slots[arrow->from]);
    for (size_t i = 0; i < passed; i++) {
        unsigned x = left_of(&slots[own + i], out->box_width);
        add_point(rows->arena, line, x, &slots[own + i]);
        add_point(rows->arena, line, x + out->box_width, &slots[own + i]);
    }
    add_point(rows->arena, line, left_of(&slots[arrow->to], out->box_width), &slots[arrow->to]);
}

void layout_of(struct layout *out, struct arena *arena, const struct chart *chart,
               unsigned box_width)
{
    struct plan_of_rows rows = { .arena = arena, .chart = chart };
    *out = (struct layout){ .box_width = box_width, .box_height = BOX_HEIGHT };
    if (chart->boxes.count == 0)
        return;
    for (size_t i = 0; i < chart->boxes.count; i++)
        (void)add_slot(&rows, 0, true);
    find_columns(&rows);
    put_consumers_last(&rows);
    rows.first_of_arrow = arena_array(arena, chart->arrows.count, sizeof *rows.first_of_arrow);
    for (size_t i = 0; i < chart->arrows.count; i++)
        add_arrow(&rows, i);
    out->height = find_rows(&rows) + 2 * MARGIN;
    out->width = 2 * MARGIN + (unsigned)rows.columns * (box_width + COLUMN_GAP) - COLUMN_GAP;
    out->boxes = arena_array(arena, chart->boxes.count, sizeof *out->boxes);
    for (size_t i = 0; i < chart->boxes.count; i++)
        out->boxes[i] = (struct layout_point){ left_of(&rows.slots.items[i], box_width),
                                               rows.slots.items[i].y };
    out->arrows = arena_array(arena, chart->arrows.count, sizeof *out->arrows);
    for (size_t i = 0; i < chart->arrows.count; i++)
        draw_arrow(out, &rows, i);
}
