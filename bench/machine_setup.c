/* SPDX-License-Identifier: MIT */
#include "bench/machine_setup.h"

#include <string.h>

#include "bench/embed.h"
#include "bench/machine_breakpoint.h"
#include "bench/machine_code.h"
#include "bench/machine_noise.h"
#include "bench/machine_wire.h"
#include "bench/usb_host.h"
#include "chip/little_endian.h"
#include "rom/choices.h"
#include "rom/stm32l0/version.h"

enum {
    REV_B = 0x2000,
    REV_Z = 0x2008,
    OPTION_RDP = 0, /* offsets of the option words */
    OPTION_USER = 4,
    RDP_LEVEL_1 = 0xBB, /* anything but AA and CC */
    RDP_LEVEL_2 = 0xCC,
    USER_WDG_SW = 1 << 4,
    USER_BFB2 = 1 << 7
};

/* No source prints the pairing: inferred from the field reports. */
static uint16_t revision_of(const uint8_t *rom)
{
    uint8_t id = rom[ROM_ID_OFFSET];
    return id == ROM_ID_V4_0 || id == ROM_ID_V11_1 ? REV_B : REV_Z;
}

uint16_t machine_revision(enum rom_version version)
{
    return revision_of(embed_rom(version));
}

void machine_entries(const uint8_t *rom, uint32_t entries[2])
{
    entries[0] = little_endian(rom + 4, 4) & ~1u;
    switch (rom[ROM_ID_OFFSET]) {
    case ROM_ID_V4_1: entries[1] = ROM_PAST_V4_1; break;
    case ROM_ID_V11_2: entries[1] = ROM_PAST_V11_2; break;
    default: entries[1] = 0; break;
    }
}

/* --- building --- */

/* An option word holds a halfword and its complement (RM0367 3.8.1). */
static void change_option(struct chip *chip, unsigned offset, uint16_t clear,
                          uint16_t set)
{
    uint8_t *bytes = bus_physical(chip, REGION_OPTION) + offset;
    uint16_t value = (uint16_t)(bytes[0] | bytes[1] << 8);
    value = (uint16_t)((value & ~clear) | set);
    for (unsigned i = 0; i < 2; i++) {
        bytes[i] = (uint8_t)(value >> 8 * i);
        bytes[i + 2] = (uint8_t)~bytes[i];
    }
}

static void set_options(struct chip *chip, const struct machine_setup *setup)
{
    change_option(chip, OPTION_USER, USER_WDG_SW | USER_BFB2,
                  (uint16_t)((setup->bfb2 ? USER_BFB2 : 0) |
                             (setup->wdg_sw ? USER_WDG_SW : 0)));
    if (setup->rdp)
        change_option(chip, OPTION_RDP, 0xFF,
                      setup->rdp == 2 ? RDP_LEVEL_2 : RDP_LEVEL_1);
}

static void set_clock(struct chip *chip, const struct wiring *wiring)
{
    if (!wiring->hse)
        return;
    chip->board.hse_hz = wiring->hse_hz;
    chip->board.hse_bypass = !wiring->hse_crystal;
}

static void load_rom(struct machine *machine, const struct machine_setup *setup)
{
    uint8_t rom[ROM_IMAGE_SIZE];
    struct chip *chip = &machine->chip;

    if (setup->rom == ROM_FILE)
        memcpy(rom, setup->rom_bytes, sizeof rom);
    else
        embed_rom_with(setup->rom, setup->readings, rom);
    chip_load_rom(chip, rom);
    machine_entries(rom, machine->entries);
    chip->part.rev_id = revision_of(rom);
}

void machine_change_reading(struct machine *machine, enum reading reading,
                            unsigned value)
{
    struct chip *chip = &machine->chip;
    if (reading == READING_GATE)
        chip->board.gate_open = value;
    else
        bus_physical(chip, REGION_SYSTEM)[ROM_CHOICES_OFFSET + reading] =
            (uint8_t)value;
}

/* `gate` is met where MEM_MODE is written. */
void machine_watch_readings(struct machine *machine, enum rom_version version)
{
    struct watch *watch = &machine->chip.watch;
    machine->gate_met = false;
    watch->events |= 1u << EVENT_READ | 1u << EVENT_GATE;
    watch->reads = (struct watched_reads){
        .address = SYSTEM_BASE + ROM_CHOICES_OFFSET,
        .bytes = readings_mask(version) & ~(1u << READING_GATE),
    };
}

void machine_start(struct machine *machine, const struct machine_setup *setup)
{
    struct chip *chip = &machine->chip;

    memset(machine, 0, offsetof(struct machine, chip));
    chip_init(chip, setup->part);
    load_rom(machine, setup);
    set_options(chip, setup);
    chip->board.boot0 = setup->boot0;
    chip->board.gate_open = setup->readings.value[READING_GATE];
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
    serial_open(chip, USART_2, MACHINE_BAUD);
    chip->watch.events = setup->events | 1u << EVENT_RESET | 1u << EVENT_FETCH |
                         1u << EVENT_EXCEPTION;
    chip->watch.strict = setup->strict;
    machine_watch_readings(machine, setup->rom);
    machine_breakpoint_main(machine);
    machine_wire_start(machine, &setup->wiring);
    machine_noise_start(machine, &setup->wiring);
    machine_code_guard(machine);
}
