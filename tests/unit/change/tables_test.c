/* Tests of the tables of this layer: functions.def must be sorted for its binary search, types.def
 * unique, and every property that the project layer reads must have a row in property_facts.def. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "change/fact.h"

static void functions_are_sorted(void **state)
{
    static const char *const names[] = {
#define FUNCTION(name, kind) name,
#include "change/functions.def"
#undef FUNCTION
    };
    (void)state;
    for (size_t i = 1; i < sizeof names / sizeof *names; i++) {
        if (str_cmp(str_of(names[i - 1]), str_of(names[i])) >= 0)
            fail_msg("%s does not stand before %s", names[i - 1], names[i]);
    }
}

static void types_are_unique(void **state)
{
    static const char *const names[] = {
#define TYPE(name, family, rank, digits) name,
#include "change/types.def"
#undef TYPE
    };
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(names[i], names[j]);
    }
}

static bool is_in(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void every_property_is_a_fact(void **state)
{
    static const char *const model_rows[] = {
#define MODEL_PROPERTY(key, code, note) #key,
#define KIND_PROPERTY(key, code, note)
#include "change/property_facts.def"
#undef MODEL_PROPERTY
#undef KIND_PROPERTY
    };
    static const char *const kind_rows[] = {
#define MODEL_PROPERTY(key, code, note)
#define KIND_PROPERTY(key, code, note) #key,
#include "change/property_facts.def"
#undef MODEL_PROPERTY
#undef KIND_PROPERTY
    };
    static const char *const model_keys[] = {
#define PROPERTY(key, type, initial, flags) #key,
#include "project/properties.def"
#undef PROPERTY
    };
    static const char *const kind_keys[] = {
#define KIND_PROPERTY(key, type, initial, kinds) #key,
#include "project/kind_properties.def"
#undef KIND_PROPERTY
    };
    /* keys of AUDIT blocks, aliases and what SQLMesh itself refuses */
    static const char *const others[] = { "model", "table_properties", "default_catalog" };
    (void)state;
    for (size_t i = 0; i < COUNT(model_keys); i++) {
        if (!is_in(model_rows, COUNT(model_rows), model_keys[i]) &&
            !is_in(others, COUNT(others), model_keys[i]))
            fail_msg("property %s has no fact", model_keys[i]);
    }
    for (size_t i = 0; i < COUNT(kind_keys); i++) {
        if (!is_in(kind_rows, COUNT(kind_rows), kind_keys[i]))
            fail_msg("kind property %s has no fact", kind_keys[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_are_sorted),
        cmocka_unit_test(types_are_unique),
        cmocka_unit_test(every_property_is_a_fact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
