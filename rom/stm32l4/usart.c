/* SPDX-License-Identifier: MIT */
#include "rom/stm32l4/usart.h"

#include "rom/stm32l4/start.h"

#define PORT_BASE(letter) (0x48000000 + 0x400 * ((letter) - 'A'))

#define PORT(usart_, letter, tx, rx_, pull)                                    \
    {                                                                          \
        .usart = (usart_), .rx = (PORT_BASE(letter) + 0x10) | (rx_),           \
        .tx_pin = (tx), .pull_up = (pull),                                     \
        .gpio = (struct gpio *)PORT_BASE(letter),                              \
    }

/* AN2606: no pull at USART1, a pull-up at the others, but on the L496. */
RAM_TABLE struct usart_port usart_ports[USART_PORTS] = {
    PORT(USART1, 'A', 9, 10, false),
    PORT(USART2, 'A', 2, 3, !ROM_IS_L496(ROM_ID)),
    PORT(USART3, 'C', 10, 11, !ROM_IS_L496(ROM_ID)),
};

static uint32_t rx_pin(const struct usart_port *port)
{
    return port->rx & 15;
}

static void start_pins(const struct usart_port *port)
{
    uint32_t pull = port->pull_up ? GPIO_PULL_UP : GPIO_PULL_NONE;
    gpio_mode(port->gpio, port->tx_pin, GPIO_INPUT);
    gpio_mode(port->gpio, rx_pin(port), GPIO_INPUT);
    gpio_set(&port->gpio->PUPDR, port->tx_pin, pull);
    gpio_set(&port->gpio->PUPDR, rx_pin(port), pull);
}

void usart_start(void)
{
    RCC->AHB2ENR |= RCC_AHB2ENR_GPIOAEN | RCC_AHB2ENR_GPIOCEN;
    (void)RCC->AHB2ENR;
    for (unsigned i = 0; i < USART_PORTS; i++) {
        start_pins(&usart_ports[i]);
        usart_ports[i].high = false;
    }
}

/* Clocked by PCLK, as after a reset. */
static void reset(const struct usart *usart)
{
    if (usart == USART1) {
        RCC->APB2ENR |= RCC_APB2ENR_USART1EN;
        RCC->APB2RSTR = RCC_APB2ENR_USART1EN;
        RCC->APB2RSTR = 0;
    } else {
        uint32_t bit =
            usart == USART2 ? RCC_APB1ENR1_USART2EN : RCC_APB1ENR1_USART3EN;
        RCC->APB1ENR1 |= bit;
        RCC->APB1RSTR1 = bit;
        RCC->APB1RSTR1 = 0;
    }
    RCC->CCIPR &= ~RCC_CCIPR_USARTS;
}

void usart_connect(const struct usart_port *port, uint32_t bit)
{
    struct usart *usart = port->usart;
    reset(usart);
    usart->BRR = bit;
    usart->CR1 = USART_CR1_M0 | USART_CR1_PCE;
    usart->CR1 |= USART_CR1_UE;
    usart->CR1 |= USART_CR1_RE | USART_CR1_TE;
    gpio_alternate(port->gpio, port->tx_pin, GPIO_AF7);
    gpio_alternate(port->gpio, rx_pin(port), GPIO_AF7);
}
