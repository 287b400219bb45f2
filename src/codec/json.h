/* json: building and reading JSON, on jansson.
 *
 * Values are opaque; every setter takes ownership of what it is given, so only the root is
 * released. Text that is not UTF-8 is escaped to \xNN first (utf8_clean): building never fails on
 * user bytes. Key order is insertion order; integers only, no floats unless read. */
#ifndef STOPLOG_CODEC_JSON_H
#define STOPLOG_CODEC_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct jvalue; /* jansson's value behind a wall */

/* New values. The caller owns them until they are set or pushed into another one. */
struct jvalue *jobject(void);
struct jvalue *jarray(void);
struct jvalue *jtext(struct str text);
struct jvalue *jint(int64_t value);
struct jvalue *jbool(bool value);
struct jvalue *jnull(void);
/* Sets a member, in place of an earlier one with the same key. */
void jset(struct jvalue *object, const char *key, struct jvalue *value);
void jset_str(struct jvalue *object, const char *key, struct str text);
void jset_int(struct jvalue *object, const char *key, int64_t value);
void jset_bool(struct jvalue *object, const char *key, bool value);
/* Appends to an array. */
void jpush(struct jvalue *array, struct jvalue *value);
/* Appends the text of root; indent 0 = one line. Code points that utf8_is_hidden names are written
 * as \uNNNN, so that the text is safe on a terminal and means the same. */
void jwrite(struct buf *out, const struct jvalue *root, int indent);
/* Frees a root and everything in it. */
void jrelease(struct jvalue *root);

/* Reads one value; duplicate keys, trailing bytes, depth over jansson's cap: E_INPUT. */
MUST_USE enum status jread(struct jvalue **out, struct str bytes, struct err *err);
/* A member, the number of items, an item: NULL, 0 and NULL when value is of another kind, NULL, or
 * has no such member. */
const struct jvalue *jget(const struct jvalue *object, const char *key);
size_t jcount(const struct jvalue *array);
const struct jvalue *jat(const struct jvalue *array, size_t index);
/* The text, copied to the arena; "" when value is not a string. */
struct str jstr(struct arena *arena, const struct jvalue *value);

#endif
