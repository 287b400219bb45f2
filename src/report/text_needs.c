/* text_needs: what is missing, who can give it, what was found and why it did not count, and the
 * command that comes next. */
#include "report/phrase.h"
#include "report/sentences.h"
#include "report/text_parts.h"

/* ---- one requirement ---- */

static struct str who_must(struct arena *arena, const struct requirement *requirement)
{
    struct str who = phrase_cut(arena, requirement_asks(requirement), 80);
    return who.len > 0 ? who : STR("its owner");
}

/* "owner of finance.orders", "consumer weekly_revenue", "rule pii-change" */
static struct str on_behalf(struct arena *arena, const struct requirement *requirement,
                            struct str subjects)
{
    if (requirement->kind == REQUIRE_OWNER && requirement->unowned)
        return str_fmt(arena, "for %.*s", STR_ARG(subjects));
    if (requirement->kind == REQUIRE_OWNER)
        return str_fmt(arena, "owner of %.*s", STR_ARG(subjects));
    if (requirement->kind == REQUIRE_CONSUMERS)
        return str_fmt(arena, "consumer %.*s", STR_ARG(subjects));
    if (requirement->rules.count > 0)
        return str_fmt(arena, "rule %.*s",
                       STR_ARG(phrase_cut(arena, requirement->rules.items[0]->id, 80)));
    return subjects;
}

/* "signed approval", where the policy asks for more than words. */
static const char *approval_words(const struct requirement *requirement)
{
    static const char *const words[] = { [TRUST_UNSET] = "approval",
                                         [TRUST_DECLARED] = "approval",
                                         [TRUST_COMMITTED] = "committed approval",
                                         [TRUST_SIGNED] = "signed approval" };
    return words[requirement->trust];
}

static struct str need_subjects(const struct text *text, const struct view_need *need)
{
    size_t most = text->options->hook ? 2 : text->caps.names;
    return text_list(text->arena, need->subjects.items, need->subjects.count,
                     most < text->caps.names ? most : text->caps.names);
}

static bool counts_elsewhere(const struct view *view, const struct candidate *candidate)
{
    for (size_t i = 0; i < view->approvers.count; i++)
        if (str_eq(view->approvers.items[i].who.email, candidate->who.email))
            return true;
    return false;
}

static struct str name_of(struct arena *arena, struct mailbox who)
{
    struct str name = phrase_cut(arena, who.name, 80);
    if (who.email.len == 0)
        return str_fmt(arena, "\"Approved-by: %.*s\"", STR_ARG(name));
    return str_fmt(arena, "%.*s <%.*s>", STR_ARG(name), STR_ARG(phrase_cut(arena, who.email, 100)));
}

static void add_candidate(struct text *text, const struct candidate *candidate, size_t indent)
{
    struct str name = name_of(text->arena, candidate->who);
    struct str why = phrase_clean(text->arena, candidate->why);
    if (candidate->state == CANDIDATE_COUNTS)
        page_addf(&text->page, indent, "%.*s approved", STR_ARG(name));
    else if (candidate->state == CANDIDATE_STALE)
        page_addf(&text->page, indent, "%.*s approved before: %.*s", STR_ARG(name), STR_ARG(why));
    else
        page_addf(&text->page, indent, "%.*s does not count: %.*s", STR_ARG(name), STR_ARG(why));
}

/* Lines that are wrong in themselves stand under the first requirement only; an approval that
 * counts for another requirement is no news here. */
static bool is_shown(const struct text *text, const struct candidate *candidate, bool first)
{
    bool faulty =
        candidate->state == CANDIDATE_MALFORMED || candidate->state == CANDIDATE_AMBIGUOUS;
    if (faulty)
        return first;
    return candidate->state != CANDIDATE_NOT_IN_TEAM ||
           (first && !counts_elsewhere(text->view, candidate));
}

static void add_candidates(struct text *text, const struct judged *judged, size_t indent,
                           bool first)
{
    size_t wanted = 0;
    for (size_t i = 0; i < judged->candidates.count; i++) {
        const struct candidate *candidate = &judged->candidates.items[i];
        if (is_shown(text, candidate, first) && wanted++ < text->caps.candidates)
            add_candidate(text, candidate, indent);
    }
    text_more(text, indent, wanted, text->caps.candidates, "");
}

/* What ends the asking of people who may know nothing of the file. */
static void add_unowned(struct text *text, const struct view_need *need, size_t indent)
{
    if (need->judged->requirement.unowned)
        page_addf(&text->page, indent, "nobody owns %.*s: declare an owner (paths) in .stoplog/",
                  STR_ARG(need_subjects(text, need)));
}

static void add_found(struct text *text, const struct judged *judged, size_t indent)
{
    if (judged->found.len > 0)
        page_addf(&text->page, indent, "found: %.*s",
                  STR_ARG(phrase_clean(text->arena, judged->found)));
}

static void add_people(struct text *text, const struct view_need *need, bool first)
{
    const struct judged *judged = need->judged;
    const struct requirement *requirement = &judged->requirement;
    struct arena *arena = text->arena;
    struct str who = who_must(arena, requirement);
    struct str behalf = on_behalf(arena, requirement, need_subjects(text, need));
    size_t indent = text->options->hook ? 2 : 0;
    bool must = requirement->level == LEVEL_BLOCK;
    struct str line = str_fmt(arena, "%s %s by %.*s (%.*s): %u of %u", must ? "needs" : "wants",
                              approval_words(requirement), STR_ARG(who), STR_ARG(behalf),
                              judged->have, requirement->count);
    page_add(&text->page, indent, must ? STYLE_STRONG : STYLE_PLAIN, line);
    add_unowned(text, need, indent + 2);
    if (judged->could.count + judged->have < requirement->count)
        page_addf(&text->page, indent + 2, "%s of %.*s may approve this",
                  judged->could.count == 0 ? "nobody else" : "too few", STR_ARG(who));
    if (judged->could.count > 0) {
        struct str list =
            text_list(arena, judged->could.items, judged->could.count, text->caps.names);
        page_addf(&text->page, indent + 2, "may approve: %.*s", STR_ARG(list));
    }
    struct str contact = phrase_cut(arena, requirement_contact(requirement), 100);
    if (contact.len > 0)
        page_addf(&text->page, indent + 2, "contact: %.*s", STR_ARG(contact));
    add_found(text, judged, indent + 2);
    add_candidates(text, judged, indent + 2, first);
}

static void add_contract(struct text *text, const struct view_need *need)
{
    size_t indent = text->options->hook ? 2 : 0;
    const struct judged *judged = need->judged;
    const struct requirement *requirement = &judged->requirement;
    struct str hint = phrase_clean(text->arena, requirement->contract_hint);
    struct str what = STR("a change");
    if (requirement->bump != BUMP_NONE)
        what = str_fmt(text->arena, "a change and a new %s version", bump_name(requirement->bump));
    page_addf(&text->page, indent, "needs %.*s of the contract of %.*s%s%.*s", STR_ARG(what),
              STR_ARG(phrase_cut(text->arena, requirement->subject, 100)),
              hint.len > 0 ? " in the same push: " : " in the same push", STR_ARG(hint));
    add_found(text, judged, indent + 2);
}

static void add_trailer(struct text *text, const struct view_need *need)
{
    size_t indent = text->options->hook ? 2 : 0;
    const struct judged *judged = need->judged;
    const struct requirement *requirement = &judged->requirement;
    struct str key = phrase_cut(text->arena, requirement->subject, 60);
    page_addf(&text->page, indent, "needs a trailer in a commit message (%.*s):",
              STR_ARG(on_behalf(text->arena, requirement, key)));
    struct str value = STR("<text>");
    if (requirement->match)
        value = str_fmt(text->arena, "<text that matches %.*s>",
                        STR_ARG(phrase_cut(text->arena, pattern_text(requirement->match), 60)));
    page_keep(&text->page, indent + 2,
              str_fmt(text->arena, "%.*s: %.*s", STR_ARG(key), STR_ARG(value)));
    add_found(text, judged, indent + 2);
}

static void add_meaning(struct text *text, const struct view_need *need)
{
    size_t indent = text->options->hook ? 2 : 0;
    struct str subject = phrase_cut(text->arena, need->judged->requirement.subject, 100);
    page_addf(&text->page, indent,
              "needs a sentence on what %.*s means now, as a trailer:", STR_ARG(subject));
    page_keep(&text->page, indent + 2,
              str_fmt(text->arena, "Meaning: %.*s: <one sentence>", STR_ARG(subject)));
    add_found(text, need->judged, indent + 2);
}

static void add_evidence(struct text *text, const struct view_need *need)
{
    size_t indent = text->options->hook ? 2 : 0;
    const struct requirement *requirement = &need->judged->requirement;
    page_addf(&text->page, indent, "needs a result for %.*s: %s",
              STR_ARG(phrase_cut(text->arena, requirement->subject, 100)),
              evidence_kind_name(requirement->of->evidence));
    add_found(text, need->judged, indent + 2);
}

static void add_nothing(struct text *text, const struct view_need *need)
{
    const struct requirement *requirement = &need->judged->requirement;
    const struct rule *rule = requirement->rules.count > 0 ? requirement->rules.items[0] : NULL;
    bool must = requirement->level == LEVEL_BLOCK;
    struct str why = rule ? phrase_clean(text->arena, rule->why) : STR_EMPTY;
    struct str id = rule ? phrase_cut(text->arena, rule->id, 80) : STR("policy");
    size_t indent = text->options->hook ? 2 : 0;
    page_addf(&text->page, indent, "%s: %.*s (rule %.*s)%s%.*s",
              must ? "not allowed" : "worth a look", STR_ARG(need_subjects(text, need)),
              STR_ARG(id), why.len > 0 ? ": " : "", STR_ARG(why));
}

static void add_need(struct text *text, const struct view_need *need, bool first)
{
    if (judged_asks_people(need->judged))
        add_people(text, need, first);
    else if (need->judged->requirement.kind == REQUIRE_CONTRACT)
        add_contract(text, need);
    else if (need->judged->requirement.kind == REQUIRE_TRAILER)
        add_trailer(text, need);
    else if (need->judged->requirement.kind == REQUIRE_MEANING)
        add_meaning(text, need);
    else if (need->judged->requirement.kind == REQUIRE_EVIDENCE)
        add_evidence(text, need);
    else
        add_nothing(text, need);
}

void text_needs(struct text *text)
{
    const struct view *view = text->view;
    bool first = true;
    for (size_t i = 0; i < view->needs.count && i < text->caps.needs; i++) {
        if (!text->options->hook)
            page_gap(&text->page);
        add_need(text, &view->needs.items[i], first);
        first = first && !judged_asks_people(view->needs.items[i].judged);
    }
    text_more(text, text->options->hook ? 2 : 0, view->needs.count, text->caps.needs,
              view->needs.count - text->caps.needs == 1 ? "requirement" : "requirements");
}

static void add_met(struct text *text, const struct judged *judged)
{
    struct arena *arena = text->arena;
    const struct requirement *requirement = &judged->requirement;
    struct str subject = phrase_cut(arena, requirement->subject, 100);
    struct str behalf = on_behalf(arena, requirement, subject);
    if (!judged_asks_people(judged)) {
        page_addf(&text->page, 0, "met: %s for %.*s", require_kind_name(requirement->kind),
                  STR_ARG(subject));
        return;
    }
    struct {
        VEC_OF(struct str);
    } names = { 0 };
    for (size_t i = 0; i < judged->candidates.count; i++)
        if (judged->candidates.items[i].state == CANDIDATE_COUNTS)
            vec_push(arena, &names, name_of(arena, judged->candidates.items[i].who));
    struct str list = text_list(arena, names.items, names.count, text->caps.names);
    page_addf(&text->page, 0, "met: %s by %.*s (%.*s): %.*s", approval_words(requirement),
              STR_ARG(who_must(arena, requirement)), STR_ARG(behalf), STR_ARG(list));
}

void text_met(struct text *text)
{
    page_gap(&text->page);
    for (size_t i = 0; i < text->view->met.count && i < text->caps.needs; i++)
        add_met(text, text->view->met.items[i]);
    text_more(text, 0, text->view->met.count, text->caps.needs, "");
}

/* ---- what comes next ---- */

static size_t people_wanted(const struct view *view)
{
    size_t count = 0;
    for (size_t i = 0; i < view->needs.count; i++) {
        const struct judged *judged = view->needs.items[i].judged;
        if (judged_asks_people(judged) && judged->could.count > 0)
            count += judged->requirement.count - judged->have;
    }
    return count;
}

/* The lines in full: an Approved-change that was wrapped would not be read. */
static void add_lines_to_paste(struct text *text)
{
    struct str hex = text->view->verdict->fingerprint.hex;
    page_addf(&text->page, 2, "or writes, as the last paragraph of a commit message:");
    page_keep(&text->page, 4, STR("Approved-by: Name <address>"));
    if (hex.len > 0)
        page_keep(&text->page, 4, str_fmt(text->arena, "Approved-change: %.*s", STR_ARG(hex)));
}

static void add_approve(struct text *text)
{
    size_t people = people_wanted(text->view);
    if (people == 0 || text->view->verdict->outcome == OUTCOME_OVERRIDDEN)
        return;
    bool hook = text->options->hook;
    if (!hook)
        page_gap(&text->page);
    page_addf(&text->page, hook ? 2 : 0,
              "to approve, %s runs:", people == 1 ? "one of them" : "each approver");
    page_keep(&text->page, hook ? 4 : 2, view_approve_command(text->arena, text->view->verdict));
    if (!hook)
        add_lines_to_paste(text);
}

void text_next(struct text *text)
{
    bool hook = text->options->hook;
    const struct verdict *verdict = text->view->verdict;
    text->next = text->page.count;
    add_approve(text);
    if (!hook)
        page_gap(&text->page);
    if (verdict->policy_exists)
        page_addf(&text->page, hook ? 2 : 0, "policy: %.*s",
                  STR_ARG(phrase_clean(text->arena, verdict->policy_label)));
    if (!hook && verdict->fingerprint.hex.len > 0)
        page_keep(&text->page, 0,
                  str_fmt(text->arena, "change: %.*s", STR_ARG(verdict->fingerprint.hex)));
    struct str command = sentence_last_command(text->arena, text->view);
    if (command.len > 0)
        page_keep(&text->page, 0, str_fmt(text->arena, "hint: %.*s", STR_ARG(command)));
}
