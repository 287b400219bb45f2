/* json: the only place that knows jansson.
 *
 * Building cannot fail on user bytes (text is cleaned first); when memory ends the process aborts,
 * which a caller of ours reads as "not passed". Written text is safe on a terminal and in a log:
 * what would hide or reorder text is written as \uNNNN, which means the same in JSON. */
#include "codec/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "codec/utf8.h"

static struct jvalue *wrap(json_t *value)
{
    if (!value)
        abort();
    return (struct jvalue *)value;
}

static json_t *open_value(struct jvalue *value)
{
    return (json_t *)value;
}

static const json_t *look(const struct jvalue *value)
{
    return (const json_t *)value;
}

struct jvalue *jobject(void)
{
    return wrap(json_object());
}

struct jvalue *jarray(void)
{
    return wrap(json_array());
}

/* Clean text needs no memory of ours; the rare dirty text gets an arena for one call. */
struct jvalue *jtext(struct str text)
{
    struct arena scratch;
    arena_init(&scratch, LIMIT_memory_bytes, NULL);
    struct str clean = utf8_clean(&scratch, text);
    json_t *value = json_stringn_nocheck(clean.ptr, clean.len);
    arena_release(&scratch);
    return wrap(value);
}

struct jvalue *jint(int64_t value)
{
    return wrap(json_integer(value));
}

struct jvalue *jbool(bool value)
{
    return wrap(json_boolean(value));
}

struct jvalue *jnull(void)
{
    return wrap(json_null());
}

void jset(struct jvalue *object, const char *key, struct jvalue *value)
{
    struct arena scratch;
    arena_init(&scratch, LIMIT_memory_bytes, NULL);
    struct str name = str_of(key), clean = utf8_clean(&scratch, name);
    /* A cleaned key is a copy that ends with NUL; an untouched one is `key` itself. */
    int failed = json_object_set_new_nocheck(open_value(object), clean.ptr, open_value(value));
    arena_release(&scratch);
    if (failed)
        abort();
}

void jset_str(struct jvalue *object, const char *key, struct str text)
{
    jset(object, key, jtext(text));
}

void jset_int(struct jvalue *object, const char *key, int64_t value)
{
    jset(object, key, jint(value));
}

void jset_bool(struct jvalue *object, const char *key, bool value)
{
    jset(object, key, jbool(value));
}

void jpush(struct jvalue *array, struct jvalue *value)
{
    if (json_array_append_new(open_value(array), open_value(value)))
        abort();
}

static void add_escape(struct buf *out, uint32_t code)
{
    if (code >= 0x10000) {
        buf_printf(out, "\\u%04X", (unsigned)(0xD800 + ((code - 0x10000) >> 10)));
        code = 0xDC00 + ((code - 0x10000) & 0x3FF);
    }
    buf_printf(out, "\\u%04X", (unsigned)code);
}

/* jansson hands over whole characters. Hidden ones can only stand inside strings: C0 is escaped by
 * jansson, and what it writes between strings is plain ASCII. */
static int add_chunk(const char *bytes, size_t len, void *ctx)
{
    struct buf *out = ctx;
    struct str chunk = { bytes, len };
    size_t start = 0;

    for (size_t i = 0; i < len;) {
        uint32_t code;
        size_t size = utf8_next(chunk, i, &code);
        if (code >= 0x7F && code != UTF8_INVALID && utf8_is_hidden(code)) {
            buf_add(out, str_sub(chunk, start, i - start));
            add_escape(out, code);
            start = i + size;
        }
        i += size;
    }
    buf_add(out, str_sub(chunk, start, len));
    return 0;
}

void jwrite(struct buf *out, const struct jvalue *root, int indent)
{
    size_t flags = JSON_ENCODE_ANY | JSON_REAL_PRECISION(17);
    if (indent > 0)
        flags |= JSON_INDENT((size_t)indent);
    /* It fails only when nested past jansson's depth or out of memory. */
    if (json_dump_callback(look(root), add_chunk, out, flags))
        abort();
}

void jrelease(struct jvalue *root)
{
    json_decref(open_value(root));
}

enum status jread(struct jvalue **out, struct str bytes, struct err *err)
{
    json_error_t fault;
    json_t *root =
        json_loadb(bytes.ptr, bytes.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &fault);
    if (!root)
        return err_set(err, E_INPUT, "not valid JSON: line %d, column %d: %s", fault.line,
                       fault.column, fault.text);
    *out = wrap(root);
    return OK;
}

const struct jvalue *jget(const struct jvalue *object, const char *key)
{
    return (const struct jvalue *)json_object_get(look(object), key);
}

size_t jcount(const struct jvalue *array)
{
    return json_array_size(look(array));
}

const struct jvalue *jat(const struct jvalue *array, size_t index)
{
    return (const struct jvalue *)json_array_get(look(array), index);
}

struct str jstr(struct arena *arena, const struct jvalue *value)
{
    const json_t *text = look(value);
    if (!json_is_string(text))
        return STR_EMPTY;
    return str_dup(arena, (struct str){ json_string_value(text), json_string_length(text) });
}
