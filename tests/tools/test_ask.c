/* SPDX-License-Identifier: MIT
 *
 * --ask as a user has it: firmware that idles in a handler, asks that nobody
 * can have noticed, and no ask at all.
 */
#include "tests/tools/command.h"

static char text[OUTPUT_SIZE];
static char line[256], options[80];

#define BOARD "--bfb2 0 --bank2 blank --rdp 0 "
#define RUN   "exec $BOOT0 run --pace max "
#define CHECK "exec $BOOT0 check " BOARD "--rom v4.1 --format json "

/* Of each compiler's image, at each priority of the handler. */
static const char *const idle[] = {
    "$IMAGES/idle-0xC0.elf", "$IMAGES/clang/idle-0xC0.elf",
    "$IMAGES/idle-0.elf", "$IMAGES/clang/idle-0.elf"};

enum { PREEMPTED = 2 /* of them the first two let an interrupt in */ };

static void check(const char *ask, const char *image, int status)
{
    snprintf(line, sizeof line, CHECK "%s %s", ask, image);
    expect_status(text, line, status);
}

static void a_handler_that_idles_is_asked(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof idle / sizeof *idle; i++) {
        snprintf(line, sizeof line,
                 "exec $BOOT0 check " BOARD "--ask call:boot0_request %s",
                 idle[i]);
        expect_status(text, line, 0);
        expect_all_passed(text);
        check("--ask call:boot0_request", idle[i], 0);
        expect_part(text, "\"verdict\":\t\"rom\"");
        expect_no_part(text, "\"application\"");
    }
}

/* After 10 ms an interrupt gets through; where none does, after 20 ms. */
static void the_call_waits_for_thread_mode(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof idle / sizeof *idle; i++) {
        snprintf(line, sizeof line,
                 RUN "--ask call:boot0_request@40 --until 100 %s", idle[i]);
        expect_status(text, line, 0);
        expect_part(text, i < PREEMPTED ? "    50.0" : "    60.0");
        expect_part(text, "ask       boot0_request is called as an interrupt "
                          "would call it: the handler of exception 14 has not "
                          "ended for 10 ms\n");
        expect_part(text, "entered past its bank check: it stays");
    }
    expect_status(text,
                  RUN "--ask call:boot0_request@40 --until 100 "
                      "$IMAGES/nucleo-l073rz.elf",
                  0);
    expect_part(text, "    40.000 ms  ask       boot0_request is called\n");
}

/* What is called may come back. */
static void sleep_goes_on_after_the_call(void **state)
{
    (void)state;
    for (unsigned i = 0; i < PREEMPTED; i++) {
        snprintf(line, sizeof line, RUN "--ask call:note --until 100 %s",
                 idle[i]);
        expect_status(text, line, 0);
        expect_part(text, "ask       note is called as an interrupt");
        expect_part(text, "LD2       on");
        expect_no_part(text, "HardFault");
    }
}

/* --- in vain --- */

static void expect_vain(const char *ask, const char *run, const char *warning)
{
    snprintf(line, sizeof line,
             RUN "--ask %s --until 300 $IMAGES/library-Os.elf", ask);
    expect_status(text, line, 0);
    expect_part(text, run);
    snprintf(options, sizeof options, "--ask %s --want rom", ask);
    check(options, "$IMAGES/startup-table.elf", 1);
    expect_part(text, "\"code\":\t\"ask\"");
    expect_part(text, warning);
}

static void an_ask_that_nobody_notices_is_told(void **state)
{
    (void)state;
    expect_vain("press:PC13@5",
                " ms  ask       in vain: the pin was neither read nor "
                "waited for (EXTI)\n",
                "the ask was in vain: while the pin was pressed");
    expect_vain("send:usart2:boot@5", "ask       in vain: USART2 is off\n",
                "the ask was in vain: USART2 was off");
    check("--ask call:boot0_request@900 --until 100",
          "$IMAGES/startup-table.elf", 1);
    expect_part(text, "the firmware was never asked: not until 100 ms");
}

static void an_ask_that_is_noticed_is_not(void **state)
{
    static const char *const asks[] = {"press:PC13@20", "send:usart2:boot@20",
                                       "call:boot0_request@20"};
    (void)state;
    for (unsigned i = 0; i < sizeof asks / sizeof *asks; i++) {
        snprintf(line, sizeof line, RUN "--ask %s --until 300 %s", asks[i],
                 "$IMAGES/nucleo-l073rz.elf");
        expect_status(text, line, 0);
        expect_no_part(text, "in vain");
        snprintf(options, sizeof options, "--ask %s", asks[i]);
        check(options, "$IMAGES/nucleo-l073rz.elf", i == 1);
        expect_no_part(text, "in vain");
        expect_no_part(text, "never asked");
    }
}

/* --- no ask --- */

/* It runs as long as it is told, and shows what comes late. */
static void none_obeys_until(void **state)
{
    (void)state;
    check("--ask none", "$IMAGES/startup-table.elf", 0);
    expect_no_part(text, "\"cycles\":\t2097");
    check("--ask none --until 100", "$IMAGES/startup-table.elf", 0);
    expect_part(text, "\"verdict\":\t\"application\"");
    expect_part(text, "\"cycles\":\t2097"); /* at 2.097 MHz */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_handler_that_idles_is_asked),
        cmocka_unit_test(the_call_waits_for_thread_mode),
        cmocka_unit_test(sleep_goes_on_after_the_call),
        cmocka_unit_test(an_ask_that_nobody_notices_is_told),
        cmocka_unit_test(an_ask_that_is_noticed_is_not),
        cmocka_unit_test(none_obeys_until),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
