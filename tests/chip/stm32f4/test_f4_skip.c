/* SPDX-License-Identifier: MIT
 *
 * Loops that wait on a Cortex-M4: the fast loop skips them, and the chip is the
 * same as after the plain loop, to the last bit. What it executes is counted.
 */
#include "tests/chip/core/skip_pair.h"
#include "tests/chip/stm32f4/f4_fixture.h"

enum {
    EXTI = 0x40013C00,
    DMA1 = 0x40026000,
    SHPR3 = 0xE000ED20,
    CPACR = 0xE000ED88,
    MPU_CTRL = 0xE000ED94,
    DEMCR = 0xE000EDFC,
    DWT = 0xE0001000,
    BAND_RCC_CR = 0x42470000, /* alias of bit 0 */
    CCM = 0x10000000,
};

/* --- one loop after the other --- */

static const struct wait waits[] = {
    {"while (1)", {0xE7FE}, 0, 0, true},
    {"a word of RAM: ldr r2, [r0]; cmp; beq",
     {0x6802, 0x2A00, 0xD0FC},
     DATA,
     0,
     true},
    {"a call: b: bl f; cmp; beq b; f: push {r4, lr}; ldr r1; pop {r4, pc}",
     {0xF000, 0xF802, 0x2900, 0xD0FB, 0xB510, 0x6801, 0xBD10},
     DATA,
     0,
     true},
    {"an IT block: ldr.w; cmp; it ne; addne r2, #1; b",
     {0xF8D0, 0x1000, 0x2900, 0xBF18, 0x3201, 0xE7F9},
     DATA,
     0,
     true},
    {"an IT block that stores what is there: it eq; streq r3, [r0]",
     {0x6803, 0x2B00, 0xBF08, 0x6003, 0xE7FA},
     DATA,
     0,
     true},
    {"ldrd r2, r3; orrs; beq", {0xE9D0, 0x2300, 0x431A, 0xD0FB}, DATA, 0, true},
    {"vldr s0; vcmp; vmrs; beq",
     {0xED90, 0x0A00, 0xEEB5, 0x0A40, 0xEEF1, 0xFA10, 0xD0F8},
     DATA,
     0,
     true},
    {"ldrex r2; strex r3, r2; cmp; beq",
     {0xE850, 0x2F00, 0xE840, 0x2300, 0x2B00, 0xD0F9},
     DATA,
     0,
     true},
    {"cpsid i; ldr; cpsie i; cmp; beq",
     {0xB672, 0x6802, 0xB662, 0x2A00, 0xD0FA},
     DATA,
     0,
     true},
    {"msr basepri, r7; ldr; msr basepri, r6; cmp; beq",
     {0xF387, 0x8811, 0x6802, 0xF386, 0x8811, 0x2A00, 0xD0F8},
     DATA,
     0,
     true},
    {"ldr r2, [r0], #4; subs r0, #4; cmp; beq",
     {0xF850, 0x2B04, 0x3804, 0x2A00, 0xD0FA},
     DATA,
     0,
     true},
    {"mrs r2, ipsr; dmb; ldr r3; cmp; beq",
     {0xF3EF, 0x8205, 0xF3BF, 0x8F5F, 0x6803, 0x2B00, 0xD0F8},
     DATA,
     0,
     true},
    {"tbb [pc, r6]", {0xE8DF, 0xF006, 0x0202, 0x0202, 0xE7FA}, 0, 0, true},
    {"push {r4-r8, r10}; vpush {s16-s19}; ldr; vpop; pop",
     {0xE92D, 0x05F0, 0xED2D, 0x8A04, 0x6801, 0xECBD, 0x8A04, 0xE8BD, 0x05F0,
      0xE7F5},
     DATA,
     0,
     true},
    {"an unaligned word of RAM",
     {0xF8D0, 0x2001, 0x2A00, 0xD0FB},
     DATA,
     0,
     true},
    {"USART_SR: ldr.w; tst.w #32; beq",
     {0xF8D0, 0x2000, 0xF012, 0x0F20, 0xD0FA},
     USART2,
     0,
     true},
    {"USART_SR, with the watchdog",
     {0x600F, 0x6802, 0x0692, 0xD5FB},
     USART2,
     IWDG,
     true},
    {"GPIO_IDR: ldr; lsls #31; bpl", {0x6902, 0x07D2, 0xD5FC}, GPIOA, 0, true},
    {"RCC_CR, a byte: ldrb; ubfx; cmp; beq",
     {0x7882, 0xF3C2, 0x0240, 0x2A00, 0xD0FA},
     RCC_CR,
     0,
     true},
    {"RCC_CR.HSERDY by bit-banding: ldr; cmp; beq",
     {0x6802, 0x2A00, 0xD0FC},
     BAND_RCC_CR + 4 * 17,
     0,
     true},
    {"PWR_CSR: ldr; lsls #17; bpl", {0x6842, 0x0452, 0xD5FC}, PWR_CR, 0, true},
    {"FLASH_SR: ldr; lsls #15; bpl",
     {0x68C2, 0x03D2, 0xD5FC},
     FLASH_ACR,
     0,
     true},
    {"SysTick COUNTFLAG", {0x6802, 0x03D2, 0xD5FC}, SYSTICK, 0, true},
    {"TIM_SR", {0x6902, 0x07D2, 0xD0FC}, TIM2, 0, true},
    {"the count of SysTick: ldr r2, [CVR]; cmp; bne",
     {0x6882, 0x2A00, 0xD1FC},
     SYSTICK,
     0,
     false},
    {"DWT_CYCCNT: ldr r2; lsls #1; b", {0x6842, 0x0052, 0xE7FC}, DWT, 0, false},
    {"TIM_CNT", {0x6A42, 0xE7FD}, TIM2, 0, false},
    {"a count in a register", {0x3201, 0xE7FD}, 0, 0, false},
    {"a count in RAM", {0x6802, 0x3201, 0x6002, 0xE7FB}, DATA, 0, false},
    {"a sum: vldr s0, [r0, #4]; vadd s1, s1, s0; b",
     {0xED90, 0x0A01, 0xEE70, 0x0A80, 0xE7FA},
     DATA,
     0,
     false},
    {"a flag: qadd r2, r3, r3 sets Q once; then as a wait",
     {0xFA83, 0xF283, 0x6802, 0x2A00, 0xD0FA},
     DATA,
     0,
     true},
};

static void set_up_blocks(struct chip *chip, const char *part)
{
    f4_chip(chip, part);
    f4_clocks(chip);
    wr(chip, CPACR, 0xF << 20);
    wr(chip, USART2 + 8, 0x8B);
    wr(chip, USART2 + 12, 0x200C);
    rd(chip, USART2);
    wr(chip, DEMCR, 1 << 24);
    wr(chip, DWT, 1);
    start_timers(chip);
}

static void begin_wait_of(const struct wait *wait, const char *part)
{
    struct chip *chip = &pair.plain;
    set_up_blocks(chip, part);
    put_wait(chip, wait);
    chip->cpu.r[2] = 0;
    chip->cpu.r[3] = 0x40000000;
    chip->cpu.r[6] = 0;
    chip->cpu.control |= 1 << 2; /* FPCA */
    load_word(chip, DATA + 4, 0x3F800000);
    pair_begin(0);
}

static void begin_wait(const struct wait *wait)
{
    begin_wait_of(wait, "stm32f401re");
}

/* Each in one go, and in slices. */
static void test_waits(void **state)
{
    (void)state;
    run_waits(waits, sizeof waits / sizeof *waits, begin_wait, 98);
}

/* A stack and data in CCM data RAM. */
static const struct wait ccm_waits[] = {
    {"ldr r2, [ccm]; str r2, [ccm]; cmp; beq",
     {0x6802, 0x6002, 0x2A00, 0xD0FB},
     CCM,
     0,
     true},
    {"mov sp, r0; push {r4-r8, r10}; ldr r2, [r1]; pop; cmp; beq",
     {0x4685, 0xE92D, 0x05F0, 0x680A, 0xE8BD, 0x05F0, 0x2A00, 0xD0F7},
     CCM + 0x100,
     DATA,
     true},
    {"a count in CCM", {0x6802, 0x3201, 0x6002, 0xE7FB}, CCM, 0, false},
};

static void begin_ccm_wait(const struct wait *wait)
{
    begin_wait_of(wait, "stm32f407vg");
}

static void test_ccm(void **state)
{
    (void)state;
    run_waits(ccm_waits, sizeof ccm_waits / sizeof *ccm_waits, begin_ccm_wait,
              98);
}

/* Loops are skipped beside a watchpoint, and executed where they meet it. */
static void test_watched(void **state)
{
    (void)state;
    run_watched(&waits[1], begin_wait);
}

/* With the MPU on nothing is skipped: it might forbid an access. */
static void test_mpu(void **state)
{
    (void)state;
    struct chip *chip = &pair.plain;
    begin_wait(&waits[1]);
    wr(chip, MPU_CTRL, 5);
    pair_begin(0);
    pair.decoder.skip.left_out = 0;
    pair_run_to(chip->cycle + 20000);
    assert_int_equal(pair.decoder.skip.left_out, 0);
    PAIR_BOTH(chip, wr(chip, MPU_CTRL, 0));
    pair_run_to(chip->cycle + 20000);
    assert_true(pair.decoder.skip.left_out > 1000);
}

/* An instruction of the FPU after an exception's entry stores its registers:
 * once, whatever the loop. */
static void test_lazy(void **state)
{
    (void)state;
    static const uint16_t handler[] = {0xED90, 0x0A00, 0xE7FC};
    struct chip *chip = &pair.plain;
    begin_wait(&waits[0]);
    load_code(chip, HANDLER, handler, 3);
    load_word(chip, FLASH_BASE + 4 * EXCEPTION_SYSTICK, HANDLER | 1);
    chip->cpu.r[0] = DATA;
    wr(chip, SYSTICK, 7);
    pair_begin(0);
    pair.decoder.skip.left_out = 0;
    pair_run_to(chip->cycle + 0x60000);
    assert_int_equal(chip->cpu.ipsr, EXCEPTION_SYSTICK);
    assert_true(pair.decoder.skip.left_out > 0x10000);
}

/* An interrupt that becomes pending while it is masked comes at the end of the
 * turn, by PRIMASK and by BASEPRI. */
static void test_masked(void **state)
{
    (void)state;
    static const uint16_t codes[][10] = {
        {0xB672, 0x6802, 0x6803, 0x6802, 0xB662, 0x2A00, 0xD0F8},
        {0xF387, 0x8811, 0x6802, 0x6803, 0xF386, 0x8811, 0x2A00, 0xD0F7},
    };
    static const uint16_t handler[] = {0x6881, 0x3101, 0x6081, 0x4770};
    struct chip *chip = &pair.plain;
    for (unsigned i = 0; i < 2; i++) {
        begin_wait(&waits[1]);
        load_code(chip, CODE, codes[i], 10);
        load_code(chip, HANDLER, handler, 4); /* counts at r0 + 8 */
        load_word(chip, FLASH_BASE + 4 * EXCEPTION_SYSTICK, HANDLER | 1);
        load_word(chip, DATA + 8, 0);
        wr(chip, SHPR3, 0x80u << 24);
        chip->cpu.r[7] = 0x80;
        wr(chip, SYSTICK + 4, 1000);
        wr(chip, SYSTICK, 7);
        pair_begin(0);
        pair.decoder.skip.left_out = 0;
        pair_run_to(chip->cycle + 200 * 1001);
        assert_true(pair.decoder.skip.left_out > 20000);
    }
}

/* --- HAL_Delay() --- */

/* What a compiler makes of it: the tick is read by a function. */
static const uint16_t delay[] = {
    0xB538,                 /* push {r3, r4, r5, lr} */
    0xF000, 0xF808,         /* bl HAL_GetTick */
    0x4605,                 /* mov r5, r0 */
    0x2464,                 /* movs r4, #100 */
    0xF000, 0xF804,         /* 1: bl HAL_GetTick */
    0x1B40,                 /* subs r0, r0, r5 */
    0x42A0,                 /* cmp r0, r4 */
    0xD3FA,                 /* bcc 1b */
    0xE7FE,                 /* b . */
    0x4B01, 0x6818, 0x4770, /* HAL_GetTick: ldr r3, =; ldr r0; bx lr */
};

/* An interrupt every millisecond changes what it reads. Returns the
 * instructions of it all. */
static uint64_t run_delay(void)
{
    static const uint16_t handler[] = {
        0x4802, 0x6801, 0x3101, 0x6001, /* ldr r0, data; ldr, adds, str r1 */
        0x4770, 0xBF00,                 /* bx lr */
    };
    struct chip *chip = &pair.plain;
    f4_chip(chip, "stm32f401re");
    load_code(chip, CODE, delay, sizeof delay / sizeof *delay);
    load_word(chip, CODE + 28, DATA);
    load_code(chip, HANDLER, handler, 6);
    load_word(chip, HANDLER + 12, DATA);
    load_word(chip, FLASH_BASE + 4 * EXCEPTION_SYSTICK, HANDLER | 1);
    load_word(chip, DATA, 0);
    wr(chip, SYSTICK + 4, 15999);
    wr(chip, SYSTICK + 8, 0);
    wr(chip, SYSTICK, 7);
    jump_to(chip, CODE);
    pair_begin(0);
    pair.decoder.skip.left_out = 0;
    uint64_t before = chip->cpu.instructions;
    pair_run_to(chip->cycle + 16000 * 102);
    return chip->cpu.instructions - before;
}

static void test_delay(void **state)
{
    (void)state;
    uint64_t count = run_delay();
    assert_int_equal(pair.plain.cpu.r[CPU_PC], CODE + 20);
    uint64_t executed = count - pair.decoder.skip.left_out;
    print_message("%u of %u instructions were executed\n", (unsigned)executed,
                  (unsigned)count);
    assert_true(executed < 102 * 80);
}

/* --- random loops --- */

static void put_wide(struct program *program, uint32_t code)
{
    put(program, (uint16_t)(code >> 16));
    put(program, (uint16_t)code);
}

static void put_load(struct program *program, uint64_t *seed)
{
    static const uint32_t words[] = {0xF8D00000, 0xF8D00000, 0xF8900000,
                                     0xF8B00000, 0xF9900000, 0xF9B00000};
    uint32_t t = 5 + random_below(seed, 2), n = random_below(seed, 5);
    uint32_t offset = 4 * random_below(seed, 11) + random_below(seed, 16) / 15;
    put_wide(program,
             words[random_below(seed, 6)] | n << 16 | t << 12 | offset);
}

static void put_store(struct program *program, uint64_t *seed, bool wild)
{
    static const uint32_t words[] = {0xF8C00000, 0xF8800000, 0xF8A00000};
    uint32_t t = 5 + random_below(seed, 2);
    uint32_t n = wild ? random_below(seed, 5) : 0;
    put_wide(program, words[random_below(seed, 3)] | n << 16 | t << 12 |
                          4 * random_below(seed, 11));
}

/* In pairs: what they do is undone. */
static void put_pair(struct program *program, uint64_t *seed)
{
    static const uint32_t pairs[][2] = {
        {0xE92D0060, 0xE8BD0060}, /* push, pop {r5, r6} */
        {0xED2D8A02, 0xECBD8A02}, /* vpush, vpop {s16, s17} */
        {0xF8505B04, 0xF1A00004}, /* ldr r5, [r0], #4; sub r0, #4 */
        {0xB672BF00, 0xB662BF00}, /* cpsid i, cpsie i */
        {0xF3878811, 0xF3868811}, /* msr basepri, r7; r6 */
        {0xE8505F00, 0xE8405600}, /* ldrex r5; strex r6, r5 */
    };
    unsigned i = random_below(seed, 6);
    put_wide(program, pairs[i][0]);
    if (random_below(seed, 2))
        put(program, 0x462E); /* mov r6, r5 */
    put_wide(program, pairs[i][1]);
}

static void put_computation(struct program *program, uint64_t *seed)
{
    static const uint32_t words[] = {
        0x2501BF00, 0x2600BF00, 0x2D00BF00, 0x2E02BF00, /* movs, cmp */
        0x4235BF00, 0x42B54075, 0x1C2EBF00, 0x0A2D00AD, /* tst, cmp, eors */
        0xF0150F01, 0xF0450502, 0xF3C50542, 0xFA85F506, /* tst, orr, ubfx */
        0xFB95F5F6, 0xFA85F586, 0xEE300A20, 0xED900A01, /* sdiv, qadd, vadd */
        0xEEF1FA10, 0xEEF50A40, 0xEE105A10, 0xF3EF8511, /* vmrs, vcmp, vmov */
        0xF3EF8605, 0xBF082D01, 0xBF143601, 0xF3BF8F4F, /* mrs, it, dsb */
    };
    unsigned i = random_below(seed, 24);
    put_wide(program, words[i]);
    if (words[i] == 0xBF143601) /* ite ne; adds, */
        put(program, 0x2601);   /* movs */
}

static void put_branch(struct program *program, uint64_t *seed)
{
    uint16_t over = (uint16_t)random_below(seed, 3);
    if (random_below(seed, 2))
        put(program, (uint16_t)(0xD000 | random_below(seed, 2) << 8 | over));
    else
        put(program, (uint16_t)(0xB105 | random_below(seed, 2) << 11 |
                                random_below(seed, 2) | over << 3));
}

static void put_random(struct program *program, uint64_t *seed, bool wild)
{
    switch (random_below(seed, 16)) {
    case 0:
    case 1: put(program, 0x600F); break; /* str r7, [r1] */
    case 2: put_store(program, seed, wild); break;
    case 3:
    case 4: put_pair(program, seed); break;
    case 5: /* a loop inside */ put_count(program, seed); break;
    case 6: put_branch(program, seed); break;
    case 7: put_call(program); break;
    case 8:
    case 9:
    case 10:
    case 11: put_computation(program, seed); break;
    default: put_load(program, seed); break;
    }
}

static void random_code(struct chip *chip, uint64_t *seed, uint32_t at)
{
    static const uint32_t blocks[] = {
        GPIOA, GPIOA, USART2,      USART2,     TIM2,       TIM2,
        DWT,   DMA1,  FLASH_ACR,   SYSTICK,    SYSTICK,    PWR_CR,
        EXTI,  IWDG,  BAND_RCC_CR, 0x40002800, 0x40007000, 0x22020000,
        DATA,  DATA,  0x40013800,  0x40012000, 0xE000ED20, 0xE000EF00};
    struct program program = random_loops(seed, put_random, 6);
    start_program(chip, seed, at, &program, blocks);
    if (random_below(seed, 2))
        chip->cpu.control |= 1 << 2; /* FPCA */
}

static void random_clocks(struct chip *chip, uint64_t *seed)
{
    static const uint32_t acr[] = {0, 1, 5, 0x705};
    f4_clocks(chip);
    wr(chip, FLASH_ACR, acr[random_below(seed, 4)]);
    wr(chip, RCC_CR, rd(chip, RCC_CR) | random_below(seed, 2) << 24);
    wr(chip, CPACR, random_below(seed, 4) ? 0xF << 20 : 0);
    wr(chip, DEMCR, random_below(seed, 2) << 24);
    wr(chip, DWT, random_below(seed, 2));
    run_cycles(chip, 10);
}

static void random_timers(struct chip *chip, uint64_t *seed)
{
    random_systick(chip, seed);
    random_tim2(chip, seed);
    if (random_below(seed, 2)) {
        wr(chip, IWDG, 0x5555);
        wr(chip, IWDG + 8, 1 + random_below(seed, 40));
        wr(chip, IWDG, 0xCCCC);
        run_us(chip, random_below(seed, 300));
        wr(chip, IWDG, KR_RELOAD);
    }
    if (random_below(seed, 4) == 0)
        wr(chip, WWDG, 0xC0 | random_below(seed, 4));
}

static void random_serial(struct chip *chip, uint64_t *seed)
{
    static const uint8_t bytes[] = {0x55, 0x00, 0xFF, 0x12, 0x34};
    if (random_below(seed, 2))
        return;
    pin_alternate(chip, GPIOA, 2, 7);
    pin_alternate(chip, GPIOA, 3, 7);
    wr(chip, USART2 + 8, 0x8B);
    wr(chip, USART2 + 12, 0x200C | (random_next(seed) & 0x20));
    serial_open(chip, USART_2, 115200);
    serial_send(chip, USART_2, bytes, 1 + random_below(seed, 5));
}

static void random_program(uint64_t *seed, unsigned i)
{
    static const char *const parts[] = {"stm32f401re", "stm32f411ce",
                                        "stm32f407vg"};
    uint32_t at = i % 2 ? CODE_SRAM : CODE;
    f4_chip(&pair.plain, parts[random_below(seed, 3)]);
    put_handler(&pair.plain, 0x6840); /* DR */
    random_clocks(&pair.plain, seed);
    random_timers(&pair.plain, seed);
    random_serial(&pair.plain, seed);
    random_code(&pair.plain, seed, at);
    random_watch(&pair.plain, seed, at);
    wr(&pair.plain, NVIC_ISER + 4, (uint32_t)random_next(seed));
}

static void test_random_loops(void **state)
{
    (void)state;
    run_programs(500 / TEST_STRIDE, random_program);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_waits),   cmocka_unit_test(test_ccm),
        cmocka_unit_test(test_watched), cmocka_unit_test(test_mpu),
        cmocka_unit_test(test_lazy),    cmocka_unit_test(test_masked),
        cmocka_unit_test(test_delay),   cmocka_unit_test(test_random_loops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
