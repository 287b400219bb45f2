/* env: the environment, the clocks and the terminal, read here and nowhere else. */
#include "host/env.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define COLUMNS_DEFAULT 80
#define PUSH_OPTIONS_MAX 1000ul

static struct str variable(struct arena *arena, const char *name)
{
    return str_dup(arena, str_of(getenv(name)));
}

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && *value;
}

/* A whole decimal number, or -1. */
static int64_t number_of(const char *text)
{
    int64_t value = 0;
    if (!text || !*text)
        return -1;
    for (; *text; text++) {
        if (!byte_is_digit(*text) || value > (INT64_MAX - 9) / 10)
            return -1;
        value = value * 10 + (*text - '0');
    }
    return value;
}

/* git numbers the options from 0; a count without its values is the pusher's or the host's fault
 * and ends the list. */
static void push_options_read(struct env *out, struct arena *arena)
{
    int64_t count = number_of(getenv("GIT_PUSH_OPTION_COUNT"));
    for (unsigned long i = 0; i < PUSH_OPTIONS_MAX && (int64_t)i < count; i++) {
        const char *value = getenv(str_fmt(arena, "GIT_PUSH_OPTION_%lu", i).ptr);
        if (!value)
            return;
        vec_push(arena, &out->push_options, str_dup(arena, str_of(value)));
    }
}

static int columns_read(void)
{
    struct winsize size;
    int64_t wanted = number_of(getenv("COLUMNS"));
    if (wanted > 0 && wanted < 10000)
        return (int)wanted;
    for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++)
        if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
            return size.ws_col;
    return COLUMNS_DEFAULT;
}

static void terminal_read(struct env *out, struct arena *arena)
{
    const char *force = getenv("CLICOLOR_FORCE");
    out->no_color = is_set("NO_COLOR");
    out->force_color = force && *force && !str_eq(str_of(force), STR("0"));
    out->dumb = str_eq(variable(arena, "TERM"), STR("dumb"));
    out->stdout_tty = isatty(STDOUT_FILENO) == 1;
    out->stderr_tty = isatty(STDERR_FILENO) == 1;
    out->columns = columns_read();
}

void env_read(struct env *out, struct arena *arena)
{
    *out = (struct env){
        .git_dir = variable(arena, "GIT_DIR"),
        .git_work_tree = variable(arena, "GIT_WORK_TREE"),
        .git_common_dir = variable(arena, "GIT_COMMON_DIR"),
        .git_object_directory = variable(arena, "GIT_OBJECT_DIRECTORY"),
        .git_alternates = variable(arena, "GIT_ALTERNATE_OBJECT_DIRECTORIES"),
        .git_namespace = variable(arena, "GIT_NAMESPACE"),
        .home = variable(arena, "HOME"),
        .certificate = { .id = variable(arena, "GIT_PUSH_CERT"),
                         .status = variable(arena, "GIT_PUSH_CERT_STATUS"),
                         .signer = variable(arena, "GIT_PUSH_CERT_SIGNER"),
                         .nonce_status = variable(arena, "GIT_PUSH_CERT_NONCE_STATUS") },
        .gitlab_web = str_eq(variable(arena, "GL_PROTOCOL"), STR("web")),
        .pre_commit_from = variable(arena, "PRE_COMMIT_FROM_REF"),
        .pre_commit_to = variable(arena, "PRE_COMMIT_TO_REF"),
        .pre_commit_remote_branch = variable(arena, "PRE_COMMIT_REMOTE_BRANCH"),
    };
    push_options_read(out, arena);
    terminal_read(out, arena);
}

struct str env_variable(struct arena *arena, struct str name)
{
    if (name.len == 0 || str_find_byte(name, '\0') >= 0 || str_find_byte(name, '=') >= 0)
        return STR_EMPTY;
    return variable(arena, str_dup(arena, name).ptr);
}

int64_t clock_now(void)
{
    struct timespec now;
    int64_t fixed = number_of(getenv("SOURCE_DATE_EPOCH"));
    if (fixed >= 0)
        return fixed;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec;
}

int64_t clock_steady_us(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_steady_ms(void)
{
    return clock_steady_us() / 1000;
}

void cpu_allow(size_t seconds)
{
    struct rlimit limit;
    struct rusage used;
    if (getrlimit(RLIMIT_CPU, &limit) != 0 || getrusage(RUSAGE_SELF, &used) != 0)
        return;
    rlim_t soft = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + seconds + 1;
    limit.rlim_cur = soft < limit.rlim_max ? soft : limit.rlim_max;
    (void)setrlimit(RLIMIT_CPU, &limit);
}
