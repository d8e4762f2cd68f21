/* SPDX-License-Identifier: MIT
 *
 * --vcd: pins and the state of the core as a value change dump (IEEE 1364-2005
 * 18), for GTKWave and others. Timescale 1 ps, changes only. Bit edges of the
 * UART lines are exact; an instruction changes pins at its start and the core
 * at its end. docs/tracing.md.
 */
#ifndef TOOLS_REPORT_VCD_H
#define TOOLS_REPORT_VCD_H

#include "bench/machine.h"
#include "tools/host/output_file.h"

/* Pins are signals 16 * port + pin. */
enum vcd_signal {
    VCD_NRST = 16 * GPIO_PORTS,
    VCD_RESET_KIND, /* enum reset_kind of the last reset */
    VCD_UFB,        /* bank 2 is at 0x08000000 */
    VCD_MEM_MODE,   /* what is at 0 */
    VCD_REGION,     /* enum region the core fetches from */
    VCD_ROM,        /* ... it is system memory */
    VCD_EXCEPTION,  /* number, 0 = Thread mode */
    VCD_SLEEP,
    VCD_LOCKUP,
    VCD_USB_DP,   /* the device's pull-up on D+ is on */
    VCD_USB_LINE, /* enum usb_line: what the host does to the bus */
    VCD_SIGNALS
};

/* The scopes of the file: a mask. Only VCD_PINS has no signal of several bits,
 * which sigrok does not read. */
enum vcd_scope {
    VCD_BOARD = 1 << 0,
    VCD_CORE = 1 << 1,
    VCD_PINS = 1 << 2,
    VCD_ALL = VCD_BOARD | VCD_CORE | VCD_PINS
};

struct vcd {
    struct observer observer;
    struct output_file *out;
    uint64_t ps;       /* of the last time written, */
    uint64_t now_ps;   /* and of the end of the last step */
    uint64_t reset_ps; /* NRST went low; NEVER = it is high */
    uint8_t values[VCD_SIGNALS];
    bool declared[VCD_SIGNALS]; /* it is in a scope that was asked for */
};

/* Writes the header and the values of the machine as it is now. SCOPES: those
 * to be in it. */
void vcd_open(struct vcd *vcd, struct output_file *out,
              const struct machine *machine, unsigned scopes);

/* Writes the last time. */
void vcd_close(struct vcd *vcd);

#endif
