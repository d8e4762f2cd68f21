/* SPDX-License-Identifier: MIT */
#include "rom/stm32f4/address.h"

#include "firmware/stm32f4/stm32f4.h"
#include "rom/stm32f4/start.h"

enum { OTP_AREA = 0x400 /* with the factory words: UID, flash size ... */ };

/* 4 of 16 KB, one of 64, then of 128. */
uint32_t address_sectors(void)
{
    uint32_t kb = F_SIZE;
    if (kb < 128)
        return kb / 16;
    return 5 + (kb - 128) / 128;
}

uint32_t address_ram_end(void)
{
    switch (DBGMCU_IDCODE & 0xFFF) {
    case DEV_ID_F401C: return 0x20010000;
    case DEV_ID_F401E: return 0x20018000;
    default: return 0x20020000;
    }
}

/* A read may begin in the OTP area and go on behind it. */
enum memory address_memory(uint32_t address, uint32_t length)
{
    const struct {
        enum memory memory;
        uint32_t start, size;
    } regions[] = {
        {MEMORY_FLASH, FLASH_BASE, F_SIZE * 1024u},
        {MEMORY_RAM, ROM_HOST_RAM, address_ram_end() - ROM_HOST_RAM},
        {MEMORY_OPTION, OPTION_START, OPTION_BYTES},
        {MEMORY_OWN, OTP_START, OTP_AREA},
        {MEMORY_OWN, DEVICE_FEATURE, 4},
        {MEMORY_SYSTEM, ROM_BASE, ROM_BYTES},
    };
    for (unsigned i = 0; i < sizeof regions / sizeof *regions; i++) {
        uint32_t offset = address - regions[i].start;
        if (offset < regions[i].size && length <= regions[i].size - offset)
            return address >= OTP_END && address < OTP_START + OTP_AREA
                       ? MEMORY_NONE
                       : regions[i].memory;
    }
    return MEMORY_NONE;
}
