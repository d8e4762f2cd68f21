/* SPDX-License-Identifier: MIT */
#include "bench/image_start.h"

#include "bench/family.h"
#include "bench/refuse.h"
#include "chip/chip.h"
#include "src/boot0_record.h"

enum {
    IMAGE_FLASH_MAX = 0x80000, /* the data EEPROM of the L0 is behind it */
    TABLE_ALIGNMENT = 0x100,   /* PM0223: TBLOFF is VTOR bits 31:8 */
    HANDLERS = 3               /* reset, NMI, HardFault: every table has them */
};

static bool in_flash(uint32_t address)
{
    return address - FLASH_BASE < IMAGE_FLASH_MAX;
}

static bool refuse_address(const struct image *image, const char *remedy,
                           char *error)
{
    return refuse(error, IMAGE_ERROR_SIZE,
                  "%s: does not start a bank: its first byte is at 0x%08X, "
                  "not at 0x%08X; %s",
                  path_tail(image->path), (unsigned)image->segments[0].address,
                  (unsigned)IMAGE_BASE, remedy);
}

/* A raw binary does not say for which address it was linked. */
static bool refuse_reset(const struct image *image, uint32_t reset,
                         const char *remedy, char *error)
{
    return refuse(error, IMAGE_ERROR_SIZE,
                  "%s: does not start a bank: its reset vector 0x%08X is "
                  "outside the file (was it linked for another address than "
                  "0x%08X?); %s",
                  path_tail(image->path), (unsigned)reset, (unsigned)IMAGE_BASE,
                  remedy);
}

bool image_start_is_bank(const struct image *image, const char *remedy,
                         char error[IMAGE_ERROR_SIZE])
{
    uint32_t sp, reset;
    uint16_t code;
    if (!image_word(image, IMAGE_BASE, &sp) ||
        !image_word(image, IMAGE_BASE + 4, &reset))
        return refuse_address(image, remedy, error);
    if (in_flash(reset) &&
        image_read(image, reset & ~1u, &code, sizeof code) != sizeof code)
        return refuse_reset(image, reset, remedy, error);
    return true;
}

/* True: a vector table at ADDRESS whose handlers lie behind it. A table that
 * leads elsewhere is a copy, or data that looks like one. */
static bool is_own_table(const struct image *image, uint32_t address)
{
    uint32_t head, handler;
    if (!image_word(image, address, &head) ||
        (!family_any_stack(head) && head != SRAM_BASE &&
         head != BOOT0_INVALID_HEAD))
        return false;
    for (unsigned i = 1; i <= HANDLERS; i++)
        if (!image_word(image, address + 4 * i, &handler) || !(handler & 1) ||
            handler <= address || !in_flash(handler) ||
            !image_is_code(image, handler))
            return false;
    return true;
}

uint32_t image_start_behind(const struct image *image, uint32_t address,
                            uint32_t before, uint32_t start)
{
    uint32_t table = address & ~(TABLE_ALIGNMENT - 1u);
    if (!in_flash(address))
        return IMAGE_BASE;
    while (table > before && !is_own_table(image, table))
        table -= TABLE_ALIGNMENT;
    return table > before ? table : start;
}

uint32_t image_start_of(const struct image *image, uint32_t address)
{
    return image_start_behind(image, address, IMAGE_BASE, IMAGE_BASE);
}
