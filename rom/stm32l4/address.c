/* SPDX-License-Identifier: MIT */
#include "rom/stm32l4/address.h"

#include "firmware/stm32l4/stm32l4.h"
#include "rom/stm32l4/build.h"

enum { OPTION_BANK2 = 0x1FFFF800 };

/* 1 MB are always two banks; less are two with DUALBANK=1. */
uint32_t address_banks(void)
{
    if (!ROM_CHECKS_BANKS(ROM_ID))
        return 1;
    return F_SIZE == 1024 || FLASH->OPTR & FLASH_OPTR_DUALBANK ? 2 : 1;
}

uint32_t address_bank_size(void)
{
    return F_SIZE * 1024u / address_banks();
}

enum memory address_memory(uint32_t address, uint32_t length)
{
    const struct {
        enum memory memory;
        uint32_t start, size;
    } regions[] = {
        {MEMORY_FLASH, FLASH_BASE, F_SIZE * 1024u},
        {MEMORY_RAM, ROM_HOST_RAM, ROM_RAM_END - ROM_HOST_RAM},
        {MEMORY_OPTION, OPTION_START, OPTION_BYTES},
        {MEMORY_SYSTEM, OPTION_BANK2,
         ROM_CHECKS_BANKS(ROM_ID) ? OPTION_BYTES : 0},
        {MEMORY_OWN, OTP_START, OTP_END - OTP_START},
        {MEMORY_SYSTEM, ROM_BASE, ROM_BYTES},
    };
    for (unsigned i = 0; i < sizeof regions / sizeof *regions; i++) {
        uint32_t offset = address - regions[i].start;
        if (offset < regions[i].size && length <= regions[i].size - offset)
            return regions[i].memory;
    }
    return MEMORY_NONE;
}
