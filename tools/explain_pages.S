/* SPDX-License-Identifier: MIT
 *
 * The pages of docs/mistakes, found on the include path, and a table of them:
 * struct explain_page explain_pages[], without an end mark, and their number.
 */
#include "bench/embed_section.h"

    .macro pages first, rest:vararg
    EMBED_BYTES
1:
    .incbin "\first\().md"
2:
    EMBED_TABLE
    .dc.a 1b, 2b
    .ifnb \rest
    pages \rest
    .endif
    .endm

    EMBED_TABLE
    .balign 8
    .global EMBED_NAME(explain_pages)
    EMBED_HIDDEN(EMBED_NAME(explain_pages))
EMBED_NAME(explain_pages):
    pages README, A1, A2, A3, A4, A5, A6, A8, A9, A10, A11, A12, A13
    pages B1, B2, B3, B4, B5, B6, B7, B8, B9
    pages C1, C2, C3, C4, C5, C6, C7
    pages D1, D2, D3, D4, D5
    pages E1, E2, E3, E4
    pages F1, F2, F3, F4
    pages G1, G3
    pages H1, H2, H3, H4, H5
    pages I1, I2, I3, I4, I5, I6, I7
    pages J1, J2
    pages K1

    .global EMBED_NAME(explain_pages_end)
    EMBED_HIDDEN(EMBED_NAME(explain_pages_end))
EMBED_NAME(explain_pages_end):

    EMBED_END
