/* sql_file: one .sql file of models/ or audits/ read into drafts. Private to the project layer. */
#ifndef STOPLOG_PROJECT_SQL_FILE_H
#define STOPLOG_PROJECT_SQL_FILE_H

#include "project/block.h"
#include "sql/parse.h"

/* Reads a model file: one draft per model (several with blueprints) and its inline audits. Faults
 * are noted in *out; E_LIMIT when the file has too many tokens. */
MUST_USE enum status sql_model_file(struct file_result *out, struct file *file, struct err *err);
/* Reads a file of AUDIT definitions; standalone ones become drafts as well. */
MUST_USE enum status sql_audit_file(struct file_result *out, struct file *file, struct err *err);

/* The dialect that a block at the start of the text names, or "".
 * Source: sqlmesh/core/dialect.py, DIALECT_PATTERN (a search, not a parse: comments count too). */
struct str dialect_sniff(struct str text);

/* Lexes the file in this dialect into scratch memory. The reader has no draft yet. */
MUST_USE enum status sql_file_lex(struct reader *reader, struct sql_text *text, struct file *file,
                                  const struct sql_dialect *dialect, struct err *err);
/* The same in the dialect the file names, and cuts it into pieces. */
MUST_USE enum status sql_file_open(struct reader *reader, struct sql_text *text,
                                   struct sql_pieces *pieces, struct file *file, struct err *err);
/* WORD '(' ... ')' as a whole piece: gives the tokens between the parentheses. trailing: nothing
 * closes them, or something follows. */
bool piece_is_block(struct reader *reader, const struct sql_piece *piece, const char *word,
                    uint32_t *from, uint32_t *to, bool *trailing);
/* Reads an AUDIT block and the piece behind it. Returns the number of pieces used. */
size_t audit_read(struct reader *reader, struct file_result *out, const struct sql_piece *pieces,
                  size_t count);
/* A piece as written, as SQLMesh hashes it: from its first token to its last. A ';' that ends the
 * whole file belongs to it; a block of Jinja is taken with its words. Source:
 * sqlmesh/core/dialect.py, parse(). */
struct str piece_text(struct arena *arena, const struct sql_text *text,
                      const struct sql_piece *piece);
/* One statement that is not the query. */
void statement_read(struct reader *reader, struct statements *list, const struct sql_piece *piece);
/* Notes a block whose end word is missing: SQLMesh leaves its last word out. */
void note_not_closed(struct reader *reader, const struct sql_piece *piece);
bool piece_is_query(const struct sql_text *text, const struct sql_piece *piece, bool alone);
/* The tree of the piece that is a model's query, for tokens [from, to); diags may be NULL. */
const struct sql_node *sql_model_query(struct arena *arena, const struct sql_text *text,
                                       uint32_t from, uint32_t to, struct diags *diags);
/* A draft with its maps ready. */
struct draft *draft_new(struct arena *arena, const struct file *file, enum model_class class);
/* The text of the comments in tokens [from, to), one per line, without their marks. */
struct str comments_text(struct arena *arena, const struct sql_text *text, uint32_t from,
                         uint32_t to);
/* Sets the descriptions of the draft's columns from the comments beside the projections. */
void column_comments(struct reader *reader, const struct sql_node *query);

#endif
