/* push: hook input, line by line, all or nothing.
 *
 * The lines were made by git out of what a stranger sent: a field is either exactly what the
 * protocol allows or the whole input is refused. Must not know any repository. */
#include "codec/push.h"

#include "base/limits.h"
#include "codec/utf8.h"

/* Takes the part behind the last space off the end of *line. */
static bool take_last(struct str *line, struct str *out)
{
    ptrdiff_t space = str_rfind_byte(*line, ' ');
    if (space < 0)
        return false;
    *out = str_sub(*line, (size_t)space + 1, line->len);
    *line = str_sub(*line, 0, (size_t)space);
    return true;
}

struct fields {
    struct str old_hex, new_hex, ref, local_ref;
};

/* line := old " " new " " ref */
static bool split_receive(struct str line, struct fields *out)
{
    out->local_ref = STR_EMPTY;
    out->old_hex = line;
    return take_last(&out->old_hex, &out->ref) && take_last(&out->old_hex, &out->new_hex);
}

/* line := local-ref " " local-oid " " remote-ref " " remote-oid; the first may hold spaces. */
static bool split_pre_push(struct str line, struct fields *out)
{
    out->local_ref = line;
    return take_last(&out->local_ref, &out->old_hex) && take_last(&out->local_ref, &out->ref) &&
           take_last(&out->local_ref, &out->new_hex) && out->local_ref.len > 0;
}

/* *id_len: length of the ids so far, 0 before the first; one push never mixes object formats. */
static bool read_ids(const struct fields *fields, struct ref_update *out, size_t *id_len)
{
    if (*id_len == 0)
        *id_len = fields->old_hex.len;
    return fields->old_hex.len == *id_len && fields->new_hex.len == *id_len &&
           oid_parse(fields->old_hex, &out->old_id) && oid_parse(fields->new_hex, &out->new_id);
}

static bool parse_line(struct str line, enum push_format format, struct ref_update *out,
                       size_t *id_len)
{
    struct fields fields;
    bool split =
        format == PUSH_RECEIVE ? split_receive(line, &fields) : split_pre_push(line, &fields);
    if (!split || !read_ids(&fields, out, id_len) || !ref_name_valid(fields.ref))
        return false;
    out->ref = fields.ref;
    out->local_ref = fields.local_ref;
    return true;
}

static enum status malformed(struct arena *arena, struct str line, size_t number, struct err *err)
{
    struct str shown = text_clean(arena, line, LIMIT_report_text_bytes);
    return err_set(err, E_INPUT, "line %zu of the hook's input is malformed: \"%.*s\"", number,
                   STR_ARG(shown));
}

enum status push_parse(struct push *out, struct arena *arena, struct str input,
                       enum push_format format, struct err *err)
{
    size_t id_len = 0, number = 1;

    *out = (struct push){ 0 };
    if (input.len > LIMIT_push_bytes)
        return err_set(err, E_LIMIT, "the hook's input is longer than %zu bytes (limit push_bytes)",
                       LIMIT_push_bytes);
    input = str_dup(arena, input); /* the updates point into it */
    for (struct str rest = input; rest.len > 0; number++) {
        struct ref_update update = { .local_ref = STR_EMPTY };
        ptrdiff_t end = str_find_byte(rest, '\n');
        /* A last line without its newline was cut off somewhere: its ref may be another one. */
        if (end < 0 || !parse_line(str_sub(rest, 0, (size_t)end), format, &update, &id_len))
            return malformed(arena, str_sub(rest, 0, end < 0 ? rest.len : (size_t)end), number,
                             err);
        if (out->count == LIMIT_push_refs)
            return err_set(err, E_LIMIT, "more than %zu refs in one push (limit push_refs)",
                           LIMIT_push_refs);
        vec_push(arena, out, update);
        rest = str_sub(rest, (size_t)end + 1, rest.len);
    }
    return OK;
}

/* Bytes that no ref name may hold: controls, space, DEL and what revisions give a meaning to. */
static bool is_ref_byte(char c)
{
    return (unsigned char)c > ' ' && c != 0x7F && str_find_byte(STR("~^:?*[\\"), c) < 0;
}

/* component: not empty, no leading ".", no trailing ".lock". */
static bool is_ref_component(struct str part)
{
    return part.len > 0 && part.ptr[0] != '.' && !str_ends(part, STR(".lock"));
}

/* The rules of git-check-ref-format(1), below "refs/". */
bool ref_name_valid(struct str ref)
{
    if (!str_starts(ref, STR("refs/")) || ref.len > LIMIT_path_bytes || str_ends(ref, STR(".")) ||
        str_find(ref, STR("..")) >= 0 || str_find(ref, STR("@{")) >= 0)
        return false;
    for (size_t i = 0; i < ref.len; i++)
        if (!is_ref_byte(ref.ptr[i]))
            return false;
    struct str part;
    for (struct str rest = ref; str_split(&rest, '/', &part);)
        if (!is_ref_component(part))
            return false;
    return true;
}

struct str ref_short(struct str ref)
{
    static const struct str prefixes[] = { STR_INIT("refs/heads/"), STR_INIT("refs/tags/") };
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (str_starts(ref, prefixes[i]))
            return str_sub(ref, prefixes[i].len, ref.len);
    return ref;
}
