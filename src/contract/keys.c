/* keys: the rows of keys.def at work, and the readers of plain values. Knows nothing of what a key
 * means. */
#include "base/buf.h"
#include "base/limits.h"
#include "codec/date.h"
#include "contract/reader.h"

static const struct {
    const char *what; /* what a message calls such a map */
} levels[] = {
    [LEVEL_ROOT] = { "a contract" },
    [LEVEL_CUSTOM_ROOT] = { "customProperties" },
    [LEVEL_TEAM] = { "a team" },
    [LEVEL_MEMBER] = { "a member of a team" },
    [LEVEL_CHANNEL] = { "a support channel" },
    [LEVEL_SLA] = { "a service level" },
    [LEVEL_OBJECT] = { "an object of the schema" },
    [LEVEL_CUSTOM_OBJECT] = { "customProperties" },
    [LEVEL_COLUMN] = { "a column" },
    [LEVEL_CUSTOM_COLUMN] = { "customProperties" },
    [LEVEL_MAP_PARTS] = { "a map type" },
    [LEVEL_VALUE] = { "an allowed value" },
    [LEVEL_LINK] = { "a relationship" },
    [LEVEL_CHECK] = { "a quality rule" },
};

static const struct key {
    enum level level;
    struct str key;
    void (*read)(struct reader *reader, struct said *said, const struct node *value, void *slot);
    size_t where;
} keys[] = {
#define KEY(level, key, read, where) { LEVEL_##level, STR_INIT(key), read, where },
#include "contract/keys.def"
#undef KEY
};

enum { KEY_COUNT = sizeof keys / sizeof *keys, SHOWN_MAX = 60, NOTED_MAX = 20 };

/* --- what is not taken in -----------------------------------------------------------------------
 */

static void add_said(struct reader *reader, struct digest **digest, const struct node *value)
{
    if (!*digest)
        *digest = digest_new(reader->arena);
    digest_field(*digest, value->key);
    digest_field(*digest, node_form(reader->arena, value));
}

void take_described(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    (void)slot;
    add_said(reader, &said->described, value);
}

void said_unread(struct reader *reader, struct said *said, const struct node *value)
{
    add_said(reader, &said->unread, value);
}

static struct str end_said(struct reader *reader, struct digest **digest)
{
    struct str out = *digest ? digest_end(*digest, reader->arena) : STR_EMPTY;
    *digest = NULL;
    return out;
}

struct str said_described(struct reader *reader, struct said *said)
{
    return end_said(reader, &said->described);
}

struct str said_not_read(struct reader *reader, struct said *said)
{
    return end_said(reader, &said->unread);
}

void wrong_kind(struct reader *reader, struct said *said, const struct node *value,
                const char *wanted)
{
    struct str key = str_sub(value->key, 0, SHOWN_MAX);
    if (key.len > 0)
        diag_add(reader->diags, DIAG_WARN, value->place, "\"%.*s\" must be %s: it is not read",
                 STR_ARG(key), wanted);
    else
        diag_add(reader->diags, DIAG_WARN, value->place, "this must be %s: it is not read", wanted);
    said_unread(reader, said, value);
}

void read_fail(struct reader *reader, struct place place, const char *fmt, ...)
{
    va_list args;
    if (!reader->failed) {
        va_start(args, fmt);
        struct str text = str_vfmt(reader->arena, fmt, args);
        va_end(args);
        diag_add(reader->diags, DIAG_WARN, place, "%.*s", STR_ARG(text));
    }
    reader->failed = true;
}

void too_deep(struct reader *reader, struct place place)
{
    read_fail(reader, place,
              "columns are nested deeper than the limit contract_depth (%zu): the contract cannot "
              "be read",
              LIMIT_contract_depth);
}

void too_many(struct reader *reader, struct place place)
{
    read_fail(reader, place,
              "more columns than the limit contract_columns (%zu): the contract cannot be read",
              LIMIT_contract_columns);
}

void note_key(struct reader *reader, enum level level, const struct node *value,
              const char *consequence)
{
    struct str name = str_fmt(reader->arena, "%u %.*s", (unsigned)level, STR_ARG(value->key));
    if (reader->noted.count >= NOTED_MAX || map_put(&reader->noted, name, reader))
        return;
    struct str key = str_sub(value->key, 0, SHOWN_MAX);
    diag_add(reader->diags, DIAG_NOTE, value->key_place, "unknown key \"%.*s\" in %s: %s",
             STR_ARG(key), levels[level].what, consequence);
}

static void unknown_key(struct reader *reader, enum level level, struct said *said,
                        const struct node *value)
{
    said_unread(reader, said, value);
    note_key(reader, level, value, "what it says is not understood");
}

/* ---- maps and customProperties ---- */

static const struct key *find_key(enum level level, struct str name)
{
    for (size_t i = 0; i < KEY_COUNT; i++)
        if (keys[i].level == level && str_eq(keys[i].key, name))
            return &keys[i];
    return NULL;
}

static void read_key(struct reader *reader, const struct key *key, const struct node *value,
                     void *target, struct said *said)
{
    if (!node_is_null(value) && !reader->failed)
        key->read(reader, said, value, (char *)target + key->where);
}

void read_map(struct reader *reader, enum level level, const struct node *map, void *target,
              struct said *said)
{
    if (!is_map(reader, said, map))
        return;
    for (size_t i = 0; i < KEY_COUNT; i++)
        if (keys[i].level == level)
            read_key(reader, &keys[i], node_get(map, keys[i].key.ptr), target, said);
    for (const struct node *value = map->first; value; value = value->next)
        if (!find_key(level, value->key))
            unknown_key(reader, level, said, value);
}

bool is_map(struct reader *reader, struct said *said, const struct node *value)
{
    if (value->kind != NODE_MAP)
        wrong_kind(reader, said, value, "a map");
    return value->kind == NODE_MAP;
}

void read_custom(struct reader *reader, enum level level, const struct node *list, void *target,
                 struct said *said)
{
    for (const struct node *item = list_items(reader, said, list); item; item = item->next) {
        const struct node *name = item->kind == NODE_MAP ? node_get(item, "property") : NULL;
        const struct key *key =
            name && name->kind == NODE_SCALAR ? find_key(level, name->text) : NULL;
        if (key)
            read_key(reader, key, node_get(item, "value"), target, said);
        else
            take_described(reader, said, item, NULL);
    }
}

const struct node *list_items(struct reader *reader, struct said *said, const struct node *value)
{
    if (value->kind == NODE_LIST)
        return value->first;
    wrong_kind(reader, said, value, "a list");
    return NULL;
}

/* ---- readers of plain values ---- */

void take_nothing(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    (void)reader, (void)said, (void)value, (void)slot;
}

void take_text(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    struct str *out = slot;
    if (value->kind == NODE_SCALAR)
        *out = str_trim(value->text);
    else
        wrong_kind(reader, said, value, "a text");
}

/* Quoted words are taken for what they say, as tools that write contracts do quote them. */
static bool bool_of(const struct node *value, bool *out)
{
    struct node plain = *value;
    plain.quoted = false;
    plain.text = str_trim(value->text);
    return value->kind == NODE_SCALAR && node_bool(&plain, out);
}

void take_flag(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    bool *out = slot;
    if (!bool_of(value, out))
        wrong_kind(reader, said, value, "true or false");
}

void take_bool_text(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    struct str *out = slot;
    bool flag;
    if (bool_of(value, &flag))
        *out = flag ? STR("true") : STR("false");
    else
        wrong_kind(reader, said, value, "true or false");
}

/* A position counts from 1; -1 and 0 say that there is none. */
void take_position(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    unsigned *out = slot;
    uint64_t number;
    if (value->kind == NODE_SCALAR && str_eq(str_trim(value->text), STR("-1")))
        return;
    if (node_uint(value, &number) && number <= INT32_MAX)
        *out = (unsigned)number;
    else
        wrong_kind(reader, said, value, "a position, counted from 1");
}

/* ---- texts and days ---- */

void add_text(struct reader *reader, struct contract_texts *texts, struct str text)
{
    vec_push(reader->arena, texts, text);
}

void sort_texts(struct contract_texts *texts, bool unique)
{
    size_t kept = 0;
    if (texts->count > 1)
        qsort(texts->items, texts->count, sizeof *texts->items, str_cmp_qsort);
    for (size_t i = 0; unique && i < texts->count; i++)
        if (kept == 0 || !str_eq(texts->items[kept - 1], texts->items[i]))
            texts->items[kept++] = texts->items[i];
    if (unique)
        texts->count = kept;
}

bool joined_text(struct reader *reader, const struct node *value, const char *between,
                 struct str *out)
{
    struct buf buf;
    if (value->kind == NODE_SCALAR) {
        *out = value->text;
        return true;
    }
    if (value->kind != NODE_LIST)
        return false;
    buf_init(&buf, reader->arena, LIMIT_report_bytes);
    for (const struct node *item = value->first; item; item = item->next) {
        if (item->kind != NODE_SCALAR)
            return false;
        buf_puts(&buf, item == value->first ? "" : between);
        buf_add(&buf, item->text);
    }
    *out = buf_str(&buf);
    return !buf_overflowed(&buf);
}

bool day_of(struct str text, int64_t *day)
{
    bool ends = text.len == 10 || (text.len > 10 && (text.ptr[10] == 'T' || text.ptr[10] == ' '));
    return ends && date_parse(str_sub(text, 0, 10), day);
}
