/* jinja: a scanner for template tags; knows where names stand, not what they mean. */
#include "project/jinja.h"

#include <stdlib.h>

#include "codec/digest.h"
#include "project/query_read.h"
#include "project/variables.h"

static bool is_name_byte(char c)
{
    return byte_is_alpha(c) || byte_is_digit(c) || c == '_';
}

static bool starts(struct str s, size_t at, const char *with)
{
    struct str w = str_of(with);
    return at + w.len <= s.len && memcmp(s.ptr + at, w.ptr, w.len) == 0;
}

/* Past a string literal that starts at `at`. */
static size_t skip_string(struct str s, size_t at)
{
    char quote = s.ptr[at];
    for (at++; at < s.len && s.ptr[at] != quote; at++)
        at += s.ptr[at] == '\\';
    return at < s.len ? at + 1 : s.len;
}

static size_t skip_space(struct str s, size_t at)
{
    while (at < s.len && byte_is_space(s.ptr[at]))
        at++;
    return at;
}

static size_t skip_comment(struct str s, size_t at)
{
    ptrdiff_t end = str_find(str_sub(s, at, s.len), STR("#}"));
    return end < 0 ? s.len : at + (size_t)end + 2;
}

/* name ( ["argument"] at `at`, which is the start of a name. */
static bool call_at(struct str s, size_t at, size_t *end, struct jinja_call *out)
{
    size_t stop = at;
    while (stop < s.len && is_name_byte(s.ptr[stop]))
        stop++;
    *end = stop;
    size_t open = skip_space(s, stop);
    if (open >= s.len || s.ptr[open] != '(')
        return false;
    out->name = str_sub(s, at, stop - at);
    out->argument = STR_EMPTY;
    out->computed = false;
    size_t first = skip_space(s, open + 1);
    if (first < s.len && (s.ptr[first] == '\'' || s.ptr[first] == '"')) {
        size_t close = skip_string(s, first), next = skip_space(s, close);
        out->argument = str_sub(s, first + 1, close > first + 2 ? close - first - 2 : 0);
        out->computed = next >= s.len || (s.ptr[next] != ',' && s.ptr[next] != ')');
    } else {
        out->computed = first < s.len && s.ptr[first] != ')';
    }
    if (out->computed)
        out->argument = STR_EMPTY;
    return true;
}

/* The state of the scan is *at alone: outside of a tag it looks for the next one, so *at is left
 * inside the tag by remembering that a tag is open in its top bit. */
#define IN_TAG (~(SIZE_MAX >> 1))

static size_t enter_tag(struct str s, size_t at)
{
    while (at < s.len && !starts(s, at, "{{") && !starts(s, at, "{%"))
        at = starts(s, at, "{#") ? skip_comment(s, at) : at + 1;
    return at < s.len ? at + 2 : s.len;
}

bool jinja_next_call(struct str text, size_t *at, struct jinja_call *out)
{
    bool inside = (*at & IN_TAG) != 0;
    size_t i = *at & ~IN_TAG;
    while (i < text.len) {
        if (!inside) {
            i = enter_tag(text, i);
            inside = true;
            continue;
        }
        char c = text.ptr[i];
        if (starts(text, i, "}}") || starts(text, i, "%}")) {
            inside = false;
            i += 2;
        } else if (c == '\'' || c == '"') {
            i = skip_string(text, i);
        } else if (is_name_byte(c)) {
            size_t end;
            bool call = call_at(text, i, &end, out);
            i = end;
            if (call) {
                *at = i | IN_TAG;
                return true;
            }
        } else {
            i++;
        }
    }
    return false;
}

/* --- macros ----------------------------------------------------------------------------------- */

struct jinja_macro {
    struct str name, path, text;
    struct str digest;               /* "" until asked for */
    struct variable_names variables; /* set with the digest */
    bool seen;                       /* in the walk that is under way */
};
struct jinja_macros {
    struct arena *arena;
    struct map by_name; /* -> struct jinja_macro * */
};

struct jinja_macros *jinja_macros_new(struct arena *arena)
{
    struct jinja_macros *macros = arena_new(arena, struct jinja_macros);
    macros->arena = arena;
    map_init(&macros->by_name, arena);
    return macros;
}

/* The word behind "{%" or "{%-" at `at`, and where it ends. */
static struct str tag_word(struct str s, size_t at, size_t *end)
{
    size_t i = at + 2;
    i += i < s.len && (s.ptr[i] == '-' || s.ptr[i] == '+');
    i = skip_space(s, i);
    size_t start = i;
    while (i < s.len && is_name_byte(s.ptr[i]))
        i++;
    *end = i;
    return str_sub(s, start, i - start);
}

/* Adds the macro whose tag starts at `start`; returns where its end tag begins. Macros inside
 * macros belong to the outer one. */
static size_t add_macro(struct jinja_macros *macros, struct str path, struct str text, size_t start,
                        size_t name_at)
{
    size_t end, i = skip_space(text, name_at), depth = 1;
    size_t stop = i;
    while (stop < text.len && is_name_byte(text.ptr[stop]))
        stop++;
    struct jinja_macro *macro = arena_new(macros->arena, struct jinja_macro);
    macro->name = str_sub(text, i, stop - i);
    macro->path = path;
    macro->digest = STR_EMPTY;
    for (i = stop; i < text.len && depth; i++) {
        if (!starts(text, i, "{%"))
            continue;
        struct str word = tag_word(text, i, &end);
        depth += str_eq(word, STR("macro"));
        depth -= str_eq(word, STR("endmacro"));
    }
    macro->text = str_sub(text, start, i - start);
    if (macro->name.len)
        map_put(&macros->by_name, macro->name, macro);
    return i;
}

void jinja_macros_read(struct jinja_macros *macros, struct str path, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        size_t end;
        if (starts(text, i, "{#"))
            i = skip_comment(text, i) - 1;
        else if (starts(text, i, "{%") && str_eq(tag_word(text, i, &end), STR("macro")))
            i = add_macro(macros, path, text, i, end) - 1;
    }
}

struct walk {
    VEC_OF(struct jinja_macro *);
};

/* The variable that a call reads, "" when it reads none. */
static struct str variable_of(struct arena *arena, const struct jinja_call *call)
{
    if (!str_eq(call->name, STR("var")) && !str_eq(call->name, STR("blueprint_var")))
        return STR_EMPTY;
    return call->computed ? variable_any : str_lower(arena, call->argument);
}

static void visit_calls(struct jinja_macros *macros, struct walk *walk,
                        const struct jinja_macro *macro, struct variable_names *variables)
{
    struct jinja_call call;
    size_t at = 0;
    while (jinja_next_call(macro->text, &at, &call)) {
        struct jinja_macro *found = map_get(&macros->by_name, call.name);
        struct str variable = variable_of(macros->arena, &call);
        if (variable.len)
            vec_push(macros->arena, variables, variable);
        if (!found || found->seen)
            continue;
        found->seen = true;
        vec_push(macros->arena, walk, found);
    }
}

static int by_name(const void *a, const void *b)
{
    return str_cmp((*(struct jinja_macro *const *)a)->name,
                   (*(struct jinja_macro *const *)b)->name);
}

bool jinja_macros_digest(struct jinja_macros *macros, struct str name, struct str *digest,
                         struct str *path, const struct variable_names **variables)
{
    struct jinja_macro *start = map_get(&macros->by_name, name);
    struct walk walk = { 0 };
    if (!start)
        return false;
    *path = start->path;
    *digest = start->digest;
    *variables = &start->variables;
    if (start->digest.len)
        return true;
    start->seen = true;
    vec_push(macros->arena, &walk, start);
    for (size_t i = 0; i < walk.count; i++)
        visit_calls(macros, &walk, walk.items[i], &start->variables);
    qsort(walk.items, walk.count, sizeof *walk.items, by_name);
    struct digest *sum = digest_new(macros->arena);
    for (size_t i = 0; i < walk.count; i++) {
        digest_field(sum, walk.items[i]->name);
        digest_field(sum, walk.items[i]->text);
        walk.items[i]->seen = false;
    }
    start->digest = digest_end(sum, macros->arena);
    *digest = start->digest;
    return true;
}

/* --- uses ------------------------------------------------------------------------------------- */

static struct use use_of(struct reader *reader, const struct jinja_call *call, struct place place,
                         enum use_place where)
{
    struct str variable = variable_of(reader->file->arena, call);
    return (struct use){ variable.len ? USE_VARIABLE : USE_JINJA_NAME,
                         where,
                         variable.len ? variable : call->name,
                         STR_EMPTY,
                         place,
                         0 };
}

void jinja_uses(struct reader *reader, struct str text, struct place place, enum use_place where)
{
    struct jinja_call call;
    size_t at = 0;
    while (jinja_next_call(text, &at, &call))
        draft_use(reader->file->arena, reader->draft, use_of(reader, &call, place, where));
}
