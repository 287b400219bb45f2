#include "project/check.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))

static const struct repository *python(struct arena *arena, const char *text)
{
    return load(arena, "config.yaml", CONFIG "variables: {v: 1}\n", "models/p.py", text,
                "models/other.sql", "MODEL (name db.other); SELECT 1 AS x", "shared/util.py",
                "from .deep import inner\n\nTABLE = 'db.src'\n\ndef helper(context):\n"
                "    return context.table('db.from_helper')\n\ndef unused():\n    return 1\n",
                "shared/deep.py", "def inner():\n    return 2\n", "shared/__init__.py", "");
}

static void decorators_are_read(void **state)
{
    const struct repository *repository = python(
        *state, "import typing as t\nfrom sqlmesh import model\n"
                "from sqlmesh.core.model.kind import ModelKindName\n"
                "COLS = {'Id': 'int', 'name': 'decimal(10, 2)'}\n\n"
                "@model(\n    'db.P',\n    kind=dict(name=ModelKindName.INCREMENTAL_BY_TIME_RANGE, "
                "time_column='ds', lookback=2),\n    columns=COLS,\n    cron='@hourly',\n"
                "    owner=\"jen\",\n    tags=['b', 'a'],\n    grains=['id', '(a, b)'],\n"
                "    depends_on=['db.dep'],\n    audits=['one', ('not_null', {'columns': "
                "[exp.to_column('id')]})],\n    physical_properties={'k': 'v'},\n"
                "    description='Text',\n    partitioned_by=['ds'],\n    enabled=True,\n"
                "    column_descriptions={'id': 'key'},\n    start=None,\n)\n"
                "def execute(context, **kwargs):\n    \"\"\"Doc.\"\"\"\n    return "
                "context.table('db.ignored')\n");
    const struct model *model = model_of(repository, "db.p");
    assert_int_equal(model->class, MODEL_PYTHON);
    assert_str(model->kind, STR("INCREMENTAL_BY_TIME_RANGE"));
    assert_str(property_text(&model->kind_properties, "time_column"), STR("ds, '%Y-%m-%d'"));
    assert_str(property_text(&model->kind_properties, "lookback"), STR("2"));
    assert_str(column_text(*state, model), STR("id INT, name DECIMAL(10, 2)"));
    assert_str(model_columns(model)->items[0].description, STR("key"));
    assert_str(model->cron, STR("@hourly"));
    assert_str(model->owner, STR("jen"));
    assert_str(model->description, STR("Text"));
    assert_str(property_text(&model->properties, "tags"), STR("a, b"));
    assert_str(property_text(&model->properties, "partitioned_by"), STR("ds"));
    assert_str(property_text(&model->properties, "physical_properties"), STR("k = 'v'"));
    assert_int_equal(model->grains.count, 2);
    assert_str(dependency_text(*state, model), STR("db.dep!"));
    assert_str(model->audits.items[0].name, STR("not_null"));
    assert_str(model->audits.items[0].args, STR("columns := id"));
    assert_str(unknown_list(*state, model_unknowns(model)), STR("missing:audit one"));
    assert_int_equal(model_query_form(model).len, 64);
    assert_int_equal(model->place.line, 7);
}

static void kinds_are_written_in_many_ways(void **state)
{
    static const struct {
        const char *written, *kind, *unknown;
    } rows[] = {
        { "kind='view'", "VIEW", "" },
        { "kind='FULL'", "FULL", "" },
        { "kind=ModelKindName.FULL", "FULL", "" },
        { "kind={'name': ModelKindName.FULL}", "FULL", "" },
        { "kind=dict(name=ModelKindName.FULL)", "FULL", "" },
        { "kind=FullKind()", "FULL", "" },
        { "kind=dict(name='FULL')", "FULL",
          "model-block:kind: the name in a dict must be a ModelKindName" },
        { "kind=k.IncrementalByTimeRangeKind(time_column=TimeColumn(column='ds', format='%Y'))",
          "INCREMENTAL_BY_TIME_RANGE", "" },
        { "owner='x'", "FULL", "" },
        { "kind=make_kind()", "FULL", "python:kind" },
        { "kind='FUL'", "FUL", "model-block:unknown kind FUL" },
        { "kind=dict(name=ModelKindName.FULL, what=1)", "FULL",
          "model-block:unknown kind property what" },
        { "owner=who()", "FULL", "python:owner" },
        { "**rest", "FULL", "python:decorator" },
        { "grains=make()", "FULL", "python:grains" },
        { "depends_on=['db.x', other()]", "FULL", "python:depends_on" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct str text = str_fmt(*state,
                                  "@model('db.p', columns={'a': 'int'}, %s)\n"
                                  "def f(context):\n    return 1\n",
                                  rows[i].written);
        const struct model *model = model_of(python(*state, text.ptr), "db.p");
        if (!str_eq(model->kind, str_of(rows[i].kind)))
            print_error("%s\n", rows[i].written);
        assert_str(model->kind, str_of(rows[i].kind));
        assert_str(unknown_list(*state, model_unknowns(model)), str_of(rows[i].unknown));
    }
}

static void tables_are_found_in_the_code(void **state)
{
    static const struct {
        const char *body, *want, *unknown;
    } rows[] = {
        { "return context.table('db.src')", "db.src", "" },
        { "return context.resolve_table(\"DB.Src\")", "db.src", "" },
        { "return ctx.table('db.src')", "", "" },
        { "return context.table(NAME)", "db.const", "" },
        { "return context.table(f'db.{x}')", "", "python:name of a table that is read" },
        { "return context.table(\n        'db.src',\n    )", "db.src", "" },
        { "x = 'context.table(1)'\n    return 1", "", "" },
        { "# context.table('db.src')\n    return 1", "", "" },
        { "return helper(context)", "db.from_helper", "" },
        { "return local(context)", "db.local", "" },
        { "return context.table('db.p')", "", "" },
        { "return context.table(pick(['db.other', 'no.such']))", "db.other?",
          "python:name of a table that is read" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct str text = str_fmt(*state,
                                  "from shared.util import helper\nNAME = 'db.const'\n"
                                  "def local(context):\n    return context.table('db.local')\n"
                                  "@model('db.p', columns={'a': 'int'})\ndef f(context):\n    %s\n",
                                  rows[i].body);
        const struct model *model = model_of(python(*state, text.ptr), "db.p");
        if (!str_eq(dependency_text(*state, model), str_of(rows[i].want)))
            print_error("%s\n", rows[i].body);
        assert_str(dependency_text(*state, model), str_of(rows[i].want));
        assert_str(unknown_list(*state, model_unknowns(model)), str_of(rows[i].unknown));
    }
}

static struct str digest(struct arena *arena, const char *code)
{
    struct str text =
        str_fmt(arena, "from shared.util import helper\nimport pandas as pd\n%s", code);
    return model_query_form(model_of(python(arena, text.ptr), "db.p"));
}

/* The code that the model reaches counts, and nothing else of its file. */
static void only_reached_code_counts(void **state)
{
    const char *base = "def g():\n    return 1\ndef h():\n    return 2\n"
                       "@model('db.p', columns={'a': 'int'})\ndef f(context):\n    return g()\n";
    static const struct {
        const char *text;
        bool same;
    } rows[] = {
        { "# c\ndef g():\n    '''doc'''\n    return 1\n\n\ndef h():\n    return 3\n"
          "@model('db.p', columns={'a': 'int'}, owner='x')\ndef f(\n    context,\n):\n    return "
          "g()\n",
          true },
        { "def h():\n    return 2\ndef g():\n    return 1\n"
          "@model('db.p', columns={'a': 'int'})\ndef f(context):\n    return g()\n",
          true },
        { "def g():\n    return 5\ndef h():\n    return 2\n"
          "@model('db.p', columns={'a': 'int'})\ndef f(context):\n    return g()\n",
          false },
        { "def g():\n    return 1\ndef h():\n    return 2\n"
          "@model('db.p', columns={'a': 'int'})\ndef f(context):\n    return g() + 1\n",
          false },
        { "def g():\n    return 1\ndef h():\n    return 2\n"
          "@model('db.p', columns={'a': 'int'})\n@cached\ndef f(context):\n    return g()\n",
          false },
        { "def g():\n    return pd.x()\ndef h():\n    return 2\n"
          "@model('db.p', columns={'a': 'int'})\ndef f(context):\n    return g()\n",
          false },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        bool same = str_eq(digest(*state, base), digest(*state, rows[i].text));
        if (same != rows[i].same)
            print_error("row %zu\n", i);
        assert_int_equal(same, rows[i].same);
    }
}

static void modules_are_inputs(void **state)
{
    const struct model *model = model_of(
        python(*state, "from shared.util import helper\nimport os\n"
                       "@model('db.p', columns={'a': 'int'})\ndef f(context):\n"
                       "    return helper(context) + context.var('V') + context.var('nope')\n"),
        "db.p");
    assert_str(input_text(*state, model), STR("python:shared/util.py variable:v"));
    model = model_of(python(*state, "import shared.util\n@model('db.p', columns={'a': 'int'})\n"
                                    "def f(context):\n    return shared.util.helper(context)\n"),
                     "db.p");
    assert_str(input_text(*state, model), STR("python:shared/deep.py python:shared/util.py"));
    model = model_of(python(*state, "@model('db.p', columns={'a': 'int'})\ndef f(context):\n"
                                    "    from shared import deep\n    return deep.inner()\n"),
                     "db.p");
    assert_str(input_text(*state, model), STR("python:shared/deep.py"));
}

/* A computed argument of the decorator hangs on the code that computes it. */
static void computed_arguments_are_followed(void **state)
{
    static const char *const written[] = {
        "owner=TABLE",
        "start=later(TABLE)",
        "audits=[('not_null', {'columns': TABLE})]",
        "columns={'a': TABLE}",
        "kind=dict(name='INCREMENTAL_BY_TIME_RANGE', time_column=TABLE)",
        "kind=make(TABLE)",
        "**spread(TABLE)",
        "tags=['a', TABLE]",
    };
    for (size_t i = 0; i < ROWS(written); i++) {
        struct str text =
            str_fmt(*state,
                    "from shared.util import TABLE\n@model('db.p', depends_on=['db.x'], %s)\n"
                    "def f(context):\n    return 1\n",
                    written[i]);
        const struct model *model = model_of(python(*state, text.ptr), "db.p");
        if (!str_eq(input_text(*state, model), STR("python:shared/util.py")))
            print_error("%s\n", written[i]);
        assert_str(input_text(*state, model), STR("python:shared/util.py"));
    }
}

static void python_that_writes_sql_is_unknown(void **state)
{
    const struct model *model = model_of(
        python(*state,
               "@model('db.p', is_sql=True, kind='VIEW', pre_statements=['CREATE TABLE x'])\n"
               "def f(evaluator):\n    \"\"\"reads nope.other\"\"\"\n"
               "    return exp.select('a').from_('\"db\".\"other\" as o')\n"),
        "db.p");
    assert_str(model->kind, STR("VIEW"));
    assert_str(dependency_text(*state, model), STR("db.other?"));
    assert_false(model_columns(model)->complete);
    assert_str(unknown_list(*state, model_unknowns(model)), STR("python:Python writes the query"));
    assert_str(model->pre.items[0].form, STR("CREATE TABLE x"));
}

static void models_without_a_literal_name_are_noted(void **state)
{
    static const struct {
        const char *text, *unknown;
    } rows[] = {
        { "@model(f'db.{x}', columns={})\ndef f(context): pass\n", "name:name" },
        { "@model(name(), columns={})\ndef f(context): pass\n", "name:name" },
        { "for n in names:\n    @model('x')\n    def f(context): pass\n", "name:name" },
        { "@model('@{a}.p', blueprints=make())\ndef f(context): pass\n", "name:blueprints" },
        { "@macro()\ndef f(context): pass\n", "python:models/p.py" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct repository *repository = python(*state, rows[i].text);
        assert_str(unknown_list(*state, &only_project(repository)->unknowns),
                   str_of(rows[i].unknown));
        assert_int_equal(only_project(repository)->models.count, 1);
    }
}

static void blueprints_make_models(void **state)
{
    const struct repository *repository = python(
        *state, "@model('@{s}.p', columns={'a': 'int'}, blueprints=[{'s': 'x'}, {'s': 'y'}])\n"
                "def f(context):\n    return context.blueprint_var('s')\n");
    assert_str(input_text(*state, model_of(repository, "x.p")), STR("variable:s"));
    assert_false(str_eq(model_of(repository, "x.p")->inputs.items[0].digest,
                        model_of(repository, "y.p")->inputs.items[0].digest));
}

static void names_come_from_paths(void **state)
{
    const struct repository *repository =
        load(*state, "config.yaml", CONFIG "model_naming: {infer_names: true}\n", "models/db/p.py",
             "@model(columns={'a': 'int'})\ndef f(context):\n    return 1\n");
    (void)model_of(repository, "db.p");
}

static void hostile_code_is_survived(void **state)
{
    static const char *const texts[] = {
        "@model(",
        "@model('a',",
        "@model('a.b', kind=",
        "@",
        "@model('a.b')\n",
        "def f(",
        "@model('a.b', columns={'a'})\ndef f(): pass\n",
        "from . import\n@model('a')\ndef f(): f()\n",
        "from p import *\n@model('a', columns={})\ndef f(): g()\n",
        "import models.p\n@model('a')\ndef f(): models.p.f()\n",
        "from .................... import x\n@model('a')\ndef f(): x()\n",
    };
    for (size_t i = 0; i < ROWS(texts); i++)
        (void)python(*state, texts[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(decorators_are_read),
        arena_test(kinds_are_written_in_many_ways),
        arena_test(tables_are_found_in_the_code),
        arena_test(only_reached_code_counts),
        arena_test(modules_are_inputs),
        arena_test(computed_arguments_are_followed),
        arena_test(python_that_writes_sql_is_unknown),
        arena_test(models_without_a_literal_name_are_noted),
        arena_test(blueprints_make_models),
        arena_test(names_come_from_paths),
        arena_test(hostile_code_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
