#include "report/finding.h"

#include "codec/digest.h"
#include "report/phrase.h"

enum { TEXT_BYTES = 160, ID_DIGITS = 16, NAMES_SHOWN = 3 };

const struct str findings_no_file = STR_INIT(".stoplog/policy.yml");

static struct place place_of(const struct fact *fact, const struct view_group *group)
{
    struct place place = fact->place.path.len > 0 ? fact->place : group->place;
    if (place.path.len == 0 && fact_row(fact->code)->scope == SCOPE_FILE &&
        !str_starts(fact->subject, STR("refs/")))
        place.path = fact->subject;
    if (place.path.len == 0)
        place.path = findings_no_file;
    place.line = place.line > 0 ? place.line : 1;
    place.column = place.column > 0 ? place.column : 1;
    return place;
}

/* ---- the message ---- */

/* "; needs approval by finance, bi" */
static struct str add_needs(struct arena *arena, struct str text, const struct view *view,
                            size_t fact)
{
    size_t count = 0;
    for (size_t i = 0; i < view->unmet.count; i++) {
        const struct judged *judged = view->unmet.items[i];
        if (!judged_asks_people(judged) || !requirement_is_about(&judged->requirement, fact))
            continue;
        if (count++ < NAMES_SHOWN)
            text = str_fmt(arena, "%.*s%s%.*s", STR_ARG(text),
                           count == 1 ? "; needs approval by " : ", ",
                           STR_ARG(phrase_clean(arena, requirement_asks(&judged->requirement))));
    }
    return count > NAMES_SHOWN
               ? str_fmt(arena, "%.*s and %zu more", STR_ARG(text), count - NAMES_SHOWN)
               : text;
}

/* "; reaches weekly_revenue" */
static struct str add_reaches(struct arena *arena, struct str text, const struct view *view,
                              size_t fact)
{
    const struct verdict *verdict = view->verdict;
    size_t count = 0, last = SIZE_MAX;
    for (size_t i = 0; i < verdict->impact.reaches.count; i++) {
        const struct reach *reach = &verdict->impact.reaches.items[i];
        if (reach->fact != fact || reach->reader == last)
            continue;
        last = reach->reader;
        if (count++ < NAMES_SHOWN)
            text = str_fmt(
                arena, "%.*s%s%.*s", STR_ARG(text), count == 1 ? "; reaches " : ", ",
                STR_ARG(phrase_clean(arena, verdict->consumers.items[reach->reader].consumer->id)));
    }
    return count > NAMES_SHOWN
               ? str_fmt(arena, "%.*s and %zu more", STR_ARG(text), count - NAMES_SHOWN)
               : text;
}

static struct str message_of(struct arena *arena, const struct view *view, size_t index)
{
    const struct fact *fact = &view->changes->facts.items[index];
    struct str text = str_fmt(arena, "%.*s: %.*s", STR_ARG(phrase_clean(arena, fact->subject)),
                              STR_ARG(phrase_title(arena, fact)));
    struct str change = phrase_change(arena, fact, TEXT_BYTES);
    if (change.len > 0)
        text = str_fmt(arena, "%.*s: %.*s", STR_ARG(text), STR_ARG(change));
    text = add_reaches(arena, text, view, index);
    return add_needs(arena, text, view, index);
}

/* ---- identity ---- */

struct seen {
    struct map ids; /* text that an id was made of -> how often it came, a size_t * */
    struct arena *arena;
};

/* The ref keeps the verdicts of one push apart; a text that comes again is numbered. */
static struct str id_of(struct seen *seen, const struct finding *finding)
{
    const struct fact *fact = finding->fact;
    struct digest *digest = digest_new(seen->arena);
    struct str key = str_fmt(seen->arena, "%.*s %.*s", STR_ARG(fact_id(seen->arena, fact)),
                             STR_ARG(finding->verdict->ref));
    size_t *times = map_get(&seen->ids, key);
    if (!times) {
        times = arena_new(seen->arena, size_t);
        map_put(&seen->ids, key, times);
    }
    digest_field(digest, key);
    digest_field(digest, str_fmt(seen->arena, "%zu", (*times)++));
    return str_sub(digest_end(digest, seen->arena), 0, ID_DIGITS);
}

/* ---- all of them ---- */

/* What a rule asks about the fact may have been met. */
static bool is_answered(const struct verdict *verdict, size_t fact)
{
    bool asked = false;
    for (size_t i = 0; i < verdict->judged.count; i++) {
        const struct judged *judged = &verdict->judged.items[i];
        if (judged->requirement.level < LEVEL_WARN ||
            !requirement_is_about(&judged->requirement, fact))
            continue;
        if (!judged->met)
            return false;
        asked = true;
    }
    return asked;
}

static enum policy_level level_of(const struct view *view, size_t fact)
{
    const enum policy_level *levels = view->verdict->rules.fact_level;
    enum policy_level level = levels ? levels[fact] : LEVEL_NOTE;
    return level > LEVEL_NOTE && is_answered(view->verdict, fact) ? LEVEL_NOTE : level;
}

static bool is_shown(const struct view *view, size_t fact, enum policy_level level)
{
    return level_of(view, fact) == level &&
           (level > LEVEL_NOTE ||
            fact_class_of(&view->changes->facts.items[fact]) != CLASS_COSMETIC);
}

static struct finding finding_of(struct seen *seen, const struct view *view,
                                 const struct view_group *group, size_t index)
{
    struct arena *arena = seen->arena;
    const struct fact *fact = &view->changes->facts.items[index];
    const struct fact_row *row = fact_row(fact->code);
    struct finding finding = { .verdict = view->verdict,
                               .fact = fact,
                               .level = level_of(view, index),
                               .code = row->code,
                               .waiver = verdict_waiver(view->verdict, index),
                               .subject = fact->subject,
                               .title = str_fmt(arena, "%s %s", row->code, row->slug),
                               .message = message_of(arena, view, index),
                               .place = place_of(fact, group) };
    if (finding.level > LEVEL_NOTE) /* another rule still stands on it */
        finding.waiver = NULL;
    if (fact->column.len > 0)
        finding.subject =
            str_fmt(arena, "%.*s.%.*s", STR_ARG(fact->subject), STR_ARG(fact->column));
    finding.id = id_of(seen, &finding);
    return finding;
}

static void add_level(struct findings *out, struct seen *seen, const struct view *view,
                      enum policy_level level)
{
    for (size_t at = 0; at < view->groups.count; at++) {
        const struct view_group *group = &view->groups.items[at];
        for (size_t i = group->first; i < group->first + group->count; i++)
            if (is_shown(view, i, level))
                vec_push(seen->arena, out, finding_of(seen, view, group, i));
    }
}

void findings_of(struct findings *out, struct arena *arena, const struct run *run)
{
    struct seen seen = { .arena = arena };
    *out = (struct findings){ 0 };
    map_init(&seen.ids, arena);
    for (size_t i = 0; i < run->count; i++) {
        struct view view;
        view_of_verdict(&view, arena, &run->verdicts[i]);
        for (enum policy_level level = LEVEL_BLOCK; level > LEVEL_OFF; level--)
            add_level(out, &seen, &view, level);
    }
    map_release(&seen.ids);
}
