/* verdict_chart: the reach of a change as boxes and arrows. Every consumer is drawn with its whole
 * path or not at all: half a path would say that it ends there. */
#include "base/limits.h"
#include "base/map.h"
#include "report/impact_chart.h"
#include "report/phrase.h"

struct drawing {
    struct chart *chart;
    struct arena *arena;
    struct map boxes;  /* name of a model, or "consumer <id>" -> index + 1, a size_t * */
    struct map arrows; /* "from to" -> index + 1, a size_t * */
    struct map ways;   /* "box box ..." -> the same of ways */
    bool has_ways;     /* of a large change they take much memory */
    size_t most;
};

static const size_t *find(const struct drawing *drawing, struct str key)
{
    return map_get(&drawing->boxes, key);
}

/* The number of what was added last to one of the lists, to be found again by its key. */
static void remember(struct drawing *drawing, struct map *map, struct str key, size_t count)
{
    size_t *index = arena_new(drawing->arena, size_t);
    *index = count;
    map_put(map, key, index);
}

static size_t box_of(struct drawing *drawing, struct str key, struct str label, bool consumer)
{
    const size_t *known = find(drawing, key);
    if (known)
        return *known - 1;
    vec_push(
        drawing->arena, &drawing->chart->boxes,
        (struct chart_box){ .label = phrase_clean(drawing->arena, label), .consumer = consumer });
    remember(drawing, &drawing->boxes, key, drawing->chart->boxes.count);
    return drawing->chart->boxes.count - 1;
}

static size_t connect(struct drawing *drawing, size_t from, size_t to, enum edge_strength strength)
{
    struct str key = str_fmt(drawing->arena, "%zu %zu", from, to);
    const size_t *known = map_get(&drawing->arrows, key);
    if (known)
        return *known - 1;
    vec_push(drawing->arena, &drawing->chart->arrows, (struct chart_arrow){ from, to, strength });
    remember(drawing, &drawing->arrows, key, drawing->chart->arrows.count);
    return drawing->chart->arrows.count - 1;
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

/* Several facts may go the same way. */
static void add_way(struct drawing *drawing, const struct chart_way *way)
{
    struct buf key;
    buf_init(&key, drawing->arena, LIMIT_report_bytes);
    for (size_t i = 0; i < way->box_count; i++)
        buf_printf(&key, "%zu ", way->boxes[i]);
    const size_t *known = map_get(&drawing->ways, buf_str(&key));
    if (!known) {
        vec_push(drawing->arena, &drawing->chart->ways, *way);
        remember(drawing, &drawing->ways, buf_str(&key), drawing->chart->ways.count);
    }
    size_t at = known ? *known - 1 : drawing->chart->ways.count - 1;
    vec_push(drawing->arena, &drawing->chart->ways.items[at].facts, way->reach->fact);
}

static void draw(struct drawing *drawing, const struct reach *reach,
                 const struct consumer *consumer, struct str key)
{
    struct arena *arena = drawing->arena;
    struct chart_way way = { .box_count = reach->path_count + 1, .reach = reach };
    size_t before = SIZE_MAX;
    if (drawing->has_ways) {
        way.boxes = arena_array(arena, way.box_count, sizeof *way.boxes);
        way.arrows = arena_array(arena, way.box_count, sizeof *way.arrows);
    }
    for (size_t i = 0; i < way.box_count; i++) {
        bool last = i == reach->path_count;
        size_t arrow = SIZE_MAX, box = last
                                           ? box_of(drawing, key, consumer->id, true)
                                           : box_of(drawing, reach->path[i], reach->path[i], false);
        if (i > 0)
            arrow = connect(drawing, before, box, last ? EDGE_EXACT : reach->weakest);
        if (drawing->has_ways) {
            way.boxes[i] = box;
            if (i > 0)
                way.arrows[i - 1] = arrow;
        }
        before = box;
    }
    if (drawing->has_ways)
        add_way(drawing, &way);
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

static void draw_verdict(struct chart *out, struct arena *arena, const struct verdict *verdict,
                         size_t most, bool has_ways, size_t *left_out)
{
    struct drawing drawing = { .chart = out, .arena = arena, .most = most, .has_ways = has_ways };
    *out = (struct chart){ 0 };
    *left_out = 0;
    map_init(&drawing.boxes, arena);
    map_init(&drawing.arrows, arena);
    map_init(&drawing.ways, arena);
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
    map_release(&drawing.ways);
}

void chart_of_verdict(struct chart *out, struct arena *arena, const struct verdict *verdict,
                      size_t most, size_t *left_out)
{
    draw_verdict(out, arena, verdict, most, false, left_out);
}

void chart_with_ways(struct chart *out, struct arena *arena, const struct verdict *verdict,
                     size_t most, size_t *left_out)
{
    draw_verdict(out, arena, verdict, most, true, left_out);
}
