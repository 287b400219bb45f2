/* text_tables: in a terminal, what a reviewer looks for first: which models, and whom they reach.
 */
#include "report/phrase.h"
#include "report/sentences.h"
#include "report/table.h"
#include "report/text_parts.h"

enum { NAME_BYTES = 80 };

static void add(struct text *text, struct table *table, struct str cell)
{
    table_cell(table, text->arena, phrase_cut(text->arena, cell, NAME_BYTES));
}

static void add_count(struct text *text, struct table *table, size_t count)
{
    table_cell(table, text->arena, count > 0 ? str_fmt(text->arena, "%zu", count) : STR("-"));
}

static bool is_listed(const struct view_group *group)
{
    return group->change && (group->class > CLASS_METADATA || group->is_asked);
}

static size_t listed(const struct view *view)
{
    size_t count = 0;
    for (size_t i = 0; i < view->groups.count; i++)
        count += is_listed(&view->groups.items[i]);
    return count;
}

/* One model needs no table. */
void text_model_table(struct text *text)
{
    static const char *const headings[] = { "model", "class", "sqlmesh plan", "below",
                                            "consumers" };
    const struct view *view = text->view;
    size_t count = listed(view), shown = 0;
    struct table table;
    if (count < 2)
        return;
    table_init(&table, headings, sizeof headings / sizeof *headings);
    for (size_t i = 0; i < view->groups.count && shown < text->caps.groups; i++) {
        const struct view_group *group = &view->groups.items[i];
        const struct plan_entry *plan = view_plan_of(view, group);
        if (!is_listed(group))
            continue;
        shown++;
        add(text, &table, group->subject);
        add(text, &table, str_of(fact_class_name(group->class)));
        add(text, &table, plan ? str_of(plan_category_name(plan->category)) : STR("-"));
        add_count(text, &table, group->downstream);
        add_count(text, &table, group->reaches.count);
    }
    page_gap(&text->page);
    table_add(&text->page, 0, &table);
    text_more(text, 0, count, shown, "models");
}

void text_consumer_table(struct text *text)
{
    static const char *const headings[] = { "reached", "type", "maturity", "owner", "contact" };
    const struct verdict *verdict = text->view->verdict;
    size_t shown = 0;
    struct table table;
    if (text->view->consumers_reached == 0)
        return;
    table_init(&table, headings, sizeof headings / sizeof *headings);
    for (size_t i = 0; i < verdict->consumers.count && shown < text->caps.needs; i++) {
        const struct consumer *consumer = verdict->consumers.items[i].consumer;
        if (!verdict->consumers.items[i].reached)
            continue;
        shown++;
        add(text, &table, consumer->id);
        add(text, &table, consumer->type);
        add(text, &table, str_of(maturity_name(consumer->maturity)));
        add(text, &table, sentence_owner(consumer));
        add(text, &table, sentence_contact(consumer));
    }
    page_gap(&text->page);
    table_add(&text->page, 0, &table);
    text_more(text, 0, text->view->consumers_reached, shown, "consumers");
}
