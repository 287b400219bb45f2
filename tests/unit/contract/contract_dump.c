/* contract_dump: prints what contracts say as they are read.
 *
 *     contract_dump FILE...           the normal form of each, and what was said
 *     contract_dump --brief FILE...   one line each: what happened to it, warnings, notes, the path
 */
#include <stdio.h>
#include <stdlib.h>

#include "contract/dump.h"

static struct str read_all(struct arena *arena, const char *path)
{
    char *bytes = arena_alloc(arena, LIMIT_yaml_bytes + 1);
    FILE *file = fopen(path, "rb");
    if (!file) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(2);
    }
    size_t len = fread(bytes, 1, LIMIT_yaml_bytes + 1, file);
    (void)fclose(file);
    return (struct str){ bytes, len };
}

static void brief(struct arena *arena, const char *path)
{
    const struct yaml_options options = { .allow_aliases = true };
    struct contract contract;
    struct node *root = NULL;
    struct diags diags;
    struct err err = { 0 };
    const char *what = "unparsed";
    diags_init(&diags, arena);
    if (yaml_read(&root, arena, str_of(path), read_all(arena, path), options, &diags, &err) == OK) {
        bool is_read = contract_read(&contract, arena, root, &diags);
        what = contract.format == CONTRACT_NONE ? "no-contract" : is_read ? "read" : "refused";
    }
    size_t warnings = diags_count(&diags, DIAG_WARN);
    printf("%s %zu %zu %s\n", what, warnings, diags.count - warnings, path);
    for (size_t i = 0; i < diags.count; i++)
        if (diags.items[i].level >= DIAG_WARN)
            printf("  %u:%u %.*s\n", diags.items[i].place.line, diags.items[i].place.column,
                   STR_ARG(diags.items[i].text));
}

int main(int count, char **words)
{
    bool is_brief = count > 1 && str_eq(str_of(words[1]), STR("--brief"));
    for (int i = 1 + is_brief; i < count; i++) {
        struct arena arena;
        struct buf out;
        struct contract contract;
        arena_init(&arena, LIMIT_memory_bytes, NULL);
        buf_init(&out, &arena, LIMIT_report_bytes);
        if (is_brief) {
            brief(&arena, words[i]);
        } else {
            (void)dump_read(&out, &contract, str_of(words[i]), read_all(&arena, words[i]));
            (void)fwrite(out.ptr, 1, out.len, stdout);
        }
        arena_release(&arena);
    }
    return 0;
}
