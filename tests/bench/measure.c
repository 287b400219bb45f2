/* measure: runs commands in turn and prints what they cost.
 *
 *   measure ROUNDS -- [<FILE] COMMAND... -- [<FILE] COMMAND...
 *
 * One line for each command: exit code, median processor time and median wall time in microseconds,
 * peak memory in KiB, least processor time. Processor time is what the command itself costs; on a
 * machine that does nothing else the two are alike. The commands alternate, so that what else the
 * machine does falls on all of them. Their output goes to /dev/null. A first run of each, to warm
 * the caches, is not counted. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_COMMANDS 8
#define MAX_ROUNDS 1000

struct command {
    char **argv;
    const char *input;
    int code;
    long peak_kib;
    int64_t cpu_us[MAX_ROUNDS], wall_us[MAX_ROUNDS];
};

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void child(const struct command *command)
{
    int in = open(command->input, O_RDONLY);
    int out = open("/dev/null", O_WRONLY);
    if (in >= 0 && out >= 0) {
        dup2(in, 0);
        dup2(out, 1);
        dup2(out, 2);
        execvp(command->argv[0], command->argv);
    }
    _exit(127);
}

static int64_t us_of(struct timeval time)
{
    return (int64_t)time.tv_sec * 1000000 + time.tv_usec;
}

/* round < 0: not counted */
static void run_once(struct command *command, int round)
{
    struct rusage usage;
    int status = 0;
    int64_t start = now_us();
    pid_t pid = fork();
    if (pid == 0)
        child(command);
    if (pid < 0 || wait4(pid, &status, 0, &usage) < 0)
        exit(2);
    int64_t took = now_us() - start;
    command->code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (usage.ru_maxrss > command->peak_kib)
        command->peak_kib = usage.ru_maxrss;
    if (round < 0)
        return;
    command->wall_us[round] = took;
    command->cpu_us[round] = us_of(usage.ru_utime) + us_of(usage.ru_stime);
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static long long median(int64_t *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, by_value);
    return values[count / 2];
}

/* Cuts argv at every "--". */
static int read_commands(struct command *commands, int argc, char **argv)
{
    int count = 0;
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--") != 0)
            continue;
        argv[i] = NULL;
        if (i + 1 == argc || count == MAX_COMMANDS)
            return 0;
        struct command *command = &commands[count++];
        command->input = "/dev/null";
        if (argv[i + 1][0] == '<')
            command->input = argv[++i] + 1;
        command->argv = &argv[i + 1];
    }
    return count;
}

int main(int argc, char **argv)
{
    static struct command commands[MAX_COMMANDS];
    int rounds = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 0;
    int count = read_commands(commands, argc, argv);
    if (rounds < 1 || rounds > MAX_ROUNDS || count == 0) {
        fprintf(stderr, "usage: measure ROUNDS -- [<FILE] COMMAND... -- ...\n");
        return 2;
    }
    for (int round = -1; round < rounds; round++) {
        for (int i = 0; i < count; i++)
            run_once(&commands[i], round);
    }
    for (int i = 0; i < count; i++) {
        struct command *command = &commands[i];
        long long cpu = median(command->cpu_us, rounds); /* sorts */
        printf("%d %lld %lld %ld %lld\n", command->code, cpu, median(command->wall_us, rounds),
               command->peak_kib, (long long)command->cpu_us[0]);
    }
    return 0;
}
