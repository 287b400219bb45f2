#include "host/ticker.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>

enum { STACK_BYTES = 256 * 1024, MS_PER_SECOND = 1000, NS_PER_MS = 1000000 };

struct ticker {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t stopping;
    bool stopped;
    struct timespec started;
    int64_t first_ms, every_ms;
    ticker_function *tick;
    void *ctx;
};

static struct timespec later(struct timespec start, int64_t ms)
{
    int64_t ns = start.tv_nsec + ms % MS_PER_SECOND * NS_PER_MS;
    int64_t second = MS_PER_SECOND * (int64_t)NS_PER_MS;
    return (struct timespec){ .tv_sec = start.tv_sec + (time_t)(ms / MS_PER_SECOND + ns / second),
                              .tv_nsec = (long)(ns % second) };
}

/* The lock is held but while waiting and calling. */
static void *run(void *data)
{
    struct ticker *ticker = data;
    int64_t next = ticker->first_ms;
    (void)pthread_mutex_lock(&ticker->lock);
    while (!ticker->stopped) {
        struct timespec until = later(ticker->started, next);
        if (pthread_cond_timedwait(&ticker->stopping, &ticker->lock, &until) != ETIMEDOUT)
            continue;
        (void)pthread_mutex_unlock(&ticker->lock);
        ticker->tick(ticker->ctx, next);
        next += ticker->every_ms;
        (void)pthread_mutex_lock(&ticker->lock);
    }
    (void)pthread_mutex_unlock(&ticker->lock);
    return NULL;
}

static bool prepare(struct ticker *ticker)
{
    pthread_condattr_t attributes;
    if (clock_gettime(CLOCK_MONOTONIC, &ticker->started) != 0 ||
        pthread_mutex_init(&ticker->lock, NULL) != 0 || pthread_condattr_init(&attributes) != 0)
        return false;
    bool good = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
                pthread_cond_init(&ticker->stopping, &attributes) == 0;
    (void)pthread_condattr_destroy(&attributes);
    return good;
}

/* Signals are for the program's own thread. */
static bool start_thread(struct ticker *ticker)
{
    sigset_t all, before;
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0)
        return false;
    (void)sigfillset(&all);
    bool good = pthread_attr_setstacksize(&attributes, STACK_BYTES) == 0 &&
                pthread_sigmask(SIG_SETMASK, &all, &before) == 0;
    if (good) {
        good = pthread_create(&ticker->thread, &attributes, run, ticker) == 0;
        (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    (void)pthread_attr_destroy(&attributes);
    return good;
}

struct ticker *ticker_start(struct arena *arena, int64_t first_ms, int64_t every_ms,
                            ticker_function *tick, void *ctx)
{
    struct ticker *ticker = arena_new(arena, struct ticker);
    *ticker =
        (struct ticker){ .first_ms = first_ms, .every_ms = every_ms, .tick = tick, .ctx = ctx };
    return prepare(ticker) && start_thread(ticker) ? ticker : NULL;
}

void ticker_stop(struct ticker *ticker)
{
    if (!ticker)
        return;
    (void)pthread_mutex_lock(&ticker->lock);
    ticker->stopped = true;
    (void)pthread_cond_signal(&ticker->stopping);
    (void)pthread_mutex_unlock(&ticker->lock);
    (void)pthread_join(ticker->thread, NULL);
    (void)pthread_cond_destroy(&ticker->stopping);
    (void)pthread_mutex_destroy(&ticker->lock);
}
