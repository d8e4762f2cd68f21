/* SPDX-License-Identifier: MIT
 *
 * A part with the probe in its flash, a model ROM, and the user at the other
 * end of the cable: he presses the keys that the probe asks for, runs the
 * stm32flash commands that it prints, and keeps what it says.
 */
#ifndef TESTS_EXAMPLES_PROBE_DESK_H
#define TESTS_EXAMPLES_PROBE_DESK_H

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
#include "bench/stm32l0/readings.h"
#include "chip/chip.h"
#include "chip/core/fast.h"
#include "tests/examples/same_rtc.h"
#include "tests/fail_event.h"
#include "tools/host/native_memory.h"
#include "tools/probe_report.h"

enum {
    USART = USART_2,
    BAUD = 115200,
    TEXT_SIZE = 64 * 1024,
    BRANCH_TO_SELF = 0xE7FE,
    ACK = 0x79,
    BACKUPS = 5 /* registers of the RTC */
};

struct desk {
    struct chip chip;
    char text[TEXT_SIZE]; /* all that the probe said */
    size_t length;
    size_t heard;           /* how much of it the user has acted on */
    unsigned gos;           /* how often he ran stm32flash */
    enum reset_kind cut;    /* what happens to the part, */
    uint64_t cut_ps;        /* and when; 0 = nothing */
    void (*on_write)(void); /* after each; NULL = nobody asks */
    unsigned unclocked;     /* how often a breakpoint took APB1's clocks away */
    bool timer;             /* the experiment announced last has a timer */
    bool stays_away;        /* he runs no stm32flash: he presses reset */
    bool wrong_door;        /* he mistypes the last address once */
};

static inline void desk_init(struct desk *desk, const struct image *probe,
                             const char *part_name, enum rom_version rom,
                             struct readings readings)
{
    uint8_t bytes[ROM_IMAGE_SIZE];
    struct part part;
    assert_true(part_find(part_name, &part));
    embed_rom_with(rom, readings, bytes, sizeof bytes);
    chip_init(&desk->chip, &part);
    chip_load_rom(&desk->chip, bytes);
    bank_load(&desk->chip, probe);
    desk->chip.board.gate_open = readings.value[READING_GATE];
    desk->length = 0;
    desk->heard = 0;
    desk->gos = 0;
    desk->cut_ps = 0;
    desk->on_write = NULL;
    desk->unclocked = 0;
    desk->timer = false;
    desk->stays_away = false;
    desk->wrong_door = false;
    desk->chip.watch.events = 1u << EVENT_UNMODELLED | 1u << EVENT_FIRMWARE;
}

static inline void desk_power_on(struct desk *desk)
{
    chip_power_on(&desk->chip);
    serial_open(&desk->chip, USART, BAUD);
}

static inline bool in_rom(const struct chip *chip)
{
    return chip->last_pc - SYSTEM_BASE < SYSTEM_SIZE;
}

/* The one write without a clock that the probe makes on purpose. */
static inline bool asks_gate(const struct event *event)
{
    return event->kind == EVENT_FIRMWARE &&
           event->firmware.error == FIRMWARE_UNCLOCKED &&
           event->firmware.address == 0x40010000; /* SYSCFG_CFGR1 */
}

/* Otherwise the probe touches nothing that is not modelled, breaks no rule.
 * What the ROM may do is its own tests' business; it runs some code from RAM.
 */
static inline void check_events(struct chip *chip)
{
    for (unsigned i = 0; i < chip->events.count; i++) {
        const struct event *event = &chip->events.list[i];
        if (event->pc - FLASH_BASE < FLASH_MAX && !asks_gate(event))
            fail_event(event);
    }
    chip->events.count = 0;
}

static inline uint64_t desk_now(const struct desk *desk)
{
    return clock_ps(&desk->chip);
}

/* A core that branches to itself does so until something is due. Millions of
 * such instructions are not worth running: time goes to where it is due. */
static inline void skip_dead_loop(struct desk *desk)
{
    struct chip *chip = &desk->chip;
    uint64_t due = chip->due_cycle;
    uint16_t code;
    if (chip->last_pc != chip->cpu.r[CPU_PC] || due == NEVER ||
        !chip_peek(chip, chip->last_pc, &code, 2) || code != BRANCH_TO_SELF)
        return;
    if (desk->cut_ps && clock_cycle_at(chip, desk->cut_ps) < due)
        due = clock_cycle_at(chip, desk->cut_ps);
    if (due > chip->cycle + 64)
        chip->cycle = due - 64;
}

/* Deals with what stopped the chip. False: nothing did. */
static inline bool desk_stopped(struct desk *desk, enum stop why)
{
    struct chip *chip = &desk->chip;
    check_events(chip);
    if (why == STOP_BREAK && stm32l0(chip)->rcc.apb1enr) {
        stm32l0(chip)->rcc.apb1enr = 0;
        desk->unclocked++;
    }
    return why == STOP_EVENT || why == STOP_BREAK;
}

/* One instruction at a time, for who wants to know of every write that
 * survives a reset: of a backup register, and to flash. */
static inline void desk_step_to(struct desk *desk, uint64_t ps)
{
    struct chip *chip = &desk->chip;
    while (desk_now(desk) < ps) {
        bool idle = stm32l0(chip)->flash.operation == FLASH_IDLE;
        uint32_t backup[BACKUPS];
        memcpy(backup, stm32l0(chip)->rtc.bkpr, sizeof backup);
        desk_stopped(desk, chip_run(chip, chip->cycle + 1));
        if (memcmp(backup, stm32l0(chip)->rtc.bkpr, sizeof backup) != 0 ||
            (idle && stm32l0(chip)->flash.operation != FLASH_IDLE))
            desk->on_write();
    }
}

/* For speed, as in `boot0 run`. */
static inline struct decoder *desk_decoder(void)
{
    static struct decoder decoder;
    if (!decoder.armv6m.native)
        decoder_native(&decoder, native_memory());
    return &decoder;
}

static inline void desk_run_to(struct desk *desk, uint64_t ps)
{
    if (desk->on_write) {
        desk_step_to(desk, ps);
        return;
    }
    struct decoder *decoder = desk_decoder();
    while (desk_stopped(desk, fast_run_to(&desk->chip, decoder, ps)))
        ;
}

/* Lets US pass, or more if the core is dead meanwhile. */
static inline void desk_wait(struct desk *desk, unsigned us)
{
    uint64_t end = desk_now(desk) + us * PS_PER_US;
    if (desk->cut_ps && desk->cut_ps <= end) {
        desk_run_to(desk, desk->cut_ps);
        reset_request(&desk->chip, desk->cut);
        desk->cut_ps = 0;
    }
    desk_run_to(desk, end);
    skip_dead_loop(desk);
}

/* Takes what has come as the probe's words. */
static inline void desk_listen(struct desk *desk)
{
    desk->length += serial_take(&desk->chip, USART, desk->text + desk->length,
                                TEXT_SIZE - 1 - desk->length);
    desk->text[desk->length] = 0;
    assert_true(desk->length < TEXT_SIZE - 1);
}

static inline bool desk_answer(struct desk *desk, unsigned ms)
{
    uint64_t end = desk_now(desk) + ms * PS_PER_MS;
    uint8_t byte = 0;
    while (desk_now(desk) < end) {
        if (serial_take(&desk->chip, USART, &byte, 1))
            return byte == ACK;
        desk_wait(desk, 100);
    }
    return false;
}

static inline void desk_key(struct desk *desk, char key)
{
    desk_wait(desk, 200); /* it has begun to wait */
    assert_int_equal(serial_send(&desk->chip, USART, &key, 1), 1);
}

static inline bool desk_ask(struct desk *desk, const uint8_t *bytes,
                            size_t count)
{
    serial_send(&desk->chip, USART, bytes, count);
    return desk_answer(desk, 10);
}

static inline bool desk_sync(struct desk *desk)
{
    static const uint8_t sync[] = {0x7F};
    return desk_ask(desk, sync, 1);
}

/* A command with an address. */
static inline bool desk_command(struct desk *desk, uint8_t code,
                                uint32_t address)
{
    const uint8_t command[] = {code, (uint8_t)~code};
    uint8_t at[5] = {(uint8_t)(address >> 24), (uint8_t)(address >> 16),
                     (uint8_t)(address >> 8), (uint8_t)address};
    at[4] = at[0] ^ at[1] ^ at[2] ^ at[3];
    return desk_ask(desk, command, 2) && desk_ask(desk, at, 5);
}

static inline bool desk_frame(struct desk *desk, uint32_t address,
                              const uint8_t *bytes, unsigned count)
{
    uint8_t frame[258] = {(uint8_t)(count - 1)};
    uint8_t *sum = &frame[count + 1];
    memcpy(frame + 1, bytes, count);
    for (unsigned i = 0; i <= count; i++)
        *sum ^= frame[i];
    if (!desk_command(desk, 0x31, address))
        return false;
    serial_send(&desk->chip, USART, frame, count + 2);
    return desk_answer(desk, 500);
}

/* stm32flash -e 0 -w probe.bin -S ADDRESS:COUNT. */
static inline bool desk_write(struct desk *desk, uint32_t address,
                              unsigned count)
{
    const uint8_t *probe = bus_physical(&desk->chip, REGION_FLASH);
    bool written = true;
    for (unsigned at = 0; written && at < count; at += 256)
        written = desk_frame(desk, address + at, probe + at,
                             count - at < 256 ? count - at : 256);
    return written;
}

/* stm32flash -g ADDRESS, for a ROM that has been asked before. */
static inline bool desk_leave(struct desk *desk, uint32_t address)
{
    bool gone = desk_command(desk, 0x21, address);
    desk->gos += gone;
    return gone;
}

/* The same for one that has not. False: nobody answers. */
static inline bool desk_go(struct desk *desk, uint32_t address)
{
    return desk_sync(desk) && desk_leave(desk, address);
}

/* The last command that the probe has printed. */
static inline const char *desk_told(const struct desk *desk)
{
    const char *last = NULL;
    for (const char *at = desk->text; (at = strstr(at, "stm32flash -b")); at++)
        last = at;
    assert_non_null(last);
    return last;
}

/* Does it. */
static inline void desk_obey(struct desk *desk)
{
    const char *command = desk_told(desk), *go = strstr(command, "-g 0x");
    const char *write = strstr(command, "-e 0 -w probe.bin -S 0x");
    assert_non_null(go);
    uint32_t address = (uint32_t)strtoul(go + 3, NULL, 16);
    if (desk->wrong_door && address == 0x080000E0) {
        desk->wrong_door = false;
        address = 0x080000C0;
    }
    if (!desk_sync(desk))
        return;
    if (write && write < go) {
        char *length;
        uint32_t at = (uint32_t)strtoul(write + 21, &length, 16);
        if (!desk_write(desk, at, (unsigned)strtoul(length + 1, NULL, 10)))
            return;
    }
    desk_leave(desk, address);
}

static inline bool desk_said(struct desk *desk, const char *words)
{
    char *at = strstr(desk->text + desk->heard, words);
    if (at)
        desk->heard = (size_t)(at - desk->text) + strlen(words);
    return at;
}

/* A command was printed. The user waits until he thinks that the probe is
 * silent (longer than this, but nothing would come of it), then tries it. A
 * timer takes its time. */
static inline void desk_help(struct desk *desk)
{
    enum { SILENCE_US = 200, SILENCES = 35, TIMER_SILENCES = 150 };
    unsigned silences = desk->timer ? TIMER_SILENCES : SILENCES;
    for (unsigned i = 0; i < silences; i += in_rom(&desk->chip)) {
        size_t before = desk->length;
        desk_wait(desk, SILENCE_US);
        desk_listen(desk);
        if (desk->length != before)
            return;
    }
    if (desk->stays_away)
        reset_request(&desk->chip, RESET_PIN);
    else
        desk_obey(desk);
}

/* Of the experiment that was announced last. */
static inline const char *last_title(const struct desk *desk)
{
    const char *last = NULL;
    for (const char *at = desk->text; (at = strstr(at, "\r\n[")); at++)
        last = at;
    assert_non_null(last);
    return last;
}

enum act { ACT_NONE, ACT_BEGIN, ACT_JUMP, ACT_END };

/* Reacts to what was said. ACT_END: the probe has cleared up. */
static inline enum act desk_act(struct desk *desk)
{
    desk_listen(desk);
    if (desk_said(desk, "Press y to begin.\r\n")) {
        desk_key(desk, 'y');
        return ACT_BEGIN;
    }
    if (desk_said(desk, "Press y to make the jump.\r\n")) {
        desk->timer = strstr(last_title(desk), "timer interrupt") ||
                      strstr(last_title(desk), "] vectors:");
        desk_key(desk, 'y');
        desk_help(desk);
        return ACT_JUMP;
    }
    if (desk_said(desk, "Press q to")) {
        desk_wait(desk, 10000);
        desk_listen(desk);
        desk_key(desk, 'q');
    }
    return desk_said(desk, "Cleared.") ? ACT_END : ACT_NONE;
}

/* The probe from where it is to its end, in at most SECONDS. After a reset it
 * may go on with a jump that the user has said y to before: he finds silence,
 * and helps. */
static inline bool desk_run(struct desk *desk, unsigned seconds)
{
    enum { SILENCES = 20 };
    uint64_t end = desk_now(desk) + seconds * PS_PER_S;
    for (unsigned silent = 0; desk_now(desk) < end; silent++) {
        desk_wait(desk, 2000);
        enum act act = desk_act(desk);
        if (act == ACT_END)
            return true;
        if (act != ACT_NONE || !in_rom(&desk->chip))
            silent = 0;
        if (silent == SILENCES)
            desk_help(desk);
    }
    return false;
}

/* --- one part --- */

static struct desk desk;
static struct chip found; /* the part before the probe ran */

/* --- what can be settled --- */

enum {
    OF_A_BOUNCE = 1 << READING_BOUNCE | 1 << READING_STACK | 1 << READING_SP
};

/* A ROM that never starts a bank does not show how it would; nor does it show
 * an entry past the check that needs such a pass. */
static inline unsigned open_without_bounce(struct readings built)
{
    unsigned open = OF_A_BOUNCE;
    if (built.value[READING_PAST] == CHOICE_PAST_NEEDS_PASS)
        open |= 1u << READING_PAST;
    return open;
}

/* Returns the readings that stay open on a part with so many banks. Without a
 * second one only the probe's own head can be found, by the mask. No probe
 * without USB sees `rtc`. */
static inline unsigned open_readings(enum rom_version rom,
                                     struct readings built, unsigned banks)
{
    const uint8_t *value = built.value;
    unsigned open = 1u << READING_RTC;
    if (banks == 1)
        open |= 1u << READING_WRITE;
    bool consulted = value[READING_BFB2] == CHOICE_BFB2_CONSULTED;
    bool found = banks == 2 || value[READING_SP] == CHOICE_SP_MASK;
    if (consulted || !found)
        open |= open_without_bounce(built);
    else if (value[READING_BOUNCE] == CHOICE_BOUNCE_RESET)
        open |= 1u << READING_STACK;
    if (banks == 1 && (consulted || !found))
        open |= 1u << READING_BFB2;
    return open & readings_mask(rom);
}

static inline unsigned settled_readings(enum rom_version rom,
                                        struct readings built)
{
    return readings_mask(rom) & ~open_readings(rom, built, 2);
}

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
        fprintf(stderr, "%s\n", desk.text);                                    \
        fail_msg(__VA_ARGS__);                                                 \
    } while (0)

static inline struct probe_report report(const char *name)
{
    struct probe_report result;
    char error[512];
    if (!probe_report_read(desk.text, desk.length, &result, error,
                           sizeof error))
        SAY("%s: %s", name, error);
    return result;
}

/* Nothing but what every start changes. */
static inline void assert_as_found(const char *name)
{
    const struct chip *chip = &desk.chip;
    if (memcmp(bus_physical(chip, REGION_FLASH),
               bus_physical(&found, REGION_FLASH), FLASH_MAX) != 0)
        SAY("%s: the flash was changed", name);
    assert_memory_equal(bus_physical(chip, REGION_EEPROM),
                        bus_physical(&found, REGION_EEPROM), EEPROM_SIZE);
    assert_memory_equal(bus_physical(chip, REGION_OPTION),
                        bus_physical(&found, REGION_OPTION), OPTION_SIZE);
    assert_true(same_rtc(chip, &found));
}

static inline void run_to_end(const char *name)
{
    if (!desk_run(&desk, 60))
        SAY("%s: the probe does not come to an end", name);
    assert_as_found(name);
}

static inline void start(const struct image *probe, const char *part,
                         enum rom_version rom, struct readings readings)
{
    desk_init(&desk, probe, part, rom, readings);
    desk_power_on(&desk);
    found = desk.chip;
    desk_wait(&desk, 1000);
}

#endif
