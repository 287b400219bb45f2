/* load: the state of one projects_load and the steps it is made of. Private to the project layer.
 */
#ifndef STOPLOG_PROJECT_LOAD_H
#define STOPLOG_PROJECT_LOAD_H

#include "project/loaded.h"
#include "project/read.h"
#include "sql/abridge.h"

struct load {
    struct arena *arena;
    const struct source *source;
    struct parse_cache *cache;
    struct diags *diags;
    struct arena scratch; /* of the file that is being read */
    size_t files_read, bytes_read;
};

/* One project while it is put together. */
struct assembly {
    struct load *load;
    struct project *project;
    struct str settings; /* digest of the configuration that reading a file depends on */
    struct {
        VEC_OF(struct draft *);
    } drafts;
    struct map audits; /* name -> struct draft * of the definition */
};

/* --- discover.c: roots -------------------------------------------------------------------------
 */

struct project_root {
    struct str dir;
    bool is_dbt;
};
struct project_roots {
    VEC_OF(struct project_root);
};
/* Every folder with a configuration and something of SQLMesh beside it, sorted. */
void roots_find(struct project_roots *out, struct load *load);

/* --- config.c --------------------------------------------------------------------------------- */

/* Reads the project's configuration file; faults become its unknowns. */
MUST_USE enum status config_load(struct project *project, struct load *load, struct err *err);
/* Whether the configuration leaves the file out. path: from the project root.
 * Source: sqlmesh/core/loader.py, _glob_paths(). */
bool config_ignores(const struct config *config, struct str path);
/* Digest of everything in the configuration that reading one file depends on. */
struct str config_digest(struct arena *arena, const struct project *project);

/* --- find.c: what projects_find knows about the names of a snapshot; empty at first -------------
 */
struct name_index;
struct name_index *name_index_new(struct arena *arena);

/* --- cache.c: parsed files ---------------------------------------------------------------------
 */

struct parse_cache {
    struct arena *arena;
    struct arena scratch;         /* for what is read again */
    struct map files;             /* kind, blob, path, settings -> struct file_result * */
    struct map shapes;            /* names and types of columns -> struct shape * */
    struct arena whole_scratch;   /* for columns with all that is known of them */
    struct query_view last_query; /* of body.c, of this draft, in this memory */
    const struct draft *last_draft;
    struct arena last_arena;
    struct sql_plain plain; /* of body.c, of this draft, in this memory, if it is plain */
    const struct draft *plain_draft;
    struct arena plain_arena;
    bool is_plain;
};

/* --- columns.c: columns of models --------------------------------------------------------------
 */

struct resolver_frame {
    struct loaded *model;
    size_t next; /* parent to look at next */
};
struct same_pair {
    struct loaded *before, *after;
    size_t next;          /* parent to ask about next */
    enum sameness so_far; /* what the parents before that leave */
};
/* Answers questions about one snapshot's models. */
struct resolver {
    struct arena *arena;
    struct arena scratch;     /* of the model at hand */
    struct projects projects; /* a copy: the caller's may move */
    struct parse_cache *cache;
    struct map *shapes;
    struct {
        VEC_OF(struct resolver_frame);
    } stack; /* models whose columns are being made, each a parent of the one before */
    struct {
        VEC_OF(struct same_pair);
    } pairs;       /* asked about in same.c, each read by the one before */
    bool circular; /* some model hangs on itself */
};

/* --- same.c ------------------------------------------------------------------------------------
 */

/* Whether both read the same tables in the same way. */
bool same_dependencies(const struct model *b, const struct model *a);

/* --- files.c: reading the files of one folder ---------------------------------------------------
 */

typedef enum status file_reader(struct file_result *out, struct file *file, struct err *err);
/* Makes the scratch memory ready, and gives it back when a file took much of it. */
void scratch_init(struct load *load);
void scratch_trim(struct load *load);
/* Reads one entry: text checked, fault noted, line ends turned into LF as Python does when it reads
 * text. *bytes.ptr is NULL when the file gives nothing. */
MUST_USE enum status entry_read(struct load *load, const struct source_entry *entry,
                                struct unknowns *unknowns, struct str *bytes, struct err *err);
/* The same with the line ends as they are, for data. */
MUST_USE enum status entry_read_bytes(struct load *load, const struct source_entry *entry,
                                      struct unknowns *unknowns, struct str *bytes,
                                      struct err *err);
/* Parses one file, or takes it from the cache, and adds what it gave to the assembly. */
MUST_USE enum status file_take(struct assembly *assembly, const struct source_entry *entry,
                               const char *kind, file_reader *read, struct err *err);
/* Every file below root/folder with this ending (links and modules noted as unknown) that is not
 * ignored. */
MUST_USE enum status folder_take(struct assembly *assembly, const char *folder, const char *ending,
                                 file_reader *read, struct err *err);
/* Calls visit for the same files. */
typedef enum status entry_visitor(void *ctx, const struct source_entry *entry, struct err *err);
MUST_USE enum status folder_visit(struct load *load, struct project *project, const char *folder,
                                  const char *ending, entry_visitor *visit, void *ctx,
                                  struct err *err);

/* --- the steps -------------------------------------------------------------------------------- */

/* Copies the drafts into models and adds what the whole project tells. */
MUST_USE enum status models_resolve(struct assembly *assembly, struct err *err);
/* Lets every model find its parents and make its columns when they are asked for. */
void columns_prepare(struct projects *projects, struct parse_cache *cache);

#endif
