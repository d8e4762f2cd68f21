/* SPDX-License-Identifier: MIT */
#include "bench/programmer_phase.h"

#include "bench/programmer_link.h"

void programmer_phase_end(struct programmer *programmer,
                          enum programmer_end end)
{
    programmer->end = end;
}

void programmer_phase_fail(struct programmer *programmer)
{
    static const enum programmer_end ends[] = {
        [CLIENT_SILENT] = PROGRAMMER_SILENT,
        [CLIENT_GONE] = PROGRAMMER_GONE,
        [CLIENT_FOREIGN] = PROGRAMMER_FOREIGN,
        [CLIENT_PROTECTED] = PROGRAMMER_PROTECTED,
        [CLIENT_REFUSED] = PROGRAMMER_REFUSED,
        [CLIENT_UNSURE] = PROGRAMMER_BROKEN,
        [CLIENT_BROKEN] = PROGRAMMER_BROKEN,
    };
    programmer->end = ends[programmer_link_result(programmer)];
}

void programmer_phase_enter(struct programmer *programmer,
                            enum programmer_phase phase, uint32_t total)
{
    programmer->phase = phase;
    programmer->step = programmer->tries = 0;
    programmer->done = 0;
    programmer->total = total;
    programmer->cursor = (struct flash_cursor){0, 0};
}
