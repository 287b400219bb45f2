#include "project/check.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))

static struct str forms(struct arena *arena, const struct statements *list)
{
    struct str all = STR_EMPTY;
    for (size_t i = 0; i < list->count; i++)
        all = str_fmt(arena, "%.*s%s%.*s", STR_ARG(all), i ? " | " : "",
                      STR_ARG(list->items[i].form));
    return all;
}

/* Which piece is the query, and what the others are. */
static void statements_find_their_place(void **state)
{
    static const struct {
        const char *text, *pre, *query, *post, *on_virtual;
    } rows[] = {
        { "SELECT 1 AS a", "", "SELECT 1 AS a", "", "" },
        { "SELECT 1 AS a;", "", "SELECT 1 AS a", "", "" },
        { "SELECT 1 AS a; -- done\n", "", "SELECT 1 AS a", "", "" },
        { "CREATE TABLE x; SELECT 1 AS a; DROP TABLE x", "CREATE TABLE x", "SELECT 1 AS a",
          "DROP TABLE x", "" },
        { "create table X (a int); SELECT 1 AS a", "CREATE TABLE x ( a int )", "SELECT 1 AS a", "",
          "" },
        { "@f(1); SELECT 1 AS a; @g()", "@f ( 1 )", "SELECT 1 AS a", "@g ( )", "" },
        { "WITH t AS (SELECT 1 AS a) SELECT a FROM t", "",
          "WITH t AS (SELECT 1 AS a) SELECT a FROM t", "", "" },
        { "SELECT 1 AS a; ON_VIRTUAL_UPDATE_BEGIN; GRANT SELECT ON VIEW @this_model TO r; @f(); "
          "ON_VIRTUAL_UPDATE_END;",
          "", "SELECT 1 AS a", "", "GRANT SELECT ON VIEW @this_model TO r | @f ( )" },
        { "on_virtual_update_begin; JINJA_STATEMENT_BEGIN; x {{ y }}  z; JINJA_END; "
          "on_virtual_update_end; SELECT 1 AS a",
          "", "SELECT 1 AS a", "", "x {{ y }}  z;" },
        { "JINJA_STATEMENT_BEGIN; CREATE {{ x }}; JINJA_END; SELECT 1 AS a", "CREATE {{ x }};",
          "SELECT 1 AS a", "", "" },
        { "JINJA_QUERY_BEGIN; SELECT 1 AS a; JINJA_END;", "", "SELECT 1 AS a", "", "" },
        { "@DEF(x, 1); SELECT @x AS a", "@def ( x , 1 )", "SELECT 1 AS a", "", "" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct str text = str_fmt(*state, "MODEL (name a.b); %s", rows[i].text);
        const struct model *model = model_from(*state, text.ptr);
        if (!str_eq(forms(*state, &model->pre), str_of(rows[i].pre)) ||
            !str_eq(model_query_form(model), str_of(rows[i].query)))
            print_error("%s\n", rows[i].text);
        assert_str(forms(*state, &model->pre), str_of(rows[i].pre));
        assert_str(model_query_form(model), str_of(rows[i].query));
        assert_str(forms(*state, &model->post), str_of(rows[i].post));
        assert_str(forms(*state, &model->on_virtual), str_of(rows[i].on_virtual));
    }
}

/* Each text is refused by SQLMesh; the model stays, with its unknown. */
static void models_without_one_query_are_unknown(void **state)
{
    static const struct {
        const char *text, *unknown;
    } rows[] = {
        { "", "sql-not-understood:the model has no query" },
        { "VALUES (1)", "sql-not-understood:the model has no query" },
        { "CREATE TABLE x", "sql-not-understood:the model has no query" },
        { "SELECT 1 AS a; SELECT 2 AS a", "model-block:statements: a model has one query" },
        { "MODEL (name c.d)", "model-block:statements: a second MODEL block" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct str text = str_fmt(*state, "MODEL (name a.b); %s", rows[i].text);
        const struct model *model = model_from(*state, text.ptr);
        struct str unknowns = unknown_list(*state, model_unknowns(model));
        if (str_find(unknowns, str_of(rows[i].unknown)) < 0)
            print_error("%s: %.*s\n", rows[i].text, STR_ARG(unknowns));
        assert_true(str_find(unknowns, str_of(rows[i].unknown)) >= 0);
    }
}

static void files_without_a_name_are_unknown(void **state)
{
    static const struct {
        const char *text, *unknown;
    } rows[] = {
        { "SELECT 1 AS a", "model-block:the file does not start with a MODEL block" },
        { "-- nothing\n", "model-block:the file does not start with a MODEL block" },
        { "MODEL (kind FULL); SELECT 1 AS a", "name:name of a model" },
        { "MODEL (name 'a.b'); SELECT 1 AS a", "name:name of a model" },
        { "MODEL (name @x.b); SELECT 1 AS a", "name:name of a model" },
        { "MODEL (name f()); SELECT 1 AS a", "name:name of a model" },
        { "MODEL (name a.b.c.d.e); SELECT 1 AS a", "name:name of a model" },
        { "MODEL (name a..b); SELECT 1 AS a", "name:name of a model" },
        { "MODEL", "model-block:the file does not start with a MODEL block" },
        { "MODEL (name @x, blueprints @gen()); SELECT 1 AS a", "name:blueprints" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct repository *repository =
            load(*state, "config.yaml", CONFIG, "models/m.sql", rows[i].text);
        const struct project *project = only_project(repository);
        assert_int_equal(project->models.count, 0);
        if (!str_eq(unknown_list(*state, &project->unknowns), str_of(rows[i].unknown)))
            print_error("%s\n", rows[i].text);
        assert_str(unknown_list(*state, &project->unknowns), str_of(rows[i].unknown));
        assert_true(repository->diags.count > 0);
        assert_str(project->unknowns.items[0].place.path, STR("models/m.sql"));
    }
}

static void an_open_block_is_read_as_far_as_it_goes(void **state)
{
    const struct model *model = model_from(*state, "MODEL (name a.b, owner jen");
    assert_str(model->owner, STR("jen"));
    assert_true(str_find(unknown_list(*state, model_unknowns(model)), STR("does not end with")) >=
                0);
    model = model_from(*state, "MODEL (name a.b) SELECT 1 AS a");
    assert_true(str_find(unknown_list(*state, model_unknowns(model)), STR("does not end with")) >=
                0);
}

static void comments_describe(void **state)
{
    const struct model *model =
        model_from(*state, "-- One.\n/* Two. */\nMODEL (name a.b /* no */);\n"
                           "SELECT\n  1 AS a, -- first\n"
                           "  /* second */\n  2 AS b,\n  3 AS c /* third */,\n"
                           "  4 AS d\nFROM t -- no\n");
    static const char *const want[] = { "first", "second", "third", "" };
    assert_str(model->description, STR("One.\nTwo."));
    for (size_t i = 0; i < 4; i++)
        assert_str(model_columns(model)->items[i].description, str_of(want[i]));

    model = model_from(
        *state, "-- One.\nMODEL (name a.b, description 'Said', "
                "column_descriptions (a = 'A', z = 'Z'));\nSELECT 1 AS a, -- x\n2 AS b -- y");
    assert_str(model->description, STR("Said"));
    assert_str(model_columns(model)->items[0].description, STR("A"));
    assert_str(model_columns(model)->items[1].description, STR(""));
}

static void blueprints_make_models(void **state)
{
    static const char *const written[] = {
        "((s := x, v := 1), (s := y, v := 'q'))",
        "[(s := x, v := 1), (s := y, v := 'q')]",
    };
    for (size_t i = 0; i < ROWS(written); i++) {
        struct str text =
            str_fmt(*state,
                    "MODEL (name @s.m, owner @{s}_team, blueprints %s); "
                    "SELECT @v AS a, b FROM @{s}.src, z_@{s}.t, @BLUEPRINT_VAR('s').u",
                    written[i]);
        const struct repository *repository =
            load(*state, "config.yaml", CONFIG, "models/m.sql", text.ptr);
        assert_int_equal(only_project(repository)->models.count, 2);
        const struct model *x = model_of(repository, "x.m"), *y = model_of(repository, "y.m");
        assert_str(dependency_text(*state, x), STR("x.src x.u z_x.t"));
        assert_str(dependency_text(*state, y), STR("y.src y.u z_y.t"));
        assert_str(x->owner, STR("x_team"));
        assert_str(input_text(*state, x), STR("variable:s variable:v"));
        assert_str(model_query_form(x), model_query_form(y));
        assert_false(str_eq(x->inputs.items[1].digest, y->inputs.items[1].digest));
        assert_str(unknown_list(*state, model_unknowns(x)), STR(""));
    }
}

static void names_come_from_paths(void **state)
{
    static const struct {
        const char *path, *name;
    } rows[] = {
        { "models/m.sql", "m" },
        { "models/a/m.sql", "a.m" },
        { "models/x/c/a/m.sql", "c.a.m" },
        { "models/a/models/m.sql", "a.models.m" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        const char *config = CONFIG "model_naming: {infer_names: true}\n";
        const struct repository *repository =
            load(*state, "config.yaml", config, rows[i].path, "MODEL (kind FULL); SELECT 1 AS a");
        assert_str(only_project(repository)->models.items[0]->name, str_of(rows[i].name));
        repository = load(*state, "config.yaml", config, rows[i].path, "SELECT 1 AS a");
        assert_str(only_project(repository)->models.items[0]->name, str_of(rows[i].name));
    }
}

static void the_block_names_the_dialect(void **state)
{
    const struct model *model =
        model_from(*state, "MODEL (name a.b, dialect snowflake); SELECT x FROM t");
    assert_str(model->dialect->name, STR("snowflake"));
    assert_str(dependency_text(*state, model), STR("T"));
    model = model_from(*state, "MODEL (name a.b, dialect klingon); SELECT x FROM t");
    assert_str(dependency_text(*state, model), STR("t"));
}

static void hostile_files_are_survived(void **state)
{
    struct arena *arena = *state;
    static const char *const starts[] = { "MODEL (name a.b); SELECT ", "MODEL (name a.b, x ",
                                          "MODEL (", "MODEL (name a.b, audits (f(", "" };
    static const char *const bits[] = { "(",        "[",     "@a(", "CASE ",
                                        "a,",       ")",     "'",   "\"",
                                        "/*",       ";",     "{{",  "@",
                                        "(SELECT ", "x := ", "<",   "AUDIT (name q);" };
    for (size_t i = 0; i < ROWS(starts); i++)
        for (size_t k = 0; k < ROWS(bits); k++) {
            struct str bit = str_of(bits[k]);
            size_t count = 3000, start = strlen(starts[i]);
            char *text = arena_alloc(arena, start + count * bit.len + 1);
            memcpy(text, starts[i], start);
            for (size_t n = 0; n < count; n++)
                memcpy(text + start + n * bit.len, bit.ptr, bit.len);
            (void)load(arena, "config.yaml", CONFIG, "models/m.sql", text);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(statements_find_their_place),
        arena_test(models_without_one_query_are_unknown),
        arena_test(files_without_a_name_are_unknown),
        arena_test(an_open_block_is_read_as_far_as_it_goes),
        arena_test(comments_describe),
        arena_test(blueprints_make_models),
        arena_test(names_come_from_paths),
        arena_test(the_block_names_the_dialect),
        arena_test(hostile_files_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
