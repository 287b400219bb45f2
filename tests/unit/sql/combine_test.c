/* Every pair of words and operators of the grammar, and a few operands, in each of the places
 * below: what is understood has a form that reads back. By hand, other numbers of words and other
 * dialects (docs/fuzzing.md):
 *
 *     build/unit/sql/combine_test WORDS DIALECT...      prints "dialect <TAB> text <TAB> form" */
#include <stdio.h>
#include <stdlib.h>

#include "base/check.h"
#include "sql_test.h"

#include "base/buf.h"
#include "../../fuzz/comparison.h"

static const char *const words[] = {
#define LETTER(c)
#define KEYWORD(word, flags) #word,
#include "sql/keywords.def"
#undef LETTER
#undef KEYWORD
#define OPERATOR(name, text, precedence, canonical) text,
#include "sql/operators.def"
#undef OPERATOR
    "a", "\"q\"", "'x'", "1", ".5", "( )", "(a)", "(SELECT 1)", "@m",
};
enum { WORDS = sizeof words / sizeof *words };

/* In front of the words, and behind them. */
static const char *const places[][2] = {
    { "", "" },
    { "SELECT ", "" },
    { "SELECT f(", ")" },
    { "SELECT f(x, ", ", y)" },
    { "SELECT 1 FROM ", "" },
    { "SELECT 1 FROM t ", "" },
    { "SELECT x FROM t WHERE ", "" },
    { "SELECT [", "]" },
    { "SELECT x ", ", y" },
    { "SELECT x OVER (", ")" },
    { "SELECT CAST(x AS ", ")" },
    { "SELECT x FROM t ORDER BY ", "" },
    { "WITH c AS (SELECT 1) ", "" },
    { "SELECT CASE WHEN ", " THEN 1 END" },
    { "SELECT (", ")" },
    { "SELECT * ", " FROM t" },
    { "SELECT f(x ", ")" },
    { "SELECT x.", "" },
    { "SELECT 1 FROM t JOIN u ", "" },
    { "SELECT 1 UNION ", "" },
};

static struct sql_node *tree_of(struct arena *arena, const struct sql_dialect *dialect,
                                struct str sql)
{
    struct sql_text text;
    assert_int_equal(sql_lex(&text, arena, STR("a.sql"), sql, dialect, false, NULL), OK);
    return sql_parse_query(arena, &text, 0, text.count, NULL);
}

static bool reads_back(struct arena *arena, const struct sql_dialect *dialect, struct str sql,
                       struct str *form)
{
    struct sql_node *tree = tree_of(arena, dialect, sql);
    if (sql_doubt(tree, NULL) != DOUBT_NONE)
        return true;
    if (dialect->equals_alias && has_compared_item(tree))
        return true;
    *form = sql_form(arena, tree);
    return sql_same(tree, tree_of(arena, dialect, *form));
}

static struct str text_of(struct arena *arena, size_t place, size_t number, unsigned count)
{
    struct buf out;
    size_t power = 1;
    buf_init(&out, arena, SIZE_MAX);
    buf_puts(&out, places[place][0]);
    for (unsigned i = 1; i < count; i++)
        power *= WORDS;
    for (unsigned i = 0; i < count; i++, power /= WORDS)
        buf_printf(&out, "%s%s", i ? " " : "", words[number / power % WORDS]);
    buf_puts(&out, places[place][1]);
    return buf_str(&out);
}

/* How many texts have a form that does not read back. */
static size_t try_all(struct arena *arena, const struct sql_dialect *dialect, unsigned count)
{
    size_t failed = 0, numbers = 1;
    for (unsigned i = 0; i < count; i++)
        numbers *= WORDS;
    for (size_t place = 0; place < sizeof places / sizeof *places; place++)
        for (size_t number = 0; number < numbers; number++) {
            struct str sql = text_of(arena, place, number, count), form = STR_EMPTY;
            if (!reads_back(arena, dialect, sql, &form)) {
                printf("%s\t%.*s\t%.*s\n", dialect->name.ptr, STR_ARG(sql), STR_ARG(form));
                failed++;
            }
            arena_reset(arena);
        }
    return failed;
}

static void pairs_read_back(void **state)
{
    assert_int_equal(try_all(*state, sql_dialect_find(STR("duckdb")), 2), 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = { arena_test(pairs_read_back) };
    if (argc < 3)
        return cmocka_run_group_tests(tests, NULL, NULL);
    struct arena arena;
    size_t failed = 0;
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    for (int i = 2; i < argc; i++) {
        const struct sql_dialect *dialect = sql_dialect_find(str_of(argv[i]));
        assert_non_null(dialect);
        failed += try_all(&arena, dialect, (unsigned)strtoul(argv[1], NULL, 10));
    }
    arena_release(&arena);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
