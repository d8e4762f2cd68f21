/* SPDX-License-Identifier: MIT */
#include "bench/machine_setup.h"

#include <string.h>

#include "bench/embed.h"
#include "bench/family.h"
#include "bench/machine_breakpoint.h"
#include "bench/machine_code.h"
#include "bench/machine_noise.h"
#include "bench/machine_wire.h"
#include "bench/usb_host.h"
#include "chip/boards.h"
#include "chip/little_endian.h"

/* --- building --- */

static const struct board_info *board_of(const struct machine_setup *setup)
{
    return setup->board ? setup->board : boards_of(setup->part);
}

static void set_clock(struct chip *chip, const struct wiring *wiring)
{
    if (!wiring->hse)
        return;
    chip->board.hse_hz = wiring->hse_hz;
    chip->board.hse_bypass = !wiring->hse_crystal;
}

/* Fills in where the ROM may be entered: its reset vector, and past the bank
 * check. */
static void find_entries(struct machine *machine, const uint8_t *rom)
{
    machine->entries[0] = little_endian(rom + 4, 4) & ~1u;
    machine->entries[1] = machine->rom ? machine->rom->past : 0;
}

static void load_rom(struct machine *machine, const struct machine_setup *setup)
{
    uint8_t rom[ROM_IMAGE_MAX];
    struct chip *chip = &machine->chip;
    size_t size = part_memory_size(&chip->part, REGION_SYSTEM);

    if (rom_is_file(setup->rom))
        memcpy(rom, setup->rom_bytes, size);
    else
        embed_rom_with(setup->rom, setup->readings, rom, size);
    chip_load_rom(chip, rom);
    machine->rom = rom_of_image(chip->part.family, rom);
    find_entries(machine, rom);
    uint16_t revision =
        machine->rom ? machine->rom->rev_id : family_of(chip)->rev_id;
    if (revision)
        chip->part.rev_id = revision;
}

void machine_change_reading(struct machine *machine, unsigned reading,
                            unsigned value)
{
    struct chip *chip = &machine->chip;
    const struct family_info *family = family_of(chip);
    if (reading == family->choices)
        chip->board.gate_open = value;
    else
        bus_physical(chip, REGION_SYSTEM)[family->choices_offset + reading] =
            (uint8_t)value;
}

/* The chip's own reading is met where MEM_MODE is written. */
void machine_watch_readings(struct machine *machine, unsigned rom)
{
    struct watch *watch = &machine->chip.watch;
    const struct part *part = &machine->chip.part;
    machine->gate_met = false;
    watch->events |= 1u << EVENT_READ | 1u << EVENT_GATE;
    watch->reads = (struct watched_reads){
        .address = part_memory(part, REGION_SYSTEM)->base +
                   family_info(part->family)->choices_offset,
        .bytes = readings_mask(rom) & ~readings_of_chip(rom),
    };
}

void machine_start(struct machine *machine, const struct machine_setup *setup)
{
    struct chip *chip = &machine->chip;

    memset(machine, 0, offsetof(struct machine, chip));
    chip_init(chip, setup->part);
    machine->board = board_of(setup);
    boards_wire(machine->board, &chip->board);
    load_rom(machine, setup);
    family_of(chip)->set_options(chip, setup);
    chip->board.boot0 = setup->boot0;
    chip->board.gate_open = setup->readings.value[family_of(chip)->choices];
    set_clock(chip, &setup->wiring);
    bank_load(chip, setup->image);
    machine->decoder = setup->decoder;
    if (machine->decoder)
        skip_restart(&machine->decoder->skip);
    machine->image = setup->image;
    machine->banks[0] =
        (struct bank){.image = setup->image, .main = bank_main(setup->image)};
    machine->banks[1] =
        bank_2(chip, setup->bank2,
               setup->bank2 == BANK2_FILE ? setup->bank2_image : setup->image);
    if (setup->early)
        for (unsigned i = 0; i < 2; i++)
            machine->banks[i].main = bank_handler(&machine->banks[i]);
    machine->guard = setup->guard;
    machine->call_ps = NEVER;
    usb_host_init(&machine->usb);

    chip_power_on(chip);
    machine_keep_noise(machine);
    bank_load_ram(chip, setup->image);
    serial_open(chip, machine->board->usart, MACHINE_BAUD);
    serial_open(chip, family_of(chip)->usart, MACHINE_BAUD);
    chip->watch.events = setup->events | 1u << EVENT_RESET | 1u << EVENT_FETCH |
                         1u << EVENT_EXCEPTION;
    chip->watch.strict = setup->strict;
    machine_watch_readings(machine, setup->rom);
    machine_breakpoint_main(machine);
    machine_wire_start(machine, &setup->wiring);
    machine_noise_start(machine, &setup->wiring);
    machine_code_guard(machine);
}
