/* SPDX-License-Identifier: MIT
 *
 * What the tests of the blocks share on top of chip_fixture.h: a core that
 * sleeps, so that a moment in time is one exact cycle, resets, and what the
 * chip says about the firmware.
 */
#ifndef TESTS_CHIP_BLOCK_H
#define TESTS_CHIP_BLOCK_H

#include "tests/chip/chip_fixture.h"

static inline void expect_word(struct chip *chip, const char *name,
                               uint32_t address, uint32_t want,
                               const char *file, int line)
{
    uint32_t got = fixture_read(chip, address, 4, file, line);
    if (got == want)
        return;
    print_error("%s (0x%08X): got 0x%08X, want 0x%08X\n", name,
                (unsigned)address, (unsigned)got, (unsigned)want);
    _fail(file, line);
}

#define expect_rd(chip, address, want)                                         \
    expect_word(chip, #address, address, want, __FILE__, __LINE__)

enum { SLEEP_CODE = 0x20000100 };

/* The core sleeps (WFI in SRAM, then `b .`) and touches nothing. */
static inline void sleep_core(struct chip *chip)
{
    static const uint16_t code[] = {0xBF30, 0xE7FE};
    load_code(chip, SLEEP_CODE, code, 2);
    jump_to(chip, SLEEP_CODE);
    uint64_t until = chip->cycle + 8;
    while (chip->cycle < until)
        assert_int_equal(chip_run(chip, until), STOP_BUDGET);
    assert_true(chip->cpu.sleeping);
}

/* The core, asleep, is awake at the cycle at which `ps` is reached: the bits
 * of `mask` read `before` one cycle earlier and `after` there. */
static inline void expect_change(struct chip *chip, uint64_t ps,
                                 uint32_t address, uint32_t mask,
                                 uint32_t before, uint32_t after,
                                 const char *file, int line)
{
    uint64_t cycle = clock_cycle_at(chip, ps);
    if (cycle > chip->cycle + 1)
        _assert_int_equal(chip_run(chip, cycle - 1), STOP_BUDGET, file, line);
    uint32_t got = fixture_read(chip, address, 4, file, line) & mask;
    if (got != before) {
        print_error("0x%08X too early: got 0x%08X, want 0x%08X\n",
                    (unsigned)address, (unsigned)got, (unsigned)before);
        _fail(file, line);
    }
    _assert_int_equal(chip_run(chip, cycle), STOP_BUDGET, file, line);
    got = fixture_read(chip, address, 4, file, line) & mask;
    if (got != after) {
        print_error("0x%08X in time: got 0x%08X, want 0x%08X\n",
                    (unsigned)address, (unsigned)got, (unsigned)after);
        _fail(file, line);
    }
}

#define EXPECT_CHANGE(chip, ps, address, mask, before, after)                  \
    expect_change(chip, ps, address, mask, before, after, __FILE__, __LINE__)

/* A reset of this kind, done; the core is at its first instruction. */
static inline void do_reset(struct chip *chip, enum reset_kind kind)
{
    uint32_t count = chip->reset.count;
    reset_request(chip, kind);
    while (chip_run(chip, chip->cycle) == STOP_EVENT)
        chip->events.count = 0;
    assert_int_equal(chip->reset.count, count + 1);
    assert_int_equal(chip->reset.last, kind);
}

/* The chip resets by itself at the cycle at which `ps` is reached. */
static inline void expect_reset_at(struct chip *chip, uint64_t ps,
                                   enum reset_kind kind, const char *file,
                                   int line)
{
    uint32_t count = chip->reset.count;
    uint64_t cycle = clock_cycle_at(chip, ps);
    _assert_int_equal(chip_run(chip, cycle - 1), STOP_BUDGET, file, line);
    _assert_int_equal(chip->reset.count, count, file, line);
    _assert_int_equal(chip_run(chip, cycle), STOP_BUDGET, file, line);
    _assert_int_equal(chip->reset.count, count + 1, file, line);
    _assert_int_equal(chip->reset.last, kind, file, line);
}

#define EXPECT_RESET_AT(chip, ps, kind)                                        \
    expect_reset_at(chip, ps, kind, __FILE__, __LINE__)

/* --- events about the firmware --- */

static inline void watch_firmware(struct chip *chip)
{
    chip->watch.events = 1u << EVENT_FIRMWARE | 1u << EVENT_UNMODELLED;
    chip->events.count = 0;
}

static inline void unwatch(struct chip *chip)
{
    chip->watch.events = 0;
    chip->events.count = 0;
    chip->attention &= ~(uint32_t)ATTENTION_EVENT;
}

/* The events so far hold exactly one of `error` at `address`; they are drained.
 */
static inline void expect_firmware(struct chip *chip, enum firmware_error error,
                                   uint32_t address, const char *file, int line)
{
    unsigned found = 0;
    for (uint32_t i = 0; i < chip->events.count; i++) {
        const struct event *event = &chip->events.list[i];
        found += event->kind == EVENT_FIRMWARE &&
                 event->firmware.error == error &&
                 event->firmware.address == address;
    }
    _assert_int_equal(found, 1, file, line);
    chip->events.count = 0;
}

#define EXPECT_FIRMWARE(chip, error, address)                                  \
    expect_firmware(chip, error, address, __FILE__, __LINE__)

static inline bool reported_unmodelled(struct chip *chip, uint32_t address)
{
    bool found = false;
    for (uint32_t i = 0; i < chip->events.count; i++)
        found |= chip->events.list[i].kind == EVENT_UNMODELLED &&
                 chip->events.list[i].unmodelled.address == address;
    chip->events.count = 0;
    return found;
}

/* Of the first 32. */
static inline uint32_t irq_lines(const struct chip *chip)
{
    return (uint32_t)(chip->nvic.lines.bits[0] >> EXCEPTION_IRQ0);
}

static inline bool irq_line(const struct chip *chip, enum irq irq)
{
    return exception_set_has(&chip->nvic.lines, EXCEPTION_IRQ0 + irq);
}

#endif
