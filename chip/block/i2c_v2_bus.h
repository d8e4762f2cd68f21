/* SPDX-License-Identifier: MIT
 *
 * The two lines of an I2C and the clocks that their levels last, see i2c_v2.h:
 * the bits as RM0367 28 prints them, the phases of the master.
 */
#ifndef CHIP_BLOCK_I2C_V2_BUS_H
#define CHIP_BLOCK_I2C_V2_BUS_H

#include "chip/block/i2c_v2_state.h"

#define CR1_PE      (1u << 0)
#define CR1_TXIE    (1u << 1)
#define CR1_RXIE    (1u << 2)
#define CR1_NACKIE  (1u << 4)
#define CR1_STOPIE  (1u << 5)
#define CR1_TCIE    (1u << 6)
#define CR1_ERRIE   (1u << 7)
#define CR1_TXDMAEN (1u << 14)
#define CR1_RXDMAEN (1u << 15)

#define CR2_RD_WRN  (1u << 10)
#define CR2_ADD10   (1u << 11)
#define CR2_HEAD10R (1u << 12)
#define CR2_START   (1u << 13)
#define CR2_STOP    (1u << 14)
#define CR2_NACK    (1u << 15)
#define CR2_NBYTES  (255u << 16)
#define CR2_RELOAD  (1u << 24)
#define CR2_AUTOEND (1u << 25)
#define CR2_PECBYTE (1u << 26)

#define ISR_TXE   (1u << 0)
#define ISR_TXIS  (1u << 1)
#define ISR_RXNE  (1u << 2)
#define ISR_NACKF (1u << 4)
#define ISR_STOPF (1u << 5)
#define ISR_TC    (1u << 6)
#define ISR_TCR   (1u << 7)
#define ISR_ARLO  (1u << 9)
#define ISR_BUSY  (1u << 15)

/* SCL is high in FREE, START, xxx_HIGH and IDLE. */
enum phase {
    IDLE,
    FREE,  /* the bus has been free for a while */
    START, /* SDA is low */
    LOW,
    RISE, /* until nobody holds SCL */
    HIGH,
    HOLD, /* SCL low, until the firmware goes on */
    RESTART_LOW,
    RESTART_HIGH,
    STOP_LOW,
    STOP_HIGH
};

/* Returns whether the I2C drives `pin`, and the level. */
bool i2c_v2_bus_drives(const struct chip *chip, const struct map_row *row,
                       const struct map_pin *pin, bool *level);
/* Drives both lines; true = released. */
void i2c_v2_bus_drive(struct chip *chip, const struct map_row *row, bool scl,
                      bool sda);
/* Returns the clocks that SCL is low. */
uint32_t i2c_v2_bus_low_time(const struct i2c_v2 *i2c);
/* Returns the clocks that SCL is high. */
uint32_t i2c_v2_bus_high_time(const struct i2c_v2 *i2c);
/* Arms the end of the present phase. */
void i2c_v2_bus_arm(struct chip *chip, const struct map_row *row);
/* Begins a phase, which lasts `clocks`. */
void i2c_v2_bus_begin(struct i2c_v2 *i2c, enum phase phase, uint32_t clocks);
/* Goes on with the present phase at another clock. */
void i2c_v2_bus_follow_clock(struct chip *chip, const struct map_row *row);
/* Recomputes the due event, the interrupt line, and the requests to the DMA,
 * from the state. */
void i2c_v2_bus_update(struct chip *chip, const struct map_row *row);

#endif
