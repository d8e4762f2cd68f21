/* SPDX-License-Identifier: MIT
 *
 * DFU of the model ROM at the levels of the readout protection, and the command
 * that ends it. docs/rom.md 10.
 */
#include "bench/stm32l0/readings.h"
#include "tests/rom/rom_usb_fixture.h"

enum { FLASH = 0x08000000, EEPROM = 0x08080000, OPTIONS = 0x1FF80000 };
enum { RAM = 0x20001000, WORD = 0x12345678, READ_UNPROTECT = 0x92 };

/* A part with that RDP option byte, started by its BOOT0 pin. */
static void protected_part(uint8_t rdp, uint32_t choices)
{
    usb_boot(ROM_V4_1, choices);
    put(FLASH, WORD);
    put(EEPROM, WORD);
    put_options(true, rdp);
    chip_power_on(&chip);
    usb_plug();
    assert_true(usb_found());
    dfu_clear();
}

static void level_1_refuses_all_but_unprotect(void **state)
{
    static const uint32_t places[] = {FLASH, EEPROM, OPTIONS, RAM, 0x1FF00000};
    uint8_t bytes[32] = {0}, mass = 0x41;
    (void)state;
    protected_part(0xBB, 0);
    for (unsigned i = 0; i < sizeof places / sizeof *places; i++) {
        assert_int_equal(dfu_address(places[i]), DFU_OK);
        if (places[i] != 0x1FF00000)
            assert_int_equal(dfu_download(2, bytes, 32).status, DFU_VENDOR);
        else
            dfu_abort();
        assert_int_equal(dfu_in(UPLOAD, 2, bytes, 32), USB_STALLED);
        expect_report(DFU_ERROR, DFU_VENDOR);
        dfu_clear();
    }
    assert_int_equal(dfu_erase(FLASH), DFU_VENDOR);
    assert_int_equal(dfu_download(0, &mass, 1).status, DFU_VENDOR);
    assert_int_equal(dfu_in(UPLOAD, 0, bytes, 4), USB_DONE);
    assert_int_equal(rd(&chip, FLASH), WORD);
    assert_int_equal(rd(&chip, EEPROM), WORD);
}

static void unprotect(void)
{
    uint8_t command = READ_UNPROTECT;
    put(RAM + 0x1000, WORD);
    unsigned resets = chip.reset.count;
    assert_int_equal(dfu_out(DNLOAD, 0, &command, 1), USB_DONE);
    assert_int_equal(rd(&chip, FLASH), WORD);
    assert_int_equal(dfu_status().state, DFU_DNBUSY);
    usb_pass(7000 * PS_PER_MS);
    assert_int_equal(chip.reset.count, resets + 1);
    assert_int_equal(chip.reset.last, RESET_OPTION);
    assert_int_equal(rd(&chip, RAM + 0x1000), 0);
}

static void unprotect_erases_all_and_sets_the_defaults(void **state)
{
    (void)state;
    protected_part(0xBB, 0);
    unprotect();
    assert_int_equal(rd(&chip, FLASH), 0);
    assert_int_equal(rd(&chip, EEPROM), 0);
    assert_int_equal(rd(&chip, 0x4002201C), 0x807000AA); /* OPTR */
    assert_int_equal(host.port, USB_PORT_READY);
    dfu_clear();
    assert_int_equal(dfu_erase(FLASH), DFU_OK);
}

/* AN3156: without a protection only RAM is cleared. */
static void unprotect_at_level_0_clears_ram(void **state)
{
    (void)state;
    protected_part(0xAA, 0);
    unprotect();
    assert_int_equal(rd(&chip, FLASH), WORD);
    assert_int_equal(rd(&chip, EEPROM), WORD);
    assert_int_equal(rd(&chip, 0x4002201C), 0x80F000AA); /* BFB2 is still 1 */
}

/* AN2606 4.1: only user code leads to the ROM, which then only tells. */
static void level_2_tells_the_commands(void **state)
{
    static const uint8_t commands[] = {0x21, 0x41, 0x92};
    uint8_t bytes[8] = {0};
    (void)state;
    for (unsigned which = ROM_V4_0; which <= ROM_V4_1; which++) {
        rom_chip(&chip, which, 0);
        put_app(FLASH, 0xBE00BE00, BANK1_RUNS);
        put_options(false, 0xCC);
        chip_power_on(&chip);
        assert_true(runs(BANK1_RUNS));
        chip.watch.events |= 1u << EVENT_USB;
        enter();
        usb_plug();
        assert_true(usb_found());
        dfu_clear();
        assert_int_equal(dfu_in(UPLOAD, 0, bytes, 8), USB_DONE);
        assert_memory_equal(bytes, "\x00\x21\x41\x92", 4);
        for (unsigned i = 0; i < 4; i++) { /* the last one: leave */
            bytes[0] = i < 3 ? commands[i] : 0;
            assert_int_equal(dfu_out(DNLOAD, 0, bytes, i < 3), USB_STALLED);
            expect_report(DFU_ERROR, DFU_VENDOR);
            dfu_clear();
        }
        assert_int_equal(dfu_out(DNLOAD, 2, bytes, 8), USB_STALLED);
        dfu_clear();
        assert_int_equal(dfu_in(UPLOAD, 2, bytes, 8), USB_STALLED);
        expect_report(DFU_ERROR, DFU_VENDOR);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(level_1_refuses_all_but_unprotect),
        cmocka_unit_test(unprotect_erases_all_and_sets_the_defaults),
        cmocka_unit_test(unprotect_at_level_0_clears_ram),
        cmocka_unit_test(level_2_tells_the_commands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
