/* when_load: the `when` map of a rule becomes a tree of predicates.
 *
 *   when  := map of (predicate: values | and: list of when | or: list of when | not: when)
 *            all keys of a map must hold; all_of and any_of are other words for and and or
 *   not with a list: none of its parts may hold */
#include "policy/load.h"

enum { WHEN_DEPTH = 16, WORDS_MAX = 32 };

enum form { FORM_WORD, FORM_NAME_GLOB, FORM_PATH_GLOB, FORM_NUMBER, FORM_FLAG };

static const struct {
    struct str word, form;
} rows[PREDICATE_COUNT] = {
#define PREDICATE(name, word, values, summary) { STR_INIT(word), STR_INIT(values) },
#include "policy/predicates.def"
#undef PREDICATE
};

static const struct {
    struct str word;
    enum when_kind kind;
} joins[] = {
    { STR_INIT("and"), WHEN_ALL }, { STR_INIT("all_of"), WHEN_ALL },
    { STR_INIT("or"), WHEN_ANY },  { STR_INIT("any_of"), WHEN_ANY },
    { STR_INIT("not"), WHEN_NOT },
};
enum { JOINS = sizeof joins / sizeof *joins };

static const struct str kinds[] = {
#define KIND(name, class, incremental) STR_INIT(#name),
#include "project/kinds.def"
#undef KIND
};
static const struct str reached_words[] = { STR_INIT("reached"), STR_INIT("none") };
static const struct str covered_words[] = { STR_INIT("covered"), STR_INIT("none") };

struct str predicate_word(enum predicate predicate)
{
    return rows[predicate].word;
}

static enum form form_of(enum predicate predicate)
{
    static const struct str forms[] = { STR_INIT("word"), STR_INIT("glob-name"),
                                        STR_INIT("glob-path"), STR_INIT("number"),
                                        STR_INIT("flag") };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (str_eq(rows[predicate].form, forms[i]))
            return (enum form)i;
    return FORM_WORD;
}

static const struct str *class_words(struct loader *load, size_t *count)
{
    struct str *words = arena_array(load->arena, CLASS_COUNT, sizeof *words);
    for (size_t i = 0; i < CLASS_COUNT; i++)
        words[i] = str_of(fact_class_name((enum fact_class)i));
    *count = CLASS_COUNT;
    return words;
}

static const struct str *code_words(struct loader *load, size_t *count)
{
    size_t facts = FACT_COUNT;
    struct str *words = arena_array(load->arena, 2 * facts, sizeof *words);
    for (size_t i = 0; i < facts; i++) {
        words[i] = str_of(fact_row((enum fact_code)i)->code);
        words[facts + i] = str_of(fact_row((enum fact_code)i)->slug);
    }
    *count = 2 * facts;
    return words;
}

static const struct str *layer_words(struct loader *load, size_t *count)
{
    const struct policy *policy = load->policy;
    *count = policy->layers.count;
    struct str *words = arena_array(load->arena, *count, sizeof *words);
    for (size_t i = 0; i < *count; i++)
        words[i] = policy->layers.items[i].name;
    return words;
}

/* The words a predicate knows. */
static const struct str *words_of(struct loader *load, enum predicate predicate, size_t *count)
{
    switch (predicate) {
    case PREDICATE_CLASS:
        return class_words(load, count);
    case PREDICATE_CODE:
        return code_words(load, count);
    case PREDICATE_KIND:
        *count = sizeof kinds / sizeof *kinds;
        return kinds;
    case PREDICATE_CONSUMERS:
        *count = 2;
        return reached_words;
    case PREDICATE_CONTRACT:
        *count = 2;
        return covered_words;
    case PREDICATE_CONSUMER_TYPE:
        return consumer_types(count);
    case PREDICATE_MATURITY:
        return maturity_words(count);
    case PREDICATE_CONTRACT_STATUS:
        return contract_statuses(count);
    case PREDICATE_PROMISE:
        return effect_words(count);
    case PREDICATE_DEPRECATION:
        return deprecation_words(count);
    case PREDICATE_LAYER:
        return layer_words(load, count);
    default:
        *count = 0;
        return NULL;
    }
}

/* A value on its way into a predicate. */
struct value_target {
    struct when *when;
    enum pattern_kind kind;
};

static void add_word(struct loader *load, const struct node *value, void *slot)
{
    struct when *when = ((struct value_target *)slot)->when;
    if (when->predicate == PREDICATE_OWNER) {
        const struct team *team = load_team(load, value->text, value->place);
        if (team)
            vec_push(load->arena, &when->values, team->name);
        return;
    }
    size_t count;
    const struct str *words = words_of(load, when->predicate, &count);
    size_t word = load_word(load, value, rows[when->predicate].word.ptr, words, count);
    if (word == SIZE_MAX)
        return;
    struct str code = when->predicate == PREDICATE_CODE ? canonical_code(words[word]) : STR_EMPTY;
    vec_push(load->arena, &when->values, code.len ? code : words[word]);
}

static void add_glob(struct loader *load, const struct node *value, void *slot)
{
    struct value_target *target = slot;
    const struct pattern *pattern = load_pattern(load, target->kind, value);
    if (pattern)
        vec_push(load->arena, &target->when->patterns, pattern);
}

/* number := (">=" | ">" | "<=" | "<" | "=") digits */
static void read_comparison(struct loader *load, const struct node *value, struct when *when)
{
    static const struct {
        struct str sign;
        char comparison;
    } signs[] = { { STR_INIT(">="), 'g' },
                  { STR_INIT("<="), 'l' },
                  { STR_INIT(">"), '>' },
                  { STR_INIT("<"), '<' },
                  { STR_INIT("="), '=' } };
    struct str text = str_trim(value->text);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (!str_starts(text, signs[i].sign))
            continue;
        struct node number = { .kind = NODE_SCALAR,
                               .text = str_trim(str_sub(text, signs[i].sign.len, text.len)) };
        when->comparison = signs[i].comparison;
        if (node_uint(&number, &when->number))
            return;
    }
    struct str cut = shown(value->text);
    if (load_fault(load, value->place, "\"%.*s\" is not a comparison", STR_ARG(cut)))
        diag_hint(load->diags, "write one such as \">= 3\"");
}

static void read_values(struct loader *load, const struct node *value, struct when *when)
{
    struct value_target target = { when, PATTERN_NAME_GLOB };
    enum form form = form_of(when->predicate);
    bool one = form == FORM_NUMBER || form == FORM_FLAG;
    bool list = value->kind == NODE_LIST && value->count > 0 && !one;
    if (!list && !(value->kind == NODE_SCALAR && value->text.len > 0)) {
        load_fault(load, value->place, "\"%.*s\" of a rule must be %s, not %s", STR_ARG(value->key),
                   one ? "a text" : "a text or a list", node_what(value));
        return;
    }
    if (form == FORM_NUMBER) {
        read_comparison(load, value, when);
    } else if (form == FORM_WORD || form == FORM_FLAG) {
        schema_each_text(load, value, add_word, &target);
    } else {
        target.kind = form == FORM_PATH_GLOB ? PATTERN_PATH_GLOB : PATTERN_NAME_GLOB;
        schema_each_text(load, value, add_glob, &target);
    }
}

static struct when *when_new(struct loader *load, enum when_kind kind, struct place place)
{
    struct when *when = arena_new(load->arena, struct when);
    when->kind = kind;
    when->place = place;
    return when;
}

static void unknown_predicate(struct loader *load, const struct node *value)
{
    struct str words[WORDS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < PREDICATE_COUNT && count < WORDS_MAX; i++)
        words[count++] = rows[i].word;
    for (size_t i = 0; i < JOINS && count < WORDS_MAX; i++)
        words[count++] = joins[i].word;
    struct str cut = shown(value->key);
    if (load_fault(load, value->key_place, "unknown key \"%.*s\" in \"when\"", STR_ARG(cut)))
        load_hint(load, value->key, words, count);
}

static struct when *read_map(struct loader *load, const struct node *map, unsigned depth);

static struct when *read_join(struct loader *load, const struct node *value, enum when_kind kind,
                              unsigned depth)
{
    struct when *when = when_new(load, kind, value->key_place);
    if (value->kind == NODE_MAP && kind == WHEN_NOT) {
        vec_push(load->arena, &when->parts, read_map(load, value, depth + 1));
        return when;
    }
    if (value->kind != NODE_LIST || value->count == 0) {
        load_fault(load, value->place, "\"%.*s\" must be a list of conditions, not %s",
                   STR_ARG(value->key), node_what(value));
        return when;
    }
    for (const struct node *item = value->first; item; item = item->next)
        vec_push(load->arena, &when->parts, read_map(load, item, depth + 1));
    return when;
}

static struct when *read_key(struct loader *load, const struct node *value, unsigned depth)
{
    for (size_t i = 0; i < JOINS; i++)
        if (str_eq(joins[i].word, value->key))
            return read_join(load, value, joins[i].kind, depth);
    for (size_t i = 0; i < PREDICATE_COUNT; i++) {
        if (!str_eq(rows[i].word, value->key))
            continue;
        struct when *when = when_new(load, WHEN_PREDICATE, value->place);
        when->predicate = (enum predicate)i;
        read_values(load, value, when);
        return when;
    }
    unknown_predicate(load, value);
    return NULL;
}

/* Always gives a tree; after a fault it is not complete, and the policy not usable. */
static struct when *read_map(struct loader *load, const struct node *map, unsigned depth)
{
    struct when *when = when_new(load, WHEN_ALL, map->place);
    if (map->kind != NODE_MAP || map->count == 0) {
        load_fault(load, map->place, "a condition must be a map, not %s", node_what(map));
        return when;
    }
    if (depth > WHEN_DEPTH) {
        load_fault(load, map->place, "conditions are nested deeper than %d", WHEN_DEPTH);
        return when;
    }
    for (const struct node *value = map->first; value; value = value->next) {
        struct when *part = read_key(load, value, depth);
        if (part)
            vec_push(load->arena, &when->parts, part);
    }
    return when;
}

void read_when(struct loader *load, const struct node *value, void *slot)
{
    *(struct when **)slot = read_map(load, value, 1);
}

void load_unknown_rule(struct loader *load, struct str name, struct place place)
{
    size_t count;
    const struct str *codes = code_words(load, &count);
    size_t rules = load->policy->rules.count;
    struct str *words = arena_array(load->arena, count + rules, sizeof *words);
    for (size_t i = 0; i < rules; i++)
        words[i] = load->policy->rules.items[i]->id;
    for (size_t i = 0; i < count; i++)
        words[rules + i] = codes[i];
    struct str cut = shown(name);
    if (load_fault(load, place, "\"%.*s\" is no rule, and no code or slug of a fact", STR_ARG(cut)))
        load_hint(load, name, words, count + rules);
}
