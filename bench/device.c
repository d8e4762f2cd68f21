/* SPDX-License-Identifier: MIT */
#include "bench/device.h"

#include <stddef.h>

#define SECTORS "its flash has sectors of several sizes"
#define WORDS                                                                  \
    "its flash is programmed 32 bytes at once, and what its ROM makes of "     \
    "less is not on record"
#define BANKS                                                                  \
    "its flash has two banks, and how its ROM counts their pages is not on "   \
    "record"
#define OPTION_PAGES "the size of its pages depends on an option bit"

enum { PAGE_MS = 50 /* RM0367: 3.2 ms; F1: 40 ms at most; L4: 24.5 ms */ };

/* Erased bytes are 0 on L0 and L1 (RM0367 3.3.4, RM0038 3.3.4), 0xFF elsewhere.
 * A block is a half page there: a second write into one may be acknowledged and
 * lost (L071, see docs/rom.md). Elsewhere it is a multiple of the ROM's unit
 * (AN2606 table 7) that keeps long erased stretches out of the transfer. */
#define ALIKE(number, text, kb, bytes)                                         \
    .id = number, .name = text, .flash_kb = kb,                                \
    .regions = {{(kb)*1024 / (bytes), bytes, PAGE_MS}}
#define L0(number, text, kb) ALIKE(number, text, kb, 128), .block = 64
#define L1(number, text, kb)                                                   \
    ALIKE(number, text, kb, 256), .block = 128,                                \
                                  .rom_id = kb > 128 ? 0x1FF01FFE : 0x1FF00FFE
#define PAGES(number, text, kb, bytes)                                         \
    ALIKE(number, text, kb, bytes), .block = 64, .head = 8, .erased = 0xFF
#define QUADS(number, text, kb, bytes)                                         \
    ALIKE(number, text, kb, bytes), .block = 64, .head = 16, .erased = 0xFF
/* Four small sectors, one that makes them a large one, and large ones: RM0033,
 * RM0090, RM0368, RM0383, RM0390, RM0401, RM0402, RM0430 (F2, F4; 16, 64 and
 * 128 KB). Times of DS9716 and DS8626, by bytes, from memory. F_SIZE: the OTP
 * area, where the ROM lets a read begin, goes on with it. */
#define F4(number, text, kb)                                                   \
    .id = number, .name = text, .flash_kb = kb, .block = 64, .head = 8,        \
    .erased = 0xFF, .size_word = 0x1FFF7A22,                                   \
    .regions = {{4, 16 * 1024, 800},                                           \
                {1, 64 * 1024, 2400},                                          \
                {(kb) / 128 - 1, 128 * 1024, 4000}}
#define REFUSED(number, text, why)                                             \
    .id = number, .name = text, .unsupported = why

static const struct device devices[] = {
    {L0(0x417, "STM32L05x/L06x", 64), .rom_id = 0x1FF00FFE},
    {L0(0x425, "STM32L03x/L04x", 32), .rom_id = 0x1FF00FFE},
    {L0(0x447, "STM32L07x/L08x", 192), .rom_id = 0x1FF01FFE, .usb_pages = 1536,
     .size_word = 0x1FF8007C, .eeprom = 0x08080000, .eeprom_size = 6144},
    {L0(0x457, "STM32L01x/L02x", 16), .rom_id = 0x1FF00FFE},
    {L1(0x416, "STM32L1 cat. 1", 128)},
    {L1(0x429, "STM32L1 cat. 2", 128)},
    {L1(0x427, "STM32L1 cat. 3", 256)},
    {REFUSED(0x436, "STM32L1 cat. 4", BANKS)},
    {REFUSED(0x437, "STM32L1 cat. 5/6", BANKS)},

    {PAGES(0x440, "STM32F05x/F030x8", 64, 1024), .rom_id = 0x1FFFF7A6},
    {PAGES(0x444, "STM32F03x", 32, 1024), .rom_id = 0x1FFFF7A6},
    {PAGES(0x445, "STM32F04x/F070x6", 32, 1024), .rom_id = 0x1FFFF6A6},
    {PAGES(0x448, "STM32F07x", 128, 2048), .rom_id = 0x1FFFF6A6},
    {PAGES(0x442, "STM32F09x/F030xC", 256, 2048), .rom_id = 0x1FFFF796},
    {PAGES(0x412, "STM32F10x low density", 32, 1024)},
    {PAGES(0x410, "STM32F10x medium density", 128, 1024)},
    {PAGES(0x414, "STM32F10x high density", 512, 2048)},
    {PAGES(0x420, "STM32F100 low/medium density", 128, 1024)},
    {PAGES(0x428, "STM32F100 high density", 512, 2048)},
    {PAGES(0x418, "STM32F105/F107", 256, 2048)},
    {REFUSED(0x430, "STM32F10x XL density", BANKS)},
    {PAGES(0x432, "STM32F37x", 256, 2048), .rom_id = 0x1FFFF7A6},
    {PAGES(0x422, "STM32F302xC/F303xC", 256, 2048), .rom_id = 0x1FFFF796},
    {PAGES(0x438, "STM32F303x8/F334", 64, 2048), .rom_id = 0x1FFFF796},
    {PAGES(0x439, "STM32F301/F302x8", 64, 2048), .rom_id = 0x1FFFF796},
    {PAGES(0x446, "STM32F302xE/F303xE", 512, 2048), .rom_id = 0x1FFFF796},

    {PAGES(0x443, "STM32C011", 32, 2048), .rom_id = 0x1FFF17FE},
    {PAGES(0x453, "STM32C031", 32, 2048), .rom_id = 0x1FFF17FE},
    {PAGES(0x44C, "STM32C051", 64, 2048), .rom_id = 0x1FFF2FFE},
    {PAGES(0x493, "STM32C071", 128, 2048), .rom_id = 0x1FFF67FE},
    {PAGES(0x44D, "STM32C09x", 256, 2048), .rom_id = 0x1FFF3FFE},
    {PAGES(0x466, "STM32G03x/G04x", 64, 2048), .rom_id = 0x1FFF1FFE},
    {PAGES(0x456, "STM32G05x/G06x", 64, 2048), .rom_id = 0x1FFF1FFE},
    {PAGES(0x460, "STM32G07x/G08x", 128, 2048), .rom_id = 0x1FFF6FFE},
    {REFUSED(0x467, "STM32G0Bx/G0Cx", BANKS)},
    {PAGES(0x468, "STM32G43x/G44x", 128, 2048), .rom_id = 0x1FFF6FFE},
    {REFUSED(0x469, "STM32G47x/G48x", OPTION_PAGES)},
    {PAGES(0x479, "STM32G491/G4A1", 512, 2048), .rom_id = 0x1FFF6FFE},
    {PAGES(0x464, "STM32L41x/L42x", 128, 2048), .rom_id = 0x1FFF6FFE},
    {PAGES(0x435, "STM32L43x/L44x", 256, 2048), .rom_id = 0x1FFF6FFE,
     .usb_pages = 128},
    {PAGES(0x462, "STM32L45x/L46x", 512, 2048), .rom_id = 0x1FFF6FFE},
    {PAGES(0x415, "STM32L47x/L48x", 1024, 2048), .rom_id = 0x1FFF6FFE},
    {PAGES(0x461, "STM32L496/L4A6", 1024, 2048), .rom_id = 0x1FFF6FFE},
    {REFUSED(0x470, "STM32L4R/L4S", OPTION_PAGES)},
    {REFUSED(0x471, "STM32L4P/L4Q", OPTION_PAGES)},
    {REFUSED(0x472, "STM32L5", OPTION_PAGES)},
    {PAGES(0x459, "STM32U031", 64, 2048), .rom_id = 0x1FFF37FE},
    {PAGES(0x489, "STM32U073/U083", 256, 2048), .rom_id = 0x1FFF67FE},
    {PAGES(0x494, "STM32WB1x", 320, 2048), .rom_id = 0x1FFF6FFE},
    {PAGES(0x495, "STM32WB3x/WB5x", 1024, 4096), .rom_id = 0x1FFF6FFE},
    {PAGES(0x497, "STM32WL5x/WLEx", 256, 2048), .rom_id = 0x1FFF3EFE},
    {QUADS(0x492, "STM32WBA5x", 1024, 8192)},
    {QUADS(0x4B2, "STM32WBA2x", 512, 8192)},

    {F4(0x411, "STM32F2", 1024), .rom_id = 0x1FFF77DE},
    {F4(0x413, "STM32F405/F407", 1024), .rom_id = 0x1FFF77DE},
    {REFUSED(0x419, "STM32F42x/F43x", OPTION_PAGES)},
    {F4(0x421, "STM32F446", 512), .rom_id = 0x1FFF76DE},
    {F4(0x423, "STM32F401xB/xC", 256), .rom_id = 0x1FFF76DE},
    {F4(0x431, "STM32F411", 512), .rom_id = 0x1FFF76DE},
    {F4(0x433, "STM32F401xD/xE", 512), .rom_id = 0x1FFF76DE},
    {REFUSED(0x434, "STM32F469/F479", OPTION_PAGES)},
    {F4(0x441, "STM32F412", 1024), .rom_id = 0x1FFF76DE},
    {F4(0x458, "STM32F410", 128), .rom_id = 0x1FFF76DE},
    {F4(0x463, "STM32F413/F423", 1536), .rom_id = 0x1FFF76DE},
    {REFUSED(0x449, "STM32F74x/F75x", SECTORS)},
    {REFUSED(0x451, "STM32F76x/F77x", OPTION_PAGES)},
    {REFUSED(0x452, "STM32F72x/F73x", SECTORS)},
    {REFUSED(0x450, "STM32H74x/H75x", BANKS)},
    {REFUSED(0x480, "STM32H7A3/H7B", BANKS)},
    {REFUSED(0x483, "STM32H72x/H73x", WORDS)},
    {REFUSED(0x474, "STM32H503", BANKS)},
    {REFUSED(0x478, "STM32H52x/H53x", BANKS)},
    {REFUSED(0x47A, "STM32H5E/H5F", BANKS)},
    {REFUSED(0x484, "STM32H56x/H573", BANKS)},
    {REFUSED(0x455, "STM32U535/U545", BANKS)},
    {REFUSED(0x476, "STM32U5F/U5G", BANKS)},
    {REFUSED(0x481, "STM32U59x/U5Ax", BANKS)},
    {REFUSED(0x482, "STM32U575/U585", BANKS)},
    {REFUSED(0x42A, "STM32U3B5/U3C5", BANKS)},
    {REFUSED(0x454, "STM32U375/U385", BANKS)},
    {REFUSED(0x44E, "STM32C55x/C56x", BANKS)},
    {REFUSED(0x44F, "STM32C53x/C54x", BANKS)},
    {REFUSED(0x45A, "STM32C59x/C5A3", BANKS)},
    {REFUSED(0x4B0, "STM32WBA6x", BANKS)},
};

enum { DEVICES = sizeof devices / sizeof *devices };

const struct device *device_find(unsigned id)
{
    for (unsigned i = 0; i < DEVICES; i++)
        if (devices[i].id == id)
            return &devices[i];
    return NULL;
}

/* --- pages --- */

uint32_t device_pages(const struct device *device)
{
    uint32_t count = 0;
    for (unsigned i = 0; i < DEVICE_REGIONS; i++)
        count += device->regions[i].count;
    return count;
}

struct device_page device_page(const struct device *device, uint32_t number)
{
    uint32_t address = DEVICE_FLASH_BASE, first = 0;
    for (unsigned i = 0; i < DEVICE_REGIONS; i++) {
        const struct device_region *region = &device->regions[i];
        if (number - first < region->count)
            return (struct device_page){
                number, address + (number - first) * region->size,
                region->size};
        first += region->count;
        address += region->count * region->size;
    }
    return (struct device_page){.number = number};
}

struct device_page device_page_at(const struct device *device, uint32_t address)
{
    uint32_t offset = address - DEVICE_FLASH_BASE, first = 0;
    for (unsigned i = 0; i < DEVICE_REGIONS; i++) {
        const struct device_region *region = &device->regions[i];
        if (offset < region->count * region->size)
            return device_page(device, first + offset / region->size);
        first += region->count;
        offset -= region->count * region->size;
    }
    return (struct device_page){.number = first};
}

const char *device_unit(const struct device *device, uint32_t count)
{
    if (device->regions[1].count)
        return count == 1 ? "sector" : "sectors";
    return count == 1 ? "page" : "pages";
}

static uint32_t page_ms(const struct device *device, uint32_t number)
{
    unsigned i = 0;
    for (; number >= device->regions[i].count; i++)
        number -= device->regions[i].count;
    return device->regions[i].erase_ms;
}

uint32_t device_erase_ms(const struct device *device, const uint16_t *pages,
                         uint32_t count)
{
    uint32_t ms = 0;
    if (!device)
        return count * PAGE_MS;
    for (uint32_t i = 0; i < count; i++)
        ms += page_ms(device, pages[i]);
    return ms;
}

/* --- USB --- */

const struct device *device_by_layout(const struct dfuse_layout *layout)
{
    if (layout->base != DEVICE_FLASH_BASE || !layout->alike)
        return NULL;
    for (unsigned i = 0; i < DEVICES; i++)
        if (devices[i].usb_pages && devices[i].usb_pages == layout->pages &&
            devices[i].regions[0].size == layout->page)
            return &devices[i];
    return NULL;
}
