/* SPDX-License-Identifier: MIT */
#include "chip/chip.h"

#include "chip/block/gpio_v2.h"
#include "chip/boards.h"
#include "chip/core/core.h"
#include "chip/core/exception.h"
#include "chip/core/sram.h"
#include "chip/due.h"
#include "chip/frequency.h"
#include "chip/noise.h"
#include "chip/part.h"
#include "chip/rows.h"
#include "chip/survivors.h"

#include <string.h>

enum { VDDA_MV = 3300, ROOM_CELSIUS = 25 };

void chip_init(struct chip *chip, const struct part *part)
{
    memset(chip, 0, offsetof(struct chip, memory));
    chip->magic = CHIP_MAGIC;
    chip->version = CHIP_VERSION;
    chip->part = *part;
    chip->size =
        offsetof(struct chip, memory) + map_of(chip)->memory_size(chip);
    memset(chip->memory, 0, chip->size - offsetof(struct chip, memory));
    chip->board = (struct board){
        .vdda_mv = VDDA_MV, .celsius = ROOM_CELSIUS, .torn = TORN_MIX};
    boards_wire(boards_of(part), &chip->board);
    chip->clock.hclk_ps = 1; /* no clock yet: RCC's reset sets it */
    due_init(chip);
    rows_find(chip);
    map_of(chip)->factory(chip);
}

void chip_copy(struct chip *chip, const struct chip *from)
{
    memcpy(chip, from, from->size);
}

void chip_load_rom(struct chip *chip, const uint8_t *rom)
{
    const struct map_memory *memory = part_memory(&chip->part, REGION_SYSTEM);
    memcpy(chip->memory + memory->offset, rom, memory->size);
}

/* --- reset --- */

/* From the highest address down: FLASH, which loads the option bytes that
 * others look at, comes before RCC, and the ports, which follow what the other
 * blocks put on their pins, come last. */
static void reset_blocks(struct chip *chip, enum reset_kind kind)
{
    const struct map *map = map_of(chip);
    for (unsigned i = map->row_count; i--;)
        if (MAP_HAS(&map->rows[i], reset))
            map->rows[i].kind->reset(chip, &map->rows[i], kind);
}

/* SRAM cells settle at random when power comes. */
static void randomize_sram(struct chip *chip)
{
    noise_fill(sram_at(chip, SRAM_BASE), survivors_ram_size(chip),
               (chip->board.seed + 1) * 2654435761u + chip->reset.count);
}

static void perform_reset(struct chip *chip)
{
    enum reset_kind kind = chip->reset.requested;

    event_reset(chip, kind);
    chip->attention &= ATTENTION_EVENT | ATTENTION_WATCHPOINT | ATTENTION_CLOCK;
    chip->bus.stall_ps = 0;
    chip->watch.break_passed = 0;
    chip->reset.requested = RESET_NONE;
    chip->reset.last = kind;
    chip->reset.count++;
    if (kind == RESET_POWER)
        randomize_sram(chip);

    reset_blocks(chip, kind);
    nvic_reset(chip);
    core_of(chip)->reset(chip);
    cpu_reset(chip);
}

void chip_reset(struct chip *chip, enum reset_kind kind)
{
    reset_request(chip, kind);
    perform_reset(chip);
}

void chip_power_on(struct chip *chip)
{
    chip_reset(chip, RESET_POWER);
}

/* --- memory for the host --- */

bool chip_peek(const struct chip *chip, uint32_t address, void *data,
               size_t length)
{
    uint8_t *bytes = data;
    for (size_t i = 0; i < length; i++)
        if (!bus_memory((struct chip *)chip, address + i, 1))
            return false;
    for (size_t i = 0; i < length; i++)
        bytes[i] = *bus_memory((struct chip *)chip, address + i, 1);
    return true;
}

bool chip_poke(struct chip *chip, uint32_t address, const void *data,
               size_t length)
{
    const uint8_t *bytes = data;
    for (size_t i = 0; i < length; i++)
        if (!bus_memory(chip, address + i, 1))
            return false;
    for (size_t i = 0; i < length; i++)
        *bus_memory(chip, address + i, 1) = bytes[i];
    return true;
}

/* --- breakpoints --- */

static uint64_t break_bit(uint32_t address)
{
    return 1ull << (address >> 1 & 63);
}

bool chip_break_set(struct chip *chip, uint32_t address)
{
    struct watch *watch = &chip->watch;
    if (watch->break_count == sizeof watch->breaks / sizeof *watch->breaks)
        return false;
    watch->breaks[watch->break_count++] = address & ~1u;
    watch->break_filter |= break_bit(address);
    return true;
}

void chip_break_clear(struct chip *chip)
{
    chip->watch.break_count = 0;
    chip->watch.break_filter = 0;
}

/* At a breakpoint, and not the one the last run stopped at. */
static bool break_hit(struct chip *chip)
{
    struct watch *watch = &chip->watch;
    for (uint32_t i = 0; i < watch->break_count; i++) {
        if (watch->breaks[i] != chip->cpu.r[CPU_PC])
            continue;
        if (watch->break_passed == chip->cycle + 1)
            return false;
        watch->break_passed = chip->cycle + 1;
        return true;
    }
    return false;
}

/* --- pins --- */

static void board_changed(struct chip *chip, unsigned port)
{
    gpio_v2_update(chip, port, clock_ps(chip));
    for (unsigned i = 0; i < map_of(chip)->row_count; i++)
        if (MAP_HAS(map_row(chip, i), board))
            map_row(chip, i)->kind->board(chip, map_row(chip, i));
}

/* The pin is one of a port, too, on some parts. */
void chip_boot0(struct chip *chip, bool level)
{
    const struct map *map = map_of(chip);
    if (chip->board.boot0 == level)
        return;
    chip->board.boot0 = level;
    for (unsigned port = 0; port < GPIO_PORTS; port++) {
        const struct gpio_v2_variant *has = map_port(chip, port)->variant;
        if (has && has->boot0 && map->boot0_is_pin(chip))
            gpio_v2_update_pins(chip, port, has->boot0, clock_ps(chip));
    }
}

void chip_pin_drive(struct chip *chip, unsigned port, unsigned pin, bool level)
{
    uint16_t bit = (uint16_t)(1u << pin);
    chip->board.drive_mask[port] |= bit;
    if (level)
        chip->board.drive_level[port] |= bit;
    else
        chip->board.drive_level[port] &= (uint16_t)~bit;
    board_changed(chip, port);
}

void chip_pin_release(struct chip *chip, unsigned port, unsigned pin)
{
    chip->board.drive_mask[port] &= (uint16_t) ~(1u << pin);
    board_changed(chip, port);
}

/* --- the run loop --- */

/* Lets time pass without instructions, to `cycle` or the next event. */
static void idle_to(struct chip *chip, uint64_t cycle)
{
    uint64_t next = chip->due_cycle < cycle ? chip->due_cycle : cycle;
    if (next > chip->cycle)
        chip->cycle = next;
}

static bool guarded(struct chip *chip, uint32_t pc)
{
    const struct watch *watch = &chip->watch;
    struct window *window = &chip->cpu.window;
    if (watch->guard_count == 0)
        return true;
    for (uint32_t i = 0; i < watch->guard_count; i++) {
        const struct fetch_range *range = &watch->guard[i];
        if (pc < range->lo || pc >= range->hi)
            continue;
        uint32_t end = window->lo + window->size;
        uint32_t lo = range->lo > window->lo ? range->lo : window->lo;
        window->offset += lo - window->lo;
        window->size = (range->hi < end ? range->hi : end) - lo;
        window->lo = lo;
        return true;
    }
    window->size = 0;
    return false;
}

/* The core fetches outside the window it knows. Returns false when the run
 * must stop: the fetch is outside watch.guard. */
static bool open_window(struct chip *chip)
{
    uint32_t pc = chip->cpu.r[CPU_PC];
    enum region from = chip->cpu.window.region;

    if (!bus_fetch_window(chip, pc)) {
        chip->cpu.window.size = 0; /* the handler is not in it */
        core_of(chip)->fetch_fault(chip);
        return true;
    }
    if (chip->cpu.window.region != from)
        event_fetch(chip, from, chip->cpu.window.region);
    return guarded(chip, pc);
}

/* An exception's vector may lie in a bank that is busy: then the core waits
 * for the bank first. */
static void take_exception(struct chip *chip)
{
    if (bus_attentive(chip))
        bus_touch(chip, chip->scb.vtor);
    if (!(chip->attention & ATTENTION_STALL))
        exception_check(chip);
}

static void stall(struct chip *chip, uint64_t until)
{
    uint64_t end = clock_cycle_at(chip, chip->bus.stall_ps);
    if (chip->cycle >= end) {
        chip->bus.stall_ps = 0;
        chip->attention &= ~ATTENTION_STALL;
        return;
    }
    idle_to(chip, end < until ? end : until);
}

/* What comes of looking at where the next instruction is. */
enum look { LOOK_RUN, LOOK_AGAIN, LOOK_STOP };

/* Makes the window hold pc, and meets breakpoints. */
static inline enum look look_at_pc(struct chip *chip, enum stop *why)
{
    uint32_t pc = chip->cpu.r[CPU_PC];
    if (pc - chip->cpu.window.lo >= chip->cpu.window.size) {
        if (!open_window(chip)) {
            *why = STOP_ASTRAY;
            return LOOK_STOP;
        }
        if (chip->attention & ~ATTENTION_WATCHPOINT || !chip->cpu.window.size)
            return LOOK_AGAIN;
    }
    if (chip->watch.break_filter & break_bit(pc) && break_hit(chip)) {
        *why = STOP_BREAK;
        return LOOK_STOP;
    }
    chip->last_pc = pc;
    return LOOK_RUN;
}

/* An instruction under watchpoints. True: the run stops with *why. */
static bool step_watched(struct chip *chip, enum stop *why)
{
    enum look look = look_at_pc(chip, why);
    if (look == LOOK_RUN)
        core_of(chip)->step_watched(chip);
    return look == LOOK_STOP;
}

/* The slow work before an instruction. True: the run stops with *why. */
static bool attend(struct chip *chip, uint64_t until, enum stop *why)
{
    if (chip->attention & ATTENTION_STRICT) {
        chip->attention &= ~ATTENTION_STRICT;
        *why = STOP_UNMODELLED;
        return true;
    }
    if (chip->events.count) { /* the host has not drained the list */
        *why = STOP_EVENT;
        return true;
    }
    chip->attention &= ~ATTENTION_EVENT;
    if (chip->watch.points.hit.pending) {
        chip->watch.points.hit.pending = false;
        *why = STOP_WATCHPOINT;
        return true;
    }
    *why = STOP_BUDGET;
    if (chip->attention & ATTENTION_RESET)
        perform_reset(chip);
    else if (chip->cycle >= until || chip->attention & ATTENTION_CLOCK)
        return true;
    else if (chip->attention & ATTENTION_STALL)
        stall(chip, until);
    else if (chip->attention & ATTENTION_EXCEPTION)
        take_exception(chip);
    else if (chip->attention & ATTENTION_LOCKUP) {
        *why = STOP_LOCKUP;
        if (chip->due_cycle == NEVER)
            return true;
        idle_to(chip, until);
    } else if (chip->attention & ATTENTION_SLEEP)
        idle_to(chip, until);
    else if (chip->attention & ATTENTION_WATCHPOINT)
        return step_watched(chip, why);
    return false;
}

enum stop chip_run(struct chip *chip, uint64_t until_cycle)
{
    void (*step)(struct chip *) = core_of(chip)->step;
    enum stop why;

    for (;;) {
        if (chip->cycle >= chip->due_cycle)
            due_fire(chip);
        if (chip->attention) {
            if (attend(chip, until_cycle, &why))
                return why;
            continue;
        }
        if (chip->cycle >= until_cycle)
            return STOP_BUDGET;

        enum look look = look_at_pc(chip, &why);
        if (look == LOOK_STOP)
            return why;
        if (look == LOOK_RUN)
            step(chip);
    }
}

enum stop chip_run_to(struct chip *chip, uint64_t ps)
{
    enum stop why = STOP_BUDGET;
    uint64_t cycle;
    while (why == STOP_BUDGET && frequency_cycle(chip, ps, &cycle))
        why = chip_run(chip, cycle);
    frequency_forget(chip);
    return why;
}
