#include "codec/yaml_template.h"

#include <string.h>

#include "base/buf.h"
#include "codec/utf8.h"

/* U+E000, private use: legal in YAML, and refused when the file holds it itself. The stand-in is
 * this mark and as many 'x' as the expression is longer ("{{}}" is one byte longer than the mark).
 */
#define MARK "\xEE\x80\x80"
#define MARK_BYTES (sizeof MARK - 1)

static bool starts_at(struct str s, size_t offset, const char *word)
{
    return str_starts(str_sub(s, offset, s.len), str_of(word));
}

/* The offset behind a string literal that starts at `at`; s.len when it does not end. */
static size_t skip_string(struct str s, size_t at)
{
    char quote = s.ptr[at];
    for (at++; at < s.len && s.ptr[at] != quote; at++)
        if (s.ptr[at] == '\\')
            at++;
    return at < s.len ? at + 1 : s.len;
}

/* expression := "{{" (string | "{" ... "}" | any)* "}}"; the offset behind it, 0 when it does not
 * end. Braces of dictionaries are counted, as Jinja does. */
static size_t expression_end(struct str s, size_t at)
{
    size_t braces = 0;
    for (at += 2; at < s.len;) {
        char c = s.ptr[at];
        if (c == '\'' || c == '"') {
            at = skip_string(s, at);
            continue;
        }
        if (braces == 0 && starts_at(s, at, "}}"))
            return at + 2;
        if (c == '{')
            braces++;
        else if (c == '}' && braces)
            braces--;
        at++;
    }
    return 0;
}

static void blank_expression(struct template_text *out, struct arena *arena, char *text, size_t at,
                             size_t end)
{
    memset(text + at, 'x', end - at);
    memcpy(text + at, MARK, MARK_BYTES);
    vec_push(arena, out, (struct template_hole){ at, end - at });
}

static void blank_comment(char *text, size_t at, size_t end)
{
    for (; at < end; at++)
        if (text[at] != '\n' && text[at] != '\r')
            text[at] = ' ';
}

static bool fail(struct template_fault *fault, size_t offset, const char *text)
{
    *fault = (struct template_fault){ offset, text };
    return false;
}

bool template_blank(struct template_text *out, struct arena *arena, struct str bytes,
                    struct template_fault *fault)
{
    char *text = arena_alloc(arena, bytes.len);
    ptrdiff_t mark = str_find(bytes, STR(MARK));

    if (bytes.len)
        memcpy(text, bytes.ptr, bytes.len);
    *out = (struct template_text){ .original = bytes, .bytes = { text, bytes.len } };
    for (size_t at = 0; at < bytes.len;) {
        uint32_t code;
        size_t len = utf8_next(bytes, at, &code);
        if (code == UTF8_INVALID) /* the parser does not see what a stand-in hides */
            return fail(fault, at, "not valid YAML: invalid UTF-8");
        at += len;
    }
    if (mark >= 0)
        return fail(fault, (size_t)mark, "the character U+E000 is not allowed here");
    for (size_t at = 0; at + 1 < bytes.len;) {
        if (bytes.ptr[at] != '{') {
            at++;
            continue;
        }
        if (starts_at(bytes, at, "{%"))
            return fail(fault, at, "a Jinja statement \"{% ... %}\" cannot be read statically");
        if (starts_at(bytes, at, "{{")) {
            size_t end = expression_end(bytes, at);
            if (end == 0)
                return fail(fault, at, "\"{{\" without \"}}\"");
            blank_expression(out, arena, text, at, end);
            at = end;
        } else if (starts_at(bytes, at, "{#")) {
            ptrdiff_t len = str_find(str_sub(bytes, at + 2, bytes.len), STR("#}"));
            if (len < 0)
                return fail(fault, at, "\"{#\" without \"#}\"");
            blank_comment(text, at, at + 4 + (size_t)len);
            at += 4 + (size_t)len;
        } else {
            at++;
        }
    }
    return true;
}

/* The first hole at or behind this offset. */
static size_t first_hole(const struct template_text *text, size_t offset)
{
    size_t low = 0, high = text->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (text->items[mid].offset < offset)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static size_t count_marks(struct str scalar)
{
    size_t count = 0;
    for (size_t at = 0; at < scalar.len; at++)
        count += starts_at(scalar, at, MARK);
    return count;
}

bool template_restore(struct str *out, struct arena *arena, const struct template_text *text,
                      size_t start, size_t end, struct str scalar)
{
    struct buf restored;
    size_t hole = first_hole(text, start), last = first_hole(text, end);

    if (hole == last && (text->count == 0 || str_find(scalar, STR(MARK)) < 0)) {
        *out = str_dup(arena, scalar);
        return true;
    }
    if (count_marks(scalar) != last - hole)
        return false;
    buf_init(&restored, arena, SIZE_MAX / 4);
    for (size_t at = 0; at < scalar.len;) {
        if (!starts_at(scalar, at, MARK)) {
            buf_byte(&restored, scalar.ptr[at++]);
            continue;
        }
        struct template_hole found = text->items[hole++];
        buf_add(&restored, str_sub(text->original, found.offset, found.len));
        at += found.len;
    }
    *out = buf_str(&restored);
    return true;
}
