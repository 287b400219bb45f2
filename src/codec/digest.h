/* digest: SHA-256, on libmd. */
#ifndef STOPLOG_CODEC_DIGEST_H
#define STOPLOG_CODEC_DIGEST_H

#include "base/arena.h"
#include "base/str.h"

/* 64 lower-case hex digits of the SHA-256 of bytes. */
struct str digest_hex(struct arena *arena, struct str bytes);
/* The same SHA-256 in base64 with its padding (RFC 4648, 4), as policies of web pages name texts.
 */
struct str digest_base64(struct arena *arena, struct str bytes);

struct digest; /* a running SHA-256 */
/* Starts one; lives in the arena. */
struct digest *digest_new(struct arena *arena);
/* Adds a length-prefixed field, so that field boundaries can never be confused. */
void digest_field(struct digest *digest, struct str bytes);
/* Ends it: 64 lower-case hex digits over all fields so far. The digest is used up. */
struct str digest_end(struct digest *digest, struct arena *arena);

#endif
