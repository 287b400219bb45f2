/* bind_private: what the files of bind share. Private to the SQL front end. */
#ifndef STOPLOG_SQL_BIND_PRIVATE_H
#define STOPLOG_SQL_BIND_PRIVATE_H

#include "sql/bind.h"
#include "sql/form.h"
#include "sql/query.h"

/* A relation without columns. */
struct bind_relation *bind_new(struct binder *binder, enum bind_kind kind, bool complete);
/* A column that repeats one of another relation. */
struct bind_column bind_repeat(struct binder *binder, const struct bind_relation *relation,
                               size_t index);
/* Notes that from here on other columns may stand between those that are listed. */
void bind_open(struct bind_relation *relation);
/* Adds a column; past LIMIT_query_columns the relation stays without it, incomplete. */
void bind_add(struct binder *binder, struct bind_relation *relation, struct bind_column column);
/* Whether a list of identifiers (USING, EXCEPT) has the name. */
bool bind_in_list(const struct sql_node *list, struct str name);

/* Adds what a STAR node stands for in the scope, its EXCEPT, REPLACE and RENAME applied. */
void bind_star(struct binder *binder, struct bind_relation *out, const struct bind_scope *scope,
               const struct sql_node *star);
/* Adds every visible column of all sources. star: kept as the origin, may be NULL. */
void bind_star_all(struct binder *binder, struct bind_relation *out, const struct bind_scope *scope,
                   const struct sql_node *star);
/* The type of a plain column, "" when it is not known for sure. */
struct str bind_type_of(struct binder *binder, const struct bind_scope *scope,
                        const struct sql_node *expr);

#endif
