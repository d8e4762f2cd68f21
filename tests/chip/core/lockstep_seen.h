/* SPDX-License-Identifier: MIT
 *
 * Which encodings the lock-step has run: what it says it covers, counted.
 * DDI0419 A5.2, A5.3.
 */
#ifndef TESTS_CHIP_CORE_LOCKSTEP_SEEN_H
#define TESTS_CHIP_CORE_LOCKSTEP_SEEN_H

#include <stdint.h>

/* Parts of the encodings, each counted for itself. */
enum seen_kind {
    SEEN_16,        /* 16-bit instructions: E800 of them */
    SEEN_FIRST,     /* first halfwords of 32-bit ones: 1800 */
    SEEN_BL_FIRST,  /* of BL: S and imm10, 2^11 */
    SEEN_BL_SECOND, /* of BL: J1, J2 and imm11, 2^13 */
    SEEN_MSR,       /* register and SYSm: 2^12, as DDI0419 writes it */
    SEEN_MRS,       /* the same */
    SEEN_DSB,       /* its option: 2^4 */
    SEEN_DMB,
    SEEN_ISB,
    SEEN_UDF_W, /* imm16: 2^16 */
    SEEN_KINDS
};

struct seen {
    uint32_t sets[SEEN_KINDS][0x10000 / 32];
};

void seen_mark(struct seen *seen, uint16_t first, uint16_t second);
/* How many different ones of a kind were marked. */
uint32_t seen_count(const struct seen *seen, enum seen_kind kind);
/* How many there are. */
uint32_t seen_all(enum seen_kind kind);
const char *seen_name(enum seen_kind kind);

#endif
