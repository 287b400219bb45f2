/* pattern: globs and regular expressions as bounded pcre2 programs.
 *
 * Globs become regular expressions over bytes, so that a path which is not UTF-8 can still match;
 * regular expressions work on characters, and an invalid byte of the subject counts as one U+FFFD.
 * The only place that knows pcre2. Not for several threads: a set owns one match block. */
#define PCRE2_CODE_UNIT_WIDTH 8

#include "codec/pattern.h"

#include <pcre2.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "codec/utf8.h"

enum {
    HEAP_KIB = 32 * 1024, /* pcre2's backtracking frames; regex_steps is reached long before */
    PAREN_DEPTH = 100,
    BRACE_DEPTH = 8,
    COST_PER_STEP = 100 /* a whole match may cost this many times regex_steps, see count_cost */
};

struct pattern {
    struct pattern_set *set;
    struct pattern *next;
    pcre2_code *code;
    struct str text;
    /* Globs: what no subject can match without, so that most of them need no search. */
    struct str front;   /* it begins with this; "" = nothing known */
    struct str literal; /* it contains this; lower case where case is folded */
    bool on_characters; /* the subject must be made valid UTF-8 first */
    bool folds;         /* case does not count */
};

struct pattern_set {
    struct arena arena;
    pcre2_compile_context *compile;
    pcre2_match_context *match;
    pcre2_match_data *data;
    struct pattern *patterns;
    size_t cost, last; /* of the running match: bytes walked and items tried; last place seen */
    char *scratch;     /* repaired subjects; 3 bytes for each byte of the longest subject */
};

/* pcre2's match limit starts anew at each place a match could begin, so that a search in a long
 * text is quadratic below it. This runs before each item of a regular expression and counts for
 * all. */
static int count_cost(pcre2_callout_block *block, void *data)
{
    struct pattern_set *set = data;
    size_t at = block->current_position;
    set->cost += 1 + (at > set->last ? at - set->last : set->last - at);
    set->last = at;
    return set->cost > LIMIT_regex_steps * COST_PER_STEP ? PCRE2_ERROR_MATCHLIMIT : 0;
}

struct pattern_set *pattern_set_new(void)
{
    struct arena arena;
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    struct pattern_set *set = arena_new(&arena, struct pattern_set);
    set->arena = arena;
    set->compile = pcre2_compile_context_create(NULL);
    set->match = pcre2_match_context_create(NULL);
    /* One pair: only whether it matched is asked, so captures need no room. */
    set->data = pcre2_match_data_create(1, NULL);
    if (!set->compile || !set->match || !set->data)
        abort();
    pcre2_set_parens_nest_limit(set->compile, PAREN_DEPTH);
    pcre2_set_match_limit(set->match, (uint32_t)LIMIT_regex_steps);
    pcre2_set_depth_limit(set->match, (uint32_t)LIMIT_regex_steps);
    pcre2_set_heap_limit(set->match, HEAP_KIB);
    pcre2_set_callout(set->match, count_cost, set);
    return set;
}

void pattern_set_release(struct pattern_set *set)
{
    if (!set)
        return;
    for (struct pattern *pattern = set->patterns; pattern; pattern = pattern->next)
        pcre2_code_free(pattern->code);
    pcre2_match_data_free(set->data);
    pcre2_match_context_free(set->match);
    pcre2_compile_context_free(set->compile);
    struct arena arena = set->arena; /* the set itself lies in it */
    arena_release(&arena);
}

/* One glob on its way to a regular expression. */
struct glob {
    struct str text;
    size_t at;
    struct buf out;
    size_t braces; /* open "{" */
    const char *fault;
};

/* A byte that stands for itself, whatever pcre2 thinks of it. */
static void add_literal(struct buf *out, char c)
{
    if (byte_is_alpha(c) || byte_is_digit(c) || (unsigned char)c >= 0x80)
        buf_byte(out, c);
    else
        buf_printf(out, "\\x%02x", (unsigned char)c);
}

static char peek(const struct glob *glob, size_t ahead)
{
    size_t at = glob->at + ahead;
    return at < glob->text.len ? glob->text.ptr[at] : '\0';
}

/* True at the start of a path part: "**" followed by "/" there stands for any number of parts. */
static bool at_part_start(const struct glob *glob)
{
    if (glob->at == 0)
        return true;
    char before = glob->text.ptr[glob->at - 1];
    return before == '/' || (glob->braces && (before == '{' || before == ','));
}

/* star := "*" | "**" | "**" "/" */
static void glob_star(struct glob *glob)
{
    bool part_start = at_part_start(glob);
    size_t stars = 1;
    while (peek(glob, stars) == '*')
        stars++;
    if (stars == 1) {
        buf_puts(&glob->out, "[^/]*");
    } else if (part_start && peek(glob, stars) == '/') {
        buf_puts(&glob->out, "(?:.*/)?");
        stars++;
    } else {
        buf_puts(&glob->out, ".*");
    }
    glob->at += stars;
}

/* The end of a class's members: the "]" that is not its first member; 0 when it is missing. */
static size_t class_end(const struct glob *glob, size_t first)
{
    for (size_t i = first; i < glob->text.len; i++) {
        if (glob->text.ptr[i] == ']' && i > first)
            return i;
        if (glob->text.ptr[i] == '\\')
            i++;
    }
    return 0;
}

/* class := "[" ["!" | "^"] member+ "]"; "/" is never a member. */
static void glob_class(struct glob *glob)
{
    char mark = peek(glob, 1);
    bool negated = mark == '!' || mark == '^';
    size_t first = glob->at + 1 + negated;
    size_t end = class_end(glob, first);

    if (end == 0) {
        glob->fault = "\"[\" without \"]\"";
        return;
    }
    buf_puts(&glob->out, negated ? "(?!/)[^" : "(?!/)[");
    for (size_t i = first; i < end; i++) {
        char c = glob->text.ptr[i];
        char after = i + 1 < end ? glob->text.ptr[i + 1] : '\0';
        if (c == '[' && (after == ':' || after == '.' || after == '=')) {
            glob->at = i;
            glob->fault = "named character classes are not supported";
            return;
        }
        if (c == '-' && i > first && i + 1 < end)
            buf_byte(&glob->out, '-');
        else
            add_literal(&glob->out, c == '\\' && i + 1 < end ? glob->text.ptr[++i] : c);
    }
    buf_byte(&glob->out, ']');
    glob->at = end + 1;
}

/* alternatives := "{" glob ("," glob)* "}"; false when c is no part of one. */
static bool glob_brace(struct glob *glob, char c)
{
    if (c == '{' && glob->braces == BRACE_DEPTH)
        glob->fault = "too many nested \"{\"";
    else if (c == '{')
        glob->braces++, buf_puts(&glob->out, "(?:");
    else if (c == '}' && glob->braces == 0)
        glob->fault = "\"}\" without \"{\"";
    else if (c == '}')
        glob->braces--, buf_byte(&glob->out, ')');
    else if (c == ',' && glob->braces)
        buf_byte(&glob->out, '|');
    else
        return false;
    glob->at += !glob->fault;
    return true;
}

static void glob_item(struct glob *glob)
{
    char c = peek(glob, 0);
    if (c == '*') {
        glob_star(glob);
    } else if (c == '?') {
        buf_puts(&glob->out, "[^/]");
        glob->at++;
    } else if (c == '[') {
        glob_class(glob);
    } else if (c == '\\' && glob->at + 1 == glob->text.len) {
        glob->fault = "\"\\\" at the end";
    } else if (c == '\\') {
        add_literal(&glob->out, peek(glob, 1));
        glob->at += 2;
    } else if (!glob_brace(glob, c)) {
        add_literal(&glob->out, c);
        glob->at++;
    }
}

/* A "/" at the front or in the middle ties the pattern to the top, as in gitignore. */
static bool is_anchored(struct str text)
{
    ptrdiff_t slash = str_find_byte(text, '/');
    return slash >= 0 && (size_t)slash + 1 < text.len;
}

/* path glob := ["/"] item* ["/"] */
static void path_glob(struct glob *glob)
{
    if (peek(glob, 0) == '/')
        glob->at = 1;
    else if (!is_anchored(glob->text))
        buf_puts(&glob->out, "(?:.*/)?");
    /* The alternatives of braces never reach outside: each stands in a group of its own. */
    while (glob->at < glob->text.len && !glob->fault)
        glob_item(glob);
    if (!glob->fault && glob->braces)
        glob->fault = "\"{\" without \"}\"";
    if (str_ends(glob->text, STR("/")))
        buf_puts(&glob->out, ".+");
}

/* name glob: only "*" and "?" are special. */
static void name_glob(struct glob *glob)
{
    for (; glob->at < glob->text.len; glob->at++) {
        char c = peek(glob, 0);
        if (c == '*')
            buf_puts(&glob->out, ".*");
        else if (c == '?')
            buf_byte(&glob->out, '.');
        else
            add_literal(&glob->out, c);
    }
}

static enum status fault_at(struct err *err, struct str text, size_t offset, const char *why)
{
    struct str shown = str_sub(text, 0, LIMIT_report_text_bytes);
    return err_set(err, E_INPUT, "pattern \"%.*s\" is wrong at byte %zu: %s", STR_ARG(shown),
                   offset + 1, why);
}

static enum status translate(struct pattern_set *set, enum pattern_kind kind, struct str text,
                             struct str *out, struct err *err)
{
    struct glob glob = { .text = text };
    buf_init(&glob.out, &set->arena, LIMIT_regex_bytes * 16);
    if (text.len == 0)
        return fault_at(err, text, 0, "it is empty");
    if (kind == PATTERN_PATH_GLOB)
        path_glob(&glob);
    else
        name_glob(&glob);
    if (glob.fault)
        return fault_at(err, text, glob.at, glob.fault);
    *out = buf_str(&glob.out);
    return OK;
}

/* ---- what a glob's subjects have in common ---- */

/* A run of bytes that stand for themselves, outside of braces. */
struct run {
    struct buf bytes;
};

static void end_run(struct pattern *pattern, struct run *run, struct arena *arena, bool at_front)
{
    struct str bytes = buf_str(&run->bytes);
    if (at_front)
        pattern->front = bytes;
    if (bytes.len > pattern->literal.len)
        pattern->literal = bytes;
    buf_init(&run->bytes, arena, LIMIT_regex_bytes);
}

static bool is_special(enum pattern_kind kind, char c)
{
    if (c == '*' || c == '?')
        return true;
    return kind == PATTERN_PATH_GLOB && (c == '[' || c == '{');
}

/* Past the "]" that ends a class, as class_end finds it. */
static size_t skip_class(struct str text, size_t at)
{
    char mark = at + 1 < text.len ? text.ptr[at + 1] : '\0';
    size_t first = at + 1 + (mark == '!' || mark == '^');
    for (at = first; at < text.len && (text.ptr[at] != ']' || at == first); at++)
        at += text.ptr[at] == '\\';
    return at + 1;
}

/* Past the "}" that ends braces. A class may hold some that count nothing: then no more is learned
 * from this glob. */
static size_t skip_braces(struct str text, size_t at)
{
    size_t depth = 0;
    if (str_find_byte(str_sub(text, at, text.len), '[') >= 0)
        return text.len;
    for (; at < text.len; at++) {
        char c = text.ptr[at];
        at += c == '\\';
        depth += c == '{';
        if (c == '}' && --depth == 0)
            return at + 1;
    }
    return at;
}

/* Past something special, and a slash that stars may take with them. */
static size_t skip_special(struct str text, size_t at)
{
    if (text.ptr[at] == '[')
        return skip_class(text, at);
    if (text.ptr[at] == '{')
        return skip_braces(text, at);
    bool stars = text.ptr[at] == '*';
    while (stars && at + 1 < text.len && text.ptr[at + 1] == '*')
        at++;
    return at + 1 + (stars && at + 1 < text.len && text.ptr[at + 1] == '/');
}

/* Reads a glob that was compiled, so it is well formed. */
static void find_literals(struct pattern *pattern, struct arena *arena, enum pattern_kind kind)
{
    struct str text = pattern->text;
    struct run run;
    bool path = kind == PATTERN_PATH_GLOB;
    size_t at = path && str_starts(text, STR("/"));
    bool front = !path || at > 0 || is_anchored(text);
    buf_init(&run.bytes, arena, LIMIT_regex_bytes);
    while (at < text.len) {
        char c = text.ptr[at];
        if (is_special(kind, c)) {
            end_run(pattern, &run, arena, front);
            front = false;
            at = skip_special(text, at);
            continue;
        }
        at += path && c == '\\';
        buf_byte(&run.bytes, path ? text.ptr[at] : byte_lower(c));
        at++;
    }
    end_run(pattern, &run, arena, front);
}

/* False when the subject lacks what all that match have. */
static bool may_match(const struct pattern *pattern, struct str subject)
{
    struct str front = pattern->front, start = str_sub(subject, 0, front.len);
    if (pattern->folds)
        return str_eq_fold(start, front) &&
               (pattern->literal.len == 0 || str_has_fold(subject, pattern->literal));
    return str_eq(start, front) &&
           (pattern->literal.len == 0 || str_find(subject, pattern->literal) >= 0);
}

static uint32_t options_of(enum pattern_kind kind)
{
    const uint32_t always = PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY;
    const uint32_t glob = PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_DOTALL;
    switch (kind) {
    case PATTERN_PATH_GLOB:
        return always | glob;
    case PATTERN_NAME_GLOB:
        return always | glob | PCRE2_CASELESS;
    case PATTERN_REGEX:
        break;
    }
    return always | PCRE2_UTF | PCRE2_AUTO_CALLOUT;
}

enum status pattern_compile(struct pattern_set *set, enum pattern_kind kind, struct str text,
                            const struct pattern **out, struct err *err)
{
    struct str source = text;
    int code;
    PCRE2_SIZE offset;

    if (text.len > LIMIT_regex_bytes)
        return err_set(err, E_LIMIT,
                       "a pattern of %zu bytes is longer than %zu (limit regex_bytes)", text.len,
                       LIMIT_regex_bytes);
    if (kind != PATTERN_REGEX)
        TRY(translate(set, kind, text, &source, err));

    struct pattern *pattern = arena_new(&set->arena, struct pattern);
    *pattern = (struct pattern){ .set = set, .next = set->patterns };
    pattern->text = str_dup(&set->arena, text);
    pattern->front = pattern->literal = STR_EMPTY;
    pattern->folds = kind == PATTERN_NAME_GLOB;
    pattern->on_characters = kind == PATTERN_REGEX;
    pattern->code = pcre2_compile((PCRE2_SPTR)source.ptr, source.len, options_of(kind), &code,
                                  &offset, set->compile);
    if (!pattern->code) {
        PCRE2_UCHAR why[160] = "";
        (void)pcre2_get_error_message(code, why, sizeof why);
        /* Offsets of a translated glob would point into text the user never wrote. */
        return fault_at(err, text, kind == PATTERN_REGEX ? offset : 0, (const char *)why);
    }
    if (kind != PATTERN_REGEX)
        find_literals(pattern, &set->arena, kind);
    set->patterns = pattern;
    *out = pattern;
    return OK;
}

/* The subject with U+FFFD for each invalid byte. */
static struct str repair(struct pattern_set *set, struct str subject)
{
    if (utf8_valid(subject))
        return subject;
    if (!set->scratch)
        set->scratch = arena_alloc(&set->arena, LIMIT_subject_bytes * 3);
    size_t len = 0;
    for (size_t i = 0; i < subject.len;) {
        uint32_t code;
        size_t size = utf8_next(subject, i, &code);
        bool bad = code == UTF8_INVALID;
        memcpy(set->scratch + len, bad ? "\xEF\xBF\xBD" : subject.ptr + i, bad ? 3 : size);
        len += bad ? 3 : size;
        i += size;
    }
    return (struct str){ set->scratch, len };
}

enum pattern_answer pattern_match(const struct pattern *pattern, struct str subject)
{
    struct pattern_set *set = pattern->set;
    if (subject.len > LIMIT_subject_bytes)
        return PATTERN_ERROR;
    if (!may_match(pattern, subject))
        return PATTERN_NO;
    if (pattern->on_characters)
        subject = repair(set, subject);
    set->cost = set->last = 0;
    int found = pcre2_match(pattern->code, (PCRE2_SPTR)subject.ptr, subject.len, 0,
                            pattern->on_characters ? PCRE2_NO_UTF_CHECK : 0, set->data, set->match);
    if (found >= 0) /* 0: it matched, with more captures than there is room for */
        return PATTERN_YES;
    return found == PCRE2_ERROR_NOMATCH ? PATTERN_NO : PATTERN_ERROR;
}

struct str pattern_text(const struct pattern *pattern)
{
    return pattern->text;
}
