/* SPDX-License-Identifier: MIT
 *
 * The bench's USB host on a chip with a model ROM, and the requests of DFU,
 * whatever the chip's family. Who includes it has `chip`, and includes the host
 * of its family first (rom_board.h, l4_host.h).
 */
#ifndef TESTS_ROM_DFU_HOST_H
#define TESTS_ROM_DFU_HOST_H

#include "bench/usb_host.h"
#include "chip/core/fast.h"
#include "tests/rom/an3155_host.h"

static struct decoder decoder;
static struct usb_host host;
static struct usb_transfer result; /* of the last control transfer */

/* States and statuses of USB DFU 1.1. */
enum {
    DFU_IDLE = 2,
    DFU_DNLOAD_SYNC,
    DFU_DNBUSY,
    DFU_DNLOAD_IDLE,
    DFU_MANIFEST_SYNC,
    DFU_MANIFEST,
    DFU_UPLOAD_IDLE = 9,
    DFU_ERROR
};
enum {
    DFU_OK,
    DFU_TARGET = 1,
    DFU_FIRMWARE = 10,
    DFU_VENDOR = 11,
    DFU_STALLED = 15
};
enum { DETACH, DNLOAD, UPLOAD, GETSTATUS, CLRSTATUS, GETSTATE, ABORT };

enum { TRANSFER = 2048 };

/* --- time --- */

static inline void usb_drain(void)
{
    for (uint32_t i = 0; i < chip.events.count; i++) {
        const struct event *event = &chip.events.list[i];
        if (event->kind == EVENT_USB)
            usb_host_event(&host, &chip, event->usb.change);
    }
    host_check_events(&chip);
}

static inline void usb_pass(uint64_t ps)
{
    uint64_t until = clock_ps(&chip) + ps;
    while (clock_ps(&chip) < until) {
        uint64_t due = usb_host_due(&host);
        uint64_t end = due < until ? due : until;
        if (fast_run_to(&chip, &decoder, end) == STOP_LOCKUP)
            fail_msg("the core is locked up");
        usb_drain();
        usb_host_run(&host, &chip);
        usb_drain();
    }
}

/* --- the cable --- */

static inline void usb_plug(void)
{
    usb_host_init(&host);
    usb_host_plug(&host, &chip, true);
}

/* Returns whether the host has found the DFU device. */
static inline bool usb_found(void)
{
    usb_pass(150 * PS_PER_MS);
    return host.port == USB_PORT_READY && host.device[8] == 0x83 &&
           host.device[9] == 0x04 && host.device[10] == 0x11 &&
           host.device[11] == 0xDF;
}

/* --- transfers --- */

static inline enum usb_status usb_control(uint8_t type, uint8_t request,
                                          uint16_t value, uint16_t index,
                                          uint8_t *data, uint16_t length)
{
    struct usb_transfer transfer = {
        .kind = USB_CONTROL,
        .in = type & 0x80,
        .setup = {type, request, value & 0xFF, (uint8_t)(value >> 8),
                  index & 0xFF, (uint8_t)(index >> 8), length & 0xFF,
                  (uint8_t)(length >> 8)},
        .length = length,
        .data = data,
    };
    assert_true(usb_host_submit(&host, &chip, &transfer));
    for (unsigned i = 0; i < 400000; i++) {
        if (usb_host_take(&host, &result))
            return result.status;
        usb_pass(20 * PS_PER_US);
    }
    fail_msg("request %u does not end", request);
    return USB_LOST;
}

static inline enum usb_status dfu_out(uint8_t request, uint16_t value,
                                      const void *data, uint16_t length)
{
    return usb_control(0x21, request, value, 0, (uint8_t *)data, length);
}

static inline enum usb_status dfu_in(uint8_t request, uint16_t value,
                                     void *data, uint16_t length)
{
    return usb_control(0xA1, request, value, 0, data, length);
}

/* --- DFU --- */

struct dfu_report {
    uint8_t status, state;
    unsigned ms;
};

static inline struct dfu_report dfu_status(void)
{
    uint8_t bytes[6];
    assert_int_equal(dfu_in(GETSTATUS, 0, bytes, 6), USB_DONE);
    assert_int_equal(result.actual, 6);
    assert_int_equal(bytes[5], 0);
    return (struct dfu_report){
        .status = bytes[0],
        .state = bytes[4],
        .ms = bytes[1] | bytes[2] << 8 | bytes[3] << 16,
    };
}

static inline void expect_report(uint8_t state, uint8_t status)
{
    struct dfu_report report = dfu_status();
    assert_int_equal(report.state, state);
    assert_int_equal(report.status, status);
}

static inline void dfu_clear(void)
{
    assert_int_equal(dfu_out(CLRSTATUS, 0, NULL, 0), USB_DONE);
    expect_report(DFU_IDLE, DFU_OK);
}

/* A block or a command with its two GETSTATUS. Returns the second one. */
static inline struct dfu_report dfu_download(uint16_t block, const void *data,
                                             uint16_t length)
{
    assert_int_equal(dfu_out(DNLOAD, block, data, length), USB_DONE);
    struct dfu_report first = dfu_status();
    assert_int_equal(first.state, DFU_DNBUSY);
    assert_int_equal(first.status, DFU_OK);
    usb_pass(first.ms * PS_PER_MS);
    struct dfu_report second = dfu_status();
    if (second.state == DFU_ERROR)
        dfu_clear();
    else
        assert_int_equal(second.state, DFU_DNLOAD_IDLE);
    return second;
}

static inline uint8_t dfu_command(uint8_t code, uint32_t address)
{
    uint8_t bytes[5] = {code, (uint8_t)address, (uint8_t)(address >> 8),
                        (uint8_t)(address >> 16), (uint8_t)(address >> 24)};
    return dfu_download(0, bytes, 5).status;
}

static inline uint8_t dfu_address(uint32_t address)
{
    return dfu_command(0x21, address);
}

static inline uint8_t dfu_erase(uint32_t address)
{
    return dfu_command(0x41, address);
}

static inline void dfu_abort(void)
{
    assert_int_equal(dfu_out(ABORT, 0, NULL, 0), USB_DONE);
    expect_report(DFU_IDLE, DFU_OK);
}

#endif
