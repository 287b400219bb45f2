/* diff_checks: quality rules, paired by key: what is checked, between which bounds, how seriously.
 */
#include "contract/diff_private.h"

#include "contract/sorted.h"

enum end { NO_END, OPEN, CLOSED };
static const struct {
    struct str operator;
    enum end low, high;
} operators[] = {
#define BOUND(operator, low, high) { STR_INIT(operator), low, high },
#include "contract/bounds.def"
#undef BOUND
};
static const struct {
    struct str word;
    int rank;
} severities[] = {
#define SEVERITY(word, rank) { STR_INIT(word), rank },
#include "contract/severities.def"
#undef SEVERITY
};
static const struct codes check_codes = { FACT_CN215, FACT_CN211 };

static struct str aspect_of(struct differ *d, const struct contract_check *check)
{
    return str_fmt(d->arena, "quality %.*s", STR_ARG(str_sub(check->name, 0, 100)));
}

/* ---- bounds ---- */

/* All bounds together; others: those that state no end, as one text. */
static struct range range_of(struct differ *d, const struct contract_check *check,
                             struct str *others)
{
    struct range range = { 0 };
    *others = STR_EMPTY;
    vec_for (const struct contract_bound, bound, &check->bounds) {
        size_t i = 0, count = sizeof operators / sizeof *operators;
        while (i < count && !str_eq(operators[i].operator, bound->operator))
            i++;
        if (i == count) {
            *others =
                str_fmt(d->arena, "%.*s%.*s %.*s %.*s; ", STR_ARG(*others),
                        STR_ARG(bound->operator), STR_ARG(bound->text), STR_ARG(bound->upper));
            continue;
        }
        if (operators[i].low)
            range_limit(&range.low, false, bound->text, operators[i].low == OPEN);
        if (operators[i].high)
            range_limit(&range.high, true, bound->upper.len ? bound->upper : bound->text,
                        operators[i].high == OPEN);
    }
    return range;
}

static struct str bounds_text(struct differ *d, const struct contract_check *check)
{
    struct str out = STR_EMPTY;
    vec_for (const struct contract_bound, bound, &check->bounds)
        out = str_fmt(d->arena, "%.*s%s%.*s %.*s%s%.*s", STR_ARG(out), out.len ? ", " : "",
                      STR_ARG(bound->operator), STR_ARG(bound->text),
                      bound->upper.len ? " and " : "", STR_ARG(bound->upper));
    return out;
}

static bool same_bounds(const struct contract_check *a, const struct contract_check *b)
{
    if (a->bounds.count != b->bounds.count)
        return false;
    for (size_t i = 0; i < a->bounds.count; i++) {
        const struct contract_bound *one = &a->bounds.items[i], *other = &b->bounds.items[i];
        if (!str_eq(one->operator, other->operator) || !str_eq(one->text, other->text) ||
            !str_eq(one->upper, other->upper))
            return false;
    }
    return true;
}

/* What may pass now and could not before is a weaker check, whatever else it refuses. */
static enum range_move worst(enum range_move a, enum range_move b)
{
    if (a == MOVE_OUT || b == MOVE_OUT)
        return MOVE_OUT;
    if (a == MOVE_UNCLEAR || b == MOVE_UNCLEAR)
        return MOVE_UNCLEAR;
    return a == MOVE_IN ? a : b;
}

static enum range_move move_of_texts(struct str before, struct str after)
{
    if (str_eq(before, after))
        return MOVE_NONE;
    return before.len == 0 ? MOVE_IN : after.len == 0 ? MOVE_OUT : MOVE_UNCLEAR;
}

static void diff_bounds(struct differ *d, const struct contract_check *old,
                        const struct contract_check *new, struct str aspect)
{
    struct str old_others, new_others;
    if (same_bounds(old, new))
        return;
    struct range before = range_of(d, old, &old_others), after = range_of(d, new, &new_others);
    enum range_move ends = worst(range_move(&before.low, &after.low, false),
                                 range_move(&before.high, &after.high, true));
    promise_move(d, worst(ends, move_of_texts(old_others, new_others)), check_codes, aspect,
                 bounds_text(d, old), bounds_text(d, new));
}

/* ---- the rest ---- */

static int severity_rank(struct str word)
{
    for (size_t i = 0; i < sizeof severities / sizeof *severities; i++)
        if (str_eq_fold(severities[i].word, word))
            return severities[i].rank;
    return 0;
}

static void diff_severity(struct differ *d, const struct contract_check *old,
                          const struct contract_check *new, struct str aspect)
{
    int before = severity_rank(old->severity), after = severity_rank(new->severity);
    if (str_eq_fold(old->severity, new->severity))
        return;
    enum range_move move = !before || !after ? MOVE_UNCLEAR : before < after ? MOVE_IN : MOVE_OUT;
    struct str what = str_fmt(d->arena, "%.*s severity", STR_ARG(aspect));
    if (before == after && before)
        promise_add(d, FACT_CT121, what, old->severity, new->severity);
    else
        promise_move(d, move, check_codes, what, old->severity, new->severity);
}

static struct str unit_of(const struct contract_check *check)
{
    return check->unit.len ? check->unit : STR("rows");
}

static struct contract_texts valid_values(struct differ *d, const struct contract_check *check)
{
    struct contract_texts values = { 0 };
    struct str rest = check->valid, item;
    while (rest.len > 0 && str_split(&rest, '\x1f', &item))
        vec_push(d->arena, &values, item);
    return values;
}

static bool is_values_of(const struct contract_check *check, const struct contract_column *column)
{
    struct str rest = check->valid, item;
    size_t i = 0;
    while (rest.len > 0 && str_split(&rest, '\x1f', &item))
        if (i >= column->values.count || !str_eq(column->values.items[i++], item))
            return false;
    return column->has_values && i == column->values.count;
}

/* The values are those that the column itself is limited to, on both sides: they are told there.
 * Either check may be missing. */
static bool limits_column(const struct differ *d, const struct contract_check *old,
                          const struct contract_check *new)
{
    if (!d->old_column || !d->old_column->has_values || !d->new_column->has_values)
        return false;
    return (!old || (old->valid.len > 0 && is_values_of(old, d->old_column))) &&
           (!new || (new->valid.len > 0 && is_values_of(new, d->new_column)));
}

static void diff_valid(struct differ *d, const struct contract_check *old,
                       const struct contract_check *new, struct str aspect)
{
    if (str_eq(old->valid, new->valid) || limits_column(d, old, new))
        return;
    if (old->valid.len == 0 || new->valid.len == 0) {
        promise_move(d, new->valid.len ? MOVE_IN : MOVE_OUT, check_codes, aspect, STR_EMPTY,
                     STR_EMPTY);
        return;
    }
    struct contract_texts before = valid_values(d, old), after = valid_values(d, new);
    contract_diff_texts(d, &before, &after, (struct codes){ FACT_CN211, FACT_CN215 }, aspect);
}

static void diff_check(struct differ *d, const struct contract_check *old,
                       const struct contract_check *new)
{
    struct str aspect = aspect_of(d, new);
    if (!str_eq(old->what, new->what))
        promise_add_at(d, FACT_CT109, aspect, STR_EMPTY, STR_EMPTY, new->place);
    if (!str_eq_fold(unit_of(old), unit_of(new)))
        promise_add_at(d, FACT_CT109, str_fmt(d->arena, "%.*s unit", STR_ARG(aspect)), unit_of(old),
                       unit_of(new), new->place);
    diff_bounds(d, old, new, aspect);
    diff_valid(d, old, new, aspect);
    diff_severity(d, old, new, aspect);
    promise_texts(d, FACT_CT121, str_fmt(d->arena, "%.*s dimension", STR_ARG(aspect)),
                  old->dimension, new->dimension);
}

static int by_key(const void *a, const void *b)
{
    const struct contract_check *one = a, *other = b;
    return str_cmp(one->key, other->key);
}

void contract_diff_checks(struct differ *d, const struct contract_checks *before,
                          const struct contract_checks *after)
{
    struct sorted_pairs pairs = SORTED_PAIRS(before, after, by_key);
    const void *left, *right;
    while (sorted_pairs_next(&pairs, &left, &right)) {
        const struct contract_check *old = left, *new = right;
        if (old && new)
            diff_check(d, old, new);
        else if (limits_column(d, old, new))
            promise_add_at(d, FACT_CT121, aspect_of(d, new ? new : old), STR_EMPTY, STR_EMPTY,
                           new ? new->place : old->place);
        else if (new)
            promise_add_at(d, FACT_CN217, aspect_of(d, new), STR_EMPTY, bounds_text(d, new),
                           new->place);
        else
            promise_add_at(d, FACT_CN211, aspect_of(d, old), bounds_text(d, old), STR_EMPTY,
                           old->place);
    }
}
