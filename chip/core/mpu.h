/* SPDX-License-Identifier: MIT
 *
 * The registers of the memory protection unit. DDI0419 B3.5, DDI0403 B3.5.
 * What it protects is each architecture's: on ARMv6-M nothing here.
 */
#ifndef CHIP_CORE_MPU_H
#define CHIP_CORE_MPU_H

#include "chip/state.h"

enum { MPU_BASE = 0xE000ED90, MPU_SIZE = 0x14 };
enum {
    MPU_CTRL_ENABLE = 1 << 0,
    MPU_CTRL_HFNMIENA = 1 << 1,
    MPU_CTRL_PRIVDEFENA = 1 << 2
};

/* The bits of RBAR and RASR that an architecture has. */
struct mpu_masks {
    uint32_t address, attributes;
};

/* Make a 32-bit access to the register at `address`, which is in the MPU. */
uint32_t mpu_read(const struct chip *chip, uint32_t address);
void mpu_write(struct chip *chip, const struct mpu_masks *masks,
               uint32_t address, uint32_t value);

#endif
