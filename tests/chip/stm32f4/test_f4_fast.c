/* SPDX-License-Identifier: MIT
 *
 * The fast loop of the Cortex-M4 beside the plain one on an STM32F4: the demo
 * application, with its clocks, interrupts and wait states, in random slices
 * of time. FAST_SEED=n repeats a run.
 */
#include "bench/image.h"
#include "bench/image_file.h"
#include "chip/stm32f4/part.h"
#include "tests/chip/core/fast_pair.h"

enum {
    CYCLES = 6000000 / TEST_STRIDE,
    SLICE = 3000,
    MANY = 20000,
    FLASH_BYTES = 64 * 1024
};

static void load(const char *part_name, const char *image_name)
{
    static uint8_t code[FLASH_BYTES];
    char path[1024], error[IMAGE_ERROR_SIZE];
    struct image image;
    struct part part;
    snprintf(path, sizeof path, "%s/%s.elf", BOOT0_IMAGE_DIR, image_name);
    if (!image_load(path, &image, error))
        fail_msg("%s", error);
    image_read(&image, FLASH_BASE, code, sizeof code);
    image_free(&image);
    assert_true(part_find(part_name, &part));
    chip_init(&pair.plain, &part);
    assert_true(chip_poke(&pair.plain, FLASH_BASE, code, sizeof code));
    chip_power_on(&pair.plain);
}

static void test_demo(void **state)
{
    (void)state;
    uint64_t seed = pair_seed();
    load("stm32f411ce", "blackpill-f411ce");
    pair_begin(seed);
    pair_run(&seed, CYCLES, SLICE);
    print_message("%" PRIu64 " instructions\n", pair.plain.cpu.instructions);
    assert_true(pair.plain.cpu.instructions > MANY);
}

/* The same with data watched: each access goes through the plain loop. */
static void test_watched(void **state)
{
    (void)state;
    uint64_t seed = pair_seed();
    load("stm32f411ce", "blackpill-f411ce");
    assert_true(watchpoint_set(&pair.plain, SRAM_BASE, 1024, 0));
    pair_begin(seed);
    pair_run(&seed, CYCLES / 10, SLICE);
    assert_non_null(watchpoint_last(&pair.plain, SRAM_BASE));
}

/* --- what blocks seldom meet --- */

enum { FLASH_WORDS = 0x08000000, CCM = 0x10000000, SELDOM = 0x08000200 };

/* Thumb state again for what branched to an even address. */
static const uint16_t mend_state[] = {
    0x9807,         /* LDR R0, [SP, #28] */
    0xF040, 0x7080, /* ORR R0, #1 << 24 */
    0x9007,         /* STR R0, [SP, #28] */
    0xB500,         /* PUSH {LR} */
    0xBD00,         /* POP {PC} */
};

/* Lists and doubles that are not in SRAM, tables of branches in flash and in a
 * peripheral, loads of SP, branches to even addresses. R4 counts 0, 1, 2. */
static const uint16_t seldom[] = {
    0xF04F, 0x6000,    /* MOV R0, #FLASH_WORDS */
    0xF240, 0x0620,    /* MOVW R6, #0x0020 */
    0xF2C4, 0x0602,    /* MOVT R6, #0x4002: GPIOA_AFRL */
    0xF04F, 0x5780,    /* MOV R7, #CCM */
    0xF241, 0x0500,    /* MOVW R5, #0x1000 */
    0xF2C2, 0x0500,    /* MOVT R5, #0x2000 */
    0x2400,            /* MOVS R4, #0 */
    0xE890, 0x0006,    /* loop: LDMIA R0, {R1, R2} */
    0xE887, 0x0006,    /* STMIA R7, {R1, R2} */
    0xA304,            /* ADR R3, 1f */
    0x3301,            /* ADDS R3, #1 */
    0xF107, 0x0C20,    /* ADD R12, R7, #32 */
    0xE88C, 0x000C,    /* STMIA R12, {R2, R3} */
    0xE89C, 0x8004,    /* LDMIA R12, {R2, PC} */
    0xBF00,            /* NOP */
    0xA302,            /* 1: ADR R3, 2f */
    0xE885, 0x000C,    /* STMIA R5, {R2, R3} */
    0xE895, 0x8004,    /* LDMIA R5, {R2, PC}: an even address */
    0xBF00,            /* NOP */
    0xA300,            /* 2: ADR R3, 3f */
    0x4798,            /* BLX R3: likewise */
    0xA300,            /* 3: ADR R3, 4f */
    0x469F,            /* MOV PC, R3 */
    0xE8DF, 0xF014,    /* 4: TBH [PC, R4, LSL #1] */
    3,      4,      5, /* to one of the three behind */
    0x3101,            /* ADDS R1, #1 */
    0x3101,            /* ADDS R1, #1 */
    0x3101,            /* ADDS R1, #1 */
    0xF240, 0x1300,    /* MOVW R3, #0x0100 */
    0xF2C0, 0x0302,    /* MOVT R3, #0x0002 */
    0x6033,            /* STR R3, [R6] */
    0xE8D6, 0xF004,    /* TBB [R6, R4] */
    0x3110,            /* ADDS R1, #16 */
    0x3110,            /* ADDS R1, #16 */
    0xF8C5, 0xD010,    /* STR SP, [R5, #16] */
    0xF8D5, 0xD010,    /* LDR SP, [R5, #16] */
    0xED90, 0x0B00,    /* VLDR D0, [R0] */
    0xED87, 0x0B02,    /* VSTR D0, [R7, #8] */
    0xEB07, 0x0984,    /* ADD R9, R7, R4, LSL #2 */
    0xF8C9, 0x1010,    /* STR R1, [R9, #16] */
    0xF8D7, 0x801C,    /* LDR R8, [R7, #28] */
    0xF108, 0x0801,    /* ADD R8, #1 */
    0xF8C7, 0x801C,    /* STR R8, [R7, #28] */
    0x3401,            /* ADDS R4, #1 */
    0x2C03,            /* CMP R4, #3 */
    0xBF08,            /* IT EQ */
    0x2400,            /* MOVEQ R4, #0 */
    0xE7C0,            /* B loop */
};

static void begin_seldom(void)
{
    struct part part;
    assert_true(part_find("stm32f407vg", &part));
    chip_init(&pair.plain, &part);
    fixture_program(&pair.plain);
    load_code(&pair.plain, FIXTURE_FAULT, mend_state,
              sizeof mend_state / sizeof *mend_state);
    load_code(&pair.plain, SELDOM, seldom, sizeof seldom / sizeof *seldom);
    chip_power_on(&pair.plain);
    assert_int_equal(run_cycles(&pair.plain, 1), STOP_BUDGET);
    wr(&pair.plain, 0x40023830, 1 | 1 << 20); /* GPIOA, CCM */
    wr(&pair.plain, 0xE000ED88, 0xF << 20);
    wr(&pair.plain, CCM + 28, 0);
    run_cycles(&pair.plain, 10);
    jump_to(&pair.plain, SELDOM);
}

static void test_seldom(void **state)
{
    static const uint32_t added[] = {3 + 32, 2 + 16, 1};
    enum { TURNS = 500 };
    (void)state;
    uint64_t seed = pair_seed();
    begin_seldom();
    pair_begin(seed);
    pair_run(&seed, CYCLES / 20, SLICE);
    assert_true(rd(&pair.plain, CCM + 28) > TURNS);
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(rd(&pair.plain, CCM + 16 + 4 * i),
                         FIXTURE_STACK + added[i]);
    assert_int_equal(rd(&pair.plain, CCM + 8), FIXTURE_STACK);
    assert_int_equal(rd(&pair.plain, CCM + 12), FIXTURE_IDLE | 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_demo),
        cmocka_unit_test(test_watched),
        cmocka_unit_test(test_seldom),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
