/* closure: which definitions a piece of Python code reaches, through the modules of its project.
 * Private to the project layer. Source: sqlmesh/utils/metaprogramming.py, build_env(). */
#ifndef STOPLOG_PROJECT_CLOSURE_H
#define STOPLOG_PROJECT_CLOSURE_H

#include "project/load.h"
#include "project/python_module.h"

/* All Python modules of one project, read when first asked for. */
struct modules {
    struct load *load;
    struct project *project;
    struct map by_path; /* path from the top -> struct module_slot * */
    struct map reached; /* address of a definition that some closure holds */
};
void modules_init(struct modules *modules, struct load *load, struct project *project);
/* Lets go of the tables. */
void modules_release(struct modules *modules);
/* Whether any closure so far holds the definition. */
bool modules_reached(const struct modules *modules, const struct py_definition *definition);
/* The module in this file, or NULL when there is no such file or it cannot be read (noted). */
MUST_USE enum status modules_get(struct modules *modules, struct str path, struct py_module **out,
                                 struct err *err);

struct reached {
    struct py_module *module;
    struct py_definition *definition;
};
struct closure {
    struct modules *modules;
    struct arena *arena;
    struct map seen; /* address of a definition -> the definition */
    struct {
        VEC_OF(struct reached);
    } reached; /* in the order in which they were found */
};
/* An empty closure over these modules. */
void closure_init(struct closure *closure, struct modules *modules);
/* Lets go of the closure, which lives in scratch memory. */
void closure_release(struct closure *closure);
/* Adds a definition and all it reaches. */
MUST_USE enum status closure_add(struct closure *closure, struct py_module *module,
                                 struct py_definition *definition, struct err *err);
/* The same for names and imports in tokens [from, to) of a module. */
MUST_USE enum status closure_add_code(struct closure *closure, struct py_module *module,
                                      size_t from, size_t to, struct err *err);
/* Digest of the code reached: in this module only, or (path "") in all. */
struct str closure_digest(const struct closure *closure, struct arena *arena, struct str path);
/* Whether anything reached could put a table or a query into its result. */
bool closure_may_build_queries(const struct closure *closure);
/* Whether anything reached could ask which columns a model has. */
bool closure_may_ask_columns(const struct closure *closure);
/* Whether anything reached has the name of a macro of SQLMesh, which then stands for it in every
 * model that uses the code. Source: sqlmesh/core/macros.py, MacroEvaluator.__init__(). */
bool closure_hides_macros(const struct closure *closure);
/* The paths of the modules reached, sorted, unique. */
struct closure_paths {
    VEC_OF(struct str);
};
void closure_paths(const struct closure *closure, struct closure_paths *out);

#endif
