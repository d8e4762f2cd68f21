/* SPDX-License-Identifier: MIT */
#include "examples/usb/usb_dfu_runtime.h"

#include "examples/usb/usb_leave.h"

enum { DETACH = 0, GETSTATUS = 3, GETSTATE = 5 }; /* table 3.2 */
enum { APP_IDLE = 0, APP_DETACH = 1 };            /* appendix A.1 */
enum { TO_HOST = 0xA1, TO_DEVICE = 0x21 };
enum { STATUS_STATE = 4, STATUS_SIZE = 6 };

static uint8_t state(void)
{
    return usb_leave_begun() ? APP_DETACH : APP_IDLE;
}

/* bStatus OK, bwPollTimeout 0, bState, iString 0 */
static void send_status(void)
{
    static uint8_t status[STATUS_SIZE];
    status[STATUS_STATE] = state();
    usb_control_send(status, sizeof status);
}

static void send_state(void)
{
    static uint8_t answer;
    answer = state();
    usb_control_send(&answer, 1);
}

bool usb_dfu_runtime_request(const struct usb_setup *setup)
{
    if (setup->bmRequestType == TO_DEVICE)
        return setup->bRequest == DETACH && setup->wLength == 0;
    if (setup->bmRequestType != TO_HOST)
        return false;
    switch (setup->bRequest) {
    case GETSTATUS: send_status(); return true;
    case GETSTATE: send_state(); return true;
    default: return false;
    }
}

void usb_dfu_runtime_completed(const struct usb_setup *setup)
{
    if (setup->bmRequestType == TO_DEVICE)
        usb_leave();
}
