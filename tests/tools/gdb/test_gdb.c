/* SPDX-License-Identifier: MIT
 *
 * The real gdb at `boot0 run --gdb`: what an engineer does with it.
 */
#include "src/boot0_record.h"
#include "tests/tools/gdb/gdb_server.h"

static char told[OUTPUT_SIZE]; /* by boot0 */
static char text[OUTPUT_SIZE]; /* by gdb */
static struct gdb_server server;

#define IMAGE "$IMAGES/nucleo-l073rz.elf"
#define CALL  "--ask call:boot0_request"

/* Runs gdb with those commands, one a line, on the server that it reaches by
 * TARGET, to the first that fails. */
static void gdb_by(const char *target, int wanted, const char *commands)
{
    char path[] = "/tmp/boot0-gdb-XXXXXX", script[512];
    int fd = mkstemp(path);
    FILE *file = fdopen(fd, "w");
    assert_non_null(file);
    fprintf(file,
            "set pagination off\nset width 0\nset print address on\n"
            "set confirm off\ntarget %s 127.0.0.1:%s\n%s",
            target, server.port, commands);
    fclose(file);
    snprintf(script, sizeof script, "gdb-multiarch -nx -batch -x %s " IMAGE,
             path);
    int status = command(text, script);
    unlink(path);
    if (status != wanted)
        fail_msg("gdb ends with status %d:\n%s\nboot0 told:\n%s", status, text,
                 server_output(&server, told));
    expect_no_part(text, "address adjusted");
}

static void gdb_ends(int wanted, const char *commands)
{
    gdb_by("remote", wanted, commands);
}

static void gdb(const char *commands)
{
    gdb_ends(0, commands);
}

static void start(const char *options)
{
    char arguments[256];
    snprintf(arguments, sizeof arguments, "%s " IMAGE, options);
    server_start(&server, told, arguments);
}

static void end(void)
{
    assert_int_equal(server_end(&server, true), 0);
}

/* The chip waits for gdb before its first instruction. */
static void the_chip_waits_at_its_reset_vector(void **state)
{
    (void)state;
    start("");
    gdb("info registers pc sp lr xpsr msp psp primask control\n"

        "info threads\n");
    expect_part(text, "<boot0_reset>");
    expect_part(text, "0x20005000");
    expect_part(text, "primask        0x0");
    expect_part(text, "control        0x0");
    expect_part(text, "lr             0xffffffff");
    expect_part(text, "Thread 1");
    end();
}

/* From the request through the reset to the ROM's first instruction. */
static void stepping_over_the_jump_into_the_rom(void **state)
{
    static const char *const parts[] = {"boot0_request in section .text",
                                        "boot0_reset in section .text",
                                        "last 0x8001", /* the jump */

                                        "$pc is 0x1ff00404, msp 0x200014d0",
                                        "=> 0x1ff00404:",
                                        NULL};
    (void)state;
    start(CALL " --rom v4.0");
    gdb("tbreak boot0_request\n"
        "continue\n"
        "info symbol $pc\n"
        "tbreak boot0_reset\n"
        "continue\n"
        "info symbol $pc\n"

        "set $last = $pc\n"
        "while $pc < 0x1ff00000\n"
        "  set $last = $pc\n"
        "  stepi\n"
        "end\n"
        "printf \"last 0x%x\\n\", $last\n"
        "printf \"$pc is 0x%x, msp 0x%x\\n\", $pc, $msp\n"
        "x/2i $pc\n");
    expect_in_order(text, parts);
    server_reports(&server, told,
                   "entered at 0x1FF00404 by a branch from "
                   "boot0_reset");
    server_reports(&server, told, "this version has no bank check");
    end();
}

/* The request is written by boot0_request and taken away by boot0_reset. */
static void watching_the_mailbox(void **state)
{
    char written[32], taken[32];
    const char *const parts[] = {
        "Hardware watchpoint 2: *(unsigned *)0x20004ff8",
        written,
        "write of 0x20004ff8 by the instruction at 0x0800",
        taken,
        "boot0_reset ()",
        "write of 0x20004ff8 by the instruction at 0x0800",
        NULL};
    (void)state;
    snprintf(written, sizeof written, "New value = %u", BOOT0_MAGIC);
    snprintf(taken, sizeof taken, "Old value = %u", BOOT0_MAGIC);

    start(CALL " --rom v4.0");
    gdb("tbreak boot0_request\n"
        "continue\n"
        "watch *(unsigned *)0x20004ff8\n"
        "continue\n"
        "monitor watch\n"
        "continue\n"
        "monitor watch\n");
    expect_in_order(text, parts);
    end();
}

static void other_watchpoints(void **state)
{
    (void)state;
    start("");
    gdb("tbreak main\n"
        "continue\n"
        "rwatch *(unsigned *)0x40021000\n" /* RCC_CR */
        "continue\n"
        "delete\n"
        "awatch *(unsigned *)0x50000014\n" /* GPIOA_ODR, by SysTick */
        "continue\n"
        "backtrace\n");
    expect_part(text, "Hardware read watchpoint 2: *(unsigned *)0x40021000");
    expect_part(text, "hsi16_start ()");
    expect_part(text, "Hardware access (read/write) watchpoint 3:");
    expect_part(text, "SysTick_Handler ()");
    expect_part(text, "<signal handler called>");
    end();
}

/* Each name and line of the assembler source once, at an even address, with
 * both compilers. */
static void the_library_has_names_and_lines(void **state)
{
    static const char *const functions[] = {
        "boot0_reset", "boot0_post", "boot0_request", "boot0_ask", "boot0_way"};
    static const char *const folders[] = {"", "clang/"};
    char script[512], part[64];
    (void)state;
    for (unsigned i = 0; i < 2; i++)
        for (unsigned f = 0; f < sizeof functions / sizeof *functions; f++) {
            const char *name = functions[f];
            snprintf(script, sizeof script,
                     "exec gdb-multiarch -nx -batch -ex 'info symbol %s' "
                     "-ex 'break %s' -ex 'list %s' "
                     "$IMAGES/%snucleo-l073rz.elf 2>&1",
                     name, name, name, folders[i]);
            expect_status(text, script, 0);
            expect_no_part(text, "adjusted");
            expect_no_part(text, "locations");
            snprintf(part, sizeof part, "%s in section .text", name);
            expect_part(text, part);
            snprintf(part, sizeof part, "function %s\n", name);
            expect_part(text, part);
            expect_part(text, "boot0_reset.S, line ");
        }
}

/* From the request on, until the stacks are moved, and from the caller's. */
static void a_backtrace_of_the_library(void **state)
{
    static const char *const parts[] = {"#0  boot0_way () at ",
                                        "boot0_reset.S:",
                                        "#1 ",
                                        " in boot0_rom () at ",
                                        "#2 ",
                                        " in banner () at ",
                                        "#0  boot0_request () ",
                                        "#1 ",
                                        "main () at ",
                                        "#0  boot0_ask () at ",
                                        "#1 ",
                                        "main () at ",
                                        "#0  boot0_post () at ",
                                        " in boot0_ask () at ",
                                        "#0  boot0_reset () at ",
                                        NULL};
    (void)state;
    start(CALL " --rom v4.0");
    gdb("tbreak boot0_way\n"
        "continue\n"
        "backtrace\n"
        "tbreak boot0_request\n"
        "continue\n"
        "backtrace\n"
        "next\n"
        "backtrace\n"
        "tbreak boot0_post\n"
        "continue\n"
        "backtrace 2\n"
        "tbreak boot0_reset\n"
        "continue\n"
        "backtrace\n");
    expect_in_order(text, parts);
    end();
}

/* Through an exception frame into the main loop. */
static void a_backtrace_of_the_application(void **state)
{
    static const char *const parts[] = {"#0 ",
                                        "boot0_reset.S:",
                                        "#1 ",
                                        "EXTI4_15_IRQHandler ()",
                                        "#2  <signal handler called>",
                                        "#3 ",
                                        "main () at ",
                                        NULL};
    (void)state;
    start("--ask press:PC13@20");
    gdb("break boot0_request\n"
        "continue\n"
        "backtrace\n");
    expect_in_order(text, parts);
    server_reports(&server, told, "B1        pressed");
    end();
}

static void stepping_through_the_source(void **state)
{
    static const char *const parts[] = {
        "main () at ", "usart_start();",       "banner () at ",
        "main () at ", "after finish main + ", NULL};
    (void)state;
    start("");
    gdb("break main\n"
        "continue\n"
        "next\n"
        "break banner\n"
        "continue\n"
        "finish\n"
        "printf \"after finish \"\n"
        "info symbol $pc\n");
    expect_in_order(text, parts);
    end();
}

/* On from a breakpoint, jumps, and calls of functions, one of which stops. */
static void jumping_and_calling(void **state)
{
    static const char *const parts[] = {"Breakpoint 1, SysTick_Handler ()",
                                        "Breakpoint 1, SysTick_Handler ()",
                                        "main () at ",
                                        "outcome 0, rom 0x141",
                                        "boot0_rom () at ",
                                        "stopped while in a function called",
                                        "#0  boot0_rom () at ",
                                        "#1  <function called from gdb>",
                                        "clock_start () at ",
                                        "Temporary breakpoint 4, banner () at ",
                                        "Temporary breakpoint 5, banner () at ",
                                        NULL};
    (void)state;
    start("");
    gdb("break SysTick_Handler\n"
        "continue\n"
        "continue\n"
        "delete\n"
        "monitor reset\n"
        "maintenance flush register-cache\n"
        "tbreak main\n"
        "continue\n"
        "printf \"outcome %d, rom 0x%x\\n\", (int)boot0_outcome(), "
        "(int)boot0_rom()\n"
        "break boot0_rom\n"
        "python\n"
        "try:\n"
        "    gdb.execute('print (int)boot0_rom()')\n"
        "except gdb.error as error:\n"
        "    print(error)\n"
        "end\n"
        "backtrace 2\n"
        "delete\n"
        "finish\n"
        "tbreak banner\n"
        "jump banner\n"
        "tbreak banner\n"
        "jump *$pc\n"
        "detach\n");
    expect_in_order(text, parts);
    end();
}

/* Under extended-remote gdb may start the chip again, and end the run. */
static void running_again(void **state)
{
    static const char *const parts[] = {"Temporary breakpoint 1, banner () at ",
                                        "Temporary breakpoint 2, main () at ",
                                        "pc is boot0_reset in section .text",
                                        "Temporary breakpoint 3, main () at ",
                                        "[Inferior 1 (Remote target) killed]",
                                        NULL};
    (void)state;
    start("");
    gdb_by("extended-remote", 0,
           "tbreak banner\n"
           "continue\n"
           "tbreak main\n"
           "run\n"
           "starti\n"
           "printf \"pc is \"\n"
           "info symbol $pc\n"
           "tbreak main\n"
           "continue\n"
           "kill\n");
    expect_in_order(text, parts);
    server_reports(&server, told, "reset     NRST pin");
    server_reports(&server, told, "gdb       ends the run");
    assert_int_equal(server_end(&server, false), 0);
}

static void monitor_resets(void **state)
{
    static const char *const parts[] = {
        "NRST pin reset: the chip is held at 0x0800",
        "pc is boot0_reset",
        "main () at ",
        "power-on reset",
        "$1 = 1",
        "the image runs, bank 1 is at 0x08000000",
        NULL};
    (void)state;
    start("");
    gdb("tbreak banner\n"
        "continue\n"
        "monitor reset\n"
        "maintenance flush register-cache\n"
        "printf \"pc is \"\n"
        "info symbol $pc\n"
        "tbreak main\n"
        "continue\n"
        "set *(unsigned *)0x20003000 = 0x12345678\n"
        "monitor power\n"
        "maintenance flush register-cache\n"
        "print *(unsigned *)0x20003000 != 0x12345678\n"
        "monitor info\n");
    expect_in_order(text, parts);
    server_reports(&server, told, "reset     NRST pin");
    server_reports(&server, told, "reset     power-on");
    end();
}

/* The button and a text, once the firmware looks at them. */
static void monitor_acts_on_the_board(void **state)
{
    static const char *const parts[] = {
        "the button of this board is B1",
        "B1 is pressed: for 100 ms",
        "Temporary breakpoint 2, boot0_request ()",
        "3 bytes: the line carries them",
        "send LINE TEXT: TEXT has at most",
        "BOOT0 is high",
        NULL};
    (void)state;
    start("");
    gdb("break SysTick_Handler\n"
        "ignore 1 20\n"
        "continue\n"
        "delete\n"
        "monitor press KEY\n"
        "monitor press b1\n"
        "tbreak boot0_request\n"
        "continue\n"
        "monitor send usart2 hi\\n\n"
        "monitor send usart2 \\q\n"
        "monitor boot0\n");
    expect_in_order(text, parts);
    server_reports(&server, told, "B1        pressed");
    server_reports(&server, told, "BOOT0     is high");
    end();
}

static void a_detached_board_goes_on(void **state)
{
    (void)state;
    start("");
    gdb("tbreak main\n"
        "continue\n"
        "break banner\n"
        "detach\n");
    server_reports(&server, told, "gdb       is detached: the chip runs on");
    server_reports(&server, told, "softboot0 demo v1, last request: none");
    server_reports(&server, told, "LD2       off");
    gdb("info symbol $pc\n"); /* gdb may come back, and go by quitting */
    expect_part(text, " in section .text");
    end();
}

/* Version 2 over version 1, and it runs. */
/* 64 KB, in the words of a script that was written for OpenOCD. */
static void loading_64_kb(void **state)
{
    char script[512];
    (void)state;
    start("");
    snprintf(script, sizeof script,
             "set -e; $BOOT0 patch $IMAGES/nucleo-l073rz-v2.elf -o %s.bin\n"
             "truncate -s 64K %s.bin\n"
             "arm-none-eabi-objcopy -I binary -O elf32-littlearm "
             "--rename-section .data=.image,alloc,load,contents "
             "--change-section-address .data=0x08000000 %s.bin %s.elf\n",
             server.output, server.output, server.output, server.output);
    expect_status(text, script, 0);
    snprintf(script, sizeof script,
             "file \"%s.elf\"\nmonitor reset init\nload\ncompare-sections\n"
             "monitor reset halt\ndetach\n",
             server.output);
    gdb(script);
    expect_part(text, "range 0x8000000 -- 0x8010000: matched.");
    server_reports(&server, told, "softboot0 demo v2, last request: none");
    snprintf(script, sizeof script, "rm %s.bin %s.elf", server.output,
             server.output);
    expect_status(text, script, 0);
    end();
}

static void loading_another_image(void **state)
{
    static const char *const parts[] = {
        "Loading section .isr_vector",
        "Start address",
        "Section .isr_vector, range 0x8000000 -- 0x80000c0: matched.",
        "Section .text",
        ": matched.",
        NULL};
    (void)state;
    start("");
    gdb("tbreak banner\n"
        "continue\n"
        "file \"" BOOT0_IMAGE_DIR "/nucleo-l073rz-v2.elf\"\n"
        "load\n"
        "compare-sections\n"
        "monitor reset\n"
        "detach\n");
    expect_in_order(text, parts);
    expect_no_part(text, "MIS-MATCHED");
    server_reports(&server, told, "softboot0 demo v2, last request: none");
    end();
}

static void memory_that_gdb_may_not_touch(void **state)
{
    (void)state;
    start("");
    gdb_ends(1, "x/xw 0x40021000\n"
                "x/xw 0x40026000\n"); /* AES: not modelled */
    expect_part(text, "0x40021000:\t0x00000300");
    expect_part(text, "Cannot access memory at address 0x40026000");
    gdb_ends(1, "set *(unsigned *)0x08000000 = 1\n");
    expect_part(text, "Writing to flash memory forbidden in this context");
    gdb_ends(1, "set *(unsigned *)0x30000000 = 1\n");
    expect_part(text, "Cannot access memory at address 0x30000000");
    end();
}

static void too_many_breakpoints_are_reported(void **state)
{
    char commands[2048] = "";
    (void)state;
    start("");
    for (unsigned i = 0; i < 33; i++)
        sprintf(commands + strlen(commands), "hbreak *0x%x\n",
                0x08000200 + 2 * i);
    strcat(commands, "continue\n");
    gdb_ends(1, commands);
    expect_part(text, "Cannot insert hardware breakpoint 33");
    server_reports(&server, told, "no breakpoint or watchpoint is left for Z1");
    end();
}

/* gdb itself shows why it is sent away, and the first is not disturbed. */
static void a_second_gdb_is_refused(void **state)
{
    char script[512];
    struct child first;
    (void)state;
    start("");
    snprintf(script, sizeof script,
             "exec gdb-multiarch -nx -batch -ex 'target remote 127.0.0.1:%s' "
             "-ex 'shell echo first is here; until [ -e %s.go ]; do sleep 0.1; "
             "done' -ex 'tbreak banner' -ex continue -ex backtrace " IMAGE,
             server.port, server.output);
    text[0] = 0;
    command_start(&first, script);
    assert_true(command_read(&first, text, "first is here"));
    snprintf(script, sizeof script,
             "gdb-multiarch -nx -batch -ex 'target remote 127.0.0.1:%s'; "
             ">%s.go",
             server.port, server.output);
    static char second[OUTPUT_SIZE];
    command(second, script);
    expect_part(second, "boot0 serves another debugger already");
    command_read(&first, text, NULL);
    command_end(&first);
    snprintf(script, sizeof script, "%s.go", server.output);
    unlink(script);
    expect_part(text, "#0  banner ()");
    end();
}

static int clean(void **state)
{
    (void)state;
    server_clean(&server);
    return 0;
}

#define TEST(name) cmocka_unit_test_teardown(name, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_chip_waits_at_its_reset_vector),
        TEST(stepping_over_the_jump_into_the_rom),
        TEST(watching_the_mailbox),
        TEST(other_watchpoints),
        TEST(the_library_has_names_and_lines),
        TEST(a_backtrace_of_the_library),
        TEST(a_backtrace_of_the_application),
        TEST(stepping_through_the_source),
        TEST(jumping_and_calling),
        TEST(running_again),
        TEST(monitor_resets),
        TEST(monitor_acts_on_the_board),
        TEST(a_detached_board_goes_on),
        TEST(loading_another_image),
        TEST(loading_64_kb),
        TEST(memory_that_gdb_may_not_touch),
        TEST(too_many_breakpoints_are_reported),
        TEST(a_second_gdb_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
