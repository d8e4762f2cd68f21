/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* setenv, symlink */
#include "tools/demo_usb.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/die.h"
#include "tools/host/usb_library.h"
#include "tools/report/report.h"

enum {
    APPEAR_MS = 3000, /* until a device has been found, at most */
    RUN_MS = 300      /* how long the new application is watched */
};

/* What hangs on the cable, by idVendor, idProduct and bcdDevice of its device
 * descriptor; 0 = any. */
struct device {
    unsigned vendor, product, version;
};

static const struct device v1 = {0x1209, 0x0001, 0x0100};
static const struct device v2 = {0x1209, 0x0001, 0x0200};
static const struct device rom = {0x0483, 0xDF11, 0};

/* --- the cable --- */

static unsigned word(const uint8_t *at)
{
    return at[0] | (unsigned)at[1] << 8;
}

static bool is_there(const struct stage *stage, const struct device *device)
{
    const struct usb_host *port = &stage->machine.usb;
    return port->port == USB_PORT_READY &&
           word(port->device + 8) == device->vendor &&
           word(port->device + 10) == device->product &&
           (!device->version || word(port->device + 12) == device->version);
}

/* Turns until the host has found the device. */
static bool await(struct stage *stage, const struct device *device)
{
    uint64_t limit_ps = machine_ps(&stage->machine) + APPEAR_MS * PS_PER_MS;
    while (!is_there(stage, device) && !terminal_ended() &&
           machine_ps(&stage->machine) < limit_ps)
        stage_turn_for(stage, 0, 1);
    return is_there(stage, device) && !terminal_ended();
}

static bool plug(struct stage *stage, struct usbip *usbip, const char *library)
{
    char error[IMAGE_ERROR_SIZE], port[8];
    if (!usbip_open(usbip, 0, &stage->machine, NULL, error, sizeof error))
        return stage_failed(stage, error);
    usbip->timeline = &stage->timeline;
    event_loop_serve(&stage->loop, usbip, PACE_MAX);
    snprintf(port, sizeof port, "%u", usbip->listener.port);
    setenv("BOOT0_USBIP", port, 1);
    setenv("LD_PRELOAD", library, 1);
    timeline_print(&stage->timeline, "host",
                   "export BOOT0_USBIP=%s LD_PRELOAD=%s", port, library);
    return true;
}

/* --- dfu-util --- */

/* Its four lines of copyright would be there four times. */
static bool is_heading(const char *line)
{
    static const char *const starts[] = {
        "dfu-util 0.",
        "Copyright ",
        "This program is Free Software",
        "Please report bugs to ",
        "dfu-util: Warning: Invalid DFU suffix",
        "dfu-util: A valid DFU suffix will be required"};
    for (unsigned i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (strncmp(line, starts[i], strlen(starts[i])) == 0)
            return true;
    return !*line;
}

static bool list(struct stage *stage)
{
    return stage_run_client(stage, (char *[]){"dfu-util", "-l", NULL});
}

static bool detach(struct stage *stage)
{
    if (!stage_run_client(stage, (char *[]){"dfu-util", "-e", NULL}))
        return false;
    return (await(stage, &rom) && stage->machine.in_rom) ||
           stage_failed(stage, "the ROM did not appear on the cable");
}

static bool program(struct stage *stage)
{
    char *command[] = {
        "dfu-util",       "-a", "0", "-s", "0x08000000:leave", "-D",
        stage->new_image, NULL};
    return stage_run_client(stage, command);
}

/* --- the story --- */

static bool watch_new(struct stage *stage)
{
    bool back = await(stage, &v2);
    stage_turn_for(stage, 0, RUN_MS);
    timeline_flush(&stage->timeline, true);
    if (!stage_is_programmed(stage))
        return stage_failed(stage, "version 2 is not in the flash");
    if (!stage->machine.main_reported || stage->machine.in_rom)
        return stage_failed(stage, "version 2 does not run");
    if (!strstr(stage->timeline.text[USART_2].last, "v2"))
        return stage_failed(stage, "version 2 did not print its banner");
    return (back && is_there(stage, &v2)) ||
           stage_failed(stage, "version 2 is not on the cable");
}

static bool tell(struct stage *stage, struct usbip *usbip, const char *library)
{
    static const struct asks none;
    stage_set(stage, "version 1, with a USB cable", &stage->v1,
              stage->story->chapters[0].rom, &none);
    if (!plug(stage, usbip, library))
        return false;
    if (!await(stage, &v1))
        return stage_failed(stage, "version 1 is not on the cable");
    return list(stage) && detach(stage) && list(stage) && program(stage) &&
           watch_new(stage);
}

/* LD_PRELOAD ends a path at a blank, so the library gets one without. */
static bool link_library(const struct stage *stage, char *path, size_t size)
{
    char library[PATH_MAX];
    if (!usb_library_find(library, sizeof library)) {
        complain("%s is missing: dfu-util needs it to reach the board; it is "
                 "built together with boot0",
                 library);
        return false;
    }
    snprintf(path, size, "%s/" USB_LIBRARY, stage->folder);
    if (symlink(library, path) == 0)
        return true;
    complain("cannot make a link %s: %s", path, strerror(errno));
    return false;
}

int demo_usb(struct stage *stage)
{
    char library[sizeof stage->folder + sizeof USB_LIBRARY];
    struct usbip *usbip = xcalloc(1, sizeof *usbip);
    usbip_none(usbip);
    stage->hides = is_heading;
    int status = EXIT_USAGE;
    if (link_library(stage, library, sizeof library)) {
        status = tell(stage, usbip, library) ? 0 : EXIT_FAILED;
        usbip_close(usbip);
        unlink(library);
        printf("\nThe update over USB %s, on a virtual chip with a model of "
               "the ROM\n(%u readings, %u confirmed on silicon).\n",
               status ? "failed" : "ended as it should",
               report_readings(&stage->part), report_confirmed(&stage->part));
    }
    free(usbip);
    return status;
}
