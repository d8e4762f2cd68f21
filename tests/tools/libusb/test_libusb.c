/* SPDX-License-Identifier: MIT
 *
 * libboot0-usb as any program that is linked with libusb sees it: descriptors,
 * bulk and interrupt transfers, errors, time-outs, a device that changes. The
 * device is tests/firmware/usb-echo.c.
 */
#include "tests/tools/libusb/usb_board.h"

#include "tools/libusb/newer.h"

enum { KEEP = 1, TELL, KNOCK, SWAP, DIE };
enum { VENDOR_IN = 0xC0, VENDOR_OUT = 0x40, LIMIT_MS = 5000 };

static libusb_context *context;
static libusb_device_handle *device;

static int set_up(void **state)
{
    (void)state;
    usb_board_start("$IMAGES/usb-echo.elf");
    assert_int_equal(libusb_init(&context), 0);
    device = libusb_open_device_with_vid_pid(context, 0x1209, 1);
    assert_non_null(device);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    libusb_close(device);
    libusb_exit(context);
    usb_board_end(SIGINT);
    return 0;
}

static int vendor(uint8_t request, uint16_t value, void *data, uint16_t length)
{
    uint8_t type = request == TELL ? VENDOR_IN : VENDOR_OUT;
    return libusb_control_transfer(device, type, request, value, 0, data,
                                   length, LIMIT_MS);
}

/* --- descriptors --- */

static void descriptors_are_those_of_the_device(void **state)
{
    struct libusb_device_descriptor head;
    struct libusb_config_descriptor *config;
    libusb_device *found = libusb_get_device(device);
    (void)state;
    assert_int_equal(libusb_get_device_descriptor(found, &head), 0);
    assert_int_equal(head.idVendor, 0x1209);
    assert_int_equal(head.idProduct, 1);
    assert_int_equal(head.bMaxPacketSize0, 64);
    assert_int_equal(libusb_get_active_config_descriptor(found, &config), 0);
    assert_int_equal(config->bNumInterfaces, 1);
    assert_int_equal(config->MaxPower, 50);
    assert_int_equal(config->interface[0].num_altsetting, 1);
    const struct libusb_interface_descriptor *setting =
        config->interface[0].altsetting;
    assert_int_equal(setting->bNumEndpoints, 4);
    assert_int_equal(setting->endpoint[2].bEndpointAddress, 0x82);
    assert_int_equal(setting->endpoint[2].wMaxPacketSize, 8);
    assert_int_equal(setting->endpoint[2].bInterval, 4);
    libusb_free_config_descriptor(config);
    assert_int_equal(libusb_get_max_packet_size(found, 0x82), 8);
    assert_int_equal(libusb_get_max_alt_packet_size(found, 0, 0, 0x82), 8);
    assert_int_equal(libusb_get_max_alt_packet_size(found, 0, 1, 0x82),
                     LIBUSB_ERROR_NOT_FOUND);
    assert_int_equal(libusb_get_config_descriptor(found, 1, &config),
                     LIBUSB_ERROR_NOT_FOUND);
}

static void the_open_device_is_the_listed_one(void **state)
{
    libusb_device **list;
    (void)state;
    assert_int_equal(libusb_get_device_list(context, &list), 1);
    assert_ptr_equal(list[0], libusb_get_device(device));
    libusb_free_device_list(list, 1);
    assert_int_equal(vendor(KEEP, 0, (uint8_t *)"x", 1), 1);
}

static void a_context_with_options_is_the_same(void **state)
{
    struct libusb_init_option log = {.option = LIBUSB_OPTION_LOG_LEVEL};
    struct libusb_init_option other = {.option = LIBUSB_OPTION_USE_USBDK};
    libusb_context *again = NULL;
    (void)state;
    assert_int_equal(libusb_init_context(&again, &log, 1), 0);
    assert_ptr_equal(again, context);
    libusb_exit(again);
    assert_int_equal(libusb_init_context(&again, &other, 1),
                     LIBUSB_ERROR_NOT_SUPPORTED);
    assert_int_equal(vendor(KEEP, 0, (uint8_t *)"x", 1), 1);
}

/* A program that asks for what is not there is told so. */
static void associations_are_not_supported(void **state)
{
    struct libusb_interface_association_descriptor_array *array = NULL;
    (void)state;
    assert_int_equal(libusb_get_active_interface_association_descriptors(
                         libusb_get_device(device), &array),
                     LIBUSB_ERROR_NOT_SUPPORTED);
    libusb_free_interface_association_descriptors(array);
}

static void an_interface_that_is_not_there_cannot_be_claimed(void **state)
{
    (void)state;
    assert_int_equal(libusb_claim_interface(device, 0), 0);
    assert_int_equal(libusb_release_interface(device, 0), 0);
    assert_int_equal(libusb_claim_interface(device, 1), LIBUSB_ERROR_NOT_FOUND);
}

/* --- transfers --- */

static void control_transfers_go_both_ways(void **state)
{
    uint8_t out[40] = "kept in the device", in[64] = "";
    (void)state;
    assert_int_equal(vendor(KEEP, 0, out, sizeof out), sizeof out);
    assert_int_equal(vendor(TELL, 0, in, sizeof in), sizeof out);
    assert_memory_equal(in, out, sizeof out);
}

static void a_stall_is_a_pipe_error(void **state)
{
    int actual;
    uint8_t byte = 0;
    (void)state;
    assert_int_equal(vendor(99, 0, NULL, 0), LIBUSB_ERROR_PIPE);
    assert_int_equal(
        libusb_bulk_transfer(device, 3, &byte, 1, &actual, LIMIT_MS),
        LIBUSB_ERROR_PIPE);
    assert_int_equal(
        libusb_bulk_transfer(device, 9, &byte, 1, &actual, LIMIT_MS),
        LIBUSB_ERROR_NOT_FOUND);
    assert_int_equal(vendor(KEEP, 0, &byte, 1), 1);
}

static void bulk_data_come_back(void **state)
{
    int actual;
    uint8_t out[60], in[64];
    (void)state;
    memset(out, 0x5A, sizeof out);
    assert_int_equal(
        libusb_bulk_transfer(device, 1, out, sizeof out, &actual, LIMIT_MS), 0);
    assert_int_equal(actual, sizeof out);
    assert_int_equal(
        libusb_bulk_transfer(device, 0x81, in, sizeof in, &actual, LIMIT_MS),
        0);
    assert_int_equal(actual, sizeof out);
    assert_memory_equal(in, out, sizeof out);
}

/* What the time-out took back is not on the bus any more. */
static void a_time_out_takes_the_transfer_back(void **state)
{
    int actual;
    uint8_t in[8];
    (void)state;
    for (int i = 0; i < 3; i++)
        assert_int_equal(
            libusb_interrupt_transfer(device, 0x82, in, 8, &actual, 50),
            LIBUSB_ERROR_TIMEOUT);
    assert_int_equal(vendor(KNOCK, 0x37, NULL, 0), 0);
    assert_int_equal(
        libusb_interrupt_transfer(device, 0x82, in, 8, &actual, LIMIT_MS), 0);
    assert_int_equal(actual, 1);
    assert_int_equal(in[0], 0x37);
}

/* --- a device that changes --- */

static void a_reset_finds_the_same_device(void **state)
{
    int actual;
    uint8_t out[4] = "back", in[64];
    (void)state;
    assert_int_equal(libusb_reset_device(device), 0);
    assert_int_equal(
        libusb_bulk_transfer(device, 1, out, sizeof out, &actual, LIMIT_MS), 0);
    assert_int_equal(
        libusb_bulk_transfer(device, 0x81, in, sizeof in, &actual, LIMIT_MS),
        0);
    assert_memory_equal(in, out, sizeof out);
}

static void wait_until_gone(void)
{
    uint8_t in[8];
    int actual;
    assert_int_equal(
        libusb_interrupt_transfer(device, 0x82, in, 8, &actual, LIMIT_MS),
        LIBUSB_ERROR_NO_DEVICE);
}

static void another_device_is_another_object(void **state)
{
    libusb_device **list;
    struct libusb_device_descriptor head;
    (void)state;
    assert_int_equal(vendor(SWAP, 0, NULL, 0), 0);
    wait_until_gone();
    assert_int_equal(vendor(TELL, 0, NULL, 0), LIBUSB_ERROR_NO_DEVICE);
    assert_int_equal(libusb_get_device_list(context, &list), 1);
    assert_ptr_not_equal(list[0], libusb_get_device(device));
    assert_int_equal(libusb_get_device_descriptor(list[0], &head), 0);
    assert_int_not_equal(head.idProduct, 1);
    libusb_free_device_list(list, 1);
    assert_int_equal(libusb_reset_device(device), LIBUSB_ERROR_NOT_FOUND);
}

static void a_device_that_is_gone_is_not_listed(void **state)
{
    libusb_device **list;
    (void)state;
    assert_int_equal(vendor(DIE, 0, NULL, 0), 0);
    wait_until_gone();
    assert_int_equal(libusb_get_device_list(context, &list), 0);
    assert_null(list[0]);
    libusb_free_device_list(list, 1);
}

static void errors_have_names(void **state)
{
    (void)state;
    assert_string_equal(libusb_error_name(LIBUSB_ERROR_PIPE),
                        "LIBUSB_ERROR_PIPE");
    assert_string_equal(libusb_strerror(LIBUSB_ERROR_TIMEOUT),
                        "Operation timed out");
    assert_string_equal(libusb_error_name(-1000), "**UNKNOWN**");
}

#define DEVICE_TEST(test)                                                      \
    cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DEVICE_TEST(descriptors_are_those_of_the_device),
        DEVICE_TEST(the_open_device_is_the_listed_one),
        DEVICE_TEST(a_context_with_options_is_the_same),
        DEVICE_TEST(associations_are_not_supported),
        DEVICE_TEST(an_interface_that_is_not_there_cannot_be_claimed),
        DEVICE_TEST(control_transfers_go_both_ways),
        DEVICE_TEST(a_stall_is_a_pipe_error),
        DEVICE_TEST(bulk_data_come_back),
        DEVICE_TEST(a_time_out_takes_the_transfer_back),
        DEVICE_TEST(a_reset_finds_the_same_device),
        DEVICE_TEST(another_device_is_another_object),
        DEVICE_TEST(a_device_that_is_gone_is_not_listed),
        cmocka_unit_test(errors_have_names),
    };
    return cmocka_run_group_tests(tests, usb_board_set_up, usb_board_tear_down);
}
