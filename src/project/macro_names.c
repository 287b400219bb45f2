/* macro_names: the macros and variables that SQLMesh brings along.
 * Source: sqlmesh/core/macros.py; docs/concepts/macros/macro_variables.md. */
#include "project/query_read.h"
#include "project/registry.h"

bool macro_is_builtin(struct str name, bool *scalar)
{
    static const struct {
        struct str name;
        bool scalar;
    } rows[] = {
#define BUILTIN(word, is_scalar) { STR_INIT(#word), is_scalar },
#include "project/builtins.def"
#undef BUILTIN
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_eq(rows[i].name, name)) {
            *scalar = rows[i].scalar;
            return true;
        }
    return false;
}

bool macro_asks_columns(struct str name)
{
    return str_eq(name, STR("star")) || str_eq(name, STR("union"));
}

bool registry_is_builtin_variable(struct str name)
{
    static const char *const moments[] = { "start_", "end_", "execution_", "latest_" };
    static const char *const units[] = { "dt",   "dtntz", "date",   "ds",  "ts",
                                         "tstz", "epoch", "millis", "hour" };
    static const char *const others[] = { "this_model",      "this_env",       "schemas",
                                          "views",           "gateway",        "runtime_stage",
                                          "default_catalog", "model_kind_name" };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (str_eq(name, str_of(others[i])))
            return true;
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        struct str moment = str_of(moments[i]);
        if (!str_starts(name, moment))
            continue;
        struct str unit = str_sub(name, moment.len, name.len);
        for (size_t k = 0; k < sizeof units / sizeof *units; k++)
            if (str_eq(unit, str_of(units[k])))
                return true;
    }
    return false;
}
