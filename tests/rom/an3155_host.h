/* SPDX-License-Identifier: MIT
 *
 * A host that speaks AN3155 to a model ROM, byte by byte, over the cable of a
 * USART of the virtual chip, whatever its family. Who includes it defines
 * host_check_events().
 */
#ifndef TESTS_ROM_AN3155_HOST_H
#define TESTS_ROM_AN3155_HOST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "chip/chip.h"
#include "chip/core/fast.h"

enum { ACK = 0x79, NACK = 0x1F };

/* Fails on events that a ROM must not cause, and forgets the others. */
static inline void host_check_events(struct chip *chip);

/* The SIZE bytes of build/firmware/rom-VERSION.bin. */
static inline void rom_read_file(const char *version, uint8_t *rom, size_t size)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/rom-%s.bin", BOOT0_IMAGE_DIR, version);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s: cannot open", path);
    assert_int_equal(fread(rom, 1, size, file), size);
    assert_int_equal(fgetc(file), EOF);
    fclose(file);
}

static inline uint64_t host_now(const struct chip *chip)
{
    return clock_ps(chip);
}

/* Lets time pass and ignores events. False: the core is locked up. */
static inline bool host_wait(struct chip *chip, uint64_t ps)
{
    static struct decoder decoder;
    uint64_t end = host_now(chip) + ps;
    while (host_now(chip) < end) {
        enum stop stop = fast_run_to(chip, &decoder, end);
        if (stop == STOP_LOCKUP)
            return false;
        host_check_events(chip);
    }
    return true;
}

/* --- bytes --- */

static inline void host_send(struct chip *chip, unsigned usart,
                             const void *bytes, size_t count)
{
    const uint8_t *from = bytes;
    while (count) {
        size_t sent = serial_send(chip, usart, from, count);
        from += sent;
        count -= sent;
        if (count)
            host_wait(chip, 100 * PS_PER_MS);
    }
}

/* Takes up to COUNT bytes within MS; returns how many came. */
static inline size_t host_receive(struct chip *chip, unsigned usart,
                                  void *bytes, size_t count, unsigned ms)
{
    uint64_t end = host_now(chip) + ms * PS_PER_MS;
    size_t got = 0;
    for (;;) {
        got += serial_take(chip, usart, (uint8_t *)bytes + got, count - got);
        if (got == count || host_now(chip) >= end ||
            !host_wait(chip, 50 * PS_PER_US))
            return got;
    }
}

/* One byte within 6 s, or -1. */
static inline int host_byte(struct chip *chip, unsigned usart)
{
    uint8_t byte;
    return host_receive(chip, usart, &byte, 1, 6000) ? byte : -1;
}

static inline void host_expect_at(struct chip *chip, unsigned usart,
                                  const uint8_t *want, size_t count,
                                  const char *file, int line)
{
    uint8_t got[600] = {0};
    assert_true(count <= sizeof got);
    size_t n = host_receive(chip, usart, got, count, 6000);
    if (n == count && memcmp(got, want, count) == 0)
        return;
    print_error("USART%u: got %zu of %zu bytes:", usart + 1, n, count);
    for (size_t i = 0; i < n; i++)
        print_error(" %02X", got[i]);
    print_error("\nwant:");
    for (size_t i = 0; i < count; i++)
        print_error(" %02X", want[i]);
    print_error("\n");
    _fail(file, line);
}

#define BYTES(...)                                                             \
    (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})
#define send_bytes(chip, usart, ...) host_send(chip, usart, BYTES(__VA_ARGS__))
#define expect(chip, usart, ...)                                               \
    host_expect_at(chip, usart, BYTES(__VA_ARGS__), __FILE__, __LINE__)

/* Nothing comes for MS. */
static inline void host_expect_silence_at(struct chip *chip, unsigned usart,
                                          unsigned ms, const char *file,
                                          int line)
{
    uint8_t byte;
    if (!host_receive(chip, usart, &byte, 1, ms))
        return;
    print_error("USART%u: got 0x%02X, want silence\n", usart + 1, byte);
    _fail(file, line);
}

#define expect_silence(chip, usart, ms)                                        \
    host_expect_silence_at(chip, usart, ms, __FILE__, __LINE__)

/* --- frames --- */

static inline uint8_t host_xor(const uint8_t *bytes, size_t count)
{
    uint8_t sum = 0;
    while (count--)
        sum ^= *bytes++;
    return sum;
}

/* A block and its XOR. */
static inline void host_block(struct chip *chip, unsigned usart,
                              const uint8_t *bytes, size_t count)
{
    uint8_t sum = host_xor(bytes, count);
    host_send(chip, usart, bytes, count);
    host_send(chip, usart, &sum, 1);
}

static inline int host_command(struct chip *chip, unsigned usart, uint8_t code)
{
    send_bytes(chip, usart, code, (uint8_t)~code);
    return host_byte(chip, usart);
}

static inline int host_address(struct chip *chip, unsigned usart,
                               uint32_t address)
{
    const uint8_t bytes[] = {(uint8_t)(address >> 24), (uint8_t)(address >> 16),
                             (uint8_t)(address >> 8), (uint8_t)address};
    host_block(chip, usart, bytes, sizeof bytes);
    return host_byte(chip, usart);
}

/* --- commands: the last ACK or NACK, or -1 --- */

static inline int host_sync(struct chip *chip, unsigned usart)
{
    send_bytes(chip, usart, 0x7F);
    return host_byte(chip, usart);
}

static inline int host_read(struct chip *chip, unsigned usart, uint32_t address,
                            void *bytes, size_t count)
{
    int answer = host_command(chip, usart, 0x11);
    if (answer == ACK)
        answer = host_address(chip, usart, address);
    if (answer != ACK)
        return answer;
    uint8_t n = (uint8_t)(count - 1);
    send_bytes(chip, usart, n, (uint8_t)~n);
    answer = host_byte(chip, usart);
    if (answer == ACK && host_receive(chip, usart, bytes, count, 6000) != count)
        return -1;
    return answer;
}

static inline int host_write(struct chip *chip, unsigned usart,
                             uint32_t address, const void *bytes, size_t count)
{
    uint8_t block[257];
    int answer = host_command(chip, usart, 0x31);
    if (answer == ACK)
        answer = host_address(chip, usart, address);
    if (answer != ACK)
        return answer;
    block[0] = (uint8_t)(count - 1);
    memcpy(block + 1, bytes, count);
    host_block(chip, usart, block, count + 1);
    return host_byte(chip, usart);
}

static inline int host_erase(struct chip *chip, unsigned usart,
                             const uint16_t *pages, size_t count)
{
    uint8_t block[2 + 2 * 1600];
    assert_true(count <= 1600);
    int answer = host_command(chip, usart, 0x44);
    if (answer != ACK)
        return answer;
    block[0] = (uint8_t)((count - 1) >> 8);
    block[1] = (uint8_t)(count - 1);
    for (size_t i = 0; i < count; i++) {
        block[2 + 2 * i] = (uint8_t)(pages[i] >> 8);
        block[3 + 2 * i] = (uint8_t)pages[i];
    }
    host_block(chip, usart, block, 2 + 2 * count);
    return host_byte(chip, usart);
}

static inline int host_go(struct chip *chip, unsigned usart, uint32_t address)
{
    int answer = host_command(chip, usart, 0x21);
    return answer == ACK ? host_address(chip, usart, address) : answer;
}

static inline int host_write_protect(struct chip *chip, unsigned usart,
                                     const uint8_t *sectors, size_t count)
{
    uint8_t block[257];
    int answer = host_command(chip, usart, 0x63);
    if (answer != ACK)
        return answer;
    block[0] = (uint8_t)(count - 1);
    memcpy(block + 1, sectors, count);
    host_block(chip, usart, block, count + 1);
    return host_byte(chip, usart);
}

#endif
