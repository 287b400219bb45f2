/* gitlab: Code Quality, as merge requests show it beside the lines.
 *
 * Source: GitLab Docs, Code Quality report format; its reader drops entries it does not like and
 * merges those of equal fingerprint without a word, so both are avoided here. What is accepted by a
 * waiver is left out; a clean run is an empty list. */
#include "codec/digest.h"
#include "report/finding.h"
#include "report/formats.h"
#include "report/json_parts.h"
#include "report/phrase.h"

static const char *severity(enum policy_level level)
{
    static const char *const words[] = { "info", "info", "major", "blocker" };
    return words[level];
}

static struct jvalue *entry_value(const struct finding *finding)
{
    struct jvalue *entry = jobject(), *location = jobject(), *lines = jobject();
    jset_str(entry, "description", finding->message);
    jset_str(entry, "check_name", str_of(finding->code));
    jset_str(entry, "fingerprint", finding->id);
    jset_str(entry, "severity", str_of(severity(finding->level)));
    jset_str(location, "path", finding->place.path);
    jset_int(lines, "begin", finding->place.line);
    jset(location, "lines", lines);
    jset(entry, "location", location);
    return entry;
}

/* What no fact stands for has no line either: it is shown where the policy lies. */
static struct jvalue *fault_value(struct arena *arena, const struct verdict *verdict)
{
    struct str why = phrase_clean(arena, verdict_fault(verdict));
    const struct finding finding = { .level = LEVEL_BLOCK,
                                     .code = outcome_name(verdict->outcome),
                                     .message = why,
                                     .place = { findings_no_file, 1, 1 },
                                     .id = str_sub(digest_hex(arena, why), 0, 16) };
    return entry_value(&finding);
}

void report_gitlab(struct buf *out, struct arena *arena, const struct run *run,
                   const struct report_options *options)
{
    struct findings findings;
    struct jvalue *root = jarray();
    (void)options;
    findings_of(&findings, arena, run);
    for (size_t i = 0; i < run->count; i++)
        if (verdict_fault(&run->verdicts[i]).len > 0)
            jpush(root, fault_value(arena, &run->verdicts[i]));
    for (size_t i = 0; i < findings.count; i++)
        if (!findings.items[i].waiver)
            jpush(root, entry_value(&findings.items[i]));
    json_write(out, root);
}
