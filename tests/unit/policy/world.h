/* world: a policy made of texts, for the tests of this layer. */
#ifndef STOPLOG_TESTS_POLICY_WORLD_H
#define STOPLOG_TESTS_POLICY_WORLD_H

/* cmocka.h needs these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "codec/date.h"
#include "policy/rules.h"
#include "policy/server.h"

struct world {
    struct arena arena;
    struct pattern_set *patterns;
    struct diags diags;
    struct policy policy;
};

static inline int world_open(void **state)
{
    static struct world world;
    world = (struct world){ 0 };
    arena_init(&world.arena, LIMIT_memory_bytes, NULL);
    world.patterns = pattern_set_new();
    diags_init(&world.diags, &world.arena);
    *state = &world;
    return 0;
}

static inline int world_close(void **state)
{
    struct world *world = *state;
    pattern_set_release(world->patterns);
    arena_release(&world->arena);
    return 0;
}

static inline void world_load(struct world *world, const struct mem_file *files, size_t count)
{
    struct source source;
    struct err err = { 0 };
    source_from_memory(&source, &world->arena, files, count, STR("main@4c1e9a0"));
    assert_int_equal(
        policy_load(&world->policy, &world->arena, &source, world->patterns, &world->diags, &err),
        OK);
}

/* One file, with "version: 1" put in front. */
static inline void world_policy(struct world *world, const char *text)
{
    struct mem_file file = { .path = STR(".stoplog/policy.yml"),
                             .bytes = str_fmt(&world->arena, "version: 1\n%s", text) };
    world_load(world, &file, 1);
}

/* All diags, one a line: "path:line:col: text [hint]". */
static inline const char *world_diags(struct world *world)
{
    static const char *const levels[] = { "note", "warning", "error" };
    struct str out = STR_EMPTY;
    for (size_t i = 0; i < world->diags.count; i++) {
        const struct diag *diag = &world->diags.items[i];
        out = str_fmt(&world->arena, "%.*s%.*s:%u:%u: %s: %.*s%s%.*s%s\n", STR_ARG(out),
                      STR_ARG(diag->place.path), diag->place.line, diag->place.column,
                      levels[diag->level], STR_ARG(diag->text), diag->hint.len ? " [" : "",
                      STR_ARG(diag->hint), diag->hint.len ? "]" : "");
    }
    return out.ptr;
}

static inline void assert_str(struct str got, const char *expected)
{
    struct str want = str_of(expected);
    if (!str_eq(got, want))
        fail_msg("got \"%.*s\", expected \"%s\"", STR_ARG(got), expected);
}

static inline void assert_clean(struct world *world)
{
    if (world->diags.count > 0)
        fail_msg("%s", world_diags(world));
}

#define policy_test(name) cmocka_unit_test_setup_teardown(name, world_open, world_close)

#endif
