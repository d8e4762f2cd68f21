/* SPDX-License-Identifier: MIT
 *
 * What boards with an STM32L4 have in common for the demo application. The
 * board's header defines the pins before it includes this one: BOARD_LED_PORT,
 * BOARD_SERIAL and the enumerators used below; BOARD_BUTTON_PORT where there is
 * a button. SYSCLK is the HSI16, without prescalers.
 */
#ifndef EXAMPLES_DEMO_BOARD_STM32L4_H
#define EXAMPLES_DEMO_BOARD_STM32L4_H

#include "firmware/stm32l4/stm32l4.h"

enum {
    BOARD_HZ = 16000000,
    BAUD = 115200,
    SERIAL_EMPTY = USART_ISR_TXE,
    SERIAL_DRAINED = USART_ISR_TC,
    SERIAL_ERRORS = USART_ISR_PE | USART_ISR_FE | USART_ISR_NF | USART_ISR_ORE
};

/* A ROM that gave the chip back by Go may have left the PLL as SYSCLK. */
static inline void clock_start(void)
{
    RCC->CR |= RCC_CR_HSION;
    while (!(RCC->CR & RCC_CR_HSIRDY))
        ;
    RCC->CFGR = RCC_CFGR_SW_HSI;
    while ((RCC->CFGR & RCC_CFGR_SWS) >> RCC_CFGR_SWS_POS != RCC_CFGR_SW_HSI)
        ;
    RCC->AHB2ENR |=
        RCC_AHB2ENR_GPIOAEN | RCC_AHB2ENR_GPIOBEN | RCC_AHB2ENR_GPIOCEN;
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    RCC->APB1ENR1 |= RCC_APB1ENR1_USART2EN;
    (void)RCC->APB1ENR1; /* RM0351 6.2.17: two cycles before the first access */
}

static inline void usart_start(void)
{
    gpio_alternate(GPIOA, BOARD_SERIAL_TX, GPIO_AF7);
    gpio_alternate(GPIOA, BOARD_SERIAL_RX, BOARD_SERIAL_RX_AF);
    BOARD_SERIAL->BRR = (BOARD_HZ + BAUD / 2) / BAUD;
    BOARD_SERIAL->CR1 = USART_CR1_UE | USART_CR1_TE;
}

static inline void receive_start(void)
{
    BOARD_SERIAL->CR1 |= USART_CR1_RE | USART_CR1_RXNEIE;
    nvic_enable(BOARD_SERIAL_IRQ);
}

/* The button pulls its pin down, against a resistor of the board or this one.
 */
static inline void button_start(void)
{
#ifdef BOARD_BUTTON_PORT
    enum { LINE = BOARD_BUTTON_PIN };
    gpio_set(&BOARD_BUTTON_PORT->PUPDR, LINE, GPIO_PULL_UP);
    gpio_mode(BOARD_BUTTON_PORT, LINE, GPIO_INPUT);
    SYSCFG->EXTICR[LINE / 4] = BOARD_BUTTON_EXTI << 4 * (LINE % 4);
    EXTI->FTSR1 |= 1u << LINE;
    EXTI->IMR1 |= 1u << LINE;
    nvic_enable(BOARD_BUTTON_IRQ);
#endif
}

static inline void led_start(void)
{
    gpio_mode(BOARD_LED_PORT, BOARD_LED_PIN, GPIO_OUTPUT);
}

static inline void led_toggle(void)
{
    BOARD_LED_PORT->ODR ^= 1u << BOARD_LED_PIN;
}

static inline uint32_t serial_status(void)
{
    return BOARD_SERIAL->ISR;
}

static inline void serial_clear(uint32_t errors)
{
    BOARD_SERIAL->ICR = errors;
}

static inline uint8_t serial_received(void)
{
    return (uint8_t)BOARD_SERIAL->RDR;
}

static inline void serial_send(uint8_t byte)
{
    BOARD_SERIAL->TDR = byte;
}

/* No USB: the demo's device layer is for the Nucleo-L073RZ. */
static inline void device_start(void)
{
}

#endif
