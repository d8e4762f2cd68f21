/* SPDX-License-Identifier: MIT
 *
 * `boot0 demo` from outside, over USART and USB: the timeline in its order,
 * what it leaves behind, and that it fails when its client does.
 */
#include "tests/tools/busy_host.h"
#include "tests/tools/command.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <sys/stat.h>

static char text[OUTPUT_SIZE];
static char folder[32]; /* TMPDIR of the demo */
static char fakes[32];  /* first in PATH: clients of our own */

static void expect_empty(const char *path)
{
    DIR *directory = opendir(path);
    assert_non_null(directory);
    for (struct dirent *entry; (entry = readdir(directory));)
        if (entry->d_name[0] != '.')
            fail_msg("%s/%s was left behind", path, entry->d_name);
    closedir(directory);
}

/* Runs SCRIPT, again and again while its client complains of the host; its exit
 * status. */
static int run_patiently(const char *script)
{
    static const char too_busy[] = ": this host is too busy, the chip was ";
    int status = command(text, script);
    for (unsigned tries = 1; status == 1 && strstr(text, too_busy); tries++) {
        if (tries == BUSY_TRIES)
            skip();
        status = command(text, script);
    }
    return status;
}

static void the_timeline_is_complete(void **state)
{
    static const char *const lines[] = {
        "STM32L073RZ rev Z, ROM V4.1, BOOT0 low, BFB2=0: version 1",
        "usart2    softboot0 demo v1, last request: none, ROM id 0x41",
        "LD2       on",
        "LD2       off",
        "   700.000 ms  B1        pressed",
        "usart2    B1 pressed: asking for the bootloader",
        "reset     system",
        "ROM       V4.1 (id byte 0x41) entered at "
        "0x1FF00404 by a branch from boot0_reset",
        "bank check: bank 2 starts with 0x00000000, bank 1 with 0xBE00BE00: "
        "no stack pointer, no bank to start",
        "ROM       ready: answers 0x7F with 0x79",
        "host      stm32flash -m 8n1 -b 115200 -w ",
        "| Device ID    : 0x0447 (STM32L07xxx/08xxx)",
        "| Erasing memory",
        "| Wrote and verified address",
        "(100.00%) Done.",
        "ROM       Go: branches to 0x0800",
        "app       runs in bank 1",
        "usart2    softboot0 demo v2, last request: returned",
        "LD2       on",

        "STM32L073RZ rev B, ROM V4.0, BOOT0 low, BFB2=0: version 1",
        "usart2    softboot0 demo v1, last request: none, ROM id 0x40",
        "this version has no bank check",
        "| Wrote and verified address",
        "(100.00%) Done.",
        "ROM       Go: branches to 0x0800",
        "usart2    softboot0 demo v2, last request: returned",

        "STM32L073RZ rev B, ROM V4.0, BOOT0 low, BFB2=0: the plain jump",
        "B1        pressed",
        "ROM       V4.0 (id byte 0x40) entered",
        "this version has no bank check",
        "ready: answers 0x7F with 0x79",

        "STM32L073RZ rev Z, ROM V4.1, BOOT0 low, BFB2=0: the plain jump",
        "B1        pressed",
        "ROM       V4.1 (id byte 0x41) entered",
        "bank 1 with 0x20005000: a stack pointer in bank 1",
        "bounced: it branches to 0x0800",
        "app       runs in bank 1",

        "4 of 4 ended as they should",
        "13 readings, 0 confirmed on silicon",
        NULL};
    char script[128];
    (void)state;
    snprintf(script, sizeof script, "TMPDIR=%s exec $BOOT0 demo", folder);
    int status = run_patiently(script);
    if (status != 0)
        fail_msg("status %d\n%s", status, text);
    expect_in_order(text, lines);
    expect_no_part(text, "FAILED");
    expect_no_part(text, "not modelled");
    expect_no_part(text, " error ");
    expect_no_part(text, " fault ");
    expect_empty(folder);
}

static void expect_story(const char *part, const char *const *lines)
{
    char script[128];
    snprintf(script, sizeof script, "TMPDIR=%s exec $BOOT0 demo --part %s",
             folder, part);
    int status = run_patiently(script);
    if (status != 0)
        fail_msg("status %d\n%s", status, text);
    expect_in_order(text, lines);
    expect_no_part(text, "FAILED");
    expect_no_part(text, "not modelled");
    expect_no_part(text, " error ");
    expect_no_part(text, " fault ");
    expect_empty(folder);
}

static void an_f4_is_entered_and_updated(void **state)
{
    static const char *const f401[] = {
        "STM32F401RE, ROM V13.1, BOOT0 low: version 1, with the library",
        "usart2    softboot0 demo v1, last request: none, ROM id 0xD1",
        "B1        pressed",
        "ROM       V13.1 (id byte 0xD1) entered at 0x1FFF4252 by a branch "
        "from boot0_reset",
        "ROM       ready: answers 0x7F with 0x79",
        "| Wrote and verified address",
        "usart2    softboot0 demo v2, last request: returned",
        "STM32F401RE, ROM V13.1, BOOT0 low: the plain jump",
        "ROM       ready: answers 0x7F with 0x79",
        "2 of 2 ended as they should",
        NULL};
    static const char *const f411[] = {
        "STM32F411RE, ROM V13.0, BOOT0 low: version 1, with the library",
        "usart2    softboot0 demo v2, last request: returned",
        "2 of 2 ended as they should", NULL};
    static const char *const pill[] = {
        "STM32F411CE, ROM V13.0, BOOT0 low: version 1, with the library",
        "KEY       pressed",
        "usart1    softboot0 demo v2, last request: returned",
        "1 of 1 ended as they should", NULL};
    (void)state;
    expect_story("nucleo-f401re", f401);
    expect_story("stm32f411re", f411);
    expect_story("blackpill-f411ce", pill);
}

static void an_l4_is_entered_and_updated_and_bounces(void **state)
{
    static const char *const lines[] = {
        "STM32L476RG, ROM V9.2, BOOT0 low, BFB2=0: version 1",
        "bank check: bank 2 starts with 0xFFFFFFFF, bank 1 with 0xBE00BE00: "
        "no stack pointer, no bank to start",
        "| Wrote and verified address",
        "usart2    softboot0 demo v2, last request: returned",
        "STM32L476RG, ROM V10.3, BOOT0 low, BFB2=0: version 1",
        "usart2    softboot0 demo v2, last request: returned",
        "STM32L476RG, ROM V9.2, BOOT0 low, BFB2=0: the usual plain jump",
        "a stack pointer in bank 1",
        "bounced: it branches to 0x0800",
        "3 of 3 ended as they should",
        "17 readings, 0 confirmed on silicon",
        NULL};
    (void)state;
    expect_story("stm32l476rg", lines);
}

/* It has one bank, and no BFB2. */
static void a_board_without_a_button_is_asked_by_a_line(void **state)
{
    static const char *const lines[] = {
        "STM32L432KC, ROM V9.1-10, BOOT0 low: version 1, with the library",
        "ask       7 bytes are sent to usart2",
        "usart2    update: asking for the bootloader",
        "ROM       ready: answers 0x7F with 0x79",
        "| Wrote and verified address",
        "usart2    softboot0 demo v2, last request: returned",
        "STM32L432KC, ROM V9.1-ff, BOOT0 low: version 1, with the library",
        "2 of 2 ended as they should",
        NULL};
    (void)state;
    expect_story("nucleo-l432kc", lines);
}

/* The story of another board with another part is not told in its place. */
static void a_part_without_a_story_is_named(void **state)
{
    (void)state;
    expect_status(text, "$BOOT0 demo --part stm32f407vg", 2);
    expect_part(text, "boot0: demo: there is none for stm32f407vg; --part is "
                      "one of nucleo-l073rz, nucleo-f401re, ");
    assert_int_equal(count_of(text, "\n"), 1);
    expect_status(text, "$BOOT0 demo --part nucleo-l432kc --usb", 2);
    expect_part(text, "the story of the nucleo-l432kc is told over USART");
    assert_int_equal(count_of(text, "\n"), 1);
}

static void a_missing_client_is_named(void **state)
{
    (void)state;
    expect_status(text, "PATH=/nonexistent; exec $BOOT0 demo", 2);
    expect_part(text, "boot0: stm32flash is not installed");
    expect_part(text, "apt-get install stm32flash");
    assert_int_equal(count_of(text, "\n"), 1);
}

/* --- a client that does not do its work --- */

static void make_fake(const char *client, const char *script)
{
    char path[64];
    snprintf(path, sizeof path, "%s/%s", fakes, client);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\n%s\n", script);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, 0700), 0);
}

static const char *with_fake_for(const char *option)
{
    static char script[160];
    snprintf(script, sizeof script,
             "PATH=%s:$PATH TMPDIR=%s exec $BOOT0 demo%s", fakes, folder,
             option);
    return script;
}

static const char *with_fake(void)
{
    return with_fake_for("");
}

static void a_client_that_fails_fails_the_demo(void **state)
{
    (void)state;
    make_fake("stm32flash", "echo it did not work; exit 1");
    assert_int_equal(run_patiently(with_fake()), 1);
    expect_part(text, "| it did not work");
    expect_part(text, "FAILED    stm32flash was not content");
    expect_part(text, "2 of 4 ended as they should");
    expect_empty(folder);
}

/* The client stops its parent for longer than it waits for an answer. */
static void a_busy_host_is_named(void **state)
{
    (void)state;
    make_fake("stm32flash",
              "[ \"$1\" = -h ] && exit 0\nkill -STOP $PPID\nsleep 0.5\n"
              "kill -CONT $PPID\nsleep 0.2\nexit 1");
    expect_status(text, with_fake(), 1);
    expect_part(text, "FAILED    stm32flash was not content: this host is too "
                      "busy, the chip was ");
    expect_part(text, " ms behind the clock. It is not the firmware's fault");
    expect_empty(folder);
}

static void a_client_that_writes_nothing_fails_the_demo(void **state)
{
    (void)state;
    make_fake("stm32flash", "exit 0");
    expect_status(text, with_fake(), 1);
    expect_part(text, "FAILED    version 2 is not in the flash");
    expect_part(text, "2 of 4 ended as they should");
    expect_empty(folder);
}

static void an_end_takes_the_client_with_it(void **state)
{
    struct child child;
    (void)state;
    make_fake("stm32flash", "[ \"$1\" = -h ] && exit 0\necho I am $$\n"
                            "trap '' INT TERM HUP\nwhile :; do sleep 1; done");
    text[0] = 0;
    command_start(&child, with_fake());
    assert_true(command_read(&child, text, "I am "));
    pid_t client = atoi(strstr(text, "I am ") + 5);
    assert_int_equal(kill(client, 0), 0);
    kill(child.pid, SIGINT);
    command_read(&child, text, NULL);
    assert_int_equal(child.status, 1);
    expect_part(text, "FAILED    interrupted");
    assert_int_equal(kill(client, 0), -1);
    assert_int_equal(errno, ESRCH);
    command_end(&child);
    expect_empty(folder);
}

/* --- over USB --- */

static void need_dfu_util(void)
{
    if (command(text, "command -v dfu-util >/dev/null") == 0)
        return;
    print_message("SKIPPED: dfu-util is not installed; apt-get install "
                  "dfu-util\n");
    skip();
}

static void the_timeline_over_usb_is_complete(void **state)
{
    static const char *const lines[] = {
        "STM32L073RZ rev Z, ROM V4.1, BOOT0 low, BFB2=0: version 1",
        "host      export BOOT0_USBIP=",
        " LD_PRELOAD=/",
        "usart2    softboot0 demo v1, last request: none, ROM id 0x41",
        "USB       the host has found 1209:0001",
        "host      dfu-util -l\n",
        "| Found Runtime: [1209:0001] ver=0100",
        "host      dfu-util -e\n",
        "| Device really in Run-Time Mode, send DFU detach request...",
        "reset     system",
        "ROM       V4.1 (id byte 0x41) entered at "
        "0x1FF00404 by a branch from boot0_reset",
        "USB       the host has found 0483:df11",
        "host      dfu-util -l\n",
        "alt=2, name=\"@DATA Memory /0x08080000/2*3Ke\"",
        "alt=1, name=\"@Option Bytes  /0x1FF80000/01*032 e\"",
        "alt=0, name=\"@Internal Flash  /0x08000000/1536*128g\"",
        "host      dfu-util -a 0 -s 0x08000000:leave -D ",
        "| Erase    done.",
        "| Download [=========================] 100%",
        "| File downloaded successfully",
        "usart2    softboot0 demo v2, last request: entered, ROM id 0x41",
        "USB       the host has found 1209:0001",
        "The update over USB ended as it should",
        " readings, 0 confirmed on silicon",
        NULL};
    char script[128];
    (void)state;
    need_dfu_util();
    snprintf(script, sizeof script, "TMPDIR=%s exec $BOOT0 demo --usb", folder);
    int status = run_patiently(script);
    if (status != 0)
        fail_msg("status %d\n%s", status, text);
    expect_in_order(text, lines);
    expect_no_part(text, "FAILED");
    expect_no_part(text, "not modelled");
    expect_no_part(text, " fault ");
    expect_empty(folder);
}

static void a_missing_dfu_util_is_named(void **state)
{
    (void)state;
    expect_status(text, "PATH=/nonexistent; exec $BOOT0 demo --usb", 2);
    expect_part(text, "boot0: dfu-util is not installed");
    expect_part(text, "apt-get install dfu-util");
    assert_int_equal(count_of(text, "\n"), 1);
}

static void a_missing_library_is_named(void **state)
{
    char script[256];
    (void)state;
    make_fake("dfu-util", "exit 0");
    snprintf(script, sizeof script,
             "cp $BOOT0 %s/alone; PATH=%s:$PATH TMPDIR=%s %s/alone demo --usb; "
             "status=$?; rm %s/alone; exit $status",
             fakes, fakes, folder, fakes, fakes);
    expect_status(text, script, 2);
    expect_part(text, "libboot0-usb.so is missing: ");
    assert_int_equal(count_of(text, "\n"), 1);
    expect_empty(folder);
}

static void expect_usb_failure(const char *fake, const char *why)
{
    make_fake("dfu-util", fake);
    assert_int_equal(run_patiently(with_fake_for(" --usb")), 1);
    expect_part(text, why);
    expect_part(text, "The update over USB failed");
    expect_empty(folder);
}

static void a_dfu_util_that_fails_fails_the_demo(void **state)
{
    (void)state;
    expect_usb_failure("[ \"$1\" = -h ] && exit 0\necho no device; exit 74",
                       "FAILED    dfu-util was not content");
    expect_part(text, "| no device");
}

static void a_dfu_util_that_does_nothing_fails_the_demo(void **state)
{
    (void)state;
    expect_usb_failure("exit 0",
                       "FAILED    the ROM did not appear on the cable");
}

/* The real one finds the ROM; only the download is not made. */
static void a_download_that_is_not_made_fails_the_demo(void **state)
{
    (void)state;
    need_dfu_util();
    expect_usb_failure("[ \"$1\" = -a ] && exit 0\n"
                       "PATH=${PATH#*:} exec dfu-util \"$@\"",
                       "FAILED    version 2 is not in the flash");
    expect_part(text, "Found DFU: [0483:df11]");
}

/* --- folders --- */

static int set_up(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/demo-XXXXXX");
    snprintf(fakes, sizeof fakes, "/tmp/fakes-XXXXXX");
    return mkdtemp(folder) && mkdtemp(fakes) ? 0 : -1;
}

static void remove_fake(const char *client)
{
    char path[64];
    snprintf(path, sizeof path, "%s/%s", fakes, client);
    unlink(path);
}

static int tear_down(void **state)
{
    (void)state;
    remove_fake("stm32flash");
    remove_fake("dfu-util");
    rmdir(fakes);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_timeline_is_complete),
        cmocka_unit_test(an_f4_is_entered_and_updated),
        cmocka_unit_test(an_l4_is_entered_and_updated_and_bounces),
        cmocka_unit_test(a_board_without_a_button_is_asked_by_a_line),
        cmocka_unit_test(a_part_without_a_story_is_named),
        cmocka_unit_test(a_missing_client_is_named),
        cmocka_unit_test(a_client_that_fails_fails_the_demo),
        cmocka_unit_test(a_busy_host_is_named),
        cmocka_unit_test(a_client_that_writes_nothing_fails_the_demo),
        cmocka_unit_test(an_end_takes_the_client_with_it),
        cmocka_unit_test(the_timeline_over_usb_is_complete),
        cmocka_unit_test(a_missing_dfu_util_is_named),
        cmocka_unit_test(a_missing_library_is_named),
        cmocka_unit_test(a_dfu_util_that_fails_fails_the_demo),
        cmocka_unit_test(a_dfu_util_that_does_nothing_fails_the_demo),
        cmocka_unit_test(a_download_that_is_not_made_fails_the_demo),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
