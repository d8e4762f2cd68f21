/* SPDX-License-Identifier: MIT */
#include "tests/chip/core/armv7m_fixture.h"

#include "tests/chip/core/lockstep7.h"

#include <inttypes.h>
#include <stdio.h>

#include "tests/random.h"

enum { PAGE = 4096, PATTERN_SEED = 99 };
#define Q       0x08000000u
#define IT_BITS 0x0600FC00u

static const int core_registers[] = {
    UC_ARM_REG_R0,  UC_ARM_REG_R1, UC_ARM_REG_R2,  UC_ARM_REG_R3,
    UC_ARM_REG_R4,  UC_ARM_REG_R5, UC_ARM_REG_R6,  UC_ARM_REG_R7,
    UC_ARM_REG_R8,  UC_ARM_REG_R9, UC_ARM_REG_R10, UC_ARM_REG_R11,
    UC_ARM_REG_R12, UC_ARM_REG_SP, UC_ARM_REG_LR};

enum { CORE = 15, FLOATS = 32 };

static void must(uc_err error, const char *what)
{
    if (error != UC_ERR_OK)
        fail_msg("%s: %s", what, uc_strerror(error));
}

/* --- the judge's registers, all at once --- */

struct judge_state {
    uint32_t r[CORE], pc, xpsr, control, s[FLOATS], fpscr;
};

enum { FIELDS = CORE + 3 + FLOATS + 1 };

static unsigned fields(const struct lockstep7 *l, struct judge_state *state,
                       int ids[FIELDS], void *to[FIELDS])
{
    unsigned count = 0;
    for (unsigned i = 0; i < CORE; i++, count++) {
        ids[count] = core_registers[i];
        to[count] = &state->r[i];
    }
    ids[count] = UC_ARM_REG_PC;
    to[count++] = &state->pc;
    ids[count] = UC_ARM_REG_XPSR;
    to[count++] = &state->xpsr;
    ids[count] = UC_ARM_REG_CONTROL;
    to[count++] = &state->control;
    if (!l->m4)
        return count;
    for (unsigned i = 0; i < FLOATS; i++, count++) {
        ids[count] = UC_ARM_REG_S0 + (int)i;
        to[count] = &state->s[i];
    }
    ids[count] = UC_ARM_REG_FPSCR;
    to[count++] = &state->fpscr;
    return count;
}

static void judge_get(struct lockstep7 *l, struct judge_state *state)
{
    int ids[FIELDS];
    void *to[FIELDS];
    unsigned count = fields(l, state, ids, to);
    must(uc_reg_read_batch(l->judge, ids, to, (int)count), "uc_reg_read_batch");
}

static void judge_put_register(struct lockstep7 *l, int id, uint32_t value)
{
    must(uc_reg_write(l->judge, id, &value), "uc_reg_write");
}

static void judge_put(struct lockstep7 *l, const struct state7 *state)
{
    judge_put_register(l, UC_ARM_REG_CONTROL, 0);
    for (unsigned i = 0; i < CORE; i++)
        judge_put_register(l, core_registers[i], state->r[i]);
    judge_put_register(l, UC_ARM_REG_XPSR, 1 << 24);
    judge_put_register(l, UC_ARM_REG_APSR_NZCVQG, state->flags);
    for (unsigned i = 0; l->m4 && i < FLOATS; i++)
        judge_put_register(l, UC_ARM_REG_S0 + (int)i, state->s[i]);
    if (l->m4)
        judge_put_register(l, UC_ARM_REG_FPSCR, state->fpscr);
}

/* --- the chip --- */

static void chip_put(struct lockstep7 *l, const struct state7 *state,
                     uint32_t pc)
{
    struct cpu *cpu = &l->chip->cpu;
    struct armv7m *core = armv7m(l->chip);
    memcpy(cpu->r, state->r, sizeof state->r);
    cpu->r[CPU_PC] = pc;
    cpu->n = state->flags >> 31 & 1;
    cpu->z = state->flags >> 30 & 1;
    cpu->c = state->flags >> 29 & 1;
    cpu->v = state->flags >> 28 & 1;
    cpu->t = true;
    cpu->control = 0;
    core->q = state->flags >> 27 & 1;
    core->ge = state->flags >> 16 & 15;
    core->it = 0;
    core->exclusive = false;
    memcpy(core->s, state->s, sizeof core->s);
    core->fpscr = state->fpscr;
    fixture7_clear();
}

static uint32_t chip_xpsr(const struct chip *chip)
{
    const struct armv7m *core = armv7m(chip);
    const struct cpu *cpu = &chip->cpu;
    return (uint32_t)cpu->n << 31 | (uint32_t)cpu->z << 30 |
           (uint32_t)cpu->c << 29 | (uint32_t)cpu->v << 28 |
           (uint32_t)core->q << 27 | (core->it & 3u) << 25 |
           (uint32_t)cpu->t << 24 | (uint32_t)core->ge << 16 |
           (uint32_t)(core->it >> 2) << 10;
}

static uint16_t halfword(const struct lockstep7 *l, uint32_t address)
{
    uint16_t value;
    memcpy(&value, &l->code[address - CODE7], sizeof value);
    return value;
}

static void note(struct lockstep7 *l, uint32_t pc)
{
    const uint16_t code[2] = {halfword(l, pc), halfword(l, pc + 2)};
    int row = random7_row(code, l->m4);
    if (row >= 0)
        (decode7_is_wide(code[0]) ? l->wide : l->narrow)[row]++;
}

/* Runs the chip to the end of the piece, or to a fault. Returns the number of
 * instructions. */
static unsigned chip_run_piece(struct lockstep7 *l, const struct piece *piece)
{
    const struct cpu *cpu = &l->chip->cpu;
    unsigned count = 0;
    while (cpu->r[CPU_PC] != piece->end && count < 2 * PIECE_MAX) {
        armv7m_step(l->chip);
        if (raised.bits)
            break;
        count++;
    }
    return count;
}

/* --- comparison --- */

static bool uses_smlad(const struct lockstep7 *l, const struct piece *piece)
{
    for (uint32_t pc = piece->start; pc < piece->end; pc += 2)
        if ((halfword(l, pc) & 0xFFF0) == 0xFB20)
            return true;
    return false;
}

struct difference {
    const char *what;
    unsigned number;
    uint32_t got, want;
};

static bool differs(struct difference *d, const char *what, unsigned number,
                    uint32_t got, uint32_t want)
{
    if (got == want)
        return false;
    *d = (struct difference){what, number, got, want};
    return true;
}

static bool same_memory(const struct lockstep7 *l)
{
    return !memcmp(l->chip->memory, l->memory, CODE7_SIZE + DATA7_SIZE);
}

/* ITSTATE and PC are the judge's only where it was not stopped by a fault. */
static bool find_difference(struct lockstep7 *l, const struct piece *piece,
                            const struct judge_state *want, bool faults,
                            struct difference *d)
{
    const struct cpu *cpu = &l->chip->cpu;
    const struct armv7m *core = armv7m(l->chip);
    uint32_t known = faults ? ~IT_BITS : ~0u;
    uint32_t xpsr = chip_xpsr(l->chip) & known, judge_xpsr = want->xpsr & known;
    for (unsigned i = 0; i < CORE; i++)
        if (differs(d, "r", i, cpu->r[i], want->r[i]))
            return true;
    for (unsigned i = 0; l->m4 && i < FLOATS; i++)
        if (differs(d, "s", i, core->s[i], want->s[i]))
            return true;
    if ((xpsr ^ judge_xpsr) == Q && judge_xpsr & Q && uses_smlad(l, piece)) {
        l->excused[EXCUSE_SMLAD]++;
        judge_xpsr &= ~Q;
    }
    if (differs(d, "xPSR", 0, xpsr, judge_xpsr) ||
        (!faults && differs(d, "PC", 0, cpu->r[CPU_PC], want->pc)) ||
        differs(d, "CONTROL", 0, cpu->control, want->control) ||
        (l->m4 && differs(d, "FPSCR", 0, core->fpscr, want->fpscr)))
        return true;
    for (unsigned i = 0; !same_memory(l); i++)
        if (differs(d, "the byte at SRAM + ", i, l->chip->memory[i],
                    l->memory[i]))
            return true;
    return false;
}

/* --- code --- */

/* A new judge: it keeps the translation of code that has changed. */
static void new_judge(struct lockstep7 *l)
{
    if (l->judge)
        uc_close(l->judge);
    must(uc_open(UC_ARCH_ARM, UC_MODE_THUMB, &l->judge), "uc_open");
    must(uc_ctl_set_cpu_model(l->judge, l->m4 ? UC_CPU_ARM_CORTEX_M4
                                              : UC_CPU_ARM_CORTEX_M3),
         "uc_ctl_set_cpu_model");
    must(uc_mem_map_ptr(l->judge, CODE7, CODE7_SIZE,
                        UC_PROT_READ | UC_PROT_EXEC, l->memory),
         "uc_mem_map_ptr");
    must(uc_mem_map_ptr(l->judge, DATA7, DATA7_SIZE,
                        UC_PROT_READ | UC_PROT_WRITE, l->memory + CODE7_SIZE),
         "uc_mem_map_ptr");
}

static void use_code(struct lockstep7 *l)
{
    memcpy(l->memory, l->code, CODE7_SIZE);
    memcpy(l->chip->memory, l->code, CODE7_SIZE);
    new_judge(l);
}

/* --- runs --- */

static void fill(struct lockstep7 *l)
{
    static uint8_t noise[DATA7_SIZE];
    uint64_t seed = PATTERN_SEED;
    for (unsigned i = 0; !noise[DATA7_SIZE - 1] && i < DATA7_SIZE; i++)
        noise[i] = (uint8_t)(random_next(&seed) >> 32 | 1);
    memcpy(l->memory + CODE7_SIZE, noise, DATA7_SIZE);
    memcpy(l->chip->memory + CODE7_SIZE, noise, DATA7_SIZE);
}

static void print(struct lockstep7 *l, const struct piece *piece,
                  const struct difference *d, uint64_t seed)
{
    fprintf(stderr,
            "seed %" PRIu64 ", %s, piece at %08X: %s%u is %08X, Unicorn's is "
            "%08X, after\n ",
            seed, l->m4 ? "M4" : "M3", (unsigned)piece->start, d->what,
            d->number, (unsigned)d->got, (unsigned)d->want);
    for (uint32_t pc = piece->start; pc < piece->end; pc += 2)
        fprintf(stderr, " %04X", halfword(l, pc));
    fprintf(stderr, "\n");
}

/* One run of both, from the same state. False: not the same at the end. */
static bool run_both(struct lockstep7 *l, const struct piece *piece,
                     uint64_t seed, struct difference *d, unsigned *count)
{
    struct state7 state;
    struct judge_state judge = {0};
    uint64_t s = seed;
    random7_state(&s, l->m4, l->nearest, &state);
    fill(l);
    judge_put(l, &state);
    chip_put(l, &state, piece->start);
    uc_err error = uc_emu_start(l->judge, piece->start | 1, piece->end, 0, 0);
    *count = chip_run_piece(l, piece);
    if (memcmp(l->chip->memory, l->code, CODE7_SIZE)) {
        memcpy(l->chip->memory, l->code, CODE7_SIZE);
        l->excused[EXCUSE_CODE]++; /* which the judge does not write */
        return true;
    }
    if (raised.bits & CFSR_UNALIGNED) {
        l->excused[EXCUSE_UNALIGNED]++;
        return true;
    }
    judge_get(l, &judge);
    bool faults = error != UC_ERR_OK;
    if (differs(d, uc_strerror(error), error, raised.bits != 0, faults))
        return false;
    l->ended += faults;
    if (faults && !same_memory(l)) {
        /* a multiple that faults may have stored some */
        memcpy(l->chip->memory, l->memory, CODE7_SIZE + DATA7_SIZE);
    }
    return !find_difference(l, piece, &judge, faults, d);
}

/* Finds the instruction: the first shorter piece that is not the same. */
static void print_shortest(struct lockstep7 *l, const struct piece *piece,
                           uint64_t seed)
{
    struct difference d;
    unsigned count;
    struct piece part = *piece;
    for (part.end = part.start + 2; part.end < piece->end; part.end += 2) {
        use_code(l);
        if (!run_both(l, &part, seed, &d, &count) &&
            l->chip->cpu.r[CPU_PC] == part.end)
            break;
    }
    use_code(l);
    if (!run_both(l, &part, seed, &d, &count))
        print(l, &part, &d, seed);
}

bool lockstep7_run(struct lockstep7 *l, const struct piece *piece,
                   uint64_t seed)
{
    struct difference d;
    unsigned count;
    bool same = run_both(l, piece, seed, &d, &count);
    if (same) {
        l->instructions += count;
        return true;
    }
    print(l, piece, &d, seed);
    print_shortest(l, piece, seed);
    return false;
}

/* --- pieces --- */

void lockstep7_make(struct lockstep7 *l, uint64_t *seed)
{
    enum { ROOM = 6 * PIECE_MAX };
    uint32_t at = CODE7;
    memset(l->code, 0, sizeof l->code);
    l->piece_count = 0;
    l->nearest = random_next(seed) & 1;
    while (l->piece_count < BATCH && at + ROOM < DATA7) {
        struct piece *piece = &l->pieces[l->piece_count++];
        *piece = (struct piece){.start = at, .end = at};
        random7_piece(l, seed, piece);
        for (uint32_t pc = at; pc < piece->end;) {
            note(l, pc);
            pc += decode7_is_wide(halfword(l, pc)) ? 4 : 2;
        }
        at = piece->end + 2;
    }
    use_code(l);
}

void lockstep7_put(struct lockstep7 *l, const uint32_t *insns, unsigned count)
{
    memset(l->code, 0, sizeof l->code);
    for (unsigned i = 0; i < count; i++) {
        const uint16_t halves[2] = {(uint16_t)(insns[i] >> 16),
                                    (uint16_t)insns[i]};
        memcpy(&l->code[4 * i], halves, sizeof halves);
    }
    use_code(l);
}

static void note_interrupt(uc_engine *judge, uint32_t number, void *user)
{
    (void)judge;
    *(uint32_t *)user = number;
    uc_emu_stop(judge);
}

bool lockstep7_rejects(struct lockstep7 *l, uint32_t pc)
{
    enum { NO_COPROCESSOR = 17, NONE = 0xFFFF };
    struct state7 state;
    uint64_t seed = pc;
    uint32_t interrupt = NONE;
    uc_hook hook;
    random7_state(&seed, l->m4, true, &state);
    for (unsigned i = 0; i < CORE; i++)
        state.r[i] = DATA7 + DATA7_SIZE / 2;
    judge_put(l, &state);
    must(uc_hook_add(l->judge, &hook, UC_HOOK_INTR, note_interrupt, &interrupt,
                     1, 0),
         "uc_hook_add");
    uc_err error = uc_emu_start(l->judge, pc | 1, pc + 4, 0, 1);
    must(uc_hook_del(l->judge, hook), "uc_hook_del");
    return error == UC_ERR_INSN_INVALID || interrupt == NO_COPROCESSOR;
}

void lockstep7_open(struct lockstep7 *l, bool m4)
{
    memset(l, 0, sizeof *l);
    l->m4 = m4;
    l->chip = fixture7_new(m4 ? CORTEX_M4F : CORTEX_M3);
    l->memory = aligned_alloc(PAGE, CODE7_SIZE + DATA7_SIZE);
    assert_non_null(l->memory);
}

void lockstep7_close(struct lockstep7 *l)
{
    if (l->judge)
        uc_close(l->judge);
    free(l->chip);
    free(l->memory);
}
