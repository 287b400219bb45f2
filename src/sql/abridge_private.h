/* abridge_private: the bytes of an abridged query, for those who read them. Private to the SQL
 * front end.
 *
 * A node is its kind, what follows (HAS_*), its start as the distance from the node before, flags,
 * text, and its children up to MARK_END. A column of plain names and an output with a plain name
 * are shorter: a mark, and the lengths of names that stand in the text. Nobody but sql_abridge
 * writes such bytes, so they are read without doubt. */
#ifndef STOPLOG_SQL_ABRIDGE_PRIVATE_H
#define STOPLOG_SQL_ABRIDGE_PRIVATE_H

#include "sql/abridge.h"

/* First byte of a node: its kind, or one of these. */
enum abridge_mark {
    MARK_COLUMN = 0xF0, /* a column of plain names, and how many less one: start, then a length
                         * each, one '.' between two */
    MARK_OUTPUT = 0xFE, /* an expression, then start and length of its name */
    MARK_END = 0xFF     /* no more children */
};
#define MOST_PARTS 4
/* Second byte of a node. */
enum abridge_has { HAS_CHILDREN = 1, HAS_FLAGS = 2, HAS_TEXT = 4, TEXT_IN_PLACE = 8 };

struct unpacker {
    struct arena *arena;
    struct str bytes; /* the text of the file */
    const unsigned char *next;
    uint32_t start; /* of the node before */
};

/* All of a node but its children. */
struct abridge_head {
    unsigned kind, flags;
    uint32_t start;
    struct str text;
    bool children; /* they follow, up to MARK_END */
};

/* Seven bits in each byte, the low ones first; the eighth says that there are more. */
static inline uint32_t take_number(struct unpacker *u)
{
    uint32_t byte = *u->next++, number = byte & 0x7F;
    for (unsigned shift = 7; byte & 0x80; shift += 7) {
        byte = *u->next++;
        number |= (byte & 0x7F) << shift;
    }
    return number;
}

/* Distances in both directions: the lowest bit says which. */
static inline uint32_t take_start(struct unpacker *u)
{
    uint32_t folded = take_number(u);
    u->start += folded & 1 ? ~(folded >> 1) : folded >> 1;
    return u->start;
}

/* A name that stands at `start` of the text. */
static inline struct str take_name(struct unpacker *u, uint32_t start)
{
    return (struct str){ u->bytes.ptr + start, take_number(u) };
}

static inline bool is_column_mark(unsigned kind)
{
    return kind >= MARK_COLUMN && kind < MARK_COLUMN + MOST_PARTS;
}

/* What stands behind a kind. */
static inline struct abridge_head take_head(struct unpacker *u, unsigned kind)
{
    unsigned has = *u->next++;
    struct abridge_head head = { .kind = kind, .text = STR_EMPTY, .children = has & HAS_CHILDREN };
    head.start = take_start(u);
    if (has & HAS_FLAGS)
        head.flags = take_number(u);
    if (has & TEXT_IN_PLACE) {
        head.text = take_name(u, head.start);
    } else if (has & HAS_TEXT) {
        size_t len = take_number(u);
        head.text = (struct str){ (const char *)u->next, len };
        u->next += len;
    }
    return head;
}

/* Whether there are no more children, which is passed. */
static inline bool take_end(struct unpacker *u)
{
    bool end = *u->next == MARK_END;
    u->next += end;
    return end;
}

#endif
