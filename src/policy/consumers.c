/* consumers: who uses the data outside the project, and what of it. */
#include "policy/consumers.h"

#include "codec/semver.h"
#include "policy/load.h"

static const struct str types[] = {
    STR_INIT("dashboard"),   STR_INIT("notebook"), STR_INIT("analysis"), STR_INIT("ml"),
    STR_INIT("application"), STR_INIT("agent"),    STR_INIT("export"),   STR_INIT("pipeline"),
};

const struct str *consumer_types(size_t *count)
{
    *count = sizeof types / sizeof *types;
    return types;
}

void read_consumer_type(struct loader *load, const struct node *value, void *slot)
{
    size_t count, word;
    const struct str *words = consumer_types(&count);
    word = load_word(load, value, "type of consumer", words, count);
    if (word != SIZE_MAX)
        *(struct str *)slot = words[word];
}

void read_maturity(struct loader *load, const struct node *value, void *slot)
{
    size_t count, word;
    const struct str *words = maturity_words(&count);
    word = load_word(load, value, "maturity", words, count);
    if (word != SIZE_MAX)
        *(enum maturity *)slot = (enum maturity)word;
}

void read_consumer_owner(struct loader *load, const struct node *value, void *slot)
{
    struct consumer *consumer = slot;
    schema_read(load, SCHEMA_CONSUMER_OWNER, value, consumer);
    bool team = node_get(value, "team"), person = node_get(value, "email");
    if (team && (person || node_get(value, "name")))
        load_fault(load, value->place, "the owner is a team or a person, not both");
    else if (!team && !person)
        load_fault(load, value->place,
                   "the owner needs \"team\" or \"email\", else nobody can approve for it");
    if (consumer->team)
        load_need_members(load, consumer->team, 1, value->place);
}

void read_range(struct loader *load, const struct node *value, void *slot)
{
    struct str cut = shown(value->text);
    struct str text = str_trim(value->text);
    if (semver_range_valid(load->arena, text))
        *(struct str *)slot = text;
    else if (load_fault(load, value->place, "\"%.*s\" is no range of versions", STR_ARG(cut)))
        diag_hint(load->diags, "write one such as \"^2.1\", \"~2.1.3\" or \">=2 <4\"");
}

void read_pin(struct loader *load, const struct node *value, void *slot)
{
    struct contract_pin *pin = slot;
    pin->place = value->place;
    schema_read(load, SCHEMA_PIN, value, pin);
}

void read_assumes(struct loader *load, const struct node *value, void *slot)
{
    struct consumer *consumer = slot;
    struct lines lines = { 0 };
    read_lines(load, value, &lines);
    for (size_t i = 0; i < lines.count; i++)
        vec_push(load->arena, &consumer->assumes, lines.items[i]);
}

void read_target_columns(struct loader *load, const struct node *value, void *slot)
{
    struct consumer_target *target = slot;
    struct lines lines = { 0 };
    read_lines(load, value, &lines);
    for (size_t i = 0; i < lines.count; i++)
        vec_push(load->arena, &target->columns, lines.items[i]);
}

static void add_target(struct loader *load, const struct node *value, struct consumer *consumer)
{
    struct consumer_target target = { .model = STR_EMPTY, .place = value->place };
    if (value->kind == NODE_SCALAR)
        read_line(load, value, &target.model);
    else
        schema_read(load, SCHEMA_TARGET, value, &target);
    if (target.model.len > 0)
        vec_push(load->arena, &consumer->targets, target);
}

void read_targets(struct loader *load, const struct node *value, void *slot)
{
    if (value->kind == NODE_SCALAR) {
        add_target(load, value, slot);
        return;
    }
    for (const struct node *item = value->first; item; item = item->next)
        add_target(load, item, slot);
}

void read_consumers(struct loader *load, const struct node *value, void *slot)
{
    struct policy *policy = slot;
    for (const struct node *item = value->first; item; item = item->next) {
        struct consumer consumer = { .id = item->key,
                                     .pin = { .id = STR_EMPTY, .range = STR_EMPTY },
                                     .type = STR_EMPTY,
                                     .label = STR_EMPTY,
                                     .url = STR_EMPTY,
                                     .contact = STR_EMPTY,
                                     .owner_name = STR_EMPTY,
                                     .owner_email = STR_EMPTY,
                                     .maturity = MATURITY_HIGH,
                                     .place = item->key_place };
        if (!load_name(load, "consumer", item->key, item->key_place) ||
            !load_take(load, "consumer", item->key, item->key_place))
            continue;
        schema_read(load, SCHEMA_CONSUMER, item, &consumer);
        vec_push(load->arena, &policy->consumers, consumer);
    }
}

static int by_id(const void *a, const void *b)
{
    return str_cmp(((const struct consumer *)a)->id, ((const struct consumer *)b)->id);
}

void consumers_finish(struct loader *load)
{
    struct policy *policy = load->policy;
    if (policy->consumers.count > 0)
        qsort(policy->consumers.items, policy->consumers.count, sizeof *policy->consumers.items,
              by_id);
}

/* ---- readers for impact ---- */

/* What a search for readers needs to know. */
struct search {
    struct arena *arena;
    const struct policy *policy;
    const struct projects *projects;
    struct sides sides; /* of a push; before NULL: every model is looked at */
    struct diags *diags;
    struct lost_names *lost; /* NULL: nobody asks for them */
    const struct consumer *consumer;
};

/* What is missing: said, or said that it is accepted. */
static void lose(const struct search *search, const struct consumer_target *target,
                 struct str column)
{
    if (search->lost)
        vec_push(search->arena, search->lost,
                 (struct lost_name){ target->model, column, target->place });
}

static enum diag_level how_loud(const struct search *search, const struct consumer_target *target,
                                struct str column)
{
    bool accepted =
        baseline_accepts(search->policy, search->arena, FACT_CO103, target->model, column);
    return accepted ? DIAG_NOTE : DIAG_WARN;
}

/* The name without quotes around its parts; dots within quotes stay, and then no model has it. */
static struct str unquoted(struct arena *arena, struct str name)
{
    char *out = arena_array(arena, name.len + 1, 1);
    size_t len = 0;
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] != '"' && name.ptr[i] != '`')
            out[len++] = name.ptr[i];
    return (struct str){ out, len };
}

/* The name without the catalog that names of models leave out; "" when it has none. */
static struct str without_catalog(const struct projects *projects, struct str name)
{
    ptrdiff_t dot = str_find_byte(name, '.');
    for (size_t i = 0; dot > 0 && i < projects->count; i++)
        if (str_eq_fold(str_sub(name, 0, (size_t)dot), projects->items[i]->config.default_catalog))
            return str_sub(name, (size_t)dot + 1, name.len);
    return STR_EMPTY;
}

/* Tools that know only the engine write "catalog"."schema"."table". */
static const struct model *find_spelled(const struct search *search, struct str typed)
{
    struct str name = unquoted(search->arena, typed);
    const struct model *model = projects_find(search->projects, typed, NULL);
    if (!model && name.len < typed.len)
        model = projects_find(search->projects, name, NULL);
    struct str rest = without_catalog(search->projects, name);
    if (!model && rest.len > 0)
        model = projects_find(search->projects, rest, NULL);
    return model;
}

/* The nearest name costs a look at every model: a file full of wrong names gets a few. */
enum { HINTS_MAX = 20 };

static const struct model *find_model(const struct search *search,
                                      const struct consumer_target *target)
{
    struct str near = STR_EMPTY;
    const struct model *model = find_spelled(search, target->model);
    if (model)
        return model;
    if (search->diags && search->diags->count < HINTS_MAX)
        (void)projects_find(search->projects, target->model, &near);
    lose(search, target, STR_EMPTY);
    diag_add(search->diags, how_loud(search, target, STR_EMPTY), target->place,
             "consumer %.*s reads %.*s, which is the name of no model, or of several",
             STR_ARG(search->consumer->id), STR_ARG(target->model));
    if (near.len > 0)
        diag_hint(search->diags, "did you mean \"%.*s\"?", STR_ARG(near));
    return NULL;
}

static const struct column *find_column(const struct model *model, struct str name)
{
    const struct column *column = column_get(model_columns(model), name);
    for (size_t i = 0; !column && i < model_columns(model)->count; i++)
        if (str_eq_fold(model_columns(model)->items[i].name, name))
            column = &model_columns(model)->items[i];
    return column;
}

static void unknown_column(const struct search *search, const struct consumer_target *target,
                           const struct model *model, struct str name)
{
    struct str *names = arena_array(search->arena, model_columns(model)->count, sizeof *names);
    for (size_t i = 0; i < model_columns(model)->count; i++)
        names[i] = model_columns(model)->items[i].name;
    struct str near = nearest_word(name, names, model_columns(model)->count);
    lose(search, target, name);
    diag_add(search->diags, how_loud(search, target, name), target->place,
             "consumer %.*s reads column %.*s, which %.*s does not have",
             STR_ARG(search->consumer->id), STR_ARG(name), STR_ARG(model->name));
    if (near.len > 0)
        diag_hint(search->diags, "did you mean \"%.*s\"?", STR_ARG(near));
}

/* The name as the model has it; as written when the model does not tell. */
static struct str resolve_column(const struct search *search, const struct consumer_target *target,
                                 const struct model *model, struct str name)
{
    const struct column *column = model ? find_column(model, name) : NULL;
    if (column)
        return column->name;
    if (model && model_columns(model)->complete)
        unknown_column(search, target, model, name);
    return name;
}

static bool is_untouched(const struct search *search, const struct model *model)
{
    if (!search->sides.before || !model)
        return false;
    const struct model *before = projects_model(search->sides.before, model->fqn);
    const struct model *after = projects_model(search->sides.after, model->fqn);
    return before && after && models_same(before, after);
}

static void resolve_target(const struct search *search, const struct consumer_target *target,
                           struct reader *reader)
{
    const struct model *model = search->projects ? find_model(search, target) : NULL;
    struct reader_target *out = vec_add(search->arena, &reader->targets);
    bool untouched = is_untouched(search, model);
    *out = (struct reader_target){ .model = model ? model->fqn : STR_EMPTY };
    for (size_t i = 0; i < target->columns.count; i++) {
        struct str name = target->columns.items[i];
        vec_push(search->arena, &out->columns,
                 untouched ? name : resolve_column(search, target, model, name));
    }
}

static void find_readers(struct reader *out, const struct search *from)
{
    const struct policy *policy = from->policy;
    for (size_t i = 0; i < policy->consumers.count; i++) {
        const struct consumer *consumer = &policy->consumers.items[i];
        struct search search = *from;
        search.consumer = consumer;
        out[i] = (struct reader){ .id = consumer->id };
        for (size_t at = 0; at < consumer->targets.count; at++)
            resolve_target(&search, &consumer->targets.items[at], &out[i]);
    }
}

void policy_readers(struct reader *out, struct arena *arena, const struct policy *policy,
                    const struct projects *projects, struct diags *diags)
{
    struct search search = {
        .arena = arena, .policy = policy, .projects = projects, .diags = diags
    };
    find_readers(out, &search);
}

void policy_readers_between(struct reader *out, struct arena *arena, const struct policy *policy,
                            struct sides sides, struct diags *diags)
{
    struct search search = { .arena = arena,
                             .policy = policy,
                             .projects = sides.at_tip ? sides.after : sides.before,
                             .sides = sides,
                             .diags = diags };
    find_readers(out, &search);
}

void policy_lost(struct lost_names *out, struct arena *arena, const struct policy *policy,
                 const struct projects *projects)
{
    struct search search = { .arena = arena, .policy = policy, .projects = projects, .lost = out };
    struct reader *readers = arena_array(arena, policy->consumers.count, sizeof *readers);
    *out = (struct lost_names){ 0 };
    find_readers(readers, &search);
}
