/* import_backstage: catalog-info.yaml of Backstage, any number of entities in a file.
 *
 * A Component answers for the folder its file lies in, or for the folder that its annotation
 * backstage.io/source-location names; a Resource for the model of its name, within its system when
 * it has one. Other kinds own no files and are passed over. */
#include "policy/importer.h"

/* [kind:][namespace/]name. Without kind a group is meant, without namespace "default"; so what is
 * left out can be left out in `aliases` too. */
static struct str short_reference(struct str text)
{
    if (str_starts(text, STR("group:")))
        text = str_sub(text, sizeof "group:" - 1, text.len);
    if (str_starts(text, STR("default/")))
        text = str_sub(text, sizeof "default/" - 1, text.len);
    return text;
}

static struct str long_reference(struct arena *arena, struct str text)
{
    struct str name = short_reference(text);
    const char *kind = str_find_byte(name, ':') < 0 ? "group:" : "";
    const char *space = str_find_byte(name, '/') < 0 && *kind ? "default/" : "";
    return str_fmt(arena, "%s%s%.*s", kind, space, STR_ARG(name));
}

static const struct node *text_at(const struct node *map, const char *key)
{
    const struct node *node = map ? node_get(map, key) : NULL;
    return node && node->kind == NODE_SCALAR && str_trim(node->text).len > 0 ? node : NULL;
}

static bool read_owner_ref(struct import_run *run, const struct node *entity,
                           struct import_names *out)
{
    const struct node *spec = node_get(entity, "spec");
    const struct node *owner = spec ? node_get(spec, "owner") : NULL;
    if (node_is_null(owner)) {
        load_fault(run->load, spec ? spec->place : entity->place, "spec.owner is missing");
        return false;
    }
    if (!import_add_name(run, out, owner))
        return false;
    struct import_name *name = &out->items[0];
    struct str shorter = short_reference(name->text);
    name->other =
        str_eq(shorter, name->text) ? long_reference(run->load->arena, name->text) : shorter;
    return true;
}

/* The folder of the file, or the one below it that "dir:./x" names. */
static bool folder_of(struct import_run *run, const struct node *entity, struct str *out)
{
    const struct node *metadata = node_get(entity, "metadata");
    const struct node *annotations = metadata ? node_get(metadata, "annotations") : NULL;
    const struct node *location = text_at(annotations, "backstage.io/source-location");
    struct str text = location ? str_trim(location->text) : STR_EMPTY;
    *out = path_dir(run->path);
    if (!str_starts(text, STR("dir:")))
        return true;
    text = str_sub(text, sizeof "dir:" - 1, text.len);
    while (str_starts(text, STR("./")))
        text = str_sub(text, 2, text.len);
    while (str_ends(text, STR("/")))
        text = str_sub(text, 0, text.len - 1);
    if (str_find(text, STR("..")) >= 0 || str_starts(text, STR("/"))) {
        load_fault(run->load, location->place, "a folder below this one is expected");
        return false;
    }
    if (text.len > 0 && !str_eq(text, STR(".")))
        *out = path_join(run->load->arena, *out, text);
    return true;
}

/* Two components of one folder would have the last one win without a word. */
static bool folder_is_free(struct import_run *run, struct str folder,
                           const struct import_name *owner)
{
    const struct import_name *other = map_get(&run->folders, folder);
    if (other && !str_eq_fold(other->text, owner->text)) {
        if (load_fault(run->load, owner->place,
                       "another component of this folder has another owner, at line %u",
                       other->place.line))
            diag_hint(run->load->diags,
                      "say where each lies in metadata.annotations: backstage.io/source-location");
        return false;
    }
    map_put(&run->folders, folder, (void *)(uintptr_t)owner);
    return true;
}

static void read_component(struct import_run *run, const struct node *entity)
{
    struct import_rule rule = { .way = WAY_FOLDER, .within = STR_EMPTY };
    if (!read_owner_ref(run, entity, &rule.owners) || !folder_of(run, entity, &rule.text))
        return;
    rule.place = rule.owners.items[0].place;
    if (folder_is_free(run, rule.text, &rule.owners.items[0]))
        import_rule(run, &rule);
}

static void read_resource(struct import_run *run, const struct node *entity)
{
    struct import_rule rule = { .way = WAY_NAME, .within = STR_EMPTY };
    const struct node *metadata = node_get(entity, "metadata");
    const struct node *name = text_at(metadata, "name");
    const struct node *group = text_at(node_get(entity, "spec"), "system");
    if (!name) {
        load_fault(run->load, entity->place, "metadata.name is missing");
        return;
    }
    rule.text = str_trim(name->text);
    if (group && str_find_byte(rule.text, '.') < 0) {
        struct str within = path_base(str_trim(group->text));
        ptrdiff_t colon = str_rfind_byte(within, ':');
        within = str_sub(within, (size_t)(colon + 1), within.len);
        rule.text = str_fmt(run->load->arena, "%.*s.%.*s", STR_ARG(within), STR_ARG(rule.text));
    }
    if (!read_owner_ref(run, entity, &rule.owners))
        return;
    rule.place = rule.owners.items[0].place;
    import_rule(run, &rule);
}

void import_backstage(struct import_run *run)
{
    for (const struct node *entity = run->root->first; entity; entity = entity->next) {
        const struct node *kind = text_at(entity, "kind");
        if (node_is_null(entity))
            continue;
        if (!kind)
            load_fault(run->load, entity->place, "an entity of Backstage needs a \"kind\"");
        else if (str_eq_fold(kind->text, STR("Component")))
            read_component(run, entity);
        else if (str_eq_fold(kind->text, STR("Resource")))
            read_resource(run, entity);
    }
}
