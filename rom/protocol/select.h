/* SPDX-License-Identifier: MIT
 *
 * The interfaces on which a host may call. The selection loop polls each in
 * turn; the first that sees its host serves it until the next reset.
 */
#ifndef ROM_PROTOCOL_SELECT_H
#define ROM_PROTOCOL_SELECT_H

struct interface {
    void (*start)(void); /* configures pins and clocks */
    void (*poll)(void);  /* returns unless a host called here */
};

extern struct interface interfaces[];

/* The bootloader: waits for a host on every interface, serves the first.
 * start.S ends here. */
_Noreturn void bootloader(void);

#endif
