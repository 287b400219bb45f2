/* Prints the trailers of the message on standard input as "key: value" lines, as git does, so that
 * tests can lay the two side by side. Usage: trailer_dump [encoding] < message */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "codec/trailer.h"

int main(int argc, char **argv)
{
    struct arena arena;
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    size_t cap = LIMIT_message_bytes + 2;
    char *bytes = arena_alloc(&arena, cap);
    size_t len = fread(bytes, 1, cap, stdin);

    struct trailers trailers;
    trailers_parse(&trailers, &arena, (struct str){ bytes, len }, str_of(argc > 1 ? argv[1] : ""));
    vec_for (const struct trailer, it, &trailers) {
        (void)fwrite(it->key.ptr, 1, it->key.len, stdout);
        (void)fputs(": ", stdout);
        (void)fwrite(it->value.ptr, 1, it->value.len, stdout);
        (void)fputc('\n', stdout);
    }
    if (getenv("TRAILER_DUMP_DOUBT") && trailers.ambiguous)
        (void)printf("! %.*s\n", STR_ARG(trailers.why_ambiguous));
    arena_release(&arena);
    return 0;
}
