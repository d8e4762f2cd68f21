/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* usleep */
#include "tools/libtty/control.h"

#include <asm/termbits.h> /* struct termios2; excludes <termios.h> */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tools/host/rfc2217.h"
#include "tools/libtty/setting.h"

enum { BREAK_US = 250000 /* tcsendbreak(3): 0.25 to 0.5 seconds */ };

/* --- break --- */

static int set_break(struct line *line, bool on)
{
    return line_command(line, RFC2217_SET_CONTROL,
                        on ? RFC2217_BREAK_ON : RFC2217_BREAK_OFF, 1, NULL);
}

static int send_break(struct line *line)
{
    int error = set_break(line, true);
    if (error)
        return error;
    usleep(BREAK_US);
    return set_break(line, false);
}

/* --- buffers --- */

static int flush(struct line *line, long what)
{
    static const uint8_t purge[] = {
        [TCIFLUSH] = RFC2217_PURGE_FROM_LINE,
        [TCOFLUSH] = RFC2217_PURGE_TO_LINE,
        [TCIOFLUSH] = RFC2217_PURGE_BOTH,
    };
    if (what < TCIFLUSH || what > TCIOFLUSH)
        return EINVAL;
    int error = line_purge(line, purge[what]);
    ioctl(line_terminal(line), TCFLSH, what);
    return error;
}

/* --- all settings --- */

/* The kernel's older structure is the beginning of the newer one. */
static int put(struct line *line, const void *argument, bool newer,
               unsigned long when)
{
    struct termios2 termios;
    int error = when == TCSETSF - TCSETS ? flush(line, TCIFLUSH) : 0;
    memset(&termios, 0, sizeof termios);
    memcpy(&termios, argument, newer ? sizeof termios : sizeof(struct termios));
    if (!newer)
        termios.c_ispeed = termios.c_ospeed = line_set(line)->baud;
    return error ? error : setting_put(line, &termios);
}

static void get(struct line *line, void *argument, bool newer)
{
    struct termios2 termios;
    setting_get(line, &termios);
    memcpy(argument, &termios, newer ? sizeof termios : sizeof(struct termios));
}

/* --- modem lines --- */

static int change(struct line *line, unsigned long request, int bits)
{
    if (request == TIOCMSET)
        return setting_put_signals(line, TIOCM_DTR | TIOCM_RTS, bits);
    return setting_put_signals(line, bits, request == TIOCMBIS ? bits : 0);
}

int control(struct line *line, unsigned long request, void *argument)
{
    long number = (long)argument;
    switch (request) {
    case TCGETS:
    case TCGETS2: get(line, argument, request == TCGETS2); return 0;
    case TCSETS:
    case TCSETSW:
    case TCSETSF: return put(line, argument, false, request - TCSETS);
    case TCSETS2:
    case TCSETSW2:
    case TCSETSF2: return put(line, argument, true, request - TCSETS2);
    case TIOCMGET: *(int *)argument = setting_signals(line); return 0;
    case TIOCMSET:
    case TIOCMBIS:
    case TIOCMBIC: return change(line, request, *(int *)argument);
    case TIOCSBRK: return set_break(line, true);
    case TIOCCBRK: return set_break(line, false);
    case TCSBRK: return number ? line_drain(line) : send_break(line);
    case TCSBRKP: return send_break(line);
    case TCFLSH: return flush(line, number);
    default: return CONTROL_OTHER;
    }
}
