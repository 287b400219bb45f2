/* A thread that calls again and again, and not after it was stopped. */
#include "base/check.h"

#include <stdatomic.h>
#include <time.h>

#include "host/ticker.h"

static void count(void *ctx, int64_t elapsed_ms)
{
    atomic_int *calls = ctx;
    if (elapsed_ms >= 1)
        atomic_fetch_add(calls, 1);
}

static void nap(long ms)
{
    (void)nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000 }, NULL);
}

static void ticks_until_it_is_stopped(void **state)
{
    atomic_int calls = 0;
    struct ticker *ticker = ticker_start(*state, 1, 1, count, &calls);
    assert_non_null(ticker);
    for (int i = 0; i < 500 && atomic_load(&calls) < 3; i++)
        nap(10);
    ticker_stop(ticker);
    int seen = atomic_load(&calls);
    assert_true(seen >= 3);
    nap(20);
    assert_int_equal(atomic_load(&calls), seen);
}

static void may_be_stopped_before_the_first_tick(void **state)
{
    atomic_int calls = 0;
    struct ticker *ticker = ticker_start(*state, 3600000, 1, count, &calls);
    ticker_stop(ticker);
    ticker_stop(NULL);
    assert_int_equal(atomic_load(&calls), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(ticks_until_it_is_stopped),
        arena_test(may_be_stopped_before_the_first_tick),
    };
    return cmocka_run_group_tests_name("host/ticker", tests, NULL, NULL);
}
