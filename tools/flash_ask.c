/* SPDX-License-Identifier: MIT */
#include "tools/flash_ask.h"

#include <string.h>

#include "bench/refuse.h"
#include "tools/flash_link.h"
#include "tools/flash_report.h"
#include "tools/printable.h"

enum {
    LEAVE_US = 100000, /* firmware ends its output, and the ROM starts: a host
                          that sends too early is measured wrongly */
    POLL_US = 100000,
    NRST_US = 20000,      /* held low; UM1724's ST-LINK does it for 10 ms */
    ROM_START_US = 50000, /* AN2606: 0.6 ms, with the ramp of a supply before */
    FIRST_MS = 500, /* the ROM starts in less, when firmware leaves at once */
    LEAST_BAUD = 9600
};

static uint64_t wait_us(const struct flash_run *run)
{
    uint64_t given = run->given->wait_us;
    return given ? given : (uint64_t)FLASH_WAIT_MS * 1000;
}

/* --- a serial line --- */

/* A line that the text ends was begun by the bytes 0x7F before it. */
static bool send_text(struct flash_run *run)
{
    const char *text = run->given->text;
    size_t length = strlen(text);
    char last = text[length - 1];
    if (!flash_link_to_firmware(run))
        return false;
    port_discard(&run->port, 1000);
    if ((last == '\n' || last == '\r') && !port_write(&run->port, &last, 1))
        return false;
    bool sent = port_write(&run->port, text, length);
    port_drain(&run->port);
    return sent;
}

/* Keeps what the firmware says meanwhile, to show it if the ROM does not come.
 */
static void listen(struct flash_run *run, uint64_t for_us)
{
    size_t used = 0;
    uint64_t end_us = port_now_us() + for_us;
    for (uint64_t now_us; (now_us = port_now_us()) < end_us;) {
        int count = port_read(&run->port, run->said + used,
                              sizeof run->said - 1 - used, end_us - now_us);
        if (count < 0)
            break;
        used += (size_t)count;
        if (used == sizeof run->said - 1)
            break;
    }
    run->said[used] = 0;
}

bool flash_ask_reset(struct flash_run *run, bool boot0)
{
    const struct flash_options *options = run->given;
    bool low = !options->dtr_inverted, high = !options->rts_inverted;
    struct port *port = &run->port;
    if (!port_set_signals(port, low, boot0 ? high : !high))
        return false;
    port_sleep_us(NRST_US);
    if (!port_set_signals(port, !low, boot0 ? high : !high))
        return false;
    port_sleep_us(ROM_START_US);
    return port_set_signals(port, !low, !high);
}

static bool ask_line(struct flash_run *run, char *error)
{
    const struct flash_options *options = run->given;
    if (options->ask == FLASH_ASK_TEXT) {
        flash_report_say("ask", "%s is sent", options->ask_word);
        if (!send_text(run))
            return refuse(error, PORT_ERROR_SIZE, "%s: does not take the text",
                          options->port);
        listen(run, LEAVE_US);
    }
    if (options->ask == FLASH_ASK_LINES) {
        flash_report_say("ask", "reset with BOOT0 high, by DTR and RTS");
        if (!flash_ask_reset(run, true))
            return refuse(error, PORT_ERROR_SIZE,
                          "%s: has no DTR and RTS that can be set",
                          options->port);
    }
    run->asked = options->ask == FLASH_ASK_TEXT;
    return true;
}

/* Returns the next lower speed. */
static uint32_t lower_speed(uint32_t baud)
{
    static const uint32_t speeds[] = {921600, 460800, 230400, FLASH_BAUD};
    for (unsigned i = 0; i < sizeof speeds / sizeof *speeds; i++)
        if (speeds[i] < baud)
            return speeds[i];
    return baud;
}

/* A ROM that takes no speed above 115200 ignores a byte 0x7F that is faster. */
static bool fall_back(struct flash_run *run)
{
    while (run->baud > FLASH_BAUD && !terminal_ended() && !run->gone) {
        if (flash_link_look(run))
            return true;
        run->baud = lower_speed(run->baud);
    }
    return false;
}

/* Bytes that end what an earlier host began come soon, and then no more: a ROM
 * that starts in the middle of one measures its speed wrongly. */
static bool await_line(struct flash_run *run)
{
    uint64_t end_us = port_now_us() + wait_us(run);
    if (fall_back(run))
        return true;
    for (unsigned round = 0; !terminal_ended() && !run->gone; round++) {
        uint64_t now_us = port_now_us();
        uint64_t left_ms = end_us > now_us ? (end_us - now_us) / 1000 : 0;
        if (left_ms == 0)
            return false;
        if (round == 0 && left_ms > FIRST_MS)
            left_ms = FIRST_MS;
        if (flash_link_identify(run, (uint32_t)left_ms))
            return true;
    }
    return false;
}

/* What was said is one line here. */
static bool silent(struct flash_run *run, char *error)
{
    const char *said = printable(run->said);
    if (run->given->baud > FLASH_BAUD)
        return refuse(error, PORT_ERROR_SIZE,
                      "%s: no ROM answers, at %u baud or less; one that has "
                      "taken the first byte for another speed needs a reset, "
                      "and a lower --baud",
                      run->given->port, (unsigned)run->given->baud);
    if (*said)
        return refuse(error, PORT_ERROR_SIZE,
                      "%s: no ROM answers; the firmware said: %s",
                      run->given->port, said);
    if (run->given->ask == FLASH_ASK_LINES)
        return refuse(error, PORT_ERROR_SIZE,
                      "%s: no ROM answers; is DTR wired to NRST and RTS to "
                      "BOOT0? ,-dtr and ,-rts invert them",
                      run->given->port);
    return refuse(error, PORT_ERROR_SIZE,
                  "%s: no ROM answers; is this the port, is the part on, and "
                  "does its firmware know %s?",
                  run->given->port,
                  run->given->ask == FLASH_ASK_TEXT
                      ? "this --ask"
                      : "that it is to be updated (--ask)");
}

static bool enter_by_line(struct flash_run *run, char *error)
{
    if (flash_link_look(run))
        return true;
    if (terminal_ended() || run->gone)
        return refuse(error, PORT_ERROR_SIZE, "%s: the port has gone",
                      run->given->port);
    if (!ask_line(run, error))
        return false;
    return await_line(run) || silent(run, error);
}

/* --- USB --- */

static bool ask_device(struct flash_run *run, enum port_usb_kind kind,
                       char *error)
{
    enum flash_ask ask = run->given->ask;
    if (ask == FLASH_ASK_DEFAULT && kind == PORT_USB_RUNTIME)
        ask = FLASH_ASK_DETACH;
    if (ask != FLASH_ASK_DETACH && ask != FLASH_ASK_TOUCH)
        return true;
    flash_report_say("ask", "%s %s", run->device.text,
                     ask == FLASH_ASK_TOUCH ? "is touched with 1200 baud"
                                            : "is detached");
    run->asked = true;
    if (ask == FLASH_ASK_TOUCH)
        return port_usb_touch(&run->device, error);
    if (kind != PORT_USB_RUNTIME)
        return refuse(error, PORT_ERROR_SIZE,
                      "usb: %s has no DFU run-time interface to detach",
                      run->device.text);
    return port_usb_detach(&run->device, error);
}

static bool await_device(struct flash_run *run, char *error)
{
    uint64_t end_us = port_now_us() + wait_us(run);
    error[0] = 0;
    while (!terminal_ended() && port_now_us() < end_us) {
        if (port_usb_find(&run->device, error) == PORT_USB_ROM)
            return true;
        if (run->asked)
            port_usb_let_go(&run->device);
        port_sleep_us(POLL_US);
    }
    if (*error)
        return false;
    if (run->device.handle)
        return refuse(error, PORT_ERROR_SIZE,
                      "usb: %s has not left for the ROM, and --ask did not "
                      "ask it to",
                      run->device.text);
    if (!run->asked)
        return refuse(error, PORT_ERROR_SIZE,
                      "usb: there is no ROM (0483:df11), and nothing that can "
                      "be asked for it");
    return refuse(error, PORT_ERROR_SIZE,
                  "usb: %s was asked, and no ROM (0483:df11) has come; it may "
                  "refuse (boot0_outcome() says why)",
                  run->device.text);
}

static bool enter_by_usb(struct flash_run *run, char *error)
{
    enum port_usb_kind kind = port_usb_find(&run->device, error);
    if (kind == PORT_USB_MANY || kind == PORT_USB_FAILED)
        return false;
    if (kind == PORT_USB_RUNTIME || kind == PORT_USB_CDC) {
        if (!ask_device(run, kind, error))
            return false;
        if (run->asked)
            port_usb_follow(&run->device);
    }
    if (kind != PORT_USB_ROM && !await_device(run, error))
        return false;
    port_usb_follow(&run->device);
    return flash_link_identify(run, 0) ||
           refuse(error, PORT_ERROR_SIZE, "usb: %s does not answer",
                  run->device.text);
}

bool flash_ask(struct flash_run *run, char *error)
{
    error[0] = 0;
    return run->usb ? enter_by_usb(run, error) : enter_by_line(run, error);
}
