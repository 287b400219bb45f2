/* diff_column: what is said of one column, its fields left out. */
#include "contract/diff_private.h"

#include <stddef.h>

/* A promise that is kept or not: codes when it is given and when it is withdrawn. */
struct flag {
    const char *aspect;
    size_t where;
    struct codes codes;
};

/* The primary key is looked at for the object as a whole (diff_key.c). */
static const struct flag flags[] = {
    { "required", offsetof(struct contract_column, required), { FACT_CN201, FACT_CN202 } },
    { "unique", offsetof(struct contract_column, unique), { FACT_CN213, FACT_CN214 } },
    { "partitioned", offsetof(struct contract_column, partitioned), { FACT_CT120, FACT_CT120 } },
    { "measure", offsetof(struct contract_column, is_measure), { FACT_CT113, FACT_CT121 } },
};

static struct str yes_no(bool flag)
{
    return flag ? STR("true") : STR("false");
}

static bool flag_at(const struct contract_column *column, const struct flag *flag)
{
    return *(const bool *)((const char *)column + flag->where);
}

static void diff_flags(struct differ *d)
{
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        bool old = flag_at(d->old_column, &flags[i]), new = flag_at(d->new_column, &flags[i]);
        if (old == new)
            continue;
        enum fact_code code = new ? flags[i].codes.in : flags[i].codes.out;
        /* What is the key all by itself is unique whether that is said or not. */
        if (code == FACT_CN214 && d->new_column == d->sole_key)
            code = FACT_CT121;
        promise_add(d, code, str_of(flags[i].aspect), yes_no(old), yes_no(new));
    }
}

static void diff_partition_order(struct differ *d)
{
    unsigned old = d->old_column->partition_position, new = d->new_column->partition_position;
    if (old != new && d->old_column->partitioned && d->new_column->partitioned)
        promise_add(d, FACT_CT120, STR("partitionKeyPosition"), str_fmt(d->arena, "%u", old),
                    str_fmt(d->arena, "%u", new));
}

static bool tells_case(const struct differ *d)
{
    return (d->old_dialect && d->old_dialect->name_case == CASE_SENSITIVE) ||
           (d->new_dialect && d->new_dialect->name_case == CASE_SENSITIVE);
}

/* Readers say the name that stands in the table; the other one is for people. */
static void diff_names(struct differ *d)
{
    struct str old = contract_column_physical(d->old_column);
    struct str new = contract_column_physical(d->new_column);
    if (!str_eq_fold(old, new)) {
        promise_add(d, FACT_CT112, STR("column"), old, new);
        return;
    }
    if (!str_eq(old, new) && tells_case(d))
        promise_add(d, FACT_CT109, STR("spelling of the name"), old, new)->note =
            STR("the engine may tell names of another case apart");
    else if (!str_eq(old, new))
        promise_add(d, FACT_CT121, STR("spelling of the name"), old, new);
    else
        promise_texts(d, FACT_CT121, STR("name"), d->old_column->name, d->new_column->name);
}

/* What a measure is computed from stands among what describes other columns. */
static void diff_described(struct differ *d)
{
    bool is_measure = d->old_column->is_measure || d->new_column->is_measure;
    promise_digest(d, is_measure ? FACT_CT109 : FACT_CT121,
                   is_measure ? STR("definition or descriptions") : STR("descriptions"),
                   d->old_column->described, d->new_column->described);
}

bool contract_diff_column(struct differ *d)
{
    const struct contract_column *old = d->old_column, *new = d->new_column;
    const struct codes references = { FACT_CT117, FACT_CN218 };
    diff_names(d);
    promise_texts(d, FACT_CT121, STR("id"), old->id, new->id);
    bool goes_on = contract_diff_type(d);
    diff_flags(d);
    diff_partition_order(d);
    contract_diff_options(d);
    contract_diff_values(d);
    contract_diff_sensitivity(d);
    contract_diff_texts(d, &old->references, &new->references, references, STR("relationship"));
    contract_diff_checks(d, &old->checks, &new->checks);
    contract_diff_end(d, &old->end, &new->end);
    diff_described(d);
    promise_unread(d, old->unread, new->unread);
    return goes_on;
}
