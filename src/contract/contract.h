/* contract: one data contract as one normal form, whatever format it was written in.
 *
 * Owns the types that ODCS v3 and DCS 1.x files are read into, and nothing of how two of them
 * differ (diff.h) or of what a model looks like (against.h). Everything is text as the file has it,
 * trimmed, unless a comment says otherwise; absent is "". Places are those of the file. What is
 * said of a column is in parts.h.
 *
 * Must not know policies, consumers, refs or what day it is. */
#ifndef STOPLOG_CONTRACT_CONTRACT_H
#define STOPLOG_CONTRACT_CONTRACT_H

#include "codec/yaml.h"
#include "contract/parts.h"
#include "sql/dialect.h"

/* Of whose making the file is; told by what stands at the top of it, never by its name. */
enum contract_format {
    CONTRACT_NONE,     /* neither of them */
    CONTRACT_ODCS,     /* kind: DataContract, apiVersion v3.x */
    CONTRACT_ODCS_OLD, /* ODCS v2: another layout, refused with a diag */
    CONTRACT_DCS       /* dataContractSpecification: 0.9 to 1.x */
};

/* ODCS v3.1 `status`, in the order in which a contract goes through it; DCS says "in development"
 * for draft. */
enum contract_status {
    CONTRACT_UNSTATED, /* none, or a word of the team's own: as binding as active */
    CONTRACT_PROPOSED,
    CONTRACT_DRAFT,
    CONTRACT_ACTIVE,
    CONTRACT_DEPRECATED,
    CONTRACT_RETIRED
};

/* One table, view or file that the contract speaks of: an item of `schema`, a model of DCS. */
struct contract_object {
    struct str name, id, physical_name, physical_type;
    struct str sqlmesh_model; /* customProperties: sqlmeshModel; the contract's own where only it
                                 has one */
    struct contract_columns columns; /* in the order of the file */
    bool lists_columns;              /* false: the file says nothing about columns */
    struct contract_texts references;
    struct contract_checks checks;
    struct contract_end end;
    struct str grain;     /* dataGranularityDescription */
    struct str described; /* as of columns */
    struct str unread;    /* the same */
    struct place place;
};

/* One entry of slaProperties or servicelevels. */
struct contract_sla {
    struct str property; /* long name, lower case without blanks: "latency", "endofsupport" */
    struct str element;  /* "orders.amount", "" = all of it */
    struct str value, value_ext, unit, driver, schedule;
    struct place place;
};

struct contract_member {
    struct str username, name, role;
    bool has_left;      /* a dateOut is stated */
    struct place place; /* of the user name, or of all where there is none */
};

struct contract {
    enum contract_format format;
    struct str path; /* of the file */
    struct str api_version;
    struct str id, name, version, domain, description;
    struct str status_text; /* as written */
    enum contract_status status;
    struct str team; /* team.name, or info.owner of DCS */
    struct {
        VEC_OF(struct contract_member);
    } members;
    struct {
        VEC_OF(struct contract_object);
    } objects; /* in the order of the file */
    struct {
        VEC_OF(struct contract_sla);
    } slas;                            /* sorted by property, element */
    struct contract_texts support;     /* "email: data@example.com", announcements first */
    struct contract_end end;           /* endOfLife, else endOfSupport, of the whole contract */
    struct str notice_period;          /* terms.noticePeriod: ISO 8601, "P3M" */
    const struct sql_dialect *dialect; /* of its servers, when they agree; NULL otherwise */
    struct str sqlmesh_model;          /* customProperties of the whole contract */
    struct str described;              /* digest of all that only describes */
    struct str unread;                 /* as of columns */
    struct place place, version_place, status_place;
};

/* Tells the format by the keys at the top (ODCS v3.1: kind, apiVersion; DCS 1.2:
 * dataContractSpecification). */
enum contract_format contract_format_of(const struct node *root);

/* Reads a parsed document into the normal form. False with a DIAG_WARN when it is no contract that
 * can be read: another format, ODCS v2, a `schema` or `models` of the wrong kind, a reference that
 * leads nowhere or in a circle. Unknown keys are one DIAG_NOTE each, never fatal (v3.2 adds keys to
 * v3.1); a version or date of the wrong kind is a DIAG_WARN. All memory is of the arena; texts may
 * be slices of the node's. Nested columns deeper than LIMIT_contract_depth, more of them than
 * LIMIT_contract_columns: DIAG_WARN that names the limit, and false. */
bool contract_read(struct contract *out, struct arena *arena, const struct node *root,
                   struct diags *diags);

/* "ODCS", "DCS" */
const char *contract_format_name(enum contract_format format);
/* "active" ...; "" for CONTRACT_UNSTATED. */
const char *contract_status_name(enum contract_status status);
/* Case and blanks at the ends do not count; CONTRACT_UNSTATED for any other word. */
enum contract_status contract_status_find(struct str text);

/* The names by which an object may be the name of a model, the one that decides first:
 * physicalName, sqlmeshModel, name. Fills at most 3, gives how many. */
size_t contract_object_names(struct str out[3], const struct contract_object *object);
/* The column with this physical name, or where it has none this name; ASCII case folded; NULL when
 * there is none. */
const struct contract_column *contract_column_find(const struct contract_object *object,
                                                   struct str name);
/* The name of the column in the table: its physical name, or its name. */
struct str contract_column_physical(const struct contract_column *column);

#endif
