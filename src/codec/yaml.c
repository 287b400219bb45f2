/* yaml: libyaml's events become a tree, one document, without recursion.
 *
 * The only place that knows libyaml. Every node carries its line and byte column, found by walking
 * the bytes alongside the parser (libyaml counts characters). Cost is bounded before it is paid:
 * bytes before parsing, depth and events while parsing, expanded nodes before an alias is followed.
 */
#include "codec/yaml.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/limits.h"
#include "base/map.h"
#include "codec/utf8.h"
#include "codec/yaml_template.h"

/* libyaml compares each %TAG line with all earlier ones. */
enum { TAG_LINES_MAX = 16 };

/* What an anchor names. */
struct anchor {
    struct node *node;
    size_t size;   /* nodes below and including it, aliases expanded */
    size_t height; /* 1 for a scalar, one more for each list or map around it */
    bool open;     /* its end was not reached yet */
};

/* A list or map whose end was not reached yet. */
struct frame {
    struct node *node, *last;
    struct node *key; /* map: the key whose value comes next */
    struct node *merges, *last_merge;
    struct anchor *anchor;
    size_t nodes_before, height;
};

struct reader {
    struct arena *arena;
    struct yaml_options options;
    struct diags *diags;
    struct err *err;
    struct str path, bytes; /* as given */
    struct template_text text;
    yaml_parser_t parser;
    yaml_event_t event;
    struct map anchors;
    struct frame *frames; /* [1 .. yaml_depth]; [0] is the document */
    size_t depth, events, nodes;
    struct node *root;
    /* How far `place_of` has walked. */
    size_t chars, offset, line_start;
    uint32_t line;
};

static enum status refuse(struct reader *r, enum status status, struct place place,
                          const char *text)
{
    diag_add(r->diags, DIAG_ERROR, place, "%s", text);
    return err_set(r->err, status, "%.*s:%u:%u: %s", STR_ARG(r->path), place.line, place.column,
                   text);
}

/* ---- places ---- */

static size_t char_bytes(unsigned char lead)
{
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* Moves on to the character with this index; events come in order, so this is linear in all. */
static void walk_to(struct reader *r, size_t chars)
{
    if (chars < r->chars) {
        r->chars = r->offset = r->line_start = 0;
        r->line = 1;
    }
    /* Lines are those of the file: templates may span some, their stand-ins do not. */
    while (r->chars < chars && r->offset < r->text.bytes.len) {
        size_t end = r->offset + char_bytes((unsigned char)r->text.bytes.ptr[r->offset]);
        for (; r->offset < end && r->offset < r->text.bytes.len; r->offset++)
            if (r->bytes.ptr[r->offset] == '\n')
                r->line++, r->line_start = r->offset + 1;
        r->chars++;
    }
}

static struct place place_of(struct reader *r, yaml_mark_t mark)
{
    walk_to(r, mark.index);
    return (struct place){ r->path, r->line, (uint32_t)(r->offset - r->line_start + 1) };
}

static struct place here(struct reader *r)
{
    return place_of(r, r->event.start_mark);
}

/* ---- parsing ---- */

static enum status parser_fault(struct reader *r)
{
    const yaml_parser_t *p = &r->parser;
    struct place place;
    struct str text;

    if (p->error == YAML_MEMORY_ERROR)
        abort();
    if (p->error == YAML_READER_ERROR)
        place = place_at(r->path, r->bytes, p->problem_offset);
    else
        place = place_of(r, p->problem_mark);
    if (p->context)
        text = str_fmt(r->arena, "not valid YAML: %s, %s (from line %u)", p->context,
                       p->problem ? p->problem : "?", place_of(r, p->context_mark).line);
    else
        text = str_fmt(r->arena, "not valid YAML: %s", p->problem ? p->problem : "?");
    return refuse(r, E_INPUT, place, text.ptr);
}

/* The next event, counted. The event before it is given back. */
static enum status next_event(struct reader *r)
{
    yaml_event_delete(&r->event);
    if (!yaml_parser_parse(&r->parser, &r->event))
        return parser_fault(r);
    if (++r->events > LIMIT_yaml_events)
        return refuse(r, E_LIMIT, here(r), "too many YAML events (limit yaml_events)");
    return OK;
}

static bool is_plain_null(struct str text)
{
    return text.len == 0 || str_eq(text, STR("~")) || str_eq(text, STR("null")) ||
           str_eq(text, STR("Null")) || str_eq(text, STR("NULL"));
}

static enum status node_new(struct reader *r, enum node_kind kind, struct node **out)
{
    if (++r->nodes > LIMIT_yaml_events)
        return refuse(r, E_LIMIT, here(r), "too many YAML nodes (limit yaml_events)");
    struct node *node = arena_new(r->arena, struct node);
    node->kind = kind;
    node->place = here(r);
    node->text = node->key = STR_EMPTY;
    *out = node;
    return OK;
}

/* The text of the scalar event, with templates put back. */
static enum status scalar_text(struct reader *r, struct str text, struct str *out)
{
    walk_to(r, r->event.start_mark.index);
    size_t start = r->offset;
    walk_to(r, r->event.end_mark.index);
    if (!template_restore(out, r->arena, &r->text, start, r->offset, text))
        return refuse(r, E_INPUT, here(r), "the character U+E000 is not allowed here");
    return OK;
}

static enum status scalar_new(struct reader *r, struct node **out)
{
    struct str text = { (const char *)r->event.data.scalar.value, r->event.data.scalar.length };
    if (str_find_byte(text, '\0') >= 0)
        return refuse(r, E_INPUT, here(r), "a NUL character is not allowed");
    TRY(node_new(r, NODE_SCALAR, out));
    (*out)->quoted = r->event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    if (!(*out)->quoted && is_plain_null(text)) {
        (*out)->kind = NODE_NULL;
        return OK;
    }
    return scalar_text(r, text, &(*out)->text);
}

/* ---- anchors and aliases ---- */

/* Anchor and tag of the event's node, NULL where it has none. */
struct properties {
    const yaml_char_t *anchor, *tag;
};

static struct properties properties_of(const yaml_event_t *event)
{
    if (event->type == YAML_SCALAR_EVENT)
        return (struct properties){ event->data.scalar.anchor, event->data.scalar.tag };
    if (event->type == YAML_SEQUENCE_START_EVENT)
        return (struct properties){ event->data.sequence_start.anchor,
                                    event->data.sequence_start.tag };
    if (event->type == YAML_MAPPING_START_EVENT)
        return (struct properties){ event->data.mapping_start.anchor,
                                    event->data.mapping_start.tag };
    return (struct properties){ NULL, NULL };
}

/* Remembers node under the event's anchor; a name used again names the newer node from then on. */
static enum status anchor_set(struct reader *r, struct node *node, struct anchor **out)
{
    struct properties properties = properties_of(&r->event);
    *out = NULL;
    if (properties.tag && !r->options.allow_aliases)
        return refuse(r, E_INPUT, here(r), "tags are not allowed here");
    if (!properties.anchor)
        return OK;
    if (!r->options.allow_aliases)
        return refuse(r, E_INPUT, here(r), "anchors and aliases are not allowed here");
    *out = arena_new(r->arena, struct anchor);
    **out = (struct anchor){ .node = node, .size = 1, .height = 1, .open = true };
    (void)map_put(&r->anchors, str_of((const char *)properties.anchor), *out);
    return OK;
}

static enum status alias_find(struct reader *r, struct anchor **out)
{
    if (!r->options.allow_aliases)
        return refuse(r, E_INPUT, here(r), "anchors and aliases are not allowed here");
    *out = map_get(&r->anchors, str_of((const char *)r->event.data.alias.anchor));
    if (!*out)
        return refuse(r, E_INPUT, here(r), "an alias without its anchor");
    if ((*out)->open)
        return refuse(r, E_INPUT, here(r), "an alias inside its own anchor");
    return OK;
}

/* A copy of the top node; what lies below is shared, for nobody may change it. The expanded size is
 * paid in full, because whoever walks the tree walks all of it. */
static enum status alias_expand(struct reader *r, const struct anchor *anchor, struct node **out)
{
    if (r->depth + anchor->height > LIMIT_yaml_depth + 1)
        return refuse(r, E_LIMIT, here(r), "YAML nested too deep by an alias (limit yaml_depth)");
    if (anchor->size > LIMIT_yaml_events - r->nodes)
        return refuse(r, E_LIMIT, here(r), "too many YAML nodes by aliases (limit yaml_events)");
    TRY(node_new(r, anchor->node->kind, out));
    r->nodes += anchor->size - 1;
    struct place place = (*out)->place;
    **out = *anchor->node;
    (*out)->place = place;
    (*out)->key = STR_EMPTY;
    (*out)->next = NULL;
    return OK;
}

/* ---- building ---- */

static void append(struct frame *frame, struct node *node)
{
    if (frame->last)
        frame->last->next = node;
    else
        frame->node->first = node;
    frame->last = node;
    frame->node->count++;
}

/* Merge values wait until the map ends: keys written out win wherever they stand. */
static enum status merge_add(struct reader *r, struct frame *frame, struct node *value)
{
    bool fits = value->kind == NODE_MAP;
    if (value->kind == NODE_LIST) {
        fits = true;
        for (const struct node *item = value->first; item; item = item->next)
            fits = fits && item->kind == NODE_MAP;
    }
    if (!fits)
        return refuse(r, E_INPUT, value->place, "a merge key needs a map or a list of maps");
    if (frame->last_merge)
        frame->last_merge->next = value;
    else
        frame->merges = value;
    frame->last_merge = value;
    return OK;
}

static bool is_merge_key(const struct node *key)
{
    return !key->quoted && str_eq(key->text, STR("<<"));
}

/* A finished value finds its place: the document, a list, or the map key before it. */
static enum status attach(struct reader *r, struct node *value, size_t height)
{
    if (r->depth == 0) {
        r->root = value;
        return OK;
    }
    struct frame *frame = &r->frames[r->depth];
    if (frame->height < height)
        frame->height = height;
    if (frame->node->kind == NODE_MAP) {
        struct node *key = frame->key;
        frame->key = NULL;
        value->key = key->text;
        value->key_place = key->place;
        if (is_merge_key(key))
            return merge_add(r, frame, value);
    }
    append(frame, value);
    return OK;
}

/* True when the next event is a map's key. */
static bool wants_key(const struct reader *r)
{
    return r->depth > 0 && r->frames[r->depth].node->kind == NODE_MAP && !r->frames[r->depth].key;
}

static enum status read_key(struct reader *r)
{
    struct node *key = NULL;
    struct anchor *anchor;

    if (r->event.type != YAML_SCALAR_EVENT)
        return refuse(r, E_INPUT, here(r), "a key must be plain text");
    TRY(scalar_new(r, &key));
    TRY(anchor_set(r, key, &anchor));
    if (anchor)
        anchor->open = false;
    if (key->kind == NODE_NULL && r->event.data.scalar.length == 0)
        return refuse(r, E_INPUT, key->place, "a key is missing before \":\"");
    if (key->kind == NODE_NULL) /* "null: x" and "~: x" name a key like any other */
        key->text = str_dup(r->arena, (struct str){ (const char *)r->event.data.scalar.value,
                                                    r->event.data.scalar.length });
    if (is_merge_key(key) && !r->options.allow_aliases)
        return refuse(r, E_INPUT, key->place, "merge keys are not allowed here");
    r->frames[r->depth].key = key;
    return OK;
}

static enum status read_scalar(struct reader *r)
{
    struct node *node = NULL;
    struct anchor *anchor;
    TRY(scalar_new(r, &node));
    TRY(anchor_set(r, node, &anchor));
    if (anchor)
        anchor->open = false;
    return attach(r, node, 1);
}

static enum status read_alias(struct reader *r)
{
    struct node *node = NULL;
    struct anchor *anchor = NULL;
    TRY(alias_find(r, &anchor));
    TRY(alias_expand(r, anchor, &node));
    return attach(r, node, anchor->height);
}

static enum status open_frame(struct reader *r, enum node_kind kind)
{
    struct node *node = NULL;
    struct anchor *anchor;

    if (r->depth == LIMIT_yaml_depth)
        return refuse(r, E_LIMIT, here(r), "YAML nested too deep (limit yaml_depth)");
    size_t nodes_before = r->nodes;
    TRY(node_new(r, kind, &node));
    TRY(anchor_set(r, node, &anchor));
    r->frames[++r->depth] =
        (struct frame){ .node = node, .anchor = anchor, .nodes_before = nodes_before, .height = 1 };
    return OK;
}

/* ---- the end of a map ---- */

static int by_key(const void *a, const void *b)
{
    const struct node *left = *(const struct node *const *)a;
    const struct node *right = *(const struct node *const *)b;
    int order = str_cmp(left->key, right->key);
    if (order)
        return order;
    /* Source order for equal keys, so that the later one is called the duplicate. */
    if (left->key_place.line != right->key_place.line)
        return left->key_place.line < right->key_place.line ? -1 : 1;
    return left->key_place.column < right->key_place.column ? -1 : 1;
}

static const struct node **sorted_keys(struct reader *r, const struct node *map)
{
    const struct node **keys = arena_array(r->arena, map->count, sizeof *keys);
    size_t count = 0;
    for (const struct node *child = map->first; child; child = child->next)
        keys[count++] = child;
    qsort(keys, count, sizeof *keys, by_key);
    return keys;
}

static enum status check_keys(struct reader *r, const struct node *map, const struct node **keys)
{
    for (size_t i = 1; i < map->count; i++) {
        if (!str_eq(keys[i - 1]->key, keys[i]->key))
            continue;
        struct str name = text_clean(r->arena, keys[i]->key, LIMIT_report_text_bytes);
        struct str text = str_fmt(r->arena, "duplicate key \"%.*s\", first on line %u",
                                  STR_ARG(name), keys[i - 1]->key_place.line);
        return refuse(r, E_INPUT, keys[i]->key_place, text.ptr);
    }
    return OK;
}

static enum status merge_map(struct reader *r, struct frame *frame, struct map *have,
                             const struct node *from)
{
    for (const struct node *child = from->first; child; child = child->next) {
        if (map_get(have, child->key))
            continue;
        struct node *copy;
        TRY(node_new(r, child->kind, &copy));
        *copy = *child;
        copy->next = NULL;
        append(frame, copy);
        (void)map_put(have, copy->key, copy);
    }
    return OK;
}

/* "<<": keys of the merged maps that the map does not have itself; earlier maps win. */
static enum status merge_all(struct reader *r, struct frame *frame)
{
    struct map have;
    enum status status = OK;

    map_init(&have, r->arena);
    for (struct node *child = frame->node->first; child; child = child->next)
        (void)map_put(&have, child->key, child);
    for (const struct node *value = frame->merges; value && status == OK; value = value->next) {
        if (value->kind == NODE_MAP)
            status = merge_map(r, frame, &have, value);
        for (const struct node *item = value->first;
             value->kind == NODE_LIST && item && status == OK; item = item->next)
            status = merge_map(r, frame, &have, item);
    }
    map_release(&have);
    return status;
}

static enum status close_frame(struct reader *r)
{
    struct frame *frame = &r->frames[r->depth];
    if (frame->node->kind == NODE_MAP && frame->node->count > 1)
        TRY(check_keys(r, frame->node, sorted_keys(r, frame->node)));
    if (frame->merges)
        TRY(merge_all(r, frame));
    if (frame->anchor) {
        frame->anchor->open = false;
        frame->anchor->size = r->nodes - frame->nodes_before;
        frame->anchor->height = frame->height + 1;
    }
    r->depth--;
    return attach(r, frame->node, frame->height + 1);
}

/* ---- the document ---- */

/* node := scalar | alias | list-start node* list-end | map-start (scalar node)* map-end */
static enum status read_node_event(struct reader *r)
{
    switch (r->event.type) {
    case YAML_SCALAR_EVENT:
        return wants_key(r) ? read_key(r) : read_scalar(r);
    case YAML_ALIAS_EVENT:
        return wants_key(r) ? read_key(r) : read_alias(r);
    case YAML_SEQUENCE_START_EVENT:
        return wants_key(r) ? read_key(r) : open_frame(r, NODE_LIST);
    case YAML_MAPPING_START_EVENT:
        return wants_key(r) ? read_key(r) : open_frame(r, NODE_MAP);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return close_frame(r);
    default:
        return err_set(r->err, E_BUG, "libyaml gave event %d inside a document",
                       (int)r->event.type);
    }
}

/* document := document-start node document-end; leaves what comes behind it as the next event */
static enum status read_document(struct reader *r)
{
    TRY(next_event(r));
    while (r->event.type != YAML_DOCUMENT_END_EVENT) {
        TRY(read_node_event(r));
        TRY(next_event(r));
    }
    return next_event(r);
}

/* An anchor is known in its own document only. */
static enum status read_documents(struct reader *r)
{
    struct node *list, *last = NULL;
    TRY(node_new(r, NODE_LIST, &list));
    while (r->event.type != YAML_STREAM_END_EVENT) {
        TRY(read_document(r));
        map_release(&r->anchors);
        map_init(&r->anchors, r->arena);
        *(last ? &last->next : &list->first) = r->root;
        last = r->root;
        list->count++;
    }
    r->root = list;
    return OK;
}

/* stream := stream-start document* stream-end */
static enum status read_stream(struct reader *r)
{
    TRY(next_event(r));
    TRY(next_event(r));
    if (r->options.several)
        return read_documents(r);
    if (r->event.type == YAML_STREAM_END_EVENT)
        return node_new(r, NODE_NULL, &r->root);
    TRY(read_document(r));
    if (r->event.type != YAML_STREAM_END_EVENT)
        return refuse(r, E_INPUT, here(r), "more than one YAML document in a file");
    return OK;
}

static enum status check_bytes(struct reader *r)
{
    struct place top = { r->path, 1, 1 };
    if (r->bytes.len > LIMIT_yaml_bytes)
        return refuse(r, E_LIMIT, top, "YAML file too large (limit yaml_bytes)");
    ptrdiff_t nul = str_find_byte(r->bytes, '\0');
    if (nul >= 0)
        return refuse(r, E_INPUT, place_at(r->path, r->bytes, (size_t)nul),
                      "a NUL byte is not allowed");

    size_t tags = 0;
    struct str rest = r->bytes, line;
    while (str_split(&rest, '\n', &line))
        tags += str_starts(line, STR("%TAG"));
    if (tags > TAG_LINES_MAX)
        return refuse(r, E_LIMIT, top, "too many %TAG lines");
    return OK;
}

static enum status prepare(struct reader *r)
{
    struct template_fault fault = { .text = NULL };
    if (str_starts(r->bytes, STR("\xEF\xBB\xBF")))
        r->bytes = str_sub(r->bytes, 3, r->bytes.len);
    TRY(check_bytes(r));
    r->text = (struct template_text){ .bytes = r->bytes };
    if (r->options.jinja && !template_blank(&r->text, r->arena, r->bytes, &fault))
        return refuse(r, E_INPUT, place_at(r->path, r->bytes, fault.offset), fault.text);
    return OK;
}

enum status yaml_read(struct node **out, struct arena *arena, struct str path, struct str bytes,
                      struct yaml_options options, struct diags *diags, struct err *err)
{
    struct reader *r = arena_new(arena, struct reader); /* libyaml's state is too big for a stack */
    *r = (struct reader){ .arena = arena,
                          .options = options,
                          .diags = diags,
                          .err = err,
                          .path = path,
                          .bytes = bytes,
                          .line = 1 };
    r->frames = arena_array(arena, LIMIT_yaml_depth + 1, sizeof *r->frames);
    TRY(prepare(r));
    if (!yaml_parser_initialize(&r->parser))
        abort();
    yaml_parser_set_encoding(&r->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r->parser, (const unsigned char *)r->text.bytes.ptr,
                                 r->text.bytes.len);
    map_init(&r->anchors, arena);
    enum status status = read_stream(r);
    map_release(&r->anchors);
    yaml_event_delete(&r->event);
    yaml_parser_delete(&r->parser);
    if (status == OK)
        *out = r->root;
    return status;
}

/* ---- reading nodes ---- */

const struct node *node_get(const struct node *map, const char *key)
{
    struct str name = str_of(key);
    if (!map || map->kind != NODE_MAP)
        return NULL;
    for (const struct node *child = map->first; child; child = child->next)
        if (str_eq(child->key, name))
            return child;
    return NULL;
}

bool node_is_null(const struct node *node)
{
    return !node || node->kind == NODE_NULL;
}

/* The spellings YAML 1.1 gives to booleans: lower, Capital, UPPER. */
bool node_bool(const struct node *node, bool *out)
{
    static const struct {
        const char *spelling;
        bool value;
    } words[] = {
        { "true", true },   { "True", true },   { "TRUE", true }, { "false", false },
        { "False", false }, { "FALSE", false }, { "yes", true },  { "Yes", true },
        { "YES", true },    { "no", false },    { "No", false },  { "NO", false },
        { "on", true },     { "On", true },     { "ON", true },   { "off", false },
        { "Off", false },   { "OFF", false },
    };
    if (!node || node->kind != NODE_SCALAR || node->quoted)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_eq(node->text, str_of(words[i].spelling))) {
            *out = words[i].value;
            return true;
        }
    }
    return false;
}

/* No sign, no underscore, no leading zero: those mean other things in YAML 1.1. */
bool node_uint(const struct node *node, uint64_t *out)
{
    if (!node || node->kind != NODE_SCALAR || node->quoted || node->text.len == 0)
        return false;
    if (node->text.len > 1 && node->text.ptr[0] == '0')
        return false;
    uint64_t value = 0;
    for (size_t i = 0; i < node->text.len; i++) {
        char c = node->text.ptr[i];
        if (!byte_is_digit(c) || __builtin_mul_overflow(value, 10u, &value) ||
            __builtin_add_overflow(value, (uint64_t)(c - '0'), &value))
            return false;
    }
    *out = value;
    return true;
}
