/* yaml_file: reads YAML through the codec and turns its faults into unknowns of the file. */
#include "project/yaml_file.h"

#include "codec/yaml.h"

enum status yaml_file_read(const struct lit **out, struct file_result *result, struct file *file,
                           bool jinja, struct err *err)
{
    struct node *node;
    struct err local = { OK, "" };
    struct yaml_options options = { .allow_aliases = true, .jinja = jinja };
    struct place place = { file->path, 0, 0 };
    enum status status =
        yaml_read(&node, file->arena, file->path, file->bytes, options, file->diags, &local);
    *out = NULL;
    if (status == E_INPUT || status == E_LIMIT) {
        unknown_add(
            file->arena, &result->unknowns, status == E_LIMIT ? UNKNOWN_LIMIT : UNKNOWN_YAML,
            status == E_LIMIT ? limit_name(file->arena, local.text, file->path) : file->path, place,
            oid_hex(file->arena, &file->blob));
        return OK;
    }
    if (status != OK)
        return err_set(err, local.status, "%s", local.text);
    *out = lit_from_yaml(file->arena, node);
    return OK;
}
