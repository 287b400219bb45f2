#include "gate/evidence.h"

#include "base/limits.h"
#include "codec/date.h"
#include "codec/json.h"

#define STATEMENT_TYPE "https://in-toto.io/Statement/v1"
#define TEST_RESULT_TYPE "https://in-toto.io/attestation/test-result/v0.1"
enum { DAY_LENGTH = 10 }; /* "2026-11-29" of a time */

bool names_have(const struct names *names, struct str name)
{
    for (size_t i = 0; i < names->count; i++)
        if (str_eq_fold(names->items[i], name))
            return true;
    return false;
}

bool test_result_is_about(const struct test_result *result, const char *key, struct str hex)
{
    char text[160];
    int len = snprintf(text, sizeof text, "%s %.*s", key, STR_ARG(hex));
    return len > 0 && (size_t)len < sizeof text &&
           names_have(&result->digests, (struct str){ text, (size_t)len });
}

static void add_texts(struct names *out, struct arena *arena, const struct jvalue *list)
{
    for (size_t i = 0; i < jcount(list); i++) {
        struct str text = jstr(arena, jat(list, i));
        if (text.len > 0)
            vec_push(arena, out, text);
    }
}

static void add_digests(struct test_result *out, struct arena *arena, const struct jvalue *subjects)
{
    static const char *const keys[] = { "gitTree", "gitCommit", "sha256" };
    for (size_t i = 0; i < jcount(subjects); i++) {
        const struct jvalue *digest = jget(jat(subjects, i), "digest");
        for (size_t at = 0; at < sizeof keys / sizeof *keys; at++) {
            struct str hex = jstr(arena, jget(digest, keys[at]));
            if (hex.len > 0)
                vec_push(arena, &out->digests, str_fmt(arena, "%s %.*s", keys[at], STR_ARG(hex)));
        }
    }
}

static void read_sqlmesh(struct test_result *out, struct arena *arena, const struct jvalue *sqlmesh)
{
    const struct jvalue *models = jget(sqlmesh, "models");
    struct str finished = jstr(arena, jget(sqlmesh, "finishedOn"));
    if (!date_parse(str_sub(finished, 0, DAY_LENGTH), &out->finished_days))
        out->finished_days = INT64_MIN;
    out->has_plan = models != NULL;
    for (size_t i = 0; i < jcount(models); i++) {
        struct str name = jstr(arena, jget(jat(models, i), "name"));
        if (name.len > 0)
            vec_push(arena, &out->planned, name);
    }
}

/* False, with the reason, when it is no statement of a test result. */
static bool read_statement(struct test_result *out, struct arena *arena, const struct jvalue *root,
                           struct str *why)
{
    const struct jvalue *predicate = jget(root, "predicate");
    if (!str_eq(jstr(arena, jget(root, "_type")), STR(STATEMENT_TYPE)))
        *why = STR("it is no in-toto Statement v1");
    else if (!str_eq(jstr(arena, jget(root, "predicateType")), STR(TEST_RESULT_TYPE)))
        *why = STR("its predicate is no test-result v0.1");
    else {
        out->result = jstr(arena, jget(predicate, "result"));
        add_digests(out, arena, jget(root, "subject"));
        add_texts(&out->passed, arena, jget(predicate, "passedTests"));
        add_texts(&out->passed, arena, jget(predicate, "warnedTests"));
        add_texts(&out->failed, arena, jget(predicate, "failedTests"));
        read_sqlmesh(out, arena, jget(predicate, "sqlmesh"));
        return true;
    }
    return false;
}

static void read_line(struct evidence *out, struct arena *arena, struct str from, struct str line)
{
    struct jvalue *root = NULL;
    struct err err = { 0 };
    struct test_result result = { .from = from, .finished_days = INT64_MIN };
    struct str why = STR_EMPTY;
    bool good = jread(&root, line, &err) == OK;
    if (!good)
        why = str_dup(arena, str_of(err.text));
    else
        good = read_statement(&result, arena, root, &why);
    if (root)
        jrelease(root);
    if (good) {
        vec_push(arena, out, result);
        return;
    }
    if (out->unread++ == 0)
        out->why_unread =
            str_fmt(arena, "a line of %.*s does not count: %.*s", STR_ARG(from), STR_ARG(why));
}

void evidence_read(struct evidence *out, struct arena *arena, const struct evidence_file *files,
                   size_t count)
{
    *out = (struct evidence){ .why_unread = STR_EMPTY };
    for (size_t i = 0; i < count; i++) {
        struct str rest = files[i].bytes, line;
        while (str_split(&rest, '\n', &line)) {
            if (out->count + out->unread >= LIMIT_evidence_statements)
                return;
            if (str_trim(line).len > 0)
                read_line(out, arena, files[i].from, str_trim(line));
        }
    }
}
