/* SPDX-License-Identifier: MIT
 *
 * The line of the USB device: attach, reset, start of frame, suspend, resume.
 */
#ifndef CHIP_BLOCK_USB_FS_BUS_H
#define CHIP_BLOCK_USB_FS_BUS_H

#include "chip/block/usb_fs_state.h"

/* Counts the frames that have begun. To be called before registers of the
 * frame are read, and before anything changes that frames depend on. */
void usb_fs_bus_count(struct chip *chip, const struct map_row *row);
/* Follows a change of the registers, of the line or of the clock: what is due,
 * and the interrupt. */
void usb_fs_bus_update(struct chip *chip, const struct map_row *row);
void usb_fs_bus_due(struct chip *chip, const struct map_row *row,
                    unsigned event);
/* Returns whether the device hears the host. */
bool usb_fs_bus_on(const struct chip *chip, const struct map_row *row);
/* Returns whether the host understands what it sends. */
bool usb_fs_bus_answers(const struct chip *chip, const struct map_row *row);
/* Returns when the next frame begins; NEVER = none comes. */
uint64_t usb_fs_bus_frame_ps(const struct chip *chip,
                             const struct map_row *row);

/* For struct map_usb. */
void usb_fs_bus_line(struct chip *chip, const struct map_row *row,
                     struct board_usb next);
bool usb_fs_bus_attached(const struct chip *chip, const struct map_row *row);
bool usb_fs_bus_resumes(const struct chip *chip, const struct map_row *row);

#endif
