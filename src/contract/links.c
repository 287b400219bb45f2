/* links: relationships as one normal text, and what service levels say about the end of things.
 *
 * A reference is a name with dots, or a path of ids ("schema/orders_obj/properties/amount_id"); a
 * path that leads to something of this contract becomes the name. What stands in other files stays
 * as written. */
#include "base/buf.h"
#include "base/limits.h"
#include "contract/reader.h"

/* ---- reading ---- */

void take_link_end(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    const struct node **out = slot;
    struct str unused;
    if (joined_text(reader, value, "", &unused))
        *out = value;
    else
        wrong_kind(reader, said, value, "a text or a list of texts");
}

static void read_link(struct reader *reader, struct said *said, const struct node *item,
                      struct link *link)
{
    *link = (struct link){ .type = STR_EMPTY, .object = reader->object };
    read_map(reader, LEVEL_LINK, item, link, said);
}

void take_object_links(struct reader *reader, struct said *said, const struct node *value,
                       void *slot)
{
    (void)slot;
    for (const struct node *item = list_items(reader, said, value); item; item = item->next) {
        struct link link;
        read_link(reader, said, item, &link);
        if (link.from && link.to)
            vec_push(reader->arena, &reader->links, link);
        else
            said_unread(reader, said, item);
    }
}

/* "foreignKey" goes without saying. */
static struct str typed(struct reader *reader, struct str type, struct str text)
{
    if (type.len == 0 || str_eq_fold(type, STR("foreignKey")))
        return text;
    return str_fmt(reader->arena, "%.*s: %.*s", STR_ARG(type), STR_ARG(text));
}

/* Names are known when all is read: finish_links() goes over the texts once more. */
void take_column_links(struct reader *reader, struct said *said, const struct node *value,
                       void *slot)
{
    struct contract_texts *references = slot;
    for (const struct node *item = list_items(reader, said, value); item; item = item->next) {
        struct link link;
        struct str text;
        read_link(reader, said, item, &link);
        if (link.to && joined_text(reader, link.to, ", ", &text))
            add_text(reader, references, typed(reader, link.type, str_trim(text)));
        else
            said_unread(reader, said, item);
    }
}

/* ---- names for ids ---- */

struct names {
    struct arena *arena;
    struct map by_id; /* "object/column/field" by ids -> struct str: names with dots */
};

static void keep_name(struct names *names, struct str ids, struct str name)
{
    struct str *kept = arena_new(names->arena, struct str);
    *kept = name;
    map_put(&names->by_id, ids, kept);
}

static void keep_columns(struct names *names, const struct contract_columns *columns,
                         struct str ids, struct str object)
{
    vec_for (const struct contract_column, column, columns) {
        if (column->id.len == 0)
            continue;
        struct str own = str_fmt(names->arena, "%.*s/%.*s", STR_ARG(ids), STR_ARG(column->id));
        keep_name(names, own,
                  str_fmt(names->arena, "%.*s.%.*s", STR_ARG(object), STR_ARG(column->path)));
        keep_columns(names, &column->children, own, object);
    }
}

static void keep_names(struct names *names, const struct contract *contract)
{
    vec_for (const struct contract_object, object, &contract->objects) {
        if (object->id.len == 0)
            continue;
        keep_name(names, object->id, object->name);
        keep_columns(names, &object->columns, object->id, object->name);
    }
}

/* "/schema/a/properties/b" -> "a/b"; "" for anything else. */
static struct str ids_of(struct arena *arena, struct str text)
{
    struct buf buf;
    struct str part;
    buf_init(&buf, arena, text.len + 1);
    if (str_starts(text, STR("/")))
        text = str_sub(text, 1, text.len);
    for (size_t at = 0; str_split(&text, '/', &part); at++) {
        if (at % 2 == 0 && !str_eq(part, at == 0 ? STR("schema") : STR("properties")))
            return STR_EMPTY;
        if (at % 2 == 0)
            continue;
        buf_puts(&buf, at == 1 ? "" : "/");
        buf_add(&buf, part);
    }
    return buf_str(&buf);
}

static struct str named(struct names *names, struct str text)
{
    struct str ids = ids_of(names->arena, text);
    const struct str *name = ids.len ? map_get(&names->by_id, ids) : NULL;
    return name ? *name : text;
}

/* ---- elements by name ---- */

/* What "orders" or "orders.amount" means. */
struct element {
    struct contract_object *object;
    struct contract_column *column; /* NULL: the object */
};

/* The first one of a name has it. */
static void keep_element(struct reader *reader, struct map *index, struct str name,
                         struct element element)
{
    void **slot = map_slot(index, name);
    if (*slot || name.len == 0)
        return;
    struct element *kept = arena_new(reader->arena, struct element);
    *kept = element;
    *slot = kept;
}

static void index_object(struct reader *reader, struct map *index, struct contract_object *object,
                         struct str name)
{
    if (name.len == 0)
        return;
    keep_element(reader, index, name, (struct element){ object, NULL });
    vec_for (struct contract_column, column, &object->columns) {
        const struct str names[] = { column->name, column->physical_name };
        for (size_t i = 0; i < 2; i++)
            if (names[i].len > 0)
                keep_element(reader, index,
                             str_fmt(reader->arena, "%.*s.%.*s", STR_ARG(name), STR_ARG(names[i])),
                             (struct element){ object, column });
    }
}

/* Names of the file come before names of tables. */
static void index_elements(struct reader *reader, struct map *index)
{
    vec_for (struct contract_object, object, &reader->contract->objects)
        index_object(reader, index, object, object->name);
    vec_for (struct contract_object, object, &reader->contract->objects)
        index_object(reader, index, object, object->physical_name);
}

/* ---- finishing ---- */

static void name_columns(struct names *names, struct contract_columns *columns)
{
    vec_for (struct contract_column, column, columns) {
        for (size_t i = 0; i < column->references.count; i++)
            column->references.items[i] = named(names, column->references.items[i]);
        name_columns(names, &column->children);
    }
}

static void add_parts(struct names *names, struct contract_texts *out, const struct node *end)
{
    if (end->kind == NODE_SCALAR)
        vec_push(names->arena, out, named(names, str_trim(end->text)));
    for (const struct node *item = end->first; item; item = item->next)
        vec_push(names->arena, out, named(names, str_trim(item->text)));
}

static struct str pairs_text(struct reader *reader, const struct contract_texts *from,
                             const struct contract_texts *to)
{
    struct contract_texts pairs = { 0 };
    struct buf buf;
    size_t count = from->count > to->count ? from->count : to->count;
    for (size_t i = 0; i < count; i++) {
        struct str left = i < from->count ? from->items[i] : STR_EMPTY;
        struct str right = i < to->count ? to->items[i] : STR_EMPTY;
        add_text(reader, &pairs,
                 str_fmt(reader->arena, "%.*s -> %.*s", STR_ARG(left), STR_ARG(right)));
    }
    sort_texts(&pairs, false);
    buf_init(&buf, reader->arena, LIMIT_report_bytes);
    for (size_t i = 0; i < pairs.count; i++) {
        buf_puts(&buf, i ? ", " : "");
        buf_add(&buf, pairs.items[i]);
    }
    return buf_str(&buf);
}

/* What names one column of the object says the same as if the column said it. */
static void finish_link(struct reader *reader, struct names *names, const struct map *index,
                        const struct link *link)
{
    struct contract_object *object = &reader->contract->objects.items[link->object];
    struct contract_texts from = { 0 }, to = { 0 };
    add_parts(names, &from, link->from);
    add_parts(names, &to, link->to);
    const struct element *one =
        from.count == 1 && to.count == 1 ? map_get(index, from.items[0]) : NULL;
    if (one && one->object == object && one->column)
        add_text(reader, &one->column->references, typed(reader, link->type, to.items[0]));
    else
        add_text(reader, &object->references,
                 typed(reader, link->type, pairs_text(reader, &from, &to)));
}

static void sort_links(struct contract_columns *columns)
{
    vec_for (struct contract_column, column, columns) {
        sort_texts(&column->references, true);
        sort_links(&column->children);
    }
}

void finish_links(struct reader *reader)
{
    struct contract *contract = reader->contract;
    struct names names = { .arena = reader->arena };
    struct map index;
    map_init(&names.by_id, reader->arena);
    map_init(&index, reader->arena);
    keep_names(&names, contract);
    if (reader->links.count > 0)
        index_elements(reader, &index);
    vec_for (struct contract_object, object, &contract->objects)
        name_columns(&names, &object->columns);
    vec_for (struct link, link, &reader->links)
        finish_link(reader, &names, &index, link);
    vec_for (struct contract_object, object, &contract->objects) {
        sort_texts(&object->references, true);
        sort_links(&object->columns);
    }
    map_release(&names.by_id);
    map_release(&index);
}

/* ---- ends ---- */

static void set_end(struct contract_end *end, int64_t day, struct place place)
{
    if (end->has_day)
        return;
    end->has_day = true;
    end->day = day;
    end->place = place;
}

static void end_by(struct reader *reader, const struct map *index, const struct contract_sla *sla)
{
    struct str rest = sla->element, name;
    int64_t day;
    if (!day_of(sla->value, &day)) {
        diag_add(reader->diags, DIAG_WARN, sla->place,
                 "the value of an end must be a day (2026-12-31): it is not read");
        return;
    }
    if (rest.len == 0)
        set_end(&reader->contract->end, day, sla->place);
    while (rest.len > 0 && str_split(&rest, ',', &name)) {
        const struct element *element = map_get(index, str_trim(name));
        if (element)
            set_end(element->column ? &element->column->end : &element->object->end, day,
                    sla->place);
    }
}

static bool is_end(const struct contract_sla *sla)
{
    return str_eq(sla->property, STR("endoflife")) || str_eq(sla->property, STR("endofsupport"));
}

/* Service levels are sorted, so the end of life is asked first. */
void finish_ends(struct reader *reader)
{
    struct map index;
    bool is_indexed = false;
    map_init(&index, reader->arena);
    vec_for (const struct contract_sla, sla, &reader->contract->slas) {
        if (!is_end(sla))
            continue;
        if (!is_indexed)
            index_elements(reader, &index);
        is_indexed = true;
        end_by(reader, &index, sla);
    }
    map_release(&index);
}
