/* trust: the words of the levels, and `approvals` of a policy. */
#include "policy/trust.h"

#include "policy/load.h"

static const struct str words[] = { STR_INIT("declared"), STR_INIT("committed"),
                                    STR_INIT("signed") };

const char *trust_name(enum trust trust)
{
    return words[trust_max(trust, TRUST_DECLARED) - TRUST_DECLARED].ptr;
}

enum trust trust_max(enum trust a, enum trust b)
{
    enum trust most = a > b ? a : b;
    return most > TRUST_DECLARED ? most : TRUST_DECLARED;
}

void read_trust(struct loader *load, const struct node *value, void *slot)
{
    size_t word = load_word(load, value, "trust", words, sizeof words / sizeof *words);
    if (word != SIZE_MAX)
        *(enum trust *)slot = (enum trust)(TRUST_DECLARED + word);
}

void read_pusher(struct loader *load, const struct node *value, void *slot)
{
    static const struct str names[] = { STR_INIT("never"), STR_INIT("certified") };
    size_t word = load_word(load, value, "pusher", names, sizeof names / sizeof *names);
    if (word != SIZE_MAX)
        *(bool *)slot = word == 1;
}

void read_approvals(struct loader *load, const struct node *value, void *slot)
{
    struct approval_terms *terms = slot;
    if (load_take(load, "key", value->key, value->key_place))
        schema_read(load, SCHEMA_APPROVALS, value, terms);
}
