/* pin_facts: consumers that name a contract and the versions of it that they take, and for whom no
 * version at the tip is one of these any more. */
#include "gate/promises.h"

static bool takes(struct arena *arena, const struct contract_pin *pin,
                  const struct contract_file *file)
{
    struct semver version;
    if (!file->is_read || !str_eq(file->contract.id, pin->id))
        return false;
    return pin->range.len == 0 || (semver_parse(file->contract.version, &version) &&
                                   semver_in_range(arena, pin->range, &version));
}

/* A file with the right id and version that promises nothing of what the other one did is no
 * replacement. */
static bool replaces(const struct judge *judge, const struct contract_file *was,
                     const struct contract_file *now)
{
    if (now->contract.status < CONTRACT_ACTIVE && now->contract.status != CONTRACT_UNSTATED)
        return false;
    if (now->contract.status == CONTRACT_RETIRED && was->contract.status != CONTRACT_RETIRED)
        return false;
    struct cover_slice slice = covers_by(&judge->promises.covers_before, was);
    vec_for (const struct cover, cover, &slice)
        if (!covers_file(&judge->promises.covers_after, now, cover->model))
            return false;
    return true;
}

static bool is_served(const struct judge *judge, const struct contract_pin *pin,
                      const struct contract_file *was)
{
    vec_for (const struct contract_file, file, &judge->after)
        if (takes(judge->arena, pin, file) && replaces(judge, was, file))
            return true;
    return false;
}

static struct fact left_behind(struct judge *judge, const struct consumer *consumer,
                               const struct contract_file *was)
{
    const struct contract_pair *pair = contract_pair_from(&judge->promises.pairs, was->path);
    const struct contract_file *now = pair ? pair->after : NULL;
    struct place place = { .path = now ? now->path : was->path };
    if (now && now->is_read && now->contract.version_place.path.len > 0)
        place = now->contract.version_place;
    struct fact fact = file_fact(FACT_CO105, place.path, consumer->id, STR_EMPTY, place);
    fact.old_text = was->contract.version;
    fact.new_text = now && now->is_read ? now->contract.version : STR_EMPTY;
    fact.note = consumer->pin.range.len > 0
                    ? str_fmt(judge->arena, "%.*s takes %.*s", STR_ARG(consumer->id),
                              STR_ARG(consumer->pin.range))
                    : str_fmt(judge->arena, "%.*s was built on %.*s", STR_ARG(consumer->id),
                              STR_ARG(consumer->pin.id));
    return fact;
}

/* The first contract of base that the consumer takes and nothing at the tip stands in for; NULL
 * when there is none. Each of them counts: one that covers nothing speaks for no other. */
static const struct contract_file *lost(const struct judge *judge, const struct contract_pin *pin)
{
    vec_for (const struct contract_file, file, &judge->before)
        if (takes(judge->arena, pin, file) && !is_served(judge, pin, file))
            return file;
    return NULL;
}

void pin_facts(struct judge *judge, struct fact_list *out)
{
    const struct policy *policy = judge->input->policy;
    vec_for (const struct consumer, consumer, &policy->consumers) {
        const struct contract_file *was =
            consumer->pin.id.len > 0 ? lost(judge, &consumer->pin) : NULL;
        if (was)
            vec_push(judge->arena, out, left_behind(judge, consumer, was));
    }
}
