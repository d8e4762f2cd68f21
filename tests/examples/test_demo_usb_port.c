/* SPDX-License-Identifier: MIT
 *
 * The serial port of the demo application: it sends back what it gets, at the
 * speed of the bus, and loses nothing when the host is slow.
 */
#include "tests/examples/usb_desk.h"

enum {
    DATA = 1, /* endpoints */
    NOTIFY = 2,
    MEGABYTE = 1 << 20,
    CHUNK = 16384, /* as much as Linux takes at a time, and more */
    OUT_TAG = 1,
    IN_TAG = 2
};

static uint8_t sent[MEGABYTE + 64], got[MEGABYTE + 64];

static void submit(bool in, uint8_t *data, uint32_t length)
{
    const struct usb_transfer transfer = {
        .kind = USB_BULK,
        .endpoint = DATA,
        .in = in,
        .length = length,
        .data = data,
        .tag = in ? IN_TAG : OUT_TAG,
    };
    desk_submit(&transfer);
}

static void make_data(unsigned seed)
{
    uint32_t word = seed;
    for (unsigned i = 0; i < sizeof sent; i++) {
        word = word * 1664525 + 1013904223; /* Numerical Recipes */
        sent[i] = (uint8_t)(word >> 24);
    }
    memset(got, 0, sizeof got);
}

/* Sends SIZE bytes in transfers of OUT, and takes them back in transfers of at
 * most IN, both at the same time. */
static void echo(uint32_t size, uint32_t out, uint32_t in)
{
    uint32_t given = 0, taken = 0;
    bool sends = false, reads = false;
    while (taken < size) {
        if (!sends && given < size)
            submit(false, sent + given,
                   size - given < out ? size - given : out);
        sends = given < size;
        if (!reads)
            submit(true, got + taken, size - taken < in ? size - taken : in);
        reads = true;
        struct usb_transfer done = desk_take();
        assert_int_equal(done.status, USB_DONE);
        if (done.tag == OUT_TAG) {
            given += done.actual;
            sends = false;
        } else {
            taken += done.actual;
            reads = false;
        }
    }
    assert_int_equal(given, size);
    assert_memory_equal(got, sent, size);
}

/* USB 2.0 5.8.4: 19 packets of 64 bytes a frame, of which each comes twice, so
 * that no device is faster than 1725 ms. */
static void a_megabyte_comes_back(void **state)
{
    (void)state;
    make_data(1);
    uint64_t start = machine_ps(&desk);
    echo(MEGABYTE, CHUNK, CHUNK);
    uint64_t ms = (machine_ps(&desk) - start) / PS_PER_MS;
    print_message("1 MB both ways in %u ms\n", (unsigned)ms);
    assert_in_range(ms, 1725, 1900);
}

static void sizes_of_all_kinds_come_back(void **state)
{
    static const uint32_t sizes[] = {1,   2,   63,  64,  65,   127,
                                     128, 129, 512, 513, 1000, 4096};
    (void)state;
    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        make_data(sizes[i]);
        echo(sizes[i], sizes[i], 512);
    }
}

/* A full packet alone ends the host's transfer by an empty one behind it. */
static void a_full_packet_does_not_wait(void **state)
{
    (void)state;
    make_data(3);
    submit(true, got, 512);
    submit(false, sent, 64);
    assert_int_equal(desk_take().tag, OUT_TAG);
    struct usb_transfer done = desk_take();
    assert_int_equal(done.tag, IN_TAG);
    assert_int_equal(done.actual, 64);
    assert_memory_equal(got, sent, 64);
}

/* A host that does not read: two packets fit in, then it gets NAK. */
static void a_host_that_does_not_read_loses_nothing(void **state)
{
    struct usb_transfer taken;
    (void)state;
    make_data(4);
    submit(false, sent, 1000);
    assert_false(desk_run(50000, &taken));
    submit(true, got, 1000);
    for (unsigned bytes = 0; bytes < 1000;) {
        taken = desk_take();
        assert_int_equal(taken.status, USB_DONE);
        if (taken.tag != IN_TAG)
            continue;
        bytes += taken.actual;
        if (bytes < 1000)
            submit(true, got + bytes, 1000 - bytes);
    }
    assert_memory_equal(got, sent, 1000);
}

static void line_coding_is_kept(void **state)
{
    uint8_t coding[7], wanted[7] = {0x80, 0x25, 0, 0, 2, 1, 7}; /* 9600 7O2 */
    (void)state;
    struct usb_transfer done = desk_control(0xA1, 0x21, 0, 0, coding, 7);
    assert_int_equal(done.actual, 7);
    assert_memory_equal(coding, ((uint8_t[]){0, 0xC2, 1, 0, 0, 0, 8}), 7);
    assert_int_equal(desk_control(0x21, 0x20, 0, 0, wanted, 7).status,
                     USB_DONE);
    desk_control(0xA1, 0x21, 0, 0, coding, 7);
    assert_memory_equal(coding, wanted, 7);
}

/* The button, the LED and the USART go on meanwhile. */
static void the_rest_of_the_demo_goes_on(void **state)
{
    char text[256];
    (void)state;
    make_data(5);
    size_t size = machine_take(&desk, 1, text, sizeof text - 1);
    text[size] = 0;
    assert_non_null(strstr(text, "softboot0 demo v1, last request: none"));
    bool led = desk_led();
    echo(MEGABYTE / 4, CHUNK, CHUNK);
    uint64_t start = desk_ms();
    while (desk_led() == led && desk_ms() - start < 300)
        desk_pass(1);
    assert_int_not_equal(desk_led(), led);
    chip_pin_drive(&desk.chip, GPIO_C, 13, false);
    desk_pass(20);
    assert_true(desk.in_rom);
    assert_int_not_equal(desk.usb.port, USB_PORT_READY);
}

/* Nothing is ever sent there, and it never answers. */
static void notifications_are_asked_for_in_vain(void **state)
{
    uint8_t data[16];
    struct usb_transfer taken;
    const struct usb_transfer transfer = {.kind = USB_INTERRUPT,
                                          .endpoint = NOTIFY,
                                          .in = true,
                                          .length = sizeof data,
                                          .data = data,
                                          .tag = 9};
    (void)state;
    desk_submit(&transfer);
    assert_false(desk_run(100000, &taken));
    assert_true(machine_usb_cancel(&desk, 9, &taken));
    make_data(6);
    echo(100, 100, 100);
}

int main(void)
{
#define OPEN(name) cmocka_unit_test_setup_teardown(name, desk_open, desk_close)
    const struct CMUnitTest tests[] = {
        OPEN(a_megabyte_comes_back),
        OPEN(sizes_of_all_kinds_come_back),
        OPEN(a_full_packet_does_not_wait),
        OPEN(a_host_that_does_not_read_loses_nothing),
        OPEN(line_coding_is_kept),
        OPEN(the_rest_of_the_demo_goes_on),
        OPEN(notifications_are_asked_for_in_vain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
