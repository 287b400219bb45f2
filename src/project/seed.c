/* seed: the rows behind a seed model, compared by their cells. Source: sqlmesh/core/model/seed.py;
 * SQLMesh compares what pandas makes of the cells, which cannot be told without it. */
#include "project/seed.h"

#include "codec/digest.h"
#include "project/csv.h"

/* What one CSV gave, kept for the next snapshot. */
struct seed_file {
    struct str digest;
    struct csv_row header;
    struct str *cells; /* digest of the cells of each column of the header */
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

/* The digests of a CSV while its rows are read. */
struct sums {
    struct digest **columns;
    struct digest *odd; /* rows with more or fewer cells than the header: their number and cells;
                         * a quote that nothing closes */
    size_t rows;
};

static void sum_row(struct sums *sums, struct arena *arena, const struct csv_row *row, size_t width)
{
    sums->rows++;
    for (size_t i = 0; i < width; i++)
        digest_field(sums->columns[i], i < row->count ? row->items[i] : STR_EMPTY);
    if (row->count == width)
        return;
    digest_field(sums->odd, str_fmt(arena, "row %zu with %zu cells", sums->rows, row->count));
    for (size_t i = width; i < row->count; i++)
        digest_field(sums->odd, row->items[i]);
}

/* The whole is made of its parts, so that every cell is digested once. */
static void sum_up(struct seed_file *file, struct sums *sums, struct arena *arena)
{
    struct digest *whole = digest_new(arena);
    for (size_t i = 0; i < file->header.count; i++) {
        file->cells[i] = digest_end(sums->columns[i], arena);
        digest_field(whole, file->header.items[i]);
        digest_field(whole, file->cells[i]);
    }
    digest_field(whole, digest_end(sums->odd, arena));
    digest_field(whole, str_fmt(arena, "%zu rows", sums->rows));
    file->digest = digest_end(whole, arena);
}

static void start_columns(struct seed_file *file, struct sums *sums, struct arena *arena,
                          const struct csv_row *header)
{
    vec_copy(arena, &file->header, header, 0);
    file->cells = arena_array(arena, header->count, sizeof *file->cells);
    sums->columns = arena_array(arena, header->count, sizeof *sums->columns);
    for (size_t i = 0; i < header->count; i++)
        sums->columns[i] = digest_new(arena);
}

static struct seed_file *parse(struct load *load, const struct draft *draft, struct str bytes)
{
    struct arena *arena = load->cache->arena;
    struct seed_file *file = arena_new(arena, struct seed_file);
    struct csv_settings settings = settings_of(draft);
    struct sums sums = { .odd = digest_new(arena) };
    struct csv_row row = { 0 };
    size_t at = 0;
    while (csv_row(&row, arena, bytes, &at, &settings)) {
        if (!sums.columns)
            start_columns(file, &sums, arena, &row);
        else
            sum_row(&sums, arena, &row, file->header.count);
        if (row.not_closed)
            digest_field(sums.odd, STR("the file ends inside quotes"));
    }
    sum_up(file, &sums, arena);
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
    for (size_t i = 0; i < file->header.count; i++) {
        struct str name =
            sql_normalise(load->arena, model->dialect, str_trim(file->header.items[i]), false);
        vec_push(load->arena, &model->seed, (struct seed_column){ name, file->cells[i] });
        if (draft->has_columns)
            continue;
        struct column column = {
            .name = name,
            .type = STR_EMPTY,
            .description = STR_EMPTY,
            .place = model->place,
            .source = COLUMN_PROJECTED,
        };
        vec_push(load->arena, &model->body.columns, column);
    }
    if (!draft->has_columns)
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
                             draft->seed_path, 0, false });
    add_columns(load, model, draft, file);
    return OK;
}
