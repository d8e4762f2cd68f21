/* SPDX-License-Identifier: MIT
 *
 * The bytes of part_table.tsv, found on the include path.
 */
#include "bench/embed_section.h"

    EMBED_BYTES
    .global EMBED_NAME(part_table_tsv)
    EMBED_HIDDEN(EMBED_NAME(part_table_tsv))
EMBED_NAME(part_table_tsv):
    .incbin "part_table.tsv"
    .global EMBED_NAME(part_table_tsv_end)
    EMBED_HIDDEN(EMBED_NAME(part_table_tsv_end))
EMBED_NAME(part_table_tsv_end):

    EMBED_END
