/* markdown: the comment for a merge request: verdict, who is needed, who is reached and who is
 * proven not to be, each model folded, a small chart, what an approval covers, what a rebuild
 * means.
 *
 * Bounded: hosts refuse comments past some 65,000 characters, so models that do not fit are counted
 * instead. The first line lets a bot find its own comment again. */
#include "report/markdown.h"

#include "codec/utf8.h"
#include "report/formats.h"
#include "report/impact_chart.h"
#include "report/phrase.h"
#include "report/sentences.h"
#include "report/text_parts.h"

#define MARKER "<!-- stoplog:v1 -->\n"
enum {
    TEXT_BYTES = 160,
    NAME_BYTES = 120,
    COMMENT_BYTES = 60000,
    ROOM_FOR_END = 8000, /* what follows the models */
    ROWS_MAX = 50,
    CHART_BOXES = 40,
    CHART_BYTES = 1900 /* GitLab shows a button in place of a larger one */
};

/* ---- pieces ---- */

static size_t longest_run(struct str text)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < text.len; i++) {
        run = text.ptr[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

static void add_fence(struct buf *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_byte(out, '`');
}

void md_code(struct buf *out, struct arena *arena, struct str text, size_t max_bytes)
{
    struct str clean = text_clean(arena, text, max_bytes);
    size_t fence = longest_run(clean) + 1;
    bool pad = fence > 1;
    if (clean.len == 0)
        return;
    add_fence(out, fence);
    buf_puts(out, pad ? " " : "");
    for (size_t i = 0; i < clean.len; i++) {
        if (clean.ptr[i] == '|')
            buf_byte(out, '\\');
        buf_byte(out, clean.ptr[i]);
    }
    buf_puts(out, pad ? " " : "");
    add_fence(out, fence);
}

void md_html(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool special = c == '<' || c == '>' || c == '&' || c == '"' || c == '\'' || c == '@';
        if (special)
            buf_printf(out, "&#%u;", (unsigned)(unsigned char)c);
        else
            buf_byte(out, c);
    }
}

void md_html_code(struct buf *out, struct arena *arena, struct str text, size_t max_bytes)
{
    buf_puts(out, "<code>");
    md_html(out, text_clean(arena, text, max_bytes));
    buf_puts(out, "</code>");
}

struct comment {
    struct buf *out;
    struct arena *arena;
    const struct view *view;
    const struct verdict *verdict;
};

static void code(struct comment *page, struct str text)
{
    md_code(page->out, page->arena, text, NAME_BYTES);
}

static void add_more(struct comment *page, size_t count, size_t shown, const char *what)
{
    if (count > shown)
        buf_printf(page->out, "\n%zu more %s are in the JSON report.\n", count - shown, what);
}

/* ---- verdict ---- */

static void add_verdict(struct comment *page)
{
    const struct verdict *verdict = page->verdict;
    struct str reason = sentence_reason(verdict);
    buf_puts(page->out, "### stoplog: this change ");
    buf_add(page->out, sentence_outcome(page->arena, verdict));
    buf_puts(page->out, "\n\nTo ");
    code(page, verdict->ref);
    buf_puts(page->out, ": ");
    md_code(page->out, page->arena, headline_summary(page->arena, page->view, true), 0);
    buf_puts(page->out, ".\n");
    if (reason.len > 0) {
        buf_puts(page->out, "\n> ");
        md_code(page->out, page->arena, reason, TEXT_BYTES * 2);
        buf_puts(page->out, "\n");
    }
}

/* ---- needs ---- */

static void add_names(struct comment *page, const struct str *names, size_t count)
{
    enum { SHOWN = 6 };
    for (size_t i = 0; i < count && i < SHOWN; i++) {
        buf_puts(page->out, i ? ", " : "");
        code(page, names[i]);
    }
    if (count > SHOWN)
        buf_printf(page->out, " and %zu more", (size_t)(count - SHOWN));
}

static void add_need(struct comment *page, const struct view_need *need)
{
    const struct judged *judged = need->judged;
    const struct requirement *requirement = &judged->requirement;
    buf_printf(page->out, "| %s | ", requirement->level == LEVEL_BLOCK ? "must" : "should");
    buf_add(page->out, sentence_need(page->arena, requirement));
    add_names(page, need->subjects.items, need->subjects.count);
    buf_puts(page->out, " | ");
    code(page, requirement_asks(requirement));
    if (judged_asks_people(judged))
        buf_printf(page->out, " (%u of %u)", judged->have, requirement->count);
    buf_puts(page->out, " | ");
    add_names(page, judged->could.items, judged->could.count);
    md_code(page->out, page->arena, sentence_found(judged), TEXT_BYTES);
    buf_puts(page->out, " |\n");
}

static void add_needs(struct comment *page)
{
    const struct view *view = page->view;
    if (view->needs.count == 0)
        return;
    buf_puts(page->out, "\n#### Needed\n\n| | what | who | may approve, or what was found |\n"
                        "|---|---|---|---|\n");
    for (size_t i = 0; i < view->needs.count && i < ROWS_MAX; i++)
        add_need(page, &view->needs.items[i]);
    add_more(page, view->needs.count, ROWS_MAX, "requirements");
}

static void add_next(struct comment *page)
{
    struct str command = sentence_next_command(page->arena, page->view);
    if (command.len == 0)
        return;
    buf_puts(page->out, "\nNext: ");
    md_code(page->out, page->arena, command, 0);
    buf_puts(page->out, "\n");
}

/* Approvals that were given and do not count, with the reason. */
static void add_rejected(struct comment *page)
{
    size_t shown = 0, wanted = 0;
    for (size_t i = 0; i < page->verdict->approvals.count; i++) {
        const struct candidate *candidate = &page->verdict->approvals.items[i];
        if (candidate->state == CANDIDATE_COUNTS || wanted++ >= ROWS_MAX)
            continue;
        buf_puts(page->out, shown++ ? "" : "\nApprovals that do not count:\n\n");
        buf_puts(page->out, "- ");
        code(page, candidate->who.email.len > 0 ? candidate->who.email : candidate->who.name);
        buf_puts(page->out, ": ");
        md_code(page->out, page->arena, candidate->why, TEXT_BYTES);
        buf_puts(page->out, "\n");
    }
    add_more(page, wanted, shown, "approvals");
}

/* ---- consumers ---- */

static void add_path(struct comment *page, const struct reach *reach)
{
    md_code(page->out, page->arena, phrase_path(page->arena, reach), 0);
    buf_printf(page->out, " (%s)", edge_strength_name(reach->weakest));
}

static void add_consumer(struct comment *page, const struct reach_summary *summary)
{
    const struct consumer *consumer = summary->consumer;
    buf_puts(page->out, "| ");
    code(page, consumer->id);
    buf_puts(page->out, " | ");
    code(page, consumer->type);
    buf_printf(page->out, " | %s | ", maturity_name(consumer->maturity));
    code(page, sentence_owner(consumer));
    buf_puts(page->out, " ");
    code(page, sentence_contact(consumer));
    buf_puts(page->out, " | ");
    if (summary->reach_count > 0)
        add_path(page, &page->verdict->impact.reaches.items[summary->first_reach]);
    buf_puts(page->out, " |\n");
}

static void add_reached(struct comment *page)
{
    const struct verdict *verdict = page->verdict;
    size_t shown = 0;
    if (page->view->consumers_reached == 0)
        return;
    buf_puts(page->out,
             "\n#### Consumers reached\n\n| consumer | type | maturity | owner | over |\n"
             "|---|---|---|---|---|\n");
    for (size_t i = 0; i < verdict->consumers.count && shown < ROWS_MAX; i++)
        if (verdict->consumers.items[i].reached) {
            add_consumer(page, &verdict->consumers.items[i]);
            shown++;
        }
    add_more(page, page->view->consumers_reached, shown, "consumers");
}

static void add_spared(struct comment *page)
{
    const struct verdict *verdict = page->verdict;
    size_t spared = verdict->consumers.count - page->view->consumers_reached, shown = 0;
    if (spared == 0 || !verdict->impact.reader_why)
        return;
    buf_printf(page->out, "\n<details><summary>Proven not reached: %zu consumer%s</summary>\n\n",
               spared, spared == 1 ? "" : "s");
    for (size_t i = 0; i < verdict->consumers.count && shown < ROWS_MAX; i++) {
        if (verdict->consumers.items[i].reached)
            continue;
        shown++;
        buf_puts(page->out, "- ");
        code(page, verdict->consumers.items[i].consumer->id);
        buf_puts(page->out, ": ");
        md_code(page->out, page->arena, verdict->impact.reader_why[i], TEXT_BYTES);
        buf_puts(page->out, "\n");
    }
    add_more(page, spared, shown, "consumers");
    buf_puts(page->out, "\n</details>\n");
}

static void add_meanings(struct comment *page)
{
    const struct verdict *verdict = page->verdict;
    for (size_t i = 0; i < verdict->statements.count && i < ROWS_MAX; i++) {
        const struct meaning *meaning = &verdict->statements.items[i];
        buf_puts(page->out, i ? "- " : "\n#### What it means now\n\n- ");
        code(page, meaning->subject);
        buf_puts(page->out, ": ");
        md_code(page->out, page->arena, meaning->text, TEXT_BYTES * 2);
        buf_puts(page->out, "\n");
    }
    add_more(page, verdict->statements.count, ROWS_MAX, "statements");
}

/* ---- models ---- */

static void add_fact(struct comment *page, const struct fact *fact)
{
    struct phrase_texts texts = phrase_texts(page->arena, fact, TEXT_BYTES);
    buf_printf(page->out, "| %s | ", fact_row(fact->code)->code);
    code(page, phrase_title(page->arena, fact));
    buf_puts(page->out, " | ");
    md_code(page->out, page->arena, texts.before, 0);
    buf_puts(page->out, " | ");
    md_code(page->out, page->arena, texts.after, 0);
    buf_puts(page->out, " |\n");
}

static void add_group(struct comment *page, const struct view_group *group)
{
    const struct plan_entry *plan = view_plan_of(page->view, group);
    buf_puts(page->out, "\n<details><summary>");
    md_html_code(page->out, page->arena, group->subject, NAME_BYTES);
    buf_printf(page->out, " %s</summary>\n\n| | what | before | after |\n|---|---|---|---|\n",
               fact_class_name(group->class));
    for (size_t i = group->first; i < group->first + group->count && i < group->first + ROWS_MAX;
         i++)
        add_fact(page, &page->view->changes->facts.items[i]);
    add_more(page, group->count, ROWS_MAX, "facts");
    buf_puts(page->out, "\n");
    code(page, phrase_place(page->arena, group->place));
    if (plan)
        buf_printf(page->out, " SQLMesh plan: %s.", plan_category_name(plan->category));
    if (group->downstream > 0)
        buf_printf(page->out, " Models below: %zu.", group->downstream);
    buf_puts(page->out, "\n\n</details>\n");
}

/* Whole models only, as long as there is room. */
static void add_groups(struct comment *page)
{
    const struct view *view = page->view;
    size_t shown = 0, wanted = 0;
    for (size_t i = 0; i < view->groups.count; i++) {
        struct buf one;
        struct comment part = *page;
        if (view->groups.items[i].class <= CLASS_METADATA && !view->groups.items[i].is_asked)
            continue;
        if (wanted++ == 0)
            buf_puts(page->out, "\n#### What changed\n");
        buf_init(&one, page->arena, COMMENT_BYTES);
        part.out = &one;
        add_group(&part, &view->groups.items[i]);
        if (shown + 1 < wanted || buf_overflowed(&one) ||
            page->out->len + one.len > COMMENT_BYTES - ROOM_FOR_END)
            continue;
        buf_add(page->out, buf_str(&one));
        shown++;
    }
    add_more(page, wanted, shown, "models");
}

/* ---- chart ---- */

static void add_chart(struct comment *page)
{
    struct chart chart;
    struct buf drawn;
    size_t left_out, most = CHART_BOXES;
    if (page->view->consumers_reached == 0)
        return;
    do {
        chart_of_verdict(&chart, page->arena, page->verdict, most, &left_out);
        buf_init(&drawn, page->arena, COMMENT_BYTES);
        chart_mermaid(&drawn, &chart);
        most /= 2;
    } while (drawn.len > CHART_BYTES && most > 1);
    if (drawn.len > CHART_BYTES)
        return;
    buf_puts(page->out, "\n<details><summary>What it reaches, drawn</summary>\n\n```mermaid\n");
    buf_add(page->out, buf_str(&drawn));
    buf_puts(page->out, "```\n");
    add_more(page, left_out, 0, "consumers");
    buf_puts(page->out, "\n</details>\n");
}

/* ---- what an approval covers, and what a rebuild means ---- */

static void add_approval(struct comment *page)
{
    const struct verdict *verdict = page->verdict;
    if (verdict->fingerprint.hex.len == 0 || !sentence_asks_people(page->view))
        return;
    buf_puts(page->out, "\n#### To approve\n\n```\n");
    buf_add(page->out, view_approve_command(page->arena, verdict));
    buf_puts(page->out, "\n```\n\nAn approval covers change ");
    code(page, str_sub(verdict->fingerprint.hex, 0, 12));
    buf_printf(page->out, "%s\n", sentence_approval);
}

static void add_rebuild(struct comment *page)
{
    struct rebuild rebuild;
    rebuild_of(&rebuild, page->arena, page->view);
    if (rebuild.built == 0 && rebuild.in_place.count == 0)
        return;
    struct rebuild_text text = rebuild_sentences(page->arena, &rebuild);
    buf_printf(page->out, "\n%.*s", STR_ARG(text.before));
    add_names(page, rebuild.in_place.items, rebuild.in_place.count);
    buf_printf(page->out, "%.*s\n", STR_ARG(text.after));
}

static void add_waived(struct comment *page)
{
    const struct rule_output *rules = &page->verdict->rules;
    for (size_t i = 0; i < rules->waived.count && i < ROWS_MAX; i++) {
        const struct waived *waived = &rules->waived.items[i];
        const struct fact *fact = &page->view->changes->facts.items[waived->fact];
        buf_printf(page->out, "%s- %s ", i ? "" : "\nWaived:\n\n", fact_row(fact->code)->code);
        code(page, fact->subject);
        buf_puts(page->out, ": ");
        md_code(page->out, page->arena, waived->waiver->reason, TEXT_BYTES);
        buf_puts(page->out, "\n");
    }
    add_more(page, rules->waived.count, ROWS_MAX, "waived findings");
}

static void add_footer(struct comment *page, const struct report_options *options)
{
    const struct verdict *verdict = page->verdict;
    buf_printf(page->out, "\n<sub>stoplog %.*s", STR_ARG(options->version));
    if (verdict->policy_label.len > 0) {
        buf_puts(page->out, ", policy ");
        code(page, verdict->policy_label);
    }
    buf_printf(page->out, ", %.*s..%.*s</sub>\n", STR_ARG(oid_short(page->arena, &verdict->base)),
               STR_ARG(oid_short(page->arena, &verdict->tip)));
}

/* A part that does not fit is left out whole: half a table says that it ends there. */
static void add_part(struct comment *page, void (*write)(struct comment *page))
{
    struct buf own;
    struct comment part = *page;
    buf_init(&own, page->arena, COMMENT_BYTES);
    part.out = &own;
    write(&part);
    if (buf_overflowed(&own) || page->out->len + own.len > COMMENT_BYTES - ROOM_FOR_END)
        buf_puts(page->out, "\nA part that has no room here is in the JSON report.\n");
    else
        buf_add(page->out, buf_str(&own));
}

static void add_one(struct buf *out, struct arena *arena, const struct verdict *verdict,
                    const struct report_options *options)
{
    static void (*const parts[])(struct comment *) = { add_needs,   add_next,   add_rejected,
                                                       add_reached, add_spared, add_meanings };
    struct view view;
    view_of_verdict(&view, arena, verdict);
    struct comment page = { out, arena, &view, verdict };
    add_verdict(&page);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        add_part(&page, parts[i]);
    add_groups(&page);
    add_part(&page, add_chart);
    add_approval(&page);
    add_part(&page, add_rebuild);
    add_part(&page, add_waived);
    add_footer(&page, options);
}

void report_markdown(struct buf *out, struct arena *arena, const struct run *run,
                     const struct report_options *options)
{
    buf_puts(out, MARKER);
    for (size_t i = 0; i < run->count; i++)
        add_one(out, arena, &run->verdicts[i], options);
    if (run->count == 0)
        buf_printf(out, "stoplog: %zu ref%s not governed.\n", run->ungoverned,
                   run->ungoverned == 1 ? " is" : "s are");
}
