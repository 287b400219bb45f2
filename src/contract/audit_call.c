#include "contract/audit_call.h"

#include "sql/form.h"
#include "sql/parse.h"

const struct sql_node *model_expression(struct arena *arena, const struct model *model,
                                        struct str form)
{
    struct sql_text *text = arena_new(arena, struct sql_text);
    struct err err;
    const struct sql_node *at;
    if (sql_lex(text, arena, STR_EMPTY, form, model->dialect, false, &err) != OK)
        return NULL;
    const struct sql_node *node = sql_parse_expression(arena, text, 0, text->count, NULL);
    return sql_doubt(node, &at) == DOUBT_OPAQUE ? NULL : node;
}

struct str audit_call_text(struct arena *arena, const struct audit_use *use)
{
    return str_fmt(arena, "%.*s(%.*s)", STR_ARG(use->name), STR_ARG(use->args));
}

void audit_call_read(struct audit_call *out, struct arena *arena, const struct model *model,
                     const struct audit_use *use)
{
    static const struct str suffix = STR_INIT("_non_blocking");
    *out = (struct audit_call){ .use = use, .name = use->name };
    if (str_ends(use->name, suffix))
        out->name = str_sub(use->name, 0, use->name.len - suffix.len);
    /* Under a name that is no function of any dialect: arguments of those may have a grammar. */
    struct str text = str_fmt(arena, "stoplog_audit(%.*s)", STR_ARG(use->args));
    const struct sql_node *call = model_expression(arena, model, text);
    if (call && call->kind == SQL_CALL)
        out->call = call;
    out->is_partial = audit_argument(out, "condition") != NULL;
}

const struct sql_node *audit_argument(const struct audit_call *call, const char *name)
{
    const struct sql_node *arg = call->call ? call->call->first : NULL;
    for (; arg; arg = arg->next)
        if (arg->kind == SQL_NAMED_ARG && str_eq_fold(arg->text, str_of(name)))
            return arg->first;
    return NULL;
}

static bool add_column(struct column_names *out, struct arena *arena, const struct sql_node *node)
{
    const struct sql_node *ident = node->kind == SQL_COLUMN ? node->first : NULL;
    if (!ident || ident->next || ident->kind != SQL_IDENT)
        return false;
    vec_push(arena, out, ident->text);
    return true;
}

bool column_names_of(struct column_names *out, struct arena *arena, const struct sql_node *node)
{
    bool all = node != NULL;
    if (!node || (node->kind != SQL_TUPLE && node->kind != SQL_ARRAY))
        return node && add_column(out, arena, node);
    for (const struct sql_node *item = node->first; item; item = item->next)
        if (!add_column(out, arena, item))
            all = false;
    return all && out->count > 0;
}
