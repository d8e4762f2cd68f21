/* SPDX-License-Identifier: MIT */
#include "bench/stm32l4/ecc.h"

#include "chip/stm32l4/flash.h"

enum { ECCR_ADDR = 0x7FFFF /* inside the bank */ };

bool l4_ecc_torn_read(const struct chip *chip, uint32_t *address)
{
    uint32_t eccr = stm32l4(chip)->flash.eccr;
    *address = FLASH_BASE + (eccr & ECCR_ADDR);
    if (eccr & L4_ECCR_BK)
        *address += chip->part.bank_size;
    return eccr & L4_ECCR_ECCD;
}
