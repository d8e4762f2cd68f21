/* SPDX-License-Identifier: MIT
 *
 * Watchpoints on the data that instructions of ARMv7-M access: each kind of
 * access is seen at its address, with what it stores.
 */
#include "tests/chip/core/armv7m_fixture.h"

#include "chip/core/armv7m/watchpoint_step.h"
#include "chip/core/watchpoint.h"

enum { CODE = SRAM_BASE, DATA = SRAM_BASE + 0x1000 };

static struct chip *chip;

static int begin(void **state)
{
    (void)state;
    chip = fixture7_new(CORTEX_M4F);
    return 0;
}

static int end(void **state)
{
    (void)state;
    free(chip);
    return 0;
}

/* R1 and R9 are DATA, R0 to R3 values, the others their numbers. */
static void step(const uint16_t code[2])
{
    uint32_t *r = chip->cpu.r;
    struct armv7m *core = armv7m(chip);
    for (unsigned i = 0; i < 13; i++)
        r[i] = i;
    r[0] = 0x11223344;
    r[1] = r[9] = r[13] = DATA;
    r[2] = 0x55667788;
    for (unsigned i = 0; i < 32; i++)
        core->s[i] = 0x5000 + i;
    assert_true(chip_poke(chip, CODE, code, 4));
    r[CPU_PC] = CODE;
    chip->last_pc = CODE;
    chip->watch.points.hit.pending = false;
    fixture7_clear();
    armv7m_step_watched(chip);
    assert_int_equal(raised.bits, 0);
}

static void test_kinds(void **state)
{
    static const struct {
        uint16_t code[2];
        int32_t at; /* the byte that is watched, from DATA on */
        bool is_store;
        uint32_t size, value; /* of a store: of its unit */
    } cases[] = {
        {{0x6808, 0}, 3, false, 0, 0},              /* LDR */
        {{0x6008, 0}, 3, true, 4, 0x11223344},      /* STR */
        {{0xF821, 0x2C02}, -1, true, 2, 0x7788},    /* STRH [, #-2] */
        {{0xF801, 0x2F05}, 5, true, 1, 0x88},       /* STRB [, #5]! */
        {{0xF841, 0x2B05}, 0, true, 4, 0x55667788}, /* STR [], #5 */
        {{0xF8C1, 0x2001}, 4, true, 4, 0x55667788}, /* STR, unaligned */
        {{0xE9C1, 0x0201}, 8, true, 4, 0x55667788}, /* STRD [, #4] */
        {{0xE9D1, 0x0201}, 11, false, 0, 0},        /* LDRD */
        {{0xE889, 0x001D}, 12, true, 4, 4},         /* STM {R0,R2-R4} */
        {{0xE919, 0x001C}, -4, false, 0, 0},        /* LDMDB */
        {{0xB5FF, 0}, -4, true, 4, 0},              /* PUSH: LR */
        {{0xE851, 0x0F00}, 0, false, 0, 0},         /* LDREX */
        {{0xE841, 0x2300}, 0, true, 4, 0x55667788}, /* STREX */
        {{0xED81, 0x5A01}, 4, true, 4, 0x500A},     /* VSTR S10 */
        {{0xED81, 0x5B01}, 8, true, 4, 0x500B},     /* VSTR D5 */
        {{0xED29, 0x0A20}, -4, true, 4, 0x501F},    /* VSTMDB of 32 */
        {{0xECB9, 0x0A04}, 15, false, 0, 0},        /* VLDM of 4 */
        {{0xF851, 0x0E04}, 4, false, 0, 0},         /* LDRT */
        {{0xF8D1, 0xD000}, 0, false, 0, 0},         /* LDR SP */
        {{0xE8D1, 0xF003}, 3, false, 0, 0},         /* TBB [R1, R3] */
        {{0xE8D1, 0xF013}, 7, false, 0, 0},         /* TBH */
    };
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        watchpoint_clear(chip);
        assert_true(watchpoint_set(chip, DATA + (uint32_t)cases[i].at, 1,
                                   WATCHPOINT_READ | WATCHPOINT_WRITE));
        armv7m(chip)->exclusive = true;
        step(cases[i].code);
        const struct watchpoint_hit *hit = &chip->watch.points.hit;
        if (!hit->pending)
            fail_msg("%04X %04X: no hit", cases[i].code[0], cases[i].code[1]);
        assert_int_equal(hit->kind, cases[i].is_store ? WATCHPOINT_WRITE
                                                      : WATCHPOINT_READ);
        assert_int_equal(hit->pc, CODE);
        const struct watchpoint_write *last =
            watchpoint_last(chip, DATA + (uint32_t)cases[i].at);
        if (!cases[i].is_store) {
            assert_null(last);
            continue;
        }
        assert_non_null(last);
        if (last->value != cases[i].value || last->size != cases[i].size)
            fail_msg("%04X %04X: %u bytes of %08X", cases[i].code[0],
                     cases[i].code[1], last->size, last->value);
    }
}

/* Neither beside the data, nor what is not done. */
static void test_none(void **state)
{
    static const uint16_t beside[][2] = {
        {0x6048, 0},      /* STR [, #4] */
        {0xF801, 0x2C01}, /* STRB [, #-1] */
        {0xE841, 0x2300}, /* STREX without the monitor */
        {0xEE30, 0x0A01}, /* VADD */
    };
    static const uint16_t store[2] = {0x6008, 0};
    (void)state;
    watchpoint_clear(chip);
    assert_true(
        watchpoint_set(chip, DATA, 4, WATCHPOINT_READ | WATCHPOINT_WRITE));
    armv7m(chip)->exclusive = false;
    for (unsigned i = 0; i < sizeof beside / sizeof *beside; i++) {
        step(beside[i]);
        assert_false(chip->watch.points.hit.pending);
    }
    armv7m(chip)->it = 0x08; /* EQ, which does not hold */
    chip->cpu.z = false;
    step(store);
    assert_false(chip->watch.points.hit.pending);
    armv7m(chip)->it = 0x18; /* NE */
    step(store);
    assert_true(chip->watch.points.hit.pending);
    assert_null(watchpoint_last(chip, DATA + 4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_none),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
