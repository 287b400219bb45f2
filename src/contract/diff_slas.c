/* diff_slas: service levels, by property and element. One whose element is a single object or
 * column of the contract is about that; others are about the contract as a whole. */
#include "contract/diff_private.h"

#include "base/map.h"
#include "contract/sorted.h"

enum better { LOWER, HIGHER };
enum measure { DURATION, NUMBER, DAY };
static const struct row {
    struct str property;
    enum better better;
    enum measure measure;
} rows[] = {
#define SLA(property, better, measure) { STR_INIT(property), better, measure },
#include "contract/slas.def"
#undef SLA
};

static const struct row *find_row(struct str property)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_eq(rows[i].property, property))
            return &rows[i];
    return NULL;
}

/* "99.9 %" and "99.9%" are 99.9 with the unit %. */
static struct str cut_percent(struct str value, struct str *unit)
{
    value = str_trim(value);
    if (value.len > 0 && value.ptr[value.len - 1] == '%') {
        *unit = STR("%");
        return str_trim(str_sub(value, 0, value.len - 1));
    }
    if (str_eq_fold(*unit, STR("percent")))
        *unit = STR("%");
    return value;
}

static enum order order_with_units(const struct contract_sla *old, const struct contract_sla *new)
{
    struct str old_unit = old->unit, new_unit = new->unit;
    struct str before = cut_percent(old->value, &old_unit);
    struct str after = cut_percent(new->value, &new_unit);
    return str_eq_fold(old_unit, new_unit) ? order_values(before, after) : ORDER_UNCLEAR;
}

static enum order order_of(const struct row *row, const struct contract_sla *old,
                           const struct contract_sla *new)
{
    if (str_eq(old->value, new->value) && str_eq_fold(old->unit, new->unit))
        return ORDER_SAME;
    if (!row)
        return ORDER_UNCLEAR;
    enum order order = row->measure == DURATION
                           ? order_durations(old->value, old->unit, new->value, new->unit)
                           : ORDER_UNCLEAR;
    return order != ORDER_UNCLEAR ? order : order_with_units(old, new);
}

static struct str text_of(struct differ *d, const struct contract_sla *sla)
{
    return str_fmt(d->arena, "%.*s%s%.*s%s%.*s", STR_ARG(sla->value),
                   sla->value_ext.len ? ", " : "", STR_ARG(sla->value_ext),
                   sla->unit.len ? " " : "", STR_ARG(sla->unit));
}

static struct str aspect_of(struct differ *d, const struct contract_sla *sla)
{
    struct str property = sla->property.len ? sla->property : STR("service level");
    return str_fmt(d->arena, "%.*s%s%.*s", STR_ARG(property), sla->element.len ? " of " : "",
                   STR_ARG(sla->element));
}

static void diff_sla(struct differ *d, const struct contract_sla *old,
                     const struct contract_sla *new)
{
    const struct row *row = find_row(new->property);
    struct str aspect = aspect_of(d, new), before = text_of(d, old), after = text_of(d, new);
    enum order order = order_of(row, old, new);
    if (!str_eq(old->value_ext, new->value_ext))
        order = ORDER_UNCLEAR;
    if (order == ORDER_UNCLEAR)
        promise_add_at(d, FACT_CT109, aspect, before, after, new->place);
    else if (order != ORDER_SAME)
        promise_add_at(d,
                       (order == ORDER_HIGHER) == (row->better == HIGHER) ? FACT_CN216 : FACT_CN210,
                       aspect, before, after, new->place);
    if (!str_eq(old->schedule, new->schedule))
        promise_add_at(d, FACT_CT109, str_fmt(d->arena, "%.*s schedule", STR_ARG(aspect)),
                       old->schedule, new->schedule, new->place);
    promise_texts(d, FACT_CT121, str_fmt(d->arena, "%.*s driver", STR_ARG(aspect)), old->driver,
                  new->driver);
}

static int by_property(const void *a, const void *b)
{
    const struct contract_sla *one = a, *other = b;
    int order = str_cmp(one->property, other->property);
    return order ? order : str_cmp(one->element, other->element);
}

/* Names of objects -> the object, of either side. */
static void index_objects(struct map *map, struct arena *arena, const struct contract *contract)
{
    map_init(map, arena);
    vec_for (const struct contract_object, object, &contract->objects)
        map_put(map, object->name, (void *)(uintptr_t)object);
}

/* "orders" or "orders.amount"; a list of them, or anything else, is the whole contract. */
static void enter_element(struct differ *d, const struct map objects[2], struct str element)
{
    ptrdiff_t dot = str_find_byte(element, '.');
    struct str name = dot < 0 ? element : str_sub(element, 0, (size_t)dot);
    d->before = map_get(&objects[0], name);
    d->after = map_get(&objects[1], name);
    d->object = d->before || d->after ? name : STR_EMPTY;
    d->column = d->object.len && dot >= 0 && str_find_byte(element, ',') < 0
                    ? str_sub(element, (size_t)dot + 1, element.len)
                    : STR_EMPTY;
    if (str_find_byte(element, ',') < 0)
        return;
    d->before = d->after = NULL;
    d->object = STR_EMPTY;
}

void contract_diff_slas(struct differ *d)
{
    struct sorted_pairs pairs =
        SORTED_PAIRS(&d->old_contract->slas, &d->new_contract->slas, by_property);
    const void *left, *right;
    struct map objects[2];
    index_objects(&objects[0], d->arena, d->old_contract);
    index_objects(&objects[1], d->arena, d->new_contract);
    while (sorted_pairs_next(&pairs, &left, &right)) {
        const struct contract_sla *old = left, *new = right;
        enter_element(d, objects, new ? new->element : old->element);
        if (old && new)
            diff_sla(d, old, new);
        else if (new)
            promise_add_at(d, FACT_CN216, aspect_of(d, new), STR_EMPTY, text_of(d, new),
                           new->place);
        else
            promise_add_at(d, FACT_CN210, aspect_of(d, old), text_of(d, old), STR_EMPTY,
                           old->place);
    }
    enter_element(d, objects, STR_EMPTY);
    map_release(&objects[0]);
    map_release(&objects[1]);
}
