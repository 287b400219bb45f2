/* describe: what the SQL front end makes of texts, for comparisons with other parsers.
 *
 * Reads lines "dialect <TAB> SQL", where \n, \t and \\ in the SQL stand for a line feed, a tab and
 * a backslash and "dialect+jinja" turns templates on. Writes one JSON object for each: the form,
 * whether it reads back ("fixed"), what could not be read ("opaque"), names of columns, tables
 * ([parts, dynamic]) and outputs
 * ([name, star, dynamic], or null). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "codec/json.h"
#include "sql/form.h"
#include "sql/parse.h"
#include "sql/query.h"
#include "sql/walk.h"

static struct str unescape(struct arena *arena, struct str s)
{
    char *to = arena_alloc(arena, s.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '\\' && i + 1 < s.len) {
            c = s.ptr[++i];
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
        }
        to[len++] = c;
    }
    return (struct str){ to, len };
}

static enum walk_step find_opaque(void *ctx, const struct sql_node *node, unsigned depth)
{
    (void)depth;
    if (node->kind == SQL_OPAQUE)
        jpush(ctx, jtext(node->text));
    return WALK_CONTINUE;
}

/* Every name that stands as a column or a field. */
static enum walk_step find_column(void *ctx, const struct sql_node *node, unsigned depth)
{
    (void)depth;
    bool names = node->kind == SQL_COLUMN || node->kind == SQL_FIELD;
    for (const struct sql_node *c = names ? node->first : NULL; c; c = c->next)
        if (c->kind == SQL_IDENT)
            jpush(ctx, jtext(c->text));
    return WALK_CONTINUE;
}

static struct jvalue *tables_of(struct arena *arena, const struct sql_node *tree)
{
    struct jvalue *list = jarray();
    struct sql_table_refs refs = { 0 };
    sql_table_refs(&refs, arena, tree);
    vec_for (struct sql_table_ref, ref, &refs) {
        struct jvalue *row = jarray(), *parts = jarray();
        for (const struct sql_node *c = ref->table->first; c; c = c->next)
            if (c->kind == SQL_IDENT)
                jpush(parts, jtext(c->text));
        jpush(row, parts);
        jpush(row, jbool(ref->dynamic));
        jpush(list, row);
    }
    return list;
}

static struct jvalue *outputs_of(struct arena *arena, const struct sql_node *tree)
{
    struct sql_outputs outputs = { 0 };
    if (!sql_outputs(&outputs, arena, tree))
        return jnull();
    struct jvalue *list = jarray();
    vec_for (struct sql_output, o, &outputs) {
        struct jvalue *row = jarray();
        jpush(row, jtext(o->name));
        jpush(row, jbool(o->is_star));
        jpush(row, jbool(o->dynamic));
        jpush(list, row);
    }
    return list;
}

static struct sql_node *parse(struct arena *arena, const struct sql_dialect *dialect, bool jinja,
                              struct str sql, struct diags *diags)
{
    struct sql_text *text = arena_new(arena, struct sql_text);
    struct err err;
    if (sql_lex(text, arena, STR("-"), sql, dialect, jinja, &err) != OK) {
        fprintf(stderr, "describe: %s\n", err.text);
        exit(2);
    }
    return sql_parse_query(arena, text, 0, text->count, diags);
}

static void describe(struct arena *arena, struct str line)
{
    struct str name = STR_EMPTY;
    str_split(&line, '\t', &name);
    bool jinja = str_ends(name, STR("+jinja"));
    const struct sql_dialect *dialect =
        sql_dialect_find(jinja ? str_sub(name, 0, name.len - 6) : name);
    if (!dialect) {
        fprintf(stderr, "describe: no dialect '%.*s'\n", STR_ARG(name));
        exit(2);
    }
    struct diags diags;
    diags_init(&diags, arena);
    struct sql_node *tree = parse(arena, dialect, jinja, unescape(arena, line), &diags);
    struct str form = sql_form(arena, tree);
    struct sql_node *again = parse(arena, dialect, jinja, form, NULL);

    struct jvalue *out = jobject(), *opaque = jarray(), *said = jarray(), *columns = jarray();
    jset_str(out, "form", form);
    jset_bool(out, "fixed", str_eq(form, sql_form(arena, again)) && sql_same(tree, again));
    sql_walk(tree, find_opaque, opaque);
    jset(out, "opaque", opaque);
    sql_walk(tree, find_column, columns);
    jset(out, "columns", columns);
    vec_for (struct diag, d, &diags)
        jpush(said, jtext(d->text));
    jset(out, "said", said);
    jset(out, "tables", tables_of(arena, tree));
    jset(out, "outputs", outputs_of(arena, tree));
    struct buf buf;
    buf_init(&buf, arena, SIZE_MAX);
    jwrite(&buf, out, 0);
    jrelease(out);
    buf_byte(&buf, '\n');
    fwrite(buf.ptr, 1, buf.len, stdout);
}

int main(void)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t len;
    while ((len = getline(&line, &size, stdin)) > 0) {
        struct arena arena;
        arena_init(&arena, LIMIT_memory_bytes, NULL);
        len -= line[len - 1] == '\n';
        describe(&arena, (struct str){ line, (size_t)len });
        arena_release(&arena);
    }
    free(line);
    return 0;
}
