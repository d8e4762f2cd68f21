/* SPDX-License-Identifier: MIT
 *
 * What the memory protection unit of ARMv7-M lets the core do. DDI0403 B3.5.
 * Its registers are in chip/core/mpu.h.
 */
#ifndef CHIP_CORE_ARMV7M_MPU_H
#define CHIP_CORE_ARMV7M_MPU_H

#include "chip/core/mpu.h"

static inline bool mpu7_on(const struct chip *chip)
{
    return chip->mpu.ctrl & MPU_CTRL_ENABLE;
}

/* Returns whether the MPU, which may be off, lets data be accessed. */
bool mpu7_allows(const struct chip *chip, uint32_t address, uint32_t size,
                 bool write, bool privileged);
/* Returns whether it lets the instruction at `address` be fetched now. */
bool mpu7_executable(const struct chip *chip, uint32_t address);
/* Returns whether a store there is not buffered: the memory is strongly
 * ordered. */
bool mpu7_strongly_ordered(const struct chip *chip, uint32_t address);
/* Reduces cpu.window, which holds `pc`, to what has the rights of `pc`. Returns
 * false when it cannot be fetched. */
bool mpu7_narrow(struct chip *chip, uint32_t pc);
/* Makes the core look its window up again: the MPU's registers have changed. */
void mpu7_changed(struct chip *chip);
/* Does so if the MPU is on: the privilege or the priority have changed. */
static inline void mpu7_rights_changed(struct chip *chip)
{
    if (mpu7_on(chip))
        mpu7_changed(chip);
}

#endif
