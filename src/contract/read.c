/* read: which format a contract has, and the way of both into the normal form. */
#include "contract/reader.h"

/* ---- formats ---- */

static struct str text_of(const struct node *root, const char *key)
{
    const struct node *value = node_get(root, key);
    return value && value->kind == NODE_SCALAR ? str_trim(value->text) : STR_EMPTY;
}

/* The first number of "v3.1.0"; 0 when it is no version. */
static unsigned major_of(struct str version)
{
    if (str_starts(version, STR("v")))
        version = str_sub(version, 1, version.len);
    bool is_version = version.len >= 2 && byte_is_digit(version.ptr[0]) && version.ptr[1] == '.';
    return is_version ? (unsigned)(version.ptr[0] - '0') : 0;
}

enum contract_format contract_format_of(const struct node *root)
{
    if (!root || root->kind != NODE_MAP)
        return CONTRACT_NONE;
    unsigned major = major_of(text_of(root, "apiVersion"));
    if (str_eq(text_of(root, "kind"), STR("DataContract")) || major == 2 || major == 3) {
        bool is_old = major == 2 || (major == 0 && node_get(root, "uuid"));
        return is_old ? CONTRACT_ODCS_OLD : CONTRACT_ODCS;
    }
    return node_get(root, "dataContractSpecification") ? CONTRACT_DCS : CONTRACT_NONE;
}

/* ---- reading ---- */

static void clear(struct contract *out, const struct node *root)
{
    const struct str none = STR_EMPTY;
    *out = (struct contract){ .path = root->place.path,
                              .api_version = none,
                              .id = none,
                              .name = none,
                              .version = none,
                              .domain = none,
                              .description = none,
                              .status_text = none,
                              .team = none,
                              .notice_period = none,
                              .sqlmesh_model = none,
                              .described = none,
                              .unread = none,
                              .place = root->place,
                              .version_place = root->place,
                              .status_place = root->place };
}

/* The document with the keys of ODCS, or NULL when the format is none that is read. */
static const struct node *as_odcs(struct reader *reader, const struct node *root)
{
    switch (reader->contract->format) {
    case CONTRACT_ODCS:
        if (major_of(text_of(root, "apiVersion")) <= 3)
            return root;
        read_fail(reader, root->place, "only versions 3 of ODCS are read, not \"%.*s\"",
                  STR_ARG(str_sub(text_of(root, "apiVersion"), 0, 20)));
        return NULL;
    case CONTRACT_ODCS_OLD:
        read_fail(reader, root->place,
                  "the contract is written in ODCS v2, which is laid out in another way: v3.0 and "
                  "later are read");
        return NULL;
    case CONTRACT_DCS:
        return dcs_as_odcs(reader, root);
    case CONTRACT_NONE:
        break;
    }
    read_fail(reader, root->place,
              "not a contract that can be read: neither `kind: DataContract` (ODCS) nor "
              "`dataContractSpecification` stands at the top");
    return NULL;
}

/* A model that the contract names as a whole is that of its object, when there is just one. */
static void finish_model(struct contract *contract)
{
    if (contract->objects.count == 1 && contract->objects.items[0].sqlmesh_model.len == 0)
        contract->objects.items[0].sqlmesh_model = contract->sqlmesh_model;
}

static int by_place(const void *a, const void *b)
{
    const struct place *one = &((const struct diag *)a)->place;
    const struct place *other = &((const struct diag *)b)->place;
    if (one->line != other->line)
        return one->line < other->line ? -1 : 1;
    return (one->column > other->column) - (one->column < other->column);
}

/* Rows are read in the order of the table, people read files from the top. */
static void sort_diags(struct diags *diags, size_t from)
{
    if (diags && diags->count > from + 1)
        qsort(diags->items + from, diags->count - from, sizeof *diags->items, by_place);
}

static void finish(struct reader *reader, struct said *said)
{
    struct contract *contract = reader->contract;
    contract->described = said_described(reader, said);
    contract->unread = said_not_read(reader, said);
    finish_links(reader);
    finish_ends(reader);
    finish_model(contract);
}

bool contract_read(struct contract *out, struct arena *arena, const struct node *root,
                   struct diags *diags)
{
    struct reader reader = {
        .arena = arena, .diags = diags, .contract = out, .default_element = STR_EMPTY
    };
    struct said said = { 0 };
    size_t heard = diags ? diags->count : 0;
    clear(out, root);
    out->format = contract_format_of(root);
    map_init(&reader.noted, arena);
    const struct node *odcs = as_odcs(&reader, root);
    if (odcs)
        read_map(&reader, LEVEL_ROOT, odcs, out, &said);
    map_release(&reader.noted);
    if (!reader.failed)
        finish(&reader, &said);
    sort_diags(diags, heard);
    return !reader.failed;
}

/* ---- names ---- */

const char *contract_format_name(enum contract_format format)
{
    static const char *const names[] = { [CONTRACT_NONE] = "",
                                         [CONTRACT_ODCS] = "ODCS",
                                         [CONTRACT_ODCS_OLD] = "ODCS",
                                         [CONTRACT_DCS] = "DCS" };
    return names[format];
}

static const char *const status_names[] = {
    [CONTRACT_UNSTATED] = "",
    [CONTRACT_PROPOSED] = "proposed",
    [CONTRACT_DRAFT] = "draft",
    [CONTRACT_ACTIVE] = "active",
    [CONTRACT_DEPRECATED] = "deprecated",
    [CONTRACT_RETIRED] = "retired",
};

const char *contract_status_name(enum contract_status status)
{
    return status_names[status];
}

enum contract_status contract_status_find(struct str text)
{
    text = str_trim(text);
    if (str_eq_fold(text, STR("in development")))
        return CONTRACT_DRAFT;
    for (size_t i = CONTRACT_PROPOSED; i < sizeof status_names / sizeof *status_names; i++)
        if (str_eq_fold(text, str_of(status_names[i])))
            return (enum contract_status)i;
    return CONTRACT_UNSTATED;
}

size_t contract_object_names(struct str out[3], const struct contract_object *object)
{
    const struct str names[] = { object->physical_name, object->sqlmesh_model, object->name };
    size_t count = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].len > 0)
            out[count++] = names[i];
    return count;
}

struct str contract_column_physical(const struct contract_column *column)
{
    return column->physical_name.len > 0 ? column->physical_name : column->name;
}

const struct contract_column *contract_column_find(const struct contract_object *object,
                                                   struct str name)
{
    vec_for (const struct contract_column, column, &object->columns)
        if (str_eq_fold(contract_column_physical(column), name))
            return column;
    return NULL;
}
