/* SPDX-License-Identifier: MIT */
#include "chip/block/usb_fs_bus.h"

#include "chip/block/exti.h"
#include "chip/block/usb_fs_endpoint.h"
#include "chip/clock.h"
#include "chip/core/nvic.h"
#include "chip/due.h"
#include "chip/event.h"
#include "chip/kernel_clock.h"

#define FRAME_PS PS_PER_MS

#define CNTR_ENABLES 0xFF80u

enum { DUE_FRAME, DUE_IDLE };
enum { MISSED_FRAMES = 3 }; /* make a suspend */

/* How wrong the clock may be, in 0.01 %: what USB allows a device that sends;
 * a receiver takes more, or the CRS could not bring HSI48 there (assumed: all
 * that TRIM reaches). */
enum { ANSWERS = 25, HEARS = 500 };

/* The clock is 48 MHz within so many hundredths of a per cent. */
static bool clocked(const struct chip *chip, const struct map_row *row,
                    unsigned within)
{
    bool runs = kernel_clock_ps(chip, row, 1);
    uint64_t hz = kernel_clock_hz(chip, row);
    return runs && hz >= 4800ull * (10000 - within) &&
           hz <= 4800ull * (10000 + within);
}

bool usb_fs_bus_attached(const struct chip *chip, const struct map_row *row)
{
    const struct usb_fs *usb = map_state(chip, row);
    return usb->bcdr & BCDR_DPPU && chip->board.usb.line != USB_LINE_UNPLUGGED;
}

/* The transceiver works. */
static bool powered(const struct chip *chip, const struct map_row *row)
{
    const struct usb_fs *usb = map_state(chip, row);
    return usb->bcdr & BCDR_DPPU && !(usb->cntr & CNTR_PDWN);
}

bool usb_fs_bus_on(const struct chip *chip, const struct map_row *row)
{
    const struct usb_fs *usb = map_state(chip, row);
    return powered(chip, row) && !(usb->cntr & CNTR_FRES) &&
           clocked(chip, row, HEARS);
}

bool usb_fs_bus_answers(const struct chip *chip, const struct map_row *row)
{
    const struct usb_fs *usb = map_state(chip, row);
    return usb->framed && clocked(chip, row, ANSWERS);
}

bool usb_fs_bus_resumes(const struct chip *chip, const struct map_row *row)
{
    const struct usb_fs *usb = map_state(chip, row);
    return usb->cntr & CNTR_RESUME && usb_fs_bus_on(chip, row);
}

/* --- frames --- */

/* Returns how many frames have begun before now, or with `now` until now. */
static uint32_t begun(const struct chip *chip, bool now)
{
    uint64_t passed = clock_ps(chip) - chip->board.usb.since_ps;
    return (uint32_t)((passed + (now ? FRAME_PS : FRAME_PS - 1)) / FRAME_PS);
}

void usb_fs_bus_count(struct chip *chip, const struct map_row *row)
{
    struct usb_fs *usb = map_state(chip, row);
    uint32_t count = usb->framed ? begun(chip, true) : usb->seen;
    if (count == usb->seen)
        return;
    usb->seen = count;
    usb->number = (chip->board.usb.frame + count - 1) & 0x7FF;
    usb->missed = 0;
    usb->istr |= ISTR_SOF;
}

uint64_t usb_fs_bus_frame_ps(const struct chip *chip, const struct map_row *row)
{
    const struct usb_fs *usb = map_state(chip, row);
    return usb->framed ? chip->board.usb.since_ps + usb->seen * FRAME_PS
                       : NEVER;
}

static void follow_frames(struct chip *chip, const struct map_row *row)
{
    struct usb_fs *usb = map_state(chip, row);
    bool framed =
        chip->board.usb.line == USB_LINE_FRAMES && usb_fs_bus_on(chip, row);
    bool changed = framed != usb->framed;
    if (framed && changed)
        usb->first = usb->seen = begun(chip, false);
    usb->framed = framed;
    if (changed)
        usb_frames_changed(chip);
    usb_fs_bus_count(chip, row);
}

/* --- reset, suspend, resume --- */

static void follow_reset(struct chip *chip, const struct map_row *row)
{
    struct usb_fs *usb = map_state(chip, row);
    bool resets =
        chip->board.usb.line == USB_LINE_RESET && usb_fs_bus_on(chip, row);
    if (resets && !usb->resetting) {
        usb_fs_endpoint_reset(usb);
        usb->istr |= ISTR_RESET;
    }
    usb->resetting = resets;
}

/* A suspended device notices that the line is not idle any more without its
 * clock. */
static void follow_wakeup(struct chip *chip, const struct map_row *row)
{
    struct usb_fs *usb = map_state(chip, row);
    enum usb_line line = chip->board.usb.line;
    bool busy = powered(chip, row) && line != USB_LINE_UNPLUGGED &&
                line != USB_LINE_IDLE;
    if (busy && !usb->busy && usb->cntr & CNTR_FSUSP) {
        usb->istr |= ISTR_WKUP;
        usb->cntr &= (uint16_t)~CNTR_LPMODE;
    }
    usb->busy = busy;
}

/* Frames are missed while the line is idle and the device not suspended. */
static void follow_idle(struct chip *chip, const struct map_row *row)
{
    struct usb_fs *usb = map_state(chip, row);
    bool idle =
        !usb->busy && usb_fs_bus_on(chip, row) && !(usb->cntr & CNTR_FSUSP);
    if (!idle)
        usb->idle_ps = NEVER;
    else if (usb->idle_ps == NEVER)
        usb->idle_ps = clock_ps(chip) + FRAME_PS;
    if (usb->busy)
        usb->missed = 0;
}

static void miss_frame(struct usb_fs *usb)
{
    usb->istr |= ISTR_ESOF;
    usb->idle_ps += FRAME_PS;
    if (usb->missed < MISSED_FRAMES && ++usb->missed < MISSED_FRAMES)
        return;
    usb->istr |= ISTR_SUSP;
    usb->missed = 0;
}

static void follow_attach(struct chip *chip, const struct map_row *row)
{
    struct usb_fs *usb = map_state(chip, row);
    bool attached = usb_fs_bus_attached(chip, row);
    if (attached != usb->attached)
        event_usb(chip, attached ? USB_ATTACHED : USB_DETACHED);
    usb->attached = attached;
}

static void arm(struct chip *chip, const struct map_row *row)
{
    const struct usb_fs *usb = map_state(chip, row);
    bool told = usb->cntr & ISTR_SOF;
    due_set(chip, row->due + DUE_FRAME,
            told ? usb_fs_bus_frame_ps(chip, row) : NEVER);
    due_set(chip, row->due + DUE_IDLE, usb->idle_ps);
}

static void follow(struct chip *chip, const struct map_row *row)
{
    const struct usb_fs *usb = map_state(chip, row);
    follow_attach(chip, row);
    follow_frames(chip, row);
    follow_reset(chip, row);
    follow_wakeup(chip, row);
    follow_idle(chip, row);
    arm(chip, row);
    if (row->exti)
        exti_line(chip, row->exti, usb->istr & ISTR_WKUP);
}

void usb_fs_bus_update(struct chip *chip, const struct map_row *row)
{
    struct usb_fs *usb = map_state(chip, row);
    follow(chip, row);
    nvic_request(chip, row,
                 (usb->istr | usb_fs_endpoint_flags(usb)) & usb->cntr &
                     CNTR_ENABLES);
}

void usb_fs_bus_line(struct chip *chip, const struct map_row *row,
                     struct board_usb next)
{
    struct usb_fs *usb = map_state(chip, row);
    usb_fs_bus_count(chip, row);
    chip->board.usb = next;
    if (usb->framed) {
        usb->framed = false;
        usb_frames_changed(chip);
    }
    usb_fs_bus_update(chip, row);
}

void usb_fs_bus_due(struct chip *chip, const struct map_row *row,
                    unsigned event)
{
    if (event == DUE_IDLE)
        miss_frame(map_state(chip, row));
    usb_fs_bus_count(chip, row);
    usb_fs_bus_update(chip, row);
}
