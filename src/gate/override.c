/* override: break-glass. The gate can be passed by those whom the server's file names, with a
 * reason that is written down before the push gets in; what is never accepted stays outside. */
#include "gate/gate.h"

#include "codec/date.h"

static const struct str option_reason = STR_INIT("stoplog.override");
static const struct str option_until = STR_INIT("stoplog.override-until");
static const struct str trailer_reason = STR_INIT("Override");
static const struct str trailer_until = STR_INIT("Override-until");

/* ---- who ---- */

struct str pushed_by_one_of(const struct pushed *pushed, const struct str *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if ((pushed->signer.len > 0 && str_eq_fold(names[i], pushed->signer)) ||
            (pushed->name.len > 0 && str_eq_fold(names[i], pushed->name)))
            return names[i];
    return STR_EMPTY;
}

static struct str local_part(struct str name)
{
    ptrdiff_t at = str_rfind_byte(name, '@');
    return at < 0 ? name : str_sub(name, 0, (size_t)at);
}

/* A trailer is the pusher's wish only on a commit of the pusher's: somebody who pushes the work of
 * others must not be made to override by a line in it. A login stands for addresses that begin with
 * it. */
static bool is_own(const struct pushed *pushed, const struct commit_info *commit)
{
    struct str committer = str_trim(commit->committer_email), name = pushed->name;
    if (committer.len == 0)
        return false;
    bool is_login = str_find_byte(name, '@') < 0;
    return str_eq_fold(committer, pushed->signer) ||
           (name.len > 0 && str_eq_fold(is_login ? local_part(committer) : committer, name));
}

/* ---- what is wished ---- */

/* The value of "key=value" or of "key". */
static bool option_value(struct str option, struct str key, struct str *value)
{
    if (!str_starts(option, key))
        return false;
    struct str rest = str_sub(option, key.len, option.len);
    if (rest.len > 0 && rest.ptr[0] != '=')
        return false;
    *value = str_trim(str_sub(rest, 1, rest.len));
    return true;
}

static void find_option(struct override *out, const struct pushed *pushed)
{
    for (size_t i = 0; i < pushed->option_count; i++) {
        if (!out->asked && option_value(pushed->options[i], option_reason, &out->reason))
            out->asked = true;
        (void)option_value(pushed->options[i], option_until, &out->until);
    }
    if (out->asked)
        out->via = STR("push option");
}

static struct str trailer_value(const struct trailers *trailers, struct str key)
{
    for (size_t i = 0; i < trailers->count; i++)
        if (str_eq_fold(trailers->items[i].key, key))
            return trailers->items[i].value;
    return STR_EMPTY;
}

#define USE_OPTION "; use the push option stoplog.override"

/* Whoever makes a commit chooses what it says of its committer, and a commit is pushed again and
 * again: the signature says that the pusher wanted this, the tip that it is for this push. */
static struct str trailer_fault(struct arena *arena, const struct override_question *question,
                                const struct commit_info *commit)
{
    struct str why_not = STR_EMPTY, who = str_lower(arena, str_trim(commit->committer_email));
    struct err err = { .status = OK };
    if (!is_own(question->pushed, commit))
        return STR("who pushes did not commit the trailer");
    if (!oid_eq(&commit->id, &question->tip))
        return STR("the trailer is not on the last commit of the push" USE_OPTION);
    if (!commit->is_signed || !question->signatures.verify)
        return STR("the commit of the trailer is not signed by who pushes" USE_OPTION);
    if (question->signatures.verify(question->signatures.ctx, commit, who, &why_not, &err) != OK)
        return str_fmt(arena, "the signature of its commit could not be verified: %s" USE_OPTION,
                       err.text);
    if (why_not.len == 0)
        return STR_EMPTY;
    return str_fmt(arena, "the signature of its commit does not verify for %.*s: %.*s" USE_OPTION,
                   STR_ARG(who), STR_ARG(why_not));
}

static void find_trailer(struct override *out, struct arena *arena,
                         const struct override_question *question, const struct commit_info *commit)
{
    struct trailers trailers;
    trailers_parse(&trailers, arena, commit->message, commit->encoding);
    struct str reason = trailer_value(&trailers, trailer_reason);
    if (reason.len == 0)
        return;
    out->asked = true;
    out->reason = reason;
    out->until = trailer_value(&trailers, trailer_until);
    out->via =
        str_fmt(arena, "trailer in %.*s", STR_ARG(str_sub(oid_hex(arena, &commit->id), 0, 7)));
    out->why_not = trailers.ambiguous ? trailers.why_ambiguous
                   : out->by.len > 0  ? trailer_fault(arena, question, commit)
                                      : STR_EMPTY; /* nobody who may: nothing to verify */
}

/* ---- may it be ---- */

static size_t count_characters(struct str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    return count;
}

static struct str until_fault(struct arena *arena, struct str until, int64_t today_days)
{
    int64_t days;
    if (until.len == 0)
        return STR_EMPTY;
    if (!date_parse(until, &days))
        return STR("the day it is for must be YYYY-MM-DD");
    if (days < today_days)
        return str_fmt(arena, "it was for %.*s, which is over", STR_ARG(until));
    if (days > today_days + OVERRIDE_DAYS_MAX)
        return str_fmt(arena, "its day may be at most %d days ahead", OVERRIDE_DAYS_MAX);
    return STR_EMPTY;
}

static struct str who_fault(struct arena *arena, const struct pushed *pushed)
{
    struct str who = pushed->signer.len > 0 ? pushed->signer : pushed->name;
    if (who.len > 0)
        return str_fmt(arena, "%.*s is not in the server's override group", STR_ARG(who));
    if (pushed->signer_fault.len > 0)
        return str_fmt(arena, "who pushes is not known: the push certificate does not count: %.*s",
                       STR_ARG(pushed->signer_fault));
    return STR("who pushes is not known to this server");
}

static struct str fault_of(struct arena *arena, const struct override *override,
                           const struct pushed *pushed, const struct server *server,
                           int64_t today_days)
{
    if (!server || server->override.count == 0)
        return STR("this server's file names nobody who may");
    if (override->by.len == 0)
        return who_fault(arena, pushed);
    if (override->why_not.len > 0)
        return override->why_not;
    if (count_characters(override->reason) < OVERRIDE_REASON_MIN)
        return str_fmt(arena, "the reason has fewer than %d characters", OVERRIDE_REASON_MIN);
    return until_fault(arena, override->until, today_days);
}

/* The wish of the tip says more than one below it, which never counts. */
static void find_trailers(struct override *out, struct arena *arena,
                          const struct override_question *question)
{
    for (size_t i = 0; i < question->commit_count && !out->asked; i++)
        if (oid_eq(&question->commits[i].id, &question->tip))
            find_trailer(out, arena, question, &question->commits[i]);
    for (size_t i = 0; i < question->commit_count && !out->asked; i++)
        find_trailer(out, arena, question, &question->commits[i]);
}

void override_find(struct override *out, struct arena *arena,
                   const struct override_question *question)
{
    const struct pushed *pushed = question->pushed;
    const struct server *server = question->server;
    *out = (struct override){ .reason = STR_EMPTY,
                              .until = STR_EMPTY,
                              .by = STR_EMPTY,
                              .via = STR_EMPTY,
                              .why_not = STR_EMPTY };
    if (!pushed->is_push)
        return;
    if (server)
        out->by = pushed_by_one_of(pushed, server->override.items, server->override.count);
    find_option(out, pushed);
    find_trailers(out, arena, question);
    if (!out->asked) {
        out->by = STR_EMPTY;
        return;
    }
    out->why_not = fault_of(arena, out, pushed, server, question->today_days);
    out->accepted = out->why_not.len == 0;
}

void override_apply(struct verdict *verdict, const struct override *override)
{
    verdict->override = *override;
    if (verdict->outcome < OUTCOME_BLOCK || !override->asked)
        return;
    if (verdict->is_fatal) {
        verdict->override.accepted = false;
        verdict->override.why_not = STR("what this push brings is never accepted");
    }
    if (!verdict->override.accepted)
        return;
    verdict->override.instead_of = outcome_name(verdict->outcome);
    verdict->outcome = OUTCOME_OVERRIDDEN;
}
