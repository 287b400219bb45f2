/* replay: runs a fuzz target over stored inputs without libFuzzer, as an ordinary test.
 *
 * usage: <target> FILE|FOLDER... ; prints how many inputs ran. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t ran;

static int run_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    struct stat st;
    if (!file || fstat(fileno(file), &st) != 0) {
        perror(path);
        return 1;
    }
    size_t size = (size_t)st.st_size;
    uint8_t *data = malloc(size ? size : 1);
    size_t got = data ? fread(data, 1, size, file) : 0;
    (void)fclose(file);
    if (got == size)
        (void)LLVMFuzzerTestOneInput(data, size);
    free(data);
    ran++;
    return got != size;
}

static int run_path(const char *path)
{
    DIR *dir = opendir(path);
    int failed = 0;
    if (!dir)
        return run_file(path);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        char name[4096];
        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        failed |= run_file(name);
    }
    (void)closedir(dir);
    return failed;
}

int main(int argc, char **argv)
{
    int failed = 0;
    for (int i = 1; i < argc; i++)
        failed |= run_path(argv[i]);
    (void)printf("%zu inputs\n", ran);
    return failed;
}
