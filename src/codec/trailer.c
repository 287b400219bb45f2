/* trailer: finds the trailer block of a commit message as git log does, and distrusts it.
 *
 * The same reading runs with small differences (struct reading) to learn whether other readers of
 * the same bytes would see other trailers. Rules: git-interpret-trailers(1), pretty formats in
 * git-log(1); the shapes where readers differ are under tests/data/trailers. */
#include "codec/trailer.h"

#include "base/buf.h"
#include "base/limits.h"
#include "codec/utf8.h"

#define SCISSORS "# ------------------------ >8 ------------------------"

/* How a reader differs from git log. */
struct reading {
    bool keeps_leading; /* empty lines before the title count: the title is then empty */
    bool divides;       /* a "---" line ends the message */
    bool wide_space;    /* form feed and vertical tab are white space */
};

struct line {
    struct str text; /* without its newline */
    uint32_t number;
    bool ended; /* has a newline */
};

/* One look at one message. */
struct message {
    struct reading reading;
    const struct line *lines;
    size_t count;
    size_t start, end; /* the trailer block, as line indexes; equal when there is none */
};

struct lines {
    VEC_OF(struct line);
};

static bool is_space(const struct message *m, char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' ||
           (m->reading.wide_space && (c == '\f' || c == '\v'));
}

static bool is_blank(const struct message *m, struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_space(m, text.ptr[i]))
            return false;
    return true;
}

/* An empty line counts: its first byte is the newline. */
static bool starts_with_space(const struct message *m, struct str text)
{
    return text.len == 0 || is_space(m, text.ptr[0]);
}

static bool is_comment(struct str text)
{
    return text.len > 0 && text.ptr[0] == '#';
}

static struct str trim(const struct message *m, struct str s)
{
    while (s.len && is_space(m, s.ptr[0]))
        s = str_sub(s, 1, s.len);
    while (s.len && is_space(m, s.ptr[s.len - 1]))
        s.len--;
    return s;
}

/* ---- the block ---- */

static void skip_leading(struct message *m)
{
    while (m->count && is_blank(m, m->lines[0].text))
        m->lines++, m->count--;
}

/* A divider is "---" and white space, which may be its newline. */
static void cut_divider(struct message *m)
{
    for (size_t i = 0; i < m->count; i++) {
        struct str text = m->lines[i].text;
        if (!str_starts(text, STR("---")))
            continue;
        if (text.len == 3 ? m->lines[i].ended : is_space(m, text.ptr[3])) {
            m->count = i;
            return;
        }
    }
}

static size_t find_scissors(const struct message *m)
{
    for (size_t i = 0; i < m->count; i++)
        if (m->lines[i].ended && str_eq(m->lines[i].text, STR(SCISSORS)))
            return i;
    return m->count;
}

/* The end of what a person wrote: without the scissors and what follows, and without a tail of
 * comments, empty lines and the list of conflicts that old versions of git left there. As in git, a
 * tail that would begin with the first line of all is not seen as one there. */
static size_t find_end(const struct message *m)
{
    size_t cutoff = find_scissors(m), tail = 0;
    bool in_conflicts = false;

    for (size_t i = 0; i < cutoff; i++) {
        struct str text = m->lines[i].text;
        bool conflicts = m->lines[i].ended && str_eq(text, STR("Conflicts:"));
        bool empty = text.len == 0 || is_comment(text);
        if (empty || conflicts) {
            in_conflicts = conflicts || in_conflicts;
            tail = tail ? tail : i;
        } else if (!(in_conflicts && text.ptr[0] == '\t') && tail) {
            tail = 0;
            in_conflicts = false;
        }
    }
    return tail ? tail : cutoff;
}

/* The offset of the ":" behind "token" and optional blanks; 0 when the line is no trailer. */
static size_t find_separator(struct str text)
{
    bool blanks = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == ':')
            return i;
        if (!blanks && (byte_is_alpha(c) || byte_is_digit(c) || c == '-'))
            continue;
        if (i == 0 || (c != ' ' && c != '\t'))
            return 0;
        blanks = true;
    }
    return 0;
}

/* Lines that git writes itself: one of them lets a block hold prose as well. */
static bool is_generated(struct str text)
{
    return str_starts(text, STR("Signed-off-by: ")) ||
           str_starts(text, STR("(cherry picked from commit "));
}

/* What the lines of a paragraph are, read from its end. */
struct tally {
    size_t trailers, others, indented; /* indented: waits for the line above it */
    bool generated;
};

static void tally_line(const struct message *m, struct tally *tally, struct str text)
{
    bool generated = is_generated(text);
    if (generated || (find_separator(text) && !starts_with_space(m, text))) {
        tally->trailers++;
        tally->indented = 0;
        tally->generated = tally->generated || generated;
    } else if (is_comment(text)) {
        tally->others += tally->indented;
        tally->indented = 0;
    } else if (starts_with_space(m, text)) {
        tally->indented++;
    } else {
        tally->others += 1 + tally->indented;
        tally->indented = 0;
    }
}

static bool is_trailer_block(const struct tally *tally)
{
    size_t others = tally->others + tally->indented;
    return (tally->generated && tally->trailers * 3 >= others) || (tally->trailers && !others);
}

/* The first line that is blank: the title ends there, and trailers can only come after. */
static size_t find_title_end(const struct message *m)
{
    size_t i = 0;
    while (i < m->end && (is_comment(m->lines[i].text) || !is_blank(m, m->lines[i].text)))
        i++;
    return i;
}

static void find_block(struct message *m)
{
    if (!m->reading.keeps_leading)
        skip_leading(m);
    if (m->reading.divides)
        cut_divider(m);
    m->start = m->end = find_end(m);

    struct tally tally = { 0 };
    bool seen = false;
    size_t title_end = find_title_end(m);
    for (size_t i = m->end; i > title_end; i--) {
        struct str text = m->lines[i - 1].text;
        if (is_comment(text) || !is_blank(m, text)) {
            seen = seen || !is_comment(text);
            tally_line(m, &tally, text);
            continue;
        }
        if (!seen)
            continue;
        if (is_trailer_block(&tally))
            m->start = i;
        return;
    }
}

/* ---- the trailers ---- */

/* A newline and the white space around the fold become one space. */
static struct str unfold(const struct message *m, struct arena *arena, struct str value)
{
    struct buf out;
    buf_init(&out, arena, LIMIT_message_bytes);
    for (size_t i = 0; i < value.len;) {
        char c = value.ptr[i++];
        if (c == '\n')
            while (i < value.len && is_space(m, value.ptr[i]))
                i++;
        buf_byte(&out, c == '\n' ? ' ' : c);
    }
    return trim(m, buf_str(&out));
}

/* trailer := token [blanks] ":" value (newline white-space value)*; *next is the line behind it. */
static struct trailer read_trailer(const struct message *m, struct arena *arena, size_t at,
                                   size_t *next)
{
    struct str text = m->lines[at].text;
    size_t separator = find_separator(text);
    struct trailer out = { .key = trim(m, str_sub(text, 0, separator)),
                           .line = m->lines[at].number };
    struct str value = str_sub(text, separator + 1, text.len);

    for (*next = at + 1; *next < m->end; (*next)++) {
        struct str more = m->lines[*next].text;
        if (!starts_with_space(m, more))
            break;
        out.folded = out.folded || !is_blank(m, more);
        /* Lines of one message follow each other in memory, with the newline between them. */
        value.len = (size_t)(more.ptr + more.len - value.ptr);
    }
    value = trim(m, value);
    out.value = out.folded ? unfold(m, arena, value) : value;
    return out;
}

struct list {
    VEC_OF(struct trailer);
};

static struct list read_block(const struct message *m, struct arena *arena)
{
    struct list out = { 0 };
    for (size_t i = m->start; i < m->end;) {
        if (find_separator(m->lines[i].text))
            vec_push(arena, &out, read_trailer(m, arena, i, &i));
        else
            i++;
    }
    return out;
}

static struct list read_as(struct message *m, struct arena *arena, struct reading reading)
{
    m->reading = reading;
    find_block(m);
    return read_block(m, arena);
}

/* ---- doubts ---- */

static bool lists_equal(const struct list *a, const struct list *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!str_eq(a->items[i].key, b->items[i].key) ||
            !str_eq(a->items[i].value, b->items[i].value))
            return false;
    return true;
}

/* Controls (a tab may indent, a CR may precede the newline) and what reorders text. */
static bool is_deceiving(uint32_t code)
{
    static const struct {
        uint32_t from, to;
    } ranges[] = {
        { 0x00, 0x08 },     { 0x0B, 0x1F },     { 0x7F, 0x9F },     { 0x061C, 0x061C },
        { 0x200E, 0x200F }, { 0x2028, 0x202E }, { 0x2066, 0x2069 },
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (code >= ranges[i].from && code <= ranges[i].to)
            return true;
    return false;
}

static bool has_deceiving(const struct line *line)
{
    struct str text = line->text;
    if (line->ended && str_ends(text, STR("\r")))
        text.len--;
    for (size_t i = 0; i < text.len;) {
        uint32_t code;
        i += utf8_next(text, i, &code);
        if (is_deceiving(code))
            return true;
    }
    return false;
}

static void doubt(struct trailers *out, struct str why)
{
    out->ambiguous = true;
    out->why_ambiguous = why;
}

static const struct {
    struct reading reading;
    struct str why;
} other_readings[] = {
    { { .divides = true },
      STR_INIT("a \"---\" line changes which trailers are found, depending on the reader") },
    { { .keeps_leading = true },
      STR_INIT("empty lines before the title change which trailers are found") },
    { { .keeps_leading = true, .divides = true },
      STR_INIT("a \"---\" line and empty lines before the title change which trailers are found") },
    { { .wide_space = true },
      STR_INIT("a form feed or vertical tab changes which trailers are found") },
    { { .wide_space = true, .keeps_leading = true, .divides = true },
      STR_INIT("white space before the title changes which trailers are found") },
};

static void look_for_doubts(struct trailers *out, struct arena *arena, const struct message *ours,
                            const struct message *plain, const struct list *found)
{
    for (size_t i = 0; i < sizeof other_readings / sizeof *other_readings; i++) {
        struct message other = *plain;
        struct list list = read_as(&other, arena, other_readings[i].reading);
        if (!lists_equal(found, &list)) {
            doubt(out, other_readings[i].why);
            return;
        }
    }
    for (size_t i = ours->start; i < ours->end; i++) {
        if (has_deceiving(&ours->lines[i])) {
            doubt(out, STR("the trailers hold control or bidirectional characters"));
            return;
        }
    }
}

/* "" and the names of UTF-8 read as UTF-8; US-ASCII only as such. */
static bool is_readable(struct str message, struct str encoding)
{
    if (str_eq_fold(encoding, STR("us-ascii"))) {
        for (size_t i = 0; i < message.len; i++)
            if ((unsigned char)message.ptr[i] >= 0x80)
                return false;
        return true;
    }
    bool utf8 = encoding.len == 0 || str_eq_fold(encoding, STR("utf-8")) ||
                str_eq_fold(encoding, STR("utf8"));
    return utf8 && utf8_valid(message);
}

static struct lines split_lines(struct arena *arena, struct str message)
{
    struct lines out = { 0 };
    while (message.len) {
        ptrdiff_t end = str_find_byte(message, '\n');
        size_t len = end < 0 ? message.len : (size_t)end;
        vec_push(arena, &out,
                 (struct line){ str_sub(message, 0, len), (uint32_t)out.count + 1, end >= 0 });
        message = str_sub(message, len + 1, message.len);
    }
    return out;
}

void trailers_parse(struct trailers *out, struct arena *arena, struct str message,
                    struct str encoding)
{
    *out = (struct trailers){ .why_ambiguous = STR_EMPTY };
    ptrdiff_t nul = str_find_byte(message, '\0');
    if (nul >= 0)
        message = str_sub(message, 0, (size_t)nul);
    if (message.len > LIMIT_message_bytes) {
        doubt(out, STR("the message is too long to be read (limit message_bytes)"));
        return;
    }
    if (!is_readable(message, encoding)) {
        doubt(out, STR("the message is not UTF-8, or its commit names another encoding"));
        return;
    }
    struct lines lines = split_lines(arena, message);
    const struct message plain = { .lines = lines.items, .count = lines.count };
    struct message ours = plain;
    struct list found = read_as(&ours, arena, (struct reading){ false, false, false });
    out->items = found.items;
    out->count = found.count;
    out->cap = found.cap;
    look_for_doubts(out, arena, &ours, &plain, &found);
    if (nul >= 0)
        doubt(out, STR("the message holds a NUL byte, behind which it is not shown"));
}

/* ---- mailboxes ---- */

static bool is_plain_text(struct str s)
{
    for (size_t i = 0; i < s.len;) {
        uint32_t code;
        i += utf8_next(s, i, &code);
        if (code == '<' || code == '>' || code == UTF8_INVALID || code == '\t' || code == '\n' ||
            is_deceiving(code))
            return false;
    }
    return true;
}

/* email := local "@" host, without white space, quotes, brackets or lists. */
static bool is_address(struct str email)
{
    ptrdiff_t at = str_find_byte(email, '@');
    if (at < 1 || (size_t)at + 1 == email.len || str_rfind_byte(email, '@') != at)
        return false;
    for (size_t i = 0; i < email.len;) {
        uint32_t code;
        size_t len = utf8_next(email, i, &code);
        if (code == ' ' || utf8_is_hidden(code) ||
            (len == 1 && str_find_byte(STR("()<>[]\\,;:\""), email.ptr[i]) >= 0))
            return false;
        i += len;
    }
    return true;
}

bool mailbox_parse(struct arena *arena, struct str value, struct mailbox *out)
{
    value = str_trim(value);
    ptrdiff_t open = str_find_byte(value, '<');
    if (open < 0 || str_find_byte(value, '\n') >= 0 || !str_ends(value, STR(">")))
        return false;
    struct str name = str_trim(str_sub(value, 0, (size_t)open));
    struct str email = str_sub(value, (size_t)open + 1, value.len - (size_t)open - 2);
    if (name.len == 0 || !is_plain_text(name) || !is_address(email))
        return false;
    *out = (struct mailbox){ name, str_lower(arena, email) };
    return true;
}
