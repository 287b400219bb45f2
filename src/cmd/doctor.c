/* doctor: looks at everything that makes a gate silently not be one, and says how to mend it.
 *
 * One row per check in checks[]; a check prints one line: ok, warn or fail, and the command that
 * helps. */
#include "cmd/doctor.h"

#include "base/limits.h"
#include "cmd/output.h"
#include "cmd/range.h"
#include "codec/utf8.h"
#include "host/spawn.h"

void visit_say(struct visit *visit, enum health health, struct str text, const char *hint)
{
    static const char *const words[] = { "ok  ", "warn", "fail" };
    struct arena *arena = visit->cmd->arena;
    visit->failures += health == HEALTH_FAIL;
    cmd_print(visit->cmd,
              str_fmt(arena, "%s  %.*s\n", words[health], STR_ARG(text_clean(arena, text, 0))));
    if (health != HEALTH_OK && hint)
        cmd_print(visit->cmd, str_fmt(arena, "      hint: %s\n", hint));
}

struct str visit_ask_git(struct visit *visit, const char *const argv[])
{
    struct str out = STR_EMPTY;
    struct err err;
    int code = 0;
    enum status status =
        spawn_run(visit->cmd->arena, visit->folder, argv, STR_EMPTY, &out, &code, &err);
    return status == OK && code == 0 ? str_trim(out) : STR_EMPTY;
}

static void check_git(struct visit *visit)
{
    struct str version = visit_ask_git(visit, (const char *const[]){ "git", "--version", NULL });
    if (version.len)
        visit_say(visit, HEALTH_OK, version, NULL);
    else
        visit_say(visit, HEALTH_FAIL, STR("git cannot be run"), "install git");
}

static void check_history(struct visit *visit)
{
    if (repo_is_shallow(visit->session->repo))
        visit_say(visit, HEALTH_WARN,
                  STR("shallow clone: approvals in cut-off history are not seen"),
                  "git fetch --unshallow");
}

static void check_policy(struct visit *visit)
{
    struct cmd *cmd = visit->cmd;
    struct policy policy;
    struct diags diags;
    struct err err;
    struct buf text;
    struct oid *tip = &visit->session->default_tip;
    diags_init(&diags, cmd->arena);
    if (session_policy(visit->session, tip, STR("HEAD"), &policy, &diags, &err) != OK) {
        visit_say(visit, HEALTH_FAIL, str_of(err.text), NULL);
        return;
    }
    buf_init(&text, cmd->arena, LIMIT_report_bytes);
    report_diags(&text, cmd->arena, &diags, false);
    cmd_print(cmd, buf_str(&text));
    if (diags_count(&diags, DIAG_ERROR))
        visit_say(visit, HEALTH_FAIL,
                  STR("the policy cannot be read: every push would be undecided"),
                  "mend the lines above");
    else if (!policy.exists)
        visit_say(visit, HEALTH_WARN,
                  STR("no .stoplog at HEAD: changes are reported, nothing is blocked"),
                  "stoplog init");
    else
        visit_say(visit, HEALTH_OK,
                  str_fmt(cmd->arena,
                          "policy: %zu teams, %zu owner rules, %zu consumers, %zu rules (%.*s)",
                          policy.teams.count, policy.owners.count, policy.consumers.count,
                          policy.rules.count, STR_ARG(policy.pack)),
                  NULL);
}

static size_t count_unknowns(const struct projects *projects)
{
    size_t count = 0;
    for (size_t i = 0; i < projects->count; i++) {
        const struct project *project = projects->items[i];
        count += project->unknowns.count + project->config.unknowns.count;
        for (size_t m = 0; m < project->models.count; m++)
            count += project->models.items[m]->unknowns.count > 0;
    }
    return count;
}

static void check_project(struct visit *visit)
{
    struct snapshots snapshots;
    struct err err;
    struct arena *arena = visit->cmd->arena;
    struct update update = { .tip = visit->session->default_tip };
    if (session_snapshots(visit->session, &update, &snapshots, &err) != OK) {
        visit_say(visit, HEALTH_FAIL, str_of(err.text), NULL);
        return;
    }
    if (snapshots.after.count == 0) {
        visit_say(visit, HEALTH_WARN,
                  STR("no SQLMesh project at HEAD: no config.yaml or config.py found"), NULL);
        return;
    }
    size_t unknown = count_unknowns(&snapshots.after);
    visit_say(visit, HEALTH_OK,
              str_fmt(arena, "%zu models in %zu projects", snapshots.after.model_count,
                      snapshots.after.count),
              NULL);
    if (unknown)
        visit_say(visit, HEALTH_WARN,
                  str_fmt(arena,
                          "%zu models or files hold something that cannot be read statically",
                          unknown),
                  "stoplog check --worktree --verbose");
}

static void (*const checks[])(struct visit *) = {
    check_git,     check_hook,   check_server_settings, check_server_file,
    check_history, check_policy, check_project
};

static int run_doctor(struct cmd *cmd)
{
    struct session session;
    const struct str *folder = cmd_option(cmd, "repo");
    int code = range_open(cmd, &session);
    if (code >= 0)
        return code;
    struct visit visit = { .cmd = cmd,
                           .session = &session,
                           .folder = folder ? *folder : STR_EMPTY,
                           .bare = repo_work_dir(session.repo).len == 0 };
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        checks[i](&visit);
    session_close(&session);
    return visit.failures ? EXIT_BLOCKED : EXIT_PASS;
}

const struct command command_doctor = {
    .name = "doctor",
    .usage = "stoplog doctor",
    .summary = "check that the gate really stands",
    .details =
        "Looks at git, the hook, the server's settings, the server's file and what it names, the\n"
        "policy and the project of HEAD, and says for each what is wrong and what helps. Run it\n"
        "as whoever runs the hook. Exit 1 when something fails.\n",
    .example = "stoplog -C /srv/git/warehouse.git doctor",
    .max_args = 0,
    .run = run_doctor,
};
