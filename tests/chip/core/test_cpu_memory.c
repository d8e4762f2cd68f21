/* SPDX-License-Identifier: MIT
 *
 * ARMv6-M loads and stores: all addressing modes, sizes, signs, multiples,
 * and the faults that must leave the registers as they were. DDI0419 A6.
 */
#include "tests/chip/core/cpu_target.h"

/* Byte k of the data area holds k; word i is CASE_WORD(i). */
enum { D = CASE_DATA, NOWHERE = 0x30000000, SRAM_END = 0x20005000 };

static const struct step_case loads[] = {
    OP("ldr r0, [r1, #0]", 0x6808, .flags = "NZCV", .in = {R(1, D)},
       .out = {R(0, 0x03020100)}),
    OP("ldr r0, [r1, #124]", 0x6FC8, .in = {R(1, D)},
       .out = {R(0, 0x7F7E7D7C)}),
    OP("ldr r1, [r1, #4]", 0x6849, .in = {R(1, D + 8)},
       .out = {R(1, 0x0F0E0D0C)}),
    OP("ldr r0, [r1, r2]", 0x5888, .in = {R(1, D + 16), R(2, 0xFFFFFFF8)},
       .out = {R(0, 0x0B0A0908)}),
    OP("ldr r0, [sp, #1020]", 0x98FF, .in = {R(SP, D - 1020 + 12)},
       .out = {R(0, 0x0F0E0D0C)}),
    OP("ldr r7, [sp, #0]", 0x9F00, .in = {R(SP, D)}, .out = {R(7, 0x03020100)}),
    OP("ldrh r0, [r1, #0]", 0x8808, .in = {R(1, D + 2)}, .out = {R(0, 0x0302)}),
    OP("ldrh r0, [r1, #62]", 0x8FC8, .in = {R(1, D + 0xC0)},
       .out = {R(0, 0xFFFE)}),
    OP("ldrh r0, [r1, r2]", 0x5A88, .in = {R(1, D), R(2, 0x86)},
       .out = {R(0, 0x8786)}),
    OP("ldrb r0, [r1, #0]", 0x7808, .in = {R(1, D + 0x81)},
       .out = {R(0, 0x81)}),
    OP("ldrb r0, [r1, #31]", 0x7FC8, .in = {R(1, D)}, .out = {R(0, 31)}),
    OP("ldrb r0, [r1, r2]", 0x5C88, .in = {R(1, D), R(2, 0xFF)},
       .out = {R(0, 0xFF)}),
    OP("ldrsh r0, [r1, r2]", 0x5E88, .flags = "NZCV",
       .in = {R(1, D), R(2, 0x80)}, .out = {R(0, 0xFFFF8180)}),
    OP("ldrsh r0, [r1, r2]", 0x5E88, .in = {R(1, D), R(2, 0x7E)},
       .out = {R(0, 0x7F7E)}),
    OP("ldrsb r0, [r1, r2]", 0x5688, .in = {R(1, D), R(2, 0x80)},
       .out = {R(0, 0xFFFFFF80)}),
    OP("ldrsb r0, [r1, r2]", 0x5688, .in = {R(1, D), R(2, 0x7F)},
       .out = {R(0, 0x7F)}),
    OP("ldrsb r0, [r0, r0]", 0x5600, .in = {R(0, 0x10000081)},
       .data = {M(D, 0x03FF0100)}, .out = {R(0, 0xFFFFFFFF)}),
};

static const struct step_case stores[] = {
    OP("str r0, [r1, #0]", 0x6008, .flags = "NZCV",
       .in = {R(0, 0xAABBCCDD), R(1, D)}, .data_out = {M(D, 0xAABBCCDD)}),
    OP("str r0, [r1, #124]", 0x67C8, .in = {R(0, 1), R(1, D)},
       .data_out = {M(D + 124, 1)}),
    OP("str r0, [r1, r2]", 0x5088,
       .in = {R(0, 1), R(1, D + 8), R(2, 0xFFFFFFFC)},
       .data_out = {M(D + 4, 1)}),
    OP("str r3, [sp, #4]", 0x9301, .in = {R(3, 7), R(SP, D)},
       .data_out = {M(D + 4, 7)}),
    OP("str r3, [sp, #1020]", 0x93FF, .in = {R(3, 7), R(SP, D - 1000)},
       .data_out = {M(D + 20, 7)}),
    OP("strh r0, [r1, #0]", 0x8008, .in = {R(0, 0xAABBCCDD), R(1, D)},
       .data_out = {M(D, 0x0302CCDD)}),
    OP("strh r0, [r1, #62]", 0x87C8, .in = {R(0, 0xAABBCCDD), R(1, D)},
       .data_out = {M(D + 60, 0xCCDD3D3C)}),
    OP("strh r0, [r1, r2]", 0x5288, .in = {R(0, 0xCCDD), R(1, D), R(2, 2)},
       .data_out = {M(D, 0xCCDD0100)}),
    OP("strb r0, [r1, #0]", 0x7008, .in = {R(0, 0xAABBCCDD), R(1, D)},
       .data_out = {M(D, 0x030201DD)}),
    OP("strb r0, [r1, #31]", 0x77C8, .in = {R(0, 0xEE), R(1, D)},
       .data_out = {M(D + 28, 0xEE1E1D1C)}),
    OP("strb r0, [r1, r2]", 0x5488, .in = {R(0, 0xEE), R(1, D), R(2, 5)},
       .data_out = {M(D + 4, 0x0706EE04)}),
    OP("str r1, [r1, #0]", 0x6009, .in = {R(1, D + 4)},
       .data_out = {M(D + 4, D + 4)}),
};

static const struct step_case multiples[] = {
    OP("ldmia r0!, {r1}", 0xC802, .in = {R(0, D)},
       .out = {R(0, D + 4), R(1, 0x03020100)}),
    OP("ldmia r0!, {r1, r3, r7}", 0xC88A, .flags = "NZCV", .in = {R(0, D)},
       .out = {R(0, D + 12), R(1, CASE_WORD(0)), R(3, CASE_WORD(1)),
               R(7, CASE_WORD(2))}),
    OP("ldmia r7!, {r0-r6}", 0xCF7F, .in = {R(7, D + 4)},
       .out = {R(0, CASE_WORD(1)), R(1, CASE_WORD(2)), R(2, CASE_WORD(3)),
               R(3, CASE_WORD(4)), R(4, CASE_WORD(5)), R(5, CASE_WORD(6)),
               R(6, CASE_WORD(7)), R(7, D + 32)}),
    OP("ldmia r0, {r0, r1}", 0xC803, .in = {R(0, D)},
       .out = {R(0, CASE_WORD(0)), R(1, CASE_WORD(1))}),
    OP("ldmia r3, {r1, r3, r5}", 0xCB2A, .in = {R(3, D)},
       .out = {R(1, CASE_WORD(0)), R(3, CASE_WORD(1)), R(5, CASE_WORD(2))}),
    OP("stmia r0!, {r1}", 0xC002, .in = {R(0, D), R(1, 1)},
       .out = {R(0, D + 4)}, .data_out = {M(D, 1)}),
    OP("stmia r0!, {r1, r4, r7}", 0xC092, .flags = "NZCV",
       .in = {R(0, D + 8), R(1, 1), R(4, 4), R(7, 7)}, .out = {R(0, D + 20)},
       .data_out = {M(D + 8, 1), M(D + 12, 4), M(D + 16, 7)}),
    OP("stmia r0!, {r0, r1} @ base lowest", 0xC003, .in = {R(0, D), R(1, 1)},
       .out = {R(0, D + 8)}, .data_out = {M(D, D), M(D + 4, 1)}),
    OP("push {r0}", 0xB401, .in = {R(SP, D + 4), R(0, 9)}, .out = {R(SP, D)},
       .data_out = {M(D, 9)}),
    OP("push {lr}", 0xB500, .in = {R(SP, D + 4)}, .out = {R(SP, D)},
       .data_out = {M(D, CASE_LR)}),
    OP("push {r1, r7, lr}", 0xB582, .flags = "NZCV",
       .in = {R(SP, D + 16), R(1, 1), R(7, 7)}, .out = {R(SP, D + 4)},
       .data_out = {M(D + 4, 1), M(D + 8, 7), M(D + 12, CASE_LR)}),
    OP("pop {r0}", 0xBC01, .in = {R(SP, D)},
       .out = {R(SP, D + 4), R(0, CASE_WORD(0))}),
    OP("pop {r0-r7}", 0xBCFF, .in = {R(SP, D)},
       .out = {R(SP, D + 32), R(0, CASE_WORD(0)), R(1, CASE_WORD(1)),
               R(2, CASE_WORD(2)), R(3, CASE_WORD(3)), R(4, CASE_WORD(4)),
               R(5, CASE_WORD(5)), R(6, CASE_WORD(6)), R(7, CASE_WORD(7))}),
    OP("pop {pc}", 0xBD00, .in = {R(SP, D)}, .data = {M(D, 0x20001235)},
       .out = {R(SP, D + 4), R(PC, 0x20001234)}),
    OP("pop {r4, pc} @ T becomes 0", 0xBD10, .in = {R(SP, D)},
       .data = {M(D, 4), M(D + 4, 0x20001234)},
       .out = {R(4, 4), R(SP, D + 8), R(PC, 0x20001234)}, .t_clear = true),
    OP("pop {pc} @ no return in Thread mode", 0xBD00, .in = {R(SP, D)},
       .data = {M(D, 0xFFFFFFF9)}, .out = {R(SP, D + 4), R(PC, 0xFFFFFFF8)}),
};

/* A misaligned access faults and changes nothing. */
static const struct step_case misaligned[] = {
    OP("ldr r0, [r1, #0]", 0x6808, .in = {R(1, D + 1)}, .faults = true),
    OP("ldr r0, [r1, #0]", 0x6808, .in = {R(1, D + 2)}, .faults = true),
    OP("ldr r0, [r1, #4]", 0x6848, .in = {R(1, D + 3)}, .faults = true),
    OP("ldr r0, [r1, r2]", 0x5888, .in = {R(1, D), R(2, 2)}, .faults = true),
    OP("ldrh r0, [r1, #2]", 0x8848, .in = {R(1, D + 1)}, .faults = true),
    OP("ldrh r0, [r1, r2]", 0x5A88, .in = {R(1, D), R(2, 1)}, .faults = true),
    OP("ldrsh r0, [r1, r2]", 0x5E88, .in = {R(1, D), R(2, 3)}, .faults = true),
    OP("str r0, [r1, #0]", 0x6008, .in = {R(1, D + 2)}, .faults = true),
    OP("str r0, [r1, r2]", 0x5088, .in = {R(1, D), R(2, 1)}, .faults = true),
    OP("strh r0, [r1, #0]", 0x8008, .in = {R(1, D + 1)}, .faults = true),
    OP("strh r0, [r1, r2]", 0x5288, .in = {R(1, D), R(2, 1)}, .faults = true),
    OP("ldmia r1!, {r2, r3}", 0xC90C, .in = {R(1, D + 2)}, .faults = true),
    OP("stmia r1!, {r2, r3}", 0xC10C, .in = {R(1, D + 1)}, .faults = true),
};

/* A bus error in the middle of a multiple leaves base and registers. */
static const struct step_case bus_errors[] = {
    OP("ldr r0, [r1, #0]", 0x6808, .in = {R(1, NOWHERE)}, .faults = true),
    OP("ldr r1, [r1, #0]", 0x6809, .in = {R(1, SRAM_END)}, .faults = true),
    OP("ldrh r0, [r1, #0]", 0x8808, .in = {R(1, NOWHERE)}, .faults = true),
    OP("ldrb r0, [r1, #0]", 0x7808, .in = {R(1, SRAM_END)}, .faults = true),
    OP("ldrsb r0, [r1, r2]", 0x5688, .in = {R(1, NOWHERE), R(2, 0)},
       .faults = true),
    OP("ldrsh r0, [r1, r2]", 0x5E88, .in = {R(1, NOWHERE), R(2, 0)},
       .faults = true),
    OP("str r0, [r1, #0]", 0x6008, .in = {R(1, NOWHERE)}, .faults = true),
    OP("strh r0, [r1, #0]", 0x8008, .in = {R(1, NOWHERE)}, .faults = true),
    OP("strb r0, [r1, #0]", 0x7008, .in = {R(1, SRAM_END)}, .faults = true),
    OP("ldmia r1!, {r2, r3}", 0xC90C, .in = {R(1, SRAM_END - 4)},
       .faults = true),
    OP("ldmia r1, {r0, r1, r2}", 0xC907, .in = {R(1, SRAM_END - 8)},
       .faults = true),
    OP("stmia r1!, {r2, r3}", 0xC10C, .in = {R(1, SRAM_END - 4)},
       .faults = true),
    OP("pop {r0, r1}", 0xBC03, .in = {R(SP, SRAM_END - 4)}, .faults = true),
    OP("pop {r0, pc}", 0xBD01, .in = {R(SP, SRAM_END - 4)}, .faults = true),
};

TABLE_TEST(cpu, subject, loads)
TABLE_TEST(cpu, subject, stores)
TABLE_TEST(cpu, subject, multiples)
TABLE_TEST(cpu, subject, misaligned)
TABLE_TEST(cpu, subject, bus_errors)

/* LDR literal and ADR from both halves of a word: Align(PC, 4). */
static void test_literals(void **state)
{
    (void)state;
    static const uint16_t code[] = {
        0x4801, /* ldr r0, [pc, #4] */
        0x4901, /* ldr r1, [pc, #4] */
        0xA200, /* add r2, pc, #0 */
        0xA300, /* add r3, pc, #0 */
        0x2222, 0x1111, 0x4444, 0x3333,
    };
    struct cpu_state s = {.t = true,
                          .r = {[SP] = CASE_STACK, [PC] = CASE_CODE}};
    target_begin(code, sizeof code, &s);
    target_steps(4, &s);
    assert_int_equal(s.r[0], 0x11112222);
    assert_int_equal(s.r[1], 0x11112222);
    assert_int_equal(s.r[2], CASE_CODE + 8);
    assert_int_equal(s.r[3], CASE_CODE + 8);
}

/* The largest offset of LDR literal. */
static void test_far_literal(void **state)
{
    (void)state;
    static const uint16_t code = 0x48FF; /* ldr r0, [pc, #1020] */
    static const uint32_t word = 0x12345678;
    struct cpu_state s = {.t = true,
                          .r = {[SP] = CASE_STACK, [PC] = CASE_CODE}};
    cpu->reset(subject);
    cpu->put_memory(subject, CASE_CODE, &code, sizeof code);
    cpu->put_memory(subject, CASE_CODE + 4 + 1020, &word, sizeof word);
    cpu->put_state(subject, &s);
    target_steps(1, &s);
    assert_int_equal(s.r[0], word);
}

/* A 32-bit instruction whose second half is behind the end of memory faults
 * with its own address; one that ends with the memory does not. */
static void test_end_of_memory(void **state)
{
    (void)state;
    static const uint16_t bl[] = {0xF7FF, 0xFFFE}; /* bl . */
    for (uint32_t back = 2; back <= 4; back += 2) {
        struct cpu_state s = {.t = true,
                              .r = {[SP] = CASE_STACK, [PC] = SRAM_END - back}};
        cpu->reset(subject);
        cpu->put_memory(subject, SRAM_END - back, bl, back);
        cpu->put_state(subject, &s);
        target_steps(1, &s);
        if (back == 4) {
            assert_int_equal(s.r[PC], SRAM_END - 4);
            assert_int_equal(s.r[LR], SRAM_END | 1);
            continue;
        }
        uint32_t stacked;
        cpu->get_memory(subject, s.r[SP] + 24, &stacked, sizeof stacked);
        assert_int_equal(s.ipsr, 3);
        assert_int_equal(stacked, SRAM_END - 2);
    }
}

/* Code that rewrites the next instruction: there is no cache to fool. */
static void test_self_modifying(void **state)
{
    (void)state;
    static const uint16_t code[] = {
        0x8008, /* strh r0, [r1] */
        0x2201, /* movs r2, #1 */
    };
    struct cpu_state s = {.t = true,
                          .r = {[0] = 0x2202,
                                [1] = CASE_CODE + 2,
                                [SP] = CASE_STACK,
                                [PC] = CASE_CODE}}; /* movs r2, #2 */
    target_begin(code, sizeof code, &s);
    target_steps(2, &s);
    assert_int_equal(s.r[2], 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_loads),
        cmocka_unit_test(test_stores),
        cmocka_unit_test(test_multiples),
        cmocka_unit_test(test_misaligned),
        cmocka_unit_test(test_bus_errors),
        cmocka_unit_test(test_literals),
        cmocka_unit_test(test_far_literal),
        cmocka_unit_test(test_end_of_memory),
        cmocka_unit_test(test_self_modifying),
    };
    return cmocka_run_group_tests(tests, target_open, target_close);
}
