#include "base/check.h"

#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/limits.h"
#include "codec/yaml.h"

static const struct yaml_options strict = { .allow_aliases = false, .jinja = false };
static const struct yaml_options loose = { .allow_aliases = true, .jinja = false };
static const struct yaml_options jinja = { .allow_aliases = true, .jinja = true };

/* The tree as flow text: plain scalars bare, others in quotes, null as ~. */
static void show(struct buf *out, const struct node *node)
{
    const char *closing = node->kind == NODE_MAP ? "}" : "]";
    size_t count = 0;
    if (node->kind == NODE_NULL)
        buf_puts(out, "~");
    if (node->kind == NODE_SCALAR)
        buf_printf(out, node->quoted ? "'%.*s'" : "%.*s", STR_ARG(node->text));
    if (node->kind == NODE_NULL || node->kind == NODE_SCALAR)
        return;
    buf_puts(out, node->kind == NODE_MAP ? "{" : "[");
    for (const struct node *child = node->first; child; child = child->next) {
        buf_puts(out, count++ ? ", " : "");
        if (node->kind == NODE_MAP)
            buf_printf(out, "%.*s: ", STR_ARG(child->key));
        show(out, child);
    }
    assert_int_equal(count, node->count);
    buf_puts(out, closing);
}

static struct node *read_ok(struct arena *arena, struct str bytes, struct yaml_options options)
{
    struct node *node = NULL;
    struct diags diags;
    struct err err = { 0 };
    diags_init(&diags, arena);
    if (yaml_read(&node, arena, STR("f.yml"), bytes, options, &diags, &err) != OK)
        fail_msg("%.*s\n%s", STR_ARG(bytes), err.text);
    assert_int_equal(diags.count, 0);
    return node;
}

static void assert_tree(struct arena *arena, struct str bytes, struct yaml_options options,
                        const char *want)
{
    struct buf out;
    buf_init(&out, arena, 1024 * 1024);
    show(&out, read_ok(arena, bytes, options));
    assert_str(buf_str(&out), str_of(want));
}

static void assert_fault(struct arena *arena, struct str bytes, struct yaml_options options,
                         enum status status, uint32_t line, uint32_t column, const char *says)
{
    struct node *node = NULL;
    struct diags diags;
    struct err err = { 0 };
    diags_init(&diags, arena);
    enum status got = yaml_read(&node, arena, STR("f.yml"), bytes, options, &diags, &err);
    if (got == OK)
        fail_msg("taken: %.*s", STR_ARG(str_sub(bytes, 0, 200)));
    assert_int_equal(got, status);
    assert_int_equal(err.status, status);
    assert_null(node);
    assert_int_equal(diags.count, 1);
    const struct diag *diag = &diags.items[0];
    assert_int_equal(diag->level, DIAG_ERROR);
    assert_str(diag->place.path, STR("f.yml"));
    if (str_find(diag->text, str_of(says)) < 0)
        fail_msg("\"%.*s\" does not say \"%s\"", STR_ARG(diag->text), says);
    if (diag->place.line != line || diag->place.column != column)
        fail_msg("%.*s: at %u:%u, want %u:%u", STR_ARG(diag->text), diag->place.line,
                 diag->place.column, line, column);
}

static void trees(void **state)
{
    assert_tree(*state, STR("a: 1\nb: [x, \"y\", 'z', ]\nc:\n  d: e\n"), strict,
                "{a: 1, b: [x, 'y', 'z'], c: {d: e}}");
    assert_tree(*state, STR("- a\n- - b\n  - c\n- {}\n- []\n"), strict, "[a, [b, c], {}, []]");
    assert_tree(*state, STR("a: |\n  x\n  y\nb: >-\n  x\n  y\n"), strict,
                "{a: 'x\ny\n', b: 'x y'}");
    assert_tree(*state, STR("a: ~\nb: null\nc:\nd: \"\"\ne: '~'\nf: NULL\ng: nULL\n"), strict,
                "{a: ~, b: ~, c: ~, d: '', e: '~', f: ~, g: nULL}");
    assert_tree(*state, STR("word"), strict, "word");
    assert_tree(*state, STR("---\na: 1\n...\n"), strict, "{a: 1}");
    assert_tree(*state,
                STR("\xEF\xBB\xBF"
                    "a: 1"),
                strict, "{a: 1}");
    assert_tree(*state, STR("a: 1\r\nb: 2\r\n"), strict, "{a: 1, b: 2}");
    assert_tree(*state, STR("a: !x 1\nb: !!str 2\n"),
                (struct yaml_options){ .allow_aliases = true }, "{a: 1, b: 2}");
    assert_fault(*state, STR("a: !x 1\n"), strict, E_INPUT, 1, 4, "tags are not allowed");
    assert_fault(*state, STR("a: !!map {b: 1}\n"), strict, E_INPUT, 1, 4, "tags are not allowed");
    assert_tree(*state, STR("\"a b\": 1\n? c\n: 2\nnull: 3\n"), strict, "{a b: 1, c: 2, null: 3}");
    assert_tree(*state, STR("a: yes # comment\n"), strict, "{a: yes}");
    assert_tree(*state, STR("caf\xC3\xA9: \"\\u00e9\"\n"), strict, "{caf\xC3\xA9: '\xC3\xA9'}");
}

static void nothing_is_null(void **state)
{
    assert_tree(*state, STR(""), strict, "~");
    assert_tree(*state, STR("\n\n# only a comment\n"), strict, "~");
    assert_tree(*state, STR("---\n"), strict, "~");
    assert_tree(*state, STR("---\n...\n"), strict, "~");
}

static void places_are_bytes_from_one(void **state)
{
    const struct node *root =
        read_ok(*state,
                STR("\n# \xC3\xA4\n\xC3\xA4\xC3\xB6: x\nb:\n  - \"\xE6\x97\xA5\"\n  - y\n"
                    "c: {\xC3\xA4: z}\n"),
                strict);
    const struct node *first = root->first;
    assert_int_equal(root->place.line, 3);
    assert_int_equal(root->place.column, 1);
    assert_int_equal(first->key_place.line, 3);
    assert_int_equal(first->key_place.column, 1);
    assert_int_equal(first->place.line, 3);
    assert_int_equal(first->place.column, 7);
    const struct node *list = first->next;
    assert_int_equal(list->key_place.line, 4);
    assert_int_equal(list->place.line, 5);
    assert_int_equal(list->place.column, 3);
    assert_int_equal(list->first->place.column, 5);
    assert_int_equal(list->first->next->place.line, 6);
    const struct node *inner = list->next->first;
    assert_int_equal(inner->key_place.line, 7);
    assert_int_equal(inner->key_place.column, 5);
    assert_int_equal(inner->place.column, 9);
}

/* libyaml counts U+2028 and NEL as line ends; people and editors do not. */
static void lines_end_at_newlines_only(void **state)
{
    const struct node *root =
        read_ok(*state, STR("a: \"x\xE2\x80\xA8y\xC2\x85z\"\nb: 1\n"), strict);
    assert_int_equal(node_get(root, "b")->place.line, 2);
    assert_int_equal(node_get(root, "b")->place.column, 4);
}

static void strictness(void **state)
{
    assert_fault(*state, STR("a: &x 1\nb: *x\n"), strict, E_INPUT, 1, 4, "anchors and aliases");
    assert_fault(*state, STR("a: *x\n"), strict, E_INPUT, 1, 4, "anchors and aliases");
    assert_fault(*state, STR("&k a: 1\n"), strict, E_INPUT, 1, 1, "anchors and aliases");
    assert_fault(*state, STR("&r {a: 1}\n"), strict, E_INPUT, 1, 1, "anchors and aliases");
    assert_fault(*state, STR("a: 1\nb: 2\na: 3\n"), strict, E_INPUT, 3, 1,
                 "duplicate key \"a\", first on line 1");
    assert_fault(*state, STR("a: 1\n\"a\": 3\n"), strict, E_INPUT, 2, 1, "duplicate key \"a\"");
    assert_fault(*state, STR("{a: 1, a: 3}\n"), strict, E_INPUT, 1, 8, "duplicate key \"a\"");
    assert_fault(*state, STR("x:\n  - {b: 1, \"\\e\": 3, \"\\e\": 4}\n"), strict, E_INPUT, 2, 21,
                 "duplicate key \"\\x1b\"");
    assert_fault(*state, STR("<<: {a: 1}\n"), strict, E_INPUT, 1, 1, "merge keys");
    assert_fault(*state, STR("a: 1\n---\nb: 1\n"), strict, E_INPUT, 2, 1, "more than one");
    assert_fault(*state, STR("---\n---\n"), strict, E_INPUT, 2, 1, "more than one");
    assert_fault(*state, STR("[a]: 1\n"), strict, E_INPUT, 1, 1, "a key must be plain text");
    assert_fault(*state, STR("? {a: 1}\n: 1\n"), strict, E_INPUT, 1, 3, "a key must be");
    assert_fault(*state, STR("?\n: 1\n"), strict, E_INPUT, 1, 2, "a key is missing");
    assert_tree(*state, STR("\"<<\": 1\n'': 2\n"), strict, "{<<: 1, : 2}");
}

static void bytes_that_are_no_text(void **state)
{
    assert_fault(*state, STR("a: 1\nb: x\0y\n"), strict, E_INPUT, 2, 5, "NUL byte");
    assert_fault(*state, STR("a: 1\nb: \"x\\0y\"\n"), strict, E_INPUT, 2, 4, "NUL character");
    assert_fault(*state, STR("\"\\x00\": 1\n"), strict, E_INPUT, 1, 1, "NUL character");
    assert_fault(*state, STR("a: \xFF\n"), strict, E_INPUT, 1, 4, "not valid YAML");
    assert_fault(*state, STR("a: 1\nb: \xC3(\n"), strict, E_INPUT, 2, 5, "not valid YAML");
    assert_fault(*state, STR("a: \xED\xA0\x80\n"), strict, E_INPUT, 1, 4, "not valid YAML");
    assert_fault(*state, STR("a: \xC3"), strict, E_INPUT, 1, 4, "not valid YAML");
    assert_fault(*state, STR("a: \"\x01\"\n"), strict, E_INPUT, 1, 5, "not valid YAML");
    assert_fault(*state, STR("a: \"\\ud800\"\n"), strict, E_INPUT, 1, 7, "not valid YAML");
    /* UTF-16 is not guessed */
    assert_fault(*state,
                 STR("\xFF\xFE"
                     "a\0"),
                 strict, E_INPUT, 1, 4, "NUL byte");
    assert_fault(*state,
                 STR("\xFF\xFE"
                     "a"),
                 strict, E_INPUT, 1, 1, "not valid YAML");
}

static void broken_text(void **state)
{
    assert_fault(*state, STR("a: [1, 2\n"), strict, E_INPUT, 2, 1, "(from line 1)");
    assert_fault(*state, STR("a: b: c\n"), strict, E_INPUT, 1, 5, "mapping values");
    assert_fault(*state, STR("a: 1\n b: 2\n"), strict, E_INPUT, 2, 3, "not valid YAML");
    assert_fault(*state, STR("a: \"x\n"), strict, E_INPUT, 2, 1, "not valid YAML");
    assert_fault(*state, STR("a:\n\t- b\n"), strict, E_INPUT, 2, 1, "not valid YAML");
    assert_fault(*state, STR("a: @x\n"), strict, E_INPUT, 1, 4, "not valid YAML");
    assert_fault(*state, STR("%YAML 3.0\n---\na: 1\n"), strict, E_INPUT, 1, 1, "not valid YAML");
    assert_fault(*state, STR("a: 'x' y\n"), strict, E_INPUT, 1, 8, "not valid YAML");
}

static void aliases(void **state)
{
    assert_tree(*state, STR("a: &x {k: [1, ~]}\nb: *x\nc: [*x, *x]\n"), loose,
                "{a: {k: [1, ~]}, b: {k: [1, ~]}, c: [{k: [1, ~]}, {k: [1, ~]}]}");
    assert_tree(*state, STR("a: &x 'q'\nb: *x\n"), loose, "{a: 'q', b: 'q'}");
    assert_tree(*state, STR("&k a: 1\nb: *k\n"), loose, "{a: 1, b: a}");
    assert_tree(*state, STR("a: &x 1\nb: &x 2\nc: *x\n"), loose, "{a: 1, b: 2, c: 2}");
    const struct node *root = read_ok(*state, STR("a: &x\n  k: 1\nb: *x\n"), loose);
    assert_int_equal(node_get(root, "b")->place.line, 3);
    assert_int_equal(node_get(root, "b")->key_place.line, 3);
    assert_str(node_get(root, "a")->key, STR("a"));
    assert_str(node_get(root, "b")->key, STR("b"));

    assert_fault(*state, STR("a: *x\n"), loose, E_INPUT, 1, 4, "without its anchor");
    assert_fault(*state, STR("&a [*a]\n"), loose, E_INPUT, 1, 5, "inside its own anchor");
    assert_fault(*state, STR("a: &a\n  b: {c: *a}\n"), loose, E_INPUT, 2, 10, "inside its own");
    assert_fault(*state, STR("a: &x 1\n*x : 2\n"), loose, E_INPUT, 2, 1, "a key must be");
}

static void merge_keys(void **state)
{
    assert_tree(*state, STR("a: &x {k: 1, l: 2}\nb:\n  <<: *x\n  l: 3\n  m: 4\n"), loose,
                "{a: {k: 1, l: 2}, b: {l: 3, m: 4, k: 1}}");
    assert_tree(*state, STR("a: &x {k: 1}\nb: &y {k: 2, l: 2}\nc: {<<: [*x, *y]}\n"), loose,
                "{a: {k: 1}, b: {k: 2, l: 2}, c: {k: 1, l: 2}}");
    assert_tree(*state, STR("c: {<<: {k: 1}}\n"), loose, "{c: {k: 1}}");
    assert_tree(*state, STR("a: &x {<<: {k: 1}, l: 2}\nb: {<<: *x}\n"), loose,
                "{a: {l: 2, k: 1}, b: {l: 2, k: 1}}");
    assert_fault(*state, STR("a: {<<: 1}\n"), loose, E_INPUT, 1, 9, "a merge key needs");
    assert_fault(*state, STR("a: {<<: [{}, 1]}\n"), loose, E_INPUT, 1, 9, "a merge key needs");
    assert_fault(*state, STR("a: &x {k: 1}\nb: {<<: *x, l: 1, l: 2}\n"), loose, E_INPUT, 2, 19,
                 "duplicate key");
}

/* lines of "k<n>: &<n> [*<n-1> x 10]": ten to the power of n nodes in n lines */
static struct str alias_bomb(struct arena *arena, int lines, const char *open, const char *item,
                             const char *close)
{
    struct buf out;
    buf_init(&out, arena, 100000);
    buf_puts(&out, "k0: &a0 {x: 1}\n");
    for (int i = 1; i <= lines; i++) {
        buf_printf(&out, "k%d: &a%d %s", i, i, open);
        for (int j = 0; j < 10; j++)
            buf_printf(&out, item, j ? "," : "", i - 1);
        buf_printf(&out, "%s\n", close);
    }
    return buf_str(&out);
}

static void alias_bombs_are_defused(void **state)
{
    assert_fault(*state, alias_bomb(*state, 9, "[", "%s*a%d", "]"), loose, E_LIMIT, 6, 30,
                 "yaml_events");
    /* nested just as deep as it looks: each alias adds its own height */
    struct buf deep;
    buf_init(&deep, *state, 100000);
    buf_puts(&deep, "- &a0 [x]\n");
    for (int i = 1; i < 100; i++)
        buf_printf(&deep, "- &a%d [*a%d]\n", i, i - 1);
    assert_fault(*state, buf_str(&deep), loose, E_LIMIT, 64, 9, "yaml_depth");
}

static struct str nest(struct arena *arena, size_t depth, const char *open, const char *close)
{
    struct buf out;
    buf_init(&out, arena, 4 * LIMIT_yaml_bytes);
    for (size_t i = 0; i < depth; i++)
        buf_puts(&out, open);
    for (size_t i = 0; i < depth; i++)
        buf_puts(&out, close);
    return buf_str(&out);
}

static void depth_holds_at_its_edge(void **state)
{
    uint32_t depth = (uint32_t)LIMIT_yaml_depth;
    (void)read_ok(*state, nest(*state, depth, "[", "]"), strict);
    assert_fault(*state, nest(*state, depth + 1, "[", "]"), strict, E_LIMIT, 1, depth + 1,
                 "yaml_depth");
    assert_fault(*state, nest(*state, 80000, "[", ""), strict, E_LIMIT, 1, depth + 1, "yaml_depth");
    assert_fault(*state, nest(*state, 80000, "- ", ""), strict, E_LIMIT, 1, 2 * depth + 1,
                 "yaml_depth");
    /* as keys, refused at the first */
    assert_fault(*state, nest(*state, 80000, "{", ""), strict, E_INPUT, 1, 2, "key");
    /* an alias reaches the same depth as the text would */
    struct str inner = nest(*state, depth - 2, "[", "]");
    struct str text = str_fmt(*state, "- &a %.*s\n- [*a]\n", STR_ARG(inner));
    (void)read_ok(*state, text, loose);
    text = str_fmt(*state, "- &a %.*s\n- [[*a]]\n", STR_ARG(inner));
    assert_fault(*state, text, loose, E_LIMIT, 2, 5, "yaml_depth");
}

static void size_holds_at_its_edge(void **state)
{
    char *bytes = arena_alloc(*state, LIMIT_yaml_bytes + 1);
    memset(bytes, 'x', LIMIT_yaml_bytes + 1);
    const struct node *node = read_ok(*state, (struct str){ bytes, LIMIT_yaml_bytes }, strict);
    assert_int_equal(node->text.len, LIMIT_yaml_bytes);
    assert_fault(*state, (struct str){ bytes, LIMIT_yaml_bytes + 1 }, strict, E_LIMIT, 1, 1,
                 "yaml_bytes");
}

static void events_hold_at_their_edge(void **state)
{
    /* beside its items a list costs six events: two each for stream, document and itself */
    struct buf out;
    buf_init(&out, *state, LIMIT_yaml_bytes);
    for (size_t i = 0; i < LIMIT_yaml_events - 6; i++)
        buf_puts(&out, "- x\n");
    assert_int_equal(read_ok(*state, buf_str(&out), strict)->count, LIMIT_yaml_events - 6);
    buf_puts(&out, "- x\n");
    assert_fault(*state, buf_str(&out), strict, E_LIMIT, (uint32_t)LIMIT_yaml_events - 4, 1,
                 "yaml_events");
}

/* Inputs that made some YAML reader quadratic or worse; a limit or an answer has to come soon. */
static void bombs_end_soon(void **state)
{
    static const char *const units[] = {
        "[",          "{",         "- ",           "? ",       "a: ",    "&a ",
        "*a ",        "!a ",       "%TAG !a! b\n", "\"",       "'",      "|\n",
        "#\n",        "\n",        "a: b\n",       "- - a\n",  "[a,",    "{a: ",
        "{{ a }} ",   "{{",        "!!",           "\\",       ",",      "---\n",
        "? a\n: b\n", "\"\\u0041", "a: &b c\n",    "<<: {}\n", "- *a\n", "\t"
    };
    const struct yaml_options all[] = { strict, loose, jinja };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct str text = nest(*state, LIMIT_yaml_bytes / 4 / strlen(units[i]), units[i], "");
        for (size_t j = 0; j < 3; j++) {
            struct node *node;
            struct diags diags;
            struct err err = { 0 };
            clock_t before = clock();
            diags_init(&diags, *state);
            enum status status = yaml_read(&node, *state, STR("f"), text, all[j], &diags, &err);
            assert_int_not_equal(status, E_BUG);
            double seconds = (double)(clock() - before) / CLOCKS_PER_SEC;
            if (seconds > 2)
                fail_msg("\"%s\" repeated took %.1f seconds", units[i], seconds);
        }
    }
}

static void many_keys_are_not_quadratic(void **state)
{
    struct buf out;
    buf_init(&out, *state, LIMIT_yaml_bytes);
    for (int i = 0; i < 60000; i++)
        buf_printf(&out, "k%d: x\n", i);
    assert_int_equal(read_ok(*state, buf_str(&out), strict)->count, 60000);
    buf_puts(&out, "k7: x\n");
    assert_fault(*state, buf_str(&out), strict, E_INPUT, 60001, 1, "first on line 8");
}

static void tag_lines_are_few(void **state)
{
    struct buf out;
    buf_init(&out, *state, LIMIT_yaml_bytes);
    for (int i = 0; i < 16; i++)
        buf_printf(&out, "%%TAG !t%d! x\n", i);
    struct str few = str_fmt(*state, "%.*s---\na: 1\n", STR_ARG(buf_str(&out)));
    assert_tree(*state, few, strict, "{a: 1}");
    struct str many = str_fmt(*state, "%%TAG !z! x\n%.*s", STR_ARG(few));
    assert_fault(*state, many, strict, E_LIMIT, 1, 1, "%TAG");
}

static void templates_stay_as_text(void **state)
{
    assert_tree(*state, STR("a: {{ env_var('X') }}\nb: 1\n"), jinja,
                "{a: {{ env_var('X') }}, b: 1}");
    assert_tree(*state, STR("a: \"{{ env_var(\"X\") }}\"\n"), jinja, "{a: '{{ env_var(\"X\") }}'}");
    assert_tree(*state, STR("a: '{{ env_var('X') }}'\n"), jinja, "{a: '{{ env_var('X') }}'}");
    assert_tree(*state, STR("a: /tmp/{{ x }}/{{ y }}.db # {{ z }}\n"), jinja,
                "{a: /tmp/{{ x }}/{{ y }}.db}");
    assert_tree(*state, STR("{{ k }}: {{ v }}\nc: [{{ a }}, {{ b }}]\n"), jinja,
                "{{{ k }}: {{ v }}, c: [{{ a }}, {{ b }}]}");
    assert_tree(*state, STR("a: {{ {'x': {}}['y'] }}\n"), jinja, "{a: {{ {'x': {}}['y'] }}}");
    assert_tree(*state, STR("a: {{ '}}' }}\nb: {{ \"\\\"}}\" }}\n"), jinja,
                "{a: {{ '}}' }}, b: {{ \"\\\"}}\" }}}");
    assert_tree(*state, STR("a: {{}}\nb: |\n  x {{ y }}\n  {{ z }}\n"), jinja,
                "{a: {{}}, b: 'x {{ y }}\n{{ z }}\n'}");
    assert_tree(*state, STR("a: {# note: {{ x }} #}1\n{# b: 2\n c: #}\nd: 3\n"), jinja,
                "{a: 1, d: 3}");
    assert_tree(*state, STR("a: {{ x: 1\n }}\nb: c\n"), jinja, "{a: {{ x: 1\n }}, b: c}");
    assert_tree(*state, STR("a: >\n  x {{ y }}\n  z\n"), jinja, "{a: 'x {{ y }} z\n'}");
    assert_tree(*state, STR("a: 1\n"), jinja, "{a: 1}");
    /* without the option it is YAML's own reading: a map as a key */
    assert_fault(*state, STR("a: {{ x }}\n"), strict, E_INPUT, 1, 5, "a key must be");
}

static void places_survive_templates(void **state)
{
    const struct node *root =
        read_ok(*state, STR("a: {{ x\n }}\nb: {{ y }} z\nc: {# n\n #}\n  {{ k }}: d\n"), jinja);
    assert_int_equal(node_get(root, "b")->key_place.line, 3);
    assert_int_equal(node_get(root, "b")->place.column, 4);
    const struct node *d = node_get(root, "c")->first;
    assert_int_equal(d->key_place.line, 6);
    assert_int_equal(d->key_place.column, 3);
    assert_int_equal(d->place.column, 12);
    assert_str(d->key, STR("{{ k }}"));
}

static void templates_that_cannot_be_read(void **state)
{
    assert_fault(*state, STR("a: 1\n  {% if x %}\nb: 2\n{% endif %}\n"), jinja, E_INPUT, 2, 3,
                 "{% ... %}");
    assert_fault(*state, STR("# {% raw %}\n"), jinja, E_INPUT, 1, 3, "{% ... %}");
    assert_fault(*state, STR("a: {{ x }\n"), jinja, E_INPUT, 1, 4, "\"{{\" without");
    assert_fault(*state, STR("a: {{ 'x }}\n"), jinja, E_INPUT, 1, 4, "\"{{\" without");
    assert_fault(*state, STR("a: {{ '\\"), jinja, E_INPUT, 1, 4, "\"{{\" without");
    assert_fault(*state, STR("a: {# x\n"), jinja, E_INPUT, 1, 4, "\"{#\" without");
    assert_fault(*state, STR("a: \xEE\x80\x80\n"), jinja, E_INPUT, 1, 4, "U+E000");
    assert_fault(*state, STR("a: {{ \xFF }}\n"), jinja, E_INPUT, 1, 7, "UTF-8");
    assert_fault(*state, STR("a: {# \xC3 #}\n"), jinja, E_INPUT, 1, 7, "UTF-8");
    /* a stand-in forged through an escape would move texts between scalars */
    assert_fault(*state, STR("a: \"\\uE000xxxx\"\nb: {{ x }}\n"), jinja, E_INPUT, 1, 4, "U+E000");
    assert_fault(*state, STR("a: \"\\uE000x{{ x }}\"\n"), jinja, E_INPUT, 1, 4, "U+E000");
    assert_tree(*state, STR("a: \"\\uE000\"\n"), jinja, "{a: '\xEE\x80\x80'}");
    /* only readable once rendered */
    assert_fault(*state, STR("a: {{ x }} : b\n"), jinja, E_INPUT, 1, 12, "mapping values");
    assert_fault(*state, STR("{{ a }}: 1\n{{ a }}: 2\n"), jinja, E_INPUT, 2, 1, "duplicate key");
}

static void reading_nodes(void **state)
{
    const struct node *root = read_ok(
        *state,
        STR("t: True\nf: off\nq: \"true\"\nm: tRue\nn: ~\nz: 0\ni: 42\nlead: 042\nneg: -1\n"
            "max: 18446744073709551615\nover: 18446744073709551616\nqi: '1'\nx: 1_0\nl: [1]\n"),
        strict);
    bool b = false;
    uint64_t u = 0;
    assert_true(node_bool(node_get(root, "t"), &b) && b);
    assert_true(node_bool(node_get(root, "f"), &b) && !b);
    assert_false(node_bool(node_get(root, "q"), &b));
    assert_false(node_bool(node_get(root, "m"), &b));
    assert_false(node_bool(node_get(root, "n"), &b));
    assert_false(node_bool(NULL, &b));
    assert_false(node_bool(root, &b));
    assert_true(node_is_null(node_get(root, "n")));
    assert_true(node_is_null(NULL));
    assert_false(node_is_null(node_get(root, "q")));
    assert_true(node_uint(node_get(root, "z"), &u) && u == 0);
    assert_true(node_uint(node_get(root, "i"), &u) && u == 42);
    assert_true(node_uint(node_get(root, "max"), &u) && u == UINT64_MAX);
    static const char *const bad[] = { "over", "lead", "neg", "qi", "x", "l", "t", "n", "none" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(node_uint(node_get(root, bad[i]), &u));
    assert_null(node_get(root, "absent"));
    assert_null(node_get(node_get(root, "i"), "x"));
    assert_null(node_get(node_get(root, "l"), ""));
    assert_null(node_get(NULL, "x"));
}

/* Anchors do not cross documents, places do not start anew. */
static void several_documents(void **state)
{
    const struct yaml_options many = { .several = true, .allow_aliases = true };
    assert_tree(*state, STR("a: 1\n---\nb: [x]\n---\n---\nc\n"), many, "[{a: 1}, {b: [x]}, ~, c]");
    assert_tree(*state, STR("# nothing\n"), many, "[]");
    assert_tree(*state, STR("a: 1\n"), many, "[{a: 1}]");
    assert_fault(*state, STR("a: &x 1\n---\nb: *x\n"), many, E_INPUT, 3, 4, "");
    assert_fault(*state, STR("a: 1\n---\nb: [\n"), many, E_INPUT, 4, 1, "not valid YAML");
    assert_fault(*state, STR("a: 1\n---\nb: 1\nb: 2\n"), many, E_INPUT, 4, 1, "");
}

static void no_lists_of_diags_or_errors_needed(void **state)
{
    struct node *node = NULL;
    assert_int_equal(yaml_read(&node, *state, STR("f"), STR("a: ["), strict, NULL, NULL), E_INPUT);
    assert_int_equal(yaml_read(&node, *state, STR("f"), STR("a: 1"), strict, NULL, NULL), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(trees),
        arena_test(nothing_is_null),
        arena_test(places_are_bytes_from_one),
        arena_test(lines_end_at_newlines_only),
        arena_test(strictness),
        arena_test(bytes_that_are_no_text),
        arena_test(broken_text),
        arena_test(aliases),
        arena_test(merge_keys),
        arena_test(alias_bombs_are_defused),
        arena_test(depth_holds_at_its_edge),
        arena_test(size_holds_at_its_edge),
        arena_test(events_hold_at_their_edge),
        arena_test(bombs_end_soon),
        arena_test(many_keys_are_not_quadratic),
        arena_test(tag_lines_are_few),
        arena_test(templates_stay_as_text),
        arena_test(places_survive_templates),
        arena_test(templates_that_cannot_be_read),
        arena_test(reading_nodes),
        arena_test(several_documents),
        arena_test(no_lists_of_diags_or_errors_needed),
    };
    return cmocka_run_group_tests_name("codec/yaml", tests, NULL, NULL);
}
