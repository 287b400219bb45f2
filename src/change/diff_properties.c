/* diff_properties: MODEL properties and the properties inside kind (...), by the table
 * property_facts.def. Knows which fact a key is, nothing of what a value means. */
#include "change/diff.h"

#define HANDLED FACT_COUNT

struct property_row {
    struct str key;
    enum fact_code code;
    struct str note;
};

static const struct property_row model_rows[] = {
#define MODEL_PROPERTY(key, code, note) { STR_INIT(#key), code, STR_INIT(note) },
#define KIND_PROPERTY(key, code, note)
#include "change/property_facts.def"
#undef MODEL_PROPERTY
#undef KIND_PROPERTY
};

static const struct property_row kind_rows[] = {
#define MODEL_PROPERTY(key, code, note)
#define KIND_PROPERTY(key, code, note) { STR_INIT(#key), code, STR_INIT(note) },
#include "change/property_facts.def"
#undef MODEL_PROPERTY
#undef KIND_PROPERTY
};

struct property_table {
    const struct property_row *rows;
    size_t count;
    const char *word; /* starts the aspect */
};

static const struct property_table model_table = { model_rows,
                                                   sizeof model_rows / sizeof *model_rows,
                                                   "property" };
static const struct property_table kind_table = { kind_rows, sizeof kind_rows / sizeof *kind_rows,
                                                  "kind property" };

static const struct property_row *find_row(const struct property_table *table, struct str key)
{
    for (size_t i = 0; i < table->count; i++) {
        if (str_eq(table->rows[i].key, key))
            return &table->rows[i];
    }
    return NULL;
}

bool property_is_material(struct str key)
{
    const struct property_row *row = find_row(&model_table, key);
    return !row || (row->code != HANDLED && fact_row(row->code)->class > CLASS_METADATA);
}

static struct str note_of(const struct property_row *row, const struct property *b,
                          const struct property *a)
{
    if (!row)
        return STR("this property is not known here, so it is not known what it does");
    if (str_is_empty(row->note) && ((b && b->inherited) || (a && a->inherited)))
        return STR("the value comes from model_defaults of the configuration");
    return row->note;
}

static void property_fact(struct model_diff *m, const struct property_table *table,
                          const struct property *b, const struct property *a)
{
    struct str key = a ? a->key : b->key;
    const struct property_row *row = find_row(table, key);

    if (row && row->code == HANDLED)
        return;
    diff_fact(m, (struct fact){
                     .code = row ? row->code : FACT_SQ190,
                     .aspect = str_fmt(m->arena, "%s %.*s", table->word, STR_ARG(key)),
                     .old_text = b ? b->form : STR_EMPTY,
                     .new_text = a ? a->form : STR_EMPTY,
                     .note = note_of(row, b, a),
                     .place = a ? a->place : m->after->place,
                 });
}

/* only_common: a key that one side lacks is no difference. */
static void diff_lists(struct model_diff *m, const struct property_table *table,
                       const struct properties *before, const struct properties *after,
                       bool only_common)
{
    const struct properties *const lists[] = { before, after };
    const struct property *found[2];
    size_t at[2] = { 0 };
    while (next_properties(lists, at, found))
        if (found[0] && found[1] ? !str_eq(found[0]->form, found[1]->form) : !only_common)
            property_fact(m, table, found[0], found[1]);
}

static struct str kind_text(struct arena *arena, const struct model *model)
{
    struct strs parts = { 0 };

    vec_for (const struct property, property, &model->kind_properties)
        vec_push(arena, &parts,
                 str_fmt(arena, "%.*s %.*s", STR_ARG(property->key), STR_ARG(property->form)));
    if (parts.count == 0)
        return model->kind;
    struct str inside = text_join(arena, parts.items, parts.count, ", ");
    return str_fmt(arena, "%.*s (%.*s)", STR_ARG(model->kind), STR_ARG(inside));
}

static struct str form_of(const struct properties *properties, const char *key)
{
    const struct property *property = property_get(properties, key);
    return property ? property->form : STR_EMPTY;
}

/* The length of the first item of a list "a, f(b, c), d": up to a comma that stands in no
 * parentheses and no quotes. */
static size_t first_item(struct str list)
{
    size_t open = 0, i = 0;
    char quote = 0;

    for (; i < list.len; i++) {
        char c = list.ptr[i];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'' || c == '`')
            quote = c;
        else if (c == '(' || c == '[')
            open++;
        else if ((c == ')' || c == ']') && open)
            open--;
        else if (c == ',' && open == 0)
            break;
    }
    return i;
}

/* The items of a list in the order of their text: a key is a set of columns. */
static struct str sorted_items(struct arena *arena, struct str list)
{
    struct strs items = { 0 };

    while (!str_is_empty(list)) {
        size_t len = first_item(list);
        vec_push(arena, &items, str_trim(str_sub(list, 0, len)));
        list = len < list.len ? str_sub(list, len + 1, list.len - len - 1) : STR_EMPTY;
    }
    if (items.count)
        qsort(items.items, items.count, sizeof *items.items, str_cmp_qsort);
    return text_join(arena, items.items, items.count, ", ");
}

/* A merge on a key keeps one row per key, whatever the order of its columns: readers may rely on
 * that as on a grain. */
static void diff_unique_key(struct model_diff *m)
{
    struct str old = form_of(&m->before->kind_properties, "unique_key");
    struct str new = form_of(&m->after->kind_properties, "unique_key");

    if (str_is_empty(old) || str_eq(sorted_items(m->arena, old), sorted_items(m->arena, new)))
        return;
    diff_fact(m, (struct fact){ .code = FACT_CN204,
                                .aspect = STR("unique_key"),
                                .old_text = old,
                                .new_text = new,
                                .note = STR("the kind no longer keeps one row per this key") });
}

void diff_properties(struct model_diff *m)
{
    bool other_kind = !str_eq(m->before->kind, m->after->kind);

    if (other_kind)
        diff_fact(m, (struct fact){ .code = FACT_PH101,
                                    .aspect = STR("kind"),
                                    .old_text = kind_text(m->arena, m->before),
                                    .new_text = kind_text(m->arena, m->after) });
    diff_lists(m, &kind_table, &m->before->kind_properties, &m->after->kind_properties, other_kind);
    diff_unique_key(m);
    diff_lists(m, &model_table, &m->before->properties, &m->after->properties, false);
}

static struct strs grains_of(const struct model *model)
{
    return (struct strs){ model->grains.items, model->grains.count, model->grains.cap };
}

void diff_grains(struct model_diff *m)
{
    struct strs before = grains_of(m->before), after = grains_of(m->after);
    struct strs lost = { 0 }, gained = { 0 };

    text_only_in(&lost, m->arena, &before, &after);
    text_only_in(&gained, m->arena, &after, &before);
    for (size_t i = 0; i < lost.count || i < gained.count; i++) {
        bool had = i < lost.count, has = i < gained.count;
        diff_fact(m, (struct fact){ .code = had ? FACT_CN204 : FACT_CN203,
                                    .aspect = STR("grain"),
                                    .old_text = had ? lost.items[i] : STR_EMPTY,
                                    .new_text = has ? gained.items[i] : STR_EMPTY });
    }
}
