/* project_dump: prints what the project layer reads in a folder, for tests and for looking at real
 * repositories.    project_dump FOLDER [dependencies | queries] */
#include "project/folder.h"

#include "project/project.h"
#include "sql/form.h"

static void show_properties(const char *title, const struct properties *properties)
{
    vec_for (const struct property, it, properties)
        printf("  %s %.*s = %.*s%s\n", title, STR_ARG(it->key), STR_ARG(it->form),
               it->inherited ? " (inherited)" : "");
}

static void show_unknowns(const struct unknowns *unknowns)
{
    vec_for (const struct unknown, it, unknowns)
        printf("  unknown %s: %.*s [%.*s] at %.*s:%u\n", unknown_slug(it->cause), STR_ARG(it->what),
               (int)(it->form.len > 70 ? 70 : it->form.len), it->form.ptr, STR_ARG(it->place.path),
               it->place.line);
}

static void show_columns(const struct columns *columns)
{
    struct arena arena;
    arena_init(&arena, SIZE_MAX, NULL);
    static const char *const sources[] = { "declared", "projected", "expanded" };
    printf("  columns%s\n", columns->complete ? "" : " (incomplete)");
    vec_for (const struct column, it, columns)
        printf("    %.*s %.*s <- %.*s (%s)%s%.*s\n", STR_ARG(it->name), STR_ARG(it->type),
               STR_ARG(sql_form(&arena, it->expr)), sources[it->source],
               it->description.len ? " -- " : "", STR_ARG(it->description));
    arena_release(&arena);
}

static void show_statements(const char *title, const struct statements *statements)
{
    vec_for (const struct statement, it, statements)
        printf("  %s %.*s\n", title, STR_ARG(it->form));
}

static void show_rest(const struct model *model)
{
    vec_for (const struct audit_use, it, &model->audits)
        printf("  audit %.*s(%.*s)%s%s\n", STR_ARG(it->name), STR_ARG(it->args),
               it->blocking ? "" : " non-blocking", it->skip ? " skip" : "");
    vec_for (const struct str, it, &model->grains)
        printf("  grain %.*s\n", STR_ARG(*it));
    vec_for (const struct input, it, &model->inputs)
        printf("  input %s %.*s %.*s %.*s\n", input_kind_name(it->kind), STR_ARG(it->name),
               (int)(it->digest.len > 12 ? 12 : it->digest.len), it->digest.ptr, STR_ARG(it->path));
}

static void show_dependencies(const struct model *model)
{
    vec_for (const struct dependency, it, &model->dependencies)
        printf("  reads %.*s%s%s\n", STR_ARG(it->fqn), it->is_certain ? "" : " ?",
               it->declared ? " (declared)" : "");
}

static void show_model(const struct model *model)
{
    printf("%s %.*s %.*s %.*s:%u owner=%.*s cron=%.*s dialect=%.*s\n",
           model_class_name(model->class), STR_ARG(model->fqn), STR_ARG(model->kind),
           STR_ARG(model->place.path), model->place.line, STR_ARG(model->owner),
           STR_ARG(model->cron), STR_ARG(model->dialect->name));
    if (model->description.len)
        printf("  description %.*s\n", STR_ARG(model->description));
    show_properties("kind", &model->kind_properties);
    show_properties("property", &model->properties);
    show_columns(model_columns(model));
    show_statements("pre", &model->pre);
    show_statements("post", &model->post);
    show_statements("virtual", &model->on_virtual);
    show_dependencies(model);
    show_rest(model);
    show_unknowns(model_unknowns(model));
}

static void show_project(const struct project *project)
{
    printf("project \"%.*s\" config=%.*s dialect=%.*s catalog=%.*s gateway=%.*s%s\n",
           STR_ARG(project->root), STR_ARG(project->config.path),
           STR_ARG(project->config.default_dialect), STR_ARG(project->config.default_catalog),
           STR_ARG(project->config.default_gateway), project->is_dbt ? " dbt" : "");
    show_properties("default", &project->config.model_defaults);
    show_properties("environment", &project->config.environment);
    show_unknowns(&project->config.unknowns);
    show_unknowns(&project->unknowns);
    vec_for (const struct str, it, &project->disabled)
        printf("  disabled %.*s\n", STR_ARG(*it));
    for (size_t i = 0; i < project->audits.count; i++)
        printf("  definition %.*s: %.*s\n", STR_ARG(project->audits.items[i]->name),
               STR_ARG(project->audits.items[i]->query_form));
    vec_for (const struct unit_test, it, &project->tests)
        printf("  test %.*s of %.*s\n", STR_ARG(it->name), STR_ARG(it->model));
}

static void show_reads(const struct model *model)
{
    printf("%.*s %.*s <-", STR_ARG(model->name), STR_ARG(model->kind));
    vec_for (const struct dependency, it, &model->dependencies)
        printf(" %.*s%s", STR_ARG(it->fqn), it->is_certain ? "" : "?");
    printf("%s\n", model_columns(model)->complete ? "" : " (columns incomplete)");
}

/* Name, number of unknowns and form, with tabs between them. */
static void show_query(const struct model *model)
{
    printf("%.*s\t%zu\t%.*s\n", STR_ARG(model->name), model_unknowns(model)->count,
           STR_ARG(model_query_form(model)));
}

static void show(const struct projects *projects, const char *what)
{
    for (size_t i = 0; i < projects->count; i++) {
        const struct project *project = projects->items[i];
        if (!*what)
            show_project(project);
        for (size_t k = 0; k < project->models.count; k++) {
            if (!*what)
                show_model(project->models.items[k]);
            else if (strcmp(what, "queries") == 0)
                show_query(project->models.items[k]);
            else
                show_reads(project->models.items[k]);
        }
    }
}

int main(int argc, char **argv)
{
    struct arena arena;
    struct folder_files files = { 0 };
    struct source source;
    struct projects projects;
    struct diags diags;
    struct err err = { OK, "" };

    if (argc < 2)
        return 2;
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    diags_init(&diags, &arena);
    folder_walk(&arena, &files, str_of(argv[1]), STR_EMPTY, 0);
    source_from_memory(&source, &arena, files.items, files.count, str_of(argv[1]));
    enum status status =
        projects_load(&projects, &arena, &source, parse_cache_new(&arena), &diags, &err);
    if (status == OK)
        show(&projects, argc > 2 ? argv[2] : "");
    else
        fprintf(stderr, "%s\n", err.text);
    vec_for (const struct diag, it, &diags)
        fprintf(stderr, "%.*s:%u:%u: %.*s%s%.*s\n", STR_ARG(it->place.path), it->place.line,
                it->place.column, STR_ARG(it->text), it->hint.len ? " -- " : "", STR_ARG(it->hint));
    fprintf(stderr, "%zu models, %zu files, %zu bytes of memory\n", projects.model_count,
            projects.files_read, arena_used(&arena));
    arena_release(&arena);
    return status != OK;
}
