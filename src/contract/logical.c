#include "contract/logical.h"

#include "sql/form.h"
#include "sql/parse.h"

static const struct {
    struct str name;
    enum logical_type type;
    const char *format;
} rows[] = {
#define LOGICAL(name, type, format) { STR_INIT(name), LOGICAL_##type, format },
#include "contract/logical.def"
#undef LOGICAL
};

static const char *const names[] = {
    [LOGICAL_NONE] = "",           [LOGICAL_STRING] = "string",
    [LOGICAL_DATE] = "date",       [LOGICAL_TIMESTAMP] = "timestamp",
    [LOGICAL_TIME] = "time",       [LOGICAL_NUMBER] = "number",
    [LOGICAL_INTEGER] = "integer", [LOGICAL_OBJECT] = "object",
    [LOGICAL_ARRAY] = "array",     [LOGICAL_BOOLEAN] = "boolean",
};

/* "DECIMAL(10, 2)" -> "DECIMAL", "TIMESTAMP(3) WITH TIME ZONE" -> "TIMESTAMP WITH TIME ZONE",
 * "ARRAY<INT>" and "ARRAY[3]" -> "ARRAY". */
static struct str name_of(struct str type, char *room, size_t size)
{
    size_t len = 0, at = 0;
    ptrdiff_t close = str_rfind_byte(type, ')');
    while (at < type.len && type.ptr[at] != '<' && type.ptr[at] != '[') {
        if (type.ptr[at] == '(' && close > (ptrdiff_t)at)
            at = (size_t)close + 1;
        else if (len < size)
            room[len++] = byte_upper(type.ptr[at++]);
        else
            return STR_EMPTY;
    }
    return str_trim((struct str){ room, len });
}

enum logical_type logical_type_of(struct str type, struct str *format)
{
    char room[64];
    struct str name = name_of(type, room, sizeof room);
    if (format)
        *format = STR_EMPTY;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!str_eq(rows[i].name, name))
            continue;
        if (format)
            *format = str_of(rows[i].format);
        return rows[i].type;
    }
    return LOGICAL_NONE;
}

const char *logical_type_name(enum logical_type type)
{
    return names[type];
}

enum logical_type logical_type_find(struct str word)
{
    for (size_t i = LOGICAL_NONE + 1; i < sizeof names / sizeof *names; i++)
        if (str_eq_fold(word, str_of(names[i])))
            return (enum logical_type)i;
    return LOGICAL_NONE;
}

const struct sql_node *type_tree(struct arena *arena, const struct sql_dialect *dialect,
                                 struct str type)
{
    struct sql_text *text = arena_new(arena, struct sql_text);
    const struct sql_node *at;
    struct err err;
    if (type.len == 0 || sql_lex(text, arena, STR_EMPTY, type, dialect, false, &err) != OK)
        return NULL;
    const struct sql_node *node = sql_parse_type(arena, text, 0, text->count, NULL);
    return node && node->kind == SQL_TYPE && sql_doubt(node, &at) == DOUBT_NONE ? node : NULL;
}
