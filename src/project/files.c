/* files: reads the files of a project's folders, each blob once. What cannot be read is noted,
 * never skipped; only a missing object or a limit of the whole snapshot stops the load. */
#include <string.h>

#include "base/limits.h"
#include "codec/digest.h"
#include "codec/utf8.h"
#include "project/load.h"

struct parse_cache *parse_cache_new(struct arena *arena)
{
    struct parse_cache *cache = arena_new(arena, struct parse_cache);
    cache->arena = arena;
    arena_init_within(&cache->scratch, arena);
    arena_init_within(&cache->whole_scratch, arena);
    arena_init_within(&cache->last_arena, arena);
    arena_init_within(&cache->plain_arena, arena);
    map_init(&cache->files, arena);
    map_init(&cache->shapes, arena);
    return cache;
}

#define SCRATCH_KEEP ((size_t)4 * 1024 * 1024)

void scratch_init(struct load *load)
{
    arena_init_like(&load->scratch, load->arena);
}

/* Here and not when a file has been read: its key lives in scratch memory too. */
static void scratch_clear(struct load *load)
{
    arena_reset(&load->scratch);
}

void scratch_trim(struct load *load)
{
    if (arena_used(&load->scratch) > SCRATCH_KEEP)
        arena_release(&load->scratch);
}

static void note(struct load *load, struct unknowns *unknowns, enum unknown_cause cause,
                 const struct source_entry *entry, const char *why)
{
    struct place place = { entry->path, 0, 0 };
    diag_add(load->diags, DIAG_ERROR, place, "%s", why);
    struct str what =
        cause == UNKNOWN_LIMIT ? limit_name(load->arena, why, entry->path) : entry->path;
    unknown_add(load->arena, unknowns, cause, what, place, oid_hex(load->arena, &entry->id));
}

static enum status check_text(struct load *load, const struct source_entry *entry,
                              struct unknowns *unknowns, struct str *bytes)
{
    static const char bom[] = "\xef\xbb\xbf";
    if (str_starts(*bytes, STR("version https://git-lfs.github.com/spec/"))) {
        note(load, unknowns, UNKNOWN_MISSING, entry, "only a Git LFS pointer is here");
        bytes->ptr = NULL;
    } else if (!utf8_valid(*bytes)) {
        note(load, unknowns, UNKNOWN_ENCODING, entry, "the file is not UTF-8 text");
        bytes->ptr = NULL;
    } else if (str_starts(*bytes, str_of(bom))) {
        note(load, unknowns, UNKNOWN_ENCODING, entry,
             "the file starts with a byte order mark, which SQLMesh does not skip");
        *bytes = str_sub(*bytes, 3, bytes->len);
    }
    return OK;
}

enum status entry_read_bytes(struct load *load, const struct source_entry *entry,
                             struct unknowns *unknowns, struct str *bytes, struct err *err)
{
    struct err local = { OK, "" };
    bytes->ptr = NULL;
    bytes->len = 0;
    if (!source_is_file(entry)) {
        note(load, unknowns, UNKNOWN_NOT_A_FILE, entry,
             "a link or submodule stands in place of a file");
        return OK;
    }
    enum status status = load->source->read(load->source, entry, bytes, &local);
    if (status == E_LIMIT) {
        note(load, unknowns, UNKNOWN_LIMIT, entry, local.text);
        bytes->ptr = NULL;
        return OK;
    }
    if (status != OK) {
        err_set(err, local.status, "%s", local.text);
        return err_wrap(err, "reading %.*s", STR_ARG(entry->path));
    }
    load->files_read++;
    load->bytes_read += bytes->len;
    if (load->bytes_read > LIMIT_snapshot_bytes)
        return err_set(err, E_LIMIT, "the projects of %.*s hold more than %zu bytes (limit %s)",
                       STR_ARG(load->source->label), LIMIT_snapshot_bytes, "snapshot_bytes");
    return check_text(load, entry, unknowns, bytes);
}

/* SQLMesh reads text as Python does: a lone CR and CR LF are line ends like LF.
 * Source: Python library reference, open(), newline=None. */
static struct str with_plain_newlines(struct arena *arena, struct str bytes)
{
    if (str_find_byte(bytes, '\r') < 0)
        return bytes;
    char *copy = arena_alloc(arena, bytes.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        bool pair = bytes.ptr[i] == '\r' && i + 1 < bytes.len && bytes.ptr[i + 1] == '\n';
        if (!pair)
            copy[n++] = bytes.ptr[i] == '\r' ? '\n' : bytes.ptr[i];
    }
    return (struct str){ copy, n };
}

enum status entry_read(struct load *load, const struct source_entry *entry,
                       struct unknowns *unknowns, struct str *bytes, struct err *err)
{
    TRY(entry_read_bytes(load, entry, unknowns, bytes, err));
    if (bytes->ptr)
        *bytes = with_plain_newlines(load->cache->arena, *bytes);
    return OK;
}

/* --- one file --------------------------------------------------------------------------------- */

/* Kind, blob, settings and path, each with an end that the others cannot imitate. In scratch
 * memory.
 */
static struct str cache_key(struct assembly *assembly, const struct source_entry *entry,
                            const char *kind)
{
    struct str parts[] = { str_of(kind),
                           { "", 1 },
                           { (const char *)&entry->id.len, sizeof entry->id.len },
                           { (const char *)entry->id.bytes, entry->id.len },
                           assembly->settings,
                           { "", 1 },
                           entry->path };
    struct str key = { NULL, 0 };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        key.len += parts[i].len;
    char *to = arena_text(&assembly->load->scratch, key.len);
    key.ptr = to;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; to += parts[i++].len)
        memcpy(to, parts[i].ptr, parts[i].len);
    return key;
}

static enum status parse(struct assembly *assembly, const struct source_entry *entry,
                         struct str bytes, file_reader *read, struct file_result *out,
                         struct err *err)
{
    struct arena *arena = assembly->load->cache->arena;
    struct err local = { OK, "" };
    struct file file = { .arena = arena,
                         .scratch = &assembly->load->scratch,
                         .path = entry->path,
                         .bytes = bytes,
                         .root = assembly->project->root,
                         .digest = oid_hex(arena, &entry->id),
                         .blob = entry->id,
                         .config = &assembly->project->config,
                         .diags = &out->diags };
    struct file *kept = arena_new(arena, struct file);
    *kept = file;
    enum status status = read(out, kept, &local);
    file_result_seal(arena, out);
    if (status == OK)
        return OK;
    if (status != E_LIMIT)
        return err_set(err, local.status, "%s", local.text);
    struct place place = { entry->path, 0, 0 };
    diag_add(&out->diags, DIAG_ERROR, place, "%s", local.text);
    unknown_add(arena, &out->unknowns, UNKNOWN_LIMIT, limit_name(arena, local.text, entry->path),
                place, oid_hex(arena, &entry->id));
    return OK;
}

static void replay(struct diags *to, const struct diags *from)
{
    if (!to)
        return;
    vec_for (const struct diag, it, from)
        vec_push(to->arena, to, *it);
}

static void add_result(struct assembly *assembly, const struct file_result *result)
{
    struct arena *arena = assembly->load->arena;
    struct unknowns *unknowns = &assembly->project->unknowns;
    replay(assembly->load->diags, &result->diags);
    for (size_t i = 0; i < result->drafts.count; i++)
        vec_push(arena, &assembly->drafts, result->drafts.items[i]);
    for (size_t i = 0; i < result->audits.count; i++) {
        struct draft *draft = result->audits.items[i];
        vec_push(arena, &assembly->project->audits, draft->audit);
        if (!map_get(&assembly->audits, draft->audit->name))
            map_put(&assembly->audits, draft->audit->name, draft);
    }
    vec_for (const struct unit_test, it, &result->tests)
        vec_push(arena, &assembly->project->tests, *it);
    vec_for (const struct unknown, it, &result->unknowns)
        vec_push(arena, unknowns, *it);
}

enum status file_take(struct assembly *assembly, const struct source_entry *entry, const char *kind,
                      file_reader *read, struct err *err)
{
    struct load *load = assembly->load;
    scratch_clear(load);
    struct str key = cache_key(assembly, entry, kind), bytes;
    void **slot = source_is_file(entry) ? map_slot_next(&load->cache->files, key) : NULL;
    struct file_result *result = slot ? *slot : NULL;
    if (!result) {
        TRY(entry_read(load, entry, &assembly->project->unknowns, &bytes, err));
        if (!bytes.ptr || !bytes.len)
            return OK;
        result = arena_new(load->cache->arena, struct file_result);
        diags_init(&result->diags, load->cache->arena);
        TRY(parse(assembly, entry, bytes, read, result, err));
        if (slot)
            *slot = result;
    }
    add_result(assembly, result);
    return OK;
}

/* --- folders ---------------------------------------------------------------------------------- */

/* A link or submodule may hold anything; it is met once, with the folder's .sql files. */
static bool is_strange(const struct source_entry *entry, const char *ending)
{
    return !source_is_file(entry) && str_eq(str_of(ending), STR(".sql")) &&
           !str_ends(entry->path, STR(".py"));
}

enum status folder_visit(struct load *load, struct project *project, const char *folder,
                         const char *ending, entry_visitor *visit, void *ctx, struct err *err)
{
    struct str dir = path_join(load->arena, project->root, str_of(folder));
    const struct source_entry *self = source_find(load->source, dir);
    if (self && !source_is_file(self))
        note(load, &project->unknowns, UNKNOWN_NOT_A_FILE, self,
             "a link or submodule stands in place of a folder");
    struct str prefix = str_concat(load->arena, dir, STR("/"));
    size_t skip = project->root.len ? project->root.len + 1 : 0;

    for (size_t i = source_lower_bound(load->source, prefix); i < load->source->count; i++) {
        const struct source_entry *entry = &load->source->entries[i];
        if (!str_starts(entry->path, prefix))
            break;
        struct str below = str_sub(entry->path, skip, entry->path.len);
        bool wanted = str_ends(entry->path, str_of(ending)) || is_strange(entry, ending);
        if (wanted && !config_ignores(&project->config, below))
            TRY(visit(ctx, entry, err));
    }
    return OK;
}

struct take {
    struct assembly *assembly;
    const char *kind;
    file_reader *read;
};

static enum status take_entry(void *ctx, const struct source_entry *entry, struct err *err)
{
    struct take *take = ctx;
    return file_take(take->assembly, entry, take->kind, take->read, err);
}

enum status folder_take(struct assembly *assembly, const char *folder, const char *ending,
                        file_reader *read, struct err *err)
{
    struct str kind = str_fmt(assembly->load->arena, "%s%s", folder, ending);
    struct take take = { assembly, kind.ptr, read };
    return folder_visit(assembly->load, assembly->project, folder, ending, take_entry, &take, err);
}
