/* contract: from a word on the command line to the function that writes, and what several formats
 * say alike. */
#include "report/contract.h"

#include <stdlib.h>

#include "contract/edit.h"
#include "report/contract_parts.h"
#include "report/phrase.h"

static const struct {
    const char *word;
    void (*diff)(struct buf *, struct arena *, const struct contract_diff_report *,
                 const struct report_options *);
    void (*changelog)(struct buf *, struct arena *, const struct contract_changelog *,
                      const struct report_options *);
} formats[] = {
#define CONTRACT_FORMAT(name, word, diff, changelog, summary)                                      \
    [CONTRACT_FORMAT_##name] = { word, diff, changelog },
#include "report/contract_formats.def"
#undef CONTRACT_FORMAT
};

const char *contract_report_word(size_t format)
{
    return format < CONTRACT_FORMAT_COUNT ? formats[format].word : NULL;
}

void report_contract_diff(struct buf *out, struct arena *arena, enum contract_report_format format,
                          const struct contract_diff_report *diff,
                          const struct report_options *options)
{
    formats[format].diff(out, arena, diff, options);
}

void report_contract_changelog(struct buf *out, struct arena *arena,
                               enum contract_report_format format,
                               const struct contract_changelog *log,
                               const struct report_options *options)
{
    formats[format].changelog(out, arena, log, options);
}

/* ---- changes --------------------------------------------------------------------------------- */

void step_sorted(struct step_changes *out, struct arena *arena, const struct contract_step *step)
{
    *out = (struct step_changes){ 0 };
    for (int effect = EFFECT_BROKEN; effect >= EFFECT_NONE; effect--)
        vec_for (const struct promise_change, it, &step->changes)
            if ((int)contract_step_effect(step, it) == effect)
                vec_push(arena, out, it);
}

struct str promise_about(struct arena *arena, const struct promise_change *change)
{
    if (change->object.len == 0)
        return STR("the contract");
    if (change->column.len == 0)
        return change->object;
    return str_fmt(arena, "%.*s.%.*s", STR_ARG(change->object), STR_ARG(change->column));
}

struct fact promise_fact(const struct promise_change *change)
{
    return (struct fact){ .code = change->code,
                          .subject = change->object,
                          .column = change->column,
                          .aspect = change->aspect,
                          .old_text = change->old_text,
                          .new_text = change->new_text,
                          .note = change->note,
                          .seal = STR_EMPTY,
                          .place = change->place };
}

struct str promise_title(struct arena *arena, const struct promise_change *change)
{
    struct fact fact = promise_fact(change);
    fact.column = STR_EMPTY;
    return phrase_title(arena, &fact);
}

struct str change_sides(struct arena *arena, const struct promise_change *change, size_t max_bytes)
{
    struct fact fact = promise_fact(change);
    return phrase_change(arena, &fact, max_bytes);
}

/* ---- versions -------------------------------------------------------------------------------- */

struct str version_text(struct arena *arena, struct str version)
{
    return version.len > 0 ? phrase_clean(arena, version) : STR("no version");
}

struct str step_least_version(struct arena *arena, const struct contract_step *step)
{
    struct str least;
    if (!step->before || !version_for(&least, arena, step->before->version, step->needed))
        return STR_EMPTY;
    return least;
}

struct str step_version_text(struct arena *arena, const struct contract_step *step)
{
    static const char *const faults[] = { [VERSION_FINE] = "it moved far enough",
                                          [VERSION_TOO_SMALL] = "it moved too little",
                                          [VERSION_NOT_LATER] = "it did not move on",
                                          [VERSION_UNREADABLE] = "it is no semantic one" };
    if (!step->before || !step->after || step->needed == BUMP_NONE)
        return STR_EMPTY;
    struct str least = step_least_version(arena, step);
    bool wanting = step->fault != VERSION_FINE && least.len > 0;
    return str_fmt(arena, "version %.*s -> %.*s: a %s version is needed, %s%s%.*s%s",
                   STR_ARG(version_text(arena, step->before->version)),
                   STR_ARG(version_text(arena, step->after->version)), bump_name(step->needed),
                   faults[step->fault], wanting ? "; " : "", STR_ARG(wanting ? least : STR_EMPTY),
                   wanting ? " would do" : "");
}

const char *effect_heading(enum promise_effect effect)
{
    static const char *const headings[] = { [EFFECT_NONE] = "Nothing",
                                            [EFFECT_DESCRIBED] = "Described differently",
                                            [EFFECT_EXTENDED] = "Added",
                                            [EFFECT_AT_RISK] = "May concern somebody",
                                            [EFFECT_BROKEN] = "Breaks readers" };
    return headings[effect];
}
