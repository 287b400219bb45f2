/* utf8: what a piece of text is, how wide it is, and how to show it without harm.
 *
 * Invalid bytes are never dropped and never repaired in silence: each function says what becomes of
 * them. Must not know where the text came from or goes to. */
#include "codec/utf8.h"

#include <string.h>
#include <utf8proc.h>

#include "base/buf.h"

size_t utf8_next(struct str s, size_t offset, uint32_t *code)
{
    const unsigned char *at = (const unsigned char *)s.ptr + offset;
    if (*at < 0x80) {
        *code = *at;
        return 1;
    }
    size_t left = s.len - offset;
    utf8proc_int32_t found;
    utf8proc_ssize_t len = utf8proc_iterate(at, left < 4 ? (utf8proc_ssize_t)left : 4, &found);
    if (len <= 0) {
        *code = UTF8_INVALID;
        return 1;
    }
    *code = (uint32_t)found;
    return (size_t)len;
}

/* Bytes of ASCII from `at` on, eight at a time. */
static size_t ascii_run(struct str s, size_t at)
{
    const uint64_t high = 0x8080808080808080u;
    size_t start = at;
    uint64_t word;
    for (; s.len - at >= sizeof word; at += sizeof word) {
        memcpy(&word, s.ptr + at, sizeof word);
        if (word & high)
            break;
    }
    while (at < s.len && (unsigned char)s.ptr[at] < 0x80)
        at++;
    return at - start;
}

static bool is_ascii(struct str s)
{
    return ascii_run(s, 0) == s.len;
}

bool utf8_valid(struct str s)
{
    for (size_t i = ascii_run(s, 0); i < s.len; i += ascii_run(s, i)) {
        uint32_t code;
        i += utf8_next(s, i, &code);
        if (code == UTF8_INVALID)
            return false;
    }
    return true;
}

/* Letters that are drawn as nothing though their category is an ordinary one: the combining
 * grapheme joiner and the four Hangul fillers. */
static bool is_blank_letter(uint32_t code)
{
    return code == 0x034F || code == 0x115F || code == 0x1160 || code == 0x3164 || code == 0xFFA0;
}

bool utf8_is_hidden(uint32_t code)
{
    if (code < 0x7F)
        return code < 0x20;
    if (code == UTF8_INVALID || is_blank_letter(code) || (code >= 0xE0000 && code <= 0xE0FFF))
        return true;
    switch (utf8proc_category((utf8proc_int32_t)code)) {
    case UTF8PROC_CATEGORY_CC: /* C1, DEL */
    case UTF8PROC_CATEGORY_CF: /* bidirectional controls, zero width, soft hyphen, BOM */
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
        return true;
    default:
        return false;
    }
}

static void add_code(struct buf *out, uint32_t code)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t len = utf8proc_encode_char((utf8proc_int32_t)code, bytes);
    buf_add(out, (struct str){ (const char *)bytes, (size_t)len });
}

/* Full case folding and NFC of one stretch of valid text. */
static void fold_run(struct buf *out, struct str run)
{
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_CASEFOLD | UTF8PROC_COMPOSE;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)run.ptr;
    utf8proc_ssize_t count = utf8proc_decompose(bytes, (utf8proc_ssize_t)run.len, NULL, 0, options);
    if (count <= 0) {
        buf_add(out, run);
        return;
    }
    /* One unit more than needed: re-encoding happens in place and ends with a NUL. */
    utf8proc_int32_t *codes = arena_array(out->arena, (size_t)count + 1, sizeof *codes);
    count = utf8proc_decompose(bytes, (utf8proc_ssize_t)run.len, codes, count, options);
    utf8proc_ssize_t len = count < 0 ? -1 : utf8proc_reencode(codes, count, options);
    buf_add(out, len < 0 ? run : (struct str){ (const char *)codes, (size_t)len });
}

struct str utf8_fold(struct arena *arena, struct str s)
{
    if (is_ascii(s))
        return str_lower(arena, s);

    struct buf out;
    buf_init(&out, arena, SIZE_MAX / 4);
    size_t start = 0;
    for (size_t i = 0; i < s.len;) {
        uint32_t code;
        size_t len = utf8_next(s, i, &code);
        if (code == UTF8_INVALID) {
            if (i > start)
                fold_run(&out, str_sub(s, start, i - start));
            buf_byte(&out, s.ptr[i]);
            start = i + 1;
        }
        i += len;
    }
    if (start < s.len)
        fold_run(&out, str_sub(s, start, s.len));
    return buf_str(&out);
}

static struct str map_codes(struct arena *arena, struct str s,
                            utf8proc_int32_t (*fn)(utf8proc_int32_t))
{
    struct buf out;
    buf_init(&out, arena, SIZE_MAX / 4);
    for (size_t i = 0; i < s.len;) {
        uint32_t code;
        size_t len = utf8_next(s, i, &code);
        if (code == UTF8_INVALID)
            buf_byte(&out, s.ptr[i]);
        else
            add_code(&out, (uint32_t)fn((utf8proc_int32_t)code));
        i += len;
    }
    return buf_str(&out);
}

struct str utf8_lower(struct arena *arena, struct str s)
{
    return is_ascii(s) ? str_lower(arena, s) : map_codes(arena, s, utf8proc_tolower);
}

struct str utf8_upper(struct arena *arena, struct str s)
{
    return is_ascii(s) ? str_upper(arena, s) : map_codes(arena, s, utf8proc_toupper);
}

static size_t code_width(uint32_t code)
{
    if (code == UTF8_INVALID)
        return 1;
    int width = utf8proc_charwidth((utf8proc_int32_t)code);
    return width > 0 ? (size_t)width : 0;
}

size_t utf8_width(struct str s)
{
    size_t width = 0;
    for (size_t i = 0; i < s.len;) {
        uint32_t code;
        i += utf8_next(s, i, &code);
        width += code_width(code);
    }
    return width;
}

struct str utf8_cut(struct str s, size_t columns)
{
    size_t width = 0, i = 0;
    while (i < s.len) {
        uint32_t code;
        size_t len = utf8_next(s, i, &code);
        width += code_width(code);
        if (width > columns)
            break;
        i += len;
    }
    return str_sub(s, 0, i);
}

/* Where text_clean stops reading: max_bytes, moved back to the start of a character. */
static size_t cut_offset(struct str s, size_t max_bytes)
{
    if (max_bytes == 0 || s.len <= max_bytes)
        return s.len;
    size_t end = max_bytes;
    while (end > 0 && max_bytes - end < 3 && ((unsigned char)s.ptr[end] & 0xC0) == 0x80)
        end--;
    return end;
}

/* CI runners read commands out of what is printed: "##[" anywhere in a line, "::" where a line or,
 * once wrapped, a word begins. Their second sign is written as a number. */
static bool starts_command(struct str s, size_t offset)
{
    struct str rest = str_sub(s, offset, s.len);
    bool begins = offset == 0 || byte_is_space(s.ptr[offset - 1]);
    return str_starts(rest, STR("##[")) || (begins && str_starts(rest, STR("::")));
}

static void add_clean(struct buf *out, struct str s, size_t offset, size_t len, uint32_t code)
{
    if (code < 0x80 && starts_command(s, offset))
        buf_printf(out, "\\x%02x", (unsigned char)code);
    else if (code == '\n' || code == '\t')
        buf_byte(out, ' ');
    else if (code == UTF8_INVALID || (code < 0x80 && utf8_is_hidden(code)))
        buf_printf(out, "\\x%02x", (unsigned char)s.ptr[offset]);
    else if (utf8_is_hidden(code))
        buf_printf(out, "\\u{%04X}", (unsigned)code);
    else
        buf_add(out, str_sub(s, offset, len));
}

struct str text_clean(struct arena *arena, struct str s, size_t max_bytes)
{
    struct buf out;
    size_t end = cut_offset(s, max_bytes);
    struct str kept = str_sub(s, 0, end);

    buf_init(&out, arena, SIZE_MAX / 4);
    for (size_t i = 0; i < kept.len;) {
        uint32_t code;
        size_t len = utf8_next(kept, i, &code);
        bool crlf = code == '\r' && i + 1 < s.len && s.ptr[i + 1] == '\n';
        if (!crlf)
            add_clean(&out, kept, i, len, code);
        i += len;
    }
    if (end < s.len)
        buf_puts(&out, "...");
    return buf_str(&out);
}

struct str utf8_clean(struct arena *arena, struct str s)
{
    if (utf8_valid(s) && str_find_byte(s, '\0') < 0)
        return s;

    struct buf out;
    buf_init(&out, arena, SIZE_MAX / 4);
    for (size_t i = 0; i < s.len;) {
        uint32_t code;
        size_t len = utf8_next(s, i, &code);
        if (code == UTF8_INVALID || code == 0)
            buf_printf(&out, "\\x%02x", (unsigned char)s.ptr[i]);
        else
            buf_add(&out, str_sub(s, i, len));
        i += len;
    }
    return buf_str(&out);
}
