/* SPDX-License-Identifier: MIT
 *
 * Builds a machine: option bytes, ROM, flash contents, and the power switch.
 */
#ifndef BENCH_MACHINE_SETUP_H
#define BENCH_MACHINE_SETUP_H

#include "bench/machine.h"
#include "bench/wiring.h"

/* The parts of the board. All zero but part, image: BFB2=0, BOOT0 low, RDP
 * 0, bank 2 blank, the hardware watchdog (wdg_sw = 0!). */
struct machine_setup {
    const struct part *part;
    const struct board_info *board; /* NULL = boards_of() the part */
    const struct image *image;
    unsigned rom;
    const uint8_t *rom_bytes; /* a user's own image, else NULL */
    struct readings readings; /* of a model ROM, and of the chip */
    enum bank2_kind bank2;
    const struct image *bank2_image; /* BANK2_FILE only */
    unsigned bfb2, boot0, rdp, wdg_sw;
    struct wiring wiring;
    struct decoder *decoder; /* for speed, may be shared; NULL = without */
    bool strict;             /* stop at the first access that is not modelled */
    bool early;              /* MACHINE_MAIN is the first instruction of the
                                application's reset handler, so that it comes
                                at the same time without symbols */
    bool guard;              /* report MACHINE_ASTRAY */
    unsigned events; /* further kinds to report: mask of 1 << enum event_kind,
                        of EVENT_PIN, EVENT_VECTOR, EVENT_UNMODELLED,
                        EVENT_FIRMWARE, EVENT_NVM */
};

/* Builds the board and switches it on. The image must fit the part. */
void machine_start(struct machine *machine, const struct machine_setup *setup);

/* Changes a reading that nothing has depended on so far. */
void machine_change_reading(struct machine *machine, unsigned reading,
                            unsigned value);

/* Makes the ROM's reads of its readings events, each once more. */
void machine_watch_readings(struct machine *machine, unsigned rom);

#endif
