/* SPDX-License-Identifier: MIT
 *
 * The steps of peripherals.c: each sets up one block as generated start-up code
 * does and uses it once. True: it did what the manual says.
 */
#ifndef TESTS_FIRMWARE_PERIPHERALS_H
#define TESTS_FIRMWARE_PERIPHERALS_H

#include <stdbool.h>
#include <stdint.h>

/* What a block needs of another is set up by peripherals_clock(), the first
 * step: 32 MHz from HSI16 by the PLL, LSE, HSI48, the clocks of all blocks. */
bool peripherals_clock(void);
bool peripherals_systick(void);
bool peripherals_exti(void);
bool peripherals_mpu(void);
bool peripherals_crc(void);
bool peripherals_eeprom(void);
bool peripherals_crs(void);
bool peripherals_stop(void); /* after peripherals_rtc() */
bool peripherals_watchdogs(void);

bool peripherals_tim2(void);
bool peripherals_tim3(void);
bool peripherals_tim6(void);
bool peripherals_tim7(void);
bool peripherals_tim21(void);
bool peripherals_tim22(void);
bool peripherals_lptim1(void);
bool peripherals_rtc(void);
bool peripherals_alarm(void);

bool peripherals_dma1(void);
bool peripherals_usart1(void);
bool peripherals_usart2(void);
bool peripherals_usart4(void);
bool peripherals_usart5(void);
bool peripherals_lpuart1(void);
bool peripherals_spi1(void);
bool peripherals_spi2(void);
bool peripherals_i2c1(void);
bool peripherals_i2c2(void);
bool peripherals_i2c3(void);
bool peripherals_rng(void);

bool peripherals_adc(void);
bool peripherals_temperature(void);
bool peripherals_dac(void);
bool peripherals_comp(void);
bool peripherals_lcd(void);
bool peripherals_tsc(void);

/* Milliseconds of SysTick, as ST's HAL counts them. */
uint32_t tick(void);
/* Waits until the bits of MASK are VALUE. False: they were not within MS. */
bool wait_ms(volatile uint32_t *reg, uint32_t mask, uint32_t value,
             uint32_t ms);
/* The same, 100 ms. */
bool wait_for(volatile uint32_t *reg, uint32_t mask, uint32_t value);

#endif
