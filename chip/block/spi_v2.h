/* SPDX-License-Identifier: MIT
 *
 * The SPI of the F0, F3 and L4 (spi2s1_v3): that of spi_v1.h with frames of 4
 * to 16 bits and a FIFO of 32 bits each way. RM0351 section 42, whose text
 * could not be checked, stm32l4xx_hal_spi.c, stm32l4xx_ll_spi.h: what the
 * comments do not grade otherwise is assumed.
 *
 * Documented (stm32l4xx_ll_spi.h): CR2 with DS, FRXTH, NSSP, LDMA_TX, LDMA_RX;
 * FRLVL and FTLVL of SR; TXE up to a half of the FIFO, RXNE from a quarter or a
 * half on; a DS of less than 4 bits becomes 8; an access of 8 bits to DR is one
 * frame of up to 8 bits, one of 16 bits two of them.
 *
 * Assumed: an access of 32 bits to DR is one of 16; what finds no room is lost;
 * an empty FIFO reads 0; the FIFOs stay as they are while SPE=0; of a write of
 * 8 bits with longer frames the upper half is 0.
 *
 * Not modelled: TI mode, a CRC of another length than the frame (CRCL): both
 * reported. NSSP, LDMA_TX and LDMA_RX are kept, FRE stays 0.
 */
#ifndef CHIP_BLOCK_SPI_V2_H
#define CHIP_BLOCK_SPI_V2_H

#include "chip/block/spi_v1_state.h"

extern const struct map_kind spi_v2;

#endif
