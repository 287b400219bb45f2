/* importer: what the readers of imported files share. Private to this layer.
 *
 * A reader says what its file says, in names as they stand there: import_rule, import_consumer.
 * What that comes to, who is meant by a name and what a limit is, is decided in one place. */
#ifndef STOPLOG_POLICY_IMPORTER_H
#define STOPLOG_POLICY_IMPORTER_H

#include "codec/digest.h"
#include "policy/load.h"

enum import_shape { IMPORT_TEXT, IMPORT_YAML, IMPORT_DOCUMENTS };

/* A name as written, and another way to write it ("" = none). */
struct import_name {
    struct str text, other;
    struct place place;
};
struct import_names {
    VEC_OF(struct import_name);
};

enum import_way { WAY_PATH, WAY_NAME, WAY_FOLDER };

struct import_rule {
    enum import_way way;
    struct str text;            /* path glob, name of a model, or folder */
    struct str within;          /* WAY_FOLDER: regular expression, "" = all of it */
    struct import_names owners; /* any of them; none: left without an owner */
    unsigned approvals;         /* 0 = 1 */
    bool optional, joins, stops;
    unsigned section;
    struct place place;
};

struct dbt_member {
    struct str model, group;
    struct place place;
};

/* One import while its files are read. */
struct import_run {
    struct loader *load;
    const struct policy_import *import;
    struct str path, bytes;
    const struct node *root; /* IMPORT_YAML, IMPORT_DOCUMENTS */
    struct digest *digest;   /* not NULL: only the form of one file is wanted */
    struct map aliases;      /* OWNERS_ALIASES: folded name -> struct import_names * */
    struct map groups;       /* dbt: name -> struct import_names * */
    struct map folders;      /* Backstage: folder -> struct import_name * of its owner */
    struct {
        VEC_OF(struct dbt_member);
    } members;
};

struct import_kind {
    const char *word;
    enum import_shape shape;
    void (*read)(struct import_run *run);
    const char *also;
    void (*read_also)(struct import_run *run);
    void (*finish)(struct import_run *run); /* after the last file; not for a form */
};

/* The file owns, or leaves without an owner, what the rule is about. */
void import_rule(struct import_run *run, const struct import_rule *rule);
/* The file declares a consumer with these owners. */
void import_consumer(struct import_run *run, const struct consumer *consumer,
                     const struct import_names *owners);
/* Anything else that makes a difference, for the form. */
void import_say(struct import_run *run, struct str text);
/* Names in both ways of writing them, for the form: either may decide who is meant. */
void import_say_names(struct import_run *run, const struct import_names *names);
/* Adds a name; a node that is no text is a fault and gives false. */
bool import_add_name(struct import_run *run, struct import_names *names, const struct node *node);
/* Adds the texts of a text or list of texts. NULL adds nothing. */
void import_add_names(struct import_run *run, struct import_names *names, const struct node *node);
/* The place of a byte of a line of the file. */
struct place import_place(const struct import_run *run, uint32_t line, size_t offset);

#define IMPORT(word, shape, read, also, read_also, finish) void read(struct import_run *run);
#include "policy/imports.def"
#undef IMPORT
/* OWNERS_ALIASES, before any OWNERS. */
void import_owners_aliases(struct import_run *run);
/* Models of dbt get the owners of their groups, once all files are read. */
void import_dbt_finish(struct import_run *run);

#endif
