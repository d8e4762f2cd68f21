/* SPDX-License-Identifier: MIT */
#include "rom/stm32l0/address.h"

#include <stdbool.h>

#include "firmware/stm32l0/stm32l073.h"
#include "rom/stm32l0/start.h"

enum {
    EEPROM_START = 0x08080000,
    EEPROM_BANK2 = 0x08080C00, /* parts with 64 KB of flash have it alone */
    EEPROM_END = 0x08081800,
    SYSTEM_START = 0x1FF00000,
    SYSTEM_SIZE = 0x2000,
    OPTION_SIZE = 0x20,
    OPTION_AREA = 0x80 /* with the factory words: UID, flash size ... */
};

static uint32_t flash_kb(void)
{
    uint32_t kb = F_SIZE;
    return kb < 192 ? kb : 192;
}

uint32_t address_pages(void)
{
    return flash_kb() * (1024 / FLASH_PAGE_SIZE);
}

enum memory address_memory(uint32_t address, uint32_t length)
{
    uint32_t kb = flash_kb();
    uint32_t eeprom = kb == 64 ? EEPROM_BANK2 : EEPROM_START;
    const struct {
        enum memory memory;
        uint32_t start, size;
    } regions[] = {
        {MEMORY_FLASH, FLASH_BASE, kb * 1024},
        {MEMORY_EEPROM, eeprom, EEPROM_END - eeprom},
        {MEMORY_RAM, ROM_HOST_RAM, RAM_END - ROM_HOST_RAM},
        {MEMORY_OPTION, OPTION_START, OPTION_AREA},
        {MEMORY_SYSTEM, SYSTEM_START, SYSTEM_SIZE},
    };
    for (unsigned i = 0; i < sizeof regions / sizeof *regions; i++) {
        uint32_t offset = address - regions[i].start;
        if (offset < regions[i].size && length <= regions[i].size - offset)
            return regions[i].memory == MEMORY_OPTION && offset >= OPTION_SIZE
                       ? MEMORY_NONE
                       : regions[i].memory;
    }
    return MEMORY_NONE;
}
