/* SPDX-License-Identifier: MIT
 *
 * Causes I4, I5 and I7: option bits that select the boot memory, changed to get
 * the ROM. Which bits they are is the family's (find_option of bench/family.h).
 */
#ifndef BENCH_CAUSE_OPTION_H
#define BENCH_CAUSE_OPTION_H

#include "bench/evidence.h"

/* Adds I4: the instruction at WHERE had BFB2 set. */
void cause_option_bfb2(const struct evidence *seen, uint32_t where);

/* Adds I5: it had nBOOT1 cleared, which counts only while BOOT0_HIGH. */
void cause_option_nboot1(const struct evidence *seen, uint32_t where,
                         const char *boot0_high);

/* Adds I7: it had nBOOT0 cleared, which the hardware takes for the pin. */
void cause_option_nboot0(const struct evidence *seen, uint32_t where);

#endif
