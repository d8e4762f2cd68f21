/* SPDX-License-Identifier: MIT
 *
 * A serial line of the host: a pseudo-terminal whose slave a client opens as
 * if it were a serial port. pty(7), ioctl_tty(2), termios2.
 * Not done: modem lines (a pty has none) and parity (the kernel drops PARENB
 * on a pty, so clients need 8N1: stm32flash -m 8n1).
 */
#ifndef TOOLS_HOST_PTY_H
#define TOOLS_HOST_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PTY_PATH = 64 };

struct pty {
    int master; /* non-blocking; -1 = closed */
    int slave;  /* -1 = closed: only clients have it open */
    char path[PTY_PATH];
};

/* Opens a raw line at BAUD. False: ERROR (SIZE bytes) gives the reason. */
bool pty_open(struct pty *pty, uint32_t baud, char *error, size_t size);
void pty_close(struct pty *pty);

/* Leaves the slave to clients; the line's settings survive. From then on the
 * master is hung up (POLLHUP) while no client has the slave open. */
void pty_leave(struct pty *pty);

/* Drops what was written to the master and not yet read by a client. */
void pty_drop(const struct pty *pty);

/* Returns the speed that a client has set, baud: any number, not only the
 * standard ones. 0 = hung up (B0) or unknown. */
uint32_t pty_speed(const struct pty *pty);

#endif
