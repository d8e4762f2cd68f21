/* SPDX-License-Identifier: MIT */
#include "rom/stm32l0/start.h"
#include "rom/stm32l0/usart.h"

RAM_TABLE struct usart_port usart_ports[USART_PORTS] = {
    {USART1, 1u << 10, false},
    {USART2, 1u << 3, false},
};

/* Two bits of each pin in MODER, OSPEEDR, PUPDR. */
#define PIN2(pin, value) ((uint32_t)(value) << 2 * (pin))
#define USART_PINS(value)                                                      \
    (PIN2(2, value) | PIN2(3, value) | PIN2(9, value) | PIN2(10, value))
#define SPI1_PINS(value)                                                       \
    (PIN2(4, value) | PIN2(5, value) | PIN2(6, value) | PIN2(7, value))

static void set_bits(volatile uint32_t *reg, uint32_t mask, uint32_t value)
{
    *reg = (*reg & ~mask) | value;
}

/* AN2606: alternate function push-pull, pull-up. V4.x pulls PA4-PA7 down,
 * although it does not use them. */
static void start_pins(void)
{
    enum { ALTERNATE = 2, PULL_UP = 1, PULL_DOWN = 2, ANY = 3 };
    RCC->IOPENR |= RCC_IOPENR_IOPAEN;
    (void)RCC->IOPENR;
    set_bits(&GPIOA->PUPDR, USART_PINS(ANY), USART_PINS(PULL_UP));
    set_bits(&GPIOA->OTYPER, 0x060C, 0);
    set_bits(&GPIOA->AFRL, 0x0000FF00, 0x00004400);
    set_bits(&GPIOA->AFRH, 0x00000FF0, 0x00000440);
    set_bits(&GPIOA->MODER, USART_PINS(ANY), USART_PINS(ALTERNATE));
    if (ROM_IS_V4(ROM_ID)) {
        set_bits(&GPIOA->PUPDR, SPI1_PINS(ANY), SPI1_PINS(PULL_DOWN));
        set_bits(&GPIOA->MODER, SPI1_PINS(ANY), 0);
    }
}

void usart_start(void)
{
    start_pins();
    RCC->APB2ENR |= RCC_APB2ENR_USART1EN;
    RCC->APB1ENR |= RCC_APB1ENR_USART2EN;
    for (unsigned i = 0; i < USART_PORTS; i++)
        usart_ports[i].high = false;
}
