/* SPDX-License-Identifier: MIT */
#include "chip/core/armv6m/watchpoint.h"

#include <string.h>

#include "chip/bus.h"
#include "chip/core/armv6m/cpu.h"

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

/* --- what an instruction accesses, DDI0419 A5.2 --- */

/* How the address is made. */
enum address_form {
    FORM_REGISTERS, /* Rn 5:3 + Rm 8:6 */
    FORM_IMMEDIATE, /* Rn 5:3 + imm5 10:6, in units of the size */
    FORM_SP,        /* SP + imm8 words */
    FORM_LITERAL,   /* Align(PC, 4) + imm8 words */
    FORM_MULTIPLE,  /* Rn 10:8, a word for each bit of 7:0 */
    FORM_PUSH,      /* below SP; bit 8 is one more register */
    FORM_POP        /* above SP */
};

struct encoding {
    uint8_t size; /* of a unit; 0 = no access */
    enum watchpoint_kind kind;
    enum address_form form;
};

/* Bits 15:11. */
static const struct encoding encodings[32] = {
    [0x09] = {4, WATCHPOINT_READ, FORM_LITERAL},    /* LDR literal */
    [0x0C] = {4, WATCHPOINT_WRITE, FORM_IMMEDIATE}, /* STR */
    [0x0D] = {4, WATCHPOINT_READ, FORM_IMMEDIATE},  /* LDR */
    [0x0E] = {1, WATCHPOINT_WRITE, FORM_IMMEDIATE}, /* STRB */
    [0x0F] = {1, WATCHPOINT_READ, FORM_IMMEDIATE},  /* LDRB */
    [0x10] = {2, WATCHPOINT_WRITE, FORM_IMMEDIATE}, /* STRH */
    [0x11] = {2, WATCHPOINT_READ, FORM_IMMEDIATE},  /* LDRH */
    [0x12] = {4, WATCHPOINT_WRITE, FORM_SP},        /* STR */
    [0x13] = {4, WATCHPOINT_READ, FORM_SP},         /* LDR */
    [0x18] = {4, WATCHPOINT_WRITE, FORM_MULTIPLE},  /* STM */
    [0x19] = {4, WATCHPOINT_READ, FORM_MULTIPLE},   /* LDM */
};

/* 0101 and bits 11:9. */
static const struct encoding by_register[8] = {
    {4, WATCHPOINT_WRITE, FORM_REGISTERS}, /* STR */
    {2, WATCHPOINT_WRITE, FORM_REGISTERS}, /* STRH */
    {1, WATCHPOINT_WRITE, FORM_REGISTERS}, /* STRB */
    {1, WATCHPOINT_READ, FORM_REGISTERS},  /* LDRSB */
    {4, WATCHPOINT_READ, FORM_REGISTERS},  /* LDR */
    {2, WATCHPOINT_READ, FORM_REGISTERS},  /* LDRH */
    {1, WATCHPOINT_READ, FORM_REGISTERS},  /* LDRB */
    {2, WATCHPOINT_READ, FORM_REGISTERS},  /* LDRSH */
};

static const struct encoding push = {4, WATCHPOINT_WRITE, FORM_PUSH};
static const struct encoding pop = {4, WATCHPOINT_READ, FORM_POP};

static const struct encoding *find_encoding(uint32_t insn)
{
    if (insn >> 12 == 5)
        return &by_register[insn >> 9 & 7];
    if ((insn & 0xFE00) == 0xB400)
        return &push;
    if ((insn & 0xFE00) == 0xBC00)
        return &pop;
    return &encodings[insn >> 11];
}

/* --- what it stores --- */

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

/* The registers of a list, from R0 up; bit 8 is LR in PUSH. */
static void list_values(const struct cpu *cpu, uint32_t list,
                        uint32_t values[WATCHPOINT_UNITS])
{
    for (unsigned i = 0; i < 9; i++)
        if (list >> i & 1)
            *values++ = cpu->r[i < 8 ? i : CPU_LR];
}

static void find_values(const struct cpu *cpu, uint32_t insn,
                        const struct encoding *encoding,
                        uint32_t values[WATCHPOINT_UNITS])
{
    switch (encoding->form) {
    case FORM_MULTIPLE: list_values(cpu, insn & 0xFF, values); break;
    case FORM_PUSH: list_values(cpu, insn & 0x1FF, values); break;
    case FORM_SP: values[0] = cpu->r[insn >> 8 & 7]; break;
    default: values[0] = cpu->r[insn & 7]; break;
    }
    if (encoding->size < 4)
        values[0] &= (1u << 8 * encoding->size) - 1;
}

static void find_old(const struct chip *chip, struct watchpoint_access *access)
{
    for (uint32_t i = 0; i < access->size / access->unit; i++)
        access->old[i] =
            held(chip, access->address + i * access->unit, access->unit);
}

/* --- what the next instruction does --- */

static uint32_t next_instruction(const struct chip *chip)
{
    const struct window *window = &chip->cpu.window;
    const uint8_t *bytes = (const uint8_t *)chip + window->offset +
                           (chip->cpu.r[CPU_PC] - window->lo);
    return bytes[0] | (uint32_t)bytes[1] << 8;
}

static uint32_t first_address(const struct cpu *cpu, uint32_t insn,
                              const struct encoding *encoding, uint32_t size)
{
    uint32_t n = cpu->r[insn >> 3 & 7];
    uint32_t words = 4 * (insn & 0xFF);
    switch (encoding->form) {
    case FORM_REGISTERS: return n + cpu->r[insn >> 6 & 7];
    case FORM_IMMEDIATE: return n + encoding->size * (insn >> 6 & 31);
    case FORM_SP: return cpu->r[CPU_SP] + words;
    case FORM_LITERAL: return ((cpu->r[CPU_PC] + 4) & ~3u) + words;
    case FORM_MULTIPLE: return cpu->r[insn >> 8 & 7];
    case FORM_PUSH: return cpu->r[CPU_SP] - size;
    default: return cpu->r[CPU_SP];
    }
}

static uint32_t access_size(uint32_t insn, const struct encoding *encoding)
{
    switch (encoding->form) {
    case FORM_MULTIPLE: return 4 * (uint32_t)__builtin_popcount(insn & 0xFF);
    case FORM_PUSH:
    case FORM_POP: return 4 * (uint32_t)__builtin_popcount(insn & 0x1FF);
    default: return encoding->size;
    }
}

/* Without the values; size 0: no access. */
static void aim(const struct chip *chip, uint32_t insn,
                const struct encoding *encoding,
                struct watchpoint_access *access)
{
    access->size = access_size(insn, encoding);
    access->address = first_address(&chip->cpu, insn, encoding, access->size);
    access->kind = encoding->kind;
    access->frame = false;
    access->unit = encoding->size;
}

static void add_values(const struct chip *chip, uint32_t insn,
                       const struct encoding *encoding,
                       struct watchpoint_access *access)
{
    if (access->kind != WATCHPOINT_WRITE)
        return;
    find_values(&chip->cpu, insn, encoding, access->value);
    find_old(chip, access);
}

struct watchpoint_access watchpoint_next(const struct chip *chip)
{
    uint32_t insn = next_instruction(chip);
    const struct encoding *encoding = find_encoding(insn);
    struct watchpoint_access access = {0};
    if (encoding->size) {
        aim(chip, insn, encoding, &access);
        add_values(chip, insn, encoding, &access);
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
    uint32_t insn = next_instruction(chip);
    const struct encoding *encoding = find_encoding(insn);
    struct watchpoint_access access;
    bool met = false;
    if (encoding->size && chip->cpu.t) {
        aim(chip, insn, encoding, &access);
        met = watched(&chip->watch.points, &access);
        if (met)
            add_values(chip, insn, encoding, &access);
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
