/* fingerprint: one name for what a change means. Made of facts only, so whatever leaves the facts
 * alone (rebase, squash, reformatting) leaves the fingerprint alone. */
#include "change/change.h"

#include "base/buf.h"
#include "codec/digest.h"

#define MOST_SUMMARY 2048 /* bytes; past it the summary ends in "..." */

static bool is_material(const struct change_set *set, const bool *material, size_t at)
{
    return fact_class_of(&set->facts.items[at]) > CLASS_METADATA || (material && material[at]);
}

static void add_fact(struct digest *digest, const struct fact *fact)
{
    digest_field(digest, str_of(fact_row(fact->code)->code));
    digest_field(digest, fact->subject);
    digest_field(digest, fact->column);
    digest_field(digest, fact->aspect);
    digest_field(digest, fact->old_text);
    digest_field(digest, fact->new_text);
    digest_field(digest, fact->seal);
}

static void add_summary(struct buf *summary, const struct fact *fact)
{
    struct str what = str_is_empty(fact->column) ? fact->aspect : fact->column;

    if (summary->len)
        buf_puts(summary, ", ");
    buf_puts(summary, fact_row(fact->code)->code);
    if (!str_is_empty(what)) {
        buf_byte(summary, ' ');
        buf_add(summary, what);
    }
}

/* The part of the facts [*at, ...) that share a subject; *at moves behind them. */
static struct fingerprint_part read_part(struct arena *arena, const struct change_set *set,
                                         const bool *material, size_t *at)
{
    struct fingerprint_part part = { .subject = set->facts.items[*at].subject };
    struct digest *digest = digest_new(arena);
    struct buf summary;

    buf_init(&summary, arena, MOST_SUMMARY);
    for (; *at < set->facts.count && str_eq(set->facts.items[*at].subject, part.subject); ++*at) {
        if (!is_material(set, material, *at))
            continue;
        add_fact(digest, &set->facts.items[*at]);
        add_summary(&summary, &set->facts.items[*at]);
    }
    part.summary = summary.len ? str_dup(arena, buf_str(&summary)) : STR_EMPTY;
    if (buf_overflowed(&summary))
        part.summary = str_concat(arena, part.summary, STR("..."));
    part.digest = digest_end(digest, arena);
    return part;
}

static int cmp_parts(const void *left, const void *right)
{
    const struct fingerprint_part *a = left, *b = right;
    int order = str_cmp(a->subject, b->subject);
    return order ? order : str_cmp(a->digest, b->digest);
}

void change_fingerprint(struct fingerprint *out, struct arena *arena, const struct change_set *set,
                        const bool *material)
{
    *out = (struct fingerprint){ .hex = STR_EMPTY };
    for (size_t at = 0; at < set->facts.count;) {
        size_t first = at;
        bool any = false;
        struct fingerprint_part part = read_part(arena, set, material, &at);
        for (size_t i = first; i < at && !any; i++)
            any = is_material(set, material, i);
        if (any)
            vec_push(arena, &out->parts, part);
    }
    if (out->parts.count == 0)
        return;
    qsort(out->parts.items, out->parts.count, sizeof *out->parts.items, cmp_parts);
    struct digest *digest = digest_new(arena);
    vec_for (struct fingerprint_part, part, &out->parts) {
        digest_field(digest, part->subject);
        digest_field(digest, part->digest);
    }
    out->hex = digest_end(digest, arena);
}

void fingerprint_differences(struct arena *arena, const struct fingerprint *a,
                             const struct fingerprint *b, struct str **subjects, size_t *count)
{
    struct {
        VEC_OF(struct str);
    } found = { 0 };

    for (size_t i = 0, j = 0; i < a->parts.count || j < b->parts.count;) {
        const struct fingerprint_part *left = i < a->parts.count ? &a->parts.items[i] : NULL;
        const struct fingerprint_part *right = j < b->parts.count ? &b->parts.items[j] : NULL;
        int order = !left ? 1 : !right ? -1 : cmp_parts(left, right);
        struct str subject = order <= 0 ? left->subject : right->subject;

        i += order <= 0;
        j += order >= 0;
        if (order && (!found.count || !str_eq(found.items[found.count - 1], subject)))
            vec_push(arena, &found, subject);
    }
    *subjects = found.items;
    *count = found.count;
}
