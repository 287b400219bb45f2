/* python_module: one Python file as its top-level definitions, and literal values in it. Private to
 * the project layer. Runs nothing. */
#ifndef STOPLOG_PROJECT_PYTHON_MODULE_H
#define STOPLOG_PROJECT_PYTHON_MODULE_H

#include "project/lit.h"
#include "project/python_lex.h"
#include "project/read.h"

enum py_definition_kind {
    PY_FUNCTION,
    PY_CLASS,
    PY_ASSIGN,
    PY_IMPORT, /* import a.b [as c], from m import n [as c] */
    PY_OTHER   /* a compound statement that binds the name */
};

/* What the code of a definition may do. */
enum py_trait {
    PY_TRAITS_UNKNOWN = 0,
    PY_TRAITS_KNOWN = 1,
    PY_BUILDS_QUERY = 2, /* puts a table or a query into its result */
    PY_ASKS_COLUMNS = 4  /* asks SQLMesh which columns a model has */
};

struct py_definition {
    enum py_definition_kind kind;
    struct str name;
    size_t from, to;         /* tokens of the whole statement, decorators included */
    size_t code;             /* first token behind the decorators */
    struct str module;       /* PY_IMPORT: dotted, leading dots kept */
    struct str symbol;       /* PY_IMPORT: imported name, "*" or "" for a whole module */
    struct str form;         /* py_form of the code, made when first asked for; ptr NULL before */
    const struct lit *value; /* PY_ASSIGN: the literal it is set to, NULL when it is none */
    bool value_read;         /* value has been looked at */
    unsigned traits; /* enum py_trait; PY_TRAITS_UNKNOWN: not looked at yet, see closure.c */
    struct py_definition *earlier; /* another definition of the same name */
};

/* A statement at the top level, and what it defines: definitions [first, first + count). */
struct py_statement {
    size_t from, to, first, count;
};

struct py_module {
    struct arena *arena;
    struct str path;
    struct py_tokens tokens;
    struct lines lines;
    struct {
        VEC_OF(struct py_definition *);
    } definitions; /* in source order */
    struct {
        VEC_OF(struct py_statement);
    } statements;
    bool broken;        /* Python could not parse the file */
    struct map by_name; /* name -> struct py_definition * of the last one */
    size_t spread;      /* weight of the constants put in place of names so far */
};

/* E_LIMIT when the file has too many tokens. */
MUST_USE enum status py_module_read(struct py_module **out, struct arena *arena, struct str path,
                                    struct str bytes, struct err *err);
struct py_definition *py_module_find(const struct py_module *module, struct str name);
struct str py_definition_form(struct py_module *module, struct py_definition *definition);
/* The tokens between the parentheses of @name(...) above the definition (none: from ==
 * to). False when there is no such decorator. The last part of a dotted decorator counts, and a
 * name that is imported or set as another one stands for that. */
bool py_decorator(const struct py_module *module, const struct py_definition *definition,
                  const char *name, size_t *from, size_t *to);
/* The next stretch of tokens at or after *at that belongs to what the definition does: its code and
 * its decorators, without those of SQLMesh (macro, model, signal), which register it. False when
 * there is none left; else [*at, *end). */
bool py_stretch(const struct py_module *module, const struct py_definition *definition, size_t *at,
                size_t *end);
/* The imports written inside tokens [from, to), as definitions. */
struct py_definitions {
    VEC_OF(struct py_definition);
};
void py_imports_in(struct py_definitions *out, const struct py_module *module, size_t from,
                   size_t to);

/* The value that starts at *at and ends before a comma, a closing bracket or `to`. Names of the
 * module that are set once to a literal are replaced by it; anything computed is LIT_UNKNOWN. */
const struct lit *py_value(struct py_module *module, size_t *at, size_t to);
/* The arguments in tokens [from, to) as a LIT_CALL; **name of a literal dict is spread. */
const struct lit *py_arguments(struct py_module *module, size_t from, size_t to);
struct place py_place(const struct py_module *module, size_t token);

#endif
