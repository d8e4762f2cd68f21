/* SPDX-License-Identifier: MIT
 *
 * --ask as a user has it: firmware that idles in a handler, asks that nobody
 * can have noticed, no ask at all, several, their hold times and speeds; and
 * what --wire and --hse say of the board.
 */
#include "tests/bench/image_fixture.h"
#include "tests/tools/command.h"

static char text[OUTPUT_SIZE];
static char line[256], options[120];

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

/* The sanitizers take those of the first toolchain. */
static void a_handler_that_idles_is_asked(void **state)
{
    (void)state;
    for (unsigned i = 0;
         i<sizeof idle / sizeof *idle; i += TEST_STRIDE> 1 ? 2 : 1) {
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
                          "would call it: the handler of PendSV has not "
                          "ended for 10 ms\n");
        expect_part(text, "entered past its bank check");
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
             RUN "--ask %s --until 1100 $IMAGES/library-Os.elf", ask);
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
    expect_vain("usb:detach",
                "ask       in vain: no USB device has come: no pull-up on D+",
                "the ask was in vain: no USB device has come");
    expect_vain("send:usart2:boot@5", "ask       in vain: USART2 is off\n",
                "the ask was in vain: USART2 was off");
    check("--ask call:boot0_request@900 --until 100",
          "$IMAGES/startup-table.elf", 1);
    expect_part(text, "the firmware was never asked: not until 100 ms");
}

/* USART1 on, none of its pins, b . */
static const uint8_t without_pins[] = {
    0x00, 0x10, 0x00, 0x20, 0x09, 0x00, 0x00, 0x08, /* SP, reset vector */
    0x04, 0x48, 0x05, 0x49, /* ldr r0, =RCC_APB2ENR; ldr r1, =USART1EN */
    0x01, 0x60, 0x02, 0x68, /* str r1, [r0]; ldr r2, [r0] */
    0x04, 0x48, 0x12, 0x21, /* ldr r0, =USART1; movs r1, #18 */
    0xC1, 0x60, 0x05, 0x21, /* str r1, [BRR]; movs r1, #UE|RE */
    0x01, 0x60, 0xFE, 0xE7, /* str r1, [CR1]; b . */
    0x34, 0x10, 0x02, 0x40, 0x00, 0x40, 0x00, 0x00, 0x00, 0x38, 0x01, 0x40};

/* The line is on the pins that the help names, and the USART is not. */
static void a_line_has_its_pins(void **state)
{
    struct folder folder;
    (void)state;
    folder_open(&folder);
    folder_write(&folder, "pins.bin", without_pins, sizeof without_pins);
    setenv("DIR", folder.name, 1);
    expect_status(text,
                  RUN "--ask send:usart1:boot@20 --until 60 $DIR/pins.bin", 0);
    expect_part(text, "ask       in vain: the line is on PA9 and PA10, and "
                      "USART1 is not connected to them\n");
    check("--ask send:usart1:boot@20", "$DIR/pins.bin", 1);
    expect_part(text, "the ask was in vain: the board's line is on PA9 (TX) "
                      "and PA10 (RX), and the firmware's USART1 is on, but not "
                      "connected to them.");
    folder_close(&folder);
    expect_status(text, "exec $BOOT0 help check", 0);
    expect_part(text, "usart1 on PA9 and PA10");
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

/* --- as products have them --- */

/* Of the four ROMs with default readings, V4.1 and V11.2 bounce. */
#define MISTAKE                                                                \
    "exec $BOOT0 check " BOARD                                                 \
    "--reading bounce=branch,stack=exact,ram=own,sp=range,bfb2=ignored,"       \
    "past=needs-pass,remap=caller,fault=reset,csr=kept,go=left,write=words,"   \
    "rtc=kept "

static void a_button_is_held(void **state)
{
    (void)state;
    expect_status(text,
                  MISTAKE "--format json --ask press:PC13,hold=1.2s@50ms "
                          "$IMAGES/mistake-e1-long-press.elf",
                  1);
    assert_int_equal(count_of(text, "\"verdict\":\t\"rom\""), 2);
    assert_int_equal(count_of(text, "\"verdict\":\t\"bounced\""), 2);
    expect_part(text, "\"code\":\t\"E1\"");
    expect_no_part(text, "\"code\":\t\"ask\"");
    expect_status(text,
                  MISTAKE "--format json --ask press:PC13@50ms "
                          "$IMAGES/mistake-e1-long-press.elf",
                  1);
    assert_int_equal(count_of(text, "\"verdict\":\t\"lost\""), 4);
    expect_part(text, "the button was held for 100 ms");
    expect_part(text, "It can be held longer: --ask press:PC13,hold=2s");
    expect_status(text,
                  RUN "--rom v4.0 --until 2s --ask press:B1,hold=1.2s@50 "
                      "$IMAGES/mistake-e1-long-press.elf",
                  0);
    expect_part(text, "    50.000 ms  B1        pressed for 1200 ms\n");
    expect_part(text, "no bank check");
}

static void a_button_pulls_its_pin_high(void **state)
{
    (void)state;
    expect_status(text,
                  RUN "--until 300 --ask press:PA0=high,hold=30@50 "
                      "$IMAGES/mistake-good-blinky.elf",
                  0);
    expect_part(text,
                "    50.000 ms  ask       PA0 is pulled high for 30 ms\n");
}

/* Whichever pin it is on, and whichever way it pulls that. */
static void a_button_has_the_name_on_its_board(void **state)
{
    (void)state;
    expect_status(text,
                  RUN "--until 300 --ask press:KEY@50 --part blackpill-f411ce "
                      "$IMAGES/blackpill-f411ce.elf",
                  0);
    expect_part(text, "    50.000 ms  KEY       pressed\n");
    expect_status(text,
                  RUN "--until 60 --ask press:B1@50 --part nucleo-l496zg "
                      "$IMAGES/nucleo-l476rg.elf",
                  0);
    expect_part(text, "    50.000 ms  B1        pressed\n");
}

static void a_text_has_a_speed(void **state)
{
    (void)state;
    expect_status(text,
                  MISTAKE "--format json --ask send:usart2:9600:BOOT@50 "
                          "$IMAGES/mistake-e1-usart-9600.elf",
                  1);
    assert_int_equal(count_of(text, "\"verdict\":\t\"rom\""), 2);
    assert_int_equal(count_of(text, "\"verdict\":\t\"bounced\""), 2);
    expect_no_part(text, "\"code\":\t\"ask\"");
    expect_status(text,
                  MISTAKE "--format json --ask send:usart2:BOOT@50 "
                          "$IMAGES/mistake-e1-usart-9600.elf",
                  1);
    assert_int_equal(count_of(text, "\"verdict\":\t\"lost\""), 4);
    expect_part(text, "it was sent at 115200 baud, and USART2 listens at 9600: "
                      "--ask send:usart2:9600:TEXT?");
    expect_status(text,
                  RUN "--until 200 --ask send:usart2:BOOT@50 "
                      "$IMAGES/mistake-e1-usart-9600.elf",
                  0);
    expect_part(text, "ask       in vain: it was sent at 115200 baud, and "
                      "USART2 listens at 96");
}

static void a_text_that_is_not_the_command_is_ignored(void **state)
{
    (void)state;
    expect_status(text,
                  MISTAKE "--format json --ask send:usart2:9600:BOO@50 "
                          "$IMAGES/mistake-e1-usart-9600.elf",
                  1);
    expect_part(text, "USART2 was sent the text at 9600 baud, and no reset and "
                      "no jump to the ROM followed. Is it all of the command");
}

/* The second text waits until the line is free. */
static void several_are_made_in_turn(void **state)
{
    (void)state;
    expect_status(text,
                  RUN "--rom v4.0 --until 200 --ask send:lpuart1:9600:OT@51 "
                      "--ask send:usart2:9600:BO@50 "
                      "$IMAGES/mistake-e1-usart-9600.elf",
                  0);
    expect_in_order(
        text, (const char *const[]){
                  "50.000 ms  ask       2 bytes are sent to usart2 at 9600",
                  "ask       2 bytes are sent to usart2 at 9600",
                  "reset     system", "ready: ", NULL});
    expect_status(text,
                  "exec $BOOT0 check " BOARD
                  "--rom v4.0 --ask send:usart2:9600:BO@50 "
                  "--ask send:usart2:9600:OT@51 "
                  "$IMAGES/mistake-e1-usart-9600.elf",
                  0);
    expect_status(text,
                  RUN "--until 100 --ask press:PA0,hold=30@10 "
                      "--ask press:PB1,hold=10us@20 "
                      "--ask press:PA1@50ms $IMAGES/soldered.elf",
                  0);
    expect_in_order(text, (const char *const[]){
                              "10.000 ms  ask       PA0 is pressed for 30 ms",
                              "20.000 ms  ask       PB1 is pressed for 0.01 ms",
                              "20.010 ms  ask       in vain: the pin was",
                              "40.000 ms  ask       in vain: the pin was",
                              "50.000 ms  ask       PA1 is pressed\n", NULL});
}

/* --- what is soldered to the part --- */

static void a_pin_charges_boot0(void **state)
{
    (void)state;
    check("--ask press:B1@50", "$IMAGES/soldered.elf", 1);
    expect_part(text, "\"verdict\":\t\"lost\"");
    check("--ask press:B1@50 --wire PB5:boot0", "$IMAGES/soldered.elf", 0);
    expect_part(text, "\"verdict\":\t\"rom\"");
    /* 5 ms are less than the tenth of 200 ms that it takes to charge. */
    check("--ask press:B1@50 --wire PB5:boot0,200ms", "$IMAGES/soldered.elf",
          1);
    expect_part(text, "\"verdict\":\t\"lost\"");
    check("--ask press:B1@50 --wire PB4:boot0", "$IMAGES/soldered.elf", 1);
    expect_part(text, "\"verdict\":\t\"lost\"");
}

static void run_shows_boot0(void **state)
{
    (void)state;
    expect_status(text,
                  RUN "--rom v4.1 --until 200 --ask press:B1@50 --wire "
                      "pb5:BOOT0,20ms $IMAGES/soldered.elf",
                  0);
    expect_in_order(text,
                    (const char *const[]){
                        "B1        pressed", "BOOT0     high: charged by PB5",
                        "reset     system", "by the hardware's boot selection",
                        "BOOT0 is high: no bank check",
                        "BOOT0     low: PB5 was released", NULL});
}

/* The firmware waits for a crystal: HSEBYP=0. */
static void a_crystal_is_not_the_clock_of_the_nucleo(void **state)
{
    static const struct {
        const char *option;
        bool lights;
    } cases[] = {{"", false},
                 {"--hse none", false},
                 {"--hse 8MHz", false},
                 {"--hse 8MHz,crystal", true}};
    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(line, sizeof line, RUN "--until 20 %s $IMAGES/soldered.elf",
                 cases[i].option);
        expect_status(text, line, 0);
        assert_int_equal(count_of(text, "LD2       on"), cases[i].lights);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_handler_that_idles_is_asked),
        cmocka_unit_test(the_call_waits_for_thread_mode),
        cmocka_unit_test(sleep_goes_on_after_the_call),
        cmocka_unit_test(an_ask_that_nobody_notices_is_told),
        cmocka_unit_test(a_line_has_its_pins),
        cmocka_unit_test(an_ask_that_is_noticed_is_not),
        cmocka_unit_test(none_obeys_until),
        cmocka_unit_test(a_button_is_held),
        cmocka_unit_test(a_button_pulls_its_pin_high),
        cmocka_unit_test(a_button_has_the_name_on_its_board),
        cmocka_unit_test(a_text_has_a_speed),
        cmocka_unit_test(a_text_that_is_not_the_command_is_ignored),
        cmocka_unit_test(several_are_made_in_turn),
        cmocka_unit_test(a_pin_charges_boot0),
        cmocka_unit_test(run_shows_boot0),
        cmocka_unit_test(a_crystal_is_not_the_clock_of_the_nucleo),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
