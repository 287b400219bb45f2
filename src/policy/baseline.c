/* baseline: reads, looks up and writes accepted debt. */
#include "policy/baseline.h"

#include "codec/utf8.h"
#include "policy/load.h"

static const struct {
    enum fact_code code;
} states[] = {
#define DEBT(code, names, state) { FACT_##code },
#include "policy/baseline.def"
#undef DEBT
};
enum { STATES = sizeof states / sizeof *states };

bool fact_is_state(enum fact_code code)
{
    for (size_t i = 0; i < STATES; i++)
        if (states[i].code == code)
            return true;
    return false;
}

/* Neither names nor paths hold line feeds where they can be read at all. */
static struct str key_of(struct arena *arena, struct str rule, struct str model, struct str column)
{
    return str_fmt(arena, "%.*s\n%.*s\n%.*s", STR_ARG(rule), STR_ARG(model), STR_ARG(column));
}

const struct waiver *baseline_accepts(const struct policy *policy, struct arena *arena,
                                      enum fact_code code, struct str model, struct str column)
{
    if (!policy->baseline || !fact_is_state(code))
        return NULL;
    struct str rule = str_of(fact_row(code)->code);
    return map_get(&policy->baseline->by_key, key_of(arena, rule, model, column));
}

/* ---- reading ---- */

void read_debt_rule(struct loader *load, const struct node *value, void *slot)
{
    struct str cut = shown(value->text), words[STATES];
    enum fact_code code = fact_find(value->text);
    if (code != FACT_COUNT && fact_is_state(code)) {
        *(struct str *)slot = canonical_code(value->text);
        return;
    }
    for (size_t i = 0; i < STATES; i++)
        words[i] = str_of(fact_row(states[i].code)->code);
    if (load_fault(load, value->place, "\"%.*s\" is %s that can be accepted as debt", STR_ARG(cut),
                   code == FACT_COUNT ? "no finding" : "a change, not a state"))
        load_hint(load, STR_EMPTY, words, STATES);
}

static struct waiver *acceptance(struct arena *arena, const struct baseline_row *row)
{
    struct waiver *waiver = arena_new(arena, struct waiver);
    *waiver = (struct waiver){ .rule = row->rule,
                               .column = row->column,
                               .until_days = INT64_MAX,
                               .ticket = STR_EMPTY,
                               .reason = STR("accepted debt"),
                               .approved_by = STR_EMPTY,
                               .is_debt = true,
                               .place = row->place };
    return waiver;
}

static void read_debt(struct loader *load, const struct node *item, struct baseline *baseline)
{
    struct baseline_row row = {
        .rule = STR_EMPTY, .model = STR_EMPTY, .column = STR_EMPTY, .place = item->place
    };
    size_t before = load->faults;
    schema_read(load, SCHEMA_DEBT, item, &row);
    if (load->faults > before)
        return;
    struct str key = key_of(load->arena, row.rule, row.model, row.column);
    const struct waiver *first = map_get(&baseline->by_key, key);
    if (first) {
        if (load_fault(load, item->place, "this debt is accepted already at %.*s:%u:%u",
                       STR_ARG(first->place.path), first->place.line, first->place.column))
            diag_hint(load->diags, "keep one of the two");
        return;
    }
    vec_push(load->arena, baseline, row);
    map_put(&baseline->by_key, key, acceptance(load->arena, &row));
}

void read_baseline(struct loader *load, const struct node *value, void *slot)
{
    struct policy *policy = slot;
    if (!policy->baseline) {
        policy->baseline = arena_new(load->arena, struct baseline);
        map_init(&policy->baseline->by_key, load->arena);
    }
    for (const struct node *item = value->first; item; item = item->next)
        read_debt(load, item, policy->baseline);
}

/* ---- writing ---- */

int baseline_cmp(const void *a, const void *b)
{
    const struct baseline_row *x = a, *y = b;
    int order = str_cmp(x->rule, y->rule);
    if (order == 0)
        order = str_cmp(x->model, y->model);
    return order ? order : str_cmp(x->column, y->column);
}

static bool is_plain(struct str text)
{
    bool plain = utf8_valid(text) && str_eq(str_trim(text), text);
    for (size_t at = 0; plain && at < text.len;) {
        uint32_t code;
        at += utf8_next(text, at, &code);
        plain = !utf8_is_hidden(code);
    }
    return plain;
}

bool baseline_row_is_plain(const struct baseline_row *row)
{
    return row->model.len > 0 && is_plain(row->model) && is_plain(row->column);
}

void baseline_write(struct buf *out, const struct baseline_row *rows, size_t count)
{
    buf_puts(out, "# Debt that was there when it was accepted; everything else is judged as new.\n"
                  "# Written by `stoplog rules baseline`, which takes out what is no longer true.\n"
                  "version: 1\n");
    buf_puts(out, count > 0 ? "baseline:\n" : "baseline: []\n");
    for (size_t i = 0; i < count; i++) {
        buf_printf(out, "  - {rule: %.*s, model: ", STR_ARG(rows[i].rule));
        buf_quoted(out, rows[i].model);
        if (rows[i].column.len > 0) {
            buf_puts(out, ", column: ");
            buf_quoted(out, rows[i].column);
        }
        buf_puts(out, "}\n");
    }
}
