/* contract_names: reads just enough of ODCS and DCS files to know which models they name.
 *
 * Sources: ODCS v3.1 JSON schema (schema[].name, physicalName, customProperties[].property/value),
 * Data Contract Specification 1.2 (models is a map by name). */
#include "policy/contracts.h"

static void add_name(struct name_list *out, struct arena *arena, const struct node *value)
{
    if (value && value->kind == NODE_SCALAR && str_trim(value->text).len > 0)
        vec_push(arena, out, str_trim(value->text));
}

/* The value of customProperties[] whose property is `key`; NULL when there is none. */
static const struct node *custom_property(const struct node *map, const char *key)
{
    const struct node *list = node_get(map, "customProperties");
    if (!list || list->kind != NODE_LIST)
        return NULL;
    for (const struct node *item = list->first; item; item = item->next) {
        const struct node *name = item->kind == NODE_MAP ? node_get(item, "property") : NULL;
        if (name && name->kind == NODE_SCALAR && str_eq(name->text, str_of(key)))
            return node_get(item, "value");
    }
    return NULL;
}

/* One object of an ODCS schema: the most explicit name decides, so that a logical name such as
 * "orders" does not catch models of that name in other schemas. */
static void add_object(struct name_list *out, struct arena *arena, const struct node *object)
{
    const struct node *name = custom_property(object, "sqlmeshModel");
    if (node_is_null(name))
        name = node_get(object, "physicalName");
    if (node_is_null(name))
        name = node_get(object, "name");
    add_name(out, arena, name);
}

static void read_odcs(struct name_list *out, struct arena *arena, const struct node *root)
{
    add_name(out, arena, custom_property(root, "sqlmeshModel"));
    const struct node *schema = node_get(root, "schema");
    if (!schema || schema->kind != NODE_LIST)
        return;
    for (const struct node *object = schema->first; object; object = object->next)
        if (object->kind == NODE_MAP)
            add_object(out, arena, object);
}

static void read_dcs(struct name_list *out, struct arena *arena, const struct node *root)
{
    const struct node *models = node_get(root, "models");
    if (!models || models->kind != NODE_MAP)
        return;
    for (const struct node *model = models->first; model; model = model->next)
        vec_push(arena, out, str_trim(model->key));
}

bool contract_is_odcs(const struct node *root)
{
    const struct node *kind = node_get(root, "kind");
    return kind && str_eq(kind->text, STR("DataContract"));
}

bool contract_names(struct name_list *out, struct arena *arena, const struct node *root)
{
    if (root->kind != NODE_MAP)
        return false;
    if (contract_is_odcs(root))
        read_odcs(out, arena, root);
    else if (node_get(root, "dataContractSpecification"))
        read_dcs(out, arena, root);
    else
        return false;
    return true;
}
