/* spawn_bounded: a program that decides something about a push, on a short leash.
 *
 * Input and files are memory behind descriptors (memfd_create(2)): no temporary file has to be
 * named, protected or removed, and no pipe can fill up while nobody reads. */
#include "host/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "host/env.h"

/* Away from the standard streams, which a caller may have closed: the child puts its own there, one
 * after the other, and none may lie where the next one goes. -1 when there is no other. */
static int above_standard(int fd)
{
    if (fd < 0 || fd > STDERR_FILENO)
        return fd;
    int moved = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    (void)close(fd);
    return moved;
}

enum status handed_open(struct handed *out, struct str bytes, struct err *err)
{
    *out = (struct handed){ .fd = above_standard(memfd_create("stoplog", MFD_CLOEXEC)) };
    if (out->fd < 0)
        return err_set(err, E_IO, "cannot make a file in memory: %s", strerror(errno));
    (void)snprintf(out->path, sizeof out->path, "/dev/fd/%d", out->fd);
    enum status status = stream_write(out->fd, bytes, err);
    if (status == OK && lseek(out->fd, 0, SEEK_SET) != 0)
        status = err_set(err, E_IO, "cannot rewind a file in memory: %s", strerror(errno));
    if (status != OK)
        handed_close(out);
    return status;
}

void handed_close(struct handed *handed)
{
    if (handed->fd >= 0)
        (void)close(handed->fd);
    handed->fd = -1;
}

enum { NEVER_RAN = 127 };

/* The two streams of the program, as this side reads them. */
struct streams {
    struct pollfd ends[2];
    struct buf bufs[2];
    int writers[2];
};

static void close_fd(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

static void streams_close(struct streams *streams)
{
    for (int i = 0; i < 2; i++) {
        close_fd(&streams->ends[i].fd);
        close_fd(&streams->writers[i]);
    }
}

static enum status streams_open(struct streams *streams, struct arena *arena, struct err *err)
{
    *streams = (struct streams){ .ends = { { .fd = -1 }, { .fd = -1 } }, .writers = { -1, -1 } };
    for (int i = 0; i < 2; i++) {
        int pair[2];
        if (pipe2(pair, O_CLOEXEC) != 0)
            return err_set(err, E_IO, "cannot make a pipe: %s", strerror(errno));
        streams->ends[i] = (struct pollfd){ .fd = above_standard(pair[0]), .events = POLLIN };
        streams->writers[i] = above_standard(pair[1]);
        if (streams->ends[i].fd < 0 || streams->writers[i] < 0)
            return err_set(err, E_IO, "cannot move a pipe: %s", strerror(errno));
        buf_init(&streams->bufs[i], arena, SPAWN_ANSWER_MAX);
    }
    return OK;
}

static _Noreturn void child(const struct bounded *program, const struct handed *input,
                            const struct streams *streams)
{
    char *const nothing[] = { NULL };
    bool ready = dup2(input->fd, STDIN_FILENO) == STDIN_FILENO &&
                 dup2(streams->writers[0], STDOUT_FILENO) == STDOUT_FILENO &&
                 dup2(streams->writers[1], STDERR_FILENO) == STDERR_FILENO && chdir("/") == 0;
    for (size_t i = 0; i < program->file_count && ready; i++)
        ready = fcntl(program->files[i].fd, F_SETFD, 0) == 0;
    (void)signal(SIGPIPE, SIG_DFL);
    /* execve takes char *const[] for historical reasons and does not write to it. */
    if (ready)
        (void)execve(program->argv[0], (char *const *)(uintptr_t)program->argv, nothing);
    _exit(NEVER_RAN);
}

/* Reads what is there; false at the end of the stream. */
static bool read_some(struct pollfd *end, struct buf *buf)
{
    char chunk[4096];
    ssize_t got = read(end->fd, chunk, sizeof chunk);
    if (got > 0)
        buf_add(buf, (struct str){ chunk, (size_t)got });
    return got > 0 || (got < 0 && errno == EINTR);
}

/* Until both streams end, or the time is over. */
static enum status collect(struct streams *streams, int64_t deadline, struct err *err)
{
    while (streams->ends[0].fd >= 0 || streams->ends[1].fd >= 0) {
        int64_t left = deadline - clock_steady_ms();
        if (left <= 0)
            return err_set(err, E_LIMIT, "it did not end in time");
        if (poll(streams->ends, 2, (int)left) < 0 && errno != EINTR)
            return err_set(err, E_IO, "cannot wait for it: %s", strerror(errno));
        for (int i = 0; i < 2; i++) {
            struct pollfd *end = &streams->ends[i];
            if (end->fd >= 0 && end->revents && !read_some(end, &streams->bufs[i]))
                close_fd(&end->fd);
            if (buf_overflowed(&streams->bufs[i]))
                return err_set(err, E_LIMIT, "it printed more than %zu bytes", SPAWN_ANSWER_MAX);
        }
    }
    return OK;
}

static enum status run(const struct bounded *program, const struct handed *input,
                       struct streams *streams, int *exit_code, struct err *err)
{
    int64_t deadline = clock_steady_ms() + program->milliseconds;
    struct err lost;
    pid_t pid = fork();
    if (pid == 0)
        child(program, input, streams);
    if (pid < 0)
        return err_set(err, E_IO, "cannot start it: %s", strerror(errno));
    close_fd(&streams->writers[0]);
    close_fd(&streams->writers[1]);
    enum status status = collect(streams, deadline, err);
    if (status != OK)
        (void)kill(pid, SIGKILL);
    enum status ended = spawn_wait(pid, exit_code, status == OK ? err : &lost);
    return status == OK ? ended : status;
}

enum status spawn_bounded(struct arena *arena, const struct bounded *program, struct str *out,
                          struct str *diagnostics, int *exit_code, struct err *err)
{
    struct handed input;
    struct streams streams;
    const char *name = program->argv[0];
    *exit_code = NEVER_RAN;
    if (name[0] != '/' || access(name, X_OK) != 0)
        return err_set(err, E_NOTFOUND, "%s: no such program", name);
    TRY(handed_open(&input, program->input, err));
    enum status status = streams_open(&streams, arena, err);
    if (status == OK)
        status = run(program, &input, &streams, exit_code, err);
    *out = status == OK ? buf_str(&streams.bufs[0]) : STR_EMPTY;
    *diagnostics = status == OK ? buf_str(&streams.bufs[1]) : STR_EMPTY;
    streams_close(&streams);
    handed_close(&input);
    return status == OK ? OK : err_wrap(err, "%s", name);
}
