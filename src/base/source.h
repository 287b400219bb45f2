/* source: one snapshot of files, wherever they come from.
 *
 * host implements it on a git tree and on a folder, tests in memory (base/source_mem). The pure
 * core sees nothing else of the outside. Entries are sorted bytewise by path, hold regular and
 * special entries alike (the reader must look at `mode`), and never change while the source lives.
 */
#ifndef STOPLOG_BASE_SOURCE_H
#define STOPLOG_BASE_SOURCE_H

#include <stdint.h>

#include "base/err.h"
#include "base/map.h"
#include "base/str.h"

/* An object id of git: len is 20 (sha1) or 32, 0 = none. */
struct oid {
    unsigned char bytes[32];
    uint8_t len;
};

enum entry_mode {
    MODE_FILE = 0100644,
    MODE_EXEC = 0100755,
    MODE_LINK = 0120000,
    MODE_MODULE = 0160000
};

struct source_entry {
    struct str path; /* relative to the top, '/'-separated, checked: no "..", no empty part */
    struct oid id;   /* blob id; equal ids mean equal bytes */
    uint32_t mode;   /* enum entry_mode, or what the tree says */
};

struct source {
    const struct source_entry *entries;
    size_t count;
    struct str label; /* for messages: "main@4c1e9a0" or a folder */
    /* Reads one file whole into memory that lives as long as the source. E_LIMIT past
     * LIMIT_file_bytes, E_IO when the object is missing; never for a link or module (E_INPUT). */
    enum status (*read)(const struct source *source, const struct source_entry *entry,
                        struct str *out, struct err *err);
    void *ctx;
};

/* The entry with this path, or NULL. Binary search. */
const struct source_entry *source_find(const struct source *source, struct str path);
/* Index of the first entry whose path is >= prefix; with str_starts this walks a directory. */
size_t source_lower_bound(const struct source *source, struct str prefix);
/* Convenience: find and read. E_NOTFOUND when absent. */
MUST_USE enum status source_read(const struct source *source, struct str path, struct str *out,
                                 struct err *err);
bool source_is_file(const struct source_entry *entry);
bool oid_eq(const struct oid *a, const struct oid *b);
bool oid_is_none(const struct oid *id);
/* Lower-case hex of the whole id. */
struct str oid_hex(struct arena *arena, const struct oid *id);
/* The first 12 hex digits, for people. */
struct str oid_short(struct arena *arena, const struct oid *id);
/* 40 or 64 hex digits; false otherwise. All zeros give len 0 ("none"). */
bool oid_parse(struct str hex, struct oid *out);

/* A source over files in memory, for tests and for sources that already hold their bytes.
 * Blob ids are made from the content, so equal bytes have equal ids. */
struct mem_file {
    struct str path, bytes;
    uint32_t mode; /* 0 = MODE_FILE */
};
void source_from_memory(struct source *out, struct arena *arena, const struct mem_file *files,
                        size_t count, struct str label);

#endif
