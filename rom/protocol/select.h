/* SPDX-License-Identifier: MIT
 *
 * The interfaces that a host may use. The selection loop polls each in turn;
 * the first one with a host serves it until the next reset.
 */
#ifndef ROM_PROTOCOL_SELECT_H
#define ROM_PROTOCOL_SELECT_H

struct interface {
    void (*start)(void); /* configures pins and clocks */
    void (*poll)(void);  /* returns unless a host has connected */
};

extern struct interface interfaces[];

/* The bootloader: waits for a host on every interface and serves the first.
 * start.S ends here. */
_Noreturn void bootloader(void);

#endif
