#include "report/finding.h"

#include "codec/digest.h"
#include "report/fact_links.h"
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

/* Names, each once: the first few, and how many there are. */
struct listing {
    struct arena *arena;
    struct map seen;
    struct str names[NAMES_SHOWN];
    size_t count;
};

static void list_name(struct listing *list, struct str name)
{
    if (map_get(&list->seen, name))
        return;
    map_put(&list->seen, name, list);
    if (list->count < NAMES_SHOWN)
        list->names[list->count] = phrase_clean(list->arena, name);
    list->count++;
}

/* "; reaches a, b, c and 4 more" behind the text; releases the list. */
static struct str end_list(struct listing *list, struct str text, const char *lead)
{
    struct arena *arena = list->arena;
    map_release(&list->seen);
    for (size_t i = 0; i < list->count && i < NAMES_SHOWN; i++)
        text = str_fmt(arena, "%.*s%s%.*s", STR_ARG(text), i == 0 ? lead : ", ",
                       STR_ARG(list->names[i]));
    return list->count > NAMES_SHOWN
               ? str_fmt(arena, "%.*s and %zu more", STR_ARG(text), list->count - NAMES_SHOWN)
               : text;
}

static struct str add_needs(struct arena *arena, struct str text, const struct view *view,
                            const struct fact_links *links)
{
    struct listing list = { .arena = arena };
    map_init(&list.seen, arena);
    for (size_t i = 0; i < links->unmet.count; i++) {
        const struct judged *judged = view->unmet.items[links->unmet.items[i]];
        if (judged_asks_people(judged))
            list_name(&list, requirement_asks(&judged->requirement));
    }
    return end_list(&list, text, "; needs approval by ");
}

static struct str add_reaches(struct arena *arena, struct str text, const struct view *view,
                              const struct fact_links *links)
{
    const struct verdict *verdict = view->verdict;
    struct listing list = { .arena = arena };
    map_init(&list.seen, arena);
    for (size_t i = 0; i < links->reaches.count; i++) {
        size_t reader = verdict->impact.reaches.items[links->reaches.items[i]].reader;
        list_name(&list, verdict->consumers.items[reader].consumer->id);
    }
    return end_list(&list, text, "; reaches ");
}

static struct str message_of(struct arena *arena, const struct view *view,
                             const struct fact_links *links, size_t index)
{
    const struct fact *fact = &view->changes->facts.items[index];
    struct str text = str_fmt(arena, "%.*s: %.*s", STR_ARG(phrase_clean(arena, fact->subject)),
                              STR_ARG(phrase_title(arena, fact)));
    struct str change = phrase_change(arena, fact, TEXT_BYTES);
    if (change.len > 0)
        text = str_fmt(arena, "%.*s: %.*s", STR_ARG(text), STR_ARG(change));
    text = add_reaches(arena, text, view, links);
    return add_needs(arena, text, view, links);
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
static bool is_answered(const struct verdict *verdict, const struct fact_links *links)
{
    bool asked = false;
    for (size_t i = 0; i < links->judged.count; i++) {
        const struct judged *judged = &verdict->judged.items[links->judged.items[i]];
        if (judged->requirement.level < LEVEL_WARN)
            continue;
        if (!judged->met)
            return false;
        asked = true;
    }
    return asked;
}

static enum policy_level level_of(const struct verdict *verdict, const struct fact_links *links,
                                  size_t fact)
{
    const enum policy_level *levels = verdict->rules.fact_level;
    enum policy_level level = levels ? levels[fact] : LEVEL_NOTE;
    return level > LEVEL_NOTE && is_answered(verdict, links) ? LEVEL_NOTE : level;
}

static bool is_shown(const struct fact *fact, enum policy_level level)
{
    return level > LEVEL_NOTE || (level == LEVEL_NOTE && fact_class_of(fact) != CLASS_COSMETIC);
}

/* Without its identity, which hangs on the order. */
static struct finding finding_of(struct arena *arena, const struct view *view,
                                 const struct view_group *group, const struct fact_links *links,
                                 size_t index)
{
    const struct fact *fact = &view->changes->facts.items[index];
    const struct fact_row *row = fact_row(fact->code);
    struct finding finding = { .verdict = view->verdict,
                               .fact = fact,
                               .level = level_of(view->verdict, links, index),
                               .code = row->code,
                               .waiver = links->waiver,
                               .subject = fact->subject,
                               .place = place_of(fact, group) };
    if (!is_shown(fact, finding.level))
        return finding;
    finding.title = str_fmt(arena, "%s %s", row->code, row->slug);
    finding.message = message_of(arena, view, links, index);
    if (finding.level > LEVEL_NOTE) /* another rule still stands on it */
        finding.waiver = NULL;
    if (fact->column.len > 0)
        finding.subject =
            str_fmt(arena, "%.*s.%.*s", STR_ARG(fact->subject), STR_ARG(fact->column));
    return finding;
}

static void add_verdict(struct findings *out, struct seen *seen, const struct view *view)
{
    struct arena *arena = seen->arena;
    struct fact_links *links = fact_links_of(arena, view);
    struct findings all = { 0 };
    for (size_t at = 0; at < view->groups.count; at++) {
        const struct view_group *group = &view->groups.items[at];
        for (size_t i = group->first; i < group->first + group->count; i++)
            vec_push(arena, &all, finding_of(arena, view, group, &links[i], i));
    }
    for (enum policy_level level = LEVEL_BLOCK; level > LEVEL_OFF; level--)
        vec_for (struct finding, finding, &all) {
            if (finding->level != level || !is_shown(finding->fact, level))
                continue;
            finding->id = id_of(seen, finding);
            vec_push(arena, out, *finding);
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
        add_verdict(out, &seen, &view);
    }
    map_release(&seen.ids);
}
