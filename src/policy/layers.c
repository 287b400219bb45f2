/* layers: names for parts of the project ("staging", "marts"), for rules to speak of. */
#include "policy/load.h"

void read_layers(struct loader *load, const struct node *value, void *slot)
{
    struct policy *policy = slot;
    for (const struct node *item = value->first; item; item = item->next) {
        struct layer layer = { .name = item->key, .place = item->key_place };
        if (!load_name(load, "layer", item->key, item->key_place) ||
            !load_take(load, "layer", item->key, item->key_place))
            continue;
        if (item->kind == NODE_MAP)
            schema_read(load, SCHEMA_LAYER, item, &layer);
        else
            read_name_globs(load, item, &layer.models);
        if (layer.models.count + layer.paths.count == 0)
            load_fault(load, item->place, "layer \"%.*s\" has no pattern", STR_ARG(item->key));
        vec_push(load->arena, &policy->layers, layer);
    }
}
