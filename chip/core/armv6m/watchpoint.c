/* SPDX-License-Identifier: MIT */
#include "chip/core/armv6m/watchpoint.h"

#include <string.h>

#include "chip/bus.h"
#include "chip/core/armv6m/cpu.h"
#include "chip/core/armv6m/decode.h"

/* --- the table --- */

bool watchpoint_set(struct chip *chip, uint32_t address, uint32_t size,
                    unsigned kinds)
{
    struct watchpoint_table *points = &chip->watch.points;
    if (points->count == WATCHPOINT_RANGES || size == 0)
        return false;
    points->ranges[points->count++] = (struct watchpoint_range){
        .address = address, .size = size, .kinds = kinds};
    chip->attention |= ATTENTION_WATCHPOINT;
    return true;
}

void watchpoint_clear(struct chip *chip)
{
    chip->watch.points = (struct watchpoint_table){0};
    chip->attention &= ~ATTENTION_WATCHPOINT;
}

/* --- what an instruction stores --- */

/* What memory holds; a register of a peripheral is not read, for that may
 * have effects. */
static uint32_t held(const struct chip *chip, uint32_t address, uint32_t size)
{
    uint32_t value = 0;
    const uint8_t *at = bus_memory((struct chip *)chip, address, size);
    if (at)
        memcpy(&value, at, size);
    return value;
}

static void find_values(const struct cpu *cpu, const struct op *op,
                        uint32_t values[WATCHPOINT_UNITS])
{
    const struct op_form *form = &op_forms[op->kind];
    uint32_t list = form->is_list ? op->m : 1u << op->d;
    for (; list; list &= list - 1)
        *values++ =
            cpu->r[__builtin_ctz(list)] & (UINT32_MAX >> (32 - 8 * form->unit));
}

static void find_old(const struct chip *chip, struct watchpoint_access *access)
{
    for (uint32_t i = 0; i < access->size / access->unit; i++)
        access->old[i] =
            held(chip, access->address + i * access->unit, access->unit);
}

/* --- what the next instruction does --- */

static struct op next_instruction(const struct chip *chip)
{
    const struct window *window = &chip->cpu.window;
    uint32_t pc = chip->cpu.r[CPU_PC];
    const struct straight code = {
        .bytes = (const uint8_t *)chip + window->offset + (pc - window->lo),
        .room = 1, /* no load or store is longer */
        .pc = pc,
    };
    return decode(&code, 0);
}

/* Without the values; size 0: no access. */
static struct watchpoint_access aim(const struct chip *chip,
                                    const struct op *op)
{
    const struct op_form *form = &op_forms[op->kind];
    struct op_access data = op_access(op, chip->cpu.r[CPU_PC], chip->cpu.r);
    return (struct watchpoint_access){
        .address = data.address,
        .size = data.size,
        .kind = form->is_store ? WATCHPOINT_WRITE : WATCHPOINT_READ,
        .unit = form->unit,
    };
}

static void add_values(const struct chip *chip, const struct op *op,
                       struct watchpoint_access *access)
{
    if (access->kind != WATCHPOINT_WRITE)
        return;
    find_values(&chip->cpu, op, access->value);
    find_old(chip, access);
}

struct watchpoint_access watchpoint_next(const struct chip *chip)
{
    struct op op = next_instruction(chip);
    struct watchpoint_access access = {0};
    if (op_forms[op.kind].unit) {
        access = aim(chip, &op);
        add_values(chip, &op, &access);
    }
    return access;
}

struct watchpoint_access watchpoint_frame(const struct chip *chip,
                                          uint32_t address, unsigned count,
                                          const uint32_t *words)
{
    struct watchpoint_access access = {
        .address = address,
        .size = 4 * count,
        .kind = words ? WATCHPOINT_WRITE : WATCHPOINT_READ,
        .frame = true,
        .unit = 4,
    };
    if (words) {
        memcpy(access.value, words, access.size);
        find_old(chip, &access);
    }
    return access;
}

/* --- hits --- */

static bool overlap(const struct watchpoint_range *range,
                    const struct watchpoint_access *access)
{
    return access->address - range->address < range->size ||
           range->address - access->address < access->size;
}

/* The first byte of the range that is accessed. */
static uint32_t meeting(const struct watchpoint_range *range,
                        const struct watchpoint_access *access)
{
    bool inside = access->address - range->address < range->size;
    return inside ? access->address : range->address;
}

/* When the access has been made, cycle and IPSR tell what comes after it:
 * BEFORE is the core as it was. */
struct before {
    uint64_t cycle;
    uint8_t exception;
};

static void note(struct chip *chip, struct watchpoint_range *range,
                 const struct watchpoint_access *access, struct before before)
{
    uint32_t at = meeting(range, access) - access->address;
    uint32_t index = at / access->unit;
    range->last = (struct watchpoint_write){
        .count = range->last.count + 1,
        .cycle = before.cycle,
        .pc = chip->last_pc,
        .frame = access->frame,
        .exception = before.exception,
        .address = access->address + index * access->unit,
        .size = access->unit,
        .old = access->old[index],
        .value = access->value[index],
    };
}

/* The first hit is told, if there are several before the run stops. */
static void hit(struct chip *chip, uint32_t index,
                const struct watchpoint_access *access)
{
    struct watchpoint_table *points = &chip->watch.points;
    const struct watchpoint_range *range = &points->ranges[index];
    if (points->hit.pending || !(range->kinds & access->kind))
        return;
    points->hit = (struct watchpoint_hit){
        .pending = true,
        .range = index,
        .address = meeting(range, access),
        .kind = access->kind,
        .pc = chip->last_pc,
    };
}

static void look(struct chip *chip, const struct watchpoint_access *access,
                 struct before before)
{
    struct watchpoint_table *points = &chip->watch.points;
    for (uint32_t i = 0; i < points->count; i++) {
        if (!overlap(&points->ranges[i], access))
            continue;
        if (access->kind == WATCHPOINT_WRITE)
            note(chip, &points->ranges[i], access, before);
        hit(chip, i, access);
    }
}

static bool watched(const struct watchpoint_table *points,
                    const struct watchpoint_access *access)
{
    for (uint32_t i = 0; i < points->count; i++)
        if (overlap(&points->ranges[i], access))
            return true;
    return false;
}

/* An instruction that faults or is held by the bus does not count as executed:
 * its access has not been made. */
void watchpoint_step(struct chip *chip)
{
    struct before before = {chip->cycle, chip->cpu.ipsr};
    uint64_t executed = chip->cpu.instructions;
    struct op op = next_instruction(chip);
    struct watchpoint_access access;
    bool met = false;
    if (op_forms[op.kind].unit && chip->cpu.t) {
        access = aim(chip, &op);
        met = watched(&chip->watch.points, &access);
        if (met)
            add_values(chip, &op, &access);
    }
    cpu_step(chip);
    if (met && chip->cpu.instructions != executed)
        look(chip, &access, before);
}

void watchpoint_see(struct chip *chip, const struct watchpoint_access *access)
{
    look(chip, access, (struct before){chip->cycle, chip->cpu.ipsr});
}

const struct watchpoint_write *watchpoint_last(const struct chip *chip,
                                               uint32_t address)
{
    const struct watchpoint_table *points = &chip->watch.points;
    for (uint32_t i = 0; i < points->count; i++) {
        const struct watchpoint_range *range = &points->ranges[i];
        if (address - range->address < range->size && range->last.count)
            return &range->last;
    }
    return NULL;
}
