/* SPDX-License-Identifier: MIT
 *
 * The loops of a Cortex-M4 beside Unicorn's with a hook for each block, in
 * millions of instructions a second of processor time: three short programs in
 * SRAM of a core made by hand.
 */
#include "tests/chip/core/armv7m_fixture.h"

#include <stdio.h>

#include <unicorn/unicorn.h>

#include "chip/core/armv7m/fast.h"
#include "tests/benchmark/benchmark_time.h"

enum { TURNS = 4000000, PLAIN_TURNS = 200000, PAGE = 4096, MEMORY = 0x8000 };
enum { DATA = SRAM_BASE + 0x3000, STACK = SRAM_BASE + 0x4000 };
enum { COUNTER = 2 /* register */, RAISED_END = RAISED_BKPT };

struct loop {
    const char *name;
    unsigned instructions; /* of a turn */
    unsigned halfwords;
    uint16_t code[20]; /* ends with a branch back */
};

static const struct loop loops[] = {
    {"integer",
     9,
     12,
     {0x680B,         /* LDR R3, [R1] */
      0xEB03, 0x0384, /* ADD R3, R3, R4, LSL #2 */
      0x600B,         /* STR R3, [R1] */
      0xEA83, 0x0500, /* EOR R5, R3, R0 */
      0xF3C5, 0x06C8, /* UBFX R6, R5, #3, #9 */
      0x1B3F,         /* SUBS R7, R7, R4 */
      0x43F5,         /* MVNS R5, R6 */
      0x3A01,         /* SUBS R2, #1 */
      0xD1F3}},       /* BNE */
    {"DSP",
     11,
     16,
     {0x680B, 0xEB03, 0x0384, 0x600B, 0xEA83, 0x0500, 0xF3C5, 0x06C8, 0xFA86,
      0xF705,         /* SADD8 R7, R6, R5 */
      0xFB26, 0x0007, /* SMLAD R0, R6, R7, R0 */
      0xBF08, 0x3401, /* IT EQ; ADD R4, #1 */
      0x3A01, 0xD1EF}},
    {"FPU",
     8,
     14,
     {0xEE30, 0x0A21, /* VADD S0, S0, S3 */
      0xEE20, 0x1A21, /* VMUL S2, S0, S3 */
      0xEEA0, 0x2A21, /* VFMA S4, S0, S3 */
      0xEE33, 0x3A44, /* VSUB S6, S6, S8 */
      0xED91, 0x4A00, /* VLDR S8, [R1] */
      0xED81, 0x4A01, /* VSTR S8, [R1, #4] */
      0x3A01, 0xD1F1}},
};

static uint32_t single(unsigned i)
{
    return 0x3F800000 + i * 0x1234;
}

/* --- the chip --- */

/* Like that of armv7m_fixture.h, for the hook of the fast loop. */
enum stop __wrap_chip_run(struct chip *chip, uint64_t until_cycle);

enum stop __wrap_chip_run(struct chip *chip, uint64_t until_cycle)
{
    while (chip->cycle < until_cycle) {
        if (raised.bits)
            return STOP_BREAK;
        armv7m_step(chip);
    }
    return STOP_BUDGET;
}

/* Behind the loop is a breakpoint. */
static struct chip *chip_new(const struct loop *loop, uint32_t turns)
{
    const uint16_t end = 0xBE00;
    struct chip *chip = fixture7_new(CORTEX_M4F);
    uint32_t *r = chip->cpu.r, size = 2 * loop->halfwords;
    assert_true(chip_poke(chip, SRAM_BASE, loop->code, size));
    assert_true(chip_poke(chip, SRAM_BASE + size, &end, sizeof end));
    chip->cpu.window.region = REGION_FLASH; /* as code in flash runs */
    armv7m(chip)->cpacr = 0xF << 20;
    armv7m(chip)->fpccr = FPCCR_RESET;
    for (unsigned i = 0; i < 8; i++)
        r[i] = DATA;
    r[COUNTER] = turns;
    r[CPU_SP] = STACK;
    for (unsigned i = 0; i < 32; i++)
        armv7m(chip)->s[i] = single(i);
    assert_true(chip_poke(chip, DATA, &(uint32_t){single(3)}, 4));
    return chip;
}

/* Returns millions of instructions a second. */
static double chip_speed(const struct loop *loop, struct decoder *decoder)
{
    struct chip *chip = chip_new(loop, decoder ? TURNS : PLAIN_TURNS);
    double start = bench_own_time();
    if (decoder)
        armv7m_run(chip, decoder, NEVER - 1);
    else
        chip_run(chip, NEVER - 1);
    double seconds = bench_own_time() - start;
    double speed = (double)chip->cpu.instructions / seconds / 1e6;
    assert_int_equal(raised.bits, RAISED_END);
    free(chip);
    return speed;
}

/* --- Unicorn --- */

static void count_block(uc_engine *judge, uint64_t address, uint32_t size,
                        void *user)
{
    (void)judge, (void)address, (void)size;
    ++*(uint64_t *)user;
}

static void put(uc_engine *judge, int reg, uint32_t value)
{
    assert_int_equal(uc_reg_write(judge, reg, &value), UC_ERR_OK);
}

static uc_engine *judge_new(const struct loop *loop, uint8_t *memory)
{
    uc_engine *judge;
    uint32_t word = single(3);
    assert_int_equal(uc_open(UC_ARCH_ARM, UC_MODE_THUMB, &judge), UC_ERR_OK);
    uc_ctl_set_cpu_model(judge, UC_CPU_ARM_CORTEX_M4);
    memset(memory, 0, MEMORY);
    memcpy(memory, loop->code, 2 * loop->halfwords);
    memcpy(memory + (DATA - SRAM_BASE), &word, sizeof word);
    assert_int_equal(
        uc_mem_map_ptr(judge, SRAM_BASE, MEMORY, UC_PROT_ALL, memory),
        UC_ERR_OK);
    for (int i = 0; i < 8; i++)
        put(judge, UC_ARM_REG_R0 + i, i == COUNTER ? TURNS : DATA);
    put(judge, UC_ARM_REG_SP, STACK);
    for (int i = 0; i < 32; i++)
        put(judge, UC_ARM_REG_S0 + i, single((unsigned)i));
    return judge;
}

static double judge_speed(const struct loop *loop)
{
    uint8_t *memory = aligned_alloc(PAGE, MEMORY);
    uint64_t blocks = 0;
    uc_hook hook;
    assert_non_null(memory);
    uc_engine *judge = judge_new(loop, memory);
    assert_int_equal(
        uc_hook_add(judge, &hook, UC_HOOK_BLOCK, count_block, &blocks, 1, 0),
        UC_ERR_OK);
    double start = bench_own_time();
    uc_err error = uc_emu_start(judge, SRAM_BASE | 1,
                                SRAM_BASE + 2 * loop->halfwords, 0, 0);
    double seconds = bench_own_time() - start;
    assert_int_equal(error, UC_ERR_OK);
    uc_close(judge);
    free(memory);
    return (double)TURNS * loop->instructions / seconds / 1e6;
}

int main(void)
{
    struct decoder *decoder = calloc(1, sizeof *decoder);
    assert_non_null(decoder);
    decoder->skip.off = true; /* a core of the part's */
    printf("Cortex-M4, million instructions a second:\n"
           "  loop        fast  plain  Unicorn  fast / Unicorn\n");
    for (unsigned i = 0; i < sizeof loops / sizeof *loops; i++) {
        const struct loop *loop = &loops[i];
        double fast = chip_speed(loop, decoder);
        double plain = chip_speed(loop, NULL), judge = judge_speed(loop);
        printf("  %-8s  %6.0f %6.0f  %7.0f  %14.1f\n", loop->name, fast, plain,
               judge, fast / judge);
    }
    free(decoder);
    return 0;
}
