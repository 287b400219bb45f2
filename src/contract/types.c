/* types: see the header. */
#include "contract/types.h"

#include "contract/logical.h"
#include "sql/form.h"

static const struct {
    struct str word;
    enum promised_type type;
} type_words[] = {
#define TYPE_WORD(word, type) { STR_INIT(word), PROMISED_##type },
#include "contract/type_words.def"
#undef TYPE_WORD
};

#define STRING (1u << PROMISED_STRING)
#define INTEGER (1u << PROMISED_INTEGER)
#define NUMBER (1u << PROMISED_NUMBER)
#define BOOLEAN (1u << PROMISED_BOOLEAN)
#define DATE (1u << PROMISED_DATE)
#define TIME (1u << PROMISED_TIME)
#define TIMESTAMP (1u << PROMISED_TIMESTAMP)
#define ARRAY (1u << PROMISED_ARRAY)
#define OBJECT (1u << PROMISED_OBJECT)
#define MAP (1u << PROMISED_MAP)
#define ANY (~0u)

static const struct {
    struct str name;
    unsigned sure, maybe; /* bits of enum promised_type */
} physical_words[] = {
#define PHYSICAL(name, sure, maybe) { STR_INIT(name), sure, maybe },
#include "contract/physical.def"
#undef PHYSICAL
};

enum promised_type promised_type_find(struct str text)
{
    text = str_trim(text);
    if (text.len == 0)
        return PROMISED_NONE;
    for (size_t i = 0; i < sizeof type_words / sizeof *type_words; i++)
        if (str_eq_fold(type_words[i].word, text))
            return type_words[i].type;
    return PROMISED_OTHER;
}

enum type_relation promised_types_compare(enum promised_type before, enum promised_type after)
{
    if (before <= PROMISED_OTHER || after <= PROMISED_OTHER)
        return TYPES_UNCLEAR;
    if (before == after)
        return TYPES_EQUAL;
    if (before == PROMISED_INTEGER && after == PROMISED_NUMBER)
        return TYPES_WIDENED;
    if (before == PROMISED_NUMBER && after == PROMISED_INTEGER)
        return TYPES_NARROWED;
    return TYPES_INCOMPATIBLE;
}

enum type_relation logical_types_compare(struct str before, struct str after)
{
    enum promised_type old = promised_type_find(before), new = promised_type_find(after);
    if (str_eq_fold(str_trim(before), str_trim(after)))
        return TYPES_EQUAL;
    /* float and double are numbers, one of them a smaller one */
    bool sized = old == PROMISED_NUMBER || old == PROMISED_INTEGER || old == PROMISED_TIMESTAMP;
    return old == new &&sized ? type_names_compare(before, after)
                              : promised_types_compare(old, new);
}

/* ---- physical ---- */

const struct sql_node *physical_type_read(struct arena *arena, const struct sql_dialect *dialect,
                                          struct str text)
{
    text = str_trim(text);
    const struct sql_node *type = type_tree(arena, dialect ? dialect : sql_dialect_default(), text);
    return type && type->end == text.len ? type : NULL;
}

/* Bits of enum promised_type: what a column of a type is, and what it may be. */
struct meaning {
    unsigned sure, maybe;
};

static struct str base_of(struct str text)
{
    ptrdiff_t open = str_find_byte(text, '(');
    return open < 0 ? text : str_trim(str_sub(text, 0, (size_t)open));
}

static struct meaning meaning_of(struct str text)
{
    struct str base = base_of(text);
    for (size_t i = 0; i < sizeof physical_words / sizeof *physical_words; i++)
        if (str_eq_fold(physical_words[i].name, base))
            return (struct meaning){ physical_words[i].sure, physical_words[i].maybe };
    enum logical_type logical = logical_type_of(text, NULL);
    if (logical == LOGICAL_NONE)
        return (struct meaning){ 0, ANY };
    if (logical == LOGICAL_INTEGER)
        return (struct meaning){ INTEGER | NUMBER, 0 };
    return (struct meaning){ 1u << promised_type_find(str_of(logical_type_name(logical))), 0 };
}

enum type_relation type_names_compare(struct str before, struct str after)
{
    enum type_relation relation = type_compare(before, after);
    if (relation == TYPES_NARROWED && type_compare(after, before) != TYPES_WIDENED)
        return TYPES_UNCLEAR;
    return relation;
}

/* On the lattice; what is not on it is another family when no logical type can be both. */
static enum type_relation compare_names(struct str before, struct str after)
{
    enum type_relation relation = type_names_compare(before, after);
    if (relation != TYPES_UNCLEAR || type_compare(before, after) != TYPES_UNCLEAR)
        return relation;
    struct meaning old = meaning_of(before), new = meaning_of(after);
    return (old.sure | old.maybe) & (new.sure | new.maybe) ? TYPES_UNCLEAR : TYPES_INCOMPATIBLE;
}

/* The worse of two parts of one type. */
static enum type_relation both(enum type_relation a, enum type_relation b)
{
    if (a == TYPES_INCOMPATIBLE || b == TYPES_INCOMPATIBLE)
        return TYPES_INCOMPATIBLE;
    if (a == TYPES_EQUAL || a == b)
        return b;
    return b == TYPES_EQUAL ? a : TYPES_UNCLEAR; /* wider here and narrower there */
}

bool physical_type_fields(struct map *out, struct arena *arena, const struct sql_node *type)
{
    map_init(out, arena);
    for (const struct sql_node *it = type->first; it; it = it->next)
        if (it->kind == SQL_IDENT && it->next && it->next->kind == SQL_TYPE)
            map_put(out, str_lower(arena, it->text), it->next);
    return out->count > 0;
}

/* One that is gone is worst; one more widens what the others left as it was. */
static enum type_relation compare_fields(struct arena *arena, const struct map *before,
                                         const struct map *after)
{
    enum type_relation all = TYPES_EQUAL;
    for (struct map_entry *it = map_first(before); it; it = map_next(it)) {
        const struct sql_node *partner = map_get(after, map_key(it));
        if (!partner)
            return TYPES_INCOMPATIBLE;
        all = both(all, physical_types_compare(arena, map_value(it), partner));
    }
    return all == TYPES_EQUAL && after->count > before->count ? TYPES_WIDENED : all;
}

static enum type_relation compare_elements(struct arena *arena, const struct sql_node *before,
                                           const struct sql_node *after)
{
    enum type_relation all = TYPES_EQUAL;
    const struct sql_node *old = before->first, *new = after->first;
    for (; old && new; old = old->next, new = new->next)
        all = both(all, old->kind == SQL_TYPE && new->kind == SQL_TYPE
                            ? physical_types_compare(arena, old, new)
                        : sql_same(old, new) ? TYPES_EQUAL
                                             : TYPES_UNCLEAR);
    return old || new ? TYPES_UNCLEAR : all;
}

/* Depth: trees are bounded by the parser (LIMIT_sql_depth). */
enum type_relation physical_types_compare(struct arena *arena, const struct sql_node *before,
                                          const struct sql_node *after)
{
    if (!before || !after)
        return TYPES_UNCLEAR;
    if (sql_same(before, after))
        return TYPES_EQUAL;
    enum type_relation name = compare_names(before->text, after->text);
    if (name == TYPES_INCOMPATIBLE || (!before->first && !after->first))
        return name;
    struct map old, new;
    bool old_fields = physical_type_fields(&old, arena, before);
    bool new_fields = physical_type_fields(&new, arena, after);
    enum type_relation inside = old_fields && new_fields ? compare_fields(arena, &old, &new)
                                                         : compare_elements(arena, before, after);
    map_release(&old);
    map_release(&new);
    return both(name, inside);
}

/* DECIMAL(18, 0) is an integer, DECIMAL(18, 2) none; without a scale engines differ. */
static enum fits decimal_is_integer(struct str text)
{
    ptrdiff_t open = str_find_byte(text, '('), comma = str_find_byte(text, ',');
    if (open < 0)
        return FITS_UNCLEAR;
    if (comma < 0)
        return FITS_YES;
    struct str scale = str_trim(str_sub(text, (size_t)comma + 1, text.len));
    return str_eq(scale, STR("0)")) ? FITS_YES : FITS_NO;
}

enum promised_type physical_type_means(const struct sql_node *type)
{
    struct meaning meaning = type ? meaning_of(type->text) : (struct meaning){ 0, 0 };
    if (meaning.sure == (INTEGER | NUMBER))
        return PROMISED_INTEGER;
    if (meaning.sure == NUMBER && (meaning.maybe & INTEGER)) {
        enum fits integer = decimal_is_integer(type->text);
        return integer == FITS_YES  ? PROMISED_INTEGER
               : integer == FITS_NO ? PROMISED_NUMBER
                                    : PROMISED_OTHER;
    }
    for (unsigned i = PROMISED_OTHER + 1; i < PROMISED_COUNT; i++)
        if (meaning.sure == 1u << i)
            return (enum promised_type)i;
    return PROMISED_OTHER;
}

enum fits physical_type_fits(const struct sql_node *type, enum promised_type promised)
{
    if (!type || promised <= PROMISED_OTHER)
        return FITS_UNCLEAR;
    struct meaning meaning = meaning_of(type->text);
    unsigned bit = 1u << promised;
    if (promised == PROMISED_INTEGER && meaning.sure == NUMBER && (meaning.maybe & INTEGER))
        return decimal_is_integer(type->text);
    return meaning.sure & bit ? FITS_YES : meaning.maybe & bit ? FITS_UNCLEAR : FITS_NO;
}
