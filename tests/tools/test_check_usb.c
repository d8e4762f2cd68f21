/* SPDX-License-Identifier: MIT
 *
 * `boot0 check` over USB: the asks that a USB host makes, the columns of the
 * table, and lines on which a stranger chatters.
 */
#include "tests/tools/command.h"

static char text[OUTPUT_SIZE];
static char line[512];

#define DEMO "$IMAGES/nucleo-l073rz.elf"

static int setup(void **state)
{
    static char folder[] = "/tmp/test_check_usb_XXXXXX";
    (void)state;
    return mkdtemp(folder) ? setenv("DIR", folder, 1) : -1;
}

static int teardown(void **state)
{
    (void)state;
    return command(text, "exec rm -r $DIR");
}

static void check(const char *options, const char *image, int status)
{
    snprintf(line, sizeof line, "exec $BOOT0 check %s %s", options, image);
    expect_status(text, line, status);
}

static void the_demo_is_asked_by_both_ways(void **state)
{
    (void)state;
    static const char *const asks[] = {"usb:detach", "usb:touch1200",
                                       "usb:detach@2s"};
    for (unsigned i = 0; i < sizeof asks / sizeof *asks; i++) {
        snprintf(line, sizeof line,
                 "exec $BOOT0 check --bank2 blank --ask %s " DEMO, asks[i]);
        expect_status(text, line, 0);
        expect_all_passed(text);
        expect_part(text, "  passes on both ROMs, over USART and USB");
        expect_part(text, "V4.0         V4.0 USB     V4.1         V4.1 USB\n");
    }
}

static void what_is_found_is_told(void **state)
{
    (void)state;
    static const char *const story[] = {
        "USB       a device is there: pull-up on D+\n",
        "USB       the host has found 1209:0001\n",
        "ask       the USB host sends DFU_DETACH\n",
        "USB       the device is gone: no pull-up on D+\n",
        "reset     system\n",
        "entered past its bank check\n",
        "USB       the host has found 0483:df11\n",
        NULL};
    expect_status(text,
                  "exec $BOOT0 run --pace max --ask usb:detach@300 --until "
                  "1200 " DEMO,
                  0);
    expect_in_order(text, story);
}

/* A board is chosen by its host, and an id replays it. */
static void a_host_is_part_of_the_id(void **state)
{
    (void)state;
    check("--ask usb:detach --list --only 'v4.1/bank2=blank/rdp=0'", DEMO, 0);
    expect_part(text, "v4.1/bfb2=0/bank2=blank/rdp=0 ");
    expect_part(text, "v4.1/bfb2=0/bank2=blank/rdp=0/host=usb ");
    expect_part(text, "2 boards");
    check("--usb --ask press:B1 --only v4.0/bank2=blank/rdp=0/host=usb "
          "--format json",
          DEMO, 0);
    expect_part(text, "/bfb2=0/bank2=blank/rdp=0/host=usb\"");
}

static void other_roms_have_no_usb(void **state)
{
    (void)state;
    check("--ask usb:detach --rom v11.1", DEMO, 2);
    expect_part(text, "none of these ROMs has USB");
    check("--usb --ask press:B1 --bank2 blank --rdp 0", DEMO, 0);
    expect_part(text, "V4.1 USB     V11.1  V11.2");
}

static void a_device_without_the_interface_is_asked_in_vain(void **state)
{
    (void)state;
    check("--ask usb:touch1200 --rom v4.0 --bank2 blank --rdp 0",
          "$IMAGES/mistake-g1-reset-in-request.elf", 1);
    expect_part(text, "the USB device has no CDC-ACM interface");
}

/* Makes an image of the library, built with that option, in use. */
static const char *patched(const char *name)
{
    static char path[64];
    snprintf(line, sizeof line,
             "exec $BOOT0 patch --head invalid $IMAGES/library-%s.elf -o "
             "$DIR/%s.elf",
             name, name);
    expect_status(text, line, 0);
    snprintf(path, sizeof path, "$DIR/%s.elf", name);
    return path;
}

static void a_stranger_wins_unless_its_line_is_locked(void **state)
{
    (void)state;
    static const struct {
        const char *image, *noise;
        int status;
        const char *says;
    } cases[] = {
        {"Os", "usart2", 1, "G3 the ROM's lines are locked, or taken"},
        {"Os", "usart1", 1, "somebody sends to USART1"},
        {"only-usb", "usart2", 0, "passes on both ROMs, over USB\n"},
        {"only-usb", "usart1", 0, "passes on both ROMs, over USB\n"},
        {"only-usart1", "usart2", 0, "passes on all four ROMs"},
        {"only-usart1", "usart1", 1, "somebody sends to USART1"},
        {"only-usart2", "usart1", 0, "passes on all four ROMs"},
        {"only-usart2", "usart2", 1, "somebody sends to USART2"},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        char options[96];
        snprintf(options, sizeof options,
                 "--usb --bank2 blank --rdp 0 --noise %s", cases[i].noise);
        check(options, patched(cases[i].image), cases[i].status);
        expect_part(text, cases[i].says);
    }
}

/* The library leaves USB alone to the ROM: it is looked for there, unasked. */
static void an_image_for_usb_alone_is_checked_over_usb(void **state)
{
    (void)state;
    check("--bank2 blank --rdp 0", patched("only-usb"), 0);
    expect_part(text, "passes on both ROMs, over USB\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_demo_is_asked_by_both_ways),
        cmocka_unit_test(what_is_found_is_told),
        cmocka_unit_test(a_host_is_part_of_the_id),
        cmocka_unit_test(other_roms_have_no_usb),
        cmocka_unit_test(a_device_without_the_interface_is_asked_in_vain),
        cmocka_unit_test(a_stranger_wins_unless_its_line_is_locked),
        cmocka_unit_test(an_image_for_usb_alone_is_checked_over_usb),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
