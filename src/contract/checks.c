/* checks: quality rules, in the spellings of ODCS and of DCS. */
#include "base/buf.h"
#include "base/limits.h"
#include "contract/reader.h"

static void add_what(struct check_draft *draft, struct str key, struct str text)
{
    digest_field(draft->what, key);
    digest_field(draft->what, text);
}

void take_decisive(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    (void)said;
    add_what(slot, value->key, node_form(reader->arena, value));
}

/* v3.0 called the metric a rule. */
void take_old_metric(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    struct str *metric = slot;
    if (metric->len == 0)
        take_text(reader, said, value, metric);
    else
        take_described(reader, said, value, NULL);
}

/* Of a rule that is only a text, the text is what is promised. */
void take_check_text(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    struct check_draft *draft = slot;
    take_text(reader, said, value, &draft->text);
    if (str_eq(draft->check.type, STR("text")))
        add_what(draft, value->key, draft->text);
    else
        take_described(reader, said, value, NULL);
}

static void read_valid(struct reader *reader, struct said *said, const struct node *list,
                       struct contract_check *check)
{
    struct contract_texts values = { 0 };
    for (const struct node *item = list_items(reader, said, list); item; item = item->next) {
        if (item->kind == NODE_NULL)
            add_text(reader, &values, STR("null"));
        else
            take_value(reader, said, item, &values);
    }
    sort_texts(&values, true);
    struct buf buf;
    buf_init(&buf, reader->arena, LIMIT_report_bytes);
    for (size_t i = 0; i < values.count; i++) {
        buf_puts(&buf, i ? "\x1f" : "");
        buf_add(&buf, values.items[i]);
    }
    check->valid = buf_str(&buf);
}

/* The valid values are a bound of what is checked, the other arguments are what is checked. */
void take_arguments(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    struct check_draft *draft = slot;
    if (!is_map(reader, said, value))
        return;
    struct node others = *value;
    struct node **end = &others.first;
    others.first = NULL;
    others.count = 0;
    for (const struct node *item = value->first; item; item = item->next) {
        if (str_eq(item->key, STR("validValues"))) {
            read_valid(reader, said, item, &draft->check);
            continue;
        }
        *end = arena_new(reader->arena, struct node);
        **end = *item;
        (*end)->next = NULL;
        end = &(*end)->next;
        others.count++;
    }
    if (others.count > 0)
        add_what(draft, value->key, node_form(reader->arena, &others));
}

static struct str operator_name(struct str key)
{
    if (str_eq(key, STR("mustBeGreaterThanOrEqualTo")))
        return STR("mustBeGreaterOrEqualTo");
    if (str_eq(key, STR("mustBeLessThanOrEqualTo")))
        return STR("mustBeLessOrEqualTo");
    return key;
}

void take_bound(struct reader *reader, struct said *said, const struct node *value, void *slot)
{
    struct check_draft *draft = slot;
    struct contract_bound bound = { operator_name(value->key), STR_EMPTY, STR_EMPTY };
    const struct node *low = value->first;
    if (!str_ends(value->key, STR("Between"))) {
        if (!joined_text(reader, value, ", ", &bound.text)) {
            wrong_kind(reader, said, value, "a number or a text");
            return;
        }
    } else if (value->kind == NODE_LIST && value->count == 2 && low->kind == NODE_SCALAR &&
               low->next->kind == NODE_SCALAR) {
        bound.text = str_trim(low->text);
        bound.upper = str_trim(low->next->text);
    } else {
        wrong_kind(reader, said, value, "a list of two numbers");
        return;
    }
    vec_push(reader->arena, &draft->check.bounds, bound);
}

static int by_operator(const void *a, const void *b)
{
    const struct contract_bound *one = a, *other = b;
    int order = str_cmp(one->operator, other->operator);
    return order ? order : str_cmp(one->text, other->text);
}

static struct str first_text(struct str a, struct str b, struct str c)
{
    return a.len ? a : b.len ? b : c;
}

static void finish_check(struct reader *reader, struct check_draft *draft)
{
    struct contract_check *check = &draft->check;
    bool is_text = str_eq(check->type, STR("text"));
    add_what(draft, STR("metric"), draft->metric);
    add_what(draft, STR("type"), check->type);
    check->what = digest_end(draft->what, reader->arena);
    check->name = first_text(check->name, draft->metric, is_text ? draft->text : check->type);
    if (check->bounds.count > 1)
        qsort(check->bounds.items, check->bounds.count, sizeof *check->bounds.items, by_operator);
}

static struct contract_check read_check(struct reader *reader, struct said *said,
                                        const struct node *map, struct str *metric)
{
    const struct str none = STR_EMPTY;
    struct check_draft draft = {
        .check = { none, none, STR("library"), none, none, none, none, .valid = none },
        .id = none,
        .metric = none,
        .text = none,
        .what = digest_new(reader->arena),
    };
    draft.check.place = map->place;
    read_map(reader, LEVEL_CHECK, map, &draft, said);
    draft.check.key = first_text(draft.id, draft.check.name, none);
    finish_check(reader, &draft);
    if (draft.check.key.len == 0)
        draft.check.key = draft.check.what;
    *metric = draft.metric;
    return draft.check;
}

/* ---- lists of them ---- */

static struct str bounds_text(struct arena *arena, const struct contract_check *check)
{
    struct buf buf;
    buf_init(&buf, arena, LIMIT_report_bytes);
    for (size_t i = 0; i < check->bounds.count; i++) {
        const struct contract_bound *bound = &check->bounds.items[i];
        buf_printf(&buf, " %.*s", STR_ARG(bound->operator));
    }
    return buf_str(&buf);
}

static int by_check(const void *a, const void *b)
{
    const struct contract_check *one = a, *other = b;
    int order = str_cmp(one->key, other->key);
    order = order ? order : str_cmp(one->what, other->what);
    if (order == 0)
        order = (one->place.line > other->place.line) - (one->place.line < other->place.line);
    if (order == 0)
        order =
            (one->place.column > other->place.column) - (one->place.column < other->place.column);
    return order;
}

static void sort_checks(struct contract_checks *checks)
{
    if (checks->count > 1)
        qsort(checks->items, checks->count, sizeof *checks->items, by_check);
}

static bool shares_key(const struct contract_checks *checks, size_t at)
{
    return (at > 0 && str_eq(checks->items[at - 1].key, checks->items[at].key)) ||
           (at + 1 < checks->count && str_eq(checks->items[at + 1].key, checks->items[at].key));
}

/* Makes keys unique: by the operators, then by the order in the file. */
static void finish_checks(struct reader *reader, struct contract_checks *checks)
{
    struct arena *arena = reader->arena;
    bool *shared = arena_array(arena, checks->count, sizeof *shared);
    sort_checks(checks);
    for (size_t i = 0; i < checks->count; i++)
        shared[i] = shares_key(checks, i);
    for (size_t i = 0; i < checks->count; i++)
        if (shared[i])
            checks->items[i].key =
                str_concat(arena, checks->items[i].key, bounds_text(arena, &checks->items[i]));
    sort_checks(checks);
    struct str last = STR_EMPTY;
    size_t same = 0;
    for (size_t i = 0; i < checks->count; i++) {
        struct contract_check *check = &checks->items[i];
        same = i > 0 && str_eq(last, check->key) ? same + 1 : 1;
        last = check->key;
        if (same > 1)
            check->key = str_fmt(arena, "%.*s #%zu", STR_ARG(check->key), same);
    }
}

void take_object_checks(struct reader *reader, struct said *said, const struct node *value,
                        void *slot)
{
    struct contract_object *object = slot;
    struct str metric;
    for (const struct node *item = list_items(reader, said, value); item; item = item->next) {
        if (!is_map(reader, said, item))
            continue;
        struct contract_check check = read_check(reader, said, item, &metric);
        vec_push(reader->arena, &object->checks, check);
    }
    finish_checks(reader, &object->checks);
}

/* Whether not one value may be invalid. */
static bool allows_none(const struct contract_check *check)
{
    if (check->bounds.count == 0)
        return true;
    const struct contract_bound *bound = &check->bounds.items[0];
    return check->bounds.count == 1 && str_eq(bound->text, STR("0")) &&
           (str_eq(bound->operator, STR("mustBe")) ||
            str_eq(bound->operator, STR("mustBeLessOrEqualTo")));
}

void take_column_checks(struct reader *reader, struct said *said, const struct node *value,
                        void *slot)
{
    struct contract_column *column = slot;
    struct str metric;
    for (const struct node *item = list_items(reader, said, value); item; item = item->next) {
        if (!is_map(reader, said, item))
            continue;
        struct contract_check check = read_check(reader, said, item, &metric);
        vec_push(reader->arena, &column->checks, check);
        if (str_eq(metric, STR("invalidValues")) && check.valid.len > 0 && allows_none(&check))
            limit_values(reader, said, column,
                         node_get(node_get(item, "arguments"), "validValues"));
    }
    finish_checks(reader, &column->checks);
}
