/* python_variables: which variables of the configuration a piece of Python code asks for. Private
 * to the project layer. Source: sqlmesh/core/macros.py (MacroEvaluator.var, locals),
 * sqlmesh/core/context.py (ExecutionContext.var), sqlmesh/core/model/definition.py (PythonModel).
 */
#ifndef STOPLOG_PROJECT_PYTHON_VARIABLES_H
#define STOPLOG_PROJECT_PYTHON_VARIABLES_H

#include "project/closure.h"
#include "project/variables.h"

/* Adds the names that the code asks for by .var("x"), .locals["x"], kwargs["x"] or "@x" in a
 * string; variable_any when a name is computed. */
void closure_variables(struct variable_names *out, struct arena *arena,
                       const struct closure *closure);
/* Adds the names of the parameters of a model's function: SQLMesh fills them with variables. */
void parameters_of(struct variable_names *out, struct arena *arena, const struct py_module *module,
                   const struct py_definition *definition);

#endif
