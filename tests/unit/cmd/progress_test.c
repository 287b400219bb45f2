/* What is told to whoever waits, and when. */
#include "base/check.h"

#include "cmd/progress.h"
#include "host/env.h"

static struct {
    char text[1000];
    size_t len;
} said;

static void listen(struct str text)
{
    assert_true(said.len + text.len < sizeof said.text);
    for (size_t i = 0; i < text.len; i++)
        said.text[said.len++] = text.ptr[i];
}

static void begin(struct progress *progress, enum progress_style style)
{
    *progress = (struct progress){ .style = style, .write = listen };
    atomic_store(&progress->phase, "reading the base");
    said.len = 0;
}

static struct str heard(void)
{
    return (struct str){ said.text, said.len };
}

static void who_hears_what(void **state)
{
    (void)state;
    struct env env = { .stderr_tty = true };
    assert_int_equal(progress_style_of(&env, false), PROGRESS_LINE);
    assert_int_equal(progress_style_of(&env, true), PROGRESS_LINE); /* pre-push in a terminal */
    env.dumb = true;
    assert_int_equal(progress_style_of(&env, false), PROGRESS_NONE);
    assert_int_equal(progress_style_of(&env, true), PROGRESS_LINES);
    env = (struct env){ .stderr_tty = false };
    assert_int_equal(progress_style_of(&env, false), PROGRESS_NONE);
    assert_int_equal(progress_style_of(&env, true), PROGRESS_LINES);
    env.gitlab_web = true;
    assert_int_equal(progress_style_of(&env, true), PROGRESS_NONE);
}

static void a_terminal_has_one_line_that_goes_away(void **state)
{
    struct progress progress;
    (void)state;
    begin(&progress, PROGRESS_LINE);
    atomic_store(&progress.files, 41);
    progress_tick(&progress, 2000);
    progress_phase(&progress, "comparing");
    progress_tick(&progress, 3400);
    progress_stop(&progress);
    progress_stop(&progress);
    assert_str(heard(), STR("\r\033[Kstoplog: reading the base, 41 files read, 2 s"
                            "\r\033[Kstoplog: comparing, 41 files read, 3 s"
                            "\r\033[K"));
    assert_int_equal(progress.written, 0);
}

static void a_push_hears_a_few_lines(void **state)
{
    struct progress progress;
    (void)state;
    begin(&progress, PROGRESS_LINES);
    for (int64_t ms = 2000; ms < 100000; ms += 200)
        progress_tick(&progress, ms);
    progress_stop(&progress);
    assert_str(heard(), STR("stoplog: reading the base, 0 files read, 2 s so far\n"
                            "stoplog: reading the base, 0 files read, 10 s so far\n"
                            "stoplog: reading the base, 0 files read, 30 s so far\n"));
    assert_int_equal(progress.written, 3);
}

static void quick_work_says_nothing(void **state)
{
    struct progress progress;
    begin(&progress, PROGRESS_NONE);
    progress_start(&progress, *state, PROGRESS_LINE);
    progress.write = listen;
    progress_stop(&progress);
    assert_int_equal(said.len, 0);
    progress_phase(NULL, "nobody listens");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(who_hears_what),
        arena_test(a_terminal_has_one_line_that_goes_away),
        arena_test(a_push_hears_a_few_lines),
        arena_test(quick_work_says_nothing),
    };
    return cmocka_run_group_tests_name("cmd/progress", tests, NULL, NULL);
}
