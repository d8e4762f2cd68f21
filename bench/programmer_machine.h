/* SPDX-License-Identifier: MIT
 *
 * A programmer at the USART or the USB socket of a machine, in virtual time.
 * The ROM must have been entered, or be about to be.
 *
 *     programmer_machine_begin(&bench, &machine, &setup, USART_2);
 *     while (programmer_machine_step(&bench, &machine, &event))
 *         ... each event of the machine, MACHINE_TIME too
 *
 * A fork is programmer_machine_copy() beside a copy of the machine.
 */
#ifndef BENCH_PROGRAMMER_MACHINE_H
#define BENCH_PROGRAMMER_MACHINE_H

#include "bench/machine.h"
#include "bench/programmer.h"

enum { PROGRAMMER_MACHINE_READY_MS = 5000 /* for a USB device to come */ };

struct programmer_machine {
    struct programmer programmer;
    unsigned usart;    /* PROGRAMMER_USART: USART_1, USART_2 */
    bool flying;       /* a USB transfer is under way */
    uint64_t until_ps; /* USB: when a device that has not come is gone */
};

/* Begins a session now. The line of USART is opened at setup->baud (0 =
 * MACHINE_BAUD); the USB cable is plugged in if it is not. */
void programmer_machine_begin(struct programmer_machine *bench,
                              struct machine *machine,
                              const struct programmer_setup *setup,
                              unsigned usart);

/* Runs the machine to its next event, or to what the programmer waits for
 * (MACHINE_TIME). False: the session has ended; *EVENT is the last one. */
bool programmer_machine_step(struct programmer_machine *bench,
                             struct machine *machine,
                             struct machine_event *event);

/* Copies a session; MACHINE is the copy of its machine. */
void programmer_machine_copy(struct programmer_machine *bench,
                             const struct programmer_machine *from,
                             struct machine *machine);

#endif
