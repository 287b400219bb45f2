/* python_module: cuts a Python file into its top-level statements and says what each binds.
 * Grammar: The Python Language Reference, 7 and 8. */
#include "project/python_module.h"

#define BRACKETS_MAX 200 /* as in CPython's tokenizer */

struct place py_place(const struct py_module *module, size_t token)
{
    if (token >= module->tokens.count)
        return (struct place){ module->path, 0, 0 };
    return lines_place(&module->lines, module->tokens.items[token].offset);
}

static enum py_kind kind_at(const struct py_module *module, size_t at)
{
    return at < module->tokens.count ? module->tokens.items[at].kind : PY_BAD;
}

static bool is(const struct py_module *module, size_t at, const char *text)
{
    return py_is(&module->tokens, at, text);
}

static bool is_name(const struct py_module *module, size_t at)
{
    return kind_at(module, at) == PY_NAME;
}

static void define(struct py_module *module, struct py_definition definition)
{
    struct py_definition *kept = arena_new(module->arena, struct py_definition);
    definition.earlier = map_get(&module->by_name, definition.name);
    *kept = definition;
    map_put(&module->by_name, definition.name, kept);
    vec_push(module->arena, &module->definitions, kept);
}

struct py_definition *py_module_find(const struct py_module *module, struct str name)
{
    return map_get(&module->by_name, name);
}

/* --- imports ---------------------------------------------------------------------------------- */

/* a.b.c or ..a at `at`; *end is the token behind it. */
static struct str dotted(const struct py_module *module, size_t at, size_t *end)
{
    struct str text = STR_EMPTY;
    size_t i = at;
    for (; i < module->tokens.count; i++) {
        bool dot = is(module, i, ".") || is(module, i, "...");
        bool name = is_name(module, i) && !is(module, i, "import") && !is(module, i, "as");
        bool joined = i == at || is(module, i - 1, ".") || is(module, i - 1, "...") || dot;
        if ((!dot && !name) || !joined)
            break;
        text = str_concat(module->arena, text, py_text(&module->tokens, i));
    }
    *end = i;
    return text;
}

/* Name [as alias] at *at: the bound name; *at moves behind it. */
static struct str bound_name(const struct py_module *module, struct str name, size_t *at)
{
    if (!is(module, *at, "as"))
        return name;
    *at += 2;
    return is_name(module, *at - 1) ? py_text(&module->tokens, *at - 1) : name;
}

static struct str first_part(struct str dotted_name)
{
    ptrdiff_t dot = str_find_byte(dotted_name, '.');
    return dot > 0 ? str_sub(dotted_name, 0, (size_t)dot) : dotted_name;
}

static void add_import(struct py_definitions *out, const struct py_module *module,
                       struct py_definition statement, struct str name, struct str from,
                       struct str symbol)
{
    statement.kind = PY_IMPORT;
    statement.name = name;
    statement.module = from;
    statement.symbol = symbol;
    vec_push(module->arena, out, statement);
}

/* import a.b, c as d */
static void read_import(struct py_definitions *out, const struct py_module *module, size_t at,
                        struct py_definition statement)
{
    do {
        size_t end;
        struct str name = dotted(module, at + 1, &end);
        bool renamed = is(module, end, "as");
        struct str bound = bound_name(module, name, &end);
        if (name.len)
            add_import(out, module, statement, renamed ? bound : first_part(name), name, STR_EMPTY);
        at = end;
    } while (is(module, at, ",") && at < statement.to);
}

/* from m import a, b as c   from m import (a, b)   from m import * */
static void read_from(struct py_definitions *out, const struct py_module *module, size_t at,
                      struct py_definition statement)
{
    size_t i;
    struct str from = dotted(module, at + 1, &i);
    if (!is(module, i, "import"))
        return;
    for (i++; i < statement.to; i++) {
        if (is(module, i, "(") || is(module, i, ","))
            continue;
        if (is(module, i, "*")) {
            add_import(out, module, statement, STR("*"), from, STR("*"));
            return;
        }
        if (!is_name(module, i))
            return;
        struct str symbol = py_text(&module->tokens, i);
        size_t end = i + 1;
        struct str bound = bound_name(module, symbol, &end);
        add_import(out, module, statement, bound, from, symbol);
        i = end - 1;
    }
}

static bool starts_statement(const struct py_module *module, size_t at, size_t from)
{
    enum py_kind before = at > from ? kind_at(module, at - 1) : PY_NEWLINE;
    return before == PY_NEWLINE || before == PY_INDENT || before == PY_DEDENT ||
           is(module, at - 1, ":") || is(module, at - 1, ";");
}

void py_imports_in(struct py_definitions *out, const struct py_module *module, size_t from,
                   size_t to)
{
    for (size_t i = from; i < to; i++) {
        struct py_definition statement = { .from = i, .code = i, .to = to };
        const struct py_token *token = &module->tokens.items[i];
        bool fits = token->kind == PY_NAME && (token->len == 4 || token->len == 6);
        if (!fits || !starts_statement(module, i, from))
            continue;
        if (is(module, i, "import"))
            read_import(out, module, i, statement);
        else if (is(module, i, "from"))
            read_from(out, module, i, statement);
    }
}

/* --- statements ------------------------------------------------------------------------------- */

/* One past the logical line and the block that may follow it. */
static size_t statement_end(const struct py_module *module, size_t at)
{
    size_t depth = 0;
    while (at < module->tokens.count && kind_at(module, at) != PY_NEWLINE)
        at++;
    at += at < module->tokens.count;
    while (at < module->tokens.count) {
        if (kind_at(module, at) == PY_INDENT)
            depth++;
        else if (!depth)
            break;
        else if (kind_at(module, at) == PY_DEDENT && --depth == 0)
            return at + 1;
        at++;
    }
    return at;
}

static bool is_compound(const struct py_module *module, size_t at)
{
    static const char *const words[] = { "if", "try", "with", "for", "while", "match" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is(module, at, words[i]))
            return true;
    return false;
}

static bool continues(const struct py_module *module, size_t at)
{
    return is(module, at, "else") || is(module, at, "elif") || is(module, at, "except") ||
           is(module, at, "finally");
}

/* Everything that a compound statement may bind, each name standing for the whole of it. */
static void define_compound(struct py_module *module, size_t from, size_t to)
{
    struct py_definitions imports = { 0 };
    struct py_definition whole = { .kind = PY_OTHER, .from = from, .code = from, .to = to };
    py_imports_in(&imports, module, from, to);
    vec_for (struct py_definition, it, &imports) {
        it->from = it->code = from;
        it->to = to;
        define(module, *it);
    }
    for (size_t i = from; i + 1 < to; i++) {
        bool named = is(module, i, "def") || is(module, i, "class");
        bool assigned = is_name(module, i) && starts_statement(module, i, from) &&
                        (is(module, i + 1, "=") ||
                         (is(module, i + 1, ":") && kind_at(module, i + 2) != PY_NEWLINE));
        if ((!named || !is_name(module, i + 1)) && !assigned)
            continue;
        whole.name = py_text(&module->tokens, named ? i + 1 : i);
        define(module, whole);
    }
}

/* a = b = value, a: T = value, a, b = value; also a.b = value and a[b] = value, which change a. */
static void define_assignment(struct py_module *module, size_t from, size_t to)
{
    struct py_definition statement = { .kind = PY_ASSIGN, .from = from, .code = from, .to = to };
    size_t sign = to, depth = 0;
    for (size_t i = from; i < to; i++) {
        depth += is(module, i, "(") || is(module, i, "[") || is(module, i, "{");
        depth -= depth && (is(module, i, ")") || is(module, i, "]") || is(module, i, "}"));
        bool typed = sign == to && is(module, i, ":");
        if (!depth && (is(module, i, "=") || is(module, i, "+=") || typed))
            sign = i;
        if (typed && !depth)
            break;
    }
    for (size_t i = from; i < sign && sign < to; i++) {
        bool attribute = i > from && (is(module, i - 1, ".") || is(module, i - 1, "["));
        if (!is_name(module, i) || attribute)
            continue;
        statement.name = py_text(&module->tokens, i);
        define(module, statement);
    }
}

static void define_simple(struct py_module *module, size_t at, size_t to)
{
    struct py_definitions imports = { 0 };
    struct py_definition statement = { .from = at, .code = at, .to = to };
    if (is(module, at, "import"))
        read_import(&imports, module, at, statement);
    else if (is(module, at, "from"))
        read_from(&imports, module, at, statement);
    else
        define_assignment(module, at, to);
    vec_for (const struct py_definition, it, &imports)
        define(module, *it);
}

/* Decorators belong to the def or class below them. Returns the token behind the statement. */
static size_t read_statement(struct py_module *module, size_t from)
{
    size_t at = from;
    while (is(module, at, "@"))
        at = statement_end(module, at);
    size_t end = statement_end(module, at), word = at + is(module, at, "async");
    bool function = is(module, word, "def"), class = is(module, word, "class");
    if ((function || class) && is_name(module, word + 1)) {
        define(module, (struct py_definition){ .kind = function ? PY_FUNCTION : PY_CLASS,
                                               .name = py_text(&module->tokens, word + 1),
                                               .from = from,
                                               .code = at,
                                               .to = end });
        return end;
    }
    if (is_compound(module, at)) {
        while (continues(module, end))
            end = statement_end(module, end);
        define_compound(module, at, end);
        return end;
    }
    define_simple(module, at, end);
    return end;
}

/* Every ':' that ends a line opens a block, and nothing else does. */
static bool block_is_broken(const struct py_tokens *tokens, size_t at)
{
    bool opens = at && tokens->items[at].kind == PY_NEWLINE && py_is(tokens, at - 1, ":");
    bool block = at + 1 < tokens->count && tokens->items[at + 1].kind == PY_INDENT;
    return opens != block;
}

/* Whether tokens alone show that this is no Python. */
static bool is_broken(const struct py_tokens *tokens)
{
    char open[BRACKETS_MAX];
    size_t depth = 0;
    if (tokens->count && tokens->items[0].kind == PY_INDENT)
        return true;
    for (size_t i = 0; i < tokens->count; i++) {
        struct str s = py_text(tokens, i);
        char c = tokens->items[i].kind == PY_OP && s.len == 1 ? s.ptr[0] : '\0';
        if (tokens->items[i].kind == PY_BAD || block_is_broken(tokens, i))
            return true;
        if (c == '(' || c == '[' || c == '{') {
            if (depth == BRACKETS_MAX)
                return true;
            open[depth++] = c == '(' ? ')' : c == '[' ? ']' : '}';
        } else if ((c == ')' || c == ']' || c == '}') && (!depth || open[--depth] != c)) {
            return true;
        }
    }
    return depth > 0;
}

enum status py_module_read(struct py_module **out, struct arena *arena, struct str path,
                           struct str bytes, struct err *err)
{
    struct py_module *module = arena_new(arena, struct py_module);
    module->arena = arena;
    module->path = path;
    TRY(py_lex(&module->tokens, arena, bytes, err));
    lines_index(&module->lines, arena, path, bytes);
    map_init(&module->by_name, arena);
    for (size_t at = 0; at < module->tokens.count;) {
        size_t first = module->definitions.count, next = read_statement(module, at);
        next = next > at ? next : at + 1;
        vec_push(arena, &module->statements,
                 (struct py_statement){ at, next, first, module->definitions.count - first });
        at = next;
    }
    module->broken = is_broken(&module->tokens);
    *out = module;
    return OK;
}

/* The last name of the dotted decorator at `at`. */
static size_t decorator_name(const struct py_module *module, size_t at, size_t end)
{
    size_t last = at + 1;
    while (last + 2 < end && is(module, last + 1, "."))
        last += 2;
    return last;
}

/* @name, @package.name, or a name that was imported or set as that one. */
static bool decorates(const struct py_module *module, size_t at, size_t end, const char *name)
{
    size_t last = decorator_name(module, at, end);
    if (is(module, last, name))
        return true;
    if (last != at + 1 || !is_name(module, last))
        return false;
    const struct py_definition *found = py_module_find(module, py_text(&module->tokens, last));
    if (found && found->kind == PY_IMPORT)
        return str_eq(found->symbol, str_of(name));
    return found && found->kind == PY_ASSIGN && found->to > found->from + 3 &&
           is(module, found->to - 2, name);
}

static bool registers(const struct py_module *module, size_t at, size_t end)
{
    return decorates(module, at, end, "macro") || decorates(module, at, end, "model") ||
           decorates(module, at, end, "signal");
}

bool py_stretch(const struct py_module *module, const struct py_definition *definition, size_t *at,
                size_t *end)
{
    while (*at < definition->code) {
        *end = statement_end(module, *at);
        if (*end > definition->code || *end <= *at)
            *end = definition->code;
        if (!is(module, *at, "@") || !registers(module, *at, *end))
            return true;
        *at = *end;
    }
    *end = definition->to;
    return *at < *end;
}

struct str py_definition_form(struct py_module *module, struct py_definition *definition)
{
    size_t end;
    if (definition->form.ptr)
        return definition->form;
    definition->form = STR_EMPTY;
    for (size_t at = definition->from; py_stretch(module, definition, &at, &end); at = end) {
        struct str part = py_form(module->arena, &module->tokens, at, end);
        definition->form =
            definition->form.len ? str_concat(module->arena, definition->form, part) : part;
    }
    return definition->form;
}

bool py_decorator(const struct py_module *module, const struct py_definition *definition,
                  const char *name, size_t *from, size_t *to)
{
    for (size_t at = definition->from; at < definition->code;) {
        size_t end = statement_end(module, at), last = decorator_name(module, at, end);
        if (is(module, at, "@") && decorates(module, at, end, name)) {
            bool call = is(module, last + 1, "(");
            *from = call ? last + 2 : last + 1;
            *to = call ? py_close(&module->tokens, last + 1, end) - 1 : *from;
            if (*to < *from)
                *to = *from;
            return true;
        }
        at = end > at ? end : at + 1;
    }
    return false;
}
