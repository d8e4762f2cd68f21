/* SPDX-License-Identifier: MIT */
#include "tools/host/reset_lines.h"

#include "bench/machine_run.h"

void reset_lines_open(struct reset_lines *lines, const struct machine *machine)
{
    *lines = (struct reset_lines){.idle_boot0 = machine->chip.board.boot0};
}

/* A client lets go of BOOT0: the board's own level comes back. */
static void follow_boot0(struct reset_lines *lines, struct machine *machine,
                         bool set, bool high)
{
    if (set)
        chip_boot0(&machine->chip, high || lines->idle_boot0);
    else if (lines->boot0_set)
        chip_boot0(&machine->chip, lines->idle_boot0);
    lines->boot0_set = set;
}

void reset_lines_follow(struct reset_lines *lines, struct machine *machine,
                        struct cable *const cables[SERIAL_COUNT])
{
    bool set = false, high = false, low = false;
    for (unsigned usart = 0; usart < SERIAL_COUNT; usart++) {
        const struct cable *cable = cables[usart];
        if (!cable)
            continue;
        const struct line_signals *signals = &cable->jack.set.signals;
        set |= signals->rts_set;
        high |= signals->rts_set && signals->rts != cable->rts_inverted;
        low |= signals->dtr_set && signals->dtr != cable->dtr_inverted;
    }
    follow_boot0(lines, machine, set, high);
    if (lines->nrst_low && !low)
        machine_reset(machine, RESET_PIN);
    lines->nrst_low = low;
}
