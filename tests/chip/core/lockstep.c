/* SPDX-License-Identifier: MIT */
#include "tests/chip/core/lockstep_differ.h"

#include <stdlib.h>

#include "tools/host/native_memory.h"

enum { FRAME_WORDS = 8, FRAME_SIZE = 32, SVC = 0xDF, PAGE = 4096 };
/* More than a block of the fast loop takes. */
enum { BRANCH_SELF = 0xE7FE, PARKED_CYCLES = 20 * BLOCK_OPS };

#define Q 0x08000000u

/* The judge's, in the order of struct lockstep's values[]. */
static const int registers[VALUES] = {
    UC_ARM_REG_R0,  UC_ARM_REG_R1, UC_ARM_REG_R2,  UC_ARM_REG_R3,
    UC_ARM_REG_R4,  UC_ARM_REG_R5, UC_ARM_REG_R6,  UC_ARM_REG_R7,
    UC_ARM_REG_R8,  UC_ARM_REG_R9, UC_ARM_REG_R10, UC_ARM_REG_R11,
    UC_ARM_REG_R12, UC_ARM_REG_SP, UC_ARM_REG_LR,  UC_ARM_REG_APSR};
/* --- the judge --- */

static void judge_put(struct lockstep *l, int reg, uint32_t value)
{
    must(uc_reg_write(l->judge, reg, &value), "uc_reg_write");
}

static void judge_read(struct lockstep *l)
{
    void *to[VALUES];
    for (unsigned i = 0; i < VALUES; i++)
        to[i] = &l->values[i];
    must(uc_reg_read_batch(l->judge, (int *)registers, to, VALUES),
         "uc_reg_read_batch");
}

static void judge_put_state(struct lockstep *l, const struct cpu_state *s)
{
    bool psp = s->control & CONTROL_SPSEL;
    judge_put(l, UC_ARM_REG_CONTROL, s->control);
    judge_put(l, UC_ARM_REG_PRIMASK, s->primask);
    judge_put(l, psp ? UC_ARM_REG_MSP : UC_ARM_REG_PSP, s->sp_other);
    for (unsigned i = 0; i < APSR; i++)
        judge_put(l, registers[i], s->r[i]);
    judge_put(l, UC_ARM_REG_APSR_NZCVQ, s->flags);
}

/* --- one instruction --- */

/* SP is a multiple of 4 on the chip; on the judge not after everything that
 * writes it. */
static void align(struct lockstep *l, int reg, int known)
{
    uint32_t sp = judge_get(l, reg);
    if (known < 0 || !(sp & 3))
        return;
    l->hits[known]++;
    judge_put(l, reg, sp & ~3u);
    l->values[SP] = judge_get(l, UC_ARM_REG_SP);
}

static void align_judge_sp(struct lockstep *l)
{
    uint16_t first = halfword(l, l->at), second = halfword(l, l->at + 2);
    if (first < 0xE800) {
        if (l->values[SP] & 3)
            align(l, UC_ARM_REG_SP, known_find(SP_BITS, first, second));
        return;
    }
    align(l, UC_ARM_REG_MSP, known_find(SP_BITS, first, second));
    align(l, UC_ARM_REG_PSP, known_find(SP_BITS, first, second));
}

static void clear_judge_q(struct lockstep *l)
{
    int known = known_find(Q_FLAG, halfword(l, l->at), halfword(l, l->at + 2));
    if (!(l->values[APSR] & Q) || known < 0)
        return;
    l->hits[known]++;
    l->values[APSR] &= ~Q;
    judge_put(l, UC_ARM_REG_APSR_NZCVQ, l->values[APSR]);
}

static void step_chip(struct lockstep *l)
{
    memcpy(l->before, l->values, sizeof l->before);
    chip_driver.step(&l->plain);
    if (l->begun)
        l->instructions++;
    l->begun = false;
}

/* The chip does the instruction that the judge has done; `next` is where the
 * judge goes on. */
static bool follow(struct lockstep *l, uint32_t next)
{
    step_chip(l);
    judge_read(l);
    if (l->chip->cpu.ipsr)
        return differs(l, CHIP_RAISED, "exception %u, none in Unicorn",
                       l->chip->cpu.ipsr);
    align_judge_sp(l);
    clear_judge_q(l);
    if (!same_registers(l, next) ||
        (halfword(l, l->at) >= 0xE800 && !same_special(l)))
        return false;
    return !(l->chip->cpu.control & CONTROL_NPRIV) ||
           differs(l, NPRIV, "CONTROL.nPRIV is 1");
}

/* Hints and IT: some are not for the judge to run. */
static int find_alone(const struct lockstep *l)
{
    uint16_t first = halfword(l, l->at);
    if (first >> 8 != 0xBF)
        return -1;
    int known = known_find(BEFORE_RAISE, first, 0);
    return known >= 0 ? known : known_find(BEFORE_NOTHING, first, 0);
}

static void begin(struct lockstep *l, uint32_t pc)
{
    l->left--;
    l->at = pc;
    l->begun = true;
    if (l->path_length < PATH_LENGTH)
        l->path[l->path_length] = pc;
    l->path_length++;
    seen_mark(&l->seen, halfword(l, pc), halfword(l, pc + 2));
}

static void before_instruction(uc_engine *judge, uint64_t address,
                               uint32_t size, void *user)
{
    struct lockstep *l = user;
    uint32_t pc = (uint32_t)address;
    bool inside = pc >= LOCKSTEP_CODE && pc < LOCKSTEP_END;
    (void)size;

    if (l->begun && !follow(l, pc)) {
        uc_emu_stop(judge);
    } else if (!inside || !l->left) {
        l->over = true;
        l->end_pc = pc;
        uc_emu_stop(judge);
    } else {
        begin(l, pc);
        l->alone = 1 + find_alone(l);
        if (l->alone)
            uc_emu_stop(judge);
    }
}

/* --- exceptions --- */

/* The chip has something where the judge has nothing. */
static bool foreign(const struct lockstep *l, uc_mem_type type, uint32_t at)
{
    uint8_t byte;
    return type == UC_MEM_WRITE_PROT || (at >= 0x40000000 && at < 0x60000000) ||
           (at >= 0xE0000000 && at < 0xE0100000) ||
           chip_peek(&l->plain, at, &byte, 1);
}

static bool no_memory(uc_engine *judge, uc_mem_type type, uint64_t address,
                      int size, int64_t value, void *user)
{
    struct lockstep *l = user;
    (void)judge, (void)size, (void)value;
    l->foreign = foreign(l, type, (uint32_t)address);
    return false;
}

static bool in_sram(uint32_t address, uint32_t size)
{
    return address - SRAM_BASE <= SRAM_SIZE - size;
}

/* The frame holds the judge's registers. It is taken off the chip's SRAM, so
 * that memories can be compared. */
static bool same_frame(struct lockstep *l, uint32_t address, uint32_t pc)
{
    static const char *const words[FRAME_WORDS] = {
        "stacked R0",  "stacked R1", "stacked R2", "stacked R3",
        "stacked R12", "stacked LR", "stacked PC", "stacked xPSR"};
    const uint32_t *r = l->values;
    uint32_t aligned = r[SP] & 4 ? 1 << 9 : 0;
    const uint32_t want[FRAME_WORDS] = {
        r[0],  r[1],  r[2], r[3],
        r[12], r[LR], pc,   judge_get(l, UC_ARM_REG_XPSR) | aligned};
    uint32_t got[FRAME_WORDS];
    uint32_t offset = address - SRAM_BASE;

    memcpy(got, bus_physical(l->chip, REGION_SRAM) + offset, FRAME_SIZE);
    memcpy(bus_physical(l->chip, REGION_SRAM) + offset, &l->sram[offset],
           FRAME_SIZE);
    for (unsigned i = 0; i < FRAME_WORDS; i++)
        if (!same(l, FRAME, words[i], got[i], want[i]))
            return false;
    return true;
}

/* The chip has raised an exception, as the judge did; `pc` is where the judge
 * stands. Ends the run. */
static bool same_exception(struct lockstep *l, uint32_t pc)
{
    const struct cpu *cpu = &l->chip->cpu;
    bool psp = judge_get(l, UC_ARM_REG_CONTROL) & CONTROL_SPSEL;
    bool svc = halfword(l, l->at) >> 8 == SVC && pc == l->at + 2;
    bool masked = judge_get(l, UC_ARM_REG_PRIMASK);
    uint32_t frame = (l->values[SP] - FRAME_SIZE) & ~7u;

    if (!same_low(l, LEFT_BY_FAULT))
        return false;
    if (!in_sram(frame, FRAME_SIZE)) {
        /* Lock-up, or a HardFault in place of SVC: test_exception_fault.c. */
        chip_copy(l->chip, &l->ready);
        return true;
    }
    l->end = END_RAISED;
    l->end_pc = pc;
    return same(l, FRAME, "LR", cpu->r[LR], psp ? 0xFFFFFFFD : 0xFFFFFFF9) &&
           same(l, FRAME, "MSP or PSP", psp ? cpu->sp_other : cpu->r[SP],
                frame) &&
           same(l, FRAME, "IPSR", cpu->ipsr, svc && !masked ? 11 : 3) &&
           same(l, FRAME, "the handler", cpu->r[CPU_PC],
                svc && !masked ? FIXTURE_IDLE : FIXTURE_FAULT) &&
           same_frame(l, frame, svc && masked ? l->at : pc) && same_memory(l);
}

/* The run ended before an instruction. */
static bool same_end(struct lockstep *l)
{
    l->end = END_BEFORE;
    return same_special(l) && same_memory(l);
}

/* It is 0 after BX and BLX to an even address, which may be their own. */
static bool judge_thumb(const struct lockstep *l)
{
    return judge_get(l, UC_ARM_REG_XPSR) & 1 << 24;
}

/* The judge has raised an exception: of the instruction that it had begun, or
 * of the next one, which it could not fetch. */
static bool raised(struct lockstep *l, uc_err error)
{
    uint32_t pc = judge_get(l, UC_ARM_REG_PC);
    bool svc = halfword(l, l->at) >> 8 == SVC;
    bool fetch = error == UC_ERR_FETCH_UNMAPPED || error == UC_ERR_FETCH_PROT;

    if (l->foreign && !fetch)
        return differs(l, FOREIGN, "an address that Unicorn has not");
    if ((pc != l->at || !judge_thumb(l)) && !svc && !follow(l, pc))
        return false;
    if (fetch && (l->foreign || error == UC_ERR_FETCH_PROT)) {
        l->end_pc = pc; /* code elsewhere */
        return same_end(l);
    }
    step_chip(l);
    judge_read(l);
    if (!l->chip->cpu.ipsr)
        return differs(l, JUDGE_RAISED, "no exception, Unicorn: %s",
                       uc_strerror(error));
    l->exceptions++;
    return same_exception(l, pc);
}

/* The chip does what the judge must not: `judge_read` was before it. */
static bool alone(struct lockstep *l)
{
    const struct known *known = &known_differences[l->alone - 1];
    bool raises = known->seen == BEFORE_RAISE;

    l->hits[l->alone - 1]++;
    step_chip(l);
    if (raises != !!l->chip->cpu.ipsr)
        return differs(l, REGISTER, "%s exception", raises ? "no" : "an");
    l->exceptions += raises;
    if (raises)
        return same_exception(l, l->at);
    l->end_pc = l->at + 2;
    return same_registers(l, l->end_pc) && same_end(l);
}

/* --- the fast loop --- */

static void prepare_chip(struct lockstep *l, struct chip *chip,
                         const struct cpu_state *start, const uint8_t *sram)
{
    if (chip->cpu.locked_up || chip->cpu.sleeping)
        chip_copy(chip, &l->ready);
    memcpy(bus_physical(chip, REGION_SRAM), sram, SRAM_SIZE);
    chip_driver.reset(chip);
    chip_driver.put_state(chip, start);
}

/* The run stands at a branch to itself: more time changes nothing. Without it
 * the fast loop leaves the last cycles to the plain one. */
static bool parked(const struct lockstep *l)
{
    return l->end == END_RAISED || halfword(l, l->end_pc) == BRANCH_SELF;
}

static bool same_ending(struct lockstep *l)
{
    if (l->end == END_RAISED)
        return same_exception(l, l->end_pc);
    return same_registers(l, l->end_pc) && same_end(l);
}

/* What the plain chip has done by single steps, the other one does at once. */
static void run_form(struct lockstep *l, const struct cpu_state *start,
                     const uint8_t *sram)
{
    struct chip *fast = &l->fast;
    uint64_t cycles = l->plain.cycle - l->start_cycle;

    prepare_chip(l, fast, start, sram);
    if (parked(l))
        cycles += PARKED_CYCLES;
    enum stop why = fast_run(fast, &l->decoders[l->form], fast->cycle + cycles);
    if (why == STOP_BUDGET ? same_ending(l)
                           : differs(l, REGISTER, "the run stopped: %d", why)) {
        l->fast_instructions[l->form] += l->path_length;
    } else {
        chip_copy(fast, &l->ready);
    }
}

static void run_fast(struct lockstep *l, const struct cpu_state *start,
                     const uint8_t *sram)
{
    l->chip = &l->fast;
    run_form(l, start, sram);
    if (l->native && !l->failed) {
        l->form = FORM_TRANSLATED;
        run_form(l, start, sram);
        l->form = FORM_DECODED;
    }
    l->chip = &l->plain;
}

/* --- runs --- */

static void prepare(struct lockstep *l, const struct cpu_state *start,
                    const uint8_t *sram)
{
    prepare_chip(l, &l->plain, start, sram);
    l->start_cycle = l->plain.cycle;
    memcpy(l->sram, sram, SRAM_SIZE);
    judge_put_state(l, start);
    judge_read(l);
    l->begun = l->over = l->foreign = l->excused = l->failed = false;
    l->end = END_UNKNOWN;
    l->path_length = 0;
}

static void finish(struct lockstep *l, uc_err error)
{
    if (l->failed || l->excused)
        return;
    if (l->alone)
        alone(l);
    else if (l->over)
        same_end(l);
    else if (error == UC_ERR_OK)
        differs(l, JUDGE_STOPPED, "Unicorn stopped by itself");
    else
        raised(l, error);
}

bool lockstep_run(struct lockstep *l, const struct cpu_state *start,
                  const uint8_t *sram, unsigned budget)
{
    prepare(l, start, sram);
    l->left = budget;
    l->alone = 0;
    l->at = start->r[CPU_PC];
    /* The end is an odd address: it is never reached. */
    finish(l, uc_emu_start(l->judge, start->r[CPU_PC] | 1, 1, 0, 0));
    if (l->end != END_UNKNOWN && !l->failed && !l->excused)
        run_fast(l, start, sram);
    return !l->failed;
}

static void map(struct lockstep *l, uint32_t base, uint32_t size,
                unsigned rights, void *memory)
{
    must(uc_mem_map_ptr(l->judge, base, size, rights, memory),
         "uc_mem_map_ptr");
}

static void hook(struct lockstep *l, int type, void *function)
{
    uc_hook handle;
    must(uc_hook_add(l->judge, &handle, type, function, l, 1, 0),
         "uc_hook_add");
}

/* A new one for every code: one Unicorn that goes on and on crashed in itself
 * after tens of millions of instructions, as it does for others after a long
 * time (unicorn-engine/unicorn, issues 1923 and 2048). */
static void new_judge(struct lockstep *l)
{
    const unsigned code = UC_PROT_READ | UC_PROT_EXEC;
    if (l->judge)
        uc_close(l->judge);
    must(uc_open(UC_ARCH_ARM, UC_MODE_THUMB, &l->judge), "uc_open");
    must(uc_ctl_set_cpu_model(l->judge, UC_CPU_ARM_CORTEX_M0), "Cortex-M0");
    map(l, SRAM_BASE, SRAM_SIZE, UC_PROT_READ | UC_PROT_WRITE, l->sram);
    map(l, FLASH_BASE, FLASH_MAX, code, l->flash);
    map(l, 0, FLASH_MAX, code, l->flash);
    hook(l, UC_HOOK_CODE, before_instruction);
    hook(l, UC_HOOK_MEM_INVALID, no_memory);
}

void lockstep_load(struct lockstep *l, const uint16_t *code, size_t count)
{
    fixture_chip(&l->ready);
    load_code(&l->ready, LOCKSTEP_CODE, code, count);
    assert_true(chip_peek(&l->ready, FLASH_BASE, l->flash, FLASH_MAX));
    l->plain = l->fast = l->ready;
    new_judge(l);
}

void lockstep_open(struct lockstep *l)
{
    memset(l, 0, sizeof *l);
    l->chip = &l->plain;
    l->sram = aligned_alloc(PAGE, SRAM_SIZE);
    l->flash = aligned_alloc(PAGE, FLASH_MAX);
    assert_non_null(l->sram);
    assert_non_null(l->flash);
    l->native = native_memory();
    decoder_native(&l->decoders[FORM_TRANSLATED], l->native);
    l->decoders[FORM_TRANSLATED].armv6m.hot = l->native ? 1 : 0;
}

void lockstep_close(struct lockstep *l)
{
    if (l->judge)
        uc_close(l->judge);
    native_memory_free(l->native);
    free(l->sram);
    free(l->flash);
}
