/* verdict_chart: the reach of a change as boxes and arrows. Every consumer is drawn with its whole
 * path or not at all: half a path would say that it ends there. */
#include "base/map.h"
#include "report/impact_chart.h"
#include "report/phrase.h"

struct drawing {
    struct chart *chart;
    struct arena *arena;
    struct map boxes;  /* name of a model, or "consumer <id>" -> index + 1, a size_t * */
    struct map arrows; /* "from to" -> itself */
    size_t most;
};

static const size_t *find(const struct drawing *drawing, struct str key)
{
    return map_get(&drawing->boxes, key);
}

static size_t box_of(struct drawing *drawing, struct str key, struct str label, bool consumer)
{
    const size_t *known = find(drawing, key);
    if (known)
        return *known - 1;
    size_t *index = arena_new(drawing->arena, size_t);
    vec_push(
        drawing->arena, &drawing->chart->boxes,
        (struct chart_box){ .label = phrase_clean(drawing->arena, label), .consumer = consumer });
    *index = drawing->chart->boxes.count;
    map_put(&drawing->boxes, key, index);
    return *index - 1;
}

static void connect(struct drawing *drawing, size_t from, size_t to, enum edge_strength strength)
{
    struct str key = str_fmt(drawing->arena, "%zu %zu", from, to);
    if (map_get(&drawing->arrows, key))
        return;
    map_put(&drawing->arrows, key, drawing->chart);
    vec_push(drawing->arena, &drawing->chart->arrows, (struct chart_arrow){ from, to, strength });
}

static struct str consumer_key(struct drawing *drawing, const struct consumer *consumer)
{
    return str_fmt(drawing->arena, "consumer %.*s", STR_ARG(consumer->id));
}

static bool fits(struct drawing *drawing, const struct reach *reach, struct str consumer)
{
    size_t more = find(drawing, consumer) == NULL;
    for (size_t i = 0; i < reach->path_count; i++)
        more += find(drawing, reach->path[i]) == NULL;
    return more <= drawing->most - drawing->chart->boxes.count;
}

static void draw(struct drawing *drawing, const struct reach *reach,
                 const struct consumer *consumer, struct str key)
{
    size_t before = SIZE_MAX;
    for (size_t i = 0; i < reach->path_count; i++) {
        size_t box = box_of(drawing, reach->path[i], reach->path[i], false);
        if (i > 0)
            connect(drawing, before, box, reach->weakest);
        before = box;
    }
    size_t end = box_of(drawing, key, consumer->id, true);
    if (before != SIZE_MAX)
        connect(drawing, before, end, EDGE_EXACT);
}

static void mark_changed(struct drawing *drawing, const struct verdict *verdict)
{
    for (size_t i = 0; i < verdict->changes.models.count; i++) {
        const size_t *known = find(drawing, verdict->changes.models.items[i].name);
        if (known)
            drawing->chart->boxes.items[*known - 1].start = true;
    }
}

/* Changed models that reach nobody are drawn too, as long as there is room. */
static void draw_changed(struct drawing *drawing, const struct verdict *verdict)
{
    for (size_t i = 0; i < verdict->changes.models.count; i++) {
        const struct model_change *change = &verdict->changes.models.items[i];
        if (change->class > CLASS_METADATA && drawing->chart->boxes.count < drawing->most)
            (void)box_of(drawing, change->name, change->name, false);
    }
}

void chart_of_verdict(struct chart *out, struct arena *arena, const struct verdict *verdict,
                      size_t most, size_t *left_out)
{
    struct drawing drawing = { .chart = out, .arena = arena, .most = most };
    *out = (struct chart){ 0 };
    *left_out = 0;
    map_init(&drawing.boxes, arena);
    map_init(&drawing.arrows, arena);
    for (size_t i = 0; i < verdict->consumers.count; i++) {
        const struct reach_summary *summary = &verdict->consumers.items[i];
        struct str key = consumer_key(&drawing, summary->consumer);
        bool whole = true;
        for (size_t at = 0; at < summary->reach_count; at++) {
            const struct reach *reach = &verdict->impact.reaches.items[summary->first_reach + at];
            if (fits(&drawing, reach, key))
                draw(&drawing, reach, summary->consumer, key);
            else
                whole = false;
        }
        *left_out += !whole;
    }
    draw_changed(&drawing, verdict);
    mark_changed(&drawing, verdict);
    map_release(&drawing.boxes);
    map_release(&drawing.arrows);
}
