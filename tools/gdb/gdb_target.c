/* SPDX-License-Identifier: MIT */
#include "tools/gdb/gdb_target.h"

#include "chip/little_endian.h"

enum { PPB = 0xE0000000, PPB_SIZE = 1 << 20 };

/* --- registers --- */

static uint32_t *stack_pointer(struct cpu *cpu, bool psp)
{
    bool psp_in_use = cpu->control & CONTROL_SPSEL;
    return psp == psp_in_use ? &cpu->r[CPU_SP] : &cpu->sp_other;
}

uint32_t gdb_register(const struct chip *chip, unsigned number)
{
    const struct cpu *cpu = &chip->cpu;
    switch (number) {
    case GDB_XPSR: return cpu_xpsr(chip);
    case GDB_MSP: return cpu_msp(chip);
    case GDB_PSP: return cpu_psp(chip);
    case GDB_PRIMASK: return cpu->primask;
    case GDB_CONTROL: return cpu->control;
    default: return cpu->r[number];
    }
}

static void set_xpsr(struct cpu *cpu, uint32_t value)
{
    cpu->n = value >> 31 & 1;
    cpu->z = value >> 30 & 1;
    cpu->c = value >> 29 & 1;
    cpu->v = value >> 28 & 1;
    cpu->t = value >> 24 & 1;
}

/* SPSEL cannot be set in Handler mode (DDI0419 B1.4.4). */
static void set_control(struct cpu *cpu, uint32_t value)
{
    if (!(value & CONTROL_SPSEL))
        cpu_select_msp(cpu);
    else if (!cpu->ipsr && !(cpu->control & CONTROL_SPSEL))
        cpu_select_psp(cpu);
    cpu->control &= (uint8_t)~CONTROL_NPRIV;
    cpu->control |= value & CONTROL_NPRIV;
}

static void set_pc(struct chip *chip, uint32_t value)
{
    if (chip->cpu.sleeping)
        cpu_wake(chip);
    chip->cpu.locked_up = false;
    chip->attention &= ~(uint32_t)ATTENTION_LOCKUP;
    cpu_branch(&chip->cpu, value);
}

void gdb_set_register(struct chip *chip, unsigned number, uint32_t value)
{
    struct cpu *cpu = &chip->cpu;
    switch (number) {
    case GDB_SP: cpu->r[CPU_SP] = value & ~3u; break;
    case GDB_PC: set_pc(chip, value); break;
    case GDB_XPSR: set_xpsr(cpu, value); break;
    case GDB_MSP: *stack_pointer(cpu, false) = value & ~3u; break;
    case GDB_PSP: *stack_pointer(cpu, true) = value & ~3u; break;
    case GDB_PRIMASK:
        cpu->primask = value & 1;
        nvic_update(chip);
        break;
    case GDB_CONTROL: set_control(cpu, value); break;
    default: cpu->r[number] = value; break;
    }
}

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

/* Finds SRAM, also through the alias at 0, and data EEPROM. */
static bool writable(struct chip *chip, uint32_t address)
{
    const uint8_t *at = bus_memory(chip, address, 1);
    return at && ((at >= bus_physical(chip, REGION_SRAM) &&
                   at < bus_physical(chip, REGION_SRAM) + SRAM_SIZE) ||
                  (at >= bus_physical(chip, REGION_EEPROM) &&
                   at < bus_physical(chip, REGION_EEPROM) + EEPROM_SIZE));
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
    static const uint8_t erased = 0; /* RM0367 3.3.4: cells erase to 0 */
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
