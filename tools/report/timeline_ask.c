/* SPDX-License-Identifier: MIT */
#include "tools/report/timeline_ask.h"

#include <string.h>

#include "bench/exception_name.h"
#include "bench/machine_usb_ask.h"
#include "chip/boards.h"
#include "tools/report/timeline_text.h"

static const struct ask *ask_of(const struct timeline *timeline, unsigned index)
{
    return &timeline->asks->list[index];
}

static void print_call(struct timeline *timeline, const struct ask *ask,
                       unsigned handler)
{
    char name[EXCEPTION_TEXT];
    if (!handler) {
        timeline_print(timeline, "ask", "%s is called", ask->symbol);
        return;
    }
    exception_format(&timeline->machine->chip, handler, name);
    timeline_print(timeline, "ask",
                   "%s is called as an interrupt would call it: the handler of "
                   "%s has not ended for %d ms",
                   ask->symbol, name, MACHINE_WAIT_MS);
}

static const char *listener(const struct timeline *timeline,
                            const struct ask *ask)
{
    return serial_listener(&timeline->machine->chip, ask->usart - 1)->name;
}

static void print_pins(struct timeline *timeline, const struct ask *ask)
{
    const struct chip *chip = &timeline->machine->chip;
    const struct map_pin *tx = serial_pin(chip, ask->usart - 1, SIGNAL_TX);
    const struct map_pin *rx = serial_pin(chip, ask->usart - 1, SIGNAL_RX);
    timeline_print(timeline, "ask",
                   "in vain: the line is on P%c%u and P%c%u, and %s is not "
                   "connected to them",
                   'A' + tx->port, tx->number, 'A' + rx->port, rx->number,
                   listener(timeline, ask));
}

void timeline_ask_vain(struct timeline *timeline,
                       const struct machine_vain_ask *vain)
{
    const struct ask *ask = ask_of(timeline, vain->ask);
    switch (vain->why) {
    case VAIN_NOT: break;
    case VAIN_OTHER:
        timeline_print(timeline, "ask",
                       "in vain: the image to ask does not run");
        break;
    case VAIN_PIN:
        timeline_print(timeline, "ask",
                       "in vain: the pin was neither read nor waited for "
                       "(EXTI)");
        break;
    case VAIN_LINE:
        timeline_print(timeline, "ask", "in vain: %s is off",
                       listener(timeline, ask));
        break;
    case VAIN_PINS: print_pins(timeline, ask); break;
    case VAIN_SPEED:
        timeline_print(timeline, "ask",
                       "in vain: it was sent at %u baud, and %s listens at %u",
                       (unsigned)ask_baud(ask), listener(timeline, ask),
                       (unsigned)vain->baud);
        break;
    case VAIN_ABSENT:
    case VAIN_DEAF:
    case VAIN_INTERFACE:
    case VAIN_STALLED:
        timeline_print(timeline, "ask", "in vain: %s",
                       machine_usb_ask_vain(vain->why, ask));
        break;
    }
}

static void print_sent(struct timeline *timeline, const struct ask *ask)
{
    const struct machine *machine = timeline->machine;
    char who[TIMELINE_WHO], baud[32] = "";
    if (ask->baud)
        snprintf(baud, sizeof baud, " at %u baud", (unsigned)ask->baud);
    size_t count = strlen(ask->text);
    timeline_print(
        timeline, "ask", "%zu byte%s sent to %s%s", count,
        count == 1 ? " is" : "s are",
        timeline_text_who(serial_listener(&machine->chip, ask->usart - 1), who),
        baud);
}

/* True: a finger on the board's button does that. */
static bool is_button(const struct board_info *board, const struct ask *ask)
{
    const struct board_pin *button = &board->button;
    return board->has_button && ask->port == button->port &&
           ask->pin == button->number && ask->high == !button->active_low;
}

/* The hold time is told when it is not the usual one. */
static void print_press(struct timeline *timeline, const struct ask *ask)
{
    const struct board_info *board = timeline->machine->board;
    char hold[48] = "";
    bool button = is_button(board, ask);
    const char *how = ask->high && !button ? "pulled high" : "pressed";
    if (ask->hold_us)
        snprintf(hold, sizeof hold, " for %.10g ms",
                 (double)ask->hold_us / 1000);
    if (button)
        timeline_print(timeline, board->button_name, "%s%s", how, hold);
    else
        timeline_print(timeline, "ask", "P%c%u is %s%s", "ABCDEFGH"[ask->port],
                       ask -> pin, how, hold);
}

void timeline_ask_made(struct timeline *timeline,
                       const struct machine_event_asked *asked)
{
    const struct ask *ask = ask_of(timeline, asked->ask);
    switch (ask->kind) {
    case ASK_CALL: print_call(timeline, ask, asked->handler); break;
    case ASK_PRESS: print_press(timeline, ask); break;
    case ASK_SEND: print_sent(timeline, ask); break;
    case ASK_DETACH:
        timeline_print(timeline, "ask", "the USB host sends DFU_DETACH");
        break;
    case ASK_TOUCH:
        timeline_print(timeline, "ask",
                       "the USB host opens the serial port at 1200 baud and "
                       "closes it");
        break;
    }
}
