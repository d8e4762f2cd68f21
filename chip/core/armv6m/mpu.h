/* SPDX-License-Identifier: MIT
 *
 * The registers of the memory protection unit. DDI0419 B3.5.
 * Not modelled: it protects nothing; setting MPU_CTRL.ENABLE is reported.
 */
#ifndef CHIP_CORE_ARMV6M_MPU_H
#define CHIP_CORE_ARMV6M_MPU_H

#include "chip/map.h"

enum { MPU_BASE = 0xE000ED90, MPU_SIZE = 0x14 };

/* Make a 32-bit access to the register at `address`, which is in the MPU. */
enum access mpu_read(const struct chip *chip, uint32_t address,
                     uint32_t *value);
enum access mpu_write(struct chip *chip, uint32_t address, uint32_t value);

#endif
