/* owners: who answers for a model or a file. The last rule that matches wins, as in CODEOWNERS. */
#include "policy/load.h"

#include <limits.h>

/* ---- reading `owners` ---- */

static void add_rules(struct loader *load, const struct owner_draft *draft,
                      const struct pattern_list *patterns, size_t way, struct place place)
{
    for (size_t i = 0; i < patterns->count; i++) {
        struct owner_rule *rule = vec_add(load->arena, &load->policy->owners);
        *rule = (struct owner_rule){
            .name = STR_EMPTY,
            .folder = STR_EMPTY,
            .approvals = draft->approvals,
            .layer = UINT_MAX, /* above all that is imported */
            .place = place,
        };
        const struct pattern **ways[] = { &rule->models, &rule->paths, &rule->tags };
        *ways[way] = patterns->items[i];
        rule->teams.items = draft->teams.items;
        rule->teams.count = rule->teams.cap = draft->teams.count;
    }
}

static void read_owner(struct loader *load, const struct node *item)
{
    struct owner_draft draft = { .approvals = 1 };
    schema_read(load, SCHEMA_OWNER, item, &draft);
    if (item->kind != NODE_MAP)
        return;
    int ways = !!node_get(item, "models") + !!node_get(item, "paths") + !!node_get(item, "tags");
    if (ways != 1) {
        load_fault(load, item->place,
                   "an owner rule needs one of \"models\", \"paths\" and \"tags\"%s",
                   ways ? ", and has several" : "");
        return;
    }
    const struct node *approvals = node_get(item, "approvals");
    for (size_t i = 0; i < draft.teams.count; i++)
        load_need_members(load, draft.teams.items[i], draft.approvals,
                          approvals ? approvals->place : item->place);
    const struct pattern_list *lists[] = { &draft.models, &draft.paths, &draft.tags };
    for (size_t i = 0; i < 3; i++)
        add_rules(load, &draft, lists[i], i, item->place);
}

void read_owners(struct loader *load, const struct node *value, void *slot)
{
    (void)slot;
    for (const struct node *item = value->first; item; item = item->next)
        read_owner(load, item);
}

/* ---- what is owned ---- */

struct owned owned_model(const struct model *model)
{
    return (struct owned){ .name = model->name,
                           .path = model->path,
                           .tags = model->tags.items,
                           .tag_count = model->tags.count };
}

struct owned owned_file(struct str path)
{
    return (struct owned){ .name = STR_EMPTY, .path = path };
}

/* Equal, or `tail` is `whole` without its first dotted parts. */
static bool ends_in(struct str whole, struct str tail)
{
    if (tail.len == 0 || whole.len < tail.len)
        return false;
    size_t cut = whole.len - tail.len;
    return str_eq_fold(str_sub(whole, cut, tail.len), tail) &&
           (cut == 0 || whole.ptr[cut - 1] == '.');
}

bool model_names_agree(struct str a, struct str b)
{
    return ends_in(a, b) || ends_in(b, a);
}

/* ---- matching ---- */

static enum pattern_answer match_tags(const struct owner_rule *rule, const struct owned *thing)
{
    enum pattern_answer answer = PATTERN_NO;
    for (size_t i = 0; i < thing->tag_count && answer != PATTERN_YES; i++) {
        enum pattern_answer one = pattern_match(rule->tags, thing->tags[i]);
        answer = one == PATTERN_NO ? answer : one;
    }
    return answer;
}

static enum pattern_answer match_folder(const struct owner_rule *rule, struct str path)
{
    size_t cut = rule->folder.len;
    if (!str_starts(path, rule->folder) || (cut > 0 && (path.len <= cut || path.ptr[cut] != '/')))
        return PATTERN_NO;
    if (!rule->within)
        return PATTERN_YES;
    return pattern_match(rule->within, str_sub(path, cut ? cut + 1 : 0, path.len));
}

static enum pattern_answer answers_for(const struct owner_rule *rule, const struct owned *thing)
{
    if (rule->models)
        return thing->name.len > 0 ? pattern_match(rule->models, thing->name) : PATTERN_NO;
    if (rule->tags)
        return match_tags(rule, thing);
    if (rule->name.len > 0)
        return model_names_agree(thing->name, rule->name) ? PATTERN_YES : PATTERN_NO;
    if (thing->path.len == 0)
        return PATTERN_NO;
    if (rule->in_folder)
        return match_folder(rule, thing->path);
    return rule->paths ? pattern_match(rule->paths, thing->path) : PATTERN_NO;
}

/* Rules of folders above and below, as one. */
struct joined {
    struct team_list teams;
    const struct owner_rule *first; /* the nearest of them */
};

static void join_rule(struct arena *arena, struct joined *joined, const struct owner_rule *rule)
{
    if (!joined->first)
        joined->first = rule;
    for (size_t i = 0; i < rule->teams.count; i++)
        vec_push(arena, &joined->teams, rule->teams.items[i]);
}

static void keep_joined(struct owner_set *out, struct arena *arena, const struct joined *joined)
{
    if (!joined->first)
        return;
    out->left_out = joined->first;
    if (joined->teams.count == 0)
        return;
    struct owner_rule *rule = arena_new(arena, struct owner_rule);
    *rule = *joined->first;
    rule->teams.items = NULL;
    rule->teams.count = rule->teams.cap = 0;
    vec_push(arena, &rule->teams, team_any(arena, joined->teams.items, joined->teams.count));
    vec_push(arena, out, rule);
}

/* Where a rule stands while they are looked at from the last to the first. */
enum turn { TURN_TRY, TURN_SKIP, TURN_END };

static enum turn turn_of(const struct owner_rule *rule, const struct owner_rule *last)
{
    if (!last)
        return TURN_TRY;
    if (rule->layer != last->layer || last->stops)
        return TURN_END;
    return rule->section == last->section && !last->joins ? TURN_SKIP : TURN_TRY;
}

void policy_owners(struct owner_set *out, struct arena *arena, const struct policy *policy,
                   const struct owned *thing)
{
    const struct owner_rule *last = NULL;
    struct joined joined = { 0 };
    *out = (struct owner_set){ 0 };
    for (size_t i = policy->owners.count; i > 0; i--) {
        const struct owner_rule *rule = &policy->owners.items[i - 1];
        enum turn turn = turn_of(rule, last);
        if (turn == TURN_END)
            break;
        enum pattern_answer answer = turn == TURN_SKIP ? PATTERN_NO : answers_for(rule, thing);
        out->unsure |= answer == PATTERN_ERROR;
        /* Not knowing whether something is left without an owner is no reason to ask nobody. */
        if (answer == PATTERN_NO || (answer == PATTERN_ERROR && rule->teams.count == 0))
            continue;
        last = rule;
        if (rule->joins)
            join_rule(arena, &joined, rule);
        else if (rule->teams.count > 0)
            vec_push(arena, out, rule);
        else
            out->left_out = rule;
    }
    keep_joined(out, arena, &joined);
    if (out->count > 0)
        out->left_out = NULL;
}
