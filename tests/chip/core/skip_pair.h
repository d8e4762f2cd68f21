/* SPDX-License-Identifier: MIT
 *
 * What the tests of loops that wait share, whatever the core: programs of loops
 * on the two chips of fast_pair.h, and what is counted of them.
 */
#ifndef TESTS_CHIP_CORE_SKIP_PAIR_H
#define TESTS_CHIP_CORE_SKIP_PAIR_H

#include "chip/core/watchpoint.h"
#include "tests/chip/core/fast_pair.h"

enum { CODE = 0x08000200, CODE_SRAM = 0x20002000, SUBROUTINE = 0x300 };
enum { HANDLER = 0x08000180, DATA = 0x20001000 };

enum {
    TIM2 = 0x40000000,
    WWDG = 0x40002C00,
    IWDG = 0x40003000,
    USART2 = 0x40004400,
    SYSTICK = 0xE000E010,
    NVIC_ISER = 0xE000E100,
    KR_RELOAD = 0xAAAA,
    WDGA = 1 << 7
};

/* --- one loop after the other --- */

/* A loop, with the registers that it needs: r0 and r1 point to blocks. */
struct wait {
    const char *name;
    uint16_t code[16];
    uint32_t r0, r1;
    bool skipped;
};

/* What the loops look at: a timer, SysTick, a watchdog, all of which run. */
static inline void start_timers(struct chip *chip)
{
    wr(chip, TIM2 + 0x28, 9);
    wr(chip, TIM2 + 0x2C, 0xFFFF);
    wr(chip, TIM2 + 0x14, 1); /* UG: the prescaler */
    wr(chip, TIM2 + 0x10, 0);
    wr(chip, TIM2, 1);
    wr(chip, SYSTICK + 4, 0x20000);
    wr(chip, SYSTICK, 5);
    wr(chip, IWDG, 0xCCCC);
    run_us(chip, 200);
}

static inline void put_wait(struct chip *chip, const struct wait *wait)
{
    load_code(chip, CODE, wait->code, 16);
    jump_to(chip, CODE);
    chip->cpu.r[0] = wait->r0;
    chip->cpu.r[1] = wait->r1;
    chip->cpu.r[7] = KR_RELOAD;
    load_word(chip, DATA, 0);
}

/* Runs each in one go, and in slices. BEGIN makes both chips run it; of one
 * that is skipped PERCENT of its instructions are left out. */
static inline void run_waits(const struct wait *waits, unsigned count,
                             void (*begin)(const struct wait *wait),
                             unsigned percent)
{
    enum { CYCLES = 100000 };
    uint64_t seed = 1;
    for (unsigned i = 0; i < count; i++) {
        const struct wait *wait = &waits[i];
        begin(wait);
        uint64_t before = pair.plain.cpu.instructions;
        pair.decoder.skip.left_out = 0;
        pair_run_to(pair.plain.cycle + CYCLES);
        uint64_t all = pair.plain.cpu.instructions - before;
        uint64_t left_out = pair.decoder.skip.left_out;
        if (left_out > all / 100 * percent ? !wait->skipped : wait->skipped)
            fail_msg("%s: %u of %u instructions were left out", wait->name,
                     (unsigned)left_out, (unsigned)all);
        pair_run(&seed, CYCLES, 3000);
    }
}

/* A loop that reads DATA is skipped beside a watchpoint, and executed where it
 * meets it. */
static inline void run_watched(const struct wait *wait,
                               void (*begin)(const struct wait *wait))
{
    enum { CYCLES = 20000 };
    static const struct {
        uint32_t address, size;
        bool read;
    } watched[] = {
        {DATA - 4, 4, false}, {DATA + 4, 64, false}, {DATA, 1, true}};
    for (unsigned kinds = 0; kinds < 4; kinds++)
        for (unsigned i = 0; i < 3; i++) {
            struct chip *chip = &pair.plain;
            begin(wait);
            watchpoint_set(chip, watched[i].address, watched[i].size, kinds);
            pair_begin(0);
            pair.decoder.skip.left_out = 0;
            bool stops = watched[i].read && kinds & WATCHPOINT_READ;
            enum stop why = pair_run_to(chip->cycle + CYCLES);
            assert_int_equal(why, stops ? STOP_WATCHPOINT : STOP_BUDGET);
            assert_int_equal(pair.decoder.skip.left_out > 1000, !stops);
        }
}

/* --- random loops --- */

/* r0 points to RAM, r1 to a watchdog, r2 to r4 to blocks; r5 and r6 are for
 * anything, r7 refreshes the watchdog. */
struct program {
    uint16_t code[96];
    unsigned length;
};

static inline void put(struct program *program, uint16_t code)
{
    program->code[program->length++] = code;
}

/* Of the subroutine. */
static inline void put_call(struct program *program)
{
    uint32_t offset = SUBROUTINE - (2 * program->length + 4);
    put(program, (uint16_t)(0xF000 | offset >> 12));
    put(program, (uint16_t)(0xF800 | (offset >> 1 & 0x7FF)));
}

/* A loop inside. */
static inline void put_count(struct program *program, uint64_t *seed)
{
    put(program, (uint16_t)(0x2600 | (1 + random_below(seed, 4))));
    put(program, 0x3E01);
    put(program, 0xD1FD);
}

typedef void put_piece(struct program *program, uint64_t *seed, bool wild);

/* Two loops of pieces, up to MOST in the first one, which ends when a condition
 * comes true, if ever. */
static inline struct program random_loops(uint64_t *seed, put_piece *piece,
                                          unsigned most)
{
    struct program program = {.length = 0};
    bool wild = random_below(seed, 4) == 0;
    unsigned begin = 0;
    for (unsigned i = 1 + random_below(seed, most); i; i--)
        piece(&program, seed, wild);
    put(&program, (uint16_t)(0xD000 | random_below(seed, 2) << 8 |
                             (0xFF & (begin - program.length - 2))));
    begin = program.length;
    for (unsigned i = random_below(seed, 6); i; i--)
        piece(&program, seed, wild);
    if (random_below(seed, 2))
        begin = 0;
    put(&program, 0xE000 | (0x7FF & (begin - program.length - 2)));
    return program;
}

/* Makes the chip run it, with the addresses of some of 24 blocks. */
static inline void start_program(struct chip *chip, uint64_t *seed, uint32_t at,
                                 const struct program *program,
                                 const uint32_t blocks[24])
{
    static const uint16_t subroutine[] = {0xB520, 0x6845, 0xBD20};
    load_code(chip, at, program->code, program->length);
    load_code(chip, at + SUBROUTINE, subroutine, 3);
    jump_to(chip, at);
    bool window = random_below(seed, 3) == 0;
    chip->cpu.r[0] = DATA;
    chip->cpu.r[1] = window ? WWDG : IWDG;
    for (unsigned i = 2; i < 5; i++)
        chip->cpu.r[i] = blocks[random_below(seed, 24)];
    chip->cpu.r[5] = random_below(seed, 4);
    chip->cpu.r[6] = random_below(seed, 4);
    chip->cpu.r[7] = window ? WDGA | 0x40 | random_below(seed, 4) : KR_RELOAD;
}

/* An interrupt counts in RAM, and takes a byte that has come, by LDR r0, [r0,
 * #n]. */
static inline void put_handler(struct chip *chip, uint16_t ldr)
{
    const uint16_t code[] = {
        0x4803, 0x6841, 0x3101, 0x6041, /* ldr r0, data; ldr, adds, str r1 */
        0x4802, ldr,    0x4770, 0xBF00, /* ldr r0, usart; ... */
    };
    load_code(chip, HANDLER, code, 8);
    load_word(chip, HANDLER + 16, DATA);
    load_word(chip, HANDLER + 20, USART2);
    for (unsigned i = EXCEPTION_HARDFAULT + 1; i < FIXTURE_VECTORS; i++)
        load_word(chip, FLASH_BASE + 4 * i, HANDLER | 1);
}

static inline void random_systick(struct chip *chip, uint64_t *seed)
{
    if (random_below(seed, 2))
        return;
    wr(chip, SYSTICK + 4, 20 + random_below(seed, 3000));
    wr(chip, SYSTICK + 8, 0);
    wr(chip, SYSTICK, 1 | random_below(seed, 4) << 1);
}

static inline void random_tim2(struct chip *chip, uint64_t *seed)
{
    if (random_below(seed, 2))
        return;
    wr(chip, TIM2 + 0x28, random_below(seed, 20));
    wr(chip, TIM2 + 0x2C, 5 + random_below(seed, 1000));
    wr(chip, TIM2 + 0x34, random_below(seed, 500));
    wr(chip, TIM2 + 0x0C, random_next(seed) & 3);
    wr(chip, TIM2, 1 | (random_next(seed) & 0x70));
}

/* Interrupts, breakpoints, watchpoints. */
static inline void random_watch(struct chip *chip, uint64_t *seed, uint32_t at)
{
    wr(chip, NVIC_ISER, (uint32_t)random_next(seed));
    chip->cpu.primask = random_below(seed, 4) == 0;
    for (unsigned i = random_below(seed, 3); i > 1; i--)
        chip_break_set(chip, at + 2 * random_below(seed, 20));
    if (random_below(seed, 4) == 0)
        watchpoint_set(chip, DATA + random_below(seed, 128),
                       1 + random_below(seed, 8), random_below(seed, 4));
}

/* Runs COUNT programs, each as BEGIN makes it on pair.plain. */
static inline void run_programs(unsigned count,
                                void (*begin)(uint64_t *seed, unsigned i))
{
    enum { CYCLES = 20000 };
    uint64_t seed = pair_seed(), all = 0;
    pair.decoder.skip.left_out = 0;
    for (unsigned i = 0; i < count; i++) {
        uint64_t program = seed;
        begin(&seed, i);
        pair_begin(program);
        uint64_t before = pair.plain.cpu.instructions;
        pair_run(&seed, CYCLES, 1 + random_below(&seed, 5000));
        all += pair.plain.cpu.instructions - before;
    }
    print_message("%u of %u instructions were left out\n",
                  (unsigned)pair.decoder.skip.left_out, (unsigned)all);
    assert_true(pair.decoder.skip.left_out > all / 8);
}

#endif
