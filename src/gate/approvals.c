/* approvals: every Approved-by line of the range, good or not.
 *
 * A line that does not count is kept with the reason: the person who wrote it must be able to see
 * it in the report. Whether a line in order counts for something is decided elsewhere. */
#include "gate/gate_private.h"

static const struct str approved_by = STR_INIT("Approved-by");
static const struct str approved_change = STR_INIT("Approved-change");

static struct str short_id(struct arena *arena, const struct commit_info *commit)
{
    return str_sub(oid_hex(arena, &commit->id), 0, 7);
}

static struct approval *add(struct judge *judge, const struct commit_info *commit, struct str value)
{
    struct approval *approval = vec_add(judge->arena, &judge->approvals);
    *approval = (struct approval){ .who = { value, STR_EMPTY },
                                   .commit = commit,
                                   .fault = CANDIDATE_COUNTS,
                                   .why = STR_EMPTY,
                                   .names = STR_EMPTY,
                                   .fresh = CANDIDATE_UNCHECKED,
                                   .fresh_why = STR_EMPTY,
                                   .best = CANDIDATE_NOT_IN_TEAM,
                                   .best_why = STR_EMPTY,
                                   .best_trust = TRUST_DECLARED };
    struct mailbox who;
    if (mailbox_parse(judge->arena, value, &who))
        approval->who = who;
    return approval;
}

static void set_fault(struct approval *approval, enum candidate_state fault, struct str why)
{
    approval->fault = fault;
    approval->why = why;
}

/* Each Approved-by belongs to the next Approved-change of its commit, or to the last one when none
 * follows: a squashed message may hold the lines of several approvals of different changes. */
static struct str change_for(const struct trailers *trailers, size_t at)
{
    for (size_t i = at + 1; i < trailers->count; i++)
        if (str_eq_fold(trailers->items[i].key, approved_change))
            return trailers->items[i].value;
    for (size_t i = at; i > 0; i--)
        if (str_eq_fold(trailers->items[i - 1].key, approved_change))
            return trailers->items[i - 1].value;
    return STR_EMPTY;
}

static void add_trailer(struct judge *judge, const struct commit_info *commit,
                        const struct trailers *trailers, size_t at)
{
    const struct trailer *trailer = &trailers->items[at];
    struct approval *approval = add(judge, commit, trailer->value);
    approval->names = change_for(trailers, at);
    if (trailers->ambiguous)
        set_fault(approval, CANDIDATE_AMBIGUOUS, trailers->why_ambiguous);
    else if (trailer->folded)
        set_fault(approval, CANDIDATE_MALFORMED, STR("the line is continued on the next one"));
    else if (approval->who.email.len == 0)
        set_fault(approval, CANDIDATE_MALFORMED, STR("it is not of the form Name <address>"));
}

static bool has_line(const struct trailers *trailers, uint32_t line)
{
    for (size_t i = 0; i < trailers->count; i++)
        if (trailers->items[i].line == line)
            return true;
    return false;
}

/* "Approved-by: value" at the start of a line, whatever git makes of it. */
static bool looks_approved(struct str line, struct str *value)
{
    if (line.len <= approved_by.len || !str_eq_fold(str_sub(line, 0, approved_by.len), approved_by))
        return false;
    struct str rest = str_trim(str_sub(line, approved_by.len, line.len));
    if (rest.len == 0 || rest.ptr[0] != ':')
        return false;
    *value = str_trim(str_sub(rest, 1, rest.len));
    return true;
}

/* Lines that a person meant as an approval and that no reader, or not every reader, finds. */
static void add_strays(struct judge *judge, const struct commit_info *commit,
                       const struct trailers *trailers)
{
    struct str rest = commit->message, line, value;
    ptrdiff_t nul = str_find_byte(rest, '\0');
    if (nul >= 0)
        rest = str_sub(rest, 0, (size_t)nul);
    for (uint32_t number = 1; str_split(&rest, '\n', &line); number++) {
        if (!looks_approved(line, &value) || has_line(trailers, number))
            continue;
        struct approval *approval = add(judge, commit, value);
        if (trailers->ambiguous)
            set_fault(approval, CANDIDATE_AMBIGUOUS, trailers->why_ambiguous);
        else
            set_fault(approval, CANDIDATE_MALFORMED,
                      str_fmt(judge->arena,
                              "git does not read it as a trailer: the last paragraph of %.*s must "
                              "hold nothing but trailers",
                              STR_ARG(short_id(judge->arena, commit))));
    }
}

void approvals_collect(struct judge *judge)
{
    const struct gate_input *input = judge->input;
    judge->trailers = arena_array(judge->arena, input->commit_count, sizeof *judge->trailers);
    for (size_t i = 0; i < input->commit_count; i++) {
        const struct commit_info *commit = &input->commits[i];
        struct trailers *trailers = &judge->trailers[i];
        trailers_parse(trailers, judge->arena, commit->message, commit->encoding);
        for (size_t at = 0; at < trailers->count; at++)
            if (str_eq_fold(trailers->items[at].key, approved_by))
                add_trailer(judge, commit, trailers, at);
        add_strays(judge, commit, trailers);
    }
}
