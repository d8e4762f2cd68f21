/* SPDX-License-Identifier: MIT */
#include "bench/fault.h"

#include <string.h>

#include "chip/core/armv6m/decode.h"
#include "chip/core/armv7m/fault.h"
#include "chip/core/armv7m/step.h"
#include "chip/core/armv7m/transfer.h"
#include "chip/core/core.h"

enum {
    FRAME_R0_TO_R3 = 4,
    FRAME_PC = 6,
    FRAME_XPSR,
    FRAME_WORDS,
    FRAME_FP_WORDS = 18, /* behind them, of an FPU */
    XPSR_ALIGNED = 1 << 9,
    XPSR_T = 1 << 24,
    RETURN_TO_PSP = 1 << 2, /* EXC_RETURN */
    RETURN_BASIC = 1 << 4
};

static bool read_word(const struct chip *chip, uint32_t address, uint32_t *word)
{
    return chip_peek(chip, address, word, sizeof *word);
}

/* --- what the instruction accesses; R[] are the registers before the exception
 * --- */

static void find_access_v6(struct fault *fault, const uint8_t code[4],
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

static void find_access_v7(struct fault *fault, const struct chip *chip,
                           const uint8_t code[4], const uint32_t *r)
{
    const struct code7 code7 = {
        .pc = fault->pc,
        .first = (uint16_t)(code[0] | code[1] << 8),
        .second = (uint16_t)(code[2] | code[3] << 8),
        .sets = armv7m_sets(chip),
    };
    struct op7 op = decode7(&code7);
    struct transfer transfer = transfer_with(r, true, &op);
    fault->access = transfer.count != 0;
    if (!fault->access)
        return;
    fault->store = transfer.is_store;
    fault->size = transfer.unit;
    fault->address = transfer.address;
}

static void find_access(struct fault *fault, const struct chip *chip,
                        const uint32_t *r)
{
    uint8_t code[4] = {0};
    fault->fetch = !chip_peek(chip, fault->pc, code, 2);
    if (!fault->thumb || fault->fetch)
        return;
    chip_peek(chip, fault->pc + 2, code + 2, 2);
    if (fault->has_status)
        find_access_v7(fault, chip, code, r);
    else
        find_access_v6(fault, code, r);
}

/* --- what the status registers say --- */

/* The store is done, and the frame is that of the next instruction. */
static void find_store_before(struct fault *fault)
{
    if (fault->cfsr & CFSR_IMPRECISERR && !fault->fetch)
        fault->pc = fault->last;
}

/* The address of the first item that failed, of several. */
static void take_address(struct fault *fault, const struct chip *chip)
{
    const struct armv7m *core = armv7m(chip);
    if (fault->cfsr & CFSR_BFARVALID)
        fault->address = core->bfar;
    else if (fault->cfsr & CFSR_MMARVALID)
        fault->address = core->mmfar;
}

/* --- the frame --- */

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

static uint32_t frame_bytes(const struct chip *chip)
{
    bool basic = chip->cpu.r[CPU_LR] & RETURN_BASIC;
    return 4 * (basic ? FRAME_WORDS : FRAME_WORDS + FRAME_FP_WORDS);
}

/* Returns the registers before the exception. Handlers begin with R4 to R11 as
 * they were. */
static void find_registers(const struct chip *chip,
                           const uint32_t frame[FRAME_WORDS], uint32_t sp,
                           uint32_t r[16])
{
    memcpy(r, chip->cpu.r, sizeof chip->cpu.r);
    memcpy(r, frame, FRAME_R0_TO_R3 * sizeof *r);
    r[12] = frame[4];
    r[CPU_LR] = frame[5];
    r[CPU_SP] =
        sp + frame_bytes(chip) + (frame[FRAME_XPSR] & XPSR_ALIGNED ? 4 : 0);
}

static struct fault begin(const struct chip *chip)
{
    struct fault fault = {.thumb = true,
                          .instructions = chip->cpu.instructions,
                          .exception = chip->cpu.ipsr,
                          .core = core_of(chip)->name,
                          .has_status = core_of(chip)->architecture >= 7,
                          .lr = chip->cpu.r[CPU_LR]};
    if (fault.has_status) {
        fault.cfsr = armv7m(chip)->cfsr;
        fault.hfsr = armv7m(chip)->hfsr;
    }
    return fault;
}

struct fault fault_look(const struct chip *chip)
{
    struct fault fault = begin(chip);
    uint32_t frame[FRAME_WORDS], sp, r[16];

    if (!read_frame(chip, &sp, frame))
        return fault;
    find_registers(chip, frame, sp, r);

    fault.known = true;
    fault.pc = frame[FRAME_PC];
    fault.last = chip->last_pc;
    fault.thumb = frame[FRAME_XPSR] & XPSR_T;
    fault.unprivileged = chip->cpu.control & 1;
    find_store_before(&fault);
    find_access(&fault, chip, r);
    take_address(&fault, chip);
    return fault;
}
