/* SPDX-License-Identifier: MIT
 *
 * The Nucleo-L073RZ for the demo application. UM1724: LD2 = PA5, B1 = PC13 to
 * ground, ST-LINK's port = PA2/PA3; USB: device.h.
 */
#ifndef EXAMPLES_NUCLEO_L073RZ_BOARD_H
#define EXAMPLES_NUCLEO_L073RZ_BOARD_H

#include "examples/nucleo-l073rz/device.h"
#include "firmware/stm32l0/stm32l073.h"

#define BOARD_BUTTON            "B1"
#define BOARD_BUTTON_IRQHandler EXTI4_15_IRQHandler
#define BOARD_SERIAL_IRQHandler USART2_IRQHandler

enum {
    HSI16_HZ = 16000000,
    BOARD_HZ = HSI16_HZ,
    BAUD = 115200,
    LD2 = 5,
    B1 = 13,
    SERIAL_EMPTY = USART_ISR_TXE,
    SERIAL_DRAINED = USART_ISR_TC,
    SERIAL_ERRORS = USART_ISR_PE | USART_ISR_FE | USART_ISR_NF | USART_ISR_ORE
};

static inline void set_field(volatile uint32_t *reg, unsigned pos,
                             uint32_t mask, uint32_t value)
{
    *reg = (*reg & ~(mask << pos)) | value << pos;
}

static inline void clock_start(void)
{
    RCC->APB1ENR |= RCC_APB1ENR_PWREN | RCC_APB1ENR_USART2EN;
    hsi16_start();
    RCC->IOPENR |= RCC_IOPENR_IOPAEN | RCC_IOPENR_IOPCEN;
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR; /* ES0292: read back before the first access */
}

/* After Go from the ROM USART2 may be on: BRR can be written while it is off
 * (RM0367 29.8.4). */
static inline void usart_start(void)
{
    USART2->CR1 = 0;
    set_field(&GPIOA->AFRL, 4 * 2, 15, 4); /* PA2 = USART2_TX */
    set_field(&GPIOA->AFRL, 4 * 3, 15, 4); /* PA3 = USART2_RX */
    gpio_mode(GPIOA, 2, GPIO_ALTERNATE);
    gpio_mode(GPIOA, 3, GPIO_ALTERNATE);
    USART2->BRR = (HSI16_HZ + BAUD / 2) / BAUD;
    USART2->CR1 = USART_CR1_UE | USART_CR1_TE;
}

static inline void receive_start(void)
{
    USART2->CR1 |= USART_CR1_RE | USART_CR1_RXNEIE;
    NVIC_ISER = 1u << USART2_IRQ;
}

/* B1 pulls PC13 down against the board's resistor. */
static inline void button_start(void)
{
    gpio_mode(GPIOC, B1, GPIO_INPUT);
    SYSCFG->EXTICR[3] = SYSCFG_EXTICR4_EXTI13_PC;
    EXTI->FTSR |= 1u << B1;
    EXTI->IMR |= 1u << B1;
    NVIC_ISER = 1u << EXTI4_15_IRQ;
}

static inline void led_start(void)
{
    gpio_mode(GPIOA, LD2, GPIO_OUTPUT);
}

static inline void led_toggle(void)
{
    GPIOA->ODR ^= 1u << LD2;
}

static inline uint32_t serial_status(void)
{
    return USART2->ISR;
}

static inline void serial_clear(uint32_t errors)
{
    USART2->ICR = errors;
}

static inline uint8_t serial_received(void)
{
    return (uint8_t)USART2->RDR;
}

static inline void serial_send(uint8_t byte)
{
    USART2->TDR = byte;
}

#endif
