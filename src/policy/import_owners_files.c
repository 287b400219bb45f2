/* import_owners_files: OWNERS of each folder and OWNERS_ALIASES at the top, as Kubernetes has them.
 *
 * Approvers of a folder answer for all below it, together with those of the folders above: any one
 * of them will do. `no_parent_owners` ends that. Reviewers and labels ask nobody. */
#include "policy/importer.h"

static void add_login(struct import_run *run, struct import_names *names, struct import_name name)
{
    if (!str_starts(name.text, STR("@")))
        name.other = str_fmt(run->load->arena, "@%.*s", STR_ARG(name.text));
    vec_push(run->load->arena, names, name);
}

/* aliases: {name: [logins]} */
void import_owners_aliases(struct import_run *run)
{
    const struct node *aliases = node_get(run->root, "aliases");
    import_say(run, STR("aliases"));
    for (const struct node *item = aliases ? aliases->first : NULL; item; item = item->next) {
        struct import_names *names = arena_new(run->load->arena, struct import_names);
        struct import_names written = { 0 };
        import_add_names(run, &written, item);
        import_say(run, item->key);
        for (size_t i = 0; i < written.count; i++) {
            import_say(run, written.items[i].text);
            add_login(run, names, written.items[i]);
        }
        map_put(&run->aliases, str_lower(run->load->arena, item->key), names);
    }
}

/* Names of the file; one that stands in OWNERS_ALIASES is all whom it names there. */
static void read_approvers(struct import_run *run, struct import_names *out,
                           const struct node *list)
{
    struct import_names written = { 0 };
    import_add_names(run, &written, list);
    for (size_t i = 0; i < written.count; i++) {
        struct str folded = str_lower(run->load->arena, written.items[i].text);
        const struct import_names *alias = run->digest ? NULL : map_get(&run->aliases, folded);
        if (!alias)
            add_login(run, out, written.items[i]);
        for (size_t at = 0; alias && at < alias->count; at++)
            vec_push(run->load->arena, out, alias->items[at]);
    }
}

static void add_rule(struct import_run *run, const struct node *map, struct str within, bool stops,
                     struct place place)
{
    struct import_rule rule = { .way = WAY_FOLDER,
                                .text = path_dir(run->path),
                                .within = str_eq(within, STR(".*")) ? STR_EMPTY : within,
                                .joins = true,
                                .stops = stops,
                                .place = place };
    if (map)
        read_approvers(run, &rule.owners, node_get(map, "approvers"));
    if (rule.owners.count > 0 || stops)
        import_rule(run, &rule);
}

static bool read_options(struct import_run *run, bool *no_parent)
{
    const struct node *options = node_get(run->root, "options");
    const struct node *flag = options ? node_get(options, "no_parent_owners") : NULL;
    *no_parent = false;
    if (node_is_null(flag) || node_bool(flag, no_parent))
        return true;
    load_fault(run->load, flag->place, "\"no_parent_owners\" must be true or false");
    return false;
}

void import_owners_file(struct import_run *run)
{
    const struct node *root = run->root, *filters = node_get(root, "filters");
    bool no_parent;
    if (node_is_null(root))
        return;
    if (root->kind != NODE_MAP) {
        load_fault(run->load, root->place, "OWNERS must be a map, not %s", node_what(root));
        return;
    }
    if (!read_options(run, &no_parent))
        return;
    /* Looked at last of this folder, so that all of its filters were tried before. */
    if (no_parent)
        add_rule(run, NULL, STR_EMPTY, true, root->place);
    if (node_is_null(filters)) {
        const struct node *list = node_get(root, "approvers");
        add_rule(run, root, STR_EMPTY, false, list ? list->place : root->place);
        return;
    }
    if (node_get(root, "approvers") || filters->kind != NODE_MAP) {
        load_fault(run->load, filters->place, "\"filters\" %s",
                   filters->kind == NODE_MAP ? "and \"approvers\" beside it: which holds?"
                                             : "must be a map");
        return;
    }
    for (const struct node *item = filters->first; item; item = item->next)
        add_rule(run, item, item->key, false, item->key_place);
}
