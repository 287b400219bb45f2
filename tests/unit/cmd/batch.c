/* batch: runs stoplog once for every line of standard input, in one process.
 *
 * A line holds a name and the arguments, separated by tabs. Standard output gets, for each, what
 * the command prints and then {"ran": <name>, "code": <exit code>} on a line of its own, so that a
 * reader of JSON can tell the runs apart. Spares the comparison with SQLMesh thousands of starts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/limits.h"
#include "cmd/cmd.h"

enum { ARGUMENTS = 64 };

static int split(char *line, char **argv)
{
    int argc = 0;

    for (char *at = line; at && argc < ARGUMENTS;) {
        argv[argc++] = at;
        at = strchr(at, '\t');
        if (at)
            *at++ = '\0';
    }
    argv[argc] = NULL;
    return argc;
}

static void run(char *line)
{
    char *argv[ARGUMENTS + 1], stoplog[] = "stoplog";
    struct arena arena;
    struct env env;
    int argc = split(line, argv);
    const char *name = argv[0];

    argv[0] = stoplog;
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    env_read(&env, &arena);
    int code = cmd_main(&arena, &env, argc, argv);
    arena_release(&arena);
    printf("\n{\"ran\": \"%s\", \"code\": %d}\n", name, code);
    fflush(stdout);
}

int main(void)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t length;

    while ((length = getline(&line, &size, stdin)) > 0) {
        if (line[length - 1] == '\n')
            line[length - 1] = '\0';
        run(line);
    }
    free(line);
    return 0;
}
