#include "cmd/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "host/env.h"

enum { FIRST_MS = 2000, EVERY_MS = 200, TEXT_BYTES = 120 };
/* When plain lines come; a push that takes longer still has said enough. */
static const int64_t line_times[] = { FIRST_MS, 10000, 30000 };
#define TAKE_AWAY "\r\033[K"

enum progress_style progress_style_of(const struct env *env, bool hook)
{
    if (env->stderr_tty && !env->dumb)
        return PROGRESS_LINE;
    return hook && !env->gitlab_web ? PROGRESS_LINES : PROGRESS_NONE;
}

static void write_error(struct str text)
{
    struct err err;
    (void)!stream_write(STDERR_FILENO, text, &err);
}

/* Runs beside the program: no arena, no buffer but its own. */
void progress_tick(struct progress *progress, int64_t elapsed_ms)
{
    char text[TEXT_BYTES];
    bool stays = progress->style == PROGRESS_LINES;
    size_t times = sizeof line_times / sizeof *line_times;
    if (stays && (progress->written == times || elapsed_ms < line_times[progress->written]))
        return;
    int len = snprintf(text, sizeof text, "%sstoplog: %s, %zu files read, %lld s%s",
                       stays ? "" : TAKE_AWAY, atomic_load(&progress->phase),
                       atomic_load(&progress->files), (long long)(elapsed_ms / 1000),
                       stays ? " so far\n" : "");
    if (len < 0 || (size_t)len >= sizeof text)
        return;
    progress->write((struct str){ text, (size_t)len });
    progress->written += stays;
    progress->stands = !stays;
}

static void tick(void *ctx, int64_t elapsed_ms)
{
    progress_tick(ctx, elapsed_ms);
}

void progress_start(struct progress *progress, struct arena *arena, enum progress_style style)
{
    progress->style = style;
    progress->write = write_error;
    atomic_store(&progress->phase, "reading");
    if (style != PROGRESS_NONE && !progress->ticker)
        progress->ticker = ticker_start(arena, FIRST_MS, EVERY_MS, tick, progress);
}

void progress_stop(struct progress *progress)
{
    ticker_stop(progress->ticker);
    progress->ticker = NULL;
    if (progress->stands)
        progress->write(STR(TAKE_AWAY));
    progress->stands = false;
}

void progress_phase(struct progress *progress, const char *phase)
{
    if (progress)
        atomic_store(&progress->phase, phase);
}

/* A source that counts what is read from another. */
struct watched {
    struct source source;
    struct progress *progress;
};

static enum status watched_read(const struct source *source, const struct source_entry *entry,
                                struct str *out, struct err *err)
{
    struct watched *watched = source->ctx;
    atomic_fetch_add(&watched->progress->files, 1);
    return watched->source.read(&watched->source, entry, out, err);
}

void progress_watch(struct progress *progress, struct arena *arena, struct source *source)
{
    if (!progress)
        return;
    struct watched *watched = arena_new(arena, struct watched);
    *watched = (struct watched){ *source, progress };
    source->read = watched_read;
    source->ctx = watched;
}
