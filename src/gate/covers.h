/* covers: which models each object of the contracts of one side speaks of. */
#ifndef STOPLOG_GATE_COVERS_H
#define STOPLOG_GATE_COVERS_H

#include "gate/contracts.h"
#include "project/project.h"

struct cover {
    const struct contract_file *file;
    const struct contract_object *object;
    const struct model *model;
    bool has_ends;  /* a column or field of the object is marked as going */
    bool is_repeat; /* an object before it in the file covers the model too */
};
struct cover_slice {
    const struct cover *items;
    size_t count;
};
struct covers {
    VEC_OF(struct cover); /* by file, then object, then model */
    struct map by_model;  /* fqn -> struct cover_list * */
    struct map by_name;   /* name -> struct cover_list * */
    struct map by_file;   /* path -> struct cover_slice * */
};
/* All that is promised about one model. */
struct cover_list {
    VEC_OF(const struct cover *);
};

/* Finds them. Of the names of an object (contract_object_names) the first decides that any model
 * has; it may be the name of several. The logical name counts beside a more telling one only where
 * it is the name of a single model. Linear in models and objects. Call covers_release. */
void covers_find(struct covers *out, struct arena *arena, const struct contracts *contracts,
                 const struct projects *projects);
/* What covers the model; NULL when nothing does. */
const struct cover_list *covers_of(const struct covers *covers, const struct model *model);
/* What the file covers; nothing for NULL. */
struct cover_slice covers_by(const struct covers *covers, const struct contract_file *file);
/* Whether the file says something about the model. */
bool covers_file(const struct covers *covers, const struct contract_file *file,
                 const struct model *model);
/* The same for a model of this name. */
bool covers_name(const struct covers *covers, const struct contract_file *file, struct str model);
void covers_release(struct covers *covers);

#endif
