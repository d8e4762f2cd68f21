/* SPDX-License-Identifier: MIT
 *
 * The low-power timer of the F4, L0 and L4: a 16-bit up-counter on a clock of
 * its own, with prescaler, one comparator, external trigger and pulse counter.
 * RM0367 section 24, whose text could not be checked: what the comments do not
 * grade otherwise is assumed. lptim_v1.c has the registers and pins,
 * lptim_v1_counter.c the counter on its clock.
 *
 * Documented (stm32l0xx_ll_lptim.h): CFGR and IER are written while ENABLE=0,
 * ARR and CMP while it is 1, SNGSTRT and CNTSTRT too; ARROK and CMPOK tell that
 * a value has arrived.
 *
 * Assumed: a value arrives 3 kernel clocks after the write, and counting begins
 * 2 kernel clocks after SNGSTRT or CNTSTRT; the period is ARR + 1; ARRM and
 * CMPM come when the counter reaches the value; a single count ends at ARR, and
 * the counter goes back to 0; ENABLE=0 sets the counter to 0 and keeps the
 * flags; an edge on a pin counts at once, without filters (TRGFLT, CKFLT); what
 * is written out of its time is ignored and reported, ARR and CMP are kept.
 *
 * Not modelled: the output in set-once mode (WAVE), encoder mode (ENC),
 * triggers other than the pin ETR: reported.
 */
#ifndef CHIP_BLOCK_LPTIM_V1_H
#define CHIP_BLOCK_LPTIM_V1_H

#include "chip/block/lptim_v1_state.h"

extern const struct map_kind lptim_v1;

#endif
