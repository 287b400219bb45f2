/* diff_values: the values that a column is limited to. */
#include "contract/diff_private.h"

#include "base/buf.h"
#include "base/limits.h"

static struct str list_text(struct differ *d, const struct contract_column *column)
{
    struct buf buf;
    if (!column->has_values)
        return STR_EMPTY;
    buf_init(&buf, d->arena, LIMIT_yaml_bytes);
    for (size_t i = 0; i < column->values.count; i++) {
        buf_puts(&buf, i ? ", " : "");
        buf_add(&buf, column->values.items[i]);
    }
    return buf.len ? buf_str(&buf) : STR("(none)");
}

/* What readers were told to expect anyway is no news to them. */
static enum fact_code code_of_more(const struct contract_column *old)
{
    return old->values_open ? FACT_CT121 : FACT_CN206;
}

void contract_diff_values(struct differ *d)
{
    const struct contract_column *old = d->old_column, *new = d->new_column;
    const struct codes each = { code_of_more(old), FACT_CN205 };
    if (old->has_values != new->has_values) {
        promise_add(d, new->has_values ? FACT_CN205 : code_of_more(old), STR("values"),
                    list_text(d, old), list_text(d, new));
        return;
    }
    if (old->has_values && old->values_open != new->values_open)
        promise_add(d, new->values_open ? FACT_CN206 : FACT_CN205, STR("enumOpen"),
                    old->values_open ? STR("true") : STR("false"),
                    new->values_open ? STR("true") : STR("false"));
    contract_diff_texts(d, &old->values, &new->values, each, STR("value"));
}
