/* init: a first .stoplog/policy.yml from what the models themselves say: their owners, their
 * folders.
 *
 * What it writes loads without a fault and is meant to be edited: every guess carries a comment. */
#include <sys/stat.h>

#include "base/limits.h"
#include "cmd/output.h"
#include "cmd/range.h"
#include "codec/push.h"
#include "codec/utf8.h"

#define POLICY_FOLDER ".stoplog"
#define POLICY_FILE POLICY_FOLDER "/policy.yml"

struct draft {
    struct arena *arena;
    struct map teams;   /* team name -> struct str * owner as the models write it */
    struct map folders; /* folder of models -> struct str * team name; "" = mixed owners */
    struct str branch, author;
    size_t models;
};

/* "Finance Data" -> "finance-data": letters, digits and single dashes. */
static struct str team_name(struct arena *arena, struct str owner)
{
    struct buf name;
    buf_init(&name, arena, LIMIT_report_text_bytes);
    ptrdiff_t at = str_find_byte(owner, '@');
    struct str local = at > 0 ? str_sub(owner, 0, (size_t)at) : owner;
    for (size_t i = 0; i < local.len && i < 40; i++) {
        char c = byte_lower(local.ptr[i]);
        bool word = byte_is_alpha(c) || byte_is_digit(c);
        if (word || (name.len && name.ptr[name.len - 1] != '-'))
            buf_byte(&name, word ? c : '-');
    }
    struct str out = buf_str(&name);
    while (str_ends(out, STR("-")))
        out.len--;
    return out.len ? str_dup(arena, out) : STR("owners");
}

static struct str *boxed(struct arena *arena, struct str s)
{
    struct str *box = arena_new(arena, struct str);
    *box = s;
    return box;
}

static void draft_model(struct draft *draft, const struct model *model)
{
    struct str folder = path_dir(model->path);
    struct str owner = model->owner.len ? model->owner : draft->author;
    struct str team = team_name(draft->arena, owner);
    if (model->class == MODEL_EXTERNAL)
        return;
    draft->models++;
    if (!map_get(&draft->teams, team))
        map_put(&draft->teams, team, boxed(draft->arena, owner));
    struct str *known = map_get(&draft->folders, folder);
    if (!known)
        map_put(&draft->folders, folder, boxed(draft->arena, team));
    else if (!str_eq(*known, team))
        *known = STR_EMPTY;
}

static struct str yaml_text(struct arena *arena, struct str s)
{
    struct buf out;
    struct str clean = text_clean(arena, s, LIMIT_report_text_bytes);
    buf_init(&out, arena, LIMIT_report_bytes);
    buf_byte(&out, '"');
    for (size_t i = 0; i < clean.len; i++) {
        if (clean.ptr[i] == '"' || clean.ptr[i] == '\\')
            buf_byte(&out, '\\');
        buf_byte(&out, clean.ptr[i]);
    }
    buf_byte(&out, '"');
    return buf_str(&out);
}

static void write_teams(struct buf *out, const struct draft *draft)
{
    buf_puts(out, "teams:\n");
    for (struct map_entry *e = map_first(&draft->teams); e; e = map_next(e)) {
        struct str owner = *(const struct str *)map_value(e);
        bool is_address = str_find_byte(owner, '@') > 0;
        struct str member = is_address ? owner : draft->author;
        buf_printf(out, "  %.*s: {members: [%.*s]}%s\n", STR_ARG(map_key(e)),
                   STR_ARG(yaml_text(draft->arena, member)),
                   is_address ? "" : "  # replace by the people of this team");
    }
}

/* Folders with one owner become path rules; a folder with several gets one rule per model. */
static void write_owners(struct buf *out, const struct draft *draft,
                         const struct projects *projects)
{
    struct arena *arena = draft->arena;
    struct str first = map_key(map_first(&draft->teams));
    buf_printf(out, "\nowners:   # the last match wins\n  - {paths: \".stoplog/**\", team: %.*s}\n",
               STR_ARG(first));
    for (struct map_entry *e = map_first(&draft->folders); e; e = map_next(e)) {
        struct str team = *(const struct str *)map_value(e);
        struct str pattern = str_concat(arena, path_join(arena, map_key(e), STR("**")), STR_EMPTY);
        if (team.len)
            buf_printf(out, "  - {paths: %.*s, team: %.*s}\n", STR_ARG(yaml_text(arena, pattern)),
                       STR_ARG(team));
    }
    for (struct map_entry *e = map_first(&projects->by_fqn); e; e = map_next(e)) {
        const struct model *model = map_value(e);
        const struct str *team = map_get(&draft->folders, path_dir(model->path));
        if (!team || team->len || model->class == MODEL_EXTERNAL)
            continue;
        struct str owner = model->owner.len ? model->owner : draft->author;
        buf_printf(out, "  - {models: %.*s, team: %.*s}\n", STR_ARG(yaml_text(arena, model->name)),
                   STR_ARG(team_name(arena, owner)));
    }
}

static struct str write_draft(const struct draft *draft, const struct projects *projects)
{
    struct buf out;
    buf_init(&out, draft->arena, LIMIT_report_bytes);
    buf_printf(&out,
               "# Who answers for which model, and who relies on them. See docs/policy.md.\n"
               "version: 1\nrefs: [%.*s]\n\n",
               STR_ARG(yaml_text(draft->arena, draft->branch)));
    write_teams(&out, draft);
    write_owners(&out, draft, projects);
    buf_puts(&out,
             "\n# Declare what reads your models, and the gate says who is reached by a change:\n"
             "# consumers:\n#   weekly_revenue:\n#     type: dashboard\n"
             "#     owner: {team: ...}\n#     maturity: high      # low: note, medium: warn, "
             "high: block\n#     depends_on:\n#       - {model: schema.model, columns: [a, b]}\n"
             "\nrules: {extends: standard}\n");
    return buf_str(&out);
}

static enum status save(struct cmd *cmd, struct session *session, struct str text, struct err *err)
{
    struct str top = repo_work_dir(session->repo);
    struct str folder = path_join(cmd->arena, top, STR(POLICY_FOLDER));
    struct str file = str_dup(cmd->arena, path_join(cmd->arena, top, STR(POLICY_FILE)));
    struct str old;
    if (top.len == 0)
        return err_set(err, E_INPUT, "a bare repository has no work tree to write to; use --print");
    enum status status = file_read(cmd->arena, file, LIMIT_yaml_bytes, &old, err);
    if (status == OK && !cmd_option(cmd, "force"))
        return err_set(err, E_INPUT, POLICY_FILE " exists already; --force replaces it");
    if (status != OK && status != E_NOTFOUND)
        return status;
    /* An existing folder is fine; any other failure shows when the file is written. */
    (void)mkdir(str_dup(cmd->arena, folder).ptr, 0777);
    return file_write(file, text, err);
}

static enum status head_author(struct session *session, struct draft *draft, struct oid *commit,
                               struct err *err)
{
    struct commit head;
    TRY(repo_revision(session->repo, STR("HEAD"), commit, err));
    TRY(repo_commit(session->repo, commit, &head, err));
    draft->author = head.author.email;
    draft->branch = session->default_ref.len ? ref_short(session->default_ref) : STR("main");
    return OK;
}

static enum status init_policy(struct cmd *cmd, struct session *session, struct err *err)
{
    struct draft draft = { .arena = cmd->arena };
    struct update update = { .worktree = true };
    struct snapshots snapshots;
    map_init(&draft.teams, cmd->arena);
    map_init(&draft.folders, cmd->arena);
    TRY(head_author(session, &draft, &update.base, err));
    update.tip = update.base;
    update.worktree = repo_work_dir(session->repo).len > 0;
    TRY(session_snapshots(session, &update, &snapshots, err));
    for (struct map_entry *e = map_first(&snapshots.after.by_fqn); e; e = map_next(e))
        draft_model(&draft, map_value(e));
    if (draft.models == 0)
        return err_set(err, E_INPUT, "no SQLMesh model found here");
    struct str text = write_draft(&draft, &snapshots.after);
    if (cmd_option(cmd, "print")) {
        cmd_print(cmd, text);
        return OK;
    }
    TRY(save(cmd, session, text, err));
    cmd_print(cmd, str_fmt(cmd->arena,
                           "wrote " POLICY_FILE ": %zu models, %zu teams\n"
                           "hint: edit it, then git add " POLICY_FILE " && git commit\n",
                           draft.models, draft.teams.count));
    return OK;
}

static int run_init(struct cmd *cmd)
{
    struct session session;
    struct err err;
    int code = range_open(cmd, &session);
    if (code >= 0)
        return code;
    enum status status = init_policy(cmd, &session, &err);
    session_close(&session);
    return status == OK ? EXIT_PASS : cmd_fail(cmd, &err);
}

static const struct option_row options[] = {
    { "print", 'p', NULL, "print the file instead of writing it" },
    { "force", 0, NULL, "replace an existing file" },
    { NULL, 0, NULL, NULL },
};

const struct command command_init = {
    .name = "init",
    .usage = "stoplog init",
    .summary = "write a first .stoplog/policy.yml",
    .details =
        "Writes " POLICY_FILE " from the owners that the models name and the folders they lie\n"
        "in: teams, owners and the standard rules, ready to be edited.\n",
    .example = "stoplog init --print",
    .options = options,
    .max_args = 0,
    .run = run_init,
};
