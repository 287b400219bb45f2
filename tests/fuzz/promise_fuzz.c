/* Any bytes as two contracts, cut at a line "--": read, and compared in both directions. A contract
 * differs from itself in nothing, and a difference that is none in one direction is none in the
 * other. Each change has a view and a place. */
#include <stdlib.h>

#include "base/limits.h"
#include "codec/yaml.h"
#include "contract/diff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static bool read_contract(struct contract *out, struct arena *arena, struct str bytes)
{
    const struct yaml_options options = { .allow_aliases = true };
    struct diags diags;
    struct err err = { 0 };
    struct node *root;
    diags_init(&diags, arena);
    return yaml_read(&root, arena, STR("c.odcs.yaml"), bytes, options, &diags, &err) == OK &&
           contract_read(out, arena, root, &diags);
}

static size_t count_changes(struct arena *arena, const struct contract *before,
                            const struct contract *after)
{
    struct promise_changes changes = { 0 };
    contract_diff(&changes, arena, before, after, NULL);
    vec_for (const struct promise_change, change, &changes) {
        enum promise_view view;
        require(fact_promise(change->code, &view) && view == change->view);
        require(change->aspect.len > 0 && change->place.line > 0);
        require(!change->old_column || change->before || !change->after);
    }
    return changes.count;
}

static void cut(struct str text, struct str *before, struct str *after)
{
    struct str rest = text, line;
    *before = *after = text;
    while (str_split(&rest, '\n', &line)) {
        if (!str_eq(line, STR("--")))
            continue;
        *before = (struct str){ text.ptr, (size_t)(line.ptr - text.ptr) };
        *after = rest.ptr ? rest : STR_EMPTY;
        return;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct contract before, after;
    struct arena arena;
    struct str text[2];
    if (size > 64 * 1024)
        return 0;
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    cut((struct str){ (const char *)data, size }, &text[0], &text[1]);
    bool has_before = read_contract(&before, &arena, text[0]);
    bool has_after = read_contract(&after, &arena, text[1]);
    if (has_before)
        require(count_changes(&arena, &before, &before) == 0);
    if (has_after)
        require(count_changes(&arena, &after, &after) == 0);
    if (has_before && has_after)
        require((count_changes(&arena, &before, &after) == 0) ==
                (count_changes(&arena, &after, &before) == 0));
    arena_release(&arena);
    return 0;
}
