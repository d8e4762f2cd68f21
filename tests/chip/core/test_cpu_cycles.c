/* SPDX-License-Identifier: MIT
 *
 * Cycles of the instructions: DDI0484 table 3-1, IOPORT in one cycle, and the
 * wait states of flash at LATENCY=1.
 */
#include "tests/chip/chip_fixture.h"

static struct chip chip;

enum { CODE = 0x08000200, DATA = 0x20000100, GPIOA_ODR = 0x50000014 };

struct cycle_case {
    const char *text;
    uint16_t code[2];
    uint32_t r0, r1; /* before; r2 = 0, SP = 0x20001000 */
    unsigned cycles;
};

static const struct cycle_case cases[] = {
    {"movs r0, #1", {0x2001}, 0, 0, 1},
    {"lsls r0, r1", {0x4088}, 1, 31, 1},
    {"adds r0, r0, r1", {0x1840}, 0, 0, 1},
    {"muls r0, r1, r0", {0x4348}, 0xFFFFFFFF, 0xFFFFFFFF, 1},
    {"cmp r0, r1", {0x4288}, 0, 0, 1},
    {"mov r8, r0", {0x4680}, 0, 0, 1},
    {"uxtb r0, r1", {0xB2C8}, 0, 0, 1},
    {"rev r0, r1", {0xBA08}, 0, 0, 1},
    {"add sp, #8", {0xB002}, 0, 0, 1},
    {"adr r0, .", {0xA000}, 0, 0, 1},
    {"nop", {0xBF00}, 0, 0, 1},
    {"yield", {0xBF10}, 0, 0, 1},
    {"sev", {0xBF40}, 0, 0, 1},
    {"cpsid i", {0xB672}, 0, 0, 1},
    {"beq . + 4, not taken", {0xD000}, 0, 0, 1},
    {"bne . + 4, taken", {0xD100}, 0, 0, 2},
    {"b . + 4", {0xE000}, 0, 0, 2},
    {"bx r0", {0x4700}, CODE + 0x41, 0, 2},
    {"blx r0", {0x4780}, CODE + 0x41, 0, 2},
    {"mov pc, r0", {0x4687}, CODE + 0x41, 0, 2},
    {"add pc, r2", {0x4497}, 0, 0, 2},
    {"bl . + 4", {0xF000, 0xF800}, 0, 0, 3},
    {"mrs r0, apsr", {0xF3EF, 0x8000}, 0, 0, 3},
    {"msr apsr_nzcvq, r0", {0xF380, 0x8800}, 0, 0, 3},
    {"dsb sy", {0xF3BF, 0x8F4F}, 0, 0, 3},
    {"dmb sy", {0xF3BF, 0x8F5F}, 0, 0, 3},
    {"isb sy", {0xF3BF, 0x8F6F}, 0, 0, 3},
    {"ldr r0, [r1]", {0x6808}, 0, DATA, 2},
    {"ldr r0, [r1] from flash", {0x6808}, 0, CODE, 2},
    {"ldrb r0, [r1]", {0x7808}, 0, DATA, 2},
    {"ldrsh r0, [r1, r2]", {0x5E88}, 0, DATA, 2},
    {"ldr r0, [pc]", {0x4800}, 0, 0, 2},
    {"ldr r0, [sp]", {0x9800}, 0, 0, 2},
    {"str r0, [r1]", {0x6008}, 0, DATA, 2},
    {"strh r0, [r1]", {0x8008}, 0, DATA, 2},
    {"str r0, [sp]", {0x9000}, 0, 0, 2},
    {"ldr r0, [r1] from IOPORT", {0x6808}, 0, GPIOA_ODR, 1},
    {"str r0, [r1] to IOPORT", {0x6008}, 0, GPIOA_ODR, 1},
    {"strb r0, [r1] to IOPORT", {0x7008}, 0, GPIOA_ODR, 1},
    {"ldrsb r0, [r1, r2] from IOPORT", {0x5688}, 0, GPIOA_ODR, 1},
    {"ldr r0, [r1] from the PPB", {0x6808}, 0, 0xE000ED00, 2},
    {"ldmia r1!, {r0}", {0xC901}, 0, DATA, 2},
    {"ldmia r1!, {r0, r2-r7}", {0xC9FD}, 0, DATA, 8},
    {"stmia r1!, {r0, r2}", {0xC105}, 0, DATA, 3},
    {"push {r0}", {0xB401}, 0, 0, 2},
    {"push {r0-r7, lr}", {0xB5FF}, 0, 0, 10},
    {"pop {r0-r7}", {0xBCFF}, 0, 0, 9},
    {"pop {pc}", {0xBD00}, 0, 0, 3},
    {"pop {r4-r7, pc}", {0xBDF0}, 0, 0, 7},
};

static void place(const uint16_t *code, size_t count)
{
    load_code(&chip, CODE, code, count);
    jump_to(&chip, CODE);
    chip.cpu.r[CPU_SP] = 0x20001000;
}

static void test_cycles(void **state)
{
    (void)state;
    static const uint32_t iopenr = 0x4002102C;
    unsigned wrong = 0;
    fixture_chip(&chip);
    wr(&chip, iopenr, 1);
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct cycle_case *c = &cases[i];
        place(c->code, 2);
        chip.cpu.r[0] = c->r0;
        chip.cpu.r[1] = c->r1;
        chip.cpu.r[2] = 0;
        chip.cpu.z = false;
        uint64_t start = chip.cycle, count = chip.cpu.instructions;
        chip_run(&chip, start + 1);
        unsigned got = (unsigned)(chip.cycle - start);
        if (chip.cpu.instructions != count + 1 || got != c->cycles) {
            print_error("%s: %u cycles, want %u\n", c->text, got, c->cycles);
            wrong++;
        }
        chip.cpu.primask = false;
    }
    assert_int_equal(wrong, 0);
}

/* WFI and WFE take two cycles when there is nothing to wait for. */
static void test_wait_cycles(void **state)
{
    (void)state;
    static const uint16_t code[] = {0xBF40, 0xBF20, 0xBF30}; /* SEV WFE WFI */
    fixture_chip(&chip);
    place(code, 3);
    chip.cpu.primask = true;
    nvic_pend(&chip, EXCEPTION_PENDSV);
    uint64_t start = chip.cycle;
    chip_run(&chip, start + 1 + 2 + 2);
    assert_int_equal(chip.cycle - start, 5);
    assert_int_equal(chip.cpu.r[CPU_PC], CODE + 6);
}

/* --- wait states --- */

enum {
    FLASH_ACR = 0x40022000,
    ACR_LATENCY = 1,
    ACR_PRFTEN = 2,
    DEPTH = 16 /* NOPs */
};

/* Cycles until the core has left `count` instructions behind. */
static uint64_t time_of(unsigned count)
{
    uint64_t start = chip.cycle;
    uint64_t end = chip.cpu.instructions + count;
    while (chip.cpu.instructions < end)
        chip_run(&chip, chip.cycle + 1);
    return chip.cycle - start;
}

static void place_nops(uint32_t acr)
{
    uint16_t code[DEPTH + 1];
    for (unsigned i = 0; i < DEPTH; i++)
        code[i] = 0xBF00;
    code[DEPTH] = 0xE7EE; /* b CODE */
    fixture_chip(&chip);
    wr(&chip, FLASH_ACR, acr);
    assert_int_equal(rd(&chip, FLASH_ACR), acr);
    place(code, DEPTH + 1);
    cpu_branch(&chip.cpu, CODE);
}

static void test_no_wait_states(void **state)
{
    (void)state;
    place_nops(0);
    assert_int_equal(time_of(DEPTH + 1), DEPTH + 2);
    place_nops(ACR_PRFTEN);
    assert_int_equal(time_of(DEPTH + 1), DEPTH + 2);
}

/* Every word waits: two NOPs take three cycles, and the branch two and one. */
static void test_wait_states(void **state)
{
    (void)state;
    place_nops(ACR_LATENCY);
    assert_int_equal(time_of(DEPTH), DEPTH + DEPTH / 2);
    assert_int_equal(time_of(1), 2 + 1);
    assert_int_equal(time_of(DEPTH + 1), DEPTH + DEPTH / 2 + 3);
}

/* Prefetch hides the words in sequence: only the branch target waits. */
static void test_prefetch(void **state)
{
    (void)state;
    place_nops(ACR_LATENCY | ACR_PRFTEN);
    assert_int_equal(time_of(DEPTH), DEPTH + 1);
    assert_int_equal(time_of(1), 2);
    assert_int_equal(time_of(DEPTH + 1), DEPTH + 1 + 2);
}

/* SRAM has no wait states. */
static void test_sram_code(void **state)
{
    (void)state;
    static const uint16_t code[] = {0xBF00, 0xBF00, 0xBF00, 0xBF00};
    fixture_chip(&chip);
    wr(&chip, FLASH_ACR, ACR_LATENCY);
    load_code(&chip, DATA, code, 4);
    jump_to(&chip, DATA);
    assert_int_equal(time_of(4), 4);
}

/* A data read of flash waits as well, one of SRAM does not. */
static void test_data_wait(void **state)
{
    (void)state;
    static const uint16_t code[] = {0x6808, 0x6808}; /* ldr r0, [r1] */
    fixture_chip(&chip);
    wr(&chip, FLASH_ACR, ACR_LATENCY);
    load_code(&chip, DATA, code, 2);
    jump_to(&chip, DATA);
    chip.cpu.r[1] = CODE;
    assert_int_equal(time_of(1), 3);
    chip.cpu.r[1] = DATA;
    assert_int_equal(time_of(1), 2);
}

/* A 32-bit instruction across two words waits for both. */
static void test_wide_wait(void **state)
{
    (void)state;
    static const uint16_t code[] = {0xBF00, 0xF3BF, 0x8F4F, 0xBF00};
    place_nops(ACR_LATENCY);
    load_code(&chip, CODE, code, 4); /* nop; dsb sy; nop */
    assert_int_equal(time_of(1), 2);
    assert_int_equal(time_of(1), 3 + 1);
    assert_int_equal(time_of(1), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cycles),
        cmocka_unit_test(test_wait_cycles),
        cmocka_unit_test(test_no_wait_states),
        cmocka_unit_test(test_wait_states),
        cmocka_unit_test(test_prefetch),
        cmocka_unit_test(test_sram_code),
        cmocka_unit_test(test_data_wait),
        cmocka_unit_test(test_wide_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
