/* SPDX-License-Identifier: MIT
 *
 * A part with the probe in its flash, a model ROM, and the user at the other
 * end of the cable: he presses the keys that the probe asks for, runs the
 * stm32flash commands that it prints, and keeps what it says.
 */
#ifndef TESTS_PROBE_BENCH_H
#define TESTS_PROBE_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bank.h"
#include "chip.h"
#include "embed.h"
#include "image.h"
#include "probe_report.h"

enum {
    USART = USART_2,
    BAUD = 115200,
    TEXT_SIZE = 64 * 1024,
    BRANCH_TO_SELF = 0xE7FE,
    ACK = 0x79
};

struct bench {
    struct chip chip;
    char text[TEXT_SIZE]; /* all that the probe said */
    size_t length;
    size_t heard; /* how much of it the user has acted on */
    unsigned gos; /* how often he ran stm32flash */
};

static inline void bench_init(struct bench *bench, const struct image *probe,
                              const char *part_name, enum rom_version rom,
                              struct readings readings)
{
    uint8_t bytes[ROM_IMAGE_SIZE];
    struct part part;
    assert_true(part_find(part_name, &part));
    embed_rom_with(rom, readings, bytes);
    chip_init(&bench->chip, &part);
    chip_load_rom(&bench->chip, bytes);
    bank_load(&bench->chip, probe);
    bench->length = 0;
    bench->heard = 0;
    bench->gos = 0;
}

static inline void bench_power_on(struct bench *bench)
{
    chip_power_on(&bench->chip);
    serial_open(&bench->chip, USART, BAUD);
}

/* A core that branches to itself does so until something is due. Millions of
 * such instructions are not worth running: time goes to where it is due. */
static inline void skip_dead_loop(struct chip *chip)
{
    uint16_t code;
    if (chip->last_pc != chip->cpu.r[CPU_PC] ||
        !chip_peek(chip, chip->last_pc, &code, 2) || code != BRANCH_TO_SELF)
        return;
    if (chip->due_cycle != NEVER && chip->due_cycle > chip->cycle + 64)
        chip->cycle = chip->due_cycle - 64;
}

static inline uint64_t bench_now(const struct bench *bench)
{
    return clock_ps(&bench->chip);
}

/* Lets US pass, or more if the core is dead meanwhile. */
static inline void bench_wait(struct bench *bench, unsigned us)
{
    struct chip *chip = &bench->chip;
    chip_run_to(chip, clock_ps(chip) + us * PS_PER_US);
    chip->events.count = 0;
    skip_dead_loop(chip);
}

/* Takes what has come as the probe's words. */
static inline void bench_listen(struct bench *bench)
{
    bench->length +=
        serial_take(&bench->chip, USART, bench->text + bench->length,
                    TEXT_SIZE - 1 - bench->length);
    bench->text[bench->length] = 0;
    assert_true(bench->length < TEXT_SIZE - 1);
}

static inline bool bench_answer(struct bench *bench, unsigned ms)
{
    uint64_t end = bench_now(bench) + ms * PS_PER_MS;
    uint8_t byte = 0;
    while (bench_now(bench) < end) {
        if (serial_take(&bench->chip, USART, &byte, 1))
            return byte == ACK;
        bench_wait(bench, 100);
    }
    return false;
}

static inline void bench_key(struct bench *bench, char key)
{
    bench_wait(bench, 200); /* it has begun to wait */
    assert_int_equal(serial_send(&bench->chip, USART, &key, 1), 1);
}

static inline bool bench_ask(struct bench *bench, const uint8_t *bytes,
                             size_t count)
{
    serial_send(&bench->chip, USART, bytes, count);
    return bench_answer(bench, 10);
}

/* stm32flash -g ADDRESS. False: nobody answers. */
static inline bool bench_go(struct bench *bench, uint32_t address)
{
    static const uint8_t sync[] = {0x7F}, go[] = {0x21, 0xDE};
    uint8_t at[5] = {(uint8_t)(address >> 24), (uint8_t)(address >> 16),
                     (uint8_t)(address >> 8), (uint8_t)address};
    at[4] = at[0] ^ at[1] ^ at[2] ^ at[3];
    bool gone = bench_ask(bench, sync, 1) && bench_ask(bench, go, 2) &&
                bench_ask(bench, at, 5);
    bench->gos += gone;
    return gone;
}

/* The address of the last command that the probe has printed. */
static inline uint32_t bench_address(const struct bench *bench)
{
    const char *last = NULL;
    for (const char *at = bench->text; (at = strstr(at, "-g 0x")); at++)
        last = at;
    assert_non_null(last);
    return (uint32_t)strtoul(last + 3, NULL, 16);
}

static inline bool bench_said(struct bench *bench, const char *words)
{
    char *at = strstr(bench->text + bench->heard, words);
    if (at)
        bench->heard = (size_t)(at - bench->text) + strlen(words);
    return at;
}

static inline bool in_rom(const struct chip *chip)
{
    return chip->last_pc - SYSTEM_BASE < SYSTEM_SIZE;
}

/* A command was printed. The user waits until he thinks that the probe is
 * silent (longer than this, but nothing would come of it), then tries it. */
static inline void bench_help(struct bench *bench)
{
    enum { SILENCE_US = 200, SILENCES = 35 };
    for (unsigned i = 0; i < SILENCES; i += in_rom(&bench->chip)) {
        size_t before = bench->length;
        bench_wait(bench, SILENCE_US);
        bench_listen(bench);
        if (bench->length != before)
            return;
    }
    bench_go(bench, bench_address(bench));
}

enum act { ACT_NONE, ACT_BEGIN, ACT_JUMP, ACT_END };

/* Reacts to what was said. ACT_END: the probe has cleared up. */
static inline enum act bench_act(struct bench *bench)
{
    bench_listen(bench);
    if (bench_said(bench, "Press y to begin.\r\n")) {
        bench_key(bench, 'y');
        return ACT_BEGIN;
    }
    if (bench_said(bench, "Press y to make the jump.\r\n")) {
        bench_key(bench, 'y');
        bench_help(bench);
        return ACT_JUMP;
    }
    if (bench_said(bench, "Press q to")) {
        bench_wait(bench, 10000);
        bench_listen(bench);
        bench_key(bench, 'q');
    }
    return bench_said(bench, "Cleared.") ? ACT_END : ACT_NONE;
}

/* The probe from where it is to its end, in at most SECONDS. */
static inline bool bench_run(struct bench *bench, unsigned seconds)
{
    uint64_t end = bench_now(bench) + seconds * PS_PER_S;
    while (bench_now(bench) < end) {
        bench_wait(bench, 2000);
        if (bench_act(bench) == ACT_END)
            return true;
    }
    return false;
}

#endif
