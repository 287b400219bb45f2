/* block_audits: the calls in audits (...) and signals (...), and blueprints.
 * Source: sqlmesh/core/dialect.py, extract_function_calls(); sqlmesh/core/model/definition.py,
 * _extract_blueprints(). */
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "project/block.h"
#include "sql/form.h"

static struct arena *arena_of(const struct reader *reader)
{
    return reader->file->arena;
}

static struct arena *scratch_of(const struct reader *reader)
{
    return reader->file->scratch;
}

static enum tri tri_of(struct str text)
{
    if (str_eq_fold(text, STR("true")) || str_eq(text, STR("1")))
        return TRI_YES;
    return str_eq_fold(text, STR("false")) || str_eq(text, STR("0")) ? TRI_NO : TRI_UNSET;
}

struct arguments {
    VEC_OF(struct str);
};

/* One argument name := value; blocking and skip are kept apart, as they switch the audit. */
static void read_argument(struct reader *reader, const struct value *item,
                          struct arguments *arguments, struct audit_call *call)
{
    struct arena *arena = arena_of(reader);
    struct str key, form, text = STR_EMPTY;
    struct value right, tokens;
    if (!value_pair(reader, item, &key, &right)) {
        vec_push(scratch_of(reader), arguments, value_raw(reader, item));
        return;
    }
    key = str_lower(arena, key);
    bool known = value_text(reader, &right, &text);
    if (known && str_eq(key, STR("blocking")) && tri_of(text)) {
        call->blocking = tri_of(text);
        return;
    }
    if (known && str_eq(key, STR("skip")) && tri_of(text)) {
        call->skip = tri_of(text);
        return;
    }
    form = value_tokens(reader, &right, &tokens) ? sql_form(arena, value_node(reader, &tokens))
                                                 : value_raw(reader, &right);
    vec_push(scratch_of(reader), arguments,
             str_fmt(arena, "%.*s := %.*s", STR_ARG(key), STR_ARG(form)));
}

static struct str join_arguments(struct arena *arena, struct arguments *arguments)
{
    struct buf buf;
    buf_init(&buf, arena, LIMIT_file_bytes);
    if (arguments->count)
        qsort(arguments->items, arguments->count, sizeof(struct str), str_cmp_qsort);
    for (size_t i = 0; i < arguments->count; i++) {
        if (i)
            buf_puts(&buf, ", ");
        buf_add(&buf, arguments->items[i]);
    }
    return buf_str(&buf);
}

static void read_arguments(struct reader *reader, const struct value *list, struct audit_call *call)
{
    struct values items = { 0 };
    struct arguments arguments = { 0 };
    value_items(reader, list, &items);
    vec_for (struct value, it, &items)
        read_argument(reader, it, &arguments, call);
    call->args = join_arguments(arena_of(reader), &arguments);
}

/* name or name(...) */
static bool call_from_tokens(struct reader *reader, const struct value *item,
                             struct audit_call *call)
{
    const struct sql_text *text = item->text;
    uint32_t at = tokens_next(text, item->from, item->to);
    uint32_t open = tokens_next(text, at + 1, item->to);
    unsigned kind = at < item->to ? text->tokens[at].kind : TOKEN_BAD;
    if (kind != TOKEN_WORD && kind != TOKEN_QUOTED && kind != TOKEN_STRING)
        return false;
    call->name = str_lower(arena_of(reader), sql_token_value(arena_of(reader), text, at));
    call->args = STR_EMPTY;
    call->place = value_place(reader, item);
    if (open >= item->to)
        return true;
    uint32_t close = tokens_close(text, open, item->to);
    if (!token_is_op(text, open, '(') || tokens_next(text, close, item->to) < item->to)
        return false;
    if (close > open + 2 || tokens_next(text, open + 1, close - 1) < close - 1)
        read_arguments(reader, &(struct value){ text, open, close, NULL, call->place }, call);
    return true;
}

/* A mapping names its audit with the key `name`, which is no argument. */
static const struct lit *without_name(struct arena *arena, const struct lit *map)
{
    struct lit *copy = arena_new(arena, struct lit);
    *copy = *map;
    copy->first = NULL;
    copy->count = 0;
    const struct lit **tail = &copy->first;
    for (const struct lit *it = map->first; it; it = it->next) {
        if (str_eq(it->key, STR("name")))
            continue;
        struct lit *child = arena_new(arena, struct lit);
        *child = *it;
        child->next = NULL;
        *tail = child;
        tail = &child->next;
        copy->count++;
    }
    return copy;
}

/* "name", ("name", {...}) or {"name": ..., arg: ...} */
static bool call_from_lit(struct reader *reader, const struct lit *lit, struct audit_call *call)
{
    struct value arguments = { .lit = NULL, .place = lit->place };
    if (lit->kind == LIT_SCALAR) {
        struct value tokens;
        struct value value = { .lit = lit, .place = lit->place };
        return value_tokens(reader, &value, &tokens) && call_from_tokens(reader, &tokens, call);
    }
    if (lit->kind == LIT_LIST && lit->first && lit->first->kind == LIT_SCALAR) {
        call->name = str_lower(arena_of(reader), lit->first->text);
        arguments.lit = lit->first->next;
    } else if (lit->kind == LIT_MAP && lit_get(lit, "name")) {
        call->name = str_lower(arena_of(reader), lit_get(lit, "name")->text);
        arguments.lit = without_name(arena_of(reader), lit);
    } else {
        return false;
    }
    call->place = lit->place;
    call->args = STR_EMPTY;
    if (arguments.lit && arguments.lit->first)
        read_arguments(reader, &arguments, call);
    return true;
}

static void note_lit_unknown(struct reader *reader, const struct lit *lit, const char *what)
{
    const struct lit *part;
    if (lit_unknown(lit, &part))
        unknown_add(scratch_of(reader), &reader->draft->model.unknowns, UNKNOWN_PYTHON,
                    str_of(what), part->place, lit_form(arena_of(reader), lit));
}

static void add_signal(struct reader *reader, struct buf *forms, const struct audit_call *call)
{
    draft_use(scratch_of(reader), reader->draft,
              (struct use){ USE_SIGNAL, USE_GUARD, call->name, STR_EMPTY, call->place, 0 });
    buf_printf(forms, "%s%.*s(", forms->len ? ", " : "", STR_ARG(call->name));
    buf_add(forms, call->args);
    buf_byte(forms, ')');
}

static void put_signals(struct reader *reader, const struct value *value, struct buf *forms)
{
    struct property property = { .key = STR("signals"),
                                 .form = buf_str(forms),
                                 .place = value_place(reader, value) };
    if (forms->len)
        property_put(scratch_of(reader), &reader->draft->model.properties, property);
}

void block_read_audits(struct reader *reader, const struct value *value, bool signals)
{
    struct values items = { 0 };
    const char *what = signals ? "signals" : "audits";
    struct buf forms;
    buf_init(&forms, arena_of(reader), LIMIT_file_bytes);
    value_items(reader, value, &items);
    vec_for (struct value, it, &items) {
        struct audit_call call = { .name = STR_EMPTY, .args = STR_EMPTY };
        bool ok =
            it->text ? call_from_tokens(reader, it, &call) : call_from_lit(reader, it->lit, &call);
        if (!ok) {
            value_fault(reader, it, what, "expected name(argument := value)");
            continue;
        }
        if (!it->text)
            note_lit_unknown(reader, it->lit, what);
        if (signals)
            add_signal(reader, &forms, &call);
        else
            vec_push(scratch_of(reader), &reader->draft->audit_calls, call);
    }
    put_signals(reader, value, &forms);
}

/* --- blueprints ------------------------------------------------------------------------------- */

static bool blueprint_pair(struct reader *reader, const struct value *item, struct map *out)
{
    struct str key, text;
    struct value right;
    if (!value_pair(reader, item, &key, &right))
        return false;
    struct str *canonical = arena_new(arena_of(reader), struct str);
    if (right.text) {
        text = tokens_text(right.text, right.from, right.to);
    } else {
        const struct lit *part;
        if (lit_unknown(right.lit, &part))
            return false;
        text = lit_sql(arena_of(reader), right.lit);
    }
    *canonical = text;
    map_put(out, str_lower(arena_of(reader), key), canonical);
    return true;
}

bool block_read_blueprints(struct reader *reader, const struct value *value, struct blueprints *out)
{
    struct values models = { 0 };
    value_items(reader, value, &models);
    vec_for (struct value, it, &models) {
        struct values pairs = { 0 };
        struct map map;
        map_init(&map, arena_of(reader));
        value_items(reader, it, &pairs);
        vec_for (struct value, pair, &pairs)
            if (!blueprint_pair(reader, pair, &map))
                return false;
        vec_push(scratch_of(reader), out, map);
    }
    return out->count > 0;
}
