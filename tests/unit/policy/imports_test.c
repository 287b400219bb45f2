/* Every case of tests/imports: one file with the files of a repository in it, each behind a line
 * "== path". "== path (escaped)" takes \r, \0, \\ and \xNN for bytes. Two parts are no files:
 *
 *   == ask         lines "path", "path | model" or "path | model | tag tag", and " = " who answers
 *   == consumers   what was imported, one a line
 *   == diags       what the loader says
 *
 * With POLICY_WRITE set the answers are written anew, to be read before they are committed. */
#include "policy/world.h"

#include <dirent.h>

#include "base/buf.h"

#define FOLDER "tests/imports/"

struct parts {
    VEC_OF(struct mem_file);
};

static struct str read_whole(struct arena *arena, const char *path)
{
    size_t max = 1 << 20;
    char *bytes = arena_alloc(arena, max);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s cannot be read", path);
    size_t len = fread(bytes, 1, max, file);
    fclose(file);
    return (struct str){ bytes, len };
}

static struct str unescape(struct arena *arena, struct str text)
{
    char *out = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i], next = i + 1 < text.len ? text.ptr[i + 1] : '\0';
        if (c != '\\' || !strchr("r0x\\", next)) {
            out[len++] = c;
        } else if (next == 'x') {
            out[len++] = (char)(byte_hex(text.ptr[i + 2]) * 16 + byte_hex(text.ptr[i + 3]));
            i += 3;
        } else {
            out[len++] = (char)(next == 'r' ? '\r' : next == '0' ? '\0' : '\\');
            i++;
        }
    }
    return (struct str){ out, len };
}

/* Splits at the lines "== name". */
static struct parts split(struct arena *arena, struct str text)
{
    struct parts parts = { 0 };
    while (text.len > 0) {
        struct str name, body = text;
        assert_true(str_starts(text, STR("== ")));
        assert_true(str_split(&body, '\n', &name));
        ptrdiff_t end = str_starts(body, STR("== ")) ? 0 : str_find(body, STR("\n== "));
        size_t len = end < 0 ? body.len : (size_t)end + (end > 0);
        text = str_sub(body, len, body.len);
        vec_push(arena, &parts,
                 (struct mem_file){ .path = str_sub(name, 3, name.len),
                                    .bytes = str_sub(body, 0, len) });
    }
    return parts;
}

static bool is_answer(struct str name)
{
    return str_eq(name, STR("ask")) || str_eq(name, STR("consumers")) || str_eq(name, STR("diags"));
}

static void load(struct world *world, const struct parts *parts)
{
    static const struct str mark = STR_INIT(" (escaped)");
    struct parts files = { 0 };
    vec_for (struct mem_file, part, parts) {
        struct mem_file file = *part;
        if (is_answer(file.path))
            continue;
        if (str_ends(file.path, mark)) {
            file.path = str_sub(file.path, 0, file.path.len - mark.len);
            file.bytes = unescape(&world->arena, file.bytes);
        }
        vec_push(&world->arena, &files, file);
    }
    world_load(world, files.items, files.count);
}

static void say_rule(struct buf *out, const struct owner_rule *rule)
{
    for (size_t i = 0; i < rule->teams.count; i++) {
        buf_printf(out, "%s%.*s", i ? " and " : "", STR_ARG(rule->teams.items[i]->name));
        if (rule->approvals > 1)
            buf_printf(out, " x%u", rule->approvals);
    }
    if (rule->optional)
        buf_puts(out, " (optional)");
}

static struct str who(struct world *world, struct str question)
{
    struct owned thing = { STR_EMPTY, STR_EMPTY, NULL, 0 };
    struct str field, tag, tags = STR_EMPTY;
    struct {
        VEC_OF(struct str);
    } list = { 0 };
    struct owner_set owners;
    struct buf out;
    buf_init(&out, &world->arena, 1 << 16);
    str_split(&question, '|', &field);
    thing.path = str_trim(field);
    if (str_split(&question, '|', &field))
        thing.name = str_trim(field);
    if (str_split(&question, '|', &field))
        tags = str_trim(field);
    while (str_split(&tags, ' ', &tag))
        vec_push(&world->arena, &list, tag);
    thing.tags = list.items;
    thing.tag_count = list.count;
    policy_owners(&owners, &world->arena, &world->policy, &thing);
    assert_false(owners.unsure);
    for (size_t i = 0; i < owners.count; i++) {
        buf_puts(&out, i ? " + " : "");
        say_rule(&out, owners.items[i]);
    }
    if (owners.count == 0)
        buf_puts(&out, "nobody");
    if (owners.left_out)
        buf_printf(&out, ", by %.*s:%u", STR_ARG(owners.left_out->place.path),
                   owners.left_out->place.line);
    return buf_str(&out);
}

static struct str answers(struct world *world, struct str asked)
{
    struct buf out;
    struct str line;
    buf_init(&out, &world->arena, 1 << 20);
    while (str_split(&asked, '\n', &line)) {
        ptrdiff_t end = str_find(line, STR(" = "));
        struct str question = end < 0 ? line : str_sub(line, 0, (size_t)end);
        if (question.len > 0)
            buf_printf(&out, "%.*s = %.*s\n", STR_ARG(question), STR_ARG(who(world, question)));
    }
    return buf_str(&out);
}

static struct str consumers(struct world *world)
{
    struct buf out;
    buf_init(&out, &world->arena, 1 << 20);
    vec_for (struct consumer, consumer, &world->policy.consumers) {
        buf_printf(&out, "%.*s: %.*s, %s, of %.*s, reads", STR_ARG(consumer->id),
                   STR_ARG(consumer->type), maturity_name(consumer->maturity),
                   STR_ARG(consumer->team ? consumer->team->name : consumer->owner_email));
        for (size_t i = 0; i < consumer->targets.count; i++)
            buf_printf(&out, " %.*s", STR_ARG(consumer->targets.items[i].model));
        if (consumer->label.len > 0)
            buf_printf(&out, " (%.*s)", STR_ARG(consumer->label));
        buf_puts(&out, "\n");
    }
    return buf_str(&out);
}

static struct str answer_of(struct world *world, const struct mem_file *part)
{
    if (str_eq(part->path, STR("ask")))
        return answers(world, part->bytes);
    if (str_eq(part->path, STR("consumers")))
        return consumers(world);
    return str_of(world_diags(world));
}

static void write_case(struct world *world, const char *path, const struct parts *parts)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    vec_for (struct mem_file, part, parts) {
        struct str body = is_answer(part->path) ? answer_of(world, part) : part->bytes;
        fprintf(file, "== %.*s\n", STR_ARG(part->path));
        fwrite(body.ptr, 1, body.len, file);
    }
    assert_int_equal(fclose(file), 0);
}

static void check_case(struct world *world, struct str name)
{
    const char *path = str_fmt(&world->arena, FOLDER "%.*s", STR_ARG(name)).ptr;
    struct parts parts = split(&world->arena, read_whole(&world->arena, path));
    size_t checked = 0;
    load(world, &parts);
    if (getenv("POLICY_WRITE")) {
        write_case(world, path, &parts);
        return;
    }
    bool told = false;
    vec_for (struct mem_file, part, &parts) {
        if (!is_answer(part->path))
            continue;
        told |= str_eq(part->path, STR("diags"));
        struct str got = answer_of(world, part);
        if (!str_eq(got, part->bytes))
            fail_msg("%s, %.*s: got\n%.*sand not\n%.*s", path, STR_ARG(part->path), STR_ARG(got),
                     STR_ARG(part->bytes));
        checked++;
    }
    assert_true(checked > 0);
    if (!told)
        assert_clean(world);
}

static void cases_are_as_written(void **state)
{
    size_t count = 0;
    DIR *folder = opendir(FOLDER);
    assert_non_null(folder);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        if (!str_ends(str_of(entry->d_name), STR(".case")))
            continue;
        world_open(state);
        check_case(*state, str_of(entry->d_name));
        world_close(state);
        count++;
    }
    closedir(folder);
    assert_true(count >= 15);
}

/* ---- size ---- */

static const char teams[] = "version: 1\n"
                            "teams: {t: {members: [a@example.com], aliases: '@t'}}\n";

static void load_two(struct world *world, const char *import, const char *path, struct str bytes)
{
    struct mem_file files[] = {
        { .path = STR(".stoplog/p.yml"),
          .bytes = str_fmt(&world->arena, "%simport: [{%s}]\n", teams, import) },
        { .path = str_of(path), .bytes = bytes },
    };
    diags_init(&world->diags, &world->arena);
    world_load(world, files, 2);
}

static struct str repeat(struct world *world, const char *line, size_t count)
{
    struct buf out;
    buf_init(&out, &world->arena, SIZE_MAX);
    for (size_t i = 0; i < count; i++)
        buf_puts(&out, line);
    return buf_str(&out);
}

static void only_fault(struct world *world, const char *says)
{
    assert_true(diags_count(&world->diags, DIAG_ERROR) > 0);
    for (size_t i = 0; i < world->diags.count; i++)
        if (str_find(world->diags.items[i].text, str_of(says)) < 0 &&
            str_find(world->diags.items[i].text, STR("too many mistakes")) < 0)
            fail_msg("%s", world_diags(world));
}

static void size_of_codeowners_is_bounded(void **state)
{
    struct world *world = *state;
    char *bytes = arena_alloc(&world->arena, LIMIT_codeowners_bytes + 1);
    memset(bytes, '#', LIMIT_codeowners_bytes + 1);
    load_two(world, "codeowners: CODEOWNERS", "CODEOWNERS",
             (struct str){ bytes, LIMIT_codeowners_bytes });
    assert_clean(world);
    load_two(world, "codeowners: CODEOWNERS", "CODEOWNERS",
             (struct str){ bytes, LIMIT_codeowners_bytes + 1 });
    only_fault(world, "limit codeowners_bytes");
}

static void number_of_rules_is_bounded(void **state)
{
    struct world *world = *state;
    load_two(world, "codeowners: CODEOWNERS", "CODEOWNERS",
             repeat(world, "/a/b @t\n", LIMIT_owner_rules));
    assert_clean(world);
    assert_int_equal(world->policy.owners.count, LIMIT_owner_rules);
    load_two(world, "codeowners: CODEOWNERS", "CODEOWNERS",
             repeat(world, "/a/b @t\n", LIMIT_owner_rules + 1));
    only_fault(world, "limit owner_rules");
}

static void number_of_owners_is_bounded(void **state)
{
    struct world *world = *state;
    for (size_t over = 0; over < 2; over++) {
        struct str names = repeat(world, " @t", LIMIT_owner_names + over);
        load_two(world, "codeowners: CODEOWNERS", "CODEOWNERS",
                 str_fmt(&world->arena, "*%.*s\n", STR_ARG(names)));
        if (over)
            only_fault(world, "limit owner_names");
        else
            assert_clean(world);
    }
}

static void number_of_files_is_bounded(void **state)
{
    struct world *world = *state;
    size_t count = LIMIT_import_files + 2;
    struct mem_file *files = arena_array(&world->arena, count, sizeof *files);
    files[0] =
        (struct mem_file){ .path = STR(".stoplog/p.yml"),
                           .bytes = str_fmt(&world->arena,
                                            "%simport: [{owners_files: '**/OWNERS'}]\n", teams) };
    for (size_t i = 1; i < count; i++)
        files[i] = (struct mem_file){ .path = str_fmt(&world->arena, "d%zu/OWNERS", i),
                                      .bytes = STR("approvers: [t]\n") };
    world_load(world, files, count - 1);
    assert_clean(world);
    world_load(world, files, count);
    only_fault(world, "limit import_files");
}

/* Many lines, deep globs, and the last one decides all the same. */
static void long_files_are_read(void **state)
{
    struct world *world = *state;
    struct buf out;
    buf_init(&out, &world->arena, SIZE_MAX);
    for (size_t i = 0; i < 10000; i++)
        buf_printf(&out, "/a/**/b/**/c%zu/*d*e*f/ @t\r\n", i);
    buf_puts(&out, "**/x/**/x/**/x/**/x/**/x/**/x/**/x/y a@example.com\n");
    load_two(world, "codeowners: CODEOWNERS", "CODEOWNERS", buf_str(&out));
    assert_clean(world);
    assert_int_equal(world->policy.owners.count, 10001);
    assert_str(who(world, STR("a/b/c9999/1d2e3f/q")), "t");
    assert_str(who(world, STR("a/b/c10000/1d2e3f/q")), "nobody");
    assert_str(who(world, STR("x/x/x/1/x/x/x/2/3/x/y")), "a@example.com");
}

/* A glob that would take for ever is not known to match: then somebody is asked. */
static void endless_globs_are_unsure(void **state)
{
    struct world *world = *state;
    struct owner_set owners;
    struct str stars = repeat(world, "a*", 40), subject = repeat(world, "a", 4000);
    load_two(world, "codeowners: CODEOWNERS", "CODEOWNERS",
             str_fmt(&world->arena, "* @t\n%.*sb a@example.com\n%.*sb\n", STR_ARG(stars),
                     STR_ARG(stars)));
    assert_clean(world);
    struct owned thing = owned_file(str_fmt(&world->arena, "%.*sbc", STR_ARG(subject)));
    policy_owners(&owners, &world->arena, &world->policy, &thing);
    assert_true(owners.unsure);
    assert_int_equal(owners.count, 1);
    assert_str(owners.items[0]->teams.items[0]->name, "a@example.com");
}

/* ---- what a file says, without how ---- */

static struct str form(struct world *world, const char *path, const char *bytes)
{
    return policy_import_form(&world->arena, &world->policy, str_of(path), str_of(bytes));
}

static void assert_form(struct world *world, const char *path, const char *a, const char *b,
                        bool same)
{
    struct str x = form(world, path, a), y = form(world, path, b);
    assert_true(x.len > 0 && y.len > 0);
    if (str_eq(x, y) != same)
        fail_msg("%s: \"%s\" and \"%s\" %s", path, a, b, same ? "differ" : "are the same");
}

static void forms_tell_changes_apart(void **state)
{
    struct world *world = *state;
    struct mem_file files[] = {
        { .path = STR(".stoplog/p.yml"),
          .bytes = STR("version: 1\nimport:\n  - {codeowners: C}\n"
                       "  - {owners_files: '**/OWNERS'}\n  - {dbt: 'm/*.yml'}\n") },
        { .path = STR("C"), .bytes = STR("* a@example.com\n") },
    };
    world_load(world, files, 2);
    assert_true(policy_imports(&world->policy, STR("C")));
    assert_true(policy_imports(&world->policy, STR("x/OWNERS")));
    assert_true(policy_imports(&world->policy, STR("OWNERS_ALIASES")));
    assert_false(policy_imports(&world->policy, STR("x/OWNERS_ALIASES")));
    assert_false(policy_imports(&world->policy, STR("x/C")));
    assert_false(policy_imports(&world->policy, STR("m/x/a.yml")));
    assert_str(policy_importer(&world->policy, STR("m/a.yml")), ".stoplog/p.yml");

    assert_form(world, "C", "* @a @b\n", "# new\n*   @a\t@b # x\r\n\n", true);
    assert_form(world, "C", "* @a @b\n", "* @a\n", false);
    assert_form(world, "C", "* @a\n/x @b\n", "/x @b\n* @a\n", false);
    assert_form(world, "C", "[A] @a\nx\n", "[A][2] @a\nx\n", false);
    assert_form(world, "OWNERS", "approvers: [a]\n", "approvers: [a]\nreviewers: [b]\n", true);
    assert_form(world, "OWNERS", "approvers: [a]\n",
                "approvers: [a]\noptions: {no_parent_owners: true}\n", false);
    assert_form(world, "OWNERS_ALIASES", "aliases: {a: [b]}\n", "aliases: {a: [c]}\n", false);
    assert_form(world, "m/a.yml", "models: [{name: x, description: a}]\n", "version: 2\n", true);
    assert_form(world, "m/a.yml", "models: [{name: x, group: g}]\n", "version: 2\n", false);
    assert_form(world, "m/a.yml",
                "exposures: [{name: e, type: ml, owner: {email: a@x.io}, depends_on: [ref('a')]}]",
                "exposures: [{name: e, type: ml, owner: {email: a@x.io}, depends_on: [ref('b')]}]",
                false);
    assert_form(world, "m/a.yml", "groups: [{name: g, owner: {name: finance, email: a@x.io}}]",
                "groups: [{name: g, owner: {name: eve, email: a@x.io}}]", false);
    assert_form(world, "m/a.yml",
                "exposures: [{name: e, type: ml, owner: {name: finance, email: a@x.io}}]",
                "exposures: [{name: e, type: ml, owner: {name: eve, email: a@x.io}}]", false);
    assert_int_equal(form(world, "C", "* nobody\n").len, 0);
    assert_int_equal(form(world, "OWNERS", "approvers: [\n").len, 0);
}

/* ---- a tree that lists what it is asked for ---- */

struct asked {
    const struct source *source;
    struct buf folders;
};

static enum status note_folder(void *ctx, struct str folder, bool below, struct source *out,
                               struct err *err)
{
    struct asked *asked = ctx;
    (void)err;
    buf_printf(&asked->folders, "%.*s%s;", STR_ARG(folder), below ? "/**" : "");
    *out = *asked->source;
    return OK;
}

static enum status lose_folder(void *ctx, struct str folder, bool below, struct source *out,
                               struct err *err)
{
    (void)ctx, (void)folder, (void)below, (void)out;
    return err_set(err, E_IO, "a tree is missing");
}

static void only_named_folders_are_listed(void **state)
{
    struct world *world = *state;
    struct mem_file files[] = {
        { .path = STR(".stoplog/p.yml"),
          .bytes = STR("version: 1\nimport:\n  - {codeowners: .github/CODEOWNERS}\n"
                       "  - {dbt: 'models/**/*.yml'}\n  - {odcs: 'contracts/v1/*.yaml'}\n"
                       "  - {owners_files: '**/OWNERS'}\n") },
        { .path = STR(".github/CODEOWNERS"), .bytes = STR("* a@example.com\n") },
    };
    struct source source;
    struct err err = { 0 };
    source_from_memory(&source, &world->arena, files, 2, STR("main@4c1e9a0"));
    struct asked asked = { .source = &source };
    buf_init(&asked.folders, &world->arena, 1 << 16);
    struct policy_tree tree = { note_folder, &asked };
    assert_int_equal(policy_load_without_pack(&world->policy, &world->arena, &source, &tree,
                                              world->patterns, &world->diags, &err),
                     OK);
    assert_str(buf_str(&asked.folders), ".github;models/**;contracts/v1;/**;;");
    assert_int_equal(diags_count(&world->diags, DIAG_ERROR), 0);
    tree.files = lose_folder;
    assert_int_equal(policy_load_without_pack(&world->policy, &world->arena, &source, &tree,
                                              world->patterns, &world->diags, &err),
                     E_IO);
    assert_string_equal(err.text, "a tree is missing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cases_are_as_written),     policy_test(size_of_codeowners_is_bounded),
        policy_test(number_of_rules_is_bounded),    policy_test(number_of_owners_is_bounded),
        policy_test(number_of_files_is_bounded),    policy_test(long_files_are_read),
        policy_test(endless_globs_are_unsure),      policy_test(forms_tell_changes_apart),
        policy_test(only_named_folders_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
