/* junit: one test case for each fact, grouped by ref, for tools that show test results.
 *
 * There is no official schema; the elements are those of the one that Jenkins' xUnit plugin
 * publishes (junit-10.xsd), and the attribute `file` of a case, which GitLab reads. Cases of equal
 * class and name would be merged, so the name says code and subject and a repeated one is numbered.
 * A change that passes is a passed case: a green run is seen. */
#include "report/finding.h"
#include "report/formats.h"
#include "report/phrase.h"

#include "codec/utf8.h"

/* XML 1.0 allows no control characters but these three, and no surrogates or U+FFFE/F. */
static bool is_xml(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0xFFFE) || c >= 0x10000;
}

static void add_escaped(struct buf *out, struct str text)
{
    for (size_t at = 0, len; at < text.len; at += len) {
        uint32_t c;
        len = utf8_next(text, at, &c);
        if (c == UTF8_INVALID || !is_xml(c))
            buf_puts(out, "?");
        else if (c == '&' || c == '<' || c == '>' || c == '"' || c < 0x20)
            buf_printf(out, "&#%u;", (unsigned)c);
        else
            buf_add(out, str_sub(text, at, len));
    }
}

static void add_attribute(struct buf *out, const char *name, struct str value)
{
    buf_printf(out, " %s=\"", name);
    add_escaped(out, value);
    buf_puts(out, "\"");
}

struct counts {
    size_t tests, failures, errors, skipped;
};

static bool is_of(const struct finding *finding, const struct verdict *verdict)
{
    return finding->verdict == verdict;
}

static struct counts count(const struct findings *findings, const struct verdict *verdict)
{
    struct counts counts = { 0 };
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        if (!is_of(finding, verdict))
            continue;
        counts.tests++;
        counts.failures += finding->level == LEVEL_BLOCK;
        counts.skipped += finding->waiver != NULL;
    }
    counts.errors = verdict_fault(verdict).len > 0;
    counts.tests += counts.errors;
    return counts;
}

static void add_counts(struct buf *out, struct counts counts)
{
    buf_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" time=\"0\"", counts.tests,
               counts.failures, counts.errors);
}

static void add_case_start(struct buf *out, struct str name, struct str class, struct str file)
{
    buf_puts(out, "    <testcase");
    add_attribute(out, "name", name);
    add_attribute(out, "classname", class);
    if (file.len > 0)
        add_attribute(out, "file", file);
    buf_puts(out, " time=\"0\"");
}

static void add_inner(struct buf *out, const struct finding *finding)
{
    if (finding->waiver) {
        buf_puts(out, "      <skipped");
        add_attribute(out, "message", finding->waiver->reason);
        buf_puts(out, "/>\n");
    } else if (finding->level == LEVEL_BLOCK) {
        buf_puts(out, "      <failure");
        add_attribute(out, "message", finding->message);
        add_attribute(out, "type", finding->title);
        buf_puts(out, "/>\n");
    } else {
        buf_puts(out, "      <system-out>");
        add_escaped(out, finding->message);
        buf_puts(out, "</system-out>\n");
    }
}

static void add_case(struct buf *out, struct arena *arena, const struct finding *finding)
{
    const struct fact *fact = finding->fact;
    struct str what = phrase_title(arena, fact);
    struct str name = str_fmt(arena, "%s %.*s: %.*s [%.*s]", fact_row(fact->code)->code,
                              STR_ARG(phrase_cut(arena, finding->subject, 0)), STR_ARG(what),
                              STR_ARG(str_sub(finding->id, 0, 6)));
    add_case_start(out, name, phrase_cut(arena, fact->subject, 0),
                   phrase_cut(arena, finding->place.path, 0));
    buf_puts(out, ">\n");
    add_inner(out, finding);
    buf_puts(out, "    </testcase>\n");
}

static void add_error(struct buf *out, struct arena *arena, const struct verdict *verdict)
{
    add_case_start(out, STR("decided"), phrase_cut(arena, verdict->ref, 0), STR_EMPTY);
    buf_puts(out, ">\n      <error");
    add_attribute(out, "message", phrase_clean(arena, verdict_fault(verdict)));
    add_attribute(out, "type", str_of(outcome_name(verdict->outcome)));
    buf_puts(out, "/>\n    </testcase>\n");
}

static void add_suite(struct buf *out, struct arena *arena, const struct findings *findings,
                      const struct verdict *verdict)
{
    buf_puts(out, "  <testsuite");
    add_attribute(out, "name",
                  str_fmt(arena, "stoplog %.*s", STR_ARG(phrase_cut(arena, verdict->ref, 0))));
    struct counts counts = count(findings, verdict);
    add_counts(out, counts);
    buf_printf(out, " skipped=\"%zu\">\n", counts.skipped);
    for (size_t i = 0; i < findings->count; i++)
        if (is_of(&findings->items[i], verdict))
            add_case(out, arena, &findings->items[i]);
    if (verdict_fault(verdict).len > 0)
        add_error(out, arena, verdict);
    buf_puts(out, "  </testsuite>\n");
}

void report_junit(struct buf *out, struct arena *arena, const struct run *run,
                  const struct report_options *options)
{
    struct findings findings;
    struct counts all = { 0 };
    (void)options;
    findings_of(&findings, arena, run);
    for (size_t i = 0; i < run->count; i++) {
        struct counts one = count(&findings, &run->verdicts[i]);
        all.tests += one.tests;
        all.failures += one.failures;
        all.errors += one.errors;
    }
    buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"stoplog\"");
    add_counts(out, all);
    buf_puts(out, ">\n");
    for (size_t i = 0; i < run->count; i++)
        add_suite(out, arena, &findings, &run->verdicts[i]);
    buf_puts(out, "</testsuites>\n");
}
