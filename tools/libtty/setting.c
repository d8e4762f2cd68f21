/* SPDX-License-Identifier: MIT */
#include "tools/libtty/setting.h"

#include <asm/termbits.h> /* struct termios2; excludes <termios.h> */
#include <string.h>
#include <sys/ioctl.h>

#include "tools/host/rfc2217.h"

_Static_assert(sizeof(struct termios2) <= sizeof((struct line_set){0}.termios),
               "a terminal's settings fit");

/* --- speed --- */

static const struct {
    tcflag_t code;
    uint32_t baud;
} speeds[] = {
    {B50, 50},           {B75, 75},           {B110, 110},
    {B134, 134},         {B150, 150},         {B200, 200},
    {B300, 300},         {B600, 600},         {B1200, 1200},
    {B1800, 1800},       {B2400, 2400},       {B4800, 4800},
    {B9600, 9600},       {B19200, 19200},     {B38400, 38400},
    {B57600, 57600},     {B115200, 115200},   {B230400, 230400},
    {B460800, 460800},   {B500000, 500000},   {B576000, 576000},
    {B921600, 921600},   {B1000000, 1000000}, {B1152000, 1152000},
    {B1500000, 1500000}, {B2000000, 2000000}, {B2500000, 2500000},
    {B3000000, 3000000}, {B3500000, 3500000}, {B4000000, 4000000},
};

enum { SPEEDS = sizeof speeds / sizeof *speeds };

static uint32_t baud_of(const struct termios2 *termios)
{
    tcflag_t code = termios->c_cflag & CBAUD;
    if (code == BOTHER)
        return termios->c_ospeed;
    for (unsigned i = 0; i < SPEEDS; i++)
        if (speeds[i].code == code)
            return speeds[i].baud;
    return 0;
}

static void set_baud(struct termios2 *termios, uint32_t baud)
{
    tcflag_t code = BOTHER;
    for (unsigned i = 0; i < SPEEDS; i++)
        if (speeds[i].baud == baud)
            code = speeds[i].code;
    termios->c_cflag &= ~(tcflag_t)(CBAUD | CIBAUD);
    termios->c_cflag |= code;
    termios->c_ispeed = termios->c_ospeed = baud;
}

/* --- frame --- */

static uint8_t bits_of(tcflag_t flags)
{
    switch (flags & CSIZE) {
    case CS5: return 5;
    case CS6: return 6;
    case CS7: return 7;
    default: return 8;
    }
}

static uint8_t parity_of(tcflag_t flags)
{
    bool odd = flags & PARODD;
    if (!(flags & PARENB))
        return RFC2217_PARITY_NONE;
    if (flags & CMSPAR)
        return odd ? RFC2217_PARITY_MARK : RFC2217_PARITY_SPACE;
    return odd ? RFC2217_PARITY_ODD : RFC2217_PARITY_EVEN;
}

/* Sets one of them, unless it is so already. */
static int put_frame(struct line *line, uint8_t command, uint8_t value,
                     uint8_t *now)
{
    uint32_t answer;
    if (*now == value)
        return 0;
    int error = line_command(line, command, value, 1, &answer);
    if (!error)
        *now = value;
    return error;
}

/* --- all of it --- */

void setting_start(struct line *line)
{
    struct termios2 termios;
    memset(&termios, 0, sizeof termios);
    ioctl(line_terminal(line), TCGETS2, &termios);
    termios.c_cflag &= ~(tcflag_t)(CSIZE | PARENB);
    termios.c_cflag |= CS8 | CREAD | CLOCAL;
    set_baud(&termios, 115200);
    memcpy(line_set(line)->termios, &termios, sizeof termios);
}

void setting_get(struct line *line, struct termios2 *termios)
{
    memcpy(termios, line_set(line)->termios, sizeof *termios);
}

/* A program that looks finds the speed that the line has. */
static int put_baud(struct line *line, struct termios2 *termios)
{
    struct line_set *set = line_set(line);
    uint32_t baud = baud_of(termios), answer;
    if (!baud) /* B0 hangs up */
        return setting_put_signals(line, TIOCM_DTR | TIOCM_RTS, 0);
    if (baud == set->baud)
        return 0;
    int error = line_command(line, RFC2217_SET_BAUDRATE, baud, 4, &answer);
    if (error)
        return error;
    set->baud = baud;
    if (answer != baud)
        set_baud(termios, answer);
    return 0;
}

int setting_put(struct line *line, const struct termios2 *termios)
{
    struct line_set *set = line_set(line);
    struct termios2 now = *termios;
    tcflag_t flags = termios->c_cflag;
    struct termios2 rest = *termios;
    rest.c_cflag &= ~(tcflag_t)PARENB;
    ioctl(line_terminal(line), TCSETS2, &rest);
    int error = put_baud(line, &now);
    if (!error)
        error =
            put_frame(line, RFC2217_SET_DATASIZE, bits_of(flags), &set->bits);
    if (!error)
        error =
            put_frame(line, RFC2217_SET_PARITY, parity_of(flags), &set->parity);
    if (!error)
        error = put_frame(line, RFC2217_SET_STOPSIZE, flags & CSTOPB ? 2 : 1,
                          &set->stop);
    if (!error)
        memcpy(set->termios, &now, sizeof now);
    return error;
}

/* --- modem lines --- */

int setting_signals(struct line *line)
{
    uint8_t modem = line_modem(line);
    return line_set(line)->signals |
           (modem & RFC2217_MODEM_CTS ? TIOCM_CTS : 0) |
           (modem & RFC2217_MODEM_DSR ? TIOCM_DSR : 0) |
           (modem & RFC2217_MODEM_RI ? TIOCM_RI : 0) |
           (modem & RFC2217_MODEM_DCD ? TIOCM_CAR : 0);
}

static int put_signal(struct line *line, int bit, bool on, uint8_t command)
{
    struct line_set *set = line_set(line);
    int now = on ? bit : 0;
    if (set->signals_set & bit && (set->signals & bit) == now)
        return 0;
    int error = line_command(line, RFC2217_SET_CONTROL, command, 1, NULL);
    if (error)
        return error;
    set->signals_set |= bit;
    set->signals = (set->signals & ~bit) | now;
    return 0;
}

int setting_put_signals(struct line *line, int which, int signals)
{
    bool rts = signals & TIOCM_RTS, dtr = signals & TIOCM_DTR;
    int error = 0;
    if (which & TIOCM_RTS)
        error = put_signal(line, TIOCM_RTS, rts,
                           rts ? RFC2217_RTS_ON : RFC2217_RTS_OFF);
    if (!error && which & TIOCM_DTR)
        error = put_signal(line, TIOCM_DTR, dtr,
                           dtr ? RFC2217_DTR_ON : RFC2217_DTR_OFF);
    return error;
}
