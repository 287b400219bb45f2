/* folder: a folder on disk as files in memory, for helper programs of the tests. */
#ifndef STOPLOG_TESTS_UNIT_PROJECT_FOLDER_H
#define STOPLOG_TESTS_UNIT_PROJECT_FOLDER_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "base/source.h"
#include "base/vec.h"

struct folder_files {
    VEC_OF(struct mem_file);
};

static inline struct str folder_bytes(struct arena *arena, const char *path, size_t size)
{
    char *bytes = arena_alloc(arena, size + 1);
    FILE *file = fopen(path, "rb");
    size_t n = file ? fread(bytes, 1, size, file) : 0;
    if (file)
        (void)fclose(file);
    return (struct str){ bytes, n };
}

/* Adds every file below top/path, links as such, without .git. */
static inline void folder_walk(struct arena *arena, struct folder_files *files, struct str top,
                               struct str path, unsigned depth)
{
    struct str full = path.len ? path_join(arena, top, path) : top;
    DIR *dir = opendir(full.ptr);
    for (struct dirent *entry; dir && depth < LIMIT_tree_depth && (entry = readdir(dir));) {
        struct str name = str_dup(arena, str_of(entry->d_name));
        struct stat stat;
        if (str_eq(name, STR(".")) || str_eq(name, STR("..")) || str_eq(name, STR(".git")))
            continue;
        struct str below = path_join(arena, path, name), file = path_join(arena, full, name);
        if (lstat(file.ptr, &stat) != 0)
            continue;
        if (S_ISDIR(stat.st_mode))
            folder_walk(arena, files, top, below, depth + 1);
        else if (S_ISLNK(stat.st_mode))
            vec_push(arena, files, (struct mem_file){ below, STR_EMPTY, MODE_LINK });
        else
            vec_push(
                arena, files,
                (struct mem_file){ below, folder_bytes(arena, file.ptr, (size_t)stat.st_size), 0 });
    }
    if (dir)
        (void)closedir(dir);
}

#endif
