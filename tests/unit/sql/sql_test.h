/* What the SQL tests share: an arena, parsing in one line, files of cases. */
#ifndef STOPLOG_TESTS_SQL_TEST_H
#define STOPLOG_TESTS_SQL_TEST_H

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "sql/form.h"
#include "sql/lex.h"
#include "sql/parse.h"

struct sql_case {
    struct arena arena;
    struct sql_text text;
    struct diags diags;
    struct sql_node *tree;
};

static inline const struct sql_dialect *dialect_of(const char *name)
{
    const struct sql_dialect *d = sql_dialect_find(str_of(name));
    assert_non_null(d);
    return d;
}

/* Lexes text of a dialect ("duckdb", or "duckdb+jinja" with templates) into a new arena. */
static inline void case_lex(struct sql_case *c, struct str dialect, struct str sql)
{
    bool jinja = str_ends(dialect, STR("+jinja"));
    struct str name = jinja ? str_sub(dialect, 0, dialect.len - 6) : dialect;
    const struct sql_dialect *d = sql_dialect_find(name);
    struct err err = { 0 };
    assert_non_null(d);
    memset(c, 0, sizeof *c);
    arena_init(&c->arena, LIMIT_memory_bytes, NULL);
    diags_init(&c->diags, &c->arena);
    assert_int_equal(sql_lex(&c->text, &c->arena, STR("x.sql"), sql, d, jinja, &err), OK);
}

static inline void case_parse(struct sql_case *c, struct str dialect, struct str sql)
{
    case_lex(c, dialect, sql);
    c->tree = sql_parse_query(&c->arena, &c->text, 0, c->text.count, &c->diags);
    assert_non_null(c->tree);
}

static inline void case_open(struct sql_case *c, const char *dialect, const char *sql)
{
    case_parse(c, str_of(dialect), str_of(sql));
}

static inline void case_close(struct sql_case *c)
{
    arena_release(&c->arena);
}

/* A whole file, NUL-terminated behind its length; the caller frees ptr. */
static inline struct str read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        fail_msg("cannot open %s", path);
    fseek(f, 0, SEEK_END);
    size_t len = (size_t)ftell(f);
    rewind(f);
    char *bytes = malloc(len + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, len, f), len);
    bytes[len] = '\0';
    fclose(f);
    return (struct str){ bytes, len };
}

/* The next block of a file of cases: lines up to an empty line, without the comment above it.
 * Comments that stand alone are left out. */
static inline bool next_block(struct str *rest, struct str *block)
{
    while (rest->len) {
        ptrdiff_t end = str_find(*rest, STR("\n\n"));
        *block = end < 0 ? *rest : str_sub(*rest, 0, (size_t)end);
        *rest = str_sub(*rest, end < 0 ? rest->len : (size_t)end + 2, SIZE_MAX);
        while (block->len && block->ptr[block->len - 1] == '\n')
            block->len--;
        for (struct str line; str_starts(*block, STR("#"));)
            if (!str_split(block, '\n', &line))
                break;
        if (block->len && block->ptr[0] != '[')
            fail_msg("a case starts with [dialect]: %.*s", STR_ARG(*block));
        if (block->len)
            return true;
    }
    return false;
}

/* Takes "[dialect]" and the space behind it off the front of a block. */
static inline struct str take_dialect(struct str *block)
{
    ptrdiff_t close = str_find_byte(*block, ']');
    assert_true(close > 0);
    struct str name = str_sub(*block, 1, (size_t)close - 1);
    size_t at = (size_t)close + 1;
    while (at < block->len && (block->ptr[at] == ' ' || block->ptr[at] == '\n'))
        at++;
    *block = str_sub(*block, at, SIZE_MAX);
    return name;
}

#endif
