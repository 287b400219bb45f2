/* doctor: what the checks of `stoplog doctor` share. */
#ifndef STOPLOG_CMD_DOCTOR_H
#define STOPLOG_CMD_DOCTOR_H

#include "cmd/judge.h"
#include "cmd/cmd.h"

struct visit {
    struct cmd *cmd;
    struct session *session;
    struct str folder; /* of -C, "" = here */
    bool bare;         /* no work tree: what is pushed to */
    size_t failures;
};

enum health { HEALTH_OK, HEALTH_WARN, HEALTH_FAIL };

/* Prints one line and, unless all is well, the hint (may be NULL). Counts failures. */
void visit_say(struct visit *visit, enum health health, struct str text, const char *hint);
/* Output of `git <words>` without the last newline; "" when it fails. argv ends with NULL. */
struct str visit_ask_git(struct visit *visit, const char *const argv[]);

/* doctor_hook.c: whether git runs a hook that asks the gate. */
void check_hook(struct visit *visit);
/* doctor_server.c: git's settings of a server, and whether what the server's file names is there.
 */
void check_server_settings(struct visit *visit);
void check_server_file(struct visit *visit);

#endif
