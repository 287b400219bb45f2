/* err: our own inability, as opposed to a diag, which is about the user's files.
 *
 * Every function that can fail returns enum status and fills *err on failure only; success leaves
 * *err alone. Context is added on the way up with err_wrap ("reading x: permission denied"). */
#ifndef STOPLOG_BASE_ERR_H
#define STOPLOG_BASE_ERR_H

enum status {
    OK = 0,
    E_NOTFOUND, /* the thing asked for does not exist (an expected answer) */
    E_INPUT,    /* the user's input is wrong: usage, policy, configuration */
    E_LIMIT,    /* a limit of limits.def was hit; the text names it */
    E_IO,       /* the environment failed: missing object, unreadable file */
    E_BUG       /* an invariant of ours does not hold */
};

struct err {
    enum status status;
    char text[1024]; /* one line, may hold bytes from the repository: escape before printing */
};

#define MUST_USE __attribute__((warn_unused_result))

/* Returns from the calling function when expr is not OK. */
#define TRY(expr)                                                                                  \
    do {                                                                                           \
        enum status try_status_ = (expr);                                                          \
        if (try_status_ != OK)                                                                     \
            return try_status_;                                                                    \
    } while (0)

/* Fills *err (may be NULL) and returns status. */
enum status err_set(struct err *err, enum status status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Prefixes "<text>: " to *err and returns err->status. */
enum status err_wrap(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
