/* write_parts: what the files of the writer share. Private to write*.c. */
#ifndef STOPLOG_CONTRACT_WRITE_PARTS_H
#define STOPLOG_CONTRACT_WRITE_PARTS_H

#include "base/map.h"
#include "codec/yaml_write.h"
#include "contract/keeps.h"
#include "contract/write.h"

struct metric; /* write_quality.c */

/* An audit, where the contract says it. */
struct draft_check {
    const struct audit_call *call;
    const struct metric *metric; /* of ODCS that says the same; NULL: none */
    struct draft_check *next;    /* at the same place */
};
/* Those of one place, in order. */
struct draft_checks {
    struct draft_check *first, *last;
};

struct draft_writer {
    struct arena *arena;
    struct yaml_writer *yaml;
    const struct contract_draft *draft;
    const struct model *model;
    struct {
        VEC_OF(const struct column *);
    } columns;          /* that are written: named, each once, in order */
    struct map by_name; /* the same by name */
    struct model_keeps keeps;
    const struct model_key *primary; /* of which every column is written; NULL: none */
    struct column_names partitions;  /* in order */
    struct map checks;               /* name of a column, "" = the object -> draft_checks * */
};

/* Where a name stands in a list, from 1; 0 = nowhere. */
size_t names_position(const struct column_names *names, struct str name);
/* The audits of the model with the columns they are about. */
void draft_checks_find(struct draft_writer *writer);
/* `quality` of a column, "" = of the object; nothing where there is none. */
void draft_write_checks(struct draft_writer *writer, struct str column);
/* `properties` of the object. */
void draft_write_columns(struct draft_writer *writer);

#endif
