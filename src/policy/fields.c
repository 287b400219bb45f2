/* fields: readers of single values that several maps of schema.def use. */
#include "policy/load.h"

#include <string.h>

enum { NAME_MAX_BYTES = 100, COUNT_MAX = 100 };

void read_later(struct loader *load, const struct node *value, void *slot)
{
    (void)load, (void)value, (void)slot;
}

void read_version(struct loader *load, const struct node *value, void *slot)
{
    uint64_t version;
    (void)slot;
    struct str cut = shown(value->text);
    if (!node_uint(value, &version))
        load_fault(load, value->place, "\"version\" must be the number 1, not \"%.*s\"",
                   STR_ARG(cut));
    else if (version != 1 &&
             load_fault(load, value->place, "version %.*s is not known", STR_ARG(cut)))
        diag_hint(load->diags, "this program reads version 1");
}

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

static bool has_control(struct str text, const char *except)
{
    for (size_t i = 0; i < text.len; i++)
        if (is_control(text.ptr[i]) && !strchr(except, text.ptr[i]))
            return true;
    return false;
}

/* How a message calls the value: by its key, when it has one. */
static struct str called(struct loader *load, const struct node *value)
{
    if (value->key.len == 0)
        return STR("this");
    struct str cut = shown(value->key);
    return str_fmt(load->arena, "\"%.*s\"", STR_ARG(cut));
}

void read_line(struct loader *load, const struct node *value, void *slot)
{
    struct str name = called(load, value);
    struct str text = str_trim(value->text);
    if (has_control(text, "") || text.len == 0)
        load_fault(load, value->place, "%.*s must be one line of text", STR_ARG(name));
    else
        *(struct str *)slot = text;
}

void read_prose(struct loader *load, const struct node *value, void *slot)
{
    struct str name = called(load, value);
    struct str text = str_trim(value->text);
    if (has_control(text, "\n\r\t") || text.len == 0)
        load_fault(load, value->place, "%.*s must be text without control characters",
                   STR_ARG(name));
    else
        *(struct str *)slot = text;
}

static void add_line(struct loader *load, const struct node *value, void *slot)
{
    struct lines *lines = slot;
    struct str line = STR_EMPTY;
    read_line(load, value, &line);
    if (line.len > 0)
        vec_push(load->arena, lines, line);
}

void read_lines(struct loader *load, const struct node *value, void *slot)
{
    schema_each_text(load, value, add_line, slot);
}

bool load_name(struct loader *load, const char *what, struct str name, struct place place)
{
    bool good = name.len > 0 && name.len <= NAME_MAX_BYTES;
    for (size_t i = 0; i < name.len; i++)
        good = good && !is_control(name.ptr[i]) && !strchr(" ,:\"'", name.ptr[i]);
    struct str cut = shown(name);
    if (!good)
        load_fault(load, place,
                   "the name of a %s must be 1 to %d bytes without spaces, commas, colons and "
                   "quotes, not \"%.*s\"",
                   what, NAME_MAX_BYTES, STR_ARG(cut));
    return good;
}

bool load_is_email(struct str text)
{
    ptrdiff_t at = str_find_byte(text, '@');
    if (at <= 0 || (size_t)at + 1 == text.len || str_rfind_byte(text, '@') != at)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (is_control(text.ptr[i]) || strchr(" <>,;()\"\\", text.ptr[i]))
            return false;
    return true;
}

void read_email(struct loader *load, const struct node *value, void *slot)
{
    struct str cut = shown(value->text);
    if (load_is_email(value->text))
        *(struct str *)slot = str_lower(load->arena, value->text);
    else
        load_fault(load, value->place, "\"%.*s\" is not an e-mail address", STR_ARG(cut));
}

void read_count(struct loader *load, const struct node *value, void *slot)
{
    struct str name = called(load, value);
    uint64_t count;
    struct str cut = shown(value->text);
    if (node_uint(value, &count) && count >= 1 && count <= COUNT_MAX)
        *(unsigned *)slot = (unsigned)count;
    else
        load_fault(load, value->place, "%.*s must be a number from 1 to %d, not \"%.*s\"",
                   STR_ARG(name), COUNT_MAX, STR_ARG(cut));
}

void read_number(struct loader *load, const struct node *value, void *slot)
{
    struct str name = called(load, value);
    struct str cut = shown(value->text);
    if (!node_uint(value, slot))
        load_fault(load, value->place, "%.*s must be a number, not \"%.*s\"", STR_ARG(name),
                   STR_ARG(cut));
}

void read_flag(struct loader *load, const struct node *value, void *slot)
{
    struct str name = called(load, value);
    struct str cut = shown(value->text);
    if (!node_bool(value, slot))
        load_fault(load, value->place, "%.*s must be true or false, not \"%.*s\"", STR_ARG(name),
                   STR_ARG(cut));
}

void read_true(struct loader *load, const struct node *value, void *slot)
{
    struct str name = called(load, value);
    bool flag = false;
    (void)slot;
    if (!node_bool(value, &flag) || !flag)
        load_fault(load, value->place, "%.*s can only be true; leave the requirement out instead",
                   STR_ARG(name));
}

static void add_pattern(struct loader *load, enum pattern_kind kind, const struct node *value,
                        void *slot)
{
    struct pattern_list *list = slot;
    const struct pattern *pattern = load_pattern(load, kind, value);
    if (pattern)
        vec_push(load->arena, list, pattern);
}

static void add_name_glob(struct loader *load, const struct node *value, void *slot)
{
    add_pattern(load, PATTERN_NAME_GLOB, value, slot);
}

static void add_path_glob(struct loader *load, const struct node *value, void *slot)
{
    add_pattern(load, PATTERN_PATH_GLOB, value, slot);
}

void read_name_globs(struct loader *load, const struct node *value, void *slot)
{
    schema_each_text(load, value, add_name_glob, slot);
}

void read_path_globs(struct loader *load, const struct node *value, void *slot)
{
    schema_each_text(load, value, add_path_glob, slot);
}

void read_name_glob(struct loader *load, const struct node *value, void *slot)
{
    *(const struct pattern **)slot = load_pattern(load, PATTERN_NAME_GLOB, value);
}

void read_path_glob(struct loader *load, const struct node *value, void *slot)
{
    *(const struct pattern **)slot = load_pattern(load, PATTERN_PATH_GLOB, value);
}

void read_regex(struct loader *load, const struct node *value, void *slot)
{
    *(const struct pattern **)slot = load_pattern(load, PATTERN_REGEX, value);
}
