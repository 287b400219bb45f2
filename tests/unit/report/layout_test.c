/* Where boxes and arrows stand: in the direction of the data, never on each other. */
#include "report/golden.h"

#include "report/layout.h"

static size_t box(struct make *make, struct chart *chart, bool consumer)
{
    vec_push(make->arena, &chart->boxes,
             (struct chart_box){ .label = STR("a"), .consumer = consumer });
    return chart->boxes.count - 1;
}

static void arrow(struct make *make, struct chart *chart, size_t from, size_t to)
{
    vec_push(make->arena, &chart->arrows, (struct chart_arrow){ from, to, EDGE_EXACT });
}

static void assert_apart(const struct layout *layout, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct layout_point a = layout->boxes[i];
        assert_true(a.x + layout->box_width <= layout->width);
        assert_true(a.y + layout->box_height <= layout->height);
        for (size_t k = 0; k < i; k++) {
            struct layout_point b = layout->boxes[k];
            assert_true(a.x + layout->box_width <= b.x || b.x + layout->box_width <= a.x ||
                        a.y + layout->box_height <= b.y || b.y + layout->box_height <= a.y);
        }
    }
}

static void an_empty_chart_has_no_size(void **state)
{
    struct chart chart = { 0 };
    struct layout layout;
    layout_of(&layout, *state, &chart, 100);
    assert_int_equal(layout.width, 0);
    assert_int_equal(layout.height, 0);
}

/* a -> b -> c -> consumer, and a -> another consumer, past b and c. */
static void data_flows_to_the_right_and_consumers_stand_last(void **state)
{
    struct make make = { .arena = *state };
    struct chart chart = { 0 };
    struct layout layout;
    size_t a = box(&make, &chart, false), near = box(&make, &chart, true);
    size_t b = box(&make, &chart, false), c = box(&make, &chart, false);
    size_t far = box(&make, &chart, true);
    arrow(&make, &chart, a, near);
    arrow(&make, &chart, a, b);
    arrow(&make, &chart, b, c);
    arrow(&make, &chart, c, far);
    layout_of(&layout, *state, &chart, 100);
    assert_true(layout.boxes[a].x < layout.boxes[b].x && layout.boxes[b].x < layout.boxes[c].x);
    assert_int_equal(layout.boxes[near].x, layout.boxes[far].x);
    assert_true(layout.boxes[c].x < layout.boxes[far].x);
    assert_int_equal(layout.arrows[1].count, 2);
    assert_int_equal(layout.arrows[0].count, 6); /* a place of its own in two columns */
    for (size_t i = 1; i < 5; i++) {
        struct layout_point point = layout.arrows[0].items[i];
        struct layout_point passed = layout.boxes[i < 3 ? b : c];
        assert_true(point.y < passed.y || point.y > passed.y + layout.box_height);
    }
    assert_apart(&layout, chart.boxes.count);
}

/* Two snapshots may have the same edge in both directions. */
static void a_circle_is_drawn_too(void **state)
{
    struct make make = { .arena = *state };
    struct chart chart = { 0 };
    struct layout layout;
    size_t a = box(&make, &chart, false), b = box(&make, &chart, false);
    arrow(&make, &chart, a, b);
    arrow(&make, &chart, b, a);
    arrow(&make, &chart, a, a);
    layout_of(&layout, *state, &chart, 100);
    assert_int_equal(layout.arrows[1].count, 2);
    assert_apart(&layout, 2);
}

/* Sixty boxes in a chain, an arrow from the first to each of the others: the most that is drawn. */
static void the_largest_chart_is_drawn(void **state)
{
    enum { BOXES = 60 };
    struct make make = { .arena = *state };
    struct chart chart = { 0 };
    struct layout layout;
    for (size_t i = 0; i < BOXES; i++) {
        (void)box(&make, &chart, i + 1 == BOXES);
        if (i > 0)
            arrow(&make, &chart, i - 1, i);
        if (i > 1)
            arrow(&make, &chart, 0, i);
    }
    layout_of(&layout, *state, &chart, 100);
    assert_apart(&layout, BOXES);
    assert_int_equal(layout.arrows[chart.arrows.count - 1].count, 2 + 2 * (BOXES - 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(an_empty_chart_has_no_size),
        arena_test(data_flows_to_the_right_and_consumers_stand_last),
        arena_test(a_circle_is_drawn_too),
        arena_test(the_largest_chart_is_drawn),
    };
    return cmocka_run_group_tests_name("report/layout", tests, NULL, NULL);
}
