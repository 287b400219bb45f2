/* No change of a contract is silence: of the reader's fullest cases every scalar is changed and
 * every key and item taken out, one at a time. Either the file cannot be read any more, or the
 * comparison says something, in both directions. What passes in silence is counted in silence.txt,
 * with why. */
#include "base/check.h"

#include "base/cases.h"
#include "base/limits.h"
#include "base/map.h"
#include "codec/yaml.h"
#include "contract/diff.h"

struct walk {
    struct arena *arena;
    struct node *root;
    const struct contract *contract;
    struct map silent; /* "odcs31 schema[].id went" -> size_t * */
    struct str name;   /* of the case */
    size_t seen, failed;
};

static size_t changes_between(struct arena *arena, const struct contract *before,
                              const struct contract *after)
{
    struct promise_changes changes = { 0 };
    contract_diff(&changes, arena, before, after, NULL);
    return changes.count;
}

static void count_silent(struct walk *walk, struct str path, const char *what)
{
    struct str line =
        str_fmt(walk->arena, "%.*s %.*s %s", STR_ARG(walk->name), STR_ARG(path), what);
    size_t **slot = (size_t **)map_slot(&walk->silent, line);
    if (!*slot)
        *slot = arena_new(walk->arena, size_t);
    ++**slot;
}

/* Paths are without numbers: "schema[].properties[].name". */
static void look(struct walk *walk, struct str path, const char *what)
{
    struct arena arena;
    struct contract contract;
    struct diags unheard;
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    diags_init(&unheard, &arena);
    if (contract_read(&contract, &arena, walk->root, &unheard)) {
        size_t there = changes_between(&arena, walk->contract, &contract);
        size_t back = changes_between(&arena, &contract, walk->contract);
        walk->seen += there > 0;
        if (there == 0)
            count_silent(walk, path, what);
        if ((there == 0) != (back == 0)) {
            print_error("%.*s %.*s %s: silence in one direction\n", STR_ARG(walk->name),
                        STR_ARG(path), what);
            walk->failed++;
        }
    }
    arena_release(&arena);
}

/* Another value of the same kind. */
static struct str other_text(struct arena *arena, struct str text)
{
    if (str_eq_fold(text, STR("true")))
        return STR("false");
    if (str_eq_fold(text, STR("false")))
        return STR("true");
    if (text.len == 0)
        return STR("x");
    char *copy = arena_text(arena, text.len + 1);
    memcpy(copy, text.ptr, text.len);
    char *last = &copy[text.len - 1];
    if (byte_is_digit(*last))
        *last = *last == '1' ? '2' : '1';
    else
        copy[text.len] = 'x';
    return (struct str){ copy, text.len + !byte_is_digit(*last) };
}

static struct str path_of(struct walk *walk, struct str path, const struct node *parent,
                          const struct node *child)
{
    if (parent->kind == NODE_LIST)
        return str_concat(walk->arena, path, STR("[]"));
    return str_fmt(walk->arena, "%.*s%s%.*s", STR_ARG(path), path.len ? "." : "",
                   STR_ARG(child->key));
}

static void take_out(struct walk *walk, struct str path, struct node *parent, struct node **link)
{
    struct node *gone = *link;
    *link = gone->next;
    parent->count--;
    look(walk, path, "went");
    parent->count++;
    *link = gone;
}

/* Depth: that of the cases. */
static void change_all(struct walk *walk, struct str path, struct node *node)
{
    for (struct node **link = &node->first; *link; link = &(*link)->next) {
        struct node *child = *link;
        struct str inner = path_of(walk, path, node, child);
        take_out(walk, inner, node, link);
        if (child->kind == NODE_SCALAR) {
            struct str text = child->text;
            child->text = other_text(walk->arena, text);
            look(walk, inner, "changed");
            child->text = text;
        }
        change_all(walk, inner, child);
    }
}

/* "FILE PATH WHAT COUNT why" */
static void expect(struct walk *walk, struct str line, struct map *expected)
{
    struct str rest = line, part;
    for (int i = 0; i < 3; i++)
        assert_true(str_split(&rest, ' ', &part));
    struct str what = { line.ptr, (size_t)(part.ptr + part.len - line.ptr) };
    assert_true(str_split(&rest, ' ', &part));
    size_t *found = map_get(&walk->silent, what);
    map_put(expected, what, walk);
    if (str_starts(line, walk->name) && line.ptr[walk->name.len] == ' ' &&
        !str_eq(part, str_fmt(walk->arena, "%zu", found ? *found : 0))) {
        print_error("%.*s: %zu in silence\n", STR_ARG(line), found ? *found : 0);
        walk->failed++;
    }
}

/* What is silent is what silence.txt says, no more and no less. */
static void compare(struct walk *walk)
{
    struct str rest = read_text(walk->arena, STR("tests/unit/contract/silence.txt")), line;
    struct map expected;
    map_init(&expected, walk->arena);
    while (str_split(&rest, '\n', &line))
        if (line.len > 0 && line.ptr[0] != '#')
            expect(walk, line, &expected);
    for (struct map_entry *it = map_first(&walk->silent); it; it = map_next(it)) {
        if (map_get(&expected, map_key(it)))
            continue;
        print_error("%.*s %zu\n", STR_ARG(map_key(it)), *(size_t *)map_value(it));
        walk->failed++;
    }
    map_release(&expected);
}

static bool check_file(struct arena *arena, const char *name)
{
    const struct yaml_options options = { .allow_aliases = true };
    struct walk walk = { .arena = arena, .name = str_of(name) };
    struct str path = str_fmt(arena, "tests/contracts/read/%s.yaml", name);
    struct contract contract;
    struct diags unheard;
    struct err err = { 0 };
    diags_init(&unheard, arena);
    assert_int_equal(
        yaml_read(&walk.root, arena, path, read_text(arena, path), options, &unheard, &err), OK);
    assert_true(contract_read(&contract, arena, walk.root, &unheard));
    walk.contract = &contract;
    map_init(&walk.silent, arena);
    change_all(&walk, STR_EMPTY, walk.root);
    compare(&walk);
    map_release(&walk.silent);
    assert_true(walk.seen > 20);
    return walk.failed == 0;
}

static void no_change_is_silence(void **state)
{
    static const char *const names[] = { "odcs30", "odcs31", "odcs32", "dcs" };
    bool ok = true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        ok = check_file(*state, names[i]) && ok;
    assert_true(ok);
}

int main(void)
{
    const struct CMUnitTest tests[] = { arena_test(no_change_is_silence) };
    return cmocka_run_group_tests_name("contract/silence", tests, NULL, NULL);
}
