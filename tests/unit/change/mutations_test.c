/* Mutates every query of tests/mutations in every way of mutate/kinds.def and compares each mutant
 * with its query: what keeps the meaning must be cosmetic, what changes it must be caught. Ends
 * with the table of docs/mutations.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "change/mutate/corpus.h"

struct tally {
    size_t mutants, flagged, unknown, wrong;
};

/* One query as a project, and what its mutants are compared with. Loads that share a cache share
 * memory, so all of them live in one arena. */
struct bench {
    struct arena *arena;
    const struct corpus *corpus;
    const struct query *query;
    struct parse_cache *cache;
    struct projects before;
    struct tally *tallies;
};

static const struct model *model_of(const struct projects *projects)
{
    return projects_find(projects, STR("s.m"), NULL);
}

static enum fact_class class_between(struct arena *arena, const struct projects *before,
                                     const struct projects *after)
{
    struct change_set set;
    change_diff(&set, arena, before, after);
    return change_class(&set);
}

/* A mutant that could not be read would be caught for the wrong reason. */
static bool is_readable(const struct model *query, const struct model *mutant)
{
    const struct sql_node *at;
    if (!query || !mutant || !model_query(mutant) ||
        model_unknowns(mutant)->count > model_unknowns(query)->count)
        return false;
    enum sql_doubt doubt = sql_doubt(model_query(mutant), &at);
    return doubt == DOUBT_NONE || doubt == sql_doubt(model_query(query), &at);
}

static void complain(const struct mutant *mutant, const char *what)
{
    print_error("%.*s \"%.*s\", %s: %s\n%.*s\n", STR_ARG(mutant->query->file),
                STR_ARG(mutant->query->name), kinds[mutant->kind].name, what,
                STR_ARG(mutant->text));
}

/* A change of meaning is one in both directions; a column that goes comes when seen backwards. */
static enum fact_class least_backwards(enum fact_class class)
{
    return class == CLASS_MEANING ? CLASS_MEANING : CLASS_ADDITIVE;
}

static void judge(const struct bench *bench, const struct mutant *mutant,
                  const struct projects *after)
{
    struct arena *arena = bench->arena;
    const struct kind *kind = &kinds[mutant->kind];
    struct tally *tally = &bench->tallies[mutant->kind];
    enum fact_class there = class_between(arena, &bench->before, after);
    enum fact_class back = class_between(arena, after, &bench->before);
    enum fact_class most = there > back ? there : back, least = there < back ? there : back;
    enum fact_class highest =
        kind->class == CLASS_UNKNOWN && !kind->flagged ? CLASS_COSMETIC : kind->class;
    bool right = kind->preserves ? most <= highest
                                 : there >= kind->class && least >= least_backwards(kind->class);

    tally->mutants++;
    tally->flagged += most > CLASS_METADATA;
    tally->unknown += most == CLASS_UNKNOWN;
    if (!right) {
        tally->wrong++;
        complain(mutant, str_fmt(arena, "%s, and %s backwards", fact_class_name(there),
                                 fact_class_name(back))
                             .ptr);
    }
}

static void try_mutant(const struct bench *bench, const struct mutant *mutant)
{
    struct projects after = { 0 };
    struct tree tree =
        corpus_tree(bench->arena, bench->corpus, bench->query->text.dialect, mutant->text);
    const char *why = corpus_load(&after, bench->arena, &tree, bench->cache);

    if (!why && !is_readable(model_of(&bench->before), model_of(&after)))
        why = "is not readable";
    if (why) {
        bench->tallies[mutant->kind].wrong++;
        complain(mutant, why);
    } else {
        judge(bench, mutant, &after);
    }
    map_release(&after.by_fqn);
}

/* What is not seen through when names and spelling stay could be hidden when they change as well.
 */
static void add_respelled(struct mutants *mutants, struct arena *arena, const struct query *query)
{
    size_t count = mutants->count;
    for (size_t i = 0; i < count; i++) {
        if (kinds[mutants->items[i].kind].mutate != mutate_respelled)
            continue;
        const struct query *other = query_respelled(arena, query, mutants->items[i].text);
        if (other)
            corpus_mutate(mutants, arena, other, true, MOST_PER_RESPELLED);
    }
}

static void try_query(const struct corpus *corpus, const struct query *query, struct tally *tallies)
{
    struct arena arena;
    struct mutants mutants = { 0 };
    struct bench bench = { .arena = &arena, .corpus = corpus, .query = query, .tallies = tallies };

    arena_init(&arena, 512u << 20, NULL);
    bench.cache = parse_cache_new(&arena);
    struct tree tree = corpus_tree(&arena, corpus, query->text.dialect, query->text.bytes);
    const char *why = corpus_load(&bench.before, &arena, &tree, bench.cache);
    assert_null(why);
    corpus_mutate(&mutants, &arena, query, false, MOST_PER_QUERY);
    add_respelled(&mutants, &arena, query);
    vec_for (const struct mutant, mutant, &mutants)
        try_mutant(&bench, mutant);
    map_release(&bench.before.by_fqn);
    arena_release(&arena);
}

/* Lines of Markdown behind "# ", which is a comment in TAP. */
static size_t report(const struct tally *tallies, bool preserves)
{
    struct tally sum = { 0 };

    print_message("# | kind | mutants | flagged | %s |\n# |---|---:|---:|---|\n",
                  preserves ? "why the meaning stays" : "where it is certain to change");
    for (size_t i = 0; i < KINDS; i++) {
        const struct tally *tally = &tallies[i];
        if (kinds[i].preserves != preserves)
            continue;
        print_message("# | %s | %zu | %zu | %s |\n", kinds[i].name, tally->mutants, tally->flagged,
                      kinds[i].why);
        if (tally->mutants < kinds[i].fewest)
            print_error("%s fits %zu times, expected at least %zu\n", kinds[i].name, tally->mutants,
                        kinds[i].fewest);
        if (kinds[i].class == CLASS_UNKNOWN && tally->flagged > kinds[i].flagged)
            print_error("%s is flagged %zu times, at most %zu are explained\n", kinds[i].name,
                        tally->flagged, kinds[i].flagged);
        sum.wrong += tally->wrong + (tally->mutants < kinds[i].fewest) +
                     (kinds[i].class == CLASS_UNKNOWN && tally->flagged > kinds[i].flagged);
        sum.mutants += tally->mutants;
        sum.flagged += tally->flagged;
        sum.unknown += tally->unknown;
    }
    print_message("# | all | %zu | %zu | of these %zu as unknown |\n#\n", sum.mutants, sum.flagged,
                  sum.unknown);
    return sum.wrong;
}

static void all_mutants(void **state)
{
    struct arena arena;
    struct corpus corpus;
    struct tally tallies[KINDS] = { 0 };
    (void)state;

    arena_init(&arena, 64u << 20, NULL);
    const char *why = corpus_read(&corpus, &arena);
    if (why)
        fail_msg("%s cannot be read", why);
    assert_true(corpus.queries.count >= 60);
    for (size_t i = 0; i < corpus.queries.count; i++)
        try_query(&corpus, corpus.queries.items[i], tallies);
    size_t wrong = report(tallies, true) + report(tallies, false);
    corpus_release(&corpus);
    arena_release(&arena);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(all_mutants) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
