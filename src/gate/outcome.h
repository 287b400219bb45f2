/* outcome: what a verdict comes to, in the order of weight. */
#ifndef STOPLOG_GATE_OUTCOME_H
#define STOPLOG_GATE_OUTCOME_H

enum outcome {
    OUTCOME_PASS,
    OUTCOME_WARN,
    OUTCOME_OVERRIDDEN, /* blocked or undecided, and let through by break-glass */
    OUTCOME_BLOCK,
    OUTCOME_UNDECIDED
};

/* "pass", ..., as in JSON. */
const char *outcome_name(enum outcome outcome);

#endif
