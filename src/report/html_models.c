/* html_models: each changed model with what changed in it, before and after. */
#include "report/html.h"
#include "report/phrase.h"
#include "report/sentences.h"

/* All models together; what comes after has its own bounds. */
#define MODELS_BYTES (16u * 1024 * 1024)

static void add_fact(struct html *page, size_t index)
{
    const struct fact *fact = &page->view->changes->facts.items[index];
    struct phrase_texts texts = phrase_texts(page->arena, fact, HTML_TEXT_BYTES);
    html_row(page, str_fmt(page->arena, "v%zu-fact-%zu", page->number, index));
    html_cell(page);
    html_fact_code(page, fact);
    html_cell(page);
    html_text(page, phrase_title(page->arena, fact), 0);
    html_cell(page);
    html_code(page, texts.before, 0);
    html_cell(page);
    html_code(page, texts.after, 0);
    html_cell_of(page, fact->place.line, "");
    html_code(page, phrase_place(page->arena, fact->place), 0);
    html_row_end(page);
}

/* What stands under the table: where the model is, what SQLMesh would do, how many are below. */
static void add_place(struct html *page, const struct view_group *group)
{
    const struct plan_entry *plan = view_plan_of(page->view, group);
    buf_puts(page->out, "<p>");
    html_code(page, phrase_place(page->arena, group->place), 0);
    if (plan)
        buf_printf(page->out, " SQLMesh plan: %s.", plan_category_name(plan->category));
    if (group->downstream > 0)
        buf_printf(page->out, " Models below: %zu.", group->downstream);
    buf_puts(page->out, "</p>\n");
}

static void add_group(struct html *page, const struct view_group *group)
{
    static const char *const columns[] = { "", "what", "before", "after", "at" };
    buf_printf(page->out, "<details class=\"model\"%s><summary>", group->is_asked ? " open" : "");
    html_code(page, group->subject, HTML_NAME_BYTES);
    buf_printf(page->out, " <span class=\"class %s\">%s</span></summary>\n",
               fact_class_name(group->class), fact_class_name(group->class));
    html_table(page, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < group->count && i < HTML_ROWS; i++)
        add_fact(page, group->first + i);
    html_table_end(page);
    html_more(page, group->count, HTML_ROWS, "facts");
    add_place(page, group);
    buf_puts(page->out, "</details>\n");
}

/* Whole models only, as long as there is room. */
void html_models(struct html *page)
{
    const struct view *view = page->view;
    size_t shown = 0, wanted = 0, start = page->out->len;
    for (size_t i = 0; i < view->groups.count; i++) {
        if (view->groups.items[i].class <= CLASS_METADATA && !view->groups.items[i].is_asked)
            continue;
        if (wanted++ == 0)
            html_heading(page, "What changed");
        if (page->out->len - start > MODELS_BYTES)
            continue;
        add_group(page, &view->groups.items[i]);
        shown++;
    }
    html_more(page, wanted, shown, "models");
}

void html_rebuild(struct html *page)
{
    struct rebuild rebuild;
    rebuild_of(&rebuild, page->arena, page->view);
    if (rebuild.built == 0 && rebuild.in_place.count == 0)
        return;
    struct rebuild_text text = rebuild_sentences(page->arena, &rebuild);
    buf_printf(page->out, "<p>%.*s", STR_ARG(text.before));
    html_names(page, rebuild.in_place.items, rebuild.in_place.count);
    buf_printf(page->out, "%.*s</p>\n", STR_ARG(text.after));
}
