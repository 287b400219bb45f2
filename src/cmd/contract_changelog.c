/* contract_changelog: what changed for the readers of a contract, version by version.
 *
 * Walks the commits of HEAD along first parents, as the branch itself moved, and keeps each content
 * of the file with the commit that brought it in. Where the file came from another path, told by
 * the id of the contract, the walk goes on there. */
#include "base/limits.h"
#include "cmd/contract_parts.h"
#include "cmd/output.h"
#include "report/contract.h"

#define SECONDS_PER_DAY 86400

struct past {
    struct contract_state state;
    const struct contract *contract; /* NULL: not there, or could not be read */
    struct oid commit;               /* none = the work tree */
    int64_t time;
};
struct history {
    struct contract_view *view;
    struct str path; /* where the file is looked for from here on */
    struct contract_changelog log;
    const struct sql_dialect *dialect; /* of the newest contract's models */
    struct {
        VEC_OF(struct past);
    } pasts; /* newest first; neighbours differ */
};

/* ---- walking --------------------------------------------------------------------------------- */

static bool same_state(const struct contract_state *a, const struct contract_state *b)
{
    return a->exists == b->exists && str_eq(a->bytes, b->bytes);
}

static const struct contract *read_past(struct history *history, const struct contract_state *state)
{
    struct diags unheard;
    diags_init(&unheard, history->view->cmd->arena);
    return contract_of_state(history->view->cmd, state, &unheard);
}

static struct past *newest_but(struct history *history)
{
    return history->pasts.count > 0 ? &history->pasts.items[history->pasts.count - 1] : NULL;
}

static void add_past(struct history *history, const struct contract_state *state,
                     const struct oid *commit, int64_t time)
{
    struct past *last = newest_but(history);
    if (last && same_state(&last->state, state)) {
        last->commit = *commit;
        last->time = time;
        return;
    }
    if (history->pasts.count == LIMIT_contract_states) {
        if (state->exists)
            history->log.cut = STR("older versions are left out (limit contract_states)");
        return;
    }
    struct past past = { *state, read_past(history, state), *commit, time };
    history->log.unread += state->exists && !past.contract;
    vec_push(history->view->cmd->arena, &history->pasts, past);
}

static bool is_yaml(struct str path)
{
    return str_ends(path, STR(".yaml")) || str_ends(path, STR(".yml"));
}

/* The file that the newer commit took away and that is the same contract. */
static enum status find_old_path(struct history *history, const struct oid *older,
                                 const struct oid *newer, struct str id,
                                 struct contract_state *state, struct err *err)
{
    struct contract_view *view = history->view;
    struct changed_paths changed;
    TRY(repo_changed_paths(view->session->repo, older, newer, &changed, err));
    vec_for (const struct changed_path, it, &changed) {
        struct contract_state old;
        if (!oid_is_none(&it->new_id) || !is_yaml(it->path))
            continue;
        enum status status = contract_state_at(&old, view, older, it->path, it->path, err);
        if (status == E_INPUT || status == E_LIMIT)
            continue;
        TRY(status);
        const struct contract *contract = read_past(history, &old);
        if (!contract || !str_eq(contract->id, id))
            continue;
        *state = old;
        history->path = it->path;
        return OK;
    }
    return OK;
}

/* One commit. newer: the one that was looked at before, or NULL. */
static enum status look_at(struct history *history, const struct commit *commit,
                           const struct oid *newer, struct err *err)
{
    struct contract_state state;
    const struct past *last = newest_but(history);
    enum status status =
        contract_state_at(&state, history->view, &commit->id, history->path, history->path, err);
    if (status == E_INPUT || status == E_LIMIT)
        state = (struct contract_state){ .path = history->path, .exists = true };
    else
        TRY(status);
    if (!state.exists && newer && last && last->contract && last->contract->id.len > 0)
        TRY(find_old_path(history, &commit->id, newer, last->contract->id, &state, err));
    add_past(history, &state, &commit->id, commit->committer.time);
    return OK;
}

static enum status walk(struct history *history, struct err *err)
{
    struct contract_view *view = history->view;
    struct oid next = view->tip, newer = { .len = 0 };
    for (size_t i = 0; !oid_is_none(&next) && history->log.cut.len == 0; i++) {
        struct commit commit;
        if (i == LIMIT_range_commits) {
            history->log.cut = STR("older commits are left out (limit range_commits)");
            return OK;
        }
        enum status status = repo_commit(view->session->repo, &next, &commit, err);
        if (status == E_NOTFOUND && repo_is_shallow(view->session->repo)) {
            history->log.cut = STR("the clone is shallow: older commits are not here");
            return OK;
        }
        TRY(status);
        TRY(look_at(history, &commit, oid_is_none(&newer) ? NULL : &newer, err));
        newer = next;
        next = commit.parent_count > 0 ? commit.parents[0] : (struct oid){ .len = 0 };
    }
    return OK;
}

/* The work tree comes first where it is what is looked at. */
static enum status add_worktree(struct history *history, struct str typed, struct err *err)
{
    struct contract_state state;
    if (!history->view->worktree)
        return OK;
    enum status status = contract_state_of(&state, history->view, typed, err);
    if (status == E_INPUT)
        return OK; /* it is not there any more; commits may have it */
    TRY(status);
    add_past(history, &state, &(struct oid){ .len = 0 }, 0);
    return OK;
}

/* ---- versions -------------------------------------------------------------------------------- */

/* Index of the state that held at --since; count where all of them are newer. */
static enum status find_since(struct history *history, size_t *out, struct err *err)
{
    struct cmd *cmd = history->view->cmd;
    const struct str *since = cmd_option(cmd, "since");
    struct oid commit;
    *out = history->pasts.count;
    if (!since)
        return OK;
    history->log.since = *since;
    TRY(repo_revision(history->view->session->repo, *since, &commit, err));
    for (size_t i = 0; i < history->pasts.count; i++) {
        const struct oid *at = &history->pasts.items[i].commit;
        bool older = false;
        if (!oid_is_none(at))
            TRY(repo_is_ancestor(history->view->session->repo, at, &commit, &older, err));
        if (!older)
            continue;
        *out = i;
        return OK;
    }
    return OK;
}

struct version {
    const struct past *first;        /* the state that brought it in */
    const struct contract *contract; /* its last state; NULL = taken away */
};

static void add_entry(struct history *history, const struct version *before,
                      const struct version *version, enum compatibility compatibility)
{
    struct arena *arena = history->view->cmd->arena;
    struct changelog_entry entry = { .version = STR_EMPTY, .commit = STR_EMPTY };
    const struct contract *old = before->first ? before->contract : NULL;
    const struct contract *named = version->contract ? version->contract : old;
    if (!old && !version->contract)
        return;
    entry.version = named->version;
    if (!oid_is_none(&version->first->commit))
        entry.commit = oid_short(arena, &version->first->commit);
    entry.day = version->first->time / SECONDS_PER_DAY;
    contract_compare(&entry.step, arena, old, version->contract, compatibility, history->dialect);
    vec_push(arena, &history->log.entries, entry);
}

static bool same_version(const struct version *version, const struct past *past)
{
    const struct contract *a = version->contract, *b = past->contract;
    return a && b ? str_eq(a->version, b->version) : a == b;
}

/* From the state that held at --since, or from nothing, to the newest; the entries are turned round
 * at the end. */
static void collect(struct history *history, size_t since, enum compatibility compatibility)
{
    struct version before = { 0 }, version = { 0 };
    if (since < history->pasts.count)
        before =
            (struct version){ &history->pasts.items[since], history->pasts.items[since].contract };
    for (size_t i = since; i > 0; i--) {
        const struct past *past = &history->pasts.items[i - 1];
        if (past->state.exists && !past->contract)
            continue;
        if (version.first && same_version(&version, past)) {
            version.contract = past->contract;
            continue;
        }
        if (version.first) {
            add_entry(history, &before, &version, compatibility);
            before = version;
        }
        version = (struct version){ past, past->contract };
    }
    if (version.first)
        add_entry(history, &before, &version, compatibility);
    for (size_t i = 0, j = history->log.entries.count; i + 1 < j; i++) {
        struct changelog_entry swap = history->log.entries.items[i];
        history->log.entries.items[i] = history->log.entries.items[--j];
        history->log.entries.items[j] = swap;
    }
}

static void name_it(struct history *history)
{
    history->log.id = history->log.name = STR_EMPTY;
    vec_for (const struct past, it, &history->pasts) {
        if (!it->contract)
            continue;
        history->log.id = it->contract->id;
        history->log.name = it->contract->name;
        history->dialect = contract_dialect(history->view, it->contract);
        return;
    }
}

static enum status read_history(struct history *history, struct err *err)
{
    struct cmd *cmd = history->view->cmd;
    struct contract_path path;
    struct str typed = cmd->args[1];
    if (repo_work_dir(history->view->session->repo).len > 0) {
        TRY(contract_path_of(&path, cmd, history->view->session, typed, err));
        history->path = path.repo;
    } else {
        history->path = typed;
    }
    if (history->path.len == 0)
        return err_set(err, E_INPUT, "%.*s does not lie in this repository", STR_ARG(typed));
    history->log.path = history->path;
    TRY(add_worktree(history, typed, err));
    return walk(history, err);
}

static void write_log(void *ctx, struct buf *out, size_t format,
                      const struct report_options *options)
{
    report_contract_changelog(out, out->arena, (enum contract_report_format)format, ctx, options);
}

int contract_changelog(struct cmd *cmd, struct session *session)
{
    struct contract_view view;
    struct history history = { .view = &view, .log = { .since = STR_EMPTY, .cut = STR_EMPTY } };
    struct outputs outputs;
    struct err err;
    enum compatibility compatibility = COMPATIBILITY_FORWARD;
    size_t since = 0;
    int code = outputs_parse(cmd, contract_report_word, &outputs);
    if (code < 0)
        code = contract_view_open(&view, cmd, session);
    if (code >= 0)
        return code;
    if (read_history(&history, &err) != OK || find_since(&history, &since, &err) != OK)
        return cmd_fail(cmd, &err);
    code = contract_compatibility(&view, history.log.path, &compatibility);
    if (code >= 0)
        return code;
    name_it(&history);
    collect(&history, since, compatibility);
    if (history.log.id.len == 0 && history.log.name.len == 0 && history.log.entries.count == 0)
        return cmd_usage_error(cmd, "%.*s: no contract of this name in the history of %s",
                               STR_ARG(cmd->args[1]), cmd_option(cmd, "at") ? "--at" : "HEAD");
    code = outputs_write(cmd, &outputs, write_log, &history.log);
    return code >= 0 ? code : EXIT_PASS;
}
