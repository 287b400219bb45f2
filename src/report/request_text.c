/* request_text: the letters as plain text, to paste into a mail or a chat. */
#include "codec/push.h"
#include "report/phrase.h"
#include "report/request.h"
#include "report/text_parts.h"

enum { TEXT_BYTES = 200, NAME_BYTES = 100, PEOPLE_SHOWN = 12 };

/* "as owner of finance.orders", "for the dashboard weekly_revenue". */
static void add_why(struct page *page, const struct judged *judged)
{
    struct arena *arena = page->arena;
    const struct requirement *requirement = &judged->requirement;
    const struct rule *rule = requirement->rules.count > 0 ? requirement->rules.items[0] : NULL;
    struct str subject = phrase_cut(arena, requirement->subject, NAME_BYTES);
    const struct consumer *consumer = requirement->consumer;
    if (consumer)
        page_addf(
            page, 2, "for the %.*s %.*s (%u of %u)", STR_ARG(phrase_cut(arena, consumer->type, 40)),
            STR_ARG(phrase_cut(arena, consumer->id, NAME_BYTES)), judged->have, requirement->count);
    else
        page_addf(page, 2, "as %s of %.*s (%u of %u)", require_kind_name(requirement->kind),
                  STR_ARG(subject), judged->have, requirement->count);
    if (rule)
        page_addf(page, 4, "%.*s", STR_ARG(phrase_clean(arena, rule->why)));
    for (size_t i = 0; consumer && i < consumer->assumes.count; i++)
        page_addf(page, 4, "it takes for granted: %.*s",
                  STR_ARG(phrase_clean(arena, consumer->assumes.items[i])));
}

static void add_fact(struct page *page, const struct fact *fact)
{
    struct arena *arena = page->arena;
    struct phrase_texts texts = phrase_texts(arena, fact, TEXT_BYTES);
    page_addf(page, 2, "%.*s: %.*s", STR_ARG(phrase_cut(arena, fact->subject, NAME_BYTES)),
              STR_ARG(phrase_title(arena, fact)));
    if (texts.before.len > 0)
        page_addf(page, 4, "before  %.*s", STR_ARG(texts.before));
    if (texts.after.len > 0)
        page_addf(page, 4, "after   %.*s", STR_ARG(texts.after));
}

static void add_meanings(struct page *page, const struct verdict *verdict)
{
    for (size_t i = 0; i < verdict->statements.count; i++) {
        const struct meaning *meaning = &verdict->statements.items[i];
        page_addf(page, 2, "means now: %.*s: %.*s",
                  STR_ARG(phrase_cut(page->arena, meaning->subject, NAME_BYTES)),
                  STR_ARG(phrase_clean(page->arena, meaning->text)));
    }
}

static void add_letter(struct page *page, const struct view *view, const struct letter *letter)
{
    struct arena *arena = page->arena;
    const struct verdict *verdict = view->verdict;
    struct str people = text_list(arena, letter->people.items, letter->people.count, PEOPLE_SHOWN);
    struct str contact = phrase_cut(arena, letter->contact, NAME_BYTES);
    page_gap(page);
    page_add(page, 0, STYLE_STRONG,
             str_fmt(arena, "To %.*s%s%.*s%s", STR_ARG(phrase_cut(arena, letter->to, NAME_BYTES)),
                     contact.len > 0 ? " (" : "", STR_ARG(contact), contact.len > 0 ? ")" : ""));
    if (people.len > 0)
        page_addf(page, 0, "May approve: %.*s", STR_ARG(people));
    else
        page_addf(page, 0,
                  "Nobody there may approve this change: all wrote a part of it, or "
                  "approved already.");
    page_gap(page);
    page_addf(page, 0, "A change to %.*s %s your approval",
              STR_ARG(phrase_cut(arena, ref_short(verdict->ref), NAME_BYTES)),
              letter->must ? "needs" : "asks for");
    for (size_t i = 0; i < letter->needs.count; i++)
        add_why(page, letter->needs.items[i]);
    page_gap(page);
    page_addf(page, 0, "What changes:");
    for (size_t i = 0; i < letter->facts.count; i++)
        add_fact(page, &view->changes->facts.items[letter->facts.items[i]]);
    add_meanings(page, verdict);
    page_gap(page);
    page_addf(page, 0, "If you agree, check the change out and run:");
    page_keep(page, 2, view_approve_command(arena, verdict));
    page_addf(page, 0, "It covers change %.*s, and ends when something else changes.",
              STR_ARG(str_sub(verdict->fingerprint.hex, 0, 12)));
}

void report_request_text(struct buf *out, struct arena *arena, const struct view *view,
                         const struct letters *letters, const struct report_options *options)
{
    struct page page;
    page_init(&page, arena, options->columns);
    if (letters->count == 0)
        page_addf(&page, 0, "nobody has to be asked");
    for (size_t i = 0; i < letters->count; i++) {
        if (i > 0) {
            page_gap(&page);
            page_addf(&page, 0, "--");
        }
        add_letter(&page, view, &letters->items[i]);
    }
    page_write(&page, out, STR_EMPTY, options->color);
}
