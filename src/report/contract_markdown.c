/* contract_markdown: what changed in a contract, for a merge request or a CHANGELOG file. All text
 * of the repository stands in code spans. */
#include "codec/date.h"
#include "report/contract_parts.h"
#include "report/markdown.h"

enum { NAME_BYTES = 200, TEXT_BYTES = 160 };

/* "- `orders.amount`: null loosened (`required`): `true` -> `false`" */
static void add_change(struct buf *out, struct arena *arena, const struct promise_change *change)
{
    struct str texts = change_sides(arena, change, TEXT_BYTES);
    buf_puts(out, "- ");
    md_code(out, arena, promise_about(arena, change), NAME_BYTES);
    buf_puts(out, ": ");
    md_code(out, arena, promise_title(arena, change), 0);
    if (texts.len > 0) {
        buf_puts(out, ": ");
        md_code(out, arena, texts, 0);
    }
    buf_printf(out, " (%s)", fact_row(change->code)->code);
    if (change->note.len > 0) {
        buf_puts(out, ": ");
        md_html(out, change->note);
    }
    buf_byte(out, '\n');
}

/* One heading per effect, the worst first. */
static void add_changes(struct buf *out, struct arena *arena, const struct contract_step *step)
{
    struct step_changes changes;
    enum promise_effect last = EFFECT_NONE;
    step_sorted(&changes, arena, step);
    for (size_t i = 0; i < changes.count; i++) {
        enum promise_effect effect = contract_step_effect(step, changes.items[i]);
        if (i == 0 || effect != last)
            buf_printf(out, "\n### %s\n\n", effect_heading(effect));
        last = effect;
        add_change(out, arena, changes.items[i]);
    }
}

static void add_paragraph(struct buf *out, struct arena *arena, struct str text)
{
    if (text.len == 0)
        return;
    buf_byte(out, '\n');
    md_code(out, arena, text, 0);
    buf_byte(out, '\n');
}

void contract_diff_markdown(struct buf *out, struct arena *arena,
                            const struct contract_diff_report *diff,
                            const struct report_options *options)
{
    (void)options;
    const struct contract_step *step = &diff->step;
    buf_puts(out, "## ");
    md_code(out, arena, diff->before, NAME_BYTES);
    buf_puts(out, " to ");
    md_code(out, arena, diff->after, NAME_BYTES);
    buf_printf(out, "\n\nCompatibility %s.", compatibility_name(step->terms.compatibility));
    if (!step->before)
        buf_puts(out, " A new contract.");
    else if (!step->after)
        buf_printf(out, " The contract is gone: %s.", promise_effect_name(step->worst));
    else if (step->changes.count == 0)
        buf_puts(out, " Nothing is promised differently.");
    buf_byte(out, '\n');
    add_changes(out, arena, step);
    add_paragraph(out, arena, step_version_text(arena, step));
}

static void add_entry(struct buf *out, struct arena *arena, const struct changelog_entry *entry)
{
    buf_puts(out, "\n## ");
    md_code(out, arena, version_text(arena, entry->version), NAME_BYTES);
    if (entry->commit.len > 0)
        buf_printf(out, " - %.*s\n", STR_ARG(date_format(arena, entry->day)));
    else
        buf_puts(out, " - not committed\n");
    if (!entry->step.after)
        buf_puts(out, "\nThe contract was taken away.\n");
    else if (!entry->step.before)
        buf_puts(out, "\nThe first version.\n");
    else if (entry->step.changes.count == 0)
        buf_puts(out, "\nNothing is promised differently.\n");
    add_changes(out, arena, &entry->step);
    if (entry->step.fault != VERSION_FINE)
        add_paragraph(out, arena, step_version_text(arena, &entry->step));
}

void contract_changelog_markdown(struct buf *out, struct arena *arena,
                                 const struct contract_changelog *log,
                                 const struct report_options *options)
{
    (void)options;
    buf_puts(out, "# Changelog of ");
    md_code(out, arena,
            log->name.len > 0 ? log->name
            : log->id.len > 0 ? log->id
                              : log->path,
            NAME_BYTES);
    buf_byte(out, '\n');
    vec_for (const struct changelog_entry, it, &log->entries)
        add_entry(out, arena, it);
    if (log->since.len > 0) {
        buf_puts(out, "\nSince ");
        md_code(out, arena, log->since, NAME_BYTES);
        buf_puts(out, ".\n");
    }
    if (log->unread > 0)
        buf_printf(out, "\nStates of the file that could not be read and are left out: %zu.\n",
                   log->unread);
    if (log->cut.len > 0)
        buf_printf(out, "\nNot all of it: %.*s.\n", STR_ARG(log->cut));
}
