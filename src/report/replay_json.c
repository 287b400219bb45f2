/* replay_json: the replay for machines: every push, and the numbers over all. */
#include "codec/date.h"
#include "report/json_parts.h"
#include "report/replay.h"

static struct jvalue *hits_value(const struct brief *brief)
{
    struct jvalue *array = jarray();
    vec_for (const struct brief_hit, hit, &brief->hits) {
        struct jvalue *object = jobject();
        jset_str(object, "rule", hit->rule);
        jset_str(object, "subject", hit->subject);
        jset_str(object, "level", str_of(policy_level_name(hit->level)));
        jpush(array, object);
    }
    return array;
}

static struct jvalue *push_value(struct arena *arena, const struct replay_push *push)
{
    const struct brief *brief = &push->brief;
    struct jvalue *object = jobject();
    jset_str(object, "base", oid_hex(arena, &push->base));
    jset_str(object, "tip", oid_hex(arena, &push->tip));
    jset_str(object, "time", time_format(arena, push->time));
    jset_str(object, "subject", push->subject);
    jset_str(object, "outcome", str_of(outcome_name(brief->outcome)));
    jset_str(object, "without_approvals", str_of(outcome_name(brief->unapproved)));
    jset_bool(object, "policy", brief->policy_exists);
    jset_bool(object, "untouched", brief->untouched);
    jset_int(object, "models", (int64_t)brief->models);
    json_set_text(object, "why", brief->why);
    jset(object, "unmet", hits_value(brief));
    jset_int(object, "took_us", (int64_t)push->took_us);
    return object;
}

static struct jvalue *counts_value(const struct replay *replay)
{
    struct jvalue *object = jobject();
    jset_int(object, "pushes", (int64_t)replay->pushes.count);
    for (int outcome = OUTCOME_PASS; outcome <= OUTCOME_UNDECIDED; outcome++)
        if (outcome != OUTCOME_OVERRIDDEN) /* nobody overrides a push of the past */
            jset_int(object, outcome_name((enum outcome)outcome),
                     (int64_t)replay->by_outcome[outcome]);
    jset_int(object, "block_without_approvals", (int64_t)replay->unapproved_block);
    jset_int(object, "untouched", (int64_t)replay->untouched);
    jset_int(object, "without_policy", (int64_t)replay->unruled);
    return object;
}

static struct jvalue *rules_value(const struct replay *replay)
{
    struct jvalue *array = jarray();
    vec_for (const struct replay_rule, row, &replay->rules) {
        struct jvalue *object = jobject();
        jset_str(object, "rule", row->rule);
        jset_int(object, "block", (int64_t)row->blocked);
        jset_int(object, "warn", (int64_t)row->warned);
        jpush(array, object);
    }
    return array;
}

static struct jvalue *time_value(const struct replay *replay)
{
    struct jvalue *object = jobject();
    jset_int(object, "median_us", (int64_t)replay->median_us);
    jset_int(object, "p95_us", (int64_t)replay->p95_us);
    jset_int(object, "longest_us", replay->longest ? (int64_t)replay->longest->took_us : 0);
    return object;
}

void report_replay_json(struct buf *out, struct arena *arena, const struct replay *replay,
                        const struct report_options *options)
{
    struct jvalue *root = json_start("replay", options), *pushes = jarray();
    jset_str(root, "ref", replay->ref);
    json_set_text(root, "policy", replay->policy);
    jset_bool(root, "cut", replay->cut);
    jset(root, "counts", counts_value(replay));
    jset(root, "time", time_value(replay));
    jset(root, "rules", rules_value(replay));
    for (size_t i = 0; i < replay->pushes.count; i++)
        jpush(pushes, push_value(arena, &replay->pushes.items[i]));
    jset(root, "pushes", pushes);
    json_write(out, root);
}
