/* SPDX-License-Identifier: MIT */
#include "tools/flash_link.h"

#include "tools/flash_report.h"
#include "tools/options_flash.h"

enum {
    PULSE_US = 100000, /* how long a signal can wait to be seen */
    QUIET_US = 20000,
    LOOK_MS = 250, /* a ROM that is up answers at once */
    BYTES = FLASH_EARLY
};

bool flash_link_open(struct flash_run *run, char *error)
{
    const char *serial;
    run->usb = flash_options_usb(run->given, &serial);
    run->baud = run->given->baud ? run->given->baud : FLASH_BAUD;
    return run->usb ? port_usb_open(&run->device, serial, error)
                    : port_open(&run->port, run->given->port, error);
}

void flash_link_close(struct flash_run *run)
{
    if (run->usb)
        port_usb_close(&run->device);
    else
        port_close(&run->port);
}

/* --- a turn of the session --- */

static uint64_t time_left(struct programmer *programmer, uint64_t now_us)
{
    uint64_t due_us = programmer_due(programmer);
    uint64_t left_us = due_us > now_us ? due_us - now_us : 0;
    return left_us < PULSE_US ? left_us : PULSE_US;
}

static void send_output(struct flash_run *run)
{
    uint8_t bytes[BYTES];
    size_t count =
        programmer_output(&run->programmer, port_now_us(), bytes, sizeof bytes);
    if (count && !port_write(&run->port, bytes, count))
        run->gone = true;
}

/* What comes behind the answer that ends the session is the firmware's. */
static void take_input(struct flash_run *run, uint64_t now_us,
                       const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (programmer_ended(&run->programmer))
            run->early[run->early_count++] = bytes[i];
        else
            programmer_input(&run->programmer, now_us, bytes + i, 1);
}

static void turn_usart(struct flash_run *run)
{
    struct programmer *programmer = &run->programmer;
    uint8_t bytes[BYTES];
    send_output(run);
    int count = port_read(&run->port, bytes, sizeof bytes,
                          time_left(programmer, port_now_us()));
    uint64_t now_us = port_now_us();
    if (count < 0)
        run->gone = true;
    else if (count > 0)
        take_input(run, now_us, bytes, (size_t)count);
    else if (now_us >= programmer_due(programmer))
        programmer_time(programmer, now_us);
}

static enum dfuse_end end_of(int result)
{
    if (result >= 0)
        return DFUSE_OK;
    if (result == PORT_USB_STALL)
        return DFUSE_STALLED;
    return result == PORT_USB_LATE ? DFUSE_TIMEOUT : DFUSE_GONE;
}

static unsigned word(const uint8_t *at)
{
    return at[0] | (unsigned)at[1] << 8;
}

static void turn_usb(struct flash_run *run)
{
    struct programmer *programmer = &run->programmer;
    struct dfuse_transfer transfer;
    uint64_t now_us = port_now_us();
    if (programmer_transfer(programmer, now_us, &transfer)) {
        const uint8_t *setup = transfer.setup;
        int result = port_usb_control(&run->device, setup[0], setup[1],
                                      (uint16_t)word(setup + 2),
                                      (uint16_t)word(setup + 4), transfer.data,
                                      transfer.length, DFUSE_TRANSFER_MS);
        programmer_answer(programmer, port_now_us(), end_of(result),
                          result > 0 ? (size_t)result : 0);
        return;
    }
    port_sleep_us(time_left(programmer, now_us));
    if (port_now_us() >= programmer_due(programmer))
        programmer_time(programmer, port_now_us());
}

/* --- the session --- */

/* A pseudo-terminal passes bytes on faster than the speed that is set, and so
 * may a network. */
static uint32_t line_speed(const struct flash_run *run)
{
    return run->port.kind == &port_serial ? run->baud : 0;
}

static void begin(struct flash_run *run, struct programmer_setup setup)
{
    setup.link = run->usb ? PROGRAMMER_USB : PROGRAMMER_USART;
    setup.baud = run->usb ? 0 : line_speed(run);
    run->gone = false;
    run->early_count = 0;
    programmer_begin(&run->programmer, &setup, port_now_us());
}

static bool goes_on(const struct flash_run *run)
{
    return !programmer_ended(&run->programmer) && !run->gone;
}

static void turn(struct flash_run *run)
{
    if (terminal_ended())
        programmer_stop(&run->programmer);
    if (run->usb)
        turn_usb(run);
    else
        turn_usart(run);
}

void flash_link_run(struct flash_run *run, struct programmer_setup setup)
{
    begin(run, setup);
    while (goes_on(run)) {
        turn(run);
        flash_report_progress(run);
    }
}

/* --- who is there --- */

static bool set_line(struct flash_run *run)
{
    if (port_set_line(&run->port, run->baud, PORT_PARITY_EVEN)) {
        port_discard(&run->port, QUIET_US);
        return true;
    }
    run->gone = true;
    return false;
}

/* What talks without being a ROM is the firmware. */
static bool has_answered(const struct flash_run *run)
{
    enum programmer_end end = run->programmer.end;
    return programmer_ended(&run->programmer) && !run->gone &&
           end != PROGRAMMER_SILENT && end != PROGRAMMER_FOREIGN &&
           end != PROGRAMMER_BROKEN && end != PROGRAMMER_GONE &&
           end != PROGRAMMER_STOPPED;
}

bool flash_link_look(struct flash_run *run)
{
    uint64_t end_us = port_now_us() + LOOK_MS * 1000;
    if (!set_line(run))
        return false;
    begin(run, (struct programmer_setup){0});
    while (
        goes_on(run) && !terminal_ended() &&
        (run->programmer.an3155.stage != AN3155_SYNC || port_now_us() < end_us))
        turn(run);
    return has_answered(run);
}

bool flash_link_identify(struct flash_run *run, uint32_t connect_ms)
{
    if (!run->usb && !set_line(run))
        return false;
    begin(run, (struct programmer_setup){.connect_ms = connect_ms});
    while (goes_on(run) && !terminal_ended())
        turn(run);
    return has_answered(run);
}

bool flash_link_to_firmware(struct flash_run *run)
{
    uint32_t baud = run->given->ask_baud;
    return port_set_line(&run->port, baud ? baud : FLASH_BAUD,
                         PORT_PARITY_NONE);
}

bool flash_link_command(struct flash_run *run, const uint8_t *bytes,
                        size_t size, uint64_t limit_us)
{
    uint8_t answer = 0;
    if (!port_write(&run->port, bytes, size))
        return false;
    uint64_t end_us = port_now_us() + limit_us;
    while (port_now_us() < end_us && !terminal_ended())
        if (port_read(&run->port, &answer, 1, PULSE_US) != 0)
            return answer == 0x79;
    return false;
}
