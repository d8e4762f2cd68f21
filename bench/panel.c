/* SPDX-License-Identifier: MIT */
#include "bench/panel.h"

#include <string.h>

#include "bench/machine_run.h"
#include "bench/machine_wire.h"
#include "chip/boards.h"

void panel_open(struct panel *panel, struct machine *machine)
{
    *panel = (struct panel){.machine = machine, .release_ps = NEVER};
}

const char *panel_button(const struct panel *panel)
{
    const struct board_info *board = panel->machine->board;
    return board->has_button ? board->button_name : NULL;
}

void panel_press(struct panel *panel, unsigned ms)
{
    struct machine *machine = panel->machine;
    const struct board_pin *button = &machine->board->button;
    panel->down = true;
    panel->release_ps = ms ? machine_ps(machine) + ms * PS_PER_MS : NEVER;
    chip_pin_drive(&machine->chip, button->port, button->number,
                   !button->active_low);
}

void panel_release(struct panel *panel)
{
    const struct board_pin *button = &panel->machine->board->button;
    if (!panel->down)
        return;
    panel->down = false;
    panel->release_ps = NEVER;
    chip_pin_release(&panel->machine->chip, button->port, button->number);
}

bool panel_attend(struct panel *panel)
{
    if (machine_ps(panel->machine) < panel->release_ps)
        return false;
    panel_release(panel);
    return true;
}

void panel_reset(struct panel *panel)
{
    machine_reset(panel->machine, RESET_PIN);
}

void panel_power(struct panel *panel)
{
    machine_wire_discharge(panel->machine);
    machine_reset(panel->machine, RESET_POWER);
}

size_t panel_send(struct panel *panel, unsigned usart, const char *text)
{
    struct chip *chip = &panel->machine->chip;
    if (!serial_state(chip, usart)->baud)
        serial_open(chip, usart, MACHINE_BAUD);
    return machine_send(panel->machine, usart, text, strlen(text));
}

bool panel_boot0(struct panel *panel)
{
    struct chip *chip = &panel->machine->chip;
    chip_boot0(chip, !chip->board.boot0);
    return chip->board.boot0;
}
