/* main: the edge of the process: signals, resource limits, and the exit code. Everything else is a
 * command (cmd/). The only file that ends the process. */
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/limits.h"
#include "cmd/cmd.h"
#include "host/pages.h"

static void say(const char *text)
{
    (void)!write(STDERR_FILENO, text, strlen(text));
}

/* A refused push is safe, a half-checked one is not: both limits end with "cannot decide". */
static void out_of_memory(size_t cap_bytes)
{
    (void)cap_bytes;
    say("error: stoplog: cannot decide: the limit memory_bytes was hit\n");
    _exit(EXIT_UNDECIDED);
}

static void out_of_time(int signal_number)
{
    (void)signal_number;
    say("error: stoplog: cannot decide: the limit cpu_seconds was hit\n");
    _exit(EXIT_UNDECIDED);
}

/* The hard limit stays as it was: a command that judges many pushes in one run moves the soft one.
 */
static void set_limits(void)
{
    struct rlimit cpu;
    struct sigaction on_time = { .sa_handler = out_of_time };
    struct sigaction ignore = { .sa_handler = SIG_IGN }, usual = { .sa_handler = SIG_DFL };
    (void)sigaction(SIGXCPU, &on_time, NULL);
    (void)sigaction(SIGPIPE, &ignore, NULL);
    /* A caller may leave it ignored, and then nobody learns how a program that was started ended.
     */
    (void)sigaction(SIGCHLD, &usual, NULL);
    if (getrlimit(RLIMIT_CPU, &cpu) == 0 && cpu.rlim_cur > LIMIT_cpu_seconds)
        cpu.rlim_cur = LIMIT_cpu_seconds;
    (void)setrlimit(RLIMIT_CPU, &cpu);
}

int main(int argc, char **argv)
{
    struct arena arena;
    struct env env;

    set_limits();
    arena_init(&arena, LIMIT_memory_bytes, out_of_memory);
    arena_use_pages(&arena, &pages_huge);
    env_read(&env, &arena);
    int code = cmd_main(&arena, &env, argc, argv);
    arena_release(&arena);
    return code;
}
