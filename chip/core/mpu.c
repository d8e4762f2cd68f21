/* SPDX-License-Identifier: MIT */
#include "chip/core/mpu.h"

enum { TYPE = 0x00, CTRL = 0x04, RNR = 0x08, RBAR = 0x0C, RASR = 0x10 };

#define TYPE_VALUE  (MPU_REGIONS << 8)
#define CTRL_MASK   7u /* PRIVDEFENA, HFNMIENA, ENABLE */
/*  ADDR | 4     | 3:0
 *       | VALID | REGION */
#define RBAR_VALID  (1u << 4)
#define RBAR_REGION 0xFu

uint32_t mpu_read(const struct chip *chip, uint32_t address)
{
    const struct mpu *mpu = &chip->mpu;
    switch (address - MPU_BASE) {
    case TYPE: return TYPE_VALUE;
    case CTRL: return mpu->ctrl;
    case RNR: return mpu->rnr;
    case RBAR: return mpu->rbar[mpu->rnr] | mpu->rnr;
    case RASR: return mpu->rasr[mpu->rnr];
    default: return 0;
    }
}

/* A number beyond the last region is UNPREDICTABLE; assumed: its higher bits
 * are ignored. */
static void select_region(struct mpu *mpu, uint32_t number)
{
    mpu->rnr = number % MPU_REGIONS;
}

void mpu_write(struct chip *chip, const struct mpu_masks *masks,
               uint32_t address, uint32_t value)
{
    struct mpu *mpu = &chip->mpu;
    switch (address - MPU_BASE) {
    case CTRL: mpu->ctrl = value & CTRL_MASK; break;
    case RNR: select_region(mpu, value); break;
    case RBAR:
        if (value & RBAR_VALID)
            select_region(mpu, value & RBAR_REGION);
        mpu->rbar[mpu->rnr] = value & masks->address;
        break;
    case RASR: mpu->rasr[mpu->rnr] = value & masks->attributes; break;
    default: break;
    }
}
