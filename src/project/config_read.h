/* config_read: what the readers of YAML and Python configuration share. Private to the project
 * layer. */
#ifndef STOPLOG_PROJECT_CONFIG_READ_H
#define STOPLOG_PROJECT_CONFIG_READ_H

#include "project/load.h"
#include "project/property.h"

/* Reads the settings of a mapping into the configuration; sets the reader's dialect. */
void config_from_lit(struct config *config, struct reader *reader, const struct lit *top);
/* Reads what is literal in a config.py and notes that the rest needs Python. */
MUST_USE enum status config_read_python(struct config *config, struct load *load, struct file *file,
                                        struct err *err);

#endif
