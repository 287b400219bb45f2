/* rules: why rules did or did not fire on the facts of a verdict, for people. */
#include "policy/explain.h"

#include "report/phrase.h"
#include "report/text_parts.h"

enum { FACTS_SHOWN = 5, TEXT_BYTES = 400, ANSWERS_SHOWN = 3 };

/* "CL101 finance.orders.amount" */
static struct str fact_label(struct arena *arena, const struct fact *fact)
{
    struct str label = str_fmt(arena, "%s %.*s", fact_row(fact->code)->code,
                               STR_ARG(phrase_clean(arena, fact->subject)));
    if (fact->column.len == 0)
        return label;
    return str_fmt(arena, "%.*s.%.*s", STR_ARG(label), STR_ARG(phrase_clean(arena, fact->column)));
}

/* Facts with the same answer stand together, in the order of the first of them. */
static void add_answer(struct page *page, const struct change_set *changes,
                       const struct rule_answer *answers, size_t first, bool *told)
{
    struct str labels[FACTS_SHOWN];
    size_t count = 0;
    for (size_t i = first; i < changes->facts.count; i++) {
        if (told[i] || !str_eq(answers[i].text, answers[first].text))
            continue;
        told[i] = true;
        if (count < FACTS_SHOWN)
            labels[count] = fact_label(page->arena, &changes->facts.items[i]);
        count++;
    }
    page_addf(page, 2, "%.*s", STR_ARG(text_list(page->arena, labels, count, FACTS_SHOWN)));
    page_addf(page, 4, "%.*s", STR_ARG(phrase_cut(page->arena, answers[first].text, TEXT_BYTES)));
}

static bool is_of(const struct requirement *requirement, const struct rule *rule)
{
    for (size_t i = 0; i < requirement->rules.count; i++)
        if (requirement->rules.items[i] == rule)
            return true;
    return false;
}

/* What the rule asks, with what was found. */
static void add_asked(struct page *page, const struct verdict *verdict, const struct rule *rule)
{
    struct arena *arena = page->arena;
    for (size_t i = 0; i < verdict->judged.count; i++) {
        const struct judged *judged = &verdict->judged.items[i];
        const struct requirement *asked = &judged->requirement;
        if (!is_of(asked, rule))
            continue;
        struct str who = phrase_clean(arena, requirement_asks(asked));
        page_addf(page, 2, "asks, level %s: %s%s%.*s for %.*s: %s", policy_level_name(asked->level),
                  require_kind_name(asked->kind), who.len ? " " : "", STR_ARG(who),
                  STR_ARG(phrase_clean(arena, asked->subject)), judged->met ? "met" : "not met");
    }
}

/* Of many rules the reasons for not firing are cut short. */
static void add_answers(struct page *page, const struct verdict *verdict,
                        const struct rule_answer *answers, bool fires, bool all)
{
    const struct change_set *changes = &verdict->changes;
    size_t groups = 0;
    bool *told = arena_array(page->arena, changes->facts.count, sizeof *told);
    for (size_t i = 0; i < changes->facts.count; i++) {
        if (answers[i].fires != fires || told[i])
            continue;
        if (++groups <= ANSWERS_SHOWN || fires || all)
            add_answer(page, changes, answers, i, told);
        else
            told[i] = true;
    }
    if (groups > ANSWERS_SHOWN && !fires && !all)
        page_addf(page, 2, "and on other facts for other reasons; --rule with its id lists them");
}

static void add_rule(struct page *page, const struct verdict *verdict, const struct rule *rule,
                     bool all)
{
    struct arena *arena = page->arena;
    size_t count = verdict->changes.facts.count, fired = 0;
    struct rule_answer *answers = arena_array(arena, count, sizeof *answers);
    rule_answers(answers, arena, rule, &verdict->asked);
    for (size_t i = 0; i < count; i++)
        fired += answers[i].fires;
    page_gap(page);
    page_addf(page, 0, "%.*s (%.*s): fires on %zu of %.*s", STR_ARG(phrase_clean(arena, rule->id)),
              STR_ARG(phrase_clean(arena, rule->pack)), fired,
              STR_ARG(phrase_count(arena, count, "fact", "facts")));
    add_answers(page, verdict, answers, true, all);
    add_answers(page, verdict, answers, false, all);
    add_asked(page, verdict, rule);
}

void report_rules(struct buf *out, struct arena *arena, const struct verdict *verdict,
                  const struct rule *rule, const struct report_options *options)
{
    struct page page;
    const struct policy *policy = verdict->asked.policy;
    page_init(&page, arena, options->columns);
    if (!policy && verdict->policy_exists)
        page_addf(&page, 0, "nothing changed that a rule could be asked about");
    else if (!policy)
        page_addf(&page, 0, "there is no policy at base, so no rule was asked");
    for (size_t i = 0; policy && i < policy->rules.count; i++)
        if (!rule || policy->rules.items[i] == rule)
            add_rule(&page, verdict, policy->rules.items[i], rule != NULL);
    page_write(&page, out, STR_EMPTY, options->color);
}
