/* SPDX-License-Identifier: MIT
 *
 * `boot0 run` from outside: its output, its exit status, its pty, and the
 * terminal as it was.
 */
#define _GNU_SOURCE /* posix_openpt, ptsname_r */
#include "tests/tools/busy_host.h"
#include "tests/tools/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>

/* For runs that a test ends: they end by themselves when the test fails. */
#define LIMIT "--until 60000 "

static char text[OUTPUT_SIZE];

/* --- the output --- */

/* The ROM is requested only with --ask. */
static void led_and_text_are_reported(void **state)
{
    (void)state;
    expect_status(text,
                  "$BOOT0 run --pace max --until 1200 "
                  "$IMAGES/nucleo-l073rz.elf",
                  0);
    expect_part(text, " board     stm32l073rz, ROM V4.1, BFB2=0, BOOT0=0");
    expect_part(text, " app       runs in bank 1");
    expect_part(text, " usart2    softboot0 demo v1, last request: none");
    assert_int_equal(count_of(text, " LD2       on\n"), 2);
    assert_int_equal(count_of(text, " LD2       off\n"), 2);
    expect_no_part(text, " reset ");
    expect_no_part(text, " ROM  ");
    expect_no_part(text, "not modelled");
    expect_no_part(text, " error ");
}

/* A pin that toggles a million times a second, then is high for good. */
static void an_led_that_flickers_is_told_once(void **state)
{
    (void)state;
    expect_status(text,
                  "$BOOT0 run --pace max --until 1000 $IMAGES/busy-led.elf", 0);
    assert_int_equal(count_of(text, "LD2       flickers"), 1);
    assert_true(count_of(text, " LD2 ") < 20);
    char *after = strstr(text, "flickers");
    assert_int_equal(count_of(after, " LD2       on\n"), 1);
    assert_int_equal(count_of(after, " LD2       off\n"), 0);
}

static void the_ask_leads_to_the_rom(void **state)
{
    (void)state;
    expect_status(text,
                  "$BOOT0 run --ask call:boot0_request --rom v4.0 --pace max "
                  "--until 30 $IMAGES/nucleo-l073rz.elf",
                  0);
    expect_part(text, "    10.000 ms  ask       boot0_request is called\n");
    expect_part(text, " reset     system\n");
    expect_part(text, "V4.0 (id byte 0x40) entered at 0x1FF00404 by a branch "
                      "from boot0_reset");
    expect_part(text, "this version has no bank check\n");
}

static void a_press_is_a_press(void **state)
{
    (void)state;
    expect_status(text,
                  "$BOOT0 run --ask press:PC13@40 --pace max --until 200 "
                  "$IMAGES/nucleo-l073rz.elf",
                  0);
    expect_part(text, "    40.000 ms  B1        pressed\n");
    expect_part(text, "usart2    B1 pressed: asking for the bootloader\n");
    /* An ordinary head: two passes, the second past the check. */
    expect_part(text, "a stack pointer in bank 1\n");
    expect_part(text, "bounced: it branches to 0x0800");
    expect_part(text, "entered at 0x1FF00368");
    expect_part(text, "entered past its bank check\n");
}

/* Without --until the run has no end at which check's finding is told. */
static void an_ask_without_effect_is_told(void **state)
{
    static const char ignored[] =
        "$BOOT0 run --ask send:usart2:boot@40 $IMAGES/nucleo-l073rz.elf";
    char script[200];
    (void)state;
    snprintf(script, sizeof script,
             "timeout -s INT 20 %s --pace max | grep -m1 effect", ignored);
    expect_status(text, script, 0);
    expect_part(text, "  ask       has no effect: for 500 ms no reset and no "
                      "jump to the ROM has followed\n");
    snprintf(script, sizeof script, "timeout -s INT 0.3 %s", ignored);
    command(text, script);
    expect_part(text, "ask       has no effect: for ");
    command(text, "timeout -s INT 0.3 $BOOT0 run --ask call:boot0_request@9s "
                  "$IMAGES/nucleo-l073rz.elf");
    expect_part(text, "ask       was not made before the end\n");
    command(text, "timeout -s INT 0.3 $BOOT0 run --ask call:boot0_request@40 "
                  "$IMAGES/nucleo-l073rz.elf");
    expect_part(text, "ROM       ");
    expect_no_part(text, "ask       has");
}

static void a_plain_jump_bounces_by_either_reading(void **state)
{
    (void)state;
    expect_status(text,
                  "$BOOT0 run --ask press:PC13@40 --pace max --until 60 "
                  "$IMAGES/original-once.elf",
                  0);
    expect_part(text, "bounced: it branches to");
    assert_int_equal(count_of(text, " reset     system\n"), 1);
    expect_status(text,
                  "$BOOT0 run --ask press:PC13@40 --pace max --until 60 "
                  "--reading bounce=reset $IMAGES/original-once.elf",
                  0);
    expect_part(text, "bounced: it resets the chip");
    assert_int_equal(count_of(text, " reset     system\n"), 2);
}

static void other_ways_into_the_rom_are_reported(void **state)
{
    (void)state;
    expect_status(text,
                  "$BOOT0 run --boot0 1 --ask none --pace max --until 20 "
                  "$IMAGES/nucleo-l073rz.elf",
                  0);
    expect_part(text, "by the hardware's boot selection\n");
    expect_part(text, "BOOT0 is high: no bank check\n");
    expect_status(text,
                  "$BOOT0 run --bfb2 1 --ask none --pace max --until 20 "
                  "$IMAGES/nucleo-l073rz.elf",
                  0);
    expect_part(text, "boots: it branches to");
    expect_part(text, " app       runs in bank 1\n");
    expect_status(text,
                  "$BOOT0 run --bfb2 1 --bank2 app --ask none --pace max "
                  "--until 20 $IMAGES/nucleo-l073rz.elf",
                  0);
    expect_part(text, "a stack pointer in bank 2\n");
    expect_part(text, " app       runs in bank 2\n");
    expect_status(text,
                  "$BOOT0 run --rom $IMAGES/rom-v4.0.bin --pace max "
                  "--ask call:boot0_request --until 20 "
                  "$IMAGES/nucleo-l073rz.elf",
                  0);
    expect_part(text, "own ROM (id byte 0x40) entered at 0x1FF00404");
    expect_no_part(text, "bank check");
}

static void a_function_that_is_not_there_is_not_called(void **state)
{
    (void)state;
    expect_status(text,
                  "$BOOT0 run --ask call:boot0_request --pace max "
                  "--until 20 $IMAGES/original-once.elf",
                  2);
    expect_part(text, "boot0: ");
    expect_part(text, "the library is not in it, so say how");
    expect_status(text,
                  "$BOOT0 run --ask call:_estack --pace max --until 20 "
                  "$IMAGES/original-once.elf",
                  2);
    expect_part(text, "no code at _estack");
}

static void the_end_is_at_its_time(void **state)
{
    (void)state;
    expect_status(text,
                  "$BOOT0 run --ask none --pace max --until 256 "
                  "$IMAGES/nucleo-l073rz.elf",
                  0);
    expect_no_part(text, "LD2");
    expect_status(text,
                  "$BOOT0 run --ask none --pace max --until 257 "
                  "$IMAGES/nucleo-l073rz.elf",
                  0);
    expect_part(text, "LD2       on");
}

/* Without a client the far end listens at the firmware's own speed, and to
 * USART1 too. */
static void text_is_heard_at_any_speed(void **state)
{
    (void)state;
    expect_status(text,
                  "$BOOT0 run --ask 'send:usart2:19200:echo\\n@60' --pace max "
                  "--until 90 $IMAGES/speeds.elf",
                  0);
    expect_part(text, " usart1    nine thousand six hundred\n");
    expect_part(text, " usart2    nineteen thousand two hundred\n");
    expect_part(text,
                "    60.000 ms  ask       5 bytes are sent to usart2 at 19200 "
                "baud\n");
    expect_part(text, " usart2    echo\n");
}

/* LPUART1 on PA2 and PA3 has the line of USART2, with its own speed and frame:
 * 9600 baud, 7O1. */
static void lpuart1_on_the_socket(void **state)
{
    (void)state;
    expect_status(text,
                  "$BOOT0 run --ask 'send:lpuart1:9600:echo\n@3000' --pace max "
                  "--until 3100 $IMAGES/lpuart.elf",
                  0);
    expect_part(text, " lpuart1   seven bits, odd parity\n");
    expect_part(
        text,
        "  3000.000 ms  ask       5 bytes are sent to lpuart1 at 9600 baud\n");
    expect_part(text, " lpuart1   echo\n");
    expect_no_part(text, "usart2");
    expect_no_part(text, "not modelled");
    expect_status(text,
                  "$BOOT0 run --lpuart1 stdio --pace max --until 4000 "
                  "$IMAGES/lpuart.elf 2>/dev/null </dev/null",
                  0);
    expect_part(text, "seven bits, odd parity");
    expect_no_part(text, "lpuart1");
    expect_status(text,
                  "$BOOT0 run --ask send:lpuart1:boot@5 --pace max --until 100 "
                  "$IMAGES/lpuart.elf",
                  0);
    expect_part(text, "ask       in vain: USART2 is off\n");
}

/* --- what is not modelled --- */

/* Reads a register of the AES block for ever. */
static const uint8_t reads_aes[] = {0x00, 0x10, 0x00, 0x20, 0x09, 0x00,
                                    0x00, 0x08, /* SP, reset vector */
                                    0x01, 0x48, /* ldr r0, =AES_CR */
                                    0x01, 0x68, /* 1: ldr r1, [r0] */
                                    0xFD, 0xE7, /* b 1b */
                                    0x00, 0x00, 0x00, 0x60, 0x02, 0x40};

/* A locked-up core is reported once, and time goes on. */
static const uint8_t locks_up[] = {0x00, 0x10, 0x00, 0x20, 0x09, 0x00, 0x00,
                                   0x08, 0x00, 0xDE, 0x00, 0xDE}; /* udf */

/* Runs a raw image with OPTIONS; expects STATUS. */
static void expect_image_status(const void *bytes, size_t size,
                                const char *options, int status)
{
    char script[200], path[] = "/tmp/boot0-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, size), size);
    close(file);
    snprintf(script, sizeof script,
             "$BOOT0 run --ask none --pace max %s %s; status=$?; rm %s; "
             "exit $status",
             options, path, path);
    expect_status(text, script, status);
}

static void what_is_not_modelled_is_named_once(void **state)
{
    static const char line[] = "not modelled: read of AES 0x40026000 at";
    (void)state;
    expect_image_status(reads_aes, sizeof reads_aes, "--until 50", 0);
    assert_int_equal(count_of(text, line), 1);
    expect_image_status(reads_aes, sizeof reads_aes, "--until 50 --strict", 1);
    assert_int_equal(count_of(text, line), 1);
}

static void a_lock_up_is_reported(void **state)
{
    (void)state;
    expect_image_status(locks_up, sizeof locks_up, "--until 200", 1);
    assert_int_equal(count_of(text, "fault     HardFault at 0x08000008\n"), 1);
    assert_int_equal(count_of(text, "fault     the core is locked up\n"), 1);
}

/* --- time --- */

static void real_pace_takes_its_time(void **state)
{
    (void)state;
    double start = seconds();
    expect_status(text,
                  "$BOOT0 run --ask none --until 600 "
                  "$IMAGES/nucleo-l073rz.elf",
                  0);
    assert_true(seconds() - start >= 0.6);
    const char *off = strstr(text, " ms  LD2       off");
    assert_non_null(off);
    assert_in_range(atoi(off - strlen("506.888")), 500, 510);
}

/* --- ends --- */

static void expect_end_by(int number)
{
    struct child child;
    text[0] = 0;
    command_start(&child, "exec $BOOT0 run " LIMIT "--ask none "
                          "$IMAGES/nucleo-l073rz.elf");
    assert_true(command_read(&child, text, "softboot0 demo v1"));
    kill(child.pid, number);
    command_read(&child, text, NULL);
    assert_int_equal(child.status, 0);
    command_end(&child);
}

static void signals_end_it_cleanly(void **state)
{
    (void)state;
    expect_end_by(SIGINT);
    expect_end_by(SIGTERM);
    expect_end_by(SIGHUP);
}

static void a_reader_that_has_gone_ends_it(void **state)
{
    (void)state;
    expect_status(text,
                  "$BOOT0 run --ask none --pace max "
                  "$IMAGES/nucleo-l073rz.elf | head -n 2",
                  0);
    assert_int_equal(count_of(text, "\n"), 2);
}

/* What waits for a reader ends by a signal: 124 of `timeout`, not 137. */
static void readers_that_never_come_do_not_hold_it(void **state)
{
    static const char script[] =
        "f=/tmp/boot0-fifo.$$; mkfifo $f; "
        "timeout -k 20 0.3 $BOOT0 run --ask none --pace max --trace $f "
        "$IMAGES/nucleo-l073rz.elf; echo opening $?; "
        "sleep 60 <$f & "
        "timeout -k 20 0.3 $BOOT0 run --ask none --pace max --trace $f "
        "$IMAGES/nucleo-l073rz.elf >/dev/null; echo trace $?; "
        "timeout -k 20 0.6 $BOOT0 run --ask none --pace max "
        "$IMAGES/nucleo-l073rz.elf >$f; echo timeline $?; "
        "kill $!; rm $f";
    (void)state;
    expect_status(text, script, 0);
    expect_part(text, "opening 124\n");
    expect_part(text, "trace 124\n");
    expect_part(text, "timeline 124\n");
}

/* A pipe that is read, but slowly, gets all of it, to the end of a line. */
static void a_slow_reader_loses_nothing(void **state)
{
    static const char script[] =
        "{ timeout -k 20 0.5 $BOOT0 run --ask none --pace max --trace - "
        "$IMAGES/nucleo-l073rz.elf 2>/dev/null; echo status $? >&2; } | "
        "{ for i in 1 2 3 4 5 6 7 8 9; do sleep 0.1; head -c 30000; done; cat; "
        "} | tail -c 1 | tr '\\n' E";
    (void)state;
    expect_status(text, script, 0);
    expect_part(text, "status 124\n");
    expect_part(text, "E");
}

static void a_full_disk_is_reported(void **state)
{
    (void)state;
    expect_status(text,
                  "$BOOT0 run --ask none --pace max --until 5 "
                  "$IMAGES/nucleo-l073rz.elf 2>&1 >/dev/full",
                  2);
    assert_string_equal(text, "boot0: stdout: what the board does cannot be "
                              "written: No space left on device\n");
}

/* .data with its load address in RAM: run has it, check and patch refuse it. */
static void initialised_ram_is_loaded_with_a_remark(void **state)
{
    (void)state;
    expect_status(text,
                  "$BOOT0 run --pace max --ask none --until 20 "
                  "$IMAGES/ram-data.elf",
                  0);
    expect_part(text, "board     4 bytes are put into RAM, from 0x20000000 on: "
                      "a debugger does so, but a real part does not have them "
                      "after power-on\n");
    expect_part(text, "LD2       on");
    expect_status(text, "$BOOT0 check $IMAGES/ram-data.elf 2>&1", 2);
    expect_part(text, "ram-data.elf: stores 0x20000000-0x20000003 in "
                      "RAM, which is empty after power-on; give it a load "
                      "address in flash (> RAM AT> FLASH)");
    assert_int_equal(count_of(text, "\n"), 1);
    expect_status(text, "$BOOT0 patch $IMAGES/ram-data.elf -o /tmp/x.elf 2>&1",
                  2);
    assert_int_equal(count_of(text, "\n"), 1);
}

/* --- the pty --- */

/* The path that boot0 prints, opened as a client does. */
static int open_printed_pty(struct child *child)
{
    text[0] = 0;
    assert_true(command_read(child, text, " usart2    is /dev/pts/"));
    char *path = strstr(text, "/dev/pts/");
    path[strcspn(path, "\n")] = 0;
    int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
    assert_true(fd >= 0);
    return fd;
}

static void set_speed(int fd, speed_t speed)
{
    struct termios line;
    assert_int_equal(tcgetattr(fd, &line), 0);
    cfsetspeed(&line, speed);
    assert_int_equal(tcsetattr(fd, TCSANOW, &line), 0);
}

/* Reads until PART comes or so many seconds have passed. */
static bool reads_within(int fd, char *seen, size_t size, const char *part,
                         unsigned most_s)
{
    size_t used = 0;
    double limit = seconds() + most_s;
    seen[0] = 0;
    while (!strstr(seen, part) && seconds() < limit) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        if (poll(&ready, 1, 100) <= 0)
            continue;
        ssize_t n = read(fd, seen + used, size - 1 - used);
        if (n > 0)
            used += (size_t)n;
        seen[used] = 0;
    }
    return strstr(seen, part);
}

static bool reads(int fd, char *seen, size_t size, const char *part)
{
    return reads_within(fd, seen, size, part, COMMAND_LIMIT_S);
}

/* Sends 0x7F until the ROM, which hears nothing before it has started, answers.
 */
static void synchronise(int fd)
{
    char seen[64];
    unsigned tries = 0;
    do
        assert_int_equal(write(fd, "\x7F", 1), 1);
    while (!reads_within(fd, seen, sizeof seen, "\x79", 1) &&
           ++tries < COMMAND_LIMIT_S);
    expect_part(seen, "\x79");
}

static void the_pty_carries_the_text(void **state)
{
    struct child child;
    char seen[1024];
    (void)state;
    command_start(&child, "exec $BOOT0 run " LIMIT "--ask none --usart2 pty "
                          "$IMAGES/nucleo-l073rz.elf");
    int fd = open_printed_pty(&child);
    assert_true(reads(fd, seen, sizeof seen, "\r\n"));
    expect_part(seen, "softboot0 demo v1, last request: none, ROM id 0x41");
    close(fd);
    kill(child.pid, SIGINT);
    command_read(&child, text, NULL);
    assert_int_equal(child.status, 0);
    expect_no_part(text, "softboot0 demo"); /* it is the client's */
    command_end(&child);
}

/* The client's speed is the line's: at half of it a text is not one. */
static void the_pty_has_the_clients_speed(void **state)
{
    struct child child;
    char seen[1024];
    (void)state;
    command_start(&child,
                  "exec $BOOT0 run " LIMIT "--boot0 1 --ask none --usart2 pty "
                  "$IMAGES/nucleo-l073rz.elf");
    int fd = open_printed_pty(&child);
    set_speed(fd, B19200);
    synchronise(fd);
    set_speed(fd, B9600); /* the ROM has measured 19200 */
    assert_int_equal(write(fd, "\x00\xFF", 2), 2);
    poll(NULL, 0, 200);
    ssize_t n = read(fd, seen, sizeof seen);
    assert_false(n > 0 && memchr(seen, 0x31, (size_t)n)); /* version V3.1 */
    close(fd);
    command_end(&child);
}

/* The library in two passes, then the real client, at the pace of the clock:
 * B1 is pressed, and the new image is there at a second look. */
static int program_the_board(char *client)
{
    struct child child;
    char script[256], *path;
    text[0] = 0;
    command_start(&child,
                  "exec $BOOT0 run " LIMIT "--ask press:PC13@20 --usart2 pty "
                  "$IMAGES/nucleo-l073rz.elf");
    assert_true(command_read(&child, text, "/dev/pts/"));
    path = strdup(strstr(text, "/dev/pts/"));
    path[strcspn(path, "\n")] = 0;
    assert_true(command_read(&child, text, "entered past its bank check"));
    snprintf(script, sizeof script,
             "head -c 700 $BOOT0 > /tmp/boot0-part.$$; stm32flash -m 8n1 "
             "-b 57600 -F 256:66 -v -w /tmp/boot0-part.$$ %s; status=$?; "
             "rm /tmp/boot0-part.$$; exit $status",
             path);
    int status = command(client, script);
    free(path);
    kill(child.pid, SIGINT);
    command_read(&child, text, NULL);
    assert_int_equal(child.status, 0);
    command_end(&child);
    return status;
}

static void a_real_client_programs_the_board(void **state)
{
    static const char done[] = "0x080002bc (100.00%) Done.";
    static char client[OUTPUT_SIZE];
    (void)state;
    unsigned tries = 1;
    while (program_the_board(client) != 0 && strstr(text, " is too busy: "))
        if (tries++ == BUSY_TRIES)
            skip();
    expect_part(client, done);
}

/* While it is stopped the chip stands still, and the clock goes on. */
static void a_busy_host_is_reported(void **state)
{
    struct child child;
    (void)state;
    command_start(&child, "exec $BOOT0 run " LIMIT "--ask none --usart2 pty "
                          "$IMAGES/nucleo-l073rz.elf");
    int fd = open_printed_pty(&child);
    assert_true(command_read(&child, text, "app       runs in bank 1"));
    kill(child.pid, SIGSTOP);
    poll(NULL, 0, 400);
    kill(child.pid, SIGCONT);
    assert_true(command_read(&child, text, "host      is too busy: the chip"));
    expect_part(text,
                "If a client times out, that is not the firmware's fault");
    close(fd);
    kill(child.pid, SIGINT);
    command_read(&child, text, NULL);
    assert_int_equal(child.status, 0);
    command_end(&child);
}

static void a_speed_out_of_range_is_reported(void **state)
{
    struct child child;
    (void)state;
    command_start(&child, "exec $BOOT0 run " LIMIT "--ask none --usart2 pty "
                          "$IMAGES/nucleo-l073rz.elf");
    int fd = open_printed_pty(&child);
    set_speed(fd, B300);
    assert_true(command_read(
        &child, text,
        "carries nothing: the client's 300 baud is not within 1200-1000000"));
    close(fd);
    kill(child.pid, SIGINT);
    command_read(&child, text, NULL);
    assert_int_equal(child.status, 0);
    command_end(&child);
}

/* --- the terminal --- */

struct screen {
    int master, slave;
    pid_t pid;
    struct termios before;
};

/* Runs boot0 in a session of its own on a terminal of its own. */
static void start_on_terminal(struct screen *screen, const char *script)
{
    char path[64];
    screen->master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(screen->master >= 0);
    assert_int_equal(grantpt(screen->master), 0);
    assert_int_equal(unlockpt(screen->master), 0);
    assert_int_equal(ptsname_r(screen->master, path, sizeof path), 0);
    screen->slave = open(path, O_RDWR | O_NOCTTY);
    assert_true(screen->slave >= 0);
    assert_int_equal(tcgetattr(screen->slave, &screen->before), 0);
    screen->pid = fork();
    if (screen->pid == 0) {
        setsid();
        ioctl(screen->slave, TIOCSCTTY, 0);
        for (int fd = 0; fd < 3; fd++)
            dup2(screen->slave, fd);
        close(screen->master);
        setenv("BOOT0", BOOT0, 1);
        setenv("IMAGES", BOOT0_IMAGE_DIR, 1);
        execl("/bin/sh", "sh", "-c", COMMAND_SHELL, "sh", script, (char *)NULL);
        _exit(99);
    }
    fcntl(screen->master, F_SETFL, O_NONBLOCK);
}

static bool is_raw(const struct screen *screen)
{
    struct termios now;
    assert_int_equal(tcgetattr(screen->slave, &now), 0);
    return !(now.c_lflag & (ICANON | ECHO));
}

static void expect_screen(struct screen *screen, const char *part)
{
    char seen[4096];
    if (!reads(screen->master, seen, sizeof seen, part)) {
        kill(screen->pid, SIGKILL);
        fail_msg("\"%s\" is not on the screen:\n%s", part, seen);
    }
}

static void expect_terminal_as_it_was(struct screen *screen)
{
    struct termios after;
    int status = -1;
    double limit = seconds() + COMMAND_LIMIT_S;
    while (waitpid(screen->pid, &status, WNOHANG) == 0 && seconds() < limit)
        poll(NULL, 0, 5);
    if (seconds() >= limit)
        kill(screen->pid, SIGKILL);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_int_equal(tcgetattr(screen->slave, &after), 0);
    assert_int_equal(after.c_iflag, screen->before.c_iflag);
    assert_int_equal(after.c_oflag, screen->before.c_oflag);
    assert_int_equal(after.c_lflag, screen->before.c_lflag);
    assert_int_equal(after.c_cflag, screen->before.c_cflag);
    assert_memory_equal(after.c_cc, screen->before.c_cc, sizeof after.c_cc);
    close(screen->slave);
    close(screen->master);
}

#define ON_STDIO "exec $BOOT0 run --usart2 stdio "

/* The demo runs, and the terminal is raw. */
static void start_demo_on_terminal(struct screen *screen)
{
    start_on_terminal(screen, ON_STDIO LIMIT "--ask none "
                                             "$IMAGES/nucleo-l073rz.elf");
    expect_screen(screen, "softboot0 demo v1");
    assert_true(is_raw(screen));
}

static void ctrl_c_leaves_the_terminal_as_it_was(void **state)
{
    struct screen screen;
    (void)state;
    start_demo_on_terminal(&screen);
    assert_int_equal(write(screen.master, "\x03", 1), 1);
    expect_terminal_as_it_was(&screen);
}

static void sigterm_leaves_the_terminal_as_it_was(void **state)
{
    struct screen screen;
    (void)state;
    start_demo_on_terminal(&screen);
    kill(screen.pid, SIGTERM);
    expect_terminal_as_it_was(&screen);
}

static void until_leaves_the_terminal_as_it_was(void **state)
{
    struct screen screen;
    (void)state;
    start_on_terminal(&screen, ON_STDIO "--ask none --until 100 "
                                        "$IMAGES/nucleo-l073rz.elf");
    expect_screen(&screen, "softboot0 demo v1");
    expect_terminal_as_it_was(&screen);
}

static void keys_go_to_the_chip_at_once(void **state)
{
    struct screen screen;
    (void)state;
    start_on_terminal(&screen,
                      ON_STDIO LIMIT "--boot0 1 --ask none "
                                     "$IMAGES/nucleo-l073rz.elf 2>/dev/null");
    double limit = seconds() + COMMAND_LIMIT_S;
    while (!is_raw(&screen) && seconds() < limit)
        poll(NULL, 0, 5);
    synchronise(screen.master); /* 0x7F is Backspace */
    assert_int_equal(write(screen.master, "\x03", 1), 1);
    expect_terminal_as_it_was(&screen);
}

/* Input that is no terminal: a file's bytes, and its end is not boot0's. */
static void stdio_may_be_a_file(void **state)
{
    (void)state;
    expect_status(text,
                  "printf '\\177' | $BOOT0 run --usart2 stdio --ask none "
                  "--pace max --until 40 $IMAGES/nucleo-l073rz.elf "
                  "2>/dev/null",
                  0);
    expect_part(text, "softboot0 demo v1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(led_and_text_are_reported),
        cmocka_unit_test(an_led_that_flickers_is_told_once),
        cmocka_unit_test(the_ask_leads_to_the_rom),
        cmocka_unit_test(a_press_is_a_press),
        cmocka_unit_test(an_ask_without_effect_is_told),
        cmocka_unit_test(a_plain_jump_bounces_by_either_reading),
        cmocka_unit_test(other_ways_into_the_rom_are_reported),
        cmocka_unit_test(a_function_that_is_not_there_is_not_called),
        cmocka_unit_test(the_end_is_at_its_time),
        cmocka_unit_test(text_is_heard_at_any_speed),
        cmocka_unit_test(lpuart1_on_the_socket),
        cmocka_unit_test(what_is_not_modelled_is_named_once),
        cmocka_unit_test(a_lock_up_is_reported),
        cmocka_unit_test(real_pace_takes_its_time),
        cmocka_unit_test(signals_end_it_cleanly),
        cmocka_unit_test(a_reader_that_has_gone_ends_it),
        cmocka_unit_test(readers_that_never_come_do_not_hold_it),
        cmocka_unit_test(a_slow_reader_loses_nothing),
        cmocka_unit_test(a_full_disk_is_reported),
        cmocka_unit_test(initialised_ram_is_loaded_with_a_remark),
        cmocka_unit_test(the_pty_carries_the_text),
        cmocka_unit_test(the_pty_has_the_clients_speed),
        cmocka_unit_test(a_real_client_programs_the_board),
        cmocka_unit_test(a_busy_host_is_reported),
        cmocka_unit_test(a_speed_out_of_range_is_reported),
        cmocka_unit_test(ctrl_c_leaves_the_terminal_as_it_was),
        cmocka_unit_test(sigterm_leaves_the_terminal_as_it_was),
        cmocka_unit_test(until_leaves_the_terminal_as_it_was),
        cmocka_unit_test(keys_go_to_the_chip_at_once),
        cmocka_unit_test(stdio_may_be_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
