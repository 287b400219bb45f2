/* text_facts: what changed, model by model, and whom it reaches. */
#include "report/phrase.h"
#include "report/text_parts.h"

struct str text_list(struct arena *arena, const struct str *names, size_t count, size_t shown)
{
    struct buf out;
    buf_init(&out, arena, 1u << 20);
    if (shown > count)
        shown = count;
    for (size_t i = 0; i < shown; i++) {
        if (i > 0)
            buf_puts(&out, ", ");
        buf_add(&out, phrase_cut(arena, names[i], 100));
    }
    if (count > shown)
        buf_printf(&out, "%s%zu more", shown > 0 ? " and " : "", count - shown);
    return buf_str(&out);
}

void text_more(struct text *text, size_t indent, size_t count, size_t shown, const char *what)
{
    if (count > shown)
        page_addf(&text->page, indent, "and %zu more%s%s", count - shown, *what ? " " : "", what);
}

/* ---- one fact ---- */

/* What is wrong in a file is told with its place there; a model's place stands in its heading. */
static struct str fact_title(struct arena *arena, const struct fact *fact)
{
    struct str title = phrase_title(arena, fact);
    if (fact_row(fact->code)->scope != SCOPE_FILE || fact->place.line == 0)
        return title;
    return str_fmt(arena, "%.*s: %.*s", STR_ARG(phrase_spot(arena, fact->place)), STR_ARG(title));
}

static void add_fact(struct text *text, const struct fact *fact, size_t indent)
{
    struct arena *arena = text->arena;
    size_t max = text->caps.text_bytes;
    struct str title = fact_title(arena, fact);
    const char *code = fact_row(fact->code)->code;
    if (text->options->hook) {
        struct str change = phrase_change(arena, fact, max);
        if (change.len == 0)
            change = phrase_cut(arena, fact->note, max);
        page_addf(&text->page, indent, "%s %.*s%s%.*s", code, STR_ARG(title),
                  change.len > 0 ? ": " : "", STR_ARG(change));
        return;
    }
    page_addf(&text->page, indent, "%s %.*s", code, STR_ARG(title));
    struct phrase_texts texts = phrase_texts(arena, fact, max);
    if (texts.before.len > 0)
        page_addf(&text->page, indent + 2, "before  %.*s", STR_ARG(texts.before));
    if (texts.after.len > 0)
        page_addf(&text->page, indent + 2, "after   %.*s", STR_ARG(texts.after));
    if (fact->note.len > 0)
        page_addf(&text->page, indent + 2, "note    %.*s",
                  STR_ARG(phrase_clean(arena, fact->note)));
}

/* The worst first: a list that is cut must not hide them. */
static int fact_order(const void *a, const void *b)
{
    const struct fact *x = *(const struct fact *const *)a, *y = *(const struct fact *const *)b;
    enum fact_class cx = fact_class_of(x), cy = fact_class_of(y);
    if (cx != cy)
        return cx > cy ? -1 : 1;
    return (x > y) - (x < y);
}

static void add_facts(struct text *text, const struct view_group *group, size_t indent)
{
    const struct fact *all = text->view->changes->facts.items + group->first;
    const struct fact **facts = arena_array(text->arena, group->count, sizeof *facts);
    for (size_t i = 0; i < group->count; i++)
        facts[i] = &all[i];
    qsort(facts, group->count, sizeof *facts, fact_order);
    for (size_t i = 0; i < group->count && i < text->caps.facts; i++)
        add_fact(text, facts[i], indent);
    text_more(text, indent, group->count, text->caps.facts, "");
}

/* ---- reach ---- */

static void add_reach(struct text *text, const struct view_reach *reach, size_t indent)
{
    const struct consumer *consumer =
        text->view->verdict->consumers.items[reach->consumer].consumer;
    struct arena *arena = text->arena;
    struct str id = phrase_cut(arena, consumer->id, 100);
    struct str type = phrase_cut(arena, consumer->type, 40);
    struct str path = phrase_path(arena, reach->reach);
    const char *maturity = maturity_name(consumer->maturity);
    const char *strength = edge_strength_name(reach->reach->weakest);
    if (text->options->hook)
        page_addf(&text->page, indent, "reaches %.*s (%.*s, %s): %.*s", STR_ARG(id), STR_ARG(type),
                  maturity, STR_ARG(path));
    else
        page_addf(&text->page, indent, "reaches %.*s (%.*s, %s) over %.*s [%s]", STR_ARG(id),
                  STR_ARG(type), maturity, STR_ARG(path), strength);
}

static void add_reaches(struct text *text, const struct view_group *group, size_t indent)
{
    for (size_t i = 0; i < group->reaches.count && i < text->caps.reaches; i++)
        add_reach(text, &group->reaches.items[i], indent);
    text_more(text, indent, group->reaches.count, text->caps.reaches,
              group->reaches.count - text->caps.reaches == 1 ? "consumer" : "consumers");
    if (!text->options->hook && group->downstream > 0)
        page_addf(&text->page, indent, "%zu model%s below", group->downstream,
                  group->downstream == 1 ? "" : "s");
}

/* ---- groups ---- */

/* A hook has other things to say in its few lines. */
static void add_plan(struct text *text, const struct view_group *group, size_t indent)
{
    const struct plan_entry *entry = view_plan_of(text->view, group);
    if (!group->change || text->options->hook || !text->view->plan)
        return;
    page_addf(&text->page, indent, "sqlmesh plan: %s%s",
              entry ? plan_category_name(entry->category) : "no change",
              entry && entry->forward_only ? ", forward-only" : "");
}

/* Where no policy says who owns what, the model's own word is all there is. */
static void add_owner(struct text *text, const struct view_group *group, size_t indent)
{
    const struct verdict *verdict = text->view->verdict;
    if (!verdict || verdict->policy_exists || !group->change || group->class <= CLASS_METADATA)
        return;
    const struct model *side = group->change->after ? group->change->after : group->change->before;
    if (!side || side->owner.len == 0)
        return;
    page_addf(&text->page, indent, "owner property: %.*s (a hint: nobody is asked)",
              STR_ARG(phrase_cut(text->arena, side->owner, 80)));
}

static void add_group(struct text *text, const struct view_group *group)
{
    struct arena *arena = text->arena;
    struct str name = phrase_clean(arena, group->subject),
               place = phrase_place(arena, group->place);
    size_t indent = text->options->hook ? 2 : 0;
    struct str line;
    if (!group->change)
        line = name;
    else if (text->options->hook)
        line = str_fmt(arena, "%.*s (%.*s)", STR_ARG(name), STR_ARG(place));
    else
        line = str_fmt(arena, "%.*s  %s  %.*s", STR_ARG(name), fact_class_name(group->class),
                       STR_ARG(place));
    if (!text->options->hook)
        page_gap(&text->page);
    page_add(&text->page, indent, STYLE_STRONG, line);
    add_facts(text, group, indent + 2);
    add_owner(text, group, indent + 2);
    add_plan(text, group, indent + 2);
    add_reaches(text, group, indent + 2);
}

static bool is_quiet(const struct text *text, const struct view_group *group)
{
    return !group->is_asked && !text->options->verbose && group->class <= CLASS_METADATA;
}

void text_groups(struct text *text, bool asked_only)
{
    size_t shown = 0, wanted = 0;
    for (size_t i = 0; i < text->view->groups.count; i++) {
        const struct view_group *group = &text->view->groups.items[i];
        if (is_quiet(text, group) || (asked_only && !group->is_asked))
            continue;
        if (wanted++ >= text->caps.groups)
            continue;
        add_group(text, group);
        shown++;
    }
    text_more(text, text->options->hook ? 2 : 0, wanted, shown,
              wanted - shown == 1 ? "changed model or file" : "changed models and files");
}

static void add_quiet(struct text *text, enum fact_class class)
{
    struct {
        VEC_OF(struct str);
    } names = { 0 };
    for (size_t i = 0; i < text->view->groups.count; i++) {
        const struct view_group *group = &text->view->groups.items[i];
        if (group->class == class && is_quiet(text, group))
            vec_push(text->arena, &names, group->subject);
    }
    if (names.count == 0)
        return;
    struct str list = text_list(text->arena, names.items, names.count, text->caps.names);
    page_addf(&text->page, 0, "%s: %.*s", fact_class_name(class), STR_ARG(list));
}

void text_quiet_groups(struct text *text)
{
    page_gap(&text->page);
    add_quiet(text, CLASS_METADATA);
    add_quiet(text, CLASS_COSMETIC);
}

/* Under both names: a renamed model is one group. */
static void put_groups(struct map *out, const struct view *view)
{
    for (size_t i = 0; i < view->changes->models.count; i++) {
        struct model_change *change = &view->changes->models.items[i];
        if (change->before)
            map_put(out, change->before->fqn, change);
        if (change->after)
            map_put(out, change->after->fqn, change);
    }
}

static void add_planned(struct text *text, const struct map *groups, enum plan_category category,
                        bool forward_only)
{
    struct {
        VEC_OF(struct str);
    } names = { 0 };
    vec_for (const struct plan_entry, entry, text->view->plan)
        if (entry->category == category && entry->forward_only == forward_only &&
            !map_get(groups, entry->fqn))
            vec_push(text->arena, &names, entry->name);
    if (names.count == 0)
        return;
    struct str list = text_list(text->arena, names.items, names.count, text->caps.names);
    page_addf(&text->page, 0, "sqlmesh plan: %s%s: %.*s", plan_category_name(category),
              forward_only ? ", forward-only" : "", STR_ARG(list));
}

void text_plan(struct text *text)
{
    struct map groups;
    if (!text->view->plan || !text->view->plan->count)
        return;
    map_init(&groups, text->arena);
    put_groups(&groups, text->view);
    page_gap(&text->page);
    for (enum plan_category category = PLAN_ADDED; category < PLAN_CATEGORY_COUNT; category++) {
        if (category == PLAN_METADATA && !text->options->verbose)
            continue;
        add_planned(text, &groups, category, false);
        add_planned(text, &groups, category, true);
    }
    map_release(&groups);
}

static size_t count_not_reached(const struct verdict *verdict)
{
    size_t count = 0;
    for (size_t i = 0; i < verdict->consumers.count; i++)
        count += !verdict->consumers.items[i].reached;
    return count;
}

/* A consumer and the reason why it is not reached. */
static void add_not_reached(struct text *text, size_t index)
{
    const struct verdict *verdict = text->view->verdict;
    const struct impact *impact = &verdict->impact;
    struct arena *arena = text->arena;
    struct str id = phrase_cut(arena, verdict->consumers.items[index].consumer->id, 100);
    struct str why =
        impact->reader_why ? phrase_cut(arena, impact->reader_why[index], 400) : STR_EMPTY;
    page_addf(&text->page, 0, "not reached: %.*s%s%.*s", STR_ARG(id), why.len ? ": " : "",
              STR_ARG(why));
}

void text_spared(struct text *text, const struct impact *impact)
{
    struct arena *arena = text->arena;
    for (size_t i = 0; impact && i < impact->spared.count && i < text->caps.names; i++) {
        const struct spared *spared = &impact->spared.items[i];
        page_addf(&text->page, 0, "not reached: model %.*s: %.*s",
                  STR_ARG(phrase_cut(arena, spared->model, 100)),
                  STR_ARG(phrase_cut(arena, spared->why, 400)));
    }
    if (impact)
        text_more(text, 0, impact->spared.count, text->caps.names, "models not reached");
}

void text_not_reached(struct text *text)
{
    const struct verdict *verdict = text->view->verdict;
    size_t shown = 0, count = count_not_reached(verdict);
    if (count == 0 && verdict->impact.spared.count == 0)
        return;
    page_gap(&text->page);
    for (size_t i = 0; i < verdict->consumers.count && shown < text->caps.names; i++)
        if (!verdict->consumers.items[i].reached) {
            add_not_reached(text, i);
            shown++;
        }
    text_more(text, 0, count, text->caps.names, "consumers not reached");
    text_spared(text, &verdict->impact);
}

void text_count_not_reached(struct text *text)
{
    size_t count = count_not_reached(text->view->verdict);
    if (count > 0)
        page_addf(&text->page, 2, "not reached: %zu consumer%s", count, count == 1 ? "" : "s");
}
