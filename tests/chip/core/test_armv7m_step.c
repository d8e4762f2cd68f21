/* SPDX-License-Identifier: MIT
 *
 * Instructions of ARMv7-M that the lock-step test has not: branches, faults, IT
 * blocks from within, special registers, and cycles.
 */
#include "tests/chip/core/armv7m_fixture.h"

#include "chip/core/armv7m/special.h"

enum { CODE = SRAM_BASE, DATA = SRAM_BASE + 0x1000, AWAY = 0x90000000 };
enum { CCR_UNALIGN = 1 << 3, CCR_DIV_0 = 1 << 4 };

static struct chip *chip;
static uint32_t *r;
static struct armv7m *core;

static void begin(enum fixture7_model model)
{
    free(chip);
    chip = fixture7_new(model);
    r = chip->cpu.r;
    core = armv7m(chip);
    r[13] = DATA + 0x800;
}

static int end(void **state)
{
    (void)state;
    free(chip);
    chip = NULL;
    return 0;
}

static void put_word(uint32_t address, uint32_t value)
{
    assert_true(chip_poke(chip, address, &value, sizeof value));
}

static uint32_t word(uint32_t address)
{
    uint32_t value;
    assert_true(chip_peek(chip, address, &value, sizeof value));
    return value;
}

static void load(const uint16_t *code, size_t size)
{
    assert_true(chip_poke(chip, CODE, code, size));
    r[CPU_PC] = CODE;
    fixture7_clear();
}

/* Puts instructions at CODE and stands before them. */
#define CODE(...)                                                              \
    do {                                                                       \
        const uint16_t code[] = {__VA_ARGS__};                                 \
        load(code, sizeof code);                                               \
    } while (0)

/* Executes one instruction, which does not fault. Returns its cycles. */
static unsigned step(void)
{
    uint64_t cycle = chip->cycle;
    armv7m_step(chip);
    assert_int_equal(raised.bits, 0);
    return (unsigned)(chip->cycle - cycle);
}

/* Executes one that faults with these bits, and changes nothing. */
static void step_faults(uint32_t bits)
{
    static struct chip before;
    before = *chip;
    armv7m_step(chip);
    assert_int_equal(raised.bits, bits);
    assert_memory_equal(&chip->cpu, &before.cpu, sizeof chip->cpu);
    assert_memory_equal(chip->blocks, before.blocks, sizeof chip->blocks);
    fixture7_clear();
}

/* --- branches --- */

static void test_branches(void **state)
{
    (void)state;
    begin(CORTEX_M3);
    CODE(0xE7FE); /* B . */
    assert_int_equal(step(), 2);
    assert_int_equal(r[CPU_PC], CODE);
    CODE(0xF000, 0xF880); /* BL CODE + 0x104 */
    assert_int_equal(step(), 2);
    assert_int_equal(r[CPU_PC], CODE + 0x104);
    assert_int_equal(r[CPU_LR], CODE + 5);
    CODE(0xF7FF, 0xBFFE); /* B.W CODE */
    step();
    assert_int_equal(r[CPU_PC], CODE);
    r[3] = CODE + 0x201;
    CODE(0x4798); /* BLX R3 */
    assert_int_equal(step(), 3);
    assert_int_equal(r[CPU_PC], CODE + 0x200);
    assert_int_equal(r[CPU_LR], CODE + 3);
    r[3] = CODE + 0x200;
    CODE(0x469F); /* MOV PC, R3: T stays */
    step();
    assert_int_equal(r[CPU_PC], CODE + 0x200);
    assert_true(chip->cpu.t);
    r[3] = 0x10;
    CODE(0x449F); /* ADD PC, R3 */
    step();
    assert_int_equal(r[CPU_PC], CODE + 0x14);
}

/* BX and loads of PC take T from bit 0. */
static void test_exchange(void **state)
{
    (void)state;
    begin(CORTEX_M3);
    r[2] = CODE + 0x80;
    CODE(0x4710); /* BX R2 */
    step();
    assert_int_equal(r[CPU_PC], CODE + 0x80);
    assert_false(chip->cpu.t);
    step_faults(CFSR_INVSTATE);
    chip->cpu.t = true;
    put_word(DATA, CODE + 0x41);
    r[1] = DATA;
    CODE(0xF8D1, 0xF000); /* LDR PC, [R1] */
    assert_int_equal(step(), 5);
    assert_int_equal(r[CPU_PC], CODE + 0x40);
    assert_true(chip->cpu.t);
    CODE(0xF851, 0xFB04); /* LDR PC, [R1], #4 */
    step();
    assert_int_equal(r[1], DATA + 4);
    r[13] = DATA - 4;
    CODE(0xBD01); /* POP {R0, PC} */
    assert_int_equal(step(), 5);
    assert_int_equal(r[CPU_PC], CODE + 0x40);
    assert_int_equal(r[13], DATA + 4);
    r[1] = DATA + 4;
    CODE(0xE931, 0x8001); /* LDMDB R1!, {R0, PC} */
    step();
    assert_int_equal(r[CPU_PC], CODE + 0x40);
    assert_int_equal(r[1], DATA - 4);
}

static void test_table_branches(void **state)
{
    (void)state;
    begin(CORTEX_M3);
    r[0] = DATA + 1;
    r[1] = 2;
    put_word(DATA, 0x20000000);
    CODE(0xE8D0, 0xF001); /* TBB [R0, R1] */
    assert_int_equal(step(), 6);
    assert_int_equal(r[CPU_PC], CODE + 4 + 0x40);
    put_word(DATA + 4, 0x01020304);
    CODE(0xE8D0, 0xF011); /* TBH [R0, R1, LSL #1]: unaligned */
    step();
    assert_int_equal(r[CPU_PC], CODE + 4 + 2 * 0x0203);
    r[1] = 1;
    CODE(0xE8DF, 0xF001, 0x0503); /* TBB [PC, R1] */
    step();
    assert_int_equal(r[CPU_PC], CODE + 4 + 2 * 5);
}

/* --- IT blocks --- */

static void test_it_state(void **state)
{
    (void)state;
    begin(CORTEX_M3);
    chip->cpu.z = true;
    CODE(0xBF06, 0x2001, 0x2002, 0x2003); /* ITTE EQ */
    assert_int_equal(step(), 1);
    assert_int_equal(core->it, 0x06);
    assert_int_equal(special_xpsr(chip) & 0x0600FC00, 0x04000400);
    step();
    assert_int_equal(core->it, 0x0C);
    step();
    assert_int_equal(core->it, 0x18);
    assert_int_equal(r[0], 2);
    assert_true(chip->cpu.z); /* MOV sets no flags here */
    assert_int_equal(step(), 1);
    assert_int_equal(core->it, 0);
    assert_int_equal(r[0], 2);
    assert_int_equal(r[CPU_PC], CODE + 8);
}

static void test_it_faults(void **state)
{
    (void)state;
    begin(CORTEX_M3);
    chip->cpu.z = true;
    CODE(0xBF18, 0xDE00, 0xBF1C, 0xBE00, 0x2001); /* IT NE; UDF */
    step();
    step(); /* skipped */
    assert_int_equal(r[CPU_PC], CODE + 4);
    step(); /* ITT NE; BKPT has no condition */
    step_faults(RAISED_BKPT);
    assert_int_equal(core->it, 0x1C);
    CODE(0xBF04, 0x2001, 0xDE00); /* ITT EQ */
    core->it = 0;
    step();
    step();
    step_faults(CFSR_UNDEFINSTR); /* with its own ITSTATE */
    assert_int_equal(core->it, 0x08);
    core->it = 0;
    CODE(0xBF08, 0x4770); /* IT EQ; BX LR */
    r[CPU_LR] = CODE + 0x21;
    step();
    step();
    assert_int_equal(r[CPU_PC], CODE + 0x20);
    assert_int_equal(core->it, 0);
}

static void test_it_always(void **state)
{
    (void)state;
    begin(CORTEX_M3);
    chip->cpu.z = true;
    CODE(0xBFE8, 0x2005); /* IT AL */
    step();
    step();
    assert_int_equal(r[0], 5);
    assert_true(chip->cpu.z);
}

/* --- alignment, division --- */

static void test_unaligned(void **state)
{
    (void)state;
    begin(CORTEX_M4F);
    put_word(DATA, 0x44332211);
    put_word(DATA + 4, 0x88776655);
    r[1] = DATA + 2;
    CODE(0x6808, 0xF8B1, 0x2001, 0xF991, 0x3000, 0x600A);
    assert_int_equal(step(), 3); /* LDR R0, [R1] crosses a word */
    assert_int_equal(r[0], 0x66554433);
    assert_int_equal(step(), 3); /* LDRH R2, [R1, #1] */
    assert_int_equal(r[2], 0x5544);
    step();
    step(); /* STR R2, [R1] */
    assert_int_equal(word(DATA), 0x55442211);
    assert_int_equal(word(DATA + 4), 0x88770000);
    core->ccr |= CCR_UNALIGN;
    CODE(0x6808);
    step_faults(CFSR_UNALIGNED);
    CODE(0x600A);
    step_faults(CFSR_UNALIGNED);
    r[1] = DATA + 1;
    CODE(0xE8D1, 0xF010); /* TBH */
    r[0] = 0;
    step_faults(CFSR_UNALIGNED);
}

/* Those that never may. */
static void test_always_aligned(void **state)
{
    static const uint16_t cases[][2] = {
        {0xE9D1, 0x0200}, /* LDRD R0, R2, [R1] */
        {0xE9E1, 0x0201}, /* STRD R0, R2, [R1, #4]! */
        {0xC90D, 0},      /* LDM R1!, {R0, R2, R3} */
        {0xC10D, 0},      /* STM R1! */
        {0xE921, 0x000D}, /* STMDB R1! */
        {0xE851, 0x0F00}, /* LDREX */
        {0xE841, 0x0200}, /* STREX R2, R0 */
        {0xE8D1, 0x0F5F}, /* LDREXH */
        {0xED91, 0x0A00}, /* VLDR S0 */
        {0xED81, 0x0B00}, /* VSTR D0 */
        {0xECB1, 0x0A02}, /* VLDM R1!, {S0, S1} */
        {0xEC81, 0x0A02}, /* VSTM R1, {S0, S1} */
    };
    (void)state;
    begin(CORTEX_M4F);
    chip->cpu.control |= CONTROL_FPCA;
    r[1] = DATA + 1;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        CODE(cases[i][0], cases[i][1]);
        step_faults(CFSR_UNALIGNED);
    }
    r[1] = DATA + 4; /* a word is enough */
    CODE(0xE9D1, 0x0200, 0xED91, 0x0B00);
    assert_int_equal(step(), 3);
    assert_int_equal(step(), 3);
}

static void test_division(void **state)
{
    static const struct {
        uint16_t first, second;
        uint32_t x, y, result, cycles;
    } cases[] = {
        {0xFB91, 0xF0F2, 7, 0xFFFFFFFE, 0xFFFFFFFD, 3},
        {0xFB91, 0xF0F2, 0x80000000, 0xFFFFFFFF, 0x80000000, 12},
        {0xFB91, 0xF0F2, 5, 0, 0, 2},
        {0xFBB1, 0xF0F2, 0x80000000, 0xFFFFFFFF, 0, 2},
        {0xFBB1, 0xF0F2, 0xFFFFFFFF, 1, 0xFFFFFFFF, 12},
        {0xFBB1, 0xF0F2, 100, 100, 1, 2},
    };
    (void)state;
    begin(CORTEX_M3);
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        r[1] = cases[i].x;
        r[2] = cases[i].y;
        CODE(cases[i].first, cases[i].second);
        assert_int_equal(step(), cases[i].cycles);
        assert_int_equal(r[0], cases[i].result);
    }
    core->ccr |= CCR_DIV_0;
    r[2] = 0;
    CODE(0xFB91, 0xF0F2);
    step_faults(CFSR_DIVBYZERO);
}

/* --- faults --- */

static void test_undefined(void **state)
{
    (void)state;
    begin(CORTEX_M4);
    CODE(0xF7F0, 0xA000); /* UDF.W */
    step_faults(CFSR_UNDEFINSTR);
    CODE(0xE890, 0x0001); /* LDM of one register: UNPREDICTABLE */
    step_faults(CFSR_UNDEFINSTR);
    CODE(0xEE30, 0x0A00); /* VADD without an FPU */
    step_faults(CFSR_NOCP);
    CODE(0xED90, 0x0A00); /* VLDR */
    step_faults(CFSR_NOCP);
    CODE(0xEE00, 0x0110); /* coprocessor 1 */
    step_faults(CFSR_NOCP);
    CODE(0xBE2A);
    step_faults(RAISED_BKPT);
    begin(CORTEX_M3);
    CODE(0xFA81, 0xF002); /* SADD8 */
    step_faults(CFSR_UNDEFINSTR);
    begin(CORTEX_M4F);
    chip->cpu.control |= CONTROL_FPCA;
    CODE(0xEE30, 0x0B00); /* VADD.F64 */
    step_faults(CFSR_UNDEFINSTR);
}

/* Nothing changes: neither the base nor what was loaded before. */
static void test_data_faults(void **state)
{
    static const uint16_t cases[][2] = {
        {0x6808, 0},      {0xF851, 0x0B04}, {0xF841, 0x0F04}, {0xC90D, 0},
        {0xE8B1, 0x800D}, {0xE9F1, 0x0202}, {0xE851, 0x0F00}, {0xF851, 0xFB04},
        {0xED91, 0x0A00}, {0xECB1, 0x0A02}, {0xE8D1, 0xF000},
    };
    (void)state;
    begin(CORTEX_M4F);
    chip->cpu.control |= CONTROL_FPCA;
    r[0] = 0;
    r[1] = AWAY;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        CODE(cases[i][0], cases[i][1]);
        step_faults(RAISED_DATA);
    }
    r[1] = SRAM_BASE + FIXTURE7_SRAM - 4; /* the second word is outside */
    CODE(0xC90D);
    armv7m_step(chip);
    assert_int_equal(raised.bits, RAISED_DATA);
    assert_int_equal(raised.address, SRAM_BASE + FIXTURE7_SRAM);
    assert_false(raised.write);
    CODE(0xC10D);
    armv7m_step(chip);
    assert_int_equal(raised.address, SRAM_BASE + FIXTURE7_SRAM);
    assert_true(raised.write);
    assert_int_equal(r[1], SRAM_BASE + FIXTURE7_SRAM - 4);
}

/* The second halfword is outside the window, where nothing can be fetched. */
static void test_fetch_fault(void **state)
{
    (void)state;
    begin(CORTEX_M3);
    const uint16_t half = 0xF000;
    uint32_t last = SRAM_BASE + FIXTURE7_SRAM - 2;
    assert_true(chip_poke(chip, last, &half, sizeof half));
    r[CPU_PC] = last;
    armv7m_step(chip);
    assert_int_equal(raised.bits, RAISED_FETCH);
    assert_int_equal(r[CPU_PC], last);
}

/* --- exclusive --- */

static void test_exclusive(void **state)
{
    (void)state;
    begin(CORTEX_M3);
    r[1] = DATA;
    r[2] = 0x1234;
    CODE(0xE841, 0x2300); /* STREX R3, R2, [R1] */
    step();
    assert_int_equal(r[3], 1);
    assert_int_equal(word(DATA), 0);
    CODE(0xE851, 0x0F00, 0xE841, 0x2300, 0xE841, 0x2300);
    step();
    step();
    assert_int_equal(r[3], 0);
    assert_int_equal(word(DATA), 0x1234);
    step(); /* the first one has cleared the monitor */
    assert_int_equal(r[3], 1);
    CODE(0xE8D1, 0x0F4F, 0xF3BF, 0x8F2F, 0xE8C1, 0x2F43); /* CLREX between */
    step();
    step();
    step();
    assert_int_equal(r[3], 1);
}

/* --- the stack pointer: bits 1:0 stay 0 --- */

static void test_sp(void **state)
{
    static const uint16_t cases[][2] = {
        {0x4685, 0},      /* MOV SP, R0 */
        {0x4485, 0},      /* ADD SP, R0 */
        {0xF20D, 0x0D03}, /* ADDW SP, SP, #3 */
        {0xF1AD, 0x0D01}, /* SUB SP, SP, #1 */
        {0xF1BD, 0x0D01}, /* SUBS */
        {0xEB0D, 0x0D40}, /* ADD SP, SP, R0, LSL #1 */
        {0xEBAD, 0x0D00}, /* SUB SP, SP, R0 */
        {0xEA4F, 0x0D00}, /* MOV.W SP, R0 */
        {0xF8D1, 0xD000}, /* LDR SP, [R1] */
        {0xF85D, 0x2B03}, /* LDR R2, [SP], #3 */
        {0xF380, 0x8808}, /* MSR MSP, R0 */
    };
    (void)state;
    begin(CORTEX_M3);
    put_word(DATA, DATA + 0x103);
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        r[0] = DATA + 3;
        r[1] = DATA;
        if (i == 1 || i == 5 || i == 6)
            r[0] = 0x13;
        r[13] = DATA + 0x800;
        CODE(cases[i][0], cases[i][1]);
        step();
        assert_int_equal(r[13] & 3, 0);
    }
    assert_int_equal(r[13], DATA);
    r[13] = DATA + 0x800;
    CODE(0xF1BD, 0x0D01);
    step();
    assert_int_equal(r[13], DATA + 0x7FC);
    assert_true(chip->cpu.c);
    assert_false(chip->cpu.z);
}

/* --- special registers --- */

static uint32_t mrs(unsigned sysm)
{
    CODE(0xF3EF, (uint16_t)(0x8400 | sysm)); /* MRS R4 */
    step();
    return r[4];
}

static void msr(unsigned sysm, unsigned mask, uint32_t value)
{
    r[4] = value;
    CODE(0xF384, (uint16_t)(0x8000 | mask << 10 | sysm));
    step();
}

enum { PRIMASK = 16, BASEPRI, BASEPRI_MAX, FAULTMASK, CONTROL };

static void test_masks(void **state)
{
    (void)state;
    begin(CORTEX_M3);
    msr(BASEPRI_MAX, 2, 0x85);
    assert_int_equal(mrs(BASEPRI), 0x80);
    msr(BASEPRI_MAX, 2, 0xC0);
    msr(BASEPRI_MAX, 2, 0);
    assert_int_equal(mrs(BASEPRI), 0x80);
    msr(BASEPRI_MAX, 2, 0x40);
    assert_int_equal(mrs(BASEPRI_MAX), 0x40);
    msr(BASEPRI, 2, 0);
    assert_int_equal(mrs(BASEPRI), 0);
    CODE(0xB673); /* CPSID if */
    step();
    assert_int_equal(mrs(PRIMASK), 1);
    assert_int_equal(mrs(FAULTMASK), 1);
    CODE(0xB661); /* CPSIE f */
    step();
    assert_int_equal(mrs(PRIMASK), 1);
    assert_int_equal(mrs(FAULTMASK), 0);
    chip->cpu.ipsr = 3; /* in HardFault it cannot be set */
    exception_set_add(&chip->nvic.active, 3);
    CODE(0xB671);
    step();
    msr(FAULTMASK, 2, 1);
    assert_int_equal(mrs(FAULTMASK), 0);
    assert_int_equal(mrs(5), 3);
    assert_int_equal(mrs(21), 0); /* there is none */
}

static void test_unprivileged(void **state)
{
    (void)state;
    begin(CORTEX_M3);
    msr(PRIMASK, 2, 1);
    msr(CONTROL, 2, 1);
    assert_int_equal(mrs(CONTROL), 1);
    assert_int_equal(mrs(PRIMASK), 0);
    assert_int_equal(mrs(8), 0);
    msr(PRIMASK, 2, 0);
    msr(BASEPRI, 2, 0x40);
    msr(CONTROL, 2, 0);
    CODE(0xB663);
    step();
    assert_true(chip->cpu.primask);
    assert_int_equal(core->basepri, 0);
    assert_int_equal(mrs(CONTROL), 1);
    msr(0, 2, 0xF8000000);
    assert_int_equal(mrs(3), 0xF8000000);
}

static void test_apsr(void **state)
{
    (void)state;
    begin(CORTEX_M4F);
    msr(0, 3, 0xFFFFFFFF);
    assert_int_equal(mrs(0), 0xF80F0000);
    msr(0, 1, 0);
    assert_int_equal(mrs(0), 0xF8000000);
    msr(0, 2, 0x000F0000);
    assert_int_equal(mrs(0), 0);
    msr(CONTROL, 2, CONTROL_FPCA | CONTROL_SPSEL);
    assert_int_equal(mrs(CONTROL), CONTROL_FPCA | CONTROL_SPSEL);
    special_set_xpsr(chip, 0x0600FC00 | 1 << 24);
    assert_int_equal(core->it, 0xFF);
    core->it = 0;
    begin(CORTEX_M3);
    msr(0, 3, 0xFFFFFFFF);
    assert_int_equal(mrs(0), 0xF8000000);
    msr(CONTROL, 2, CONTROL_FPCA);
    assert_int_equal(mrs(CONTROL), 0);
}

/* LDRT and STRT have no access to what is private. */
static void test_user_access(void **state)
{
    (void)state;
    begin(CORTEX_M3);
    r[1] = 0xE000ED00;
    CODE(0x6808); /* LDR R0, [R1]: CPUID */
    step();
    CODE(0xF851, 0x0E00); /* LDRT */
    step_faults(RAISED_DATA);
    r[1] = DATA;
    put_word(DATA, 0xFEDCBA98);
    CODE(0xF851, 0x0E00, 0xF931, 0x2E02, 0xF801, 0x2E01);
    step();
    assert_int_equal(r[0], 0xFEDCBA98);
    step();
    assert_int_equal(r[2], 0xFFFFFEDC);
    step();
    assert_int_equal(word(DATA), 0xFEDCDC98);
    assert_int_equal(chip->cpu.control, 0);
}

/* --- the FPU: what its use does; VMRS to the flags --- */

static void test_fpu_use(void **state)
{
    (void)state;
    begin(CORTEX_M4F);
    core->fpscr = 0x90000000;
    CODE(0xEEF1, 0xFA10); /* VMRS APSR_nzcv, FPSCR */
    step();
    assert_int_equal(chip->cpu.control, CONTROL_FPCA);
    assert_int_equal(mrs(0), 0x90000000);
    r[2] = 0xFFFFFFFF;
    CODE(0xEEE1, 0x2A10);
    step();
    assert_int_equal(core->fpscr, 0xF7C0009F);
}

/* --- cycles --- */

static void test_cycles(void **state)
{
    static const struct {
        uint16_t code[2];
        uint8_t m3, m4;
    } cases[] = {
        {{0x1888, 0}, 1, 1},       /* ADDS */
        {{0xF8D1, 0x0000}, 2, 2},  /* LDR.W */
        {{0x6008, 0}, 2, 2},       /* STR */
        {{0xE9D1, 0x0200}, 3, 3},  /* LDRD */
        {{0xE891, 0x000D}, 4, 4},  /* LDM of 3 */
        {{0xB407, 0}, 4, 4},       /* PUSH of 3 */
        {{0xFB00, 0xF001}, 1, 1},  /* MUL */
        {{0xFB00, 0x3001}, 2, 1},  /* MLA */
        {{0xFBA0, 0x2301}, 4, 1},  /* UMULL */
        {{0xFBC0, 0x2301}, 6, 1},  /* SMLAL */
        {{0xEE30, 0x0A00}, 0, 1},  /* VADD */
        {{0xEE00, 0x0A00}, 0, 3},  /* VMLA */
        {{0xEE80, 0x0A00}, 0, 14}, /* VDIV */
        {{0xED91, 0x0A00}, 0, 2},  /* VLDR S */
        {{0xED91, 0x0B00}, 0, 3},  /* VLDR D */
        {{0xEC91, 0x0A04}, 0, 5},  /* VLDM of 4 S */
        {{0xF3BF, 0x8F4F}, 1, 1},  /* DSB */
        {{0xF3EF, 0x8010}, 1, 1},  /* MRS */
    };
    (void)state;
    for (unsigned m4 = 0; m4 < 2; m4++) {
        begin(m4 ? CORTEX_M4F : CORTEX_M3);
        for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
            unsigned want = m4 ? cases[i].m4 : cases[i].m3;
            r[1] = DATA;
            CODE(cases[i].code[0], cases[i].code[1]);
            if (want)
                assert_int_equal(step(), want);
        }
    }
}

/* Wait states of each word that is fetched. */
static void test_fetch_cycles(void **state)
{
    (void)state;
    begin(CORTEX_M3);
    chip->cpu.window.branch_wait = 3;
    chip->cpu.window.sequential_wait = 1;
    chip->cpu.fetched = CPU_NO_WORD;
    CODE(0xBF00, 0xF3AF, 0x8000, 0xBF00, 0xE7FE);
    assert_int_equal(step(), 1 + 3);
    assert_int_equal(step(), 1 + 1); /* its second halfword */
    assert_int_equal(step(), 1);
    assert_int_equal(step(), 2 + 1);
    assert_int_equal(step(), 2 + 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_branches),
        cmocka_unit_test(test_exchange),
        cmocka_unit_test(test_table_branches),
        cmocka_unit_test(test_it_state),
        cmocka_unit_test(test_it_faults),
        cmocka_unit_test(test_it_always),
        cmocka_unit_test(test_unaligned),
        cmocka_unit_test(test_always_aligned),
        cmocka_unit_test(test_division),
        cmocka_unit_test(test_undefined),
        cmocka_unit_test(test_data_faults),
        cmocka_unit_test(test_fetch_fault),
        cmocka_unit_test(test_exclusive),
        cmocka_unit_test(test_sp),
        cmocka_unit_test(test_masks),
        cmocka_unit_test(test_unprivileged),
        cmocka_unit_test(test_apsr),
        cmocka_unit_test(test_user_access),
        cmocka_unit_test(test_fpu_use),
        cmocka_unit_test(test_cycles),
        cmocka_unit_test(test_fetch_cycles),
    };
    return cmocka_run_group_tests(tests, NULL, end);
}
