/* approve: shows what is about to be approved, then writes the commit that says so.
 *
 * The commit is made by git itself, so hooks, signing and identity are the person's own. It changes
 * no file: whoever makes it writes nothing of the change. */
#include "base/limits.h"
#include "cmd/output.h"
#include "cmd/range.h"
#include "codec/trailer.h"
#include "codec/utf8.h"
#include "host/spawn.h"

#define SUBJECTS_SHOWN 3
/* Lines of the message; the trailers behind them must find room. */
#define PARTS_SHOWN 200

/* "Name <email>" of the person at the keyboard, as git would write it into a commit. */
static enum status who_approves(struct cmd *cmd, struct str folder, struct mailbox *out,
                                struct err *err)
{
    static const char *const argv[] = { "git", "var", "GIT_COMMITTER_IDENT", NULL };
    const struct str *given = cmd_option(cmd, "as");
    struct str ident = given ? *given : STR_EMPTY;
    int code = 0;
    if (!given) {
        TRY(spawn_run(cmd->arena, folder, argv, STR_EMPTY, &ident, &code, err));
        ptrdiff_t close = str_rfind_byte(ident, '>');
        ident = close < 0 ? STR_EMPTY : str_sub(ident, 0, (size_t)close + 1);
    }
    if (code == 0 && mailbox_parse(cmd->arena, ident, out))
        return OK;
    return err_set(err, E_INPUT,
                   "who approves is not known: set user.name and user.email, or "
                   "--as \"Name <email>\"");
}

static struct str subject_line(struct arena *arena, const struct fingerprint *fingerprint)
{
    struct buf line;
    buf_init(&line, arena, LIMIT_message_bytes);
    buf_puts(&line, "Approve ");
    size_t count = fingerprint->parts.count;
    for (size_t i = 0; i < count && i < SUBJECTS_SHOWN; i++)
        buf_printf(&line, "%s%.*s", i ? ", " : "", STR_ARG(fingerprint->parts.items[i].subject));
    if (count > SUBJECTS_SHOWN)
        buf_printf(&line, " and %zu more", count - SUBJECTS_SHOWN);
    return text_clean(arena, buf_str(&line), 0);
}

static struct str trailers_text(struct arena *arena, const struct mailbox *who,
                                const struct fingerprint *fingerprint)
{
    return str_fmt(arena, "Approved-by: %.*s <%.*s>\nApproved-change: %.*s\n", STR_ARG(who->name),
                   STR_ARG(who->email), STR_ARG(fingerprint->hex));
}

static struct str message_text(struct arena *arena, const struct mailbox *who,
                               const struct fingerprint *fingerprint)
{
    struct buf text;
    buf_init(&text, arena, LIMIT_message_bytes);
    buf_printf(&text, "%.*s\n\n", STR_ARG(subject_line(arena, fingerprint)));
    size_t parts = fingerprint->parts.count;
    for (size_t i = 0; i < parts && i < PARTS_SHOWN; i++) {
        const struct fingerprint_part *part = &fingerprint->parts.items[i];
        struct str line =
            str_fmt(arena, "%.*s: %.*s", STR_ARG(part->subject), STR_ARG(part->summary));
        buf_printf(&text, "%.*s\n", STR_ARG(text_clean(arena, line, LIMIT_report_text_bytes)));
    }
    if (parts > PARTS_SHOWN)
        buf_printf(&text, "and %zu more\n", parts - PARTS_SHOWN);
    buf_printf(&text, "\n%.*s", STR_ARG(trailers_text(arena, who, fingerprint)));
    return buf_str(&text);
}

static enum status tip_is_head(struct session *session, const struct update *update,
                               struct err *err)
{
    struct oid head;
    TRY(repo_revision(session->repo, STR("HEAD"), &head, err));
    if (oid_eq(&head, &update->tip))
        return OK;
    return err_set(err, E_INPUT,
                   "an approval is a commit on top of what it approves: check that "
                   "commit out first, or print the trailers with --print");
}

static bool asks_this(const struct requirement *requirement, const struct mailbox *who)
{
    return requirement->team ? team_has(requirement->team, who->email)
                             : str_eq_fold(requirement->person_email, who->email);
}

/* The most that is asked of this person's approval. */
static enum trust trust_asked(const struct verdict *verdict, const struct mailbox *who)
{
    enum trust most = TRUST_DECLARED;
    for (size_t i = 0; i < verdict->judged.count; i++) {
        const struct requirement *requirement = &verdict->judged.items[i].requirement;
        if (requirement->trust > most && asks_this(requirement, who))
            most = requirement->trust;
    }
    return most;
}

/* One value of git's configuration, "" when it is not set. */
static enum status git_config(struct cmd *cmd, struct str folder, const char *key, struct str *out,
                              struct err *err)
{
    const char *const argv[] = { "git", "config", "--get", key, NULL };
    int code = 0;
    TRY(spawn_run(cmd->arena, folder, argv, STR_EMPTY, out, &code, err));
    *out = code == 0 ? str_trim(*out) : STR_EMPTY;
    return OK;
}

/* A commit is signed when it is wished for, or when this person's approval must be and git knows a
 * key; commit.gpgsign is git's own affair. */
static enum status must_sign(struct cmd *cmd, struct str folder, enum trust asked, bool *out,
                             struct err *err)
{
    struct str key, always;
    *out = cmd_option(cmd, "sign") != NULL;
    if (*out || asked < TRUST_SIGNED)
        return OK;
    TRY(git_config(cmd, folder, "user.signingkey", &key, err));
    TRY(git_config(cmd, folder, "commit.gpgsign", &always, err));
    *out = key.len > 0;
    if (*out || str_eq(always, STR("true")))
        return OK;
    return err_set(err, E_INPUT,
                   "this approval must be signed, and git knows no key: git config gpg.format ssh "
                   "and git config user.signingkey ~/.ssh/id_ed25519.pub, or --sign");
}

static enum status write_commit(struct cmd *cmd, struct str folder, const struct mailbox *who,
                                const struct fingerprint *fingerprint, bool sign, struct err *err)
{
    const char *const argv[] = {
        "git", "commit",           "--quiet", "--allow-empty", "--only", "--cleanup=verbatim", "-F",
        "-",   sign ? "-S" : NULL, NULL
    };
    int code = 0;
    TRY(spawn_run(cmd->arena, folder, argv, message_text(cmd->arena, who, fingerprint), NULL, &code,
                  err));
    if (code != 0)
        return err_set(err, E_IO, "git commit ended with %d; nothing was approved", code);
    cmd_print(cmd, str_fmt(cmd->arena, "%s by %.*s <%.*s>: %.*s\nhint: git push\n",
                           sign ? "approved and signed" : "approved",
                           STR_ARG(text_clean(cmd->arena, who->name, LIMIT_report_text_bytes)),
                           STR_ARG(who->email), STR_ARG(str_sub(fingerprint->hex, 0, 12))));
    return OK;
}

/* An approval that nobody asks for would only be noise in the history. */
static enum status is_asked(const struct verdict *verdict, struct err *err)
{
    if (!verdict->policy_exists)
        return err_set(err, E_INPUT,
                       "there is no .stoplog at base, so nothing asks for an approval; "
                       "stoplog init writes one");
    for (size_t i = 0; i < verdict->judged.count; i++) {
        if (require_asks_people(verdict->judged.items[i].requirement.kind))
            return OK;
    }
    return err_set(err, E_INPUT, "nothing in this change asks for an approval");
}

static enum status approve(struct cmd *cmd, struct session *session, struct str folder,
                           struct err *err)
{
    struct update update;
    struct verdict verdict;
    struct mailbox who;
    bool sign = false;
    TRY(range_update(cmd, session, false, &update, err));
    TRY(session_judge(session, &update, &verdict, err));
    if (verdict.outcome == OUTCOME_UNDECIDED)
        return err_set(err, E_IO, "%.*s", STR_ARG(verdict.why_undecided));
    if (verdict.fingerprint.hex.len == 0)
        return err_set(err, E_INPUT, "nothing to approve: no change of meaning between the two");
    TRY(is_asked(&verdict, err));
    TRY(who_approves(cmd, folder, &who, err));
    if (cmd_option(cmd, "print")) {
        cmd_print(cmd, trailers_text(cmd->arena, &who, &verdict.fingerprint));
        return OK;
    }
    TRY(tip_is_head(session, &update, err));
    TRY(must_sign(cmd, folder, trust_asked(&verdict, &who), &sign, err));
    struct run run = { .verdicts = &verdict,
                       .count = 1,
                       .repository = repo_git_dir(session->repo) };
    if (outputs_run(cmd, &run) >= 0)
        return err_set(err, E_LIMIT, "the change could not be shown; nothing was approved");
    return write_commit(cmd, folder, &who, &verdict.fingerprint, sign, err);
}

static int run_approve(struct cmd *cmd)
{
    struct session session;
    struct err err;
    const struct str *folder = cmd_option(cmd, "repo");
    int code = range_open(cmd, &session);
    if (code >= 0)
        return code;
    enum status status = approve(cmd, &session, folder ? *folder : STR_EMPTY, &err);
    session_close(&session);
    return status == OK ? EXIT_PASS : cmd_fail(cmd, &err);
}

static const struct option_row options[] = {
    { "as", 0, "\"NAME <EMAIL>\"", "approve under this name instead of git's user" },
    { "print", 'p', NULL, "print the trailers instead of writing a commit" },
    { "ref", 'r', "NAME", "the branch the change would go to" },
    { "sign", 'S', NULL, "sign the commit with the key git is configured for" },
    { NULL, 0, NULL, NULL },
};

const struct command command_approve = {
    .name = "approve",
    .usage = "stoplog approve [BASE [TIP]]",
    .summary = "approve a change with a commit of its own",
    .details =
        "Shows what the change from BASE to TIP means, then writes an empty commit with the\n"
        "trailers Approved-by and Approved-change. The approval stays valid through rebase, "
        "squash\n"
        "and reformatting, and ends when the meaning of the change does. Where the policy asks\n"
        "for signed approvals the commit is signed with git's own key (user.signingkey).\n",
    .example = "stoplog approve origin/main",
    .options = options,
    .max_args = 2,
    .run = run_approve,
};
