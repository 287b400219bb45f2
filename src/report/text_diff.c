/* text_diff: facts without a verdict, for people. */
#include "report/formats.h"
#include "report/phrase.h"
#include "report/text_parts.h"

static const struct text_caps caps = {
    .groups = 1000, .facts = 200, .names = 20, .text_bytes = 1000
};

/* Where nothing but names was shown. */
static void add_hint(struct text *text)
{
    const struct view *view = text->view;
    for (size_t i = 0; i < view->groups.count; i++)
        if (view->groups.items[i].class > CLASS_METADATA)
            return;
    if (view->groups.count == 0 || text->options->verbose)
        return;
    page_gap(&text->page);
    page_keep(&text->page, 0, STR("hint: stoplog diff --verbose"));
}

void report_diff_text(struct buf *out, struct arena *arena, const struct view *view,
                      const struct impact *impact, const struct report_options *options)
{
    struct report_options wide = *options;
    wide.hook = false;
    struct text text = { .arena = arena, .view = view, .options = &wide, .caps = caps };
    page_init(&text.page, arena, options->columns);
    page_add(&text.page, 0, STYLE_PLAIN, headline_summary(arena, view, true));
    text_groups(&text, false);
    text_quiet_groups(&text);
    text_plan(&text);
    if (impact && impact->downstream.count > 0) {
        page_gap(&text.page);
        struct str list =
            text_list(arena, impact->downstream.items, impact->downstream.count, caps.names);
        page_addf(&text.page, 0, "reached: %.*s", STR_ARG(list));
    }
    text_spared(&text, impact);
    add_hint(&text);
    while (text.page.count > 0 && text.page.items[text.page.count - 1].text.len == 0)
        text.page.count--;
    page_write(&text.page, out, STR_EMPTY, options->color);
}
