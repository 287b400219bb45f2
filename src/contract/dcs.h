/* dcs: what the files that turn DCS into ODCS share, behind dcs_as_odcs(). */
#ifndef STOPLOG_CONTRACT_DCS_H
#define STOPLOG_CONTRACT_DCS_H

#include "contract/reader.h"

enum dcs_level { DCS_ROOT, DCS_INFO, DCS_MODEL, DCS_FIELD };

/* A map or list that is written. */
struct built {
    struct node *node;
    struct node **end; /* where the next child goes */
};

/* A `$ref` that is followed: what it leads to, and from where. */
struct step {
    const struct node *target;
    const struct step *before;
};

struct dcs {
    struct reader *reader;
    const struct node *root;
    const struct sql_dialect *dialect; /* of its servers, NULL where they disagree */
    const struct step *step;           /* the innermost `$ref` that is followed */
    struct map targets;                /* "#/..." -> what it leads to */
    size_t fields, depth;
    size_t repeated; /* nodes that are read more than once, as through an alias of YAML */
};

/* One map while it is turned. */
struct turned {
    struct built map, options, customs;
    const struct node *from;
    struct map *keys; /* names of the model's primary key -> their position; or NULL */
    struct str type, precision, scale, config_type;
    const struct node *primary;  /* as stated at the field */
    const struct node *parts[2]; /* keys and values of a map, turned */
    size_t key_position;
};

/* What a key becomes: `as` is the row's name in ODCS. */
#define DCS(level, key, how, name)                                                                 \
    void how(struct dcs *dcs, struct turned *out, const struct node *value, struct str as);
#include "contract/dcs.def"
#undef DCS

/* An empty map or list, or a scalar without text. */
struct built build(struct dcs *dcs, enum node_kind kind, struct place place);
/* Appends a copy of value under a key ("" in a list). */
void put(struct dcs *dcs, struct built *built, struct str key, const struct node *value);
/* The same for a text. */
void put_text(struct dcs *dcs, struct built *built, const char *key, struct str text,
              struct place place);
/* Appends {property: name, value} to the customProperties. */
void put_custom(struct dcs *dcs, struct turned *out, struct str name, const struct node *value);
/* Whether all below the node may be read once more; a limit that is hit is said. */
bool may_repeat(struct dcs *dcs, const struct node *node, struct place place);
/* Turns every key of a map by the rows of its level. */
void turn_keys(struct dcs *dcs, enum dcs_level level, struct turned *out);
/* Starts to turn a map; turn_end() puts its options and customProperties in place. */
struct turned turn_begin(struct dcs *dcs, const struct node *from);
/* Ends it: out->map is done. */
void turn_end(struct dcs *dcs, struct turned *out);

#endif
