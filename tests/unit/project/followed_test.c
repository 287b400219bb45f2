/* What a model hangs on beside its own file: each row changes one file, and the project must show
 * it: in an input, an unknown, a column or the form of the code. */
#include "project/check.h"

struct change {
    const char *files[9];              /* path, text, ...; the same on both sides */
    const char *path, *before, *after; /* the file that changes */
};

static void add_model(struct buf *buf, const struct model *model)
{
    buf_add(buf, model->fqn);
    buf_add(buf, model_query_form(model));
    vec_for (const struct input, it, &model->inputs) {
        buf_add(buf, it->name);
        buf_add(buf, it->digest);
    }
    vec_for (const struct unknown, it, model_unknowns(model))
        buf_add(buf, it->form);
    vec_for (const struct column, it, model_columns(model)) {
        buf_add(buf, it->name);
        buf_add(buf, it->type);
    }
}

static struct str shown(struct arena *arena, const struct change *change, const char *text)
{
    struct test_files files = { 0 };
    struct buf buf;
    for (size_t i = 0; change->files[i]; i += 2)
        add_file(arena, &files, change->files[i], str_of(change->files[i + 1]));
    add_file(arena, &files, change->path, str_of(text));
    struct repository *repository = load_files(arena, &files, NULL);
    assert_int_equal(repository->status, OK);
    const struct project *project = only_project(repository);
    buf_init(&buf, arena, 1 << 20);
    for (size_t i = 0; i < project->models.count; i++)
        add_model(&buf, project->models.items[i]);
    vec_for (const struct unknown, it, &project->unknowns)
        buf_add(&buf, it->form);
    vec_for (const struct unknown, it, &project->config.unknowns)
        buf_add(&buf, it->form);
    return buf_str(&buf);
}

#define SQL "MODEL (name s.m);\n"
#define PY "from sqlmesh import model, macro\n"

static const struct change seen[] = {
    /* names in the fields of formatted strings */
    { { "config.yaml", CONFIG, "models/m.sql", SQL "SELECT @mm(b) AS a" },
      "macros/m.py",
      PY "RATE = 5\n\n\n@macro()\ndef mm(evaluator, a):\n    return f'{a} * {RATE}'\n",
      PY "RATE = 6\n\n\n@macro()\ndef mm(evaluator, a):\n    return f'{a} * {RATE}'\n" },
    { { "config.yaml", CONFIG, "models/m.sql", SQL "SELECT @mm(b) AS a" },
      "macros/m.py",
      PY
      "W = 5\n\n\n@macro()\ndef mm(evaluator, a):\n    return rF\"\"\"{{}}{a[\"x\"]:>{W}}\"\"\"\n",
      PY "W = 6\n\n\n@macro()\ndef mm(evaluator, a):\n    return "
         "rF\"\"\"{{}}{a[\"x\"]:>{W}}\"\"\"\n" },
    { { "config.yaml", CONFIG, "models/m.sql", SQL "SELECT @mm(b) AS a" },
      "macros/m.py",
      PY "W = 5\n\n\n@macro()\ndef mm(evaluator, a):\n    return f\"{a[\"x\"]} {f\"{W}\"}\"\n",
      PY "W = 6\n\n\n@macro()\ndef mm(evaluator, a):\n    return f\"{a[\"x\"]} {f\"{W}\"}\"\n" },
    { { "config.yaml", CONFIG, "lib/u.py", "from lib.v import rate\n", "lib/__init__.py", "",
        "models/p.py",
        PY "from lib.u import rate\n\n\n@model('s.p', columns={'a': 'int'})\n"
           "def execute(context, **kwargs):\n    return f'{rate()!r:{1}}'\n" },
      "lib/v.py",
      "def rate():\n    return 1\n",
      "def rate():\n    return 2\n" },
    /* variables */
    { { "models/m.sql", SQL "SELECT @'@{x}_c' AS k FROM t" },
      "config.yaml",
      CONFIG "variables: {x: a}\n",
      CONFIG "variables: {x: b}\n" },
    { { "models/m.sql", SQL "SELECT @'@x' AS k FROM t" },
      "config.yaml",
      CONFIG "variables: {x: a}\n",
      CONFIG "variables: {x: b}\n" },
    { { "models/m.sql", SQL "SELECT @SQL('@x + 1') AS k FROM t" },
      "config.yaml",
      CONFIG "variables: {x: a}\n",
      CONFIG "variables: {x: b}\n" },
    { { "models/m.sql", SQL "@DEF(n, 'x');\nSELECT @VAR(@n) AS k FROM t" },
      "config.yaml",
      CONFIG "variables: {x: a}\n",
      CONFIG "variables: {x: b}\n" },
    { { "audits/a.sql", "AUDIT (name a);\nSELECT * FROM @this_model WHERE b < @x", "models/m.sql",
        "MODEL (name s.m, audits (a));\nSELECT b FROM t" },
      "config.yaml",
      CONFIG "variables: {x: a}\n",
      CONFIG "variables: {x: b}\n" },
    { { "models/m.sql", SQL "SELECT @mm() AS k", "macros/m.py",
        PY "@macro()\ndef mm(evaluator):\n    return evaluator.var(\"x\")\n" },
      "config.yaml",
      CONFIG "variables: {x: a}\n",
      CONFIG "variables: {x: b}\n" },
    { { "models/m.sql", SQL "SELECT @mm() AS k", "macros/m.py",
        PY "@macro()\ndef mm(evaluator):\n    return ev.var(\"x\", 1)\n" },
      "config.yaml",
      CONFIG "variables: {x: a}\n",
      CONFIG "variables: {x: b}\n" },
    { { "models/m.sql", SQL "SELECT @mm() AS k", "macros/m.py",
        PY "@macro()\ndef mm(evaluator):\n    return evaluator.locals[\"x\"]\n" },
      "config.yaml",
      CONFIG "variables: {x: a}\n",
      CONFIG "variables: {x: b}\n" },
    { { "models/m.sql", SQL "SELECT @mm() AS k", "macros/m.py",
        PY "@macro()\ndef mm(evaluator):\n    return evaluator.locals.get('x')\n" },
      "config.yaml",
      CONFIG "variables: {x: a}\n",
      CONFIG "variables: {x: b}\n" },
    { { "models/m.sql", SQL "SELECT @mm() AS k", "macros/m.py",
        PY "@macro()\ndef mm(evaluator):\n    return evaluator.var('x' + '')\n" },
      "config.yaml",
      CONFIG "variables: {x: a}\n",
      CONFIG "variables: {x: b}\n" },
    { { "models/m.sql", SQL "SELECT @mm() AS k", "macros/m.py",
        PY "@macro()\ndef mm(evaluator):\n    return \"@x\"\n" },
      "config.yaml",
      CONFIG "variables: {x: a}\n",
      CONFIG "variables: {x: b}\n" },
    { { "models/m.sql", SQL "SELECT @mm() AS k", "macros/m.py",
        PY "@macro()\ndef mm(evaluator):\n    return f'{evaluator.var(name)}'\n" },
      "config.yaml",
      CONFIG "variables: {x: a}\n",
      CONFIG "variables: {x: b}\n" },
    { { "models/m.sql", SQL "JINJA_QUERY_BEGIN;\nSELECT {{ m() }} AS k\nJINJA_END;", "macros/j.sql",
        "{% macro m() %}{{ var('x') }}{% endmacro %}" },
      "config.yaml",
      CONFIG "variables: {x: a}\n",
      CONFIG "variables: {x: b}\n" },
    { { "models/m.sql",
        SQL "JINJA_QUERY_BEGIN;\n{% set n = 'x' %}SELECT {{ var(n) }} AS k\nJINJA_END;" },
      "config.yaml",
      CONFIG "variables: {x: a}\n",
      CONFIG "variables: {x: b}\n" },
    { { "models/p.py", PY
        "@model('s.p', columns={'a': 'int'})\ndef execute(context, x, **kwargs):\n    return 1\n" },
      "config.yaml",
      CONFIG "variables: {x: a}\n",
      CONFIG "variables: {x: b}\n" },
    { { "models/p.py", PY "@model('s.p', columns={'a': 'int'})\ndef execute(context, **kwargs):\n  "
                          "  return context.var(\"x\" + \"\")\n" },
      "config.yaml",
      CONFIG "variables: {x: a}\n",
      CONFIG "variables: {x: b}\n" },
    { { "models/p.py", PY "@model('s.p', columns={'a': 'int'})\ndef execute(context, **kwargs):\n  "
                          "  return kwargs[\"x\"]\n" },
      "config.yaml",
      CONFIG "variables: {x: a}\n",
      CONFIG "variables: {x: b}\n" },
    { { "models/p.py", PY "@model('s.p', columns={'a': 'int'})\ndef execute(c, **kwargs):\n    "
                          "return c.var(var_name=\"x\")\n" },
      "config.yaml",
      CONFIG "variables: {x: a}\n",
      CONFIG "variables: {x: b}\n" },
    /* code that no model accounts for */
    { { "config.yaml", CONFIG },
      "models/p.py",
      "from sqlmesh import model as m\n@m('s.a', columns={'a': 'int'})\ndef execute(c, **k):\n    "
      "return 1\n",
      "from sqlmesh import model as m\n@m('s.a', columns={'a': 'int'})\ndef execute(c, **k):\n    "
      "return 2\n" },
    { { "config.yaml", CONFIG, "lib/f.py", "def make(n, v):\n    pass\n" },
      "models/p.py",
      "from lib.f import make\nmake('s.a', 1)\n",
      "from lib.f import make\nmake('s.b', 2)\n" },
    { { "config.yaml", CONFIG, "models/p.py", "from lib.f import make\nmake('s.a', 1)\n" },
      "lib/f.py",
      "def make(n, v):\n    return 1\n",
      "def make(n, v):\n    return 2\n" },
    { { "config.yaml", CONFIG },
      "models/p.py",
      PY "@model('s.p', columns={'a': 'int'})\ndef execute(context, **kwargs):\n    return 1\n",
      PY "@model('s.p', columns={'a': 'int'})\ndef execute(context, **kwargs):\n    return "
         "1\nmake(1)\n" },
    { { "config.yaml", CONFIG },
      "models/p.py",
      PY "@model('s.p', columns={'a': 'int'})\ndef execute(context, **kwargs):\n    return 1\n",
      PY "@model('s.p', columns={'a': 'int'})\ndef execute(context, **kwargs):\n    return "
         "1\n\"\"\"unclosed\n" },
    { { "config.yaml", CONFIG },
      "models/p.py",
      PY "@model('s.p', columns={'a': 'int'})\ndef execute(context, **kwargs):\n    return 1\n",
      PY "@model('s.p', columns={'a': 'int'})\ndef execute(context, **kwargs):\n    return 1\nx = "
         "(\n" },
    { { "config.yaml", CONFIG },
      "models/p.py",
      PY "@model('s.p', columns={'a': 'int'})\ndef execute(context, **kwargs):\n    return 1\n",
      PY "@model('s.p', columns={'a': 'int'})\ndef execute(context, **kwargs):\n    return 1\n  y "
         "= 1\n" },
    { { "config.yaml", CONFIG },
      "models/p.py",
      PY "@model('s.p', columns={'a': 'int'})\ndef execute(context, **kwargs):\n    return 1\nif "
         "a:\n    pass\n",
      PY "@model('s.p', columns={'a': 'int'})\ndef execute(context, **kwargs):\n    return 1\nif "
         "a:\npass\n" },
    { { "config.yaml", CONFIG, "models/m.sql", SQL "SELECT @mm() AS a" },
      "macros/m.py",
      "from sqlmesh import macro as k\n@k()\ndef mm(ev):\n    return 1\n",
      "from sqlmesh import macro as k\n@k()\ndef mm(ev):\n    return 2\n" },
    { { "config.yaml", CONFIG, "models/m.sql", SQL "SELECT @mm() AS a" },
      "macros/m.py",
      PY "def mm(ev):\n    return 1\nmacro()(mm)\n",
      PY "def mm(ev):\n    return 2\nmacro()(mm)\n" },
    { { "config.yaml", CONFIG, "models/m.sql", SQL "SELECT @mm() AS a" },
      "models/m.py",
      PY "@macro()\ndef mm(ev):\n    return 1\n",
      PY "@macro()\ndef mm(ev):\n    return 2\n" },
    { { "config.yaml", CONFIG },
      "models/u.py",
      "def f():\n    return 1\n",
      "def f():\n    return 2\n" },
    /* a lone CR ends a comment */
    { { "config.yaml", CONFIG },
      "models/m.sql",
      SQL "SELECT a FROM t WHERE b = 'paid'",
      SQL "SELECT a FROM t WHERE b = 'paid' -- x\r AND 1=2" },
    { { "config.yaml", CONFIG },
      "models/p.py",
      PY "@model('s.p', columns={'a': 'int'})\ndef execute(c, **k):\n    x = 1\n    return x\n",
      PY "@model('s.p', columns={'a': 'int'})\ndef execute(c, **k):\n    x = 1 # c\r    x = 2\n    "
         "return x\n" },
    /* the environment, and the code behind a kind */
    { { "config.yaml", CONFIG "variables: {x: \"{{ env_var('A') }}\"}\n", "models/m.sql",
        SQL "SELECT @x AS a" },
      ".env",
      "A=1\n",
      "A=2\n" },
    { { "config.yaml", CONFIG, "models/m.sql",
        "MODEL (name s.m, kind CUSTOM (materialization 'mm'));\nSELECT a FROM t" },
      "materializations/a.py",
      "class X(CustomMaterialization):\n    NAME = 'mm'\n    def insert(self):\n        return 1\n",
      "class X(CustomMaterialization):\n    NAME = 'mm'\n    def insert(self):\n        return "
      "2\n" },
};

static void changes_are_seen(void **state)
{
    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
        struct str before = shown(*state, &seen[i], seen[i].before);
        struct str after = shown(*state, &seen[i], seen[i].after);
        if (str_eq(before, after))
            fail_msg("row %zu: %s -> %s is not seen", i, seen[i].before, seen[i].after);
    }
}

static const struct change unseen[] = {
    { { "config.yaml", CONFIG, "models/m.sql", SQL "SELECT @mm() AS a" },
      "macros/m.py",
      PY "@macro()\ndef mm(evaluator):\n    return f'{{x}}'\n\n\ndef x():\n    return 1\n",
      PY "@macro()\ndef mm(evaluator):\n    return f'{{x}}'\n\n\ndef x():\n    return 2\n" },
    { { "config.yaml", CONFIG },
      "models/p.py",
      PY "@model('s.p', columns={'a': 'int'})\ndef execute(context, **kwargs):\n    return 1\n",
      PY "# new\n@model('s.p', columns={'a': 'int'})\ndef execute(context, **kwargs):\n"
         "    return 1\n" },
    /* what nothing runs, beside what is known */
    { { "config.yaml", CONFIG },
      "models/p.py",
      PY "@model('s.p', columns={'a': 'int'})\ndef execute(c, **k):\n    return 1\n",
      PY "\"\"\"Doc.\"\"\"\nimport os\n__all__ = ['execute']\n"
         "@model('s.p', columns={'a': 'int'})\ndef execute(c, **k):\n    return 1\n" },
    { { "config.yaml", CONFIG, "models/m.sql", SQL "SELECT 1 AS a", "macros/__init__.py",
        "from .m import *\n" },
      "macros/m.py",
      "",
      "# nothing\n" },
    /* CR LF is a line end, in strings too */
    { { "config.yaml", CONFIG },
      "models/m.sql",
      SQL "SELECT a /* c */\nFROM t\nWHERE b = 'pa\nid'",
      SQL "SELECT a /* c */\r\nFROM t\r\nWHERE b = 'pa\r\nid'" },
    /* SQLMesh drops what a function says it returns */
    { { "config.yaml", CONFIG },
      "models/p.py",
      PY "@model('s.p', columns={'a': 'int'})\ndef execute(c, **k):\n    return 1\n",
      PY "@model('s.p', columns={'a': 'int'})\ndef execute(c, **k) -> t.Dict[str, pd.DataFrame]:\n "
         "   return 1\n" },
};

static void other_changes_are_not(void **state)
{
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
        assert_str(shown(*state, &unseen[i], unseen[i].before),
                   shown(*state, &unseen[i], unseen[i].after));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(changes_are_seen),
        arena_test(other_changes_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
