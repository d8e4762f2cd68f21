/* SPDX-License-Identifier: MIT */
#include "bench/dfuse.h"

#include <string.h>

#include "bench/machine_run.h"
#include "bench/machine_usb.h"

enum { DNLOAD = 1, GETSTATUS = 3, CLRSTATUS = 4 };
enum { STATE_IDLE = 2, STATE_MANIFEST = 7, STATE_ERROR = 10 };
enum { SET_ADDRESS = 0x21, ADDRESS_SIZE = 5, STATUS_SIZE = 6 };
enum { CONTROL_MS = 1000 /* that a control transfer may take */ };

/* Makes a control transfer to interface 0; *TRANSFER becomes what came of it.
 * False: it failed. */
static bool control(struct machine *machine, struct usb_transfer *transfer)
{
    uint64_t until = machine_ps(machine) + CONTROL_MS * PS_PER_MS;
    struct machine_event event;
    if (!machine_usb_submit(machine, transfer))
        return false;
    while (machine_ps(machine) < until) {
        machine_run(machine, until, &event);
        if (machine_usb_take(machine, transfer))
            return transfer->status == USB_DONE;
    }
    return false;
}

/* A request with so many bytes of data for the device. */
static bool request(struct machine *machine, uint8_t code, const uint8_t *data,
                    uint8_t size)
{
    struct usb_transfer transfer = {.kind = USB_CONTROL,
                                    .setup = {0x21, code, 0, 0, 0, 0, size},
                                    .length = size};
    if (size)
        memcpy(transfer.small, data, size);
    return control(machine, &transfer);
}

/* Returns the state, after the time for which the device wants to be left
 * alone; -1 = it does not answer. */
static int get_status(struct machine *machine)
{
    struct usb_transfer transfer = {
        .kind = USB_CONTROL,
        .in = true,
        .setup = {0xA1, GETSTATUS, 0, 0, 0, 0, STATUS_SIZE},
        .length = STATUS_SIZE};
    struct machine_event event;
    if (!control(machine, &transfer) || transfer.actual != STATUS_SIZE)
        return -1;
    const uint8_t *status = transfer.small;
    unsigned poll_ms = status[1] | status[2] << 8 | status[3] << 16;
    uint64_t until = machine_ps(machine) + poll_ms * PS_PER_MS;
    while (status[4] != STATE_MANIFEST && machine_ps(machine) < until)
        machine_run(machine, until, &event);
    return status[4];
}

/* The first GETSTATUS starts the command, the second one has its result. */
bool dfuse_leave(struct machine *machine, uint32_t address)
{
    uint8_t command[ADDRESS_SIZE] = {SET_ADDRESS};
    memcpy(command + 1, &address, sizeof address);
    if (get_status(machine) == STATE_ERROR &&
        !request(machine, CLRSTATUS, NULL, 0))
        return false;
    if (!request(machine, DNLOAD, command, sizeof command) ||
        get_status(machine) < 0 || get_status(machine) < STATE_IDLE)
        return false;
    return request(machine, DNLOAD, NULL, 0) &&
           get_status(machine) == STATE_MANIFEST;
}
