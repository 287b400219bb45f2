/* expand_private: what the expand*.c files share. */
#ifndef STOPLOG_PROJECT_EXPAND_PRIVATE_H
#define STOPLOG_PROJECT_EXPAND_PRIVATE_H

#include "project/expand.h"
#include "project/expand_tokens.h"

/* --- state ------------------------------------------------------------------------------------ */

/* What becomes of bare words that are parameters of a lambda. SQLMesh replaces them in its body,
 * but not inside of macros that are called there: then nothing is expanded. */
enum macro_words { WORDS_PLAIN, WORDS_REPLACED, WORDS_REFUSED };
struct macro_binding {
    struct str name; /* as written */
    struct macro_span value;
};
struct macro_scope {
    const struct macro_scope *up;
    const struct macro_binding *bindings;
    size_t count;
    enum macro_words words;
};

struct expander {
    const struct reader *reader;
    struct arena *arena;
    size_t definitions; /* the first so many of the draft's are in force */
    size_t made;        /* tokens, counted against LIMIT_macro_tokens */
    size_t count;       /* macros and variables that were written out */
    unsigned depth;
    const char *limit; /* the name of the one that was hit, NULL: none */
    bool evaluated;    /* the text is computed, not printed: parentheses keep parts together */
    bool skewed;       /* the tree that SQLMesh holds may be another one than the text has */
    bool has_cuts;     /* a clause macro that does not hold is left to be cut out */
};

/* Counts tokens, or the work of as many; false past LIMIT_macro_tokens. */
bool expander_count(struct expander *x, size_t tokens);
/* Appends a token; false when the limit is reached. */
bool expander_emit(struct expander *x, struct macro_tokens *out, struct macro_token token);
bool expander_emit_span(struct expander *x, struct macro_tokens *out, struct macro_span span);
/* A token that the text does not hold, from where `at` stands. */
bool expander_emit_text(struct expander *x, struct macro_tokens *out, enum token_kind kind,
                        struct str text, const struct macro_token *at);
/* Counts one level of nesting; false past LIMIT_macro_depth. */
bool expander_enter(struct expander *x);
void expander_leave(struct expander *x);

/* --- writing (expand_write.c) ----------------------------------------------------------------- */

/* Appends SQL that is not in the file. */
bool expander_emit_sql(struct expander *x, struct macro_tokens *out, struct str sql,
                       const struct macro_token *at);
/* Appends such SQL with $1 to $9 replaced by arguments, tokens before and behind them apart. */
bool expander_emit_filled(struct expander *x, struct macro_tokens *out, const char *text,
                          const struct macro_span *args, const struct macro_token *at);
/* Appends the members with commas between them; false when there is none. */
bool expander_emit_list(struct expander *x, struct macro_tokens *out,
                        const struct macro_spans *list, const struct macro_token *at);
/* The members of [a, b], or of (a, b) with more than one. */
bool macro_list_of(struct expander *x, struct macro_span span, struct macro_spans *out);
/* TRUE or FALSE; what is not given is `otherwise`. */
bool macro_boolean_of(struct macro_span span, bool otherwise, bool *out);
/* The text of a string; what is not given is `otherwise`. */
bool macro_text_of(struct expander *x, struct macro_span span, const char *otherwise,
                   struct str *out);

/* --- variables (expand_variable.c) ------------------------------------------------------------ */

/* The value of a variable that a lambda or @DEF gives. 1: found; 0: there is none of this name; -1:
 * there is one whose value cannot be written here. */
int expander_local(struct expander *x, const struct macro_scope *scope, struct str name,
                   struct macro_span *out);
/* The value that blueprint or configuration give, the same in every run. False when there is none.
 */
bool expander_setting(struct expander *x, struct str name, struct macro_span *out);
/* The last @DEF in force that gives this name a lambda: its tokens. */
bool expander_function(struct expander *x, struct str name, struct macro_span *out);
/* Whether SQLMesh would take a bare word in the body of a lambda for a variable. */
bool expander_is_local_word(struct expander *x, const struct macro_scope *scope, struct str word);
/* The name in @x or @{x}. */
struct str macro_variable_name(struct str text);

/* --- text (expand_template.c) ----------------------------------------------------------------- */

/* A value as it is put into identifiers: n_@x. False when it is no plain word, number or string. */
bool expander_word(struct macro_span value, struct arena *arena, struct str *out);
/* Replaces @x and @{x} in a text. exact: spaces count. False when something stays open. */
bool expander_template(struct expander *x, const struct macro_scope *scope, struct str text,
                       bool exact, struct str *out);
/* @'text' at index `at` of a span. */
bool expander_string(struct expander *x, const struct macro_scope *scope,
                     const struct macro_token *string, struct str *out);

/* --- walking (expand_walk.c) ------------------------------------------------------------------ */

/* Appends the span with everything written out that can be; what cannot stays. False when nothing
 * may be made of the whole: a limit, or text that SQLMesh would read in another way. */
bool expand_span(struct expander *x, struct macro_span in, const struct macro_scope *scope,
                 struct macro_tokens *out);

/* --- calls (expand_call.c, expand_lists.c) ---------------------------------------------------- */

enum macro_outcome {
    MACRO_KEPT,  /* stays as it is */
    MACRO_ONE,   /* one expression */
    MACRO_LIST,  /* any number of items */
    MACRO_NONE,  /* nothing */
    MACRO_WORDS, /* the words a clause begins with */
    MACRO_CUT    /* stays, to be cut out with its clause */
};
struct macro_call {
    const struct macro_token *name; /* "@each" */
    struct macro_spans args;        /* expanded, but for lambdas */
    const struct macro_scope *scope;
};
typedef enum macro_outcome macro_expander(struct expander *x, const struct macro_call *call,
                                          struct macro_spans *out);
/* Puts every argument where its name, or else its place, says. Those that are not given stay
 * empty. */
bool macro_bind_arguments(const struct macro_call *call, const char *const *names, size_t count,
                          struct macro_span *out);
enum { EXPANDS_EVALUATED = 1, EXPANDS_LAMBDA = 2, EXPANDS_NAMED = 4 };
#define EXPANDER(name, function, options) macro_expander function;
#include "project/expand.def"
#undef EXPANDER
/* Expands the call whose name stands at the start of the span and whose last token closes it. */
enum macro_outcome expand_call(struct expander *x, struct macro_span call,
                               const struct macro_scope *scope, struct macro_spans *out);

/* --- lambdas (expand_lambda.c) ---------------------------------------------------------------- */

struct macro_lambda {
    struct macro_spans params; /* one word each */
    struct macro_span body;
};
/* x -> ..., (x, y) -> ... */
bool lambda_read(struct macro_lambda *out, struct arena *arena, struct macro_span span);
/* The lambda's body with its parameters replaced. False when the number of arguments is another one
 * or the result cannot be written. */
bool lambda_apply(struct expander *x, const struct macro_lambda *lambda,
                  const struct macro_spans *args, const struct macro_scope *scope,
                  struct macro_span *out);

#endif
