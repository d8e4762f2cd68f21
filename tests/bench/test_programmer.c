/* SPDX-License-Identifier: MIT
 *
 * A programmer against the model ROMs, over USART and USB: what it finds, and
 * that the flash, the EEPROM and the option bytes are what they must be.
 */
#include "tests/bench/programmer_fixture.h"

static void each_rom_is_identified(void **state)
{
    static const uint8_t ids[] = {0x40, 0x41, 0xB1, 0xB2};
    (void)state;
    for (unsigned rom = 0; rom < 4; rom++) {
        start_rom((enum rom_version)rom, (struct readings){{0}});
        session(&(struct programmer_setup){.link = PROGRAMMER_USART});
        expect_end(PROGRAMMER_DONE);
        assert_int_equal(programmer->found.id, 0x447);
        assert_int_equal(programmer->found.version, 0x31);
        assert_int_equal(programmer->found.rom_id, ids[rom]);
        assert_int_equal(programmer->found.flash_kb, 192);
        assert_false(programmer->found.protected);
        assert_int_equal(programmer_flash(programmer), PROGRAMMER_UNCHANGED);
    }
}

static void the_image_is_written(void **state)
{
    (void)state;
    start_rom(ROM_V4_1, (struct readings){{0}});
    session(&(struct programmer_setup){.link = PROGRAMMER_USART,
                                       .image = &v2,
                                       .policy = FLASH_POLICY_FIRST_LAST,
                                       .verify = true,
                                       .start = true});
    expect_end(PROGRAMMER_DONE);
    assert_true(has_image(&v2));
}

static void the_image_is_written_by_usb(void **state)
{
    (void)state;
    start_rom(ROM_V4_1, (struct readings){{0}});
    session(&(struct programmer_setup){.link = PROGRAMMER_USB,
                                       .image = &v2,
                                       .policy = FLASH_POLICY_FIRST_LAST,
                                       .verify = true,
                                       .start = true});
    expect_end(PROGRAMMER_DONE);
    assert_true(has_image(&v2));
    assert_int_equal(programmer->found.id, 0x447);
    assert_int_equal(programmer->found.rom_id, 0x41);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rom_is_identified),
        cmocka_unit_test(the_image_is_written),
        cmocka_unit_test(the_image_is_written_by_usb),
    };
    return cmocka_run_group_tests(tests, load_images, free_images);
}
