/* sarif: SARIF 2.1.0 for code scanning, with all that GitHub's reader asks beyond the standard.
 *
 * Sources: OASIS SARIF 2.1.0 (3.13 log, 3.14 run, 3.27 result, 3.35 suppression); GitHub Docs,
 * SARIF support for code scanning. Whole lines are marked, so that columns need no unit but the
 * first. */
#include <string.h>

#include "report/finding.h"
#include "report/formats.h"
#include "report/json_parts.h"
#include "report/phrase.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"
enum { RESULTS_MAX = 25000, SHORT_MAX = 1000 };

static const char *level_word(enum policy_level level)
{
    static const char *const words[] = { "none", "note", "warning", "error" };
    return words[level];
}

static struct jvalue *text_object(struct str text)
{
    struct jvalue *object = jobject();
    jset_str(object, "text", text);
    return object;
}

/* Brackets in a message are links (3.11.6): a backslash takes that from them. */
static struct str message_text(struct arena *arena, struct str text)
{
    struct buf out;
    buf_init(&out, arena, 2 * text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '[' || text.ptr[i] == ']' || text.ptr[i] == '\\')
            buf_byte(&out, '\\');
        buf_byte(&out, text.ptr[i]);
    }
    return buf_str(&out);
}

/* ---- rules: one for each code that comes up ---- */

static struct jvalue *rule_value(struct arena *arena, enum fact_code code)
{
    const struct fact_row *row = fact_row(code);
    struct jvalue *rule = jobject(), *help = jobject(), *properties = jobject(), *tags = jarray();
    struct str page = report_fact_page(code);
    jset_str(rule, "id", str_of(row->code));
    jset_str(rule, "name", str_of(row->slug));
    jset(rule, "shortDescription", text_object(str_of(row->summary)));
    jset(rule, "fullDescription",
         text_object(str_fmt(arena, "%s (%s, class %s)", row->summary, row->slug,
                             fact_class_name(row->class))));
    jset_str(help, "text",
             str_fmt(arena, "stoplog explain %s says what this means and how to satisfy the gate.",
                     row->code));
    if (page.len > 0)
        jset_str(help, "markdown", page);
    jset(rule, "help", help);
    jpush(tags, jtext(STR("sqlmesh")));
    jpush(tags, jtext(str_of(fact_class_name(row->class))));
    jset(properties, "tags", tags);
    jset_str(properties, "precision", STR("very-high"));
    jset(rule, "properties", properties);
    return rule;
}

struct rule_list {
    struct jvalue *rules;
    int64_t index_of[FACT_COUNT]; /* -1 = not yet */
    int64_t count;
};

static int64_t rule_index(struct rule_list *list, struct arena *arena, enum fact_code code)
{
    if (list->index_of[code] < 0) {
        list->index_of[code] = list->count++;
        jpush(list->rules, rule_value(arena, code));
    }
    return list->index_of[code];
}

/* ---- results ---- */

/* A relative URI reference (RFC 3986, 3.3): all but unreserved characters and "/" as %XX. */
static struct str uri_of(struct arena *arena, struct str path)
{
    struct buf out;
    buf_init(&out, arena, 3 * path.len + 1);
    for (size_t i = 0; i < path.len; i++) {
        char c = path.ptr[i];
        bool plain = byte_is_alpha(c) || byte_is_digit(c) || (c && strchr("-._~/", c));
        if (plain)
            buf_byte(&out, c);
        else
            buf_printf(&out, "%%%02X", (unsigned)(unsigned char)c);
    }
    return buf_str(&out);
}

static struct jvalue *location_value(struct arena *arena, const struct finding *finding)
{
    struct jvalue *location = jobject(), *physical = jobject(), *artifact = jobject();
    struct jvalue *region = jobject(), *logical = jobject(), *logicals = jarray();
    jset_str(artifact, "uri", uri_of(arena, finding->place.path));
    jset_int(region, "startLine", finding->place.line);
    jset_int(region, "startColumn", 1);
    jset_int(region, "endLine", (int64_t)finding->place.line + 1);
    jset_int(region, "endColumn", 1);
    jset(physical, "artifactLocation", artifact);
    jset(physical, "region", region);
    jset(location, "physicalLocation", physical);
    jset_str(logical, "fullyQualifiedName", finding->subject);
    jpush(logicals, logical);
    jset(location, "logicalLocations", logicals);
    return location;
}

static struct jvalue *suppressions_value(const struct waiver *waiver)
{
    struct jvalue *list = jarray(), *one = jobject();
    jset_str(one, "kind", STR("external"));
    jset_str(one, "status", STR("accepted"));
    jset_str(one, "justification", waiver->reason);
    jpush(list, one);
    return list;
}

static struct jvalue *result_value(struct arena *arena, struct rule_list *rules,
                                   const struct finding *finding)
{
    struct jvalue *result = jobject(), *locations = jarray(), *prints = jobject();
    jset_str(result, "ruleId", str_of(finding->code));
    jset_int(result, "ruleIndex", rule_index(rules, arena, finding->fact->code));
    jset_str(result, "level", str_of(level_word(finding->level)));
    jset(result, "message",
         text_object(message_text(arena, phrase_cut(arena, finding->message, SHORT_MAX))));
    jpush(locations, location_value(arena, finding));
    jset(result, "locations", locations);
    jset_str(prints, "primaryLocationLineHash", str_fmt(arena, "%.*s:1", STR_ARG(finding->id)));
    jset(result, "partialFingerprints", prints);
    if (finding->waiver)
        jset(result, "suppressions", suppressions_value(finding->waiver));
    return result;
}

/* ---- the run ---- */

static struct jvalue *note_value(const char *level, struct str text)
{
    struct jvalue *note = jobject();
    jset_str(note, "level", str_of(level));
    jset(note, "message", text_object(text));
    return note;
}

/* What could not be decided is no result: the invocation did not succeed. */
static struct jvalue *invocation_value(struct arena *arena, const struct run *run, size_t results)
{
    struct jvalue *list = jarray(), *one = jobject(), *notes = jarray();
    bool good = true;
    for (size_t i = 0; i < run->count; i++) {
        const struct verdict *verdict = &run->verdicts[i];
        struct str why = phrase_clean(arena, verdict_fault(verdict));
        if (why.len == 0)
            continue;
        good = good && verdict->outcome != OUTCOME_UNDECIDED;
        jpush(notes,
              note_value("error",
                         message_text(arena, str_fmt(arena, "%.*s: %.*s",
                                                     STR_ARG(phrase_clean(arena, verdict->ref)),
                                                     STR_ARG(why)))));
    }
    if (results > RESULTS_MAX)
        jpush(notes, note_value("warning", str_fmt(arena, "%zu more results are in the JSON report",
                                                   results - RESULTS_MAX)));
    jset_bool(one, "executionSuccessful", good);
    jset(one, "toolExecutionNotifications", notes);
    jpush(list, one);
    return list;
}

static struct jvalue *driver_value(struct jvalue *rules, const struct report_options *options)
{
    struct jvalue *tool = jobject(), *driver = jobject();
    jset_str(driver, "name", STR("stoplog"));
    jset_str(driver, "semanticVersion", options->version);
    jset(driver, "rules", rules);
    jset(tool, "driver", driver);
    return tool;
}

void report_sarif(struct buf *out, struct arena *arena, const struct run *run,
                  const struct report_options *options)
{
    struct findings findings;
    struct rule_list rules = { .rules = jarray() };
    struct jvalue *root = jobject(), *runs = jarray(), *one = jobject(), *results = jarray();
    struct jvalue *automation = jobject();
    for (size_t i = 0; i < FACT_COUNT; i++)
        rules.index_of[i] = -1;
    findings_of(&findings, arena, run);
    for (size_t i = 0; i < findings.count && i < RESULTS_MAX; i++)
        jpush(results, result_value(arena, &rules, &findings.items[i]));
    jset_str(root, "$schema", STR(SCHEMA));
    jset_str(root, "version", STR("2.1.0"));
    jset(one, "tool", driver_value(rules.rules, options));
    jset_str(automation, "id", STR("stoplog/"));
    jset(one, "automationDetails", automation);
    jset(one, "invocations", invocation_value(arena, run, findings.count));
    jset_str(one, "columnKind", STR("unicodeCodePoints"));
    jset(one, "results", results);
    jpush(runs, one);
    jset(root, "runs", runs);
    json_write(out, root);
}
