/* SPDX-License-Identifier: MIT
 *
 * For tests of libboot0-usb: a board that `boot0 run --usbip` serves in another
 * process, and the library under a path without spaces, as LD_PRELOAD needs it.
 */
#ifndef TESTS_TOOLS_LIBUSB_USB_BOARD_H
#define TESTS_TOOLS_LIBUSB_USB_BOARD_H

#include "tests/tools/command.h"

#include <signal.h>
#include <sys/stat.h>

static struct {
    struct child child;
    char told[OUTPUT_SIZE]; /* the timeline */
    char folder[32];
} usb_board;

/* $LIBRARY is the library, $FOLDER a folder of the test's own, which the locks
 * of USB ports are in, too: tests that run at the same time have other boards.
 */
static inline int usb_board_set_up(void **state)
{
    char library[64];
    (void)state;
    snprintf(usb_board.folder, sizeof usb_board.folder, "/tmp/usb-XXXXXX");
    if (!mkdtemp(usb_board.folder))
        return -1;
    snprintf(library, sizeof library, "%s/libboot0-usb.so", usb_board.folder);
    setenv("LIBRARY", library, 1);
    setenv("FOLDER", usb_board.folder, 1);
    setenv("XDG_RUNTIME_DIR", usb_board.folder, 1);
    return symlink(BOOT0_USB, library);
}

static inline int usb_board_tear_down(void **state)
{
    char text[64];
    (void)state;
    snprintf(text, sizeof text, "rm -r %s", usb_board.folder);
    return system(text);
}

/* Starts the board with an image of $IMAGES or $FOLDER, and sets BOOT0_USBIP to
 * its port. It ends by itself if the test fails. */
static inline void usb_board_start(const char *image)
{
    static const char before[] = "serves 127.0.0.1:";
    char script[200], port[8];
    snprintf(script, sizeof script,
             "exec $BOOT0 run --pace max --until 300000 --usbip 0 %s", image);
    usb_board.told[0] = 0;
    command_start(&usb_board.child, script);
    assert_true(command_read(&usb_board.child, usb_board.told, before));
    const char *at = strstr(usb_board.told, before) + strlen(before);
    snprintf(port, sizeof port, "%u", (unsigned)atoi(at));
    setenv("BOOT0_USBIP", port, 1);
}

static inline void usb_board_expect(const char *part)
{
    if (!strstr(usb_board.told, part) &&
        !command_read(&usb_board.child, usb_board.told, part))
        fail_msg("\"%s\" is not in:\n%s", part, usb_board.told);
}

static inline void usb_board_end(int number)
{
    kill(usb_board.child.pid, number);
    child_end(&usb_board.child);
}

#endif
