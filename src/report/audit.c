/* audit: one override as one line of JSON, for the server's audit log. It holds what somebody needs
 * to look after it, without the repository at hand. */
#include "base/limits.h"
#include "codec/date.h"
#include "report/json_parts.h"

static struct jvalue *unmet_value(const struct judged *judged)
{
    const struct requirement *requirement = &judged->requirement;
    struct jvalue *object = jobject();
    jset_str(object, "kind", str_of(require_kind_name(requirement->kind)));
    json_set_text(object, "subject", requirement->subject);
    json_set_text(object, "team", requirement->team ? requirement->team->name : STR_EMPTY);
    json_set_text(object, "person", requirement->person_email);
    jset_int(object, "count", requirement->count);
    jset_int(object, "have", judged->have);
    return object;
}

static struct jvalue *unmet_values(const struct verdict *verdict)
{
    struct jvalue *array = jarray();
    for (size_t i = 0; i < verdict->judged.count; i++) {
        const struct judged *judged = &verdict->judged.items[i];
        if (!judged->met && judged->requirement.level == LEVEL_BLOCK)
            jpush(array, unmet_value(judged));
    }
    return array;
}

struct str report_override(struct arena *arena, const struct verdict *verdict, int64_t seconds)
{
    const struct override *override = &verdict->override;
    struct jvalue *root = jobject();
    struct buf line;
    jset_str(root, "record", STR("override"));
    jset_str(root, "time", time_format(arena, seconds));
    jset_str(root, "pusher", override->by);
    jset_str(root, "via", override->via);
    jset_str(root, "ref", verdict->ref);
    json_set_text(root, "old", oid_hex(arena, &verdict->base));
    json_set_text(root, "new", oid_hex(arena, &verdict->tip));
    json_set_text(root, "fingerprint", verdict->fingerprint.hex);
    jset_str(root, "instead_of", str_of(override->instead_of));
    json_set_text(root, "why_undecided", verdict->why_undecided);
    json_set_text(root, "why_blocked", verdict->why_blocked);
    jset(root, "unmet", unmet_values(verdict));
    jset_str(root, "reason", override->reason);
    json_set_text(root, "until", override->until);
    buf_init(&line, arena, LIMIT_report_bytes);
    jwrite(&line, root, 0);
    buf_byte(&line, '\n');
    jrelease(root);
    return buf_overflowed(&line) ? STR_EMPTY : buf_str(&line);
}
