/* SPDX-License-Identifier: MIT
 *
 * One program at a time has a port: flock(2) on the device, or on a file that
 * stands for a port that is none. It ends with the program, however that ends.
 */
#ifndef TOOLS_HOST_PORT_LOCK_H
#define TOOLS_HOST_PORT_LOCK_H

#include <stdbool.h>

enum { PORT_LOCK_PATH = 1024 };

struct port_lock {
    int fd;    /* -1 = nothing is locked */
    bool owns; /* port_unlock() closes it, and removes its file, */
    char path[PORT_LOCK_PATH]; /* which is here */
};

#define PORT_LOCK_NONE ((struct port_lock){.fd = -1})

/* Locks the device that is open as FD, which outlives the lock. False: errno;
 * EWOULDBLOCK when another program has it. */
bool port_lock_device(struct port_lock *lock, int fd);

/* Locks a port that is no device, by its NAME. */
bool port_lock_name(struct port_lock *lock, const char *name);

void port_unlock(struct port_lock *lock);

#endif
