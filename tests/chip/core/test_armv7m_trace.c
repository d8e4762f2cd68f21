/* SPDX-License-Identifier: MIT
 *
 * The blocks of ARMv7-M that firmware touches to trace itself: DWT, ITM, FPB,
 * TPIU and the ROM table (DDI0403 C1).
 */
#include "tests/chip/core/system_fixture.h"

enum {
    DWT_CTRL = 0xE0001000,
    DWT_CYCCNT = 0xE0001004,
    DWT_PCSR = 0xE000101C,
    DWT_COMP0 = 0xE0001020,
    DWT_LAR = 0xE0001FB0,
    DWT_LSR = 0xE0001FB4,
    ITM_PORT = 0xE0000000,
    ITM_TER = 0xE0000E00,
    ITM_TPR = 0xE0000E40,
    ITM_TCR = 0xE0000E80,
    ITM_LAR = 0xE0000FB0,
    FP_CTRL = 0xE0002000,
    FP_REMAP = 0xE0002004,
    FP_COMP0 = 0xE0002008,
    TPIU_SSPSR = 0xE0040000,
    TPIU_CSPSR = 0xE0040004,
    TPIU_ACPR = 0xE0040010,
    TPIU_SPPR = 0xE00400F0,
    TPIU_FFSR = 0xE0040300,
    TPIU_FFCR = 0xE0040304,
    ROM_TABLE = 0xE00FF000,
    TRCENA = 1 << 24
};

#define LAR_KEY 0xC5ACCE55

static void begin_trace(void)
{
    begin(&cortex_m4);
    wr(&chip, DEMCR, TRCENA);
    watch_firmware(&chip);
}

/* Whether a store is reported. */
static bool reports(uint32_t address, uint32_t value)
{
    wr(&chip, address, value);
    return reported_unmodelled(&chip, address);
}

static bool reports_read(uint32_t address)
{
    expect_rd(&chip, address, 0);
    return reported_unmodelled(&chip, address);
}

/* --- DWT --- */

static void the_cycle_counter(void **state)
{
    (void)state;
    begin(&cortex_m4);
    wr(&chip, DWT_CTRL, 1); /* without TRCENA */
    expect_rd(&chip, DWT_CTRL, 0);
    wr(&chip, DEMCR, TRCENA);
    expect_rd(&chip, DWT_CTRL, 0x40000000);
    wr(&chip, DWT_CYCCNT, 0xFFFFFFFE);
    chip.cycle += 100;
    expect_rd(&chip, DWT_CYCCNT, 0xFFFFFFFE);
    wr(&chip, DWT_CTRL, 1);
    chip.cycle += 100;
    expect_rd(&chip, DWT_CYCCNT, 98);
    PUT(CODE, 0xBF30); /* wfi */
    uint64_t cycles = step();
    uint32_t asleep = 98 + (uint32_t)cycles;
    chip_run(&chip, chip.cycle + 1000);
    assert_true(chip.cpu.sleeping);
    assert_in_range(rd(&chip, DWT_CYCCNT), 98, asleep);
    chip_reset(&chip, RESET_SYSTEM); /* leaves it on */
    expect_rd(&chip, DWT_CTRL, 0x40000001);
    chip_power_on(&chip);
    expect_rd(&chip, DEMCR, 0);
}

/* TRCENA stops the count, and leaves it where it was. */
static void trcena(void **state)
{
    (void)state;
    begin_trace();
    wr(&chip, DWT_CYCCNT, 0);
    wr(&chip, DWT_CTRL, 1);
    chip.cycle += 50;
    wr(&chip, DEMCR, 0);
    chip.cycle += 50;
    expect_rd(&chip, DWT_CYCCNT, 0);
    wr(&chip, DEMCR, TRCENA);
    expect_rd(&chip, DWT_CYCCNT, 50);
    chip.cycle += 7;
    expect_rd(&chip, DWT_CYCCNT, 57);
}

/* Events, comparators and samples are not modelled. The lock is absent. */
static void the_rest_of_dwt(void **state)
{
    (void)state;
    begin_trace();
    assert_false(reports(DWT_CTRL, 1));
    assert_false(reports(DWT_LAR, LAR_KEY));
    expect_rd(&chip, DWT_LSR, 0);
    assert_int_equal(chip.events.count, 0);
    assert_true(reports(DWT_CTRL, 1 | 1 << 22)); /* CYCEVTENA */
    expect_rd(&chip, DWT_CTRL, 0x40400001);
    wr(&chip, DWT_CTRL, 0xFFFFFFFF);
    expect_rd(&chip, DWT_CTRL, 0x407F1FFF);
    assert_true(reports_read(DWT_PCSR));
    assert_true(reports_read(DWT_COMP0));
    assert_true(reports(DWT_COMP0, CODE));
    expect_rd(&chip, DWT_COMP0, 0);
}

/* --- ITM --- */

static void a_port_is_ready_when_it_is_on(void **state)
{
    (void)state;
    begin(&cortex_m3);
    wr(&chip, DEMCR, TRCENA);
    expect_rd(&chip, ITM_PORT, 0);
    wr(&chip, ITM_TER, 1);
    expect_rd(&chip, ITM_PORT, 0);
    wr(&chip, ITM_TCR, 1);
    expect_rd(&chip, ITM_PORT, 1);
    expect_rd(&chip, ITM_PORT + 4, 0);
    assert_true(bus_write(&chip, ITM_PORT, 1, 'x'));
    wr(&chip, ITM_TER, 1u << 31);
    expect_rd(&chip, ITM_PORT, 0);
    expect_rd(&chip, ITM_PORT + 4 * 31, 1);
    chip.cpu.control = 1; /* unprivileged code may use the ports alone */
    assert_false(rd_faults(&chip, ITM_PORT, 4));
    assert_true(rd_faults(&chip, ITM_TER, 4));
}

/* As SWO set-up code leaves them. */
static void itm_registers(void **state)
{
    (void)state;
    begin_trace();
    assert_false(reports(ITM_LAR, LAR_KEY));
    wr(&chip, ITM_TER, 0xFFFFFFFF);
    wr(&chip, ITM_TPR, 0xFFFFFFFF);
    wr(&chip, ITM_TCR, 0xFFFFFFFF);
    expect_rd(&chip, ITM_TER, 0xFFFFFFFF);
    expect_rd(&chip, ITM_TPR, 0xF);
    expect_rd(&chip, ITM_TCR, 0x007F0F1F);
    assert_int_equal(chip.events.count, 0);
    assert_true(reports_read(0xE0000EF8)); /* ITM_IWR */
    assert_true(reports(0xE0000EF8, 1));
    wr(&chip, DEMCR, 0);
    expect_rd(&chip, ITM_TER, 0);
    wr(&chip, ITM_TER, 0);
    wr(&chip, DEMCR, TRCENA);
    expect_rd(&chip, ITM_TER, 0xFFFFFFFF);
}

/* --- FPB --- */

static void fpb(void **state)
{
    enum { KEY = 2, ENABLE = 1 };
    (void)state;
    begin_trace();
    expect_rd(&chip, FP_CTRL, 0x260);
    assert_false(reports(FP_CTRL, KEY));
    assert_true(reports(FP_CTRL, KEY | ENABLE));
    expect_rd(&chip, FP_CTRL, 0x261);
    wr(&chip, FP_CTRL, 0); /* without KEY */
    expect_rd(&chip, FP_CTRL, 0x261);
    wr(&chip, FP_CTRL, KEY);
    expect_rd(&chip, FP_CTRL, 0x260);
    assert_true(reports_read(FP_REMAP));
    assert_true(reports(FP_COMP0, CODE | 1));
}

/* --- TPIU --- */

static void tpiu(void **state)
{
    static const struct {
        uint32_t address, reset, written;
    } registers[] = {
        {TPIU_SSPSR, 0xF, 0xF}, /* read-only */
        {TPIU_CSPSR, 1, 8},        {TPIU_ACPR, 0, 41},
        {TPIU_SPPR, 1, 2},         {TPIU_FFSR, 8, 8}, /* read-only */
        {TPIU_FFCR, 0x102, 0x100},
    };
    (void)state;
    begin_trace();
    for (unsigned i = 0; i < sizeof registers / sizeof *registers; i++) {
        uint32_t written = registers[i].written;
        bool kept = written != registers[i].reset;
        expect_rd(&chip, registers[i].address, registers[i].reset);
        wr(&chip, registers[i].address, kept ? written : 0x55);
        expect_rd(&chip, registers[i].address, written);
    }
    assert_int_equal(chip.events.count, 0);
    assert_true(reports_read(TPIU_SSPSR + 0xEE8)); /* TRIGGER */
    assert_true(reports(TPIU_SSPSR + 0xF00, 1));   /* ITCTRL */
}

/* --- the ROM table, and what is not there --- */

static void rom_table(void **state)
{
    static const uint32_t blocks[] = {0xE000E000, 0xE0001000, 0xE0002000,
                                      0xE0000000, 0xE0040000, 0xE0041000};
    (void)state;
    begin_trace();
    for (uint32_t i = 0; i < 6; i++) {
        uint32_t entry = rd(&chip, ROM_TABLE + 4 * i);
        assert_int_equal(ROM_TABLE + (entry & ~0xFFFu), blocks[i]);
        assert_int_equal(entry & 0xFFF, 3);
    }
    expect_rd(&chip, ROM_TABLE + 24, 0); /* the end */
    assert_false(reports(ROM_TABLE, 0));
    assert_int_equal(rd(&chip, ROM_TABLE) & 0xFFF, 3);
}

static void what_is_not_there(void **state)
{
    (void)state;
    begin_trace();
    assert_true(reports_read(0xE0041000)); /* ETM */
    assert_true(reports(0xE0041FB0, LAR_KEY));
    assert_true(reports_read(0xE0003000));
    assert_string_equal(bus_block_name(&chip, 0xE0041000), "ETM");
    assert_string_equal(bus_block_name(&chip, DWT_CTRL), "DWT");
    assert_string_equal(bus_block_name(&chip, 0xE0003000), "no block");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_cycle_counter),
        TEST(trcena),
        TEST(the_rest_of_dwt),
        TEST(a_port_is_ready_when_it_is_on),
        TEST(itm_registers),
        TEST(fpb),
        TEST(tpiu),
        TEST(rom_table),
        TEST(what_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
