/* SPDX-License-Identifier: MIT */
#include "bench/bank.h"

#include <assert.h>
#include <string.h>

#include "bench/family.h"
#include "bench/image_start.h"
#include "bench/record.h"
#include "bench/refuse.h"
#include "bench/resident.h"
#include "chip/little_endian.h"
#include "chip/noise.h"

enum {
    VECTORS = 48,
    APP_CODE = VECTORS * 4,
    B_TO_ITSELF = 0xE7FE,
    NOISE_HEAD = 0x20002A5C, /* a stack pointer under every `sp` reading */
    NOISE_SEED = 0x9E3779B9
};

bool bank_is_head(const struct part *part, uint32_t word,
                  const struct rom_info *rom, const struct readings *readings)
{
    const struct family_info *family = family_info(part->family);
    return family->takes_head && family->takes_head(part, word, rom, readings);
}

bool bank_may_be_head(const struct part *part, uint32_t word)
{
    if (part)
        return bank_is_head(part, word, NULL, NULL);
    for (unsigned i = 0; i < FAMILIES; i++) {
        const struct family_info *family = family_info((enum family)i);
        if (family->takes_head && family->takes_head(NULL, word, NULL, NULL))
            return true;
    }
    return false;
}

/* A main of another program, such as the application behind a loader, does not
 * count: the verdict would depend on whose symbols were given. */
static uint32_t find_main(const struct image *image, uint32_t handler)
{
    uint32_t start = image_start_of(image, handler);
    const struct image_symbol *best = NULL;
    for (size_t i = 0; i < image->symbol_count; i++) {
        const struct image_symbol *symbol = &image->symbols[i];
        if (strcmp(symbol->name, "main") == 0 &&
            image_is_code(image, symbol->address) &&
            image_start_of(image, symbol->address) == start &&
            (!best || symbol->global > best->global))
            best = symbol;
    }
    return best ? best->address : handler;
}

/* Returns the reset handler that the image goes on with, with bit 0. */
static uint32_t handler_of(const struct image *image)
{
    struct record record;
    struct resident resident;
    uint32_t handler = 0;

    image_word(image, IMAGE_BASE + 4, &handler);
    if (record_in_use(image, &record))
        handler = record.next;
    /* A resident that runs is not the application yet. */
    if (resident_find(image, &resident))
        image_word(image, resident.base + 4, &handler);
    return handler;
}

uint32_t bank_main(const struct image *image)
{
    return find_main(image, handler_of(image) & ~1u);
}

uint32_t bank_handler(const struct bank *bank)
{
    return bank->image ? handler_of(bank->image) & ~1u : bank->main;
}

void bank_load(struct chip *chip, const struct image *image)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        bool inside =
            chip_poke(chip, segment->address, segment->data, segment->size);
        assert(inside);
    }
}

void bank_load_ram(struct chip *chip, const struct image *image)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        if (part_has(&chip->part, REGION_SRAM, segment->address))
            chip_poke(chip, segment->address, segment->data, segment->size);
    }
}

bool bank_2_taken(const struct image *image, const struct part *part)
{
    uint32_t lo = part->bank2_base, hi = lo + part->bank_size;
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        if (segment->address < hi && segment->address + segment->size > lo)
            return true;
    }
    return false;
}

bool bank_fits(const struct image *image, const struct part *part,
               char error[IMAGE_ERROR_SIZE])
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        uint32_t offset = segment->address - FLASH_BASE;
        if (part_has(part, REGION_EEPROM, segment->address))
            continue;
        if (offset >= part->bank_size ||
            segment->size > part->bank_size - offset)
            return refuse(error, IMAGE_ERROR_SIZE,
                          "%s: %u bytes at 0x%08X do not fit into one bank of "
                          "%u KB at 0x08000000",
                          path_tail(image->path), (unsigned)segment->size,
                          (unsigned)segment->address,
                          (unsigned)part->bank_size / 1024);
    }
    return true;
}

bool bank_2_possible(const struct part *part, const struct image *image,
                     enum bank2_kind kind, char error[IMAGE_ERROR_SIZE])
{
    if (kind == BANK2_BLANK)
        return true;
    if (!part->bank2_base)
        return refuse(error, IMAGE_ERROR_SIZE,
                      "%s has no second bank; only bank2=blank is possible",
                      part->name);
    if (bank_2_taken(image, part))
        return refuse(error, IMAGE_ERROR_SIZE,
                      "%s itself reaches into bank 2; only bank2=blank is "
                      "possible",
                      path_tail(image->path));
    return kind != BANK2_COPY || bank_fits(image, part, error);
}

/* An image that runs from bank 2 is linked at 0x08000000: UFB brings the bank
 * there. EEPROM contents stay those of the image under test. */
static struct bank load_second(struct chip *chip, const struct image *image)
{
    uint8_t *bank = bus_physical(chip, REGION_FLASH) + chip->part.bank_size;
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        if (!part_has(&chip->part, REGION_EEPROM, segment->address))
            memcpy(bank + (segment->address - FLASH_BASE), segment->data,
                   segment->size);
    }
    return (struct bank){.image = image, .main = bank_main(image)};
}

/* The smallest application: a full vector table and a loop. */
static struct bank load_app(struct chip *chip)
{
    uint8_t *bank = bus_physical(chip, REGION_FLASH) + chip->part.bank_size;
    put_little_endian(bank, 4, SRAM_BASE + chip->part.sram_size);
    for (unsigned i = 1; i < VECTORS; i++)
        put_little_endian(bank + 4 * i, 4, (FLASH_BASE + APP_CODE) | 1);
    put_little_endian(bank + APP_CODE, 4, B_TO_ITSELF);
    return (struct bank){
        .app = {FLASH_BASE + APP_CODE, FLASH_BASE + APP_CODE + 2},
        .main = FLASH_BASE + APP_CODE,
    };
}

/* Data whose first word happens to look like a stack pointer. */
static void load_noise(struct chip *chip)
{
    uint8_t *bank = bus_physical(chip, REGION_FLASH) + chip->part.bank_size;
    uint32_t x = NOISE_SEED;
    put_little_endian(bank, 4, NOISE_HEAD);
    for (uint32_t i = 4; i < chip->part.bank_size; i += 4)
        put_little_endian(bank + i, 4, noise_next(&x));
}

struct bank bank_2(struct chip *chip, enum bank2_kind kind,
                   const struct image *image)
{
    switch (kind) {
    case BANK2_APP: return load_app(chip);
    case BANK2_COPY:
    case BANK2_FILE: return load_second(chip, image);
    case BANK2_NOISE: load_noise(chip); break;
    case BANK2_BLANK: break;
    }
    return (struct bank){0};
}

struct image_range bank_range(const struct bank *bank, uint32_t address)
{
    if (address >= bank->app.lo && address < bank->app.hi)
        return bank->app;
    for (size_t i = 0; bank->image && i < bank->image->code_count; i++) {
        struct image_range range = bank->image->code[i];
        if (address >= range.lo && address < range.hi)
            return range;
    }
    return (struct image_range){0, 0};
}

bool bank_is_code(const struct bank *bank, uint32_t address)
{
    return bank_range(bank, address).hi != 0;
}
