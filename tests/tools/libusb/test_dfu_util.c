/* SPDX-License-Identifier: MIT
 *
 * The real dfu-util with libboot0-usb instead of libusb: it lists, detaches,
 * programs and reads the virtual board as it does a real one.
 */
#include "tests/tools/libusb/usb_board.h"

#define DFU_UTIL "LD_PRELOAD=$LIBRARY exec dfu-util "

static char text[OUTPUT_SIZE];

static void need_dfu_util(void)
{
    if (command(text, "command -v dfu-util >/dev/null") == 0)
        return;
    print_message("SKIPPED: dfu-util is not installed; apt-get install "
                  "dfu-util\n");
    skip();
}

static void start_application(void)
{
    need_dfu_util();
    expect_status(
        text, "$BOOT0 patch $IMAGES/nucleo-l073rz.elf -o $FOLDER/app.elf", 0);
    usb_board_start("$FOLDER/app.elf");
}

static void start_rom(void)
{
    start_application();
    expect_status(text, DFU_UTIL "-e", 0);
}

static void make_file(const char *name, unsigned size)
{
    char script[100];
    snprintf(script, sizeof script, "head -c %u /dev/urandom > $FOLDER/%s",
             size, name);
    expect_status(text, script, 0);
}

static void expect_same(const char *a, const char *b)
{
    char script[100];
    snprintf(script, sizeof script, "cmp $FOLDER/%s $FOLDER/%s", a, b);
    expect_status(text, script, 0);
}

/* --- the functions --- */

#define NAMES "| sed -n 's/.*\\(libusb_[a-z_0-9]*\\).*/\\1/p' | sort -u > "

/* No program reaches the real libusb past this one. */
static void every_function_of_libusb_is_there(void **state)
{
    (void)state;
    need_dfu_util();
    expect_status(
        text,
        "set -e; cd $FOLDER; nm -D --defined-only $LIBRARY " NAMES "ours\n"
        "dfu=$(command -v dfu-util); nm -D $dfu " NAMES "wanted\n"
        "real=$(ldd $dfu | sed -n 's/.*=> \\(.*libusb[^ ]*\\).*/\\1/p')\n"
        "nm -D --defined-only $real " NAMES "theirs\n"
        "test $(wc -l < wanted) -gt 15; test $(wc -l < theirs) -gt 80\n"
        "comm -23 wanted ours; comm -23 theirs ours",
        0);
    assert_string_equal(text, "");
}

static void nothing_else_is_exported(void **state)
{
    (void)state;
    expect_status(text, "nm -D --defined-only $LIBRARY | grep -v ' T libusb_'",
                  1);
}

/* --- from the application to the next one --- */

static void the_application_is_listed(void **state)
{
    (void)state;
    start_application();
    expect_status(text, DFU_UTIL "-l", 0);
    expect_part(text, "Found Runtime: [1209:0001] ver=0100");
    expect_part(text, "path=\"1-1\"");
    expect_part(text, "name=\"To the ROM bootloader\"");
    assert_int_equal(count_of(text, "Found "), 1);
    usb_board_end(SIGINT);
}

static void detach_leads_to_the_rom(void **state)
{
    (void)state;
    start_rom();
    expect_part(text, "Device will detach and reattach...");
    usb_board_expect("ROM       V4.1 (id byte 0x41) entered");
    expect_status(text, DFU_UTIL "-l", 0);
    expect_part(text, "alt=0, name=\"@Internal Flash  /0x08000000/1536*128g\"");
    expect_part(text, "alt=1, name=\"@Option Bytes  /0x1FF80000/01*032 e\"");
    expect_part(text, "alt=2, name=\"@DATA Memory /0x08080000/2*3Ke\"");
    assert_int_equal(count_of(text, "Found DFU: [0483:df11]"), 3);
    usb_board_end(SIGINT);
}

/* One process, two devices. */
static void download_detaches_waits_and_programs(void **state)
{
    (void)state;
    start_application();
    expect_status(
        text, "$BOOT0 patch $IMAGES/nucleo-l073rz-v2.elf -o $FOLDER/v2.bin", 0);
    expect_status(
        text, DFU_UTIL "-E 1 -a 0 -s 0x08000000:leave -D $FOLDER/v2.bin", 0);
    expect_part(text, "Device ID 1209:0001");
    expect_part(text, "Opening DFU USB Device...");
    expect_part(text, "File downloaded successfully");
    usb_board_expect("softboot0 demo v2");
    expect_status(text, DFU_UTIL "-l", 0);
    expect_part(text, "Found Runtime: [1209:0001] ver=0200");
    usb_board_end(SIGINT);
}

/* --- memories --- */

static void flash_is_read_as_it_was_written(void **state)
{
    (void)state;
    start_rom();
    make_file("flash", 65536);
    expect_status(text, DFU_UTIL "-a 0 -s 0x08010000 -D $FOLDER/flash", 0);
    expect_status(text, DFU_UTIL "-a 0 -s 0x08010000:65536 -U $FOLDER/back", 0);
    expect_same("flash", "back");
    usb_board_end(SIGINT);
}

static void eeprom_is_read_as_it_was_written(void **state)
{
    (void)state;
    start_rom();
    make_file("eeprom", 512);
    expect_status(text, DFU_UTIL "-a 2 -s 0x08080C00 -D $FOLDER/eeprom", 0);
    expect_status(text, DFU_UTIL "-a 2 -s 0x08080C00:512 -U $FOLDER/data", 0);
    expect_same("eeprom", "data");
    usb_board_end(SIGINT);
}

/* Each word is followed by its complement. */
static void option_bytes_are_read(void **state)
{
    (void)state;
    start_rom();
    expect_status(text, DFU_UTIL "-a 1 -s 0x1FF80000:32 -U $FOLDER/options", 0);
    expect_status(text, "od -An -tx1 -N8 $FOLDER/options", 0);
    assert_string_equal(text, " aa 00 55 ff 70 80 8f 7f\n");
    usb_board_end(SIGINT);
}

static void an_address_outside_is_refused(void **state)
{
    (void)state;
    start_rom();
    make_file("small", 256);
    expect_status(text, DFU_UTIL "-a 0 -s 0x08030000 -D $FOLDER/small", 64);
    expect_part(text, "Last page at 0x080300ff is not writeable");
    usb_board_end(SIGINT);
}

/* The ROM stalls what begins nowhere: "force" leaves that to it. */
static void a_stall_is_reported(void **state)
{
    (void)state;
    start_rom();
    expect_status(
        text, DFU_UTIL "-t 1 -a 0 -s 0x0802FFFF:force -U $FOLDER/nothing", 74);
    usb_board_end(SIGINT);
}

/* --- trouble --- */

static void a_board_that_goes_ends_the_download(void **state)
{
    struct child client;
    (void)state;
    start_rom();
    make_file("long", 131072);
    text[0] = 0;
    command_start(&client, DFU_UTIL "-a 0 -s 0x08000000 -D $FOLDER/long 2>&1");
    assert_true(command_read(&client, text, "Downloading element"));
    usb_board_end(SIGKILL);
    command_read(&client, text, NULL);
    child_end(&client);
    assert_int_equal(client.status, 74);
    expect_no_part(text, "File downloaded successfully");
}

static void a_board_that_is_not_there_is_named(void **state)
{
    (void)state;
    need_dfu_util();
    start_application();
    usb_board_end(SIGKILL);
    expect_status(text, DFU_UTIL "-e", 74);
    expect_part(text, "libboot0-usb: nothing serves USB/IP on 127.0.0.1:");
    expect_part(text, "No DFU capable USB device available");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_of_libusb_is_there),
        cmocka_unit_test(nothing_else_is_exported),
        cmocka_unit_test(the_application_is_listed),
        cmocka_unit_test(detach_leads_to_the_rom),
        cmocka_unit_test(download_detaches_waits_and_programs),
        cmocka_unit_test(flash_is_read_as_it_was_written),
        cmocka_unit_test(eeprom_is_read_as_it_was_written),
        cmocka_unit_test(option_bytes_are_read),
        cmocka_unit_test(an_address_outside_is_refused),
        cmocka_unit_test(a_stall_is_reported),
        cmocka_unit_test(a_board_that_goes_ends_the_download),
        cmocka_unit_test(a_board_that_is_not_there_is_named),
    };
    return cmocka_run_group_tests(tests, usb_board_set_up, usb_board_tear_down);
}
