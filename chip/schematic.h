/* SPDX-License-Identifier: MIT
 *
 * How the map.c of a family writes its rows: macros that set the members of
 * struct map_row. It includes this once, and defines BLOCKS before as the
 * struct of the states of its blocks, which has its RCC as `rcc`.
 */
#ifndef CHIP_SCHEMATIC_H
#define CHIP_SCHEMATIC_H

#include "chip/block/tim_state.h"
#include "chip/map.h"

#define STATE(member) .state = offsetof(BLOCKS, member)
/* A bit of a register of the RCC. */
#define IN_BLOCKS(member)                                                      \
    (offsetof(struct chip, blocks) + offsetof(BLOCKS, member))
#define GATE(reg_, bit)                                                        \
    {                                                                          \
        .reg = IN_BLOCKS(rcc.reg_), .mask = 1u << (bit)                        \
    }
/* The bits that enable and reset a block have the same number. */
#define GATED(enr_, rstr_, bit)                                                \
    .clock = GATE(enr_, bit), .reset = GATE(rstr_, bit)
/* A register of clock gates. */
#define GATES(reg_, name_) .reg = IN_BLOCKS(rcc.reg_), .name = (name_)

/* A row of 1 Kbyte, as most are. */
#define AT(base_) .base = (base_), .size = 0x400
/* A block that the model has not. */
#define ABSENT(name_, base_, on_)                                              \
    {                                                                          \
        .name = (name_), AT(base_), on_, .irq = NO_IRQ                         \
    }
/* A block with several interrupts. */
#define IRQS_(...)                                                             \
    .irq = NO_IRQ, .irqs = (const uint8_t[])                                   \
    {                                                                          \
        __VA_ARGS__                                                            \
    }
/* A port on a bus. */
#define PORT_AT(letter, number, base_, on_, reset_)                            \
    [MAP_PORTS + (number)] = {                                                 \
        .name = "GPIO" letter,                                                 \
        AT(base_),                                                             \
        on_,                                                                   \
        .kind = &gpio_v2,                                                      \
        STATE(gpio[number]),                                                   \
        .variant = (reset_),                                                   \
        .instance = (number),                                                  \
        .irq = NO_IRQ,                                                         \
    }
/* The cable of the board to the pins of USART1 or USART2. */
#define CABLE(number_, pins_, ...)                                             \
    [MAP_CABLES + USART_##number_] = {                                         \
        .name = "cable of USART" #number_,                                     \
        .kind = &serial,                                                       \
        STATE(serial[USART_##number_]),                                        \
        .instance = USART_##number_,                                           \
        .irq = NO_IRQ,                                                         \
        .due = DUE_CABLE##number_,                                             \
        .in_standby = true,                                                    \
        .pin_count = (pins_),                                                  \
        .pins = {__VA_ARGS__},                                                 \
    }

/* Pins: port, number, alternate function. */
#define PIN(signal, port, number, af)                                          \
    {                                                                          \
        (port), (number), (af), SIGNAL_##signal                                \
    }
#define TX(port, number, af) PIN(TX, port, number, af)
#define RX(port, number, af) PIN(RX, port, number, af)
#define CH(port, number, af, channel)                                          \
    {                                                                          \
        (port), (number), (af), TIM_TI##channel                                \
    }
#define ETR(port, number, af)                                                  \
    {                                                                          \
        (port), (number), (af), TIM_ETR                                        \
    }

#endif
