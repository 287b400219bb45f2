/* body: the parts of models that are made when they are first asked for. Reading them again gives
 * what reading them the first time would have given: the same bytes under the same settings. */
#include <stdlib.h>

#include "project/column_macro.h"
#include "project/draft.h"
#include "project/expand.h"
#include "project/load.h"
#include "project/query_read.h"
#include "project/readback.h"
#include "project/sql_file.h"
#include "sql/abridge.h"
#include "sql/form.h"

/* The text with its macros written out, whose tokens are made each time. */
static void expand(const struct query_source *source, struct reader *reader)
{
    const char *limit;
    if (source->expanded)
        reader->expansion = expand_query(reader, source->from, source->to, &limit);
    if (reader->expansion)
        reader->text = &reader->expansion->text;
}

static const struct sql_node *tree_of(struct query_source *source, struct reader *reader)
{
    struct arena *arena = source->file->arena;
    if (source->tree)
        return source->tree;
    expand(source, reader);
    source->expansion = reader->expansion;
    if (reader->expansion)
        source->tree = sql_model_query(arena, reader->text, 0, reader->expansion->to, NULL);
    else
        source->tree = sql_model_query(arena, reader->text, source->from, source->to, NULL);
    return source->tree;
}

/* Reads the query of the draft again; tree: the one it has instead, or NULL. */
static void read_again(struct draft *draft, const struct sql_node *tree, struct arena *scratch)
{
    struct query_source *source = draft->source;
    struct sql_text text;
    struct reader reader;
    struct file file = *source->file;
    file.scratch = scratch;
    /* It was read before, so no limit is in the way. */
    if (sql_file_lex(&reader, &text, &file, source->dialect, NULL) != OK)
        abort();
    reader.draft = draft;
    if (tree)
        expand(source, &reader);
    else
        tree = tree_of(source, &reader);
    query_keep(&reader, tree);
    column_comments(&reader, tree);
    vec_copy(file.arena, &draft->outputs, &draft->outputs, 0);
    draft->model.body.query_waits = false;
    arena_reset(scratch);
}

void draft_complete(struct draft *draft, struct arena *scratch)
{
    if (draft->model.body.query_waits)
        read_again(draft, NULL, scratch);
}

static void form_write(struct model_body *body, struct loaded *loaded, struct arena *arena,
                       const struct sql_node *query)
{
    struct arena *scratch = &loaded->resolver->cache->scratch;
    body->query_form = sql_form(arena, query);
    body->form_fails = !query_reads_back(scratch, loaded->model.dialect, query, body->query_form);
    arena_reset(scratch);
}

void body_write(struct loaded *loaded, const struct sql_node *query)
{
    struct draft own = *loaded->draft;
    struct model_body *body = &loaded->model.body;
    own.outputs = (struct columns){ 0 };
    read_again(&own, query, &loaded->resolver->cache->scratch);
    loaded->outputs = own.outputs;
    loaded->written = true;
    body->query = query;
    form_write(body, loaded, loaded->resolver->arena, query);
    body->query_waits = body->form_waits = false;
}

/* Models that wait for anything were loaded, and nobody else writes to them. */
static struct loaded *loaded_of(const struct model *model)
{
    return (struct loaded *)(uintptr_t)model;
}

static void bring_query(const struct model *model)
{
    struct loaded *loaded = loaded_of(model);
    const struct model_body *made = &loaded->draft->model.body;
    draft_complete(loaded->draft, &loaded->resolver->cache->scratch);
    loaded->model.body.query = made->query;
    loaded->model.body.query_waits = false;
}

/* Queries whose text changed are asked for their form, those of new and lost models, and few
 * others. */
static void bring_form(const struct model *model)
{
    struct loaded *loaded = loaded_of(model);
    struct draft *draft = loaded->draft;
    const struct sql_node *query = model_query(model);
    if (draft->model.body.form_waits)
        form_write(&draft->model.body, loaded, draft->source->file->arena, query);
    draft->model.body.form_waits = false;
    loaded->model.body.query_form = draft->model.body.query_form;
    loaded->model.body.form_fails = draft->model.body.form_fails;
    loaded->model.body.form_waits = false;
}

/* A query with macros that write columns is known when the columns are. */
static void bring_columns(const struct model *model)
{
    if (model->column_macros && model->body.columns_wait)
        columns_make(loaded_of(model));
}

bool model_asks_columns(const struct model *model)
{
    bring_columns(model);
    return model->asks_columns || model->body.not_written;
}

const struct sql_node *model_query(const struct model *model)
{
    bring_columns(model);
    if (model->body.query_waits)
        bring_query(model);
    return model->body.query;
}

/* A text that macros were written out in is kept with its tree. */
static bool stays(const struct draft *draft)
{
    return !draft->model.body.query_waits || draft->source->expanded || draft->source->tree;
}

const struct sql_plain *plain_at_hand(struct loaded *loaded)
{
    struct parse_cache *cache = loaded->resolver->cache;
    const struct query_source *source = loaded->draft->source;
    if (cache->plain_draft != loaded->draft) {
        arena_reset(&cache->plain_arena);
        cache->is_plain = sql_abridged_plain(&cache->plain, &cache->plain_arena,
                                             source->file->bytes, &source->abridged);
        cache->plain_draft = loaded->draft;
    }
    return cache->is_plain ? &cache->plain : NULL;
}

static void read_abridged(struct query_view *out, const struct query_source *source,
                          struct arena *arena)
{
    out->tree = sql_abridged_tree(arena, source->file->bytes, &source->abridged);
    query_outputs(&out->outputs, arena, out->tree);
}

/* The text is read again. */
static void read_whole(struct query_view *out, const struct loaded *loaded, struct arena *arena)
{
    const struct query_source *source = loaded->draft->source;
    struct sql_text text;
    struct reader reader;
    struct file file = *source->file;
    struct draft copy = *loaded->draft; /* what is read goes there */
    copy.outputs = (struct columns){ 0 };
    file.arena = file.scratch = arena;
    if (sql_file_lex(&reader, &text, &file, source->dialect, NULL) != OK)
        abort();
    reader.draft = &copy;
    out->tree = sql_model_query(arena, &text, source->from, source->to, NULL);
    query_keep(&reader, out->tree);
    out->outputs = copy.outputs;
}

static void query_borrow(struct query_view *out, struct loaded *loaded, struct arena *arena)
{
    const struct query_source *source = loaded->draft->source;
    if (stays(loaded->draft)) {
        out->tree = model_query(&loaded->model);
        out->outputs = loaded->draft->outputs;
    } else if (source->abridged.packed.len) {
        read_abridged(out, source, arena);
    } else {
        read_whole(out, loaded, arena);
    }
}

/* Both snapshots ask for the same one, and after its columns for where they come from. */
const struct query_view *query_at_hand(struct loaded *loaded)
{
    struct parse_cache *cache = loaded->resolver->cache;
    if (cache->last_draft != loaded->draft) {
        arena_reset(&cache->last_arena);
        query_borrow(&cache->last_query, loaded, &cache->last_arena);
        cache->last_draft = loaded->draft;
    }
    return &cache->last_query;
}

const struct sql_node *model_query_at_hand(const struct model *model)
{
    bring_columns(model);
    return model->body.query_waits ? query_at_hand(loaded_of(model))->tree : model->body.query;
}

const struct sql_plain *model_plain_query(const struct model *model)
{
    struct loaded *loaded = loaded_of(model);
    bool is_packed = model->body.is_loaded && model->body.query_waits && !stays(loaded->draft);
    return is_packed ? plain_at_hand(loaded) : NULL;
}

#ifdef DIFF_CHECK
bool query_again(struct query_view *out, struct arena *arena, struct loaded *loaded)
{
    const struct query_source *source = loaded->draft->source;
    if (!source || !source->abridged.packed.len || source->expanded)
        return false;
    read_whole(out, loaded, arena);
    return true;
}

const struct sql_node *model_query_again(struct arena *arena, const struct model *model)
{
    struct query_view view = { 0 };
    if (model->body.is_loaded)
        (void)query_again(&view, arena, loaded_of(model));
    return view.tree;
}
#endif

struct place model_place_of(const struct model *model, const struct sql_node *node)
{
    struct query_source *source = loaded_of(model)->draft->source;
    if (!source || !node)
        return model->place;
    if (!source->lines) {
        source->lines = arena_new(source->file->arena, struct lines);
        lines_index(source->lines, source->file->arena, source->file->path, source->file->bytes);
    }
    uint32_t offset = node->start;
    if (source->expansion)
        offset = expansion_origin(source->expansion, offset);
    return lines_place(source->lines, offset);
}

const struct sql_node *model_sketch(const struct model *model)
{
    return model->body.sketch; /* Jinja is read with its file */
}

struct str model_query_form(const struct model *model)
{
    bring_columns(model);
    if (model->body.form_waits)
        bring_form(model);
    return model->body.query_form;
}

bool model_form_fails(const struct model *model)
{
    (void)model_query_form(model);
    return model->body.form_fails;
}

const struct columns *model_columns(const struct model *model)
{
    if (model->body.columns_wait)
        columns_make(loaded_of(model));
    return &model->body.columns;
}

const struct column_types *model_column_types(const struct model *model)
{
    if (!model->body.types)
        shape_make(loaded_of(model));
    return model->body.types;
}

void model_name_tables(const struct model *model)
{
    struct loaded *loaded = loaded_of(model);
    for (size_t i = 0; model->body.is_loaded && i < loaded->draft->tables.count; i++) {
        struct loaded *read = loaded_named(loaded, loaded->draft->tables.items[i].fqn);
        if (read)
            (void)names_make(read);
    }
}

const struct column_types *model_column_names(const struct model *model)
{
    if (model->body.types)
        return model->body.types;
    const struct shape *names = names_make(loaded_of(model));
    return names ? &names->types : NULL;
}

const struct unknowns *model_unknowns(const struct model *model)
{
    (void)model_columns(model);
    return &model->unknowns;
}
