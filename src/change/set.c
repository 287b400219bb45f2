/* set: the list of facts of one comparison and its order. Knows nothing of how facts are found. */
#include "change/diff.h"

static struct str filled(struct str s)
{
    return s.ptr ? s : STR_EMPTY;
}

static const struct model *side(const struct fact *fact)
{
    return fact->after ? fact->after : fact->before;
}

/* Empty fields get what the models say; texts are never without a pointer. */
static struct fact complete(struct fact fact)
{
    const struct model *model = side(&fact);

    fact.subject = filled(fact.subject);
    fact.column = filled(fact.column);
    fact.aspect = filled(fact.aspect);
    fact.old_text = filled(fact.old_text);
    fact.new_text = filled(fact.new_text);
    fact.seal = filled(fact.seal);
    fact.note = filled(fact.note);
    if (model && str_is_empty(fact.subject))
        fact.subject = model->name;
    if (model && !fact.place.path.ptr)
        fact.place = model->place;
    fact.place.path = filled(fact.place.path);
    if (!model && str_is_empty(fact.subject))
        fact.subject = fact.place.path;
    return fact;
}

/* The texts of a fact outlive the comparison that made them. */
static void keep_texts(struct arena *arena, struct fact *fact)
{
    struct str *const texts[] = { &fact->column,   &fact->aspect, &fact->old_text,
                                  &fact->new_text, &fact->note,   &fact->seal };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i]->len)
            *texts[i] = str_dup(arena, *texts[i]);
}

void diff_fact(struct model_diff *m, struct fact fact)
{
    struct change_set *set = m->run->set;
    fact.before = m->before;
    fact.after = m->after;
    if (m->arena != set->arena)
        keep_texts(set->arena, &fact);
    vec_push(set->arena, &set->facts, complete(fact));
}

void diff_query_fact(struct model_diff *m, struct fact fact)
{
    const struct sql_node *query = model_query(m->after);
    if (fact.place.line == 0 && query)
        fact.place = model_place_of(m->after, query);
    diff_fact(m, fact);
}

void diff_file_fact(struct diff *run, struct fact fact)
{
    vec_push(run->set->arena, &run->set->facts, complete(fact));
}

void diff_harmless(struct model_diff *m, struct str excuse)
{
    if (m->harmless++ == 0)
        m->excuse = excuse;
}

size_t diff_said(const struct model_diff *m)
{
    return m->run->set->facts.count - m->first_fact + m->harmless;
}

bool diff_has(const struct model_diff *m, enum fact_code code)
{
    for (size_t i = m->first_fact; i < m->run->set->facts.count; i++) {
        if (m->run->set->facts.items[i].code == code)
            return true;
    }
    return false;
}

static bool is_about_file(const struct fact *fact)
{
    return !fact->before && !fact->after && fact_row(fact->code)->scope == SCOPE_FILE;
}

static struct str side_path(const struct fact *fact)
{
    const struct model *model = side(fact);
    return model ? model->path : STR_EMPTY;
}

static int cmp_same_subject(const struct fact *a, const struct fact *b)
{
    int order = str_cmp(side_path(a), side_path(b));
    if (!order)
        order = str_cmp(str_of(fact_row(a->code)->code), str_of(fact_row(b->code)->code));
    if (!order)
        order = str_cmp(a->column, b->column);
    if (!order)
        order = str_cmp(a->aspect, b->aspect);
    if (!order)
        order = str_cmp(a->old_text, b->old_text);
    if (!order)
        order = str_cmp(a->new_text, b->new_text);
    return order ? order : str_cmp(a->seal, b->seal);
}

static int cmp_facts(const void *left, const void *right)
{
    const struct fact *a = left, *b = right;
    if (is_about_file(a) != is_about_file(b))
        return is_about_file(a) ? 1 : -1;
    int order = str_cmp(a->subject, b->subject);
    return order ? order : cmp_same_subject(a, b);
}

static bool repeats(const struct fact *a, const struct fact *b)
{
    return a->code == b->code && str_eq(a->subject, b->subject) && str_eq(a->column, b->column) &&
           str_eq(a->aspect, b->aspect);
}

/* Ids are made of code, subject, column and aspect: the second of its kind says that it is. */
static void tell_apart(struct change_set *set)
{
    struct fact *items = set->facts.items;
    size_t nth = 1;

    for (size_t i = 1; i < set->facts.count; i++) {
        struct fact first = items[i - nth];
        nth = repeats(&first, &items[i]) ? nth + 1 : 1;
        if (nth > 1)
            items[i].aspect = str_fmt(set->arena, "%.*s (%zu)", STR_ARG(items[i].aspect), nth);
    }
}

static bool same_model(const struct model_change *change, const struct fact *fact)
{
    if (!fact->before && !fact->after)
        return str_eq(change->name, fact->subject);
    return change->before == fact->before && change->after == fact->after;
}

static void build_models(struct change_set *set)
{
    struct model_change *last = NULL;

    set->models.count = 0;
    for (size_t i = 0; i < set->facts.count; i++) {
        const struct fact *fact = &set->facts.items[i];
        if (is_about_file(fact))
            return;
        if (!last || !same_model(last, fact)) {
            last = vec_add(set->arena, &set->models);
            *last = (struct model_change){ .before = fact->before,
                                           .after = fact->after,
                                           .name = fact->subject,
                                           .class = CLASS_COSMETIC,
                                           .first_fact = i };
        }
        last->fact_count++;
        if (fact_class_of(fact) > last->class)
            last->class = fact_class_of(fact);
    }
}

void set_finish(struct change_set *set)
{
    if (set->facts.count)
        qsort(set->facts.items, set->facts.count, sizeof *set->facts.items, cmp_facts);
    tell_apart(set);
    build_models(set);
}

/* The first change with this name in the sorted list, or NULL. */
static const struct model_change *find_change(const struct change_set *set, struct str name)
{
    size_t low = 0, high = set->models.count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (str_cmp(set->models.items[mid].name, name) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < set->models.count && str_eq(set->models.items[low].name, name)
               ? &set->models.items[low]
               : NULL;
}

/* A fact of the gate may name a model only by its name: it joins what is known of that model. */
static struct fact attached(const struct change_set *set, struct fact fact)
{
    if (fact.before || fact.after || fact_row(fact.code)->scope == SCOPE_FILE)
        return fact;
    const struct model_change *change = find_change(set, fact.subject);
    if (change) {
        fact.before = change->before;
        fact.after = change->after;
    }
    return fact;
}

void change_add_all(struct change_set *set, const struct fact *facts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        vec_push(set->arena, &set->facts, complete(attached(set, complete(facts[i]))));
    set_finish(set);
}

void change_add(struct change_set *set, struct fact fact)
{
    change_add_all(set, &fact, 1);
}

enum fact_class change_class(const struct change_set *set)
{
    enum fact_class highest = CLASS_COSMETIC;
    for (size_t i = 0; i < set->facts.count; i++) {
        if (fact_class_of(&set->facts.items[i]) > highest)
            highest = fact_class_of(&set->facts.items[i]);
    }
    return highest;
}
