/* json_diff: facts without a verdict, for machines. */
#include "report/formats.h"
#include "report/json_parts.h"

void report_diff_json(struct buf *out, struct arena *arena, const struct view *view,
                      const struct impact *impact, const struct report_options *options)
{
    struct jvalue *root = json_start("diff", options);
    jset(root, "by_class", json_classes(view));
    jset(root, "models", json_groups(arena, view, true));
    jset(root, "files", json_groups(arena, view, false));
    jset(root, "downstream",
         impact ? json_strings(impact->downstream.items, impact->downstream.count) : jnull());
    jset(root, "plan", json_plan(view->plan));
    jset(root, "not_reached", json_spared(impact));
    json_write(out, root);
}
