/* SPDX-License-Identifier: MIT */
#include "chip/chip.h"

enum {
    DBGMCU_IDCODE = 0x00,
    DBGMCU_CR = 0x04,
    DBGMCU_APB1_FZ = 0x08,
    DBGMCU_APB2_FZ = 0x0C,
};

#define IDCODE_RESERVED 0x6000u /* bits 15:12 read 6 on silicon */
#define CR_MASK         0x7u    /* DBG_SLEEP, DBG_STOP, DBG_STANDBY */
/* TIM2, 3, 6, 7, RTC, WWDG, IWDG, I2C1, I2C2, I2C3, LPTIM1 */
#define APB1_FZ_MASK    0x80E01C33u
#define APB2_FZ_MASK    0x00000024u /* TIM21, TIM22 */

/* RM0367 33.9.2: the registers are reset by a power-on reset only; a DBGRST
 * pulse is assumed to reset them too. */
void dbgmcu_reset(struct chip *chip, enum reset_kind kind)
{
    struct dbgmcu *dbgmcu = &chip->dbgmcu;
    if (kind != RESET_POWER && kind != RESET_DIP && kind != RESET_NONE)
        return;
    dbgmcu->cr = 0;
    dbgmcu->apb1_fz = 0;
    dbgmcu->apb2_fz = 0;
}

enum access dbgmcu_read(struct chip *chip, uint32_t offset, uint32_t *value)
{
    const struct dbgmcu *dbgmcu = &chip->dbgmcu;

    switch (offset) {
    case DBGMCU_IDCODE:
        *value = (uint32_t)dbgmcu->rev_id << 16 | IDCODE_RESERVED |
                 chip->part.dev_id;
        break;
    case DBGMCU_CR: *value = dbgmcu->cr; break;
    case DBGMCU_APB1_FZ: *value = dbgmcu->apb1_fz; break;
    case DBGMCU_APB2_FZ: *value = dbgmcu->apb2_fz; break;
    default: *value = 0;
    }
    return ACCESS_OK;
}

enum access dbgmcu_write(struct chip *chip, uint32_t offset, uint32_t value)
{
    struct dbgmcu *dbgmcu = &chip->dbgmcu;

    switch (offset) {
    case DBGMCU_CR: dbgmcu->cr = value & CR_MASK; break;
    case DBGMCU_APB1_FZ: dbgmcu->apb1_fz = value & APB1_FZ_MASK; break;
    case DBGMCU_APB2_FZ: dbgmcu->apb2_fz = value & APB2_FZ_MASK; break;
    default: break;
    }
    return ACCESS_OK;
}
