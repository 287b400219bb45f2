/* config: a project's configuration from YAML. Values that need the environment stay unknown.
 * Source: sqlmesh/core/config/root.py, loader.py, model.py, connection.py. */
#include <stdlib.h>

#include "codec/digest.h"
#include "codec/yaml.h"
#include "project/config_read.h"
#include "project/load.h"
#include "project/property.h"

static const char *const config_files[] = { "config.yaml", "config.yml", "sqlmesh.yaml",
                                            "sqlmesh.yml", "config.py" };

static struct str text_of(const struct lit *lit)
{
    return lit && lit->kind == LIT_SCALAR ? lit->text : STR_EMPTY;
}

/* --- catalog ---------------------------------------------------------------------------------- */

static struct str file_stem(struct str path)
{
    struct str base = path_base(path);
    ptrdiff_t dot = str_rfind_byte(base, '.');
    return dot > 0 ? str_sub(base, 0, (size_t)dot) : base;
}

static struct str duckdb_catalog(const struct lit *connection)
{
    const struct lit *catalogs = lit_get(connection, "catalogs");
    struct str database = text_of(lit_get(connection, "database"));
    if (database.len && !str_eq(database, STR(":memory:")))
        return file_stem(database);
    if (!database.len && catalogs && catalogs->first)
        return catalogs->first->key;
    return STR("memory");
}

/* The key of a connection that names its catalog, by type. Source: core/config/connection.py,
 * get_catalog() and the overrides of each class; "" = the engine has no catalogs. */
static const struct {
    const char *type, *keys[3];
} catalog_keys[] = {
    { "bigquery", { "project", "execution_project", NULL } },
    { "athena", { "catalog_name", NULL, NULL } },
    { "mysql", { NULL, NULL, NULL } },
    { "clickhouse", { NULL, NULL, NULL } },
    { "", { "catalog", "database", "db" } },
};

/* type: duckdb in YAML, DuckDBConnectionConfig(...) in Python. */
static struct str connection_type(struct arena *arena, const struct lit *connection)
{
    struct str type = text_of(lit_get(connection, "type"));
    if (connection->kind != LIT_CALL)
        return type;
    ptrdiff_t dot = str_rfind_byte(connection->text, '.');
    type = str_sub(connection->text, (size_t)(dot + 1), connection->text.len);
    ptrdiff_t tail = str_find(type, STR("ConnectionConfig"));
    return str_lower(arena, tail > 0 ? str_sub(type, 0, (size_t)tail) : type);
}

static struct str catalog_of(struct arena *arena, const struct lit *connection)
{
    struct str type = connection_type(arena, connection);
    if (str_eq(type, STR("duckdb")) || str_eq(type, STR("motherduck")))
        return duckdb_catalog(connection);
    for (size_t i = 0; i < sizeof catalog_keys / sizeof *catalog_keys; i++) {
        if (catalog_keys[i].type[0] && !str_eq(type, str_of(catalog_keys[i].type)))
            continue;
        for (size_t k = 0; k < 3 && catalog_keys[i].keys[k]; k++) {
            struct str name = text_of(lit_get(connection, catalog_keys[i].keys[k]));
            if (name.len)
                return name;
        }
        return STR_EMPTY;
    }
    return STR_EMPTY;
}

static void read_catalog(struct config *config, struct arena *arena, const struct lit *gateway,
                         const struct lit *top)
{
    const struct lit *connection = lit_get(gateway, "connection");
    if (!connection)
        connection = lit_get(top, "default_connection");
    struct str catalog = connection ? catalog_of(arena, connection) : STR_EMPTY;
    const struct sql_dialect *dialect = sql_dialect_find(config->default_dialect);
    if (catalog.len && str_find(catalog, STR("{{")) < 0)
        config->default_catalog =
            sql_normalise(arena, dialect ? dialect : sql_dialect_default(), catalog, false);
}

/* --- the parts -------------------------------------------------------------------------------- */

static const struct lit *gateway_of(struct config *config, const struct lit *top)
{
    const struct lit *gateways = lit_get(top, "gateways");
    if (!gateways)
        gateways = lit_get(top, "gateway");
    config->default_gateway = text_of(lit_get(top, "default_gateway"));
    if (!gateways || (gateways->kind != LIT_MAP && gateways->kind != LIT_CALL))
        return NULL;
    if (!config->default_gateway.len && gateways->first)
        config->default_gateway = gateways->first->key;
    for (const struct lit *it = gateways->first; it; it = it->next)
        if (str_eq(it->key, config->default_gateway))
            return it;
    return NULL;
}

static void read_variables(struct config *config, struct arena *arena, const struct lit *map)
{
    for (const struct lit *it = map && map->kind == LIT_MAP ? map->first : NULL; it;
         it = it->next) {
        struct str *value = arena_new(arena, struct str);
        *value = lit_sql(arena, it);
        map_put(&config->variables, str_lower(arena, it->key), value);
    }
}

/* Which gateway runs is said on the command line, too. */
static void note_gateway_variables(struct config *config, struct arena *arena,
                                   const struct lit *gateways)
{
    for (const struct lit *it = gateways ? gateways->first : NULL; it; it = it->next) {
        const struct lit *own = lit_get(it, "variables");
        for (const struct lit *set = own ? own->first : NULL; set; set = set->next)
            map_put(&config->gateway_variables, str_lower(arena, set->key), config);
    }
}

/* model_defaults are read by the rows of model properties; what they do not know is a diag. */
static void read_defaults(struct reader *reader, struct config *config, const struct lit *map)
{
    struct arena *arena = reader->file->arena;
    bool readable = map && (map->kind == LIT_MAP || map->kind == LIT_CALL);
    for (const struct lit *it = readable ? map->first : NULL; it; it = it->next) {
        const struct prop_row *row = prop_find(it->key, P_D);
        struct property property = { .key = it->key, .place = it->place };
        struct value value = { .lit = it, .place = it->place };
        if (!row) {
            struct str near = prop_nearest(arena, it->key, P_D);
            diag_add(reader->file->diags, DIAG_ERROR, it->place, "\"%.*s\" is no model default",
                     STR_ARG(it->key));
            if (near.len)
                diag_hint(reader->file->diags, "did you mean \"%.*s\"?", STR_ARG(near));
            unknown_add(arena, &config->unknowns, UNKNOWN_CONFIG,
                        str_fmt(arena, "model_defaults.%.*s", STR_ARG(it->key)), it->place,
                        lit_form(arena, it));
            continue;
        }
        if (row->type >= P_TYPE_NAME)
            property.form = lit_form(arena, it);
        else if (!property_read(reader, row, value, &property))
            continue;
        property_put(arena, &config->model_defaults, property);
    }
    properties_sort(&config->model_defaults);
}

static void read_patterns(struct config *config, struct arena *arena, const struct lit *top)
{
    const struct lit *list = lit_get(top, "ignore_patterns");
    if (!list || list->kind != LIT_LIST) {
        vec_push(arena, &config->ignore_patterns, STR(".ipynb_checkpoints/*"));
        return;
    }
    for (const struct lit *it = list->first; it; it = it->next)
        if (it->kind == LIT_SCALAR)
            vec_push(arena, &config->ignore_patterns, it->text);
}

static enum categorize categorize_of(const struct lit *mode)
{
    struct str text = text_of(mode);
    if (str_eq_fold(text, STR("semi")))
        return CATEGORIZE_SEMI;
    return str_eq_fold(text, STR("off")) || str_eq_fold(text, STR("false")) ? CATEGORIZE_OFF
                                                                            : CATEGORIZE_FULL;
}

/* Source: core/config/plan.py, PlanConfig. */
static void read_plan(struct config *config, const struct lit *plan)
{
    const struct lit *modes = lit_get(plan, "auto_categorize_changes");
    config->plan_forward_only = str_eq_fold(text_of(lit_get(plan, "forward_only")), STR("true"));
    for (enum model_class class = 0; class < MODEL_AUDIT; class ++)
        config->categorize[class] = categorize_of(lit_get(modes, model_class_name(class)));
}

/* physical_schema_override names schemas where physical_schema_mapping describes them.
 * Source: core/config/root.py. */
static void read_physical_schemas(struct config *config, struct arena *arena, const struct lit *top)
{
    const struct lit *map = lit_get(top, "physical_schema_mapping");
    bool exact = !map;
    if (exact)
        map = lit_get(top, "physical_schema_override");
    for (const struct lit *it = map && map->kind == LIT_MAP ? map->first : NULL; it;
         it = it->next) {
        struct str pattern = exact ? str_fmt(arena, "^%.*s$", STR_ARG(it->key)) : it->key;
        vec_push(arena, &config->physical_schemas, (struct schema_rule){ pattern, text_of(it) });
    }
}

/* Settings that change what runs but no single model. */
static const char *const environment_keys[] = {
    "after_all",
    "before_all",
    "default_connection",
    "default_gateway",
    "default_scheduler",
    "environment_catalog_mapping",
    "environment_suffix_target",
    "gateway_managed_virtual_layer",
    "gateways",
    "loader",
    "physical_schema_mapping",
    "physical_schema_override",
    "physical_table_naming_convention",
    "snapshot_ttl",
    "virtual_environment_mode",
};

static void read_environment(struct config *config, struct arena *arena, const struct lit *top)
{
    for (size_t i = 0; i < sizeof environment_keys / sizeof *environment_keys; i++) {
        const struct lit *lit = lit_get(top, environment_keys[i]);
        if (lit)
            property_put(arena, &config->environment,
                         (struct property){ .key = str_of(environment_keys[i]),
                                            .form = lit_form(arena, lit),
                                            .place = lit->place });
    }
}

static const struct str config_keys[] = {
#define CONFIG_KEY(name) STR_INIT(#name),
#include "project/config_keys.def"
#undef CONFIG_KEY
};
#define CONFIG_KEYS (sizeof config_keys / sizeof *config_keys)

/* SQLMesh refuses a setting that it does not know, so it must not pass in silence here. */
static void check_keys(struct config *config, const struct file *file, const struct lit *top)
{
    for (const struct lit *it = top->first; it; it = it->next) {
        bool known = false;
        for (size_t i = 0; i < CONFIG_KEYS && !known; i++)
            known = str_eq(config_keys[i], it->key);
        if (known)
            continue;
        struct str near = nearest_word(it->key, config_keys, CONFIG_KEYS);
        diag_add(file->diags, DIAG_ERROR, it->place, "\"%.*s\" is no setting of SQLMesh",
                 STR_ARG(it->key));
        if (near.len)
            diag_hint(file->diags, "did you mean \"%.*s\"?", STR_ARG(near));
        unknown_add(file->arena, &config->unknowns, UNKNOWN_CONFIG, it->key, it->place,
                    lit_form(file->arena, it));
    }
}

static void note_unknown(struct config *config, struct arena *arena, const struct lit *lit,
                         struct str path, unsigned depth)
{
    struct str here =
        path.len ? str_fmt(arena, "%.*s.%.*s", STR_ARG(path), STR_ARG(lit->key)) : lit->key;
    if (lit->kind == LIT_UNKNOWN || lit->kind == LIT_NAME)
        unknown_add(arena, &config->unknowns, UNKNOWN_CONFIG, here, lit->place, lit->text);
    for (const struct lit *it = lit->first; it && depth < 64; it = it->next)
        note_unknown(config, arena, it, here, depth + 1);
}

void config_from_lit(struct config *config, struct reader *reader, const struct lit *top)
{
    struct arena *arena = reader->file->arena;
    const struct lit *gateway, *naming = lit_get(top, "model_naming");
    const struct lit *defaults = lit_get(top, "model_defaults");

    gateway = gateway_of(config, top);
    config->default_dialect = text_of(lit_get(defaults, "dialect"));
    struct str special = text_of(lit_get(lit_get(gateway, "model_defaults"), "dialect"));
    if (special.len)
        config->default_dialect = special;
    const struct sql_dialect *dialect = sql_dialect_find(config->default_dialect);
    reader->dialect = dialect ? dialect : sql_dialect_default();
    config->project_name = text_of(lit_get(top, "project"));
    config->time_column_format = text_of(lit_get(top, "time_column_format"));
    config->virtual_environment_mode = text_of(lit_get(top, "virtual_environment_mode"));
    config->infer_names = str_eq_fold(text_of(lit_get(naming, "infer_names")), STR("true"));
    read_catalog(config, arena, gateway, top);
    read_variables(config, arena, lit_get(top, "variables"));
    read_variables(config, arena, lit_get(gateway, "variables"));
    note_gateway_variables(config, arena, lit_get(top, "gateways"));
    read_defaults(reader, config, defaults);
    read_defaults(reader, config, lit_get(gateway, "model_defaults"));
    read_patterns(config, arena, top);
    read_plan(config, lit_get(top, "plan"));
    read_physical_schemas(config, arena, top);
    read_environment(config, arena, top);
}

/* --- files ------------------------------------------------------------------------------------ */

static enum status read_yaml(struct config *config, struct load *load, struct file *file,
                             struct err *err)
{
    struct node *node;
    struct reader reader = { .file = file, .dialect = sql_dialect_default() };
    struct yaml_options options = { .allow_aliases = true, .jinja = true };
    struct err local = { OK, "" };
    struct place place = { file->path, 0, 0 };

    reader.draft = arena_new(load->arena, struct draft);
    map_init(&reader.draft->variables, load->arena);
    map_init(&reader.draft->definitions, load->arena);
    enum status status =
        yaml_read(&node, load->arena, file->path, file->bytes, options, load->diags, &local);
    if (status == E_INPUT || status == E_LIMIT) {
        unknown_add(
            load->arena, &config->unknowns, status == E_LIMIT ? UNKNOWN_LIMIT : UNKNOWN_CONFIG,
            status == E_LIMIT ? limit_name(load->arena, local.text, file->path) : file->path, place,
            oid_hex(load->arena, &file->blob));
        return OK;
    }
    if (status != OK)
        return err_set(err, local.status, "%s", local.text);
    const struct lit *top = lit_from_yaml(load->arena, node);
    if (top->kind == LIT_MAP) {
        config_from_lit(config, &reader, top);
        note_unknown(config, load->arena, top, STR_EMPTY, 0);
        check_keys(config, file, top);
    } else if (top->kind != LIT_NULL) {
        diag_add(load->diags, DIAG_ERROR, top->place, "expected settings by name");
        unknown_add(load->arena, &config->unknowns, UNKNOWN_CONFIG, file->path, top->place,
                    oid_hex(load->arena, &file->blob));
    }
    vec_for (const struct unknown, it, &reader.draft->model.unknowns)
        vec_push(load->arena, &config->unknowns, *it);
    return OK;
}

/* Names and versions that SQLMesh pins for the project's Python. */
static enum status read_lock(struct config *config, struct project *project, struct load *load,
                             struct err *err)
{
    struct str bytes,
        path = path_join(load->arena, project->root, STR("sqlmesh-requirements.lock"));
    const struct source_entry *entry = source_find(load->source, path);
    if (!entry)
        return OK;
    TRY(entry_read(load, entry, &project->unknowns, &bytes, err));
    if (bytes.ptr)
        property_put(load->arena, &config->environment,
                     (struct property){ .key = STR("requirements"),
                                        .form = str_trim(bytes),
                                        .place = { path, 1, 1 } });
    return OK;
}

static enum status read_file(struct project *project, struct load *load,
                             const struct source_entry *entry, struct err *err)
{
    struct config *config = &project->config;
    struct str bytes;
    if (config->path.len) {
        diag_add(load->diags, DIAG_ERROR, (struct place){ entry->path, 0, 0 },
                 "a project has one configuration file, this is another");
        unknown_add(load->arena, &config->unknowns, UNKNOWN_CONFIG, entry->path,
                    (struct place){ entry->path, 0, 0 }, oid_hex(load->arena, &entry->id));
        return OK;
    }
    config->path = entry->path;
    TRY(entry_read(load, entry, &config->unknowns, &bytes, err));
    if (!bytes.ptr)
        return OK;
    struct file *file = arena_new(load->arena, struct file);
    *file = (struct file){ .arena = load->arena,
                           .scratch = &load->scratch,
                           .path = entry->path,
                           .bytes = bytes,
                           .root = project->root,
                           .blob = entry->id,
                           .config = config,
                           .diags = load->diags };
    lines_index(&file->lines, load->arena, file->path, file->bytes);
    if (str_ends(entry->path, STR(".py")))
        return config_read_python(config, load, file, err);
    return read_yaml(config, load, file, err);
}

/* SQLMesh loads .env before it reads the configuration, and lets it override any setting.
 * Source: docs/guides/configuration.md, "Environment variables". */
static void note_environment(struct project *project, struct load *load)
{
    struct str path = path_join(load->arena, project->root, STR(".env"));
    const struct source_entry *entry = source_find(load->source, path);
    if (entry)
        unknown_add(load->arena, &project->config.unknowns, UNKNOWN_CONFIG, STR(".env"),
                    (struct place){ path, 0, 0 }, oid_hex(load->arena, &entry->id));
}

static void config_clear(struct config *config, struct arena *arena)
{
    struct str *const empty[] = { &config->path,
                                  &config->default_dialect,
                                  &config->default_catalog,
                                  &config->default_gateway,
                                  &config->project_name,
                                  &config->time_column_format,
                                  &config->virtual_environment_mode };
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
        *empty[i] = STR_EMPTY;
    map_init(&config->variables, arena);
    map_init(&config->gateway_variables, arena);
}

enum status config_load(struct project *project, struct load *load, struct err *err)
{
    config_clear(&project->config, load->arena);
    for (size_t i = 0; i < sizeof config_files / sizeof *config_files; i++) {
        struct str path = path_join(load->arena, project->root, str_of(config_files[i]));
        const struct source_entry *entry = source_find(load->source, path);
        if (entry)
            TRY(read_file(project, load, entry, err));
    }
    note_environment(project, load);
    TRY(read_lock(&project->config, project, load, err));
    properties_sort(&project->config.environment);
    return OK;
}

struct str config_digest(struct arena *arena, const struct project *project)
{
    const struct config *config = &project->config;
    struct digest *digest = digest_new(arena);
    digest_field(digest, project->root);
    digest_field(digest, config->default_dialect);
    digest_field(digest, config->default_catalog);
    digest_field(digest, config->default_gateway);
    digest_field(digest, config->time_column_format);
    digest_field(digest, config->project_name);
    digest_field(digest, config->virtual_environment_mode);
    digest_field(digest, config->infer_names ? STR("infer") : STR("given"));
    vec_for (const struct property, it, &config->model_defaults) {
        digest_field(digest, it->key);
        digest_field(digest, it->form);
    }
    for (struct map_entry *it = map_first(&config->variables); it; it = map_next(it)) {
        digest_field(digest, map_key(it));
        digest_field(digest, *(const struct str *)map_value(it));
    }
    for (struct map_entry *it = map_first(&config->gateway_variables); it; it = map_next(it))
        digest_field(digest, map_key(it));
    return str_sub(digest_end(digest, arena), 0, 32);
}
