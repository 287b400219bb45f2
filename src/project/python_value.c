/* python_value: literal values in Python code, read without evaluating anything. */
#include "project/python_module.h"

#define VALUE_DEPTH 32
/* Constants that name each other could unfold without end: A = [B, B], B = [C, C], ... */
#define SPREAD_MAX 100000

struct value_reader {
    struct py_module *module;
    size_t at, to;
    unsigned depth;
};

static const struct lit *read_value(struct value_reader *reader);

static bool is(const struct value_reader *reader, const char *text)
{
    return reader->at < reader->to && py_is(&reader->module->tokens, reader->at, text);
}

static enum py_kind kind(const struct value_reader *reader)
{
    return reader->at < reader->to ? reader->module->tokens.items[reader->at].kind : PY_BAD;
}

static struct lit *lit_new(struct value_reader *reader, enum lit_kind lit_kind)
{
    struct lit *lit = arena_new(reader->module->arena, struct lit);
    *lit = (struct lit){ .kind = lit_kind,
                         .text = STR_EMPTY,
                         .key = STR_EMPTY,
                         .weight = 1,
                         .place = py_place(reader->module, reader->at) };
    return lit;
}

static void append(struct lit *list, const struct lit ***tail, struct lit *child)
{
    **tail = child;
    *tail = &child->next;
    list->count++;
    list->weight += child->weight;
}

static struct lit *copy(struct value_reader *reader, const struct lit *lit)
{
    struct lit *fresh = arena_new(reader->module->arena, struct lit);
    *fresh = *lit;
    fresh->next = NULL;
    return fresh;
}

/* Whether a value is over: nothing that would go on with it follows. */
static bool at_boundary(const struct value_reader *reader)
{
    return reader->at >= reader->to || is(reader, ",") || is(reader, ")") || is(reader, "]") ||
           is(reader, "}") || is(reader, ":") || is(reader, "=") || kind(reader) == PY_NEWLINE;
}

/* Past everything up to the end of the value. */
static void skip_value(struct value_reader *reader)
{
    while (reader->at < reader->to && !is(reader, ",") && !is(reader, ")") && !is(reader, "]") &&
           !is(reader, "}") && kind(reader) != PY_NEWLINE) {
        if (is(reader, "(") || is(reader, "[") || is(reader, "{"))
            reader->at = py_close(&reader->module->tokens, reader->at, reader->to);
        else
            reader->at++;
    }
}

static const struct lit *unknown_from(struct value_reader *reader, size_t start)
{
    reader->at = start;
    struct lit *lit = lit_new(reader, LIT_UNKNOWN);
    skip_value(reader);
    lit->text = py_form(reader->module->arena, &reader->module->tokens, start, reader->at);
    return lit;
}

/* 'a' 'b' is one string. */
static struct lit *read_string(struct value_reader *reader)
{
    struct lit *lit = lit_new(reader, LIT_SCALAR);
    lit->is_string = true;
    for (; kind(reader) == PY_STRING; reader->at++) {
        struct str part;
        if (!py_string_value(reader->module->arena, py_text(&reader->module->tokens, reader->at),
                             &part))
            return NULL;
        lit->text = lit->text.len ? str_concat(reader->module->arena, lit->text, part) : part;
    }
    return lit;
}

static struct lit *read_number(struct value_reader *reader)
{
    struct lit *lit = lit_new(reader, LIT_SCALAR);
    bool minus = is(reader, "-");
    reader->at += minus;
    if (kind(reader) != PY_NUMBER)
        return NULL;
    lit->text = py_text(&reader->module->tokens, reader->at++);
    if (minus)
        lit->text = str_concat(reader->module->arena, STR("-"), lit->text);
    return lit;
}

static struct str read_dotted(struct value_reader *reader)
{
    struct str text = py_text(&reader->module->tokens, reader->at++);
    while (is(reader, ".") && reader->at + 1 < reader->to &&
           reader->module->tokens.items[reader->at + 1].kind == PY_NAME) {
        struct str part = py_text(&reader->module->tokens, reader->at + 1);
        text = str_fmt(reader->module->arena, "%.*s.%.*s", STR_ARG(text), STR_ARG(part));
        reader->at += 2;
    }
    return text;
}

/* Known in all its parts; a call counts as known when its arguments are. */
static bool is_literal(const struct lit *lit)
{
    if (lit->kind == LIT_UNKNOWN || lit->kind == LIT_NAME)
        return false;
    for (const struct lit *it = lit->first; it; it = it->next)
        if (!is_literal(it))
            return false;
    return true;
}

static const struct lit *read_constant(struct value_reader *reader,
                                       const struct py_definition *definition)
{
    struct value_reader inner = { reader->module, definition->from, definition->to,
                                  reader->depth + 1 };
    while (inner.at < inner.to && !is(&inner, "=")) {
        if (is(&inner, "+=") || is(&inner, "(") || is(&inner, "["))
            return NULL;
        inner.at++;
    }
    if (inner.at - definition->from > 1 &&
        !py_is(&reader->module->tokens, definition->from + 1, ":"))
        return NULL; /* a, b = ... */
    inner.at++;
    const struct lit *lit = read_value(&inner);
    return is_literal(lit) ? lit : NULL;
}

/* The literal a module-level name is set to, if it is set once. */
static const struct lit *constant(struct value_reader *reader, struct str name)
{
    struct py_definition *definition = py_module_find(reader->module, name);
    if (!definition || definition->earlier || definition->kind != PY_ASSIGN)
        return NULL;
    if (!definition->value_read) {
        definition->value_read = true; /* before the reading: a name may stand for itself */
        definition->value = read_constant(reader, definition);
    }
    const struct lit *value = definition->value;
    if (!value || value->weight > SPREAD_MAX - reader->module->spread)
        return NULL;
    reader->module->spread += value->weight;
    return value;
}

static void spread(struct value_reader *reader, struct lit *call, const struct lit ***tail)
{
    const struct lit *value = read_value(reader);
    if (value->kind != LIT_MAP) {
        struct lit *unknown = lit_new(reader, LIT_UNKNOWN);
        unknown->text = lit_form(reader->module->arena, value);
        unknown->place = value->place;
        unknown->key = STR("**");
        append(call, tail, unknown);
        return;
    }
    for (const struct lit *it = value->first; it; it = it->next)
        append(call, tail, copy(reader, it));
}

/* Arguments up to the closing parenthesis or `to`. */
static void read_arguments(struct value_reader *reader, struct lit *call)
{
    const struct lit **tail = &call->first;
    while (reader->at < reader->to && !is(reader, ")")) {
        struct str key = STR_EMPTY;
        size_t before = reader->at;
        if (is(reader, ",") || kind(reader) == PY_NEWLINE) {
            reader->at++;
            continue;
        }
        if (is(reader, "**")) {
            reader->at++;
            spread(reader, call, &tail);
            continue;
        }
        if (kind(reader) == PY_NAME && py_is(&reader->module->tokens, reader->at + 1, "=")) {
            key = py_text(&reader->module->tokens, reader->at);
            reader->at += 2;
        }
        struct lit *value = copy(reader, read_value(reader));
        value->key = key;
        append(call, &tail, value);
        reader->at += reader->at == before;
    }
}

/* sqlglot's to_column("x") and column("x") are the column x. */
static bool is_column_call(const struct lit *call)
{
    ptrdiff_t dot = str_rfind_byte(call->text, '.');
    struct str name = str_sub(call->text, (size_t)(dot + 1), call->text.len);
    return (str_eq(name, STR("to_column")) || str_eq(name, STR("column"))) && call->count == 1 &&
           call->first->kind == LIT_SCALAR && !call->first->key.len;
}

static const struct lit *read_name(struct value_reader *reader)
{
    size_t start = reader->at;
    struct lit *lit = lit_new(reader, LIT_NAME);
    lit->text = read_dotted(reader);
    if (is(reader, "(")) {
        size_t close = py_close(&reader->module->tokens, reader->at, reader->to);
        lit->kind = LIT_CALL;
        struct value_reader inner = { reader->module, reader->at + 1, close - 1,
                                      reader->depth + 1 };
        read_arguments(&inner, lit);
        reader->at = close;
        if (str_eq(lit->text, STR("dict")) && !(lit->first && !lit->first->key.len))
            lit->kind = LIT_MAP;
        if (is_column_call(lit)) {
            *lit = *lit->first;
            lit->next = NULL;
            lit->is_string = false;
            lit->is_column = true;
        }
        return lit;
    }
    if (str_eq(lit->text, STR("None")))
        lit->kind = LIT_NULL;
    if (str_eq(lit->text, STR("True")) || str_eq(lit->text, STR("False"))) {
        lit->kind = LIT_SCALAR;
        lit->text = str_lower(reader->module->arena, lit->text);
    }
    if (lit->kind == LIT_NAME && at_boundary(reader) && reader->depth < VALUE_DEPTH) {
        const struct lit *value = constant(reader, lit->text);
        if (value) {
            struct lit *found = copy(reader, value);
            found->place = py_place(reader->module, start);
            return found;
        }
    }
    return lit;
}

static bool is_scalar_key(const struct lit *lit)
{
    return lit->kind == LIT_SCALAR || lit->kind == LIT_NAME;
}

/* [a, b], (a, b), {a, b} or {k: v}; `close` is the closing bracket. */
static const struct lit *read_list(struct value_reader *reader)
{
    size_t start = reader->at, close = py_close(&reader->module->tokens, start, reader->to);
    bool round = is(reader, "("), curly = is(reader, "{"), comma = false;
    struct lit *list = lit_new(reader, LIT_LIST);
    const struct lit **tail = &list->first;
    struct value_reader inner = { reader->module, start + 1, close - 1, reader->depth + 1 };
    list->kind = curly && close == start + 2 ? LIT_MAP : LIT_LIST;
    while (inner.at < inner.to) {
        size_t before = inner.at;
        if (is(&inner, ",") || kind(&inner) == PY_NEWLINE) {
            comma = true;
            inner.at++;
            continue;
        }
        struct lit *value = copy(&inner, read_value(&inner));
        if (curly && is(&inner, ":") && is_scalar_key(value)) {
            inner.at++;
            struct str key = value->text;
            list->kind = LIT_MAP;
            value = copy(&inner, read_value(&inner));
            value->key = key;
        }
        if (inner.at == before || !(at_boundary(&inner) || inner.at >= inner.to))
            return unknown_from(reader, start);
        append(list, &tail, value);
    }
    reader->at = close;
    if (round && !comma && list->count == 1)
        return copy(reader, list->first); /* (a) is a */
    return list;
}

static bool is_keyword(const struct value_reader *reader)
{
    return is(reader, "lambda") || is(reader, "not") || is(reader, "await") || is(reader, "yield");
}

static const struct lit *read_value(struct value_reader *reader)
{
    size_t start = reader->at;
    const struct lit *value = NULL;
    if (reader->depth < VALUE_DEPTH) {
        if (kind(reader) == PY_STRING)
            value = read_string(reader);
        else if (kind(reader) == PY_NUMBER || is(reader, "-"))
            value = read_number(reader);
        else if (is(reader, "(") || is(reader, "[") || is(reader, "{"))
            value = read_list(reader);
        else if (kind(reader) == PY_NAME && !is_keyword(reader))
            value = read_name(reader);
    }
    if (!value || !at_boundary(reader))
        return unknown_from(reader, start);
    return value;
}

const struct lit *py_value(struct py_module *module, size_t *at, size_t to)
{
    struct value_reader reader = { module, *at, to, 0 };
    const struct lit *value = read_value(&reader);
    *at = reader.at;
    return value;
}

const struct lit *py_arguments(struct py_module *module, size_t from, size_t to)
{
    struct value_reader reader = { module, from, to, 0 };
    struct lit *call = lit_new(&reader, LIT_CALL);
    read_arguments(&reader, call);
    return call;
}
