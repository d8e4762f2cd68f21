/* SPDX-License-Identifier: MIT */
#include "tests/benchmark/benchmark_responder.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum {
    ACK = 0x79,
    GET = 0x00,
    GET_VERSION = 0x01,
    GET_ID = 0x02,
    READ = 0x11,
    WRITE = 0x31,
    ERASE = 0x44,
    FLASH_SIZE = 192 * 1024,
    ADDRESS_BYTES = 5, /* with the checksum */
    BLOCK = 256
};

struct device {
    int line;
    bool ended;
    uint8_t flash[FLASH_SIZE + BLOCK];
};

static void put(struct device *device, const void *bytes, size_t count)
{
    if (write(device->line, bytes, count) != (ssize_t)count)
        device->ended = true;
}

static void acknowledge(struct device *device)
{
    put(device, (const uint8_t[]){ACK}, 1);
}

/* Waits for COUNT bytes. */
static void get(struct device *device, uint8_t *bytes, size_t count)
{
    while (count && !device->ended) {
        struct pollfd ready = {.fd = device->line, .events = POLLIN};
        poll(&ready, 1, -1);
        ssize_t n = read(device->line, bytes, count);
        if (n > 0) {
            bytes += n;
            count -= (size_t)n;
        } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
            device->ended = true;
        }
    }
}

static uint8_t *get_address(struct device *device)
{
    uint8_t bytes[ADDRESS_BYTES] = {0};
    get(device, bytes, sizeof bytes);
    acknowledge(device);
    uint32_t offset = (uint32_t)bytes[1] << 16 | bytes[2] << 8 | bytes[3];
    return device->flash + (offset < FLASH_SIZE ? offset : FLASH_SIZE);
}

static void do_read(struct device *device)
{
    uint8_t *from = get_address(device), count[2] = {0}, answer[1 + BLOCK];
    get(device, count, sizeof count);
    answer[0] = ACK;
    memcpy(answer + 1, from, count[0] + 1u);
    put(device, answer, count[0] + 2u);
}

static void do_write(struct device *device)
{
    uint8_t *to = get_address(device), count = 0, sum;
    get(device, &count, 1);
    get(device, to, count + 1u);
    get(device, &sum, 1);
    acknowledge(device);
}

static void do_erase(struct device *device)
{
    uint8_t count[2] = {0}, page[2];
    get(device, count, sizeof count);
    unsigned pages = (count[0] << 8 | count[1]) + 1u;
    for (unsigned i = 0; i < pages && !device->ended; i++)
        get(device, page, sizeof page);
    get(device, page, 1);
    acknowledge(device);
}

static void answer(struct device *device, uint8_t command)
{
    static const uint8_t commands[] = {11,   0x31, 0x00, 0x01, 0x02, 0x11, 0x21,
                                       0x31, 0x44, 0x63, 0x73, 0x82, 0x92, ACK};
    acknowledge(device);
    switch (command) {
    case GET: put(device, commands, sizeof commands); break;
    case GET_VERSION: put(device, (const uint8_t[]){0x31, 0, 0, ACK}, 4); break;
    case GET_ID: put(device, (const uint8_t[]){1, 0x04, 0x47, ACK}, 4); break;
    case READ: do_read(device); break;
    case WRITE: do_write(device); break;
    case ERASE: do_erase(device); break;
    default: device->ended = true;
    }
}

void bench_respond(int line)
{
    static struct device device;
    uint8_t command[2];
    device = (struct device){.line = line};
    get(&device, command, 1); /* 0x7F */
    acknowledge(&device);
    while (!device.ended) {
        get(&device, command, sizeof command);
        if (!device.ended)
            answer(&device, command[0]);
    }
}
