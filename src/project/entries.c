/* entries: cuts a block into keys and values. Knows no key's meaning, except that the list of a
 * when_matched may go on behind a comma. Source: sqlmesh/core/dialect.py, _create_parser(). */
#include "project/block.h"

const struct value *entries_get(const struct entries *entries, const char *key)
{
    const struct value *found = NULL;
    struct str wanted = str_of(key);
    for (size_t i = 0; i < entries->count; i++)
        if (str_eq(entries->items[i].key, wanted))
            found = &entries->items[i].value;
    return found;
}

void entries_from_lit(struct entries *out, struct arena *arena, const struct lit *map)
{
    for (const struct lit *it = map->first; it; it = it->next)
        if (it->key.len)
            vec_push(
                arena, out,
                (struct entry){ str_lower(arena, it->key), { .lit = it, .place = it->place } });
}

static void entry_fault(struct reader *reader, const struct sql_text *text, uint32_t from,
                        uint32_t to, const char *why)
{
    struct value value = { text, from, to, NULL, token_place(reader, text, from) };
    value_fault(reader, &value, "MODEL block", why);
}

/* key value, or a macro that makes properties. */
static void read_entry(struct entries *out, struct reader *reader, const struct sql_text *text,
                       uint32_t from, uint32_t to)
{
    struct arena *arena = reader->file->arena;
    unsigned kind = text->tokens[from].kind;
    uint32_t rest = tokens_next(text, from + 1, to);

    if (kind == TOKEN_MACRO && rest < to && token_is_op(text, rest, '(')) {
        unknown_add(reader->file->scratch, &reader->draft->model.unknowns, UNKNOWN_MACRO,
                    STR("a macro makes properties"), token_place(reader, text, from),
                    tokens_form(arena, text, from, to));
        return;
    }
    if (kind != TOKEN_WORD && kind != TOKEN_QUOTED) {
        entry_fault(reader, text, from, to, "expected the name of a property");
        return;
    }
    struct str key = str_lower(arena, sql_token_value(arena, text, from));
    if (rest >= to) {
        entry_fault(reader, text, from, to, "the property has no value");
        return;
    }
    struct entry entry = { key, { text, rest, to, NULL, token_place(reader, text, rest) } };
    vec_push(reader->file->scratch, out, entry);
}

static int step(const struct sql_text *text, uint32_t at)
{
    if (text->tokens[at].kind != TOKEN_OPERATOR)
        return 0;
    struct str s = sql_token_text(text, &text->tokens[at]);
    int sum = 0;
    for (size_t i = 0; i < s.len; i++) {
        sum += s.ptr[i] == '(' || s.ptr[i] == '[' || s.ptr[i] == '{';
        sum -= s.ptr[i] == ')' || s.ptr[i] == ']' || s.ptr[i] == '}';
    }
    return sum;
}

/* UPDATE SET a = 1, b = 2 inside an unparenthesised when_matched. */
static bool goes_on(const struct reader *reader, const struct entries *out,
                    const struct sql_text *text, uint32_t from, unsigned kind)
{
    if (!kind || !out->count || !str_eq(out->items[out->count - 1].key, STR("when_matched")))
        return false;
    if (text->tokens[from].kind != TOKEN_WORD)
        return true;
    struct str word = str_lower(reader->file->arena, sql_token_text(text, &text->tokens[from]));
    return !kind_prop_find(word, kind);
}

static void take(struct entries *out, struct reader *reader, const struct value *piece,
                 unsigned kind)
{
    uint32_t from = tokens_next(piece->text, piece->from, piece->to);
    if (from >= piece->to)
        return;
    if (goes_on(reader, out, piece->text, from, kind))
        out->items[out->count - 1].value.to = piece->to;
    else
        read_entry(out, reader, piece->text, from, piece->to);
}

void entries_from_tokens(struct entries *out, struct reader *reader, const struct sql_text *text,
                         uint32_t from, uint32_t to, unsigned kind)
{
    int depth = 0;
    uint32_t start = from;
    for (uint32_t i = from; i < to; i++) {
        depth += step(text, i);
        if (depth == 0 && token_is_op(text, i, ',')) {
            if (tokens_next(text, start, i) == i)
                entry_fault(reader, text, i, i + 1, "a comma with nothing in front of it");
            take(out, reader, &(struct value){ .text = text, .from = start, .to = i }, kind);
            start = i + 1;
        }
    }
    take(out, reader, &(struct value){ .text = text, .from = start, .to = to }, kind);
}
