/* yaml_write: a YAML document, written as one reads it best and so that every text reads back as
 * the same text, whatever is in it.
 *
 * On libyaml's emitter, which knows how to quote; which texts need quotes, because plain they would
 * be numbers, booleans, dates or nothing (YAML 1.1 and 1.2), is decided here. "##[" never stands in
 * a block of lines and no line starts with "::": what CI runners take for commands is in quotes.
 * Texts that are not UTF-8, or hold a NUL, are cleaned first (utf8_clean). Must not know what is
 * written. */
#ifndef STOPLOG_CODEC_YAML_WRITE_H
#define STOPLOG_CODEC_YAML_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct yaml_writer; /* libyaml's emitter behind a wall */

/* Starts a document that goes to `out`, which must outlive the writer. The writer lives in the
 * arena; call yaml_write_end. ascii: everything outside of ASCII becomes an escape. */
struct yaml_writer *yaml_write_start(struct arena *arena, struct buf *out, bool ascii);
/* Each opens or writes one value: under `key` in a map, with NULL in a list or as the document
 * itself. Keys are words of ours. */
void yaml_write_map(struct yaml_writer *writer, const char *key);
void yaml_write_list(struct yaml_writer *writer, const char *key);
/* Closes the map or list that was opened last. */
void yaml_write_close(struct yaml_writer *writer);
void yaml_write_text(struct yaml_writer *writer, const char *key, struct str text);
/* The same, but nothing at all where the text is empty. */
void yaml_write_stated(struct yaml_writer *writer, const char *key, struct str text);
void yaml_write_bool(struct yaml_writer *writer, const char *key, bool value);
void yaml_write_uint(struct yaml_writer *writer, const char *key, uint64_t value);
/* A number as written: digits, at most one sign before and one point among them; any other text is
 * written as text. */
void yaml_write_number(struct yaml_writer *writer, const char *key, struct str digits);
/* Ends the document and gives libyaml's memory back. False when it is not whole: more was opened
 * than closed. Whether it fitted is for buf_overflowed to say. */
bool yaml_write_end(struct yaml_writer *writer);

/* Whether a text reads as itself when it stands without quotes, outside of [] and {}: a word of
 * letters, digits and a few signs that starts with a letter or "_", has no ": ", and is none of the
 * words that YAML gives a meaning. */
bool yaml_is_plain(struct str text);

#endif
