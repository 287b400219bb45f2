/* python_string: see the header. A stack of open literals and fields; no recursion. */
#include "project/python_string.h"

#define DEPTH_MAX 32

struct frame {
    bool is_field;
    bool triple, formatted, raw; /* of a literal */
    bool spec;                   /* of a field: behind the ':' */
    char quote;                  /* of the literal, or of the one around the field */
    unsigned brackets;
    size_t start; /* of the field's expression */
};

struct scan {
    struct str text;
    size_t at;
    struct frame frames[DEPTH_MAX];
    size_t depth;
    bool broken;
    struct py_fields *fields;
    struct arena *arena;
};

static char peek(const struct scan *scan, size_t ahead)
{
    size_t at = scan->at + ahead;
    return at < scan->text.len ? scan->text.ptr[at] : '\0';
}

static bool has_letter(struct str prefix, char letter)
{
    for (size_t i = 0; i < prefix.len; i++)
        if (byte_lower(prefix.ptr[i]) == letter)
            return true;
    return false;
}

bool py_is_string_prefix(struct str name)
{
    static const char *const prefixes[] = { "r",  "u",  "b",  "f",  "t", "br",
                                            "rb", "fr", "rf", "tr", "rt" };
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (str_eq_fold(name, str_of(prefixes[i])))
            return true;
    return false;
}

static struct frame *push(struct scan *scan)
{
    if (scan->depth == DEPTH_MAX) {
        scan->broken = true;
        scan->depth--;
    }
    struct frame *frame = &scan->frames[scan->depth++];
    *frame = (struct frame){ .is_field = false };
    return frame;
}

static void open_literal(struct scan *scan, struct str prefix)
{
    struct frame *frame = push(scan);
    frame->quote = peek(scan, 0);
    frame->triple = peek(scan, 1) == frame->quote && peek(scan, 2) == frame->quote;
    frame->formatted = has_letter(prefix, 'f') || has_letter(prefix, 't');
    frame->raw = has_letter(prefix, 'r');
    scan->at += frame->triple ? 3 : 1;
}

static void open_field(struct scan *scan)
{
    struct frame around = scan->frames[scan->depth - 1];
    struct frame *frame = push(scan);
    *frame = around;
    frame->is_field = true;
    frame->spec = false;
    frame->brackets = 0;
    frame->start = ++scan->at;
}

static void end_expression(struct scan *scan, const struct frame *frame)
{
    if (scan->fields)
        vec_push(scan->arena, scan->fields, (struct py_field){ frame->start, scan->at });
}

/* The quote of a literal ends the fields in it too. */
static void close_literal(struct scan *scan, const struct frame *top)
{
    scan->at += top->triple ? 3 : 1;
    while (scan->depth && scan->frames[scan->depth - 1].is_field)
        scan->depth--;
    scan->depth -= scan->depth > 0;
}

static void step_escape(struct scan *scan, const struct frame *top)
{
    char next = peek(scan, 1);
    if (top->formatted && (next == '{' || next == '}')) {
        scan->at++;
        return;
    }
    if (top->formatted && !top->raw && next == 'N' && peek(scan, 2) == '{')
        while (scan->at < scan->text.len && peek(scan, 0) != '}' && peek(scan, 0) != '\n')
            scan->at++;
    else
        scan->at += 2;
}

/* Text of a literal, or of a format specification. */
static void step_text(struct scan *scan, struct frame *top)
{
    char c = peek(scan, 0);
    bool closes = c == top->quote && (!top->triple || (peek(scan, 1) == c && peek(scan, 2) == c));
    if (closes)
        close_literal(scan, top);
    else if (c == '\\')
        step_escape(scan, top);
    else if (c == '\n' && !top->triple)
        scan->broken = true;
    else if (top->formatted && c == '{' && (top->is_field || peek(scan, 1) != '{'))
        open_field(scan);
    else if (top->is_field && c == '}')
        scan->depth--, scan->at++;
    else
        scan->at += top->formatted && c == '{' ? 2 : 1;
}

/* The letters right before the quote, when they are a prefix. */
static struct str prefix_before(const struct scan *scan)
{
    size_t start = scan->at;
    while (start && byte_is_alpha(scan->text.ptr[start - 1]))
        start--;
    struct str letters = str_sub(scan->text, start, scan->at - start);
    return py_is_string_prefix(letters) ? letters : STR_EMPTY;
}

static void step_expression(struct scan *scan, struct frame *top)
{
    char c = peek(scan, 0);
    if (c == '\'' || c == '"') {
        open_literal(scan, prefix_before(scan));
        return;
    }
    if (c == '#') {
        while (scan->at < scan->text.len && peek(scan, 0) != '\n')
            scan->at++;
        return;
    }
    bool over = !top->brackets && (c == ':' || c == '}');
    if (over)
        end_expression(scan, top);
    top->spec = over && c == ':';
    if (over && c == '}')
        scan->depth--;
    top->brackets += c == '(' || c == '[' || c == '{';
    top->brackets -= top->brackets && (c == ')' || c == ']' || c == '}');
    scan->at++;
}

size_t py_string_end(struct str text, size_t at, struct str prefix, bool *closed,
                     struct py_fields *fields, struct arena *arena)
{
    struct scan scan = { .text = text, .at = at, .fields = fields, .arena = arena };
    open_literal(&scan, prefix);
    while (scan.depth && !scan.broken && scan.at < text.len) {
        struct frame *top = &scan.frames[scan.depth - 1];
        if (top->is_field && !top->spec)
            step_expression(&scan, top);
        else
            step_text(&scan, top);
    }
    for (; scan.depth && fields; scan.depth--)
        if (scan.frames[scan.depth - 1].is_field && !scan.frames[scan.depth - 1].spec)
            end_expression(&scan, &scan.frames[scan.depth - 1]);
    *closed = !scan.depth && !scan.broken;
    return scan.at < text.len ? scan.at : text.len;
}
