/* rules_case: reads the cases of `rules test`. */
#include "policy/load.h"

void read_case_code(struct loader *load, const struct node *value, void *slot)
{
    enum fact_code code = fact_find(value->text);
    if (code != FACT_COUNT)
        *(enum fact_code *)slot = code;
    else
        load_unknown_rule(load, value->text, value->place);
}

void read_contract_status(struct loader *load, const struct node *value, void *slot)
{
    size_t count;
    const struct str *words = contract_statuses(&count);
    size_t word = load_word(load, value, "contract status", words, count);
    if (word != SIZE_MAX)
        *(struct str *)slot = words[word];
}

void read_case_promise(struct loader *load, const struct node *value, void *slot)
{
    size_t count;
    const struct str *words = effect_words(&count);
    size_t word = load_word(load, value, "promise", words, count);
    if (word != SIZE_MAX)
        ((struct promise_state *)slot)->effect = (enum promise_effect)(word + 1);
}

void read_case_deprecation(struct loader *load, const struct node *value, void *slot)
{
    size_t count;
    const struct str *words = deprecation_words(&count);
    size_t word = load_word(load, value, "deprecation", words, count);
    if (word != SIZE_MAX)
        ((struct promise_state *)slot)->deprecation = (enum deprecation)word;
}

static void read_case_consumer(struct loader *load, const struct node *value,
                               struct case_fact *fact)
{
    struct consumer consumer = { .id = STR_EMPTY,
                                 .pin = { .id = STR_EMPTY, .range = STR_EMPTY },
                                 .type = consumer_types(&(size_t){ 0 })[0],
                                 .label = STR_EMPTY,
                                 .url = STR_EMPTY,
                                 .contact = STR_EMPTY,
                                 .owner_name = STR("Test"),
                                 .owner_email = STR("test@example.com"),
                                 .maturity = MATURITY_HIGH,
                                 .place = value->place };
    if (value->kind == NODE_SCALAR) {
        read_line(load, value, &consumer.id);
    } else {
        schema_read(load, SCHEMA_TEST_CONSUMER, value, &consumer);
        vec_push(load->arena, &fact->made_up, consumer);
    }
    if (consumer.id.len > 0)
        vec_push(load->arena, &fact->consumers, consumer.id);
}

void read_case_consumers(struct loader *load, const struct node *value, void *slot)
{
    if (value->kind == NODE_SCALAR) {
        read_case_consumer(load, value, slot);
        return;
    }
    for (const struct node *item = value->first; item; item = item->next)
        read_case_consumer(load, item, slot);
}

void read_case_facts(struct loader *load, const struct node *value, void *slot)
{
    struct rule_case *out = slot;
    for (const struct node *item = value->first; item; item = item->next) {
        struct case_fact fact = { .code = FACT_COUNT,
                                  .model = STR_EMPTY,
                                  .renamed_from = STR_EMPTY,
                                  .column = STR_EMPTY,
                                  .path = STR_EMPTY,
                                  .kind = STR_EMPTY,
                                  .contract = STR_EMPTY,
                                  .contract_status = STR_EMPTY,
                                  .place = item->place };
        schema_read(load, SCHEMA_TEST_FACT, item, &fact);
        if (fact.code == FACT_COUNT)
            continue;
        bool file = fact_row(fact.code)->scope == SCOPE_FILE;
        if ((file ? fact.path : fact.model).len == 0)
            load_fault(load, item->place, "%s is about a %s: give its \"%s\"",
                       fact_row(fact.code)->code, file ? "file or ref" : "model",
                       file ? "path" : "model");
        else
            vec_push(load->arena, &out->facts, fact);
    }
}

void read_case_fires(struct loader *load, const struct node *value, void *slot)
{
    struct rule_case *out = slot;
    out->asks_fires = true;
    read_flag(load, value, &out->fires);
}

void read_case_level(struct loader *load, const struct node *value, void *slot)
{
    struct rule_case *out = slot;
    out->asks_level = true;
    read_level(load, value, &out->level);
}

void read_case_asks(struct loader *load, const struct node *value, void *slot)
{
    struct rule_case *out = slot;
    out->asks_asks = true;
    read_lines(load, value, &out->asks);
}

bool load_case(struct loader *load, const struct node *node, struct rule_case *out)
{
    size_t before = load->faults;
    *out = (struct rule_case){ .name = STR_EMPTY, .ref = STR("main") };
    schema_read(load, SCHEMA_TEST, node, out);
    if (load->faults == before && !out->asks_fires && !out->asks_level && !out->asks_asks)
        load_fault(load, node->place,
                   "a case needs \"fires\", \"level\" or \"asks\", else it shows nothing");
    return load->faults == before;
}
