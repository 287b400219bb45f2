#include "project/check.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))

static const char *const model_text =
    "MODEL (name db.m, audits (mine(x := @thr())), signals (sig(a := 1)), owner @who());\n"
    "@pre(1);\nSELECT @one() AS a FROM t;\n@post();\n"
    "AUDIT (name mine); SELECT * FROM @this_model WHERE a > @in_audit();";

static const char *const macro_text =
    "from sqlmesh import macro\nimport shared\nfrom shared import helped\nLIMIT = 5\n"
    "@macro()\ndef one(evaluator):\n    return helped() + LIMIT\n"
    "@macro()\ndef pre(evaluator, x):\n    return None\n"
    "@macro(metadata_only=True)\ndef post(evaluator):\n    return None\n"
    "@macro()\ndef thr(evaluator):\n    return 1\n"
    "@macro()\ndef who(evaluator):\n    return 'x'\n"
    "@macro()\ndef in_audit(evaluator):\n    return 1\n"
    "@macro()\ndef unused(evaluator):\n    return 1\n";

static const struct model *with(struct arena *arena, const char *macros, const char *shared,
                                const char *signals)
{
    return model_of(load(arena, "config.yaml", CONFIG, "macros/m.py", macros, "shared.py", shared,
                         "signals/s.py", signals, "models/m.sql", model_text),
                    "db.m");
}

static const char *const shared_text =
    "def helped():\n    return other()\ndef other():\n    return 1\n";
static const char *const signal_text = "@signal()\ndef sig(batch, a):\n    return True\n";

static void everything_used_is_an_input(void **state)
{
    const struct model *model = with(*state, macro_text, shared_text, signal_text);
    assert_str(input_text(*state, model), STR("macro:@in_audit macro:@one macro:@post macro:@pre "
                                              "macro:@thr macro:@who signal:sig"));
    assert_str(unknown_list(*state, model_unknowns(model)), STR("macro:owner uses @who"));
}

static struct str digest_of(const struct model *model, const char *name)
{
    for (size_t i = 0; i < model->inputs.count; i++)
        if (str_eq(model->inputs.items[i].name, str_of(name)))
            return model->inputs.items[i].digest;
    return STR("-");
}

/* Which digest moves when the code behind the macros moves. */
static void digests_follow_the_code(void **state)
{
    struct arena *arena = *state;
    const struct model *base = with(arena, macro_text, shared_text, signal_text);
    const struct model *helper =
        with(arena, macro_text, "def helped():\n    return other()\ndef other():\n    return 2\n",
             signal_text);
    const struct model *comment =
        with(arena, macro_text,
             "# c\ndef helped():\n    'doc'\n    return other()\n\n\ndef other():"
             "\n    return 1\ndef more():\n    return 3\n",
             signal_text);
    const struct model *signal =
        with(arena, macro_text, shared_text, "@signal()\ndef sig(batch, a):\n    return False\n");
    assert_int_equal(digest_of(base, "@one").len, 64);
    assert_false(str_eq(digest_of(base, "@one"), digest_of(helper, "@one")));
    assert_str(digest_of(base, "@pre"), digest_of(helper, "@pre"));
    assert_str(digest_of(base, "@one"), digest_of(comment, "@one"));
    assert_false(str_eq(digest_of(base, "sig"), digest_of(signal, "sig")));
    assert_str(base->inputs.items[0].path, STR("macros/m.py"));
}

static void jinja_macros_are_inputs(void **state)
{
    const struct repository *repository = load(
        *state, "config.yaml", CONFIG "variables: {v: 1}\n", "macros/j.sql",
        "{% macro pick(x) %}{{ x }}{% endmacro %}{% macro unused() %}{% endmacro %}", "macros/m.py",
        "@macro()\ndef from_python(evaluator):\n    return 1\n", "models/m.sql",
        "MODEL (name m);\nJINJA_STATEMENT_BEGIN; {{ pick(1) }} JINJA_END;\nJINJA_QUERY_BEGIN;\n"
        "SELECT {{ from_python() }} AS a, {{ var('v') }} AS b, {{ gateway() }} FROM t\nJINJA_END;");
    assert_str(input_text(*state, model_of(repository, "m")),
               STR("macro:@from_python macro:pick variable:v"));
}

static void macro_names_fold(void **state)
{
    const struct repository *repository = load(
        *state, "config.yaml", CONFIG, "macros/m.py",
        "@macro('Fancy_Name')\ndef f(e):\n    return 1\n@sqlmesh.macro()\ndef G(e):\n    return "
        "1\n",
        "models/m.sql", "MODEL (name m); SELECT @FANCY_name() AS a, @g() AS b, @F() AS c FROM t");
    const struct model *model = model_of(repository, "m");
    assert_str(input_text(*state, model), STR("macro:@fancy_name macro:@g"));
    assert_str(unknown_list(*state, model_unknowns(model)), STR("macro:macro @f"));
}

static void macros_that_reach_each_other_end(void **state)
{
    const struct repository *repository =
        load(*state, "config.yaml", CONFIG, "macros/a.py",
             "from macros.b import g\n@macro()\ndef f(e):\n    return g(e)\n", "macros/b.py",
             "from macros.a import f\ndef g(e):\n    return f(e)\n", "models/m.sql",
             "MODEL (name m); SELECT @f() AS a FROM t");
    assert_str(input_text(*state, model_of(repository, "m")), STR("macro:@f"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(everything_used_is_an_input),      arena_test(digests_follow_the_code),
        arena_test(jinja_macros_are_inputs),          arena_test(macro_names_fold),
        arena_test(macros_that_reach_each_other_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
