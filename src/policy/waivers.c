/* waivers: findings that somebody accepted until a day. */
#include "codec/date.h"
#include "policy/load.h"

void read_until(struct loader *load, const struct node *value, void *slot)
{
    struct str cut = shown(value->text);
    if (!date_parse(value->text, slot))
        load_fault(load, value->place, "\"%.*s\" is not a day like 2027-01-31", STR_ARG(cut));
}

void read_waivers(struct loader *load, const struct node *value, void *slot)
{
    struct policy *policy = slot;
    for (const struct node *item = value->first; item; item = item->next) {
        struct waiver waiver = { .rule = STR_EMPTY,
                                 .column = STR_EMPTY,
                                 .ticket = STR_EMPTY,
                                 .reason = STR_EMPTY,
                                 .approved_by = STR_EMPTY,
                                 .place = item->place };
        size_t before = load->faults;
        schema_read(load, SCHEMA_WAIVER, item, &waiver);
        if (load->faults == before)
            vec_push(load->arena, &policy->waivers, waiver);
    }
}

/* Codes and rule ids are known only once all rules are read. */
void waivers_finish(struct loader *load)
{
    struct policy *policy = load->policy;
    if (policy->waivers.count > 0)
        rules_add_pack(load);
    vec_for (struct waiver, waiver, &policy->waivers) {
        struct str code = canonical_code(waiver->rule);
        const struct rule *rule = policy_rule(policy, waiver->rule);
        if (code.len == 0 && !rule)
            load_unknown_rule(load, waiver->rule, waiver->place);
        else if (code.len > 0 ? fact_is_fatal(fact_find(code)) : rule_is_fatal(rule))
            load_fault(load, waiver->place, "\"%.*s\" always blocks and cannot be waived",
                       STR_ARG(waiver->rule));
        else if (code.len > 0)
            waiver->rule = code;
    }
}
