/* SPDX-License-Identifier: MIT
 *
 * The demo application on boards with an STM32F4: its text, the button, the
 * line "update", the ROM, and back.
 */
#include "bench/image.h"
#include "bench/image_file.h"
#include "chip/boards.h"
#include "tests/rom/f4_host.h"

static struct chip chip;

enum { V13_0_F411 = 2, V13_1_F401 = 4 };

static const struct demo {
    const char *image, *board;
    unsigned rom;
    unsigned line; /* of its text */
    unsigned button_port, button_pin, led_port, led_pin;
} demos[] = {
    {"nucleo-f401re", "nucleo-f401re", V13_1_F401, USART_2, GPIO_C, 13, GPIO_A,
     5},
    {"nucleo-f401re", "nucleo-f411re", V13_0_F411, USART_2, GPIO_C, 13, GPIO_A,
     5},
    {"blackpill-f411ce", "blackpill-f411ce", V13_0_F411, USART_1, GPIO_A, 0,
     GPIO_C, 13},
};
enum { DEMOS = sizeof demos / sizeof *demos };

static void expect_text(const struct demo *demo, const char *want)
{
    char got[200] = {0};
    host_receive(&chip, demo->line, got, strlen(want), 50);
    assert_string_equal(got, want);
}

static void power_on(const struct demo *demo)
{
    char path[1024], error[IMAGE_ERROR_SIZE];
    struct image image;
    snprintf(path, sizeof path, "%s/%s.elf", BOOT0_IMAGE_DIR, demo->image);
    if (!image_load(path, &image, error))
        fail_msg("%s", error);
    f4_part(&chip, &f4_roms[demo->rom], 0, 0);
    for (size_t i = 0; i < image.segment_count; i++)
        assert_true(chip_poke(&chip, image.segments[i].address,
                              image.segments[i].data, image.segments[i].size));
    image_free(&image);
    boards_wire(boards_find(demo->board), &chip.board);
    chip_pin_drive(&chip, demo->button_port, demo->button_pin, true);
    serial_open(&chip, demo->line, BAUD);
    chip_power_on(&chip);
}

static void expect_banner(const struct demo *demo, const char *outcome)
{
    char want[200];
    snprintf(want, sizeof want,
             "softboot0 demo v1, last request: %s, ROM id 0x%02X, a request "
             "now: entered\r\n",
             outcome, f4_roms[demo->rom].id);
    expect_text(demo, want);
}

static bool led(const struct demo *demo)
{
    return gpio_v2_levels(&chip, demo->led_port) >> demo->led_pin & 1;
}

/* Into the ROM, which a host finds on USART1, and back by Go. */
static void expect_rom(const struct demo *demo)
{
    const struct f4_rom *rom = &f4_roms[demo->rom];
    serial_open(&chip, U1, BAUD);
    host_wait(&chip, READY_MS * PS_PER_MS);
    assert_int_equal(host_sync(&chip, U1), ACK);
    f4_alive(&chip, rom);
    chip_pin_drive(&chip, demo->button_port, demo->button_pin, true);
    serial_open(&chip, demo->line, BAUD);
    assert_int_equal(host_go(&chip, U1, 0x08000000), ACK);
    expect_banner(demo, "returned");
}

static void test_button(void **state)
{
    (void)state;
    for (unsigned i = 0; i < DEMOS; i++) {
        const struct demo *demo = &demos[i];
        power_on(demo);
        expect_banner(demo, "none");
        bool before = led(demo);
        host_wait(&chip, 260 * PS_PER_MS);
        assert_int_equal(led(demo), !before);
        chip_pin_drive(&chip, demo->button_port, demo->button_pin, false);
        expect_text(demo, demo->line == USART_2
                              ? "B1 pressed: asking for the bootloader\r\n"
                              : "KEY pressed: asking for the bootloader\r\n");
        expect_rom(demo);
    }
}

static void test_line(void **state)
{
    (void)state;
    for (unsigned i = 0; i < DEMOS; i++) {
        const struct demo *demo = &demos[i];
        power_on(demo);
        expect_banner(demo, "none");
        host_send(&chip, demo->line, "update\n", 7);
        expect_text(demo, "update: asking for the bootloader\r\n");
        expect_rom(demo);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_button),
        cmocka_unit_test(test_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
