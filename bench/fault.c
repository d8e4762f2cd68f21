/* SPDX-License-Identifier: MIT */
#include "bench/fault.h"

enum {
    FRAME_R0,
    FRAME_R3 = 3,
    FRAME_PC = 6,
    FRAME_XPSR,
    FRAME_WORDS,
    XPSR_ALIGNED = 1 << 9,
    XPSR_T = 1 << 24,
    RETURN_TO_PSP = 1 << 2, /* EXC_RETURN */
    LOW_REGISTERS = 8
};

/* The registers as they were before the exception. */
struct before {
    uint32_t r[LOW_REGISTERS];
    uint32_t sp, pc;
};

static bool read_word(const struct chip *chip, uint32_t address, uint32_t *word)
{
    return chip_peek(chip, address, word, sizeof *word);
}

static uint32_t field(uint16_t code, unsigned shift, unsigned bits)
{
    return (uint32_t)(code >> shift) & ((1u << bits) - 1);
}

/* The size of a load or store with a register offset, by opB (DDI0419
 * A5.2.4): STR STRH STRB LDRSB LDR LDRH LDRB LDRSH. */
static const unsigned char sizes[] = {4, 2, 1, 1, 4, 2, 1, 2};

static void by_register(struct fault *fault, const struct before *before,
                        uint16_t code)
{
    unsigned op = field(code, 9, 3);
    fault->size = sizes[op];
    fault->store = op < 3;
    fault->address =
        before->r[field(code, 3, 3)] + before->r[field(code, 6, 3)];
}

static void by_offset(struct fault *fault, const struct before *before,
                      uint16_t code, unsigned size)
{
    fault->size = size;
    fault->store = !(code & 1 << 11);
    fault->address = before->r[field(code, 3, 3)] + field(code, 6, 5) * size;
}

static void by_stack(struct fault *fault, const struct before *before,
                     uint16_t code)
{
    fault->size = 4;
    fault->store = !(code & 1 << 11);
    fault->address = before->sp + field(code, 0, 8) * 4;
}

static unsigned listed(uint16_t code, unsigned bits)
{
    return (unsigned)__builtin_popcount(code & ((1u << bits) - 1));
}

static void by_list(struct fault *fault, const struct before *before,
                    uint16_t code)
{
    fault->size = 4;
    fault->store = !(code & 1 << 11);
    fault->address = before->r[field(code, 8, 3)];
}

static void by_push_pop(struct fault *fault, const struct before *before,
                        uint16_t code)
{
    fault->size = 4;
    fault->store = !(code & 1 << 11);
    fault->address = before->sp;
    if (fault->store)
        fault->address -= 4 * listed(code, 9);
}

/* Where a load or store goes. */
static void decode(struct fault *fault, const struct before *before,
                   uint16_t code)
{
    fault->access = true;
    switch (code >> 12) {
    case 0x4:
        if (code >> 11 != 0x09)
            break;
        fault->size = 4;
        fault->address = ((before->pc + 4) & ~3u) + field(code, 0, 8) * 4;
        return;
    case 0x5: by_register(fault, before, code); return;
    case 0x6: by_offset(fault, before, code, 4); return;
    case 0x7: by_offset(fault, before, code, 1); return;
    case 0x8: by_offset(fault, before, code, 2); return;
    case 0x9: by_stack(fault, before, code); return;
    case 0xB:
        if ((code & 0xF600) != 0xB400)
            break;
        by_push_pop(fault, before, code);
        return;
    case 0xC: by_list(fault, before, code); return;
    default: break;
    }
    fault->access = false;
}

static bool read_frame(const struct chip *chip, uint32_t *sp,
                       uint32_t frame[FRAME_WORDS])
{
    *sp = chip->cpu.r[CPU_LR] & RETURN_TO_PSP ? chip->cpu.sp_other
                                              : chip->cpu.r[CPU_SP];
    for (unsigned i = 0; i < FRAME_WORDS; i++)
        if (!read_word(chip, *sp + 4 * i, &frame[i]))
            return false;
    return true;
}

struct fault fault_look(const struct chip *chip)
{
    struct fault fault = {.thumb = true};
    struct before before = {0};
    uint32_t frame[FRAME_WORDS];
    uint16_t code;

    if (!read_frame(chip, &before.sp, frame))
        return fault;
    before.sp += 4 * FRAME_WORDS + (frame[FRAME_XPSR] & XPSR_ALIGNED ? 4 : 0);
    before.pc = frame[FRAME_PC];
    for (unsigned i = 0; i < LOW_REGISTERS; i++)
        before.r[i] = i <= FRAME_R3 ? frame[FRAME_R0 + i] : chip->cpu.r[i];

    fault.known = true;
    fault.pc = frame[FRAME_PC];
    fault.last = chip->last_pc;
    fault.thumb = frame[FRAME_XPSR] & XPSR_T;
    fault.unprivileged = chip->cpu.control & 1;
    fault.fetch = !chip_peek(chip, fault.pc, &code, sizeof code);
    if (fault.thumb && !fault.fetch)
        decode(&fault, &before, code);
    return fault;
}
