/* refs: which branches are governed.
 *
 * Patterns that start with "refs/" speak of full names, all others of branches by their short name.
 * A pattern without wildcards means exactly one branch: "main" is not "feature/main". */
#include "policy/load.h"

#include <string.h>

#define BRANCHES "refs/heads/"
enum { REF_MAX = 4096 };

static struct str short_branch(struct str ref)
{
    return str_starts(ref, STR(BRANCHES)) ? str_sub(ref, sizeof BRANCHES - 1, ref.len) : ref;
}

static bool is_pattern(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '*' || text.ptr[i] == '?' || text.ptr[i] == '[' || text.ptr[i] == '{' ||
            text.ptr[i] == '\\')
            return true;
    return str_ends(text, STR("/"));
}

enum pattern_answer ref_matches(const struct pattern *pattern, struct str name)
{
    if (!is_pattern(pattern_text(pattern)))
        return str_eq(pattern_text(pattern), name) ? PATTERN_YES : PATTERN_NO;
    return pattern_match(pattern, name);
}

static bool matches(const struct pattern *pattern, struct str name)
{
    return ref_matches(pattern, name) != PATTERN_NO;
}

/* A short name is a branch: its full name is put together for patterns that want one. */
static bool matches_full(const struct pattern *pattern, struct str ref)
{
    char full[sizeof BRANCHES + REF_MAX];
    if (str_starts(ref, STR("refs/")))
        return matches(pattern, ref);
    if (ref.len > REF_MAX)
        return true;
    memcpy(full, BRANCHES, sizeof BRANCHES - 1);
    memcpy(full + sizeof BRANCHES - 1, ref.ptr, ref.len);
    return matches(pattern, (struct str){ full, sizeof BRANCHES - 1 + ref.len });
}

bool refs_govern(const struct pattern *const *patterns, size_t count, struct str ref)
{
    bool is_branch = str_starts(ref, STR(BRANCHES)) || !str_starts(ref, STR("refs/"));
    for (size_t i = 0; i < count; i++) {
        bool full = str_starts(pattern_text(patterns[i]), STR("refs/"));
        if (full ? matches_full(patterns[i], ref)
                 : is_branch && matches(patterns[i], short_branch(ref)))
            return true;
    }
    return false;
}

bool policy_governs(const struct policy *policy, struct str ref, struct str default_ref)
{
    if (policy->refs.count > 0)
        return refs_govern(policy->refs.items, policy->refs.count, ref);
    /* Which branch is the default is not known: any of them could be. */
    if (default_ref.len == 0)
        return true;
    return str_eq(short_branch(ref), short_branch(default_ref));
}

bool server_governs(const struct server *server, struct str ref)
{
    return refs_govern(server->refs.items, server->refs.count, ref);
}

static void add_ref(struct loader *load, const struct node *value, void *slot)
{
    struct pattern_list *list = slot;
    const struct pattern *pattern = load_pattern(load, PATTERN_PATH_GLOB, value);
    if (pattern)
        vec_push(load->arena, list, pattern);
}

void read_refs(struct loader *load, const struct node *value, void *slot)
{
    struct policy *policy = slot;
    struct pattern_list list = { 0 };
    schema_each_text(load, value, add_ref, &list);
    for (size_t i = 0; i < list.count; i++)
        vec_push(load->arena, &policy->refs, list.items[i]);
}

void read_ref_globs(struct loader *load, const struct node *value, void *slot)
{
    struct server *server = slot;
    struct pattern_list list = { 0 };
    schema_each_text(load, value, add_ref, &list);
    for (size_t i = 0; i < list.count; i++)
        vec_push(load->arena, &server->refs, list.items[i]);
}
