/* SPDX-License-Identifier: MIT */
#include "bench/answers.h"

#include <stdlib.h>
#include <string.h>

#include "bench/family.h"
#include "bench/machine_run.h"

enum { SYNC = 0x7F, ACK = 0x79 };

/* A frame takes 95 us, and so does the answer. */
#define REST_PS  (PS_PER_MS / 5)
#define LIMIT_PS PS_PER_MS

static void wait(struct machine *copy, uint64_t ps, struct machine_event *event)
{
    uint64_t until = machine_ps(copy) + ps;
    do
        machine_run(copy, until, event);
    while (event->kind != MACHINE_TIME && event->kind != MACHINE_LEFT);
}

/* The line is at rest before the byte: a ROM without a pull-up has seen it
 * low. */
static bool sync(struct machine *copy)
{
    static const uint8_t byte = SYNC;
    uint8_t bytes[SERIAL_QUEUE];
    unsigned usart = family_of(&copy->chip)->usart;
    struct machine_event event;
    serial_open(&copy->chip, usart, MACHINE_BAUD);
    wait(copy, REST_PS, &event);
    machine_take(copy, usart, bytes, sizeof bytes);
    machine_send(copy, usart, &byte, 1);
    wait(copy, LIMIT_PS, &event);
    size_t count = machine_take(copy, usart, bytes, sizeof bytes);
    return event.kind == MACHINE_TIME && memchr(bytes, ACK, count);
}

bool answers_sync(const struct machine *machine)
{
    struct machine *copy = malloc(sizeof *copy);
    if (!copy)
        return false;
    machine_copy(copy, machine);
    bool answered = sync(copy);
    free(copy);
    return answered;
}
