/* yaml_template: Jinja in a YAML file, put aside before parsing and put back afterwards.
 *
 * SQLMesh renders its configuration with Jinja before it reads it as YAML. Nothing is rendered
 * here: each "{{ ... }}" becomes a stand-in of the same number of bytes that YAML takes for a plain
 * word, and is restored in the text of the scalar it stood in. Private to codec/yaml. */
#ifndef STOPLOG_CODEC_YAML_TEMPLATE_H
#define STOPLOG_CODEC_YAML_TEMPLATE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"

struct template_hole {
    size_t offset, len; /* in the file's bytes */
};

struct template_text {
    struct str original, bytes; /* bytes: what the YAML parser reads; as long as original */
    VEC_OF(struct template_hole);
};

struct template_fault {
    size_t offset;
    const char *text;
};

/* Fills *out; false with *fault when the file has Jinja statements, a Jinja expression or comment
 * that does not end, or holds the character used for stand-ins (U+E000). */
bool template_blank(struct template_text *out, struct arena *arena, struct str bytes,
                    struct template_fault *fault);
/* *out = the scalar text with every stand-in replaced by what it stands for, copied to the arena.
 * The scalar stood in bytes start..end of the file. False when stand-ins and expressions there do
 * not match: the scalar made a U+E000 of its own through an escape. */
bool template_restore(struct str *out, struct arena *arena, const struct template_text *text,
                      size_t start, size_t end, struct str scalar);

#endif
