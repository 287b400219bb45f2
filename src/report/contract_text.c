/* contract_text: what was found about contracts, for people. */
#include "codec/date.h"
#include "report/contract_parts.h"
#include "report/phrase.h"
#include "report/text_parts.h"

enum { TEXT_BYTES = 120 };

static const enum style styles[] = { [EFFECT_NONE] = STYLE_PLAIN,
                                     [EFFECT_DESCRIBED] = STYLE_DIM,
                                     [EFFECT_EXTENDED] = STYLE_PLAIN,
                                     [EFFECT_AT_RISK] = STYLE_WARN,
                                     [EFFECT_BROKEN] = STYLE_BAD };

/* "broken     CN202 orders.amount: null loosened (required): true -> false" */
static void add_change(struct page *page, const struct contract_step *step,
                       const struct promise_change *change)
{
    struct arena *arena = page->arena;
    enum promise_effect effect = contract_step_effect(step, change);
    struct str texts = change_sides(arena, change, TEXT_BYTES);
    page_add(page, 2, styles[effect],
             str_fmt(arena, "%-9s  %s %.*s: %.*s%s%.*s", promise_effect_name(effect),
                     fact_row(change->code)->code,
                     STR_ARG(phrase_clean(arena, promise_about(arena, change))),
                     STR_ARG(promise_title(arena, change)), texts.len > 0 ? ": " : "",
                     STR_ARG(texts)));
    if (change->note.len > 0)
        page_addf(page, 13, "%.*s", STR_ARG(phrase_clean(arena, change->note)));
}

static void add_changes(struct page *page, const struct contract_step *step)
{
    struct step_changes changes;
    step_sorted(&changes, page->arena, step);
    vec_for (const struct promise_change *, it, &changes)
        add_change(page, step, *it);
}

static void add_end(struct page *page, const struct contract_step *step)
{
    struct arena *arena = page->arena;
    struct str version = step_version_text(arena, step);
    if (!step->before)
        page_addf(page, 0, "a new contract: nothing to compare it with");
    else if (!step->after)
        page_add(page, 0, styles[step->worst],
                 str_fmt(arena, "the contract is gone: %s", promise_effect_name(step->worst)));
    else if (step->changes.count == 0)
        page_addf(page, 0, "nothing is promised differently");
    if (version.len > 0)
        page_add(page, 0, step->fault == VERSION_FINE ? STYLE_GOOD : STYLE_BAD, version);
}

void contract_diff_text(struct buf *out, struct arena *arena,
                        const struct contract_diff_report *diff,
                        const struct report_options *options)
{
    struct page page;
    const struct contract_step *step = &diff->step;
    page_init(&page, arena, options->columns);
    page_addf(&page, 0, "%.*s -> %.*s, compatibility %s",
              STR_ARG(phrase_clean(arena, diff->before)), STR_ARG(phrase_clean(arena, diff->after)),
              compatibility_name(step->terms.compatibility));
    if (step->before && !contract_binds(step->before))
        page_addf(&page, 0, "the contract is %s and binds nobody",
                  contract_status_name(step->before->status));
    add_changes(&page, step);
    add_end(&page, step);
    page_write(&page, out, STR_EMPTY, options->color);
}

/* ---- changelog ------------------------------------------------------------------------------- */

static void add_entry(struct page *page, const struct changelog_entry *entry)
{
    struct arena *arena = page->arena;
    struct str when = entry->commit.len == 0
                          ? STR("not committed")
                          : str_fmt(arena, "%.*s, %.*s", STR_ARG(date_format(arena, entry->day)),
                                    STR_ARG(entry->commit));
    page_gap(page);
    page_add(
        page, 0, STYLE_STRONG,
        str_fmt(arena, "%.*s (%.*s)", STR_ARG(version_text(arena, entry->version)), STR_ARG(when)));
    if (!entry->step.after)
        page_addf(page, 2, "the contract was taken away");
    else if (!entry->step.before)
        page_addf(page, 2, "the first version");
    else if (entry->step.changes.count == 0)
        page_addf(page, 2, "nothing is promised differently");
    add_changes(page, &entry->step);
    if (entry->step.fault != VERSION_FINE)
        page_add(page, 2, STYLE_BAD, step_version_text(arena, &entry->step));
}

void contract_changelog_text(struct buf *out, struct arena *arena,
                             const struct contract_changelog *log,
                             const struct report_options *options)
{
    struct page page;
    page_init(&page, arena, options->columns);
    page_addf(&page, 0, "what changed for the readers of %.*s (%.*s)",
              STR_ARG(phrase_clean(arena, log->name.len > 0 ? log->name : log->id)),
              STR_ARG(phrase_clean(arena, log->path)));
    vec_for (const struct changelog_entry, it, &log->entries)
        add_entry(&page, it);
    page_gap(&page);
    if (log->since.len > 0)
        page_addf(&page, 0, "since %.*s", STR_ARG(phrase_clean(arena, log->since)));
    if (log->unread > 0)
        page_addf(
            &page, 0, "%.*s could not be read and left out",
            STR_ARG(phrase_count(arena, log->unread, "state of the file", "states of the file")));
    if (log->cut.len > 0)
        page_addf(&page, 0, "%.*s", STR_ARG(phrase_clean(arena, log->cut)));
    page_write(&page, out, STR_EMPTY, options->color);
}
