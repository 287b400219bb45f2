/* replay_text: the replay for people: numbers first, then every push that was stopped. */
#include "codec/date.h"
#include "report/phrase.h"
#include "report/replay.h"
#include "report/text_parts.h"

#define SECONDS_PER_DAY 86400
enum { MODELS_SHOWN = 4, SUBJECT_BYTES = 72 };

static struct str day_of(struct arena *arena, const struct replay_push *push)
{
    return date_format(arena, push->time / SECONDS_PER_DAY);
}

static struct str time_text(struct arena *arena, uint64_t us)
{
    return str_fmt(arena, "%llu.%llu ms", (unsigned long long)(us / 1000),
                   (unsigned long long)(us % 1000 / 100));
}

static void add_head(struct page *page, const struct replay *replay)
{
    struct arena *arena = page->arena;
    size_t count = replay->pushes.count;
    struct str pushes = phrase_count(arena, count, "push", "pushes");
    struct str policy = STR("the policy of each base");
    if (replay->policy.len > 0)
        policy = phrase_clean(arena, replay->policy);
    if (count == 0) {
        page_addf(page, 0, "replay of %.*s: no push to judge",
                  STR_ARG(phrase_clean(arena, replay->ref)));
        return;
    }
    page_addf(page, 0, "replay of %.*s: %.*s from %.*s to %.*s, judged by %.*s",
              STR_ARG(phrase_clean(arena, replay->ref)), STR_ARG(pushes),
              STR_ARG(day_of(arena, &replay->pushes.items[0])),
              STR_ARG(day_of(arena, &replay->pushes.items[count - 1])), STR_ARG(policy));
}

static void add_outcomes(struct page *page, const struct replay *replay)
{
    const size_t *by = replay->by_outcome;
    page_addf(page, 2, "%zu silent, %zu warned, %zu blocked, %zu undecided", by[OUTCOME_PASS],
              by[OUTCOME_WARN], by[OUTCOME_BLOCK], by[OUTCOME_UNDECIDED]);
    if (replay->untouched > 0)
        page_addf(page, 2, "%zu of the silent ones touched nothing that the gate looks at",
                  replay->untouched);
    if (replay->unapproved_block != by[OUTCOME_BLOCK])
        page_addf(page, 2, "with approvals ignored: %zu blocked", replay->unapproved_block);
    if (replay->unruled > 0)
        page_addf(page, 2, "%zu had no policy at base, so nothing was asked", replay->unruled);
    if (replay->cut)
        page_addf(page, 2, "the clone is shallow: older pushes are not here");
    if (replay->longest)
        page_addf(page, 2, "time for one push: median %.*s, 95%% within %.*s, longest %.*s (%.*s)",
                  STR_ARG(time_text(page->arena, replay->median_us)),
                  STR_ARG(time_text(page->arena, replay->p95_us)),
                  STR_ARG(time_text(page->arena, replay->longest->took_us)),
                  STR_ARG(oid_short(page->arena, &replay->longest->tip)));
}

static void add_rules(struct page *page, const struct replay *replay)
{
    if (replay->rules.count == 0)
        return;
    page_gap(page);
    page_addf(page, 0, "pushes by rule");
    vec_for (const struct replay_rule, row, &replay->rules) {
        struct str line = str_fmt(page->arena, "%5zu blocked %5zu warned  %.*s", row->blocked,
                                  row->warned, STR_ARG(phrase_clean(page->arena, row->rule)));
        page_keep(page, 2, line);
    }
}

/* One line per rule, with the models it is about. Hits of one rule and level stand together. */
static void add_hits(struct page *page, const struct brief *brief, enum policy_level level)
{
    for (size_t i = 0; i < brief->hits.count;) {
        const struct brief_hit *first = &brief->hits.items[i];
        struct str names[MODELS_SHOWN];
        size_t count = 0;
        for (; i < brief->hits.count && brief->hits.items[i].level == first->level &&
               str_eq(brief->hits.items[i].rule, first->rule);
             i++, count++)
            if (count < MODELS_SHOWN)
                names[count] = brief->hits.items[i].subject;
        if (first->level == level)
            page_addf(page, 4, "%.*s: %.*s", STR_ARG(phrase_clean(page->arena, first->rule)),
                      STR_ARG(text_list(page->arena, names, count, MODELS_SHOWN)));
    }
}

static void add_push(struct page *page, const struct replay_push *push)
{
    struct arena *arena = page->arena;
    page_addf(page, 2, "%.*s  %.*s  %.*s", STR_ARG(oid_short(arena, &push->tip)),
              STR_ARG(day_of(arena, push)),
              STR_ARG(phrase_cut(arena, push->subject, SUBJECT_BYTES)));
    if (push->brief.why.len > 0)
        page_addf(page, 4, "%.*s", STR_ARG(phrase_clean(arena, push->brief.why)));
    if (push->brief.outcome == OUTCOME_BLOCK)
        add_hits(page, &push->brief, LEVEL_BLOCK);
}

static void add_pushes(struct page *page, const struct replay *replay, enum outcome outcome,
                       const char *title)
{
    if (replay->by_outcome[outcome] == 0)
        return;
    page_gap(page);
    page_addf(page, 0, "%s", title);
    for (size_t i = replay->pushes.count; i > 0; i--)
        if (replay->pushes.items[i - 1].brief.outcome == outcome)
            add_push(page, &replay->pushes.items[i - 1]);
}

void report_replay_text(struct buf *out, struct arena *arena, const struct replay *replay,
                        const struct report_options *options)
{
    struct page page;
    page_init(&page, arena, options->columns);
    add_head(&page, replay);
    if (replay->pushes.count > 0)
        add_outcomes(&page, replay);
    add_rules(&page, replay);
    add_pushes(&page, replay, OUTCOME_BLOCK, "blocked, newest first");
    add_pushes(&page, replay, OUTCOME_UNDECIDED, "undecided, newest first");
    page_write(&page, out, STR_EMPTY, options->color);
}
