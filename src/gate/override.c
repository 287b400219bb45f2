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

static void find_trailer(struct override *out, struct arena *arena, const struct pushed *pushed,
                         const struct commit_info *commit)
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
    if (trailers.ambiguous)
        out->why_not = trailers.why_ambiguous;
    else if (!is_own(pushed, commit))
        out->why_not = STR("who pushes did not commit the trailer");
    else
        out->why_not = STR_EMPTY;
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

void override_find(struct override *out, struct arena *arena, const struct pushed *pushed,
                   const struct server *server, const struct commit_info *commits, size_t count,
                   int64_t today_days)
{
    *out = (struct override){ .reason = STR_EMPTY,
                              .until = STR_EMPTY,
                              .by = STR_EMPTY,
                              .via = STR_EMPTY,
                              .why_not = STR_EMPTY };
    if (!pushed->is_push)
        return;
    find_option(out, pushed);
    for (size_t i = 0; i < count && !(out->asked && out->why_not.len == 0); i++)
        find_trailer(out, arena, pushed, &commits[i]);
    if (!out->asked)
        return;
    if (server)
        out->by = pushed_by_one_of(pushed, server->override.items, server->override.count);
    out->why_not = fault_of(arena, out, pushed, server, today_days);
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
