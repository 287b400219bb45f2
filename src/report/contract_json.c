/* contract_json: what was found about contracts, for machines. Schema: docs/report.schema.json. */
#include "codec/date.h"
#include "report/contract_parts.h"
#include "report/json_parts.h"

struct jvalue *json_contract(const struct contract *contract)
{
    if (!contract)
        return jnull();
    struct jvalue *object = jobject();
    json_set_text(object, "id", contract->id);
    json_set_text(object, "name", contract->name);
    json_set_text(object, "contract_version", contract->version);
    json_set_text(object, "status", contract->status_text);
    jset_bool(object, "binds", contract_binds(contract));
    return object;
}

static struct jvalue *change_value(const struct contract_step *step,
                                   const struct promise_change *change)
{
    struct jvalue *object = jobject();
    const struct fact_row *row = fact_row(change->code);
    jset_str(object, "code", str_of(row->code));
    jset_str(object, "slug", str_of(row->slug));
    jset_str(object, "view", str_of(promise_view_name(change->view)));
    jset_str(object, "effect", str_of(promise_effect_name(contract_step_effect(step, change))));
    json_set_text(object, "object", change->object);
    json_set_text(object, "column", change->column);
    json_set_text(object, "aspect", change->aspect);
    json_set_text(object, "before", change->old_text);
    json_set_text(object, "after", change->new_text);
    json_set_text(object, "note", change->note);
    jset(object, "place", json_place(change->place));
    return object;
}

/* The members that a diff and an entry of a changelog share. */
static void set_step(struct jvalue *object, struct arena *arena, const struct contract_step *step)
{
    struct jvalue *changes = jarray();
    struct step_changes sorted;
    step_sorted(&sorted, arena, step);
    vec_for (const struct promise_change *, it, &sorted)
        jpush(changes, change_value(step, *it));
    jset_str(object, "compatibility", str_of(compatibility_name(step->terms.compatibility)));
    jset_str(object, "effect", str_of(promise_effect_name(step->worst)));
    jset_str(object, "needed", str_of(bump_name(step->needed)));
    jset_str(object, "version_step", str_of(version_fault_name(step->fault)));
    json_set_text(object, "least_version", step_least_version(arena, step));
    jset(object, "changes", changes);
}

void contract_diff_json(struct buf *out, struct arena *arena,
                        const struct contract_diff_report *diff,
                        const struct report_options *options)
{
    struct jvalue *root = json_start("contract_diff", options);
    jset_str(root, "before_name", diff->before);
    jset_str(root, "after_name", diff->after);
    jset(root, "before", json_contract(diff->step.before));
    jset(root, "after", json_contract(diff->step.after));
    set_step(root, arena, &diff->step);
    json_write(out, root);
}

void contract_changelog_json(struct buf *out, struct arena *arena,
                             const struct contract_changelog *log,
                             const struct report_options *options)
{
    struct jvalue *root = json_start("contract_changelog", options), *versions = jarray();
    jset_str(root, "path", log->path);
    json_set_text(root, "id", log->id);
    json_set_text(root, "name", log->name);
    json_set_text(root, "since", log->since);
    jset_int(root, "unread", (int64_t)log->unread);
    json_set_text(root, "cut", log->cut);
    vec_for (const struct changelog_entry, it, &log->entries) {
        struct jvalue *entry = jobject();
        json_set_text(entry, "contract_version", it->version);
        json_set_text(entry, "commit", it->commit);
        json_set_text(entry, "day", it->commit.len > 0 ? date_format(arena, it->day) : STR_EMPTY);
        jset_bool(entry, "first", it->step.before == NULL);
        jset_bool(entry, "gone", it->step.after == NULL);
        set_step(entry, arena, &it->step);
        jpush(versions, entry);
    }
    jset(root, "versions", versions);
    json_write(out, root);
}
