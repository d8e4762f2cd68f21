/* SPDX-License-Identifier: MIT */
#include "chip/usb.h"

#include "chip/clock.h"
#include "chip/map.h"

/* NULL: the part has no USB. */
static const struct map_row *device(const struct chip *chip)
{
    const struct map_row *row = map_row(chip, chip->rows.usb);
    return MAP_HAS(row, usb) ? row : NULL;
}

void usb_drive(struct chip *chip, enum usb_line line, unsigned frame)
{
    const struct map_row *row = device(chip);
    struct board_usb next = {
        .line = line, .since_ps = clock_ps(chip), .frame = frame};
    if (row)
        row->kind->usb->line(chip, row, next);
}

bool usb_attached(const struct chip *chip)
{
    const struct map_row *row = device(chip);
    return row && row->kind->usb->attached(chip, row);
}

bool usb_resumes(const struct chip *chip)
{
    const struct map_row *row = device(chip);
    return row && row->kind->usb->resumes(chip, row);
}

uint64_t usb_next_frame(const struct chip *chip)
{
    const struct map_row *row = device(chip);
    return row ? row->kind->usb->frame_ps(chip, row) : NEVER;
}

void usb_frames_changed(struct chip *chip)
{
    for (unsigned i = 0; i < map_of(chip)->row_count; i++)
        if (MAP_HAS(map_row(chip, i), frames))
            map_row(chip, i)->kind->frames(chip, map_row(chip, i));
}

enum usb_answer usb_transact(struct chip *chip, struct usb_packet *packet)
{
    const struct map_row *row = device(chip);
    return row ? (enum usb_answer)row->kind->usb->transact(chip, row, packet)
               : USB_SILENCE;
}
