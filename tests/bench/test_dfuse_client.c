/* SPDX-License-Identifier: MIT
 *
 * A DfuSe client against a device that the test plays, for what the model ROM
 * does not do: other descriptors and memory layouts, long pauses, devices that
 * stay busy or in dfuERROR, leave without an answer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/image.h"
#include "bench/programmer.h"
#include "bench/programmer_describe.h"

enum { BASE = 0x08000000, FLASH = 4096, PAGE = 128 };
enum { DNLOAD = 1, UPLOAD, GETSTATUS, CLRSTATUS, ABORT = 6 };
enum leaving { LEAVES, GOES, HANGS, STALLS };

static struct device_under {
    uint8_t protocol; /* 2 = DFU mode */
    uint16_t transfer_size;
    const char *layouts[3]; /* of the alternate settings; NULL = no more */
    unsigned pause_ms;      /* bwPollTimeout */
    unsigned busy;          /* GETSTATUS that say dfuDNBUSY, of each DNLOAD */
    bool stays_in_error;
    uint8_t write_status; /* of a write; 0 = good */
    uint8_t error_after; /* bStatus of every UPLOAD that is stalled; 0 = none */
    enum leaving leaving;

    uint8_t state, status;
    unsigned busy_left, selected;
    uint32_t pointer;
    bool command, gone;
    uint8_t block[2048];
    unsigned length;
    uint8_t flash[FLASH];
    unsigned erases, writes;
    uint64_t asked_us; /* the last GETSTATUS with a pause, */
    bool paused;
    unsigned hasty; /* GETSTATUS within a pause */
} usb;

static struct programmer session;
static uint64_t now;

/* --- descriptors --- */

static size_t configuration(uint8_t *to)
{
    uint8_t *at = to;
    memcpy(at, (uint8_t[]){9, 2, 0, 0, 1, 1, 0, 0xC0, 50}, 9);
    at += 9;
    for (unsigned i = 0; i < 3 && usb.layouts[i]; i++, at += 9)
        memcpy(at,
               (uint8_t[]){9, 4, 0, (uint8_t)i, 0, 0xFE, 1, usb.protocol,
                           (uint8_t)(4 + i)},
               9);
    memcpy(at,
           (uint8_t[]){9, 0x21, 11, 255, 0, (uint8_t)usb.transfer_size,
                       (uint8_t)(usb.transfer_size >> 8), 0x1A, 1},
           9);
    at += 9;
    to[2] = (uint8_t)(at - to);
    return (size_t)(at - to);
}

static size_t string(unsigned index, uint8_t *to)
{
    const char *text = usb.layouts[index - 4];
    size_t size = 2;
    for (; *text; text++) {
        to[size++] = (uint8_t)*text;
        to[size++] = 0;
    }
    to[0] = (uint8_t)size;
    to[1] = 3;
    return size;
}

static size_t descriptor(const uint8_t *setup, uint8_t *to)
{
    if (setup[3] == 3)
        return string(setup[2], to);
    if (setup[3] == 2)
        return configuration(to);
    memset(to, 0, 18);
    to[13] = 0x22;
    return 18;
}

/* --- DFU --- */

static bool error(uint8_t status)
{
    usb.state = DFUSE_ERROR;
    usb.status = status;
    return false;
}

static void work(void)
{
    uint32_t operand;
    memcpy(&operand, usb.block + 1, 4);
    if (!usb.command) {
        usb.writes++;
        if (usb.write_status)
            error(usb.write_status);
        else if (usb.pointer - BASE + usb.length <= FLASH)
            memcpy(usb.flash + (usb.pointer - BASE), usb.block, usb.length);
    } else if (usb.block[0] == 0x21) {
        usb.pointer = operand;
    } else if (usb.block[0] == 0x41) {
        usb.erases++;
        memset(usb.flash + (operand - BASE), 0, PAGE);
    }
}

static size_t status(uint8_t *to)
{
    unsigned pause = 0;
    if (usb.paused && now < usb.asked_us + usb.pause_ms * 1000)
        usb.hasty++;
    usb.paused = false;
    if (usb.state == DFUSE_DNLOAD_SYNC && usb.busy_left) {
        usb.busy_left--;
        usb.asked_us = now;
        usb.paused = true;
        pause = usb.pause_ms;
    } else if (usb.state == DFUSE_DNLOAD_SYNC) {
        usb.state = DFUSE_DNLOAD_IDLE;
        work();
    }
    memcpy(to,
           (uint8_t[]){usb.status, (uint8_t)pause, (uint8_t)(pause >> 8),
                       (uint8_t)(pause >> 16),
                       usb.paused ? DFUSE_DNBUSY : usb.state, 0},
           6);
    if (usb.state == DFUSE_MANIFEST)
        usb.gone = true;
    return 6;
}

static bool leave(void)
{
    usb.state = DFUSE_MANIFEST;
    usb.gone = usb.leaving == GOES;
    return usb.leaving == STALLS ? error(1) : true;
}

static bool download(const uint8_t *setup, const uint8_t *data, unsigned length)
{
    if (usb.state != DFUSE_IDLE && usb.state != DFUSE_DNLOAD_IDLE)
        return error(15);
    if (!length)
        return leave();
    usb.command = setup[2] == 0;
    memcpy(usb.block, data, length);
    usb.length = length;
    usb.state = DFUSE_DNLOAD_SYNC;
    usb.busy_left = usb.busy;
    return true;
}

static bool upload(uint8_t *data, unsigned length)
{
    if (usb.state != DFUSE_IDLE && usb.state != DFUSE_UPLOAD_IDLE)
        return error(15);
    if (usb.error_after)
        return error(usb.error_after);
    usb.state = DFUSE_UPLOAD_IDLE;
    memset(data, 0, length);
    if (usb.pointer - BASE + length <= FLASH)
        memcpy(data, usb.flash + (usb.pointer - BASE), length);
    return true;
}

static bool request(const struct dfuse_transfer *transfer, size_t *actual)
{
    const uint8_t *setup = transfer->setup;
    *actual = transfer->length;
    if (setup[0] == 0x80) {
        *actual = descriptor(setup, transfer->data);
        return true;
    }
    if (setup[0] == 0x01) {
        usb.selected = setup[2];
        return true;
    }
    switch (setup[1]) {
    case DNLOAD: return download(setup, transfer->data, transfer->length);
    case UPLOAD: return upload(transfer->data, transfer->length);
    case GETSTATUS: *actual = status(transfer->data); return true;
    default: /* CLRSTATUS, ABORT */
        if (!usb.stays_in_error) {
            usb.state = DFUSE_IDLE;
            usb.status = 0;
        }
        return true;
    }
}

static void turn(void)
{
    struct dfuse_transfer transfer;
    size_t actual = 0;
    if (!programmer_transfer(&session, now, &transfer)) {
        now = programmer_due(&session);
        programmer_time(&session, now);
        return;
    }
    now += 1000;
    bool hangs = usb.state == DFUSE_MANIFEST && usb.leaving == HANGS;
    if (usb.gone)
        programmer_answer(&session, now, DFUSE_GONE, 0);
    else if (hangs)
        programmer_answer(&session, now, DFUSE_TIMEOUT, 0);
    else if (request(&transfer, &actual))
        programmer_answer(&session, now, DFUSE_OK, actual);
    else
        programmer_answer(&session, now, DFUSE_STALLED, 0);
}

static void run(const struct programmer_setup *setup)
{
    unsigned turns = 0;
    programmer_begin(&session, setup, now);
    while (!programmer_ended(&session)) {
        assert_in_range(++turns, 1, 100000);
        turn();
    }
}

static const char *described(void)
{
    static char text[PROGRAMMER_ERROR_SIZE];
    programmer_describe(&session, text, sizeof text);
    return text;
}

/* --- the image --- */

static uint8_t bytes[600];
static struct image_segment segment = {BASE, sizeof bytes, bytes};
static struct image image = {
    .path = (char[]){"a.bin"}, .segments = &segment, .segment_count = 1};
static const struct programmer_setup whole = {.link = PROGRAMMER_USB,
                                              .image = &image,
                                              .policy = FLASH_POLICY_FIRST_LAST,
                                              .verify = true,
                                              .start = true};

static int set_l073(void **state)
{
    (void)state;
    usb = (struct device_under){
        .protocol = 2,
        .transfer_size = 2048,
        .layouts = {"@Option Bytes  /0x1FF80000/01*032 e",
                    "@Internal Flash  /0x08000000/1536*128g"},
        .pause_ms = 4,
        .busy = 1,
        .state = DFUSE_ERROR,
        .status = 10,
        .pointer = BASE};
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 13 + 3);
    now = 7000000;
    return 0;
}

static void expect_done(void)
{
    if (session.end != PROGRAMMER_DONE)
        fail_msg("%s", described());
    assert_memory_equal(usb.flash, bytes, sizeof bytes);
    assert_int_equal(usb.hasty, 0);
}

/* --- tests --- */

static void the_flash_is_the_second_setting(void **state)
{
    (void)state;
    run(&whole);
    expect_done();
    assert_int_equal(usb.selected, 1);
    assert_int_equal(usb.erases, 5);
    assert_true(usb.gone);
    assert_false(session.unconfirmed);
    assert_int_equal(session.found.version, 0x2200);
}

static void the_pause_is_kept(void **state)
{
    (void)state;
    usb.pause_ms = 700;
    uint64_t from = now;
    run(&whole);
    expect_done();
    assert_true(now - from > usb.erases * 700000);
}

static void a_device_that_stays_busy(void **state)
{
    (void)state;
    usb.busy = 20;
    usb.pause_ms = 0;
    run(&whole);
    expect_done();
}

static void a_device_that_is_always_busy(void **state)
{
    (void)state;
    usb.busy = UINT32_MAX;
    usb.pause_ms = 0;
    run(&whole);
    assert_int_equal(session.end, PROGRAMMER_REFUSED);
    assert_int_equal(programmer_flash(&session), PROGRAMMER_UNCHANGED);
}

/* A pause of hours is not believed. */
static void a_pause_without_end(void **state)
{
    (void)state;
    usb.pause_ms = 0xFFFFFF;
    run(&whole);
    assert_int_equal(session.end, PROGRAMMER_DONE);
    assert_true(usb.hasty > 0);
}

static void an_error_that_stays(void **state)
{
    (void)state;
    usb.stays_in_error = true;
    run(&whole);
    assert_int_equal(session.end, PROGRAMMER_REFUSED);
    assert_int_equal(programmer_flash(&session), PROGRAMMER_UNCHANGED);
}

static void a_write_that_fails(void **state)
{
    (void)state;
    usb.write_status = 3;
    run(&whole);
    assert_int_equal(session.end, PROGRAMMER_REFUSED);
    assert_int_equal(session.phase, PROGRAMMER_WRITE);
    assert_int_equal(session.repairs, PROGRAMMER_REPAIRS);
    assert_int_equal(usb.writes, PROGRAMMER_REPAIRS + 1);
    assert_int_equal(programmer_flash(&session), PROGRAMMER_UNFINISHED);
}

static void protection(void **state)
{
    (void)state;
    usb.error_after = 11;
    run(&whole);
    assert_int_equal(session.end, PROGRAMMER_PROTECTED);
    assert_int_equal(programmer_flash(&session), PROGRAMMER_UNCHANGED);
}

static void reads_that_are_refused(void **state)
{
    (void)state;
    usb.error_after = 1;
    run(&whole);
    assert_int_equal(session.end, PROGRAMMER_REFUSED);
    assert_int_equal(session.phase, PROGRAMMER_IDENTIFY);
    assert_int_equal(programmer_flash(&session), PROGRAMMER_UNCHANGED);
}

static void each_way_to_leave(void **state)
{
    for (enum leaving leaving = LEAVES; leaving <= HANGS; leaving++) {
        set_l073(state);
        usb.leaving = leaving;
        run(&whole);
        expect_done();
        assert_int_equal(session.unconfirmed, leaving == HANGS);
    }
    set_l073(state);
    usb.leaving = STALLS;
    run(&whole);
    assert_int_equal(session.end, PROGRAMMER_REFUSED);
    assert_int_equal(session.phase, PROGRAMMER_START);
    assert_int_equal(programmer_flash(&session), PROGRAMMER_WHOLE);
}

static void small_transfers(void **state)
{
    (void)state;
    usb.transfer_size = 64;
    run(&whole);
    expect_done();
    assert_int_equal(usb.writes, (sizeof bytes + 63) / 64);
}

static void another_memory(void **state)
{
    (void)state;
    usb.layouts[1] = "@Internal Flash  /0x08000000/04*016Kg,01*064Kg,07*128Kg";
    run(&whole);
    assert_int_equal(session.end, PROGRAMMER_UNKNOWN);
    assert_string_equal(
        described(),
        "the memory layout \"@Internal Flash  "
        "/0x08000000/04*016Kg,01*064Kg,07*128Kg\" is of no device that is "
        "known here");
}

static void no_flash(void **state)
{
    (void)state;
    usb.layouts[1] = "@External Flash /0x90000000/64*64Kg";
    run(&whole);
    assert_int_equal(session.end, PROGRAMMER_FOREIGN);
    assert_string_equal(described(),
                        "the USB device has no \"@Internal Flash\", its memory "
                        "is \"@External Flash /0x90000000/64*64Kg\"");
}

static void an_application(void **state)
{
    (void)state;
    usb.protocol = 1;
    run(&whole);
    assert_int_equal(session.end, PROGRAMMER_FOREIGN);
    assert_string_equal(described(),
                        "the USB device has no interface in DFU mode");
}

static void a_device_that_has_gone(void **state)
{
    (void)state;
    usb.gone = true;
    run(&whole);
    assert_int_equal(session.end, PROGRAMMER_GONE);
}

#define with_l073(test) cmocka_unit_test_setup(test, set_l073)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_l073(the_flash_is_the_second_setting),
        with_l073(the_pause_is_kept),
        with_l073(a_device_that_stays_busy),
        with_l073(a_device_that_is_always_busy),
        with_l073(a_pause_without_end),
        with_l073(an_error_that_stays),
        with_l073(a_write_that_fails),
        with_l073(protection),
        with_l073(reads_that_are_refused),
        with_l073(each_way_to_leave),
        with_l073(small_transfers),
        with_l073(another_memory),
        with_l073(no_flash),
        with_l073(an_application),
        with_l073(a_device_that_has_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
