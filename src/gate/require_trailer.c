/* require_trailer: lines that the commits of the push must carry: a trailer by key, and the
 * sentence that says what a column means now. */
#include "gate/gate_private.h"

#include "codec/utf8.h"

enum { SENTENCE_MIN = 10 }; /* bytes: "ok" and "see above" say nothing */

static void judge_value(struct judge *judge, struct judged *judged, const struct trailer *trailer,
                        const struct commit_info *commit)
{
    const struct pattern *match = judged->requirement.match;
    enum pattern_answer answer = match                    ? pattern_match(match, trailer->value)
                                 : trailer->value.len > 0 ? PATTERN_YES
                                                          : PATTERN_NO;
    if (answer == PATTERN_ERROR) {
        judge_undecided(judge, str_fmt(judge->arena, "matching trailer %.*s hit a limit",
                                       STR_ARG(judged->requirement.subject)));
        return;
    }
    judged->met = judged->met || answer == PATTERN_YES;
    if (answer == PATTERN_NO && judged->found.len == 0) {
        struct str hex = str_sub(oid_hex(judge->arena, &commit->id), 0, 7);
        judged->found =
            str_fmt(judge->arena, "%.*s in %.*s does not match %.*s", STR_ARG(trailer->key),
                    STR_ARG(hex), STR_ARG(match ? pattern_text(match) : STR("anything")));
    }
}

void judge_trailer(struct judge *judge, struct judged *judged)
{
    struct str key = judged->requirement.subject;
    for (size_t i = 0; i < judge->input->commit_count; i++) {
        const struct trailers *trailers = &judge->trailers[i];
        for (size_t at = 0; at < trailers->count && !trailers->ambiguous; at++)
            if (str_eq_fold(trailers->items[at].key, key))
                judge_value(judge, judged, &trailers->items[at], &judge->input->commits[i]);
    }
    if (judged->met)
        judged->found = STR_EMPTY;
}

/* ---- what a column means now ---- */

/* "model.column: sentence" */
static bool statement_parse(const struct trailer *trailer, struct meaning *out)
{
    ptrdiff_t colon = str_find_byte(trailer->value, ':');
    if (!str_eq_fold(trailer->key, STR("Meaning")) || colon <= 0)
        return false;
    out->subject = str_trim(str_sub(trailer->value, 0, (size_t)colon));
    out->text = str_trim(str_sub(trailer->value, (size_t)colon + 1, trailer->value.len));
    return out->subject.len > 0;
}

void statements_collect(struct judge *judge)
{
    for (size_t i = 0; i < judge->input->commit_count; i++) {
        const struct trailers *trailers = &judge->trailers[i];
        for (size_t at = 0; at < trailers->count && !trailers->ambiguous; at++) {
            struct meaning statement = { .commit = judge->input->commits[i].id };
            if (statement_parse(&trailers->items[at], &statement))
                vec_push(judge->arena, &judge->out->statements, statement);
        }
    }
}

/* The whole name, or what stands at its end from a dot on: "orders.amount". */
static bool names(struct str given, struct str subject)
{
    if (given.len > subject.len || str_find_byte(given, '.') < 0)
        return str_eq_fold(given, subject);
    size_t cut = subject.len - given.len;
    return str_eq_fold(str_sub(subject, cut, subject.len), given) &&
           (cut == 0 || subject.ptr[cut - 1] == '.');
}

/* A short name that fits two of the columns asked about says nothing of either. */
static bool is_clear(const struct judge *judge, struct str given)
{
    const struct requirements *all = &judge->out->rules.requirements;
    size_t fits = 0;
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].kind == REQUIRE_MEANING && names(given, all->items[i].subject))
            fits++;
    return fits == 1;
}

void judge_meaning(struct judge *judge, struct judged *judged)
{
    struct str subject = judged->requirement.subject;
    vec_for (struct meaning, statement, &judge->out->statements) {
        if (!names(statement->subject, subject))
            continue;
        if (!str_eq_fold(statement->subject, subject) && !is_clear(judge, statement->subject))
            judged->found = str_fmt(judge->arena, "%.*s fits more than one column of this change",
                                    STR_ARG(statement->subject));
        else if (statement->text.len < SENTENCE_MIN)
            judged->found =
                str_fmt(judge->arena, "\"%.*s\" is no sentence", STR_ARG(statement->text));
        else
            judged->met = true;
    }
    if (judged->met)
        judged->found = STR_EMPTY;
}
