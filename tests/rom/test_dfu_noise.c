/* SPDX-License-Identifier: MIT
 *
 * Requests at random to the model ROM's USB device: it never faults, and a host
 * always gets it back. `test_dfu_noise SEED|random COUNT` goes on.
 */
#include <stdlib.h>
#include <time.h>

#include "bench/stm32l0/readings.h"
#include "tests/random.h"
#include "tests/rom/rom_usb_fixture.h"

static uint64_t seed = 1;
static unsigned count = 3000 / TEST_STRIDE;

static uint32_t below(uint32_t limit)
{
    return random_below(&seed, limit);
}

static uint16_t some_size(void)
{
    static const uint16_t sizes[] = {0, 1, 2, 4, 5, 6, 8, 64, 65, 256, 2048};
    uint32_t n = below(sizeof sizes / sizeof *sizes + 2);
    return n < sizeof sizes / sizeof *sizes ? sizes[n] : (uint16_t)below(4096);
}

static uint16_t some_block(void)
{
    static const uint16_t blocks[] = {0, 0, 1, 2, 3, 96, 65535};
    uint32_t n = below(sizeof blocks / sizeof *blocks + 1);
    return n < sizeof blocks / sizeof *blocks ? blocks[n]
                                              : (uint16_t)below(65536);
}

/* Mostly commands with an address somewhere. */
static void some_data(uint8_t *data, uint16_t size)
{
    static const uint8_t codes[] = {0x21, 0x21, 0x21, 0x41, 0x92, 0};
    static const uint32_t bases[] = {0x08000000, 0x0802F000, 0x08080000,
                                     0x1FF00000, 0x1FF80000, 0x20004000};
    uint32_t address = bases[below(6)] + below(0x1100);
    for (unsigned i = 0; i < size; i++)
        data[i] = (uint8_t)below(256);
    if (size)
        data[0] = codes[below(6)];
    for (unsigned i = 1; i < size && i < 5; i++)
        data[i] = (uint8_t)(address >> 8 * (i - 1));
}

/* Makes one request; DFU's most often. */
static void some_request(void)
{
    static const uint8_t requests[12] = {DETACH,    DNLOAD,   DNLOAD, DNLOAD,
                                         DNLOAD,    DNLOAD,   UPLOAD, UPLOAD,
                                         GETSTATUS, GETSTATE, ABORT,  7};
    static uint8_t data[4096];
    bool dfu = below(8) > 0, in = below(2);
    uint8_t type = (uint8_t)(dfu ? 0x21 : below(128));
    uint8_t request = (uint8_t)(dfu ? requests[below(12)] : below(256));
    if (dfu)
        in = request == UPLOAD || request == GETSTATUS || request == GETSTATE;
    if (dfu && below(16) == 0)
        in = !in;
    uint16_t value = dfu ? some_block() : (uint16_t)below(0x800);
    uint16_t size = some_size();
    some_data(data, size);
    usb_control(type | (in ? 0x80 : 0), request, value, 0, data, size);
}

/* After a reset the ROM is found again; the option bytes and what is protected
 * are set back, so that the ROM goes on being there. */
static void find_again(void)
{
    put_options(false, 0xAA);
    for (uint32_t at = 0x1FF80008; at < 0x1FF80014; at += 4)
        put(at, 0xFFFF0000);
    chip_power_on(&chip);
    usb_plug();
    assert_true(usb_found());
}

/* Returns 0 when the device has gone meanwhile. */
static uint8_t dfu_state(void)
{
    uint8_t byte = 0;
    if (dfu_in(GETSTATE, 0, &byte, 1) == USB_GONE)
        return 0;
    assert_int_equal(result.status, USB_DONE);
    assert_in_range(byte, DFU_IDLE, DFU_ERROR);
    return byte;
}

/* Seldom stays in an error, or in the middle of something. */
static void set_up(void)
{
    uint8_t now = below(8) ? dfu_state() : 0;
    if (now == DFU_ERROR)
        dfu_out(CLRSTATUS, 0, NULL, 0);
    else if (now && below(4) == 0)
        dfu_out(ABORT, 0, NULL, 0);
}

/* Lets the device do what it was asked for. */
static void get_on(void)
{
    uint8_t bytes[6];
    for (unsigned i = below(3); i && host.port == USB_PORT_READY; i--) {
        dfu_in(GETSTATUS, 0, bytes, sizeof bytes);
        usb_pass(below(8) * PS_PER_MS);
    }
}

static void it_never_faults(void **state)
{
    (void)state;
    unsigned resets = 0;
    usb_start(ROM_V4_1, READING(FAULT, HANG));
    for (unsigned i = 0; i < count; i++) {
        uint64_t before = seed;
        set_up();
        if (host.port == USB_PORT_READY)
            some_request();
        get_on();
        if (chip.cpu.ipsr > 0 && chip.cpu.ipsr < 16)
            fail_msg("exception %u: seed 0x%llX", (unsigned)chip.cpu.ipsr,
                     (unsigned long long)before);
        if (host.port == USB_PORT_READY)
            continue;
        resets++;
        find_again();
    }
    assert_int_not_equal(dfu_state(), 0);
    assert_in_range(resets, count / 400, count / 4);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_never_faults),
    };
    if (argc > 2) {
        seed = strcmp(argv[1], "random") ? strtoull(argv[1], NULL, 0)
                                         : (uint64_t)time(NULL);
        count = (unsigned)strtoul(argv[2], NULL, 0);
    }
    printf("seed %llu\n", (unsigned long long)seed);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
