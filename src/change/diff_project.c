/* diff_project: what belongs to a project and is no model: audit definitions, unit tests, settings
 * for all, files that could not be read. */
#include "change/diff.h"

struct project_diff {
    struct diff *run;
    const struct project *before, *after; /* never both NULL */
    struct map used;                      /* audit name -> models_named of base that use it */
    struct map paths;                     /* files that gave something at the tip */
};

static struct arena *arena_of(const struct project_diff *d)
{
    return d->run->arena;
}

static void guard_fact(const struct project_diff *d, enum fact_code code, struct place place,
                       struct str aspect, struct str texts[2], const struct models_named *guards)
{
    diff_file_fact(d->run, (struct fact){ .code = code,
                                          .subject = place.path,
                                          .aspect = aspect,
                                          .old_text = texts[0],
                                          .new_text = texts[1],
                                          .place = place,
                                          .guards = guards });
}

static void file_fact(const struct project_diff *d, enum fact_code code, struct place place,
                      struct str aspect, struct str texts[2])
{
    guard_fact(d, code, place, aspect, texts, NULL);
}

/* --- audit definitions ----------------------------------------------------------------------- */

static const char *yes_no(bool value)
{
    return value ? "true" : "false";
}

static struct str audit_aspect(const struct project_diff *d, const struct audit *audit,
                               const char *part)
{
    return str_fmt(arena_of(d), "audit %.*s%s%s", STR_ARG(audit->name), part[0] ? " " : "", part);
}

static void audit_fact(const struct project_diff *d, const struct audit *audit, const char *part,
                       struct str texts[2])
{
    guard_fact(d, FACT_AU104, audit->place, audit_aspect(d, audit, part), texts,
               map_get(&d->used, audit->name));
}

static void audit_text(const struct project_diff *d, const struct audit *a, const char *part,
                       struct str old, struct str new)
{
    struct str texts[] = { old, new };
    if (!str_eq(old, new))
        audit_fact(d, a, part, texts);
}

static struct str unknown_forms(struct arena *arena, const struct unknowns *unknowns)
{
    struct strs forms = { 0 };
    for (size_t i = 0; i < unknowns->count; i++)
        vec_push(arena, &forms, unknowns->items[i].form);
    return text_join(arena, forms.items, forms.count, "\n");
}

/* A weaker definition is a fact of its own: SQLMesh hashes neither defaults nor statements, so it
 * would call their change no change at all (core/model/definition.py). */
static void diff_audit(const struct project_diff *d, const struct audit *b, const struct audit *a)
{
    struct arena *arena = arena_of(d);

    audit_text(d, a, "query", b->query_form, a->query_form);
    audit_text(d, a, "defaults", b->defaults, a->defaults);
    audit_text(d, a, "statements", b->statements, a->statements);
    audit_text(d, a, "standalone", str_of(yes_no(b->standalone)), str_of(yes_no(a->standalone)));
    audit_text(d, a, "part that was not read", unknown_forms(arena, &b->unknowns),
               unknown_forms(arena, &a->unknowns));
    if (b->blocking && !a->blocking)
        audit_text(d, a, "blocking", STR("true"), STR("false"));
    if (!b->skip && a->skip)
        audit_text(d, a, "skip", STR("false"), STR("true"));
}

static struct str whole_audit(struct arena *arena, const struct audit *audit)
{
    struct str parts[] = { audit->query_form, audit->defaults, audit->statements };
    size_t count = sizeof parts / sizeof *parts;
    while (count && str_is_empty(parts[count - 1]))
        count--;
    return text_join(arena, parts, count, "; ");
}

static void one_sided_audit(const struct project_diff *d, const struct audit *b,
                            const struct audit *a)
{
    struct arena *arena = arena_of(d);
    struct str texts[] = { b ? whole_audit(arena, b) : STR_EMPTY,
                           a ? whole_audit(arena, a) : STR_EMPTY };
    if (b)
        audit_fact(d, b, "", texts);
    else if (map_get(&d->used, a->name))
        audit_fact(d, a, "", texts);
}

static void diff_audits(const struct project_diff *d)
{
    size_t b_count = d->before ? d->before->audits.count : 0;
    size_t a_count = d->after ? d->after->audits.count : 0;

    for (size_t b = 0, a = 0; b < b_count || a < a_count;) {
        const struct audit *old = b < b_count ? d->before->audits.items[b] : NULL;
        const struct audit *new = a < a_count ? d->after->audits.items[a] : NULL;
        int order = !old ? 1 : !new ? -1 : str_cmp(old->name, new->name);

        b += order <= 0;
        a += order >= 0;
        if (order == 0)
            diff_audit(d, old, new);
        else
            one_sided_audit(d, order < 0 ? old : NULL, order < 0 ? NULL : new);
    }
}

/* --- unit tests ------------------------------------------------------------------------------ */

struct tests {
    VEC_OF(const struct unit_test *);
};

static struct str test_key(struct arena *arena, const struct unit_test *test, bool by_meaning)
{
    struct str parts[] = { by_meaning ? test->model : test->name,
                           by_meaning ? test->form : test->place.path };
    return text_join(arena, parts, 2, "\n");
}

/* The model of base that the test is about. */
static const struct models_named *tested(const struct project_diff *d, const struct unit_test *test)
{
    const struct model *model = test ? projects_find(d->run->before, test->model, NULL) : NULL;
    if (!model)
        return NULL;
    struct models_named *guards = arena_new(arena_of(d), struct models_named);
    vec_push(arena_of(d), guards, model);
    return guards;
}

static void test_fact(const struct project_diff *d, enum fact_code code, const struct unit_test *b,
                      const struct unit_test *a)
{
    const struct unit_test *any = a ? a : b;
    struct arena *arena = arena_of(d);
    struct str texts[2] = { STR_EMPTY, STR_EMPTY };

    if (b)
        texts[0] = b->form;
    if (a)
        texts[1] = a->form;
    guard_fact(d, code, any->place, str_fmt(arena, "test %.*s", STR_ARG(any->name)), texts,
               tested(d, b));
}

/* Takes pairs with equal keys out of both lists. Equal meaning needs no word; the same name
 * does. */
static void pair_tests(const struct project_diff *d, struct tests *before, struct tests *after,
                       bool by_meaning)
{
    struct arena *arena = arena_of(d);
    struct map waiting;
    struct tests left = { 0 };

    map_init(&waiting, arena);
    for (size_t i = after->count; i > 0; i--)
        map_put(&waiting, test_key(arena, after->items[i - 1], by_meaning), &after->items[i - 1]);
    vec_for (const struct unit_test *, test, before) {
        const struct unit_test **found = map_get(&waiting, test_key(arena, *test, by_meaning));
        if (!found || !*found) {
            vec_push(arena, &left, *test);
            continue;
        }
        if (!str_eq((*test)->form, (*found)->form) || !str_eq((*test)->model, (*found)->model))
            test_fact(d, FACT_AU106, *test, *found);
        *found = NULL;
    }
    map_release(&waiting);
    *before = left;
    left = (struct tests){ 0 };
    vec_for (const struct unit_test *, test, after) {
        if (*test)
            vec_push(arena, &left, *test);
    }
    *after = left;
}

static struct tests tests_of(struct arena *arena, const struct project *project)
{
    struct tests tests = { 0 };
    for (size_t i = 0; project && i < project->tests.count; i++)
        vec_push(arena, &tests, &project->tests.items[i]);
    return tests;
}

static void diff_tests(const struct project_diff *d)
{
    struct tests before = tests_of(arena_of(d), d->before);
    struct tests after = tests_of(arena_of(d), d->after);

    pair_tests(d, &before, &after, false);
    pair_tests(d, &before, &after, true);
    vec_for (const struct unit_test *, test, &before)
        test_fact(d, FACT_AU105, *test, NULL);
    vec_for (const struct unit_test *, test, &after)
        test_fact(d, FACT_MT108, NULL, *test);
}

/* --- settings for all ------------------------------------------------------------------------ */

static struct str config_path(const struct project_diff *d)
{
    const struct project *side = d->after ? d->after : d->before;
    if (d->after && d->before && str_is_empty(side->config.path))
        side = d->before;
    return str_is_empty(side->config.path) ? side->root : side->config.path;
}

static void setting_fact(const struct project_diff *d, struct str key, struct str texts[2],
                         const struct property *property)
{
    struct place place = { config_path(d), 0, 0 };
    if (property && !str_is_empty(property->place.path))
        place = property->place;
    file_fact(d, FACT_PH107, place, str_concat(arena_of(d), STR("setting "), key), texts);
}

static void diff_environment(const struct project_diff *d)
{
    const struct properties *before = &d->before->config.environment;
    const struct properties *after = &d->after->config.environment;

    for (size_t b = 0, a = 0; b < before->count || a < after->count;) {
        const struct property *old = b < before->count ? &before->items[b] : NULL;
        const struct property *new = a < after->count ? &after->items[a] : NULL;
        int order = !old ? 1 : !new ? -1 : str_cmp(old->key, new->key);
        struct str texts[] = { order <= 0 ? old->form : STR_EMPTY,
                               order >= 0 ? new->form : STR_EMPTY };

        b += order <= 0;
        a += order >= 0;
        if (order != 0 || !str_eq(texts[0], texts[1]))
            setting_fact(d, order <= 0 ? old->key : new->key, texts, order >= 0 ? new : NULL);
    }
}

/* Settings that every model feels but none carries, beside config.environment. The default dialect
 * is no such setting: each model has its own. */
static void diff_settings(const struct project_diff *d)
{
    const struct config *b = &d->before->config, *a = &d->after->config;
    const struct {
        const char *key;
        struct str old, new;
    } rows[] = {
        { "default catalog", b->default_catalog, a->default_catalog },
        { "project", b->project_name, a->project_name },
        { "time_column_format", b->time_column_format, a->time_column_format },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str texts[] = { rows[i].old, rows[i].new };
        if (!str_eq(texts[0], texts[1]))
            setting_fact(d, str_of(rows[i].key), texts, NULL);
    }
}

/* --- what could not be read ------------------------------------------------------------------ */

static struct str unknown_key(struct arena *arena, const struct unknown *unknown)
{
    struct str parts[] = { unknown->place.path, str_of(unknown_slug(unknown->cause)), unknown->what,
                           unknown->form };
    return text_join(arena, parts, 4, "\n");
}

static void unknown_fact(const struct project_diff *d, enum fact_code code, struct str path,
                         const struct unknown *b, const struct unknown *a)
{
    const struct unknown *any = a ? a : b;
    struct place place = any->place;

    place.path = str_is_empty(place.path) ? path : place.path;
    diff_file_fact(d->run, (struct fact){ .code = code,
                                          .subject = place.path,
                                          .aspect = unknown_aspect(arena_of(d), any),
                                          .old_text = b ? b->form : STR_EMPTY,
                                          .new_text = a ? a->form : STR_EMPTY,
                                          .note = str_of(unknown_text(any->cause)),
                                          .place = place });
}

static void keys_of(struct map *out, struct arena *arena, const struct unknowns *unknowns)
{
    map_init(out, arena);
    for (size_t i = 0; unknowns && i < unknowns->count; i++)
        map_put(out, unknown_key(arena, &unknowns->items[i]), &unknowns->items[i]);
}

/* New and changed ones; and lost ones, unless the file now gives something that is understood, or a
 * setting of that name is told as a changed one. */
static void diff_unread(const struct project_diff *d, enum fact_code code,
                        const struct unknowns *before, const struct unknowns *after)
{
    struct arena *arena = arena_of(d);
    struct map old, new, names;

    keys_of(&old, arena, before);
    keys_of(&new, arena, after);
    map_init(&names, arena);
    for (size_t i = 0; after && i < after->count; i++) {
        if (map_get(&old, unknown_key(arena, &after->items[i])))
            continue;
        unknown_fact(d, code, config_path(d), NULL, &after->items[i]);
        map_put(&names, after->items[i].what, &after->items[i]);
    }
    for (size_t i = 0; before && i < before->count; i++) {
        const struct unknown *unknown = &before->items[i];
        bool told = code == FACT_GT101 ? map_get(&d->paths, unknown->place.path) != NULL
                                       : map_get(&names, unknown->what) != NULL;
        if (!told && !map_get(&new, unknown_key(arena, unknown)))
            unknown_fact(d, code, config_path(d), unknown, NULL);
    }
    map_release(&old);
    map_release(&new);
    map_release(&names);
}

static void mark_path(struct project_diff *d, struct str path)
{
    map_put(&d->paths, path, d->run);
}

/* Files of the tip that gave a model, an audit, a test or an unknown of their own. */
static void find_paths(struct project_diff *d)
{
    const struct project *after = d->after;
    for (size_t i = 0; after && i < after->models.count; i++)
        mark_path(d, after->models.items[i]->path);
    for (size_t i = 0; after && i < after->audits.count; i++)
        mark_path(d, after->audits.items[i]->place.path);
    for (size_t i = 0; after && i < after->tests.count; i++)
        mark_path(d, after->tests.items[i].place.path);
    for (size_t i = 0; after && i < after->unknowns.count; i++)
        mark_path(d, after->unknowns.items[i].place.path);
}

static void add_use(struct project_diff *d, struct str audit, const struct model *model)
{
    struct models_named *users = map_get(&d->used, audit);
    if (!users) {
        users = arena_new(arena_of(d), struct models_named);
        map_put(&d->used, audit, users);
    }
    vec_push(arena_of(d), users, model);
}

static void find_uses(struct project_diff *d)
{
    for (size_t m = 0; d->before && m < d->before->models.count; m++) {
        const struct model *model = d->before->models.items[m];
        for (size_t i = 0; i < model->audits.count; i++)
            add_use(d, model->audits.items[i].name, model);
    }
}

static void diff_project(struct diff *run, const struct project *before,
                         const struct project *after)
{
    struct project_diff d = { .run = run, .before = before, .after = after };

    map_init(&d.used, run->arena);
    map_init(&d.paths, run->arena);
    find_uses(&d);
    find_paths(&d);
    diff_audits(&d);
    diff_tests(&d);
    if (before && after) {
        diff_settings(&d);
        diff_environment(&d);
    }
    diff_unread(&d, FACT_GT105, before ? &before->config.unknowns : NULL,
                after ? &after->config.unknowns : NULL);
    diff_unread(&d, FACT_GT101, before ? &before->unknowns : NULL, after ? &after->unknowns : NULL);
    map_release(&d.used);
    map_release(&d.paths);
}

void diff_projects(struct diff *run)
{
    const struct projects *before = run->before, *after = run->after;

    for (size_t b = 0, a = 0; b < before->count || a < after->count;) {
        const struct project *old = b < before->count ? before->items[b] : NULL;
        const struct project *new = a < after->count ? after->items[a] : NULL;
        int order = !old ? 1 : !new ? -1 : str_cmp(old->root, new->root);
        diff_project(run, order <= 0 ? old : NULL, order >= 0 ? new : NULL);
        b += order <= 0;
        a += order >= 0;
    }
}
