/* jinja: the Jinja macros of a project and the names that templates use. Private to the project
 * layer. Renders nothing. Source: sqlmesh/utils/jinja.py, MacroExtractor. */
#ifndef STOPLOG_PROJECT_JINJA_H
#define STOPLOG_PROJECT_JINJA_H

#include "base/map.h"
#include "base/str.h"

struct jinja_macros;
struct variable_names;
/* An empty set of macros. */
struct jinja_macros *jinja_macros_new(struct arena *arena);
/* Adds every {% macro name(...) %} ... {% endmacro %} of the text. */
void jinja_macros_read(struct jinja_macros *macros, struct str path, struct str text);
/* Digest of the raw text of a macro and of all that it calls: layout counts, as it may come out;
 * and the variables they read. False when there is no such macro. */
bool jinja_macros_digest(struct jinja_macros *macros, struct str name, struct str *digest,
                         struct str *path, const struct variable_names **variables);

/* One call in a template: name(...). argument: its first argument when it is a string literal and
 * no more; computed: when it is anything else. */
struct jinja_call {
    struct str name, argument;
    bool computed;
};
/* Steps through the calls inside the {{ }} and {% %} of the text; *at starts at 0. */
bool jinja_next_call(struct str text, size_t *at, struct jinja_call *out);

#endif
