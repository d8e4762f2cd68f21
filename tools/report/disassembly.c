/* SPDX-License-Identifier: MIT */
#include "tools/report/disassembly.h"

#include <stdio.h>
#include <stdlib.h>

#include "chip/little_endian.h"
#include "tools/die.h"
#include "tools/printable.h"
#include "tools/report/capstone.h"

enum { LINES = 4096 /* a power of two */ };

struct disassembly {
    struct capstone capstone;
    csh handle;
    cs_insn *insn;
    struct disassembly_line lines[LINES];
};

struct disassembly *disassembly_new(void)
{
    struct disassembly *disassembly = xcalloc(1, sizeof *disassembly);
    disassembly->capstone = capstone_load();
    if (disassembly->capstone.open(CS_ARCH_ARM, CS_MODE_THUMB | CS_MODE_MCLASS,
                                   &disassembly->handle) != CS_ERR_OK)
        die("capstone cannot disassemble for this processor");
    disassembly->insn = disassembly->capstone.malloc(disassembly->handle);
    if (!disassembly->insn)
        die("out of memory");
    return disassembly;
}

void disassembly_free(struct disassembly *disassembly)
{
    if (!disassembly)
        return;
    disassembly->capstone.free(disassembly->insn, 1);
    disassembly->capstone.close(&disassembly->handle);
    free(disassembly);
}

/* --- places --- */

static uint32_t halfword(struct chip *chip, uint32_t address)
{
    const uint8_t *bytes = bus_memory(chip, address, 2);
    return bytes ? little_endian(bytes, 2) : 0;
}

struct disassembly_place disassembly_place(struct machine *machine)
{
    struct chip *chip = &machine->chip;
    uint32_t pc = chip->cpu.r[CPU_PC];
    struct disassembly_place place = {
        .pc = pc,
        .address = bus_unalias(chip, pc),
        .memory = "",
        .code = halfword(chip, pc) | halfword(chip, pc + 2) << 16,
    };
    if (machine_in_system(machine, place.address)) {
        place.memory = "ROM";
        place.base = part_memory(&chip->part, REGION_SYSTEM)->base;
    } else if (part_has(&chip->part, REGION_SRAM, place.address)) {
        place.memory = "RAM";
        place.base = SRAM_BASE;
    } else if (machine_in_flash(machine, place.address)) {
        place.memory = "flash";
        place.base = FLASH_BASE;
    }
    /* The ROM runs code in RAM, too, which has no symbols of the image. */
    if (place.base == FLASH_BASE ||
        (place.base == SRAM_BASE && !machine->in_rom))
        place.image = machine_running(machine)->image;
    return place;
}

void disassembly_where(const struct disassembly_place *place, char *text,
                       size_t size)
{
    if (place->image && image_symbol_at(place->image, place->address))
        image_describe(place->image, place->address, text, size);
    else if (*place->memory)
        snprintf(text, size, "%s+0x%X", place->memory,
                 (unsigned)(place->address - place->base));
    else
        snprintf(text, size, "0x%08X", (unsigned)place->address);
    printable(text);
}

/* --- lines --- */

static void disassemble(struct disassembly *disassembly,
                        const struct disassembly_place *place, char *text)
{
    const uint8_t bytes[4] = {(uint8_t)place->code, (uint8_t)(place->code >> 8),
                              (uint8_t)(place->code >> 16),
                              (uint8_t)(place->code >> 24)};
    const uint8_t *at = bytes;
    size_t left = sizeof bytes;
    uint64_t address = place->pc;
    const cs_insn *insn = disassembly->insn;
    if (disassembly->capstone.disasm_iter(disassembly->handle, &at, &left,
                                          &address, disassembly->insn))
        snprintf(text, DISASSEMBLY_TEXT, "%.15s%s%.31s", insn->mnemonic,
                 *insn->op_str ? " " : "", insn->op_str);
    else
        snprintf(text, DISASSEMBLY_TEXT, ".hword 0x%04X",
                 (unsigned)place->code & 0xFFFF);
}

static bool same(const struct disassembly_place *a,
                 const struct disassembly_place *b)
{
    return a->pc == b->pc && a->code == b->code && a->address == b->address &&
           a->image == b->image;
}

const struct disassembly_line *
disassembly_line(struct disassembly *disassembly,
                 const struct disassembly_place *place)
{
    struct disassembly_line *line =
        &disassembly->lines[place->pc >> 1 & (LINES - 1)];
    if (*line->text && same(&line->place, place))
        return line;
    line->place = *place;
    disassembly_where(place, line->where, sizeof line->where);
    disassemble(disassembly, place, line->text);
    return line;
}
