/* SPDX-License-Identifier: MIT
 *
 * CRC unit: widths, polynomial sizes, reversals. The expected values are the
 * check values of published CRCs over "123456789".
 */
#include "tests/chip/block.h"

enum {
    CRC_DR = 0x40023000,
    CRC_IDR = 0x40023004,
    CRC_CR = 0x40023008,
    CRC_INIT = 0x40023010,
    CRC_POL = 0x40023014,
    RCC_AHBRSTR = 0x40021020,
    RCC_AHBENR = 0x40021030,
    CRCEN = 1 << 12,
    CR_RESET = 1 << 0,
    POLYSIZE_16 = 1 << 3,
    POLYSIZE_8 = 2 << 3,
    POLYSIZE_7 = 3 << 3,
    REV_IN_BYTE = 1 << 5,
    REV_IN_HALF = 2 << 5,
    REV_IN_WORD = 3 << 5,
    REV_OUT = 1 << 7,
};

static void crc_chip(struct chip *chip)
{
    fixture_chip(chip);
    wr(chip, RCC_AHBENR, 0x100 | CRCEN);
}

static void feed_bytes(struct chip *chip, const char *text)
{
    while (*text)
        wr8(chip, CRC_DR, (uint8_t)*text++);
}

struct check {
    const char *name;
    uint32_t cr, pol, init, want;
};

static void test_check_values(void **state)
{
    (void)state;
    static const struct check checks[] = {
        {"CRC-32/MPEG-2", 0, 0x04C11DB7, 0xFFFFFFFF, 0x0376E6E7},
        {"CRC-32/ISO-HDLC, before the final xor", REV_IN_BYTE | REV_OUT,
         0x04C11DB7, 0xFFFFFFFF, ~0xCBF43926u},
        {"CRC-16/IBM-3740", POLYSIZE_16, 0x1021, 0xFFFF, 0x29B1},
        {"CRC-16/ARC", POLYSIZE_16 | REV_IN_BYTE | REV_OUT, 0x8005, 0, 0xBB3D},
        {"CRC-8/SMBUS", POLYSIZE_8, 0x07, 0, 0xF4},
        {"CRC-8/MAXIM-DOW", POLYSIZE_8 | REV_IN_BYTE | REV_OUT, 0x31, 0, 0xA1},
        {"CRC-7/MMC", POLYSIZE_7, 0x09, 0, 0x75},
    };
    for (unsigned i = 0; i < sizeof checks / sizeof *checks; i++) {
        struct chip chip;
        crc_chip(&chip);
        wr(&chip, CRC_INIT, checks[i].init);
        wr(&chip, CRC_POL, checks[i].pol);
        wr(&chip, CRC_CR, checks[i].cr | CR_RESET);
        feed_bytes(&chip, "123456789");
        expect_word(&chip, checks[i].name, CRC_DR, checks[i].want, __FILE__,
                    __LINE__);
    }
}

/* The value ST's application note AN4187 starts from: one word. */
static void test_word(void **state)
{
    (void)state;
    struct chip chip;
    crc_chip(&chip);
    wr(&chip, CRC_DR, 0x12345678);
    expect_rd(&chip, CRC_DR, 0xDF8A8A2B);
}

static void test_widths_agree(void **state)
{
    (void)state;
    struct chip bytes, halves, word;
    crc_chip(&bytes);
    crc_chip(&halves);
    crc_chip(&word);
    wr8(&bytes, CRC_DR, 0x12);
    wr8(&bytes, CRC_DR, 0x34);
    wr8(&bytes, CRC_DR, 0x56);
    wr8(&bytes, CRC_DR, 0x78);
    wr16(&halves, CRC_DR, 0x1234);
    wr16(&halves, CRC_DR, 0x5678);
    wr(&word, CRC_DR, 0x12345678);
    expect_rd(&bytes, CRC_DR, 0xDF8A8A2B);
    expect_rd(&halves, CRC_DR, 0xDF8A8A2B);
    expect_rd(&word, CRC_DR, 0xDF8A8A2B);
}

/* RM0367 4.3 shows 0x1A2B3C4D reversed by byte, halfword and word. */
static void test_rev_in(void **state)
{
    (void)state;
    static const struct {
        uint32_t rev_in, equivalent;
    } rows[] = {
        {0, 0x1A2B3C4D},
        {REV_IN_BYTE, 0x58D43CB2},
        {REV_IN_HALF, 0xD458B23C},
        {REV_IN_WORD, 0xB23CD458},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct chip chip, plain;
        crc_chip(&chip);
        crc_chip(&plain);
        wr(&chip, CRC_CR, rows[i].rev_in);
        wr(&chip, CRC_DR, 0x1A2B3C4D);
        wr(&plain, CRC_DR, rows[i].equivalent);
        expect_rd(&chip, CRC_DR, rd(&plain, CRC_DR));
    }
}

static void test_rev_out(void **state)
{
    (void)state;
    struct chip chip;
    crc_chip(&chip);
    wr(&chip, CRC_INIT, 0x11223344);
    expect_rd(&chip, CRC_DR, 0x11223344);
    wr(&chip, CRC_CR, REV_OUT);
    expect_rd(&chip, CRC_DR, 0x22CC4488);
}

static void test_reset_bit(void **state)
{
    (void)state;
    struct chip chip;
    crc_chip(&chip);
    wr8(&chip, CRC_IDR, 0x5A);
    wr(&chip, CRC_INIT, 0xCAFE0001);
    wr(&chip, CRC_DR, 1);
    wr(&chip, CRC_CR, CR_RESET);
    expect_rd(&chip, CRC_DR, 0xCAFE0001);
    expect_rd(&chip, CRC_CR, 0);
    expect_rd(&chip, CRC_IDR, 0x5A);
}

static void test_rcc_reset(void **state)
{
    (void)state;
    struct chip chip;
    crc_chip(&chip);
    wr(&chip, CRC_POL, 7);
    wr(&chip, RCC_AHBRSTR, CRCEN);
    wr(&chip, CRC_INIT, 5); /* held in reset */
    wr(&chip, RCC_AHBRSTR, 0);
    expect_rd(&chip, CRC_POL, 0x04C11DB7);
    expect_rd(&chip, CRC_INIT, 0xFFFFFFFF);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check_values), cmocka_unit_test(test_word),
        cmocka_unit_test(test_widths_agree), cmocka_unit_test(test_rev_in),
        cmocka_unit_test(test_rev_out),      cmocka_unit_test(test_reset_bit),
        cmocka_unit_test(test_rcc_reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
