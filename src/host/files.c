/* files: whole files and streams, with a cap, through plain system calls.
 *
 * Every call is repeated after EINTR and every short write is finished; nothing is buffered, so an
 * error is seen where it happens. */
#include "host/env.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"

#define CHUNK ((size_t)64 * 1024)
#define TEMPORARY_TRIES 100

static struct str reason(struct arena *arena, int number)
{
    char text[256];
    return str_dup(arena, str_of(strerror_r(number, text, sizeof text)));
}

struct bytes {
    VEC_OF(char);
};

static enum status fd_read(struct arena *arena, int fd, struct str name, size_t max,
                           struct str *out, struct err *err)
{
    struct bytes bytes = { 0 };

    for (;;) {
        if (bytes.cap - bytes.count < CHUNK) {
            size_t cap = bytes.cap ? bytes.cap * 2 : CHUNK + 1;
            bytes.items = arena_grow(arena, bytes.items, bytes.cap, cap);
            bytes.cap = cap;
        }
        ssize_t got = read(fd, bytes.items + bytes.count, CHUNK - 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_set(err, E_IO, "%.*s: %s", STR_ARG(name), reason(arena, errno).ptr);
        if (got == 0)
            break;
        bytes.count += (size_t)got;
        if (bytes.count > max)
            return err_set(err, E_LIMIT, "%.*s is larger than %zu bytes", STR_ARG(name), max);
    }
    bytes.items[bytes.count] = '\0';
    *out = (struct str){ bytes.items, bytes.count };
    return OK;
}

enum status input_read(struct arena *arena, size_t max, struct str *out, struct err *err)
{
    return fd_read(arena, STDIN_FILENO, STR("standard input"), max, out, err);
}

enum status file_read(struct arena *arena, struct str path, size_t max, struct str *out,
                      struct err *err)
{
    if (path.len == 0 || str_find_byte(path, '\0') >= 0)
        return err_set(err, E_NOTFOUND, "not a file name");
    int fd = open(str_dup(arena, path).ptr, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(err, errno == ENOENT || errno == ENOTDIR ? E_NOTFOUND : E_IO, "%.*s: %s",
                       STR_ARG(path), reason(arena, errno).ptr);
    enum status status = fd_read(arena, fd, path, max, out, err);
    (void)close(fd);
    return status;
}

enum status file_place(struct arena *arena, struct str folder, struct str path, struct str *out,
                       struct err *err)
{
    if (path.len == 0 || str_find_byte(path, '\0') >= 0 || path_base(path).len == 0)
        return err_set(err, E_NOTFOUND, "%.*s: not a file name", STR_ARG(path));
    if (path.ptr[0] != '/')
        path = path_join(arena, folder, path);
    struct str dir = path_dir(path);
    if (dir.len == 0)
        dir = path.ptr[0] == '/' ? STR("/") : STR(".");
    char *real = realpath(str_dup(arena, dir).ptr, NULL);
    if (!real)
        return err_set(err, errno == ENOENT || errno == ENOTDIR ? E_NOTFOUND : E_IO, "%.*s: %s",
                       STR_ARG(dir), reason(arena, errno).ptr);
    struct str base = path_base(path);
    *out = str_fmt(arena, "%s/%.*s", real[1] ? real : "", STR_ARG(base));
    free(real);
    return OK;
}

static bool is_plain(int folder, const char *name)
{
    struct stat info;
    return fstatat(folder, name, &info, 0) == 0 && S_ISREG(info.st_mode);
}

enum status folder_read(struct arena *arena, struct str path, size_t max, struct file_names *out,
                        struct err *err)
{
    enum status status = OK;
    DIR *folder = opendir(str_dup(arena, path).ptr);
    *out = (struct file_names){ 0 };
    if (!folder)
        return err_set(err, errno == ENOENT || errno == ENOTDIR ? E_NOTFOUND : E_IO, "%.*s: %s",
                       STR_ARG(path), reason(arena, errno).ptr);
    for (struct dirent *entry; status == OK && (entry = readdir(folder));) {
        if (!is_plain(dirfd(folder), entry->d_name))
            continue;
        vec_push(arena, out, str_dup(arena, str_of(entry->d_name)));
        if (out->count > max)
            status = err_set(err, E_LIMIT, "%.*s holds more than %zu files", STR_ARG(path), max);
    }
    (void)closedir(folder);
    if (out->count > 0)
        qsort(out->items, out->count, sizeof *out->items, str_cmp_qsort);
    return status;
}

static bool bytes_write(int fd, struct str bytes)
{
    while (bytes.len > 0) {
        ssize_t put = write(fd, bytes.ptr, bytes.len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        bytes = str_sub(bytes, (size_t)put, bytes.len);
    }
    return true;
}

enum status stream_write(int fd, struct str bytes, struct err *err)
{
    char text[256];
    if (bytes_write(fd, bytes))
        return OK;
    return err_set(err, E_IO, "writing: %s", strerror_r(errno, text, sizeof text));
}

struct temporary {
    char path[4096 + 32];
    int fd;
};

/* A new file beside `path`; its name is never one that exists. */
static bool temporary_open(struct temporary *out, const char *path)
{
    for (int i = 0; i < TEMPORARY_TRIES; i++) {
        int len = snprintf(out->path, sizeof out->path, "%s.%ld-%d.tmp", path, (long)getpid(), i);
        if (len < 0 || (size_t)len >= sizeof out->path) {
            errno = ENAMETOOLONG;
            return false;
        }
        out->fd = open(out->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (out->fd >= 0 || errno != EEXIST)
            return out->fd >= 0;
    }
    return false;
}

/* Fills, flushes to the disk and closes; the mode of a file that is replaced is kept. */
static bool temporary_fill(struct temporary *file, const char *target, struct str bytes)
{
    struct stat old;
    bool done = bytes_write(file->fd, bytes);
    if (done && stat(target, &old) == 0)
        done = fchmod(file->fd, old.st_mode & 0777) == 0;
    if (done)
        done = fsync(file->fd) == 0;
    int number = done ? 0 : errno;
    if (close(file->fd) != 0 && done)
        return false;
    errno = number;
    return done;
}

enum status file_write(struct str path, struct str bytes, struct err *err)
{
    struct temporary file;
    char target[4096], text[256];

    if (path.len == 0 || path.len >= sizeof target || str_find_byte(path, '\0') >= 0)
        return err_set(err, E_IO, "not a file name");
    memcpy(target, path.ptr, path.len);
    target[path.len] = '\0';
    if (!temporary_open(&file, target))
        return err_set(err, E_IO, "%s: %s", target, strerror_r(errno, text, sizeof text));
    if (temporary_fill(&file, target, bytes) && rename(file.path, target) == 0)
        return OK;
    (void)err_set(err, E_IO, "%s: %s", target, strerror_r(errno, text, sizeof text));
    (void)unlink(file.path);
    return E_IO;
}

/* A new name is only on the disk when its folder is. */
static bool folder_sync(struct arena *arena, struct str path)
{
    struct str folder = path_dir(path);
    int fd = open(folder.len > 0 ? str_dup(arena, folder).ptr : "/", O_RDONLY | O_CLOEXEC);
    bool done = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        (void)close(fd);
    return done;
}

static bool append_all(int fd, struct str bytes)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return false;
    if (!S_ISREG(st.st_mode)) {
        errno = EINVAL;
        return false;
    }
    while (flock(fd, LOCK_EX) != 0)
        if (errno != EINTR)
            return false;
    return bytes_write(fd, bytes) && fsync(fd) == 0;
}

enum status file_append(struct arena *arena, struct str path, struct str bytes, struct err *err)
{
    if (path.len == 0 || str_find_byte(path, '\0') >= 0)
        return err_set(err, E_IO, "not a file name");
    int fd = open(str_dup(arena, path).ptr, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK,
                  0640);
    bool done = fd >= 0 && append_all(fd, bytes);
    int number = errno;
    if (fd >= 0 && close(fd) != 0 && done) {
        done = false;
        number = errno;
    }
    if (done && !folder_sync(arena, path)) {
        done = false;
        number = errno;
    }
    return done ? OK : err_set(err, E_IO, "%.*s: %s", STR_ARG(path), reason(arena, number).ptr);
}

/* A file that is not there is made in its folder. */
static bool may_append(const char *path, const char *folder)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return errno == ENOENT && access(folder, R_OK | W_OK | X_OK) == 0;
    if (!S_ISREG(st.st_mode)) {
        errno = EINVAL;
        return false;
    }
    return access(path, W_OK) == 0 && access(folder, R_OK) == 0;
}

enum status file_appendable(struct arena *arena, struct str path, struct err *err)
{
    if (path.len == 0 || str_find_byte(path, '\0') >= 0)
        return err_set(err, E_IO, "not a file name");
    struct str folder = path_dir(path);
    if (may_append(str_dup(arena, path).ptr, folder.len > 0 ? str_dup(arena, folder).ptr : "/"))
        return OK;
    return err_set(err, E_IO, "%.*s: %s", STR_ARG(path), reason(arena, errno).ptr);
}
