/* repo_commit: commit and tag objects, read by our own eyes.
 *
 * libgit2 cuts a message at the first NUL and skips a second author; both matter to somebody who
 * counts approvals, so the raw object is parsed here: headers in git's order, each once
 * (git-commit object format, gitformat-signature), the message byte for byte. A commit whose
 * author or committer cannot be read is refused: nobody could say who wrote it. */
#include "host/repo_private.h"

#include <string.h>

#include "base/limits.h"

#define ID_HEX ((size_t)40)
#define PARENT_LINE (sizeof "parent " - 1 + ID_HEX + 1)

/* Takes "key value\n" off the front; false when the next line has another key. */
static bool header_line(struct str *rest, struct str key, struct str *value)
{
    if (!str_starts(*rest, key) || rest->len <= key.len || rest->ptr[key.len] != ' ')
        return false;
    struct str after = str_sub(*rest, key.len + 1, rest->len);
    ptrdiff_t end = str_find_byte(after, '\n');
    if (end < 0)
        return false;
    *value = str_sub(after, 0, (size_t)end);
    *rest = str_sub(after, (size_t)end + 1, after.len);
    return true;
}

static bool id_value(struct str hex, struct oid *out)
{
    return hex.len == ID_HEX && oid_parse(hex, out) && !oid_is_none(out);
}

static bool parents_read(struct str *rest, struct commit_header *out)
{
    struct str start = *rest, value;
    struct oid id;

    while (header_line(rest, STR("parent"), &value)) {
        if (!id_value(value, &id))
            return false;
        out->parent_count++;
    }
    out->parents = str_sub(start, 0, start.len - rest->len);
    return true;
}

struct oid commit_parent(const struct commit_header *header, size_t index)
{
    struct oid id;
    struct str hex = str_sub(header->parents, index * PARENT_LINE + sizeof "parent " - 1, ID_HEX);
    (void)oid_parse(hex, &id);
    return id;
}

/* The headers after committer, up to the blank line; a line that starts with a space continues the
 * one before it. A second author or encoding would let two readers see two different commits. */
static const char *extras_read(struct str *rest, struct commit_header *out)
{
    while (rest->len > 0 && rest->ptr[0] != '\n') {
        struct str line = *rest;
        ptrdiff_t end = str_find_byte(line, '\n');
        if (end < 0)
            return "its header does not end";
        line = str_sub(line, 0, (size_t)end);
        *rest = str_sub(*rest, (size_t)end + 1, rest->len);
        if (str_starts(line, STR("author ")) || str_starts(line, STR("committer ")) ||
            str_starts(line, STR("tree ")) || str_starts(line, STR("parent ")))
            return "it has a header twice or out of order";
        if (str_starts(line, STR("encoding "))) {
            if (out->encoding.len)
                return "it has two encodings";
            out->encoding = str_sub(line, sizeof "encoding " - 1, line.len);
        }
        if (str_starts(line, STR("gpgsig ")) || str_starts(line, STR("gpgsig-sha256 ")))
            out->is_signed = true;
    }
    return NULL;
}

static const char *header_fault(struct str rest, struct commit_header *out)
{
    struct str value;

    if (!header_line(&rest, STR("tree"), &value) || !id_value(value, &out->tree))
        return "its tree line cannot be read";
    if (!parents_read(&rest, out))
        return "a parent line cannot be read";
    if (!header_line(&rest, STR("author"), &out->author))
        return "its author line cannot be read";
    if (!header_line(&rest, STR("committer"), &out->committer))
        return "its committer line cannot be read";
    const char *fault = extras_read(&rest, out);
    if (!fault)
        out->message = str_sub(rest, 1, rest.len);
    return fault;
}

enum status commit_parse(struct repo *repo, const struct oid *id, struct str bytes,
                         struct commit_header *out, struct err *err)
{
    *out = (struct commit_header){ .encoding = STR_EMPTY };
    const char *fault = header_fault(bytes, out);
    if (fault)
        return err_set(err, E_INPUT, "commit %s is malformed: %s", oid_hex(repo->arena, id).ptr,
                       fault);
    return OK;
}

/* Splits "Name <email> seconds zone" as git does: the first '<', the first '>' behind it. */
static bool person_split(struct str value, struct str *name, struct str *email, struct str *rest)
{
    ptrdiff_t open = str_find_byte(value, '<');
    if (open < 0)
        return false;
    struct str after = str_sub(value, (size_t)open + 1, value.len);
    ptrdiff_t close = str_find_byte(after, '>');
    if (close < 0)
        return false;
    *name = str_trim(str_sub(value, 0, (size_t)open));
    *email = str_trim(str_sub(after, 0, (size_t)close));
    *rest = str_trim(str_sub(after, (size_t)close + 1, after.len));
    return str_find_byte(*rest, '<') < 0 && str_find_byte(*rest, '>') < 0 &&
           str_find_byte(value, '\0') < 0;
}

static int64_t seconds_of(struct str text)
{
    int64_t seconds = 0;
    for (size_t i = 0; i < text.len && byte_is_digit(text.ptr[i]); i++) {
        if (seconds > (INT64_MAX - 9) / 10)
            return 0;
        seconds = seconds * 10 + (text.ptr[i] - '0');
    }
    return seconds;
}

int64_t person_time(struct str value)
{
    ptrdiff_t close = str_rfind_byte(value, '>');
    return close < 0 ? 0 : seconds_of(str_trim(str_sub(value, (size_t)close + 1, value.len)));
}

static bool person_read(struct str value, struct person *out)
{
    struct str rest;
    if (!person_split(value, &out->name, &out->email, &rest))
        return false;
    out->time = seconds_of(rest);
    return true;
}

static enum status commit_fill(struct repo *repo, const struct oid *id, struct str bytes,
                               struct commit *out, struct err *err)
{
    struct commit_header header;

    TRY(commit_parse(repo, id, bytes, &header, err));
    if (header.message.len > LIMIT_message_bytes)
        return err_set(err, E_LIMIT, "commit %s: message over %zu bytes (limit message_bytes)",
                       oid_hex(repo->arena, id).ptr, LIMIT_message_bytes);
    *out = (struct commit){ .id = *id,
                            .tree = header.tree,
                            .parent_count = header.parent_count,
                            .message = header.message,
                            .encoding = header.encoding,
                            .is_signed = header.is_signed };
    if (!person_read(header.author, &out->author) ||
        !person_read(header.committer, &out->committer))
        return err_set(err, E_INPUT, "commit %s: its author or committer is not \"Name <email>\"",
                       oid_hex(repo->arena, id).ptr);
    out->parents = arena_array(repo->arena, header.parent_count, sizeof *out->parents);
    for (size_t i = 0; i < header.parent_count; i++)
        out->parents[i] = commit_parent(&header, i);
    return OK;
}

enum status repo_commit(struct repo *repo, const struct oid *id, struct commit *out,
                        struct err *err)
{
    struct object object;

    TRY(object_read(repo, id, OBJECT_COMMIT, &object, err));
    struct str bytes = str_dup(repo->arena, object.bytes);
    object_release(&object);
    return commit_fill(repo, id, bytes, out, err);
}

bool repo_is_boundary(const struct repo *repo, const struct oid *id)
{
    return repo->shallow.count > 0 && map_get(&repo->shallow, oid_key(id));
}

/* One step from a tag object to what it names. */
static enum status tag_target(struct repo *repo, const struct oid *id, struct oid *out,
                              struct err *err)
{
    struct object object;
    struct str value;

    TRY(object_read(repo, id, OBJECT_TAG, &object, err));
    struct str rest = object.bytes;
    bool read = header_line(&rest, STR("object"), &value) && id_value(value, out);
    object_release(&object);
    if (!read)
        return err_set(err, E_INPUT, "tag %s is malformed", oid_hex(repo->arena, id).ptr);
    return OK;
}

/* Follows tags of tags to something else. */
static enum status peel(struct repo *repo, const struct oid *id, struct oid *out,
                        enum object_kind *kind, struct err *err)
{
    *out = *id;
    for (size_t step = 0; step <= LIMIT_symref_depth; step++) {
        TRY(repo_object_kind(repo, out, kind, err));
        if (*kind != OBJECT_TAG)
            return OK;
        struct oid tag = *out;
        TRY(tag_target(repo, &tag, out, err));
    }
    return err_set(err, E_LIMIT, "tag %s: more than %zu tags of tags (limit symref_depth)",
                   oid_hex(repo->arena, id).ptr, LIMIT_symref_depth);
}

enum status repo_peel_commit(struct repo *repo, const struct oid *id, struct oid *commit,
                             struct err *err)
{
    enum object_kind kind;

    TRY(peel(repo, id, commit, &kind, err));
    if (kind == OBJECT_MISSING)
        return err_set(err, E_IO, "object %s is missing", oid_hex(repo->arena, commit).ptr);
    if (kind != OBJECT_COMMIT)
        return err_set(err, E_INPUT, "%s is not a commit", oid_hex(repo->arena, id).ptr);
    return OK;
}

enum status repo_tree_of(struct repo *repo, const struct oid *id, struct oid *tree, struct err *err)
{
    enum object_kind kind;
    struct object object;
    struct commit_header header;

    *tree = *id;
    if (oid_is_none(id))
        return OK;
    TRY(peel(repo, id, tree, &kind, err));
    if (kind == OBJECT_TREE)
        return OK;
    struct oid commit = *tree;
    TRY(object_read(repo, &commit, OBJECT_COMMIT, &object, err));
    enum status status = commit_parse(repo, &commit, object.bytes, &header, err);
    *tree = header.tree;
    object_release(&object);
    return status;
}
