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
#include "bench/family.h"
#include "bench/image.h"
#include "bench/image_file.h"
#include "bench/rom.h"
#include "chip/chip.h"
#include "chip/core/fast.h"
#include "chip/stm32l4/state.h"
#include "tests/examples/same_rtc.h"
#include "tests/fail_event.h"
#include "tools/host/native_memory.h"
#include "tools/probe_report.h"
#include "tools/probe_request.h"

enum {
    USART = USART_2,
    BAUD = 115200,
    TEXT_SIZE = 64 * 1024,
    BRANCH_TO_SELF = 0xE7FE,
    ACK = 0x79,
    NACK = 0x1F,
    BACKUPS = 10 /* registers of the RTC, at most */
};

/* How the probe of a family, its ROMs and its user go about it. */
struct desk_manner {
    const char *probe; /* its image */
    unsigned slice_us; /* he looks at the terminal so often, */
    unsigned quiet;    /* and so many times, before he runs stm32flash; */
    unsigned tries;    /* so often, as a ROM may not be ready yet */
    /* He waits so many times longer for a timer. */
    unsigned (*timer)(const struct chip *chip);
    /* The probe makes this event on purpose. */
    bool (*means)(const struct event *event);
    /* What a run must leave as it was, beside flash and RTC. */
    bool (*same)(const struct chip *a, const struct chip *b);
};

struct desk {
    const struct desk_manner *manner;
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
    bool by_hand;           /* he has no boot0 */
};

static inline void desk_init(struct desk *desk,
                             const struct desk_manner *manner,
                             const struct image *probe, const char *part_name,
                             unsigned rom, struct readings readings)
{
    static uint8_t bytes[ROM_IMAGE_MAX];
    struct part part;
    assert_true(part_find(part_name, &part));
    embed_rom_with(rom, readings, bytes, sizeof bytes);
    chip_init(&desk->chip, &part);
    chip_load_rom(&desk->chip, bytes);
    bank_load(&desk->chip, probe);
    desk->manner = manner;
    desk->text[0] = 0;
    desk->length = 0;
    desk->heard = 0;
    desk->gos = 0;
    desk->cut_ps = 0;
    desk->on_write = NULL;
    desk->unclocked = 0;
    desk->timer = false;
    desk->stays_away = false;
    desk->wrong_door = false;
    desk->by_hand = false;
    desk->chip.watch.events = 1u << EVENT_UNMODELLED | 1u << EVENT_FIRMWARE;
}

static inline void desk_power_on(struct desk *desk)
{
    chip_power_on(&desk->chip);
    serial_open(&desk->chip, USART, BAUD);
}

static inline bool in_rom(const struct chip *chip)
{
    return chip->last_pc - family_of(chip)->rom_base < ROM_IMAGE_MAX;
}

/* The probe touches nothing that is not modelled, breaks no rule, but on
 * purpose. What the ROM may do is its own tests' business; it runs some code
 * from RAM. */
static inline void check_events(struct desk *desk)
{
    struct chip *chip = &desk->chip;
    for (unsigned i = 0; i < chip->events.count; i++) {
        const struct event *event = &chip->events.list[i];
        if (event->pc - FLASH_BASE < FLASH_MAX && !desk->manner->means(event))
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
    check_events(desk);
    if (why == STOP_BREAK && stm32l0(chip)->rcc.apb1enr) {
        stm32l0(chip)->rcc.apb1enr = 0;
        desk->unclocked++;
    }
    return why == STOP_EVENT || why == STOP_BREAK;
}

/* True: an operation on the flash is under way. */
static inline bool desk_writes(const struct chip *chip)
{
    if (chip->part.family == FAMILY_STM32L4)
        return stm32l4(chip)->flash.operation != FLASH_IDLE;
    return stm32l0(chip)->flash.operation != FLASH_IDLE;
}

/* One instruction at a time, for who wants to know of every write that
 * survives a reset: of a backup register, and to flash. */
static inline void desk_step_to(struct desk *desk, uint64_t ps)
{
    struct chip *chip = &desk->chip;
    while (desk_now(desk) < ps) {
        bool idle = !desk_writes(chip);
        uint32_t backup[BACKUPS];
        memcpy(backup, rtc_of(chip)->bkpr, sizeof backup);
        desk_stopped(desk, chip_run(chip, chip->cycle + 1));
        if (memcmp(backup, rtc_of(chip)->bkpr, sizeof backup) != 0 ||
            (idle && desk_writes(chip)))
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

/* The first COUNT bytes of flash, as they are seen. */
static inline bool desk_write(struct desk *desk, uint32_t address,
                              unsigned count)
{
    uint8_t bytes[512];
    bool written = chip_peek(&desk->chip, FLASH_BASE, bytes, sizeof bytes);
    for (unsigned at = 0; written && at < count; at += 256)
        written = desk_frame(desk, address + at, bytes + at,
                             count - at < 256 ? count - at : 256);
    return written;
}

/* Extended Erase. Returns the ROM's answer to the list. */
static inline uint8_t desk_erase(struct desk *desk,
                                 const struct probe_request *request)
{
    static const uint8_t command[] = {0x44, 0xBB};
    uint8_t list[2 * PROBE_PAGES + 3] = {0, (uint8_t)(request->page_count - 1)};
    unsigned used = 2;
    if (!desk_ask(desk, command, 2))
        return 0;
    for (unsigned i = 0; i < request->page_count; i++) {
        list[used++] = (uint8_t)(request->pages[i] >> 8);
        list[used++] = (uint8_t)request->pages[i];
    }
    for (unsigned i = 0; i < used; i++)
        list[used] ^= list[i];
    serial_send(&desk->chip, USART, list, used + 1);
    return desk_answer(desk, 500) ? ACK : NACK;
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

/* What the probe has asked for last. */
static inline struct probe_request desk_told(const struct desk *desk)
{
    struct probe_request request;
    assert_true(probe_request(desk->text, &request));
    return request;
}

/* Does it. False: nobody answers. */
static inline bool desk_obey(struct desk *desk)
{
    struct probe_request request = desk_told(desk);
    if (desk->wrong_door && request.go == 0x080000E0) {
        desk->wrong_door = false;
        request.go = 0x080000C0;
    }
    if (!desk_sync(desk))
        return false;
    bool erased = !request.page_count || desk_erase(desk, &request) == ACK;
    if (!erased && !request.refused)
        return true;
    if (request.write && !desk_write(desk, request.write, request.bytes))
        return true;
    desk_leave(desk, erased ? request.go : request.refused);
    return true;
}

static inline bool desk_said(struct desk *desk, const char *words)
{
    char *at = strstr(desk->text + desk->heard, words);
    if (at)
        desk->heard = (size_t)(at - desk->text) + strlen(words);
    return at;
}

/* Waits for so many slices in the ROM, or until something is said. */
static inline bool desk_quiet(struct desk *desk, unsigned slices)
{
    for (unsigned i = 0; i < slices; i += in_rom(&desk->chip)) {
        size_t before = desk->length;
        desk_wait(desk, desk->manner->slice_us);
        desk_listen(desk);
        if (desk->length != before)
            return false;
    }
    return true;
}

/* A command was printed. The user waits until he thinks that the probe is
 * silent (longer than this, but nothing would come of it), then tries it. A
 * timer takes its time. */
static inline void desk_help(struct desk *desk)
{
    const struct desk_manner *manner = desk->manner;
    unsigned slices = desk->timer ? manner->timer(&desk->chip) : manner->quiet;
    for (unsigned i = 0; i < manner->tries; i++) {
        if (!desk_quiet(desk, slices))
            return;
        if (desk->stays_away || (desk->by_hand && desk_told(desk).refused)) {
            reset_request(&desk->chip, RESET_PIN);
            return;
        }
        if (desk_obey(desk))
            return;
        slices = manner->quiet;
    }
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

static inline void load_probe(struct image *probe, const char *directory,
                              const char *name)
{
    char path[1024], error[IMAGE_ERROR_SIZE];
    snprintf(path, sizeof path, "%s/%s%s.elf", BOOT0_IMAGE_DIR, directory,
             name);
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
               bus_physical(&found, REGION_FLASH),
               chip->part.flash_kb * 1024u) != 0)
        SAY("%s: the flash was changed", name);
    if (!desk.manner->same(chip, &found) || !same_rtc(chip, &found))
        SAY("%s: EEPROM, option bytes or the RTC domain was changed", name);
}

static inline void run_to_end(const char *name)
{
    if (!desk_run(&desk, 300))
        SAY("%s: the probe does not come to an end", name);
    assert_as_found(name);
}

/* Power comes to what desk_init() has made. */
static inline void power_on_desk(void)
{
    desk_power_on(&desk);
    found = desk.chip;
    desk_wait(&desk, 1000);
}

#endif
