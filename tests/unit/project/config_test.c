#include "project/check.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))

static const struct config *config_from(struct arena *arena, const char *name, const char *text)
{
    const struct repository *repository =
        load(arena, name, text, "models/m.sql", "MODEL (name a.b); SELECT 1 AS x");
    return &only_project(repository)->config;
}

static void catalogs_are_known_by_connection(void **state)
{
    static const struct {
        const char *gateways, *catalog;
    } rows[] = {
        { "gateways: {g: {connection: {type: duckdb}}}", "memory" },
        { "gateways: {g: {connection: {type: duckdb, database: 'data/Local.duckdb'}}}", "local" },
        { "gateways: {g: {connection: {type: duckdb, database: ':memory:'}}}", "memory" },
        { "gateways: {g: {connection: {type: duckdb, catalogs: {first: 'x', second: 'y'}}}}",
          "first" },
        { "gateways: {g: {connection: {type: bigquery, project: p-1}}}", "p-1" },
        { "gateways: {g: {connection: {type: snowflake, database: d}}}", "d" },
        { "gateways: {g: {connection: {type: postgres, database: d}}}", "d" },
        { "gateways: {g: {connection: {type: databricks, catalog: c}}}", "c" },
        { "gateways: {g: {connection: {type: athena, catalog_name: c}}}", "c" },
        { "gateways: {g: {connection: {type: mysql, database: d}}}", "" },
        { "gateways: {g: {connection: {type: postgres, database: \"{{ env_var('D') }}\"}}}", "" },
        { "default_connection: {type: duckdb}", "memory" },
        { "default_gateway: h\ngateways: {g: {connection: {type: duckdb}}, h: {connection: {type: "
          "postgres, db: q}}}",
          "q" },
        { "project: x", "" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct str text = str_fmt(*state, "%s%s\n", CONFIG, rows[i].gateways);
        const struct config *config = config_from(*state, "config.yaml", text.ptr);
        if (!str_eq(config->default_catalog, str_of(rows[i].catalog)))
            print_error("%s\n", rows[i].gateways);
        assert_str(config->default_catalog, str_of(rows[i].catalog));
    }
}

static const char *const every_setting =
    "project: shop\n"
    "default_gateway: main\n"
    "gateways:\n"
    "  main:\n"
    "    connection: {type: duckdb}\n"
    "    variables: {A: 2}\n"
    "    model_defaults: {owner: gw}\n"
    "  other: {connection: {type: postgres, database: o}}\n"
    "variables: {a: 1, b: text, c: true, d: \"{{ env_var('X') }}\"}\n"
    "model_defaults:\n"
    "  dialect: snowflake\n"
    "  owner: root\n"
    "  start: 2022-01-01\n"
    "  physical_properties: {k: v}\n"
    "  audits: [not_null(columns := id)]\n"
    "model_naming: {infer_names: true}\n"
    "time_column_format: '%Y'\n"
    "ignore_patterns: ['*.tmp.sql']\n"
    "virtual_environment_mode: dev_only\n"
    "before_all: ['CREATE SCHEMA x']\n"
    "physical_schema_mapping: {'^a$': b}\n";

static void settings_are_read(void **state)
{
    static const char *const names[] = { "config.yaml", "config.yml", "sqlmesh.yaml",
                                         "sqlmesh.yml" };
    for (size_t i = 0; i < ROWS(names); i++) {
        const struct config *config = config_from(*state, names[i], every_setting);
        assert_str(config->path, str_of(names[i]));
        assert_str(config->default_dialect, STR("snowflake"));
        assert_str(config->default_gateway, STR("main"));
        assert_str(config->default_catalog, STR("MEMORY"));
        assert_str(config->project_name, STR("shop"));
        assert_str(config->time_column_format, STR("%Y"));
        assert_str(config->virtual_environment_mode, STR("dev_only"));
        assert_true(config->infer_names);
        assert_int_equal(config->ignore_patterns.count, 1);
        assert_str(property_text(&config->model_defaults, "owner"), STR("gw"));
        assert_str(property_text(&config->model_defaults, "physical_properties"), STR("k = 'v'"));
        assert_str(property_text(&config->environment, "before_all"), STR("[CREATE SCHEMA x]"));
        assert_str(property_text(&config->environment, "physical_schema_mapping"), STR("{^a$: b}"));
        static const char *const variables[][2] = { { "a", "2" },
                                                    { "b", "'text'" },
                                                    { "c", "true" } };
        for (size_t k = 0; k < ROWS(variables); k++)
            assert_str(*(struct str *)map_get(&config->variables, str_of(variables[k][0])),
                       str_of(variables[k][1]));
        assert_str(unknown_list(*state, &config->unknowns), STR("config:variables.d"));
    }
}

static void defaults_reach_models(void **state)
{
    const struct repository *repository =
        load(*state, "config.yaml",
             "model_defaults:\n  dialect: duckdb\n  owner: root\n  cron: '@hourly'\n  kind: FULL\n"
             "  physical_properties: {a: 1, b: 2}\n  audits: [not_null(columns := id)]\n"
             "  enabled: true\n  allow_partials: true\n  on_destructive_change: allow\n",
             "models/x.sql", "MODEL (name x, physical_properties (b = 3)); SELECT 1 AS a",
             "models/y.sql",
             "MODEL (name y, owner own, allow_partials false, kind INCREMENTAL_UNMANAGED, audits "
             "(unique_values(columns := id))); SELECT 1 AS a");
    const struct model *x = model_of(repository, "x"), *y = model_of(repository, "y");
    assert_str(x->kind, STR("VIEW")); /* SQLMesh gives SQL models no default kind */
    assert_str(x->owner, STR("root"));
    assert_str(x->cron, STR("@hourly"));
    assert_true(property_get(&x->properties, "owner")->inherited);
    assert_str(property_get(&x->properties, "owner")->place.path, STR("config.yaml"));
    assert_str(property_text(&x->properties, "physical_properties"), STR("b = 3, a = 1"));
    assert_str(property_text(&x->properties, "allow_partials"), STR("true"));
    assert_str(property_text(&x->kind_properties, "on_destructive_change"), STR("-"));
    assert_int_equal(x->audits.count, 1);
    assert_str(y->owner, STR("own"));
    assert_str(property_text(&y->properties, "allow_partials"), STR("-"));
    assert_str(property_text(&y->kind_properties, "on_destructive_change"), STR("ALLOW"));
    assert_int_equal(y->audits.count, 2);
}

static void faults_are_named(void **state)
{
    static const struct {
        const char *name, *text, *diag, *unknown;
    } rows[] = {
        { "config.yaml", "model_defaults: {ownr: x, dialect: duckdb}", "is no model default",
          "config:model_defaults.ownr" },
        { "config.yaml", "model_default: {dialect: duckdb}", "is no setting",
          "config:model_default" },
        { "config.yaml", "a: [", "", "config:config.yaml" },
        { "config.yaml", "a: 1\na: 2\n", "", "config:config.yaml" },
        { "config.yaml", "- a\n- b\n", "expected settings by name", "config:config.yaml" },
        { "config.yaml", "", "", "" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct repository *repository = load(
            *state, rows[i].name, rows[i].text, "models/m.sql", "MODEL (name a.b); SELECT 1 AS x");
        if (rows[i].diag[0])
            assert_true(has_diag(repository, rows[i].diag));
        assert_str(unknown_list(*state, &only_project(repository)->config.unknowns),
                   str_of(rows[i].unknown));
        assert_int_equal(only_project(repository)->models.count, 1);
    }
}

static void a_second_file_is_an_unknown(void **state)
{
    const struct repository *repository =
        load(*state, "config.yaml", CONFIG, "config.py", "config = Config()\n", "models/m.sql",
             "MODEL (name a.b); SELECT 1 AS x");
    const struct config *config = &only_project(repository)->config;
    assert_str(config->path, STR("config.yaml"));
    assert_str(unknown_list(*state, &config->unknowns), STR("config:config.py"));
    assert_true(has_diag(repository, "one configuration file"));
}

/* config.py is never run: what is literal counts, and the digest of the rest tells changes. */
static void python_is_scanned(void **state)
{
    static const struct {
        const char *text, *dialect, *gateway, *catalog;
    } rows[] = {
        { "config = Config(model_defaults=ModelDefaultsConfig(dialect='duckdb'))\n", "duckdb", "",
          "" },
        { "d = {'dialect': 'hive'}\nm = ModelDefaultsConfig(**d)\nconfig = Config(\n"
          "    model_defaults=m, default_gateway='g',\n"
          "    gateways={'g': GatewayConfig(connection=DuckDBConnectionConfig())})\n",
          "hive", "g", "memory" },
        { "config = make()\nx = ModelDefaultsConfig(dialect='spark')\n", "spark", "", "" },
        { "config = make()\nx = ModelDefaultsConfig(dialect='a')\ny = ModelDefaultsConfig("
          "dialect='b')\n",
          "", "", "" },
        { "config = Config(model_defaults=ModelDefaultsConfig(dialect=os.environ['D']))\n", "", "",
          "" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct config *config = config_from(*state, "config.py", rows[i].text);
        assert_str(config->default_dialect, str_of(rows[i].dialect));
        assert_str(config->default_gateway, str_of(rows[i].gateway));
        assert_str(config->default_catalog, str_of(rows[i].catalog));
        assert_int_equal(config->unknowns.items[0].cause, UNKNOWN_CONFIG);
        assert_int_equal(config->unknowns.items[0].form.len, 64);
    }
    const struct config *a = config_from(*state, "config.py", "x = 1\n");
    const struct config *b = config_from(*state, "config.py", "# hello\nx  = 1\n");
    const struct config *c = config_from(*state, "config.py", "x = 2\n");
    assert_str(a->unknowns.items[0].form, b->unknowns.items[0].form);
    assert_false(str_eq(a->unknowns.items[0].form, c->unknowns.items[0].form));
}

static void requirements_are_part_of_the_environment(void **state)
{
    const struct repository *repository =
        load(*state, "config.yaml", CONFIG, "sqlmesh-requirements.lock", "pandas==2.2.2\n",
             "models/m.sql", "MODEL (name a.b); SELECT 1 AS x");
    assert_str(property_text(&only_project(repository)->config.environment, "requirements"),
               STR("pandas==2.2.2"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(catalogs_are_known_by_connection),
        arena_test(settings_are_read),
        arena_test(defaults_reach_models),
        arena_test(faults_are_named),
        arena_test(a_second_file_is_an_unknown),
        arena_test(python_is_scanned),
        arena_test(requirements_are_part_of_the_environment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
