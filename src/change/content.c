/* content: one text for everything about a model that means something. Facts about models that
 * exist on one side carry it, so that an approval of a new model dies when the model changes. */
#include "change/diff.h"

#include "codec/digest.h"
#include "sql/form.h"

static void add_properties(struct digest *digest, const struct properties *properties, bool all)
{
    vec_for (const struct property, property, properties) {
        if (!all && !property_is_material(property->key))
            continue;
        digest_field(digest, property->key);
        digest_field(digest, property->form);
    }
    digest_field(digest, STR("end"));
}

static void add_columns(struct digest *digest, struct arena *arena, const struct columns *columns)
{
    digest_field(digest, columns->complete ? STR("complete") : STR("open"));
    vec_for (const struct column, column, columns) {
        digest_field(digest, column->name);
        digest_field(digest, column->type);
        digest_field(digest, sql_form(arena, column->expr));
    }
}

static void add_statements(struct digest *digest, const struct statements *statements)
{
    vec_for (const struct statement, statement, statements)
        digest_field(digest, statement->form);
    digest_field(digest, STR("end"));
}

static void add_guards(struct digest *digest, const struct model *model)
{
    for (size_t i = 0; i < model->audits.count; i++) {
        const struct audit_use *use = &model->audits.items[i];
        digest_field(digest, use->name);
        digest_field(digest, use->args);
        digest_field(digest, use->blocking && !use->skip ? STR("blocks") : STR("warns"));
    }
    for (size_t i = 0; i < model->grains.count; i++)
        digest_field(digest, model->grains.items[i]);
}

static void add_origins(struct digest *digest, const struct model *model)
{
    for (size_t i = 0; i < model->inputs.count; i++) {
        digest_field(digest, model->inputs.items[i].name);
        digest_field(digest, model->inputs.items[i].digest);
    }
    for (size_t i = 0; i < model_unknowns(model)->count; i++)
        digest_field(digest, model_unknowns(model)->items[i].form);
}

struct str content_seal(struct arena *arena, const struct model *model)
{
    struct digest *digest = digest_new(arena);

    digest_field(digest, str_of(model_class_name(model->class)));
    digest_field(digest, model->dialect ? model->dialect->name : STR_EMPTY);
    digest_field(digest, str_of(schedule_unit(model)));
    add_properties(digest, &model->kind_properties, true);
    add_properties(digest, &model->properties, false);
    add_columns(digest, arena, model_columns(model));
    add_statements(digest, &model->pre);
    add_statements(digest, &model->post);
    add_statements(digest, &model->on_virtual);
    add_guards(digest, model);
    add_origins(digest, model);
    return digest_end(digest, arena);
}

struct str content_text(struct arena *arena, const struct model *model)
{
    if (str_is_empty(model_query_form(model)))
        return model->kind;
    return str_fmt(arena, "%.*s: %.*s", STR_ARG(model->kind), STR_ARG(model_query_form(model)));
}
