/* dcs: a document of the Data Contract Specification as one of ODCS, in memory. */
#include "contract/reader.h"
const struct node *dcs_as_odcs(struct reader *reader, const struct node *root)
{
    read_fail(reader, root->place, "DCS is not read yet");
    return NULL;
}
