/* diff_sensitivity: classification, personal data, critical data elements. */
#include "contract/diff_private.h"

static const struct {
    struct str word;
    int rank;
} ranks[] = {
#define CLASS_RANK(word, rank) { STR_INIT(word), rank },
#include "contract/classes.def"
#undef CLASS_RANK
};

/* 0: a word that is not known. */
static int rank_of(struct str word)
{
    for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++)
        if (str_eq_fold(ranks[i].word, word))
            return ranks[i].rank;
    return 0;
}

/* Letters and digits count: "Internal Use-Only" is "internal use only". */
static struct str plain(struct arena *arena, struct str word)
{
    char *out = arena_text(arena, word.len);
    for (size_t i = 0; i < word.len; i++)
        out[i] = word.ptr[i] == '-' || word.ptr[i] == '_' ? ' ' : byte_lower(word.ptr[i]);
    return (struct str){ out, word.len };
}

static void diff_class(struct differ *d)
{
    const struct codes codes = { FACT_CN208, FACT_CN209 };
    struct str before = d->old_column->classification, after = d->new_column->classification;
    struct str old = plain(d->arena, before), new = plain(d->arena, after);
    if (str_eq(old, new))
        return;
    int old_rank = rank_of(old), new_rank = rank_of(new);
    enum range_move move = old.len == 0             ? MOVE_IN
                           : new.len == 0           ? MOVE_OUT
                           : !old_rank || !new_rank ? MOVE_UNCLEAR
                           : old_rank == new_rank   ? MOVE_UNCLEAR
                           : old_rank < new_rank    ? MOVE_IN
                                                    : MOVE_OUT;
    promise_move(d, move, codes, STR("classification"), before, after);
    if (move == MOVE_UNCLEAR)
        d->out->items[d->out->count - 1].note =
            STR("which of the two words asks for more care cannot be told");
}

static void diff_marker(struct differ *d, struct str aspect, struct str before, struct str after)
{
    bool old = str_eq(before, STR("true")), new = str_eq(after, STR("true"));
    if (!str_eq(before, after))
        promise_add(d,
                    old == new ? FACT_CT121
                    : new      ? FACT_CN208
                               : FACT_CN209,
                    aspect, before, after);
}

void contract_diff_sensitivity(struct differ *d)
{
    diff_class(d);
    diff_marker(d, STR("pii"), d->old_column->pii, d->new_column->pii);
    diff_marker(d, STR("criticalDataElement"), d->old_column->critical, d->new_column->critical);
}
