/* decide: one outcome out of everything that was found.
 *
 * Order: what could not be judged (undecided) beats block, block beats warn, warn beats pass. With
 * no policy at base nothing is asked, and only three things still block: an update that is never
 * accepted, a policy at the tip that could not judge the next push, and a server that demands a
 * policy. */
#include "gate/gate_private.h"

static void raise_to(struct verdict *out, enum outcome outcome)
{
    if (outcome > out->outcome)
        out->outcome = outcome;
}

static void block(struct judge *judge, struct str why)
{
    raise_to(judge->out, OUTCOME_BLOCK);
    if (judge->out->why_blocked.len == 0)
        judge->out->why_blocked = why;
}

/* What is wrong with a file or ref, in one sentence; a broken policy with its place. */
static struct str reason_of(struct judge *judge, const struct fact *fact)
{
    const char *summary = fact_row(fact->code)->summary;
    struct str text = fact->note.len > 0 ? fact->note : fact->subject;
    if (fact->code != FACT_PO102)
        return str_fmt(judge->arena, "%s: %.*s", summary, STR_ARG(text));
    return str_fmt(judge->arena, "%s: %.*s:%u:%u: %.*s", summary, STR_ARG(fact->subject),
                   (unsigned)fact->place.line, (unsigned)fact->place.column, STR_ARG(fact->aspect));
}

/* Where the rules ran they say the same; where there is no policy nobody else does. */
static void decide_fatal(struct judge *judge)
{
    const struct change_set *set = &judge->out->changes;
    for (size_t i = 0; i < set->facts.count; i++) {
        if (!fact_is_fatal(set->facts.items[i].code))
            continue;
        judge->out->rules.fact_level[i] = LEVEL_BLOCK;
        judge->out->is_fatal = true;
        block(judge, reason_of(judge, &set->facts.items[i]));
    }
}

/* A rule that asks for nothing and blocks has no evidence to name: its fact is the reason. */
static void decide_outright(struct judge *judge, const struct requirement *requirement)
{
    const struct change_set *set = &judge->out->changes;
    const struct fact *fact =
        requirement->facts.count > 0 ? &set->facts.items[requirement->facts.items[0]] : NULL;
    if (fact && fact_row(fact->code)->scope == SCOPE_FILE)
        block(judge, reason_of(judge, fact));
}

/* Commits that were not seen may hold authors, and a pusher who is not named may be the approver,
 * so a met approval proves nothing. */
static void decide_requirement(struct judge *judge, const struct judged *judged)
{
    enum policy_level level = judged->requirement.level;
    if (level < LEVEL_WARN)
        return;
    if (!judged->met && level == LEVEL_BLOCK && judged->requirement.kind == REQUIRE_NOTHING)
        decide_outright(judge, &judged->requirement);
    if (!judged->met)
        raise_to(judge->out, level == LEVEL_BLOCK ? OUTCOME_BLOCK : OUTCOME_WARN);
    else if (require_asks_people(judged->requirement.kind) && judge->input->unseen.len > 0)
        judge_undecided(judge, str_fmt(judge->arena, "who wrote the change is not known: %.*s",
                                       STR_ARG(judge->input->unseen)));
}

/* Which facts some requirement speaks for; the others are decided by their own level. That of a
 * waived fact is a note already, unless a rule that is not waived says more. */
static bool *spoken_for(struct judge *judge)
{
    const struct verdict *out = judge->out;
    bool *spoken = arena_array(judge->arena, out->changes.facts.count, sizeof *spoken);
    for (size_t i = 0; i < out->judged.count; i++) {
        const struct requirement *requirement = &out->judged.items[i].requirement;
        for (size_t at = 0; at < requirement->facts.count; at++)
            spoken[requirement->facts.items[at]] = true;
    }
    return spoken;
}

/* The rules have lowered the level of facts that nobody can be asked about; what still stands at
 * block is meant so. */
static void decide_facts(struct judge *judge)
{
    const bool *spoken = spoken_for(judge);
    for (size_t i = 0; i < judge->out->changes.facts.count; i++) {
        enum policy_level level = judge->out->rules.fact_level[i];
        if (!spoken[i] && level >= LEVEL_WARN)
            raise_to(judge->out, level == LEVEL_BLOCK ? OUTCOME_BLOCK : OUTCOME_WARN);
    }
}

/* Where a policy is demanded and there is none, its first version comes in by those whom the
 * server's file names: never by whoever is first. */
static void decide_bootstrap(struct judge *judge)
{
    const struct gate_input *input = judge->input;
    const struct server *server = input->server;
    bool brings = input->tip_policy && input->tip_policy->exists &&
                  diags_count(input->tip_diags, DIAG_ERROR) == 0;
    struct str by =
        pushed_by_one_of(&input->pushed, server->bootstrap.items, server->bootstrap.count);
    if (brings && by.len > 0)
        judge->out->bootstrap = by;
    else if (brings)
        block(judge, STR("this server takes a first policy only from those its file names "
                         "(bootstrap)"));
    else
        block(judge, STR("this server demands a policy, and base has no .stoplog"));
}

static void decide_policy(struct judge *judge)
{
    const struct verdict *out = judge->out;
    const struct server *server = judge->input->server;
    if (!out->policy_exists) {
        if (server && server->require_policy)
            decide_bootstrap(judge);
        return;
    }
    if (out->rules.error.len > 0)
        judge_undecided(judge, out->rules.error);
    for (size_t i = 0; i < out->judged.count; i++)
        decide_requirement(judge, &out->judged.items[i]);
    decide_facts(judge);
}

void judge_decide(struct judge *judge)
{
    decide_fatal(judge);
    decide_policy(judge);
    judge->out->why_undecided = judge->undecided;
    if (judge->undecided.len > 0)
        raise_to(judge->out, OUTCOME_UNDECIDED);
}

const char *outcome_name(enum outcome outcome)
{
    static const char *const names[] = { "pass", "warn", "overridden", "block", "undecided" };
    return names[outcome];
}

const char *update_kind_name(enum update_kind kind)
{
    static const char *const names[] = { "create", "move", "rewind", "delete" };
    return names[kind];
}

const char *candidate_state_name(enum candidate_state state)
{
    static const char *const names[] = { "counts",    "not-in-team", "is-author", "stale",
                                         "untrusted", "ambiguous",   "malformed", "unchecked" };
    return names[state];
}

const char *require_kind_name(enum require_kind kind)
{
    static const char *const names[] = { "owner",   "consumers", "team",     "contract",
                                         "trailer", "meaning",   "evidence", "nothing" };
    return names[kind];
}

int outcome_exit(const struct verdict *verdict)
{
    static const int codes[] = { 0, 0, 0, 1, 3 };
    return verdict->observe ? 0 : codes[verdict->outcome];
}
