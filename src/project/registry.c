/* registry: the macros, signals and modules of one project. */
#include "project/registry.h"

#include "project/query_read.h"

struct registry {
    struct assembly *assembly;
};

enum status registry_load(struct registry **out, struct assembly *assembly, struct err *err)
{
    (void)err;
    *out = arena_new(assembly->load->arena, struct registry);
    (*out)->assembly = assembly;
    return OK;
}

void registry_release(struct registry *registry)
{
    (void)registry;
}

bool registry_add_inputs(const struct registry *registry, struct str name, struct model *model,
                         bool *pure)
{
    (void)registry, (void)name, (void)model;
    *pure = false;
    return false;
}

void registry_add_jinja_inputs(const struct registry *registry, struct str name,
                               struct model *model)
{
    (void)registry, (void)name, (void)model;
}

void registry_add_signal(const struct registry *registry, struct str name, struct model *model)
{
    (void)registry, (void)name, (void)model;
}

void registry_add_module(const struct registry *registry, struct str path, struct model *model)
{
    (void)registry, (void)path, (void)model;
}

void jinja_uses(struct reader *reader, struct str text, struct place place, enum use_place where)
{
    (void)reader, (void)text, (void)place, (void)where;
}
