/* SPDX-License-Identifier: MIT
 *
 * How the STM32L4's model ROMs start, and what they leave: the ways in, the
 * bank check, the ports, the watchdog, and the readings. docs/rom-l4.md,
 * sections 3 to 5.
 */
#include "bench/image.h"
#include "bench/image_file.h"
#include "chip/stm32l4/flash.h"
#include "tests/rom/l4_host.h"

static struct chip chip;

enum { IWDG_KR = 0x40003000, IWDG_RLR = 0x40003008, VTOR = 0xE000ED08 };
enum { FB_MODE = 1 << 8 };

/* Off, with these heads in the banks; bank 2 has an application where it has a
 * head. */
static void banks(const struct l4_rom *rom, unsigned reading, unsigned value,
                  uint32_t head1, uint32_t head2)
{
    l4_part(&chip, rom, reading, value);
    l4_put(&chip, 0x08000000, head1);
    l4_application(&chip, BANK2, head2, BANK2_RUNS);
}

static void set_reading(unsigned reading, unsigned value)
{
    uint8_t byte = (uint8_t)value;
    assert_true(
        chip_poke(&chip, ROM_BASE + ROM_CHOICES_OFFSET + reading, &byte, 1));
}

/* On, with the application of bank 1 running, whatever its head is. */
static void on(void)
{
    chip_power_on(&chip);
    l4_wait_us(&chip, 10);
    assert_int_equal(chip.cpu.r[CPU_PC], BANK1_RUNS);
}

/* Every pair of heads, both meanings of BOOT0, both of BFB2, with a remap and
 * without: what the figures say, told once more. */
static void test_bank_check(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 32 * 3 * L4_DUAL; i += TEST_STRIDE + 2) {
        const struct l4_rom *rom = &l4_roms[i / 96];
        bool valid1 = i & 1, valid2 = i & 2, remap = i & 4;
        bool consulted = i & 8, bounce = i & 16;
        unsigned boot0 = i / 32 % 3;
        banks(rom, CHOICE_BOOT0, boot0, valid1 ? APP_SP : NO_SP,
              valid2 ? APP_SP : 0xFFFFFFFF);
        set_reading(CHOICE_BFB2, consulted);
        set_reading(CHOICE_BOUNCE, bounce);
        on();
        unsigned resets = chip.reset.count;
        l4_jump(&chip, rom, remap);
        unsigned want = consulted || (boot0 == CHOICE_BOOT0_MEM_MODE && remap)
                            ? 0
                        : valid2 ? 2
                        : valid1 ? 1
                                 : 0;
        if (want && bounce)
            want = 1; /* the reset starts bank 1 */
        assert_int_equal(l4_runs(&chip), want);
        assert_int_equal(chip.reset.count - resets, want && bounce);
        if (want == 2)
            assert_true(rd(&chip, L4_MEMRMP) & FB_MODE);
    }
}

/* PH3 of an L496, and nBOOT0 when the pin does not count. */
static void test_pin(void **state)
{
    (void)state;
    const struct l4_rom *rom = &l4_roms[L4_V9_3];
    enum { nSWBOOT0 = 1 << 26, nBOOT0 = 1 << 27 };
    for (unsigned option = 0; option < 2; option++) {
        for (unsigned high = 0; high < 2; high++) {
            l4_part(&chip, rom, CHOICE_BOOT0, CHOICE_BOOT0_PIN);
            if (option)
                l4_option(&chip, nSWBOOT0, nBOOT0);
            on();
            chip.board.boot0 = high;
            chip_pin_drive(&chip, GPIO_H, 3, high);
            l4_jump(&chip, rom, true);
            assert_int_equal(l4_runs(&chip), high && !option ? 0 : 1);
        }
    }
}

/* The bounds of SRAM, by version and reading: bit N = inside under value N. */
static void test_stack_pointers(void **state)
{
    (void)state;
    static const struct {
        uint32_t word;
        uint8_t inside[L4_DUAL];
    } cases[] = {
        {0x1FFFFFFC, {0, 0, 0, 0}}, {0x20000000, {7, 7, 7, 7}},
        {0x20017FFC, {7, 7, 7, 7}}, {0x20018000, {5, 5, 5, 7}},
        {0x20018008, {0, 0, 0, 7}}, {0x20040000, {0, 0, 0, 5}},
        {0x20040008, {0, 0, 0, 0}}, {0x10000000, {0, 7, 4, 7}},
        {0x10008000, {0, 7, 4, 7}}, {0x10010000, {0, 0, 0, 7}},
        {0x10010008, {0, 0, 0, 0}}, {0xFFFFFFFF, {0, 0, 0, 0}},
    };
    for (unsigned which = 0; which < L4_DUAL; which += TEST_STRIDE) {
        for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++)
            for (unsigned sp = 0; sp < CHOICE_SP_VALUES; sp++) {
                banks(&l4_roms[which], CHOICE_SP, sp, NO_SP, 0xFFFFFFFF);
                on();
                l4_put(&chip, 0x08000000, cases[i].word);
                l4_jump(&chip, &l4_roms[which], true);
                if (l4_runs(&chip) != (cases[i].inside[which] >> sp & 1))
                    fail_msg("%s, sp=%u, 0x%08X", l4_roms[which].name, sp,
                             (unsigned)cases[i].word);
            }
    }
}

/* BFB2=1: the ROM runs at each reset, and maps the bank that it starts. With no
 * head it stays; at level 2 it does not. MEM_MODE is 0, the ROM is at 0. */
static void test_bfb2(void **state)
{
    (void)state;
    for (unsigned which = 0; which < L4_DUAL; which += TEST_STRIDE) {
        for (unsigned heads = 0; heads < 4; heads++) {
            for (unsigned bounce = 0; bounce < 2; bounce++) {
                const struct l4_rom *rom = &l4_roms[which];
                banks(rom, CHOICE_BOUNCE, bounce, heads & 1 ? APP_SP : NO_SP,
                      heads & 2 ? APP_SP : NO_SP);
                l4_option(&chip, 0, L4_BFB2);
                chip_power_on(&chip);
                unsigned want = heads & 2 ? 2 : heads & 1;
                assert_int_equal(l4_runs(&chip), want);
                assert_int_equal(rd(&chip, L4_MEMRMP), want == 2 ? FB_MODE : 0);
                assert_int_equal(l4_word(&chip, 4), rom->reset);
            }
        }
        banks(&l4_roms[which], 0, 0, NO_SP, NO_SP);
        l4_option(&chip, 0xFF, L4_BFB2 | 0xCC);
        chip_power_on(&chip);
        assert_int_equal(l4_runs(&chip), 1);
    }
}

/* What a bounce leaves, by the readings: the clock of SYSCFG, the stack
 * pointer, the RAM. */
static void test_hand_over(void **state)
{
    (void)state;
    enum { MARK = 0x12345678, LAST = 0x2000BFFC };
    for (unsigned which = 0; which < L4_DUAL; which += TEST_STRIDE) {
        const struct l4_rom *rom = &l4_roms[which];
        for (unsigned value = 0; value < 2; value++) {
            banks(rom, CHOICE_HAND_OVER, value, APP_SP, APP_SP);
            set_reading(CHOICE_STACK, value);
            set_reading(CHOICE_RAM, value ? CHOICE_RAM_ALL : CHOICE_RAM_OWN);
            on();
            l4_put(&chip, LAST, MARK);
            l4_put(&chip, rom->sp - 4, MARK);
            l4_jump(&chip, rom, false);
            host_wait(&chip, 40 * PS_PER_MS); /* 256 KB at 4 MHz */
            assert_int_equal(l4_runs(&chip), 2);
            assert_int_equal(rd(&chip, L4_APB2ENR), value ? 0 : 1);
            assert_int_equal(chip.cpu.r[CPU_SP], APP_SP + 8 * value);
            assert_int_equal(l4_word(&chip, LAST) == MARK, !value);
            assert_int_not_equal(l4_word(&chip, rom->sp - 4), MARK);
        }
    }
}

/* A word of two wrong bits in front of bank 2: the NMI is a fault, or the bank
 * is none. */
static void test_torn(void **state)
{
    (void)state;
    for (unsigned which = 0; which < L4_DUAL; which += TEST_STRIDE) {
        for (unsigned torn = 0; torn < 2; torn++) {
            banks(&l4_roms[which], CHOICE_TORN, torn, NO_SP, APP_SP);
            set_reading(CHOICE_FAULT, CHOICE_FAULT_HANG);
            l4_option(&chip, 0, L4_BFB2);
            l4_flash_ecc_set(&chip, L4_ECC_BAD, BANK2 - 0x08000000, true);
            chip_power_on(&chip);
            assert_int_equal(l4_runs(&chip), 0);
            uint32_t mhz = chip.clock.sysclk_hz / 1000000;
            assert_int_equal(mhz, torn ? l4_roms[which].mhz : 4);
        }
    }
}

/* With banks swapped and no head the ROM leaves them so, or not. */
static void test_fb_mode(void **state)
{
    (void)state;
    for (unsigned which = 0; which < L4_DUAL; which += TEST_STRIDE) {
        for (unsigned cleared = 0; cleared < 2; cleared++) {
            banks(&l4_roms[which], CHOICE_FB_MODE, cleared, NO_SP, NO_SP);
            on();
            wr(&chip, L4_APB2ENR, 1);
            wr(&chip, L4_MEMRMP, FB_MODE);
            l4_jump(&chip, &l4_roms[which], true);
            assert_int_equal(l4_runs(&chip), 0);
            assert_int_equal(rd(&chip, L4_MEMRMP), cleared ? 1 : FB_MODE | 1);
        }
    }
}

/* Level 2, by a jump that no bank stops. */
static void test_level2(void **state)
{
    (void)state;
    FOR_EACH_L4(rom)
    {
        for (unsigned back = 0; back < 2; back++) {
            l4_part(&chip, rom, CHOICE_RDP2, back);
            if (rom->banks == 2)
                l4_put(&chip, 0x08000000, NO_SP);
            l4_option(&chip, 0xFF, 0xCC);
            on();
            l4_jump(&chip, rom, true);
            assert_int_equal(l4_runs(&chip), back);
        }
    }
}

/* SYSCLK; who brings the vectors into use, by the reading. */
static void test_setup(void **state)
{
    (void)state;
    FOR_EACH_L4(rom)
    {
        for (unsigned remap = 0; remap < 4; remap++) {
            l4_part(&chip, rom, CHOICE_REMAP, remap);
            l4_put(&chip, 0x08000000, NO_SP);
            l4_power_on(&chip);
            wr(&chip, VTOR, 0x08000000);
            l4_jump(&chip, rom, false);
            l4_expect_ready(&chip, rom);
            assert_int_equal(chip.clock.sysclk_hz / 1000000, rom->mhz);
            assert_int_equal(rd(&chip, L4_MEMRMP) & 7,
                             remap == CHOICE_REMAP_SELF ? 1 : 0);
            uint32_t vtor = remap == CHOICE_REMAP_VTOR   ? ROM_BASE
                            : remap == CHOICE_REMAP_ZERO ? 0
                                                         : 0x08000000;
            assert_int_equal(rd(&chip, VTOR), vtor);
        }
    }
}

/* Without an LSE the L476 is deaf for 2.56 s; the others do not look. */
static void test_lse(void **state)
{
    (void)state;
    for (unsigned which = L4_V9_2; which < L4_V9_1_OLD; which++) {
        const struct l4_rom *rom = &l4_roms[which];
        l4_part(&chip, rom, 0, 0);
        chip.board.lse_hz = 0;
        chip.board.boot0 = true;
        chip_power_on(&chip);
        serial_open(&chip, U1, BAUD);
        if (which == L4_V9_2) {
            host_wait(&chip, 2540 * PS_PER_MS);
            send_bytes(&chip, U1, 0x7F);
            expect_silence(&chip, U1, 2);
            host_wait(&chip, 30 * PS_PER_MS);
        } else {
            host_wait(&chip, READY_MS * PS_PER_MS);
        }
        assert_int_equal(host_sync(&chip, U1), ACK);
    }
}

/* An empty part starts the ROM, and goes on so once it has been programmed, up
 * to the next power-on (L43x, L496). */
static void test_empty(void **state)
{
    (void)state;
    for (unsigned which = L4_V9_3; which <= L4_V9_1_FIXED; which++) {
        const struct l4_rom *rom = &l4_roms[which];
        l4_part(&chip, rom, 0, 0);
        l4_put(&chip, 0x08000000, 0xFFFFFFFF);
        chip_power_on(&chip);
        assert_int_equal(l4_runs(&chip), 0);
        assert_int_equal(rd(&chip, L4_MEMRMP), 0);
        l4_expect_ready(&chip, rom);
        l4_put(&chip, 0x08000000, APP_SP);
        chip_reset(&chip, RESET_PIN);
        /* The L496's looks for a bank whatever has started it. */
        assert_int_equal(l4_runs(&chip), rom->banks == 2);
        chip_power_on(&chip);
        assert_int_equal(l4_runs(&chip), 1);
    }
}

/* 0x7F on a pin, bit by bit: which ports select, and are they answered? */
static bool selects(const struct l4_rom *rom, unsigned port, unsigned tx)
{
    bool high = false, low = false; /* low after it was high */
    l4_part(&chip, rom, 0, 0);
    l4_put(&chip, 0x08000000, NO_SP);
    l4_power_on(&chip);
    l4_jump(&chip, rom, true);
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
    FOR_EACH_L4(rom)
    {
        assert_true(selects(rom, GPIO_A, 9));
        assert_true(selects(rom, GPIO_A, 2));
        if (rom->banks == 2)
            assert_true(selects(rom, GPIO_C, 10));
        assert_false(selects(rom, GPIO_B, 10));
    }
}

/* A watchdog with the shortest time that the ROM can slow down, 8 ms, does not
 * bite in an erase of 22 ms. */
static void test_watchdog(void **state)
{
    (void)state;
    FOR_EACH_L4(rom)
    {
        l4_part(&chip, rom, 0, 0);
        l4_put(&chip, 0x08000000, NO_SP);
        l4_power_on(&chip);
        wr(&chip, IWDG_KR, 0xCCCC);
        l4_jump(&chip, rom, true);
        l4_expect_ready(&chip, rom);
        wr(&chip, IWDG_KR, 0x5555);
        wr(&chip, IWDG_RLR, 10);
        host_wait(&chip, 10 * PS_PER_MS);
        unsigned resets = chip.reset.count;
        assert_int_equal(host_erase(&chip, U1, (const uint16_t[]){4}, 1), ACK);
        assert_int_equal(chip.reset.count, resets);
    }
}

/* `checks-sp`: an address whose first word is no stack pointer resets. */
static void test_go_checks_sp(void **state)
{
    (void)state;
    FOR_EACH_L4(rom)
    {
        for (unsigned go = 0; go < 4; go++) {
            l4_start(&chip, rom, CHOICE_GO, go);
            l4_put(&chip, 0x08000000, NO_SP);
            unsigned resets = chip.reset.count;
            assert_int_equal(host_go(&chip, U1, 0x08000000), ACK);
            host_wait(&chip, PS_PER_MS);
            bool checks = go == CHOICE_GO_CHECKS_SP &&
                          rom != &l4_roms[L4_V9_1_OLD]; /* it de-initialises */
            assert_int_equal(chip.reset.count - resets, checks);
        }
    }
}

/* The usual answer for an L4, as firmware: B1, clocks, remap, jump. It bounces
 * where banks are checked, unless a reading says that the remap counts. */
static void test_original(void **state)
{
    (void)state;
    static const struct {
        unsigned reading, value;
        bool stays;
    } cases[] = {
        {CHOICE_BOOT0, CHOICE_BOOT0_ALWAYS_0, false},
        {CHOICE_BOOT0, CHOICE_BOOT0_MEM_MODE, true},
        {CHOICE_BOOT0, CHOICE_BOOT0_PIN, false},
        {CHOICE_BFB2, CHOICE_BFB2_CONSULTED, true},
        {CHOICE_BOUNCE, CHOICE_BOUNCE_RESET, false},
    };
    struct image image;
    char error[IMAGE_ERROR_SIZE];
    if (!image_load(BOOT0_IMAGE_DIR "/original-l4.elf", &image, error))
        fail_msg("%s", error);
    FOR_EACH_L4(rom)
    {
        for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
            l4_part(&chip, rom, cases[i].reading, cases[i].value);
            for (size_t s = 0; s < image.segment_count; s++)
                assert_true(chip_poke(&chip, image.segments[s].address,
                                      image.segments[s].data,
                                      image.segments[s].size));
            chip.board.lse_hz = 0;
            chip_pin_drive(&chip, GPIO_C, 13, true);
            chip_power_on(&chip);
            host_wait(&chip, PS_PER_MS);
            chip_pin_drive(&chip, GPIO_C, 13, false);
            host_wait(&chip, 4 * PS_PER_MS);
            uint32_t pc = chip.cpu.r[CPU_PC];
            assert_int_equal(pc >= ROM_BASE && pc < ROM_BASE + ROM_BYTES,
                             cases[i].stays || rom->banks == 1);
        }
    }
    image_free(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bank_check),
        cmocka_unit_test(test_pin),
        cmocka_unit_test(test_stack_pointers),
        cmocka_unit_test(test_bfb2),
        cmocka_unit_test(test_hand_over),
        cmocka_unit_test(test_torn),
        cmocka_unit_test(test_fb_mode),
        cmocka_unit_test(test_level2),
        cmocka_unit_test(test_setup),
        cmocka_unit_test(test_lse),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_ports),
        cmocka_unit_test(test_watchdog),
        cmocka_unit_test(test_go_checks_sp),
        cmocka_unit_test(test_original),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
