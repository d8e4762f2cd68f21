/* SPDX-License-Identifier: MIT
 *
 * What a reset leaves of an operation in flight (board.torn), for every kind of
 * operation and every kind of reset; cells that read otherwise at the next
 * power-on (board.weak); and the beginnings and ends that are reported.
 */
#include "chip/stm32l0/flash.h"
#include "tests/chip/stm32l0/flash_block.h"

enum {
    OPTION_RDP = OPTION_BASE,
    OPTION_USER = OPTION_BASE + 4,
    WORDS = FLASH_PAGE / 4,
    HALF_WORDS = FLASH_HALF_PAGE / 4,
    MASS_WORDS = 2048, /* of a mass erase, those that are looked at */
};

static const uint32_t RDP_LEVEL0 = 0xFF5500AA;
static const uint32_t RDP_LEVEL1 = 0xFF4400BB;

/* --- operations --- */

static const struct row {
    const char *name;
    enum flash_operation operation;
    uint32_t address;  /* of the first cell, */
    unsigned words;    /* and how many are looked at */
    uint32_t old, new; /* of each word; programmed: of word i, new + i */
    uint32_t pecr;
    bool adds; /* there is no erase in it */
} rows[] = {
    {"program word", FLASH_PROGRAM_WORD, FREE, 1, 0, 0x5A0FF0A5, 0, true},
    {"program half page", FLASH_PROGRAM_HALF_PAGE, FREE, HALF_WORDS, 0,
     0xC35A0000, FPRG | PROG, true},
    {"erase page", FLASH_ERASE_PAGE, FREE2, WORDS, 0xFFFF5A5A, 0, ERASE | PROG,
     false},
    {"write EEPROM", FLASH_EEPROM_WRITE, EEPROM1 + 8, 1, 0xFF00FF00, 0x0FF00FF0,
     0, false},
    {"erase EEPROM", FLASH_EEPROM_ERASE, EEPROM2, 1, 0xFFFFFF00, 0, ERASE,
     false},
    {"write option word", FLASH_OPTION_WRITE, OPTION_USER, 1, 0x7F8F8070,
     0x7F0F80F0, 0, false},
    {"mass erase", FLASH_MASS_ERASE, FREE, MASS_WORDS, 0xFFFFFFFF, 0, 0, false},
};

#define FOR_EACH_ROW(row)                                                      \
    for (const struct row *row = rows;                                         \
         row < rows + sizeof rows / sizeof *rows; row++)

static uint32_t new_word(const struct row *row, unsigned i)
{
    return row->adds ? row->new + i : row->new;
}

/* Level 1 is in force: writing level 0 erases everything. */
static void protect(struct chip *chip)
{
    store_and_wait(chip, OPTION_RDP, RDP_LEVEL1);
    do_reset(chip, RESET_OPTION);
    sleep_core(chip);
    unlock_pe(chip);
    unlock_opt(chip);
}

static void prepare(struct chip *chip, const struct row *row)
{
    open_chip(chip);
    for (unsigned i = 0; i < row->words; i++)
        load_word(chip, row->address + 4 * i, row->old);
    if (row->operation == FLASH_MASS_ERASE)
        protect(chip);
    wr(chip, PECR, row->pecr);
}

static void begin(struct chip *chip, const struct row *row)
{
    if (row->operation == FLASH_MASS_ERASE)
        wr(chip, OPTION_RDP, RDP_LEVEL0);
    else if (row->operation == FLASH_PROGRAM_HALF_PAGE)
        for (unsigned i = 0; i < HALF_WORDS; i++)
            wr(chip, row->address + 4 * i, row->new + i);
    else
        wr(chip, row->address, row->new);
    assert_true(rd(chip, SR) & BSY);
}

/* Begins the operation and cuts it after `ps`. */
static void cut(struct chip *chip, const struct row *row, unsigned torn,
                enum reset_kind kind, uint64_t ps)
{
    prepare(chip, row);
    chip->board.torn = (uint8_t)torn;
    begin(chip, row);
    run_ps(chip, ps);
    assert_true(rd(chip, SR) & BSY);
    do_reset(chip, kind);
    assert_false(rd(chip, SR) & BSY);
}

static uint32_t word_of(const struct chip *chip, const struct row *row,
                        unsigned i)
{
    return peek_word(chip, row->address + 4 * i);
}

static void expect_words(const struct chip *chip, const struct row *row,
                         unsigned torn, unsigned first, unsigned end,
                         bool is_new, uint32_t else_word)
{
    for (unsigned i = first; i < end; i++) {
        uint32_t want = is_new ? new_word(row, i) : else_word;
        uint32_t got = word_of(chip, row, i);
        if (got != want)
            fail_msg("%s, torn=%u, word %u: got 0x%08X, want 0x%08X", row->name,
                     torn, i, (unsigned)got, (unsigned)want);
    }
}

/* --- certain ends --- */

static const enum reset_kind kinds[] = {
    RESET_POWER, RESET_DIP,  RESET_PIN,    RESET_SYSTEM,
    RESET_IWDG,  RESET_WWDG, RESET_OPTION,
};

static void test_old_erased_new(void **state)
{
    (void)state;
    FOR_EACH_ROW(row)
    for (unsigned k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        struct chip chip;
        cut(&chip, row, TORN_OLD, kinds[k], tprog / 2);
        expect_words(&chip, row, TORN_OLD, 0, row->words, false, row->old);
        cut(&chip, row, TORN_ERASED, kinds[k], tprog / 2);
        expect_words(&chip, row, TORN_ERASED, 0, row->words, false,
                     row->adds ? row->old : 0);
        cut(&chip, row, TORN_NEW, kinds[k], tprog / 2);
        expect_words(&chip, row, TORN_NEW, 0, row->words, true, 0);
    }
}

static void test_neighbours_stay(void **state)
{
    (void)state;
    const struct row *row = &rows[2];
    for (unsigned torn = 0; torn <= TORN_PREFIX + 4; torn++) {
        struct chip chip;
        prepare(&chip, row);
        load_word(&chip, row->address - 4, 0x01020304);
        load_word(&chip, row->address + FLASH_PAGE, 0x05060708);
        chip.board.torn = (uint8_t)torn;
        begin(&chip, row);
        do_reset(&chip, RESET_POWER);
        expect_peek(&chip, row->address - 4, 0x01020304);
        expect_peek(&chip, row->address + FLASH_PAGE, 0x05060708);
    }
}

/* The first n words of a half page are done. */
static void test_prefix(void **state)
{
    (void)state;
    const struct row *row = &rows[1];
    for (unsigned n = 1; n <= HALF_WORDS; n++) {
        struct chip chip;
        cut(&chip, row, TORN_PREFIX + n, RESET_POWER, tprog / 2);
        expect_words(&chip, row, TORN_PREFIX + n, 0, n, true, 0);
        expect_words(&chip, row, TORN_PREFIX + n, n, HALF_WORDS, false, 0);
    }
}

/* The level that the mass erase lowers stays: its option write comes after. */
static void test_mass_erase_keeps_the_level(void **state)
{
    (void)state;
    for (unsigned torn = TORN_OLD; torn < TORN_PREFIX; torn++) {
        struct chip chip;
        cut(&chip, &rows[6], torn, RESET_POWER, tprog);
        expect_peek(&chip, OPTION_RDP, RDP_LEVEL1);
        assert_int_equal(flash_rdp(&chip), 1);
        expect_peek(&chip, EEPROM1, 0);
    }
}

static void test_mass_erase_reaches_the_eeprom(void **state)
{
    (void)state;
    static const uint32_t want[] = {0x33333333, 0, 0};
    for (unsigned torn = TORN_OLD; torn <= TORN_NEW; torn++) {
        struct chip chip;
        prepare(&chip, &rows[6]);
        load_word(&chip, EEPROM2, 0x33333333);
        chip.board.torn = (uint8_t)torn;
        begin(&chip, &rows[6]);
        do_reset(&chip, RESET_POWER);
        expect_peek(&chip, EEPROM2, want[torn]);
    }
}

/* The write behind the mass erase is an operation of its own. An erased word
 * does not match its complement: level 1, and PCROP (RM0367 3.4.4). */
static void test_option_write_behind_the_mass_erase(void **state)
{
    (void)state;
    static const struct {
        uint32_t word;
        unsigned rdp;
    } want[] = {{RDP_LEVEL1, 1}, {0, 1}, {RDP_LEVEL0, 0}};
    for (unsigned torn = TORN_OLD; torn <= TORN_NEW; torn++) {
        struct chip chip;
        cut(&chip, &rows[6], torn, RESET_POWER, 3 * tprog);
        expect_words(&chip, &rows[6], torn, 0, MASS_WORDS, false, 0);
        expect_peek(&chip, OPTION_RDP, want[torn].word);
        assert_int_equal(flash_rdp(&chip), want[torn].rdp);
    }
}

/* A torn option word counts as from the factory, see load_rows of
 * test_flash_option.c. */
static void test_option_word_at_load(void **state)
{
    (void)state;
    static const uint32_t optr[] = {0x807000AA, 0x807000AA, 0x80F000AA};
    for (unsigned torn = TORN_OLD; torn <= TORN_NEW; torn++) {
        struct chip chip;
        cut(&chip, &rows[5], torn, RESET_DIP, tprog);
        expect_rd(&chip, OPTR, optr[torn]);
        expect_rd(&chip, SR, SR_IDLE | (torn == TORN_ERASED ? OPTVERR : 0));
    }
}

/* --- mixes --- */

static bool between(uint32_t got, const struct row *row, unsigned i)
{
    uint32_t possible = row->old | new_word(row, i);
    return !(got & ~possible) && (!row->adds || (got & row->old) == row->old);
}

static unsigned differ(const struct chip *a, const struct chip *b,
                       const struct row *row)
{
    unsigned words = 0;
    for (unsigned i = 0; i < row->words; i++)
        words += word_of(a, row, i) != word_of(b, row, i);
    return words;
}

/* Each of the three is between old and new, is made again, and is another. */
static void test_three_mixes(void **state)
{
    (void)state;
    static struct chip mixed[3], again;
    FOR_EACH_ROW(row)
    {
        for (unsigned m = 0; m < 3; m++) {
            cut(&mixed[m], row, TORN_MIX + m, RESET_POWER, tprog / 2);
            cut(&again, row, TORN_MIX + m, RESET_POWER, tprog / 2);
            assert_int_equal(differ(&mixed[m], &again, row), 0);
            for (unsigned i = 0; i < row->words; i++)
                assert_true(between(word_of(&mixed[m], row, i), row, i));
        }
        assert_true(differ(&mixed[0], &mixed[1], row));
        assert_true(differ(&mixed[0], &mixed[2], row));
        assert_true(differ(&mixed[1], &mixed[2], row));
    }
}

/* A board that says nothing gets the first mix. */
static void test_default(void **state)
{
    (void)state;
    struct chip chip;
    fixture_chip(&chip);
    assert_int_equal(chip.board.torn, TORN_MIX);
    assert_false(chip.board.weak);
}

/* --- weak cells --- */

static void power_again(struct chip *chip, bool weak)
{
    chip->board.weak = weak;
    do_reset(chip, RESET_POWER);
}

/* The next power-on reads them otherwise, once: no other reset does, and no
 * later power-on. */
static void test_weak_once(void **state)
{
    (void)state;
    static struct chip torn, next, last;
    FOR_EACH_ROW(row)
    {
        cut(&torn, row, TORN_MIX, RESET_POWER, tprog / 2);
        next = torn;
        next.board.weak = true;
        do_reset(&next, RESET_PIN);
        do_reset(&next, RESET_DIP);
        assert_int_equal(differ(&torn, &next, row), 0);
        power_again(&next, true);
        assert_true(differ(&torn, &next, row));
        last = next;
        power_again(&last, true);
        assert_int_equal(differ(&next, &last, row), 0);
    }
}

/* What they read is between old and new, too; of a mass erase, what reads 0
 * does so for ever. */
static void test_weak_between(void **state)
{
    (void)state;
    static struct chip torn, next;
    FOR_EACH_ROW(row)
    {
        cut(&torn, row, TORN_MIX + 1, RESET_POWER, tprog / 2);
        next = torn;
        power_again(&next, true);
        for (unsigned i = 0; i < row->words; i++) {
            assert_true(between(word_of(&next, row, i), row, i));
            if (row->operation == FLASH_MASS_ERASE)
                assert_false(word_of(&next, row, i) & ~word_of(&torn, row, i));
        }
    }
}

/* Without the switch they stay, also when it is set later. */
static void test_not_weak(void **state)
{
    (void)state;
    static struct chip torn, next;
    FOR_EACH_ROW(row)
    {
        cut(&torn, row, TORN_MIX + 2, RESET_POWER, tprog / 2);
        next = torn;
        power_again(&next, false);
        assert_int_equal(differ(&torn, &next, row), 0);
        power_again(&next, true);
        assert_int_equal(differ(&torn, &next, row), 0);
    }
}

/* Nothing is weak where the end is certain. */
static void test_certain_ends_are_not_weak(void **state)
{
    (void)state;
    static struct chip torn, next;
    FOR_EACH_ROW(row)
    for (unsigned end = TORN_OLD; end <= TORN_NEW; end++) {
        cut(&torn, row, end, RESET_POWER, tprog / 2);
        next = torn;
        power_again(&next, true);
        assert_int_equal(differ(&torn, &next, row), 0);
    }
}

/* Cells that an operation is done with are certain again. */
static void test_programmed_again(void **state)
{
    (void)state;
    const struct row *erase = &rows[2];
    struct chip chip;
    cut(&chip, erase, TORN_MIX, RESET_PIN, tprog / 2);
    sleep_core(&chip);
    unlock_pe(&chip);
    unlock_prg(&chip);
    wr(&chip, PECR, ERASE | PROG);
    store_and_wait(&chip, erase->address, 0);
    wr(&chip, PECR, 0);
    store_and_wait(&chip, erase->address + 8, 0xCAFE);
    power_again(&chip, true);
    for (unsigned i = 0; i < erase->words; i++)
        expect_peek(&chip, erase->address + 4 * i, i == 2 ? 0xCAFE : 0);
}

/* --- events --- */

/* The list holds one event of the NVM as described; it is drained. */
static void expect_nvm(struct chip *chip, enum flash_operation operation,
                       bool begins, uint32_t address, uint32_t length)
{
    assert_int_equal(chip->events.count, 1);
    const struct event *event = &chip->events.list[0];
    assert_int_equal(event->kind, EVENT_NVM);
    assert_int_equal(event->nvm.operation, operation);
    assert_int_equal(event->nvm.begins, begins);
    assert_int_equal(event->nvm.address, address);
    assert_int_equal(event->nvm.length, length);
    chip->events.count = 0;
}

/* Runs to the event that is next, at that time to the cycle. */
static void run_to_event(struct chip *chip, uint64_t ps)
{
    uint64_t cycle = clock_cycle_at(chip, ps);
    assert_int_equal(chip_run_to(chip, ps + tprog), STOP_EVENT);
    assert_int_equal(chip->events.list[0].cycle, cycle);
}

static void expect_begin_and_end(struct chip *chip, const struct row *row,
                                 uint32_t address, uint32_t length,
                                 uint64_t time)
{
    uint64_t start = clock_ps(chip);
    expect_nvm(chip, row->operation, true, address, length);
    run_to_event(chip, start + time);
    expect_nvm(chip, row->operation, false, address, length);
}

static void test_events(void **state)
{
    (void)state;
    static const uint32_t lengths[] = {4, FLASH_HALF_PAGE, FLASH_PAGE, 4, 4, 4};
    static const unsigned times[] = {1, 1, 1, 2, 1, 2};
    for (unsigned i = 0; i < 6; i++) {
        struct chip chip;
        prepare(&chip, &rows[i]);
        chip.watch.events = 1u << EVENT_NVM;
        begin(&chip, &rows[i]);
        expect_begin_and_end(&chip, &rows[i], rows[i].address, lengths[i],
                             times[i] * tprog);
        assert_int_equal(run_ps(&chip, 3 * tprog), STOP_BUDGET);
    }
}

static void test_events_of_a_mass_erase(void **state)
{
    (void)state;
    struct chip chip;
    prepare(&chip, &rows[6]);
    chip.watch.events = 1u << EVENT_NVM;
    begin(&chip, &rows[6]);
    uint64_t start = clock_ps(&chip);
    expect_nvm(&chip, FLASH_MASS_ERASE, true, FLASH_BASE, FLASH_MAX);
    run_to_event(&chip, start + 2 * tprog);
    assert_int_equal(chip.events.count, 2);
    chip.events.count = 1;
    expect_nvm(&chip, FLASH_MASS_ERASE, false, FLASH_BASE, FLASH_MAX);
    chip.events.list[0] = chip.events.list[1];
    chip.events.count = 1;
    expect_nvm(&chip, FLASH_OPTION_WRITE, true, OPTION_RDP, 4);
    run_to_event(&chip, start + 4 * tprog);
    expect_nvm(&chip, FLASH_OPTION_WRITE, false, OPTION_RDP, 4);
}

/* Behind UFB=1: bank 2 is at 0x08000000 then. */
static void test_events_name_the_cell(void **state)
{
    (void)state;
    struct chip chip;
    open_chip(&chip);
    wr(&chip, 0x40021034, 1);      /* RCC_APB2ENR.SYSCFGEN */
    wr(&chip, 0x40010000, 1 << 3); /* SYSCFG_CFGR1.UFB */
    chip.watch.events = 1u << EVENT_NVM;
    wr(&chip, FREE, 0x1234);
    expect_nvm(&chip, FLASH_PROGRAM_WORD, true, FREE2, 4);
}

/* Nobody who does not ask is stopped, and a refused store begins nothing. */
static void test_no_events(void **state)
{
    (void)state;
    struct chip chip;
    prepare(&chip, &rows[2]);
    begin(&chip, &rows[2]);
    assert_int_equal(run_ps(&chip, 2 * tprog), STOP_BUDGET);
    assert_int_equal(chip.events.count, 0);
    chip.watch.events = 1u << EVENT_NVM;
    wr(&chip, PECR, PRGLOCK);
    wr(&chip, FREE, 1);
    assert_int_equal(run_ps(&chip, 2 * tprog), STOP_BUDGET);
    assert_int_equal(chip.events.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_old_erased_new),
        cmocka_unit_test(test_neighbours_stay),
        cmocka_unit_test(test_prefix),
        cmocka_unit_test(test_mass_erase_keeps_the_level),
        cmocka_unit_test(test_mass_erase_reaches_the_eeprom),
        cmocka_unit_test(test_option_write_behind_the_mass_erase),
        cmocka_unit_test(test_option_word_at_load),
        cmocka_unit_test(test_three_mixes),
        cmocka_unit_test(test_default),
        cmocka_unit_test(test_weak_once),
        cmocka_unit_test(test_weak_between),
        cmocka_unit_test(test_not_weak),
        cmocka_unit_test(test_certain_ends_are_not_weak),
        cmocka_unit_test(test_programmed_again),
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_events_of_a_mass_erase),
        cmocka_unit_test(test_events_name_the_cell),
        cmocka_unit_test(test_no_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
