/* Any bytes as a commit message: what is found has the form of a trailer and stands in it. */
#include <stdlib.h>

#include "base/limits.h"
#include "codec/trailer.h"
#include "codec/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_key(struct str key)
{
    require(key.len > 0);
    for (size_t i = 0; i < key.len; i++)
        require(byte_is_alpha(key.ptr[i]) || byte_is_digit(key.ptr[i]) || key.ptr[i] == '-');
}

static void check_value(struct arena *arena, struct str value)
{
    struct mailbox box;
    require(utf8_valid(value) && str_find_byte(value, '\n') < 0);
    require(str_trim(value).len == value.len);
    if (mailbox_parse(arena, value, &box))
        require(box.name.len > 0 && str_find_byte(box.email, '@') > 0);
}

static void parse(struct str message, struct str encoding)
{
    struct arena arena;
    struct trailers trailers;

    arena_init(&arena, LIMIT_memory_bytes, NULL);
    trailers_parse(&trailers, &arena, message, encoding);
    require(trailers.ambiguous == (trailers.why_ambiguous.len > 0));
    uint32_t last = 2; /* the title takes a line and the empty line another */
    vec_for (const struct trailer, trailer, &trailers) {
        check_key(trailer->key);
        check_value(&arena, trailer->value);
        require(trailer->line > last && str_find(message, trailer->key) >= 0);
        last = trailer->line;
    }
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str message = { (const char *)data, size };
    parse(message, STR(""));
    parse(message, STR("US-ASCII"));
    return 0;
}
