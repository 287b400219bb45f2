/* flow_dump FOLDER [MODEL]...: the flow of every model of a project, or of those named. With -t
 * only the time that loading and all flows took. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "change/tree.h"
#include "lineage/flow_text.h"

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

struct dump {
    struct arena arena, scratch;
    struct projects projects;
    size_t reads;
    bool quiet;
};

static void one(struct dump *dump, const struct model *model)
{
    struct flow flow;
    flow_of(&flow, &dump->arena, &dump->scratch, model);
    for (size_t i = 0; i < flow.column_count; i++)
        dump->reads += flow.columns[i].count;
    if (!dump->quiet)
        printf("%.*s\n%.*s\n", STR_ARG(model->fqn), STR_ARG(flow_text(&dump->arena, &flow, model)));
    arena_reset(&dump->scratch);
}

static bool load(struct dump *dump, const char *folder)
{
    struct tree tree = { 0 };
    struct source source;
    struct diags diags;
    struct err err;
    tree_walk(&tree, &dump->arena, str_of(folder), STR_EMPTY);
    source_from_memory(&source, &dump->arena, tree.items, tree.count, STR("dump"));
    diags_init(&diags, &dump->arena);
    return projects_load(&dump->projects, &dump->arena, &source, parse_cache_new(&dump->arena),
                         &diags, &err) == OK;
}

int main(int argc, char **argv)
{
    struct dump dump = { .quiet = argc > 1 && !strcmp(argv[1], "-t") };
    if (argc < 2 + dump.quiet)
        return 2;
    arena_init(&dump.arena, (size_t)4 << 30, NULL);
    arena_init(&dump.scratch, (size_t)1 << 30, NULL);
    double start = now();
    if (!load(&dump, argv[1 + dump.quiet]))
        return 1;
    double loaded = now();
    size_t held = arena_used(&dump.arena);
    for (size_t i = 0; i < dump.projects.count; i++)
        for (size_t k = 0; k < dump.projects.items[i]->models.count; k++)
            one(&dump, dump.projects.items[i]->models.items[k]);
    if (dump.quiet)
        printf("%zu models: loaded in %.0f ms, %zu MiB; %zu reads in %.0f ms, %zu MiB more\n",
               dump.projects.model_count, loaded - start, held >> 20, dump.reads, now() - loaded,
               (arena_used(&dump.arena) - held) >> 20);
    map_release(&dump.projects.by_fqn);
    arena_release(&dump.scratch);
    arena_release(&dump.arena);
    return 0;
}
