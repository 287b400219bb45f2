/* ticker: calls a function again and again from a thread of its own while the program works. For
 * telling people that it still does: the function may write to a stream and read what is atomic,
 * and nothing else; no arena, no buffer of the program. */
#ifndef STOPLOG_HOST_TICKER_H
#define STOPLOG_HOST_TICKER_H

#include "base/arena.h"

struct ticker;
typedef void ticker_function(void *ctx, int64_t elapsed_ms);

/* First after first_ms, then every every_ms, until it is stopped. Memory comes from the arena. NULL
 * when the system gives no thread: then nothing is told. */
struct ticker *ticker_start(struct arena *arena, int64_t first_ms, int64_t every_ms,
                            ticker_function *tick, void *ctx);
/* Returns when no call is under way and none will come. NULL does nothing. */
void ticker_stop(struct ticker *ticker);

#endif
