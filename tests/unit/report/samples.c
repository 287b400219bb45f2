/* Writes reports as files, for the tests that hand them to their readers: samples DIR
 *
 * blocked, undecided, passed: that verdict in every format. hostile-<n>: a hostile text in every
 * place of one. wide: two hundred consumers of fifty models. */
#include "report/golden.h"
#include "report/hostile.h"

static const char *const extensions[FORMAT_COUNT] = {
    [FORMAT_TEXT] = "txt",      [FORMAT_JSON] = "json",          [FORMAT_MARKDOWN] = "md",
    [FORMAT_HTML] = "html",     [FORMAT_SARIF] = "sarif",        [FORMAT_JUNIT] = "xml",
    [FORMAT_GITHUB] = "github", [FORMAT_GITLAB] = "gitlab.json", [FORMAT_MERMAID] = "mermaid",
    [FORMAT_DOT] = "dot",
};

static bool write_sample(struct make *make, const char *folder, const char *name)
{
    for (enum format format = 0; format < FORMAT_COUNT; format++) {
        struct buf out;
        const struct run run = { &make->verdict, 1, STR_EMPTY, 0 };
        buf_init(&out, make->arena, LIMIT_report_bytes);
        report_write(&out, make->arena, format, &run, &terminal_options);
        struct str path = str_fmt(make->arena, "%s/%s.%s", folder, name, extensions[format]),
                   text = buf_str(&out);
        FILE *file = fopen(path.ptr, "wb");
        if (!file || fwrite(text.ptr, 1, text.len, file) != text.len || fclose(file) != 0) {
            perror(path.ptr);
            return false;
        }
    }
    return true;
}

/* Each consumer is reached over its model from one root. */
static void make_wide(struct make *make, struct arena *arena)
{
    enum { MODELS = 50, READERS = 200 };
    make_start(make, arena);
    struct fact fact =
        make_fact(FACT_CL101, make_model(make, "fin.root", "models/root.sql"), "a", "");
    make_add(make, fact);
    for (size_t i = 0; i < READERS; i++) {
        struct consumer *consumer = arena_new(arena, struct consumer);
        *consumer = (struct consumer){ .id = str_fmt(arena, "reader_%03zu", i),
                                       .type = STR("dashboard"),
                                       .label = STR_EMPTY,
                                       .url = STR_EMPTY,
                                       .contact = STR_EMPTY,
                                       .team = make->bi,
                                       .owner_name = STR_EMPTY,
                                       .owner_email = STR_EMPTY };
        vec_push(arena, &make->verdict.consumers, (struct reach_summary){ consumer, true, i, 1 });
        make_reach(make, 0, i, "fin.root", str_fmt(arena, "fin.model_%02zu", i % MODELS).ptr);
    }
    make_levels(make, LEVEL_BLOCK);
    make->verdict.outcome = OUTCOME_BLOCK;
}

static bool write_all(struct arena *arena, const char *folder)
{
    struct make make;
    make_dropped_column(&make, arena);
    bool ok = write_sample(&make, folder, "blocked");
    make_start(&make, arena);
    ok = ok && write_sample(&make, folder, "passed");
    make.verdict.outcome = OUTCOME_UNDECIDED;
    make.verdict.why_undecided = STR("object 1234 is missing");
    ok = ok && write_sample(&make, folder, "undecided");
    make_wide(&make, arena);
    ok = ok && write_sample(&make, folder, "wide");
    for (size_t i = 0; i < HOSTILE_COUNT && ok; i++) {
        make_hostile(&make, arena, hostile_text(arena, i));
        ok = write_sample(&make, folder, str_fmt(arena, "hostile-%02zu", i).ptr);
    }
    return ok;
}

int main(int argc, char **argv)
{
    struct arena arena;
    if (argc != 2) {
        (void)fprintf(stderr, "usage: samples DIR\n");
        return 2;
    }
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    bool ok = write_all(&arena, argv[1]);
    arena_release(&arena);
    return ok ? 0 : 1;
}
