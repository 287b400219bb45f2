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

/* In the body of a lambda a bare name may be taken for a definition, too. */
static bool has_bare(struct str text, struct str name)
{
    struct str rest = text;
    if (str_find(text, STR("->")) < 0)
        return false;
    for (ptrdiff_t at; (at = str_find(rest, name)) >= 0;) {
        struct str behind = str_sub(rest, (size_t)at + name.len, rest.len);
        bool starts = at == 0 || !is_name_byte(rest.ptr[at - 1]);
        if (starts && (!behind.len || !is_name_byte(behind.ptr[0])))
            return true;
        rest = behind;
    }
    return false;
}

/* Whether "@name" or "@{name}" stands in the text, in a string or not, in any case. */
static bool asks(struct arena *arena, struct str text, struct str name)
{
    struct str rest = str_lower(arena, text), wanted = str_lower(arena, name);
    if (has_bare(rest, wanted))
        return true;
    for (ptrdiff_t at; (at = str_find_byte(rest, '@')) >= 0;) {
        rest = str_sub(rest, (size_t)at + 1, rest.len);
        struct str word = str_starts(rest, STR("{")) ? str_sub(rest, 1, rest.len) : rest;
        bool ends = word.len <= wanted.len || !is_name_byte(word.ptr[wanted.len]);
        if (str_starts(word, wanted) && ends)
            return true;
    }
    return false;
}

/* Definitions that ask for others are followed so far. */
#define ASKED_DEPTH 8

static bool is_asked(struct arena *arena, const struct model *model,
                     const struct statement *statement, unsigned depth);

/* Another definition that asks counts when it is asked for itself. */
static bool list_asks(struct arena *arena, const struct model *model, const struct statements *list,
                      const struct statement *statement, struct str name, unsigned depth)
{
    vec_for (const struct statement, it, list) {
        if (it == statement || !asks(arena, it->form, name))
            continue;
        if (!defined_name(it->form).len || is_asked(arena, model, it, depth + 1))
            return true;
    }
    return false;
}

static bool is_asked(struct arena *arena, const struct model *model,
                     const struct statement *statement, unsigned depth)
{
    struct str name = defined_name(statement->form);
    return depth > ASKED_DEPTH || asks(arena, model_query_form(model), name) ||
           list_asks(arena, model, &model->pre, statement, name, depth) ||
           list_asks(arena, model, &model->post, statement, name, depth) ||
           list_asks(arena, model, &model->on_virtual, statement, name, depth);
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
           !is_asked(arena, model, statement, 0);
}
