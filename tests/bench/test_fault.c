/* SPDX-License-Identifier: MIT
 *
 * fault.h: what a fault was, from the frame and, on an ARMv7-M, from the status
 * registers, in words.
 */
#include "bench/exception_name.h"
#include "bench/fault.h"
#include "tests/chip/chip_fixture.h"

enum {
    CODE = 0x08000200,
    HANDLER = 0x08000280,
    CCR = 0xE000ED14,
    SHCSR = 0xE000ED24,
    MPU_CTRL = 0xE000ED94,
    MPU_RBAR = 0xE000ED9C,
    MPU_RASR = 0xE000EDA0,
    NOTHING = 0x60000000,
    UNALIGN_TRP = 1 << 3,
    DIV_0_TRP = 1 << 4
};

static struct chip chip;

/* Runs until a fault is taken. */
static struct fault run_to_fault(void)
{
    chip.watch.events = 1u << EVENT_EXCEPTION;
    for (unsigned i = 0; i < 20; i++) {
        chip_run(&chip, chip.cycle + 100);
        chip.events.count = 0;
        if (exception_is_fault(chip.cpu.ipsr))
            return fault_look(&chip);
    }
    fail_msg("no fault");
    return (struct fault){0};
}

static void expect_words(const char *name, const char *exception,
                         const char *words)
{
    char text[FAULT_TEXT];
    struct fault fault = run_to_fault();
    fault_describe(&fault, text);
    if (strcmp(text, words) != 0 ||
        strcmp(exception_name(&chip, fault.exception), exception) != 0)
        fail_msg("%s: %s, %s; want %s, %s", name,
                 exception_name(&chip, fault.exception), text, exception,
                 words);
}

/* --- ARMv6-M --- */

static void a_cortex_m0_has_no_status(void **state)
{
    static const uint16_t code[] = {0x6801}; /* ldr r1, [r0] */
    (void)state;
    fixture_chip(&chip);
    load_code(&chip, CODE, code, 1);
    jump_to(&chip, CODE);
    chip.cpu.r[0] = NOTHING;
    expect_words("ldr", "HardFault", "read of 0x60000000");
}

/* --- ARMv7-M --- */

static const struct {
    const char *name;
    uint16_t code[4];
    uint32_t r0, ccr, shcsr;
    const char *exception, *words;
} cases[] = {
    {"ldr",
     {0x6801},
     NOTHING,
     0,
     0,
     "HardFault",
     "read of 0x60000000 (CFSR 0x00008200: PRECISERR, BFARVALID)"},
    {"ldr, enabled",
     {0x6801},
     NOTHING,
     0,
     1 << 17,
     "BusFault",
     "read of 0x60000000 (CFSR 0x00008200: PRECISERR, BFARVALID)"},
    {"str.w r2, [r0, #8]",
     {0xF8C0, 0x2008},
     NOTHING,
     0,
     0,
     "HardFault",
     "write to 0x60000008 (CFSR 0x00000400: IMPRECISERR)"},
    {"ldrd, of which the second word is not there",
     {0xE9D0, 0x1200},
     0x20017FFC,
     0,
     0,
     "HardFault",
     "read of 0x20018000 (CFSR 0x00008200: PRECISERR, BFARVALID)"},
    {"udiv r1, r1, r2",
     {0xFBB1, 0xF1F2},
     0,
     DIV_0_TRP,
     1 << 18,
     "UsageFault",
     "division by 0, which CCR.DIV_0_TRP traps (CFSR 0x02000000: DIVBYZERO)"},
    {"ldm r0!, {r1, r2}",
     {0xC806},
     0x20000002,
     0,
     0,
     "HardFault",
     "read of 0x20000002, which is not aligned (CFSR 0x01000000: UNALIGNED)"},
    {"strh.w r1, [r0, #1]",
     {0xF8A0, 0x1001},
     0x20000000,
     UNALIGN_TRP,
     0,
     "HardFault",
     "write to 0x20000001, which is not aligned (CFSR 0x01000000: UNALIGNED)"},
    {"vadd.f32 s0, s0, s0",
     {0xEE30, 0x0A00},
     0,
     0,
     0,
     "HardFault",
     "an instruction of the FPU or of a coprocessor at 0x08000200: it is off "
     "(CPACR), or not there (CFSR 0x00080000: NOCP)"},
    {"udf",
     {0xDE00},
     0,
     0,
     0,
     "HardFault",
     "the instruction at 0x08000200 is undefined (CFSR 0x00010000: "
     "UNDEFINSTR)"},
    {"bx r0 to an even address",
     {0x4700},
     CODE,
     0,
     0,
     "HardFault",
     "branch to the even address 0x08000200 (CFSR 0x00020000: INVSTATE)"},
    {"bx r0 to peripherals",
     {0x4700},
     0x40000001,
     0,
     1 << 16,
     "MemManage",
     "branch to 0x40000000, where nothing may be executed (CFSR 0x00000001: "
     "IACCVIOL)"},
    {"bx r0 to nowhere",
     {0x4700},
     0x1FFE0001,
     0,
     0,
     "HardFault",
     "branch to 0x1FFE0000, where nothing is (CFSR 0x00000100: IBUSERR)"},
    {"bkpt",
     {0xBE00},
     0,
     0,
     0,
     "HardFault",
     "BKPT at 0x08000200 without a debugger (HFSR 0x80000000)"},
    {"mov sp, r0; udf",
     {0x4685, 0xDE00},
     NOTHING + 0x100,
     0,
     1 << 18,
     "HardFault",
     "the stack pointer is where the bus has no RAM (CFSR 0x00011000: STKERR, "
     "UNDEFINSTR)"},
    {"svc, whose handler returns by 0xFFFFFFF3",
     {0xDF00},
     0,
     0,
     0,
     "HardFault",
     "a return from an exception by 0xFFFFFFF3 (CFSR 0x00040000: INVPC)"},
};

static void each_bit_has_words(void **state)
{
    static const uint16_t handler[] = {0xF06F, 0x000C, 0x4700}; /* mvn, bx */
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture_part(&chip, "stm32f401re");
        load_code(&chip, HANDLER, handler, 3);
        load_word(&chip, FLASH_BASE + 4 * EXCEPTION_SVC, HANDLER | 1);
        load_code(&chip, CODE, cases[i].code, 4);
        wr(&chip, CCR, 0x200 | cases[i].ccr);
        wr(&chip, SHCSR, cases[i].shcsr);
        jump_to(&chip, CODE);
        chip.cpu.r[0] = cases[i].r0;
        chip.cpu.r[1] = 7;
        chip.cpu.r[2] = 0;
        expect_words(cases[i].name, cases[i].exception, cases[i].words);
    }
}

/* Region 7 over all of RAM's second KB, without any right. */
static void the_mpu_names_the_address(void **state)
{
    static const uint16_t code[] = {0x6801};
    (void)state;
    fixture_part(&chip, "stm32f401re");
    load_code(&chip, CODE, code, 1);
    wr(&chip, MPU_RBAR, 0x20000400 | 1 << 4 | 7);
    wr(&chip, MPU_RASR, 9 << 1 | 1);
    wr(&chip, MPU_CTRL, 5);
    jump_to(&chip, CODE);
    chip.cpu.r[0] = 0x20000404;
    expect_words("ldr", "HardFault",
                 "read of 0x20000404, which the MPU forbids (CFSR 0x00000082: "
                 "DACCVIOL, MMARVALID)");
}

/* The frame has the next instruction; the store is what is named. */
static void a_buffered_store_is_found(void **state)
{
    static const uint16_t code[] = {0xBF00, 0x6001, 0xBF00};
    (void)state;
    fixture_part(&chip, "stm32f401re");
    load_code(&chip, CODE, code, 3);
    jump_to(&chip, CODE);
    chip.cpu.r[0] = NOTHING;
    struct fault fault = run_to_fault();
    assert_true(fault.known && fault.access && fault.store);
    assert_int_equal(fault.pc, CODE + 2);
    assert_int_equal(fault.address, NOTHING);
}

/* Registers of the FPU are a part of the frame: SP was above them. */
static void a_frame_of_the_fpu_is_larger(void **state)
{
    static const uint16_t code[] = {0xEE30, 0x0A00,
                                    0x9920}; /* ldr [sp, #128] */
    (void)state;
    fixture_part(&chip, "stm32f401re");
    wr(&chip, 0xE000ED88, 0xF << 20);
    load_code(&chip, CODE, code, 3);
    jump_to(&chip, CODE);
    chip.cpu.r[CPU_SP] = 0x20017FF0;
    struct fault fault = run_to_fault();
    assert_int_equal(fault.address, 0x20018070);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cortex_m0_has_no_status),
        cmocka_unit_test(each_bit_has_words),
        cmocka_unit_test(the_mpu_names_the_address),
        cmocka_unit_test(a_buffered_store_is_found),
        cmocka_unit_test(a_frame_of_the_fpu_is_larger),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
