/* diff_model: what a model is called, where it lies, who answers for it and when it runs. */
#include "change/diff.h"

#include "change/cron.h"
#include "change/finder.h"

static void text_fact(struct model_diff *m, enum fact_code code, const char *aspect, struct str old,
                      struct str new)
{
    if (!str_eq(old, new))
        diff_fact(m,
                  (struct fact){
                      .code = code, .aspect = str_of(aspect), .old_text = old, .new_text = new });
}

static void diff_name(struct model_diff *m)
{
    const struct model *b = m->before, *a = m->after;

    if (!str_eq(b->fqn, a->fqn)) {
        diff_fact(m, (struct fact){ .code = FACT_MD102,
                                    .old_text = b->name,
                                    .new_text = a->name,
                                    .note = STR("SQLMesh sees a removed and a new model and "
                                                "builds the new one from nothing") });
    } else if (!str_eq(b->path, a->path) && b->class == a->class) {
        bool hashed = a->class == MODEL_PYTHON;
        diff_fact(m, (struct fact){ .code = FACT_MT106,
                                    .old_text = b->path,
                                    .new_text = a->path,
                                    .note = hashed ? STR("SQLMesh rebuilds the model, as the path "
                                                         "of its code is part of its version")
                                                   : STR_EMPTY });
    }
}

static void diff_class(struct model_diff *m)
{
    if (m->before->class == m->after->class)
        return;
    diff_fact(m, (struct fact){
                     .code = FACT_MD104,
                     .old_text = str_fmt(m->arena, "%s: %.*s", model_class_name(m->before->class),
                                         STR_ARG(content_text(m->arena, m->before))),
                     .new_text = str_fmt(m->arena, "%s: %.*s", model_class_name(m->after->class),
                                         STR_ARG(content_text(m->arena, m->after))),
                     .seal = str_concat(m->arena, content_seal(m->arena, m->before),
                                        content_seal(m->arena, m->after)),
                     .note = STR("the two cannot be compared, so nothing is known of "
                                 "what the rows have in common") });
}

static struct str dialect_text(const struct model *model)
{
    const struct property *property = property_get(&model->properties, "dialect");
    if (property)
        return property->form;
    return model->dialect ? model->dialect->name : STR_EMPTY;
}

static void diff_dialect(struct model_diff *m)
{
    struct str old = dialect_text(m->before), new = dialect_text(m->after);
    if (m->before->dialect == m->after->dialect && str_eq_fold(old, new))
        return;
    diff_fact(m, (struct fact){ .code = FACT_SQ114,
                                .aspect = STR("property dialect"),
                                .old_text = old,
                                .new_text = new });
}

/* Comments of columns that both sides have; a new column brings its own. */
static void diff_comments(struct model_diff *m)
{
    struct finder finder;

    finder_init(&finder, m->arena, model_columns(m->before));
    vec_for (const struct column, new, model_columns(m->after)) {
        const struct column *old = finder_get(&finder, new->name);
        if (!old || str_eq(old->description, new->description) || str_is_empty(new->name))
            continue;
        diff_fact(m,
                  (struct fact){ .code = FACT_MT102,
                                 .aspect = str_fmt(m->arena, "comment on %.*s", STR_ARG(new->name)),
                                 .old_text = old->description,
                                 .new_text = new->description,
                                 .place = new->place });
    }
    finder_release(&finder);
}

static struct str cron_of(const struct model *model)
{
    return str_is_empty(model->cron) ? STR("@daily") : model->cron;
}

/* The unit that is said, or the one SQLMesh derives from the cron. */
static enum interval_unit unit_of(const struct model *model)
{
    const struct property *said = property_get(&model->properties, "interval_unit");
    return said ? interval_unit_find(said->form) : cron_unit(cron_of(model));
}

const char *schedule_unit(const struct model *model)
{
    return interval_unit_name(unit_of(model));
}

static struct str schedule_text(struct arena *arena, const struct model *model)
{
    return str_fmt(arena, "%s (cron %.*s)", schedule_unit(model), STR_ARG(cron_of(model)));
}

static bool same_moments(const struct model *b, const struct model *a)
{
    struct cron old, new;
    if (str_eq(cron_of(b), cron_of(a)))
        return true;
    return cron_parse(&old, cron_of(b)) && cron_parse(&new, cron_of(a)) && cron_same(&old, &new);
}

static void diff_schedule(struct model_diff *m)
{
    const struct model *b = m->before, *a = m->after;
    const struct property *said_b = property_get(&b->properties, "interval_unit");
    const struct property *said_a = property_get(&a->properties, "interval_unit");
    bool same_said =
        (!said_b && !said_a) || (said_b && said_a && str_eq(said_b->form, said_a->form));

    if (str_eq(cron_of(b), cron_of(a)) && same_said)
        return;
    enum interval_unit old = unit_of(b), new = unit_of(a);
    if (old != new || old == UNIT_UNKNOWN) {
        bool unknown = old == UNIT_UNKNOWN || new == UNIT_UNKNOWN;
        diff_fact(m, (struct fact){ .code = FACT_PH106,
                                    .aspect = STR("interval unit"),
                                    .old_text = schedule_text(m->arena, b),
                                    .new_text = schedule_text(m->arena, a),
                                    .note = unknown ? STR("one of the two is not understood, so "
                                                          "the interval unit may have changed")
                                                    : STR_EMPTY });
    } else if (!same_moments(b, a)) {
        text_fact(m, FACT_MT104, "cron", cron_of(b), cron_of(a));
    } else if (!str_eq(cron_of(b), cron_of(a))) {
        diff_harmless(m, STR("the cron is written in another way"));
    } else {
        diff_harmless(m, STR("the interval unit is the one that the cron gives anyway"));
    }
}

static struct str tags_of(struct arena *arena, const struct model *model)
{
    return text_join(arena, model->tags.items, model->tags.count, ", ");
}

void diff_model(struct model_diff *m)
{
    const struct model *b = m->before, *a = m->after;

    diff_name(m);
    diff_class(m);
    diff_dialect(m);
    text_fact(m, FACT_MT101, "owner", b->owner, a->owner);
    text_fact(m, FACT_MT102, "description", b->description, a->description);
    if (b->tags.count || a->tags.count)
        text_fact(m, FACT_MT103, "tags", tags_of(m->arena, b), tags_of(m->arena, a));
    diff_comments(m);
    diff_schedule(m);
}
