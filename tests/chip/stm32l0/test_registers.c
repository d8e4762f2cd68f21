/* SPDX-License-Identifier: MIT
 *
 * Every register of the chip against docs/registers.md, over the bus: reset
 * values, writable bits, what survives a system reset, clock gates, reserved
 * words, and that the page has them all. Behaviour is in the tests of the
 * blocks.
 */
#include "tests/chip/block.h"
#include "tests/chip/stm32l0/register_page.h"
#include "tests/chip/stm32l0/register_steps.h"

#include <stdio.h>

enum {
    WORD = 4,
    SLOT = 0x400,
    PPB = 0xE0000000,
    PPB_SIZE = 0x100000,
    PPB_SLOT = 0x1000,
};

static struct register_page page;
static struct chip powered; /* after power-on, nothing done */
static struct chip chip;    /* the one that is written to */
static unsigned failures;

/* One register of one block. */
struct place {
    const struct block_row *block;
    const struct register_row *row;
    uint32_t address;
};

static void complain(const struct place *place, const char *what)
{
    failures++;
    print_error("docs/registers.md:%d: %s %s, offset %02X (0x%08X): %s "
                "(%s: %s)\n",
                place->row->line, place->block->name, place->row->name,
                (unsigned)(place->address - place->block->base),
                (unsigned)place->address, what, place->row->manual,
                place->row->source);
}

static void differs(const struct place *place, const char *when, uint32_t got,
                    uint32_t want)
{
    char text[128];
    snprintf(text, sizeof text, "%s: read 0x%08X, expected 0x%08X", when,
             (unsigned)got, (unsigned)want);
    complain(place, text);
}

static void report_block(const struct block_row *block, uint32_t address,
                         const char *what)
{
    failures++;
    print_error("docs/registers.md:%d: %s, offset %02X (0x%08X): %s\n",
                block->line, block->name, (unsigned)(address - block->base),
                (unsigned)address, what);
}

static void no_failures(void)
{
    unsigned count = failures;
    failures = 0;
    assert_int_equal(count, 0);
}

/* --- accesses --- */

/* Ends the watch. Returns whether an access was reported since
 * watch_unmodelled(). */
static bool reported_after(void)
{
    bool reported = chip.events.count;
    chip.watch.events = 0;
    chip.events.count = 0;
    chip.attention &= ~(uint32_t)ATTENTION_EVENT;
    return reported;
}

static void watch_unmodelled(void)
{
    chip.events.count = chip.events.reported_count = 0;
    chip.watch.events = 1u << EVENT_UNMODELLED;
}

static bool load(uint32_t address, uint32_t *value)
{
    watch_unmodelled();
    assert_true(bus_read(&chip, address, WORD, value));
    return reported_after();
}

static uint32_t value_of(const struct place *place)
{
    return rd(&chip, place->address);
}

/* Returns whether the write was reported. */
static bool store(uint32_t address, uint32_t value)
{
    watch_unmodelled();
    assert_true(bus_write(&chip, address, WORD, value));
    return reported_after();
}

static void clock_on(const struct block_row *block)
{
    if (block->enable)
        wr(&chip, block->enable, rd(&chip, block->enable) | block->enable_bit);
}

/* The chip, powered on, with the clock of the block on and the steps done. */
static bool prepare(const struct block_row *block, const char *steps)
{
    chip_copy(&chip, &powered);
    clock_on(block);
    return register_steps(&chip, steps);
}

/* --- walking through the page --- */

static void each_register(bool modelled, void (*check)(const struct place *))
{
    for (unsigned b = 0; b < page.block_count; b++) {
        const struct block_row *block = &page.blocks[b];
        for (uint32_t at = 0; *block->section && at < block->size; at += WORD) {
            const struct register_row *row =
                register_page_find(&page, block, at);
            struct place place = {block, row, block->base + at};
            if (row && row->modelled == modelled)
                check(&place);
        }
    }
}

static bool any_modelled(const struct block_row *block)
{
    for (uint32_t at = 0; *block->section && at < block->size; at += WORD) {
        const struct register_row *row = register_page_find(&page, block, at);
        if (row && row->modelled)
            return true;
    }
    return false;
}

/* --- the page itself --- */

static void the_page_is_consistent(void **state)
{
    (void)state;
    assert_true(register_page_check(&page));
}

/* --- the page has all that the chip has --- */

static bool same_name(const struct block_row *block, const char *name)
{
    if (strcmp(name, "GPIO") == 0)
        return strncmp(block->name, name, strlen(name)) == 0;
    return strcmp(block->name, name) == 0;
}
static void every_block_is_listed(void **state)
{
    (void)state;
    unsigned blocks = 0;
    chip_copy(&chip, &powered);
    wr(&chip, 0x4002102C, 0xFFFFFFFF);
    for (uint32_t at = 0x40000000; at < 0x60000000; at += SLOT) {
        const char *name = bus_block_name(&chip, at);
        const struct block_row *block = register_page_block(&page, at);
        bool exists = strcmp(name, "no block") != 0;
        if (block && block->base == at && same_name(block, name)) {
            blocks++;
        } else if (block || exists) {
            failures++;
            print_error("0x%08X is \"%s\" in the chip, \"%s\" in "
                        "docs/registers.md\n",
                        (unsigned)at, name, block ? block->name : "?");
        }
    }
    no_failures();
    assert_true(blocks >= 44);
}

/* Outside its blocks the private peripheral bus is reported. */
static void the_ppb_is_listed(void **state)
{
    (void)state;
    chip_copy(&chip, &powered);
    for (uint32_t at = PPB; at - PPB < PPB_SIZE; at += PPB_SLOT) {
        uint32_t value;
        bool reported = load(at, &value);
        const struct block_row *block = register_page_block(&page, at);
        if (reported != !(block && *block->section) || value) {
            failures++;
            print_error("0x%08X is reported: %d\n", (unsigned)at, reported);
        }
    }
    no_failures();
}

/* --- reset values --- */

static void check_power_on(const struct place *place)
{
    const struct register_row *row = place->row;
    uint32_t got;
    prepare(place->block, "-");
    if (load(place->address, &got))
        complain(place, "reported as not modelled");
    if ((got ^ row->power_on) & row->fixed)
        differs(place, "after power-on", got, row->power_on);
}

static void values_after_power_on(void **state)
{
    (void)state;
    each_register(true, check_power_on);
    no_failures();
}

/* All bits that can be written together are, before the reset. */
static void check_system_reset(const struct place *place)
{
    const struct register_row *row = place->row;
    const uint32_t *bits = row->bits;

    prepare(place->block, row->steps);
    if (!bits[BITS_KEY]) {
        uint32_t held = value_of(place) & bits[BITS_ALONE];
        wr(&chip, place->address, (0xFFFFFFFF & ~bits[BITS_ALONE]) | held);
    }
    uint32_t written = value_of(place);
    do_reset(&chip, RESET_SYSTEM);
    clock_on(place->block);
    uint32_t got = value_of(place);
    uint32_t want =
        (row->system & ~bits[BITS_KEPT]) | (written & bits[BITS_KEPT]);
    if ((got ^ want) & row->fixed)
        differs(place, "after a system reset", got, want);
}

static void values_after_a_system_reset(void **state)
{
    (void)state;
    each_register(true, check_system_reset);
    no_failures();
}

/* --- writable bits --- */

/* What the row says that the register reads after `value` was written. */
static uint32_t expected(const struct register_row *row, uint32_t before,
                         uint32_t value)
{
    const uint32_t *bits = row->bits;
    uint32_t after = (before & ~row->writable) | (value & row->writable);
    after |= value & (bits[BITS_RS] | bits[BITS_LOCK]);
    after &= ~(value & bits[BITS_RC_W1]);
    return after & (value | ~bits[BITS_RC_W0]);
}

static void wait_if_slow(const struct register_row *row)
{
    if (row->bits[BITS_SLOW])
        run_us(&chip, 12000);
}

/* Writes once and compares under `mask`; returns whether it was reported. */
static bool check_write(const struct place *place, uint32_t value,
                        uint32_t mask, const char *what)
{
    const struct register_row *row = place->row;
    char text[64];
    uint32_t want = expected(row, value_of(place), value);
    bool reported = store(place->address, value);
    wait_if_slow(row);
    uint32_t got = value_of(place);
    if ((got ^ want) & mask & ~row->bits[BITS_OWN]) {
        snprintf(text, sizeof text, "after writing 0x%08X (%s)",
                 (unsigned)value, what);
        differs(place, text, got, want);
    }
    return reported;
}

static void check_patterns(const struct place *place)
{
    static const uint32_t patterns[] = {0xFFFFFFFF, 0, 0x55555555, 0xAAAAAAAA,
                                        0};
    uint32_t alone = place->row->bits[BITS_ALONE];
    prepare(place->block, place->row->steps);
    for (unsigned i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        uint32_t held = value_of(place) & alone;
        check_write(place, (patterns[i] & ~alone) | held, 0xFFFFFFFF,
                    "together");
        if (chip.reset.requested != RESET_NONE)
            complain(place, "a pattern asks for a reset");
    }
}

/* After a lock bit nothing can be changed. */
static void check_locked(const struct place *place)
{
    uint32_t held = value_of(place) & ~place->row->bits[BITS_OWN];
    static const uint32_t patterns[] = {0, 0xFFFFFFFF, 0x5A5A5A5A};
    for (unsigned i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        store(place->address, patterns[i] & ~place->row->bits[BITS_RESETS]);
        uint32_t got = value_of(place) & ~place->row->bits[BITS_OWN];
        if (got != held)
            differs(place, "written while locked", got, held);
    }
}

static void bit_is(const struct place *place, uint32_t bit, const char *what)
{
    char text[64];
    snprintf(text, sizeof text, "bit 0x%08X %s", (unsigned)bit, what);
    complain(place, text);
}

/* One bit changes from what the register reads, and goes back. */
static void check_bit(const struct place *place, uint32_t before, uint32_t bit)
{
    const uint32_t *bits = place->row->bits;
    bool locks = bits[BITS_LOCK] & bit;
    bool reported = check_write(place, before ^ bit, locks ? bit : 0xFFFFFFFF,
                                "one bit changed");
    bool resets = chip.reset.requested != RESET_NONE;
    if (reported != !!(bits[BITS_REPORTED] & bit))
        bit_is(place, bit, reported ? "is reported" : "is not reported");
    if (resets != !!(bits[BITS_RESETS] & bit))
        bit_is(place, bit, resets ? "resets the part" : "resets nothing");
    if (locks)
        check_locked(place);
    else if (!resets)
        check_write(place, before, 0xFFFFFFFF, "that bit back");
}

static void check_bits(const struct place *place)
{
    static struct chip ready;
    prepare(place->block, place->row->steps);
    chip_copy(&ready, &chip);
    for (uint32_t bit = 1; bit; bit <<= 1) {
        chip_copy(&chip, &ready);
        check_bit(place, value_of(place), bit);
    }
}

/* A key register: what is no key is a bus error, and it reads 0. */
static void check_key(const struct place *place)
{
    static const uint32_t wrong[] = {0, 0xFFFFFFFF, 0x55555555};
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        prepare(place->block, place->row->steps);
        if (!wr_faults(&chip, place->address, WORD, wrong[i]))
            complain(place, "no bus error for a wrong key");
        if (value_of(place) != 0)
            differs(place, "after a wrong key", value_of(place), 0);
    }
}

static void check_writable(const struct place *place)
{
    if (!prepare(place->block, place->row->steps)) {
        complain(place, "a step is not known");
    } else if (place->row->bits[BITS_KEY]) {
        check_key(place);
    } else {
        check_patterns(place);
        check_bits(place);
    }
}

static void writable_bits(void **state)
{
    (void)state;
    each_register(true, check_writable);
    no_failures();
}

/* --- what is not there --- */

static void check_unmodelled(const struct place *place)
{
    uint32_t value, again;
    prepare(place->block, place->row->steps);
    if (!load(place->address, &value) || value)
        complain(place, "a read is not reported, or not 0");
    bool reported = store(place->address, 0xFFFFFFFF);
    if (reported != !place->row->bits[BITS_R])
        complain(place,
                 reported ? "a write is reported" : "a write is not reported");
    load(place->address, &again);
    if (again)
        differs(place, "after a write", again, 0);
}

static void unmodelled_registers_are_reported(void **state)
{
    (void)state;
    each_register(false, check_unmodelled);
    no_failures();
}

/* Every word of a block that is not modelled, with its clock or without. */
static void check_absent_block(const struct block_row *block)
{
    for (uint32_t at = block->base; at < block->base + block->size;
         at += WORD) {
        uint32_t value;
        if (!load(at, &value) || value)
            report_block(block, at, "a read is not reported");
        if (!store(at, 0xFFFFFFFF))
            report_block(block, at, "a write is not reported");
    }
}

static void unmodelled_blocks_are_reported(void **state)
{
    (void)state;
    for (unsigned b = 0; b < page.block_count; b++) {
        if (any_modelled(&page.blocks[b]))
            continue;
        chip_copy(&chip, &powered);
        check_absent_block(&page.blocks[b]);
        clock_on(&page.blocks[b]);
        check_absent_block(&page.blocks[b]);
    }
    no_failures();
}

/* A word without a row reads 0, keeps nothing and is not reported: it is
 * reserved, and no register is missing in the page. Under the steps of every
 * row, for a register may hide behind a lock. */
static void check_reserved(const struct block_row *block, const char *steps)
{
    prepare(block, steps);
    for (uint32_t at = 0; at < block->size; at += WORD) {
        uint32_t before, after;
        if (register_page_find(&page, block, at))
            continue;
        bool reported = load(block->base + at, &before);
        reported |= store(block->base + at, 0xFFFFFFFF);
        reported |= load(block->base + at, &after);
        if (reported || before || after)
            report_block(block, block->base + at,
                         "answers, and has no row in the page");
    }
}

static void reserved_words_read_0(void **state)
{
    (void)state;
    for (unsigned b = 0; b < page.block_count; b++) {
        const struct block_row *block = &page.blocks[b];
        if (!any_modelled(block))
            continue;
        check_reserved(block, "-");
        for (unsigned i = 0; i < page.row_count; i++)
            if (strcmp(page.rows[i].section, block->section) == 0 &&
                strcmp(page.rows[i].steps, "-") != 0)
                check_reserved(block, page.rows[i].steps);
    }
    no_failures();
}

/* --- without its clock --- */

/* A timer reads 0 then. */
static void check_read_without_clock(const struct place *place)
{
    const struct register_row *row = place->row;
    bool timer = strncmp(row->name, "TIM", 3) == 0;
    uint32_t got, want = timer ? 0 : row->power_on;
    if (load(place->address, &got))
        complain(place, "a read without a clock is reported");
    if ((got ^ want) & row->fixed)
        differs(place, "without a clock", got, want);
}

/* Returns whether a write is reported as one without a clock. */
static bool unclocked(uint32_t address)
{
    const struct event *event = &chip.events.list[0];
    chip.events.count = chip.events.reported_count = 0;
    chip.watch.events = 1u << EVENT_UNMODELLED | 1u << EVENT_FIRMWARE;
    assert_true(bus_write(&chip, address, WORD, 0xFFFFFFFF));
    return chip.events.count == 1 && event->kind == EVENT_FIRMWARE &&
           event->firmware.error == FIRMWARE_UNCLOCKED &&
           event->firmware.address == address &&
           event->firmware.value == 0xFFFFFFFF;
}

static void check_without_clock(const struct block_row *block)
{
    chip_copy(&chip, &powered);
    for (uint32_t at = 0; at < block->size; at += WORD) {
        const struct register_row *row = register_page_find(&page, block, at);
        struct place place = {block, row, block->base + at};
        if (row && row->modelled)
            check_read_without_clock(&place);
        if (!unclocked(place.address))
            report_block(block, place.address,
                         "a write without a clock is not reported");
    }
    reported_after();
    clock_on(block);
    for (uint32_t at = 0; at < block->size; at += WORD) {
        const struct register_row *row = register_page_find(&page, block, at);
        struct place place = {block, row, block->base + at};
        if (!row || !row->modelled)
            continue;
        uint32_t got = value_of(&place);
        if ((got ^ row->power_on) & row->fixed)
            differs(&place, "after a write without a clock", got,
                    row->power_on);
    }
}

static void nothing_without_the_clock(void **state)
{
    (void)state;
    for (unsigned b = 0; b < page.block_count; b++)
        if (page.blocks[b].enable && any_modelled(&page.blocks[b]))
            check_without_clock(&page.blocks[b]);
    no_failures();
}

/* --- */

/* By the weaker of the two letters of a row. */
static unsigned graded[3], registers, absent;

static void count_modelled(const struct place *place)
{
    const char *grade = place->row->grade;
    registers++;
    graded[strchr(grade, 'A') ? 2 : strchr(grade, 'O') ? 1 : 0]++;
}

static void count_absent(const struct place *place)
{
    (void)place;
    absent++;
}

static int setup(void **state)
{
    (void)state;
    if (!register_page_read(&page))
        return -1;
    fixture_chip(&powered);
    each_register(true, count_modelled);
    each_register(false, count_absent);
    print_message("docs/registers.md: %u blocks, %u registers (%u documented, "
                  "%u observed, %u assumed), %u not modelled\n",
                  page.block_count, registers, graded[0], graded[1], graded[2],
                  absent);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_is_consistent),
        cmocka_unit_test(every_block_is_listed),
        cmocka_unit_test(the_ppb_is_listed),
        cmocka_unit_test(values_after_power_on),
        cmocka_unit_test(values_after_a_system_reset),
        cmocka_unit_test(writable_bits),
        cmocka_unit_test(unmodelled_registers_are_reported),
        cmocka_unit_test(unmodelled_blocks_are_reported),
        cmocka_unit_test(reserved_words_read_0),
        cmocka_unit_test(nothing_without_the_clock),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
