/* project: everything a snapshot says about its SQLMesh projects, read statically.
 *
 * Finds project roots, reads their configuration, models, audits, seeds, external models, macros
 * and unit tests, and resolves names, dependencies and columns. Runs nothing, touches nothing but
 * the source. Faults of files become unknowns and diags; only our own inability stops the load.
 * Sources of the rules: sqlmesh/core/loader.py, sqlmesh/core/dialect.py, sqlmesh/core/model/. */
#ifndef STOPLOG_PROJECT_PROJECT_H
#define STOPLOG_PROJECT_PROJECT_H

#include "base/map.h"
#include "base/source.h"
#include "project/model.h"

/* An AUDIT definition, standalone or for models, in audits/ or inline. */
struct audit {
    struct str name; /* lower case */
    struct str query_form;
    struct str defaults;   /* canonical text: SQLMesh hashes neither these ... */
    struct str statements; /* ... nor these, so we must */
    bool blocking, skip, standalone;
    struct place place;
    struct oid blob;
    struct unknowns unknowns;
};

/* One unit test of tests/test*.yaml. */
struct unit_test {
    struct str name, model; /* model as written */
    struct str form;        /* canonical text of its inputs and expectations */
    struct place place;
};

/* How plans categorise a change that is not proven harmless. Source: core/config/categorizer.py,
 * AutoCategorizationMode. */
enum categorize {
    CATEGORIZE_FULL, /* as breaking */
    CATEGORIZE_SEMI, /* somebody is asked */
    CATEGORIZE_OFF   /* somebody is asked about every change */
};
/* One entry of physical_schema_mapping. */
struct schema_rule {
    struct str pattern; /* regular expression, matched from the start of a schema's name */
    struct str schema;
};

struct config {
    struct str path;            /* of the file; "" when there is none */
    struct str default_dialect; /* as written */
    struct str default_catalog; /* normalised, "" when not known statically */
    struct str default_gateway, project_name;
    struct str time_column_format, virtual_environment_mode;
    struct properties model_defaults;
    struct map variables;         /* name -> struct str *, canonical text */
    struct map gateway_variables; /* those that a gateway sets: another may set them otherwise */
    bool infer_names;
    bool plan_forward_only;
    enum categorize categorize[MODEL_AUDIT]; /* by class of model */
    struct {
        VEC_OF(struct schema_rule);
    } physical_schemas; /* the first that fits counts */
    struct {
        VEC_OF(struct str);
    } ignore_patterns;
    /* Settings that change what runs but no single model, canonical text by key, sorted:
     * before_all, after_all, physical_schema_mapping, gateways, requirements lock, ... */
    struct properties environment;
    struct unknowns unknowns; /* config.py, env_var(...) */
};

struct project {
    struct str root; /* folder from the top of the repository, "" = top */
    struct config config;
    struct {
        VEC_OF(struct model *);
    } models; /* sorted by fqn; standalone audits included */
    struct {
        VEC_OF(struct audit *);
    } audits; /* sorted by name */
    struct {
        VEC_OF(struct unit_test);
    } tests;                  /* sorted by name, then path */
    struct unknowns unknowns; /* about files that gave no model */
    struct {
        VEC_OF(struct str);
    } disabled;  /* names of models with enabled false, sorted */
    bool is_dbt; /* recognised, not read */
};

struct projects {
    VEC_OF(struct project *); /* sorted by root */
    struct map by_fqn;        /* fqn -> struct model *; the first root wins */
    struct name_index *index; /* of projects_find; NULL: it looks at every model */
    size_t files_read, model_count;
};

/* Parsed files shared between the snapshots of one run: an unchanged blob is parsed once. Key: blob
 * id, path, and the settings the parse depends on. */
struct parse_cache;
struct parse_cache *parse_cache_new(struct arena *arena);

/* Reads all projects of the source. cache may be shared by several loads of one run. E_IO when an
 * object is missing (never "no model"), E_LIMIT for snapshot-wide limits. */
MUST_USE enum status projects_load(struct projects *out, struct arena *arena,
                                   const struct source *source, struct parse_cache *cache,
                                   struct diags *diags, struct err *err);
const struct model *projects_model(const struct projects *projects, struct str fqn);
/* Whether the same is said about a model in two snapshots, `after` being of the later one: both
 * were read from one file, all that the project adds to it is the same, and that holds for every
 * model they read, over however many others. Then nothing that is made of the models differs
 * either. False when in doubt. */
bool models_same(const struct model *before, const struct model *after);
/* Whether a comparison of the two could find nothing: as models_same, but of what they read only
 * the columns count, their names, types that both sides know, and whether all are known. */
bool models_silent(const struct model *before, const struct model *after);
/* Whether their columns have the same names and types, and all or not all are known. */
bool models_columns_same(const struct model *before, const struct model *after);
/* As models_silent without what they read: only other columns of that can make a difference. Where
 * macros write those, all that they read has to be the same. */
bool models_same_told(const struct model *before, const struct model *after);
/* Whether both were read from one file under the same settings, so that their queries, if they
 * have any, are one. */
bool models_share_query(const struct model *before, const struct model *after);
/* The model a person means: exact name, name with another case, or the only one whose last parts
 * match. NULL when none or several; *near then holds the nearest name. */
const struct model *projects_find(const struct projects *projects, struct str typed,
                                  struct str *near);
/* Whether a changed path could matter to any project whose root is given (cheap and conservative:
 * true when in doubt): lets a push that touches no governed file pass without loading anything. */
bool project_path_matters(struct str path, const struct str *roots, size_t root_count);
/* Whether this file name makes its folder a project root (config.yaml, sqlmesh.yml, config.py ...).
 */
bool project_is_config_name(struct str base_name);

#endif
