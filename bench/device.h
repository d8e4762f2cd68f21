/* SPDX-License-Identifier: MIT
 *
 * The STM32 devices that a ROM may say it is, by DEV_ID, and what programming
 * them takes. Sources: AN2606 Rev 70 (tables 7 and 226, the chapters of the
 * devices) and the reference manuals' tables of the flash.
 * Not here: devices without an AN3155 Get ID of two bytes (WB0, WL3x).
 */
#ifndef BENCH_DEVICE_H
#define BENCH_DEVICE_H

#include <stdint.h>

#include "bench/dfuse_layout.h"

enum { DEVICE_FLASH_BASE = 0x08000000 };

struct device {
    uint16_t id; /* DBGMCU_IDCODE.DEV_ID, as Get ID says it */
    const char *name;
    /* Why it cannot be programmed (yet), for a sentence; NULL = it can. Then:
     */
    const char *unsupported;
    uint32_t flash_kb;  /* of the largest part, from DEVICE_FLASH_BASE on */
    uint32_t page;      /* bytes that an erase clears, all of them alike */
    uint32_t block;     /* bytes: writes begin and end at multiples of it */
    uint8_t erased;     /* the value of an erased byte */
    uint16_t usb_pages; /* of the memory layout that its DFU shows; 0 = it has
                           none, or it is not on record */
    uint32_t size_word; /* address of F_SIZE (KB, 16 bits), or 0 */
    uint32_t rom_id;    /* address of the ROM's id byte, or 0 */
    uint32_t eeprom, eeprom_size; /* data EEPROM, if it is on record */
};

/* Returns the device with that DEV_ID, or NULL. */
const struct device *device_find(unsigned id);

/* Returns the only device whose DFU shows that memory, or NULL. */
const struct device *device_by_layout(const struct dfuse_layout *layout);

#endif
