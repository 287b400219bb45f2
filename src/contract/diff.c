/* diff: the contract as a whole, and the one door through which changes go. */
#include "contract/diff_private.h"

#include "codec/digest.h"

static struct place place_of(const struct differ *d)
{
    if (d->new_column)
        return d->new_column->place;
    if (d->old_column)
        return d->old_column->place;
    if (d->after)
        return d->after->place;
    return d->before ? d->before->place : d->new_contract->place;
}

struct promise_change *promise_add(struct differ *d, enum fact_code code, struct str aspect,
                                   struct str old_text, struct str new_text)
{
    struct promise_change *change = vec_add(d->arena, d->out);
    *change = (struct promise_change){ .code = code,
                                       .view = PROMISE_UNCLEAR,
                                       .before = d->before,
                                       .after = d->after,
                                       .old_column = d->old_column,
                                       .new_column = d->new_column,
                                       .object = d->object,
                                       .column = d->column,
                                       .aspect = aspect,
                                       .old_text = old_text,
                                       .new_text = new_text,
                                       .note = STR_EMPTY,
                                       .place = place_of(d) };
    (void)fact_promise(code, &change->view);
    return change;
}

void promise_add_at(struct differ *d, enum fact_code code, struct str aspect, struct str old_text,
                    struct str new_text, struct place place)
{
    struct promise_change *change = promise_add(d, code, aspect, old_text, new_text);
    if (place.line > 0)
        change->place = place;
}

void promise_move(struct differ *d, enum range_move move, struct codes codes, struct str aspect,
                  struct str old_text, struct str new_text)
{
    switch (move) {
    case MOVE_NONE:
        break;
    case MOVE_IN:
        promise_add(d, codes.in, aspect, old_text, new_text);
        break;
    case MOVE_OUT:
        promise_add(d, codes.out, aspect, old_text, new_text);
        break;
    case MOVE_UNCLEAR:
        promise_add(d, FACT_CT109, aspect, old_text, new_text)->note =
            STR("whether it allows more or less than before cannot be told");
        break;
    }
}

void promise_digest(struct differ *d, enum fact_code code, struct str aspect, struct str before,
                    struct str after)
{
    if (!str_eq(before, after))
        promise_add(d, code, aspect, STR_EMPTY, STR_EMPTY);
}

void promise_texts(struct differ *d, enum fact_code code, struct str aspect, struct str before,
                   struct str after)
{
    if (!str_eq(before, after))
        promise_add(d, code, aspect, before, after);
}

void promise_unread(struct differ *d, struct str before, struct str after)
{
    if (!str_eq(before, after))
        promise_add(d, FACT_CT109, STR("not understood"), STR_EMPTY, STR_EMPTY)->note =
            STR("keys or values that were not understood changed; what they promise is not known");
}

/* A shorter notice is worse for those who must act on it. */
static void diff_notice(struct differ *d)
{
    struct str old = d->old_contract->notice_period, new = d->new_contract->notice_period;
    const struct codes codes = { FACT_CN216, FACT_CN210 };
    if (str_eq(old, new))
        return;
    enum order order = old.len && new.len ? order_durations(old, STR_EMPTY, new, STR_EMPTY)
                       : new.len          ? ORDER_HIGHER
                                          : ORDER_LOWER;
    promise_move(d,
                 order == ORDER_SAME     ? MOVE_NONE
                 : order == ORDER_HIGHER ? MOVE_IN
                 : order == ORDER_LOWER  ? MOVE_OUT
                                         : MOVE_UNCLEAR,
                 codes, STR("notice period"), old, new);
}

/* Types are words of the engine: in another one the same word may be another type. */
static void diff_dialect(struct differ *d)
{
    const struct sql_dialect *old = d->old_contract->dialect, *new = d->new_contract->dialect;
    if (old && new &&old != new)
        promise_add(d, FACT_CT109, STR("engine"), old->name, new->name)->note =
            STR("the servers are of another kind, whose types may differ");
}

static struct str members_digest(struct arena *arena, const struct contract *contract)
{
    struct digest *digest = digest_new(arena);
    vec_for (const struct contract_member, member, &contract->members) {
        digest_field(digest, member->username);
        digest_field(digest, member->name);
        digest_field(digest, member->role);
        digest_field(digest, member->has_left ? STR("left") : STR("here"));
    }
    return digest_end(digest, arena);
}

static struct str support_digest(struct arena *arena, const struct contract *contract)
{
    struct digest *digest = digest_new(arena);
    vec_for (const struct str, channel, &contract->support)
        digest_field(digest, *channel);
    return digest_end(digest, arena);
}

void contract_diff(struct promise_changes *out, struct arena *arena, const struct contract *before,
                   const struct contract *after, const struct sql_dialect *dialect)
{
    struct differ d = { .arena = arena,
                        .out = out,
                        .old_contract = before,
                        .new_contract = after,
                        .old_dialect = dialect ? dialect : before->dialect,
                        .new_dialect = dialect ? dialect : after->dialect,
                        .object = STR_EMPTY,
                        .column = STR_EMPTY };
    promise_texts(&d, before->id.len ? FACT_CT112 : FACT_CT121, STR("id"), before->id, after->id);
    contract_diff_objects(&d);
    contract_diff_slas(&d);
    diff_notice(&d);
    diff_dialect(&d);
    promise_texts(&d, FACT_CT121, STR("name"), before->name, after->name);
    promise_texts(&d, FACT_CT121, STR("domain"), before->domain, after->domain);
    promise_texts(&d, FACT_CT121, STR("team"), before->team, after->team);
    promise_digest(&d, FACT_CT121, STR("team members"), members_digest(arena, before),
                   members_digest(arena, after));
    promise_digest(&d, FACT_CT121, STR("support"), support_digest(arena, before),
                   support_digest(arena, after));
    promise_texts(&d, FACT_CT121, STR("sqlmeshModel"), before->sqlmesh_model, after->sqlmesh_model);
    promise_texts(&d, FACT_CT121, STR("description"), before->description, after->description);
    promise_digest(&d, FACT_CT121, STR("descriptions"), before->described, after->described);
    promise_unread(&d, before->unread, after->unread);
}
