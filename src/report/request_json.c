/* request_json: the letters as data, for whoever sends them. docs/approvals.md describes the
 * fields.
 */
#include "report/json_parts.h"
#include "report/phrase.h"
#include "report/request.h"

static struct jvalue *why_value(const struct judged *judged)
{
    const struct requirement *requirement = &judged->requirement;
    const struct consumer *consumer = requirement->consumer;
    struct jvalue *object = jobject();
    jset_str(object, "kind", str_of(require_kind_name(requirement->kind)));
    jset_str(object, "level", str_of(policy_level_name(requirement->level)));
    json_set_text(object, "subject", requirement->subject);
    json_set_text(object, "consumer", consumer ? consumer->id : STR_EMPTY);
    jset(object, "assumes",
         consumer ? json_strings(consumer->assumes.items, consumer->assumes.count) : jarray());
    json_set_text(object, "why",
                  requirement->rules.count > 0 ? requirement->rules.items[0]->why : STR_EMPTY);
    jset_int(object, "count", requirement->count);
    jset_int(object, "have", judged->have);
    return object;
}

static struct jvalue *fact_value(struct arena *arena, const struct fact *fact)
{
    struct jvalue *object = jobject();
    jset_str(object, "id", fact_id(arena, fact));
    jset_str(object, "code", str_of(fact_row(fact->code)->code));
    json_set_text(object, "subject", fact->subject);
    json_set_text(object, "column", fact->column);
    json_set_text(object, "aspect", fact->aspect);
    json_set_text(object, "before", fact->old_text);
    json_set_text(object, "after", fact->new_text);
    return object;
}

static struct jvalue *letter_value(struct arena *arena, const struct view *view,
                                   const struct letter *letter)
{
    struct jvalue *object = jobject(), *whys = jarray(), *facts = jarray();
    jset_str(object, "to", letter->to);
    json_set_text(object, "contact", letter->contact);
    jset(object, "people", json_strings(letter->people.items, letter->people.count));
    jset_bool(object, "must", letter->must);
    for (size_t i = 0; i < letter->needs.count; i++)
        jpush(whys, why_value(letter->needs.items[i]));
    for (size_t i = 0; i < letter->facts.count; i++)
        jpush(facts, fact_value(arena, &view->changes->facts.items[letter->facts.items[i]]));
    jset(object, "asked", whys);
    jset(object, "facts", facts);
    return object;
}

void report_request_json(struct buf *out, struct arena *arena, const struct view *view,
                         const struct letters *letters, const struct report_options *options)
{
    struct jvalue *root = json_start("request", options), *list = jarray();
    jset_str(root, "ref", view->verdict->ref);
    json_set_text(root, "fingerprint", view->verdict->fingerprint.hex);
    jset_str(root, "command", view_approve_command(arena, view->verdict));
    for (size_t i = 0; i < letters->count; i++)
        jpush(list, letter_value(arena, view, &letters->items[i]));
    jset(root, "letters", list);
    json_write(out, root);
}
