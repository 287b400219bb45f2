/* mutants: prints the mutants of tests/mutations as lines of JSON, for a program that runs them.
 *
 *   mutants DIALECT                                                                              */
#include "change/mutate/corpus.h"
#include "codec/json.h"

static void print_mutant(struct arena *arena, const struct mutant *mutant)
{
    const struct kind *kind = &kinds[mutant->kind];
    struct jvalue *line = jobject();
    struct buf out;

    jset_str(line, "file", mutant->query->file);
    jset_str(line, "query", mutant->query->name);
    jset_str(line, "kind", str_of(kind->name));
    jset_bool(line, "same", kind->preserves);
    jset_str(line, "before", mutant->query->text.bytes);
    jset_str(line, "after", mutant->text);
    buf_init(&out, arena, 1u << 20);
    jwrite(&out, line, 0);
    printf("%s\n", buf_str(&out).ptr);
    jrelease(line);
}

int main(int argc, char **argv)
{
    struct arena arena;
    struct corpus corpus;
    struct mutants mutants = { 0 };

    if (argc != 2) {
        fprintf(stderr, "usage: mutants DIALECT\n");
        return 2;
    }
    arena_init(&arena, 1u << 30, NULL);
    const char *why = corpus_read(&corpus, &arena);
    if (why)
        fprintf(stderr, "mutants: %s cannot be read\n", why);
    for (size_t i = 0; !why && i < corpus.queries.count; i++) {
        const struct query *query = corpus.queries.items[i];
        if (str_eq(query->text.dialect->name, str_of(argv[1])))
            corpus_mutate(&mutants, &arena, query, false, MOST_PER_QUERY);
    }
    vec_for (const struct mutant, mutant, &mutants)
        print_mutant(&arena, mutant);
    corpus_release(&corpus);
    arena_release(&arena);
    return why != NULL;
}
