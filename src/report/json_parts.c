#include "report/json_parts.h"

struct jvalue *json_start(const char *kind, const struct report_options *options)
{
    struct jvalue *root = jobject(), *tool = jobject();
    jset_str(root, "report", str_of(kind));
    jset_int(root, "version", 1);
    jset_str(tool, "name", STR("stoplog"));
    jset_str(tool, "version", options->version);
    jset(root, "tool", tool);
    return root;
}

void json_set_text(struct jvalue *object, const char *key, struct str text)
{
    jset(object, key, text.len > 0 ? jtext(text) : jnull());
}

struct jvalue *json_place(struct place place)
{
    if (place.path.len == 0)
        return jnull();
    struct jvalue *object = jobject();
    jset_str(object, "path", place.path);
    jset(object, "line", place.line > 0 ? jint(place.line) : jnull());
    jset(object, "column", place.line > 0 && place.column > 0 ? jint(place.column) : jnull());
    return object;
}

struct jvalue *json_strings(const struct str *items, size_t count)
{
    struct jvalue *array = jarray();
    for (size_t i = 0; i < count; i++)
        jpush(array, jtext(items[i]));
    return array;
}

static struct jvalue *unknowns(const struct unknowns *list)
{
    struct jvalue *array = jarray();
    for (size_t i = 0; i < list->count; i++) {
        struct jvalue *object = jobject();
        jset_str(object, "cause", str_of(unknown_slug(list->items[i].cause)));
        jset_str(object, "what", list->items[i].what);
        jset(object, "place", json_place(list->items[i].place));
        jpush(array, object);
    }
    return array;
}

struct jvalue *json_model(const struct model *model)
{
    if (!model)
        return jnull();
    struct jvalue *object = jobject();
    jset_str(object, "fqn", model->fqn);
    jset_str(object, "name", model->name);
    jset_str(object, "class", str_of(model_class_name(model->class)));
    json_set_text(object, "kind", model->kind);
    json_set_text(object, "owner", model->owner);
    jset(object, "place", json_place(model->place));
    jset(object, "unknowns", unknowns(model_unknowns(model)));
    return object;
}

/* ---- facts ---- */

static struct jvalue *waiver_value(const struct waiver *waiver)
{
    if (!waiver)
        return jnull();
    struct jvalue *object = jobject();
    jset_str(object, "rule", waiver->rule);
    json_set_text(object, "ticket", waiver->ticket);
    json_set_text(object, "reason", waiver->reason);
    json_set_text(object, "approved_by", waiver->approved_by);
    jset_bool(object, "debt", waiver->is_debt);
    jset(object, "place", json_place(waiver->place));
    return object;
}

static struct jvalue *fact_value(struct arena *arena, const struct view *view, size_t index)
{
    const struct fact *fact = &view->changes->facts.items[index];
    const struct fact_row *row = fact_row(fact->code);
    const struct verdict *verdict = view->verdict;
    const enum policy_level *levels = verdict ? verdict->rules.fact_level : NULL;
    struct jvalue *object = jobject();
    jset_str(object, "id", fact_id(arena, fact));
    jset_str(object, "code", str_of(row->code));
    jset_str(object, "slug", str_of(row->slug));
    jset_str(object, "class", str_of(fact_class_name(fact_class_of(fact))));
    jset(object, "level", levels ? jtext(str_of(policy_level_name(levels[index]))) : jnull());
    json_set_text(object, "column", fact->column);
    json_set_text(object, "aspect", fact->aspect);
    json_set_text(object, "before", fact->old_text);
    json_set_text(object, "after", fact->new_text);
    json_set_text(object, "note", fact->note);
    jset(object, "place", json_place(fact->place));
    jset(object, "waiver", waiver_value(verdict ? verdict_waiver(verdict, index) : NULL));
    return object;
}

static struct jvalue *facts_of(struct arena *arena, const struct view *view,
                               const struct view_group *group)
{
    struct jvalue *array = jarray();
    for (size_t i = group->first; i < group->first + group->count; i++)
        jpush(array, fact_value(arena, view, i));
    return array;
}

/* ---- SQLMesh's plan ---- */

static void set_plan(struct jvalue *object, const struct plan_entry *entry)
{
    json_set_text(object, "plan_category",
                  entry ? str_of(plan_category_name(entry->category)) : STR_EMPTY);
    jset_bool(object, "forward_only", entry && entry->forward_only);
}

struct jvalue *json_plan(const struct plan *plan)
{
    if (!plan)
        return jnull();
    struct jvalue *array = jarray();
    vec_for (const struct plan_entry, entry, plan) {
        struct jvalue *object = jobject();
        jset_str(object, "fqn", entry->fqn);
        jset_str(object, "name", entry->name);
        set_plan(object, entry);
        jpush(array, object);
    }
    return array;
}

/* ---- groups ---- */

static struct jvalue *group_value(struct arena *arena, const struct view *view,
                                  const struct view_group *group)
{
    struct jvalue *object = jobject();
    jset_str(object, group->change ? "name" : "subject", group->subject);
    jset_str(object, "class", str_of(fact_class_name(group->class)));
    if (group->change) {
        jset(object, "before", json_model(group->change->before));
        jset(object, "after", json_model(group->change->after));
        jset_int(object, "downstream", (int64_t)group->downstream);
        set_plan(object, view_plan_of(view, group));
    }
    jset(object, "facts", facts_of(arena, view, group));
    return object;
}

/* By name, whatever asks about them: machines compare runs. */
static int name_order(const void *a, const void *b)
{
    const struct view_group *x = *(const struct view_group *const *)a;
    const struct view_group *y = *(const struct view_group *const *)b;
    int order = str_cmp(x->subject, y->subject);
    return order ? order : (x->first > y->first) - (x->first < y->first);
}

struct jvalue *json_groups(struct arena *arena, const struct view *view, bool models)
{
    struct jvalue *array = jarray();
    const struct view_group **list = arena_array(arena, view->groups.count, sizeof *list);
    size_t count = 0;
    for (size_t i = 0; i < view->groups.count; i++)
        if ((view->groups.items[i].change != NULL) == models)
            list[count++] = &view->groups.items[i];
    if (count > 1)
        qsort(list, count, sizeof *list, name_order);
    for (size_t i = 0; i < count; i++)
        jpush(array, group_value(arena, view, list[i]));
    return array;
}

struct jvalue *json_classes(const struct view *view)
{
    struct jvalue *object = jobject();
    for (enum fact_class class = CLASS_COSMETIC; class < CLASS_COUNT; class ++)
        jset_int(object, fact_class_name(class), (int64_t)view->by_class[class]);
    return object;
}

void json_write(struct buf *out, struct jvalue *root)
{
    jwrite(out, root, 2);
    buf_byte(out, '\n');
    jrelease(root);
}

struct jvalue *json_spared(const struct impact *impact)
{
    if (!impact)
        return jnull();
    struct jvalue *array = jarray();
    for (size_t i = 0; i < impact->spared.count; i++) {
        struct jvalue *object = jobject();
        jset_str(object, "model", impact->spared.items[i].model);
        jset_str(object, "why", impact->spared.items[i].why);
        jpush(array, object);
    }
    return array;
}
