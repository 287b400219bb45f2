/* form_same: whether two trees have one form, without printing them; and whether a tree can be
 * trusted at all. Must agree with the printing files: what they leave out is left out here. */
#include "sql/form.h"
#include "sql/form_parens.h"
#include "sql/walk.h"

/* --- equality -------------------------------------------------------------------------------- */

/* Flags that have a meaning of their own for a node of this kind. */
static unsigned meaning_of(const struct sql_node *node)
{
    unsigned mask =
        node->flags & (SQL_DISTINCT | SQL_NEGATED | SQL_RECURSIVE | SQL_DESC | SQL_NULLS_FIRST |
                       SQL_NULLS_LAST | SQL_ESCAPES | SQL_PREFIXED | SQL_ASSIGNED);
    if (node->kind == SQL_MACRO_VAR || node->kind == SQL_IDENT)
        mask |= node->flags & SQL_QUOTED;
    if (node->kind == SQL_OVER || node->kind == SQL_CLAUSE || node->kind == SQL_TABLE ||
        node->kind == SQL_LAMBDA)
        mask |= node->flags & SQL_PARENS;
    if (node->kind == SQL_JOIN)
        mask |= form_comma(node) ? SQL_COMMA : 0;
    return mask;
}

static bool same_writing(const struct sql_node *a, const struct sql_node *ca,
                         const struct sql_node *b, const struct sql_node *cb)
{
    if (a->kind == SQL_SETOP)
        return form_set_parens(a, ca) == form_set_parens(b, cb);
    return form_parens(a, ca) == form_parens(b, cb);
}

static const struct sql_slack no_slack;

static bool same(const struct sql_node *a, const struct sql_node *b, const struct sql_slack *slack);

/* Every item of one list in the other, in order; each stands for the earliest that it can. */
static bool same_items(const struct sql_node *a, const struct sql_node *b,
                       const struct sql_slack *slack)
{
    const struct sql_node *ca = a->first;
    for (const struct sql_node *cb = b->first; cb; cb = cb->next) {
        if (ca && same_writing(a, ca, b, cb) && same(ca, cb, slack))
            ca = ca->next;
        else if (!slack->may_add(cb))
            return false;
    }
    return !ca;
}

static bool same_child(const struct sql_node *a, const struct sql_node *ca,
                       const struct sql_node *b, const struct sql_node *cb,
                       const struct sql_slack *slack)
{
    if (slack->may_add && ca->kind == SQL_PROJECTIONS && cb->kind == SQL_PROJECTIONS)
        return same_items(ca, cb, slack);
    return same_writing(a, ca, b, cb) && same(ca, cb, slack);
}

static bool same_text(const struct sql_node *a, const struct sql_node *b,
                      const struct sql_slack *slack)
{
    return str_eq(a->text, b->text) || (slack->same_text && slack->same_text(a, b));
}

static bool same(const struct sql_node *a, const struct sql_node *b, const struct sql_slack *slack)
{
    if (!a || !b)
        return a == b;
    const struct sql_node *whole_a = form_whole_text(a), *whole_b = form_whole_text(b);
    if (whole_a || whole_b)
        return whole_a && whole_b && str_eq(whole_a->text, whole_b->text);
    if (a->kind != b->kind || meaning_of(a) != meaning_of(b) || !same_text(a, b, slack))
        return false;
    const struct sql_node *ca = a->first, *cb = b->first;
    for (; ca && cb; ca = ca->next, cb = cb->next)
        if (!same_child(a, ca, b, cb, slack))
            return false;
    return ca == cb;
}

bool sql_same(const struct sql_node *a, const struct sql_node *b)
{
    return same(a, b, &no_slack);
}

bool sql_same_but(const struct sql_node *less, const struct sql_node *more,
                  const struct sql_slack *slack)
{
    return same(less, more, slack);
}

/* --- doubt ----------------------------------------------------------------------------------- */

struct doubt {
    enum sql_doubt found;
    const struct sql_node *at;
};

static enum walk_step find_doubt(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct doubt *doubt = ctx;
    /* What templates cut through is a template's fault, whatever else could not be read. */
    const struct sql_node *whole = depth == 0 ? form_whole_text(node) : NULL;
    if (whole) {
        *doubt = (struct doubt){ DOUBT_TEMPLATE, whole };
        return WALK_STOP;
    }
    doubt->found = node->kind == SQL_OPAQUE                                 ? DOUBT_OPAQUE
                   : node->kind == SQL_MACRO || node->kind == SQL_MACRO_VAR ? DOUBT_MACRO
                   : node->kind == SQL_TEMPLATE                             ? DOUBT_TEMPLATE
                                                                            : DOUBT_NONE;
    doubt->at = node;
    return doubt->found == DOUBT_NONE ? WALK_CONTINUE : WALK_STOP;
}

enum sql_doubt sql_doubt(const struct sql_node *node, const struct sql_node **at)
{
    struct doubt doubt = { DOUBT_NONE, NULL };
    sql_walk(node, find_doubt, &doubt);
    if (at)
        *at = doubt.found == DOUBT_NONE ? NULL : doubt.at;
    return doubt.found;
}
