/* split: statements and blocks of a file. */
#include "sql_test.h"

struct want {
    enum sql_piece_kind kind;
    const char *text; /* from the first to the last token of the piece */
};

static void check(const char *dialect, const char *sql, const struct want *want)
{
    struct sql_case c;
    struct sql_pieces pieces = { 0 };
    case_lex(&c, str_of(dialect), str_of(sql));
    sql_split(&pieces, &c.arena, &c.text);
    size_t n = 0;
    vec_for (struct sql_piece, p, &pieces) {
        assert_non_null(want[n].text);
        assert_int_equal(p->kind, want[n].kind);
        struct str have = STR_EMPTY;
        if (p->to > p->from) {
            uint32_t from = c.text.tokens[p->from].offset;
            const struct sql_token *last = &c.text.tokens[p->to - 1];
            have = str_sub(c.text.bytes, from, last->offset + last->len - from);
        }
        if (!str_eq(have, str_of(want[n].text)))
            fail_msg("piece %zu is '%.*s', not '%s'", n, STR_ARG(have), want[n].text);
        assert_true(p->lead <= p->from);
        n++;
    }
    assert_null(want[n].text);
    case_close(&c);
}

#define PIECES(...) ((const struct want[]){ __VA_ARGS__, { 0, NULL } })
#define STMT PIECE_STATEMENT

static void test_statements(void **state)
{
    (void)state;
    check("", "a; b ;; -- c\n ; d", PIECES({ STMT, "a" }, { STMT, "b" }, { STMT, "d" }));
    check("", "SELECT ';' AS \";\" /* ; */ ;", PIECES({ STMT, "SELECT ';' AS \";\"" }));
    check("", "SELECT ';;' /* ;; */; -- ;\nSELECT 2",
          PIECES({ STMT, "SELECT ';;'" }, { STMT, "SELECT 2" }));
    check("postgres", "SELECT $$;$$; x", PIECES({ STMT, "SELECT $$;$$" }, { STMT, "x" }));
    check("", "", PIECES({ 0, NULL }));
    check("", " /* a */ ", PIECES({ 0, NULL }));
    check("", "JINJA_END", PIECES({ STMT, "JINJA_END" }));
}

static void test_blocks(void **state)
{
    (void)state;
    check("+jinja", "MODEL (name x); JINJA_QUERY_BEGIN; SELECT {{ a }}; x JINJA_END; y",
          PIECES({ STMT, "MODEL (name x)" }, { PIECE_JINJA_QUERY, "SELECT {{ a }}; x" },
                 { STMT, "y" }));
    check("+jinja", "jinja_statement_begin ; a jinja_end;", PIECES({ PIECE_JINJA_STATEMENT, "a" }));
    check("", "a; ON_VIRTUAL_UPDATE_BEGIN; b; c; ON_VIRTUAL_UPDATE_END; d",
          PIECES({ STMT, "a" }, { PIECE_VIRTUAL_UPDATE, "b; c;" }, { STMT, "d" }));
    check("", "JINJA_QUERY_BEGIN; never closed", PIECES({ PIECE_JINJA_QUERY, "never closed" }));
    check("", "JINJA_QUERY_BEGIN a", PIECES({ STMT, "JINJA_QUERY_BEGIN a" }));
    check("", "JINJA_QUERY_BEGIN; JINJA_END;", PIECES({ PIECE_JINJA_QUERY, "" }));
    check("", "JINJA_QUERY_BEGIN; a JINJA_END", PIECES({ PIECE_JINJA_QUERY, "a" }));
}

static void test_lead(void **state)
{
    (void)state;
    struct sql_case c;
    struct sql_pieces pieces = { 0 };
    case_lex(&c, STR(""), STR("-- one\nMODEL (name x);\n-- two\nSELECT 1"));
    sql_split(&pieces, &c.arena, &c.text);
    assert_int_equal(pieces.count, 2);
    assert_int_equal(pieces.items[0].lead, 0);
    assert_true(
        str_eq(sql_token_text(&c.text, &c.text.tokens[pieces.items[0].lead]), STR("-- one")));
    bool found = false;
    for (uint32_t i = pieces.items[1].lead; i < pieces.items[1].from; i++)
        found = found || str_eq(sql_token_text(&c.text, &c.text.tokens[i]), STR("-- two"));
    assert_true(found);
    case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statements),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_lead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
