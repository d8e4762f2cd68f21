/* SPDX-License-Identifier: MIT
 *
 * The frames of an SPI on its pins, as a master and as a slave, see spi_v1.h:
 * the bits as RM0367 31 prints them.
 */
#ifndef CHIP_BLOCK_SPI_V1_SHIFT_H
#define CHIP_BLOCK_SPI_V1_SHIFT_H

#include "chip/block/spi_v1_state.h"

#define CR1_CPHA     (1u << 0)
#define CR1_CPOL     (1u << 1)
#define CR1_MSTR     (1u << 2)
#define CR1_SPE      (1u << 6)
#define CR1_LSBFIRST (1u << 7)
#define CR1_SSI      (1u << 8)
#define CR1_SSM      (1u << 9)
#define CR1_RXONLY   (1u << 10)
#define CR1_DFF      (1u << 11)
#define CR1_CRCNEXT  (1u << 12)
#define CR1_CRCEN    (1u << 13)
#define CR1_BIDIOE   (1u << 14)
#define CR1_BIDIMODE (1u << 15)

#define CR2_RXDMAEN (1u << 0)
#define CR2_TXDMAEN (1u << 1)
#define CR2_SSOE    (1u << 2)
#define CR2_FRF     (1u << 4)
#define CR2_ERRIE   (1u << 5)
#define CR2_RXNEIE  (1u << 6)
#define CR2_TXEIE   (1u << 7)

#define SR_RXNE   (1u << 0)
#define SR_TXE    (1u << 1)
#define SR_CRCERR (1u << 4)
#define SR_MODF   (1u << 5)
#define SR_OVR    (1u << 6)
#define SR_BSY    (1u << 7)

#define I2SCFGR_I2SMOD (1u << 11)

/* Returns whether the SPI drives `pin`, and the level. */
bool spi_v1_shift_drives(const struct chip *chip, const struct map_row *row,
                         const struct map_pin *pin, bool *level);
/* Begins a frame of an idle master, if there is one to shift. */
void spi_v1_shift_want_frame(struct chip *chip, const struct map_row *row);
/* Recomputes BSY, the due event, the interrupt line, and the requests to the
 * DMA, from the state. */
void spi_v1_shift_update(struct chip *chip, const struct map_row *row);
/* Puts the next edge on the pins, or ends the frame, when it is due. */
void spi_v1_shift_due(struct chip *chip, const struct map_row *row,
                      unsigned event);
/* Goes on with the frame at another clock. */
void spi_v1_shift_follow_clock(struct chip *chip, const struct map_row *row);
/* RM0367 31.3.10: a master that is selected as a slave becomes one. */
void spi_v1_shift_check_mode(struct spi_v1 *spi);
/* Takes the levels of the inputs. */
void spi_v1_shift_look_at_pins(struct chip *chip, const struct map_row *row);
/* Follows the pins: samples, and shifts as a slave. */
void spi_v1_shift_pins(struct chip *chip, const struct map_row *row,
                       uint64_t ps);

#endif
