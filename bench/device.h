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

enum { DEVICE_FLASH_BASE = 0x08000000, DEVICE_REGIONS = 3 };

/* Pages that are alike, one behind the other. */
struct device_region {
    uint32_t count;
    uint32_t size;     /* bytes that an erase clears */
    uint32_t erase_ms; /* that it takes at most */
};

/* A page, which some manuals call a sector. */
struct device_page {
    uint32_t number; /* in the ROM's lists */
    uint32_t address, size;
};

struct device {
    uint16_t id; /* DBGMCU_IDCODE.DEV_ID, as Get ID says it */
    const char *name;
    /* Why it cannot be programmed (yet), for a sentence; NULL = it can. Then:
     */
    const char *unsupported;
    uint32_t flash_kb; /* of the largest part, from DEVICE_FLASH_BASE on */
    struct device_region regions[DEVICE_REGIONS]; /* of it; count 0 ends */
    uint32_t block;     /* bytes: writes begin and end at multiples of it */
    uint32_t head;      /* bytes that are programmed at once: those of them that
                           make the image valid are written last of their page;
                           0 = that page is written from its beginning */
    uint8_t erased;     /* the value of an erased byte */
    uint16_t usb_pages; /* of the memory layout that its DFU shows; 0 = it has
                           none, or it is not on record */
    uint32_t size_word; /* address of F_SIZE (KB, 16 bits), or 0 */
    uint32_t rom_id;    /* address of the ROM's id byte, or 0 */
    uint32_t eeprom, eeprom_size; /* data EEPROM, if it is on record */
};

/* Returns the device with that DEV_ID, or NULL. */
const struct device *device_find(unsigned id);

/* Returns how many pages the largest part has. */
uint32_t device_pages(const struct device *device);

/* Return the page with a number, or that of an address; size 0 = there is none.
 */
struct device_page device_page(const struct device *device, uint32_t number);
struct device_page device_page_at(const struct device *device,
                                  uint32_t address);

/* Returns "page" or "pages", or "sector" or "sectors" if they are not alike. */
const char *device_unit(const struct device *device, uint32_t count);

/* Returns the largest time in ms that an erase of pages takes; DEVICE may be
 * NULL: one that is not known. */
uint32_t device_erase_ms(const struct device *device, const uint16_t *pages,
                         uint32_t count);

/* Returns the only device whose DFU shows that memory, or NULL. */
const struct device *device_by_layout(const struct dfuse_layout *layout);

#endif
