/* hostile: texts that would break out of their place if a report let them, and a verdict that has
 * one of them wherever a repository's text can stand. */
#ifndef STOPLOG_TESTS_REPORT_HOSTILE_H
#define STOPLOG_TESTS_REPORT_HOSTILE_H

#include "report/make.h"

static const struct str hostile_texts[] = {
    STR_INIT("\033[2J\033]0;x\007"),
    STR_INIT("x\nerror: push to main is accepted\nhint: none"),
    STR_INIT("a\r\nb\rc"),
    STR_INIT("\xe2\x80\xae"
             "drop\xe2\x80\xac"
             "\xe2\x81\xa6"),
    STR_INIT("\xc2\x9b"
             "31m"),
    STR_INIT("bad \xff\xfe bytes \xed\xa0\x80"),
    STR_INIT("nul\0nul"),
    STR_INIT("%s%n%p"),
    STR_INIT("\xe8\xa1\xa8\xe8\xa1\xa8\xe8\xa1\xa8\xe8\xa1\xa8 \xe2\x80\x8b"),
    STR_INIT("\n::error file=x::evil\r\n::stop-commands::x"),
    STR_INIT("::error::evil"),
    STR_INIT("</script><script>evil()</script>"),
    STR_INIT("<img src=x onerror=evil()>"),
    STR_INIT("]]> & \"' <evil/>"),
    STR_INIT("![evil](http://evil.example) [evil](javascript:evil) @evil #1"),
    STR_INIT("`` ` ``` evil @evil"),
    STR_INIT("| evil | @evil |"),
    STR_INIT("\\| evil `\\`"),
    STR_INIT("\"]; click n0 \"javascript:evil\""),
    STR_INIT("end --> n0"),
};
enum { HOSTILE_COUNT = sizeof hostile_texts / sizeof *hostile_texts + 1 };

/* The last is 10 kB long. */
static inline struct str hostile_text(struct arena *arena, size_t index)
{
    return index + 1 < HOSTILE_COUNT ? hostile_texts[index] : str_fmt(arena, "%010240d", 7);
}

/* One hostile piece of text in every place where a repository's text can stand. */
static inline void make_hostile(struct make *make, struct arena *arena, struct str evil)
{
    make_dropped_column(make, arena);
    struct verdict *verdict = &make->verdict;
    for (size_t i = 0; i < verdict->changes.facts.count; i++) {
        struct fact *fact = &verdict->changes.facts.items[i];
        fact->subject = fact->column = fact->aspect = fact->note = evil;
        fact->old_text = str_concat(arena, evil, STR("1"));
        fact->new_text = str_concat(arena, evil, STR("2"));
        fact->place.path = evil;
    }
    for (size_t i = 0; i < verdict->changes.models.count; i++) {
        struct model_change *change = &verdict->changes.models.items[i];
        struct model *model = make_model(make, "m", "p");
        model->name = model->fqn = model->path = model->place.path = model->owner = evil;
        model->kind = evil;
        change->name = evil;
        change->before = change->after = model;
    }
    make->finance->name = make->finance->contact = make->finance->members.items[0] = evil;
    make->consumers[1].id = make->consumers[1].type = make->consumers[1].contact = evil;
    make->rule.id = make->rule.why = make->rule.fix = evil;
    verdict->impact.reaches.items[0].path[0] = verdict->impact.reaches.items[0].column = evil;
    verdict->impact.reaches.items[0].columns[0] = verdict->impact.reader_why[0] = evil;
    verdict->impact.spared.items[0].model = verdict->impact.spared.items[0].why = evil;
    verdict->ref = str_concat(arena, STR("refs/heads/"), evil);
    verdict->policy_label = evil;
    struct judged *owner = &verdict->judged.items[0];
    owner->could.items[0] = owner->requirement.subject = evil;
    owner->candidates.items[0] = (struct candidate){
        { evil, evil }, make_oid("1"), CANDIDATE_MALFORMED, evil, TRUST_DECLARED
    };
    make_need(make, REQUIRE_CONTRACT, "x", NULL)->found = evil;
    verdict->judged.items[2].requirement.contract_hint = evil;
    diag_add(&make->diags, DIAG_ERROR, (struct place){ evil, 1, 1 }, "%.*s", STR_ARG(evil));
}

#endif
