/* schema: strict, table-driven reading of YAML maps. Every key is a row of schema.def.
 *
 * A map is checked against its rows (unknown key, missing key, wrong shape: each a diag with place
 * and, where it helps, the nearest valid word), then each row's reader runs on its value. Readers
 * report through load_fault and leave what they could not read as it was. */
#ifndef STOPLOG_POLICY_SCHEMA_H
#define STOPLOG_POLICY_SCHEMA_H

#include "codec/yaml.h"
#include "policy/rules.h"
#include "policy/server.h"

/* Shapes a value may have. */
enum {
    VALUE_TEXT = 1,
    VALUE_LIST = 2,
    VALUE_MAP = 4,
    VALUE_EMPTY = 8, /* an empty list or map is allowed */
    VALUE_ANY = 31
};

enum schema {
#define SCHEMA(name, what, openness) SCHEMA_##name,
#define FIELD(schema, key, shapes, presence, reader, where, summary)
#include "policy/schema.def"
#undef SCHEMA
#undef FIELD
    SCHEMA_COUNT
};

/* What is known while files are read; see load.h. */
struct loader;

struct field {
    enum schema schema;
    struct str key;
    unsigned shapes;
    bool required;
    /* Reads the value into `slot`, the address of the target plus the row's offset. */
    void (*read)(struct loader *load, const struct node *value, void *slot);
    size_t offset;
    const char *summary;
};

/* All rows, in the order of schema.def. */
const struct field *schema_fields(size_t *count);
/* What a message calls such a map: "a consumer". */
const char *schema_name(enum schema schema);

/* Checks `map` and reads every field that is there and has a right shape into target. */
void schema_read(struct loader *load, enum schema schema, const struct node *map, void *target);
/* Only checks: true when nothing was wrong. A node that is no map is wrong. */
bool schema_check(struct loader *load, enum schema schema, const struct node *map);
/* Reads one row of a map that was checked; nothing when the key is absent or misshapen. */
void schema_read_field(struct loader *load, const struct field *field, const struct node *map,
                       void *target);
/* Runs `each` on a text, or on every item of a list of texts. An item that is no text is a fault.
 */
void schema_each_text(struct loader *load, const struct node *value,
                      void (*each)(struct loader *, const struct node *, void *), void *slot);
/* "a text", "a list", "nothing" ...: what stands there, for messages. */
const char *node_what(const struct node *node);

#endif
