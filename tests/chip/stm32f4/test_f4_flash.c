/* SPDX-License-Identifier: MIT
 *
 * The flash: locks, programming and its errors, erases, protection, option
 * bytes, OTP, and what a cut leaves.
 */
#include "chip/stm32f4/flash.h"
#include "tests/chip/made_again.h"
#include "tests/chip/stm32f4/f4_fixture.h"

static struct chip chip;

enum {
    FREE = 0x08004000, /* sector 1 */
    PG = 1 << 0,
    SER = 1 << 1,
    MER = 1 << 2,
    X8 = 0 << 8,
    X16 = 1 << 8,
    X32 = 2 << 8,
    X64 = 3 << 8,
    STRT = 1 << 16,
    EOPIE = 1 << 24,
    ERRIE = 1 << 25,
    EOP = 1 << 0,
    OPERR = 1 << 1,
    WRPERR = 1 << 4,
    PGAERR = 1 << 5,
    PGPERR = 1 << 6,
    PGSERR = 1 << 7,
    BSY = 1 << 16,
    OPTLOCK = 1 << 0,
    OPTSTRT = 1 << 1,
};

#define LOCK (1u << 31)

static void unlock(void)
{
    wr(&chip, FLASH_KEYR, 0x45670123);
    wr(&chip, FLASH_KEYR, 0xCDEF89AB);
    assert_false(rd(&chip, FLASH_CR) & LOCK);
}

static void unlock_options(void)
{
    wr(&chip, FLASH_OPTKEYR, 0x08192A3B);
    wr(&chip, FLASH_OPTKEYR, 0x4C5D6E7F);
    assert_false(rd(&chip, FLASH_OPTCR) & OPTLOCK);
}

/* The core sleeps in SRAM; the flash is unlocked. */
static void open_part(const char *name)
{
    f4_chip(&chip, name);
    f4_clocks(&chip);
    sleep_core(&chip);
    unlock();
}

/* Whether the core was told to make the store again later. */
static bool stalls(void)
{
    bool stalled = chip.attention & ATTENTION_STALL;
    chip.attention &= ~(uint32_t)ATTENTION_STALL;
    return stalled;
}

static uint32_t word_at(uint32_t address)
{
    uint32_t word;
    assert_true(chip_peek(&chip, address, &word, sizeof word));
    return word;
}

static void keys(void **state)
{
    (void)state;
    f4_chip(&chip, "stm32f401re");
    wr(&chip, FLASH_CR, PG);
    expect_rd(&chip, FLASH_CR, LOCK);
    unlock();
    wr(&chip, FLASH_CR, PG);
    wr(&chip, FLASH_CR, LOCK); /* LOCK is set, PG stays out */
    expect_rd(&chip, FLASH_CR, LOCK);
    unlock();

    static const uint32_t wrong[][2] = {
        {0xCDEF89AB, 0x45670123}, {0x45670123, 0x45670123}, {0, 0}};
    for (unsigned i = 0; i < 3; i++) {
        f4_chip(&chip, "stm32f401re");
        bool first = wr_faults(&chip, FLASH_KEYR, 4, wrong[i][0]);
        bool second = wr_faults(&chip, FLASH_KEYR, 4, wrong[i][1]);
        assert_true(first || second);
        /* Closed until the next reset. */
        wr_faults(&chip, FLASH_KEYR, 4, 0x45670123);
        wr_faults(&chip, FLASH_KEYR, 4, 0xCDEF89AB);
        assert_true(rd(&chip, FLASH_CR) & LOCK);
        do_reset(&chip, RESET_SYSTEM);
        unlock();
    }
    assert_true(wr_faults(&chip, FLASH_KEYR, 2, 0x0123));
}

/* The same of the option bytes: both keys, in order, or none until a reset. */
static void option_keys(void **state)
{
    (void)state;
    f4_chip(&chip, "stm32f401re");
    wr(&chip, FLASH_OPTKEYR, 0x08192A3B);
    assert_true(rd(&chip, FLASH_OPTCR) & OPTLOCK);
    assert_true(wr_faults(&chip, FLASH_OPTKEYR, 4, 0x08192A3B));
    wr_faults(&chip, FLASH_OPTKEYR, 4, 0x08192A3B);
    wr_faults(&chip, FLASH_OPTKEYR, 4, 0x4C5D6E7F);
    assert_true(rd(&chip, FLASH_OPTCR) & OPTLOCK);
    do_reset(&chip, RESET_SYSTEM);
    unlock_options();
    wr(&chip, FLASH_OPTCR, rd(&chip, FLASH_OPTCR) | OPTLOCK);
    assert_true(rd(&chip, FLASH_OPTCR) & OPTLOCK);
    unlock_options();
}

/* The widths, each with its PSIZE: 16 us, BSY meanwhile. */
static void programs_each_size(void **state)
{
    (void)state;
    open_part("stm32f401re");
    for (unsigned psize = 0; psize < 3; psize++) {
        uint32_t at = FREE + 16 * psize;
        wr(&chip, FLASH_CR, PG | psize << 8);
        uint64_t begin = clock_ps(&chip);
        assert_true(bus_write(&chip, at, 1u << psize, 0x12345678));
        EXPECT_CHANGE(&chip, begin + 16 * PS_PER_US, FLASH_SR, BSY, BSY, 0);
        static const uint32_t want[] = {0xFFFFFF78, 0xFFFF5678, 0x12345678};
        assert_int_equal(word_at(at), want[psize]);
        expect_rd(&chip, FLASH_SR, 0);
    }
    /* x64 takes two words. */
    wr(&chip, FLASH_CR, PG | X64);
    wr(&chip, FREE + 64, 0x01234567);
    expect_rd(&chip, FLASH_SR, 0);
    wr(&chip, FREE + 68, 0x89ABCDEF);
    expect_rd(&chip, FLASH_SR, BSY);
    run_us(&chip, 17);
    assert_int_equal(word_at(FREE + 64), 0x01234567);
    assert_int_equal(word_at(FREE + 68), 0x89ABCDEF);
}

/* EOP is set only with EOPIE; OPERR only with ERRIE. */
static void interrupts(void **state)
{
    (void)state;
    open_part("stm32f401re");
    wr(&chip, FLASH_CR, PG | X32 | EOPIE | ERRIE);
    wr(&chip, FREE, 0);
    run_us(&chip, 17);
    expect_rd(&chip, FLASH_SR, EOP);
    expect_rd(&chip, 0xE000E200, 1 << F4_IRQ_FLASH);
    wr(&chip, FLASH_SR, EOP);
    expect_rd(&chip, FLASH_SR, 0);
    wr16(&chip, FREE + 4, 0);
    expect_rd(&chip, FLASH_SR, PGPERR | OPERR);
    wr(&chip, FLASH_SR, PGPERR | OPERR);
    expect_rd(&chip, FLASH_SR, 0);
}

static void every_error(void **state)
{
    (void)state;
    open_part("stm32f401re");
    wr(&chip, FREE, 0); /* PG=0 */
    expect_rd(&chip, FLASH_SR, PGSERR);
    /* A set flag keeps the next from starting. */
    wr(&chip, FLASH_CR, PG | X32);
    wr(&chip, FREE, 0);
    expect_rd(&chip, FLASH_SR, PGSERR);
    wr(&chip, FLASH_SR, PGSERR);
    wr16(&chip, FREE, 0);
    expect_rd(&chip, FLASH_SR, PGPERR);
    wr(&chip, FLASH_SR, PGPERR);
    wr8(&chip, FREE, 0);
    expect_rd(&chip, FLASH_SR, PGPERR);
    wr(&chip, FLASH_SR, PGPERR);
    wr(&chip, FLASH_CR, PG | X64);
    wr(&chip, FREE + 4, 0);
    expect_rd(&chip, FLASH_SR, PGAERR);
    wr(&chip, FLASH_SR, PGAERR);
    wr(&chip, 0x1FFF0000, 0); /* system memory */
    expect_rd(&chip, FLASH_SR, PGSERR);
    wr(&chip, FLASH_SR, PGSERR);
    wr(&chip, FLASH_CR, SER | STRT | 8 << 3); /* there are eight */
    expect_rd(&chip, FLASH_SR, PGSERR);
    wr(&chip, FLASH_SR, PGSERR);
    assert_int_equal(word_at(FREE), 0xFFFFFFFF);
    /* RDERR and the rest are not there on their own. */
    wr(&chip, FLASH_CR, STRT);
    expect_rd(&chip, FLASH_SR, 0);
}

/* A programming over zeros keeps them, without an error. */
static void programs_twice(void **state)
{
    (void)state;
    open_part("stm32f401re");
    wr(&chip, FLASH_CR, PG | X32);
    wr(&chip, FREE, 0xFFFF0000);
    run_us(&chip, 17);
    watch_firmware(&chip);
    wr(&chip, FREE, 0x0F0F0000);
    assert_int_equal(chip.events.count, 0); /* only zeros more */
    run_us(&chip, 17);
    wr(&chip, FREE, 0xFFFFFFFF);
    EXPECT_FIRMWARE(&chip, FIRMWARE_NONZERO, FREE);
    unwatch(&chip);
    run_us(&chip, 17);
    assert_int_equal(word_at(FREE), 0x0F0F0000);
    expect_rd(&chip, FLASH_SR, 0);
}

/* The one bank: while it works a store, a read and CR wait. */
static void busy_holds_the_core(void **state)
{
    uint32_t value;
    (void)state;
    open_part("stm32f401re");
    wr(&chip, FLASH_CR, PG | X32);
    wr(&chip, FREE, 0);
    assert_false(stalls());
    bus_write(&chip, FREE + 4, 4, 0);
    assert_true(stalls());
    bus_read(&chip, 0x08000000, 4, &value);
    assert_true(stalls());
    bus_read(&chip, 0x1FFF0000, 4, &value);
    assert_true(stalls());
    assert_false(bus_write(&chip, FLASH_CR, 4, 0));
    assert_true(stalls());
    rd(&chip, FLASH_SR);
    rd(&chip, SRAM_BASE);
    assert_false(stalls());
    chip.bus.stall_ps = 0;
    run_us(&chip, 17);
    wr(&chip, FLASH_CR, 0);
    assert_false(stalls());
}

static void erase(unsigned sector, uint32_t psize)
{
    wr(&chip, FLASH_CR, SER | psize | sector << 3);
    wr(&chip, FLASH_CR, SER | psize | sector << 3 | STRT);
}

static void erases_sectors(void **state)
{
    static const struct {
        unsigned number;
        uint32_t base, size;
        unsigned ms[3]; /* x8, x16, x32 */
    } sectors[] = {
        {0, 0x08000000, 0x4000, {400, 300, 250}},
        {3, 0x0800C000, 0x4000, {400, 300, 250}},
        {4, 0x08010000, 0x10000, {1200, 700, 550}},
        {5, 0x08020000, 0x20000, {2000, 1300, 1000}},
        {11, 0x080E0000, 0x20000, {2000, 1300, 1000}},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof sectors / sizeof *sectors; i++)
        for (unsigned psize = 0; psize < 3; psize++) {
            uint32_t base = sectors[i].base, end = base + sectors[i].size;
            open_part("stm32f407vg");
            load_word(&chip, base, 0);
            load_word(&chip, end - 4, 0);
            if (i)
                load_word(&chip, base - 4, 0x11111111);
            if (end < 0x08100000)
                load_word(&chip, end, 0x22222222);
            uint64_t begin = clock_ps(&chip);
            erase(sectors[i].number, psize << 8);
            assert_true(rd(&chip, FLASH_CR) & STRT);
            EXPECT_CHANGE(&chip, begin + sectors[i].ms[psize] * PS_PER_MS,
                          FLASH_SR, BSY, BSY, 0);
            assert_false(rd(&chip, FLASH_CR) & STRT);
            assert_int_equal(word_at(base), 0xFFFFFFFF);
            assert_int_equal(word_at(end - 4), 0xFFFFFFFF);
            if (i)
                assert_int_equal(word_at(base - 4), 0x11111111);
            if (end < 0x08100000)
                assert_int_equal(word_at(end), 0x22222222);
        }
}

/* 8 s at x8 for 512 KB; OTP and option bytes stay. */
static void erases_all(void **state)
{
    (void)state;
    open_part("stm32f401re");
    load_word(&chip, 0x0807FFFC, 0);
    load_word(&chip, 0x1FFF7800, 0);
    uint64_t begin = clock_ps(&chip);
    wr(&chip, FLASH_CR, MER | SER);
    wr(&chip, FLASH_CR, MER | SER | STRT);
    EXPECT_CHANGE(&chip, begin + 8000 * PS_PER_MS, FLASH_SR, BSY, BSY, 0);
    assert_int_equal(word_at(0x08000000), 0xFFFFFFFF);
    assert_int_equal(word_at(0x0807FFFC), 0xFFFFFFFF);
    assert_int_equal(word_at(0x1FFF7800), 0);
    assert_int_equal(word_at(0x1FFFC000), 0x5510AAEF);
}

/* Writes OPTCR and waits. */
static void program_options(uint32_t optcr)
{
    unlock_options();
    wr(&chip, FLASH_OPTCR, optcr & ~(uint32_t)OPTLOCK);
    wr(&chip, FLASH_OPTCR, (optcr & ~(uint32_t)OPTLOCK) | OPTSTRT);
    expect_rd(&chip, FLASH_SR, BSY);
    run_ps(&chip, 20 * PS_PER_S);
    expect_rd(&chip, FLASH_SR, 0);
}

static void write_protection(void **state)
{
    (void)state;
    open_part("stm32f401re");
    program_options(0x0FFDAAEC); /* sector 1 */
    wr(&chip, FLASH_CR, PG | X32);
    wr(&chip, FREE, 0);
    expect_rd(&chip, FLASH_SR, WRPERR);
    wr(&chip, FLASH_SR, WRPERR);
    erase(1, X32);
    expect_rd(&chip, FLASH_SR, WRPERR);
    wr(&chip, FLASH_SR, WRPERR);
    wr(&chip, FLASH_CR, MER | STRT);
    expect_rd(&chip, FLASH_SR, WRPERR);
    wr(&chip, FLASH_SR, WRPERR);
    wr(&chip, FLASH_CR, PG | X32);
    wr(&chip, FREE + 0x4000, 0);
    expect_rd(&chip, FLASH_SR, BSY);
    run_us(&chip, 17);
    /* It stays over a reset, and can be taken back. */
    do_reset(&chip, RESET_POWER);
    assert_int_equal(rd(&chip, FLASH_OPTCR), 0x0FFDAAED);
    unlock();
    sleep_core(&chip);
    program_options(0x0FFFAAEC);
    wr(&chip, FLASH_CR, PG | X32);
    wr(&chip, FREE, 0);
    expect_rd(&chip, FLASH_SR, BSY);
}

static void option_registers(void **state)
{
    (void)state;
    open_part("stm32f401re");
    wr(&chip, FLASH_OPTCR, 0); /* locked */
    expect_rd(&chip, FLASH_OPTCR, 0x0FFFAAED);
    unlock_options();
    wr8(&chip, FLASH_OPTCR, 0xCC); /* as ST's HAL: the user byte alone */
    expect_rd(&chip, FLASH_OPTCR, 0x0FFFAACC);
    wr16(&chip, FLASH_OPTCR + 2, 0x0FF0);
    expect_rd(&chip, FLASH_OPTCR, 0x0FF0AACC);
    /* Without OPTSTRT all of it is lost at a reset. */
    do_reset(&chip, RESET_SYSTEM);
    expect_rd(&chip, FLASH_OPTCR, 0x0FFFAAED);
}

/* WDG_SW=0 starts the IWDG at the next reset, not before. */
static void hardware_watchdog(void **state)
{
    (void)state;
    open_part("stm32f401re");
    program_options(0x0FFFAACC);
    assert_int_equal(chip.reset.last, RESET_POWER);
    do_reset(&chip, RESET_SYSTEM);
    sleep_core(&chip);
    run_ps(&chip, 500 * PS_PER_MS);
    assert_int_equal(chip.reset.last, RESET_SYSTEM);
    run_ps(&chip, 30 * PS_PER_MS);
    assert_int_equal(chip.reset.last, RESET_IWDG);
}

/* Level 1: what the pins started elsewhere cannot access flash; back to level 0
 * everything is erased, the backup registers too. */
static void readout_protection(void **state)
{
    (void)state;
    open_part("stm32f401re");
    wr(&chip, PWR_CR, 1 << 8);
    wr(&chip, 0x40002850, 0xABCD);
    program_options(0x0FFF55EC);
    assert_int_equal(f4_flash_rdp(&chip), 1);
    assert_false(rd_faults(&chip, 0x08000000, 4));
    chip.board.boot0 = true;
    do_reset(&chip, RESET_SYSTEM);
    assert_true(rd_faults(&chip, 0x08000000, 4));
    assert_true(wr_faults(&chip, 0x08000000, 4, 0));
    assert_false(rd_faults(&chip, 0x1FFF0000, 4));
    chip.board.boot0 = false;
    do_reset(&chip, RESET_SYSTEM);
    sleep_core(&chip);
    load_word(&chip, FREE, 0);
    expect_rd(&chip, 0x40002850, 0xABCD);
    program_options(0x0FFFAAEC);
    assert_int_equal(f4_flash_rdp(&chip), 0);
    assert_int_equal(word_at(FREE), 0xFFFFFFFF);
    expect_rd(&chip, 0x40002850, 0);
}

/* Level 2 is for good. */
static void level_2(void **state)
{
    (void)state;
    open_part("stm32f401re");
    program_options(0x0FFFCCEC);
    chip.board.boot0 = true;
    do_reset(&chip, RESET_SYSTEM);
    f4_clocks(&chip);
    expect_rd(&chip, SYSCFG_MEMRMP, 0);
    wr(&chip, FLASH_OPTKEYR, 0x08192A3B);
    wr(&chip, FLASH_OPTKEYR, 0x4C5D6E7F);
    assert_true(rd(&chip, FLASH_OPTCR) & OPTLOCK);
}

static void one_time_programmable(void **state)
{
    (void)state;
    open_part("stm32f401re");
    wr(&chip, FLASH_CR, PG | X32);
    wr(&chip, 0x1FFF7820, 0x12345678); /* block 1 */
    run_us(&chip, 17);
    assert_int_equal(word_at(0x1FFF7820), 0x12345678);
    wr(&chip, FLASH_CR, PG | X8);
    wr8(&chip, 0x1FFF7A01, 0);
    run_us(&chip, 17);
    wr8(&chip, 0x1FFF7824, 0);
    expect_rd(&chip, FLASH_SR, WRPERR);
    wr(&chip, FLASH_SR, WRPERR);
    wr8(&chip, 0x1FFF7840, 0); /* block 2 is open */
    expect_rd(&chip, FLASH_SR, BSY);
    run_us(&chip, 17);
    wr8(&chip, 0x1FFF7A22, 0); /* the flash size */
    expect_rd(&chip, FLASH_SR, WRPERR);
    assert_int_equal(rd16(&chip, 0x1FFF7A22), 512);
}

/* --- cuts --- */

static void cut_program(unsigned torn, uint32_t *word)
{
    open_part("stm32f401re");
    chip.board.torn = (uint8_t)torn;
    wr(&chip, FLASH_CR, PG | X32);
    wr(&chip, FREE, 0x00FF00FF);
    run_us(&chip, 8);
    do_reset(&chip, RESET_POWER);
    *word = word_at(FREE);
    expect_rd(&chip, FLASH_SR, 0);
}

static void torn_programming(void **state)
{
    uint32_t word;
    (void)state;
    cut_program(TORN_OLD, &word);
    assert_int_equal(word, 0xFFFFFFFF);
    cut_program(TORN_ERASED, &word);
    assert_int_equal(word, 0xFFFFFFFF);
    cut_program(TORN_NEW, &word);
    assert_int_equal(word, 0x00FF00FF);
    unsigned mixed = 0;
    for (unsigned i = 0; i < 3; i++) {
        cut_program(TORN_MIX + i, &word);
        assert_int_equal(word & 0x00FF00FF, 0x00FF00FF); /* never below */
        mixed += word != 0x00FF00FF && word != 0xFFFFFFFF;
    }
    assert_int_equal(mixed, 3);
}

static void cut_erase(unsigned torn)
{
    open_part("stm32f401re");
    for (uint32_t at = 0; at < 0x4000; at += 4)
        load_word(&chip, FREE + at, 0x0000FFFF);
    chip.board.torn = (uint8_t)torn;
    erase(1, X32);
    run_ps(&chip, 100 * PS_PER_MS);
    do_reset(&chip, RESET_POWER);
}

static void torn_erase(void **state)
{
    (void)state;
    cut_erase(TORN_OLD);
    assert_int_equal(word_at(FREE), 0x0000FFFF);
    cut_erase(TORN_NEW);
    assert_int_equal(word_at(FREE), 0xFFFFFFFF);
    cut_erase(TORN_PREFIX + 1);
    assert_int_equal(word_at(FREE), 0xFFFFFFFF);
    assert_int_equal(word_at(FREE + 4), 0x0000FFFF);
    cut_erase(TORN_MIX);
    unsigned mixed = 0;
    for (uint32_t at = 0; at < 0x4000; at += 4) {
        uint32_t word = word_at(FREE + at);
        assert_int_equal(word & 0xFFFF, 0xFFFF); /* a one stays */
        mixed += word != 0xFFFFFFFF && word != 0x0000FFFF;
    }
    assert_true(mixed > 1000);
    assert_int_equal(word_at(FREE + 0x4000), 0xFFFFFFFF);
}

/* A mix reads otherwise from the next power-on on, once, as board.weak has it;
 * flash that is erased meanwhile does not. */
static void weak_cells(void **state)
{
    (void)state;
    for (unsigned erased = 0; erased < 2; erased++) {
        open_part("stm32f401re");
        chip.board.torn = TORN_MIX;
        chip.board.weak = true;
        for (uint32_t at = 0; at < 64; at += 4)
            load_word(&chip, FREE + at, 0);
        erase(1, X32);
        run_ps(&chip, 100 * PS_PER_MS);
        do_reset(&chip, RESET_POWER);
        uint32_t before[16], after[16], again[16];
        assert_true(chip_peek(&chip, FREE, before, sizeof before));
        if (erased) {
            unlock();
            sleep_core(&chip);
            erase(1, X32);
            run_ps(&chip, 300 * PS_PER_MS);
            memset(before, 0xFF, sizeof before);
        }
        do_reset(&chip, RESET_POWER);
        assert_true(chip_peek(&chip, FREE, after, sizeof after));
        assert_int_equal(memcmp(before, after, sizeof after) == 0, erased);
        do_reset(&chip, RESET_POWER);
        assert_true(chip_peek(&chip, FREE, again, sizeof again));
        assert_memory_equal(after, again, sizeof again);
    }
}

/* A cut in OTP leaves flash alone. */
static void torn_otp(void **state)
{
    (void)state;
    open_part("stm32f401re");
    chip.board.torn = TORN_NEW;
    wr(&chip, FLASH_CR, PG | X32);
    wr(&chip, 0x1FFF7800, 0x12345678);
    run_us(&chip, 8);
    uint32_t head = word_at(0x08000000);
    do_reset(&chip, RESET_POWER);
    assert_int_equal(word_at(0x1FFF7800), 0x12345678);
    assert_int_equal(word_at(0x08000000), head);
}

/* A mix of option bytes does not match its complement: level 1. */
static void torn_options(void **state)
{
    (void)state;
    open_part("stm32f401re");
    unlock_options();
    chip.board.torn = TORN_ERASED;
    wr(&chip, FLASH_OPTCR, 0x0FFFAAEC | OPTSTRT);
    run_us(&chip, 8);
    do_reset(&chip, RESET_POWER);
    assert_int_equal(f4_flash_rdp(&chip), 1);
    assert_int_equal(word_at(0x1FFFC000), 0xFFFFFFFF);
}

/* A mix of option bytes has weak bits, too: what they read as is settled at the
 * next power-on, once. */
static void weak_options(void **state)
{
    unsigned differ = 0;
    (void)state;
    for (unsigned seed = 0; seed < 8; seed++) {
        open_part("stm32f401re");
        unlock_options();
        chip.board.torn = TORN_MIX;
        chip.board.weak = true;
        chip.board.seed = seed;
        wr(&chip, FLASH_OPTCR, 0x0F00AAEC | OPTSTRT);
        run_us(&chip, 8);
        do_reset(&chip, RESET_POWER);
        uint32_t before = word_at(0x1FFFC008);
        do_reset(&chip, RESET_POWER);
        uint32_t after = word_at(0x1FFFC008);
        differ += before != after;
        do_reset(&chip, RESET_POWER);
        assert_int_equal(word_at(0x1FFFC008), after);
    }
    assert_true(differ > 0);
}

/* A reset of the system in the middle of an operation is reported. */
static void torn_is_reported(void **state)
{
    (void)state;
    open_part("stm32f401re");
    wr(&chip, FLASH_CR, PG | X32);
    wr(&chip, FREE, 0);
    chip.watch.events = 1u << EVENT_FIRMWARE;
    reset_request(&chip, RESET_SYSTEM);
    assert_int_equal(chip_run(&chip, chip.cycle), STOP_EVENT);
    EXPECT_FIRMWARE(&chip, FIRMWARE_TORN, FREE);
    unwatch(&chip);
    unlock_options();
    wr(&chip, FLASH_OPTCR, 0x0FFFAAEC | OPTSTRT);
    chip.watch.events = 1u << EVENT_FIRMWARE;
    reset_request(&chip, RESET_SYSTEM);
    assert_int_equal(chip_run(&chip, chip.cycle), STOP_EVENT);
    EXPECT_FIRMWARE(&chip, FIRMWARE_TORN, 0x1FFFC000);
    unwatch(&chip);
}

/* OPTCR waits, too, while the flash is busy. */
static void options_wait(void **state)
{
    (void)state;
    open_part("stm32f401re");
    unlock_options();
    erase(1, X32);
    assert_true(wr_faults(&chip, FLASH_OPTCR, 4, 0x0FFFAA00));
    assert_true(stalls());
    expect_rd(&chip, FLASH_OPTCR, 0x0FFFAAEC);
    run_ps(&chip, 2 * PS_PER_S);
    wr(&chip, FLASH_OPTCR, 0x0FFFAA00);
    assert_false(stalls());
    expect_rd(&chip, FLASH_OPTCR, 0x0FFFAA00);
}

/* SPRMOD, which is not modelled, is reported when it is loaded. */
static void code_protection(void **state)
{
    (void)state;
    open_part("stm32f401re");
    load_word(&chip, 0x1FFFC008, 0x7FFF8000);
    chip.watch.events = 1u << EVENT_UNMODELLED;
    reset_request(&chip, RESET_SYSTEM);
    assert_int_equal(chip_run(&chip, chip.cycle), STOP_EVENT);
    assert_true(reported_unmodelled(&chip, FLASH_OPTCR));
    unwatch(&chip);
    assert_true(rd(&chip, FLASH_OPTCR) >> 31);
}

/* The DMA reads flash when the operation is over. */
static void dma_waits(void **state)
{
    enum { DMA2 = 0x40026400, TCIF0 = 1 << 5, TO = 0x20001000 };
    (void)state;
    open_part("stm32f401re");
    wr(&chip, DMA2 + 0x14, 4);          /* NDTR */
    wr(&chip, DMA2 + 0x18, FLASH_BASE); /* PAR: from */
    wr(&chip, DMA2 + 0x1C, TO);         /* M0AR */
    uint64_t begin = clock_ps(&chip);
    erase(1, X32); /* 250 ms */
    wr(&chip, DMA2 + 0x10, 2 << 13 | 2 << 11 | 1 << 10 | 1 << 9 | 2 << 6 | 1);
    run_ps(&chip, 200 * PS_PER_MS);
    expect_rd(&chip, FLASH_SR, BSY);
    expect_rd(&chip, DMA2, 0);
    run_ps(&chip, 100 * PS_PER_MS);
    expect_rd(&chip, FLASH_SR, 0);
    assert_true(clock_ps(&chip) - begin < PS_PER_S);
    assert_int_equal(rd(&chip, DMA2) & TCIF0, TCIF0);
    expect_rd(&chip, TO, FIXTURE_STACK);
    expect_rd(&chip, TO + 12, FIXTURE_FAULT | 1);
}

static void start_program(void)
{
    wr(&chip, FLASH_CR, PG | X32);
    wr(&chip, FREE, 0x00FF00FF);
}

static void start_otp(void)
{
    wr(&chip, FLASH_CR, PG | X32);
    wr(&chip, 0x1FFF7820, 0x12345678);
}

static void start_erase(void)
{
    erase(1, X32);
}

static void start_options(void)
{
    unlock_options();
    wr(&chip, FLASH_OPTCR, 0x0FFFAAE0 | OPTSTRT);
}

/* Operations that a host makes again are torn as the first time. */
static void operations_made_again(void **state)
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
            open_part("stm32f401re");
            load_word(&chip, FREE + 64, 0);
            load_word(&chip, FREE, i == 1 ? 0 : 0xFFFFFFFF);
            unsigned changed = made_again(&chip, starts[i], ends[k]);
            if (ends[k] == TORN_OLD || ends[k] == TORN_NEW)
                assert_int_equal(changed > 0, ends[k] == TORN_NEW);
        }
}

/* The journal of operations that cuts are made from. */
static void operations_are_events(void **state)
{
    (void)state;
    open_part("stm32f401re");
    chip.watch.events = 1u << EVENT_NVM;
    erase(5, X32);
    assert_int_equal(chip.events.count, 1);
    const struct event_nvm *nvm = &chip.events.list[0].nvm;
    assert_int_equal(nvm->operation, FLASH_ERASE_PAGE);
    assert_int_equal(nvm->begins, 1);
    assert_int_equal(nvm->address, 0x08020000);
    assert_int_equal(nvm->length, 0x20000);
    chip.events.count = 0;
    assert_int_equal(run_ps(&chip, 2 * PS_PER_S), STOP_EVENT);
    assert_int_equal(chip.events.list[0].nvm.begins, 0);
    unwatch(&chip);
}

/* LATENCY, the prefetch and the caches, as the model counts them. */
static void wait_states(void **state)
{
    (void)state;
    f4_chip(&chip, "stm32f407vg");
    assert_int_equal(f4_flash_wait_branch(&chip), 0);
    wr(&chip, FLASH_ACR, 5);
    assert_int_equal(f4_flash_wait_branch(&chip), 5);
    assert_int_equal(f4_flash_wait_sequential(&chip), 2);
    wr(&chip, FLASH_ACR, 5 | 1 << 8);
    assert_int_equal(f4_flash_wait_branch(&chip), 5);
    assert_int_equal(f4_flash_wait_sequential(&chip), 0);
    wr(&chip, FLASH_ACR, 5 | 7 << 8);
    assert_int_equal(f4_flash_wait_branch(&chip), 0);
    /* A cache is reset while it is off only. */
    wr(&chip, FLASH_ACR, 5 | 7 << 8 | 3 << 11);
    expect_rd(&chip, FLASH_ACR, 5 | 7 << 8);
    wr(&chip, FLASH_ACR, 5 | 1 << 8);
    wr(&chip, FLASH_ACR, 5 | 1 << 8 | 3 << 11);
    expect_rd(&chip, FLASH_ACR, 5 | 1 << 8 | 3 << 11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys),
        cmocka_unit_test(option_keys),
        cmocka_unit_test(programs_each_size),
        cmocka_unit_test(interrupts),
        cmocka_unit_test(every_error),
        cmocka_unit_test(programs_twice),
        cmocka_unit_test(busy_holds_the_core),
        cmocka_unit_test(erases_sectors),
        cmocka_unit_test(erases_all),
        cmocka_unit_test(write_protection),
        cmocka_unit_test(option_registers),
        cmocka_unit_test(hardware_watchdog),
        cmocka_unit_test(readout_protection),
        cmocka_unit_test(level_2),
        cmocka_unit_test(one_time_programmable),
        cmocka_unit_test(torn_programming),
        cmocka_unit_test(torn_erase),
        cmocka_unit_test(weak_cells),
        cmocka_unit_test(torn_otp),
        cmocka_unit_test(torn_options),
        cmocka_unit_test(weak_options),
        cmocka_unit_test(torn_is_reported),
        cmocka_unit_test(options_wait),
        cmocka_unit_test(code_protection),
        cmocka_unit_test(dma_waits),
        cmocka_unit_test(operations_made_again),
        cmocka_unit_test(operations_are_events),
        cmocka_unit_test(wait_states),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
