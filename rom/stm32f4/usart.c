/* SPDX-License-Identifier: MIT */
#include "rom/stm32f4/usart.h"

#include "rom/stm32f4/start.h"
#include "rom/stm32f4/sysclk.h"

/* PM0214 2.2.5. */
#define BIT_BAND(address, bit)                                                 \
    (0x42000000 + 32 * ((address)-0x40000000) + 4 * (bit))
#define PORT_BASE(letter) (0x40020000 + 0x400 * ((letter) - 'A'))
#define IDR(letter)       (PORT_BASE(letter) + 0x10)

#define PORT(usart_, letter, tx, rx_, pull)                                    \
    {                                                                          \
        .usart = (usart_), .rx = BIT_BAND(IDR(letter), rx_), .tx_pin = (tx),   \
        .rx_pin = (rx_), .pull_up = (pull),                                    \
        .gpio = (struct gpio *)PORT_BASE(letter),                              \
    }

/* AN2606: the pins of USART1 have no pull, so that a PA10 that nobody drives
 * is heard. */
RAM_TABLE struct usart_port usart_ports[USART_PORTS] = {
    PORT(USART1, 'A', 9, 10, false),
#if ROM_IS_F405(ROM_ID)
    PORT(USART3, 'B', 10, 11, true),
    PORT(USART3, 'C', 10, 11, true),
#else
    PORT(USART2, 'D', 5, 6, true),
#endif
};

static void start_pins(const struct usart_port *port)
{
    uint32_t pull = port->pull_up ? GPIO_PULL_UP : GPIO_PULL_NONE;
    gpio_mode(port->gpio, port->tx_pin, GPIO_INPUT);
    gpio_mode(port->gpio, port->rx_pin, GPIO_INPUT);
    gpio_set(&port->gpio->PUPDR, port->tx_pin, pull);
    gpio_set(&port->gpio->PUPDR, port->rx_pin, pull);
}

void usart_start(void)
{
    RCC->AHB1ENR |= RCC_AHB1ENR_GPIOAEN | RCC_AHB1ENR_GPIOBEN |
                    RCC_AHB1ENR_GPIOCEN | RCC_AHB1ENR_GPIODEN;
    (void)RCC->AHB1ENR;
    RCC->APB2ENR |= RCC_APB2ENR_USART1EN;
    RCC->APB1ENR |=
        ROM_IS_F405(ROM_ID) ? RCC_APB1ENR_USART3EN : RCC_APB1ENR_USART2EN;
    for (unsigned i = 0; i < USART_PORTS; i++) {
        start_pins(&usart_ports[i]);
        usart_ports[i].high = false;
    }
}

static void reset(struct usart *usart)
{
    if (usart == USART1) {
        RCC->APB2RSTR = RCC_APB2ENR_USART1EN;
        RCC->APB2RSTR = 0;
    } else {
        RCC->APB1RSTR = RCC_APB1ENR_USART2EN | RCC_APB1ENR_USART3EN;
        RCC->APB1RSTR = 0;
    }
}

void usart_connect(const struct usart_port *port, uint32_t bit)
{
    struct usart *usart = port->usart;
    uint32_t divider = usart == USART1 ? 1 : PCLK1_DIVIDER;
    reset(usart);
    usart->BRR = (bit + divider / 2) / divider;
    usart->CR1 = USART_CR1_UE | USART_CR1_M | USART_CR1_PCE;
    usart->CR1 |= USART_CR1_RE | USART_CR1_TE;
    gpio_alternate(port->gpio, port->tx_pin, GPIO_AF7);
    gpio_alternate(port->gpio, port->rx_pin, GPIO_AF7);
}
