/* fact: one typed statement about base -> tip. The table is facts.def; nothing else lists codes. */
#ifndef STOPLOG_CHANGE_FACT_H
#define STOPLOG_CHANGE_FACT_H

#include "base/diag.h"
#include "base/str.h"
#include "base/vec.h"

struct model;
struct sql_node;

/* In order of severity for readers: a set's class is the highest of its facts. */
enum fact_class {
    CLASS_COSMETIC,
    CLASS_METADATA,
    CLASS_ADDITIVE,
    CLASS_PHYSICAL,
    CLASS_GUARD,
    CLASS_MEANING,
    CLASS_SHAPE,
    CLASS_UNKNOWN,
    CLASS_COUNT
};

enum fact_scope { SCOPE_MODEL, SCOPE_COLUMN, SCOPE_FILE };

enum fact_code {
#define FACT(code, slug, class, scope, summary) FACT_##code,
#include "change/facts.def"
#undef FACT
    FACT_COUNT
};

struct fact_row {
    const char *code, *slug, *summary;
    enum fact_class class;
    enum fact_scope scope;
};

struct fact {
    enum fact_code code;
    const struct model *before,
        *after;         /* NULL on the side where it does not exist; both NULL for files */
    struct str subject; /* model name, or path or ref for SCOPE_FILE */
    struct str column;  /* "" unless SCOPE_COLUMN */
    struct str
        aspect; /* what exactly: "WHERE", "property start", "audit not_null", "CTE paid > WHERE" */
    struct str old_text, new_text; /* both sides in full, canonical, unescaped; "" = absent */
    struct str
        note; /* one sentence that helps: why it is not additive, why SQLMesh says otherwise */
    struct str seal; /* digest of what the texts leave out; never shown, part of the fingerprint */
    struct place place; /* at tip, or at base when nothing is left at tip */
    /* SQ102 inside of a CTE or a subquery: the expressions, in the trees of both models, when the
     * rows of that query stay what they are; else NULL. What hangs on them is lineage's to say. */
    const struct sql_node *inner_before, *inner_after;
    const struct models_named *guards; /* of a file: models of base that the audit or test watches
                                          over, whose owners answer for it too; NULL = none */
};

struct models_named {
    VEC_OF(const struct model *);
};

/* The row of a code below FACT_COUNT. */
const struct fact_row *fact_row(enum fact_code code);
/* By code ("CL101") or slug ("column-removed"), case folded; FACT_COUNT when there is none. */
enum fact_code fact_find(struct str name);
/* "cosmetic", "shape" ...; "" for CLASS_COUNT. */
const char *fact_class_name(enum fact_class class);
/* CLASS_COUNT when there is no such class. */
enum fact_class fact_class_find(struct str name);
/* The class of the fact's row. */
enum fact_class fact_class_of(const struct fact *fact);
/* Stable over line moves: first 12 hex digits of SHA-256 over code, subject, column, aspect. */
struct str fact_id(struct arena *arena, const struct fact *fact);

#endif
