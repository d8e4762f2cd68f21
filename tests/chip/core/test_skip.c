/* SPDX-License-Identifier: MIT
 *
 * Loops that wait: the fast loop skips them, and the chip is the same as after
 * the plain loop, to the last bit. What it executes is counted.
 */
#include "tests/chip/core/skip_pair.h"

enum {
    PWR = 0x40007000,
    EXTI = 0x40010400,
    DMA1 = 0x40020000,
    RCC = 0x40021000,
    RCC_IOPENR = RCC + 0x2C,
    RCC_APB1ENR = RCC + 0x38,
    FLASH = 0x40022000,
    GPIOA = 0x50000000,
};

/* --- one loop after the other --- */

static const struct wait waits[] = {
    {"while (1)", {0xE7FE}, 0, 0, true},
    {"a word of RAM", {0x6801, 0x2900, 0xD0FC}, DATA, 0, true},
    {"a call: b: bl f; cmp r0; beq b; f: ldr; bx lr",
     {0xF000, 0xF802, 0x2900, 0xD0FB, 0x6801, 0x4770},
     DATA,
     0,
     true},
    {"USART_ISR", {0x69C2, 0x0692, 0xD5FC}, USART2, 0, true},
    {"USART_ISR, with the watchdog",
     {0x600F, 0x69C2, 0x0692, 0xD5FB},
     USART2,
     IWDG,
     true},
    {"USART_ISR, with the window watchdog",
     {0x27FF, 0x600F, 0x69C2, 0x0692, 0xD5FA},
     USART2,
     WWDG,
     true},
    {"the window of the watchdog: ldr r2, [CR]; lsls r2, #25; bmi",
     {0x6802, 0x0652, 0xD4FC},
     WWDG,
     0,
     true},
    {"GPIO_IDR", {0x6902, 0x07D2, 0xD5FC}, GPIOA, 0, true},
    {"GPIO_IDR, shown on a pin: ldr r2, [IDR]; lsls r2, #5; str r2, [ODR]",
     {0x6902, 0x0152, 0x6142, 0xE7FB},
     GPIOA,
     0,
     true},
    {"RCC_CR", {0x6802, 0x0392, 0xD5FC}, RCC, 0, true},
    {"SysTick COUNTFLAG", {0x6802, 0x03D2, 0xD5FC}, SYSTICK, 0, true},
    {"TIM_SR", {0x6902, 0x07D2, 0xD0FC}, TIM2, 0, true},
    {"FLASH_SR: movs r3, #1; ldr; tst; beq",
     {0x2301, 0x6982, 0x421A, 0xD0FB},
     FLASH,
     0,
     true},
    {"two nested loops: movs r2, #3; 1: subs r2, #1; bne 1b; ldr; cmp; beq",
     {0x2203, 0x3A01, 0xD1FD, 0x6801, 0x2900, 0xD0F9},
     DATA,
     0,
     true},
    {"a stack that is used twice: push {r2}; pop; push {r3}; pop {r3}",
     {0xB404, 0xBC04, 0xB408, 0xBC08, 0xE7FA},
     0,
     0,
     true},
    {"the count of SysTick: ldr r2, [CVR]; cmp r2, #0; bne",
     {0x6882, 0x2A00, 0xD1FC},
     SYSTICK,
     0,
     false},
    {"a count in a register", {0x3201, 0xE7FD}, 0, 0, false},
    {"a count in RAM", {0x6802, 0x3201, 0x6002, 0xE7FB}, DATA, 0, false},
    {"TIM_CNT", {0x6A42, 0xE7FD}, TIM2, 0, false},
};

static void set_up_blocks(struct chip *chip)
{
    fixture_chip(chip);
    wr(chip, RCC_IOPENR, 0xFF);
    wr(chip, RCC_APB1ENR, 0x10020801); /* PWR, USART2, WWDG, TIM2 */
    rd(chip, RCC_APB1ENR);
    wr(chip, WWDG + 4, 3 << 7 | 0x7F);
    wr(chip, USART2 + 0x0C, 0x48);
    wr(chip, USART2, 0xD);
    start_timers(chip);
}

static void begin_wait(const struct wait *wait)
{
    struct chip *chip = &pair.plain;
    set_up_blocks(chip);
    put_wait(chip, wait);
    chip->cpu.r[2] = chip->cpu.r[3] = 0;
    pair_begin(0);
}

/* Each in one go, and in slices. */
static void test_waits(void **state)
{
    (void)state;
    run_waits(waits, sizeof waits / sizeof *waits, begin_wait, 99);
}

/* Loops are skipped beside a watchpoint, and executed where they meet it. */
static void test_watched(void **state)
{
    (void)state;
    run_watched(&waits[1], begin_wait);
}

/* A store is recorded, whether it stops the run or not. */
static void test_watched_store(void **state)
{
    (void)state;
    static const uint16_t code[] = {0x6001, 0xE7FD}; /* 1: str r1, [r0]; b 1b */
    struct chip *chip = &pair.plain;
    fixture_chip(chip);
    load_code(chip, CODE, code, 2);
    jump_to(chip, CODE);
    chip->cpu.r[0] = DATA;
    watchpoint_set(chip, DATA, 4, 0);
    pair_begin(0);
    pair.decoder.skip.left_out = 0;
    pair_run_to(chip->cycle + 3000);
    assert_int_equal(watchpoint_last(chip, DATA)->count, 3000 / 4);
    assert_int_equal(pair.decoder.skip.left_out, 0);
}

/* An interrupt every millisecond changes what HAL_Delay() reads. */
static void test_delay(void **state)
{
    (void)state;
    static const uint16_t delay[] = {
        0x6801, 0x2964, /* 1: ldr r1, [r0]; cmp r1, #100 */
        0xD1FC, 0xE7FE, /* bne 1b; b . */
    };
    static const uint16_t handler[] = {
        0x4802, 0x6801, 0x3101, 0x6001, /* ldr r0, data; ldr, adds, str r1 */
        0x4770, 0xBF00,                 /* bx lr */
    };
    struct chip *chip = &pair.plain;
    fixture_chip(chip);
    load_code(chip, CODE, delay, 4);
    load_code(chip, HANDLER, handler, 6);
    load_word(chip, HANDLER + 12, DATA);
    load_word(chip, FLASH_BASE + 4 * EXCEPTION_SYSTICK, HANDLER | 1);
    load_word(chip, DATA, 0);
    wr(chip, SYSTICK + 4, 2096);
    wr(chip, SYSTICK + 8, 0);
    wr(chip, SYSTICK, 7);
    jump_to(chip, CODE);
    chip->cpu.r[0] = DATA;
    pair_begin(0);
    pair.decoder.skip.left_out = 0;
    uint64_t before = chip->cpu.instructions;
    pair_run_to(chip->cycle + 2097 * 101);
    uint64_t count = chip->cpu.instructions - before;
    assert_int_equal(chip->cpu.r[CPU_PC], CODE + 6);
    assert_true(count - pair.decoder.skip.left_out < 101 * 60);
}

/* Whatever is due: bytes come while the core waits for them. */
static void test_bytes_arrive(void **state)
{
    (void)state;
    static const uint16_t code[] = {
        0x600F, 0x69C2, 0x0692, /* 1: str r7, [KR]; ldr r2, [ISR]; lsls #26 */
        0xD5FB, 0x6A42,         /* bpl 1b; ldr r2, [RDR] */
        0x189B, 0xE7F8,         /* adds r3, r2; b 1b */
    };
    struct chip *chip = &pair.plain;
    uint64_t seed = pair_seed();
    set_up_blocks(chip);
    wr(chip, GPIOA, 0xEBFFFCAF); /* PA2 and PA3: alternate function 4 */
    wr(chip, GPIOA + 0x20, 0x4400);
    load_code(chip, CODE, code, 7);
    jump_to(chip, CODE);
    chip->cpu.r[0] = USART2;
    chip->cpu.r[1] = IWDG;
    chip->cpu.r[3] = 0;
    chip->cpu.r[7] = KR_RELOAD;
    serial_open(chip, USART_2, 2097152 / 0x48);
    pair_begin(0);
    pair.decoder.skip.left_out = 0;
    for (uint8_t byte = 1; byte <= 20; byte++) {
        PAIR_BOTH(chip, serial_send(chip, USART_2, &byte, 1));
        pair_run(&seed, 2000, 2000);
    }
    assert_int_equal(chip->cpu.r[3], 20 * 21 / 2);
    assert_true(pair.decoder.skip.left_out > 1000);
}

/* SysTick is pending again while its handler, `bx lr`, returns: the handler
 * begins again, once, with the registers that it had. */
static void test_same_exception_again(void **state)
{
    (void)state;
    enum { ICSR = 0xE000ED04, PENDSTSET = 1 << 26 };
    static const uint16_t handler[] = {0x4770};
    struct chip *chip = &pair.plain;
    fixture_chip(chip);
    load_code(chip, HANDLER, handler, 1);
    load_word(chip, FLASH_BASE + 4 * EXCEPTION_SYSTICK, HANDLER | 1);
    wr(chip, ICSR, PENDSTSET);
    while (chip->cpu.ipsr != EXCEPTION_SYSTICK)
        run_cycles(chip, 1);
    wr(chip, ICSR, PENDSTSET);
    pair_begin(0);
    pair_run_to(chip->cycle + 1000);
    assert_int_equal(chip->cpu.ipsr, 0);
}

/* --- the window watchdog --- */

enum { EWI = 1 << 9, WWDG_STEP = 4096 };

/* Runs a loop that has CR in r1, and what refreshes it in r7. */
static void begin_wwdg(const uint16_t *code, unsigned count, uint32_t cfr,
                       uint32_t t)
{
    struct chip *chip = &pair.plain;
    fixture_chip(chip);
    wr(chip, RCC_APB1ENR, 1 << 11);
    rd(chip, RCC_APB1ENR);
    wr(chip, WWDG + 4, cfr);
    wr(chip, WWDG, WDGA | t);
    load_code(chip, CODE, code, count);
    jump_to(chip, CODE);
    chip->cpu.r[1] = WWDG;
    chip->cpu.r[7] = WDGA | t;
    pair_begin(0);
    pair.decoder.skip.left_out = 0;
}

/* Refreshes inside the window, which is waited for. */
static void test_window(void **state)
{
    (void)state;
    enum { STEPS = 1000 };
    static const uint16_t code[] = {
        0x680A, 0x0652, 0x0E52, /* 1: ldr r2, [CR]; lsls, lsrs r2, #25 */
        0x2A50, 0xD8FA,         /* cmp r2, #0x50; bhi 1b */
        0x600F, 0xE7F8,         /* str r7, [CR]; b 1b */
    };
    begin_wwdg(code, 7, 0x50, 0x53);
    uint32_t resets = pair.plain.reset.count;
    uint64_t before = pair.plain.cpu.instructions;
    pair_run_to(pair.plain.cycle + STEPS * (uint64_t)WWDG_STEP);
    assert_int_equal(pair.plain.reset.count, resets);
    uint64_t count = pair.plain.cpu.instructions - before;
    assert_true(pair.decoder.skip.left_out > count / 100 * 95);
}

/* The first refresh is in the window and looks like a turn; the second one is
 * too early. */
static void test_window_missed(void **state)
{
    (void)state;
    static const uint16_t code[] = {
        0xE7FF, 0x600F, 0xE7FD, /* b 1f; 1: str r7, [CR]; b 1b */
    };
    for (uint32_t w = 0x50; w <= 0x53; w++) {
        begin_wwdg(code, 3, w, 0x50);
        pair.plain.cpu.r[7] = WDGA | 0x53;
        run_cycles(&pair.plain, 1);
        pair_begin(0);
        uint32_t resets = pair.plain.reset.count;
        pair_run_to(pair.plain.cycle + 10 * WWDG_STEP);
        assert_int_equal(pair.plain.reset.count > resets, w < 0x53);
    }
}

/* `while (1)`, and the refresh is made by the early wake-up interrupt. */
static void test_early_wakeup(void **state)
{
    (void)state;
    static const uint16_t code[] = {0xE7FE};
    static const uint16_t handler[] = {
        0x4A02, 0x4803, 0x6010, 0x2000, /* ldr r2, wwdg; ldr r0, 0xC4; str */
        0x6090, 0x4770,                 /* [CR]; str 0, [SR]; bx lr */
    };
    uint64_t seed = pair_seed();
    begin_wwdg(code, 1, EWI | 0x7F, 0x45);
    struct chip *chip = &pair.plain;
    load_code(chip, HANDLER, handler, 6);
    load_word(chip, HANDLER + 12, WWDG);
    load_word(chip, HANDLER + 16, WDGA | 0x44);
    load_word(chip, FLASH_BASE + 4 * EXCEPTION_IRQ0, HANDLER | 1);
    wr(chip, NVIC_ISER, 1);
    pair_begin(0);
    uint32_t resets = chip->reset.count;
    uint64_t before = chip->cpu.instructions;
    pair_run(&seed, 200 * WWDG_STEP, 30 * WWDG_STEP);
    assert_int_equal(chip->reset.count, resets);
    uint64_t count = chip->cpu.instructions - before;
    assert_true(pair.decoder.skip.left_out > count / 100 * 95);
}

/* --- random loops --- */

static uint16_t random_load(uint64_t *seed)
{
    static const uint16_t kinds[] = {0x6800, 0x6800, 0x7800, 0x8800};
    unsigned t = 5 + random_below(seed, 2), n = random_below(seed, 5);
    unsigned kind = n ? 0 : random_below(seed, 4);
    return (uint16_t)(kinds[kind] | random_below(seed, 11) << 6 | n << 3 | t);
}

static uint16_t random_store(uint64_t *seed, bool wild)
{
    unsigned t = 5 + random_below(seed, 2);
    unsigned n = wild ? random_below(seed, 5) : 0;
    return (uint16_t)(0x6000 | random_below(seed, 11) << 6 | n << 3 | t);
}

static uint16_t random_computation(uint64_t *seed)
{
    static const uint16_t kinds[] = {
        0x2500, 0x2600, 0x2D00, 0x2E00, /* movs, cmp of a small number */
        0x4235, 0x42B5, 0x1C2E, 0x4075, /* tst, cmp, movs, eors */
        0x1C6E, 0xBF00, 0x0A2D, 0x00AD, /* adds, nop, shifts */
    };
    unsigned kind = random_below(seed, 12);
    return kind < 4 ? kinds[kind] + (uint16_t)random_below(seed, 4)
                    : kinds[kind];
}

static void put_random(struct program *program, uint64_t *seed, bool wild)
{
    switch (random_below(seed, 16)) {
    case 0:
    case 1: put(program, 0x600F); break; /* str r7, [r1] */
    case 2:
    case 3: put(program, random_store(seed, wild)); break;
    case 4: /* push and pop {r5, r6} */
        put(program, 0xB460);
        put(program, random_computation(seed));
        put(program, 0xBC60);
        break;
    case 5: /* a loop inside */ put_count(program, seed); break;
    case 6: /* beq, bne over some */
        put(program, (uint16_t)(0xD000 | random_below(seed, 2) << 8 |
                                random_below(seed, 3)));
        break;
    case 7: put_call(program); break;
    case 8:
    case 9:
    case 10:
    case 11: put(program, random_computation(seed)); break;
    default: put(program, random_load(seed)); break;
    }
}

static void random_code(struct chip *chip, uint64_t *seed, uint32_t at)
{
    static const uint32_t blocks[] = {
        GPIOA, GPIOA, USART2,     USART2,     TIM2,       TIM2,
        RCC,   FLASH, SYSTICK,    SYSTICK,    PWR,        EXTI,
        DMA1,  IWDG,  0x40002800, 0x40002C00, 0x40007C00, 0x40005400,
        DATA,  DATA,  0x40013000, 0x40012400, 0x40010000, 0xE000ED00};
    struct program program = random_loops(seed, put_random, 8);
    start_program(chip, seed, at, &program, blocks);
}

static void random_clocks(struct chip *chip, uint64_t *seed)
{
    static const uint32_t acr[] = {0, 1, 3};
    wr(chip, FLASH, acr[random_below(seed, 3)]);
    wr(chip, RCC, rd(chip, RCC) | random_below(seed, 2)); /* HSI16 starts */
    wr(chip, RCC + 0x30, 0x101);                          /* DMA1 */
    wr(chip, RCC + 0x34, 0x201 | random_below(seed, 2) << 12);
    wr(chip, RCC_APB1ENR, 0x10020801 | (random_next(seed) & 0x80200000));
    wr(chip, RCC_IOPENR, 0x80 | random_below(seed, 2));
    rd(chip, RCC_IOPENR);
    run_cycles(chip, 10);
}

static void random_timers(struct chip *chip, uint64_t *seed)
{
    random_systick(chip, seed);
    random_tim2(chip, seed);
    if (random_below(seed, 2)) {
        wr(chip, IWDG, 0x5555);
        wr(chip, IWDG + 8, 1 + random_below(seed, 40));
        if (random_below(seed, 4) == 0)
            wr(chip, IWDG + 0x10, random_below(seed, 40));
        wr(chip, IWDG, 0xCCCC);
        run_us(chip, random_below(seed, 300));
        wr(chip, IWDG, KR_RELOAD);
    }
    if (random_below(seed, 2))
        wr(chip, WWDG + 4, 0x40 + random_below(seed, 8));
    if (random_below(seed, 4) == 0)
        wr(chip, WWDG, WDGA | 0x40 | random_below(seed, 4));
}

static void random_serial(struct chip *chip, uint64_t *seed)
{
    static const uint8_t bytes[] = {0x55, 0x00, 0xFF, 0x12, 0x34};
    if (random_below(seed, 2))
        return;
    wr(chip, GPIOA, 0xEBFFFCAF);
    wr(chip, GPIOA + 0x20, 0x4400);
    wr(chip, USART2 + 0x0C, 0x48);
    wr(chip, USART2, 0xD | (random_next(seed) & 0x20));
    serial_open(chip, USART_2, 2097152 / 0x48);
    serial_send(chip, USART_2, bytes, 1 + random_below(seed, 5));
}

static void random_dma(struct chip *chip, uint64_t *seed)
{
    if (random_below(seed, 4))
        return;
    wr(chip, DMA1 + 12, 1 + random_below(seed, 100));
    wr(chip, DMA1 + 16, CODE);
    wr(chip, DMA1 + 20, DATA + 16);
    wr(chip, DMA1 + 8, 0x4021 | (random_next(seed) & 0x38C2));
}

static void random_events(struct chip *chip, uint64_t *seed)
{
    if (random_below(seed, 8))
        return;
    chip->watch.events = 1u << EVENT_PIN | 1u << EVENT_FIRMWARE;
    chip->watch.pins[GPIO_A] = 0xFFFF;
}

static void random_program(uint64_t *seed, unsigned i)
{
    uint32_t at = i % 2 ? CODE_SRAM : CODE;
    fixture_chip(&pair.plain);
    put_handler(&pair.plain, 0x6A40); /* RDR */
    random_clocks(&pair.plain, seed);
    random_timers(&pair.plain, seed);
    random_serial(&pair.plain, seed);
    random_dma(&pair.plain, seed);
    random_code(&pair.plain, seed, at);
    random_watch(&pair.plain, seed, at);
    random_events(&pair.plain, seed);
}

static void test_random_loops(void **state)
{
    (void)state;
    run_programs(1500, random_program);
}

/* --- a turn that is noted --- */

enum { POLL = 3 /* of waits[]: three instructions */ };

static void begin_noted(void)
{
    begin_wait(&waits[POLL]);
    pair_run_to(pair.plain.cycle + 10000);
}

/* After an event, or at the start of a run, it is not executed to be known: of
 * a slice the last one to two turns are, and what is left of them. */
static void test_noted(void **state)
{
    (void)state;
    enum { SLICES = 1000, SLICE = 1001 };
    begin_noted();
    pair.decoder.skip.left_out = 0;
    uint64_t before = pair.plain.cpu.instructions;
    for (unsigned i = 0; i < SLICES; i++)
        pair_run_to(pair.plain.cycle + SLICE);
    uint64_t count = pair.plain.cpu.instructions - before;
    assert_true(count - pair.decoder.skip.left_out < SLICES * 6);
}

static void change_code(struct chip *chip)
{
    static const uint16_t code[] = {0x69C2, 0x06D2, 0xD5FC}; /* ISR bit 4 */
    load_code(chip, CODE, code, 3);
}

static void change_register(struct chip *chip)
{
    chip->cpu.r[0] = USART2 + 4;
}

static void change_value(struct chip *chip)
{
    wr(chip, USART2, 0);
}

static void change_clock(struct chip *chip)
{
    wr(chip, RCC_APB1ENR, 0);
}

static void change_latency(struct chip *chip)
{
    wr(chip, FLASH, 5); /* ACR64, LATENCY */
}

static void set_breakpoint(struct chip *chip)
{
    chip_break_set(chip, CODE + 4);
}

static void watch_register(struct chip *chip)
{
    watchpoint_set(chip, USART2 + 0x1C, 4, WATCHPOINT_READ);
}

/* The turns from then on are others. */
static void test_noted_no_more(void **state)
{
    (void)state;
    static void (*const changes[])(struct chip *) = {
        change_code,    change_register, change_value,   change_clock,
        change_latency, set_breakpoint,  watch_register,
    };
    for (unsigned i = 0; i < sizeof changes / sizeof *changes; i++) {
        begin_noted();
        PAIR_BOTH(chip, changes[i](chip));
        enum stop why = pair_run_to(pair.plain.cycle + 10000);
        assert_int_equal(why, changes[i] == set_breakpoint   ? STOP_BREAK
                              : changes[i] == watch_register ? STOP_WATCHPOINT
                                                             : STOP_BUDGET);
    }
}

/* Off is off. */
static void test_off(void **state)
{
    (void)state;
    begin_wait(&waits[0]);
    pair.decoder.skip.left_out = 0;
    pair.decoder.skip.off = true;
    pair_run_to(pair.plain.cycle + 10000);
    assert_int_equal(pair.decoder.skip.left_out, 0);
    pair.decoder.skip.off = false;
    pair_run_to(pair.plain.cycle + 10000);
    assert_true(pair.decoder.skip.left_out > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_waits),
        cmocka_unit_test(test_watched),
        cmocka_unit_test(test_watched_store),
        cmocka_unit_test(test_delay),
        cmocka_unit_test(test_bytes_arrive),
        cmocka_unit_test(test_random_loops),
        cmocka_unit_test(test_noted),
        cmocka_unit_test(test_noted_no_more),
        cmocka_unit_test(test_off),
        cmocka_unit_test(test_same_exception_again),
        cmocka_unit_test(test_window),
        cmocka_unit_test(test_window_missed),
        cmocka_unit_test(test_early_wakeup),
    };
    return cmocka_run_group_tests_name("never", tests, pair_never, NULL) +
           cmocka_run_group_tests_name("when hot", tests, pair_when_hot, NULL);
}
