/* SPDX-License-Identifier: MIT
 *
 * The demo application on boards with an STM32L4: its text, the button, the
 * line "update", the ROM, and back.
 */
#include "bench/image.h"
#include "bench/image_file.h"
#include "tests/rom/l4_host.h"

static struct chip chip;

static const struct demo {
    const char *image;
    unsigned rom, led_port, led_pin;
} demos[] = {
    {"nucleo-l476rg", L4_V10_3, GPIO_A, 5},
    {"nucleo-l476rg", L4_V9_2, GPIO_A, 5},
    {"nucleo-l432kc", L4_V9_1_FIXED, GPIO_B, 3},
    {"nucleo-l432kc", L4_V9_1_OLD, GPIO_B, 3},
};
enum { DEMOS = sizeof demos / sizeof *demos, B1 = 13 };

static void expect_text(const char *want)
{
    char got[200] = {0};
    host_receive(&chip, USART_2, got, strlen(want), 50);
    assert_string_equal(got, want);
}

static void expect_banner(const struct demo *demo, const char *outcome)
{
    char want[200];
    snprintf(want, sizeof want,
             "softboot0 demo v1, last request: %s, ROM id 0x%02X, a request "
             "now: entered\r\n",
             outcome, l4_roms[demo->rom].id);
    expect_text(want);
}

static void power_on(const struct demo *demo)
{
    char path[1024], error[IMAGE_ERROR_SIZE];
    struct image image;
    snprintf(path, sizeof path, "%s/%s.elf", BOOT0_IMAGE_DIR, demo->image);
    if (!image_load(path, &image, error))
        fail_msg("%s", error);
    l4_part(&chip, &l4_roms[demo->rom], 0, 0);
    for (size_t i = 0; i < image.segment_count; i++)
        assert_true(chip_poke(&chip, image.segments[i].address,
                              image.segments[i].data, image.segments[i].size));
    image_free(&image);
    chip_pin_drive(&chip, GPIO_C, B1, true);
    chip_pin_drive(&chip, GPIO_A, 15, true);
    serial_open(&chip, USART_2, BAUD);
    l4_power(&chip);
    expect_banner(demo, "none");
}

/* Into the ROM, which a host finds on USART1, and back by Go. */
static void expect_rom(const struct demo *demo)
{
    l4_expect_ready(&chip, &l4_roms[demo->rom]);
    chip_pin_drive(&chip, GPIO_C, B1, true);
    assert_int_equal(host_go(&chip, U1, 0x08000000), ACK);
    expect_banner(demo, "returned");
}

static void test_button(void **state)
{
    (void)state;
    for (unsigned i = 0; i < DEMOS; i++) {
        const struct demo *demo = &demos[i];
        power_on(demo);
        bool before =
            gpio_v2_levels(&chip, demo->led_port) >> demo->led_pin & 1;
        host_wait(&chip, 260 * PS_PER_MS);
        assert_int_equal(
            gpio_v2_levels(&chip, demo->led_port) >> demo->led_pin & 1,
            !before);
        if (l4_roms[demo->rom].banks == 1)
            continue; /* the Nucleo-L432KC has no button */
        chip_pin_drive(&chip, GPIO_C, B1, false);
        expect_text("B1 pressed: asking for the bootloader\r\n");
        expect_rom(demo);
    }
}

/* A line of 8N1 on PA15, where the Nucleo-L432KC's ST-LINK is and no cable. */
static void send_on_pa15(const char *text)
{
    for (; *text; text++) {
        uint32_t bits = 0x200u | (uint8_t)*text << 1;
        for (unsigned i = 0; i < 10; i++, bits >>= 1) {
            chip_pin_drive(&chip, GPIO_A, 15, bits & 1);
            host_wait(&chip, PS_PER_S / BAUD);
        }
    }
}

static void test_line(void **state)
{
    (void)state;
    for (unsigned i = 0; i < DEMOS; i++) {
        power_on(&demos[i]);
        if (l4_roms[demos[i].rom].banks == 1)
            send_on_pa15("update\n");
        else
            host_send(&chip, USART_2, "update\n", 7);
        expect_text("update: asking for the bootloader\r\n");
        expect_rom(&demos[i]);
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
