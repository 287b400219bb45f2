/* block: the entries of a MODEL or AUDIT block, of a decorator or of a YAML mapping, read into a
 * draft. Private to the project layer. */
#ifndef STOPLOG_PROJECT_BLOCK_H
#define STOPLOG_PROJECT_BLOCK_H

#include "project/property.h"

struct entry {
    struct str key; /* lower case */
    struct value value;
};
struct entries {
    VEC_OF(struct entry);
};

/* Cuts tokens [from, to), what stands between the parentheses, into entries. Faults become diags
 * and unknowns of the reader's draft. kind: the block is the inside of kind NAME (...). */
void entries_from_tokens(struct entries *out, struct reader *reader, const struct sql_text *text,
                         uint32_t from, uint32_t to, unsigned kind);
/* The children of a map or call (keyword arguments). */
void entries_from_lit(struct entries *out, struct arena *arena, const struct lit *map);
/* The last entry with this key, as the later one wins, or NULL. */
const struct value *entries_get(const struct entries *entries, const char *key);

/* Reads all entries and the model defaults into the reader's draft: name, kind, properties, audits,
 * columns, dependencies. flags: which keys are allowed (P_M, P_A | P_S, ...). The draft's name
 * stays empty when it could not be told. */
void block_read(struct reader *reader, const struct entries *entries, unsigned flags);
/* Sets name, fqn and place of the draft from a name value. False when it cannot be told. */
bool block_set_name(struct reader *reader, const struct value *value);
/* The same from text, for names taken from paths. */
bool block_set_name_text(struct reader *reader, struct str name, struct place place);
/* kind FULL, kind NAME (...), 'NAME', or a literal of a decorator. */
void block_read_kind(struct reader *reader, const struct value *value);
/* audits (...) and signals (...): the calls are added to the draft. */
void block_read_audits(struct reader *reader, const struct value *value, bool signals);
/* Fills what depends on the kind and was not said: "" kind becomes fallback. */
void block_finish(struct reader *reader, const char *fallback_kind);

/* The variables of each blueprint: one map per model (name -> struct str *). False when they are
 * not literal. */
struct blueprints {
    VEC_OF(struct map);
};
bool block_read_blueprints(struct reader *reader, const struct value *value,
                           struct blueprints *out);

#endif
