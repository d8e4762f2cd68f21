/* SPDX-License-Identifier: MIT
 *
 * Resets: what each kind clears and which flags it leaves in RCC_CSR, and boot
 * selection. RM0367 section 7.1 (reset), 2.4 (boot configuration).
 * A reset is requested, and done before the next instruction.
 */
#ifndef CHIP_RESET_H
#define CHIP_RESET_H

#include <stdbool.h>
#include <stdint.h>

struct chip;

enum reset_kind {
    RESET_NONE,
    RESET_POWER,  /* supply removed: RAM and RTC domain are lost */
    RESET_DIP,    /* supply dip: power-on flags, RAM kept */
    RESET_PIN,    /* NRST */
    RESET_SYSTEM, /* AIRCR.SYSRESETREQ */
    RESET_IWDG,
    RESET_WWDG,
    RESET_OPTION,    /* OBL_LAUNCH: option bytes are loaded */
    RESET_LOW_POWER, /* Stop or Standby entered while nRST_xxx forbids it */
    RESET_STANDBY,   /* exit from Standby */
    RESET_KINDS
};

struct reset {
    enum reset_kind requested;
    enum reset_kind last;
    uint32_t count; /* resets since chip_power_on(), that one included */
};

/* Asks for a reset before the next instruction; of two requests the lower
 * kind (the stronger) wins. */
void reset_request(struct chip *chip, enum reset_kind kind);
/* Does the requested reset; called by chip_run() only. */
void reset_perform(struct chip *chip);
/* "power-on", "system", ... */
const char *reset_name(enum reset_kind kind);

#endif
