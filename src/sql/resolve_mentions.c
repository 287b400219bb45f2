/* resolve_mentions: whether anything in a query might mean a CTE by its name.
 *
 * Not every way to read a CTE is a table in FROM: ClickHouse has `x IN c`, others hand it to a
 * function, name it in a string, or let a macro name it. So every word of every node counts, in
 * whatever place, and what is made of macros counts for any name. Said too often, a CTE is kept and
 * compared, which costs a remark; said too seldom, a change of meaning passes. */
#include "sql/resolve_private.h"
#include "sql/walk.h"

struct words {
    struct arena *arena;
    struct map *counts; /* word, lower case -> how often, a size_t */
    const struct bind_schema *schema;
    bool made_of_macros;
    unsigned table_depth; /* 1 + depth of the table item around, 0 = none */
};

static bool is_word(char c)
{
    return byte_is_alpha(c) || byte_is_digit(c) || c == '_';
}

/* Runs `each` on every word of a text. */
static void split(struct str text, void (*each)(void *ctx, struct str word), void *ctx)
{
    for (size_t i = 0; i < text.len;) {
        size_t from = i;
        while (i < text.len && is_word(text.ptr[i]))
            i++;
        if (i > from)
            each(ctx, str_sub(text, from, i - from));
        else
            i++;
    }
}

/* How often a word comes. A map holds no zero: one more is kept. */
static size_t count_of(const struct map *counts, struct str key)
{
    size_t kept = (size_t)(uintptr_t)map_get(counts, key);
    return kept > 0 ? kept - 1 : 0;
}

static void set_count(struct map *counts, struct str key, size_t count)
{
    map_put(counts, key, (void *)(uintptr_t)(count + 1));
}

static void count_word(void *ctx, struct str word)
{
    struct words *words = ctx;
    struct str key = str_lower(words->arena, word);
    set_count(words->counts, key, count_of(words->counts, key) + 1);
}

/* In the name of a table whatever is written out later may be any name; elsewhere only what may put
 * out more than one value. */
static bool may_name_table(const struct words *words, const struct sql_node *node)
{
    const struct bind_schema *schema = words->schema;
    bool macro = node->kind == SQL_MACRO || node->kind == SQL_TEMPLATE;
    bool variable = node->kind == SQL_MACRO_VAR || node->kind == SQL_PARAMETER;
    if (words->table_depth > 0)
        return macro || variable || str_find_byte(node->text, '@') >= 0;
    return macro && !schema->is_value(schema->ctx, node);
}

static enum walk_step see(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct words *words = ctx;
    if (words->table_depth > depth + 1)
        words->table_depth = 0;
    if (!words->table_depth && (node->kind == SQL_TABLE || node->kind == SQL_FUNCTION_TABLE))
        words->table_depth = depth + 1;
    words->made_of_macros = words->made_of_macros || may_name_table(words, node);
    split(node->text, count_word, words);
    return WALK_CONTINUE;
}

static void read_words(struct resolver *r)
{
    struct words words = { .arena = r->arena, .counts = &r->words, .schema = &r->binder.schema };
    (void)sql_walk(r->root, see, &words);
    r->made_of_macros = words.made_of_macros;
    r->words_known = true;
}

/* ---- one CTE ---- */

/* The words inside a CTE, but for CTEs that were left out before: they are no words any more. */
struct own {
    struct resolver *r;
    struct str name; /* "" = all words are taken back */
    size_t count;
};

static void see_word(void *ctx, struct str word)
{
    struct own *own = ctx;
    if (own->name.len > 0) {
        own->count += str_eq_fold(word, own->name);
        return;
    }
    struct str key = str_lower(own->r->arena, word);
    size_t count = count_of(&own->r->words, key);
    set_count(&own->r->words, key, count > 0 ? count - 1 : 0);
}

static enum walk_step see_own(void *ctx, const struct sql_node *node, unsigned depth)
{
    struct own *own = ctx;
    if (depth > 0 && map_get(&own->r->left_out, KEY(node)))
        return WALK_PRUNE;
    split(node->text, see_word, own);
    return WALK_CONTINUE;
}

static bool is_one_word(struct str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!is_word(name.ptr[i]))
            return false;
    return name.len > 0;
}

bool resolve_may_be_meant(struct resolver *r, const struct bind_cte *cte)
{
    struct own own = { .r = r, .name = cte->name };
    if (!is_one_word(cte->name))
        return true;
    if (!r->words_known)
        read_words(r);
    if (r->made_of_macros)
        return true;
    (void)sql_walk(cte->node, see_own, &own);
    struct str key = str_lower(r->arena, cte->name);
    return count_of(&r->words, key) > own.count;
}

void resolve_leave_out(struct resolver *r, const struct sql_node *cte)
{
    struct own own = { .r = r, .name = STR_EMPTY };
    if (map_get(&r->left_out, KEY(cte)))
        return;
    (void)sql_walk(cte, see_own, &own);
    map_put(&r->left_out, KEY(cte), r);
}
