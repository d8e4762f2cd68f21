/* SPDX-License-Identifier: MIT
 *
 * A part with the probe in its flash, a model ROM, and the user at the other
 * end of the cable: he presses the keys that the probe asks for, runs the
 * stm32flash commands that it prints, and keeps what it says.
 */
#ifndef TESTS_EXAMPLES_PROBE_BENCH_H
#define TESTS_EXAMPLES_PROBE_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/bank.h"
#include "bench/embed.h"
#include "bench/image.h"
#include "bench/image_file.h"
#include "chip/chip.h"
#include "chip/core/armv6m/fast.h"
#include "tests/fail_event.h"
#include "tools/host/native_memory.h"
#include "tools/probe_report.h"

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
    size_t heard;           /* how much of it the user has acted on */
    unsigned gos;           /* how often he ran stm32flash */
    enum reset_kind cut;    /* what happens to the part, */
    uint64_t cut_ps;        /* and when; 0 = nothing */
    void (*on_write)(void); /* after each; NULL = nobody asks */
    unsigned unclocked;     /* how often a breakpoint took APB1's clocks away */
    bool timer;             /* the experiment announced last is `remap` */
    bool stays_away;        /* he runs no stm32flash: he presses reset */
    bool wrong_door;        /* he mistypes the last address once */
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
    bench->cut_ps = 0;
    bench->on_write = NULL;
    bench->unclocked = 0;
    bench->timer = false;
    bench->stays_away = false;
    bench->wrong_door = false;
    bench->chip.watch.events = 1u << EVENT_UNMODELLED | 1u << EVENT_FIRMWARE;
}

static inline void bench_power_on(struct bench *bench)
{
    chip_power_on(&bench->chip);
    serial_open(&bench->chip, USART, BAUD);
}

static inline bool in_rom(const struct chip *chip)
{
    return chip->last_pc - SYSTEM_BASE < SYSTEM_SIZE;
}

/* The probe touches nothing that is not modelled, breaks no rule. What the ROM
 * may do is its own tests' business; it runs some code from RAM. */
static inline void check_events(struct chip *chip)
{
    for (unsigned i = 0; i < chip->events.count; i++) {
        const struct event *event = &chip->events.list[i];
        if (event->pc - FLASH_BASE < FLASH_MAX)
            fail_event(event);
    }
    chip->events.count = 0;
}

static inline uint64_t bench_now(const struct bench *bench)
{
    return clock_ps(&bench->chip);
}

/* A core that branches to itself does so until something is due. Millions of
 * such instructions are not worth running: time goes to where it is due. */
static inline void skip_dead_loop(struct bench *bench)
{
    struct chip *chip = &bench->chip;
    uint64_t due = chip->due_cycle;
    uint16_t code;
    if (chip->last_pc != chip->cpu.r[CPU_PC] || due == NEVER ||
        !chip_peek(chip, chip->last_pc, &code, 2) || code != BRANCH_TO_SELF)
        return;
    if (bench->cut_ps && clock_cycle_at(chip, bench->cut_ps) < due)
        due = clock_cycle_at(chip, bench->cut_ps);
    if (due > chip->cycle + 64)
        chip->cycle = due - 64;
}

/* Deals with what stopped the chip. False: nothing did. */
static inline bool bench_stopped(struct bench *bench, enum stop why)
{
    struct chip *chip = &bench->chip;
    check_events(chip);
    if (why == STOP_BREAK && stm32l0(chip)->rcc.apb1enr) {
        stm32l0(chip)->rcc.apb1enr = 0;
        bench->unclocked++;
    }
    return why == STOP_EVENT || why == STOP_BREAK;
}

/* One instruction at a time, for who wants to know of every write that
 * survives a reset: of a backup register, and to flash. */
static inline void bench_step_to(struct bench *bench, uint64_t ps)
{
    struct chip *chip = &bench->chip;
    while (bench_now(bench) < ps) {
        bool idle = stm32l0(chip)->flash.operation == FLASH_IDLE;
        uint32_t backup[RTC_BACKUPS];
        memcpy(backup, stm32l0(chip)->rtc.bkpr, sizeof backup);
        bench_stopped(bench, chip_run(chip, chip->cycle + 1));
        if (memcmp(backup, stm32l0(chip)->rtc.bkpr, sizeof backup) != 0 ||
            (idle && stm32l0(chip)->flash.operation != FLASH_IDLE))
            bench->on_write();
    }
}

/* For speed, as in `boot0 run`. */
static inline struct decoder *bench_decoder(void)
{
    static struct decoder decoder;
    if (!decoder.native)
        decoder_native(&decoder, native_memory());
    return &decoder;
}

static inline void bench_run_to(struct bench *bench, uint64_t ps)
{
    if (bench->on_write) {
        bench_step_to(bench, ps);
        return;
    }
    struct decoder *decoder = bench_decoder();
    while (bench_stopped(bench, fast_run_to(&bench->chip, decoder, ps)))
        ;
}

/* Lets US pass, or more if the core is dead meanwhile. */
static inline void bench_wait(struct bench *bench, unsigned us)
{
    uint64_t end = bench_now(bench) + us * PS_PER_US;
    if (bench->cut_ps && bench->cut_ps <= end) {
        bench_run_to(bench, bench->cut_ps);
        reset_request(&bench->chip, bench->cut);
        bench->cut_ps = 0;
    }
    bench_run_to(bench, end);
    skip_dead_loop(bench);
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

/* A command was printed. The user waits until he thinks that the probe is
 * silent (longer than this, but nothing would come of it), then tries it. The
 * timer of `remap` takes its time. */
static inline void bench_help(struct bench *bench)
{
    enum { SILENCE_US = 200, SILENCES = 35, TIMER_SILENCES = 150 };
    unsigned silences = bench->timer ? TIMER_SILENCES : SILENCES;
    for (unsigned i = 0; i < silences; i += in_rom(&bench->chip)) {
        size_t before = bench->length;
        bench_wait(bench, SILENCE_US);
        bench_listen(bench);
        if (bench->length != before)
            return;
    }
    uint32_t address = bench_address(bench);
    if (bench->stays_away)
        reset_request(&bench->chip, RESET_PIN);
    else if (bench->wrong_door && address == 0x080000E0) {
        bench->wrong_door = false;
        bench_go(bench, 0x080000C0);
    } else
        bench_go(bench, address);
}

/* Of the experiment that was announced last. */
static inline const char *last_title(const struct bench *bench)
{
    const char *last = NULL;
    for (const char *at = bench->text; (at = strstr(at, "\r\n[")); at++)
        last = at;
    assert_non_null(last);
    return last;
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
        bench->timer = strstr(last_title(bench), "] remap:");
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

/* The probe from where it is to its end, in at most SECONDS. After a reset it
 * may go on with a jump that the user has said y to before: he finds silence,
 * and helps. */
static inline bool bench_run(struct bench *bench, unsigned seconds)
{
    enum { SILENCES = 20 };
    uint64_t end = bench_now(bench) + seconds * PS_PER_S;
    for (unsigned silent = 0; bench_now(bench) < end; silent++) {
        bench_wait(bench, 2000);
        enum act act = bench_act(bench);
        if (act == ACT_END)
            return true;
        if (act != ACT_NONE || !in_rom(&bench->chip))
            silent = 0;
        if (silent == SILENCES)
            bench_help(bench);
    }
    return false;
}

/* --- one part --- */

static struct bench bench;
static struct chip found; /* the part before the probe ran */

static const char *const parts[ROM_VERSIONS] = {
    [ROM_V4_0] = "stm32l073rz",
    [ROM_V4_1] = "stm32l073rz",
    [ROM_V11_1] = "stm32l071rz",
    [ROM_V11_2] = "stm32l071rz",
};

static inline void load(struct image *probe, const char *directory)
{
    char path[1024], error[IMAGE_ERROR_SIZE];
    snprintf(path, sizeof path, "%s/%sprobe.elf", BOOT0_IMAGE_DIR, directory);
    if (!image_load(path, probe, error))
        fail_msg("%s", error);
}

/* Says where it went wrong, with the probe's own words. */
#define SAY(...)                                                               \
    do {                                                                       \
        fprintf(stderr, "%s\n", bench.text);                                   \
        fail_msg(__VA_ARGS__);                                                 \
    } while (0)

static inline struct probe_report report(const char *name)
{
    struct probe_report result;
    char error[512];
    if (!probe_report_read(bench.text, bench.length, &result, error,
                           sizeof error))
        SAY("%s: %s", name, error);
    return result;
}

/* Nothing but what every start changes. */
static inline void assert_as_found(const char *name)
{
    const struct chip *chip = &bench.chip;
    if (memcmp(bus_physical(chip, REGION_FLASH),
               bus_physical(&found, REGION_FLASH), FLASH_MAX) != 0)
        SAY("%s: the flash was changed", name);
    assert_memory_equal(bus_physical(chip, REGION_EEPROM),
                        bus_physical(&found, REGION_EEPROM), EEPROM_SIZE);
    assert_memory_equal(bus_physical(chip, REGION_OPTION),
                        bus_physical(&found, REGION_OPTION), OPTION_SIZE);
    assert_memory_equal(&stm32l0(chip)->rtc, &stm32l0(&found)->rtc,
                        sizeof stm32l0(&found)->rtc);
}

static inline void run_to_end(const char *name)
{
    if (!bench_run(&bench, 60))
        SAY("%s: the probe does not come to an end", name);
    assert_as_found(name);
}

static inline void start(const struct image *probe, const char *part,
                         enum rom_version rom, struct readings readings)
{
    bench_init(&bench, probe, part, rom, readings);
    bench_power_on(&bench);
    found = bench.chip;
    bench_wait(&bench, 1000);
}

#endif
