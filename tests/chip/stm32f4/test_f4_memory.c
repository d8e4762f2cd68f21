/* SPDX-License-Identifier: MIT
 *
 * Memories of each part, the alias at 0, CCM data RAM, backup SRAM, SYSCFG,
 * bit-band, factory words, and the parts and boards by name.
 */
#include "chip/survivors.h"
#include "tests/chip/stm32f4/f4_fixture.h"

static struct chip chip;

/* DEV_ID, flash and SRAM: the last byte is there, the next is not. */
static void sizes(void **state)
{
    static const struct {
        const char *name;
        uint32_t flash_kb, sram_kb, dev_id;
    } parts[] = {
        {"stm32f401cb", 128, 64, 0x423},   {"stm32f401cc", 256, 64, 0x423},
        {"stm32f401cd", 384, 96, 0x433},   {"stm32f401re", 512, 96, 0x433},
        {"STM32F401VE", 512, 96, 0x433},   {"stm32f411cc", 256, 128, 0x431},
        {"stm32f411re", 512, 128, 0x431},  {"stm32f405rg", 1024, 128, 0x413},
        {"stm32f405oe", 512, 128, 0x413},  {"stm32f407vg", 1024, 128, 0x413},
        {"stm32f407zg", 1024, 128, 0x413}, {"stm32f407ig", 1024, 128, 0x413},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++) {
        uint32_t flash_end = 0x08000000 + parts[i].flash_kb * 1024;
        uint32_t sram_end = 0x20000000 + parts[i].sram_kb * 1024;
        f4_chip(&chip, parts[i].name);
        expect_rd(&chip, flash_end - 4, 0xFFFFFFFF);
        assert_true(rd_faults(&chip, flash_end, 4));
        wr(&chip, sram_end - 4, 0x12345678);
        expect_rd(&chip, sram_end - 4, 0x12345678);
        assert_true(rd_faults(&chip, sram_end, 4));
        assert_true(wr_faults(&chip, sram_end, 1, 0));
        assert_int_equal(rd16(&chip, 0x1FFF7A22), parts[i].flash_kb);
        assert_int_equal(rd(&chip, 0xE0042000) & 0xFFF, parts[i].dev_id);
        expect_rd(&chip, 0x1FFFC000, 0x5510AAEF);
        expect_rd(&chip, 0x1FFFC008, 0x80007FFF);
        assert_int_equal(rd(&chip, 0x1FFF7800), 0xFFFFFFFF);
        assert_false(rd_faults(&chip, 0x1FFF77FC, 4));
        assert_true(rd_faults(&chip, 0x1FFF7C00, 4));
        assert_true(rd_faults(&chip, 0x1FFEFFFC, 4));
    }
}

/* CCM data RAM is RAM like the first: random at power-on, kept by a reset, and
 * counted by what a reset leaves. An F401 has none. */
static void ccm_is_ram(void **state)
{
    (void)state;
    f4_chip(&chip, "stm32f405rg");
    assert_int_equal(survivors_ram_size(&chip), (128 + 64) * 1024);
    assert_int_not_equal(rd(&chip, 0x10000100), rd(&chip, 0x10000200));
    wr(&chip, 0x10000100, 0xDEADBEEF);
    uint64_t hash = survivors_ram_hash(&chip);
    wr(&chip, 0x10000100, 0xDEADBEEE);
    assert_true(survivors_ram_hash(&chip) != hash);
    chip_reset(&chip, RESET_SYSTEM);
    expect_rd(&chip, 0x10000100, 0xDEADBEEE);
    chip_reset(&chip, RESET_POWER);
    assert_int_not_equal(rd(&chip, 0x10000100), 0xDEADBEEE);
    f4_chip(&chip, "stm32f401re");
    assert_int_equal(survivors_ram_size(&chip), 96 * 1024);
    assert_true(rd_faults(&chip, 0x10000000, 4));
}

static void names(void **state)
{
    static const char *const wrong[] = {"stm32f401rg", "stm32f411rg",
                                        "stm32f405rc", "stm32f407rg",
                                        "stm32f446re", "stm32f401r",
                                        "stm32f401xe", "stm32f401re6",
                                        "stm32l073rz", ""};
    struct part part;
    (void)state;
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (f4_part_find(wrong[i], &part))
            fail_msg("there is no %s", wrong[i]);
    assert_true(f4_part_find("STM32F411CE", &part));
    assert_string_equal(part.name, "stm32f411ce");
}

/* MEM_MODE, by the pins and by software. */
static void alias_at_0(void **state)
{
    (void)state;
    f4_chip(&chip, "stm32f401re");
    f4_clocks(&chip);
    load_word(&chip, 0x1FFF0000, 0x20002E58);
    load_word(&chip, 0x20000000, 0x11223344);
    expect_rd(&chip, 0, FIXTURE_STACK);
    wr(&chip, SYSCFG_MEMRMP, 1);
    expect_rd(&chip, 0, 0x20002E58);
    wr(&chip, SYSCFG_MEMRMP, 3);
    expect_rd(&chip, 0, 0x11223344);
    wr(&chip, 4, 0x55667788);
    expect_rd(&chip, 0x20000004, 0x55667788);
    /* A reset looks at the pins again. */
    do_reset(&chip, RESET_SYSTEM);
    f4_clocks(&chip);
    expect_rd(&chip, SYSCFG_MEMRMP, 0);
    chip.board.boot0 = true;
    do_reset(&chip, RESET_PIN);
    f4_clocks(&chip);
    expect_rd(&chip, SYSCFG_MEMRMP, 1);
    chip_pin_drive(&chip, GPIO_B, 2, true); /* BOOT1 */
    do_reset(&chip, RESET_PIN);
    f4_clocks(&chip);
    expect_rd(&chip, SYSCFG_MEMRMP, 3);
    /* Without SYSCFGEN it reads 0, and keeps what it has. */
    wr(&chip, RCC_APB2ENR, 0);
    expect_rd(&chip, SYSCFG_MEMRMP, 0);
    wr(&chip, SYSCFG_MEMRMP, 1);
    f4_clocks(&chip);
    expect_rd(&chip, SYSCFG_MEMRMP, 3);
}

static void ccm(void **state)
{
    (void)state;
    f4_chip(&chip, "stm32f401re");
    f4_clocks(&chip);
    assert_true(rd_faults(&chip, 0x10000000, 4));
    f4_chip(&chip, "stm32f405rg");
    wr(&chip, 0x10000000, 0x12345678);
    wr8(&chip, 0x1000FFFF, 0x5A);
    expect_rd(&chip, 0x10000000, 0x12345678);
    assert_int_equal(rd8(&chip, 0x1000FFFF), 0x5A);
    assert_true(rd_faults(&chip, 0x10010000, 4));
    /* Nothing is executed from there. */
    assert_false(bus_fetch_window(&chip, 0x10000000));
    assert_true(bus_fetch_window(&chip, 0x20000000));
    /* Its clock is on after a reset; without it there is nothing. */
    modify(&chip, RCC_AHB1ENR, 1 << 20, 0);
    assert_true(rd_faults(&chip, 0x10000000, 4));
    modify(&chip, RCC_AHB1ENR, 0, 1 << 20);
    expect_rd(&chip, 0x10000000, 0x12345678);
    do_reset(&chip, RESET_SYSTEM);
    expect_rd(&chip, 0x10000000, 0x12345678);
}

static void backup_sram(void **state)
{
    (void)state;
    f4_chip(&chip, "stm32f405rg");
    f4_clocks(&chip);
    watch_firmware(&chip);
    wr(&chip, 0x40024000, 1);
    EXPECT_FIRMWARE(&chip, FIRMWARE_IGNORED, 0x40024000);
    unwatch(&chip);
    modify(&chip, PWR_CR, 0, 1 << 8);
    wr(&chip, 0x40024000, 0x12345678);
    wr16(&chip, 0x40024FFE, 0xBEEF);
    wr8(&chip, 0x40024001, 0x99);
    do_reset(&chip, RESET_SYSTEM);
    f4_clocks(&chip);
    expect_rd(&chip, 0x40024000, 0x12349978);
    assert_int_equal(rd16(&chip, 0x40024FFE), 0xBEEF);
    /* BDRST does not touch it; with the supply it is lost. */
    modify(&chip, PWR_CR, 0, 1 << 8);
    wr(&chip, RCC_BDCR, 1 << 16);
    wr(&chip, RCC_BDCR, 0);
    expect_rd(&chip, 0x40024000, 0x12349978);
    do_reset(&chip, RESET_POWER);
    f4_clocks(&chip);
    assert_int_not_equal(rd(&chip, 0x40024000), 0x12349978);
}

/* The regulator that BRE starts keeps it in Standby. */
static void backup_sram_in_standby(void **state)
{
    (void)state;
    for (unsigned kept = 0; kept < 2; kept++) {
        f4_chip(&chip, "stm32f407vg");
        f4_clocks(&chip);
        wr(&chip, PWR_CSR, 1 << 9); /* BRE, without DBP */
        expect_rd(&chip, PWR_CSR, 0);
        modify(&chip, PWR_CR, 0, 1 << 8);
        wr(&chip, PWR_CSR, kept ? 1 << 9 : 0);
        expect_rd(&chip, PWR_CSR, kept ? 1 << 9 | 1 << 3 : 0); /* BRR */
        wr(&chip, 0x40024010, 0x12345678);
        do_reset(&chip, RESET_STANDBY);
        f4_clocks(&chip);
        assert_int_equal(rd(&chip, 0x40024010) == 0x12345678, kept);
        assert_int_equal(rd(&chip, PWR_CSR) >> 9 & 1, kept);
    }
    f4_chip(&chip, "stm32f401re"); /* has none */
    f4_clocks(&chip);
    modify(&chip, PWR_CR, 0, 1 << 8);
    wr(&chip, PWR_CSR, 1 << 9);
    expect_rd(&chip, PWR_CSR, 0);
}

/* At level 1 it is closed for what does not start from flash. */
static void backup_sram_is_protected(void **state)
{
    (void)state;
    f4_chip(&chip, "stm32f405rg");
    load_word(&chip, 0x20000000, 0x20001000);
    load_word(&chip, 0x20000004, SLEEP_CODE | 1);
    load_word(&chip, 0x1FFFC000, 0x55AA55AA); /* RDP: 0x55 */
    for (unsigned from_sram = 0; from_sram < 2; from_sram++) {
        chip.board.boot0 = from_sram;
        chip_pin_drive(&chip, GPIO_B, 2, true); /* BOOT1 */
        do_reset(&chip, RESET_PIN);
        f4_clocks(&chip);
        expect_rd(&chip, SYSCFG_MEMRMP, from_sram ? 3 : 0);
        modify(&chip, PWR_CR, 0, 1 << 8);
        assert_int_equal(rd_faults(&chip, 0x40024000, 4), from_sram);
        assert_int_equal(wr_faults(&chip, 0x40024000, 4, 1), from_sram);
    }
}

/* What NRST leaves, and what a dip of the supply leaves of that. */
static void survivors(void **state)
{
    enum { BRE = 1 << 9, LSEON = 1 };
    static const struct {
        uint32_t address, value;
        bool pin, dip; /* whether it counts */
    } cases[] = {
        {0x40024000, 7, true, true}, /* backup SRAM */
        {0x40002850, 7, true, false},
        {PWR_CSR, BRE, true, false},
        {RCC_BDCR, LSEON, true, false},
        {RCC_CSR, 1 << 24, true, false}, /* RMVF */
        {GPIOA + GPIO_ODR, 1, false, false},
    };
    (void)state;
    f4_chip(&chip, "stm32f407vg");
    f4_clocks(&chip);
    modify(&chip, PWR_CR, 0, 1 << 8);
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t pin = survivors_hash(&chip, RESET_PIN);
        uint64_t dip = survivors_hash(&chip, RESET_DIP);
        wr(&chip, cases[i].address, cases[i].value);
        if ((survivors_hash(&chip, RESET_PIN) != pin) != cases[i].pin ||
            (survivors_hash(&chip, RESET_DIP) != dip) != cases[i].dip)
            fail_msg("0x%08X", (unsigned)cases[i].address);
    }
    uint64_t power = survivors_hash(&chip, RESET_POWER);
    wr(&chip, 0x40024000, 8);
    assert_true(survivors_hash(&chip, RESET_POWER) == power);
}

/* --- SYSCFG --- */

static void syscfg(void **state)
{
    enum { PMC = 0x40013804, EXTICR4 = 0x40013814, CMPCR = 0x40013820 };
    static const struct {
        const char *part;
        uint32_t pmc;
    } parts[] = {
        {"stm32f401re", 1 << 16}, /* ADC1DC2 */
        {"stm32f407vg", 1 << 23}, /* MII_RMII_SEL */
    };
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        f4_chip(&chip, parts[i].part);
        f4_clocks(&chip);
        wr(&chip, PMC, 0xFFFFFFFF);
        expect_rd(&chip, PMC, parts[i].pmc);
        wr(&chip, EXTICR4, 0xFFFFFFFF);
        expect_rd(&chip, EXTICR4, 0xFFFF);
        /* The compensation cell is ready when it is on. */
        expect_rd(&chip, CMPCR, 0);
        wr(&chip, CMPCR, 0xFFFFFFFF);
        expect_rd(&chip, CMPCR, 1 << 8 | 1);
        wr(&chip, CMPCR, 0);
        expect_rd(&chip, CMPCR, 0);
        /* SYSCFGRST gives back what the pins selected. */
        wr(&chip, SYSCFG_MEMRMP, 3);
        assert_int_equal(map_of(&chip)->mem_mode(&chip), 3);
        wr(&chip, RCC_APB2RSTR, 1 << 14);
        wr(&chip, RCC_APB2RSTR, 0);
        expect_rd(&chip, SYSCFG_MEMRMP, 0);
        assert_int_equal(map_of(&chip)->mem_mode(&chip), 0);
        expect_rd(&chip, EXTICR4, 0);
    }
}

/* --- bit-band --- */

static uint32_t sram_alias(uint32_t address, unsigned bit)
{
    return 0x22000000 + (address - 0x20000000) * 32 + bit * 4;
}

static uint32_t peripheral_alias(uint32_t address, unsigned bit)
{
    return 0x42000000 + (address - 0x40000000) * 32 + bit * 4;
}

static void bits_of_sram(void **state)
{
    (void)state;
    f4_chip(&chip, "stm32f401re");
    wr(&chip, 0x20000040, 0xA5A5A5A5);
    for (unsigned bit = 0; bit < 32; bit++)
        expect_rd(&chip, sram_alias(0x20000040, bit), 0xA5A5A5A5 >> bit & 1);
    wr(&chip, sram_alias(0x20000040, 1), 0xFFFFFFFF);
    wr(&chip, sram_alias(0x20000040, 31), 0xFFFFFFFE); /* bit 0 counts */
    wr8(&chip, sram_alias(0x20000040, 9), 1);
    wr16(&chip, sram_alias(0x20000040, 20), 1);
    expect_rd(&chip, 0x20000040, 0x25B5A7A7);
    assert_int_equal(rd8(&chip, sram_alias(0x20000043, 5)), 1);
    /* Behind the end of SRAM the alias is a fault, as the SRAM is. */
    assert_true(rd_faults(&chip, sram_alias(0x20018000, 0), 4));
    assert_true(wr_faults(&chip, sram_alias(0x20018000, 0), 4, 1));
}

/* A read-modify-write with all its effects, also of registers where that is a
 * mistake. */
static void bits_of_registers(void **state)
{
    (void)state;
    f4_chip(&chip, "stm32f401re");
    wr(&chip, peripheral_alias(RCC_AHB1ENR, 0), 1);
    expect_rd(&chip, RCC_AHB1ENR, 1);
    wr(&chip, peripheral_alias(GPIOA + GPIO_ODR, 5), 1);
    wr(&chip, peripheral_alias(GPIOA + GPIO_ODR, 3), 1);
    expect_rd(&chip, GPIOA + GPIO_ODR, 0x28);
    wr(&chip, peripheral_alias(GPIOA + GPIO_ODR, 5), 0);
    expect_rd(&chip, GPIOA + GPIO_ODR, 0x08);
    expect_rd(&chip, peripheral_alias(RCC_CR, 1), 1);
    expect_rd(&chip, peripheral_alias(RCC_CR, 25), 0);
    /* The HAL's way to switch the PLL on, and to write DBP. */
    wr(&chip, peripheral_alias(RCC_CR, 24), 1);
    assert_true(rd(&chip, RCC_CR) & 1 << 24);
    wr(&chip, RCC_APB1ENR, 1 << 28);
    wr(&chip, peripheral_alias(PWR_CR, 8), 1);
    expect_rd(&chip, PWR_CR, 0x8100);
    /* The whole EXTI_PR is written back: every pending bit falls. */
    wr(&chip, 0x40013C00, 3);
    wr(&chip, 0x40013C10, 3);
    expect_rd(&chip, 0x40013C14, 3);
    wr(&chip, peripheral_alias(0x40013C14, 0), 1);
    expect_rd(&chip, 0x40013C14, 0);
}

/* An L0 has none. */
static void not_on_the_l0(void **state)
{
    (void)state;
    fixture_chip(&chip);
    assert_true(rd_faults(&chip, 0x22000000, 4));
}

/* --- boards --- */

static void boards(void **state)
{
    (void)state;
    assert_null(boards_find("nucleo-f405rg"));
    for (unsigned i = 0; i < F4_BOARDS; i++) {
        const struct board_info *board = &f4_boards[i];
        struct part part;
        assert_ptr_equal(boards_find(board->name), board);
        assert_true(f4_part_find(board->part, &part));
        f4_chip(&chip, board->part);
        boards_wire(board, &chip.board);
        chip_reset(&chip, RESET_POWER);
        f4_clocks(&chip);
        assert_int_equal(rd(&chip, SYSCFG_MEMRMP), 0);
        /* HSE starts as the board has it. */
        modify(&chip, RCC_CR, 0, board->hse_bypass ? 1 << 18 : 0);
        modify(&chip, RCC_CR, 0, 1 << 16);
        run_us(&chip, 3000);
        assert_true(rd(&chip, RCC_CR) & 1 << 17);
        wr(&chip, RCC_CFGR, 1);
        assert_int_equal(chip.clock.sysclk_hz, board->hse_hz);
        /* The button: released high, or floating until it has a pull. */
        uint32_t gpio = GPIOA + 0x400 * board->button.port;
        unsigned pin = board->button.number;
        if (!board->button_pull_up)
            modify(&chip, gpio + 0x0C, 3u << 2 * pin, 1u << 2 * pin);
        assert_true(rd(&chip, gpio + GPIO_IDR) >> pin & 1);
        chip_pin_drive(&chip, board->button.port, pin, false);
        assert_false(rd(&chip, gpio + GPIO_IDR) >> pin & 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes),
        cmocka_unit_test(names),
        cmocka_unit_test(alias_at_0),
        cmocka_unit_test(ccm),
        cmocka_unit_test(backup_sram),
        cmocka_unit_test(backup_sram_in_standby),
        cmocka_unit_test(backup_sram_is_protected),
        cmocka_unit_test(survivors),
        cmocka_unit_test(syscfg),
        cmocka_unit_test(bits_of_sram),
        cmocka_unit_test(bits_of_registers),
        cmocka_unit_test(ccm_is_ram),
        cmocka_unit_test(not_on_the_l0),
        cmocka_unit_test(boards),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
