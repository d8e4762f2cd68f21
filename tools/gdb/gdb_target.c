/* SPDX-License-Identifier: MIT */
#include "tools/gdb/gdb_target.h"

#include "chip/little_endian.h"
#include "chip/part.h"

enum { PPB = 0xE0000000, PPB_SIZE = 1 << 20 };

/* --- memory --- */

static bool is_peripheral(uint32_t address)
{
    return address >> 29 == 2 || address - PPB < PPB_SIZE;
}

/* Copies the chip with a privileged core, as a debugger is. An access that the
 * chip does not model shows in events.reported_count. */
static void copy_privileged(struct chip *scratch, const struct chip *chip)
{
    chip_copy(scratch, chip);
    scratch->cpu.control &= (uint8_t)~CONTROL_NPRIV;
    scratch->events.count = scratch->events.reported_count = 0;
    scratch->watch.events = 1u << EVENT_UNMODELLED;
    scratch->watch.strict = false;
}

/* Reads the word at an aligned address of the peripherals. */
static bool read_register(const struct chip *chip, struct chip *scratch,
                          uint32_t address, uint8_t word[4])
{
    uint32_t value;
    copy_privileged(scratch, chip);
    if (!bus_read(scratch, address, 4, &value) ||
        scratch->events.reported_count)
        return false;
    put_little_endian(word, 4, value);
    return true;
}

size_t gdb_read_memory(const struct chip *chip, struct chip *scratch,
                       uint32_t address, void *bytes, size_t count)
{
    uint8_t *to = bytes, word[4];
    for (size_t i = 0; i < count; i++, address++) {
        if (!is_peripheral(address)) {
            if (!chip_peek(chip, address, &to[i], 1))
                return i;
            continue;
        }
        if ((i == 0 || address % 4 == 0) &&
            !read_register(chip, scratch, address & ~3u, word))
            return i;
        to[i] = word[address & 3];
    }
    return count;
}

/* Returns the size of the widest access that fits. */
static unsigned access_size(uint32_t address, size_t count)
{
    if (address % 4 == 0 && count >= 4)
        return 4;
    return address % 2 == 0 && count >= 2 ? 2 : 1;
}

/* A write is tried on the copy first: the bus may refuse it, or the chip not
 * model it. */
static bool write_register(struct chip *chip, struct chip *scratch,
                           uint32_t address, unsigned size, uint32_t value)
{
    uint8_t npriv = chip->cpu.control & CONTROL_NPRIV;
    copy_privileged(scratch, chip);
    if (!bus_write(scratch, address, size, value) ||
        scratch->events.reported_count)
        return false;
    chip->cpu.control ^= npriv;
    bool done = bus_write(chip, address, size, value);
    chip->cpu.control |= npriv;
    return done;
}

static bool write_registers(struct chip *chip, struct chip *scratch,
                            uint32_t address, const uint8_t *bytes,
                            size_t count)
{
    while (count) {
        unsigned size = access_size(address, count);
        uint32_t value = little_endian(bytes, size);
        if (!write_register(chip, scratch, address, size, value))
            return false;
        address += size;
        bytes += size;
        count -= size;
    }
    return true;
}

static bool is_in(const struct chip *chip, const uint8_t *at,
                  enum region region)
{
    uint32_t size = part_memory_size(&chip->part, region);
    const uint8_t *first = size ? bus_physical(chip, region) : NULL;
    return size && at >= first && at < first + size;
}

/* Finds RAM, also through the alias at 0, and data EEPROM. */
static bool writable(struct chip *chip, uint32_t address)
{
    const uint8_t *at = bus_memory(chip, address, 1);
    return at &&
           (is_in(chip, at, REGION_SRAM) || is_in(chip, at, REGION_SRAM2) ||
            is_in(chip, at, REGION_CCM) || is_in(chip, at, REGION_EEPROM));
}

bool gdb_write_memory(struct chip *chip, struct chip *scratch, uint32_t address,
                      const void *bytes, size_t count)
{
    if (count && is_peripheral(address))
        return is_peripheral(address + (uint32_t)count - 1) &&
               write_registers(chip, scratch, address, bytes, count);
    for (size_t i = 0; i < count; i++)
        if (!writable(chip, address + (uint32_t)i))
            return false;
    return chip_poke(chip, address, bytes, count);
}

/* --- flash --- */

static bool is_flash(const struct chip *chip, uint32_t address, size_t count)
{
    uint32_t size = chip->part.flash_kb * 1024u;
    uint32_t offset = address - FLASH_BASE;
    return offset < size && count <= size - offset;
}

bool gdb_erase_flash(struct chip *chip, uint32_t address, uint32_t count)
{
    const uint8_t erased = map_of(chip)->nvm.erased_to_0 ? 0 : 0xFF;
    if (!is_flash(chip, address, count))
        return false;
    for (uint32_t i = 0; i < count; i++)
        chip_poke(chip, address + i, &erased, 1);
    return true;
}

bool gdb_write_flash(struct chip *chip, uint32_t address, const void *bytes,
                     size_t count)
{
    return is_flash(chip, address, count) &&
           chip_poke(chip, address, bytes, count);
}
