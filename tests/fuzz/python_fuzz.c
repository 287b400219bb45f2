/* Any bytes as Python: tokens that stay inside of the text, forms that do not depend on layout, and
 * a project that loads with the bytes as model, macro and configuration. */
#include <stdlib.h>

#include "base/limits.h"
#include "project/project.h"
#include "project/python_lex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_tokens(struct str bytes)
{
    struct arena arena;
    struct py_tokens tokens;
    size_t end = 0, in = 0, out = 0;
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    if (py_lex(&tokens, &arena, bytes, NULL) == OK) {
        for (size_t i = 0; i < tokens.count; i++) {
            const struct py_token *token = &tokens.items[i];
            require(token->offset >= end && (size_t)token->offset + token->len <= bytes.len);
            end = (size_t)token->offset + token->len;
            in += token->kind == PY_INDENT;
            out += token->kind == PY_DEDENT;
        }
        require(in == out);
        (void)py_form(&arena, &tokens, 0, tokens.count);
    }
    arena_release(&arena);
}

static void check_project(struct str bytes)
{
    struct arena arena;
    struct source source;
    struct projects projects;
    const struct mem_file files[] = {
        { STR("config.py"), bytes, 0 },
        { STR("models/p.py"), bytes, 0 },
        { STR("macros/m.py"), bytes, 0 },
        { STR("signals/s.py"), bytes, 0 },
        { STR("models/m.sql"), STR("MODEL (name a.b); SELECT @f(1) AS x FROM t"), 0 },
    };
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    source_from_memory(&source, &arena, files, sizeof files / sizeof *files, STR("fuzz"));
    require(projects_load(&projects, &arena, &source, NULL, NULL, NULL) == OK);
    require(projects.count == 1);
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = { (const char *)data, size };
    check_tokens(bytes);
    check_project(bytes);
    return 0;
}
