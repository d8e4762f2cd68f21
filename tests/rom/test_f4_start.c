/* SPDX-License-Identifier: MIT
 *
 * How the STM32F4's model ROMs start, and what they leave: the ways in, the
 * ports, the watchdog, and the readings. docs/rom-f4.md, sections 3 to 5.
 */
#include "bench/image.h"
#include "bench/image_file.h"
#include "tests/rom/f4_host.h"

static struct chip chip;

enum { CFGR = 0x40023808, CR = 0x40023800, MEMRMP = 0x40013800 };
enum { IWDG_KR = 0x40003000, IWDG_RLR = 0x40003008, VTOR = 0xE000ED08 };

static void expect_ready(const struct f4_rom *rom)
{
    serial_open(&chip, U1, BAUD);
    host_wait(&chip, READY_MS * PS_PER_MS);
    assert_int_equal(host_sync(&chip, U1), ACK);
    f4_alive(&chip, rom);
}

/* What the answer to the question does: SP, PC, and nothing else. */
static void jump(const struct f4_rom *rom)
{
    chip.cpu.r[CPU_SP] = rom->sp;
    cpu_branch(&chip.cpu, rom->reset);
    chip.cpu.fetched = CPU_NO_WORD;
}

static void application(const struct f4_rom *rom, unsigned reading,
                        unsigned value)
{
    f4_part(&chip, rom, reading, value);
    chip_power_on(&chip);
    host_wait(&chip, 10 * PS_PER_US);
    assert_int_equal(chip.cpu.r[CPU_PC], APP_RUNS);
}

/* The original answer for the F4, as firmware: B1, reset, jump without a remap;
 * each part and each reading is in the ROM. */
static void test_original(void **state)
{
    (void)state;
    static const uint8_t values[ROM_CHOICES] = {3, 3, 2, 2, 4, 1, 2, 2};
    struct image image;
    char error[IMAGE_ERROR_SIZE];
    if (!image_load(BOOT0_IMAGE_DIR "/original-f4.elf", &image, error))
        fail_msg("%s", error);
    FOR_EACH_F4(rom)
    {
        for (unsigned i = 0; i < ROM_CHOICES; i++)
            for (unsigned value = i > 0; value < values[i]; value++) {
                f4_part(&chip, rom, i, value);
                for (size_t s = 0; s < image.segment_count; s++)
                    assert_true(chip_poke(&chip, image.segments[s].address,
                                          image.segments[s].data,
                                          image.segments[s].size));
                chip_pin_drive(&chip, GPIO_C, 13, true);
                chip_power_on(&chip);
                host_wait(&chip, PS_PER_MS);
                chip_pin_drive(&chip, GPIO_C, 13, false);
                expect_ready(rom);
            }
    }
    image_free(&image);
}

/* 60 MHz, V3.1 24; who maps the ROM, by the reading. */
static void test_setup(void **state)
{
    (void)state;
    FOR_EACH_F4(rom)
    {
        for (unsigned remap = 0; remap < 3; remap++) {
            application(rom, CHOICE_REMAP, remap);
            jump(rom);
            expect_ready(rom);
            uint32_t mhz = chip.clock.sysclk_hz / 1000000;
            assert_int_equal(mhz, rom->id == 0x31 ? 24 : 60);
            assert_int_equal(rd(&chip, MEMRMP) & 3,
                             remap == CHOICE_REMAP_SELF ? 1 : 0);
            assert_int_equal(rd(&chip, VTOR),
                             remap == CHOICE_REMAP_VTOR ? ROM_BASE : 0);
        }
    }
}

/* With the PLL on a ROM that expects a reset keeps its speed, and measures by
 * it; without the HSI it never gets on. One that sets them itself does. */
static void test_clock(void **state)
{
    (void)state;
    const struct f4_rom *rom = f4_roms + 4;
    for (unsigned choice = 0; choice < 2; choice++) {
        application(rom, CHOICE_CLOCK, choice);
        wr(&chip, CR, rd(&chip, CR) | 1u << 18); /* a clock signal, */
        wr(&chip, CR, rd(&chip, CR) | 1u << 16); /* HSE */
        host_wait(&chip, 10 * PS_PER_MS);
        wr(&chip, CFGR, 1);
        assert_int_equal(rd(&chip, CFGR) >> 2 & 3, 1);
        wr(&chip, CR, rd(&chip, CR) & ~1u); /* no HSI */
        host_wait(&chip, PS_PER_MS);
        jump(rom);
        serial_open(&chip, U1, BAUD);
        host_wait(&chip, 200 * PS_PER_MS);
        assert_int_equal(host_sync(&chip, U1),
                         choice == CHOICE_CLOCK_ANY ? ACK : -1);
    }
}

/* 0x7F on a pin, bit by bit: which ports select, and are they answered? */
static bool selects(const struct f4_rom *rom, unsigned port, unsigned tx)
{
    bool high = false, low = false; /* low after it was high */
    application(rom, 0, 0);
    jump(rom);
    chip_pin_drive(&chip, port, tx + 1, true);
    host_wait(&chip, READY_MS * PS_PER_MS);
    for (unsigned i = 0; i < 12; i++) { /* start, 0x7F, parity, stop, idle */
        chip_pin_drive(&chip, port, tx + 1, 0xEFE >> i & 1);
        host_wait(&chip, PS_PER_S / BAUD);
    }
    for (unsigned i = 0; i < 200; i++) {
        host_wait(&chip, 2 * PS_PER_US);
        bool level = gpio_v2_levels(&chip, port) >> tx & 1;
        low = low || (high && !level);
        high = high || level;
    }
    return low;
}

static void test_ports(void **state)
{
    (void)state;
    FOR_EACH_F4(rom)
    {
        bool f405 = rom->device == 0x413;
        assert_true(selects(rom, GPIO_A, 9));
        assert_int_equal(selects(rom, GPIO_D, 5), !f405);
        assert_int_equal(selects(rom, GPIO_B, 10), f405);
        assert_int_equal(selects(rom, GPIO_C, 10), f405);
        assert_false(selects(rom, GPIO_A, 2)); /* a Nucleo's ST-LINK */
    }
}

/* A watchdog with the shortest time that the ROM can slow down, 8 ms, does not
 * bite in an erase of 1 s. */
static void test_watchdog(void **state)
{
    (void)state;
    FOR_EACH_F4(rom)
    {
        application(rom, 0, 0);
        wr(&chip, IWDG_KR, 0xCCCC);
        jump(rom);
        expect_ready(rom);
        wr(&chip, IWDG_KR, 0x5555);
        wr(&chip, IWDG_RLR, 10);
        host_wait(&chip, 10 * PS_PER_MS);
        unsigned resets = chip.reset.count;
        assert_int_equal(host_erase(&chip, U1, (const uint16_t[]){4}, 1), ACK);
        assert_int_equal(chip.reset.count, resets);
        f4_alive(&chip, rom);
    }
}

/* `start` without an oscillator, and `late`: a system reset, after which BOOT0
 * low starts the application. */
static void test_hse(void **state)
{
    (void)state;
    FOR_EACH_F4(rom)
    {
        application(rom, CHOICE_HSE, CHOICE_HSE_START);
        chip.board.hse_hz = 0;
        jump(rom);
        host_wait(&chip, 120 * PS_PER_MS);
        assert_int_equal(chip.cpu.r[CPU_PC], APP_RUNS);
        assert_int_equal(chip.reset.last, RESET_SYSTEM);
        application(rom, CHOICE_HSE, CHOICE_HSE_LATE);
        for (unsigned i = 0; i < 2; i++) {
            jump(rom);
            host_wait(&chip, 5 * PS_PER_MS);
            assert_int_equal(chip.cpu.r[CPU_PC], APP_RUNS);
        }
        jump(rom);
        expect_ready(rom);
    }
}

/* `checks-sp`: an address whose first word is no stack pointer resets. */
static void test_go_checks_sp(void **state)
{
    (void)state;
    FOR_EACH_F4(rom)
    {
        for (unsigned go = 0; go < 4; go++) {
            f4_start(&chip, rom, CHOICE_GO, go);
            f4_put(&chip, 0x08000000, 0xBE00BE00);
            unsigned resets = chip.reset.count;
            assert_int_equal(host_go(&chip, U1, 0x08000000), ACK);
            host_wait(&chip, PS_PER_MS);
            assert_int_equal(chip.reset.count - resets,
                             go == CHOICE_GO_CHECKS_SP);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_original),     cmocka_unit_test(test_setup),
        cmocka_unit_test(test_clock),        cmocka_unit_test(test_ports),
        cmocka_unit_test(test_watchdog),     cmocka_unit_test(test_hse),
        cmocka_unit_test(test_go_checks_sp),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
