#include "report/fact_links.h"

static void add_requirement(struct arena *arena, struct fact_links *links, size_t count,
                            const struct judged *judged, size_t index, bool unmet)
{
    const struct requirement *requirement = &judged->requirement;
    for (size_t i = 0; i < requirement->facts.count; i++) {
        size_t fact = requirement->facts.items[i];
        if (fact >= count)
            continue;
        struct indices *list = unmet ? &links[fact].unmet : &links[fact].judged;
        if (list->count == 0 || list->items[list->count - 1] != index) /* named twice */
            vec_push(arena, list, index);
    }
}

struct fact_links *fact_links_of(struct arena *arena, const struct view *view)
{
    const struct verdict *verdict = view->verdict;
    size_t count = verdict->changes.facts.count;
    struct fact_links *links = arena_array(arena, count, sizeof *links);
    for (size_t i = 0; i < verdict->impact.reaches.count; i++)
        if (verdict->impact.reaches.items[i].fact < count)
            vec_push(arena, &links[verdict->impact.reaches.items[i].fact].reaches, i);
    for (size_t i = 0; i < verdict->judged.count; i++)
        add_requirement(arena, links, count, &verdict->judged.items[i], i, false);
    for (size_t i = 0; i < view->unmet.count; i++)
        add_requirement(arena, links, count, view->unmet.items[i], i, true);
    for (size_t i = verdict->rules.waived.count; i > 0; i--) /* the first one stays */
        if (verdict->rules.waived.items[i - 1].fact < count)
            links[verdict->rules.waived.items[i - 1].fact].waiver =
                verdict->rules.waived.items[i - 1].waiver;
    return links;
}
