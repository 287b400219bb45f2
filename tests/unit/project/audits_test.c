#include "project/check.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))

static const struct audit *audit_of(const struct repository *repository, const char *name)
{
    const struct project *project = only_project(repository);
    for (size_t i = 0; i < project->audits.count; i++)
        if (str_eq(project->audits.items[i]->name, str_of(name)))
            return project->audits.items[i];
    fail_msg("there is no audit %s", name);
    return NULL;
}

static void definitions_are_read(void **state)
{
    const struct repository *repository =
        load(*state, "config.yaml", CONFIG, "audits/a.sql",
             "AUDIT (name First, defaults (t = 5, a = 'x')); CREATE TABLE z; "
             "SELECT * FROM @this_model WHERE x > @t;\n"
             "AUDIT (name second, blocking false, skip true, dialect hive); SELECT 1 FROM t;\n"
             "AUDIT (name third); JINJA_QUERY_BEGIN; SELECT {{ x }} JINJA_END;\n"
             "AUDIT (name fourth);",
             /* its form reads as b AS a */
             "audits/b.sql", "AUDIT (name fifth, dialect tsql); SELECT (a  =  b) FROM t;",
             "models/m.sql", "MODEL (name m); SELECT 1 AS a");
    const struct audit *first = audit_of(repository, "first"),
                       *second = audit_of(repository, "second");
    assert_str(first->query_form, STR("SELECT * FROM @this_model WHERE x > @t"));
    assert_str(first->defaults, STR("a = 'x', t = 5"));
    assert_str(first->statements, STR("CREATE TABLE z"));
    assert_true(first->blocking && !first->skip && !first->standalone);
    assert_false(second->blocking);
    assert_true(second->skip);
    assert_int_equal(second->place.line, 2);
    assert_str(audit_of(repository, "third")->query_form, STR("SELECT {{ x }}"));
    assert_int_equal(audit_of(repository, "third")->unknowns.items[0].cause, UNKNOWN_JINJA);
    assert_int_equal(audit_of(repository, "fourth")->unknowns.items[0].cause, UNKNOWN_MODEL_BLOCK);
    assert_str(audit_of(repository, "fifth")->query_form, STR("SELECT (a  =  b) FROM t;"));
    assert_int_equal(only_project(repository)->models.count, 1);
}

/* What a call, the definition and the name say together. */
static void blocking_is_settled(void **state)
{
    static const struct {
        const char *call;
        bool blocking, skip;
    } rows[] = {
        { "strict()", true, false },
        { "loose()", false, false },
        { "loose(blocking := true)", true, false },
        { "strict(blocking := false)", false, false },
        { "skipped()", true, true },
        { "skipped(skip := false)", true, false },
        { "not_null(columns := a)", true, false },
        { "not_null_non_blocking(columns := a)", false, false },
        { "not_null_non_blocking(columns := a, blocking := true)", true, false },
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct str text =
            str_fmt(*state, "MODEL (name m, audits (%s)); SELECT 1 AS a", rows[i].call);
        const struct repository *repository =
            load(*state, "config.yaml", CONFIG, "audits/a.sql",
                 "AUDIT (name strict); SELECT 1;\nAUDIT (name loose, blocking false); SELECT 1;\n"
                 "AUDIT (name skipped, skip true); SELECT 1",
                 "models/m.sql", text.ptr);
        const struct model *model = model_of(repository, "m");
        assert_int_equal(model->audits.items[0].blocking, rows[i].blocking);
        assert_int_equal(model->audits.items[0].skip, rows[i].skip);
        assert_str(unknown_list(*state, model_unknowns(model)), STR(""));
    }
}

static void standalone_audits_are_nodes(void **state)
{
    const struct repository *repository =
        load(*state, "config.yaml", CONFIG, "audits/a.sql",
             "AUDIT (name Alone, standalone true, owner jen, cron '@daily', tags (x), depends_on "
             "(db.z)); SELECT * FROM db.x JOIN db.y USING (a)",
             "models/m.sql", "MODEL (name m); SELECT 1 AS a");
    const struct model *model = model_of(repository, "alone");
    assert_int_equal(model->class, MODEL_AUDIT);
    assert_str(dependency_text(*state, model), STR("db.x db.y db.z!"));
    assert_str(model->owner, STR("jen"));
    assert_true(model_columns(model)->complete);
    assert_int_equal(model_columns(model)->count, 0);
    assert_true(audit_of(repository, "alone")->standalone);
}

static void inline_audits_belong_to_the_file(void **state)
{
    const struct repository *repository =
        load(*state, "config.yaml", CONFIG, "models/m.sql",
             "MODEL (name m, audits (mine));\nAUDIT (name before); SELECT 0;\nSELECT 1 AS a;\n"
             "AUDIT (name mine, blocking false);\nSELECT * FROM @this_model;\nDROP TABLE y;");
    const struct model *model = model_of(repository, "m");
    assert_str(model_query_form(model), STR("SELECT 1 AS a"));
    assert_int_equal(model->post.count, 1);
    assert_false(model->audits.items[0].blocking);
    assert_int_equal(only_project(repository)->audits.count, 2);
}

static void missing_audits_are_noted(void **state)
{
    const struct repository *repository =
        load(*state, "config.yaml", CONFIG, "models/m.sql",
             "MODEL (name m, audits (not_nul(columns := a)));\nSELECT 1 AS a");
    assert_str(unknown_list(*state, model_unknowns(model_of(repository, "m"))),
               STR("missing:audit not_nul"));
    assert_true(has_diag(repository, "there is no audit \"not_nul\""));
    assert_true(has_hint(repository, "not_null"));
}

static void audits_of_external_models_are_read(void **state)
{
    const struct repository *repository =
        load(*state, "config.yaml", CONFIG, "external_models.yaml",
             "- name: raw.t\n  audits:\n    - name: not_null\n      columns: '[a, b]'\n"
             "    - name: accepted_range\n      column: a\n      min_v: \"'0'\"\n      blocking: "
             "false\n");
    const struct model *model = model_of(repository, "raw.t");
    assert_int_equal(model->audits.count, 2);
    assert_str(model->audits.items[0].args, STR("column := a, min_v := '0'"));
    assert_false(model->audits.items[0].blocking);
    assert_str(model->audits.items[1].args, STR("columns := ARRAY[a, b]"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(definitions_are_read),        arena_test(blocking_is_settled),
        arena_test(standalone_audits_are_nodes), arena_test(inline_audits_belong_to_the_file),
        arena_test(missing_audits_are_noted),    arena_test(audits_of_external_models_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
