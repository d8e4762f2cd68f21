/* SPDX-License-Identifier: MIT
 *
 * What the tests of the NVM share: registers, keys, and short forms.
 */
#ifndef TESTS_CHIP_STM32L0_FLASH_BLOCK_H
#define TESTS_CHIP_STM32L0_FLASH_BLOCK_H

#include "tests/chip/block.h"

enum {
    ACR = 0x40022000,
    PECR = 0x40022004,
    PDKEYR = 0x40022008,
    PEKEYR = 0x4002200C,
    PRGKEYR = 0x40022010,
    OPTKEYR = 0x40022014,
    SR = 0x40022018,
    OPTR = 0x4002201C,
    WRPROT1 = 0x40022020,
    WRPROT2 = 0x40022080,
};

enum {
    PELOCK = 1 << 0,
    PRGLOCK = 1 << 1,
    OPTLOCK = 1 << 2,
    PROG = 1 << 3,
    DATA = 1 << 4,
    FIX = 1 << 8,
    ERASE = 1 << 9,
    FPRG = 1 << 10,
    PARALLELBANK = 1 << 15,
    EOPIE = 1 << 16,
    ERRIE = 1 << 17,
    OBL_LAUNCH = 1 << 18,
};

enum {
    BSY = 1 << 0,
    EOP = 1 << 1,
    ENDHV = 1 << 2,
    READY = 1 << 3,
    WRPERR = 1 << 8,
    PGAERR = 1 << 9,
    SIZERR = 1 << 10,
    OPTVERR = 1 << 11,
    RDERR = 1 << 13,
    NOTZEROERR = 1 << 16,
    FWWERR = 1 << 17,
    SR_IDLE = ENDHV | READY,
    SR_BUSY = BSY | READY,
};

enum {
    FREE = 0x08001000,      /* erased flash in bank 1 */
    BANK2 = 0x08018000,     /* bank 2 of a 192 KB part */
    FREE2 = BANK2 + 0x1000, /* erased flash in bank 2 */
    EEPROM1 = 0x08080000,
    EEPROM2 = 0x08080C00,
    IDLE2 = BANK2 + 0x100, /* `b .` in bank 2 */
    RAM_IDLE = 0x20000200, /* `b .` in SRAM */
};

static const uint64_t tprog = 3280 * PS_PER_US;

static inline void unlock_pe(struct chip *chip)
{
    wr(chip, PEKEYR, 0x89ABCDEF);
    wr(chip, PEKEYR, 0x02030405);
}

static inline void unlock_prg(struct chip *chip)
{
    wr(chip, PRGKEYR, 0x8C9DAEBF);
    wr(chip, PRGKEYR, 0x13141516);
}

static inline void unlock_opt(struct chip *chip)
{
    wr(chip, OPTKEYR, 0xFBEAD9C8);
    wr(chip, OPTKEYR, 0x24252627);
}

/* The core sleeps; PELOCK, PRGLOCK and OPTLOCK are open. */
static inline void open_chip(struct chip *chip)
{
    fixture_chip(chip);
    sleep_core(chip);
    unlock_pe(chip);
    unlock_prg(chip);
    unlock_opt(chip);
}

static inline uint32_t peek_word(const struct chip *chip, uint32_t address)
{
    uint32_t word = 0;
    assert_true(chip_peek(chip, address, &word, sizeof word));
    return word;
}

#define expect_peek(chip, address, want)                                       \
    do {                                                                       \
        uint32_t peeked = peek_word(chip, address);                            \
        if (peeked != (uint32_t)(want))                                        \
            print_error("%s: got 0x%08X, want 0x%08X\n", #address,             \
                        (unsigned)peeked, (unsigned)(want));                   \
        assert_int_equal(peeked, want);                                        \
    } while (0)

/* The operation that was just started ends after `time`; SR is then `sr`. */
#define EXPECT_DONE(chip, time, sr)                                            \
    do {                                                                       \
        uint64_t start_ps = clock_ps(chip);                                    \
        assert_int_equal(rd(chip, SR) & (BSY | EOP | ENDHV | READY), SR_BUSY); \
        EXPECT_CHANGE(chip, start_ps + (time), SR, BSY, BSY, 0);               \
        expect_rd(chip, SR, sr);                                               \
        wr(chip, SR, sr);                                                      \
    } while (0)

/* Stores a word and waits for the end of the operation. */
static inline void store_and_wait(struct chip *chip, uint32_t address,
                                  uint32_t value)
{
    wr(chip, address, value);
    while (rd(chip, SR) & BSY)
        run_us(chip, 100);
    wr(chip, SR, EOP);
}

static inline uint32_t option_word(uint32_t value)
{
    return (value & 0xFFFF) | ~value << 16;
}

#endif
