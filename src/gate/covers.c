/* covers: see the header. Names of models agree from the right, so only those with the same last
 * part are tried. */
#include "gate/covers.h"

struct models {
    VEC_OF(const struct model *);
};

struct finder {
    struct covers *out;
    struct arena *arena;
    struct map by_last; /* last part, folded -> struct models * */
};

static struct str key_of(struct arena *arena, struct str name)
{
    return str_lower(arena, str_last_part(name, '.'));
}

static void index_model(struct finder *find, const struct model *model)
{
    void **slot = map_slot(&find->by_last, key_of(find->arena, model->name));
    if (!*slot)
        *slot = arena_new(find->arena, struct models);
    vec_push(find->arena, (struct models *)*slot, model);
}

static void index_models(struct finder *find, const struct projects *projects)
{
    for (size_t i = 0; projects && i < projects->count; i++)
        for (size_t at = 0; at < projects->items[i]->models.count; at++)
            index_model(find, projects->items[i]->models.items[at]);
}

/* Some write the names of tables as their engine quotes them. */
static struct str unquoted(struct arena *arena, struct str name)
{
    char *text = arena_text(arena, name.len);
    struct str plain = { text, 0 };
    for (size_t i = 0; i < name.len; i++)
        if (!strchr("\"`[]", name.ptr[i]) || name.ptr[i] == '\0')
            text[plain.len++] = name.ptr[i];
    return plain;
}

static void named(struct models *out, struct finder *find, struct str name)
{
    const struct models *near = map_get(&find->by_last, key_of(find->arena, name));
    *out = (struct models){ 0 };
    for (size_t i = 0; near && i < near->count; i++)
        if (model_names_agree(near->items[i]->name, name))
            vec_push(find->arena, out, near->items[i]);
}

static bool any_ends(const struct contract_columns *columns)
{
    for (size_t i = 0; i < columns->count; i++)
        if (columns->items[i].end.is_deprecated || any_ends(&columns->items[i].children))
            return true;
    return false;
}

static void add(struct finder *find, const struct contract_file *file,
                const struct contract_object *object, const struct model *model)
{
    vec_push(find->arena, find->out,
             (struct cover){ file, object, model, any_ends(&object->columns), false });
}

static void find_object(struct finder *find, const struct contract_file *file,
                        const struct contract_object *object)
{
    struct str names[3];
    size_t count = contract_object_names(names, object);
    struct models found = { 0 };
    for (size_t i = 0; i < count && found.count == 0; i++) {
        named(&found, find, unquoted(find->arena, names[i]));
        bool logical = i > 0 && i + 1 == count && str_eq(names[i], object->name);
        if (logical && found.count > 1)
            found.count = 0;
    }
    for (size_t i = 0; i < found.count; i++)
        add(find, file, object, found.items[i]);
}

static void put(struct map *map, struct arena *arena, struct str key, const struct cover *cover)
{
    void **slot = map_slot(map, key);
    if (!*slot)
        *slot = arena_new(arena, struct cover_list);
    vec_push(arena, (struct cover_list *)*slot, cover);
}

static bool is_repeat(const struct covers *covers, const struct cover *cover)
{
    const struct cover_list *list = covers_of(covers, cover->model);
    return list && list->items[list->count - 1]->file == cover->file;
}

static void extend(struct map *map, struct arena *arena, const struct cover *cover)
{
    struct cover_slice **slot = (struct cover_slice **)map_slot(map, cover->file->path);
    if (!*slot) {
        *slot = arena_new(arena, struct cover_slice);
        (*slot)->items = cover;
    }
    (*slot)->count++;
}

/* Only now do the covers stay where they are. */
static void index_covers(struct covers *out, struct arena *arena)
{
    vec_for (struct cover, cover, out) {
        cover->is_repeat = is_repeat(out, cover);
        extend(&out->by_file, arena, cover);
        put(&out->by_model, arena, cover->model->fqn, cover);
        put(&out->by_name, arena, cover->model->name, cover);
    }
}

void covers_find(struct covers *out, struct arena *arena, const struct contracts *contracts,
                 const struct projects *projects)
{
    struct finder find = { .out = out, .arena = arena };
    *out = (struct covers){ 0 };
    map_init(&out->by_model, arena);
    map_init(&out->by_name, arena);
    map_init(&out->by_file, arena);
    map_init(&find.by_last, arena);
    if (contracts->count > 0)
        index_models(&find, projects);
    vec_for (const struct contract_file, file, contracts)
        vec_for (const struct contract_object, object, &file->contract.objects)
            find_object(&find, file, object);
    index_covers(out, arena);
    map_release(&find.by_last);
}

const struct cover_list *covers_of(const struct covers *covers, const struct model *model)
{
    return model ? map_get(&covers->by_model, model->fqn) : NULL;
}

struct cover_slice covers_by(const struct covers *covers, const struct contract_file *file)
{
    const struct cover_slice *slice = file ? map_get(&covers->by_file, file->path) : NULL;
    return slice ? *slice : (struct cover_slice){ 0 };
}

static bool has_file(const struct cover_list *list, const struct contract_file *file)
{
    for (size_t i = 0; list && i < list->count; i++)
        if (list->items[i]->file == file)
            return true;
    return false;
}

bool covers_file(const struct covers *covers, const struct contract_file *file,
                 const struct model *model)
{
    return has_file(covers_of(covers, model), file);
}

bool covers_name(const struct covers *covers, const struct contract_file *file, struct str model)
{
    return has_file(map_get(&covers->by_name, model), file);
}

void covers_release(struct covers *covers)
{
    map_release(&covers->by_model);
    map_release(&covers->by_name);
    map_release(&covers->by_file);
}
