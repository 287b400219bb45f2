/* diff_options: the stated limits of a column, key by key (options.def). */
#include "contract/diff_private.h"

#include <stdlib.h>

#include "contract/sorted.h"
#include "contract/types.h"

/* One key on both sides; the side that does not state it is NULL. */
struct pair {
    struct differ *d;
    const struct contract_option *old, *new;
    struct str key, old_text, new_text;
    struct codes codes;
};

static void tell(const struct pair *pair, enum range_move move)
{
    promise_move(pair->d, move, pair->codes, pair->key, pair->old_text, pair->new_text);
}

/* Stated on one side only: a limit more, or one less. */
static bool one_side(const struct pair *pair)
{
    if (pair->old && pair->new)
        return false;
    tell(pair, pair->new ? MOVE_IN : MOVE_OUT);
    return true;
}

static enum range_move move_of(enum order order, bool upper)
{
    switch (order) {
    case ORDER_SAME:
        return MOVE_NONE;
    case ORDER_LOWER:
        return upper ? MOVE_IN : MOVE_OUT;
    case ORDER_HIGHER:
        return upper ? MOVE_OUT : MOVE_IN;
    case ORDER_UNCLEAR:
        break;
    }
    return MOVE_UNCLEAR;
}

static void option_least(const struct pair *pair)
{
    if (!one_side(pair))
        tell(pair, move_of(order_numbers(pair->old_text, pair->new_text), false));
}

static void option_most(const struct pair *pair)
{
    if (!one_side(pair))
        tell(pair, move_of(order_numbers(pair->old_text, pair->new_text), true));
}

/* Compared together, for one may move where the other was (diff_ends). */
static void option_ends(const struct pair *pair)
{
    (void)pair;
}

/* The same, with diff_digits. */
static void option_digits(const struct pair *pair)
{
    (void)pair;
}

static void option_step(const struct pair *pair)
{
    if (one_side(pair) || order_numbers(pair->old_text, pair->new_text) == ORDER_SAME)
        return;
    tell(pair, number_is_multiple(pair->new_text, pair->old_text)   ? MOVE_IN
               : number_is_multiple(pair->old_text, pair->new_text) ? MOVE_OUT
                                                                    : MOVE_UNCLEAR);
}

/* Absent is false. */
static void option_flag(const struct pair *pair)
{
    bool old = str_eq_fold(pair->old_text, STR("true"));
    bool new = str_eq_fold(pair->new_text, STR("true"));
    tell(pair, old == new ? MOVE_NONE : new ? MOVE_IN : MOVE_OUT);
}

static struct contract_texts words_of(struct arena *arena, struct str list)
{
    struct contract_texts words = { 0 };
    struct str item;
    while (list.len > 0 && str_split(&list, ',', &item))
        vec_push(arena, &words, str_trim(item));
    if (words.count > 1)
        qsort(words.items, words.count, sizeof *words.items, str_cmp_qsort);
    return words;
}

/* Fields that an object always has. */
static void option_words(const struct pair *pair)
{
    struct contract_texts old = words_of(pair->d->arena, pair->old_text);
    struct contract_texts new = words_of(pair->d->arena, pair->new_text);
    contract_diff_texts(pair->d, &old, &new, pair->codes, pair->key);
}

/* Of two patterns nobody can say which one allows more. */
static void option_text(const struct pair *pair)
{
    if (!one_side(pair) && !str_eq(pair->old_text, pair->new_text))
        tell(pair, MOVE_UNCLEAR);
}

static struct str type_of_format(struct str word)
{
    static const struct str formats[][2] = {
#define FORMAT(word, type) { STR_INIT(word), STR_INIT(type) },
#include "contract/formats.def"
#undef FORMAT
    };
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (str_eq_fold(formats[i][0], word))
            return formats[i][1];
    return STR_EMPTY;
}

static void option_format(const struct pair *pair)
{
    static const struct codes codes = { FACT_CT115, FACT_CT114 };
    if (one_side(pair) || str_eq(pair->old_text, pair->new_text))
        return;
    struct pair typed = *pair;
    typed.codes = codes;
    switch (type_names_compare(type_of_format(pair->old_text), type_of_format(pair->new_text))) {
    case TYPES_EQUAL: /* two texts that are no type */
    case TYPES_UNCLEAR:
        tell(pair, MOVE_UNCLEAR);
        break;
    case TYPES_WIDENED:
        tell(&typed, MOVE_OUT);
        break;
    case TYPES_NARROWED:
        tell(&typed, MOVE_IN);
        break;
    case TYPES_INCOMPATIBLE:
        promise_add(pair->d, FACT_CT113, pair->key, pair->old_text, pair->new_text);
        break;
    }
}

/* A time that has a zone is another thing than one that has none. */
static void option_zone(const struct pair *pair)
{
    if (!pair->old || !pair->new)
        tell(pair, MOVE_UNCLEAR);
    else if (!str_eq_fold(pair->old_text, pair->new_text))
        promise_add(pair->d, FACT_CT113, pair->key, pair->old_text, pair->new_text);
}

/* UTC is what counts where nothing is said (ODCS v3.1, timestamps). */
static struct str zone_or_utc(struct str zone)
{
    static const char *const names[] = { "", "UTC", "Etc/UTC", "Z", "GMT", "Etc/GMT" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq_fold(zone, str_of(names[i])))
            return STR("UTC");
    return zone;
}

static void option_default_zone(const struct pair *pair)
{
    if (!str_eq(zone_or_utc(pair->old_text), zone_or_utc(pair->new_text)))
        promise_add(pair->d, FACT_CT113, pair->key, pair->old_text, pair->new_text)->note =
            STR("times without a zone mean another moment");
}

static const struct row {
    struct str key;
    void (*compare)(const struct pair *pair);
    struct codes codes;
} rows[] = {
#define OPTION(key, comparer, in, out) { STR_INIT(key), comparer, { FACT_##in, FACT_##out } },
#include "contract/options.def"
#undef OPTION
};

static const struct row *find_row(struct str key)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_eq(rows[i].key, key))
            return &rows[i];
    return NULL;
}

static void diff_option(struct differ *d, const struct contract_option *old,
                        const struct contract_option *new)
{
    const struct row *row = find_row(new ? new->key : old->key);
    struct pair pair = { .d = d,
                         .old = old,
                         .new = new,
                         .key = new ? new->key : old->key,
                         .old_text = old ? old->text : STR_EMPTY,
                         .new_text = new ? new->text : STR_EMPTY };
    if (pair.key.len == 0)
        pair.key = STR("logicalTypeOptions");
    if (row) {
        pair.codes = row->codes;
        row->compare(&pair);
    } else if (!old || !new || !str_eq(old->text, new->text)) {
        tell(&pair, MOVE_UNCLEAR);
    }
}

/* ---- both ends of a range; the digits of a number ---- */

static struct str text_at(const struct contract_column *column, const char *key)
{
    vec_for (const struct contract_option, option, &column->options)
        if (str_eq(option->key, str_of(key)))
            return option->text;
    return STR_EMPTY;
}

/* v3.0 has exclusiveMinimum: true beside minimum, v3.1 a value of its own. */
static struct range_end end_of(const struct contract_column *column, bool upper)
{
    struct str closed = text_at(column, upper ? "maximum" : "minimum");
    struct str open = text_at(column, upper ? "exclusiveMaximum" : "exclusiveMinimum");
    bool is_flag = str_eq_fold(open, STR("true")) || str_eq_fold(open, STR("false"));
    struct range_end end = { 0 };
    if (closed.len > 0)
        range_limit(&end, upper, closed, is_flag && str_eq_fold(open, STR("true")));
    if (open.len > 0 && !is_flag)
        range_limit(&end, upper, open, true);
    return end;
}

static void diff_ends(struct differ *d, bool upper)
{
    const struct codes codes = { FACT_CN215, FACT_CN207 };
    const char *keys[] = { upper ? "maximum" : "minimum",
                           upper ? "exclusiveMaximum" : "exclusiveMinimum" };
    bool same = true;
    for (size_t i = 0; i < 2; i++)
        same = same && str_eq(text_at(d->old_column, keys[i]), text_at(d->new_column, keys[i]));
    if (same)
        return;
    struct range_end old = end_of(d->old_column, upper), new = end_of(d->new_column, upper);
    promise_move(d, range_move(&old, &new, upper), codes, str_of(keys[0]),
                 range_end_text(d->arena, &old, upper), range_end_text(d->arena, &new, upper));
}

static struct str decimal_text(struct differ *d, const struct contract_column *column)
{
    struct str precision = text_at(column, "precision"), scale = text_at(column, "scale");
    if (precision.len == 0)
        return scale.len ? str_fmt(d->arena, "scale %.*s", STR_ARG(scale)) : STR_EMPTY;
    return str_fmt(d->arena, "DECIMAL(%.*s, %.*s)", STR_ARG(precision),
                   STR_ARG(scale.len ? scale : STR("0")));
}

static void diff_digits(struct differ *d)
{
    const struct codes codes = { FACT_CT115, FACT_CT114 };
    struct str old = decimal_text(d, d->old_column), new = decimal_text(d, d->new_column);
    enum range_move move = MOVE_UNCLEAR;
    if (str_eq(old, new))
        return;
    if (old.len == 0 || new.len == 0) {
        move = new.len ? MOVE_IN : MOVE_OUT;
    } else {
        enum type_relation relation = type_names_compare(old, new);
        move = relation == TYPES_EQUAL      ? MOVE_NONE
               : relation == TYPES_WIDENED  ? MOVE_OUT
               : relation == TYPES_NARROWED ? MOVE_IN
                                            : MOVE_UNCLEAR;
    }
    promise_move(d, move, codes, STR("precision"), old, new);
}

static int by_key(const void *a, const void *b)
{
    const struct contract_option *one = a, *other = b;
    return str_cmp(one->key, other->key);
}

void contract_diff_options(struct differ *d)
{
    struct sorted_pairs pairs =
        SORTED_PAIRS(&d->old_column->options, &d->new_column->options, by_key);
    const void *old, *new;
    while (sorted_pairs_next(&pairs, &old, &new))
        diff_option(d, old, new);
    if (d->old_column->options.count + d->new_column->options.count == 0)
        return;
    diff_ends(d, false);
    diff_ends(d, true);
    diff_digits(d);
}
