/* contract_check: contracts held against their models, as text and as JSON. */
#include "report/contract_parts.h"
#include "report/json_parts.h"
#include "report/phrase.h"
#include "report/text_parts.h"

bool mismatch_blocks(enum mismatch kind)
{
    return kind == MISMATCH_MISSING || kind == MISMATCH_TYPE || kind == MISMATCH_KEY;
}

/* ---- text ---------------------------------------------------------------------------------- */

static void add_mismatch(struct page *page, const struct contract_mismatch *mismatch, bool binds)
{
    struct arena *arena = page->arena;
    bool bad = mismatch_blocks(mismatch->kind);
    struct str promised = phrase_clean(arena, mismatch->promised);
    struct str found = phrase_clean(arena, mismatch->found);
    page_add(page, 4,
             bad && binds ? STYLE_BAD
             : bad        ? STYLE_WARN
                          : STYLE_PLAIN,
             str_fmt(arena, "%-7s  %.*s%s%.*s%s%.*s", mismatch_name(mismatch->kind),
                     STR_ARG(mismatch->column.len > 0 ? phrase_clean(arena, mismatch->column)
                                                      : STR("the object")),
                     promised.len > 0 ? ": promised " : "", STR_ARG(promised),
                     found.len > 0 ? (promised.len > 0 ? ", found " : ": ") : "", STR_ARG(found)));
    if (mismatch->note.len > 0)
        page_addf(page, 13, "%.*s", STR_ARG(phrase_clean(arena, mismatch->note)));
}

static void add_object(struct page *page, const struct checked_object *checked, bool binds)
{
    struct arena *arena = page->arena;
    struct str name = phrase_clean(arena, checked->object->name);
    if (checked->model.len == 0) {
        page_add(page, 2, binds ? STYLE_BAD : STYLE_WARN,
                 str_fmt(arena, "%.*s: no model of this name%s%.*s%s", STR_ARG(name),
                         checked->near.len > 0 ? "; did you mean " : "",
                         STR_ARG(phrase_clean(arena, checked->near)),
                         checked->near.len > 0 ? "?" : ""));
        return;
    }
    page_addf(page, 2, "%.*s: model %.*s%s", STR_ARG(name),
              STR_ARG(phrase_clean(arena, checked->model)),
              checked->mismatches.count == 0 ? ", as promised" : "");
    vec_for (const struct contract_mismatch, it, &checked->mismatches)
        add_mismatch(page, it, binds);
}

static void add_contract(struct page *page, const struct checked_contract *checked)
{
    struct arena *arena = page->arena;
    const struct contract *contract = checked->contract;
    if (!contract) {
        page_add(
            page, 0, STYLE_BAD,
            str_fmt(arena, "%.*s: could not be read", STR_ARG(phrase_clean(arena, checked->path))));
        return;
    }
    page_addf(page, 0, "%.*s: %.*s, %.*s%s", STR_ARG(phrase_clean(arena, checked->path)),
              STR_ARG(version_text(arena, contract->version)),
              STR_ARG(contract->status_text.len > 0 ? phrase_clean(arena, contract->status_text)
                                                    : STR("no status")),
              checked->binds ? "" : ", binds nobody");
    vec_for (const struct checked_object, it, &checked->objects)
        add_object(page, it, checked->binds);
}

static void write_text(struct buf *out, struct arena *arena,
                       const struct contract_check_report *check,
                       const struct report_options *options)
{
    struct page page;
    page_init(&page, arena, options->columns);
    vec_for (const struct checked_contract, it, &check->contracts)
        add_contract(&page, it);
    page_gap(&page);
    page_addf(&page, 0, "%.*s: %zu broken, %zu to look at, %zu not read",
              STR_ARG(phrase_count(arena, check->contracts.count, "contract", "contracts")),
              check->blocking, check->other, check->unread);
    page_write(&page, out, STR_EMPTY, options->color);
}

/* ---- JSON ---------------------------------------------------------------------------------- */

static struct jvalue *mismatch_value(const struct contract_mismatch *mismatch)
{
    struct jvalue *object = jobject();
    jset_str(object, "kind", str_of(mismatch_name(mismatch->kind)));
    jset_bool(object, "blocks", mismatch_blocks(mismatch->kind));
    json_set_text(object, "column", mismatch->column);
    json_set_text(object, "promised", mismatch->promised);
    json_set_text(object, "found", mismatch->found);
    json_set_text(object, "note", mismatch->note);
    jset(object, "place", json_place(mismatch->place));
    jset(object, "model_place", json_place(mismatch->model_place));
    return object;
}

static struct jvalue *object_value(const struct checked_object *checked)
{
    struct jvalue *object = jobject(), *mismatches = jarray();
    jset_str(object, "name", checked->object->name);
    json_set_text(object, "model", checked->model);
    json_set_text(object, "near", checked->near);
    vec_for (const struct contract_mismatch, it, &checked->mismatches)
        jpush(mismatches, mismatch_value(it));
    jset(object, "mismatches", mismatches);
    return object;
}

static void write_json(struct buf *out, const struct contract_check_report *check,
                       const struct report_options *options)
{
    struct jvalue *root = json_start("contract_check", options), *contracts = jarray();
    vec_for (const struct checked_contract, it, &check->contracts) {
        struct jvalue *contract = jobject(), *objects = jarray();
        jset_str(contract, "path", it->path);
        jset(contract, "contract", json_contract(it->contract));
        vec_for (const struct checked_object, object, &it->objects)
            jpush(objects, object_value(object));
        jset(contract, "objects", objects);
        jpush(contracts, contract);
    }
    jset(root, "contracts", contracts);
    jset_int(root, "broken", (int64_t)check->blocking);
    jset_int(root, "other", (int64_t)check->other);
    jset_int(root, "unread", (int64_t)check->unread);
    json_write(out, root);
}

void report_contract_check(struct buf *out, struct arena *arena, enum format format,
                           const struct contract_check_report *check,
                           const struct report_options *options)
{
    if (format == FORMAT_JSON)
        write_json(out, check, options);
    else
        write_text(out, arena, check, options);
}
