/* words: names of levels, maturities and fatal facts. */
#include "policy/load.h"

static const struct str levels[] = { STR_INIT("off"), STR_INIT("note"), STR_INIT("warn"),
                                     STR_INIT("block") };
static const struct str maturities[] = { STR_INIT("low"), STR_INIT("medium"), STR_INIT("high") };

const struct str *level_words(size_t *count)
{
    *count = sizeof levels / sizeof *levels;
    return levels;
}

/* ODCS v3.1 `status`, in the order in which a contract goes through them. */
static const struct str statuses[] = { STR_INIT("proposed"), STR_INIT("draft"), STR_INIT("active"),
                                       STR_INIT("deprecated"), STR_INIT("retired") };

const struct str *contract_statuses(size_t *count)
{
    *count = sizeof statuses / sizeof *statuses;
    return statuses;
}

static const struct str deprecations[] = { [DEPRECATION_NONE] = STR_INIT("none"),
                                           [DEPRECATION_ANNOUNCED] = STR_INIT("announced"),
                                           [DEPRECATION_OVER] = STR_INIT("over") };

const struct str *deprecation_words(size_t *count)
{
    *count = sizeof deprecations / sizeof *deprecations;
    return deprecations;
}

/* Those that a rule can ask about, by effect - 1. */
static const struct str promises[] = { [EFFECT_DESCRIBED - 1] = STR_INIT("described"),
                                       [EFFECT_EXTENDED - 1] = STR_INIT("extended"),
                                       [EFFECT_AT_RISK - 1] = STR_INIT("at_risk"),
                                       [EFFECT_BROKEN - 1] = STR_INIT("broken") };

const struct str *effect_words(size_t *count)
{
    *count = sizeof promises / sizeof *promises;
    return promises;
}

const struct str *maturity_words(size_t *count)
{
    *count = sizeof maturities / sizeof *maturities;
    return maturities;
}

const char *policy_level_name(enum policy_level level)
{
    return levels[level].ptr;
}

const char *maturity_name(enum maturity maturity)
{
    return maturities[maturity].ptr;
}

void read_level(struct loader *load, const struct node *value, void *slot)
{
    size_t count, word;
    const struct str *words = level_words(&count);
    word = load_word(load, value, "level", words, count);
    if (word != SIZE_MAX)
        *(enum policy_level *)slot = (enum policy_level)word;
}

struct str canonical_code(struct str name)
{
    enum fact_code code = fact_find(name);
    return code == FACT_COUNT ? STR_EMPTY : str_of(fact_row(code)->code);
}

bool fact_is_fatal(enum fact_code code)
{
    return code == FACT_GT102 || code == FACT_PO102;
}
