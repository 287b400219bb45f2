/* definitions: @DEF statements that nobody asks. SQLMesh compares what a query says once it is
 * rendered, and so an unused definition is nothing to it (Snapshot, is_metadata_only_change). */
#include "change/diff.h"

/* "@def ( name , value )" */
static struct str defined_name(struct str form)
{
    struct str rest = form, name = STR_EMPTY;
    struct str head = STR("@def (");
    if (!str_starts(form, head))
        return STR_EMPTY;
    rest = str_sub(form, head.len, form.len);
    str_split(&rest, ',', &name);
    return rest.ptr ? str_trim(name) : STR_EMPTY;
}

static bool is_name_byte(char c)
{
    return byte_is_alpha(c) || byte_is_digit(c) || c == '_';
}

/* Whether "@name" or "@{name}" stands in the text, in a string or not, in any case. */
static bool asks(struct arena *arena, struct str text, struct str name)
{
    struct str rest = str_lower(arena, text), wanted = str_lower(arena, name);
    for (ptrdiff_t at; (at = str_find_byte(rest, '@')) >= 0;) {
        rest = str_sub(rest, (size_t)at + 1, rest.len);
        struct str word = str_starts(rest, STR("{")) ? str_sub(rest, 1, rest.len) : rest;
        bool ends = word.len <= wanted.len || !is_name_byte(word.ptr[wanted.len]);
        if (str_starts(word, wanted) && ends)
            return true;
    }
    return false;
}

static bool list_asks(struct arena *arena, const struct statements *list,
                      const struct statement *but, struct str name)
{
    vec_for (const struct statement, it, list) {
        if (it != but && asks(arena, it->form, name))
            return true;
    }
    return false;
}

/* The project's own macros can read every definition. */
static bool has_own_macros(const struct model *model)
{
    vec_for (const struct input, input, &model->inputs) {
        if (input->kind == INPUT_MACRO || input->kind == INPUT_PYTHON)
            return true;
    }
    return false;
}

/* Whether all of the model's text was read; what a star stands for is no text. */
static bool is_read(const struct model *model)
{
    const struct unknowns *unknowns = model_unknowns(model);
    for (size_t i = 0; i < unknowns->count; i++) {
        if (unknowns->items[i].cause != UNKNOWN_STAR)
            return false;
    }
    return model->class == MODEL_SQL;
}

bool definition_is_idle(struct arena *arena, const struct model *model,
                        const struct statement *statement)
{
    struct str name = defined_name(statement->form);
    return name.len && is_read(model) && !has_own_macros(model) &&
           !asks(arena, model_query_form(model), name) &&
           !list_asks(arena, &model->pre, statement, name) &&
           !list_asks(arena, &model->post, statement, name) &&
           !list_asks(arena, &model->on_virtual, statement, name);
}
