/* SPDX-License-Identifier: MIT
 *
 * How the model ROM leaves DFU for an application, and what becomes of the RTC
 * domain. docs/rom.md 5 and 10.
 */
#include "bench/stm32l0/readings.h"
#include "tests/rom/rom_usb_fixture.h"

enum {
    FLASH = 0x08000000,
    RAM = 0x20002000,
    EEPROM = 0x08080000,
    APB1ENR = 0x40021038,
    BCDR = 0x40005C58,
    BKP0R = 0x40002850,
    BKP0R_VALUE = 0x5AFE0001
};

static void load(uint32_t base, uint32_t head, uint32_t runs)
{
    uint32_t words[192] = {head};
    for (unsigned i = 1; i < 48; i++)
        words[i] = runs | 1;
    words[(runs - base) / 4] = 0xE7FEE7FE;
    for (unsigned i = 0; base != RAM && i < sizeof words; i += 128)
        assert_int_equal(dfu_erase(base + i), DFU_OK);
    assert_int_equal(dfu_address(base), DFU_OK);
    assert_int_equal(dfu_download(2, words, sizeof words).status, DFU_OK);
}

/* The host sees the device go. */
static void leave_dfu(void)
{
    assert_int_equal(dfu_out(DNLOAD, 0, NULL, 0), USB_DONE);
    expect_report(DFU_MANIFEST, DFU_OK);
    usb_pass(5 * PS_PER_MS);
    assert_int_not_equal(host.port, USB_PORT_READY);
}

static void expect_runs(uint32_t address)
{
    assert_int_equal(chip.cpu.r[CPU_PC], address);
    assert_int_equal(chip.cpu.ipsr, 0);
    assert_int_equal(host.port, USB_PORT_EMPTY);
}

static void leave_starts_the_application(void **state)
{
    (void)state;
    for (unsigned which = ROM_V4_0; which <= ROM_V4_1; which++) {
        dfu_start(which, 0);
        unsigned resets = chip.reset.count;
        load(FLASH, APP_SP, BANK1_RUNS);
        leave_dfu();
        expect_runs(BANK1_RUNS);
        assert_int_equal(cpu_msp(&chip), APP_SP);
        assert_int_equal(chip.reset.count, resets);
        assert_false(chip.cpu.primask);
        assert_int_equal(rd(&chip, 0xE000E100), 0);         /* NVIC */
        assert_int_equal(rd(&chip, APB1ENR) & 1u << 23, 0); /* USB */
        assert_int_equal(rd(&chip, 0x40021008) & 1, 0);     /* HSI48 */
    }
}

/* The pointer of the last Set Address counts; from dfuIDLE, too. */
static void leave_goes_to_the_pointer(void **state)
{
    (void)state;
    dfu_start(ROM_V4_1, 0);
    load(FLASH, APP_SP, BANK1_RUNS);
    load(RAM, APP_SP + 16, RAM + 0x200);
    dfu_abort();
    leave_dfu();
    expect_runs(RAM + 0x200);
    assert_int_equal(cpu_msp(&chip), APP_SP + 16);

    dfu_start(ROM_V4_1, 0);
    put_app(FLASH, APP_SP, BANK1_RUNS);
    leave_dfu(); /* the pointer was never set */
    expect_runs(BANK1_RUNS);
}

/* AN3156: the device is reset, and the boot pins decide. */
static void leave_into_nothing_resets(void **state)
{
    static const uint32_t nowhere[] = {FLASH,     FLASH + 2,  0x0802FFFC,
                                       EEPROM,    0x1FF00000, 0x1FF80000,
                                       0x20004FFC};
    (void)state;
    for (unsigned i = 0; i < sizeof nowhere / sizeof *nowhere; i++) {
        dfu_start(ROM_V4_1, 0);
        put(EEPROM, APP_SP);
        put(0x0802FFFC, APP_SP);
        put(0x20004FFC, APP_SP);
        unsigned resets = chip.reset.count;
        assert_int_equal(dfu_address(nowhere[i]), DFU_OK);
        leave_dfu();
        assert_int_equal(chip.reset.count, resets + 1);
        assert_int_equal(chip.reset.last, RESET_SYSTEM);
        assert_true(usb_found()); /* BOOT0 is high */
        expect_report(DFU_ERROR, DFU_FIRMWARE);
    }
}

/* An image with an invalid head is started by that reset when BOOT0 is low. */
static void an_invalid_head_starts_by_a_reset(void **state)
{
    (void)state;
    board(ROM_V4_1, 0, 0xBE00BE00, 0);
    chip.watch.events |= 1u << EVENT_USB;
    enter();
    usb_plug();
    assert_true(usb_found());
    dfu_clear();
    leave_dfu();
    expect_runs(BANK1_RUNS);
    assert_int_equal(chip.reset.count, 2);
}

/* What stays of the ROM is that of Go. */
static void the_reading_go_applies(void **state)
{
    (void)state;
    for (uint32_t go = 0; go < 4; go++) {
        bool pll = go != CHOICE_GO_RESTORED && go != CHOICE_GO_CLOCKS;
        dfu_start(ROM_V4_1, READING_OF(GO, go));
        put_app(FLASH, APP_SP, BANK1_RUNS);
        leave_dfu();
        expect_runs(BANK1_RUNS);
        assert_int_equal(chip.clock.hclk_hz, pll ? 32000000 : 2097152);
        assert_int_equal(rd(&chip, APB1ENR) != 0, go != CHOICE_GO_RESTORED);
    }
}

/* Level 1 does not forbid to start what is there. */
static void leave_at_level_1(void **state)
{
    (void)state;
    usb_boot(ROM_V4_1, 0);
    put_app(FLASH, APP_SP, BANK1_RUNS);
    put_options(false, 0xBB);
    chip_power_on(&chip);
    usb_plug();
    assert_true(usb_found());
    dfu_clear();
    leave_dfu();
    expect_runs(BANK1_RUNS);
}

/* Without a GETSTATUS nothing happens. */
static void leave_waits_for_getstatus(void **state)
{
    (void)state;
    dfu_start(ROM_V4_1, 0);
    put_app(FLASH, APP_SP, BANK1_RUNS);
    assert_int_equal(dfu_out(DNLOAD, 0, NULL, 0), USB_DONE);
    usb_pass(100 * PS_PER_MS);
    assert_int_equal(host.port, USB_PORT_READY);
    expect_report(DFU_MANIFEST, DFU_OK);
}

/* --- the reading rtc --- */

static uint32_t backup(void)
{
    return rd(&chip, BKP0R);
}

static void the_rtc_is_reset_once_a_host_is_there(void **state)
{
    (void)state;
    for (unsigned which = ROM_V4_0; which <= ROM_V4_1; which++)
        for (uint32_t reset = 0; reset < 2; reset++) {
            usb_boot(which, READING_OF(RTC, reset));
            wr(&chip, 0x40007000, rd(&chip, 0x40007000) | 1 << 8);
            wr(&chip, BKP0R, BKP0R_VALUE);
            wr(&chip, 0x40007000, rd(&chip, 0x40007000) & ~(1u << 8));
            usb_pass(50 * PS_PER_MS);
            assert_int_equal(backup(), BKP0R_VALUE);
            usb_plug();
            assert_true(usb_found());
            assert_int_equal(backup(), reset ? 0 : BKP0R_VALUE);
            assert_int_equal(rd(&chip, 0x40007000) >> 8 & 1, 0); /* DBP */
            assert_int_equal(rd(&chip, 0x40021050) >> 19 & 1, 0);
        }
}

/* Without a cable the ROM does not look at that reading. */
static void a_usart_leaves_the_rtc_alone(void **state)
{
    (void)state;
    usb_boot(ROM_V4_1, READING(RTC, RESET));
    wr(&chip, 0x40007000, rd(&chip, 0x40007000) | 1 << 8);
    wr(&chip, BKP0R, BKP0R_VALUE);
    chip.watch.events |= 1u << EVENT_READ;
    chip.watch.reads.address = 0x1FF01FE0;
    chip.watch.reads.bytes = 1u << CHOICE_RTC;
    assert_true(answers(U2));
    assert_int_equal(chip.watch.reads.bytes, 1u << CHOICE_RTC);
    assert_int_equal(backup(), BKP0R_VALUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leave_starts_the_application),
        cmocka_unit_test(leave_goes_to_the_pointer),
        cmocka_unit_test(leave_into_nothing_resets),
        cmocka_unit_test(an_invalid_head_starts_by_a_reset),
        cmocka_unit_test(the_reading_go_applies),
        cmocka_unit_test(leave_at_level_1),
        cmocka_unit_test(leave_waits_for_getstatus),
        cmocka_unit_test(the_rtc_is_reset_once_a_host_is_there),
        cmocka_unit_test(a_usart_leaves_the_rtc_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
