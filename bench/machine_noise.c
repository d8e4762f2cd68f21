/* SPDX-License-Identifier: MIT */
#include "bench/machine_noise.h"

enum { CHUNK = 4, EVERY_MS = 2, SYNC = 0x7F };

void machine_noise_start(struct machine *machine, const struct wiring *wiring)
{
    machine->noisy = wiring->noise;
    machine->noisy_ps = wiring->noise ? clock_ps(&machine->chip) : NEVER;
    for (unsigned i = 0; i < SERIAL_COUNT; i++)
        if (wiring->noise >> i & 1)
            serial_open(&machine->chip, i, MACHINE_BAUD);
}

/* Whatever is behind the first byte, it is another one each time (a generator
 * of full period: Hull and Dobell). */
static void chatter(struct machine *machine, unsigned line)
{
    uint8_t bytes[CHUNK] = {SYNC};
    for (unsigned i = 1; i < CHUNK; i++) {
        machine->chatter = (uint8_t)(machine->chatter * 141 + 89);
        bytes[i] = machine->chatter;
    }
    serial_send(&machine->chip, line, bytes, sizeof bytes);
}

uint64_t machine_noise_attend(struct machine *machine, uint64_t now)
{
    if (now < machine->noisy_ps)
        return machine->noisy_ps;
    for (unsigned i = 0; i < SERIAL_COUNT; i++)
        if (machine->noisy >> i & 1)
            chatter(machine, i);
    machine->noisy_ps = now + EVERY_MS * PS_PER_MS;
    return machine->noisy_ps;
}
