/* SPDX-License-Identifier: MIT */
#include "chip/core/armv6m/mpu.h"

enum { TYPE = 0x00, CTRL = 0x04, RNR = 0x08, RBAR = 0x0C, RASR = 0x10 };

#define TYPE_VALUE  (MPU_REGIONS << 8)
#define CTRL_ENABLE (1u << 0)
#define CTRL_MASK   7u /* PRIVDEFENA, HFNMIENA, ENABLE */
/*  31:8 | 4     | 3:0
 *  ADDR | VALID | REGION */
#define RBAR_ADDR   0xFFFFFF00u
#define RBAR_VALID  (1u << 4)
#define RBAR_REGION 0xFu
/*  28 | 26:24 | 18 | 17 | 16 | 15:8 | 5:1  | 0
 *  XN | AP    | S  | C  | B  | SRD  | SIZE | ENABLE */
#define RASR_MASK   0x1707FF3Fu

enum access mpu_read(const struct chip *chip, uint32_t address, uint32_t *value)
{
    const struct mpu *mpu = &chip->mpu;
    switch (address - MPU_BASE) {
    case TYPE: *value = TYPE_VALUE; break;
    case CTRL: *value = mpu->ctrl; break;
    case RNR: *value = mpu->rnr; break;
    case RBAR: *value = mpu->rbar[mpu->rnr] | mpu->rnr; break;
    case RASR: *value = mpu->rasr[mpu->rnr]; break;
    default: *value = 0; break;
    }
    return ACCESS_OK;
}

/* A number beyond the last region is UNPREDICTABLE; assumed: its higher bits
 * are ignored. */
static void select_region(struct mpu *mpu, uint32_t number)
{
    mpu->rnr = number % MPU_REGIONS;
}

enum access mpu_write(struct chip *chip, uint32_t address, uint32_t value)
{
    struct mpu *mpu = &chip->mpu;
    uint32_t set = value & ~mpu->ctrl;
    switch (address - MPU_BASE) {
    case CTRL:
        mpu->ctrl = value & CTRL_MASK;
        return set & CTRL_ENABLE ? ACCESS_UNMODELLED : ACCESS_OK;
    case RNR: select_region(mpu, value); break;
    case RBAR:
        if (value & RBAR_VALID)
            select_region(mpu, value & RBAR_REGION);
        mpu->rbar[mpu->rnr] = value & RBAR_ADDR;
        break;
    case RASR: mpu->rasr[mpu->rnr] = value & RASR_MASK; break;
    default: break;
    }
    return ACCESS_OK;
}
