/* json_parts: values that several JSON reports share. Field order is part of the promise: it never
 * changes within one version of docs/report.schema.json. */
#ifndef STOPLOG_REPORT_JSON_PARTS_H
#define STOPLOG_REPORT_JSON_PARTS_H

#include "codec/json.h"
#include "report/model.h"

/* {"report": kind, "version": 1, "tool": {...}}, the start of every report. */
struct jvalue *json_start(const char *kind, const struct report_options *options);
struct jvalue *json_place(struct place place);
/* Sets key to the text, or to null when it is empty. */
void json_set_text(struct jvalue *object, const char *key, struct str text);
struct jvalue *json_strings(const struct str *items, size_t count);
struct jvalue *json_model(const struct model *model); /* null for NULL */
/* "models" and "files" of a view, each with its facts. verdict may be NULL. */
struct jvalue *json_groups(struct arena *arena, const struct view *view, bool models);
/* What SQLMesh would plan, model by model; null for NULL. */
struct jvalue *json_plan(const struct plan *plan);
struct jvalue *json_classes(const struct view *view);
/* The models below a change that it does not reach, with the reasons; null for NULL. */
struct jvalue *json_spared(const struct impact *impact);
void json_write(struct buf *out, struct jvalue *root); /* and releases it */

#endif
