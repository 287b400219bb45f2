/* replay: counts the pushes of a replay, once for all formats. */
#include "report/replay.h"

static const struct {
    const char *word;
    void (*write)(struct buf *out, struct arena *arena, const struct replay *replay,
                  const struct report_options *options);
} rows[REPLAY_FORMAT_COUNT] = {
#define REPLAY_FORMAT(name, word, function, summary) { word, function },
#include "report/replay_formats.def"
#undef REPLAY_FORMAT
};

const char *replay_format_word(size_t format)
{
    return format < REPLAY_FORMAT_COUNT ? rows[format].word : NULL;
}

void report_replay(struct buf *out, struct arena *arena, enum replay_format format,
                   const struct replay *replay, const struct report_options *options)
{
    rows[format].write(out, arena, replay, options);
}

/* ---- rules ---- */

static struct replay_rule *rule_row(struct replay *replay, struct arena *arena, struct str rule)
{
    vec_for (struct replay_rule, row, &replay->rules)
        if (str_eq(row->rule, rule))
            return row;
    vec_push(arena, &replay->rules, (struct replay_rule){ .rule = rule });
    return &replay->rules.items[replay->rules.count - 1];
}

/* Hits come level down: the first of a rule is its strictest, and a push counts once per rule. */
static bool is_first(const struct brief *brief, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (str_eq(brief->hits.items[i].rule, brief->hits.items[at].rule))
            return false;
    return true;
}

static void count_rules(struct replay *replay, struct arena *arena, const struct brief *brief)
{
    for (size_t i = 0; i < brief->hits.count; i++) {
        const struct brief_hit *hit = &brief->hits.items[i];
        if (!is_first(brief, i))
            continue;
        struct replay_rule *row = rule_row(replay, arena, hit->rule);
        row->blocked += hit->level == LEVEL_BLOCK;
        row->warned += hit->level == LEVEL_WARN;
    }
}

static int by_count(const void *a, const void *b)
{
    const struct replay_rule *x = a, *y = b;
    if (x->blocked != y->blocked)
        return x->blocked > y->blocked ? -1 : 1;
    if (x->warned != y->warned)
        return x->warned > y->warned ? -1 : 1;
    return str_cmp(x->rule, y->rule);
}

/* ---- time ---- */

static int by_time(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void count_time(struct replay *replay, struct arena *arena)
{
    size_t count = replay->pushes.count;
    uint64_t *took = arena_array(arena, count, sizeof *took);
    for (size_t i = 0; i < count; i++) {
        const struct replay_push *push = &replay->pushes.items[i];
        took[i] = push->took_us;
        if (!replay->longest || push->took_us > replay->longest->took_us)
            replay->longest = push;
    }
    if (count == 0)
        return;
    qsort(took, count, sizeof *took, by_time);
    replay->median_us = took[count / 2];
    replay->p95_us = took[(count * 95 + 99) / 100 - 1];
}

void replay_sum(struct replay *replay, struct arena *arena)
{
    vec_for (struct replay_push, push, &replay->pushes) {
        const struct brief *brief = &push->brief;
        replay->by_outcome[brief->outcome]++;
        replay->unapproved_block += brief->unapproved == OUTCOME_BLOCK;
        replay->untouched += brief->untouched;
        replay->unruled += !brief->policy_exists && brief->outcome != OUTCOME_UNDECIDED;
        count_rules(replay, arena, brief);
    }
    if (replay->rules.count > 0)
        qsort(replay->rules.items, replay->rules.count, sizeof *replay->rules.items, by_count);
    count_time(replay, arena);
}
