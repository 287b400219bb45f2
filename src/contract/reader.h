/* reader: what the files that read contracts share, behind contract_read().
 *
 * A map is read by the rows of keys.def. What a row does not take in is kept as a digest, so that
 * a change of it is never silence: `described` for what promises nothing, `unread` for what was not
 * understood. */
#ifndef STOPLOG_CONTRACT_READER_H
#define STOPLOG_CONTRACT_READER_H

#include "base/map.h"
#include "codec/digest.h"
#include "contract/contract.h"

enum level {
    LEVEL_ROOT,
    LEVEL_CUSTOM_ROOT,
    LEVEL_TEAM,
    LEVEL_MEMBER,
    LEVEL_CHANNEL,
    LEVEL_SLA,
    LEVEL_OBJECT,
    LEVEL_CUSTOM_OBJECT,
    LEVEL_COLUMN,
    LEVEL_CUSTOM_COLUMN,
    LEVEL_MAP_PARTS,
    LEVEL_VALUE,
    LEVEL_LINK,
    LEVEL_CHECK
};

/* The digests of one contract, object or column while it is read; NULL until something is said. */
struct said {
    struct digest *described, *unread;
};

/* A relationship of an object, kept until all names are known. */
struct link {
    const struct node *from, *to;
    struct str type;
    size_t object; /* its index */
};
/* One entry of `support`. */
struct channel {
    struct str channel, url, tool, scope;
};
/* One entry of `quality` while it is read. */
struct check_draft {
    struct contract_check check;
    struct str id, metric, text;
    struct digest *what;
};

struct reader {
    struct arena *arena;
    struct diags *diags;
    struct contract *contract;
    struct map noted; /* "level key" of unknown keys */
    size_t columns;   /* so far, of all objects */
    size_t depth;     /* of the column that is read; 0 outside */
    size_t object;    /* index of the one that is read */
    struct str default_element;
    struct {
        VEC_OF(struct link);
    } links;
    bool failed; /* the contract cannot be read; a diag says why */
};

/* Reads the value of a key into slot, the target plus the row's offset; never a null. */
#define KEY(level, key, read, where)                                                               \
    void read(struct reader *reader, struct said *said, const struct node *value, void *slot);
#include "contract/keys.def"
#undef KEY

/* Reads the rows of a level from a map into target. A node that is no map is not understood. */
void read_map(struct reader *reader, enum level level, const struct node *map, void *target,
              struct said *said);
/* Reads customProperties: those of the level's rows into target, others are described. */
void read_custom(struct reader *reader, enum level level, const struct node *list, void *target,
                 struct said *said);
/* The first item when value is a list; otherwise NULL, and the value is not understood. */
const struct node *list_items(struct reader *reader, struct said *said, const struct node *value);
/* Whether it is a map; what is none is not understood. */
bool is_map(struct reader *reader, struct said *said, const struct node *value);
/* Says that a value must be something else ("a list"), and that it was not understood. */
void wrong_kind(struct reader *reader, struct said *said, const struct node *value,
                const char *wanted);
/* Keeps what was not understood. */
void said_unread(struct reader *reader, struct said *said, const struct node *value);
/* Notes a key that no row has, and what comes of it; the first twenty are enough. */
void note_key(struct reader *reader, enum level level, const struct node *value,
              const char *consequence);
/* Ends the digest of what describes; "" when nothing did. */
struct str said_described(struct reader *reader, struct said *said);
/* Ends the digest of what was not understood. */
struct str said_not_read(struct reader *reader, struct said *said);
/* Says why the contract cannot be read at all; the first reason is enough. */
void read_fail(struct reader *reader, struct place place, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Names the limit contract_depth. */
void too_deep(struct reader *reader, struct place place);
/* Names the limit contract_columns. */
void too_many(struct reader *reader, struct place place);

/* The text of a scalar as it stands, or the texts of a list joined by `between`; false for anything
 * else. */
bool joined_text(struct reader *reader, const struct node *value, const char *between,
                 struct str *out);
/* Appends a text. */
void add_text(struct reader *reader, struct contract_texts *texts, struct str text);
/* Sorts bytewise; unique: keeps each text once. */
void sort_texts(struct contract_texts *texts, bool unique);
/* "2032-05-12", also as the start of a time. */
bool day_of(struct str text, int64_t *day);
/* Limits the values of a column, once: the first place that says so decides. */
void limit_values(struct reader *reader, struct said *said, struct contract_column *column,
                  const struct node *list);

/* The dialect that all servers which have one agree on, in the list of ODCS or the map of DCS; NULL
 * when there is none. */
const struct sql_dialect *servers_dialect(const struct node *servers);
/* The dialect of a type of server, or NULL. */
const struct sql_dialect *server_dialect(struct str type);

/* After all is read: names in place of ids in references, and relationships of objects. */
void finish_links(struct reader *reader);
/* After all is read: the ends that service levels state. */
void finish_ends(struct reader *reader);

/* A DCS document as ODCS; NULL when the reader failed. */
const struct node *dcs_as_odcs(struct reader *reader, const struct node *root);

#endif
