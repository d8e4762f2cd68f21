/* SPDX-License-Identifier: MIT
 *
 * The lines of `boot0 run`: they say what has happened, and nothing before.
 */
#include "bench/image_file.h"
#include "tests/tools/command.h"

#include <signal.h>

#define RUN   "$BOOT0 run --pace max "
#define IMAGE " $IMAGES/nucleo-l073rz.elf"

static char text[OUTPUT_SIZE];

/* --- a host --- */

/* Runs the board in its ROM, and stm32flash with ARGUMENTS beside it; then the
 * run ends as by Ctrl-C. */
static void host_with(const char *options, const char *arguments)
{
    static char client[OUTPUT_SIZE];
    struct child child;
    char script[512], port[32];
    text[0] = 0;
    snprintf(script, sizeof script,
             "exec $BOOT0 run --until 60s --boot0 1 --usart2 pty %s" IMAGE,
             options);
    command_start(&child, script);
    assert_true(command_read(&child, text, "/dev/pts/"));
    snprintf(port, sizeof port, "%.20s", strstr(text, "/dev/pts/"));
    port[strcspn(port, "\n")] = 0;
    assert_true(command_read(&child, text, " ROM       ready: "));
    snprintf(script, sizeof script,
             "f=/tmp/boot0-story.$$; head -c 1500 $BOOT0 >$f; "
             "stm32flash -m 8n1 -b 115200 %s %s; rm $f",
             arguments, port);
    command(client, script);
    kill(child.pid, SIGINT);
    command_read(&child, text, NULL);
    command_end(&child);
}

static void host(const char *arguments)
{
    host_with("", arguments);
}

static void a_host_that_stops_without_go(void **state)
{
    static const char *const parts[] = {
        "BOOT0 is high: no bank check\n",
        " ROM       ready: answers 0x7F with 0x79\n",
        " ROM       erases 12 pages\n",
        " ROM       writes 1500 bytes at 0x08000000\n", NULL};
    (void)state;
    host("-w $f");
    expect_in_order(text, parts);
    expect_no_part(text, "Go");
}

/* The reset vector of an image at ADDRESS, without its bit 0. */
static uint32_t start_of(const char *image, uint32_t address)
{
    char path[512], error[IMAGE_ERROR_SIZE];
    struct image loaded;
    uint32_t vector = 0;
    snprintf(path, sizeof path, "%s/%s", BOOT0_IMAGE_DIR, image);
    if (!image_load(path, &loaded, error))
        fail_msg("%s", error);
    assert_true(image_word(&loaded, address + 4, &vector));
    image_free(&loaded);
    return vector & ~1u;
}

/* The line of Go to ADDRESS, with its NOTE. */
static void expect_go(uint32_t address, const char *note)
{
    char line[160];
    snprintf(line, sizeof line, " ROM       Go: branches to 0x%08X%s\n",
             (unsigned)address, note);
    expect_part(text, line);
}

static void go_is_told_by_where_it_leads(void **state)
{
    (void)state;
    host("-g 0x08000000");
    expect_go(start_of("nucleo-l073rz.elf", 0x08000000), "");
    expect_in_order(text, (const char *const[]){" Go: ",
                                                " app       runs in "
                                                "bank 1\n",
                                                NULL});
    host("-g 0x08010000"); /* it is blank */
    expect_go(0, ", where no code is: the vector is bad");
}

/* One that looks at the first word resets the chip. What changes option bytes
 * ends by a reset, too, and is no Go. */
static void go_may_be_refused(void **state)
{
    (void)state;
    host_with("--reading go=checks-sp", "-g 0x08010000");
    expect_part(text, " ROM       refuses Go and resets the chip: the first "
                      "word there is no stack pointer (reading "
                      "go=checks-sp)\n");
    host_with("--reading go=checks-sp", "-g 0x08000000");
    expect_part(text, " Go: branches to ");
    expect_no_part(text, "refuses Go");
    host_with("--reading go=checks-sp", "-u");
    expect_no_part(text, "refuses Go");
}

/* One that is linked for where it is written, and for another address. */
static void go_to_another_image(void **state)
{
    static const char binary[] =
        "-h >/dev/null; arm-none-eabi-objcopy -O binary "
        "$IMAGES/application.elf $f; stm32flash -m 8n1 -b 115200 -w $f ";
    uint32_t start = start_of("application.elf", 0x08004000);
    char arguments[256];
    (void)state;
    snprintf(arguments, sizeof arguments, "%s-S 0x08004000 -g 0x08004000",
             binary);
    host(arguments);
    expect_go(start, ", in another image than that of the start");
    snprintf(arguments, sizeof arguments, "%s-S 0x08006000 -g 0x08006000",
             binary);
    host(arguments);
    expect_go(start, ", where the flash is erased: the vector is of an image "
                     "that is not there");
}

/* A vector table in RAM, and an endless loop behind it; then with an even reset
 * vector. */
static void go_to_ram(void **state)
{
    static const char write[] = "-h >/dev/null; printf '\\000\\120\\000\\040"
                                "\\%s\\040\\000\\040\\376\\347\\376\\347' "
                                ">$f; stm32flash -m 8n1 -b 115200 "
                                "-S 0x20002000 -w $f -g 0x20002000";
    char arguments[256];
    (void)state;
    snprintf(arguments, sizeof arguments, write, "011");
    host(arguments);
    expect_go(0x20002008, ", in RAM");
    snprintf(arguments, sizeof arguments, write, "010");
    host(arguments);
    expect_go(0x20002008, ", where the core faults: bit 0 of the vector is 0");
}

/* --- the other families --- */

/* The ROM of an STM32F4 needs 75 ms and has no pull-up on its RX; that of an
 * L476 waits for the LSE, which is off after a reset. */
static void a_rom_that_takes_its_time_gets_ready(void **state)
{
    static const char *const images[] = {"nucleo-f401re", "nucleo-l476rg",
                                         "nucleo-l432kc"};
    char script[256];
    (void)state;
    for (unsigned i = 0; i < sizeof images / sizeof *images; i++) {
        snprintf(script, sizeof script,
                 RUN "--until 3500 --part %s --boot0 1 $IMAGES/%s.elf",
                 images[i], images[i]);
        expect_status(text, script, 0);
        expect_part(text, " ROM       ready: answers 0x7F with 0x79\n");
        expect_no_part(text, "does not answer");
    }
}

/* --- the firmware --- */

static void nothing_is_foretold(void **state)
{
    static const char *const bounce[] = {
        "bank 1 with 0x20005000: a stack pointer in bank 1\n",
        " ROM       bounced: it branches to 0x08000", NULL};
    static const char *const stays[] = {
        " ROM       entered past its bank check\n",
        " ROM       ready: answers 0x7F with 0x79\n", NULL};
    (void)state;
    expect_status(
        text, RUN "--until 60 --ask press:B1@40 $IMAGES/original-once.elf", 0);
    expect_in_order(text, bounce);
    expect_no_part(text, "stays\n");
    expect_no_part(text, "ready");
    expect_status(text, RUN "--until 60 --ask press:B1@40" IMAGE, 0);
    expect_in_order(text, stays);
}

/* The window watchdog, which no ROM serves. */
static void a_watchdog_is_no_bounce(void **state)
{
    static const char *const parts[] = {
        " ROM       ready: answers 0x7F with 0x79\n",
        " ROM       interrupted: a watchdog (WWDG) resets the chip\n",
        " reset     window watchdog\n", " app       runs in bank 1\n", NULL};
    (void)state;
    expect_status(text,
                  RUN "--rom v4.0 --ask press:B1@10 --until 220 "
                      "$IMAGES/mistake-h4-wwdg-running.elf",
                  0);
    expect_in_order(text, parts);
    expect_no_part(text, "bounced");
}

/* Two bytes of the firmware's are under way when it jumps. */
static void text_in_flight_is_no_answer(void **state)
{
    static const char *const stays[] = {
        " entered at ", " ROM       ready: answers 0x7F with 0x79\n",
        " usart2    to the ROM", NULL};
    static const char *const bounces[] = {" entered at ",
                                          " ROM       bounced: it branches to ",
                                          " usart2    to the ROM\n", NULL};
    (void)state;
    expect_status(text, RUN "--rom v4.0 --until 150 $IMAGES/mid-sentence.elf",
                  0);
    expect_in_order(text, stays);
    expect_no_part(text, "a host has its answer");
    expect_status(text, RUN "--rom v4.1 --until 20 $IMAGES/mid-sentence.elf",
                  0);
    expect_in_order(text, bounces);
    expect_no_part(text, "Go:");
}

static void symbols_do_not_move_the_start(void **state)
{
    char with[64];
    (void)state;
    expect_status(text, RUN "--until 1" IMAGE, 0);
    const char *app = strstr(text, " app ");
    assert_non_null(app);
    while (app > text && app[-1] != '\n')
        app--;
    snprintf(with, sizeof with, "%.*s", (int)strcspn(app, "\n"), app);
    expect_status(text,
                  "f=/tmp/boot0-story.$$; arm-none-eabi-strip -o $f" IMAGE
                  "; " RUN "--until 1 $f; status=$?; rm $f; exit $status",
                  0);
    expect_part(text, with);
}

/* PLLMUL 4 of HSI16 in the voltage range after reset; the loop then waits for
 * HSE, which has no crystal. */
static const uint16_t clocks[] = {
    0x2000, 0x2000,         /* SP; behind it the reset vector */
    0x0009, 0x0800, 0x4805, /* ldr r0, =RCC_CR */
    0x4906,                 /* ldr r1, =PLLMUL 4, PLLDIV 4, HSI16 */
    0x60C1,                 /* str r1, [r0, #12]: RCC_CFGR */
    0x4906,                 /* ldr r1, =PLLON | MSION | HSI16ON */
    0x6001,                 /* str r1, [r0] */
    0x4906,                 /* 1: ldr r1, =HSERDY, a bit that never comes */
    0x6802,                 /* ldr r2, [r0] */
    0x420A,                 /* tst r2, r1 */
    0xD0FB,                 /* beq 1b */
    0xE7FE,                 /* b . */
    0x46C0, 0x46C0, 0x1000, 0x4002, /* RCC_CR */
    0x0000, 0x00C4,                 /* MUL4 | DIV4 */
    0x0101, 0x0100,                 /* PLLON | MSION | HSI16ON */
    0x0000, 0x0002,                 /* HSERDY */
};

static void clock_rules_and_loops_are_named(void **state)
{
    char path[] = "/tmp/boot0-story-XXXXXX", script[200];
    (void)state;
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, clocks, sizeof clocks), sizeof clocks);
    close(file);
    snprintf(script, sizeof script, RUN "--until 900 %s", path);
    int status = command(text, script);
    unlink(path);
    assert_int_equal(status, 0);
    static const char rule[] =
        " warning   PLL VCO of 64 MHz is over 48 MHz, the most in voltage "
        "range 2 (PWR_CR.VOS=2, as after reset), at ";
    assert_int_equal(count_of(text, rule), 1);
    expect_part(text, " app       stands still in a loop at ");
    expect_part(text, ": it waits for RCC_CR.HSERDY\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_host_that_stops_without_go),
        cmocka_unit_test(go_is_told_by_where_it_leads),
        cmocka_unit_test(go_may_be_refused),
        cmocka_unit_test(go_to_another_image),
        cmocka_unit_test(go_to_ram),
        cmocka_unit_test(a_rom_that_takes_its_time_gets_ready),
        cmocka_unit_test(nothing_is_foretold),
        cmocka_unit_test(a_watchdog_is_no_bounce),
        cmocka_unit_test(text_in_flight_is_no_answer),
        cmocka_unit_test(symbols_do_not_move_the_start),
        cmocka_unit_test(clock_rules_and_loops_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
