/* SPDX-License-Identifier: MIT */
#include "chip/block/usb_fs.h"

#include "chip/block/usb_fs_bus.h"
#include "chip/block/usb_fs_endpoint.h"
#include "chip/block/usb_fs_packet.h"
#include "chip/event.h"
#include "chip/little_endian.h"
#include "chip/noise.h"

enum {
    EP_END = 4 * USB_FS_REGISTERS,
    CNTR = 0x40,
    ISTR = 0x44,
    FNR = 0x48,
    DADDR = 0x4C,
    BTABLE = 0x50,
    LPMCSR = 0x54,
    BCDR = 0x58,
};

#define CNTR_MASK   0xFFBFu
#define ISTR_CLEARS 0x7F80u /* rc_w0 */
#define DADDR_MASK  0x00FFu
#define BTABLE_MASK 0xFFF8u
#define LPMCSR_MASK 0x0003u
#define BCDR_MASK   0x800Fu
#define BCDR_DCDEN  (1u << 1)
#define BCDR_DCDET  (1u << 4)
#define FNR_LCK     (1u << 13)
#define FNR_RXDM    (1u << 14)
#define FNR_RXDP    (1u << 15)

/* --- registers --- */

static void write_cntr(struct chip *chip, const struct map_row *row,
                       uint32_t value)
{
    struct usb_fs *usb = map_state(chip, row);
    uint32_t set = value & ~usb->cntr;
    usb->cntr = value & CNTR_MASK;
    if (set & CNTR_FRES) {
        usb_fs_endpoint_reset(usb);
        usb->istr |= ISTR_RESET;
    }
    if (set & CNTR_RESUME && usb_fs_bus_resumes(chip, row))
        event_usb(chip, USB_RESUMES);
}

static enum access write(struct chip *chip, const struct map_row *row,
                         uint32_t offset, uint32_t value)
{
    struct usb_fs *usb = map_state(chip, row);
    usb_fs_bus_count(chip, row);
    switch (offset) {
    case CNTR: write_cntr(chip, row, value); break;
    case ISTR: usb->istr &= value | ~ISTR_CLEARS; break;
    case DADDR: usb->daddr = value & DADDR_MASK; break;
    case BTABLE: usb->btable = value & BTABLE_MASK; break;
    case LPMCSR: usb->lpmcsr = value & LPMCSR_MASK; break;
    case BCDR: usb->bcdr = value & BCDR_MASK; break;
    default:
        if (offset < EP_END)
            usb_fs_endpoint_write(chip, usb, offset / 4, value);
    }
    usb_fs_bus_update(chip, row);
    return ACCESS_OK;
}

/* The line is high at D+ when it is idle, at D- while resume is signalled. */
static uint32_t frame_number(const struct chip *chip, const struct usb_fs *usb)
{
    enum usb_line line = chip->board.usb.line;
    uint32_t value = usb->number | (uint32_t)usb->missed << 11;
    if (usb->framed && usb->seen - usb->first >= 2)
        value |= FNR_LCK;
    if (!usb->attached)
        return value;
    if (line == USB_LINE_RESUME)
        return value | FNR_RXDM;
    return line == USB_LINE_RESET ? value : value | FNR_RXDP;
}

static enum access read(struct chip *chip, const struct map_row *row,
                        uint32_t offset, uint32_t *value)
{
    struct usb_fs *usb = map_state(chip, row);
    usb_fs_bus_count(chip, row);
    switch (offset) {
    case CNTR: *value = usb->cntr; break;
    case ISTR: *value = usb->istr | usb_fs_endpoint_flags(usb); break;
    case FNR: *value = frame_number(chip, usb); break;
    case DADDR: *value = usb->daddr; break;
    case BTABLE: *value = usb->btable; break;
    case LPMCSR: *value = usb->lpmcsr; break;
    case BCDR:
        *value = usb->bcdr;
        if (usb->bcdr & BCDR_DCDEN &&
            chip->board.usb.line != USB_LINE_UNPLUGGED)
            *value |= BCDR_DCDET;
        break;
    default: *value = offset < EP_END ? usb->ep[offset / 4] : 0; break;
    }
    return ACCESS_OK;
}

/* Frames change ISTR.SOF and FNR. */
static uint64_t steady(const struct chip *chip, const struct map_row *row,
                       uint32_t offset)
{
    const struct usb_fs *usb = map_state(chip, row);
    bool frames = offset == FNR || (offset == ISTR && !(usb->istr & ISTR_SOF));
    return frames ? usb_fs_bus_frame_ps(chip, row) : NEVER;
}

static void reset(struct chip *chip, const struct map_row *row,
                  enum reset_kind kind)
{
    struct usb_fs *usb = map_state(chip, row);
    for (unsigned n = 0; n < USB_FS_REGISTERS; n++)
        usb->ep[n] = 0;
    usb->doubled = 0;
    usb->cntr = CNTR_FRES | CNTR_PDWN;
    usb->istr = usb->daddr = usb->btable = usb->lpmcsr = usb->bcdr = 0;
    usb->number = usb->missed = 0;
    usb->idle_ps = NEVER;
    if (kind == RESET_POWER)
        noise_fill(usb->memory, USB_FS_MEMORY, chip->board.seed ^ 0x55534200);
    usb_fs_bus_update(chip, row);
}

static void before_clock(struct chip *chip, const struct map_row *row)
{
    usb_fs_bus_count(chip, row);
}

static const struct map_usb bus = {
    .line = usb_fs_bus_line,
    .attached = usb_fs_bus_attached,
    .resumes = usb_fs_bus_resumes,
    .frame_ps = usb_fs_bus_frame_ps,
    .transact = usb_fs_transact,
};

static bool has_register(const struct chip *chip, const struct map_row *row,
                         uint32_t offset)
{
    (void)chip, (void)row;
    return offset < EP_END || offset >= CNTR;
}

const struct map_kind usb_fs = {
    .last = BCDR,
    .has = has_register,
    .read = read,
    .steady = steady,
    .write = write,
    .reset = reset,
    .due = usb_fs_bus_due,
    .before_clock = before_clock,
    .after_clock = usb_fs_bus_update,
    .kernel_clock = usb_fs_bus_update,
    .usb = &bus,
    .dues = 2,
};

/* --- packet memory --- */

static enum access read_memory(struct chip *chip, const struct map_row *row,
                               uint32_t offset, uint32_t *value)
{
    const struct usb_fs *usb = map_state(chip, row);
    *value = little_endian(&usb->memory[offset], 4);
    return ACCESS_OK;
}

/* A word is no access that ST's drivers make: that both halves are stored is
 * assumed. */
static enum access write_memory(struct chip *chip, const struct map_row *row,
                                uint32_t offset, uint32_t value)
{
    struct usb_fs *usb = map_state(chip, row);
    event_firmware_store(chip, FIRMWARE_PROTOCOL, row->base + offset, value);
    put_little_endian(&usb->memory[offset], 4, value);
    return ACCESS_OK;
}

static enum access write_memory_narrow(struct chip *chip,
                                       const struct map_row *row,
                                       uint32_t offset, unsigned size,
                                       uint32_t value)
{
    struct usb_fs *usb = map_state(chip, row);
    (void)chip;
    put_little_endian(&usb->memory[offset], size, value);
    return ACCESS_OK;
}

const struct map_kind usb_fs_memory = {
    .read = read_memory,
    .steady = map_always,
    .write = write_memory,
    .write_narrow = write_memory_narrow,
};
