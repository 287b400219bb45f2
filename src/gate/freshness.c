/* freshness: was an approval given for this change or for another one?
 *
 * The approval's own words come first: an Approved-change line that names another fingerprint is
 * stale even when the tree fits, because a squash carries old lines onto a new tree. Without such a
 * line the tree of the carrying commit decides: the same tree, or a tree whose change from base has
 * the same fingerprint. What cannot be compared is unchecked, and unchecked does not count. */
#include "gate/gate_private.h"

#include "base/limits.h"

/* The tree of the tip; NULL when the range does not hold the tip. */
static const struct oid *tip_tree(const struct gate_input *input)
{
    for (size_t i = 0; i < input->commit_count; i++)
        if (oid_eq(&input->commits[i].id, &input->tip))
            return &input->commits[i].tree;
    return NULL;
}

static void read_earlier(struct judge *judge, const struct commit_info *commit,
                         struct earlier_tree *tree)
{
    const struct gate_input *input = judge->input;
    struct snapshot there = { 0 };
    struct err err = { 0 };
    if (!input->earlier.snapshot || !input->before) {
        tree->why = STR("its tree was not read");
        return;
    }
    if (input->earlier.snapshot(input->earlier.ctx, commit, &there, &err) != OK) {
        tree->why = str_fmt(judge->arena, "its tree could not be read: %s", err.text);
        return;
    }
    struct change_set content;
    facts_of_content(&content, judge->arena, input, &there);
    facts_fingerprint(&tree->fingerprint, &content, judge->asked_codes);
    tree->is_known = true;
}

static const struct earlier_tree *earlier_of(struct judge *judge, const struct commit_info *commit)
{
    for (size_t i = 0; i < judge->trees.count; i++)
        if (oid_eq(&judge->trees.items[i].tree, &commit->tree))
            return &judge->trees.items[i];
    bool full = judge->trees.count >= LIMIT_approval_trees;
    struct earlier_tree *tree = vec_add(judge->arena, &judge->trees);
    *tree = (struct earlier_tree){ .tree = commit->tree, .why = STR_EMPTY };
    if (full)
        tree->why = str_fmt(judge->arena, "more than %zu earlier trees carry approvals",
                            LIMIT_approval_trees);
    else
        read_earlier(judge, commit, tree);
    return tree;
}

static struct str summary_of(const struct fingerprint *fingerprint, struct str subject)
{
    for (size_t i = 0; i < fingerprint->parts.count; i++)
        if (str_eq(fingerprint->parts.items[i].subject, subject))
            return fingerprint->parts.items[i].summary;
    return STR_EMPTY;
}

/* "finance.orders changed since (SQ101 WHERE)"; "" when the two do not differ. */
static struct str what_changed(struct judge *judge, const struct fingerprint *then)
{
    const struct fingerprint *now = &judge->out->fingerprint;
    struct arena *arena = judge->arena;
    struct str *subjects = NULL;
    size_t count = 0;
    fingerprint_differences(arena, then, now, &subjects, &count);
    if (count == 0)
        return STR_EMPTY;
    struct str summary = summary_of(now, subjects[0]);
    struct str why = str_fmt(arena, "%.*s changed since", STR_ARG(subjects[0]));
    if (summary.len > 0)
        why = str_fmt(arena, "%.*s (%.*s)", STR_ARG(why), STR_ARG(summary));
    else
        why = str_fmt(arena, "%.*s (its change was taken back)", STR_ARG(why));
    if (count > 1)
        why = str_fmt(arena, "%.*s and %zu more", STR_ARG(why), count - 1);
    return why;
}

static void set(struct approval *approval, enum candidate_state state, struct str why)
{
    approval->fresh = state;
    approval->fresh_why = why;
}

static void weigh_tree(struct judge *judge, struct approval *approval)
{
    const struct oid *tip = tip_tree(judge->input);
    if (tip && oid_eq(tip, &approval->commit->tree)) {
        set(approval, CANDIDATE_COUNTS, STR_EMPTY);
        return;
    }
    const struct earlier_tree *tree = earlier_of(judge, approval->commit);
    struct str now = judge->out->fingerprint.hex;
    if (!tree->is_known)
        set(approval, CANDIDATE_UNCHECKED, tree->why);
    else if (now.len == 0 && tree->fingerprint.hex.len == 0) /* nothing that two could share */
        set(approval, CANDIDATE_STALE,
            STR("the files changed since, and nothing in them has a fingerprint to compare"));
    else if (str_eq(tree->fingerprint.hex, now))
        set(approval, CANDIDATE_COUNTS, STR_EMPTY);
    else
        set(approval, CANDIDATE_STALE, what_changed(judge, &tree->fingerprint));
}

/* The line names another change; the tree it stands on, when that differs too, tells what changed.
 */
static void weigh_other(struct judge *judge, struct approval *approval)
{
    weigh_tree(judge, approval);
    if (approval->fresh == CANDIDATE_STALE && approval->fresh_why.len > 0)
        return;
    struct str named = str_sub(approval->names, 0, 12), now = judge->out->fingerprint.hex;
    set(approval, CANDIDATE_STALE,
        str_fmt(judge->arena, "it was given for change %.*s, this is %.*s", STR_ARG(named),
                STR_ARG(now.len > 0 ? str_sub(now, 0, 12) : STR("another"))));
}

void approval_weigh(struct judge *judge, struct approval *approval)
{
    if (approval->is_weighed)
        return;
    approval->is_weighed = true;
    struct str now = judge->out->fingerprint.hex;
    if (approval->names.len == 0)
        weigh_tree(judge, approval);
    else if (now.len > 0 && str_eq_fold(approval->names, now))
        set(approval, CANDIDATE_COUNTS, STR_EMPTY);
    else
        weigh_other(judge, approval);
}
