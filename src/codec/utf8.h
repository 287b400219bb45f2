/* utf8: validity, case folding, display width and escaping of text from the repository (utf8proc).
 *
 * Every byte of a push is an attacker's: nothing from the repository is printed before it went
 * through text_clean (terminals, logs) or the escape of its format. */
#ifndef STOPLOG_CODEC_UTF8_H
#define STOPLOG_CODEC_UTF8_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/* Well-formed UTF-8 throughout: no surrogate, no overlong form, nothing above U+10FFFF. */
bool utf8_valid(struct str s);
#define UTF8_INVALID UINT32_MAX
/* The code point at s.ptr[offset] (offset < s.len) in *code, its length in bytes as result. A byte
 * that starts no character gives UTF8_INVALID and 1. */
size_t utf8_next(struct str s, size_t offset, uint32_t *code);
/* True for code points that text_clean does not let through: they move the cursor, reorder or hide
 * text. UTF8_INVALID is one. */
bool utf8_is_hidden(uint32_t code);
/* Full case folding plus NFC; invalid bytes stay as they are. */
struct str utf8_fold(struct arena *arena, struct str s);
/* Unicode lower / upper case of each code point (SQL identifiers); invalid bytes stay. */
struct str utf8_lower(struct arena *arena, struct str s);
struct str utf8_upper(struct arena *arena, struct str s);
/* Columns on a terminal; invalid bytes count 1. */
size_t utf8_width(struct str s);
/* The longest prefix of at most `columns` columns that ends on a character. */
struct str utf8_cut(struct str s, size_t columns);
/* Safe to print: C0, DEL, C1, U+2028/2029, bidirectional controls (U+061C, 200E/F, 202A-E, 2066-9),
 * zero-width and BOM, tags (U+E0000 block), private use, unassigned, invalid bytes become \xNN or
 * \u{NNNN}, and so does the first sign of what a CI runner would take for a command ("##[", or "::"
 * at the start of a word); a newline (LF or CRLF) or tab becomes one space; cut on a character at
 * most max_bytes into the input, with "..." (0 = no cut). */
struct str text_clean(struct arena *arena, struct str s, size_t max_bytes);
/* Only what JSON needs: invalid bytes become \xNN text, NUL becomes \x00. */
struct str utf8_clean(struct arena *arena, struct str s);

#endif
