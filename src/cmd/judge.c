#include "cmd/judge.h"

#include "base/limits.h"
#include "cmd/evidence.h"
#include "cmd/paths.h"
#include "cmd/signing.h"

#define SECONDS_PER_DAY 86400

static enum status read_server_file(struct session *session, struct str path, bool *found,
                                    struct err *err)
{
    struct str bytes;
    enum status status = file_read(session->arena, path, LIMIT_yaml_bytes, &bytes, err);
    *found = status == OK;
    if (status == E_NOTFOUND)
        return OK;
    TRY(status);
    struct diags diags;
    diags_init(&diags, session->arena);
    server_parse(&session->server, session->arena, path, bytes, session->patterns, &diags);
    for (size_t i = 0; i < diags.count; i++) {
        const struct diag *diag = &diags.items[i];
        if (diag->level == DIAG_ERROR)
            return err_set(err, E_INPUT, "%.*s:%u:%u: %.*s%s%.*s", STR_ARG(diag->place.path),
                           diag->place.line, diag->place.column, STR_ARG(diag->text),
                           diag->hint.len ? "; " : "", STR_ARG(diag->hint));
    }
    return OK;
}

/* The repository's own file goes before the machine's. */
static enum status read_server(struct session *session, struct err *err)
{
    struct str own = path_join(session->arena, repo_git_dir(session->repo), STR("stoplog.yml"));
    const struct str paths[] = { own, STR("/etc/stoplog/stoplog.yml") };
    bool found = false;
    for (size_t i = 0; i < sizeof paths / sizeof *paths && !found; i++)
        TRY(read_server_file(session, paths[i], &found, err));
    return OK;
}

static enum status read_default_branch(struct session *session, struct err *err)
{
    TRY(repo_head_ref(session->repo, &session->default_ref, err));
    if (session->default_ref.len == 0)
        return OK;
    struct oid value;
    enum status status = repo_ref_value(session->repo, session->default_ref, &value, err);
    if (status == E_NOTFOUND)
        return OK;
    TRY(status);
    return repo_peel_commit(session->repo, &value, &session->default_tip, err);
}

enum status session_open(struct session *out, struct arena *arena, const struct env *env,
                         enum repo_mode mode, struct str path, struct err *err)
{
    *out = (struct session){ .arena = arena, .env = env, .default_ref = STR_EMPTY };
    out->patterns = pattern_set_new();
    out->cache = parse_cache_new(arena);
    enum status status = repo_open(&out->repo, arena, env, mode, path, err);
    /* A repository that exists and cannot be read is no fault of the command line. */
    if (status == E_INPUT)
        return err_set(err, E_IO, "%s", str_dup(arena, str_of(err->text)).ptr);
    TRY(status);
    TRY(read_server(out, err));
    if (out->server.cpu_seconds)
        cpu_allow(out->server.cpu_seconds);
    return read_default_branch(out, err);
}

void session_close(struct session *session)
{
    if (session->repo)
        repo_close(session->repo);
    if (session->patterns)
        pattern_set_release(session->patterns);
    session->repo = NULL;
    session->patterns = NULL;
}

/* --- policy ---------------------------------------------------------------------------------- */

static struct str label_of(struct session *session, const struct oid *id)
{
    if (oid_is_none(id))
        return STR("nothing");
    return oid_short(session->arena, id);
}

static void policy_open(struct session *session, struct loaded_policy *out)
{
    out->policy = arena_new(session->arena, struct policy);
    out->diags = arena_new(session->arena, struct diags);
    diags_init(out->diags, session->arena);
}

static enum status policy_of_source(struct session *session, const struct source *source,
                                    struct loaded_policy *out, struct err *err)
{
    policy_open(session, out);
    return policy_load_without_pack(out->policy, session->arena, source, NULL, session->patterns,
                                    out->diags, err);
}

/* A commit of which only what is asked for is listed. */
struct commit_tree {
    struct session *session;
    const struct oid *commit;
};

static enum status files_of_commit(void *ctx, struct str folder, bool below, struct source *out,
                                   struct err *err)
{
    struct commit_tree *tree = ctx;
    struct repo *repo = tree->session->repo;
    if (!below)
        return repo_direct_files(repo, tree->commit, folder, out, err);
    return repo_folder_source(repo, tree->commit, folder, label_of(tree->session, tree->commit),
                              out, err);
}

static enum status policy_of_commit(struct session *session, const struct oid *commit,
                                    struct str label, struct policy *out, struct diags *diags,
                                    struct err *err)
{
    struct source source;
    struct commit_tree ctx = { session, commit };
    const struct policy_tree tree = { files_of_commit, &ctx };
    TRY(repo_folder_source(session->repo, commit, STR(".stoplog"), label, &source, err));
    return policy_load_without_pack(out, session->arena, &source, &tree, session->patterns, diags,
                                    err);
}

enum status session_policy(struct session *session, const struct oid *commit, struct str label,
                           struct policy *out, struct diags *diags, struct err *err)
{
    TRY(policy_of_commit(session, commit, label, out, diags, err));
    policy_add_pack(out, session->arena, session->patterns, diags);
    return OK;
}

static enum status policy_at(struct session *session, const struct oid *commit,
                             struct loaded_policy *out, struct err *err)
{
    if (session->what_if) {
        *out = *session->what_if;
        return OK;
    }
    if (session->default_policy && oid_eq(commit, &session->default_tip)) {
        *out = (struct loaded_policy){ session->default_policy, session->default_policy_diags };
        return OK;
    }
    policy_open(session, out);
    TRY(policy_of_commit(session, commit, label_of(session, commit), out->policy, out->diags, err));
    if (oid_eq(commit, &session->default_tip)) {
        session->default_policy = out->policy;
        session->default_policy_diags = out->diags;
    }
    return OK;
}

enum status session_policy_place(struct session *session, struct update *update, struct err *err)
{
    struct loaded_policy own;
    if (session->what_if || oid_is_none(&session->default_tip))
        return OK;
    if (update->kind != UPDATE_CREATE && !oid_is_none(&update->base)) {
        TRY(policy_at(session, &update->base, &own, err));
        if (own.policy->exists)
            return OK;
    }
    update->policy_at = session->default_tip;
    return OK;
}

/* The commit whose policy and mailmap judge the update; without a base that of the default branch.
 */
static const struct oid *policy_place(const struct session *session, const struct update *update)
{
    if (!oid_is_none(&update->policy_at))
        return &update->policy_at;
    return oid_is_none(&update->base) ? &session->default_tip : &update->base;
}

enum status session_default_policy(struct session *session, struct policy **out, struct err *err)
{
    struct loaded_policy loaded;
    TRY(policy_at(session, &session->default_tip, &loaded, err));
    *out = loaded.policy;
    return OK;
}

/* A policy that cannot be read governs everything: what it would have said is not known. */
static bool governs(const struct loaded_policy *loaded, struct str ref, struct str default_ref)
{
    return diags_count(loaded->diags, DIAG_ERROR) > 0 ||
           policy_governs(loaded->policy, ref, default_ref);
}

enum status session_governs(struct session *session, struct str ref, const struct oid *base,
                            bool *out, struct err *err)
{
    struct loaded_policy loaded;
    *out = server_governs(&session->server, ref);
    if (*out)
        return OK;
    TRY(policy_at(session, &session->default_tip, &loaded, err));
    *out = governs(&loaded, ref, session->default_ref);
    if (*out || oid_is_none(base))
        return OK;
    TRY(policy_at(session, base, &loaded, err));
    *out = governs(&loaded, ref, session->default_ref);
    return OK;
}

/* --- snapshots ------------------------------------------------------------------------------- */

static enum status tip_source(struct session *session, const struct update *update,
                              struct source *out, struct err *err)
{
    if (update->worktree)
        return repo_worktree_source(session->repo, out, err);
    if (update->would_merge)
        return repo_merge_source(session->repo, &update->base, &update->tip, out, err);
    return repo_source(session->repo, &update->tip, label_of(session, &update->tip), out, err);
}

/* The tip of the update before this one, when this one starts there; else read anew. */
static enum status base_snapshot(struct session *session, const struct update *update,
                                 struct snapshots *out, struct err *err)
{
    if (session->kept && oid_eq(&session->kept_id, &update->base)) {
        out->before_source = session->kept->after_source;
        out->before = session->kept->after;
        return OK;
    }
    progress_phase(session->progress, "reading the base");
    TRY(repo_source(session->repo, &update->base, label_of(session, &update->base),
                    &out->before_source, err));
    progress_watch(session->progress, session->arena, &out->before_source);
    /* Faults that base already has are not this change's news. */
    return projects_load(&out->before, session->arena, &out->before_source, session->cache, NULL,
                         err);
}

enum status session_snapshots(struct session *session, const struct update *update,
                              struct snapshots *out, struct err *err)
{
    diags_init(&out->diags, session->arena);
    TRY(base_snapshot(session, update, out, err));
    progress_phase(session->progress, "reading the change");
    TRY(tip_source(session, update, &out->after_source, err));
    progress_watch(session->progress, session->arena, &out->after_source);
    TRY(projects_load(&out->after, session->arena, &out->after_source, session->cache, &out->diags,
                      err));
    progress_phase(session->progress, "comparing");
    return OK;
}

enum status session_kind(struct session *session, const struct oid *base, const struct oid *tip,
                         enum update_kind *out, struct err *err)
{
    bool contained = true;
    if (oid_is_none(tip))
        *out = UPDATE_DELETE;
    else if (oid_is_none(base))
        *out = UPDATE_CREATE;
    else {
        TRY(repo_is_ancestor(session->repo, base, tip, &contained, err));
        *out = contained ? UPDATE_MOVE : UPDATE_REWIND;
    }
    return OK;
}

/* --- commits --------------------------------------------------------------------------------- */

static struct commit_info commit_info_of(const struct commit *commit, bool is_empty)
{
    return (struct commit_info){
        .id = commit->id,
        .tree = commit->tree,
        .author_name = commit->author.name,
        .author_email = commit->author.email,
        .committer_name = commit->committer.name,
        .committer_email = commit->committer.email,
        .author_time = commit->author.time,
        .commit_time = commit->committer.time,
        .message = commit->message,
        .encoding = commit->encoding,
        .is_signed = commit->is_signed,
        .is_merge = commit->parent_count > 1,
        .is_empty = is_empty,
    };
}

/* Whether the commit has the tree of its only parent. */
static enum status commit_is_empty(struct session *session, const struct commit *commit, bool *out,
                                   struct err *err)
{
    struct commit parent;
    *out = false;
    if (commit->parent_count != 1)
        return OK;
    TRY(repo_commit(session->repo, &commit->parents[0], &parent, err));
    *out = oid_eq(&parent.tree, &commit->tree);
    return OK;
}

static enum status read_commits(struct session *session, const struct update *update,
                                struct gate_input *input, struct err *err)
{
    struct commits commits = { .count = 0 };
    const struct oid *hide = &update->base;
    if (oid_is_none(&update->tip) || update->worktree)
        return OK;
    enum status status =
        repo_range(session->repo, &update->tip, hide, oid_is_none(hide) ? 0 : 1, &commits, err);
    if (status == E_LIMIT)
        input->unseen = str_dup(session->arena, str_of(err->text));
    else
        TRY(status);
    if (repo_is_shallow(session->repo))
        input->unseen = STR("commits are missing in a shallow clone");
    struct commit_info *infos = arena_array(session->arena, commits.count, sizeof *infos);
    for (size_t i = 0; i < commits.count; i++) {
        bool is_empty;
        TRY(commit_is_empty(session, &commits.items[i], &is_empty, err));
        infos[i] = commit_info_of(&commits.items[i], is_empty);
    }
    input->commits = infos;
    input->commit_count = commits.count;
    return OK;
}

/* --- earlier snapshots, for the freshness of approvals --------------------------------------- */

struct earlier {
    struct session *session;
    const struct update *update;
    const struct source *base_source;
};

static enum status earlier_snapshot(void *ctx, const struct commit_info *commit,
                                    struct snapshot *out, struct err *err)
{
    struct earlier *earlier = ctx;
    struct session *session = earlier->session;
    struct update update = *earlier->update;
    struct source *source = arena_new(session->arena, struct source);
    struct projects *loaded = arena_new(session->arena, struct projects);

    update.tip = commit->id;
    progress_phase(session->progress, "looking at earlier commits");
    TRY(tip_source(session, &update, source, err));
    progress_watch(session->progress, session->arena, source);
    TRY(projects_load(loaded, session->arena, source, session->cache, NULL, err));
    out->projects = loaded;
    out->source = source;
    paths_compare(session->arena, earlier->base_source, source, &out->paths, &out->path_count);
    return OK;
}

/* --- the verdict ----------------------------------------------------------------------------- */

static enum status read_mailmap(struct session *session, const struct oid *at, struct str *out,
                                struct err *err)
{
    enum status status = oid_is_none(at)
                             ? E_NOTFOUND
                             : repo_read_path(session->repo, at, STR(".mailmap"), out, NULL, err);
    /* A mailmap only widens the ban on self-approval; one that is a link or too large widens
     * nothing, and a missing object is an error as everywhere. */
    if (status == E_NOTFOUND || status == E_INPUT || status == E_LIMIT) {
        *out = STR_EMPTY;
        return OK;
    }
    return status;
}

static bool policy_changed(const struct gate_input *input)
{
    for (size_t i = 0; i < input->path_count; i++)
        if (policy_is_policy_path(input->paths[i].path) ||
            policy_imports(input->policy, input->paths[i].path))
            return true;
    return false;
}

static enum status fill_policies(struct session *session, const struct update *update,
                                 const struct snapshots *snapshots, struct gate_input *input,
                                 struct err *err)
{
    struct loaded_policy base, tip;
    TRY(policy_at(session, policy_place(session, update), &base, err));
    policy_add_pack(base.policy, session->arena, session->patterns, base.diags);
    input->policy = base.policy;
    input->policy_diags = base.diags;
    if (!policy_changed(input) || update->kind == UPDATE_DELETE || session->what_if)
        return OK;
    TRY(policy_of_source(session, &snapshots->after_source, &tip, err));
    policy_add_pack(tip.policy, session->arena, session->patterns, tip.diags);
    input->tip_policy = tip.policy;
    input->tip_diags = tip.diags;
    return OK;
}

static enum status find_evidence(struct session *session, const struct update *update,
                                 struct gate_input *input, struct err *err)
{
    struct evidence_file *files;
    TRY(evidence_find(session, &update->tip, &files, &input->evidence_count, err));
    input->evidence = files;
    return OK;
}

static enum status judge_loaded(struct session *session, const struct update *update,
                                struct snapshots *snapshots, struct verdict *out, struct err *err)
{
    struct earlier earlier = { session, update, &snapshots->before_source };
    struct signing signing;
    struct gate_input input = {
        .ref = update->ref,
        .kind = update->kind,
        .base = update->base,
        .tip = update->tip,
        .refused = update->refused,
        .before = &snapshots->before,
        .after = update->kind == UPDATE_DELETE ? NULL : &snapshots->after,
        .before_source = &snapshots->before_source,
        .after_source = &snapshots->after_source,
        .file_diags = &snapshots->diags,
        .server = &session->server,
        .pushed = update->pushed,
        .unseen = update->pushed.unnamed,
        .today_days = update->day ? update->day : clock_now() / SECONDS_PER_DAY,
    };
    paths_compare(session->arena, &snapshots->before_source, &snapshots->after_source, &input.paths,
                  &input.path_count);
    TRY(fill_policies(session, update, snapshots, &input, err));
    TRY(read_commits(session, update, &input, err));
    TRY(read_mailmap(session, policy_place(session, update), &input.mailmap, err));
    TRY(find_evidence(session, update, &input, err));
    input.earlier.snapshot = earlier_snapshot;
    input.earlier.ctx = &earlier;
    signing_init(&signing, session, input.policy);
    input.signatures.verify = signing_verify_commit;
    input.signatures.ctx = &signing;
    return gate_judge(out, session->arena, &input, err);
}

/* What could not be read is undecided, never passed. */
static void undecided(struct session *session, const struct update *update, const struct err *err,
                      struct verdict *out)
{
    *out = (struct verdict){ .outcome = OUTCOME_UNDECIDED,
                             .ref = update->ref,
                             .kind = update->kind,
                             .base = update->base,
                             .tip = update->tip,
                             .governed = true,
                             .policy_label = STR_EMPTY,
                             .observe = session->server.mode == SERVER_OBSERVE };
    out->why_undecided = str_dup(session->arena, str_of(err->text));
    out->is_fatal =
        err->status == E_INPUT; /* an object that is malformed, not one that is missing */
    out->bootstrap = STR_EMPTY;
    out->changes.arena = session->arena;
    out->fingerprint.hex = STR_EMPTY;
    out->rules.error = STR_EMPTY;
}

/* A push that touches nothing governed passes without a project being loaded. */
static enum status judge_quietly(struct session *session, const struct update *update,
                                 struct verdict *out, bool *done, struct err *err)
{
    struct loaded_policy base;
    *done = false;
    bool plain = update->kind == UPDATE_MOVE || update->kind == UPDATE_CREATE;
    if (!plain || update->refused.len || update->would_merge || update->worktree ||
        oid_is_none(&update->base))
        return OK;
    TRY(policy_at(session, policy_place(session, update), &base, err));
    if (diags_count(base.diags, DIAG_ERROR) ||
        (!base.policy->exists && session->server.require_policy))
        return OK;
    bool matters = true;
    TRY(paths_matter(session->arena, session->repo, &update->base, &update->tip, base.policy,
                     &matters, err));
    if (matters)
        return OK;
    undecided(session, update, &(struct err){ .status = OK }, out);
    out->outcome = OUTCOME_PASS;
    out->policy_exists = base.policy->exists;
    out->policy_label = base.policy->label;
    *done = true;
    return OK;
}

static enum status judge_fully(struct session *session, const struct update *update,
                               struct verdict *out, struct err *err)
{
    struct snapshots *snapshots = arena_new(session->arena, struct snapshots);
    TRY(session_snapshots(session, update, snapshots, err));
    session->kept = session->keeps_tip ? snapshots : NULL;
    session->kept_id = update->tip;
    return judge_loaded(session, update, snapshots, out, err);
}

enum status session_judge(struct session *session, const struct update *update, struct verdict *out,
                          struct err *err)
{
    bool done = false;
    enum status status = judge_quietly(session, update, out, &done, err);
    if (status == OK && !done)
        status = judge_fully(session, update, out, err);
    if (status == OK || status == E_BUG)
        return status;
    undecided(session, update, err, out);
    struct override override;
    struct override_question question = { .pushed = &update->pushed,
                                          .server = &session->server,
                                          .tip = update->tip,
                                          .today_days = clock_now() / SECONDS_PER_DAY };
    override_find(&override, session->arena, &question);
    override_apply(out, &override);
    return OK;
}
