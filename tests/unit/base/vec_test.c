#include "base/check.h"

#include "base/vec.h"

struct point {
    int x, y;
};

struct points {
    VEC_OF(struct point);
};

static void items_keep_their_order(void **state)
{
    struct points points = { 0 };
    for (int i = 0; i < 10000; i++)
        vec_push(*state, &points, (struct point){ i, -i });
    assert_int_equal(points.count, 10000);
    assert_true(points.cap >= points.count);
    int want = 0;
    vec_for (const struct point, it, &points) {
        assert_int_equal(it->x, want);
        assert_int_equal(it->y, -want);
        want++;
    }
    assert_int_equal(want, 10000);
}

static void added_items_are_zeroed(void **state)
{
    struct points points = { 0 };
    for (int i = 0; i < 100; i++) {
        struct point *point = vec_add(*state, &points);
        assert_int_equal(point->x, 0);
        assert_int_equal(point->y, 0);
        point->x = point->y = 7;
        /* something in between, so that growing has to move */
        (void)arena_alloc(*state, 1);
    }
    assert_int_equal(points.count, 100);
}

static void a_value_may_read_the_count(void **state)
{
    struct points points = { 0 };
    for (int i = 0; i < 10; i++)
        vec_push(*state, &points, (struct point){ (int)points.count, 0 });
    for (int i = 0; i < 10; i++)
        assert_int_equal(points.items[i].x, i);
}

static void an_empty_vector_is_walked_zero_times(void **state)
{
    (void)state;
    struct points points = { 0 };
    vec_for (const struct point, it, &points)
        fail_msg("walked %d", it->x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(items_keep_their_order),
        arena_test(added_items_are_zeroed),
        arena_test(a_value_may_read_the_count),
        cmocka_unit_test(an_empty_vector_is_walked_zero_times),
    };
    return cmocka_run_group_tests_name("base/vec", tests, NULL, NULL);
}
