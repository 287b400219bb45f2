/* python_lex: Python text -> tokens without comments and layout. Private to the project layer.
 *
 * Promises: never fails on content; what no rule reads, and strings that do not end, are PY_BAD;
 * every token lies inside the text. Indentation becomes PY_INDENT and PY_DEDENT, the end of a
 * logical line PY_NEWLINE, as in the Python reference, "Lexical analysis". Knows no grammar. */
#ifndef STOPLOG_PROJECT_PYTHON_LEX_H
#define STOPLOG_PROJECT_PYTHON_LEX_H

#include "base/err.h"
#include "base/vec.h"
#include "base/str.h"

enum py_kind {
    PY_NAME, /* identifier or keyword */
    PY_NUMBER,
    PY_STRING, /* prefix and quotes included */
    PY_OP,
    PY_NEWLINE,
    PY_INDENT,
    PY_DEDENT,
    PY_BAD
};

struct py_token {
    enum py_kind kind;
    uint32_t offset, len; /* len 0 for NEWLINE at the end, INDENT and DEDENT */
};
struct py_tokens {
    VEC_OF(struct py_token);
    struct str text;
};

/* E_LIMIT over LIMIT_sql_tokens. */
MUST_USE enum status py_lex(struct py_tokens *out, struct arena *arena, struct str text,
                            struct err *err);
/* The tokens of the expressions in the {...} of a formatted literal, nested ones too, each ended by
 * PY_NEWLINE; offsets are into the literal. False when there are none. */
bool py_field_tokens(struct py_tokens *out, struct arena *arena, struct str literal);
struct str py_text(const struct py_tokens *tokens, size_t at);
/* Whether token `at` is this name or operator; false past the end. */
bool py_is(const struct py_tokens *tokens, size_t at, const char *text);
/* The value of a plain string literal: quotes and simple escapes undone. False for f-strings, byte
 * strings and escapes other than \\ \' \" \n \t and line joins. */
bool py_string_value(struct arena *arena, struct str literal, struct str *out);
/* Tokens [from, to) in a form that does not change with comments, white space, docstrings, quote
 * style or trailing commas. */
struct str py_form(struct arena *arena, const struct py_tokens *tokens, size_t from, size_t to);
/* One past the token that closes the bracket at `open`, or `to`. */
size_t py_close(const struct py_tokens *tokens, size_t open, size_t to);

#endif
