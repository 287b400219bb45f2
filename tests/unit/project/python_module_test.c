#include "base/check.h"

#include "project/python_module.h"

static struct py_module *read(struct arena *arena, const char *text)
{
    struct py_module *module;
    assert_int_equal(py_module_read(&module, arena, STR("m.py"), str_of(text), NULL), OK);
    return module;
}

/* The value of `x` as one line. */
static struct str value(struct arena *arena, const char *text)
{
    struct py_module *module = read(arena, text);
    const struct py_definition *definition = py_module_find(module, STR("x"));
    assert_non_null(definition);
    size_t at = definition->from;
    while (!py_is(&module->tokens, at, "="))
        at++;
    at++;
    const struct lit *lit = py_value(module, &at, definition->to);
    static const char *const kinds[] = {
        "null", "scalar", "list", "map", "call", "name", "unknown"
    };
    return str_fmt(arena, "%s %.*s", kinds[lit->kind], STR_ARG(lit_form(arena, lit)));
}

static void values_are_literal_or_unknown(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        { "x = 'a'\n", "scalar a" },
        { "x = 'a' 'b'\n", "scalar ab" },
        { "x = -5\n", "scalar -5" },
        { "x = True\n", "scalar true" },
        { "x = None\n", "null NULL" },
        { "x = [1, 'a',]\n", "list [1, a]" },
        { "x = (1, 2)\n", "list [1, 2]" },
        { "x = (1)\n", "scalar 1" },
        { "x = (1,)\n", "list [1]" },
        { "x = {}\n", "map {}" },
        { "x = {'b': 1, 'a': [2]}\n", "map {a: [2], b: 1}" },
        { "x = {1, 2}\n", "list [1, 2]" },
        { "x = dict(a=1)\n", "map {a: 1}" },
        { "x = Kind(a=1, b='c')\n", "call Kind(a: 1, b: c)" },
        { "x = a.b.C\n", "name a.b.C" },
        { "x = 1 + 2\n", "unknown 1 + 2" },
        { "x = f'{a}'\n", "unknown f'{a}'" },
        { "x = [c for c in d]\n", "list [c for c in d]" },
        { "x = {**a}\n", "list [** a]" },
        { "x = lambda: 1\n", "unknown lambda : 1" },
        { "y = 'v'\nx = y\n", "scalar v" },
        { "y: str = 'v'\nx = y\n", "scalar v" },
        { "y = 'v'\ny = 'w'\nx = y\n", "name y" },
        { "y, z = 1, 2\nx = y\n", "name y" },
        { "x = x\n", "name x" },
        { "d = {'a': 1}\nx = K(**d, b=2)\n", "call K(a: 1, b: 2)" },
        { "x = K(**d)\n", "call K(**: d)" },
        { "x = [((((1))))]\n", "list [1]" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str got = value(*state, rows[i].text);
        if (!str_eq(got, str_of(rows[i].want)))
            print_error("%s", rows[i].text);
        assert_str(got, str_of(rows[i].want));
    }
}

/* A constant of constants of constants must not unfold without end. */
static void constants_do_not_explode(void **state)
{
    struct arena *arena = *state;
    struct str text = STR("a0 = ['v', 'v', 'v', 'v', 'v', 'v', 'v', 'v', 'v', 'v']\n");
    for (int i = 1; i < 12; i++) {
        struct str line = str_fmt(arena, "a%d = [", i);
        for (int k = 0; k < 10; k++)
            line = str_fmt(arena, "%.*sa%d,", STR_ARG(line), i - 1);
        text = str_fmt(arena, "%.*s%.*s]\n", STR_ARG(text), STR_ARG(line));
    }
    text = str_fmt(arena, "%.*sx = a11\n", STR_ARG(text));
    struct str got = value(arena, text.ptr);
    assert_true(got.len < 4 * 1024 * 1024);
}

static void deep_nesting_becomes_unknown(void **state)
{
    struct arena *arena = *state;
    char *text = arena_alloc(arena, 200100);
    memcpy(text, "x = ", 4);
    memset(text + 4, '[', 100000);
    memset(text + 100004, ']', 90000);
    struct str got = value(arena, text);
    assert_true(str_starts(got, STR("unknown")) || str_starts(got, STR("list")));
}

static struct str names(struct arena *arena, const char *text)
{
    struct py_module *module = read(arena, text);
    struct str all = STR_EMPTY;
    for (size_t i = 0; i < module->definitions.count; i++) {
        const struct py_definition *it = module->definitions.items[i];
        static const char kinds[] = { 'f', 'c', 'a', 'i', 'o' };
        all = str_fmt(arena, "%.*s%s%c:%.*s", STR_ARG(all), all.len ? " " : "", kinds[it->kind],
                      STR_ARG(it->name));
        if (it->kind == PY_IMPORT)
            all = str_fmt(arena, "%.*s<%.*s/%.*s>", STR_ARG(all), STR_ARG(it->module),
                          STR_ARG(it->symbol));
    }
    return all;
}

static void statements_bind_names(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        { "def f():\n    pass\n", "f:f" },
        { "async def f():\n    pass\nclass A(B):\n    x = 1\n", "f:f c:A" },
        { "@d\n@e(1)\ndef f():\n    pass\n", "f:f" },
        { "a = 1\nb: int = 2\nc = d = 3\ne += 1\n", "a:a a:b a:c a:d a:e" },
        { "import a.b, c as d\n", "i:a<a.b/> i:d<c/>" },
        { "from a.b import c, d as e\n", "i:c<a.b/c> i:e<a.b/d>" },
        { "from . import x\nfrom ..p import (\n  y,\n)\n", "i:x<./x> i:y<..p/y>" },
        { "from a import *\n", "i:*<a/*>" },
        { "if T:\n    import a\nelse:\n    b = 1\n", "i:a<a/> o:b" },
        { "try:\n    import a\nexcept E:\n    def a(): pass\nz = 1\n", "i:a<a/> o:a a:z" },
        { "print(1)\n", "" },
        { "a.b = 1\n", "a:a" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_str(names(*state, rows[i].text), str_of(rows[i].want));
}

static void decorators_are_found_and_set_aside(void **state)
{
    struct py_module *module =
        read(*state, "@other\n@sqlmesh.model('a.b', x=1)\n"
                     "def f(context):\n    return 1\n@macro\ndef g(): pass\n");
    struct py_definition *f = py_module_find(module, STR("f"));
    size_t from, to;
    assert_true(py_decorator(module, f, "model", &from, &to));
    assert_str(lit_form(*state, py_arguments(module, from, to)), STR("(a.b, x: 1)"));
    assert_false(py_decorator(module, f, "macro", &from, &to));
    assert_str(py_definition_form(module, f), STR("@ other\ndef f ( context ) :\n{+ return 1\n-}"));
    assert_true(py_decorator(module, py_module_find(module, STR("g")), "macro", &from, &to));
    assert_int_equal(from, to);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(values_are_literal_or_unknown),      arena_test(constants_do_not_explode),
        arena_test(deep_nesting_becomes_unknown),       arena_test(statements_bind_names),
        arena_test(decorators_are_found_and_set_aside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
