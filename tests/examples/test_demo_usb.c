/* SPDX-License-Identifier: MIT
 *
 * What the demo application says about itself on USB: its descriptors, walked
 * as a host walks them, its strings, and what Windows asks for.
 */
#include "tests/examples/usb_desk.h"

enum { IN = 0x80, TO_HOST_VENDOR = 0xC0, GET_DESCRIPTOR = 6 };
enum { DEVICE = 1, CONFIGURATION, STRING, INTERFACE, ENDPOINT };
enum { ASSOCIATION = 11, BOS = 15, CAPABILITY = 16 };
enum { DFU_FUNCTIONAL = 0x21, CDC_FUNCTIONAL = 0x24, CDC_UNION = 6 };
enum { CDC = 2, CDC_DATA = 10, APPLICATION = 0xFE };
enum { ENGLISH = 0x0409, SIZE = 512 };

static uint8_t answer[SIZE];

static unsigned word(const uint8_t *at)
{
    return at[0] | at[1] << 8;
}

/* Returns the size of what the host gets, 0 if it is refused. */
static unsigned descriptor(unsigned type, unsigned index, unsigned language,
                           unsigned length)
{
    memset(answer, 0xA5, sizeof answer);
    struct usb_transfer done = desk_control(
        IN, GET_DESCRIPTOR, type << 8 | index, language, answer, length);
    assert_true(done.status == USB_DONE || done.status == USB_STALLED);
    return done.status == USB_DONE ? done.actual : 0;
}

/* --- device --- */

static void the_device_is_composite(void **state)
{
    (void)state;
    assert_int_equal(descriptor(DEVICE, 0, 0, 255), 18);
    const uint8_t *device = answer;
    assert_int_equal(device[0], 18);
    assert_int_equal(device[1], DEVICE);
    assert_true(word(device + 2) >= 0x0201); /* has a BOS descriptor */
    assert_int_equal(device[4], 0xEF);       /* and interface associations */
    assert_int_equal(device[5], 2);
    assert_int_equal(device[6], 1);
    assert_int_equal(device[7], 64);
    assert_int_equal(word(device + 8), 0x1209);
    assert_int_equal(word(device + 10), 0x0001);
    assert_int_equal(word(device + 12), 0x0100);
    assert_int_equal(device[17], 1);
    assert_memory_equal(desk.usb.device, device, 18);
}

static void the_version_is_the_applications(void **state)
{
    (void)state;
    desk_start("nucleo-l073rz-v2.elf");
    desk_plug();
    assert_int_equal(word(desk.usb.device + 12), 0x0200);
}

/* --- configuration --- */

/* What a walk through the descriptors has counted. */
struct walk {
    unsigned interfaces, endpoints; /* endpoints: of this interface */
    unsigned wanted;                /* bNumEndpoints of it */
    uint32_t in, out;               /* addresses, a bit each */
    unsigned covered;               /* interfaces of an association */
    unsigned functional[CDC_UNION + 1], dfu;
    uint8_t class;
};

static void walk_interface(struct walk *walk, const uint8_t *at)
{
    assert_int_equal(walk->endpoints, walk->wanted);
    assert_int_equal(at[0], 9);
    assert_int_equal(at[2], walk->interfaces++);
    assert_int_equal(at[3], 0); /* no alternate settings */
    walk->endpoints = 0;
    walk->wanted = at[4];
    walk->class = at[5];
    if (at[5] == APPLICATION) {
        assert_int_equal(at[6], 1); /* DFU, */
        assert_int_equal(at[7], 1); /* run-time */
    }
}

/* USB 2.0 5.7.3, 5.8.3: sizes at full speed. */
static void walk_endpoint(struct walk *walk, const uint8_t *at)
{
    uint32_t bit = 1u << (at[2] & 15);
    uint32_t *seen = at[2] & 0x80 ? &walk->in : &walk->out;
    assert_int_equal(at[0], 7);
    assert_int_not_equal(at[2] & 15, 0);
    assert_false(*seen & bit);
    *seen |= bit;
    walk->endpoints++;
    if (at[3] == 3) {
        assert_in_range(word(at + 4), 1, 64);
        assert_in_range(at[6], 1, 255);
    } else {
        assert_int_equal(at[3], 2);
        assert_int_equal(word(at + 4), 64);
    }
}

/* It stands before the interfaces that it puts together. */
static void walk_association(struct walk *walk, const uint8_t *at)
{
    assert_int_equal(at[0], 8);
    assert_int_equal(at[2], walk->interfaces);
    assert_int_equal(at[3], 2);
    assert_int_equal(at[4], CDC);
    assert_int_equal(at[5], 2);
    walk->covered += at[3];
}

/* CDC 1.2 5.2.3; PSTN 1.2 5.3. */
static void walk_cdc(struct walk *walk, const uint8_t *at)
{
    static const uint8_t sizes[CDC_UNION + 1] = {
        [0] = 5, [1] = 5, [2] = 4, [CDC_UNION] = 5};
    assert_int_equal(walk->class, CDC);
    assert_in_range(at[2], 0, CDC_UNION);
    assert_int_equal(at[0], sizes[at[2]]);
    walk->functional[at[2]]++;
    if (at[2] == CDC_UNION) {
        assert_int_equal(at[3], 0);
        assert_int_equal(at[4], 1);
    }
}

/* DFU 1.1 4.1.3. */
static void walk_dfu(struct walk *walk, const uint8_t *at)
{
    assert_int_equal(walk->class, APPLICATION);
    assert_int_equal(at[0], 9);
    assert_int_equal(at[2], 0x0B); /* leaves by itself, both directions */
    assert_true(word(at + 3) > 250);
    assert_int_equal(word(at + 5), 2048);
    assert_int_equal(word(at + 7), 0x0110);
    walk->dfu++;
}

static void walk_on(struct walk *walk, const uint8_t *at)
{
    switch (at[1]) {
    case INTERFACE: walk_interface(walk, at); break;
    case ENDPOINT: walk_endpoint(walk, at); break;
    case ASSOCIATION: walk_association(walk, at); break;
    case CDC_FUNCTIONAL: walk_cdc(walk, at); break;
    case DFU_FUNCTIONAL: walk_dfu(walk, at); break;
    default: fail_msg("descriptor of type 0x%02X", at[1]);
    }
}

static void the_configuration_is_complete(void **state)
{
    struct walk walk = {0};
    (void)state;
    unsigned size = descriptor(CONFIGURATION, 0, 0, SIZE), at = 9;
    assert_int_equal(answer[0], 9);
    assert_int_equal(word(answer + 2), size);
    for (; at < size; at += answer[at]) {
        assert_in_range(answer[at], 2, size - at);
        walk_on(&walk, answer + at);
    }
    assert_int_equal(at, size);
    assert_int_equal(walk.endpoints, walk.wanted);
    assert_int_equal(walk.interfaces, answer[4]);
    assert_int_equal(walk.covered, 2);
    assert_int_equal(walk.in, 1 << 1 | 1 << 2);
    assert_int_equal(walk.out, 1 << 1);
    assert_int_equal(walk.dfu, 1);
    for (unsigned i = 0; i <= CDC_UNION; i++)
        assert_int_equal(walk.functional[i], i <= 2 || i == CDC_UNION);
}

/* USB 2.0 9.4.3: no more than was asked for. 93 bytes go in two packets. */
static void a_host_gets_what_it_asks_for(void **state)
{
    static const unsigned sizes[] = {1, 8, 9, 63, 64, 65};
    uint8_t whole[SIZE];
    (void)state;
    unsigned size = descriptor(CONFIGURATION, 0, 0, SIZE);
    memcpy(whole, answer, sizeof whole);
    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        assert_int_equal(descriptor(CONFIGURATION, 0, 0, sizes[i]), sizes[i]);
        assert_memory_equal(answer, whole, sizes[i]);
        assert_int_equal(answer[sizes[i]], 0xA5);
    }
    assert_int_equal(descriptor(CONFIGURATION, 0, 0, size), size);
}

static void the_configuration_is_chosen(void **state)
{
    uint8_t value = 0xFF;
    (void)state;
    desk_control(IN, 8, 0, 0, &value, 1);
    assert_int_equal(value, 1);
    assert_int_equal(desk_control(0, 9, 2, 0, NULL, 0).status, USB_STALLED);
    assert_int_equal(desk_control(0, 9, 0, 0, NULL, 0).status, USB_DONE);
    desk_control(IN, 8, 0, 0, &value, 1);
    assert_int_equal(value, 0);
    /* Its interfaces are gone, too. */
    assert_int_equal(desk_control(0x81, 10, 0, 0, &value, 1).status,
                     USB_STALLED);
    assert_int_equal(desk_control(0xA1, 3, 0, 2, answer, 6).status,
                     USB_STALLED);
    desk_configure();
    assert_int_equal(desk_control(0x81, 10, 0, 0, &value, 1).status, USB_DONE);
}

/* --- strings --- */

/* The string with this index, as ASCII. */
static void expect_name(unsigned index, const char *text)
{
    char got[64];
    unsigned size = descriptor(STRING, index, ENGLISH, 255);
    assert_in_range(size, 4, 2 * sizeof got);
    assert_int_equal(answer[0], size);
    assert_int_equal(answer[1], STRING);
    for (unsigned i = 2; i < size; i += 2) {
        assert_int_equal(answer[i + 1], 0);
        got[i / 2 - 1] = (char)answer[i];
    }
    got[size / 2 - 1] = 0;
    assert_string_equal(got, text);
}

/* The words of the unique id at 0x1FF80064, ...54 and ...50 of the chip. */
static void strings_say_who_it_is(void **state)
{
    char serial[32];
    uint32_t id[3];
    (void)state;
    assert_true(chip_peek(&desk.chip, 0x1FF80050, id, 8));
    assert_true(chip_peek(&desk.chip, 0x1FF80064, id + 2, 4));
    snprintf(serial, sizeof serial, "%08X%08X%08X", id[2], id[1], id[0]);
    assert_int_equal(descriptor(STRING, 0, 0, 255), 4);
    assert_int_equal(word(answer + 2), ENGLISH);
    expect_name(desk.usb.device[14], "softboot0");
    expect_name(desk.usb.device[15], "softboot0 demo v1");
    expect_name(desk.usb.device[16], serial);
}

static void interfaces_have_names(void **state)
{
    uint8_t whole[SIZE];
    unsigned named = 0, size = descriptor(CONFIGURATION, 0, 0, SIZE);
    (void)state;
    memcpy(whole, answer, sizeof whole);
    for (unsigned at = 9; at < size; at += whole[at])
        if (whole[at + 1] == INTERFACE && whole[at + 8]) {
            expect_name(whole[at + 8], whole[at + 5] == CDC
                                           ? "Echo"
                                           : "To the ROM bootloader");
            named++;
        }
    assert_int_equal(named, 2);
}

static void what_is_not_there_is_refused(void **state)
{
    (void)state;
    assert_int_equal(descriptor(STRING, 6, ENGLISH, 255), 0);
    assert_int_equal(descriptor(STRING, 0xEE, 0, 255), 0); /* MS OS 1.0 */
    assert_int_equal(descriptor(DEVICE, 1, 0, 18), 0);
    assert_int_equal(descriptor(CONFIGURATION, 1, 0, 9), 0);
    assert_int_equal(descriptor(6, 0, 0, 10), 0); /* device qualifier */
    assert_int_equal(descriptor(DEVICE, 0, 0, 18), 18);
}

/* --- Windows --- */

/* Microsoft OS 2.0 Descriptors Specification, table 4. */
static void windows_is_told_where_to_ask(void **state)
{
    static const uint8_t uuid[16] = {0xDF, 0x60, 0xDD, 0xD8, 0x89, 0x45,
                                     0xC7, 0x4C, 0x9C, 0xD2, 0x65, 0x9D,
                                     0x9E, 0x64, 0x8A, 0x9F};
    (void)state;
    assert_int_equal(descriptor(BOS, 0, 0, 255), 33);
    assert_int_equal(answer[0], 5);
    assert_int_equal(word(answer + 2), 33);
    assert_int_equal(answer[4], 1);
    const uint8_t *capability = answer + 5;
    assert_int_equal(capability[0], 28);
    assert_int_equal(capability[1], CAPABILITY);
    assert_int_equal(capability[2], 5); /* platform */
    assert_memory_equal(capability + 4, uuid, sizeof uuid);
    assert_int_equal(word(capability + 20), 0); /* Windows 8.1 */
    assert_int_equal(word(capability + 22), 0x0603);
}

/* Expects the header of a subset or set that reaches to END. */
static const uint8_t *expect_subset(const uint8_t *at, unsigned size,
                                    unsigned type, const uint8_t *end)
{
    assert_int_equal(word(at), size);
    assert_int_equal(word(at + 2), type);
    assert_int_equal(word(at + size - 2), end - at);
    return at + size;
}

static void expect_utf16(const uint8_t *at, const char *text)
{
    for (; *text; text++, at += 2)
        assert_int_equal(word(at), *text);
    assert_int_equal(word(at), 0);
}

/* Tables 10 to 15: the function of interface 2 gets WinUSB. */
static void windows_binds_winusb_to_dfu(void **state)
{
    (void)state;
    descriptor(BOS, 0, 0, 255);
    uint8_t code = answer[5 + 26];
    unsigned size = word(answer + 5 + 24);
    struct usb_transfer done =
        desk_control(TO_HOST_VENDOR, code, 0, 7, answer, SIZE);
    assert_int_equal(done.status, USB_DONE);
    assert_int_equal(done.actual, size);
    const uint8_t *at = answer, *end = answer + size;
    at = expect_subset(at, 10, 0, end);
    at = expect_subset(at, 8, 1, end);
    assert_int_equal(at[4], 2); /* bFirstInterface */
    at = expect_subset(at, 8, 2, end);
    assert_int_equal(word(at), 20);
    assert_int_equal(word(at + 2), 3);
    assert_memory_equal(at + 4, "WINUSB\0\0\0\0\0\0\0\0\0\0", 16);
    at += 20;
    assert_int_equal(word(at), end - at);
    assert_int_equal(word(at + 2), 4);
    assert_int_equal(word(at + 4), 7);
    assert_int_equal(word(at + 6), 42);
    expect_utf16(at + 8, "DeviceInterfaceGUIDs");
    assert_int_equal(word(at + 50), 80);
    assert_int_equal(word(at + 52), '{');
    assert_int_equal(word(end - 6), '}');
    assert_int_equal(word(end - 4), 0);
    assert_int_equal(word(end - 2), 0);
    assert_int_equal(
        desk_control(TO_HOST_VENDOR, code, 0, 4, answer, 16).status,
        USB_STALLED);
}

/* --- clock --- */

/* HSI48 is kept in tune by the frames: each of them is compared. */
static void the_clock_follows_the_host(void **state)
{
    enum { CRS_CR = 0x40006C00, CRS_ISR = 0x40006C08, SYNCOKF = 1 };
    enum { AUTOTRIMEN_CEN = 3 << 5 };
    uint32_t cr, isr;
    (void)state;
    assert_true(bus_read(&desk.chip, CRS_CR, 4, &cr));
    assert_true(bus_read(&desk.chip, CRS_ISR, 4, &isr));
    assert_int_equal(cr & AUTOTRIMEN_CEN, AUTOTRIMEN_CEN);
    assert_true(isr & SYNCOKF);
}

int main(void)
{
#define OPEN(name) cmocka_unit_test_setup_teardown(name, desk_open, desk_close)
    const struct CMUnitTest tests[] = {
        OPEN(the_device_is_composite),
        OPEN(the_version_is_the_applications),
        OPEN(the_configuration_is_complete),
        OPEN(a_host_gets_what_it_asks_for),
        OPEN(the_configuration_is_chosen),
        OPEN(strings_say_who_it_is),
        OPEN(interfaces_have_names),
        OPEN(what_is_not_there_is_refused),
        OPEN(windows_is_told_where_to_ask),
        OPEN(windows_binds_winusb_to_dfu),
        OPEN(the_clock_follows_the_host),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
