/* Results as other tools write them, and as they do not. */
#include "base/check.h"

#include "base/limits.h"
#include "gate/evidence.h"

#define TYPES                                                                                      \
    "\"_type\":\"https://in-toto.io/Statement/v1\","                                               \
    "\"predicateType\":\"https://in-toto.io/attestation/test-result/v0.1\","

static struct evidence read_text(struct arena *arena, const char *text)
{
    struct evidence evidence;
    struct evidence_file file = { STR("a file"), str_of(text) };
    evidence_read(&evidence, arena, &file, 1);
    return evidence;
}

static void a_result_is_read_whole(void **state)
{
    struct evidence evidence = read_text(
        *state,
        "\n{" TYPES "\"subject\":[{\"digest\":{\"gitTree\":\"ab\",\"md5\":\"x\"}},{\"digest\":"
        "{\"sha256\":\"CD\"}}],\"predicate\":{\"result\":\"WARNED\",\"passedTests\":[\"test:a\",7],"
        "\"warnedTests\":[\"audit:m:b\"],\"failedTests\":[\"test:c\"],\"sqlmesh\":{\"finishedOn\":"
        "\"1970-01-03T10:00:00Z\",\"models\":[{\"name\":\"m\"},{},3]}},\"new\":{}}\n");
    assert_int_equal(evidence.count, 1);
    const struct test_result *result = &evidence.items[0];
    assert_true(test_result_is_about(result, "gitTree", STR("AB")));
    assert_true(test_result_is_about(result, "sha256", STR("cd")));
    assert_false(test_result_is_about(result, "gitCommit", STR("ab")));
    assert_false(test_result_is_about(result, "md5", STR("x")));
    assert_str(result->result, STR("WARNED"));
    assert_true(names_have(&result->passed, STR("test:a")));
    assert_true(names_have(&result->passed, STR("audit:m:b")));
    assert_false(names_have(&result->passed, STR("test:c")));
    assert_int_equal(result->failed.count, 1);
    assert_int_equal(result->finished_days, 2);
    assert_true(result->has_plan && names_have(&result->planned, STR("m")));
}

static void other_lines_do_not_count(void **state)
{
    static const char *const lines[] = {
        "{}",
        "[]",
        "3",
        "{",
        "not json",
        "{\"_type\":\"https://in-toto.io/Statement/v1\"}",
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"x\"}",
        "{\"_type\":\"https://in-toto.io/Statement/v0.1\",\"predicateType\":"
        "\"https://in-toto.io/attestation/test-result/v0.1\"}",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct evidence evidence = read_text(*state, lines[i]);
        assert_int_equal(evidence.count, 0);
        assert_int_equal(evidence.unread, 1);
        assert_true(str_starts(evidence.why_unread, STR("a line of a file does not count: ")));
    }
}

/* Members of the wrong kind are members that are not there. */
static void odd_members_say_nothing(void **state)
{
    struct evidence evidence =
        read_text(*state, "{" TYPES "\"subject\":{\"digest\":1},\"predicate\":[1]}");
    assert_int_equal(evidence.count, 1);
    assert_int_equal(evidence.items[0].digests.count, 0);
    assert_str(evidence.items[0].result, STR_EMPTY);
    assert_int_equal(evidence.items[0].finished_days, INT64_MIN);
    assert_false(evidence.items[0].has_plan);
}

static void the_number_of_lines_is_bounded(void **state)
{
    struct arena *arena = *state;
    for (size_t extra = 0; extra < 2; extra++) {
        size_t count = LIMIT_evidence_statements + extra;
        char *text = arena_alloc(arena, 2 * count + 1);
        for (size_t i = 0; i < count; i++) {
            text[2 * i] = '3';
            text[2 * i + 1] = '\n';
        }
        text[2 * count] = '\0';
        assert_int_equal(read_text(arena, text).unread, LIMIT_evidence_statements);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(a_result_is_read_whole),
        arena_test(other_lines_do_not_count),
        arena_test(odd_members_say_nothing),
        arena_test(the_number_of_lines_is_bounded),
    };
    return cmocka_run_group_tests_name("gate/evidence", tests, NULL, NULL);
}
