/* SPDX-License-Identifier: MIT */
#include "bench/machine_code.h"

#include <string.h>

#include "chip/map.h"

static bool in_sram(const struct machine *machine, uint32_t pc)
{
    return pc - SRAM_BASE < machine->chip.part.sram_size;
}

/* RAM that code may run from. */
struct ram {
    uint32_t base, size, offset; /* of its first byte in chip.memory */
};

/* Returns the RAM that holds `pc`; size = 0: none does. */
static struct ram ram_at(const struct machine *machine, uint32_t pc)
{
    const struct chip *chip = &machine->chip;
    if (in_sram(machine, pc))
        return (struct ram){SRAM_BASE, chip->part.sram_size, 0};
    if (!part_has(&chip->part, REGION_SRAM2, pc))
        return (struct ram){0};
    struct map_stretch stretch =
        map_of(chip)->bank(chip, part_memory(&chip->part, REGION_SRAM2), pc);
    return (struct ram){stretch.base, stretch.size, stretch.offset};
}

static bool written(const struct machine *machine, const struct ram *ram,
                    uint32_t offset)
{
    offset += ram->offset;
    return memcmp(bus_physical(&machine->chip, REGION_SRAM) + offset,
                  machine_noise(machine) + offset, 4) != 0;
}

/* Returns the words around `pc` that were written since power-on. A RAM
 * function is found by that: the chip does not record the writer. */
static struct image_range written_range(const struct machine *machine,
                                        uint32_t pc)
{
    struct ram ram = ram_at(machine, pc);
    uint32_t lo = (pc - ram.base) & ~3u, hi = lo;
    while (hi < ram.size && written(machine, &ram, hi))
        hi += 4;
    if (hi == lo)
        return (struct image_range){0, 0};
    while (lo > 0 && written(machine, &ram, lo - 4))
        lo -= 4;
    return (struct image_range){ram.base + lo, ram.base + hi};
}

static struct image_range shift(struct image_range range, uint32_t from,
                                uint32_t to)
{
    if (!range.hi)
        return range;
    return (struct image_range){range.lo - from + to, range.hi - from + to};
}

/* Returns the code at `pc` that is outside the ranges of the running image: in
 * the alias, or in RAM that was written. hi = 0: none. */
static struct image_range passing(const struct machine *machine, uint32_t pc)
{
    unsigned mode = machine_mem_mode(machine);
    if (ram_at(machine, pc).size)
        return written_range(machine, pc);
    if (in_sram(machine, SRAM_BASE + pc) && mode == 3)
        return shift(written_range(machine, pc + SRAM_BASE), SRAM_BASE, 0);
    if (machine_in_flash(machine, FLASH_BASE + pc) && mode == 0)
        return shift(bank_range(machine_running(machine), pc + FLASH_BASE),
                     FLASH_BASE, 0);
    return (struct image_range){0, 0};
}

bool machine_code_is_entry(const struct machine *machine, uint32_t pc)
{
    return pc == machine->entries[0] || pc == machine->entries[1];
}

bool machine_code_allows(struct machine *machine, uint32_t pc)
{
    if (!machine->chip.cpu.t) { /* it faults there and executes nothing */
        machine->passed = (struct image_range){pc, pc + 2};
        return true;
    }
    if (machine_in_system(machine, pc))
        return machine->in_rom || machine_code_is_entry(machine, pc);
    if (machine->in_rom && in_sram(machine, pc))
        return true;
    if (pc >= FLASH_BASE ? bank_is_code(machine_running(machine), pc)
                         : machine_mem_mode(machine) == 0 &&
                               bank_is_code(machine_running(machine), pc))
        return true;
    machine->passed = passing(machine, pc);
    return machine->passed.hi != 0;
}

static void add_guard(struct watch *watch, uint32_t lo, uint32_t hi)
{
    if (hi == 0)
        return;
    watch->guard[watch->guard_count++] = (struct fetch_range){lo, hi};
}

/* Where the image has more ranges than the chip takes, the gaps between the
 * last ones count as code. */
void machine_code_guard(struct machine *machine)
{
    enum {
        ROOM = sizeof machine->chip.watch.guard / sizeof(struct fetch_range)
    };
    struct watch *watch = &machine->chip.watch;
    const struct bank *bank = machine_running(machine);
    size_t count = bank->image ? bank->image->code_count : 0;

    watch->guard_count = 0;
    bus_remap(&machine->chip);
    if (!machine->guard || machine->astray_reported)
        return;
    if (machine->in_rom) {
        const struct part *part = &machine->chip.part;
        uint32_t system = part_memory(part, REGION_SYSTEM)->base;
        add_guard(watch, system,
                  system + part_memory_size(part, REGION_SYSTEM));
        add_guard(watch, SRAM_BASE, SRAM_BASE + part->sram_size);
    }
    add_guard(watch, machine->passed.lo, machine->passed.hi);
    add_guard(watch, bank->app.lo, bank->app.hi);
    for (size_t i = 0; i < count; i++) {
        const struct image_range *range = &bank->image->code[i];
        if (watch->guard_count < ROOM)
            add_guard(watch, range->lo, range->hi);
        else
            watch->guard[ROOM - 1].hi = range->hi;
    }
    if (watch->guard_count == 0) /* nothing is code: a guard must be there */
        add_guard(watch, 0, 1);
}
