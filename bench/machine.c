/* SPDX-License-Identifier: MIT */
#include "bench/machine.h"

#include <assert.h>
#include <string.h>

#include "bench/family.h"
#include "chip/little_endian.h"
#include "chip/survivors.h"

uint64_t machine_ps(const struct machine *machine)
{
    return clock_ps(&machine->chip);
}

unsigned machine_bank(const struct machine *machine)
{
    const struct map *map = map_of(&machine->chip);
    return map->swapped && map->swapped(&machine->chip);
}

const struct bank *machine_running(const struct machine *machine)
{
    return &machine->banks[machine_bank(machine)];
}

unsigned machine_mem_mode(const struct machine *machine)
{
    return map_of(&machine->chip)->mem_mode(&machine->chip);
}

uint32_t machine_rom_id_offset(const struct machine *machine)
{
    return machine->rom ? machine->rom->id_offset
                        : family_of(&machine->chip)->id_offset;
}

uint8_t machine_rom_id(const struct machine *machine)
{
    return bus_physical(&machine->chip,
                        REGION_SYSTEM)[machine_rom_id_offset(machine)];
}

static uint32_t bank_word(const struct machine *machine, unsigned bank,
                          unsigned offset)
{
    const struct chip *chip = &machine->chip;
    if (bank && !chip->part.bank2_base)
        return 0;
    return little_endian(bus_physical(chip, REGION_FLASH) +
                             bank * chip->part.bank_size + offset,
                         4);
}

uint32_t machine_head(const struct machine *machine, unsigned bank)
{
    return bank_word(machine, bank, 0);
}

uint32_t machine_reset_vector(const struct machine *machine, unsigned bank)
{
    return bank_word(machine, bank, 4);
}

struct machine_event *machine_report(struct machine *machine,
                                     enum machine_event_kind kind)
{
    assert(machine->queue_count < MACHINE_QUEUE);
    unsigned slot =
        (machine->queue_head + machine->queue_count++) % MACHINE_QUEUE;
    struct machine_event *event = &machine->queue[slot];
    *event = (struct machine_event){
        .kind = kind,
        .pc = machine->chip.cpu.r[CPU_PC],
        .cycle = machine->chip.cycle,
        .ps = clock_ps(&machine->chip),
    };
    return event;
}

void machine_copy(struct machine *machine, const struct machine *from)
{
    memcpy(machine, from,
           offsetof(struct machine, chip) + from->chip.size +
               survivors_ram_size(&from->chip));
}

void machine_keep_noise(struct machine *machine)
{
    memcpy(machine_noise(machine), bus_physical(&machine->chip, REGION_SRAM),
           survivors_ram_size(&machine->chip));
}

bool machine_in_system(const struct machine *machine, uint32_t address)
{
    return part_has(&machine->chip.part, REGION_SYSTEM, address);
}

bool machine_in_flash(const struct machine *machine, uint32_t address)
{
    return address - FLASH_BASE <
           part_memory(&machine->chip.part, REGION_FLASH)->size;
}
