/* SPDX-License-Identifier: MIT
 *
 * DFU of the L43x's model ROMs, with the bench's USB host: the device, its
 * memories, and leaving it. docs/rom-l4.md, section 8.
 */
#include "tests/rom/l4_host.h"

static struct chip chip;

#include "tests/rom/dfu_host.h"

#define BLANK 0xFFFFFFFF

enum { PAGE = 2048 };

#define FOR_EACH_L43(rom)                                                      \
    for (const struct l4_rom *rom = &l4_roms[L4_V9_1_FIXED];                   \
         rom < l4_roms + L4_ROMS; rom++)

/* In dfuIDLE. */
static void start(const struct l4_rom *rom, unsigned reading, unsigned value)
{
    l4_part(&chip, rom, reading, value);
    chip.watch.events |= 1u << EVENT_USB;
    chip.board.boot0 = true;
    usb_host_init(&host);
    chip_power_on(&chip);
    usb_pass(10 * PS_PER_MS);
    usb_plug();
    assert_true(usb_found());
    dfu_clear();
}

static void expect_text(uint8_t index, const char *want)
{
    uint8_t bytes[255];
    size_t length = strlen(want);
    assert_int_equal(
        usb_control(0x80, 6, 0x300 | index, 0x409, bytes, sizeof bytes),
        USB_DONE);
    assert_int_equal(result.actual, 2 + 2 * length);
    for (size_t i = 0; i < length; i++)
        assert_int_equal(bytes[2 + 2 * i], want[i]);
}

static void the_device_has_three_memories(void **state)
{
    (void)state;
    FOR_EACH_L43(rom)
    {
        start(rom, 0, 0);
        assert_int_equal(host.configuration_size, 9 + 3 * 9 + 9);
        expect_text(2, "STM32  BOOTLOADER");
        expect_text(4, "@Internal Flash  /0x08000000/128*0002Kg");
        expect_text(5, "@Option Bytes  /0x1FFF7800/01*040 e");
        expect_text(6, "@OTP Memory /0x1FFF7000/01*0001Ke");
    }
}

static void fill(uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        bytes[i] = (uint8_t)(i * 7 + i / 251);
}

/* An application in two pages, as dfu-util sends one; then it runs. */
static void an_update_runs(void **state)
{
    (void)state;
    enum { RUNS = 0x08000400 };
    static uint8_t image[2 * PAGE], got[PAGE];
    const uint32_t head[] = {APP_SP, RUNS | 1};
    fill(image, sizeof image);
    memcpy(image, head, sizeof head);
    memcpy(image + 0x400, (const uint8_t[]){0xFE, 0xE7}, 2);
    FOR_EACH_L43(rom)
    {
        start(rom, 0, 0);
        l4_put(&chip, 0x08001000, 0);
        for (unsigned i = 0; i < 2; i++) {
            assert_int_equal(dfu_erase(0x08000000 + PAGE * i), DFU_OK);
            assert_int_equal(dfu_address(0x08000000 + PAGE * i), DFU_OK);
            assert_int_equal(dfu_download(2, image + PAGE * i, PAGE).status,
                             DFU_OK);
        }
        assert_int_equal(l4_word(&chip, 0x08001000), 0);
        dfu_abort();
        assert_int_equal(dfu_address(0x08000000), DFU_OK);
        dfu_abort();
        for (unsigned i = 0; i < 2; i++) {
            assert_int_equal(dfu_in(UPLOAD, (uint16_t)(2 + i), got, sizeof got),
                             USB_DONE);
            assert_memory_equal(got, image + PAGE * i, PAGE);
        }
        dfu_abort();
        assert_int_equal(dfu_address(0x08000000), DFU_OK);
        assert_int_equal(dfu_out(DNLOAD, 2, NULL, 0), USB_DONE);
        assert_int_equal(dfu_status().state, DFU_MANIFEST);
        usb_pass(20 * PS_PER_MS);
        assert_int_equal(chip.cpu.r[CPU_PC], RUNS);
    }
}

/* 0x41 alone: all of the flash; 0x92: too, and level 0. */
static void all_is_erased(void **state)
{
    (void)state;
    FOR_EACH_L43(rom)
    {
        start(rom, 0, 0);
        l4_put(&chip, 0x0803F800, 0);
        assert_int_equal(dfu_download(0, (const uint8_t[]){0x41}, 1).status,
                         DFU_OK);
        assert_int_equal(l4_word(&chip, 0x08000000), BLANK);
        assert_int_equal(l4_word(&chip, 0x0803F800), BLANK);
    }
}

static void level_1_is_left_by_erasing(void **state)
{
    (void)state;
    uint8_t bytes[8];
    const struct l4_rom *rom = &l4_roms[L4_V9_1_FIXED];
    l4_part(&chip, rom, 0, 0);
    l4_option(&chip, 0xFF, 0xBB);
    chip.watch.events |= 1u << EVENT_USB;
    chip.board.boot0 = true;
    usb_host_init(&host);
    chip_power_on(&chip);
    usb_plug();
    assert_true(usb_found());
    dfu_clear();
    assert_int_equal(dfu_in(UPLOAD, 2, bytes, sizeof bytes), USB_STALLED);
    expect_report(DFU_ERROR, DFU_VENDOR);
    dfu_clear();
    assert_int_equal(dfu_out(DNLOAD, 0, (const uint8_t[]){0x92}, 1), USB_DONE);
    assert_int_equal(dfu_status().state, DFU_DNBUSY);
    usb_pass(400 * PS_PER_MS);
    assert_int_equal(l4_word(&chip, L4_OPTIONS_AT) & 0xFF, 0xAA);
    assert_int_equal(l4_word(&chip, 0x08000000), BLANK);
}

/* AN2606: the old V9.1, more than 256 bytes, no multiple of 8. */
static void a_long_odd_write(void **state)
{
    (void)state;
    static uint8_t bytes[260];
    fill(bytes, sizeof bytes);
    FOR_EACH_L43(rom)
    {
        uint8_t got[260];
        bool old = rom == &l4_roms[L4_V9_1_OLD];
        start(rom, 0, 0);
        for (unsigned size = 252; size <= 260; size += 8) {
            uint32_t at = 0x08004000 + 0x400 * (size == 260);
            assert_int_equal(dfu_address(at), DFU_OK);
            assert_int_equal(dfu_download(2, bytes, (uint16_t)size).status,
                             DFU_OK);
            assert_true(chip_peek(&chip, at, got, size));
            assert_int_equal(memcmp(got, bytes, size) != 0, old && size == 260);
        }
    }
}

/* By a jump with interrupts off the device is deaf; with them on it is there,
 * whoever has brought the vectors into use. */
static void a_jump_needs_interrupts(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        bool masked = i & 1, remap = i & 2;
        const struct l4_rom *rom = &l4_roms[L4_V9_1_FIXED];
        l4_part(&chip, rom, 0, 0);
        chip.watch.events |= 1u << EVENT_USB;
        usb_host_init(&host);
        l4_power_on(&chip);
        chip.cpu.primask = masked;
        l4_jump(&chip, rom, remap);
        usb_pass(10 * PS_PER_MS);
        usb_plug();
        assert_int_equal(usb_found(), !masked && remap);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_device_has_three_memories),
        cmocka_unit_test(an_update_runs),
        cmocka_unit_test(all_is_erased),
        cmocka_unit_test(level_1_is_left_by_erasing),
        cmocka_unit_test(a_long_odd_write),
        cmocka_unit_test(a_jump_needs_interrupts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
