/* seed: the rows behind a seed model, compared by their cells. Source: sqlmesh/core/model/seed.py;
 * SQLMesh compares what pandas makes of the cells, which cannot be told without it. */
#include "project/seed.h"

#include "codec/digest.h"
#include "project/csv.h"

/* What one CSV gave, kept for the next snapshot. */
struct seed_file {
    struct str digest;
    struct csv_row header;
};

static char setting(const struct properties *settings, const char *key, char otherwise)
{
    struct str wanted = str_of(key);
    vec_for (const struct property, it, settings) {
        if (!str_eq(it->key, wanted))
            continue;
        if (str_eq(it->form, STR("\\t")))
            return '\t';
        return it->form.len ? it->form.ptr[0] : '\0';
    }
    return otherwise;
}

static struct csv_settings settings_of(const struct draft *draft)
{
    struct csv_settings settings = csv_defaults();
    settings.delimiter = setting(&draft->csv, "delimiter", settings.delimiter);
    settings.quote = setting(&draft->csv, "quotechar", settings.quote);
    settings.escape = setting(&draft->csv, "escapechar", '\0');
    settings.double_quote = byte_lower(setting(&draft->csv, "doublequote", 't')) == 't';
    settings.skip_initial_space = byte_lower(setting(&draft->csv, "skipinitialspace", 'f')) == 't';
    return settings;
}

static struct seed_file *parse(struct load *load, const struct draft *draft, struct str bytes)
{
    struct arena *arena = load->cache->arena;
    struct seed_file *file = arena_new(arena, struct seed_file);
    struct csv_settings settings = settings_of(draft);
    struct digest *digest = digest_new(arena);
    struct csv_row row = { 0 };
    size_t at = 0;
    while (csv_row(&row, arena, bytes, &at, &settings)) {
        if (!file->header.count)
            for (size_t i = 0; i < row.count; i++)
                vec_push(arena, &file->header, row.items[i]);
        for (size_t i = 0; i < row.count; i++)
            digest_field(digest, row.items[i]);
        digest_field(digest, STR("\n"));
    }
    file->digest = digest_end(digest, arena);
    return file;
}

static enum status open_seed(struct load *load, const struct source_entry *entry,
                             struct model *model, const struct draft *draft, struct seed_file **out,
                             struct err *err)
{
    struct str bytes, blob = oid_hex(load->arena, &entry->id);
    const struct property *settings = property_get(&model->kind_properties, "csv_settings");
    struct str key = str_fmt(load->arena, "seed %.*s %.*s", STR_ARG(blob),
                             STR_ARG(settings ? settings->form : STR_EMPTY));
    *out = source_is_file(entry) ? map_get(&load->cache->files, key) : NULL;
    if (*out)
        return OK;
    TRY(entry_read_bytes(load, entry, &model->unknowns, &bytes, err));
    if (bytes.ptr) {
        *out = parse(load, draft, bytes);
        map_put(&load->cache->files, key, *out);
        return OK;
    }
    *out = arena_new(load->arena, struct seed_file);
    (*out)->digest = blob;
    return OK;
}

static void add_columns(struct load *load, struct model *model, const struct draft *draft,
                        const struct seed_file *file)
{
    if (draft->has_columns)
        return;
    for (size_t i = 0; i < file->header.count; i++) {
        struct str name = str_trim(file->header.items[i]);
        struct column column = {
            .name = sql_normalise(load->arena, model->dialect, name, false),
            .type = STR_EMPTY,
            .form = STR_EMPTY,
            .description = STR_EMPTY,
            .place = model->place,
            .source = COLUMN_PROJECTED,
        };
        vec_push(load->arena, &model->body.columns, column);
    }
    model->body.columns.complete = file->header.count > 0;
}

enum status seed_add(struct assembly *assembly, struct model *model, const struct draft *draft,
                     struct err *err)
{
    struct load *load = assembly->load;
    struct seed_file *file;
    const struct source_entry *entry = source_find(load->source, draft->seed_path);
    if (!entry) {
        diag_add(load->diags, DIAG_ERROR, model->place, "the seed's file %.*s does not exist",
                 STR_ARG(draft->seed_path));
        unknown_add(load->arena, &model->unknowns, UNKNOWN_MISSING, draft->seed_path, model->place,
                    draft->seed_path);
        return OK;
    }
    TRY(open_seed(load, entry, model, draft, &file, err));
    vec_push(load->arena, &model->inputs,
             (struct input){ INPUT_SEED_FILE, path_base(draft->seed_path), file->digest,
                             draft->seed_path });
    add_columns(load, model, draft, file);
    return OK;
}
