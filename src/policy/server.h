/* server: the administrator's own file, stoplog.yml in the bare repository or
 * /etc/stoplog/stoplog.yml.
 *
 * It stands outside every push and can only tighten what the repository says: more governed refs,
 * enforce or observe, which variable names the pusher, whether a policy must exist. */
#ifndef STOPLOG_POLICY_SERVER_H
#define STOPLOG_POLICY_SERVER_H

#include "policy/policy.h"

enum server_mode { SERVER_ENFORCE, SERVER_OBSERVE };

struct server {
    bool exists;
    struct str path;
    enum server_mode mode; /* default enforce */
    struct {
        VEC_OF(const struct pattern *);
    } refs;                /* added to the policy's */
    struct str pusher_env; /* e.g. GL_USERNAME; "" = unknown pusher */
    enum trust trust;      /* the least an approval must be, whatever a policy says */
    struct str signers;    /* path of a file of allowed signers, in place of base's; "" = base's */
    struct str revoked_signers; /* path of a list of revoked keys; "" = none */
    struct {
        VEC_OF(struct str);
    } override; /* logins and addresses that may pass the gate; empty = nobody */
    struct {
        VEC_OF(struct str);
    } bootstrap;          /* logins and addresses that may bring in a first policy */
    struct str audit_log; /* path; "" only when nobody may override */
    bool require_policy;  /* base without .stoplog blocks */
    unsigned cpu_seconds; /* 0 = LIMIT_cpu_seconds */
};
/* bytes: the file's content. Faults are diags (the caller refuses to decide). */
void server_parse(struct server *out, struct arena *arena, struct str path, struct str bytes,
                  struct pattern_set *patterns, struct diags *diags);
/* Whether the server's own refs name this one (full or short name). */
bool server_governs(const struct server *server, struct str ref);

#endif
