/* diff_audits: the audits a model uses. Definitions are compared in diff_project. */
#include "change/diff.h"

static const struct str non_blocking = STR_INIT("_non_blocking");

/* The audit behind the name: the non-blocking twin of a built-in is the same check. */
static struct str base_name(const struct audit_use *use)
{
    struct str name = use->name;
    if (str_ends(name, non_blocking))
        name.len -= non_blocking.len;
    return name;
}

static struct str aspect_of(struct arena *arena, const struct audit_use *use)
{
    return str_fmt(arena, "audit %.*s", STR_ARG(base_name(use)));
}

static const char *force_of(const struct audit_use *use)
{
    return use->skip ? "skipped" : use->blocking ? "blocking" : "not blocking";
}

static int force_rank(const struct audit_use *use)
{
    return use->skip ? 0 : use->blocking ? 2 : 1;
}

static struct str use_text(struct arena *arena, const struct audit_use *use)
{
    struct str name = base_name(use);
    struct str call = str_is_empty(use->args)
                          ? str_dup(arena, name)
                          : str_fmt(arena, "%.*s(%.*s)", STR_ARG(name), STR_ARG(use->args));
    if (force_rank(use) == 2)
        return call;
    return str_fmt(arena, "%.*s, %s", STR_ARG(call), force_of(use));
}

static void use_fact(struct model_diff *m, enum fact_code code, const struct audit_use *b,
                     const struct audit_use *a)
{
    diff_fact(m, (struct fact){ .code = code,
                                .aspect = aspect_of(m->arena, a ? a : b),
                                .old_text = b ? use_text(m->arena, b) : STR_EMPTY,
                                .new_text = a ? use_text(m->arena, a) : STR_EMPTY,
                                .place = a ? a->place : m->after->place });
}

/* One audit on both sides: its arguments, and whether it still stops a release. */
static void diff_use(struct model_diff *m, const struct audit_use *b, const struct audit_use *a)
{
    if (!str_eq(b->args, a->args))
        use_fact(m, FACT_AU102, b, a);
    if (force_rank(a) < force_rank(b))
        use_fact(m, FACT_AU103, b, a);
    else if (force_rank(a) > force_rank(b))
        use_fact(m, FACT_MT107, b, a);
    else if (!str_eq(b->name, a->name) && str_eq(b->args, a->args))
        diff_harmless(m, STR("the audit blocks as before, said in another way"));
}

struct uses {
    VEC_OF(const struct audit_use *);
};

static int cmp_uses(const void *left, const void *right)
{
    const struct audit_use *a = *(const struct audit_use *const *)left;
    const struct audit_use *b = *(const struct audit_use *const *)right;
    int order = str_cmp(base_name(a), base_name(b));
    return order ? order : str_cmp(a->args, b->args);
}

static struct uses sorted_uses(struct arena *arena, const struct model *model)
{
    struct uses uses = { 0 };
    for (size_t i = 0; i < model->audits.count; i++)
        vec_push(arena, &uses, &model->audits.items[i]);
    if (uses.count)
        qsort(uses.items, uses.count, sizeof *uses.items, cmp_uses);
    return uses;
}

/* Pairs equal calls and leaves the rest, still sorted, in *lost and *gained. */
static void pair_equal(struct model_diff *m, struct uses *lost, struct uses *gained)
{
    struct uses before = sorted_uses(m->arena, m->before), after = sorted_uses(m->arena, m->after);

    for (size_t b = 0, a = 0; b < before.count || a < after.count;) {
        const struct audit_use *old = b < before.count ? before.items[b] : NULL;
        const struct audit_use *new = a < after.count ? after.items[a] : NULL;
        int order = !old ? 1 : !new ? -1 : cmp_uses(&old, &new);

        b += order <= 0;
        a += order >= 0;
        if (order == 0)
            diff_use(m, old, new);
        else if (order < 0)
            vec_push(m->arena, lost, old);
        else
            vec_push(m->arena, gained, new);
    }
}

void diff_audit_uses(struct model_diff *m)
{
    struct uses lost = { 0 }, gained = { 0 };

    if (m->before->audits.count == 0 && m->after->audits.count == 0)
        return;
    pair_equal(m, &lost, &gained);
    for (size_t b = 0, a = 0; b < lost.count || a < gained.count;) {
        const struct audit_use *old = b < lost.count ? lost.items[b] : NULL;
        const struct audit_use *new = a < gained.count ? gained.items[a] : NULL;
        int order = !old ? 1 : !new ? -1 : str_cmp(base_name(old), base_name(new));

        b += order <= 0;
        a += order >= 0;
        if (order == 0)
            diff_use(m, old, new);
        else
            use_fact(m, order < 0 ? FACT_AU101 : FACT_MT107, order < 0 ? old : NULL,
                     order < 0 ? NULL : new);
    }
}
