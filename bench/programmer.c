/* SPDX-License-Identifier: MIT */
#include "bench/programmer.h"

#include "bench/an3155_client.h"
#include "bench/dfuse_client.h"
#include "bench/programmer_link.h"
#include "bench/programmer_phase.h"

void programmer_begin(struct programmer *programmer,
                      const struct programmer_setup *setup, uint64_t now_us)
{
    *programmer = (struct programmer){.setup = *setup};
    programmer_link_begin(programmer);
    programmer_link_connect(programmer, now_us);
}

static void run_phase(struct programmer *programmer)
{
    switch (programmer->phase) {
    case PROGRAMMER_IDENTIFY: programmer_phase_identify(programmer); break;
    case PROGRAMMER_ERASE: programmer_phase_erase(programmer); break;
    case PROGRAMMER_WRITE: programmer_phase_write(programmer); break;
    case PROGRAMMER_VERIFY: programmer_phase_verify(programmer); break;
    default: programmer_phase_start(programmer);
    }
}

static void proceed(struct programmer *programmer)
{
    while (!programmer_ended(programmer) &&
           programmer_link_result(programmer) != CLIENT_BUSY) {
        if (programmer->stopping)
            programmer_phase_end(programmer, PROGRAMMER_STOPPED);
        else
            run_phase(programmer);
    }
}

void programmer_stop(struct programmer *programmer)
{
    programmer->stopping = true;
}

/* --- the line --- */

size_t programmer_output(struct programmer *programmer, uint64_t now_us,
                         void *bytes, size_t capacity)
{
    if (programmer_ended(programmer))
        return 0;
    return an3155_client_output(&programmer->an3155, now_us, bytes, capacity);
}

void programmer_input(struct programmer *programmer, uint64_t now_us,
                      const void *bytes, size_t count)
{
    const uint8_t *byte = bytes;
    for (; count && !programmer_ended(programmer); count--) {
        an3155_client_input(&programmer->an3155, now_us, byte++, 1);
        proceed(programmer);
    }
}

bool programmer_transfer(struct programmer *programmer, uint64_t now_us,
                         struct dfuse_transfer *transfer)
{
    return !programmer_ended(programmer) &&
           dfuse_client_transfer(&programmer->dfuse, now_us, transfer);
}

void programmer_answer(struct programmer *programmer, uint64_t now_us,
                       enum dfuse_end end, size_t actual)
{
    dfuse_client_answer(&programmer->dfuse, now_us, end, actual);
    proceed(programmer);
}

uint64_t programmer_due(const struct programmer *programmer)
{
    if (programmer_ended(programmer))
        return CLIENT_NEVER;
    return programmer->setup.link == PROGRAMMER_USB
               ? dfuse_client_due(&programmer->dfuse)
               : an3155_client_due(&programmer->an3155);
}

void programmer_time(struct programmer *programmer, uint64_t now_us)
{
    if (programmer_ended(programmer))
        return;
    if (programmer->setup.link == PROGRAMMER_USB)
        dfuse_client_time(&programmer->dfuse, now_us);
    else
        an3155_client_time(&programmer->an3155, now_us);
    proceed(programmer);
}

/* --- results --- */

enum programmer_flash programmer_flash(const struct programmer *programmer)
{
    if (programmer->whole)
        return PROGRAMMER_WHOLE;
    return programmer->touched ? PROGRAMMER_UNFINISHED : PROGRAMMER_UNCHANGED;
}

struct client_counts programmer_counts(const struct programmer *programmer)
{
    return programmer->setup.link == PROGRAMMER_USB ? programmer->dfuse.counts
                                                    : programmer->an3155.counts;
}
