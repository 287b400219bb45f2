/* dialect: the table of dialects.def and name normalisation.
 *
 * Every row exists once per normalisation strategy, so that "snowflake,
 * normalization_strategy=lowercase" is a row like any other and callers keep a const pointer. */
#include "sql/dialect.h"

#include "codec/utf8.h"

enum feature {
    FEATURE_DOUBLED = 1 << 0,
    FEATURE_BACKSLASH = 1 << 1,
    FEATURE_HASH = 1 << 2,
    FEATURE_SLASHES = 1 << 3,
    FEATURE_DOLLAR = 1 << 4,
    FEATURE_NESTED = 1 << 5,
    FEATURE_NULLS = 1 << 6,
    FEATURE_RAW_ENDS = 1 << 7,
    FEATURE_TRIPLE = 1 << 8,
    FEATURE_DIGITS = 1 << 9,
    FEATURE_HASH_NAMES = 1 << 10,
    FEATURE_BARS = 1 << 11,
    FEATURE_ARROW_JSON = 1 << 12,
    FEATURE_COLON_PATH = 1 << 13,
    FEATURE_PREFIX_ALIAS = 1 << 14,
    FEATURE_EQUALS_ALIAS = 1 << 15,
    FEATURE_DASH_TABLES = 1 << 16,
    FEATURE_SPLIT_TABLES = 1 << 17,
    FEATURE_CASED_TABLES = 1 << 18,
    FEATURE_TERNARY = 1 << 19,
    FEATURE_STAGES = 1 << 20,
    FEATURE_ARROW_BOTH = 1 << 21,
    FEATURE_ARM_LIMIT = 1 << 22,
    FEATURE_UNNEST = 1 << 23,
    FEATURE_SET_MODE = 1 << 24,
    FEATURE_CASED_FUNCTIONS = 1 << 25,
    FEATURE_TYPED = 1 << 26,
    FEATURE_INHERITS = 1 << 27,
    FEATURE_ALIAS_FIRST = 1 << 28,
    FEATURE_UNDERSCORES = 1 << 29,
    FEATURE_UNITS_LAST = 1 << 30
};

#define HAS(features, bit) (((features) & (bit)) != 0)
#define ROW(dialect_name, strategy, idents, strings, features, type_bits)                          \
    {                                                                                              \
        .name = STR_INIT(dialect_name), .name_case = strategy, .identifier_quotes = idents,        \
        .string_quotes = strings, .doubled_quotes = HAS(features, FEATURE_DOUBLED),                \
        .backslash_escapes = HAS(features, FEATURE_BACKSLASH),                                     \
        .hash_comments = HAS(features, FEATURE_HASH),                                              \
        .slash_comments = HAS(features, FEATURE_SLASHES),                                          \
        .dollar_strings = HAS(features, FEATURE_DOLLAR),                                           \
        .nested_comments = HAS(features, FEATURE_NESTED),                                          \
        .default_sort_nulls_differ = HAS(features, FEATURE_NULLS),                                 \
        .raw_ends_at_quote = HAS(features, FEATURE_RAW_ENDS),                                      \
        .triple_strings = HAS(features, FEATURE_TRIPLE),                                           \
        .digit_identifiers = HAS(features, FEATURE_DIGITS),                                        \
        .hash_identifiers = HAS(features, FEATURE_HASH_NAMES),                                     \
        .bars_are_or = HAS(features, FEATURE_BARS),                                                \
        .arrow_is_json = HAS(features, FEATURE_ARROW_JSON),                                        \
        .arrow_is_both = HAS(features, FEATURE_ARROW_BOTH),                                        \
        .units_last = HAS(features, FEATURE_UNITS_LAST),                                           \
        .inherits = HAS(features, FEATURE_INHERITS),                                               \
        .string_alias = !HAS(features, FEATURE_TYPED),                                             \
        .set_mode_unsure = HAS(features, FEATURE_SET_MODE),                                        \
        .limit_in_arm = HAS(features, FEATURE_ARM_LIMIT),                                          \
        .colon_path = HAS(features, FEATURE_COLON_PATH),                                           \
        .prefix_alias = HAS(features, FEATURE_PREFIX_ALIAS),                                       \
        .equals_alias = HAS(features, FEATURE_EQUALS_ALIAS),                                       \
        .dash_tables = HAS(features, FEATURE_DASH_TABLES),                                         \
        .split_quoted_tables = HAS(features, FEATURE_SPLIT_TABLES),                                \
        .case_sensitive_tables = HAS(features, FEATURE_CASED_TABLES),                              \
        .case_sensitive_functions = HAS(features, FEATURE_CASED_FUNCTIONS),                        \
        .underscore_numbers = HAS(features, FEATURE_UNDERSCORES),                                  \
        .implicit_unnest = HAS(features, FEATURE_UNNEST),                                          \
        .alias_first = HAS(features, FEATURE_ALIAS_FIRST),                                         \
        .ternary = HAS(features, FEATURE_TERNARY), .stages = HAS(features, FEATURE_STAGES),        \
        .types = type_bits,                                                                        \
    }

enum { OWN_STRATEGY, STRATEGIES = 5 };

#define DIALECT(name, strategy, idents, strings, features, types)                                  \
    {                                                                                              \
        ROW(name, strategy, idents, strings, features, types),                                     \
        ROW(name, CASE_LOWER, idents, strings, features, types),                                   \
        ROW(name, CASE_UPPER, idents, strings, features, types),                                   \
        ROW(name, CASE_INSENSITIVE, idents, strings, features, types),                             \
        ROW(name, CASE_SENSITIVE, idents, strings, features, types),                               \
    },
static const struct sql_dialect rows[][STRATEGIES] = {
#include "sql/dialects.def"
};
#undef DIALECT

/* sqlglot's names of the strategies, in the order of the columns above. */
static const struct str strategies[STRATEGIES] = { STR_INIT(""), STR_INIT("lowercase"),
                                                   STR_INIT("uppercase"),
                                                   STR_INIT("case_insensitive"),
                                                   STR_INIT("case_sensitive") };

/* The column for one "key = value" setting after the dialect's name; -1 when it is not understood.
 * Settings other than the strategy do not change how names or text are read. */
static int strategy_column(struct str setting)
{
    struct str key = STR_EMPTY;
    if (!str_split(&setting, '=', &key) || !setting.ptr)
        return -1;
    struct str value = str_trim(setting);
    if (!str_eq_fold(str_trim(key), STR("normalization_strategy")))
        return OWN_STRATEGY;
    for (int i = 1; i < STRATEGIES; i++)
        if (str_eq_fold(strategies[i], value))
            return i;
    return -1;
}

const struct sql_dialect *sql_dialect_find(struct str name)
{
    struct str head = STR_EMPTY, setting = STR_EMPTY;
    if (!str_split(&name, ',', &head))
        return &rows[0][OWN_STRATEGY];
    head = str_trim(head);
    int column = OWN_STRATEGY;
    while (name.ptr && str_split(&name, ',', &setting)) {
        int found = strategy_column(setting);
        if (found < 0)
            return NULL;
        column = found ? found : column;
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (str_eq_fold(rows[i][0].name, head))
            return &rows[i][column];
    return NULL;
}

const struct sql_dialect *sql_dialect_default(void)
{
    return &rows[0][OWN_STRATEGY];
}

/* Whether every byte stays as it is under the wanted ASCII case; non-ASCII counts as a change. */
static bool is_folded(struct str s, bool upper)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if ((unsigned char)c >= 0x80 || (upper ? byte_upper(c) : byte_lower(c)) != c)
            return false;
    }
    return true;
}

struct str sql_normalise(struct arena *arena, const struct sql_dialect *dialect, struct str ident,
                         bool quoted)
{
    enum name_case name_case = dialect->name_case;
    if (name_case == CASE_SENSITIVE || (quoted && name_case != CASE_INSENSITIVE))
        return ident;
    bool upper = name_case == CASE_UPPER;
    if (is_folded(ident, upper))
        return ident;
    return upper ? utf8_upper(arena, ident) : utf8_lower(arena, ident);
}
