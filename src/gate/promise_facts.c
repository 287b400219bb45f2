/* promise_facts: what a contract that changed no longer promises, or promises now
 * (contract/diff.h).
 *
 * A contract of base is held against the one at the tip with the same id, wherever it lies, else
 * against the file at its path. Each change is a fact about the model that the object names, or
 * about the object where no model has that name. What is gone as a whole is CT104, told by those
 * who look at files and coverage. */
#include "gate/gate_private.h"

#include "contract/diff.h"

struct side {
    const struct contract_file *file;
    struct contract contract;
    bool is_read;
};

struct promises {
    struct judge *judge;
    struct fact_list *out;
    struct map tips; /* id of a contract of the tip -> struct side * */
};

static const struct source_entry *entry_of(const struct source *source, struct str path)
{
    const struct source_entry *entry = source ? source_find(source, path) : NULL;
    return entry && source_is_file(entry) ? entry : NULL;
}

/* Faults are told where all contracts are read. */
static struct side read_side(struct judge *judge, const struct source *source,
                             const struct contract_file *file)
{
    const struct source_entry *entry = entry_of(source, file->path);
    const struct yaml_options options = { .allow_aliases = true };
    struct side side = { .file = file };
    struct diags unheard;
    struct err err = { 0 };
    struct str bytes;
    struct node *root;
    diags_init(&unheard, judge->arena);
    side.is_read =
        entry && source->read(source, entry, &bytes, &err) == OK &&
        yaml_read(&root, judge->arena, file->path, bytes, options, &unheard, &err) == OK &&
        contract_read(&side.contract, judge->arena, root, &unheard);
    return side;
}

/* ---- pairs ---- */

static bool is_untouched(const struct judge *judge, const struct contract_file *tip)
{
    const struct contract_file *old = contract_find(&judge->before, tip->path);
    return old && oid_eq(&old->blob, &tip->blob);
}

static void index_tips(struct promises *p)
{
    struct judge *judge = p->judge;
    map_init(&p->tips, judge->arena);
    vec_for (const struct contract_file, file, &judge->after) {
        if (is_untouched(judge, file))
            continue;
        struct side *side = arena_new(judge->arena, struct side);
        *side = read_side(judge, judge->input->after_source, file);
        if (side->is_read && side->contract.id.len > 0)
            map_put(&p->tips, side->contract.id, side);
    }
}

/* False: nothing of the tip is that contract, or it cannot be read. */
static bool find_tip(struct promises *p, const struct side *old, struct side *out)
{
    const struct side *same_id =
        old->contract.id.len > 0 ? map_get(&p->tips, old->contract.id) : NULL;
    if (same_id) {
        *out = *same_id;
        return true;
    }
    const struct contract_file *file = contract_find(&p->judge->after, old->file->path);
    if (!file)
        return false;
    *out = read_side(p->judge, p->judge->input->after_source, file);
    return out->is_read;
}

/* ---- subjects ---- */

static const struct model *model_named(const struct projects *projects,
                                       const struct contract_object *object)
{
    struct str names[3];
    size_t count = object ? contract_object_names(names, object) : 0;
    for (size_t n = 0; n < count; n++)
        for (size_t i = 0; projects && i < projects->count; i++)
            vec_for (struct model *const, model, &projects->items[i]->models)
                if (model_names_agree((*model)->name, names[n]))
                    return *model;
    return NULL;
}

struct subject {
    const struct contract_object *before, *after; /* whose it is */
    const struct model *old_model, *new_model;
    const struct sql_dialect *dialect;
    struct str name;
};

static struct subject subject_of(const struct judge *judge, const struct contract_object *before,
                                 const struct contract_object *after)
{
    struct subject subject = { .before = before, .after = after };
    const struct contract_object *any = after ? after : before;
    subject.old_model = model_named(judge->input->before, before ? before : after);
    subject.new_model = model_named(judge->input->after, any);
    const struct model *model = subject.new_model ? subject.new_model : subject.old_model;
    subject.name = model ? model->name : any->physical_name.len ? any->physical_name : any->name;
    subject.dialect = model ? model->dialect : NULL;
    return subject;
}

static void add_fact(struct promises *p, const struct promise_change *change,
                     const struct subject *subject)
{
    vec_push(p->judge->arena, p->out,
             (struct fact){ .code = change->code,
                            .before = subject->old_model,
                            .after = subject->new_model,
                            .subject = subject->name,
                            .column = change->column,
                            .aspect = change->aspect,
                            .old_text = change->old_text,
                            .new_text = change->new_text,
                            .note = change->note,
                            .place = change->place });
}

/* What is said of the contract as a whole holds for each of its objects. */
static void add_for_all(struct promises *p, const struct promise_change *change,
                        const struct contract *contract)
{
    vec_for (const struct contract_object, object, &contract->objects) {
        struct subject subject = subject_of(p->judge, object, object);
        add_fact(p, change, &subject);
    }
}

static void add_all(struct promises *p, const struct promise_changes *changes,
                    const struct side *old)
{
    struct subject subject = { 0 };
    vec_for (const struct promise_change, change, changes) {
        if (change->code == FACT_CT104)
            continue;
        if (!change->before && !change->after) {
            add_for_all(p, change, &old->contract);
            continue;
        }
        if (!subject.name.ptr || subject.before != change->before || subject.after != change->after)
            subject = subject_of(p->judge, change->before, change->after);
        add_fact(p, change, &subject);
    }
}

/* Physical types are those of the models' engine, where all of them agree. */
static const struct sql_dialect *dialect_of(const struct judge *judge, const struct side *old)
{
    const struct sql_dialect *dialect = old->contract.dialect;
    bool first = true;
    if (dialect)
        return NULL; /* the contract says it itself */
    vec_for (const struct contract_object, object, &old->contract.objects) {
        struct subject subject = subject_of(judge, object, object);
        if (!first && subject.dialect != dialect)
            return NULL;
        dialect = subject.dialect;
        first = false;
    }
    return dialect;
}

void promise_facts(struct judge *judge, struct fact_list *out)
{
    struct promises p = { .judge = judge, .out = out };
    index_tips(&p);
    vec_for (const struct contract_file, file, &judge->before) {
        const struct contract_file *same = contract_find(&judge->after, file->path);
        if (same && oid_eq(&same->blob, &file->blob))
            continue;
        struct side old = read_side(judge, judge->input->before_source, file), new;
        struct promise_changes changes = { 0 };
        if (!old.is_read || !find_tip(&p, &old, &new))
            continue;
        contract_diff(&changes, judge->arena, &old.contract, &new.contract,
                      dialect_of(judge, &old));
        add_all(&p, &changes, &old);
    }
    map_release(&p.tips);
}
