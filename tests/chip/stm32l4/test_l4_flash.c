/* SPDX-License-Identifier: MIT
 *
 * Flash of the STM32L4: locks, double words, errors, erases, banks, option
 * bytes, protection, and what a cut leaves with its ECC.
 */
#include "chip/survivors.h"
#include "tests/chip/made_again.h"
#include "tests/chip/stm32l4/l4_fixture.h"

enum {
    PG = 1 << 0,
    PER = 1 << 1,
    MER1 = 1 << 2,
    BKER = 1 << 11,
    MER2 = 1 << 15,
    STRT = 1 << 16,
    OPTSTRT = 1 << 17,
    FSTPG = 1 << 18,
    EOPIE = 1 << 24,
    ERRIE = 1 << 25,
    EOP = 1 << 0,
    OPERR = 1 << 1,
    PROGERR = 1 << 3,
    WRPERR = 1 << 4,
    PGAERR = 1 << 5,
    SIZERR = 1 << 6,
    PGSERR = 1 << 7,
    MISERR = 1 << 8,
    FASTERR = 1 << 9,
    OPTVERR = 1 << 15,
    BSY = 1 << 16,
    PEMPTY = 1 << 17,
    ERRORS = 0xC3FA,
    AT = 0x08010000 /* page 32 of bank 1 */
};

static struct chip chip;

static void open_part(const char *name)
{
    l4_chip(&chip, name);
    sleep_core(&chip);
    flash_unlock(&chip);
}

static void program(uint32_t address, uint32_t low, uint32_t high)
{
    wr(&chip, FLASH_CR, PG);
    wr(&chip, address, low);
    wr(&chip, address + 4, high);
    flash_wait(&chip);
}

static void erase(unsigned bank, unsigned page)
{
    wr(&chip, FLASH_CR, PER | page << 3 | (bank ? BKER : 0) | STRT);
    flash_wait(&chip);
}

static void clear_errors(void)
{
    wr(&chip, FLASH_SR, ERRORS);
    expect_rd(&chip, FLASH_SR, 0);
}

/* --- locks --- */

static void keys(void **state)
{
    (void)state;
    l4_chip(&chip, "stm32l476rg");
    expect_rd(&chip, FLASH_CR, 0xC0000000);
    wr(&chip, FLASH_CR, PG); /* ignored */
    expect_rd(&chip, FLASH_CR, 0xC0000000);
    flash_unlock(&chip);
    expect_rd(&chip, FLASH_CR, 0x40000000);
    /* A key for an open lock closes it until the next reset. */
    assert_true(wr_faults(&chip, FLASH_KEYR, 4, 0x45670123));
    expect_rd(&chip, FLASH_CR, 0xC0000000);
    assert_true(wr_faults(&chip, FLASH_KEYR, 4, 0x45670123));
    do_reset(&chip, RESET_SYSTEM);
    option_unlock(&chip);
    expect_rd(&chip, FLASH_CR, 0);
    /* LOCK takes OPTLOCK with it. */
    wr(&chip, FLASH_CR, 1u << 31);
    expect_rd(&chip, FLASH_CR, 0xC0000000);
    option_unlock(&chip);
    wr(&chip, FLASH_CR, 1u << 30);
    expect_rd(&chip, FLASH_CR, 0x40000000);
    do_reset(&chip, RESET_SYSTEM);
    wr(&chip, FLASH_KEYR, 0x45670123);
    assert_true(wr_faults(&chip, FLASH_KEYR, 4, 0xCDEF89AC));
    do_reset(&chip, RESET_SYSTEM);
    wr(&chip, FLASH_OPTKEYR, 0x08192A3B); /* LOCK=1 */
    option_unlock(&chip);
    expect_rd(&chip, FLASH_CR, 0);
}

/* OPTKEYR has a lock of its own, which a wrong key closes alone; OPTSTRT and
 * OBL_LAUNCH need it open. */
static void option_lock(void **state)
{
    (void)state;
    l4_chip(&chip, "stm32l476rg");
    flash_unlock(&chip);
    wr(&chip, FLASH_OPTKEYR, 0x08192A3B);
    assert_true(wr_faults(&chip, FLASH_OPTKEYR, 4, 0));
    assert_true(wr_faults(&chip, FLASH_OPTKEYR, 4, 0x08192A3B));
    expect_rd(&chip, FLASH_CR, 0x40000000);
    watch_firmware(&chip);
    wr(&chip, FLASH_CR, OPTSTRT);
    EXPECT_FIRMWARE(&chip, FIRMWARE_IGNORED, FLASH_CR);
    expect_rd(&chip, FLASH_SR, 0);
    wr(&chip, FLASH_CR, 1 << 27);
    EXPECT_FIRMWARE(&chip, FIRMWARE_IGNORED, FLASH_CR);
    unwatch(&chip);
    assert_int_equal(chip_run(&chip, chip.cycle + 1), STOP_BUDGET);
    assert_int_equal(chip.reset.count, 1);
}

/* RUN_PD needs its keys, which a 0 takes back; that the flash is off then is
 * not modelled. */
static void power_down_keys(void **state)
{
    enum { RUN_PD = 1 << 13, PDKEYR = 0x40022004 };
    (void)state;
    l4_chip(&chip, "stm32l476rg");
    wr(&chip, FLASH_ACR, 0x600 | RUN_PD);
    expect_rd(&chip, FLASH_ACR, 0x600);
    for (unsigned i = 0; i < 2; i++) {
        wr(&chip, PDKEYR, 0x04152637);
        wr(&chip, PDKEYR, 0xFAFBFCFD);
        watch_firmware(&chip);
        wr(&chip, FLASH_ACR, 0x600 | RUN_PD);
        assert_int_equal(reported_unmodelled(&chip, FLASH_ACR), i == 0);
        unwatch(&chip);
        expect_rd(&chip, FLASH_ACR, 0x600 | RUN_PD);
        wr(&chip, FLASH_ACR, 0x600);
        wr(&chip, FLASH_ACR, 0x600 | RUN_PD);
        expect_rd(&chip, FLASH_ACR, 0x600);
    }
    wr(&chip, PDKEYR, 0x04152637);
    assert_true(wr_faults(&chip, PDKEYR, 4, 0));
}

/* Stores of bytes and halfwords leave the rest of a register: no flag of SR and
 * ECCR is cleared that they do not name. */
static void narrow_stores(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    wr16(&chip, FLASH_ACR, 0x104);
    expect_rd(&chip, FLASH_ACR, 0x104);
    wr8(&chip, FLASH_ACR + 1, 6);
    expect_rd(&chip, FLASH_ACR, 0x604);
    wr(&chip, FLASH_CR, PG);
    wr16(&chip, FLASH_CR + 2, (EOPIE | ERRIE) >> 16);
    expect_rd(&chip, FLASH_CR, 1u << 30 | PG | EOPIE | ERRIE);
    wr(&chip, AT + 4, 0); /* PGAERR, OPERR */
    wr(&chip, AT, 0);     /* PGSERR */
    expect_rd(&chip, FLASH_SR, PGAERR | PGSERR | OPERR);
    wr8(&chip, FLASH_SR, PGSERR);
    expect_rd(&chip, FLASH_SR, PGAERR | OPERR);
    wr8(&chip, FLASH_SR + 1, 0xFF);
    expect_rd(&chip, FLASH_SR, PGAERR | OPERR);
    wr16(&chip, FLASH_SR, PGAERR | OPERR);
    expect_rd(&chip, FLASH_SR, 0);
    /* ECCIE stays, and the flag of another byte, too. */
    stm32l4(&chip)->flash.eccr = 1u << 31;
    wr8(&chip, FLASH_ECCR + 2, 0xFF);
    expect_rd(&chip, FLASH_ECCR, 1u << 31);
    wr8(&chip, FLASH_ECCR + 3, 1); /* ECCIE */
    expect_rd(&chip, FLASH_ECCR, 1u << 31 | 1 << 24);
    wr8(&chip, FLASH_ECCR + 3, 0x81);
    expect_rd(&chip, FLASH_ECCR, 1 << 24);
}

/* The registers, too, wait while an operation is in flight. */
static void busy_registers(void **state)
{
    static const struct {
        uint32_t address, value, before;
    } stores[] = {
        {FLASH_CR, 0, PER},
        {FLASH_OPTR, 0, 0xFFEFF8AA},
        {0x08080000, 0, 0xFFFFFFFF},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof stores / sizeof *stores; i++) {
        open_part("stm32l476rg");
        wr(&chip, FLASH_OPTKEYR, 0x08192A3B);
        wr(&chip, FLASH_OPTKEYR, 0x4C5D6E7F);
        wr(&chip, FLASH_CR, PER | STRT);
        assert_true(wr_faults(&chip, stores[i].address, 4, stores[i].value));
        assert_true(chip.attention & ATTENTION_STALL);
        chip.attention &= ~(uint32_t)ATTENTION_STALL;
        assert_int_equal(rd(&chip, stores[i].address) & stores[i].before,
                         stores[i].before);
        flash_wait(&chip);
        wr(&chip, stores[i].address, stores[i].value);
        assert_false(chip.attention & ATTENTION_STALL);
    }
}

/* --- programming --- */

/* 81.7 us; BSY rises with the second store. */
static void double_word(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    wr(&chip, FLASH_CR, PG | EOPIE);
    wr(&chip, AT, 0x11223344);
    assert_int_equal(rd(&chip, FLASH_SR), 0);
    uint64_t begin = clock_ps(&chip);
    wr(&chip, AT + 4, 0x55667788);
    EXPECT_CHANGE(&chip, begin + 81700000, FLASH_SR, BSY | EOP, BSY, EOP);
    expect_rd(&chip, AT, 0x11223344);
    expect_rd(&chip, AT + 4, 0x55667788);
    assert_true(rd(&chip, 0xE000E200) >> L4_IRQ_FLASH & 1);
    /* EOP comes with EOPIE only. */
    wr(&chip, FLASH_SR, EOP);
    program(AT + 8, 1, 2);
    expect_rd(&chip, FLASH_SR, 0);
}

struct mistake {
    uint32_t cr, first, second, flags; /* addresses of two stores; 0 = none */
};

/* Each error, and that it keeps the next operation from starting. */
static void errors(void **state)
{
    static const struct mistake mistakes[] = {
        {0, AT, 0, PGSERR},      {PG | PER, AT, 0, PGSERR},
        {PG, AT + 4, 0, PGAERR}, {PG, AT, AT + 8, PGAERR},
        {PG, AT, AT, PGAERR},    {FSTPG, AT + 8, 0, PGAERR},
        {FSTPG, AT, AT, MISERR},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        const struct mistake *mistake = &mistakes[i];
        open_part("stm32l476rg");
        modify(&chip, RCC_CR, 0xF0, 0x88); /* 16 MHz for FSTPG */
        watch_firmware(&chip);
        wr(&chip, FLASH_CR, mistake->cr | ERRIE);
        wr(&chip, mistake->first, 0);
        if (mistake->second)
            wr(&chip, mistake->second, 0);
        uint32_t at = mistake->second ? mistake->second : mistake->first;
        EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, at);
        unwatch(&chip);
        assert_int_equal(rd(&chip, FLASH_SR), mistake->flags | OPERR);
        assert_true(rd(&chip, 0xE000E200) >> L4_IRQ_FLASH & 1);
        /* Sticky. */
        program(AT, 1, 2);
        assert_int_equal(rd(&chip, FLASH_SR) & ~(uint32_t)OPERR,
                         mistake->flags | PGSERR);
        expect_rd(&chip, AT, 0xFFFFFFFF);
        wr(&chip, FLASH_CR, PER | STRT);
        expect_rd(&chip, 0x08000000, FIXTURE_STACK);
        clear_errors();
        program(AT, 1, 2);
        expect_rd(&chip, FLASH_SR, 0);
        expect_rd(&chip, AT, 1);
    }
    open_part("stm32l476rg");
    wr(&chip, FLASH_CR, PG);
    wr16(&chip, AT, 0);
    expect_rd(&chip, FLASH_SR, SIZERR);
}

/* A double word is written once; zeros go over anything; ones count, too. */
static void written_once(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    program(AT, 0x11111111, 0x22222222);
    program(AT, 0x11111111, 0x22222222);
    expect_rd(&chip, FLASH_SR, PROGERR);
    clear_errors();
    program(AT, 0, 0);
    expect_rd(&chip, FLASH_SR, 0);
    expect_rd(&chip, AT + 4, 0);
    program(AT + 8, 0xFFFFFFFF, 0xFFFFFFFF);
    expect_rd(&chip, FLASH_SR, 0);
    program(AT + 8, 1, 2);
    expect_rd(&chip, FLASH_SR, PROGERR);
    clear_errors();
    erase(0, 32);
    program(AT + 8, 1, 2);
    expect_rd(&chip, FLASH_SR, 0);
    expect_rd(&chip, AT + 8, 1);
}

static void fast_row(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    modify(&chip, RCC_CR, 0xF0, 0x88); /* MSI at 16 MHz, MSIRGSEL */
    wr(&chip, FLASH_CR, FSTPG);
    for (uint32_t i = 0; i < 64; i++)
        wr(&chip, AT + 4 * i, i);
    assert_true(rd(&chip, FLASH_SR) & BSY);
    flash_wait(&chip);
    for (uint32_t i = 0; i < 64; i++)
        assert_int_equal(rd(&chip, AT + 4 * i), i);
    expect_rd(&chip, FLASH_SR, 0);
    wr(&chip, AT + 256, 1);
    run_us(&chip, 7100);
    wr(&chip, AT + 260, 1);
    expect_rd(&chip, FLASH_SR, FASTERR);
}

/* --- erases --- */

static void erases(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    program(AT, 1, 2);
    program(AT + 2048, 3, 4);
    program(0x08090000, 5, 6);
    uint64_t begin = clock_ps(&chip);
    wr(&chip, FLASH_CR, PER | 32 << 3 | STRT);
    EXPECT_CHANGE(&chip, begin + 22 * PS_PER_MS, FLASH_SR, BSY, BSY, 0);
    expect_rd(&chip, AT, 0xFFFFFFFF);
    expect_rd(&chip, AT + 2048, 3);
    erase(1, 32);
    expect_rd(&chip, 0x08090000, 0xFFFFFFFF);
    program(0x08090000, 5, 6);
    wr(&chip, FLASH_CR, MER1 | STRT);
    flash_wait(&chip);
    expect_rd(&chip, AT + 2048, 0xFFFFFFFF);
    expect_rd(&chip, 0x08090000, 5);
    wr(&chip, FLASH_CR, MER1 | MER2 | STRT);
    flash_wait(&chip);
    expect_rd(&chip, 0x08090000, 0xFFFFFFFF);
    wr(&chip, FLASH_CR, MER1 | PER | STRT);
    expect_rd(&chip, FLASH_SR, PGSERR);
    clear_errors();
    watch_firmware(&chip);
    wr(&chip, FLASH_CR, STRT); /* nothing to start */
    EXPECT_FIRMWARE(&chip, FIRMWARE_PROTOCOL, FLASH_CR);
    unwatch(&chip);
    expect_rd(&chip, FLASH_SR, 0);
    /* An L432 has no bits of bank 2; a page that is not there is an error. */
    open_part("stm32l432kc");
    wr(&chip, FLASH_CR, MER2 | BKER);
    expect_rd(&chip, FLASH_CR, 0x40000000);
    erase(0, 128);
    expect_rd(&chip, FLASH_SR, PGSERR);
    /* DUALBANK=0 makes one bank of the smaller L47x. */
    open_part("stm32l476re");
    program(0x08040000, 7, 8);
    erase(1, 0);
    expect_rd(&chip, 0x08040000, 0xFFFFFFFF);
    do_reset(&chip, RESET_SYSTEM);
    l4_options(&chip, 1 << 21, 0);
    flash_unlock(&chip);
    program(0x08040000, 7, 8);
    erase(1, 128);
    expect_rd(&chip, 0x08040000, 0xFFFFFFFF);
}

/* The other bank can be read meanwhile; the same one holds the core. */
static void read_while_write(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    uint32_t value;
    wr(&chip, FLASH_CR, PER | BKER | STRT);
    assert_true(bus_read(&chip, FLASH_BASE, 4, &value));
    assert_false(bus_read(&chip, 0x08080000, 4, &value));
    assert_true(chip.attention & ATTENTION_STALL);
    open_part("stm32l432kc");
    wr(&chip, FLASH_CR, PER | 127 << 3 | STRT);
    assert_false(bus_read(&chip, FLASH_BASE, 4, &value));
}

/* FB_MODE swaps what is seen, not what BKER and WRP name. */
static void bank_swap(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    wr(&chip, RCC_APB2ENR, 1);
    rd(&chip, RCC_APB2ENR);
    program(AT, 1, 0x11);
    program(AT + 0x80000, 2, 0x22);
    wr(&chip, SYSCFG_MEMRMP, 1 << 8);
    expect_rd(&chip, AT, 2);
    expect_rd(&chip, AT + 0x80000, 1);
    expect_rd(&chip, 0x00010000, 2); /* at 0, too */
    program(0x08020000, 3, 0x33);
    expect_rd(&chip, 0x08020000, 3);
    erase(1, 32);
    expect_rd(&chip, AT, 0xFFFFFFFF);
    wr(&chip, SYSCFG_MEMRMP, 0);
    expect_rd(&chip, 0x080A0000, 3);
    expect_rd(&chip, AT, 1);
    /* One bank: nothing to swap. */
    open_part("stm32l432kc");
    wr(&chip, RCC_APB2ENR, 1);
    rd(&chip, RCC_APB2ENR);
    wr(&chip, SYSCFG_MEMRMP, 1 << 8);
    expect_rd(&chip, SYSCFG_MEMRMP, 0);
}

/* --- option bytes --- */

/* The registers are shadows: lost by a reset, programmed by OPTSTRT, in force
 * once they are loaded. */
static void options(void **state)
{
    (void)state;
    l4_chip(&chip, "stm32l476rg");
    expect_rd(&chip, FLASH_OPTR, 0xFFEFF8AA);
    wr(&chip, FLASH_OPTR, 0); /* OPTLOCK */
    expect_rd(&chip, FLASH_OPTR, 0xFFEFF8AA);
    option_unlock(&chip);
    modify(&chip, FLASH_OPTR, 0, 1 << 20);
    expect_rd(&chip, FLASH_OPTR, 0xFFFFF8AA);
    do_reset(&chip, RESET_SYSTEM);
    expect_rd(&chip, FLASH_OPTR, 0xFFEFF8AA);
    option_unlock(&chip);
    modify(&chip, FLASH_OPTR, 0, 1 << 20);
    wr(&chip, FLASH_CR, OPTSTRT);
    flash_wait(&chip);
    expect_rd(&chip, 0x1FFF7800, 0xFFFFF8AA);
    expect_rd(&chip, 0x1FFF7804, ~0xFFFFF8AAu);
    /* It is in the cells, and not loaded yet. */
    do_reset(&chip, RESET_SYSTEM);
    expect_rd(&chip, FLASH_OPTR, 0xFFEFF8AA);
    do_reset(&chip, RESET_POWER);
    expect_rd(&chip, FLASH_OPTR, 0xFFFFF8AA);
    /* A broken word: level 1. */
    load_word(&chip, 0x1FFF7804, 0);
    do_reset(&chip, RESET_OPTION);
    assert_true(rd(&chip, FLASH_SR) & OPTVERR);
    assert_int_equal(rd(&chip, FLASH_OPTR) & 0xFF, 0xFF);
    expect_rd(&chip, RCC_CSR, 0x0E000600);
}

/* Options whose effect is not modelled are reported when they are loaded. */
static void reported_options(void **state)
{
    static const struct {
        const char *part;
        uint32_t address, clear, set; /* of an option register */
        bool reported;
    } cases[] = {
        {"stm32l476rg", FLASH_OPTR, 1 << 20, 0, false},
        {"stm32l476rg", FLASH_OPTR, 1 << 17, 0, true}, /* IWDG_STOP */
        {"stm32l476rg", FLASH_OPTR, 1 << 18, 0, true}, /* IWDG_STDBY */
        {"stm32l476rg", FLASH_OPTR, 1 << 19, 0, true}, /* WWDG_SW */
        {"stm32l476rg", FLASH_OPTR, 1 << 24, 0, true}, /* SRAM2_PE */
        /* PCROP1 and PCROP2: the end behind the start. */
        {"stm32l476rg", 0x40022028, 0, 0xFFFF, true},
        {"stm32l476rg", 0x40022048, 0, 0xFFFF, true},
        {"stm32l432kc", 0x40022028, 0, 0xFFFF, true},
        {"stm32l432kc", 0x40022048, 0, 0xFFFF, false}, /* one bank */
    };
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        l4_chip(&chip, cases[i].part);
        option_unlock(&chip);
        modify(&chip, cases[i].address, cases[i].clear, cases[i].set);
        wr(&chip, FLASH_CR, OPTSTRT);
        flash_wait(&chip);
        watch_firmware(&chip);
        reset_request(&chip, RESET_OPTION);
        chip_run(&chip, chip.cycle);
        if (reported_unmodelled(&chip, FLASH_OPTR) != cases[i].reported)
            fail_msg("row %u", i);
        unwatch(&chip);
    }
}

static void write_protection(void **state)
{
    (void)state;
    l4_chip(&chip, "stm32l476rg");
    sleep_core(&chip);
    option_unlock(&chip);
    expect_rd(&chip, FLASH_WRP1AR, 0xFF00FFFF);
    wr(&chip, FLASH_WRP1AR, 33 << 16 | 32);
    wr(&chip, FLASH_CR, OPTSTRT);
    flash_wait(&chip);
    do_reset(&chip, RESET_OPTION);
    sleep_core(&chip);
    flash_unlock(&chip);
    program(AT, 1, 2);
    assert_int_equal(rd(&chip, FLASH_SR) & WRPERR, WRPERR);
    clear_errors();
    erase(0, 33);
    expect_rd(&chip, FLASH_SR, WRPERR);
    clear_errors();
    erase(0, 34);
    expect_rd(&chip, FLASH_SR, 0);
    erase(1, 33); /* of the other bank */
    expect_rd(&chip, FLASH_SR, 0);
    wr(&chip, FLASH_CR, MER1 | STRT);
    expect_rd(&chip, FLASH_SR, WRPERR);
}

/* At level 1 a start from SRAM cannot touch the flash; 1 -> 0 erases all; at
 * level 2 options do not change. */
static void readout_protection(void **state)
{
    (void)state;
    l4_chip(&chip, "stm32l476rg");
    load_word(&chip, 0x20000000, 0x20001000);
    load_word(&chip, 0x20000004, SLEEP_CODE | 1);
    l4_options(&chip, 0xFF | 1 << 23, 0x55); /* nBOOT1=0: SRAM */
    assert_false(rd_faults(&chip, FLASH_BASE, 4));
    chip.board.boot0 = true;
    do_reset(&chip, RESET_SYSTEM);
    assert_true(rd_faults(&chip, FLASH_BASE, 4));
    assert_true(wr_faults(&chip, FLASH_BASE, 4, 0));
    assert_false(rd_faults(&chip, 0x1FFF0000, 4));
    flash_unlock(&chip);
    wr(&chip, FLASH_CR, PER | STRT);
    expect_rd(&chip, FLASH_SR, WRPERR);
    wr(&chip, FLASH_SR, ERRORS);
    wr(&chip, RCC_APB1ENR1, 1 << 28);
    rd(&chip, RCC_APB1ENR1);
    wr(&chip, PWR_CR1, 0x300);
    wr(&chip, 0x40002850, 0x12345678);
    load_word(&chip, 0x10000000, 0x12345678);
    wr(&chip, FLASH_OPTKEYR, 0x08192A3B);
    wr(&chip, FLASH_OPTKEYR, 0x4C5D6E7F);
    modify(&chip, FLASH_OPTR, 0xFF, 0xAA);
    wr(&chip, FLASH_CR, OPTSTRT);
    flash_wait(&chip);
    expect_rd(&chip, 0x40002850, 0);
    expect_rd(&chip, 0x10000000, 0);
    chip.board.boot0 = false;
    do_reset(&chip, RESET_OPTION);
    expect_rd(&chip, FLASH_BASE, 0xFFFFFFFF);
    fixture_program(&chip);
    l4_options(&chip, 0xFF, 0xCC);
    option_unlock(&chip);
    modify(&chip, FLASH_OPTR, 0xFF, 0xAA);
    wr(&chip, FLASH_CR, OPTSTRT);
    expect_rd(&chip, FLASH_SR, WRPERR);
    chip.board.boot0 = true; /* nothing but flash starts */
    do_reset(&chip, RESET_SYSTEM);
    assert_int_equal(chip.cpu.r[CPU_PC], FIXTURE_IDLE);
}

/* PEMPTY is decided at power-on and by an option load only, and toggled by a
 * one. */
static void empty_flag(void **state)
{
    struct part part;
    (void)state;
    assert_true(l4_part_find("stm32l432kc", &part));
    chip_init(&chip, &part);
    chip_power_on(&chip);
    expect_rd(&chip, FLASH_SR, PEMPTY);
    fixture_program(&chip);
    do_reset(&chip, RESET_SYSTEM);
    expect_rd(&chip, FLASH_SR, PEMPTY);
    wr(&chip, FLASH_SR, PEMPTY);
    expect_rd(&chip, FLASH_SR, 0);
    do_reset(&chip, RESET_SYSTEM);
    expect_rd(&chip, FLASH_SR, 0);
    wr(&chip, FLASH_SR, PEMPTY);
    do_reset(&chip, RESET_POWER);
    expect_rd(&chip, FLASH_SR, 0);
}

/* --- cuts and ECC --- */

static void cut(enum torn torn, enum reset_kind kind)
{
    chip.board.torn = (uint8_t)torn;
    do_reset(&chip, kind);
}

static void begin_program(uint32_t address, uint32_t low, uint32_t high)
{
    open_part("stm32l476rg");
    wr(&chip, FLASH_CR, PG);
    wr(&chip, address, low);
    wr(&chip, address + 4, high);
    assert_true(rd(&chip, FLASH_SR) & BSY);
}

/* Of the ends of a cut only the mix and half a double word raise ECCD. */
static void torn_program(void **state)
{
    enum { LOW = 0x5A5A0F0F, HIGH = 0x00FF33CC };
    static const struct {
        enum torn torn;
        uint32_t low, high;
        bool bad;
    } ends[] = {
        {TORN_OLD, 0xFFFFFFFF, 0xFFFFFFFF, false},
        {TORN_ERASED, 0xFFFFFFFF, 0xFFFFFFFF, false},
        {TORN_NEW, LOW, HIGH, false},
        {TORN_PREFIX + 1, LOW, 0xFFFFFFFF, true},
        {TORN_PREFIX + 2, LOW, HIGH, false},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof ends / sizeof *ends; i++) {
        begin_program(AT, LOW, HIGH);
        cut(ends[i].torn, RESET_POWER);
        expect_rd(&chip, FLASH_ECCR, 0);
        assert_int_equal(rd(&chip, AT), ends[i].low);
        assert_int_equal(rd(&chip, AT + 4), ends[i].high);
        assert_int_equal(rd(&chip, FLASH_ECCR) >> 31, ends[i].bad);
    }
    begin_program(AT + 0x80008, LOW, HIGH);
    cut(TORN_MIX, RESET_SYSTEM);
    rd(&chip, AT + 0x80000);
    expect_rd(&chip, FLASH_ECCR, 0);
    rd(&chip, AT + 0x8000C);
    expect_rd(&chip, FLASH_ECCR, 1u << 31 | 1 << 19 | 0x10008);
    /* The address stays until the flag is cleared. */
    wr(&chip, FLASH_ECCR, 1u << 31);
    expect_rd(&chip, FLASH_ECCR, 1 << 19 | 0x10008);
    flash_unlock(&chip);
    erase(1, 32);
    rd(&chip, AT + 0x80008);
    assert_int_equal(rd(&chip, FLASH_ECCR) >> 31, 0);
}

/* The NMI comes with the read, and again while the flag is set. */
static void nmi(void **state)
{
    static const uint16_t handler[] = {
        0x3401, /* adds r4, #1 */
        0x4770, /* bx lr */
    };
    static const uint16_t code[] = {
        0x680A, /* ldr r2, [r1] */
        0xE7FE, /* b . */
    };
    (void)state;
    for (unsigned clears = 0; clears < 2; clears++) {
        begin_program(AT, 0x5A5A0F0F, 0x00FF33CC);
        load_word(&chip, FLASH_BASE + 8, 0x20000201);
        cut(TORN_MIX, RESET_SYSTEM);
        load_code(&chip, 0x20000200, handler, 2);
        load_code(&chip, 0x20000100, code, 2);
        chip.cpu.r[4] = 0;
        chip.cpu.r[1] = AT;
        jump_to(&chip, 0x20000100);
        run_cycles(&chip, 20);
        assert_int_equal(chip.cpu.ipsr == 2 || chip.cpu.r[4] > 0, 1);
        if (clears) {
            wr(&chip, FLASH_ECCR, 1u << 31);
            run_cycles(&chip, 200);
            assert_int_equal(chip.cpu.ipsr, 0);
            assert_in_range(chip.cpu.r[4], 1, 4);
            assert_int_equal(chip.cpu.r[CPU_PC], 0x20000102);
        } else {
            run_cycles(&chip, 2000);
            assert_true(chip.cpu.r[4] > 10);
        }
    }
}

/* A torn word 0: the NMI comes with the fetch of the stack pointer. A stretch
 * that is executed ends at a torn double word. */
static void torn_vectors(void **state)
{
    (void)state;
    open_part("stm32l476rg");
    wr(&chip, FLASH_CR, PER | STRT);
    cut(TORN_MIX, RESET_POWER);
    run_cycles(&chip, 5);
    assert_int_equal(rd(&chip, FLASH_ECCR), 1u << 31);
    assert_true(stm32l4(&chip)->flash.bad > 10);

    static const uint16_t nops[] = {0xBF00, 0xBF00, 0xBF00, 0xBF00,
                                    0xBF00, 0xBF00, 0xBF00, 0xE7FE};
    begin_program(AT, 0x5A5A0F0F, 0x00FF33CC);
    cut(TORN_MIX, RESET_SYSTEM);
    load_code(&chip, AT - 8, nops, 8);
    load_word(&chip, FLASH_BASE + 8, FIXTURE_FAULT | 1);
    jump_to(&chip, AT - 8);
    run_cycles(&chip, 3);
    assert_int_equal(rd(&chip, FLASH_ECCR) >> 31, 0);
    run_cycles(&chip, 40);
    assert_int_equal(rd(&chip, FLASH_ECCR), 1u << 31 | 0x10000);
    assert_int_equal(chip.cpu.ipsr, 2);
}

/* Cuts that leave other cells, or other ECC, do not count as equal. */
static void survivors(void **state)
{
    (void)state;
    begin_program(AT, 0x5A5A0F0F, 0x00FF33CC);
    cut(TORN_OLD, RESET_POWER);
    uint64_t clean = survivors_hash(&chip, RESET_POWER);
    begin_program(AT, 0x5A5A0F0F, 0x00FF33CC);
    cut(TORN_MIX, RESET_POWER);
    assert_true(survivors_hash(&chip, RESET_POWER) != clean);
    open_part("stm32l476rg");
    program(AT, 0xFFFFFFFF, 0xFFFFFFFF);
    assert_true(survivors_hash(&chip, RESET_POWER) != clean);
    /* Option bytes, and the flag that a start found it empty. */
    open_part("stm32l432kc");
    uint64_t before_options = survivors_hash(&chip, RESET_PIN);
    wr(&chip, FLASH_SR, PEMPTY);
    uint64_t empty = survivors_hash(&chip, RESET_PIN);
    assert_true(empty != before_options);
    wr(&chip, FLASH_OPTKEYR, 0x08192A3B);
    wr(&chip, FLASH_OPTKEYR, 0x4C5D6E7F);
    modify(&chip, FLASH_OPTR, 1 << 12, 0);
    assert_true(survivors_hash(&chip, RESET_PIN) == empty);
    stm32l4(&chip)->flash.options[L4_OPTR] ^= 1 << 12; /* nRST_STOP */
    assert_true(survivors_hash(&chip, RESET_PIN) != empty);
    /* SRAM2 counts as RAM, wherever it is. */
    static const char *const parts[] = {"stm32l476rg", "stm32l432kc"};
    for (unsigned i = 0; i < 2; i++) {
        open_part(parts[i]);
        load_word(&chip, 0x10000000, 1);
        uint64_t ram = survivors_ram_hash(&chip);
        load_word(&chip, 0x10000000, 2);
        assert_true(survivors_ram_hash(&chip) != ram);
        assert_int_equal(survivors_ram_size(&chip), i ? 0x10000 : 0x20000);
    }
    /* Weak cells read otherwise after the next power-on, and stay bad. */
    begin_program(AT, 0, 0);
    chip.board.weak = true;
    cut(TORN_MIX, RESET_POWER);
    uint32_t before = rd(&chip, AT);
    bool differs = false;
    for (unsigned i = 0; i < 4; i++) {
        begin_program(AT, 0, 0);
        chip.board.weak = true;
        chip.board.seed = i;
        cut(TORN_MIX, RESET_SYSTEM);
        before = rd(&chip, AT);
        do_reset(&chip, RESET_POWER);
        differs |= rd(&chip, AT) != before;
        assert_int_equal(rd(&chip, FLASH_ECCR) >> 31, 1);
    }
    assert_true(differs);
}

/* Weak cells of an erase and of option bytes: settled at the next power-on,
 * once. */
static void weak_cells(void **state)
{
    (void)state;
    for (unsigned options = 0; options < 2; options++) {
        uint32_t at = options ? 0x1FFF7808 : AT;
        unsigned differ = 0;
        for (unsigned seed = 0; seed < 8; seed++) {
            open_part("stm32l476rg");
            chip.board.weak = true;
            chip.board.seed = seed;
            for (uint32_t i = 0; i < 2048; i += 4)
                load_word(&chip, AT + i, 0);
            wr(&chip, FLASH_OPTKEYR, 0x08192A3B);
            wr(&chip, FLASH_OPTKEYR, 0x4C5D6E7F);
            wr(&chip, 0x40022024, 0x5555); /* PCROP1SR */
            wr(&chip, FLASH_CR, options ? OPTSTRT : PER | 32 << 3 | STRT);
            cut(TORN_MIX, RESET_POWER);
            uint32_t before[2], after[2], again[2];
            assert_true(chip_peek(&chip, at, before, 8));
            do_reset(&chip, RESET_POWER);
            assert_true(chip_peek(&chip, at, after, 8));
            differ += memcmp(before, after, 8) != 0;
            do_reset(&chip, RESET_POWER);
            assert_true(chip_peek(&chip, at, again, 8));
            assert_memory_equal(after, again, 8);
        }
        assert_true(differ > 0);
    }
}

static void start_program(void)
{
    wr(&chip, FLASH_CR, PG);
    wr(&chip, AT, 0x5A5A0F0F);
    wr(&chip, AT + 4, 0x00FF33CC);
}

static void start_erase(void)
{
    wr(&chip, FLASH_CR, PER | 32 << 3 | STRT);
}

static void start_options(void)
{
    wr(&chip, FLASH_OPTKEYR, 0x08192A3B);
    wr(&chip, FLASH_OPTKEYR, 0x4C5D6E7F);
    wr(&chip, 0x40022024, 0x5555); /* PCROP1SR */
    wr(&chip, FLASH_CR, OPTSTRT);
}

static void start_otp(void)
{
    wr(&chip, FLASH_CR, PG);
    wr(&chip, 0x1FFF7008, 0x5A5A0F0F);
    wr(&chip, 0x1FFF700C, 0x00FF33CC);
}

/* Operations that a host makes again are torn as the first time, with the ECC
 * of their double words. */
static void made_again_alike(void **state)
{
    static void (*const starts[])(void) = {start_program, start_erase,
                                           start_options, start_otp};
    static const enum torn ends[] = {TORN_OLD, TORN_NEW, TORN_MIX,
                                     TORN_PREFIX + 1};
    (void)state;
    for (unsigned i = 0; i < 4; i++)
        for (unsigned k = 0; k < 4; k++) {
            bool otp = starts[i] == start_otp; /* never weak */
            if (otp && ends[k] == TORN_MIX)
                continue;
            open_part("stm32l476rg");
            load_word(&chip, AT, i == 1 ? 0 : 0xFFFFFFFF);
            load_word(&chip, AT + 64, 0);
            unsigned changed = made_again(&chip, starts[i], ends[k]);
            if (ends[k] == TORN_OLD || ends[k] == TORN_NEW)
                assert_int_equal(changed > 0, ends[k] == TORN_NEW);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys),
        cmocka_unit_test(option_lock),
        cmocka_unit_test(power_down_keys),
        cmocka_unit_test(narrow_stores),
        cmocka_unit_test(busy_registers),
        cmocka_unit_test(double_word),
        cmocka_unit_test(errors),
        cmocka_unit_test(written_once),
        cmocka_unit_test(fast_row),
        cmocka_unit_test(erases),
        cmocka_unit_test(read_while_write),
        cmocka_unit_test(bank_swap),
        cmocka_unit_test(options),
        cmocka_unit_test(reported_options),
        cmocka_unit_test(write_protection),
        cmocka_unit_test(readout_protection),
        cmocka_unit_test(empty_flag),
        cmocka_unit_test(torn_program),
        cmocka_unit_test(nmi),
        cmocka_unit_test(torn_vectors),
        cmocka_unit_test(survivors),
        cmocka_unit_test(weak_cells),
        cmocka_unit_test(made_again_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
