/* SPDX-License-Identifier: MIT
 *
 * The real stm32flash as the host of USART1 of a part with a model ROM, over a
 * pty. Who includes it has included the part's host (f4_host.h, l4_host.h).
 */
#ifndef TESTS_ROM_STM32FLASH_CLIENT_H
#define TESTS_ROM_STM32FLASH_CLIENT_H

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { TEXT_SIZE = 1 << 16, NEW_SIZE = 20000, NEW_RUNS = 0x08000400 };

static struct chip chip;
static int master;
static char port[64], text[TEXT_SIZE], folder[] = "/tmp/stm32flash-XXXXXX";

/* What the program sends to the chip and the chip to it, for a millisecond. */
static void turn(void)
{
    uint8_t bytes[512];
    ssize_t count = read(master, bytes, sizeof bytes);
    if (count > 0)
        host_send(&chip, U1, bytes, (size_t)count);
    host_wait(&chip, PS_PER_MS);
    size_t got = serial_take(&chip, U1, bytes, sizeof bytes);
    assert_int_equal(write(master, bytes, got), got);
}

/* Runs stm32flash; its output is in `text`. It speaks 8N1 to the pty, which has
 * no parity; the cable makes 8E1 of it. */
static void client(const char *options)
{
    char command[512];
    snprintf(command, sizeof command,
             "stm32flash -m 8n1 -b 115200 %s %s >%s/log 2>&1", options, port,
             folder);
    pid_t child = fork();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    int status = -1;
    while (waitpid(child, &status, WNOHANG) == 0)
        turn();
    snprintf(command, sizeof command, "%s/log", folder);
    FILE *log = fopen(command, "r");
    assert_non_null(log);
    text[fread(text, 1, TEXT_SIZE - 1, log)] = 0;
    fclose(log);
    if (status)
        fail_msg("%s: status %d\n%s", options, status, text);
}

static void expect_part(const char *part)
{
    if (!strstr(text, part))
        fail_msg("no \"%s\" in\n%s", part, text);
}

/* A chip whose ROM is ready; nothing of the last one is on the line. */
static void client_connect(void)
{
    tcflush(master, TCIOFLUSH);
}

/* Writes, verifies and starts a new application, whose word 0 is HEAD. */
static void client_update(uint32_t head)
{
    static uint8_t image[NEW_SIZE], got[NEW_SIZE];
    char file[64], options[128];
    for (unsigned i = 0; i < NEW_SIZE; i++)
        image[i] = (uint8_t)(i * 7 + i / 251);
    const uint32_t vectors[] = {head, NEW_RUNS | 1};
    memcpy(image, vectors, sizeof vectors);
    memcpy(image + 0x400, (const uint8_t[]){0xFE, 0xE7}, 2);
    snprintf(file, sizeof file, "%s/new.bin", folder);
    FILE *out = fopen(file, "wb");
    assert_int_equal(fwrite(image, 1, NEW_SIZE, out), NEW_SIZE);
    fclose(out);
    snprintf(options, sizeof options, "-w %s -v -g 0x08000000", file);
    client(options);
    remove(file);
    expect_part("Wrote and verified address");
    expect_part("(100.00%) Done.");
    assert_true(chip_peek(&chip, 0x08000000, got, NEW_SIZE));
    assert_memory_equal(got, image, NEW_SIZE);
    host_wait(&chip, PS_PER_MS);
    assert_int_equal(chip.cpu.r[CPU_PC], NEW_RUNS);
}

static int set_up(void **state)
{
    (void)state;
    struct termios raw;
    master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || grantpt(master) || unlockpt(master) ||
        ptsname_r(master, port, sizeof port) || !mkdtemp(folder))
        return -1;
    tcgetattr(master, &raw);
    cfmakeraw(&raw);
    tcsetattr(master, TCSANOW, &raw);
    int slave = open(port, O_RDWR | O_NOCTTY); /* stays open: no hang-up */
    return fcntl(master, F_SETFL, O_NONBLOCK) || slave < 0;
}

static int tear_down(void **state)
{
    (void)state;
    char log[64];
    snprintf(log, sizeof log, "%s/log", folder);
    remove(log);
    return rmdir(folder);
}

#endif
