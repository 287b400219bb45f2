/* doctor_server: git's settings of a server, and whether what the server's file names is there.
 *
 * A file that cannot be read refuses the pushes that need it, which is safe; the administrator
 * should hear of it before the people who push do. */
#include "base/limits.h"
#include "cmd/doctor.h"
#include "codec/utf8.h"
#include "host/signature.h"

/* Settings of a server without which a push can carry what git itself would refuse. */
void check_server_settings(struct visit *visit)
{
    static const struct {
        const char *key, *want, *hint;
    } rows[] = {
        { "receive.fsckObjects", "true", "git config receive.fsckObjects true" },
        { "receive.denyDeletes", "true", "git config receive.denyDeletes true" },
        { "receive.advertisePushOptions", "true", "git config receive.advertisePushOptions true" },
    };
    if (!visit->bare)
        return;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str value =
            visit_ask_git(visit, (const char *const[]){ "git", "config", "--type=bool", "--get",
                                                        rows[i].key, NULL });
        bool good = str_eq(value, str_of(rows[i].want));
        visit_say(visit, good ? HEALTH_OK : HEALTH_WARN,
                  str_fmt(visit->cmd->arena, "%s is %.*s", rows[i].key,
                          STR_ARG(value.len ? value : STR("not set"))),
                  rows[i].hint);
    }
}

static void check_mode(struct visit *visit)
{
    const struct server *server = &visit->session->server;
    bool observes = server->mode == SERVER_OBSERVE;
    visit_say(visit, observes ? HEALTH_WARN : HEALTH_OK,
              str_fmt(visit->cmd->arena, "server's file: %.*s, mode %s", STR_ARG(server->path),
                      observes ? "observe: no push is refused" : "enforce"),
              "mode: enforce in that file, once the reports are as they should be");
}

/* The file that the field names, if it names one. */
static void check_readable(struct visit *visit, const char *field, struct str path)
{
    struct str bytes;
    struct err err;
    if (path.len == 0)
        return;
    if (file_read(visit->cmd->arena, path, LIMIT_yaml_bytes, &bytes, &err) == OK)
        visit_say(visit, HEALTH_OK, str_fmt(visit->cmd->arena, "%s: %.*s", field, STR_ARG(path)),
                  NULL);
    else
        visit_say(
            visit, HEALTH_FAIL,
            str_fmt(visit->cmd->arena, "%s: %s: no signature can be verified", field, err.text),
            "the file must be readable for whoever runs the hook");
}

static void check_audit_log(struct visit *visit)
{
    struct str path = visit->session->server.audit_log;
    struct err err;
    if (path.len == 0)
        return;
    if (file_appendable(visit->cmd->arena, path, &err) == OK)
        visit_say(visit, HEALTH_OK, str_fmt(visit->cmd->arena, "audit_log: %.*s", STR_ARG(path)),
                  NULL);
    else
        visit_say(visit, HEALTH_FAIL,
                  str_fmt(visit->cmd->arena, "audit_log: %s: nobody can override", err.text),
                  "whoever runs the hook must be able to append to it, or to make it");
}

static bool asks_signed(const struct policy *policy)
{
    vec_for (struct rule *const, rule, &policy->rules)
        vec_for (const struct require, require, &(*rule)->require)
            if (require->trust == TRUST_SIGNED)
                return true;
    return policy->approvals.trust == TRUST_SIGNED;
}

static void check_ssh_keygen(struct visit *visit, const struct policy *policy)
{
    const char *program = signature_program();
    if (visit->session->server.trust != TRUST_SIGNED && !asks_signed(policy))
        return;
    if (program)
        visit_say(visit, HEALTH_OK,
                  str_fmt(visit->cmd->arena, "trust signed: %s verifies", program), NULL);
    else
        visit_say(visit, HEALTH_FAIL,
                  STR("trust signed, and no ssh-keygen: no approval can be verified"),
                  "install openssh-client");
}

/* Who pushes is known by the server's variable or by a certificate, which git only asks for where
 * the seed is set. The seed is a secret and is not shown. */
static void check_certificates(struct visit *visit, const struct policy *policy)
{
    const struct server *server = &visit->session->server;
    bool names_people = server->override.count > 0 || server->bootstrap.count > 0;
    if (!names_people && !policy->approvals.certified_pusher)
        return;
    struct str seed = visit_ask_git(
        visit, (const char *const[]){ "git", "config", "--get", "receive.certNonceSeed", NULL });
    if (seed.len > 0)
        visit_say(visit, HEALTH_OK, STR("receive.certNonceSeed is set"), NULL);
    else if (names_people && server->pusher_env.len == 0)
        visit_say(visit, HEALTH_FAIL,
                  STR("receive.certNonceSeed is not set, and no pusher_env: who pushes is never "
                      "known, so nobody can override or bootstrap"),
                  "git config receive.certNonceSeed SECRET, or pusher_env in the server's file");
    else
        visit_say(visit, HEALTH_WARN,
                  STR("receive.certNonceSeed is not set: no push certificate counts"),
                  "git config receive.certNonceSeed SECRET");
}

void check_server_file(struct visit *visit)
{
    const struct server *server = &visit->session->server;
    struct policy *policy;
    struct err err;
    if (server->exists) {
        check_mode(visit);
        check_readable(visit, "signers", server->signers);
        check_readable(visit, "revoked_signers", server->revoked_signers);
        check_audit_log(visit);
    }
    /* A policy that cannot be read is told by the check of the policy. */
    if (!visit->bare || session_default_policy(visit->session, &policy, &err) != OK)
        return;
    check_ssh_keygen(visit, policy);
    check_certificates(visit, policy);
}
