/* diff_type: logicalType and physicalType. What one of the two still says, the other need not. */
#include "contract/diff_private.h"

#include "contract/types.h"

static enum fact_code code_of(enum type_relation relation)
{
    static const enum fact_code codes[] = {
        [TYPES_EQUAL] = FACT_CT121,    [TYPES_WIDENED] = FACT_CT114,
        [TYPES_NARROWED] = FACT_CT115, [TYPES_INCOMPATIBLE] = FACT_CT113,
        [TYPES_UNCLEAR] = FACT_CT109,
    };
    return codes[relation];
}

static void add(struct differ *d, enum fact_code code, const char *aspect, struct str old_text,
                struct str new_text)
{
    struct promise_change *change = promise_add(d, code, str_of(aspect), old_text, new_text);
    if (code == FACT_CT109)
        change->note = STR("how these two types stand to each other is not known");
}

static const struct sql_node *read_old(const struct differ *d)
{
    return physical_type_read(d->arena, d->old_dialect, d->old_column->physical_type);
}

static const struct sql_node *read_new(const struct differ *d)
{
    return physical_type_read(d->arena, d->new_dialect, d->new_column->physical_type);
}

static bool physical_stays(const struct differ *d)
{
    return d->old_column->physical_type.len > 0 &&
           str_eq_fold(d->old_column->physical_type, d->new_column->physical_type);
}

/* A length or precision, which a logical type does not state. */
static bool has_size(struct str type)
{
    return str_find_byte(type, '(') >= 0;
}

static enum type_relation sized(enum type_relation relation, struct str before, struct str after)
{
    if (relation != TYPES_EQUAL || has_size(before) == has_size(after))
        return relation;
    return has_size(after) ? TYPES_NARROWED : TYPES_WIDENED;
}

/* Only the logical type before, only the physical one now, or the reverse. */
static enum type_relation across(const struct differ *d)
{
    const struct contract_column *old = d->old_column, *new = d->new_column;
    bool was_logical = old->logical_type.len > 0;
    enum promised_type logical =
        promised_type_find(was_logical ? old->logical_type : new->logical_type);
    const struct sql_node *type = was_logical ? read_new(d) : read_old(d);
    enum promised_type physical = physical_type_means(type);
    enum type_relation relation = was_logical ? promised_types_compare(logical, physical)
                                              : promised_types_compare(physical, logical);
    enum fits fits = physical_type_fits(type, logical);
    if (relation == TYPES_UNCLEAR && fits != FITS_UNCLEAR)
        relation = fits == FITS_YES ? TYPES_EQUAL : TYPES_INCOMPATIBLE;
    return sized(relation, old->physical_type, new->physical_type);
}

/* One side states the one type, the other side the other. */
static enum fact_code diff_across(struct differ *d)
{
    const struct contract_column *old = d->old_column, *new = d->new_column;
    enum fact_code code = code_of(across(d));
    add(d, code, "type", old->logical_type.len ? old->logical_type : old->physical_type,
        new->logical_type.len ? new->logical_type : new->physical_type);
    return code;
}

/* Gives the code it told, or CT121 when there was nothing or nothing that is promised. */
static enum fact_code diff_logical(struct differ *d)
{
    const struct contract_column *old = d->old_column, *new = d->new_column;
    struct str before = old->logical_type, after = new->logical_type;
    enum fact_code code;
    if (str_eq_fold(before, after))
        return FACT_CT121;
    if (before.len && after.len)
        code = code_of(logical_types_compare(before, after));
    else if (physical_stays(d))
        code = FACT_CT121;
    else if (after.len ? old->physical_type.len : new->physical_type.len)
        return diff_across(d);
    else
        code = after.len ? FACT_CT115 : FACT_CT113;
    add(d, code, "logicalType", before, after);
    return code;
}

/* A word may mean one size in one engine and another in another. */
static enum type_relation compare_physical(const struct differ *d)
{
    enum type_relation relation = physical_types_compare(d->arena, read_old(d), read_new(d));
    bool moved = d->old_dialect && d->new_dialect && d->old_dialect != d->new_dialect;
    return moved && relation != TYPES_INCOMPATIBLE ? TYPES_UNCLEAR : relation;
}

/* told: what the logical types came to, not to be said twice. */
static void diff_physical(struct differ *d, enum fact_code told)
{
    struct str before = d->old_column->physical_type, after = d->new_column->physical_type;
    enum fact_code code;
    if (str_eq_fold(before, after))
        return;
    if (before.len && after.len)
        code = code_of(compare_physical(d));
    else if (d->old_column->logical_type.len && d->new_column->logical_type.len)
        code = code_of(sized(TYPES_EQUAL, before, after));
    else if (!d->old_column->logical_type.len && !d->new_column->logical_type.len)
        code = after.len ? FACT_CT115 : FACT_CT113;
    else
        return; /* told with the logical type */
    if (code != told || code == FACT_CT121)
        add(d, code, "physicalType", before, after);
}

static bool is_nested(const struct contract_column *column)
{
    return column->children.count > 0;
}

bool contract_diff_type(struct differ *d)
{
    enum fact_code told = diff_logical(d);
    diff_physical(d, told);
    return told != FACT_CT113 || (is_nested(d->old_column) && is_nested(d->new_column));
}
