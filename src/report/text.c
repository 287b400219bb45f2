/* text: the report for people, in two shapes.
 *
 * In hooks: at most max_lines lines, verdict first, then what changed, who must approve, what was
 * found and why it did not count, then the command to run. Lists are cut evenly until all of it
 * fits, and say how much they leave out. In a terminal: everything, model by model. */
#include <string.h>

#include "report/formats.h"
#include "report/phrase.h"
#include "report/text_parts.h"

static const struct text_caps terminal_caps = { .groups = 200,
                                                .facts = 50,
                                                .reaches = 20,
                                                .needs = 100,
                                                .candidates = 20,
                                                .names = 20,
                                                .diags = 50,
                                                .text_bytes = 400 };

static struct text_caps hook_caps(size_t size)
{
    return (struct text_caps){ .groups = size,
                               .facts = size,
                               .reaches = size,
                               .needs = size,
                               .candidates = size,
                               .names = size < 4 ? size + 1 : size,
                               .diags = size,
                               .text_bytes = 40 + 20 * size };
}

static enum style verdict_style(const struct verdict *verdict)
{
    if (verdict->outcome >= OUTCOME_BLOCK)
        return STYLE_BAD;
    return verdict->outcome > OUTCOME_PASS ? STYLE_WARN : STYLE_GOOD;
}

/* ---- pieces ---- */

static void add_headline(struct text *text)
{
    struct str line = headline(text->arena, text->view, text->options);
    if (text->view->verdict->outcome == OUTCOME_PASS)
        page_keep(&text->page, 0, line); /* one line is a promise */
    else
        page_add(&text->page, 0, verdict_style(text->view->verdict), line);
}

static void add_diags(struct text *text, enum diag_level at_least, size_t indent)
{
    const struct diags *diags = text->view->verdict->diags;
    size_t wanted = 0;
    for (size_t i = 0; diags && i < diags->count; i++)
        if (diags->items[i].level >= at_least && wanted++ < text->caps.diags)
            page_add(&text->page, indent, STYLE_PLAIN,
                     report_diag_words(text->arena, &diags->items[i]));
    text_more(text, indent, wanted, text->caps.diags, "");
}

/* "waived: CL101 finance.orders.amount (DATA-17: moves in January)", "accepted debt: OW101 ..." */
static void add_waived_fact(struct text *text, const struct waived *waived)
{
    struct arena *arena = text->arena;
    const struct fact *fact = &text->view->verdict->changes.facts.items[waived->fact];
    const struct waiver *waiver = waived->waiver;
    struct str what = phrase_cut(arena, fact->subject, 100), why = STR_EMPTY;
    if (fact->column.len > 0)
        what = str_fmt(arena, "%.*s.%.*s", STR_ARG(what),
                       STR_ARG(phrase_cut(arena, fact->column, 60)));
    if (waiver->is_debt)
        why = phrase_place(arena, waiver->place);
    else
        why = str_fmt(arena, "%.*s%s%.*s", STR_ARG(phrase_cut(arena, waiver->ticket, 60)),
                      waiver->ticket.len > 0 ? ": " : "",
                      STR_ARG(phrase_clean(arena, waiver->reason)));
    page_addf(&text->page, 0, "%s: %s %.*s (%.*s)", waiver->is_debt ? "accepted debt" : "waived",
              fact_row(fact->code)->code, STR_ARG(what), STR_ARG(why));
}

static void add_waived(struct text *text)
{
    const struct verdict *verdict = text->view->verdict;
    for (size_t i = 0; i < verdict->rules.waived.count && i < text->caps.needs; i++)
        add_waived_fact(text, &verdict->rules.waived.items[i]);
    text_more(text, 0, verdict->rules.waived.count, text->caps.needs, "waived");
}

/* What the commits say that columns mean now: for those who read them. */
static void add_meanings(struct text *text)
{
    const struct verdict *verdict = text->view->verdict;
    for (size_t i = 0; i < verdict->statements.count && i < text->caps.needs; i++) {
        const struct meaning *meaning = &verdict->statements.items[i];
        page_addf(&text->page, 0, "means now: %.*s: %.*s",
                  STR_ARG(phrase_cut(text->arena, meaning->subject, 100)),
                  STR_ARG(phrase_clean(text->arena, meaning->text)));
    }
    text_more(text, 0, verdict->statements.count, text->caps.needs, "");
}

/* What became of the wish to pass the gate. */
static void add_override(struct text *text)
{
    const struct override *override = &text->view->verdict->override;
    struct arena *arena = text->arena;
    if (override->why_not.len > 0)
        page_addf(&text->page, 2, "the override does not count: %.*s",
                  STR_ARG(phrase_clean(arena, override->why_not)));
    if (!override->accepted || text->view->verdict->outcome != OUTCOME_OVERRIDDEN)
        return;
    page_addf(&text->page, 2, "reason: %.*s (%.*s)", STR_ARG(phrase_clean(arena, override->reason)),
              STR_ARG(override->via));
    if (override->is_written)
        page_addf(&text->page, 2, "written to the audit log; to be looked after%s%.*s",
                  override->until.len > 0 ? " until " : "", STR_ARG(override->until));
    else
        page_addf(&text->page, 2, "not used and not written: another ref refuses the push");
}

/* ---- the two shapes ---- */

static void write_hook(struct text *text)
{
    const struct verdict *verdict = text->view->verdict;
    add_headline(text);
    if (headline_is_enough(text->view, text->options))
        return;
    add_override(text);
    if (verdict->outcome == OUTCOME_UNDECIDED)
        add_diags(text, DIAG_ERROR, 2);
    text_groups(text, verdict->policy_exists && verdict->outcome != OUTCOME_PASS);
    text_count_not_reached(text);
    text_needs(text);
    text_next(text);
}

static void write_terminal(struct text *text)
{
    add_headline(text);
    if (!headline_is_enough(text->view, text->options)) {
        add_override(text);
        text_model_table(text);
        text_consumer_table(text);
        text_groups(text, false);
        text_quiet_groups(text);
        text_plan(text);
        text_not_reached(text);
        text_needs(text);
        text_met(text);
        page_gap(&text->page);
        add_meanings(text);
        add_waived(text);
    }
    page_gap(&text->page);
    add_diags(text, text->options->verbose ? DIAG_NOTE : DIAG_WARN, 0);
    if (!headline_is_enough(text->view, text->options))
        text_next(text);
    while (text->page.count > 0 && text->page.items[text->page.count - 1].text.len == 0)
        text->page.count--;
}

static struct text begin(struct arena *arena, const struct view *view,
                         const struct report_options *options, struct text_caps caps)
{
    struct text text = { .arena = arena, .view = view, .options = options, .caps = caps };
    page_init(&text.page, arena, options->columns);
    return text;
}

/* Cuts what still does not fit, keeping the first lines and the last ones from `tail` on; when that
 * is not possible, only the very last. */
static void cut_lines(struct page *page, size_t max_lines, size_t tail)
{
    if (max_lines < 3 || page->count <= max_lines)
        return;
    size_t kept = page->count - tail;
    if (tail >= page->count || kept + 3 > max_lines)
        kept = 1;
    size_t head = max_lines - kept - 1, gone = page->count - kept - head;
    struct page_line *last = page->items + page->count - kept;
    struct page_line more = {
        str_fmt(page->arena, "  and %zu more line%s", gone, gone == 1 ? "" : "s"), STYLE_PLAIN
    };
    page->items[head] = more;
    memmove(page->items + head + 1, last, kept * sizeof *last);
    page->count = max_lines;
}

static void append(struct page *page, const struct page *more)
{
    for (size_t i = 0; i < more->count; i++)
        vec_push(page->arena, page, more->items[i]);
}

/* The largest lists that fit into `lines` lines. */
static void add_hook(struct page *page, const struct view *view,
                     const struct report_options *options, size_t lines)
{
    struct text text;
    for (size_t size = 8; size >= 1; size--) {
        text = begin(page->arena, view, options, hook_caps(size));
        write_hook(&text);
        if (lines == 0 || text.page.count <= lines)
            break;
    }
    if (lines > 0)
        cut_lines(&text.page, lines, text.next);
    append(page, &text.page);
}

static void add_terminal(struct page *page, const struct view *view,
                         const struct report_options *options)
{
    page_gap(page);
    struct text text = begin(page->arena, view, options, terminal_caps);
    write_terminal(&text);
    append(page, &text.page);
}

/* ---- a run ---- */

/* Refused refs first, in the order of the push. */
static int verdict_order(const void *a, const void *b)
{
    const struct verdict *x = *(const struct verdict *const *)a;
    const struct verdict *y = *(const struct verdict *const *)b;
    if (x->outcome != y->outcome)
        return x->outcome > y->outcome ? -1 : 1;
    return (x > y) - (x < y);
}

static const struct verdict **sorted(struct arena *arena, const struct run *run)
{
    const struct verdict **list = arena_array(arena, run->count, sizeof *list);
    for (size_t i = 0; i < run->count; i++)
        list[i] = &run->verdicts[i];
    if (run->count > 1)
        qsort(list, run->count, sizeof *list, verdict_order);
    return list;
}

static void add_ungoverned(struct page *page, const struct run *run,
                           const struct report_options *options)
{
    if (run->count > 0)
        return;
    struct str refs = phrase_count(page->arena, run->ungoverned, "ref is", "refs are");
    struct str line = run->ungoverned > 0
                          ? str_fmt(page->arena, "stoplog: %.*s not governed. ok", STR_ARG(refs))
                          : STR("stoplog: nothing to judge. ok");
    if (options->elapsed_ms >= 0)
        line =
            str_fmt(page->arena, "%.*s in %lld ms", STR_ARG(line), (long long)options->elapsed_ms);
    page_keep(page, 0, line);
}

static bool takes_one_line(const struct verdict *verdict)
{
    return verdict->outcome == OUTCOME_PASS && verdict->policy_exists;
}

/* Lines for one verdict: what passes needs one, the others share evenly. list[at] is the next. */
static size_t share(const struct verdict **list, size_t at, size_t count, size_t lines)
{
    size_t passing = 0;
    for (size_t i = at; i < count; i++)
        passing += takes_one_line(list[i]);
    size_t others = count - at - passing, left = lines > passing ? lines - passing : 0;
    if (lines == 0)
        return 0;
    size_t most = others > 0 ? left / others : 1;
    return most > 3 ? most : 3;
}

void report_text(struct buf *out, struct arena *arena, const struct run *run,
                 const struct report_options *options)
{
    struct page page;
    page_init(&page, arena, options->columns);
    const struct verdict **list = sorted(arena, run);
    add_ungoverned(&page, run, options);
    for (size_t i = 0; i < run->count; i++) {
        struct view view;
        view_of_verdict(&view, arena, list[i]);
        if (!options->hook) {
            add_terminal(&page, &view, options);
            continue;
        }
        size_t used = page.count, max = options->max_lines;
        size_t lines = max == 0 ? 0 : share(list, i, run->count, max > used ? max - used : 1);
        add_hook(&page, &view, options, lines);
    }
    if (options->max_lines > 0 && options->hook)
        cut_lines(&page, options->max_lines, page.count);
    page_write(&page, out, options->gitlab_web ? STR("GL-HOOK-ERR: ") : STR_EMPTY, options->color);
}
