/* Compares the pairs of queries in pairs.txt, in both directions: no change of meaning may pass for
 * cosmetic or metadata, and nothing may be asked about what means the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "change/tree.h"

static const char config[] =
    "model_defaults:\n  dialect: duckdb\ngateways:\n  g:\n    connection:\n"
    "      type: duckdb\nvariables:\n  low: 3\n";
static const char externals[] = "- name: ext.s\n"
                                "  columns: {a: int, b: int, c: text, ds: date, arr: 'int[]', st: "
                                "'struct(x int, y int)', v: json}\n"
                                "- name: ext.t\n"
                                "  columns: {a: int, d: text, e: int, ds: date}\n";

struct pair {
    struct str dialect, queries[2];
    bool same;
};

static struct tree tree_of(struct arena *arena, struct str dialect, struct str query)
{
    struct tree tree = { 0 };
    struct str model = str_fmt(arena, "MODEL (name m.pair, kind FULL, dialect %.*s);\n%.*s\n",
                               STR_ARG(dialect), STR_ARG(query));
    vec_push(arena, &tree,
             (struct mem_file){ .path = STR("config.yaml"), .bytes = str_of(config) });
    vec_push(arena, &tree,
             (struct mem_file){ .path = STR("external_models.yaml"), .bytes = str_of(externals) });
    vec_push(arena, &tree, (struct mem_file){ .path = STR("models/pair.sql"), .bytes = model });
    return tree;
}

/* [dialect] same, a query, =>, another one; blocks end with an empty line. */
static bool read_pair(struct pair *out, struct str block)
{
    struct str head;
    if (!str_split(&block, '\n', &head))
        return false;
    ptrdiff_t close = str_find_byte(head, ']'), arrow = str_find(block, STR("\n=>\n"));
    struct str verdict = str_trim(str_sub(head, (size_t)close + 1, head.len));
    if (!str_starts(head, STR("[")) || close < 0 || arrow < 0)
        return false;
    out->dialect = str_sub(head, 1, (size_t)close - 1);
    out->queries[0] = str_sub(block, 0, (size_t)arrow);
    out->queries[1] = str_sub(block, (size_t)arrow + 4, block.len);
    out->same = str_eq(verdict, STR("same"));
    return out->same || str_eq(verdict, STR("different"));
}

static bool holds(const struct pair *pair, bool backwards)
{
    struct arena arena;
    struct change_set set;
    arena_init(&arena, 64u << 20, NULL);
    struct tree trees[] = { tree_of(&arena, pair->dialect, pair->queries[0]),
                            tree_of(&arena, pair->dialect, pair->queries[1]) };
    const char *why = tree_diff(&set, &arena, &trees[backwards], &trees[!backwards]);
    bool quiet = !why && (set.facts.count == 0 || change_class(&set) <= CLASS_METADATA);
    bool ok = !why && quiet == pair->same;
    if (!ok)
        print_error("[%.*s] must be %s%s: %s\n%.*s\n=>\n%.*s\n%.*s\n", STR_ARG(pair->dialect),
                    pair->same ? "same" : "different", backwards ? ", backwards" : "",
                    why ? why : "", STR_ARG(pair->queries[0]), STR_ARG(pair->queries[1]),
                    STR_ARG(why ? STR_EMPTY : fact_lines(&arena, &set)));
    arena_release(&arena);
    return ok;
}

static void all_pairs(void **state)
{
    struct arena arena;
    size_t failed = 0, same = 0, different = 0;
    (void)state;
    arena_init(&arena, 4u << 20, NULL);
    struct str rest = read_text(&arena, STR("tests/unit/change/pairs.txt"));
    while (rest.len) {
        ptrdiff_t end = str_find(rest, STR("\n\n"));
        struct str block = str_sub(rest, 0, end < 0 ? rest.len : (size_t)end);
        struct pair pair;
        rest = str_sub(rest, block.len + 2, rest.len);
        if (str_starts(block, STR("#")))
            continue;
        if (!read_pair(&pair, str_trim(block)))
            fail_msg("pairs.txt: no pair: %.*s", STR_ARG(block));
        *(pair.same ? &same : &different) += 1;
        failed += (size_t)!holds(&pair, false) + (size_t)!holds(&pair, true);
    }
    arena_release(&arena);
    assert_true(same >= 50 && different >= 200);
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(all_pairs) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
