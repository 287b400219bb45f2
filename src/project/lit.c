/* lit: literals of YAML and Python files in one shape. Knows no keys and no file format. */
#include "project/lit.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/vec.h"
#include "codec/yaml.h"

/* yaml.c bounds the depth of its trees (LIMIT_yaml_depth), so the recursion is bounded too. */
static struct lit *from_yaml(struct arena *arena, const struct node *node)
{
    struct lit *lit = arena_new(arena, struct lit);
    *lit = (struct lit){ .text = node->text, .key = node->key, .place = node->place };
    lit->is_string = node->quoted;
    switch (node->kind) {
    case NODE_NULL:
        lit->kind = LIT_NULL;
        break;
    case NODE_SCALAR:
        lit->kind = str_find(node->text, STR("{{")) >= 0 ? LIT_UNKNOWN : LIT_SCALAR;
        break;
    case NODE_LIST:
        lit->kind = LIT_LIST;
        break;
    case NODE_MAP:
        lit->kind = LIT_MAP;
        break;
    }
    const struct lit **tail = &lit->first;
    for (const struct node *it = node->first; it; it = it->next) {
        struct lit *child = from_yaml(arena, it);
        *tail = child;
        tail = &child->next;
        lit->count++;
    }
    return lit;
}

const struct lit *lit_from_yaml(struct arena *arena, const struct node *node)
{
    return node ? from_yaml(arena, node) : NULL;
}

const struct lit *lit_get(const struct lit *map, const char *key)
{
    struct str wanted = str_of(key);
    for (const struct lit *it = map ? map->first : NULL; it; it = it->next)
        if (str_eq(it->key, wanted))
            return it;
    return NULL;
}

bool lit_unknown(const struct lit *lit, const struct lit **first)
{
    if (lit->kind == LIT_UNKNOWN || lit->kind == LIT_NAME || lit->kind == LIT_CALL) {
        *first = lit;
        return true;
    }
    for (const struct lit *it = lit->first; it; it = it->next)
        if (lit_unknown(it, first))
            return true;
    return false;
}

static int by_key(const void *a, const void *b)
{
    return str_cmp((*(const struct lit *const *)a)->key, (*(const struct lit *const *)b)->key);
}

static const struct lit **children(struct arena *arena, const struct lit *lit)
{
    const struct lit **list = arena_array(arena, lit->count + 1, sizeof *list);
    size_t n = 0;
    for (const struct lit *it = lit->first; it; it = it->next)
        list[n++] = it;
    if (lit->kind == LIT_MAP && n)
        qsort(list, n, sizeof *list, by_key);
    return list;
}

static void add_quoted(struct buf *buf, struct str s)
{
    buf_byte(buf, '\'');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\'')
            buf_byte(buf, '\'');
        buf_byte(buf, s.ptr[i]);
    }
    buf_byte(buf, '\'');
}

static bool is_plain_word(struct str s)
{
    static const char *const words[] = { "true", "false", "yes", "no", "on", "off" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq_fold(s, str_of(words[i])))
            return true;
    return false;
}

static bool is_number(struct str s)
{
    size_t digits = 0, dots = 0;
    for (size_t i = 0; i < s.len; i++) {
        digits += byte_is_digit(s.ptr[i]);
        dots += s.ptr[i] == '.';
        if (!byte_is_digit(s.ptr[i]) && s.ptr[i] != '.' && !(i == 0 && s.ptr[i] == '-'))
            return false;
    }
    return digits > 0 && dots <= 1;
}

static void add_scalar(struct buf *buf, const struct lit *lit, bool quote)
{
    bool bare =
        lit->is_column || (!lit->is_string && (is_number(lit->text) || is_plain_word(lit->text)));
    if (quote && !bare && lit->kind == LIT_SCALAR)
        add_quoted(buf, lit->text);
    else
        buf_add(buf, lit->text);
}

static void add_form(struct buf *buf, const struct lit *lit, bool quote);

static void add_children(struct buf *buf, const struct lit *lit, bool quote)
{
    const struct lit **list = children(buf->arena, lit);
    for (size_t i = 0; i < lit->count; i++) {
        if (i)
            buf_puts(buf, ", ");
        if (list[i]->key.len) {
            buf_add(buf, list[i]->key);
            buf_puts(buf, quote ? " = " : ": ");
        }
        add_form(buf, list[i], quote);
    }
}

static void add_form(struct buf *buf, const struct lit *lit, bool quote)
{
    switch (lit->kind) {
    case LIT_NULL:
        buf_puts(buf, "NULL");
        return;
    case LIT_LIST:
    case LIT_MAP:
    case LIT_CALL:
        if (lit->kind == LIT_CALL)
            buf_add(buf, lit->text);
        buf_puts(buf, quote || lit->kind == LIT_CALL ? "(" : lit->kind == LIT_LIST ? "[" : "{");
        add_children(buf, lit, quote);
        buf_puts(buf, quote || lit->kind == LIT_CALL ? ")" : lit->kind == LIT_LIST ? "]" : "}");
        return;
    default:
        add_scalar(buf, lit, quote);
    }
}

struct str lit_form(struct arena *arena, const struct lit *lit)
{
    struct buf buf;
    buf_init(&buf, arena, LIMIT_file_bytes);
    if (lit)
        add_form(&buf, lit, false);
    return buf_str(&buf);
}

struct str lit_sql(struct arena *arena, const struct lit *lit)
{
    struct buf buf;
    buf_init(&buf, arena, LIMIT_file_bytes);
    if (lit)
        add_form(&buf, lit, true);
    return buf_str(&buf);
}
