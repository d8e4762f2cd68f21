/* SPDX-License-Identifier: MIT */
#include "bench/cause_ask.h"

#include <inttypes.h>
#include <stdio.h>

#include "bench/cause_wait.h"
#include "bench/machine_usb_ask.h"

static const struct ask *ask_at(const struct scenario_run *run, unsigned index)
{
    return &run->campaign->asks->list[index];
}

static const char *listener(const struct scenario_run *run,
                            const struct ask *ask)
{
    return serial_listener(&run->machine.chip, ask->usart - 1)->name;
}

/* --- in vain --- */

/* A divider seldom makes a usual speed exactly; a host has the usual ones. */
static uint32_t usual(uint32_t baud)
{
    static const uint32_t speeds[] = {1200,   2400,   4800,   9600,   14400,
                                      19200,  38400,  57600,  115200, 230400,
                                      460800, 500000, 921600, 1000000};
    for (unsigned i = 0; i < sizeof speeds / sizeof *speeds; i++)
        if (baud * 50 > speeds[i] * 49 && baud * 50 < speeds[i] * 51)
            return speeds[i];
    return baud;
}

static void of_speed(const struct evidence *seen, const struct ask *ask)
{
    uint32_t baud = usual(seen->run->vain.baud);
    evidence_warn(
        seen, "ask", 0,
        "the ask was in vain: it was sent at %" PRIu32 " baud, and "
        "%s listens at %" PRIu32 ": --ask send:usart%u:%" PRIu32 ":TEXT?",
        ask_baud(ask), listener(seen->run, ask), baud, ask->usart, baud);
}

static void of_pins(const struct evidence *seen, const struct ask *ask)
{
    const struct chip *chip = &seen->run->machine.chip;
    const struct map_pin *tx = serial_pin(chip, ask->usart - 1, SIGNAL_TX);
    const struct map_pin *rx = serial_pin(chip, ask->usart - 1, SIGNAL_RX);
    evidence_warn(seen, "ask", 0,
                  "the ask was in vain: the board's line is on P%c%u (TX) and "
                  "P%c%u (RX), and the firmware's %s is on, but not connected "
                  "to them. Other pins have no line here: call the function "
                  "that handles the text (--ask call:SYMBOL)",
                  'A' + tx->port, tx->number, 'A' + rx->port, rx->number,
                  listener(seen->run, ask));
}

/* The verdict says nothing about how the firmware reacts to such an ask. */
static void of_vain(const struct evidence *seen)
{
    const struct scenario_run *run = seen->run;
    const struct ask *ask = ask_at(run, run->vain.ask);
    switch (run->vain.why) {
    case VAIN_NOT: break;
    case VAIN_OTHER:
        evidence_warn(seen, "ask", 0,
                      "the ask was in vain: what runs is not the image under "
                      "test");
        break;
    case VAIN_PIN:
        evidence_warn(seen, "ask", 0,
                      "the ask was in vain: while the pin was pressed the "
                      "firmware neither read its port nor waited for an edge "
                      "(EXTI). Another pin, or a later time (@500ms)?");
        break;
    case VAIN_LINE:
        evidence_warn(seen, "ask", 0,
                      "the ask was in vain: %s was off while the text was "
                      "sent. Another line, or a later time (@500ms)?",
                      listener(run, ask));
        break;
    case VAIN_PINS: of_pins(seen, ask); break;
    case VAIN_SPEED: of_speed(seen, ask); break;
    case VAIN_ABSENT:
    case VAIN_DEAF:
    case VAIN_INTERFACE:
    case VAIN_STALLED:
        evidence_warn(seen, "ask", 0, "the ask was in vain: %s",
                      machine_usb_ask_vain(run->vain.why, ask));
        break;
    }
}

/* --- ignored --- */

/* True: the image had every chance to react, and did nothing that ended. */
static bool ignored(const struct evidence *seen)
{
    const struct scenario_run *run = seen->run;
    return run->campaign->asks->count &&
           seen->result->verdict == VERDICT_LOST && !run->turns &&
           !run->visits && !seen->result->cause_count &&
           scenario_run_ask_over(run);
}

/* A press that changes nothing makes no edge. */
static void describe_press(const struct ask *ask, bool unchanged,
                           char text[FINDING_TEXT])
{
    static const char *const levels[] = {"low", "high"};
    char port = (char)('A' + ask->port);
    if (unchanged)
        snprintf(text, FINDING_TEXT,
                 "the press changed nothing: P%c%u was %s already. If the "
                 "button pulls it %s: --ask press:P%c%u%s",
                 port, ask->pin, levels[ask->high], levels[!ask->high], port,
                 ask->pin, ask->high ? "" : "=high");
    else
        snprintf(text, FINDING_TEXT,
                 "the button was held for %" PRIu64 " ms, and no reset and no "
                 "jump to the ROM followed. It can be held longer: --ask "
                 "press:P%c%u%s,hold=2s",
                 ask_duration_us(ask) / 1000, port, ask->pin,
                 ask->high ? "=high" : "");
}

static void describe(const struct machine *machine, char text[FINDING_TEXT])
{
    unsigned last = machine->asks->count - 1;
    const struct ask *ask = &machine->asks->list[last];
    switch (ask->kind) {
    case ASK_CALL:
        snprintf(text, FINDING_TEXT,
                 "%.200s was called, and no reset and no jump to the ROM "
                 "followed",
                 ask->symbol);
        break;
    case ASK_PRESS:
        describe_press(ask, machine->asked[last].unchanged, text);
        break;
    case ASK_SEND:
        snprintf(text, FINDING_TEXT,
                 "%s was sent the text at %" PRIu32 " baud, and no reset and "
                 "no jump to the ROM followed. Is it all of the command, with "
                 "its line end (\\r, \\n)?",
                 serial_listener(&machine->chip, ask->usart - 1)->name,
                 ask_baud(ask));
        break;
    case ASK_DETACH:
    case ASK_TOUCH:
        snprintf(text, FINDING_TEXT,
                 "the USB device took %s, and no reset and no jump to the ROM "
                 "followed",
                 ask_usb_words(ask));
        break;
    }
}

static void of_ignored(const struct evidence *seen)
{
    char text[FINDING_TEXT];
    describe(&seen->run->machine, text);
    evidence_warn(seen, "ask", 0, "%s", text);
}

/* The library's request leads nowhere while it is not in use. */
static void of_idle_library(const struct evidence *seen)
{
    char text[IMAGE_ERROR_SIZE];
    if (seen->result->verdict == VERDICT_LOST &&
        record_idle(seen->run->campaign->image, text))
        evidence_warn(seen, "library", 0, "%s", text);
}

/* The tool of the host sees its request fail, although it led to the reset. */
static void of_cut_request(const struct evidence *seen)
{
    const struct machine_usb_ask *asked = &seen->run->machine.usb_ask;
    if (asked->setup[0] == 0 ||
        (asked->status != USB_GONE && asked->status != USB_LOST))
        return;
    evidence_warn(seen, "G1", 0,
                  "the device left the bus before the control transfer of %s "
                  "had ended: the host reports an error",
                  ask_usb_words(ask_at(seen->run, asked->ask)));
}

void cause_ask_find(const struct evidence *seen)
{
    const struct scenario_run *run = seen->run;
    bool waits = seen->result->verdict == VERDICT_LOST && cause_wait_find(seen);
    bool made = run->machine.ask_next == run->campaign->asks->count;
    of_idle_library(seen);
    of_cut_request(seen);
    if (run->vain.why)
        of_vain(seen);
    else if (!made && !run->machine.in_rom)
        evidence_warn(seen, "ask", 0,
                      "the firmware was never asked: not until %.0f ms, the "
                      "end of the scenario (--ask ...@TIME, --until)",
                      (double)machine_ps(&run->machine) / PS_PER_MS);
    else if (!waits && ignored(seen))
        of_ignored(seen);
}
