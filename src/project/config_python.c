/* config_python: what a config.py says without running it. */
#include "codec/digest.h"
#include "project/config_read.h"

enum status config_read_python(struct config *config, struct load *load, struct file *file,
                               struct err *err)
{
    (void)err;
    unknown_add(load->arena, &config->unknowns, UNKNOWN_CONFIG, file->path,
                (struct place){ file->path, 1, 1 }, digest_hex(load->arena, file->bytes));
    return OK;
}
