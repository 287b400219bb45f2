/* one_finding: everything that is known about one finding, or those of one model or column, on a
 * change: both texts in full, whom it reaches, which rules fired, who was asked and who answered.
 */
#include "policy/explain.h"

#include "report/fact_links.h"
#include "report/finding.h"
#include "report/phrase.h"
#include "report/text_parts.h"

enum { TEXT_BYTES = 4000, NAME_BYTES = 200 };

/* "1f2e3d...": an id of the JSON report or of a tool's finding; else the name of what it is about,
 * whole or from a dot on: finance.orders.amount, orders.amount. */
static bool is_meant(struct arena *arena, const struct finding *finding, struct str name)
{
    struct str subject = finding->subject;
    if (str_eq(name, finding->id) || str_eq(name, fact_id(arena, finding->fact)) ||
        str_eq_fold(name, subject) || str_eq_fold(name, finding->fact->subject))
        return true;
    size_t cut = name.len < subject.len ? subject.len - name.len : 0;
    return cut > 0 && subject.ptr[cut - 1] == '.' &&
           str_eq_fold(str_sub(subject, cut, name.len), name);
}

static void add_texts(struct page *page, const struct fact *fact)
{
    struct arena *arena = page->arena;
    struct phrase_texts texts = phrase_texts(arena, fact, TEXT_BYTES);
    if (texts.before.len > 0)
        page_addf(page, 2, "before  %.*s", STR_ARG(texts.before));
    if (texts.after.len > 0)
        page_addf(page, 2, "after   %.*s", STR_ARG(texts.after));
    if (fact->note.len > 0)
        page_addf(page, 2, "note    %.*s", STR_ARG(phrase_cut(arena, fact->note, TEXT_BYTES)));
}

/* What hangs on the facts and how each rule answers about them, found once for all findings. */
struct known {
    const struct verdict *verdict;
    struct fact_links *links;     /* per fact */
    struct rule_answer **answers; /* per rule of the policy, then per fact */
};

static void know(struct known *out, struct arena *arena, const struct verdict *verdict)
{
    const struct policy *policy = verdict->asked.policy;
    struct view view;
    size_t rules = policy ? policy->rules.count : 0, facts = verdict->changes.facts.count;
    view_of_verdict(&view, arena, verdict);
    *out = (struct known){ .verdict = verdict, .links = fact_links_of(arena, &view) };
    out->answers = arena_array(arena, rules, sizeof *out->answers);
    for (size_t i = 0; i < rules; i++) {
        out->answers[i] = arena_array(arena, facts, sizeof **out->answers);
        rule_answers(out->answers[i], arena, policy->rules.items[i], &verdict->asked);
    }
}

static void add_reaches(struct page *page, const struct known *known, size_t fact)
{
    const struct verdict *verdict = known->verdict;
    const struct indices *reaches = &known->links[fact].reaches;
    struct arena *arena = page->arena;
    for (size_t i = 0; i < reaches->count; i++) {
        const struct reach *reach = &verdict->impact.reaches.items[reaches->items[i]];
        struct str path = phrase_path(arena, reach);
        page_addf(page, 2, "reaches %.*s over %.*s [%s]",
                  STR_ARG(phrase_cut(arena, verdict->consumers.items[reach->reader].consumer->id,
                                     NAME_BYTES)),
                  STR_ARG(path), edge_strength_name(reach->weakest));
    }
}

static void add_rules(struct page *page, const struct known *known, size_t fact)
{
    const struct policy *policy = known->verdict->asked.policy;
    struct arena *arena = page->arena;
    for (size_t i = 0; policy && i < policy->rules.count; i++) {
        const struct rule *rule = policy->rules.items[i];
        const struct rule_answer *answer = &known->answers[i][fact];
        if (!answer->fires)
            continue;
        page_addf(page, 2, "rule %.*s: %.*s", STR_ARG(phrase_cut(arena, rule->id, NAME_BYTES)),
                  STR_ARG(phrase_cut(arena, rule->why, TEXT_BYTES)));
        page_addf(page, 4, "%.*s", STR_ARG(phrase_cut(arena, answer->text, TEXT_BYTES)));
    }
}

static void add_candidates(struct page *page, const struct judged *judged)
{
    struct arena *arena = page->arena;
    for (size_t i = 0; i < judged->candidates.count; i++) {
        const struct candidate *candidate = &judged->candidates.items[i];
        struct str who = candidate->who.email.len > 0 ? candidate->who.email : candidate->who.name;
        page_addf(page, 4, "%.*s: %s%s%.*s", STR_ARG(phrase_cut(arena, who, NAME_BYTES)),
                  candidate_state_name(candidate->state), candidate->why.len > 0 ? ": " : "",
                  STR_ARG(phrase_clean(arena, candidate->why)));
    }
}

static void add_asked(struct page *page, const struct known *known, size_t fact)
{
    const struct indices *list = &known->links[fact].judged;
    struct arena *arena = page->arena;
    for (size_t i = 0; i < list->count; i++) {
        const struct judged *judged = &known->verdict->judged.items[list->items[i]];
        const struct requirement *asked = &judged->requirement;
        struct str who = requirement_asks(asked);
        page_addf(page, 2, "asks %s%s%.*s for %.*s, level %s: %s", require_kind_name(asked->kind),
                  who.len > 0 ? " " : "", STR_ARG(phrase_cut(arena, who, NAME_BYTES)),
                  STR_ARG(phrase_cut(arena, asked->subject, NAME_BYTES)),
                  policy_level_name(asked->level), judged->met ? "met" : "not met");
        if (judged->found.len > 0)
            page_addf(page, 4, "found: %.*s", STR_ARG(phrase_clean(arena, judged->found)));
        add_candidates(page, judged);
    }
}

static void add_finding(struct page *page, const struct finding *finding, const struct known *known)
{
    struct arena *arena = page->arena;
    size_t index = (size_t)(finding->fact - known->verdict->changes.facts.items);
    page_gap(page);
    page_add(page, 0, STYLE_STRONG,
             str_fmt(arena, "%.*s  %.*s", STR_ARG(finding->title),
                     STR_ARG(phrase_cut(arena, finding->subject, NAME_BYTES))));
    page_addf(page, 2, "class %s, level %s, %.*s, id %.*s",
              fact_class_name(fact_class_of(finding->fact)), policy_level_name(finding->level),
              STR_ARG(phrase_place(arena, finding->place)), STR_ARG(finding->id));
    add_texts(page, finding->fact);
    add_reaches(page, known, index);
    if (finding->waiver)
        page_addf(page, 2, "waived: %.*s", STR_ARG(phrase_clean(arena, finding->waiver->reason)));
    add_rules(page, known, index);
    add_asked(page, known, index);
    page_keep(page, 2, str_fmt(arena, "stoplog explain %s", fact_row(finding->fact->code)->code));
}

size_t report_finding(struct buf *out, struct arena *arena, const struct verdict *verdict,
                      struct str name, const struct report_options *options)
{
    struct page page;
    struct findings findings;
    const struct run run = { .verdicts = verdict, .count = 1 };
    struct known known = { 0 };
    size_t count = 0;
    page_init(&page, arena, options->columns);
    findings_of(&findings, arena, &run);
    for (size_t i = 0; i < findings.count; i++)
        if (is_meant(arena, &findings.items[i], name)) {
            if (count++ == 0)
                know(&known, arena, verdict);
            add_finding(&page, &findings.items[i], &known);
        }
    page_write(&page, out, STR_EMPTY, options->color);
    return count;
}
