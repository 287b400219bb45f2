/* lint_when: whether a condition can hold, and whether one holds wherever another does.
 *
 * Both are decided by trying all cases that a condition can tell apart: which code (and with it
 * class and scope), whether consumers and a contract are there, how many models are below, which
 * column, ref and status, and, for what a fact may have several of (models, paths, tags ...), every
 * choice of which patterns match. What is said of a model under "not" must hold at base and at the
 * tip, so there the two sides are chosen apart. Too many cases: no statement. */
#include "policy/engine.h"
#include "policy/lint.h"

enum { ATOMS_MAX = 16, WORDS_MAX = 64, CASES_MAX = 300000, LITERALS = 5, SIDES = 2 };

/* One pattern or word that something of a fact may match or not. */
struct atom {
    enum predicate predicate;
    struct str text;
    const struct pattern *pattern; /* NULL for a word */
    size_t side;                   /* 0 unless the sides are chosen apart */
};

/* What all leaves of the conditions speak of. */
struct universe {
    struct atom atoms[ATOMS_MAX]; /* free: any choice of them is a case */
    size_t atom_count;
    struct {
        enum predicate predicate;
        struct str words[WORDS_MAX];
        size_t count;
    } single[LITERALS]; /* what a fact has one of: literal columns, refs, statuses, ... */
    uint64_t numbers[WORDS_MAX];
    size_t number_count;
    bool named[FACT_COUNT]; /* codes that some leaf names */
    bool consumers, contract;
    bool apart[PREDICATE_COUNT]; /* the sides are chosen apart: some leaf is under "not" */
    bool overflow;
};

/* One case. */
struct world {
    const struct universe *universe;
    enum fact_code code;
    bool reached, covered;
    uint64_t downstream;
    size_t word[LITERALS]; /* index in single[i].words; count = some other one */
    unsigned matched;      /* bit per atom */
};

/* ---- collecting ---- */

static bool is_literal(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '*' || text.ptr[i] == '?' || text.ptr[i] == '[' || text.ptr[i] == '{' ||
            text.ptr[i] == '\\' || text.ptr[i] == '/')
            return false;
    return true;
}

static size_t single_of(enum predicate predicate)
{
    return predicate == PREDICATE_COLUMN            ? 0
           : predicate == PREDICATE_REF             ? 1
           : predicate == PREDICATE_CONTRACT_STATUS ? 2
           : predicate == PREDICATE_PROMISE         ? 3
           : predicate == PREDICATE_DEPRECATION     ? 4
                                                    : LITERALS;
}

static void add_single(struct universe *universe, size_t single, struct str word)
{
    size_t count = universe->single[single].count;
    for (size_t i = 0; i < count; i++)
        if (str_eq_fold(universe->single[single].words[i], word))
            return;
    if (count == WORDS_MAX) {
        universe->overflow = true;
        return;
    }
    universe->single[single].words[count] = word;
    universe->single[single].count++;
}

static void add_atom(struct universe *universe, struct atom atom)
{
    for (size_t i = 0; i < universe->atom_count; i++)
        if (universe->atoms[i].predicate == atom.predicate &&
            universe->atoms[i].side == atom.side && str_eq_fold(universe->atoms[i].text, atom.text))
            return;
    if (universe->atom_count == ATOMS_MAX)
        universe->overflow = true;
    else
        universe->atoms[universe->atom_count++] = atom;
}

static void add_value(struct universe *universe, const struct when *when, struct str text,
                      const struct pattern *pattern)
{
    size_t single = single_of(when->predicate);
    if (single < LITERALS && (!pattern || is_literal(text))) {
        add_single(universe, single, text);
        return;
    }
    for (size_t side = 0; side < (universe->apart[when->predicate] ? SIDES : 1); side++)
        add_atom(universe, (struct atom){ when->predicate, text, pattern, side });
}

static void add_number(struct universe *universe, uint64_t number)
{
    for (uint64_t near = number ? number - 1 : 0; near <= number + 1; near++) {
        if (universe->number_count == WORDS_MAX) {
            universe->overflow = true;
            return;
        }
        universe->numbers[universe->number_count++] = near;
    }
}

static void add_leaf(struct universe *universe, const struct when *when)
{
    enum predicate predicate = when->predicate;
    universe->consumers |= predicate == PREDICATE_CONSUMERS ||
                           predicate == PREDICATE_CONSUMER_TYPE || predicate == PREDICATE_MATURITY;
    universe->contract |= predicate == PREDICATE_CONTRACT || predicate == PREDICATE_CONTRACT_STATUS;
    if (predicate == PREDICATE_DOWNSTREAM)
        add_number(universe, when->number);
    if (predicate == PREDICATE_CODE)
        for (size_t i = 0; i < when->values.count; i++) {
            enum fact_code code = fact_find(when->values.items[i]);
            if (code != FACT_COUNT)
                universe->named[code] = true;
        }
    if (predicate == PREDICATE_CODE || predicate == PREDICATE_CLASS ||
        predicate == PREDICATE_CONSUMERS || predicate == PREDICATE_CONTRACT)
        return;
    for (size_t i = 0; i < when->values.count; i++)
        add_value(universe, when, when->values.items[i], NULL);
    for (size_t i = 0; i < when->patterns.count; i++)
        add_value(universe, when, pattern_text(when->patterns.items[i]), when->patterns.items[i]);
}

/* Depth is bounded by the reader of rules, here and below. */
static void find_apart(struct universe *universe, const struct when *when, bool negated)
{
    if (when->kind == WHEN_PREDICATE && negated && predicate_has_sides(when->predicate))
        universe->apart[when->predicate] = true;
    for (size_t i = 0; i < when->parts.count; i++)
        find_apart(universe, when->parts.items[i], negated != (when->kind == WHEN_NOT));
}

static void collect(struct universe *universe, const struct when *when)
{
    if (when->kind == WHEN_PREDICATE)
        add_leaf(universe, when);
    for (size_t i = 0; i < when->parts.count; i++)
        collect(universe, when->parts.items[i]);
}

/* ---- one case ---- */

static bool is_file(enum fact_code code)
{
    return fact_row(code)->scope == SCOPE_FILE;
}

/* What a fact of this kind has none of. */
static bool has_none(const struct world *world, enum predicate predicate)
{
    switch (predicate) {
    case PREDICATE_MODEL:
    case PREDICATE_TAG:
    case PREDICATE_KIND:
        return is_file(world->code);
    case PREDICATE_COLUMN:
        return fact_row(world->code)->scope != SCOPE_COLUMN;
    case PREDICATE_CONSUMER_TYPE:
    case PREDICATE_MATURITY:
        return !world->reached;
    case PREDICATE_CONTRACT_STATUS:
        return !world->covered;
    default:
        return false;
    }
}

static bool atom_matches(const struct world *world, enum predicate predicate, struct str text,
                         size_t side)
{
    for (size_t i = 0; i < world->universe->atom_count; i++)
        if (world->universe->atoms[i].predicate == predicate &&
            world->universe->atoms[i].side == side &&
            str_eq_fold(world->universe->atoms[i].text, text))
            return (world->matched >> i) & 1u;
    return false;
}

static bool value_matches(const struct world *world, const struct when *when, struct str text,
                          const struct pattern *pattern, size_t side)
{
    size_t single = single_of(when->predicate);
    if (single == LITERALS)
        return atom_matches(world, when->predicate, text, side);
    bool other = world->word[single] == world->universe->single[single].count;
    if (pattern && !is_literal(text) && other)
        return atom_matches(world, when->predicate, text, side);
    if (other)
        return false;
    struct str word = world->universe->single[single].words[world->word[single]];
    if (!pattern || is_literal(text))
        return str_eq_fold(text, word);
    return pattern_match(pattern, word) == PATTERN_YES;
}

static bool has_word(const struct when *when, const char *word)
{
    for (size_t i = 0; i < when->values.count; i++)
        if (str_eq_fold(when->values.items[i], str_of(word)))
            return true;
    return false;
}

static bool values_match(const struct world *world, const struct when *when, size_t side)
{
    for (size_t i = 0; i < when->values.count; i++)
        if (value_matches(world, when, when->values.items[i], NULL, side))
            return true;
    for (size_t i = 0; i < when->patterns.count; i++)
        if (value_matches(world, when, pattern_text(when->patterns.items[i]),
                          when->patterns.items[i], side))
            return true;
    return false;
}

static bool leaf_holds(const struct world *world, const struct when *when, bool negated)
{
    const struct fact_row *row = fact_row(world->code);
    switch (when->predicate) {
    case PREDICATE_CLASS:
        return has_word(when, fact_class_name(row->class));
    case PREDICATE_CODE:
        return has_word(when, row->code);
    case PREDICATE_CONSUMERS:
        return has_word(when, world->reached ? "reached" : "none");
    case PREDICATE_CONTRACT:
        return has_word(when, world->covered ? "covered" : "none");
    case PREDICATE_DOWNSTREAM:
        return when_compares(when, world->downstream);
    default:
        break;
    }
    bool holds = values_match(world, when, 0);
    if (world->universe->apart[when->predicate]) {
        bool other = values_match(world, when, 1);
        holds = negated ? holds && other : holds || other;
    }
    return holds && !has_none(world, when->predicate);
}

static bool holds_in(const struct world *world, const struct when *when, bool negated)
{
    if (when->kind == WHEN_PREDICATE)
        return leaf_holds(world, when, negated);
    for (size_t i = 0; i < when->parts.count; i++) {
        bool one = holds_in(world, when->parts.items[i], negated != (when->kind == WHEN_NOT));
        if (when->kind == WHEN_ALL ? !one : one)
            return when->kind == WHEN_ANY;
    }
    return when->kind != WHEN_ANY;
}

/* ---- all cases ---- */

/* What is asked of every case; true ends the search. */
struct search {
    const struct when *yes, *no; /* yes holds and no does not; NULL: not asked */
    enum fact_code only;         /* FACT_COUNT: all codes */
    size_t cases;
};

/* A text that matches a narrow pattern matches the wider one too. */
static bool is_consistent(const struct universe *universe, unsigned matched)
{
    for (size_t i = 0; i < universe->atom_count; i++) {
        const struct atom *narrow = &universe->atoms[i];
        for (size_t at = 0; at < universe->atom_count && (matched >> i & 1u); at++) {
            const struct atom *wide = &universe->atoms[at];
            if (at != i && narrow->predicate == wide->predicate && narrow->side == wide->side &&
                narrow->pattern && wide->pattern && !(matched >> at & 1u) &&
                pattern_covers(wide->pattern, narrow->pattern))
                return false;
        }
    }
    return true;
}

static bool try_choices(struct search *search, struct world *world)
{
    const struct universe *universe = world->universe;
    for (world->matched = 0; world->matched < 1u << universe->atom_count; world->matched++) {
        if (++search->cases > CASES_MAX)
            return true;
        bool found = (!search->yes || holds_in(world, search->yes, false)) &&
                     (!search->no || !holds_in(world, search->no, false));
        if (found && is_consistent(universe, world->matched))
            return true;
    }
    return false;
}

static bool try_words(struct search *search, struct world *world, size_t single)
{
    if (single == LITERALS)
        return try_choices(search, world);
    for (size_t i = 0; i <= world->universe->single[single].count; i++) {
        world->word[single] = i;
        if (try_words(search, world, single + 1))
            return true;
    }
    return false;
}

static bool try_numbers(struct search *search, struct world *world)
{
    const struct universe *universe = world->universe;
    world->downstream = 0;
    if (try_words(search, world, 0))
        return true;
    for (size_t i = 0; i < universe->number_count && !is_file(world->code); i++) {
        world->downstream = universe->numbers[i];
        if (try_words(search, world, 0))
            return true;
    }
    return false;
}

static bool try_code(struct search *search, const struct universe *universe, enum fact_code code)
{
    for (int reached = 0; reached <= universe->consumers; reached++)
        for (int covered = 0; covered <= (universe->contract && !is_file(code)); covered++) {
            struct world world = {
                .universe = universe, .code = code, .reached = reached, .covered = covered
            };
            if (try_numbers(search, &world))
                return true;
        }
    return false;
}

/* Codes that no condition names differ by class and scope alone. */
static bool is_twin(const struct universe *universe, enum fact_code code)
{
    for (size_t i = 0; i < (size_t)code && !universe->named[code]; i++)
        if (!universe->named[i] && fact_row((enum fact_code)i)->class == fact_row(code)->class &&
            fact_row((enum fact_code)i)->scope == fact_row(code)->scope)
            return true;
    return false;
}

/* Whether some case answers; true as well when that cannot be told. */
static bool finds(struct arena *arena, struct search search)
{
    struct universe *universe = arena_new(arena, struct universe);
    const struct when *conditions[] = { search.yes, search.no };
    for (size_t i = 0; i < 2; i++)
        if (conditions[i])
            find_apart(universe, conditions[i], false);
    for (size_t i = 0; i < 2; i++)
        if (conditions[i])
            collect(universe, conditions[i]);
    if (universe->overflow)
        return true;
    for (size_t i = 0; i < FACT_COUNT; i++) {
        enum fact_code code = (enum fact_code)i;
        bool asked = search.only == FACT_COUNT ? !is_twin(universe, code) : search.only == code;
        if (asked && try_code(&search, universe, code))
            return true;
    }
    return false;
}

bool when_possible(struct arena *arena, const struct when *when)
{
    return finds(arena, (struct search){ .yes = when, .only = FACT_COUNT });
}

bool when_possible_for(struct arena *arena, const struct when *when, enum fact_code code)
{
    return finds(arena, (struct search){ .yes = when, .only = code });
}

bool when_implies(struct arena *arena, const struct when *narrow, const struct when *wide)
{
    return !finds(arena, (struct search){ .yes = narrow, .no = wide, .only = FACT_COUNT });
}
