/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include "chip.h"

/* --- the table --- */

bool watch_set(struct chip *chip, uint32_t address, uint32_t size,
               unsigned kinds)
{
    struct watch_data *data = &chip->watch.data;
    if (data->count == WATCH_RANGES || size == 0)
        return false;
    data->ranges[data->count++] =
        (struct watch_range){.address = address, .size = size, .kinds = kinds};
    chip->attention |= ATTENTION_WATCH;
    return true;
}

void watch_clear(struct chip *chip)
{
    chip->watch.data = (struct watch_data){0};
    chip->attention &= ~ATTENTION_WATCH;
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
    uint16_t mask, value;
    uint8_t size;
    enum watch_kind kind;
    enum address_form form;
};

static const struct encoding encodings[] = {
    {0xF800, 0x4800, 4, WATCH_READ, FORM_LITERAL},    /* LDR literal */
    {0xFE00, 0x5000, 4, WATCH_WRITE, FORM_REGISTERS}, /* STR */
    {0xFE00, 0x5200, 2, WATCH_WRITE, FORM_REGISTERS}, /* STRH */
    {0xFE00, 0x5400, 1, WATCH_WRITE, FORM_REGISTERS}, /* STRB */
    {0xFE00, 0x5600, 1, WATCH_READ, FORM_REGISTERS},  /* LDRSB */
    {0xFE00, 0x5800, 4, WATCH_READ, FORM_REGISTERS},  /* LDR */
    {0xFE00, 0x5A00, 2, WATCH_READ, FORM_REGISTERS},  /* LDRH */
    {0xFE00, 0x5C00, 1, WATCH_READ, FORM_REGISTERS},  /* LDRB */
    {0xFE00, 0x5E00, 2, WATCH_READ, FORM_REGISTERS},  /* LDRSH */
    {0xF800, 0x6000, 4, WATCH_WRITE, FORM_IMMEDIATE}, /* STR */
    {0xF800, 0x6800, 4, WATCH_READ, FORM_IMMEDIATE},  /* LDR */
    {0xF800, 0x7000, 1, WATCH_WRITE, FORM_IMMEDIATE}, /* STRB */
    {0xF800, 0x7800, 1, WATCH_READ, FORM_IMMEDIATE},  /* LDRB */
    {0xF800, 0x8000, 2, WATCH_WRITE, FORM_IMMEDIATE}, /* STRH */
    {0xF800, 0x8800, 2, WATCH_READ, FORM_IMMEDIATE},  /* LDRH */
    {0xF800, 0x9000, 4, WATCH_WRITE, FORM_SP},        /* STR */
    {0xF800, 0x9800, 4, WATCH_READ, FORM_SP},         /* LDR */
    {0xFE00, 0xB400, 4, WATCH_WRITE, FORM_PUSH},
    {0xFE00, 0xBC00, 4, WATCH_READ, FORM_POP},
    {0xF800, 0xC000, 4, WATCH_WRITE, FORM_MULTIPLE}, /* STM */
    {0xF800, 0xC800, 4, WATCH_READ, FORM_MULTIPLE},  /* LDM */
};

static const struct encoding *find_encoding(uint32_t insn)
{
    for (unsigned i = 0; i < sizeof encodings / sizeof *encodings; i++)
        if ((insn & encodings[i].mask) == encodings[i].value)
            return &encodings[i];
    return NULL;
}

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

struct watch_access watch_next(const struct chip *chip)
{
    uint32_t insn = next_instruction(chip);
    const struct encoding *encoding = find_encoding(insn);
    if (!encoding)
        return (struct watch_access){0};
    uint32_t size = access_size(insn, encoding);
    return (struct watch_access){
        .address = first_address(&chip->cpu, insn, encoding, size),
        .size = size,
        .kind = encoding->kind,
    };
}

/* --- hits --- */

static bool overlap(const struct watch_range *range,
                    const struct watch_access *access)
{
    return access->address - range->address < range->size ||
           range->address - access->address < access->size;
}

/* The first hit is told, if there are several before the run stops. */
static void look(struct chip *chip, const struct watch_access *access)
{
    struct watch_data *data = &chip->watch.data;
    if (data->hit.pending)
        return;
    for (uint32_t i = 0; i < data->count; i++) {
        const struct watch_range *range = &data->ranges[i];
        if (!(range->kinds & access->kind) || !overlap(range, access))
            continue;
        bool inside = access->address - range->address < range->size;
        data->hit = (struct watch_hit){
            .pending = true,
            .range = i,
            .address = inside ? access->address : range->address,
            .kind = access->kind,
            .pc = chip->last_pc,
        };
        return;
    }
}

/* An instruction that faults or is held by the bus does not count as executed:
 * its access has not been made. */
void watch_step(struct chip *chip)
{
    struct watch_access access = watch_next(chip);
    uint64_t executed = chip->cpu.instructions;
    bool thumb = chip->cpu.t;
    cpu_step(chip);
    if (thumb && access.size && chip->cpu.instructions != executed)
        look(chip, &access);
}

void watch_frame(struct chip *chip, uint32_t address, uint32_t size,
                 enum watch_kind kind)
{
    const struct watch_access access = {address, size, kind};
    if (chip->attention & ATTENTION_WATCH)
        look(chip, &access);
}
