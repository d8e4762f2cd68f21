/* SPDX-License-Identifier: MIT
 *
 * A board whose ROM was started by BOOT0, with an application in its flash, and
 * a programmer at its line or socket.
 */
#ifndef TESTS_BENCH_PROGRAMMER_FIXTURE_H
#define TESTS_BENCH_PROGRAMMER_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/image_file.h"
#include "bench/machine_ask.h"
#include "bench/machine_run.h"
#include "bench/machine_setup.h"
#include "bench/machine_usb.h"
#include "bench/programmer_describe.h"
#include "bench/programmer_machine.h"
#include "bench/stm32l0/readings.h"

static struct image v1, v2;
static struct machine machine;
static struct programmer_machine bench;
static struct decoder decoder;

static struct programmer *const programmer = &bench.programmer;

static inline int load_images(void **state)
{
    char error[IMAGE_ERROR_SIZE];
    (void)state;
    assert_true(image_load(BOOT0_IMAGE_DIR "/nucleo-l073rz.elf", &v1, error));
    assert_true(
        image_load(BOOT0_IMAGE_DIR "/nucleo-l073rz-v2.elf", &v2, error));
    return 0;
}

static inline int free_images(void **state)
{
    (void)state;
    image_free(&v1);
    image_free(&v2);
    return 0;
}

static inline bool has_usb(enum rom_version rom)
{
    return rom == ROM_V4_0 || rom == ROM_V4_1;
}

static inline void start_board(enum rom_version rom, struct readings readings,
                               unsigned boot0, unsigned rdp)
{
    struct part part;
    assert_true(part_find(has_usb(rom) ? "stm32l073rz" : "stm32l071rz", &part));
    const struct machine_setup setup = {.part = &part,
                                        .image = &v1,
                                        .rom = rom,
                                        .readings = readings,
                                        .boot0 = boot0,
                                        .rdp = rdp,
                                        .wdg_sw = 1,
                                        .decoder = &decoder};
    machine_start(&machine, &setup);
}

/* Powers a board with that ROM, which BOOT0 starts, and v1 in its flash. */
static inline void start_rom(enum rom_version rom, struct readings readings)
{
    start_board(rom, readings, 1, 0);
}

static inline void run_ms(unsigned ms)
{
    struct machine_event event;
    uint64_t until = machine_ps(&machine) + ms * PS_PER_MS;
    while (machine_ps(&machine) < until)
        machine_run(&machine, until, &event);
}

/* Powers a board whose application, v1, is asked for the ROM by its button. */
static inline void start_asked(enum rom_version rom, struct readings readings)
{
    static const struct asks asks = {
        .count = 1,
        .list = {
            {.kind = ASK_PRESS, .at_us = 8000, .port = GPIO_C, .pin = 13}}};
    start_board(rom, readings, 0, 0);
    assert_true(machine_ask(&machine, &asks));
    run_ms(300);
    assert_true(machine.in_rom);
}

static inline void run_session(void)
{
    struct machine_event event;
    while (programmer_machine_step(&bench, &machine, &event))
        ;
}

static inline void session(const struct programmer_setup *setup)
{
    programmer_machine_begin(&bench, &machine, setup, USART_2);
    run_session();
}

/* Fails with what the programmer says of its end. */
static inline void expect_end_at(enum programmer_end want, const char *file,
                                 int line)
{
    char text[PROGRAMMER_ERROR_SIZE];
    if (programmer->end == want)
        return;
    programmer_describe(programmer, text, sizeof text);
    print_error("end %d, want %d: %s\n", (int)programmer->end, (int)want, text);
    _fail(file, line);
}

#define expect_end(want) expect_end_at(want, __FILE__, __LINE__)

static inline bool has_image(const struct image *image)
{
    const uint8_t *flash = bus_physical(&machine.chip, REGION_FLASH);
    for (size_t i = 0; i < image->segment_count; i++)
        if (memcmp(flash + (image->segments[i].address - FLASH_BASE),
                   image->segments[i].data, image->segments[i].size) != 0)
            return false;
    return true;
}

#endif
