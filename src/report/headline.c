/* headline: the verdict in one line. A push with nothing to say prints this line and no other. */
#include "codec/push.h"
#include "report/phrase.h"
#include "report/text_parts.h"

static size_t model_count(const struct view *view)
{
    size_t count = 0;
    for (size_t i = 0; i < CLASS_COUNT; i++)
        count += view->by_class[i];
    return count;
}

/* The only class there is, or CLASS_COUNT when there are several. */
static enum fact_class only_class(const struct view *view)
{
    enum fact_class found = CLASS_COUNT;
    for (enum fact_class class = CLASS_COSMETIC; class < CLASS_COUNT; class ++) {
        if (view->by_class[class] == 0)
            continue;
        if (found != CLASS_COUNT)
            return CLASS_COUNT;
        found = class;
    }
    return found;
}

static void add_classes(struct buf *out, const struct view *view, bool worst_first)
{
    const char *sep = "";
    buf_puts(out, " (");
    for (size_t i = 0; i < CLASS_COUNT; i++) {
        enum fact_class class = (enum fact_class)(worst_first ? CLASS_COUNT - 1 - i : i);
        if (view->by_class[class] == 0)
            continue;
        buf_printf(out, "%s%zu %s", sep, view->by_class[class], fact_class_name(class));
        sep = ", ";
    }
    buf_puts(out, ")");
}

static void add_models(struct buf *out, const struct view *view, bool worst_first)
{
    size_t count = model_count(view);
    if (count == 0) {
        buf_puts(out, "no model changed");
        return;
    }
    buf_add(out, phrase_count(out->arena, count, "model changed", "models changed"));
    enum fact_class class = only_class(view);
    if (class == CLASS_SHAPE || class == CLASS_MEANING)
        buf_printf(out, " in %s", fact_class_name(class));
    else
        add_classes(out, view, worst_first);
}

static void add_consumers(struct buf *out, const struct view *view)
{
    if (!view->verdict || view->verdict->consumers.count == 0)
        return;
    if (view->consumers_reached == 0)
        buf_puts(out, ", no consumer affected");
    else
        buf_printf(out, ", %zu consumer%s reached", view->consumers_reached,
                   view->consumers_reached == 1 ? "" : "s");
}

/* People by name, at most two. */
static void add_approvers(struct buf *out, const struct view *view)
{
    size_t count = view->approvers.count, shown = count > 2 ? 2 : count;
    for (size_t i = 0; i < shown; i++) {
        struct mailbox who = view->approvers.items[i].who;
        struct str name = phrase_cut(out->arena, who.name.len > 0 ? who.name : who.email, 60);
        const char *sep = i == 0                             ? ", approved by "
                          : i + 1 == shown && count == shown ? " and "
                                                             : ", ";
        buf_printf(out, "%s%.*s", sep, STR_ARG(name));
    }
    if (count > shown)
        buf_printf(out, " and %zu more", count - shown);
}

/* Where no model changed, the files that are asked about are the news: at most two by name. */
static void add_files(struct buf *out, const struct view *view)
{
    size_t asked = 0, shown = 0;
    buf_puts(out, ", ");
    buf_add(out,
            phrase_count(out->arena, view->files, "other file changed", "other files changed"));
    for (size_t i = 0; i < view->groups.count; i++) {
        const struct view_group *group = &view->groups.items[i];
        if (model_count(view) > 0 || group->change || !group->is_asked || ++asked > 2)
            continue;
        buf_puts(out, shown++ == 0 ? " (" : ", ");
        buf_add(out, phrase_cut(out->arena, group->subject, 80));
    }
    if (asked > shown)
        buf_printf(out, " and %zu more", asked - shown);
    if (shown > 0)
        buf_puts(out, ")");
}

/* What somebody accepted is told, so that silence means that there was nothing. */
static void add_accepted(struct buf *out, const struct view *view)
{
    size_t waived = 0, debts = 0;
    for (size_t i = 0; view->verdict && i < view->verdict->rules.waived.count; i++) {
        bool debt = view->verdict->rules.waived.items[i].waiver->is_debt;
        debts += debt;
        waived += !debt;
    }
    if (waived > 0)
        buf_printf(out, ", %zu waived", waived);
    if (debts > 0)
        buf_printf(out, ", %zu accepted as debt", debts);
}

struct str headline_summary(struct arena *arena, const struct view *view, bool worst_first)
{
    struct buf out;
    buf_init(&out, arena, 4096);
    add_models(&out, view, worst_first);
    if (view->files > 0)
        add_files(&out, view);
    add_consumers(&out, view);
    add_approvers(&out, view);
    add_accepted(&out, view);
    return buf_str(&out);
}

static struct str subject(struct arena *arena, const struct verdict *verdict)
{
    struct str ref = phrase_cut(arena, ref_short(verdict->ref), 80);
    return ref.len > 0 ? ref : STR("this change");
}

static void add_reason(struct buf *out, const struct view *view)
{
    const struct verdict *verdict = view->verdict;
    struct str why = verdict->why_undecided.len > 0 ? verdict->why_undecided : verdict->why_blocked;
    if (why.len > 0)
        buf_add(out, phrase_clean(out->arena, why));
    else
        buf_add(out, headline_summary(out->arena, view, true));
}

/* "push to main", "deletion of main"; outside hooks only the ref. */
static struct str update_words(struct arena *arena, const struct verdict *verdict, bool hook)
{
    const char *words = verdict->kind == UPDATE_DELETE ? "deletion of " : hook ? "push to " : "";
    return str_fmt(arena, "%s%.*s", words, STR_ARG(subject(arena, verdict)));
}

static struct str refusal(struct arena *arena, const struct view *view, bool hook)
{
    const struct verdict *verdict = view->verdict;
    bool block = verdict->outcome == OUTCOME_BLOCK;
    const char *lead = verdict->observe ? "warning"
                       : hook           ? "error"
                       : block          ? "blocked"
                                        : "undecided";
    const char *state = block ? "is blocked" : "cannot be decided";
    if (verdict->observe)
        state = block ? "would be blocked if the server did not only observe"
                      : "cannot be decided, and the server only observes";
    struct buf out;
    buf_init(&out, arena, 4096);
    struct str words = update_words(arena, verdict, hook);
    if (hook || verdict->observe)
        buf_printf(&out, "%s: %.*s %s: ", lead, STR_ARG(words), state);
    else
        buf_printf(&out, "%s: %.*s: ", lead, STR_ARG(words));
    add_reason(&out, view);
    return buf_str(&out);
}

/* Loud: nobody should learn later that the gate was passed. */
static struct str overridden(struct arena *arena, const struct view *view, bool hook)
{
    const struct verdict *verdict = view->verdict;
    struct buf out;
    buf_init(&out, arena, 4096);
    struct str words = update_words(arena, verdict, hook);
    buf_printf(&out, "warning: OVERRIDE by %.*s: %.*s passes, though ",
               STR_ARG(phrase_cut(arena, verdict->override.by, 80)), STR_ARG(words));
    buf_puts(&out, verdict->why_undecided.len > 0 ? "it cannot be decided: " : "it is blocked: ");
    add_reason(&out, view);
    return buf_str(&out);
}

static void add_end(struct buf *out, const struct view *view, const struct report_options *options)
{
    if (view->verdict->outcome == OUTCOME_WARN)
        buf_puts(out, "; not blocked");
    else if (view->verdict->bootstrap.len > 0)
        buf_printf(out, ". first policy, brought in by %.*s",
                   STR_ARG(phrase_cut(out->arena, view->verdict->bootstrap, 80)));
    else if (!view->verdict->policy_exists)
        buf_puts(out, ". no policy at base, nothing is enforced");
    else if (options->elapsed_ms >= 0)
        buf_printf(out, ". ok in %lld ms", (long long)options->elapsed_ms);
    else
        buf_puts(out, ". ok");
}

struct str headline(struct arena *arena, const struct view *view,
                    const struct report_options *options)
{
    const struct verdict *verdict = view->verdict;
    if (verdict->outcome >= OUTCOME_BLOCK)
        return refusal(arena, view, options->hook);
    if (verdict->outcome == OUTCOME_OVERRIDDEN)
        return overridden(arena, view, options->hook);
    struct buf out;
    buf_init(&out, arena, 4096);
    bool warn = verdict->outcome == OUTCOME_WARN;
    struct str words = warn ? update_words(arena, verdict, options->hook) : subject(arena, verdict);
    buf_printf(&out, "%s: %.*s: ", warn ? "warning" : "stoplog", STR_ARG(words));
    buf_add(&out, headline_summary(arena, view, warn));
    add_end(&out, view, options);
    return buf_str(&out);
}

bool headline_is_enough(const struct view *view, const struct report_options *options)
{
    const struct verdict *verdict = view->verdict;
    if (verdict->outcome != OUTCOME_PASS || options->verbose)
        return false;
    for (size_t i = 0; i < view->groups.count; i++)
        if (view->groups.items[i].class > CLASS_METADATA)
            return options->hook && verdict->policy_exists;
    return true;
}
