/* registry: the macros, signals and Python modules of one project, and what each is made of.
 * Private to the project layer. */
#ifndef STOPLOG_PROJECT_REGISTRY_H
#define STOPLOG_PROJECT_REGISTRY_H

#include "project/load.h"

struct registry;

/* Reads macros/ and signals/. Python modules are read when something reaches them. */
MUST_USE enum status registry_load(struct registry **out, struct assembly *assembly,
                                   struct err *err);
void registry_release(struct registry *registry);
struct macro_traits {
    bool pure;         /* nothing in its code builds or names a table, so it stands for one value */
    bool asks_columns; /* it may hang on the columns of other models */
    bool hides_macros; /* its code has the name of a macro of SQLMesh */
};
/* Adds the inputs of a Python macro, with all that it reaches. False when there is no such macro.
 */
bool registry_add_inputs(const struct registry *registry, struct str name, struct model *model,
                         struct macro_traits *traits);
/* The same for a name used in Jinja: a Jinja macro, or a Python macro called as a function. */
void registry_add_jinja_inputs(const struct registry *registry, struct str name,
                               struct model *model);
/* Adds all code in materializations/, for a model of a custom kind: which class of it is meant
 * hangs on attributes. */
void registry_add_materializations(const struct registry *registry, struct model *model);
void registry_add_signal(const struct registry *registry, struct str name, struct model *model);
/* The project's Python modules. */
struct modules;
struct modules *registry_modules(struct registry *registry);
/* start_ds, execution_date, this_model and the like. */
bool registry_is_builtin_variable(struct str name);

#endif
