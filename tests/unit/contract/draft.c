/* draft: writes a contract for every model of a folder, reads each back and holds it against its
 * model.    draft FOLDER OUT   writes OUT/<n>.yaml
 *
 * Prints a line per model: "written NAME OUT/<n>.yaml", "none NAME REASON" or "differs NAME WHAT".
 * Ends with 1 when a contract does not read back as what the model is. */
#include "project/folder.h"

#include "contract/against.h"
#include "contract/write.h"
#include "project/project.h"

static bool save(struct str bytes, const char *path)
{
    FILE *file = fopen(path, "wb");
    bool done = file && fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len;
    return file && fclose(file) == 0 && done;
}

/* NULL, or what is wrong. */
static const char *read_back(struct arena *arena, const struct model *model, struct str text,
                             struct contract_mismatches *out)
{
    struct node *root;
    struct contract contract;
    struct diags diags;
    struct err err;
    const struct yaml_options options = { .allow_aliases = false };
    diags_init(&diags, arena);
    if (yaml_read(&root, arena, STR("draft.yaml"), text, options, &diags, &err) != OK)
        return "cannot be read as YAML";
    if (!contract_read(&contract, arena, root, &diags) || diags.count > 0)
        return "cannot be read as a contract without a word";
    if (contract.objects.count != 1 || contract.status != CONTRACT_DRAFT ||
        !str_eq(contract.name, model->name))
        return "reads as another contract";
    contract_against(out, arena, &contract.objects.items[0], model);
    return NULL;
}

/* Columns that cannot be told were left out and named among the gaps. */
static bool holds(const struct contract_mismatches *mismatches, const struct contract_texts *gaps)
{
    vec_for (const struct contract_mismatch, it, mismatches)
        if (it->kind != MISMATCH_EXTRA && (it->kind != MISMATCH_UNCLEAR || gaps->count == 0)) {
            printf("%s %.*s: ", mismatch_name(it->kind), STR_ARG(it->column));
            return false;
        }
    return true;
}

/* False when the contract is not what the model is. */
static bool draft_model(struct arena *arena, const struct project *project,
                        const struct model *model, const char *path)
{
    static const char *const reasons[] = {
        [DRAFT_NO_TABLE] = "nobody can read it", [DRAFT_NO_COLUMNS] = "no column is known"
    };
    struct contract_draft draft = { .model = model,
                                    .project = project->config.project_name,
                                    .team = model->owner };
    struct contract_texts gaps;
    struct contract_mismatches mismatches = { 0 };
    struct buf text;
    buf_init(&text, arena, LIMIT_yaml_bytes);
    enum draft_fault fault = contract_write(&text, arena, &draft, &gaps);
    if (fault != DRAFT_FINE) {
        printf("none %.*s %s\n", STR_ARG(model->name), reasons[fault]);
        return true;
    }
    const char *wrong = read_back(arena, model, buf_str(&text), &mismatches);
    if (!wrong && !holds(&mismatches, &gaps))
        wrong = "does not hold";
    if (!wrong && !save(buf_str(&text), path))
        wrong = "cannot be saved";
    printf("%s %.*s %s\n", wrong ? "differs" : "written", STR_ARG(model->name),
           wrong ? wrong : path);
    return !wrong;
}

int main(int argc, char **argv)
{
    struct arena arena;
    struct folder_files files = { 0 };
    struct source source;
    struct projects projects;
    struct diags diags;
    struct err err = { OK, "" };
    unsigned number = 0;
    bool good = true;

    if (argc != 3)
        return 2;
    arena_init(&arena, LIMIT_memory_bytes, NULL);
    diags_init(&diags, &arena);
    folder_walk(&arena, &files, str_of(argv[1]), STR_EMPTY, 0);
    source_from_memory(&source, &arena, files.items, files.count, str_of(argv[1]));
    if (projects_load(&projects, &arena, &source, parse_cache_new(&arena), &diags, &err) != OK) {
        fprintf(stderr, "%s\n", err.text);
        return 2;
    }
    for (size_t i = 0; i < projects.count; i++)
        for (size_t j = 0; j < projects.items[i]->models.count; j++) {
            struct str path = str_fmt(&arena, "%s/%u.yaml", argv[2], ++number);
            good = draft_model(&arena, projects.items[i], projects.items[i]->models.items[j],
                               path.ptr) &&
                   good;
        }
    arena_release(&arena);
    return !good;
}
