#include "base/check.h"

#include "base/map.h"

static void values_are_found_and_replaced(void **state)
{
    struct map map;
    int one = 1, two = 2;
    map_init(&map, *state);
    assert_null(map_get(&map, STR("a")));
    assert_null(map_first(&map));
    assert_null(map_put(&map, STR("a"), &one));
    assert_ptr_equal(map_get(&map, STR("a")), &one);
    assert_null(map_get(&map, STR("A")));
    assert_ptr_equal(map_put(&map, STR("a"), &two), &one);
    assert_null(map_put(&map, (struct str){ NULL, 0 }, &one));
    assert_ptr_equal(map_get(&map, (struct str){ NULL, 0 }), &one);
    assert_ptr_equal(map_get(&map, STR_EMPTY), &one);
    assert_ptr_equal(map_get(&map, STR("a")), &two);
    assert_int_equal(map.count, 2);
    map_release(&map);
    assert_int_equal(map.count, 0);
    assert_null(map_get(&map, STR("a")));
    assert_null(map_put(&map, STR("a"), &one));
    map_release(&map);
}

static void slots_are_found_and_filled(void **state)
{
    struct map map;
    int one = 1;
    map_init(&map, *state);
    void **slot = map_slot(&map, STR("a"));
    assert_null(*slot);
    assert_null(map_get(&map, STR("a")));
    *slot = &one;
    for (int i = 0; i < 1000; i++)
        *map_slot(&map, str_fmt(*state, "other %d", i)) = &one;
    assert_ptr_equal(map_slot(&map, STR("a")), slot);
    assert_ptr_equal(map_get(&map, STR("a")), &one);
    assert_int_equal(map.count, 1001);
    map_release(&map);
}

static void keys_are_bytes_and_copied(void **state)
{
    struct map map;
    int values[5] = { 0 };
    char key[] = "k";
    map_init(&map, *state);
    (void)map_put(&map, (struct str){ key, 1 }, &values[0]);
    key[0] = 'x';
    assert_ptr_equal(map_get(&map, STR("k")), &values[0]);
    (void)map_put(&map, STR("a\0b"), &values[1]);
    (void)map_put(&map, STR("a\0c"), &values[2]);
    (void)map_put(&map, STR("a"), &values[3]);
    (void)map_put(&map, STR(""), &values[4]);
    assert_ptr_equal(map_get(&map, STR("a\0b")), &values[1]);
    assert_ptr_equal(map_get(&map, STR("a\0c")), &values[2]);
    assert_ptr_equal(map_get(&map, STR("a")), &values[3]);
    assert_ptr_equal(map_get(&map, STR("")), &values[4]);
    assert_int_equal(map.count, 5);
    map_release(&map);
}

enum { MANY = 20000 };

static void iteration_follows_insertion(void **state)
{
    struct map map;
    static int values[MANY];
    map_init(&map, *state);
    for (int i = 0; i < MANY; i++)
        assert_null(map_put(&map, str_fmt(*state, "key%d", (i * 7919) % MANY), &values[i]));
    (void)map_put(&map, STR("key0"), &values[5]); /* replacing does not move */
    int i = 0;
    for (struct map_entry *e = map_first(&map); e; e = map_next(e), i++) {
        assert_str(map_key(e), str_fmt(*state, "key%d", (i * 7919) % MANY));
        assert_ptr_equal(map_value(e), i == 0 ? &values[5] : &values[i]);
    }
    assert_int_equal(i, MANY);
    assert_int_equal(map.count, MANY);
    map_release(&map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(values_are_found_and_replaced),
        arena_test(slots_are_found_and_filled),
        arena_test(keys_are_bytes_and_copied),
        arena_test(iteration_follows_insertion),
    };
    return cmocka_run_group_tests_name("base/map", tests, NULL, NULL);
}
