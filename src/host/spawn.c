/* spawn: fork, exec, and nothing between that could surprise: no shell, descriptors closed on exec.
 *
 * The input is written whole before the output is read, so a program that answers more than a pipe
 * holds before it has read its input would wait for ever: inputs here are commit messages. */
#include "host/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "host/env.h"

#define SPAWN_OUTPUT_MAX ((size_t)16 * 1024 * 1024)

struct pipes {
    int in[2], out[2];
};

static void close_pair(int pair[2])
{
    for (int i = 0; i < 2; i++)
        if (pair[i] >= 0)
            (void)close(pair[i]);
}

static _Noreturn void child(const struct pipes *pipes, bool capture, struct str dir,
                            const char *const argv[])
{
    if (dup2(pipes->in[0], STDIN_FILENO) < 0 || (capture && dup2(pipes->out[1], STDOUT_FILENO) < 0))
        _exit(127);
    if (dir.len && chdir(dir.ptr) != 0)
        _exit(127);
    (void)signal(SIGPIPE, SIG_DFL);
    /* execvp takes char *const[] for historical reasons and does not write to it. */
    (void)execvp(argv[0], (char *const *)(uintptr_t)argv);
    _exit(127);
}

static enum status drain(int fd, struct buf *buf, struct err *err)
{
    char chunk[8192];
    for (;;) {
        ssize_t got = read(fd, chunk, sizeof chunk);
        if (got == 0)
            return buf_overflowed(buf) ? err_set(err, E_LIMIT, "a program printed too much") : OK;
        if (got < 0 && errno != EINTR)
            return err_set(err, E_IO, "cannot read from a program: %s", strerror(errno));
        if (got > 0)
            buf_add(buf, (struct str){ chunk, (size_t)got });
    }
}

static enum status parent(struct arena *arena, struct pipes *pipes, struct str input,
                          struct str *out, struct err *err)
{
    (void)close(pipes->in[0]);
    pipes->in[0] = -1;
    struct err ignored = { .status = OK };
    /* A program that does not read its input is no fault of ours. */
    if (input.len)
        (void)!stream_write(pipes->in[1], input, &ignored);
    (void)close(pipes->in[1]);
    pipes->in[1] = -1;
    if (!out)
        return OK;
    (void)close(pipes->out[1]);
    pipes->out[1] = -1;
    struct buf buf;
    buf_init(&buf, arena, SPAWN_OUTPUT_MAX);
    enum status status = drain(pipes->out[0], &buf, err);
    *out = buf_str(&buf);
    return status;
}

enum status spawn_wait(pid_t pid, int *exit_code, struct err *err)
{
    int status = 0;
    pid_t ended;
    do
        ended = waitpid(pid, &status, 0);
    while (ended < 0 && errno == EINTR);
    if (ended != pid)
        return err_set(err, E_IO, "how it ended is not known: %s", strerror(errno));
    *exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return OK;
}

enum status spawn_run(struct arena *arena, struct str dir, const char *const argv[],
                      struct str input, struct str *out, int *exit_code, struct err *err)
{
    struct pipes pipes = { { -1, -1 }, { -1, -1 } };
    struct str where = str_dup(arena, dir);
    if (pipe2(pipes.in, O_CLOEXEC) != 0 || pipe2(pipes.out, O_CLOEXEC) != 0) {
        close_pair(pipes.in);
        return err_set(err, E_IO, "cannot make a pipe: %s", strerror(errno));
    }
    pid_t pid = fork();
    if (pid == 0)
        child(&pipes, out != NULL, where, argv);
    enum status status = OK;
    if (pid < 0)
        status = err_set(err, E_IO, "cannot start %s: %s", argv[0], strerror(errno));
    else
        status = parent(arena, &pipes, input, out, err);
    close_pair(pipes.in);
    close_pair(pipes.out);
    struct err lost;
    enum status ended = pid > 0 ? spawn_wait(pid, exit_code, status == OK ? err : &lost) : OK;
    return status == OK ? ended : status;
}
