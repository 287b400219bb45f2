/* words: what the values of enums are called in policies, for reading them and for messages. Lists
 * are by value of the enum. */
#ifndef STOPLOG_POLICY_WORDS_H
#define STOPLOG_POLICY_WORDS_H

#include "base/str.h"

/* "off" ..., by enum policy_level. */
const struct str *level_words(size_t *count);
/* "low" ..., by enum maturity. */
const struct str *maturity_words(size_t *count);
/* "dashboard" ...; a consumer's type is the word itself. */
const struct str *consumer_types(size_t *count);
/* "proposed" ..., by enum contract_status less one: unstated has no word. */
const struct str *contract_statuses(size_t *count);
/* "none" ..., by enum deprecation. */
const struct str *deprecation_words(size_t *count);
/* "described" ..., by enum promise_effect less one: EFFECT_NONE has no word. */
const struct str *effect_words(size_t *count);

#endif
