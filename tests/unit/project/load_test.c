#include "project/check.h"

#include "base/limits.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))
#define MODEL "MODEL (name a.b); SELECT 1 AS x"

static const struct repository *with_entry(struct arena *arena, const char *path, struct str bytes,
                                           uint32_t mode)
{
    struct test_files files = { 0 };
    add_file(arena, &files, "config.yaml", STR(CONFIG));
    add_file(arena, &files, "models/m.sql", STR(MODEL));
    vec_push(arena, &files, (struct mem_file){ str_of(path), bytes, mode });
    return load_files(arena, &files, NULL);
}

/* Nothing that stands where a file should be is skipped in silence. */
static void strange_entries_are_noted(void **state)
{
    char *large = arena_alloc(*state, LIMIT_file_bytes + 1);
    memset(large, ' ', LIMIT_file_bytes + 1);
    const struct {
        const char *path;
        struct str bytes;
        uint32_t mode;
        const char *unknown;
    } rows[] = {
        { "models/x.sql", STR("target"), MODE_LINK, "not-a-file:models/x.sql" },
        { "models/x.py", STR("target"), MODE_LINK, "not-a-file:models/x.py" },
        { "models/sub", STR("target"), MODE_LINK, "not-a-file:models/sub" },
        { "models/sub", STR(""), MODE_MODULE, "not-a-file:models/sub" },
        { "audits", STR("target"), MODE_LINK, "not-a-file:audits" },
        { "macros/x.py", STR("target"), MODE_LINK, "not-a-file:macros/x.py" },
        { "external_models.yaml", STR("target"), MODE_LINK, "not-a-file:external_models.yaml" },
        { "tests/test_x.yaml", STR("target"), MODE_LINK, "not-a-file:tests/test_x.yaml" },
        { "models/x.sql", { large, LIMIT_file_bytes + 1 }, 0, "limit:file_bytes" },
        { "macros/x.py", { large, LIMIT_file_bytes + 1 }, 0, "limit:file_bytes" },
        { "models/x.sql", STR("MODEL \xff\xfe"), 0, "encoding:models/x.sql" },
        { "models/x.sql", STR("version https://git-lfs.github.com/spec/v1\n"), 0,
          "missing:models/x.sql" },
        { "external_models.yaml", STR("a: ["), 0, "yaml:external_models.yaml" },
        { "external_models.yaml", STR("a: 1"), 0, "yaml:expected a list of external models" },
        { "external_models.yaml", STR("- b: 1"), 0, "yaml:an external model needs a name" },
        { "tests/test_x.yaml", STR("a: ["), 0, "yaml:tests/test_x.yaml" },
        { "tests/test_x.yaml", STR("- a"), 0, "yaml:unit tests" },
        { "audits/x.sql", STR("SELECT 1"), 0, "model-block:expected an AUDIT block" },
        { "audits/x.sql", STR("AUDIT (dialect duckdb); SELECT 1"), 0, "name:name of an audit" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct repository *repository =
            with_entry(*state, rows[i].path, rows[i].bytes, rows[i].mode);
        assert_int_equal(repository->status, OK);
        const struct project *project = only_project(repository);
        if (!str_eq(unknown_list(*state, &project->unknowns), str_of(rows[i].unknown)))
            print_error("%s\n", rows[i].path);
        assert_str(unknown_list(*state, &project->unknowns), str_of(rows[i].unknown));
        assert_int_equal(project->models.count, 1);
        assert_true(repository->diags.count > 0);
        assert_str(repository->diags.items[0].place.path, str_of(rows[i].path));
    }
}

static void the_limit_is_exact(void **state)
{
    char *large = arena_alloc(*state, LIMIT_file_bytes);
    memset(large, ' ', LIMIT_file_bytes);
    memcpy(large, "MODEL (name c.d); SELECT 1 AS x", 31);
    const struct repository *repository =
        with_entry(*state, "models/x.sql", (struct str){ large, LIMIT_file_bytes }, 0);
    assert_int_equal(only_project(repository)->models.count, 2);
    assert_int_equal(only_project(repository)->unknowns.count, 0);
}

static void a_byte_order_mark_is_noted(void **state)
{
    const struct repository *repository =
        with_entry(*state, "models/x.sql", STR("\xef\xbb\xbfMODEL (name c.d); SELECT 1 AS x"), 0);
    assert_int_equal(only_project(repository)->models.count, 2);
    assert_str(unknown_list(*state, &only_project(repository)->unknowns),
               STR("encoding:models/x.sql"));
}

static void empty_files_and_other_endings_are_nothing(void **state)
{
    static const char *const paths[] = { "models/x.sql", "models/x.txt", "models/README",
                                         "models/x.SQL", "models/x.py",  "tests/other.yaml" };
    for (size_t i = 0; i < ROWS(paths); i++) {
        const struct repository *repository =
            with_entry(*state, paths[i], i == 0 || i == 4 ? STR_EMPTY : STR("what: [ever"), 0);
        assert_int_equal(only_project(repository)->unknowns.count, 0);
        assert_int_equal(only_project(repository)->models.count, 1);
    }
}

/* --- what stops a load ----------------------------------------------------------------------- */

static enum status broken_read(const struct source *source, const struct source_entry *entry,
                               struct str *out, struct err *err)
{
    (void)source;
    if (str_eq(entry->path, STR("config.yaml"))) {
        *out = STR(CONFIG);
        return OK;
    }
    return err_set(err, E_IO, "object is missing");
}

static void a_missing_object_stops_the_load(void **state)
{
    const struct repository *ok = load(*state, "config.yaml", CONFIG, "models/m.sql", MODEL);
    struct source source = ok->source;
    struct projects projects;
    struct err err = { OK, "" };
    source.read = broken_read;
    assert_int_equal(projects_load(&projects, *state, &source, NULL, NULL, &err), E_IO);
    assert_non_null(strstr(err.text, "models/m.sql"));
}

/* --- the cache ------------------------------------------------------------------------------- */

static size_t reads;
static enum status (*plain_read)(const struct source *, const struct source_entry *, struct str *,
                                 struct err *);

static enum status counting_read(const struct source *source, const struct source_entry *entry,
                                 struct str *out, struct err *err)
{
    reads++;
    return plain_read(source, entry, out, err);
}

static size_t reads_of(struct arena *arena, struct source *source, struct parse_cache *cache,
                       struct projects *projects, struct diags *diags)
{
    plain_read = source->read;
    source->read = counting_read;
    reads = 0;
    assert_int_equal(projects_load(projects, arena, source, cache, diags, NULL), OK);
    source->read = plain_read;
    return reads;
}

static void equal_blobs_are_read_once(void **state)
{
    struct arena *arena = *state;
    const char *python = "import helper\n@model('p', columns={'a': 'int'})\ndef f(context): "
                         "return helper.g()\n";
    struct repository *base =
        load(arena, "config.yaml", CONFIG, "models/m.sql", MODEL, "models/n.sql",
             "MODEL (name c, ownr x); SELECT 1 AS x", "models/p.py", python, "helper.py",
             "def g(): return 1\n", "seeds/s.csv", "a,b\n1,2\n", "models/s.sql",
             "MODEL (name s, kind SEED (path '$root/seeds/s.csv'))");
    struct repository *tip =
        load(arena, "config.yaml", CONFIG, "models/m.sql", MODEL, "models/n.sql",
             "MODEL (name c, ownr x); SELECT 2 AS x", "models/p.py", python, "helper.py",
             "def g(): return 1\n", "seeds/s.csv", "a,b\n1,2\n", "models/s.sql",
             "MODEL (name s, kind SEED (path '$root/seeds/s.csv'))");
    struct parse_cache *cache = parse_cache_new(arena);
    struct projects a, b;
    struct diags first, second;
    diags_init(&first, arena);
    diags_init(&second, arena);
    assert_int_equal(reads_of(arena, &base->source, cache, &a, &first), 8);  /* p.py twice: as a
                                                                  model file, as a module */
    assert_int_equal(reads_of(arena, &base->source, cache, &b, &second), 1); /* the config */
    assert_int_equal(first.count, second.count);
    assert_int_equal(reads_of(arena, &tip->source, cache, &b, &second), 2);
    assert_ptr_equal(model_query(projects_model(&a, STR("\"a\".\"b\""))),
                     model_query(projects_model(&b, STR("\"a\".\"b\""))));
    assert_str(model_query_form(projects_model(&b, STR("\"c\""))), STR("SELECT 2 AS x"));
    assert_str(model_query_form(projects_model(&a, STR("\"p\""))),
               model_query_form(projects_model(&b, STR("\"p\""))));
}

/* Other settings read the same blob in another way. */
static void settings_are_part_of_the_key(void **state)
{
    struct arena *arena = *state;
    struct repository *base =
        load(arena, "config.yaml", CONFIG, "models/m.sql", "MODEL (name A.b); SELECT 1 AS X");
    struct repository *tip = load(arena, "config.yaml", "model_defaults: {dialect: snowflake}\n",
                                  "models/m.sql", "MODEL (name A.b); SELECT 1 AS X");
    struct parse_cache *cache = parse_cache_new(arena);
    struct projects a, b;
    assert_int_equal(projects_load(&a, arena, &base->source, cache, NULL, NULL), OK);
    assert_int_equal(projects_load(&b, arena, &tip->source, cache, NULL, NULL), OK);
    assert_str(a.items[0]->models.items[0]->fqn, STR("\"a\".\"b\""));
    assert_str(b.items[0]->models.items[0]->fqn, STR("\"A\".\"B\""));
}

/* --- projects -------------------------------------------------------------------------------- */

static void duplicates_are_noted(void **state)
{
    const struct repository *repository = load(*state, "config.yaml", CONFIG, "models/1.sql", MODEL,
                                               "models/2.sql", "MODEL (name A.B); SELECT 2 AS x");
    assert_int_equal(only_project(repository)->models.count, 1);
    const struct model *model = model_of(repository, "a.b");
    assert_str(model->path, STR("models/1.sql"));
    assert_str(unknown_list(*state, model_unknowns(model)), STR("duplicate:models/2.sql"));
    assert_true(has_diag(repository, "another model is called a.b"));
}

static void disabled_models_are_set_aside(void **state)
{
    const struct repository *repository =
        load(*state, "config.yaml", CONFIG, "models/z.sql",
             "MODEL (name z.z, enabled false); SELECT 1 AS x", "models/d.sql",
             "MODEL (name d.d, enabled FALSE); SELECT 1 AS x", "models/m.sql", MODEL);
    const struct project *project = only_project(repository);
    assert_int_equal(project->models.count, 1);
    assert_int_equal(project->disabled.count, 2);
    assert_str(project->disabled.items[0], STR("d.d"));
}

static void several_projects_are_kept_apart(void **state)
{
    const struct repository *repository =
        load(*state, "b/config.yaml", CONFIG, "b/models/m.sql", "MODEL (name x); SELECT 2 AS x",
             "a/sqlmesh.yaml", CONFIG, "a/models/m.sql", "MODEL (name x); SELECT 1 AS x",
             "docs/config.py", "x = 1\n", "dbt/config.yaml", CONFIG, "dbt/dbt_project.yml",
             "name: x", "dbt/models/m.sql", "select 1", "only_dbt/dbt_project.yml", "name: x");
    assert_int_equal(repository->projects.count, 3);
    assert_str(repository->projects.items[0]->root, STR("a"));
    assert_true(repository->projects.items[2]->is_dbt);
    assert_str(unknown_list(*state, &repository->projects.items[2]->unknowns), STR("dbt:dbt"));
    assert_int_equal(repository->projects.items[2]->models.count, 0);
    assert_int_equal(repository->projects.model_count, 2);
    assert_str(projects_model(&repository->projects, STR("\"x\""))->project, STR("a"));
    assert_null(projects_model(&repository->projects, STR("\"y\"")));
}

static void a_repository_without_a_project_is_empty(void **state)
{
    const struct repository *repository =
        load(*state, "models/m.sql", MODEL, "src/config.py", "x = 1\n");
    assert_int_equal(repository->projects.count, 0);
    assert_int_equal(repository->diags.count, 0);
}

static void config_names_and_paths_that_matter(void **state)
{
    static const struct {
        const char *path;
        bool want;
    } rows[] = {
        { "p/models/a.sql", true },    { "p/models/deep/x.txt", true }, { "p/seeds/x.dat", true },
        { "p/helper.py", true },       { "p/config.yaml", true },       { "new/config.yml", true },
        { "data/x.csv", true },        { "p/README.md", false },        { "q/models/a.sql", false },
        { "README.md", false },        { "pq/models/a.sql", false },    { "p/models", true },
        { "x/dbt_project.yml", true }, { "p/docs/guide.md", false },
    };
    const struct str roots[] = { STR_INIT("p") }, top[] = { STR_INIT("") };
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct str path = str_of(rows[i].path);
        if (project_path_matters(path, roots, 1) != rows[i].want)
            fail_msg("%.*s", STR_ARG(path));
    }
    assert_true(project_path_matters(STR("models/a.sql"), top, 1));
    assert_false(project_path_matters(STR("models/a.sql"), roots, 0));
    assert_true(project_is_config_name(STR("sqlmesh.yml")));
    assert_false(project_is_config_name(STR("config.json")));
}

static void models_are_found_as_people_name_them(void **state)
{
    const struct repository *repository =
        load(*state, "config.yaml", CONFIG, "models/1.sql", "MODEL (name a.orders); SELECT 1 AS x",
             "models/2.sql", "MODEL (name b.orders); SELECT 1 AS x", "models/3.sql",
             "MODEL (name b.items); SELECT 1 AS x");
    static const struct {
        const char *typed, *found, *near;
    } rows[] = {
        { "a.orders", "a.orders", "" },       { "A.Orders", "a.orders", "" },
        { "items", "b.items", "" },           { "orders", NULL, "" },
        { "b.itms", NULL, "b.items" },        { "zzz", NULL, "" },
        { "\"b\".\"items\"", "b.items", "" }, { "ms", NULL, "" },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct str near;
        const struct model *model =
            projects_find(&repository->projects, str_of(rows[i].typed), &near);
        assert_int_equal(model != NULL, rows[i].found != NULL);
        if (model)
            assert_str(model->name, str_of(rows[i].found));
        else if (rows[i].near[0])
            assert_str(near, str_of(rows[i].near));
    }
}

static void names_of_the_types_are_unique(void **state)
{
    (void)state;
    for (int i = 0; i < UNKNOWN_COUNT; i++) {
        assert_true(strlen(unknown_text((enum unknown_cause)i)) > 10);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(unknown_slug((enum unknown_cause)i),
                                    unknown_slug((enum unknown_cause)k));
    }
    assert_string_equal(model_class_name(MODEL_AUDIT), "audit");
    assert_string_equal(input_kind_name(INPUT_SIGNAL), "signal");
    struct columns columns = { 0 };
    assert_null(column_get(&columns, STR("x")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(strange_entries_are_noted),
        arena_test(the_limit_is_exact),
        arena_test(a_byte_order_mark_is_noted),
        arena_test(empty_files_and_other_endings_are_nothing),
        arena_test(a_missing_object_stops_the_load),
        arena_test(equal_blobs_are_read_once),
        arena_test(settings_are_part_of_the_key),
        arena_test(duplicates_are_noted),
        arena_test(disabled_models_are_set_aside),
        arena_test(several_projects_are_kept_apart),
        arena_test(a_repository_without_a_project_is_empty),
        arena_test(config_names_and_paths_that_matter),
        arena_test(models_are_found_as_people_name_them),
        arena_test(names_of_the_types_are_unique),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
