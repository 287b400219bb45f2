/* flow_text: the reads of a model as lines, for tests. */
#ifndef STOPLOG_TESTS_LINEAGE_FLOW_TEXT_H
#define STOPLOG_TESTS_LINEAGE_FLOW_TEXT_H

#include <stdlib.h>

#include "base/buf.h"
#include "lineage/flow.h"

/* db.t.a direct, (db.t.a) indirect, ?db.t.a or ?db.t model-level; a name that the table does not
 * list has '*' behind it. */
static inline struct str flow_read_text(struct arena *arena, const struct flow *flow,
                                        const struct flow_read *read)
{
    const struct flow_leaf *leaf = &flow->leaves.items[read->leaf];
    struct str fqn = flow->tables.items[leaf->table];
    struct buf out;
    buf_init(&out, arena, 1u << 16);
    buf_puts(&out, read->kind == FLOW_UNSURE ? "?" : read->kind == FLOW_INDIRECT ? "(" : "");
    for (size_t i = 0; i < fqn.len; i++)
        if (fqn.ptr[i] != '"')
            buf_byte(&out, fqn.ptr[i]);
    if (leaf->column != FLOW_ANY)
        buf_printf(&out, ".%.*s", STR_ARG(leaf->name));
    if (leaf->column == FLOW_NAMED)
        buf_puts(&out, "*");
    if (read->kind == FLOW_INDIRECT)
        buf_puts(&out, ")");
    return buf_str(&out);
}

static inline void flow_add_line(struct buf *out, struct arena *arena, const struct flow *flow,
                                 struct str name, const struct flow_reads *reads)
{
    struct str *texts = arena_array(arena, reads->count, sizeof *texts);
    for (size_t i = 0; i < reads->count; i++)
        texts[i] = flow_read_text(arena, flow, &reads->items[i]);
    if (reads->count)
        qsort(texts, reads->count, sizeof *texts, str_cmp_qsort);
    buf_printf(out, "%.*s:", STR_ARG(name));
    for (size_t i = 0; i < reads->count; i++)
        buf_printf(out, " %.*s", STR_ARG(texts[i]));
    buf_byte(out, '\n');
}

/* A line for each column, "...:" for those not known, "rows:" and "decides:" where there are any.
 */
static inline struct str flow_text(struct arena *arena, const struct flow *flow,
                                   const struct model *model)
{
    struct buf out;
    bool any = false;
    buf_init(&out, arena, 1u << 24);
    for (size_t i = 0; i < flow->column_count; i++)
        flow_add_line(&out, arena, flow, model_columns(model)->items[i].name, &flow->columns[i]);
    if (!model_columns(model)->complete)
        flow_add_line(&out, arena, flow, STR("..."), &flow->columns[flow->column_count]);
    if (flow->rows.count)
        flow_add_line(&out, arena, flow, STR("rows"), &flow->rows);
    for (size_t i = 0; i < flow->column_count; i++) {
        if (flow->decides[i])
            buf_printf(&out, "%s%.*s",
                       any ? " " : "decides: ", STR_ARG(model_columns(model)->items[i].name));
        any = any || flow->decides[i];
    }
    if (any)
        buf_byte(&out, '\n');
    if (flow->limited)
        buf_puts(&out, "limited\n");
    return buf_str(&out);
}

#endif
