/* SPDX-License-Identifier: MIT */
#include "chip/bus.h"

#include "chip/core/core.h"
#include "chip/core/cpu.h"
#include "chip/core/sram.h"
#include "chip/event.h"
#include "chip/part.h"

enum {
    PERIPHERAL_BASE = 0x40000000, /* execute-never to 0x5FFFFFFF */
    PERIPHERAL_END = 0x60000000,
    PPB_BASE = 0xE0000000,
    PPB_END = 0xE0100000,
    ALIAS_SIZE = FLASH_BASE
};

/* --- memories --- */

uint32_t bus_unalias(const struct chip *chip, uint32_t address)
{
    return address < ALIAS_SIZE ? map_of(chip)->alias_base(chip) + address
                                : address;
}

struct memory {
    const struct map_memory *row; /* NULL = none */
    struct map_stretch stretch;
};

/* The memory that holds an unaliased address, as far as it is contiguous. */
static struct memory find_memory(const struct chip *chip, uint32_t address)
{
    const struct map *map = map_of(chip);
    unsigned count = address < PERIPHERAL_BASE ? map->memory_count : 0;
    for (unsigned i = 0; i < count; i++) {
        const struct map_memory *row = &map->memories[i];
        if (address - row->base >= row->size)
            continue;
        struct map_stretch stretch = {row->base, row->size, row->offset};
        if (row->banked)
            stretch = map->bank(chip, row, address);
        return (struct memory){stretch.size ? row : NULL, stretch};
    }
    return (struct memory){0};
}

/* Byte offset in struct chip of an address in `memory`. */
static size_t storage(const struct memory *memory, uint32_t address)
{
    return offsetof(struct chip, memory) + memory->stretch.offset +
           (address - memory->stretch.base);
}

uint8_t *bus_memory(struct chip *chip, uint32_t address, uint32_t length)
{
    uint32_t real = bus_unalias(chip, address);
    struct memory memory = find_memory(chip, real);
    if (!memory.row ||
        length > memory.stretch.size - (real - memory.stretch.base))
        return NULL;
    return (uint8_t *)chip + storage(&memory, real);
}

void bus_held(const struct chip *chip, uint32_t address, unsigned unit,
              unsigned count, uint32_t *values)
{
    for (unsigned i = 0; i < count; i++) {
        const uint8_t *at =
            bus_memory((struct chip *)chip, address + i * unit, unit);
        values[i] = at ? little_endian(at, unit) : 0;
    }
}

uint8_t *bus_physical(const struct chip *chip, enum region region)
{
    const struct map_memory *memory = part_memory(&chip->part, region);
    return memory ? (uint8_t *)chip->memory + memory->offset : NULL;
}

/* --- peripherals --- */

static bool is_peripheral(uint32_t address)
{
    return address - PERIPHERAL_BASE < PERIPHERAL_END - PERIPHERAL_BASE;
}

const char *bus_block_name(const struct chip *chip, uint32_t address)
{
    const struct map_row *row = map_at(chip, address);
    const char *name = row ? row->name : core_of(chip)->block_name(address);
    return name ? name : "no block";
}

static const char *bit_name(const struct map_gates *gates, uint32_t mask)
{
    for (unsigned i = 0; i < 32; i++)
        if (mask >> i & 1)
            return gates->bits[i];
    return NULL;
}

struct bus_clock bus_clock(const struct chip *chip, uint32_t address)
{
    const struct map *map = map_of(chip);
    const struct map_row *row = map_at(chip, address);
    for (unsigned i = 0; row && i < map->clock_gate_count; i++) {
        const struct map_gates *gates = &map->clock_gates[i];
        if (row->clock.mask && gates->reg == row->clock.reg)
            return (struct bus_clock){gates->name,
                                      bit_name(gates, row->clock.mask)};
    }
    return (struct bus_clock){NULL, NULL};
}

/* Turns a block's answer into the bus's: true = the access is done. */
static bool answer(struct chip *chip, enum access access, uint32_t address,
                   bool write, uint32_t value)
{
    if (access == ACCESS_UNMODELLED)
        event_unmodelled(chip, address, write, value);
    return access != ACCESS_FAULT;
}

/* ES0292, and ST's HAL at the head of stm32l0xx_hal_rcc.c: an enable bit takes
 * effect with a delay, after which the register must have been read back; the
 * texts of other families say two cycles. An access that begins at the very end
 * of them counts as early, and an early write is lost (both assumed, for the
 * worst). A store takes two cycles itself. Without instructions in between, in
 * the cycle of the store itself, it is the host that makes the access. */
enum { OPENING_CYCLES = 2 + 2 };

static bool is_early(const struct chip *chip, const struct map_row *row)
{
    return chip->cycle - chip->bus.opened - 1 < OPENING_CYCLES &&
           chip->bus.opening == row->clock.reg &&
           chip->bus.opens & row->clock.mask;
}

/* Where a block has no register it reads 0 and ignores writes. */
static bool is_hole(const struct chip *chip, const struct map_row *row,
                    uint32_t offset)
{
    const struct map_kind *kind = row->kind;
    if (!map_of(chip)->reports_holes || !kind->last)
        return false;
    return offset > kind->last || (kind->has && !kind->has(chip, row, offset));
}

/* Without its clock a block still answers reads: observed on a NUCLEO-L073RZ
 * (tests/chip/stm32l0/test_silicon.c). That such a read has no effect is
 * assumed. In other families it gives 0. */
static enum access block_read(struct chip *chip, const struct map_row *row,
                              uint32_t address, unsigned size, uint32_t *word)
{
    *word = 0;
    if (!row || !MAP_HAS(row, read))
        return ACCESS_UNMODELLED;
    uint32_t offset = (address - row->base) & ~3u;
    if (is_early(chip, row))
        event_firmware_once(chip, FIRMWARE_EARLY, address, 0);
    bool open = map_open(chip, row->clock);
    if (!open && map_of(chip)->silent_unclocked)
        return ACCESS_OK;
    if (is_hole(chip, row, offset))
        return ACCESS_UNMODELLED;
    if (!open && row->kind->peek)
        return row->kind->peek(chip, row, offset, word);
    if (size != 4 && row->kind->read_narrow)
        return row->kind->read_narrow(chip, row, offset, size, word);
    return row->kind->read(chip, row, offset, word);
}

static bool peripheral_read(struct chip *chip, uint32_t address, unsigned size,
                            uint32_t *value)
{
    const struct map_row *row = map_at(chip, address);
    uint32_t word;
    if (row && row->bus == BUS_AHB_WORD && size != 4)
        return false;
    enum access access = block_read(chip, row, address, size, &word);
    *value = word >> 8 * (address & 3);
    return answer(chip, access, address, false, 0);
}

static uint32_t lanes(unsigned size)
{
    return size == 4 ? 0xFFFFFFFF : (1u << 8 * size) - 1;
}

/* What a byte or halfword store becomes as a word. */
static uint32_t widen(struct chip *chip, const struct map_row *row,
                      uint32_t address, unsigned size, uint32_t value)
{
    uint32_t word;
    if (size == 4)
        return value;
    value &= lanes(size);
    if (row->bus == BUS_APB1 || row->bus == BUS_APB2)
        return size == 1 ? value * 0x01010101 : value * 0x00010001;
    block_read(chip, row, address, 4, &word);
    unsigned shift = 8 * (address & 3);
    return (word & ~(lanes(size) << shift)) | value << shift;
}

/* That a block without its clock ignores writes is assumed. */
static void write_unclocked(struct chip *chip, const struct map_row *row,
                            uint32_t address, unsigned size, uint32_t value)
{
    uint32_t word = widen(chip, row, address, size, value);
    uint32_t offset = (address - row->base) & ~3u;
    if (!row->kind->write_unclocked ||
        !row->kind->write_unclocked(chip, row, offset, word))
        event_firmware_once(chip, FIRMWARE_UNCLOCKED, address, value);
}

static bool peripheral_write(struct chip *chip, uint32_t address, unsigned size,
                             uint32_t value)
{
    const struct map_row *row = map_at(chip, address);
    if (!row || !MAP_HAS(row, write)) {
        event_unmodelled(chip, address, true, value);
        return true;
    }
    if (row->bus == BUS_AHB_WORD && size != 4)
        return false;
    if (!map_open(chip, row->clock)) {
        write_unclocked(chip, row, address, size, value);
        return true;
    }
    if (is_early(chip, row)) {
        event_firmware_once(chip, FIRMWARE_EARLY, address, value);
        return true;
    }
    uint32_t offset = (address - row->base) & ~3u;
    if (is_hole(chip, row, offset))
        return answer(chip, ACCESS_UNMODELLED, address, true, value);
    if (size != 4 && row->kind->write_narrow)
        return answer(chip,
                      row->kind->write_narrow(chip, row, address - row->base,
                                              size, value),
                      address, true, value);
    uint32_t word = widen(chip, row, address, size, value);
    return answer(chip, row->kind->write(chip, row, offset, word), address,
                  true, word);
}

/* --- the private peripheral bus --- */

/* What a row of the map has there takes words of privileged code. */
static bool row_allows(const struct chip *chip, unsigned size)
{
    return size == 4 && cpu_privileged(chip);
}

static bool ppb_read(struct chip *chip, uint32_t address, unsigned size,
                     uint32_t *value)
{
    const struct map_row *row = map_at(chip, address);
    enum access access = ACCESS_FAULT;
    *value = 0;
    if (!row || !MAP_HAS(row, read))
        access = core_of(chip)->read(chip, address, size, value);
    else if (row_allows(chip, size))
        access = block_read(chip, row, address, size, value);
    return answer(chip, access, address, false, 0);
}

static bool ppb_write(struct chip *chip, uint32_t address, unsigned size,
                      uint32_t value)
{
    const struct map_row *row = map_at(chip, address);
    enum access access = ACCESS_FAULT;
    if (!row || !MAP_HAS(row, write))
        access = core_of(chip)->write(chip, address, size, value);
    else if (row_allows(chip, size))
        access = is_hole(chip, row, address - row->base)
                     ? ACCESS_UNMODELLED
                     : row->kind->write(chip, row, address - row->base, value);
    return answer(chip, access, address, true, value);
}

/* --- bit-banding --- */

/* A bit as a word of an alias: of 1 MB from 0x20000000 on at 0x22000000, of
 * 1 MB from 0x40000000 on at 0x42000000 (DDI0403 B3.1, PM0214 2.2.5). */
struct bit_band {
    uint32_t address; /* of the unit of the access that holds the bit */
    unsigned bit;
};

static bool is_bit_band(const struct chip *chip, uint32_t address)
{
    return map_of(chip)->bit_band && ((address & 0xFE000000) == 0x22000000 ||
                                      (address & 0xFE000000) == 0x42000000);
}

static struct bit_band bit_band(uint32_t alias, unsigned size)
{
    uint32_t byte = (alias & 0xF0000000) | (alias & 0x01FFFFFF) >> 5;
    uint32_t address = byte & ~(size - 1);
    return (struct bit_band){address, 8 * (byte - address) + (alias >> 2 & 7)};
}

static bool bit_band_read(struct chip *chip, uint32_t alias, unsigned size,
                          uint32_t *value)
{
    struct bit_band band = bit_band(alias, size);
    bool ok = bus_read(chip, band.address, size, value);
    *value = *value >> band.bit & 1;
    return ok;
}

/* The unit is read and written. */
static bool bit_band_write(struct chip *chip, uint32_t alias, unsigned size,
                           uint32_t value)
{
    struct bit_band band = bit_band(alias, size);
    uint32_t unit;
    if (!bus_read(chip, band.address, size, &unit))
        return false;
    unit = (unit & ~(1u << band.bit)) | (value & 1) << band.bit;
    return bus_write(chip, band.address, size, unit);
}

/* --- the core's accesses --- */

bool bus_attentive(const struct chip *chip)
{
    return map_of(chip)->nvm.attentive(chip);
}

/* An NVM or system-memory read may hold the core, or be refused at RDP 1. */
static bool nvm_readable(struct chip *chip, uint32_t address)
{
    const struct map_nvm *nvm = &map_of(chip)->nvm;
    if (nvm->attentive(chip))
        nvm->touch(chip, address);
    return nvm->readable(chip, address);
}

/* The access has to be made again when the bank is free. */
static bool stalled(const struct chip *chip)
{
    return chip->attention & ATTENTION_STALL;
}

/* Returns whether a read does nothing more than that. */
static bool plain(const struct chip *chip, uint32_t address)
{
    const struct map_nvm *nvm = &map_of(chip)->nvm;
    return nvm->plain ? nvm->plain(chip, address) : !nvm->attentive(chip);
}

/* Returns whether a read that is done has an effect. */
static bool has_effect(const struct chip *chip, uint32_t address)
{
    return map_of(chip)->nvm.plain && !stalled(chip) && !plain(chip, address);
}

/* Reduces the stretch around `address` to what is not watched. Returns false
 * when `address` itself is. */
static bool leave_out_watched(const struct chip *chip, uint32_t address,
                              struct map_stretch *stretch)
{
    const struct watched_reads *reads = &chip->watch.reads;
    uint32_t start = reads->address - stretch->base;
    if (!reads->bytes || start >= stretch->size)
        return true;
    uint32_t end = start + WATCHED_READS, at = address - stretch->base;
    if (at < start) {
        stretch->size = start;
        return true;
    }
    if (at < end)
        return false;
    stretch->base += end;
    stretch->offset += end;
    stretch->size -= end;
    return true;
}

bool bus_readable(const struct chip *chip, uint32_t address,
                  struct readable *readable)
{
    const struct map_nvm *nvm = &map_of(chip)->nvm;
    uint32_t real = bus_unalias(chip, address);
    struct memory memory = find_memory(chip, real);
    if (!memory.row)
        return false;
    if (memory.row->nvm && (!plain(chip, real) || !nvm->readable(chip, real)))
        return false;
    if (!leave_out_watched(chip, real, &memory.stretch))
        return false;
    *readable = (struct readable){
        .lo = address - (real - memory.stretch.base),
        .size = memory.stretch.size,
        .offset = storage(&memory, memory.stretch.base),
    };
    return true;
}

const uint8_t *bus_ram(const struct chip *chip, uint32_t address,
                       uint32_t length)
{
    uint32_t real = bus_unalias(chip, address);
    struct memory memory = find_memory(chip, real);
    if (!memory.row || memory.row->nvm ||
        !leave_out_watched(chip, real, &memory.stretch) ||
        length > memory.stretch.size - (real - memory.stretch.base))
        return NULL;
    return (const uint8_t *)chip + storage(&memory, real);
}

unsigned bus_data_wait(const struct chip *chip, uint32_t address)
{
    uint32_t real = bus_unalias(chip, address);
    unsigned wait = real < SRAM_BASE ? map_of(chip)->nvm.wait_branch(chip) : 0;
    if (!wait)
        return 0;
    struct memory memory = find_memory(chip, real);
    return !memory.row || memory.row->nvm ? wait : 0;
}

static bool memory_read(struct chip *chip, uint32_t address, unsigned size,
                        uint32_t *value)
{
    uint32_t real = bus_unalias(chip, address);
    struct memory memory = find_memory(chip, real);
    if (!memory.row)
        return false;
    if (memory.row->nvm && !nvm_readable(chip, real))
        return false;
    *value = little_endian((uint8_t *)chip + storage(&memory, real), size);
    if (chip->watch.reads.bytes)
        event_read(chip, real, size);
    if (memory.row->nvm && has_effect(chip, real))
        map_of(chip)->nvm.read(chip, real);
    return true;
}

/* Registers of memory controllers lie behind the peripherals: 0xA0000000. */
static bool is_far_block(const struct chip *chip, uint32_t address)
{
    return address >= PERIPHERAL_END && map_at(chip, address);
}

bool bus_read(struct chip *chip, uint32_t address, unsigned size,
              uint32_t *value)
{
    if (address - SRAM_BASE < chip->part.sram_size) {
        *value = little_endian(sram_at(chip, address), size);
        return true;
    }
    if (is_bit_band(chip, address))
        return bit_band_read(chip, address, size, value);
    if (is_peripheral(address)) {
        bool ok = peripheral_read(chip, address, size, value);
        *value &= lanes(size);
        return ok;
    }
    if (address - PPB_BASE < PPB_END - PPB_BASE)
        return ppb_read(chip, address, size, value);
    if (is_far_block(chip, address))
        return peripheral_read(chip, address, size, value);
    return memory_read(chip, address, size, value) && !stalled(chip);
}

static bool memory_write(struct chip *chip, uint32_t address, unsigned size,
                         uint32_t value)
{
    uint32_t real = bus_unalias(chip, address);
    struct memory memory = find_memory(chip, real);
    if (!memory.row)
        return false;
    if (memory.row->nvm)
        return map_of(chip)->nvm.store(chip, real, size, value) != ACCESS_FAULT;
    put_little_endian((uint8_t *)chip + storage(&memory, real), size, value);
    return true;
}

bool bus_write(struct chip *chip, uint32_t address, unsigned size,
               uint32_t value)
{
    if (address - SRAM_BASE < chip->part.sram_size) {
        put_little_endian(sram_at(chip, address), size, value);
        return true;
    }
    if (is_bit_band(chip, address))
        return bit_band_write(chip, address, size, value);
    if (is_peripheral(address))
        return peripheral_write(chip, address, size, value) && !stalled(chip);
    if (address - PPB_BASE < PPB_END - PPB_BASE)
        return ppb_write(chip, address, size, value);
    if (is_far_block(chip, address))
        return peripheral_write(chip, address, size, value);
    return memory_write(chip, address, size, value) && !stalled(chip);
}

void bus_touch(struct chip *chip, uint32_t address)
{
    uint32_t real = bus_unalias(chip, address);
    struct memory memory = find_memory(chip, real);
    if (memory.row && memory.row->nvm)
        map_of(chip)->nvm.touch(chip, real);
}

/* --- accesses that are made again and again --- */

static const struct map_row *repeated(const struct chip *chip, uint32_t address,
                                      unsigned size)
{
    if (!is_peripheral(address) && address - PPB_BASE >= PPB_END - PPB_BASE)
        return NULL;
    const struct map_row *row = map_at(chip, address);
    if (!row || !row->kind || (row->bus == BUS_AHB_WORD && size != 4) ||
        is_early(chip, row))
        return NULL;
    return row;
}

/* The bit that an alias is of is as steady as its register. */
uint64_t bus_steady(const struct chip *chip, uint32_t address, unsigned size)
{
    if (is_bit_band(chip, address))
        address = bit_band(address, size).address;
    const struct map_row *row = repeated(chip, address, size);
    uint32_t offset = row ? (address - row->base) & ~3u : 0;
    return row && row->kind->steady ? row->kind->steady(chip, row, offset) : 0;
}

bool bus_renews(const struct chip *chip, uint32_t address, unsigned size,
                uint32_t value)
{
    const struct map_row *row = repeated(chip, address, size);
    return row && size == 4 && row->kind->renews &&
           map_open(chip, row->clock) &&
           row->kind->renews(chip, row, address - row->base, value);
}

bool bus_repeatable(const struct chip *chip, uint32_t address, unsigned size)
{
    const struct map_row *row = repeated(chip, address, size);
    return row && row->kind->repeatable && map_open(chip, row->clock);
}

static bool look_at_block(struct chip *chip, uint32_t address, unsigned size,
                          uint32_t *value)
{
    const struct map_row *row = repeated(chip, address, size);
    uint32_t word;
    if (!row || !row->kind->quiet || !bus_steady(chip, address, size) ||
        block_read(chip, row, address, 4, &word) != ACCESS_OK)
        return false;
    *value = word >> 8 * (address & 3) & lanes(size);
    return true;
}

bool bus_look(struct chip *chip, uint32_t address, unsigned size,
              uint32_t *value)
{
    struct readable memory;
    if (address & (size - 1))
        return false;
    if (is_peripheral(address))
        return look_at_block(chip, address, size, value);
    if (!bus_readable(chip, address, &memory))
        return false;
    *value = little_endian(
        (uint8_t *)chip + memory.offset + (address - memory.lo), size);
    return true;
}

/* --- the DMA's accesses --- */

static bool dma_reaches(const struct chip *chip, uint32_t address)
{
    const struct map_row *row = map_at(chip, address);
    return row && row->bus != BUS_IOPORT;
}

/* Returns whether an address is in a memory of the core's alone. */
static bool is_data_only(const struct chip *chip, uint32_t address)
{
    struct memory memory = find_memory(chip, address);
    return memory.row && memory.row->data_only;
}

bool bus_dma_read(struct chip *chip, uint32_t address, unsigned size,
                  uint32_t *value)
{
    *value = 0;
    if (!is_peripheral(address))
        return !is_data_only(chip, address) &&
               memory_read(chip, address, size, value);
    bool ok = dma_reaches(chip, address) &&
              peripheral_read(chip, address, size, value);
    *value &= lanes(size);
    return ok;
}

bool bus_dma_write(struct chip *chip, uint32_t address, unsigned size,
                   uint32_t value)
{
    if (!is_peripheral(address))
        return !is_data_only(chip, address) &&
               memory_write(chip, address, size, value);
    return dma_reaches(chip, address) &&
           peripheral_write(chip, address, size, value);
}

uint64_t bus_dma_wait(const struct chip *chip, uint32_t address, bool write)
{
    uint32_t real = bus_unalias(chip, address);
    struct memory memory = find_memory(chip, real);
    if (!memory.row || !memory.row->nvm)
        return 0;
    return map_of(chip)->nvm.busy_until(chip, real, write);
}

/* --- instruction fetch --- */

static enum region seen_at(uint32_t address, enum region region)
{
    if (address >= ALIAS_SIZE)
        return region;
    switch (region) {
    case REGION_SYSTEM: return REGION_ALIAS_SYSTEM;
    case REGION_SRAM: return REGION_ALIAS_SRAM;
    default: return REGION_ALIAS_FLASH;
    }
}

enum region bus_region(const struct chip *chip, uint32_t address)
{
    struct memory memory = find_memory(chip, bus_unalias(chip, address));
    return memory.row ? seen_at(address, memory.row->region) : REGION_NONE;
}

bool bus_fetch_window(struct chip *chip, uint32_t pc)
{
    const struct map_nvm *nvm = &map_of(chip)->nvm;
    uint32_t real = bus_unalias(chip, pc);
    struct memory memory = find_memory(chip, real);
    struct window *window = &chip->cpu.window;

    if (!memory.row || memory.row->data_only)
        return false;
    bool waits = memory.row->nvm;
    *window = (struct window){
        .lo = pc - (real - memory.stretch.base),
        .size = memory.stretch.size,
        .offset = storage(&memory, memory.stretch.base),
        .region = seen_at(pc, memory.row->region),
        .branch_wait = waits ? (uint8_t)nvm->wait_branch(chip) : 0,
        .sequential_wait = waits ? (uint8_t)nvm->wait_sequential(chip) : 0,
    };
    if (waits && !plain(chip, real) && nvm->attentive(chip)) {
        /* Every fetch counts while the NVM works: one halfword at a time. */
        window->offset += real - memory.stretch.base;
        window->lo = pc;
        window->size = 2;
        nvm->touch(chip, real);
    }
    if (waits && !nvm->readable(chip, real))
        return false;
    if (waits && has_effect(chip, real))
        nvm->read(chip, real);
    return !core_of(chip)->narrow || core_of(chip)->narrow(chip, pc);
}

void bus_remap(struct chip *chip)
{
    chip->bus.maps++;
    chip->cpu.window.size = 0;
}
