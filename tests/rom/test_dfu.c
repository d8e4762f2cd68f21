/* SPDX-License-Identifier: MIT
 *
 * The model ROM on USB: enumeration, descriptors, and the state machine of DFU.
 * docs/rom.md 10.
 */
#include "bench/stm32l0/readings.h"
#include "tests/rom/rom_usb_fixture.h"

static void a_host_finds_the_device(void **state)
{
    static const uint8_t device[18] = {18, 1,  0,    1, 0,    0, 0, 64, 0x83,
                                       4,  17, 0xDF, 0, 0x22, 1, 2, 3,  1};
    static const uint8_t configuration[45] = {
        9, 2,    45,   0,   1, 1,    0, 0xC0, 50, /* configuration */
        9, 4,    0,    0,   0, 0xFE, 1, 2,    4,  /* flash */
        9, 4,    0,    1,   0, 0xFE, 1, 2,    5,  /* option bytes */
        9, 4,    0,    2,   0, 0xFE, 1, 2,    6,  /* EEPROM */
        9, 0x21, 0x0B, 255, 0, 0,    8, 0x1A, 0x01};
    (void)state;
    for (unsigned which = ROM_V4_0; which <= ROM_V4_1; which++) {
        usb_start(which, 0);
        assert_memory_equal(host.device, device, sizeof device);
        assert_int_equal(host.configuration_size, sizeof configuration);
        assert_memory_equal(host.configuration, configuration,
                            sizeof configuration);
    }
}

/* With the cable in from the beginning. AN2606 gives 0.61 ms for the start of
 * the ROM and 140 ms for the enumeration, of which a host takes 120 (USB 2.0,
 * 7.1.7). docs/rom.md 11 has the figures of the model. */
static void the_times_of_the_start(void **state)
{
    static const struct {
        uint32_t ram;
        unsigned attach_tenths, ready_ms;
    } cases[] = {{CHOICE_RAM_OWN, 17, 124},
                 {CHOICE_RAM_KEEP, 12, 124},
                 {CHOICE_RAM_ALL, 53, 128}};
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        unsigned attach_us = 0, ready_ms = 0;
        rom_chip(&chip, ROM_V4_1, READING_OF(RAM, cases[i].ram));
        chip.watch.events |= 1u << EVENT_USB;
        chip.board.boot0 = true;
        chip_power_on(&chip);
        usb_plug();
        uint64_t start = clock_ps(&chip);
        while (host.port != USB_PORT_READY) {
            usb_pass(10 * PS_PER_US);
            ready_ms = (unsigned)((clock_ps(&chip) - start) / PS_PER_MS);
            if (host.port == USB_PORT_EMPTY)
                attach_us = (unsigned)((clock_ps(&chip) - start) / PS_PER_US);
        }
        /* The ROM's code is its compiler's; the page rounds to 0.1 ms. */
        assert_int_equal((attach_us + 50) / 100, cases[i].attach_tenths);
        assert_int_equal(ready_ms, cases[i].ready_ms);
    }
}

/* --- chapter 9 --- */

static void expect_text(uint8_t index, const char *want)
{
    uint8_t bytes[255];
    size_t length = strlen(want);
    assert_int_equal(
        usb_control(0x80, 6, 0x300 | index, 0x409, bytes, sizeof bytes),
        USB_DONE);
    assert_int_equal(result.actual, 2 + 2 * length);
    assert_int_equal(bytes[0], 2 + 2 * length);
    assert_int_equal(bytes[1], 3);
    for (size_t i = 0; i < length; i++) {
        assert_int_equal(bytes[2 + 2 * i], want[i]);
        assert_int_equal(bytes[3 + 2 * i], 0);
    }
}

static void the_strings_are_those_of_st(void **state)
{
    uint8_t language[255];
    (void)state;
    usb_start(ROM_V4_1, 0);
    put(0x1FF80050, 0x00230044);
    put(0x1FF80054, 0xABCD3130);
    put(0x1FF80064, 0x33364710);
    assert_int_equal(usb_control(0x80, 6, 0x300, 0, language, 255), USB_DONE);
    assert_int_equal(result.actual, 4);
    assert_memory_equal(language, "\x04\x03\x09\x04", 4);
    expect_text(1, "STMicroelectronics");
    expect_text(2, "STM32  BOOTLOADER");
    expect_text(3, "33594754ABCD");
    expect_text(4, "@Internal Flash  /0x08000000/1536*128g");
    expect_text(5, "@Option Bytes  /0x1FF80000/01*032 e");
    expect_text(6, "@DATA Memory /0x08080000/2*3Ke");
    assert_int_equal(usb_control(0x80, 6, 0x307, 0x409, language, 255),
                     USB_STALLED);
}

/* A host may ask for less than there is, or for a full packet more. */
static void descriptors_are_cut_at_wlength(void **state)
{
    uint8_t bytes[255];
    (void)state;
    usb_start(ROM_V4_1, 0);
    static const uint16_t sizes[] = {1, 2, 8, 63, 64, 65, 78, 79, 128};
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_int_equal(usb_control(0x80, 6, 0x304, 0x409, bytes, sizes[i]),
                         USB_DONE);
        assert_int_equal(result.actual, sizes[i] < 78 ? sizes[i] : 78);
    }
    expect_report(DFU_ERROR, DFU_FIRMWARE);
}

static uint8_t get_byte(uint8_t type, uint8_t request)
{
    uint8_t byte = 0xFF;
    assert_int_equal(usb_control(type, request, 0, 0, &byte, 1), USB_DONE);
    return byte;
}

static void standard_requests(void **state)
{
    uint8_t status[2];
    (void)state;
    usb_start(ROM_V4_1, 0);
    assert_int_equal(get_byte(0x80, 8), 0);
    assert_int_equal(usb_control(0, 9, 1, 0, NULL, 0), USB_DONE);
    assert_int_equal(get_byte(0x80, 8), 1);
    for (uint16_t alternate = 0; alternate < 3; alternate++) {
        assert_int_equal(usb_control(1, 11, alternate, 0, NULL, 0), USB_DONE);
        assert_int_equal(get_byte(0x81, 10), alternate);
    }
    assert_int_equal(usb_control(0x80, 0, 0, 0, status, 2), USB_DONE);
    assert_int_equal(status[0], 1); /* self-powered */
    assert_int_equal(usb_control(0x81, 0, 0, 0, status, 2), USB_DONE);
    assert_int_equal(status[0], 0);
    assert_int_equal(usb_control(2, 1, 0, 0, NULL, 0), USB_DONE);
}

static void other_requests_stall(void **state)
{
    static const struct {
        uint8_t type, request;
        uint16_t value, index;
    } bad[] = {
        {0x00, 9, 2, 0},     {0x01, 11, 3, 0},    {0x01, 11, 0, 1},
        {0x80, 6, 0x400, 0}, {0x80, 6, 0x600, 0}, {0x00, 3, 1, 0},
        {0x00, 7, 0x100, 0}, {0x80, 12, 0, 0},    {0x40, 1, 0, 0},
        {0xC0, 0xEE, 0, 4},  {0x21, 4, 0, 1},     {0xA2, 3, 0, 0},
        {0x00, 0xFF, 0, 0},  {0x00, 5, 128, 0},
    };
    uint8_t byte[8];
    (void)state;
    dfu_start(ROM_V4_1, 0);
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(usb_control(bad[i].type, bad[i].request, bad[i].value,
                                     bad[i].index, byte,
                                     bad[i].type & 0x80 ? 8 : 0),
                         USB_STALLED);
    expect_report(DFU_IDLE, DFU_OK);
}

/* What the device has to tell is constant: data of the host must not go there.
 */
static void a_request_the_wrong_way_round_stalls(void **state)
{
    static const struct {
        uint8_t type, request;
        uint16_t value, length;
    } bad[] = {
        {0x00, 6, 0x0100, 18}, {0x00, 6, 0x0200, 27}, {0x00, 6, 0x0302, 8},
        {0x00, 0, 0, 2},       {0x00, 8, 0, 1},       {0x01, 10, 0, 1},
        {0x80, 9, 1, 1},       {0x80, 5, 3, 1},       {0x81, 11, 0, 1},
    };
    uint8_t bytes[32];
    (void)state;
    memset(bytes, 0xA5, sizeof bytes);
    dfu_start(ROM_V4_1, 0);
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(usb_control(bad[i].type, bad[i].request, bad[i].value,
                                     0, bytes, bad[i].length),
                         USB_STALLED);
    expect_report(DFU_IDLE, DFU_OK);
}

/* --- the state machine --- */

static void dfu_begins_in_error(void **state)
{
    (void)state;
    usb_start(ROM_V4_1, 0);
    expect_report(DFU_ERROR, DFU_FIRMWARE);
    assert_int_equal(get_byte(0xA1, GETSTATE), DFU_ERROR);
    dfu_clear();
    assert_int_equal(get_byte(0xA1, GETSTATE), DFU_IDLE);
}

static void get_lists_the_commands(void **state)
{
    uint8_t bytes[64];
    (void)state;
    dfu_start(ROM_V4_1, 0);
    assert_int_equal(dfu_in(UPLOAD, 0, bytes, 64), USB_DONE);
    assert_int_equal(result.actual, 4);
    assert_memory_equal(bytes, "\x00\x21\x41\x92", 4);
    expect_report(DFU_IDLE, DFU_OK); /* the answer was short */
    assert_int_equal(dfu_in(UPLOAD, 0, bytes, 4), USB_DONE);
    assert_int_equal(result.actual, 4);
    expect_report(DFU_UPLOAD_IDLE, DFU_OK);
}

static void a_command_has_two_getstatus(void **state)
{
    static const uint8_t page[5] = {0x41, 0, 0, 0, 8};
    (void)state;
    dfu_start(ROM_V4_1, 0);
    put(0x08000000, 0x12345678);
    assert_int_equal(dfu_out(DNLOAD, 0, page, 5), USB_DONE);
    assert_int_equal(get_byte(0xA1, GETSTATE), DFU_DNLOAD_SYNC);
    usb_pass(20 * PS_PER_MS);
    assert_int_equal(rd(&chip, 0x08000000), 0x12345678);
    expect_report(DFU_DNBUSY, DFU_OK);
    usb_pass(20 * PS_PER_MS);
    assert_int_equal(rd(&chip, 0x08000000), 0);
    assert_int_equal(get_byte(0xA1, GETSTATE), DFU_DNLOAD_SYNC);
    expect_report(DFU_DNLOAD_IDLE, DFU_OK);
}

static void unknown_commands_are_errors(void **state)
{
    static const struct {
        uint8_t code, size;
    } bad[] = {{0x00, 1}, {0x21, 4}, {0x21, 6}, {0x21, 1}, {0x41, 2},
               {0x41, 4}, {0x41, 6}, {0x92, 2}, {0x11, 1}, {0xFF, 64}};
    uint8_t bytes[64] = {0};
    (void)state;
    dfu_start(ROM_V4_1, 0);
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
        bytes[0] = bad[i].code;
        assert_int_equal(dfu_download(0, bytes, bad[i].size).status,
                         DFU_STALLED);
    }
}

/* Brings the device into a state. */
static void go_to(uint8_t wanted)
{
    uint8_t bytes[5] = {0x21, 0, 0, 0, 8};
    switch (wanted) {
    case DFU_DNLOAD_SYNC:
        assert_int_equal(dfu_out(DNLOAD, 0, bytes, 5), USB_DONE);
        break;
    case DFU_DNLOAD_IDLE: dfu_download(0, bytes, 5); break;
    case DFU_MANIFEST_SYNC:
        assert_int_equal(dfu_out(DNLOAD, 0, NULL, 0), USB_DONE);
        break;
    case DFU_UPLOAD_IDLE:
        assert_int_equal(dfu_in(UPLOAD, 2, bytes, 4), USB_DONE);
        break;
    case DFU_ERROR: dfu_out(DETACH, 0, NULL, 0); break;
    default: break;
    }
    assert_int_equal(get_byte(0xA1, GETSTATE), wanted);
}

/* USB DFU 1.1, A.2, for every state a host can be in. */
static void requests_in_a_wrong_state_stall(void **state)
{
    static const struct {
        uint8_t state;
        uint8_t takes; /* 1 << request */
    } states[] = {
        {DFU_IDLE, 1 << DNLOAD | 1 << UPLOAD | 1 << ABORT},
        {DFU_DNLOAD_SYNC, 0},
        {DFU_DNLOAD_IDLE, 1 << DNLOAD | 1 << ABORT},
        {DFU_MANIFEST_SYNC, 0},
        {DFU_UPLOAD_IDLE, 1 << UPLOAD | 1 << ABORT},
        {DFU_ERROR, 1 << CLRSTATUS},
    };
    static const uint8_t requests[] = {DETACH, DNLOAD, UPLOAD, CLRSTATUS,
                                       ABORT,  7,      200};
    uint8_t bytes[4] = {0x41, 0, 0, 0};
    (void)state;
    dfu_start(ROM_V4_1, 0);
    for (unsigned i = 0; i < 6; i++)
        for (unsigned k = 0; k < sizeof requests; k++) {
            uint8_t request = requests[k];
            bool taken = request < 7 && states[i].takes & 1u << request;
            bool data = request == DNLOAD || request == UPLOAD;
            uint16_t size = data ? 4 : 0;
            go_to(states[i].state);
            assert_int_equal(request == UPLOAD
                                 ? dfu_in(request, 2, bytes, size)
                                 : dfu_out(request, 2, bytes, size),
                             taken ? USB_DONE : USB_STALLED);
            if (!taken)
                expect_report(DFU_ERROR, DFU_STALLED);
            else if (request == DNLOAD) {
                expect_report(DFU_DNBUSY, DFU_OK);
                expect_report(DFU_DNLOAD_IDLE, DFU_OK);
            }
            if (!taken)
                dfu_clear();
            else if (data)
                dfu_abort();
        }
}

static void malformed_requests_stall(void **state)
{
    static uint8_t bytes[4096];
    (void)state;
    dfu_start(ROM_V4_1, 0);
    assert_int_equal(dfu_out(DNLOAD, 1, bytes, 4), USB_STALLED);
    expect_report(DFU_ERROR, DFU_STALLED);
    dfu_clear();
    assert_int_equal(dfu_in(UPLOAD, 1, bytes, 4), USB_STALLED);
    dfu_clear();
    assert_int_equal(dfu_out(DNLOAD, 2, bytes, 2049), USB_STALLED);
    dfu_clear();
    assert_int_equal(dfu_out(DNLOAD, 2, bytes, 4096), USB_STALLED);
    dfu_clear();
    /* The wrong direction. */
    assert_int_equal(dfu_in(DNLOAD, 2, bytes, 4), USB_STALLED);
    dfu_clear();
    assert_int_equal(dfu_out(GETSTATUS, 0, bytes, 6), USB_STALLED);
    dfu_clear();
    /* Requests without data that have some. */
    assert_int_equal(dfu_out(CLRSTATUS, 0, bytes, 6), USB_STALLED);
    dfu_clear();
    assert_int_equal(dfu_out(ABORT, 0, bytes, 6), USB_STALLED);
    expect_report(DFU_IDLE, DFU_OK);
    assert_int_equal(dfu_in(GETSTATUS, 0, bytes, 3), USB_DONE);
    assert_int_equal(result.actual, 3);
}

/* A string that somebody asks for in between leaves the download alone. */
static void a_pending_download_outlasts_other_requests(void **state)
{
    uint8_t bytes[2048], got[2048];
    (void)state;
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 3);
    dfu_start(ROM_V4_1, 0);
    assert_int_equal(dfu_out(DNLOAD, 2, bytes, 2048), USB_DONE);
    expect_text(4, "@Internal Flash  /0x08000000/1536*128g");
    expect_report(DFU_DNBUSY, DFU_OK);
    expect_report(DFU_DNLOAD_IDLE, DFU_OK);
    assert_true(chip_peek(&chip, 0x08000000, got, sizeof got));
    assert_memory_equal(got, bytes, sizeof got);
}

/* The host gives up in the middle of the data. */
static void a_transfer_may_be_broken_off(void **state)
{
    static uint8_t bytes[2048];
    (void)state;
    dfu_start(ROM_V4_1, 0);
    for (unsigned in = 0; in < 2; in++) {
        struct usb_transfer transfer = {
            .kind = USB_CONTROL,
            .in = in,
            .setup = {in ? 0xA1 : 0x21, in ? UPLOAD : DNLOAD, 2, 0, 0, 0, 0, 8},
            .length = 2048,
            .data = bytes,
        };
        assert_true(usb_host_submit(&host, &chip, &transfer));
        usb_pass(500 * PS_PER_US);
        assert_true(usb_host_cancel(&host, 0, &result));
        assert_in_range(result.actual, 64, 1024);
        expect_report(DFU_IDLE, DFU_OK);
    }
}

static void a_reset_of_the_bus_begins_anew(void **state)
{
    (void)state;
    dfu_start(ROM_V4_1, 0);
    assert_int_equal(dfu_address(0x08080000), DFU_OK);
    usb_host_plug(&host, &chip, false);
    usb_pass(50 * PS_PER_MS);
    usb_host_plug(&host, &chip, true);
    assert_true(usb_found());
    expect_report(DFU_ERROR, DFU_FIRMWARE);
    assert_int_equal(get_byte(0x80, 8), 0);
}

/* The cable is pulled while the flash works: the chip ends that, and then finds
 * the new host. */
static void unplugged_while_busy(void **state)
{
    static const uint8_t mass = 0x41;
    (void)state;
    dfu_start(ROM_V4_1, 0);
    put(0x0802FFFC, 1);
    assert_int_equal(dfu_out(DNLOAD, 0, &mass, 1), USB_DONE);
    expect_report(DFU_DNBUSY, DFU_OK);
    usb_pass(50 * PS_PER_MS);
    usb_host_plug(&host, &chip, false);
    usb_pass(50 * PS_PER_MS);
    usb_host_plug(&host, &chip, true);
    usb_pass(6000 * PS_PER_MS);
    assert_int_equal(rd(&chip, 0x0802FFFC), 0);
    assert_int_equal(host.port, USB_PORT_READY);
    expect_report(DFU_ERROR, DFU_FIRMWARE);
    dfu_clear();
    assert_int_equal(dfu_erase(0x08000000), DFU_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_host_finds_the_device),
        cmocka_unit_test(the_times_of_the_start),
        cmocka_unit_test(the_strings_are_those_of_st),
        cmocka_unit_test(descriptors_are_cut_at_wlength),
        cmocka_unit_test(standard_requests),
        cmocka_unit_test(other_requests_stall),
        cmocka_unit_test(a_request_the_wrong_way_round_stalls),
        cmocka_unit_test(dfu_begins_in_error),
        cmocka_unit_test(get_lists_the_commands),
        cmocka_unit_test(a_command_has_two_getstatus),
        cmocka_unit_test(unknown_commands_are_errors),
        cmocka_unit_test(requests_in_a_wrong_state_stall),
        cmocka_unit_test(malformed_requests_stall),
        cmocka_unit_test(a_pending_download_outlasts_other_requests),
        cmocka_unit_test(a_transfer_may_be_broken_off),
        cmocka_unit_test(a_reset_of_the_bus_begins_anew),
        cmocka_unit_test(unplugged_while_busy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
