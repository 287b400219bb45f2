/* Any bytes as a hook's input: all lines are what they should be, or the whole is refused. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "codec/push.h"
#include "codec/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static size_t count_lines(struct str s)
{
    size_t lines = 0;
    for (size_t i = 0; i < s.len; i++)
        lines += s.ptr[i] == '\n';
    return lines;
}

static void parse(struct str input, enum push_format format)
{
    struct arena arena;
    struct push push;
    struct err err = { 0 };

    arena_init(&arena, LIMIT_memory_bytes, NULL);
    enum status status = push_parse(&push, &arena, input, format, &err);
    if (status == OK) {
        require(push.count == count_lines(input));
        vec_for (const struct ref_update, update, &push) {
            require(ref_name_valid(update->ref) && str_find(input, update->ref) >= 0);
            require((update->local_ref.len > 0) == (format == PUSH_PRE_PUSH));
            require(ref_short(update->ref).len > 0);
        }
    } else {
        require(status == E_INPUT || status == E_LIMIT);
        require(utf8_valid(str_of(err.text)) && !strchr(err.text, '\n'));
    }
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str input = { (const char *)data, size };
    parse(input, PUSH_RECEIVE);
    parse(input, PUSH_PRE_PUSH);
    return 0;
}
