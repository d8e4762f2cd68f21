/* SPDX-License-Identifier: MIT
 *
 * What starts an STM32L4, and from where: clocks, resets, boot selection,
 * memories, low power.
 */
#include "tests/chip/chip_fixture.h"
#include "tests/chip/stm32l4/l4_fixture.h"

static struct chip chip;

static void open_part(const char *name)
{
    l4_chip(&chip, name);
    l4_clocks(&chip);
    sleep_core(&chip);
}

/* --- clocks --- */

static void expect_hclk(uint32_t hz)
{
    assert_int_equal(chip.clock.hclk_hz, hz);
}

static void msi(void **state)
{
    static const uint32_t khz[] = {100,  200,  400,   800,   1000,  2000,
                                   4000, 8000, 16000, 24000, 32000, 48000};
    (void)state;
    l4_chip(&chip, "stm32l476rg");
    expect_rd(&chip, RCC_CR, 0x63);
    expect_hclk(4000000);
    /* Without MSIRGSEL the range of CSR counts. */
    wr(&chip, RCC_CR, 0xB1);
    expect_hclk(4000000);
    wr(&chip, FLASH_ACR, 0x602);
    for (uint32_t i = 0; i < 12; i++) {
        wr(&chip, RCC_CR, i << 4 | 9);
        expect_hclk(khz[i] * 1000);
    }
    watch_firmware(&chip);
    wr(&chip, RCC_CR, 12 << 4 | 9);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, RCC_CR);
    expect_hclk(48000000);
    unwatch(&chip);
    wr(&chip, RCC_CR, 0xB1); /* MSIRGSEL cannot be cleared */
    expect_rd(&chip, RCC_CR, 0xBB);
    do_reset(&chip, RESET_SYSTEM);
    expect_rd(&chip, RCC_CR, 0x63);
    expect_hclk(4000000);
}

/* 80 MHz as ST's examples make them; PLLREN is what SYSCLK needs. */
static void pll(void **state)
{
    (void)state;
    l4_chip(&chip, "stm32l476rg");
    watch_firmware(&chip);
    wr(&chip, FLASH_ACR, 0x704);
    wr(&chip, RCC_PLLCFGR, 40 << 8 | 1); /* MSI, M 1, N 40, R 2 */
    modify(&chip, RCC_CR, 0, 1 << 24);
    run_us(&chip, 20);
    assert_true(rd(&chip, RCC_CR) & 1 << 25);
    wr(&chip, RCC_CFGR, 3);
    expect_rd(&chip, RCC_CFGR, 3);
    modify(&chip, RCC_PLLCFGR, 0, 1 << 24);
    expect_rd(&chip, RCC_CFGR, 0xF);
    expect_hclk(80000000);
    assert_int_equal(chip.events.count, 0);
    /* The rest of PLLCFGR waits until it is off. */
    modify(&chip, RCC_PLLCFGR, 0x7F00, 20 << 8);
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, RCC_PLLCFGR);
    expect_hclk(80000000);
    wr(&chip, RCC_CFGR, 3 | 8 << 4 | 4 << 8 | 5 << 11);
    expect_hclk(40000000);
    assert_int_equal(chip.clock.pclk1_hz, 20000000);
    assert_int_equal(chip.clock.pclk2_hz, 10000000);
    unwatch(&chip);
}

/* As read on a NUCLEO-L476RG: HSERDY stays 0 without HSEBYP, and the PLL waits
 * for it. */
static void hse(void **state)
{
    (void)state;
    l4_chip(&chip, "stm32l476rg");
    modify(&chip, RCC_CR, 0, 1 << 16);
    run_us(&chip, 10000);
    wr(&chip, RCC_PLLCFGR, 20 << 8 | 3 | 1 << 24);
    modify(&chip, RCC_CR, 0, 1 << 24);
    wr(&chip, RCC_CFGR, 3);
    run_us(&chip, 10000);
    expect_rd(&chip, RCC_CR, 0x01010063);
    expect_rd(&chip, RCC_CFGR, 3);
    l4_chip(&chip, "stm32l476rg");
    modify(&chip, RCC_CR, 0, 1 << 18);
    modify(&chip, RCC_CR, 0, 1 << 16);
    run_us(&chip, 10);
    wr(&chip, RCC_CFGR, 2);
    expect_rd(&chip, RCC_CFGR, 0xA);
    expect_hclk(8000000);
}

static void expect_rule(enum clock_rule rule, uint32_t hz, uint32_t limit)
{
    unsigned found = 0;
    for (uint32_t i = 0; i < chip.events.count; i++) {
        const struct event_firmware *firmware = &chip.events.list[i].firmware;
        found += firmware->rule == rule && firmware->hz == hz &&
                 firmware->limit_hz == limit;
    }
    assert_int_equal(found, 1);
    chip.events.count = 0;
}

static void limits(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    watch_firmware(&chip);
    wr(&chip, RCC_CR, 9 << 4 | 9); /* 24 MHz without wait states */
    expect_rule(CLOCK_HCLK, 24000000, 16000000);
    wr(&chip, FLASH_ACR, 0x601);
    assert_int_equal(chip.events.count, 0);
    wr(&chip, PWR_CR1, 0x400); /* range 2 */
    expect_rule(CLOCK_HCLK, 24000000, 12000000);
    wr(&chip, FLASH_ACR, 0x603);
    assert_int_equal(chip.events.count, 0);
    wr(&chip, RCC_CR, 11 << 4 | 9);
    expect_rule(CLOCK_SYSCLK, 48000000, 26000000);
    /* Range 1 counts when VOSF has fallen. */
    wr(&chip, PWR_CR1, 0x200);
    chip.events.count = 0;
    expect_rd(&chip, PWR_SR2, 0x500);
    unwatch(&chip);
    run_us(&chip, 25);
    expect_rd(&chip, PWR_SR2, 0x100);
    watch_firmware(&chip);
    wr(&chip, FLASH_ACR, 0x602);
    assert_int_equal(chip.events.count, 0);
    unwatch(&chip);
}

/* LSI, HSI16, HSI48 and their interrupts; MSIPLLEN needs LSE. */
static void oscillators(void **state)
{
    (void)state;
    open_part("stm32l432kc");
    wr(&chip, RCC_CIER, 0x409); /* LSI, HSI16, HSI48 */
    wr(&chip, RCC_CSR, 1);
    modify(&chip, RCC_CR, 0, 1 << 8);
    wr(&chip, RCC_CRRCR, 1);
    run_us(&chip, 120);
    assert_int_equal(rd(&chip, RCC_CSR) & 3, 3);
    assert_true(rd(&chip, RCC_CR) & 1 << 10);
    expect_rd(&chip, RCC_CRRCR, 3);
    expect_rd(&chip, RCC_CIFR, 0x409);
    assert_true(rd(&chip, 0xE000E200) >> L4_IRQ_RCC & 1);
    wr(&chip, RCC_CICR, 0x409);
    expect_rd(&chip, RCC_CIFR, 0);
    modify(&chip, RCC_CR, 0, 4);
    assert_false(rd(&chip, RCC_CR) & 4);
    modify(&chip, PWR_CR1, 0, 1 << 8);
    wr(&chip, RCC_BDCR, 1);
    run_ps(&chip, 2100 * PS_PER_MS);
    expect_rd(&chip, RCC_BDCR, 3);
    modify(&chip, RCC_CR, 0, 4);
    assert_true(rd(&chip, RCC_CR) & 4);
    wr(&chip, RCC_BDCR, 0);
    assert_false(rd(&chip, RCC_CR) & 4);
    open_part("stm32l476rg"); /* no HSI48 */
    wr(&chip, RCC_CRRCR, 1);
    expect_rd(&chip, RCC_CRRCR, 0);
}

/* The PLLs' outputs for 48 MHz, by CLK48SEL; the RNG sees them. */
static void clock_48(void **state)
{
    enum { QEN = 1 << 20, PLLSAI1CFGR = 0x40021010, CECS = 2 };
    static const struct {
        uint32_t select, pll, pllsai1;
        bool clock;
    } cases[] = {
        {0, QEN, QEN, false}, {1, 0, QEN, true},  {1, QEN, 0, false},
        {2, QEN, 0, true},    {2, 0, QEN, false}, {3, 0, 0, false},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        open_part("stm32l476rg");
        modify(&chip, RCC_CR, 0, 1 << 8); /* HSI16; MSI is off for 3 */
        run_us(&chip, 10);
        wr(&chip, RCC_CFGR, 1);
        modify(&chip, RCC_CR, 1, 0);
        wr(&chip, RCC_PLLCFGR, 2 | 1 << 4 | 24 << 8 | 1 << 21 | cases[i].pll);
        wr(&chip, PLLSAI1CFGR, 24 << 8 | 1 << 21 | cases[i].pllsai1);
        modify(&chip, RCC_CR, 0, 1 << 24 | 1 << 26);
        run_us(&chip, 20);
        wr(&chip, RCC_CCIPR, cases[i].select << 26);
        wr(&chip, 0x50060800, 4);
        run_us(&chip, 10);
        if (!(rd(&chip, 0x50060804) & CECS) != cases[i].clock)
            fail_msg("row %u", i);
    }
}

/* A PLL below its range, and one whose input is. */
static void slow_plls(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    watch_firmware(&chip);
    wr(&chip, RCC_PLLCFGR, 8 << 8 | 1); /* 4 MHz * 8 */
    modify(&chip, RCC_CR, 0, 1 << 24);
    assert_int_equal(run_us(&chip, 20), STOP_EVENT);
    expect_rule(CLOCK_PLL_VCO_LOW, 32000000, 64000000);
    unwatch(&chip);
    open_part("stm32l476rg");
    watch_firmware(&chip);
    wr(&chip, RCC_PLLCFGR, 40 << 8 | 3 << 4 | 1); /* 4 MHz / 4 * 40 */
    modify(&chip, RCC_CR, 0, 1 << 24);
    assert_int_equal(run_us(&chip, 20), STOP_EVENT);
    expect_rule(CLOCK_PLL_IN_LOW, 1000000, 4000000);
    unwatch(&chip);
    /* PLLN 7 and 87 do not lock. */
    for (uint32_t n = 7; n <= 87; n += 80) {
        open_part("stm32l476rg");
        wr(&chip, RCC_PLLCFGR, n << 8 | 1);
        modify(&chip, RCC_CR, 0, 1 << 24);
        run_us(&chip, 1000);
        assert_false(rd(&chip, RCC_CR) & 1 << 25);
    }
}

/* MSI, off and on again, is ready after 5 us; the trims are kept, the
 * calibrations are read-only. */
static void msi_off(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    modify(&chip, RCC_CR, 0, 1 << 8);
    run_us(&chip, 10);
    wr(&chip, RCC_CFGR, 1);
    modify(&chip, RCC_CR, 1, 0);
    assert_false(rd(&chip, RCC_CR) & 2);
    uint64_t begin = clock_ps(&chip);
    modify(&chip, RCC_CR, 0, 1);
    EXPECT_CHANGE(&chip, begin + 5 * PS_PER_US, RCC_CR, 2, 0, 2);
    wr(&chip, 0x40021004, 0xFFFFFFFF); /* ICSCR */
    expect_rd(&chip, 0x40021004, 0x1F6EFF82);
    wr(&chip, 0x40021004, 0);
    expect_rd(&chip, 0x40021004, 0x006E0082);
    assert_false(map_of(&chip)->hse_bypass(&chip));
    modify(&chip, RCC_CR, 0, 1 << 18);
    assert_true(map_of(&chip)->hse_bypass(&chip));
}

/* --- resets --- */

static void reset_flags(void **state)
{
    static const struct {
        enum reset_kind kind;
        uint32_t csr;
    } flags[] = {
        {RESET_PIN, 0x04000600},       {RESET_SYSTEM, 0x14000600},
        {RESET_IWDG, 0x24000600},      {RESET_WWDG, 0x44000600},
        {RESET_LOW_POWER, 0x84000600}, {RESET_OPTION, 0x06000600},
        {RESET_DIP, 0x0C000600},       {RESET_POWER, 0x0C000600},
    };
    (void)state;
    l4_chip(&chip, "stm32l476rg");
    expect_rd(&chip, RCC_CSR, 0x0C000600);
    for (unsigned i = 0; i < sizeof flags / sizeof *flags; i++) {
        wr(&chip, RCC_CSR, 1 << 23);
        expect_rd(&chip, RCC_CSR, 0x00000600); /* RMVF reads 0 */
        do_reset(&chip, flags[i].kind);
        expect_rd(&chip, RCC_CSR, flags[i].csr);
    }
    wr(&chip, RCC_CSR, 1 << 23);
    do_reset(&chip, RESET_SYSTEM);
    do_reset(&chip, RESET_IWDG);
    expect_rd(&chip, RCC_CSR, 0x34000600);
}

/* What a system reset keeps: the backup domain, SRAM, DBGMCU_CR. */
static void system_reset(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    wr(&chip, RCC_BDCR, 1); /* DBP=0 */
    expect_rd(&chip, RCC_BDCR, 0);
    modify(&chip, PWR_CR1, 0, 1 << 8);
    wr(&chip, RCC_BDCR, 1 | 2 << 8 | 1 << 15);
    wr(&chip, RCC_BDCR, 1 | 1 << 8 | 1 << 15); /* RTCSEL is taken once */
    for (uint32_t i = 0; i < 32; i++)
        wr(&chip, 0x40002850 + 4 * i, 0xB0000000 + i);
    wr(&chip, 0x400028D0, 1);
    expect_rd(&chip, 0x400028D0, 0);
    wr(&chip, 0xE0042004, 7);
    load_word(&chip, 0x20000000, 0x11111111);
    load_word(&chip, 0x10007FFC, 0x22222222);
    do_reset(&chip, RESET_SYSTEM);
    assert_int_equal(rd(&chip, RCC_BDCR), 1 | 2 << 8 | 1 << 15);
    expect_rd(&chip, 0x400028CC, 0xB000001F);
    expect_rd(&chip, 0xE0042004, 7);
    expect_rd(&chip, 0x20000000, 0x11111111);
    expect_rd(&chip, 0x10007FFC, 0x22222222);
    expect_rd(&chip, PWR_CR1, 0);
    l4_clocks(&chip);
    modify(&chip, PWR_CR1, 0, 1 << 8);
    wr(&chip, RCC_BDCR, 1 << 16);
    wr(&chip, RCC_BDCR, 0);
    expect_rd(&chip, 0x400028CC, 0);
    /* SRAM2_RST=0 erases SRAM2. */
    load_word(&chip, 0x10007FFC, 0x22222222);
    l4_options(&chip, 1 << 25, 0);
    load_word(&chip, 0x10007FFC, 0x22222222);
    do_reset(&chip, RESET_SYSTEM);
    expect_rd(&chip, 0x10007FFC, 0);
    expect_rd(&chip, 0x20000000, 0x11111111);
    do_reset(&chip, RESET_POWER);
    expect_rd(&chip, 0xE0042004, 0);
    assert_int_not_equal(rd(&chip, 0x20000000), 0x11111111);
    assert_int_not_equal(rd(&chip, 0x10007FFC), 0);
}

/* --- boot selection --- */

enum { FLASH, ROM, SRAM };

static const struct boot {
    const char *part;
    bool pin, empty;
    uint32_t clear, set; /* of OPTR */
    unsigned mem_mode, where;
} boots[] = {
    {"stm32l476rg", false, false, 0, 0, 0, FLASH},
    {"stm32l476rg", true, false, 0, 0, 1, ROM},
    {"stm32l476rg", true, false, 1 << 23, 0, 3, SRAM},
    {"stm32l476rg", false, false, 0, 1 << 20, 0, ROM}, /* BFB2 */
    {"stm32l476rg", true, false, 0, 1 << 20, 1, ROM},
    {"stm32l476rg", true, false, 1 << 23, 1 << 20, 3, SRAM},
    {"stm32l476rg", false, true, 0, 0, 0, FLASH},
    /* nSWBOOT0 and nBOOT0 are reserved there. */
    {"stm32l476rg", false, false, 1 << 26 | 1 << 27, 0, 0, FLASH},
    {"stm32l496zg", false, false, 0, 0, 0, FLASH},
    {"stm32l496zg", true, false, 0, 0, 1, ROM},
    {"stm32l496zg", true, false, 1 << 26, 0, 0, FLASH},
    {"stm32l496zg", false, false, 1 << 26 | 1 << 27, 0, 1, ROM},
    {"stm32l496zg", false, false, 1 << 26 | 1 << 27 | 1 << 23, 0, 3, SRAM},
    {"stm32l496zg", false, false, 0, 1 << 20, 0, ROM},
    {"stm32l496zg", false, true, 0, 0, 0, ROM},
    {"stm32l496zg", false, true, 1 << 26, 0, 0, ROM},
    {"stm32l432kc", false, false, 0, 0, 0, FLASH},
    {"stm32l432kc", true, false, 0, 0, 1, ROM},
    {"stm32l432kc", false, true, 0, 0, 0, ROM},
    {"stm32l432kc", false, true, 1 << 26, 0, 0, FLASH},
    {"stm32l432kc", false, false, 1 << 26 | 1 << 27, 0, 1, ROM},
    {"stm32l432kc", false, false, 0, 1 << 20, 0, FLASH}, /* no BFB2 */
};

static void load_vectors(uint32_t address, uint32_t reset)
{
    static const uint16_t idle[] = {0xE7FE};
    load_word(&chip, address, 0x20002000);
    load_word(&chip, address + 4, reset | 1);
    load_code(&chip, reset, idle, 1);
}

static void boot_selection(void **state)
{
    static const uint32_t bases[] = {0x08000000, 0x1FFF0000, 0x20000000};
    (void)state;
    for (unsigned i = 0; i < sizeof boots / sizeof *boots; i++) {
        const struct boot *boot = &boots[i];
        l4_chip(&chip, boot->part);
        for (unsigned j = 0; j < 3; j++)
            load_vectors(bases[j], bases[j] + 0x200);
        l4_options(&chip, boot->clear, boot->set);
        chip.board.boot0 = boot->pin;
        if (boot->empty) {
            load_word(&chip, 0x08000000, 0xFFFFFFFF);
            do_reset(&chip, RESET_OPTION);
        }
        do_reset(&chip, RESET_SYSTEM);
        wr(&chip, RCC_APB2ENR, 1);
        rd(&chip, RCC_APB2ENR);
        if (chip.cpu.r[CPU_PC] != bases[boot->where] + 0x200 ||
            rd(&chip, 4) != (bases[boot->where] + 0x200) + 1u ||
            rd(&chip, SYSCFG_MEMRMP) != boot->mem_mode)
            fail_msg("row %u: pc 0x%08X, word 4 0x%08X, MEMRMP 0x%08X", i,
                     (unsigned)chip.cpu.r[CPU_PC], (unsigned)rd(&chip, 4),
                     (unsigned)rd(&chip, SYSCFG_MEMRMP));
    }
}

/* BFB2 leaves system memory at 0, also with FB_MODE; MEM_MODE is what software
 * makes of it until the next reset. */
static void remap(void **state)
{
    (void)state;
    l4_chip(&chip, "stm32l476rg");
    load_word(&chip, 0x1FFF0010, 0x1FFF6145);
    l4_options(&chip, 0, 1 << 20);
    wr(&chip, RCC_APB2ENR, 1);
    rd(&chip, RCC_APB2ENR);
    wr(&chip, SYSCFG_MEMRMP, 1 << 8);
    expect_rd(&chip, 0x10, 0x1FFF6145);
    l4_chip(&chip, "stm32l476rg");
    load_word(&chip, 0x1FFF0010, 0x1FFF6145);
    load_word(&chip, 0x20000010, 0x12345678);
    wr(&chip, SYSCFG_MEMRMP, 1); /* no clock */
    expect_rd(&chip, 0x10, FIXTURE_IDLE | 1);
    wr(&chip, RCC_APB2ENR, 1);
    rd(&chip, RCC_APB2ENR);
    wr(&chip, SYSCFG_MEMRMP, 1);
    expect_rd(&chip, 0x10, 0x1FFF6145);
    wr(&chip, SYSCFG_MEMRMP, 3);
    expect_rd(&chip, 0x10, 0x12345678);
    do_reset(&chip, RESET_SYSTEM);
    expect_rd(&chip, 0x10, FIXTURE_IDLE | 1);
}

/* --- memories --- */

static void memories(void **state)
{
    static const struct {
        const char *part;
        uint32_t flash, sram, sram2; /* the first address behind each */
        uint32_t alias;              /* of SRAM2; 0 = none */
        uint32_t idcode;
    } parts[] = {
        {"stm32l476rg", 0x08100000, 0x20018000, 0x10008000, 0, 0x10076415},
        {"stm32l475rc", 0x08040000, 0x20018000, 0x10008000, 0, 0x10076415},
        {"stm32l496zg", 0x08100000, 0x20050000, 0x10010000, 0x20040000,
         0x20006461},
        {"stm32l432kc", 0x08040000, 0x20010000, 0x10004000, 0x2000C000,
         0x10016435},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++) {
        l4_chip(&chip, parts[i].part);
        assert_false(rd_faults(&chip, parts[i].flash - 4, 4));
        assert_true(rd_faults(&chip, parts[i].flash, 4));
        assert_true(rd_faults(&chip, parts[i].sram, 4));
        assert_true(rd_faults(&chip, parts[i].sram2, 4));
        wr(&chip, parts[i].sram - 4, 1);
        wr(&chip, 0x10000000, 0x600DF00D);
        expect_rd(&chip, 0x10000000, 0x600DF00D);
        if (parts[i].alias)
            expect_rd(&chip, parts[i].alias, 0x600DF00D);
        expect_rd(&chip, 0xE0042000, parts[i].idcode);
        expect_rd(&chip, 0x1FFF75E0,
                  0xFFFF0000 | (parts[i].flash - FLASH_BASE) / 1024);
        wr(&chip, 0x22000004, 1); /* bit 1 */
        assert_true(rd(&chip, 0x20000000) & 2);
        /* Keys, then the erase. */
        wr(&chip, RCC_APB2ENR, 1);
        rd(&chip, RCC_APB2ENR);
        wr(&chip, SYSCFG_SCSR, 1);
        expect_rd(&chip, 0x10000000, 0x600DF00D);
        wr(&chip, SYSCFG_SKR, 0xCA);
        wr(&chip, SYSCFG_SKR, 0x53);
        wr(&chip, SYSCFG_SCSR, 1);
        expect_rd(&chip, SYSCFG_SCSR, 2);
        run_us(&chip, 5000);
        expect_rd(&chip, SYSCFG_SCSR, 0);
        expect_rd(&chip, 0x10000000, 0);
        expect_rd(&chip, parts[i].sram2 - 4, 0);
    }
}

/* --- SYSCFG, VREFBUF, COMP --- */

enum {
    SYSCFG_CFGR1 = 0x40010004,
    SYSCFG_EXTICR4 = 0x40010014,
    SYSCFG_CFGR2 = 0x4001001C,
    SYSCFG_SWPR = 0x40010020,
    SYSCFG_SWPR2 = 0x40010028,
    VREFBUF_CSR = 0x40010030,
    VREFBUF_CCR = 0x40010034,
    COMP1_CSR = 0x40010200,
    COMP2_CSR = 0x40010204
};

/* Whether a store is reported, as if it were the first to the register. */
static bool reports(uint32_t address, uint32_t value)
{
    watch_firmware(&chip);
    chip.events.reported_count = 0;
    wr(&chip, address, value);
    bool reported = reported_unmodelled(&chip, address);
    unwatch(&chip);
    return reported;
}

/* What each die keeps. */
static void syscfg_bits(void **state)
{
    static const struct {
        const char *part;
        uint32_t cfgr1, exticr, swpr2;
    } parts[] = {
        {"stm32l432kc", 0xFC530101, 0x7777, 0},
        {"stm32l476rg", 0xFC7F0101, 0x7777, 0},
        {"stm32l496zg", 0xFCFF0101, 0xFFFF, 0xFFFFFFFF},
    };
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        open_part(parts[i].part);
        assert_false(reports(SYSCFG_CFGR1, 0xFFFFFFFF));
        expect_rd(&chip, SYSCFG_CFGR1, parts[i].cfgr1);
        wr(&chip, SYSCFG_EXTICR1, 0xFFFFFFFF);
        wr(&chip, SYSCFG_EXTICR4, 0xFFFFFFFF);
        expect_rd(&chip, SYSCFG_EXTICR1, parts[i].exticr);
        expect_rd(&chip, SYSCFG_EXTICR4, parts[i].exticr);
        assert_int_equal(reports(SYSCFG_SWPR2, 0xFFFFFFFF), i == 2);
        expect_rd(&chip, SYSCFG_SWPR2, parts[i].swpr2);
        expect_rd(&chip, SYSCFG_SKR, 0); /* write-only */
    }
}

/* Bits that can only be set, until a reset. */
static void set_only(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    assert_false(reports(SYSCFG_CFGR2, 0x105));
    wr(&chip, SYSCFG_CFGR2, 0x002);
    expect_rd(&chip, SYSCFG_CFGR2, 7); /* SPF is not set by software */
    assert_true(reports(SYSCFG_SWPR, 1u << 31));
    assert_false(reports(SYSCFG_SWPR, 1u << 31));
    wr(&chip, SYSCFG_SWPR, 0);
    expect_rd(&chip, SYSCFG_SWPR, 1u << 31);
    /* FWDIS can only be cleared: the firewall, which is not modelled. */
    assert_true(reports(SYSCFG_CFGR1, 0x7C000000));
    assert_false(reports(SYSCFG_CFGR1, 0x7C000001));
    expect_rd(&chip, SYSCFG_CFGR1, 0x7C000000);
    do_reset(&chip, RESET_SYSTEM);
    l4_clocks(&chip);
    expect_rd(&chip, SYSCFG_CFGR1, 0x7C000001);
    expect_rd(&chip, SYSCFG_CFGR2, 0);
    expect_rd(&chip, SYSCFG_SWPR, 0);
}

/* Flash stays at 0 for the memories behind FMC and QUADSPI. */
static void external_memories(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    wr(&chip, SYSCFG_MEMRMP, 3);
    for (uint32_t mode = 2; mode <= 7; mode++) {
        assert_int_equal(reports(SYSCFG_MEMRMP, mode), mode != 3);
        expect_rd(&chip, SYSCFG_MEMRMP, mode);
        assert_int_equal(map_of(&chip)->mem_mode(&chip), mode);
        if (mode != 3)
            expect_rd(&chip, 0, FIXTURE_STACK);
    }
}

/* SRAM2ER needs both keys, in their order, and takes them with it. */
static void sram2_keys(void **state)
{
    static const struct {
        uint8_t keys[4];
        bool erased;
    } cases[] = {
        {{0xCA, 0x53}, true},
        {{0x53, 0xCA}, false},
        {{0xCA, 0x54}, false},
        {{0xCA, 0xCA, 0x53}, true},
        {{0xCA, 0x53, 0x01}, false},
        {{0x01, 0xCA, 0x53}, true},
        {{0xCA, 0x53, 0xCA, 0x53}, true},
    };
    (void)state;
    open_part("stm32l476rg");
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        wr(&chip, 0x10000000, 0x600DF00D);
        for (unsigned k = 0; k < 4 && cases[i].keys[k]; k++)
            wr(&chip, SYSCFG_SKR, cases[i].keys[k]);
        wr(&chip, SYSCFG_SCSR, 1);
        if ((rd(&chip, 0x10000000) == 0) != cases[i].erased)
            fail_msg("row %u", i);
        run_us(&chip, 5000);
        wr(&chip, 0x10000000, 0x600DF00D);
        wr(&chip, SYSCFG_SCSR, 1); /* not twice */
        expect_rd(&chip, 0x10000000, 0x600DF00D);
    }
}

/* VREFBUF and the comparators keep their bits, and report what starts them. */
static void analog(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    expect_rd(&chip, VREFBUF_CSR, 2); /* HIZ */
    assert_false(reports(VREFBUF_CSR, 0xFFFFFFFE));
    expect_rd(&chip, VREFBUF_CSR, 6);
    assert_true(reports(VREFBUF_CSR, 1));
    expect_rd(&chip, VREFBUF_CSR, 1 | 1 << 3); /* VRR */
    wr(&chip, VREFBUF_CCR, 0xFFFFFFFF);
    expect_rd(&chip, VREFBUF_CCR, 0x3F);
    assert_false(reports(COMP1_CSR, 0x7FFFFFFE));
    assert_false(reports(COMP2_CSR, 0x7FFFFFFE));
    expect_rd(&chip, COMP1_CSR, 0x00DF80FC);
    expect_rd(&chip, COMP2_CSR, 0x00DF82FC);
    assert_true(reports(COMP2_CSR, 1u << 31 | 1)); /* LOCK, EN */
    wr(&chip, COMP2_CSR, 0);
    expect_rd(&chip, COMP2_CSR, 1u << 31 | 1);
    wr(&chip, COMP1_CSR, 0);
    expect_rd(&chip, COMP1_CSR, 0);
    do_reset(&chip, RESET_SYSTEM);
    l4_clocks(&chip);
    expect_rd(&chip, COMP2_CSR, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(msi),          cmocka_unit_test(pll),
        cmocka_unit_test(hse),          cmocka_unit_test(limits),
        cmocka_unit_test(oscillators),  cmocka_unit_test(reset_flags),
        cmocka_unit_test(system_reset), cmocka_unit_test(boot_selection),
        cmocka_unit_test(remap),        cmocka_unit_test(memories),
        cmocka_unit_test(clock_48),     cmocka_unit_test(slow_plls),
        cmocka_unit_test(msi_off),      cmocka_unit_test(syscfg_bits),
        cmocka_unit_test(set_only),     cmocka_unit_test(external_memories),
        cmocka_unit_test(sram2_keys),   cmocka_unit_test(analog),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
