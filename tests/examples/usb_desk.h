/* SPDX-License-Identifier: MIT
 *
 * A desk for tests of the demo application's USB device: a virtual Nucleo with
 * it in bank 1, whose USB cable is in the host of the bench.
 */
#ifndef TESTS_EXAMPLES_USB_DESK_H
#define TESTS_EXAMPLES_USB_DESK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bench/image_file.h"
#include "bench/machine_run.h"
#include "bench/machine_setup.h"
#include "bench/machine_usb.h"
#include "bench/stm32l0/readings.h"
#include "chip/block/gpio_v2.h"
#include "chip/clock.h"

enum { DESK_READY_MS = 200 };

static struct image desk_image;
static struct machine desk;
static struct decoder desk_decoder;
static unsigned desk_resets;         /* seen so far */
static struct machine_event desk_in; /* the last MACHINE_ROM */
static bool desk_rom;                /* there was one */

static inline uint64_t desk_ms(void)
{
    return machine_ps(&desk) / PS_PER_MS;
}

/* Runs for US microseconds, or until a transfer has ended: then it is TAKEN,
 * which may be NULL. */
static inline bool desk_run(unsigned us, struct usb_transfer *taken)
{
    uint64_t end = machine_ps(&desk) + us * PS_PER_US;
    struct machine_event event;
    do {
        machine_run(&desk, end, &event);
        desk_resets += event.kind == MACHINE_RESET;
        if (event.kind == MACHINE_ROM) {
            desk_in = event;
            desk_rom = true;
        }
        if (event.kind == MACHINE_LOCKUP || event.kind == MACHINE_FIRMWARE)
            fail_msg("event %d at 0x%08X", event.kind, event.pc);
        if (taken && machine_usb_take(&desk, taken))
            return true;
    } while (event.kind != MACHINE_TIME);
    return false;
}

static inline void desk_pass(unsigned ms)
{
    desk_run(1000 * ms, NULL);
}

/* LD2 is PA5. */
static inline bool desk_led(void)
{
    return gpio_v2_levels(&desk.chip, GPIO_A) >> 5 & 1;
}

/* Powers the board on with the image PATH; no cable. */
static inline void desk_start_file(const char *path)
{
    char error[IMAGE_ERROR_SIZE];
    struct part part;
    image_free(&desk_image);
    if (!image_load(path, &desk_image, error))
        fail_msg("%s", error);
    assert_true(part_find("stm32l073rz", &part));
    machine_start(&desk,
                  &(struct machine_setup){.part = &part,
                                          .image = &desk_image,
                                          .rom = ROM_V4_1,
                                          .wdg_sw = 1,
                                          .decoder = &desk_decoder,
                                          .events = 1u << EVENT_FIRMWARE});
    desk_resets = 0;
    desk_rom = false;
}

/* NAME: in the images' folder. */
static inline void desk_start(const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", BOOT0_IMAGE_DIR, name);
    desk_start_file(path);
}

static inline void desk_plug(void)
{
    machine_usb_plug(&desk, true);
    desk_pass(DESK_READY_MS);
    assert_int_equal(desk.usb.port, USB_PORT_READY);
}

static inline void desk_submit(const struct usb_transfer *transfer)
{
    assert_true(machine_usb_submit(&desk, transfer));
}

/* Returns the next transfer that ends, within two seconds. */
static inline struct usb_transfer desk_take(void)
{
    struct usb_transfer taken;
    if (!desk_run(2000000, &taken))
        fail_msg("the transfer does not end");
    return taken;
}

/* A request without data, or with those that come to DATA or go from there. */
static inline struct usb_transfer desk_control(uint8_t type, uint8_t request,
                                               unsigned value, unsigned index,
                                               void *data, unsigned length)
{
    struct usb_transfer transfer = {
        .kind = USB_CONTROL,
        .in = type & 0x80,
        .setup = {type, request, (uint8_t)value, (uint8_t)(value >> 8),
                  (uint8_t)index, (uint8_t)(index >> 8), (uint8_t)length,
                  (uint8_t)(length >> 8)},
        .length = length,
        .data = data,
    };
    desk_submit(&transfer);
    return desk_take();
}

static inline void desk_configure(void)
{
    assert_int_equal(desk_control(0, 9, 1, 0, NULL, 0).status, USB_DONE);
}

/* For setups: the demo application is configured by the host. */
static inline int desk_open(void **state)
{
    (void)state;
    desk_start("nucleo-l073rz.elf");
    desk_plug();
    desk_configure();
    return 0;
}

static inline int desk_close(void **state)
{
    (void)state;
    image_free(&desk_image);
    return 0;
}

#endif
