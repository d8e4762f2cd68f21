/* SPDX-License-Identifier: MIT */
#include "bench/fault.h"

#include <string.h>

#include "chip/core/armv6m/decode.h"

enum {
    FRAME_R0_TO_R3 = 4,
    FRAME_PC = 6,
    FRAME_XPSR,
    FRAME_WORDS,
    XPSR_ALIGNED = 1 << 9,
    XPSR_T = 1 << 24,
    RETURN_TO_PSP = 1 << 2 /* EXC_RETURN */
};

static bool read_word(const struct chip *chip, uint32_t address, uint32_t *word)
{
    return chip_peek(chip, address, word, sizeof *word);
}

/* Finds the data that the instruction accesses; R[] are the registers before
 * the exception. */
static void find_access(struct fault *fault, const uint8_t code[2],
                        const uint32_t *r)
{
    const struct straight straight = {
        .bytes = code, .room = 1, .pc = fault->pc};
    struct op op = decode(&straight, 0);
    const struct op_form *form = &op_forms[op.kind];
    fault->access = form->unit != 0;
    if (!fault->access)
        return;
    fault->store = form->is_store;
    fault->size = form->unit;
    fault->address = op_access(&op, fault->pc, r).address;
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

/* Returns the registers before the exception. Of those above R7, loads and
 * stores use only SP. */
static void find_registers(const struct chip *chip,
                           const uint32_t frame[FRAME_WORDS], uint32_t sp,
                           uint32_t r[16])
{
    memcpy(r, chip->cpu.r, sizeof chip->cpu.r);
    memcpy(r, frame, FRAME_R0_TO_R3 * sizeof *r);
    r[CPU_SP] =
        sp + 4 * FRAME_WORDS + (frame[FRAME_XPSR] & XPSR_ALIGNED ? 4 : 0);
}

struct fault fault_look(const struct chip *chip)
{
    struct fault fault = {.thumb = true,
                          .instructions = chip->cpu.instructions};
    uint32_t frame[FRAME_WORDS], sp, r[16];
    uint8_t code[2];

    if (!read_frame(chip, &sp, frame))
        return fault;
    find_registers(chip, frame, sp, r);

    fault.known = true;
    fault.pc = frame[FRAME_PC];
    fault.last = chip->last_pc;
    fault.thumb = frame[FRAME_XPSR] & XPSR_T;
    fault.unprivileged = chip->cpu.control & 1;
    fault.fetch = !chip_peek(chip, fault.pc, code, sizeof code);
    if (fault.thumb && !fault.fetch)
        find_access(&fault, code, r);
    return fault;
}
