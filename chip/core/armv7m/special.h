/* SPDX-License-Identifier: MIT
 *
 * The special registers of ARMv7-M, DDI0403 B1.4 and B5.2: MRS, MSR, CPS.
 */
#ifndef CHIP_CORE_ARMV7M_SPECIAL_H
#define CHIP_CORE_ARMV7M_SPECIAL_H

#include "chip/state.h"

/* N31 Z30 C29 V28 Q27 | IT1:0 26:25 | T24 | GE 19:16 | IT7:2 15:10 | IPSR 8:0
 */
uint32_t special_xpsr(const struct chip *chip);
/* Sets what an exception return restores: all but IPSR. */
void special_set_xpsr(struct chip *chip, uint32_t xpsr);

/* MRS and MSR of register `sysm` at the present privilege. A register that does
 * not exist reads 0 and ignores writes (UNPREDICTABLE: assumed). */
uint32_t special_read(const struct chip *chip, unsigned sysm);
/* mask: bit 1 NZCVQ, bit 0 GE; only for APSR. */
void special_write(struct chip *chip, unsigned sysm, unsigned mask,
                   uint32_t value);

/* CPS: `code` bit 4 disable, 1 PRIMASK, 0 FAULTMASK. */
void special_cps(struct chip *chip, uint32_t code);

#endif
