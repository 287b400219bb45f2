/* body: the parts of models that are made when they are first asked for. Reading them again gives
 * what reading them the first time would have given: the same bytes under the same settings. */
#include <stdlib.h>

#include "project/draft.h"
#include "project/expand.h"
#include "project/load.h"
#include "project/query_read.h"
#include "project/sql_file.h"
#include "sql/form.h"

static const struct sql_node *tree_of(struct query_source *source, struct reader *reader)
{
    struct arena *arena = source->file->arena;
    const char *limit;
    if (source->tree)
        return source->tree;
    if (source->expanded)
        reader->expansion = expand_query(reader, source->from, source->to, &limit);
    source->expansion = reader->expansion;
    if (reader->expansion) {
        reader->text = &reader->expansion->text;
        source->tree = sql_model_query(arena, reader->text, 0, reader->expansion->to, NULL);
    } else {
        source->tree = sql_model_query(arena, reader->text, source->from, source->to, NULL);
    }
    return source->tree;
}

void draft_complete(struct draft *draft, struct arena *scratch)
{
    struct query_source *source = draft->source;
    struct sql_text text;
    struct reader reader;

    if (!draft->model.body.query_waits)
        return;
    struct file file = *source->file;
    file.scratch = scratch;
    /* It was read before, so no limit is in the way. */
    if (sql_file_lex(&reader, &text, &file, source->dialect, NULL) != OK)
        abort();
    reader.draft = draft;
    const struct sql_node *tree = tree_of(source, &reader);
    query_keep(&reader, tree);
    column_comments(&reader, tree);
    vec_copy(file.arena, &draft->outputs, &draft->outputs, 0);
    draft->model.body.query_waits = false;
    arena_reset(scratch);
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

/* Only queries whose text changed are asked for their form. */
static void bring_form(const struct model *model)
{
    struct loaded *loaded = loaded_of(model);
    struct draft *draft = loaded->draft;
    const struct sql_node *query = model_query(model);
    if (draft->model.body.form_waits)
        draft->model.body.query_form = sql_form(draft->source->file->arena, query);
    draft->model.body.form_waits = false;
    loaded->model.body.query_form = draft->model.body.query_form;
    loaded->model.body.form_waits = false;
}

const struct sql_node *model_query(const struct model *model)
{
    if (model->body.query_waits)
        bring_query(model);
    return model->body.query;
}

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
    if (model->body.form_waits)
        bring_form(model);
    return model->body.query_form;
}

const struct columns *model_columns(const struct model *model)
{
    if (model->body.columns_wait)
        columns_make(loaded_of(model));
    return &model->body.columns;
}

const struct unknowns *model_unknowns(const struct model *model)
{
    (void)model_columns(model);
    return &model->unknowns;
}
