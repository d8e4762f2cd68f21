/* SPDX-License-Identifier: MIT
 *
 * Reset values and writable bits of each line, against registers.tsv.
 */
#include "tests/chip/stm32f4/f4_fixture.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *part, *names; /* what the column "lines" calls it */
} parts[] = {
    {"stm32f401cc", " all f401 f401xc "}, {"stm32f401re", " all f401 f401xe "},
    {"stm32f411re", " all f411 "},        {"stm32f405rg", " all f40x f405 "},
    {"stm32f407vg", " all f40x f407 "},
};

enum { PARTS = sizeof parts / sizeof *parts };

struct row {
    char lines[16], name[32], reset[16], writable[16];
    uint32_t address;
};

static struct chip chip;

static bool is_of(const struct row *row, unsigned part)
{
    char word[sizeof row->lines + 2];
    snprintf(word, sizeof word, " %s ", row->lines);
    return strstr(parts[part].names, word);
}

static void fresh(unsigned part)
{
    f4_chip(&chip, parts[part].part);
    f4_clocks(&chip);
    wr(&chip, PWR_CR, rd(&chip, PWR_CR) | 1 << 8);
}

static bool check(const struct row *row, const char *what, uint32_t got,
                  uint32_t want, unsigned part)
{
    if (got == want)
        return true;
    print_error("%s, %s at 0x%08X: %s is 0x%08X, the table has 0x%08X\n",
                parts[part].part, row->name, (unsigned)row->address, what,
                (unsigned)got, (unsigned)want);
    return false;
}

/* DBP of PWR_CR is what the fixture sets. */
static bool check_reset(const struct row *row, unsigned part)
{
    uint32_t reset = (uint32_t)strtoul(row->reset, NULL, 16);
    uint32_t extra = row->address == PWR_CR ? 1 << 8 : 0;
    if (strcmp(row->reset, "-") == 0)
        return true;
    return check(row, "the reset value", rd(&chip, row->address), reset | extra,
                 part);
}

/* A bit is writable that takes a one, and then a zero. */
static bool check_writable(const struct row *row, unsigned part)
{
    if (strcmp(row->writable, "-") == 0)
        return true;
    uint32_t writable = (uint32_t)strtoul(row->writable, NULL, 16);
    wr(&chip, row->address, 0xFFFFFFFF);
    uint32_t ones = rd(&chip, row->address);
    wr(&chip, row->address, 0);
    uint32_t zeros = rd(&chip, row->address);
    bool ok =
        check(row, "what takes ones and zeros", ones & ~zeros, writable, part);
    fresh(part);
    return ok;
}

static bool parse(const char *line, struct row *row)
{
    unsigned address;
    if (line[0] == '#')
        return false;
    int fields =
        sscanf(line, "%15[^\t]\t%31[^\t]\t%x\t%15[^\t]\t%15[^\t]", row->lines,
               row->name, &address, row->reset, row->writable);
    if (fields != 5)
        fail_msg("registers.tsv: not five fields: %s", line);
    row->address = address;
    return true;
}

static void every_line_agrees(void **state)
{
    (void)state;
    FILE *file =
        fopen(BOOT0_SOURCE_DIR "/tests/chip/stm32f4/registers.tsv", "r");
    char line[256];
    struct row rows[256];
    unsigned count = 0, wrong = 0, checked = 0;

    assert_non_null(file);
    while (fgets(line, sizeof line, file))
        if (parse(line, &rows[count])) {
            count++;
            assert_true(count < 256);
        }
    fclose(file);
    for (unsigned part = 0; part < PARTS; part++) {
        fresh(part);
        for (unsigned i = 0; i < count; i++) {
            if (!is_of(&rows[i], part))
                continue;
            checked++;
            wrong += !check_reset(&rows[i], part);
        }
        for (unsigned i = 0; i < count; i++)
            if (is_of(&rows[i], part))
                wrong += !check_writable(&rows[i], part);
    }
    assert_int_equal(wrong, 0);
    assert_true(checked > 400);
}

/* The masks that were read on a real F407, and what the others lack. */
static void enable_bits(void **state)
{
    static const struct {
        unsigned part;
        uint32_t ahb1, ahb2, apb1, apb2;
    } want[] = {
        {4, 0x7E7411FF, 0xC1, 0x36FEC9FF, 0x00075F33},
        {3, 0x607411FF, 0xC0, 0x36FEC9FF, 0x00075F33},
        {2, 0x0060109F, 0x80, 0x10E2C80F, 0x00177931},
        {1, 0x0060109F, 0x80, 0x10E2C80F, 0x00077931},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof want / sizeof *want; i++) {
        f4_chip(&chip, parts[want[i].part].part);
        expect_rd(&chip, RCC_AHB1ENR, want[i].part > 2 ? 0x00100000 : 0);
        expect_rd(&chip, RCC_APB1ENR, 0);
        f4_clocks(&chip);
        expect_rd(&chip, RCC_AHB1ENR, want[i].ahb1);
        expect_rd(&chip, RCC_AHB2ENR, want[i].ahb2);
        expect_rd(&chip, RCC_APB1ENR, want[i].apb1);
        expect_rd(&chip, RCC_APB2ENR, want[i].apb2);
    }
}

/* A block that the part lacks is no block: reported, and named so. */
static void absent_blocks(void **state)
{
    static const struct {
        uint32_t address;
        const char *name;
    } only_f407[] = {
        {0x40001000, "TIM6"},  {0x40004800, "USART3"},  {0x40010400, "TIM8"},
        {0x40021400, "GPIOF"}, {0x40024000, "BKPSRAM"}, {0x50060800, "RNG"},
        {0x40028000, "ETH"},
    };
    (void)state;
    for (unsigned i = 0; i < sizeof only_f407 / sizeof *only_f407; i++) {
        f4_chip(&chip, "stm32f407vg");
        assert_string_equal(bus_block_name(&chip, only_f407[i].address),
                            only_f407[i].name);
        f4_chip(&chip, "stm32f401re");
        f4_clocks(&chip);
        watch_firmware(&chip);
        assert_string_equal(bus_block_name(&chip, only_f407[i].address),
                            "no block");
        assert_int_equal(rd(&chip, only_f407[i].address), 0);
        assert_true(reported_unmodelled(&chip, only_f407[i].address));
    }
    assert_string_equal(bus_block_name(&chip, 0x40013400), "SPI4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_agrees),
        cmocka_unit_test(enable_bits),
        cmocka_unit_test(absent_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
