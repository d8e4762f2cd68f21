/* SPDX-License-Identifier: MIT
 *
 * The schematic of the STM32F401, F405, F407 and F411. RM0090 table 1 and
 * RM0368 table 1 (register boundary addresses), RM0090 tables 42 and 43 (DMA
 * requests), 61 (vectors); alternate functions as ST's HAL numbers them. The
 * requests of the DMA, what is behind ITRx, and the pins but those of the
 * USARTs are from memory of the manuals (assumed). A part has the rows whose
 * enable bit it has; pins of a part that another has not are there.
 */
#include "chip/map.h"

#include "chip/core/armv7m/core.h"
#include "chip/core/systick.h"
#include "chip/dma.h"
#include "chip/stm32f4/bkpsram.h"
#include "chip/stm32f4/board.h"
#include "chip/stm32f4/flash.h"
#include "chip/stm32f4/part.h"
#include "chip/stm32f4/pwr.h"
#include "chip/stm32f4/rcc.h"
#include "chip/stm32f4/state.h"
#include "chip/stm32f4/syscfg.h"

#define BLOCKS struct stm32f4
#include "chip/schematic.h"

/* Two events that are due at the same time fire in this order. */
enum {
    DUE_IWDG = DUE_FLASH + 1,
    DUE_RTC,
    DUE_SYSTICK,
    DUE_TIM1, /* to TIM14, in the order of chip.blocks */
    DUE_WWDG = DUE_TIM1 + 14,
    DUE_USART1, /* transmitter, receiver */
    DUE_USART2 = DUE_USART1 + 2,
    DUE_USART3 = DUE_USART2 + 2,
    DUE_UART4 = DUE_USART3 + 2,
    DUE_UART5 = DUE_UART4 + 2,
    DUE_USART6 = DUE_UART5 + 2,
    DUE_DMA1 = DUE_USART6 + 2,
    DUE_DMA2,
    DUE_CABLE1,
    DUE_CABLE2 = DUE_CABLE1 + 2,
    DUE_SPI1 = DUE_CABLE2 + 2,
    DUE_SPI2,
    DUE_SPI3,
    DUE_SPI4,
    DUE_SPI5,
    DUE_RNG,
    DUE_COUNT
};

_Static_assert((int)DUE_COUNT <= (int)DUE_MAX, "chip.due[] is small");

/* --- how a row is written --- */

#define ON_APB1(bit) .bus = BUS_APB1, GATED(apb1enr, apb1rstr, bit)
#define ON_APB2(bit) .bus = BUS_APB2, GATED(apb2enr, apb2rstr, bit)
#define ON_AHB1(bit) .bus = BUS_AHB, GATED(ahb1enr, ahb1rstr, bit)
#define ON_AHB2(bit) .bus = BUS_AHB, GATED(ahb2enr, ahb2rstr, bit)

#define IRQ(name_) .irq = F4_IRQ_##name_
#define PORT(letter, number, reset_)                                           \
    PORT_AT(letter, number, 0x40020000 + 0x400 * (number), ON_AHB1(number),    \
            reset_)
#define USART(name_, base_, on_, index_, irq_)                                 \
    .name = name_, AT(base_), on_, .kind = &usart_v1, STATE(usart[index_]),    \
    .variant = &usart_v1_variant, IRQ(irq_), .due = DUE_##irq_,                \
    .dma = F4_DMA_##irq_, .kernel = F4_KERNEL_BUS
#define TIM(number_, base_, on_, variant_)                                     \
    .name = "TIM" #number_, AT(base_), on_, .kind = &tim,                      \
    STATE(tim[(number_)-1]), .variant = &(variant_),                           \
    .due = DUE_TIM1 + (number_)-1
#define SPI(number_, base_, on_, variant_)                                     \
    .name = "SPI" #number_, AT(base_), on_, .kind = &spi_v1,                   \
    STATE(spi[(number_)-1]), .variant = &(variant_), IRQ(SPI##number_),        \
    .due = DUE_SPI##number_, .kernel = F4_KERNEL_BUS
#define I2C(number_, base_, bit_)                                              \
    {                                                                          \
        .name = "I2C" #number_, AT(base_), ON_APB1(bit_), .kind = &keeps,      \
        STATE(keeps[number_]), .variant = &i2c, IRQ(I2C##number_##_EV)         \
    }

/* --- what instances have --- */

/* JTAG pins with their pulls: PA13 to PA15, PB3, PB4. RM0090 8.4 (the SVD file
 * has OSPEEDR of port A as 0). */
static const struct gpio_v2_variant gpio_a = {
    .moder = 0xA8000000,
    .ospeedr = 0x0C000000,
    .pupdr = 0x64000000,
};
static const struct gpio_v2_variant gpio_b = {
    .moder = 0x00000280,
    .ospeedr = 0x000000C0,
    .pupdr = 0x00000100,
};
static const struct gpio_v2_variant gpio_x = {0};

static const struct iwdg_v2_variant iwdg_plain = {.window = false};
static const struct spi_v1_variant spi_plain = {.i2s = false};
static const struct spi_v1_variant spi_i2s = {.i2s = true};

enum {
    TIM1_BASE = 0x40010000,
    TIM2_BASE = 0x40000000,
    TIM3_BASE = 0x40000400,
    TIM4_BASE = 0x40000800,
    TIM5_BASE = 0x40000C00,
    TIM8_BASE = 0x40010400
};

#define TIM_GENERAL                                                            \
    .channels = 4, .cr1 = 0x3FF, .cr2 = 0x0F8, .dier = 0x5F5F, .egr = 0x5F,    \
    .ccmr2 = 0xFFFF, .occe = 0x80, .ccer = 0xBBBB, .dcr = 0x1F1F
/* COM and break events are not modelled: their bits of EGR do nothing. */
#define TIM_ADVANCED                                                           \
    .channels = 4, .cr1 = 0x3FF, .cr2 = 0x7FFD, .dier = 0x7FFF, .egr = 0x5F,   \
    .ccmr2 = 0xFFFF, .occe = 0x80, .ccer = 0x3FFF, .dcr = 0x1F1F, .rcr = 0xFF, \
    .bdtr = 0xFFFF
#define TIM_TWO                                                                \
    .channels = 2, .cr1 = 0x38F, .cr2 = 0x070, .dier = 0x0047, .egr = 0x47,    \
    .ccer = 0x00BB
#define TIM_ONE                                                                \
    .channels = 1, .cr1 = 0x38F, .dier = 0x0003, .egr = 0x03, .ccer = 0x000B,  \
    .no_slave = true

static const struct tim_variant tim_1 = {
    TIM_ADVANCED, .itr = {TIM5_BASE, TIM2_BASE, TIM3_BASE, TIM4_BASE}};
static const struct tim_variant tim_8 = {
    TIM_ADVANCED, .itr = {TIM1_BASE, TIM2_BASE, TIM4_BASE, TIM5_BASE}};
/* OR.ITR1_RMP is kept: TIM8 stays behind ITR1. */
static const struct tim_variant tim_2 = {
    TIM_GENERAL,
    .wide = true,
    .or = 0x0C00,
    .itr = {TIM1_BASE, TIM8_BASE, TIM3_BASE, TIM4_BASE},
};
static const struct tim_variant tim_3 = {
    TIM_GENERAL, .itr = {TIM1_BASE, TIM2_BASE, TIM5_BASE, TIM4_BASE}};
static const struct tim_variant tim_4 = {
    TIM_GENERAL, .itr = {TIM1_BASE, TIM2_BASE, TIM3_BASE, TIM8_BASE}};
/* TI4_RMP: pin, LSI, LSE, the wake-up of the RTC. */
static const struct tim_variant tim_5 = {
    TIM_GENERAL,  .wide = true,
    .or = 0x00C0, .remap = {{TIM_TI4, 6, 3, {TIM_PIN, MAP_LSI, MAP_LSE}}},
    .remaps = 1,  .itr = {TIM2_BASE, TIM3_BASE, TIM4_BASE, TIM8_BASE},
};
static const struct tim_variant tim_basic = {
    .cr1 = 0x08F,
    .cr2 = 0x070,
    .dier = 0x0101,
    .egr = 0x01,
};
static const struct tim_variant tim_9 = {TIM_TWO,
                                         .itr = {TIM2_BASE, TIM3_BASE}};
static const struct tim_variant tim_12 = {TIM_TWO,
                                          .itr = {TIM4_BASE, TIM5_BASE}};
static const struct tim_variant tim_10 = {TIM_ONE};
/* TI1_RMP = 2: HSE divided by RTCPRE, with which the ROM measures HSE. */
static const struct tim_variant tim_11 = {
    TIM_ONE,
    .or = 0x0003,
    .remap = {{TIM_TI1, 0, 3, {TIM_PIN, TIM_PIN, MAP_HSE_RTC, TIM_PIN}}},
    .remaps = 1,
};

/* Lines 18 to 20, of USB and Ethernet, have no source here. */
static const struct exti_variant exti_lines = {
    .lines = 0x007FFFFF,
    .configurable = 0x007FFFFF,
    .group_count = 14,
    .groups = {1u << 0, 1u << 1, 1u << 2, 1u << 3, 1u << 4, 0x000003E0,
               0x0000FC00, 1u << 16, 1u << 17, 1u << 18, 1u << 19, 1u << 20,
               1u << 21, 1u << 22},
};

/* RTC_AF1 and RTC_AF2: PC13, and PI8 or PA0, of which PA0 is taken. */
static const struct rtc_v2_variant rtc_wires = {
    .backups = 20,
    .tampers = 2,
    .cr = 0x00FFFFFF & ~(RTC_CR_ADD1H | RTC_CR_SUB1H),
    .tampcr = 0x0007FF9F,
    .reported = 0x00030000, /* TAMP1INSEL, TSINSEL */
    .alarm_line = 17,
    .tamper_line = 21,
    .wakeup_line = 22,
    .tamper = {{GPIO_C, 13}, {GPIO_A, 0}},
};

static const struct dbgmcu_variant dbgmcu_freeze = {
    .cr = 0x000000E7, /* with TRACE_IOEN, TRACE_MODE */
    .apb1_fz = 0x06E01DFF,
    .apb2_fz = 0x00070003,
};

/* --- DMA requests --- */

#define LINE(line)     (1ull << (line))
#define LINE_RX(block) LINE(F4_DMA_##block + DMA_RX)
#define LINE_TX(block) LINE(F4_DMA_##block + DMA_TX)
#define TIM_UP(n)      LINE(F4_DMA_TIM##n)
#define TIM_CH(n, ch)  LINE(F4_DMA_TIM##n + (ch))
#define TIM_TRIG(n)    LINE(F4_DMA_TIM##n + 6)

static const struct dma_v2_variant dma_1 = {
    .requests =
        {
            {[0] = LINE_RX(SPI3),
             [2] = TIM_CH(4, 1),
             [4] = LINE_RX(UART5),
             [6] = TIM_CH(5, 3) | TIM_UP(5)},
            {[3] = TIM_UP(2) | TIM_CH(2, 3),
             [4] = LINE_RX(USART3),
             [6] = TIM_CH(5, 4) | TIM_TRIG(5),
             [7] = LINE(F4_DMA_TIM6)},
            {[0] = LINE_RX(SPI3),
             [1] = LINE(F4_DMA_TIM7),
             [4] = LINE_RX(UART4),
             [5] = TIM_CH(3, 4) | TIM_UP(3),
             [6] = TIM_CH(5, 1)},
            {[0] = LINE_RX(SPI2),
             [2] = TIM_CH(4, 2),
             [4] = LINE_TX(USART3),
             [6] = TIM_CH(5, 4) | TIM_TRIG(5)},
            {[0] = LINE_TX(SPI2),
             [1] = LINE(F4_DMA_TIM7),
             [4] = LINE_TX(UART4),
             [5] = TIM_CH(3, 1) | TIM_TRIG(3),
             [6] = TIM_CH(5, 2),
             [7] = LINE_TX(USART3)},
            {[0] = LINE_TX(SPI3),
             [3] = TIM_CH(2, 1),
             [4] = LINE_RX(USART2),
             [5] = TIM_CH(3, 2)},
            {[2] = TIM_UP(4),
             [3] = TIM_CH(2, 2) | TIM_CH(2, 4),
             [4] = LINE_TX(USART2),
             [6] = TIM_UP(5)},
            {[0] = LINE_TX(SPI3),
             [2] = TIM_CH(4, 3),
             [3] = TIM_UP(2) | TIM_CH(2, 4),
             [4] = LINE_TX(UART5),
             [5] = TIM_CH(3, 3),
             [6] = LINE_RX(USART2)}, /* an F411 only */
        },
};

static const struct dma_v2_variant dma_2 = {
    .to_memory = true,
    .requests =
        {
            {[3] = LINE_RX(SPI1), [4] = LINE_RX(SPI4), [6] = TIM_TRIG(1)},
            {[4] = LINE_TX(SPI4),
             [5] = LINE_RX(USART6),
             [6] = TIM_CH(1, 1),
             [7] = TIM_UP(8)},
            {[0] = TIM_CH(8, 1) | TIM_CH(8, 2) | TIM_CH(8, 3),
             [3] = LINE_RX(SPI1),
             [4] = LINE_RX(USART1),
             [5] = LINE_RX(USART6),
             [6] = TIM_CH(1, 2),
             [7] = TIM_CH(8, 1)},
            {[3] = LINE_TX(SPI1),
             [5] = LINE_RX(SPI4),
             [6] = TIM_CH(1, 1),
             [7] = TIM_CH(8, 2)},
            {[5] = LINE_TX(SPI4),
             [6] = TIM_CH(1, 4) | TIM_TRIG(1),
             [7] = TIM_CH(8, 3)},
            {[3] = LINE_TX(SPI1), [4] = LINE_RX(USART1), [6] = TIM_UP(1)},
            {[0] = TIM_CH(1, 1) | TIM_CH(1, 2) | TIM_CH(1, 3),
             [5] = LINE_TX(USART6),
             [6] = TIM_CH(1, 3)},
            {[4] = LINE_TX(USART1),
             [5] = LINE_TX(USART6),
             [7] = TIM_CH(8, 4) | TIM_TRIG(8)},
        },
};

/* --- blocks that keep what is written --- */

/* A conversion ends at once with 0 in DR. The common registers at 0x300, and
 * ADC2 and ADC3, are not kept. */
static const struct keeps_variant adc = {
    .registers =
        {
            {
                .offset = 0x00, /* SR: rc_w0, kept as written */
                .writable = 0x0000003F,
            },
            {.offset = 0x04, .writable = 0x07C0FFFF}, /* CR1 */
            {
                .offset = 0x08, /* CR2 */
                .writable = 0x3F7F0F03,
                .reports = 1u << 30 | 1u << 22, /* SWSTART, JSWSTART */
                .starts = 1u << 30,
                .flags = 1u << 1 | 1u << 4, /* EOC, STRT */
            },
            {.offset = 0x0C, .writable = 0x07FFFFFF},            /* SMPR1 */
            {.offset = 0x10, .writable = 0x3FFFFFFF},            /* SMPR2 */
            {.offset = 0x14, .more = 3, .writable = 0x00000FFF}, /* JOFRx */
            {.offset = 0x24, .reset = 0x00000FFF, .writable = 0x00000FFF},
            {.offset = 0x28, .writable = 0x00000FFF}, /* LTR */
            {.offset = 0x2C,
             .more = 3,
             .writable = 0x3FFFFFFF},    /* SQRx, JSQR */
            {.offset = 0x3C, .more = 4}, /* JDRx, DR */
        },
    .status = 0x00,
};

/* Start-up code writes to all ports of the largest package. The pins of this
 * one are not there: what would be seen on them is reported. */
static const struct keeps_variant gpio_i = {
    .registers =
        {
            {.offset = 0x00, .writable = 0xFFFFFFFF},            /* MODER */
            {.offset = 0x04, .writable = 0x0000FFFF},            /* OTYPER */
            {.offset = 0x08, .more = 1, .writable = 0xFFFFFFFF}, /* OSPEEDR,
                                                                  * PUPDR */
            {.offset = 0x10},                                    /* IDR */
            {.offset = 0x14, .writable = 0x0000FFFF},            /* ODR */
            {.offset = 0x18, .reports = 0xFFFFFFFF},             /* BSRR */
            {.offset = 0x1C, .writable = 0x0001FFFF},            /* LCKR */
            {.offset = 0x20,
             .more = 1,
             .writable = 0xFFFFFFFF,
             .reports = 0xFFFFFFFF}, /* AFRL, AFRH */
        },
    .status = 0x10,
};

/* Nobody is on the bus: a START is reported, and gets no SB. */
static const struct keeps_variant i2c = {
    .registers =
        {
            {
                .offset = 0x00, /* CR1 */
                .writable = 0x0000FBFB,
                .reports = 1 << 8, /* START */
            },
            {.offset = 0x04, .writable = 0x00001F3F},             /* CR2 */
            {.offset = 0x08, .writable = 0x000083FF},             /* OAR1 */
            {.offset = 0x0C, .writable = 0x000000FF},             /* OAR2 */
            {.offset = 0x10, .writable = 0x000000FF},             /* DR */
            {.offset = 0x14, .more = 1},                          /* SR1, SR2 */
            {.offset = 0x1C, .writable = 0x0000CFFF},             /* CCR */
            {.offset = 0x20, .reset = 2, .writable = 0x0000003F}, /* TRISE */
            {.offset = 0x24, .writable = 0x0000001F},             /* FLTR */
        },
    .status = 0x14,
};

/* --- blocks --- */

static const struct map_row rows[] = {
    CABLE(1, 2, TX(GPIO_A, 9, 0), RX(GPIO_A, 10, 0)),
    /* USART2, or what the ROM and others listen on: USART2 on PD5 and PD6,
     * USART3. */
    CABLE(2, 10, TX(GPIO_A, 2, 0), RX(GPIO_A, 3, 0), TX(GPIO_D, 5, 0),
          RX(GPIO_D, 6, 0), TX(GPIO_B, 10, 0), RX(GPIO_B, 11, 0),
          TX(GPIO_C, 10, 0), RX(GPIO_C, 11, 0), TX(GPIO_D, 8, 0),
          RX(GPIO_D, 9, 0)),
    PORT("A", GPIO_A, &gpio_a),
    PORT("B", GPIO_B, &gpio_b),
    PORT("C", GPIO_C, &gpio_x),
    PORT("D", GPIO_D, &gpio_x),
    PORT("E", GPIO_E, &gpio_x),
    PORT("F", 5, &gpio_x),
    PORT("G", 6, &gpio_x),
    PORT("H", GPIO_H, &gpio_x),
    {
        TIM(2, TIM2_BASE, ON_APB1(0), tim_2),
        IRQ(TIM2),
        .dma = F4_DMA_TIM2,
        .pin_count = 12,
        .pins = {CH(GPIO_A, 0, 1, 1), CH(GPIO_A, 5, 1, 1), CH(GPIO_A, 15, 1, 1),
                 CH(GPIO_A, 1, 1, 2), CH(GPIO_B, 3, 1, 2), CH(GPIO_A, 2, 1, 3),
                 CH(GPIO_B, 10, 1, 3), CH(GPIO_A, 3, 1, 4),
                 CH(GPIO_B, 11, 1, 4), ETR(GPIO_A, 0, 1), ETR(GPIO_A, 5, 1),
                 ETR(GPIO_A, 15, 1)},
    },
    {
        TIM(3, TIM3_BASE, ON_APB1(1), tim_3),
        IRQ(TIM3),
        .dma = F4_DMA_TIM3,
        .pin_count = 11,
        .pins = {CH(GPIO_A, 6, 2, 1), CH(GPIO_B, 4, 2, 1), CH(GPIO_C, 6, 2, 1),
                 CH(GPIO_A, 7, 2, 2), CH(GPIO_B, 5, 2, 2), CH(GPIO_C, 7, 2, 2),
                 CH(GPIO_B, 0, 2, 3), CH(GPIO_C, 8, 2, 3), CH(GPIO_B, 1, 2, 4),
                 CH(GPIO_C, 9, 2, 4), ETR(GPIO_D, 2, 2)},
    },
    {
        TIM(4, TIM4_BASE, ON_APB1(2), tim_4),
        IRQ(TIM4),
        .dma = F4_DMA_TIM4,
        .pin_count = 9,
        .pins = {CH(GPIO_B, 6, 2, 1), CH(GPIO_D, 12, 2, 1), CH(GPIO_B, 7, 2, 2),
                 CH(GPIO_D, 13, 2, 2), CH(GPIO_B, 8, 2, 3),
                 CH(GPIO_D, 14, 2, 3), CH(GPIO_B, 9, 2, 4),
                 CH(GPIO_D, 15, 2, 4), ETR(GPIO_E, 0, 2)},
    },
    {
        TIM(5, TIM5_BASE, ON_APB1(3), tim_5),
        IRQ(TIM5),
        .dma = F4_DMA_TIM5,
        .pin_count = 4,
        .pins = {CH(GPIO_A, 0, 2, 1), CH(GPIO_A, 1, 2, 2), CH(GPIO_A, 2, 2, 3),
                 CH(GPIO_A, 3, 2, 4)},
    },
    {
        TIM(6, 0x40001000, ON_APB1(4), tim_basic),
        IRQ(TIM6_DAC),
        .dma = F4_DMA_TIM6,
    },
    {
        TIM(7, 0x40001400, ON_APB1(5), tim_basic),
        IRQ(TIM7),
        .dma = F4_DMA_TIM7,
    },
    {
        TIM(12, 0x40001800, ON_APB1(6), tim_12),
        IRQ(TIM8_BRK_TIM12),
        .pin_count = 2,
        .pins = {CH(GPIO_B, 14, 9, 1), CH(GPIO_B, 15, 9, 2)},
    },
    {
        TIM(13, 0x40001C00, ON_APB1(7), tim_10),
        IRQ(TIM8_UP_TIM13),
        .pin_count = 2,
        .pins = {CH(GPIO_A, 6, 9, 1), CH(5, 8, 9, 1)},
    },
    {
        TIM(14, 0x40002000, ON_APB1(8), tim_10),
        IRQ(TIM8_TRG_COM_TIM14),
        .pin_count = 2,
        .pins = {CH(GPIO_A, 7, 9, 1), CH(5, 9, 9, 1)},
    },
    {
        /* Its reset is RCC_BDCR.BDRST. */
        .name = "RTC",
        AT(0x40002800),
        .bus = BUS_APB1,
        .kind = &rtc_v2,
        STATE(rtc),
        .variant = &rtc_wires,
        .irq = NO_IRQ, /* EXTI's */
        .due = DUE_RTC,
        .kernel = F4_KERNEL_RTC,
        .in_standby = true,
    },
    {
        .name = "WWDG",
        AT(0x40002C00),
        ON_APB1(11),
        .kind = &wwdg,
        STATE(wwdg),
        IRQ(WWDG),
        .due = DUE_WWDG,
    },
    {
        .name = "IWDG",
        AT(0x40003000),
        .bus = BUS_APB1,
        .kind = &iwdg_v2,
        STATE(iwdg),
        .variant = &iwdg_plain,
        .irq = NO_IRQ,
        .due = DUE_IWDG,
        .kernel = F4_KERNEL_LSI,
        .in_standby = true,
    },
    ABSENT("I2S2ext", 0x40003400, ON_APB1(14)),
    {
        SPI(2, 0x40003800, ON_APB1(14), spi_i2s),
        .dma = F4_DMA_SPI2,
        .pin_count = 8,
        .pins = {PIN(NSS, GPIO_B, 12, 5), PIN(SCK, GPIO_B, 13, 5),
                 PIN(MISO, GPIO_B, 14, 5), PIN(MOSI, GPIO_B, 15, 5),
                 PIN(NSS, GPIO_B, 9, 5), PIN(SCK, GPIO_B, 10, 5),
                 PIN(MISO, GPIO_C, 2, 5), PIN(MOSI, GPIO_C, 3, 5)},
    },
    {
        SPI(3, 0x40003C00, ON_APB1(15), spi_i2s),
        .dma = F4_DMA_SPI3,
        .pin_count = 8,
        .pins = {PIN(NSS, GPIO_A, 15, 6), PIN(SCK, GPIO_B, 3, 6),
                 PIN(MISO, GPIO_B, 4, 6), PIN(MOSI, GPIO_B, 5, 6),
                 PIN(NSS, GPIO_A, 4, 6), PIN(SCK, GPIO_C, 10, 6),
                 PIN(MISO, GPIO_C, 11, 6), PIN(MOSI, GPIO_C, 12, 6)},
    },
    ABSENT("I2S3ext", 0x40004000, ON_APB1(15)),
    {
        USART("USART2", 0x40004400, ON_APB1(17), USART_2, USART2),
        .pin_count = 4,
        .pins = {TX(GPIO_A, 2, 7), RX(GPIO_A, 3, 7), TX(GPIO_D, 5, 7),
                 RX(GPIO_D, 6, 7)},
    },
    {
        USART("USART3", 0x40004800, ON_APB1(18), 2, USART3),
        .pin_count = 6,
        .pins = {TX(GPIO_B, 10, 7), RX(GPIO_B, 11, 7), TX(GPIO_C, 10, 7),
                 RX(GPIO_C, 11, 7), TX(GPIO_D, 8, 7), RX(GPIO_D, 9, 7)},
    },
    {
        USART("UART4", 0x40004C00, ON_APB1(19), 3, UART4),
        .pin_count = 4,
        .pins = {TX(GPIO_A, 0, 8), RX(GPIO_A, 1, 8), TX(GPIO_C, 10, 8),
                 RX(GPIO_C, 11, 8)},
    },
    {
        USART("UART5", 0x40005000, ON_APB1(20), 4, UART5),
        .pin_count = 2,
        .pins = {TX(GPIO_C, 12, 8), RX(GPIO_D, 2, 8)},
    },
    I2C(1, 0x40005400, 21),
    I2C(2, 0x40005800, 22),
    I2C(3, 0x40005C00, 23),
    ABSENT("CAN1", 0x40006400, ON_APB1(25)),
    ABSENT("CAN2", 0x40006800, ON_APB1(26)),
    {
        .name = "PWR",
        AT(0x40007000),
        ON_APB1(28),
        .kind = &f4_pwr,
        .irq = NO_IRQ,
    },
    ABSENT("DAC", 0x40007400, ON_APB1(29)),
    {
        TIM(1, TIM1_BASE, ON_APB2(0), tim_1),
        IRQS_(F4_IRQ_TIM1_BRK_TIM9, F4_IRQ_TIM1_UP_TIM10,
              F4_IRQ_TIM1_TRG_COM_TIM11, F4_IRQ_TIM1_CC),
        .dma = F4_DMA_TIM1,
        .pin_count = 10,
        .pins = {CH(GPIO_A, 8, 1, 1), CH(GPIO_E, 9, 1, 1), CH(GPIO_A, 9, 1, 2),
                 CH(GPIO_E, 11, 1, 2), CH(GPIO_A, 10, 1, 3),
                 CH(GPIO_E, 13, 1, 3), CH(GPIO_A, 11, 1, 4),
                 CH(GPIO_E, 14, 1, 4), ETR(GPIO_A, 12, 1), ETR(GPIO_E, 7, 1)},
    },
    {
        TIM(8, TIM8_BASE, ON_APB2(1), tim_8),
        IRQS_(F4_IRQ_TIM8_BRK_TIM12, F4_IRQ_TIM8_UP_TIM13,
              F4_IRQ_TIM8_TRG_COM_TIM14, F4_IRQ_TIM8_CC),
        .dma = F4_DMA_TIM8,
        .pin_count = 5,
        .pins = {CH(GPIO_C, 6, 3, 1), CH(GPIO_C, 7, 3, 2), CH(GPIO_C, 8, 3, 3),
                 CH(GPIO_C, 9, 3, 4), ETR(GPIO_A, 0, 3)},
    },
    {
        USART("USART1", 0x40011000, ON_APB2(4), USART_1, USART1),
        .pin_count = 4,
        .pins = {TX(GPIO_A, 9, 7), RX(GPIO_A, 10, 7), TX(GPIO_B, 6, 7),
                 RX(GPIO_B, 7, 7)},
    },
    {
        USART("USART6", 0x40011400, ON_APB2(5), 5, USART6),
        .pin_count = 6,
        .pins = {TX(GPIO_C, 6, 8), RX(GPIO_C, 7, 8), TX(GPIO_A, 11, 8),
                 RX(GPIO_A, 12, 8), TX(6, 14, 8), RX(6, 9, 8)},
    },
    {
        .name = "ADC1",
        AT(0x40012000),
        .bus = BUS_APB2,
        .clock = GATE(apb2enr, 8),
        .reset = GATE(apb2rstr, 8),
        .kind = &keeps,
        STATE(keeps[0]),
        .variant = &adc,
        IRQ(ADC),
    },
    ABSENT("SDIO", 0x40012C00, ON_APB2(11)),
    {
        SPI(1, 0x40013000, ON_APB2(12), spi_plain),
        .dma = F4_DMA_SPI1,
        .pin_count = 8,
        .pins = {PIN(NSS, GPIO_A, 4, 5), PIN(SCK, GPIO_A, 5, 5),
                 PIN(MISO, GPIO_A, 6, 5), PIN(MOSI, GPIO_A, 7, 5),
                 PIN(NSS, GPIO_A, 15, 5), PIN(SCK, GPIO_B, 3, 5),
                 PIN(MISO, GPIO_B, 4, 5), PIN(MOSI, GPIO_B, 5, 5)},
    },
    {
        SPI(4, 0x40013400, ON_APB2(13), spi_plain),
        .dma = F4_DMA_SPI4,
        .pin_count = 8,
        .pins = {PIN(NSS, GPIO_E, 4, 5), PIN(SCK, GPIO_E, 2, 5),
                 PIN(MISO, GPIO_E, 5, 5), PIN(MOSI, GPIO_E, 6, 5),
                 PIN(NSS, GPIO_E, 11, 5), PIN(SCK, GPIO_E, 12, 5),
                 PIN(MISO, GPIO_E, 13, 5), PIN(MOSI, GPIO_E, 14, 5)},
    },
    {
        .name = "SYSCFG",
        AT(0x40013800),
        ON_APB2(14),
        .kind = &f4_syscfg,
        .irq = NO_IRQ,
    },
    {
        .name = "EXTI",
        AT(0x40013C00),
        .bus = BUS_APB2,
        .kind = &exti,
        STATE(exti),
        .variant = &exti_lines,
        IRQS_(F4_IRQ_EXTI0, F4_IRQ_EXTI1, F4_IRQ_EXTI2, F4_IRQ_EXTI3,
              F4_IRQ_EXTI4, F4_IRQ_EXTI9_5, F4_IRQ_EXTI15_10, F4_IRQ_PVD,
              F4_IRQ_RTC_ALARM, F4_IRQ_OTG_FS_WKUP, F4_IRQ_ETH_WKUP,
              F4_IRQ_OTG_HS_WKUP, F4_IRQ_TAMP_STAMP, F4_IRQ_RTC_WKUP),
    },
    {
        TIM(9, 0x40014000, ON_APB2(16), tim_9),
        IRQ(TIM1_BRK_TIM9),
        .pin_count = 4,
        .pins = {CH(GPIO_A, 2, 3, 1), CH(GPIO_E, 5, 3, 1), CH(GPIO_A, 3, 3, 2),
                 CH(GPIO_E, 6, 3, 2)},
    },
    {
        TIM(10, 0x40014400, ON_APB2(17), tim_10),
        IRQ(TIM1_UP_TIM10),
        .pin_count = 2,
        .pins = {CH(GPIO_B, 8, 3, 1), CH(5, 6, 3, 1)},
    },
    {
        TIM(11, 0x40014800, ON_APB2(18), tim_11),
        IRQ(TIM1_TRG_COM_TIM11),
        .pin_count = 2,
        .pins = {CH(GPIO_B, 9, 3, 1), CH(5, 7, 3, 1)},
    },
    {
        SPI(5, 0x40015000, ON_APB2(20), spi_plain),
        .pin_count = 5,
        .pins = {PIN(NSS, GPIO_B, 1, 6), PIN(SCK, GPIO_B, 0, 6),
                 PIN(MISO, GPIO_A, 12, 6), PIN(MOSI, GPIO_A, 10, 6),
                 PIN(MOSI, GPIO_B, 8, 6)},
    },
    {
        .name = "GPIOI",
        AT(0x40022000),
        ON_AHB1(8),
        .kind = &keeps,
        STATE(keeps[4]),
        .variant = &gpio_i,
        .irq = NO_IRQ,
    },
    {
        .name = "CRC",
        AT(0x40023000),
        ON_AHB1(12),
        .kind = &crc_v1,
        STATE(crc),
        .irq = NO_IRQ,
    },
    {
        .name = "RCC",
        AT(0x40023800),
        .bus = BUS_AHB,
        .kind = &f4_rcc,
        IRQ(RCC),
        .due = DUE_OSC,
    },
    {
        .name = "FLASH",
        AT(0x40023C00),
        .bus = BUS_AHB,
        .kind = &f4_flash,
        IRQ(FLASH),
        .due = DUE_FLASH,
        .in_standby = true, /* an operation is finished first */
    },
    {
        .name = "BKPSRAM",
        .base = F4_BACKUP_BASE,
        .size = F4_BACKUP_SIZE,
        .bus = BUS_AHB,
        .clock = GATE(ahb1enr, 18),
        .kind = &f4_bkpsram,
        .irq = NO_IRQ,
    },
    {
        .name = "DMA1",
        AT(0x40026000),
        ON_AHB1(21),
        .kind = &dma_v2,
        STATE(dma[0]),
        .variant = &dma_1,
        IRQS_(F4_IRQ_DMA1_STREAM0, F4_IRQ_DMA1_STREAM0 + 1,
              F4_IRQ_DMA1_STREAM0 + 2, F4_IRQ_DMA1_STREAM0 + 3,
              F4_IRQ_DMA1_STREAM0 + 4, F4_IRQ_DMA1_STREAM0 + 5,
              F4_IRQ_DMA1_STREAM0 + 6, F4_IRQ_DMA1_STREAM7),
        .due = DUE_DMA1,
    },
    {
        .name = "DMA2",
        AT(0x40026400),
        ON_AHB1(22),
        .kind = &dma_v2,
        STATE(dma[1]),
        .variant = &dma_2,
        IRQS_(F4_IRQ_DMA2_STREAM0, F4_IRQ_DMA2_STREAM0 + 1,
              F4_IRQ_DMA2_STREAM0 + 2, F4_IRQ_DMA2_STREAM0 + 3,
              F4_IRQ_DMA2_STREAM0 + 4, F4_IRQ_DMA2_STREAM5, F4_IRQ_DMA2_STREAM6,
              F4_IRQ_DMA2_STREAM7),
        .due = DUE_DMA2,
    },
    {
        .name = "ETH",
        .base = 0x40028000,
        .size = 0x1400,
        ON_AHB1(25),
        .irq = NO_IRQ,
    },
    {
        .name = "OTG_HS",
        .base = 0x40040000,
        .size = 0x8000, /* registers, two FIFOs */
        ON_AHB1(29),
        .irq = NO_IRQ,
    },
    {
        .name = "OTG_FS",
        .base = 0x50000000,
        .size = 0x8000, /* likewise */
        ON_AHB2(7),
        .irq = NO_IRQ,
    },
    ABSENT("DCMI", 0x50050000, ON_AHB2(0)),
    {
        .name = "RNG",
        AT(0x50060800),
        ON_AHB2(6),
        .kind = &rng_v1,
        STATE(rng),
        IRQ(RNG),
        .due = DUE_RNG,
        .kernel = F4_KERNEL_48,
    },
    {
        .name = "SysTick",
        .base = 0xE000E010,
        .size = 0x10,
        .bus = BUS_AHB_WORD,
        .kind = &systick,
        .irq = NO_IRQ,
        .due = DUE_SYSTICK,
    },
    {
        .name = "DBGMCU",
        AT(0xE0042000),
        .bus = BUS_AHB_WORD,
        .kind = &dbgmcu,
        STATE(dbgmcu),
        .variant = &dbgmcu_freeze,
        .irq = NO_IRQ,
    },
};

_Static_assert(sizeof rows / sizeof *rows <= MAP_ROWS,
               "chip.requests is small");

/* --- clock gates --- */

static const struct map_gates clock_gates[] = {
    {
        GATES(ahb1enr, "RCC_AHB1ENR"),
        .bits =
            {"GPIOAEN",           "GPIOBEN",           "GPIOCEN",
             "GPIODEN",           "GPIOEEN",           "GPIOFEN",
             "GPIOGEN",           "GPIOHEN",           "GPIOIEN",
             [12] = "CRCEN",      [18] = "BKPSRAMEN",  [20] = "CCMDATARAMEN",
             [21] = "DMA1EN",     [22] = "DMA2EN",     [25] = "ETHMACEN",
             [26] = "ETHMACTXEN", [27] = "ETHMACRXEN", [28] = "ETHMACPTPEN",
             [29] = "OTGHSEN",    [30] = "OTGHSULPIEN"},
    },
    {
        GATES(ahb2enr, "RCC_AHB2ENR"),
        .bits = {[0] = "DCMIEN", [6] = "RNGEN", [7] = "OTGFSEN"},
    },
    {
        GATES(ahb3enr, "RCC_AHB3ENR"),
        .bits = {[0] = "FSMCEN"},
    },
    {
        GATES(apb1enr, "RCC_APB1ENR"),
        .bits = {[0] = "TIM2EN",    [1] = "TIM3EN",    [2] = "TIM4EN",
                 [3] = "TIM5EN",    [4] = "TIM6EN",    [5] = "TIM7EN",
                 [6] = "TIM12EN",   [7] = "TIM13EN",   [8] = "TIM14EN",
                 [11] = "WWDGEN",   [14] = "SPI2EN",   [15] = "SPI3EN",
                 [17] = "USART2EN", [18] = "USART3EN", [19] = "UART4EN",
                 [20] = "UART5EN",  [21] = "I2C1EN",   [22] = "I2C2EN",
                 [23] = "I2C3EN",   [25] = "CAN1EN",   [26] = "CAN2EN",
                 [28] = "PWREN",    [29] = "DACEN"},
    },
    {
        GATES(apb2enr, "RCC_APB2ENR"),
        .bits = {[0] = "TIM1EN",
                 [1] = "TIM8EN",
                 [4] = "USART1EN",
                 [5] = "USART6EN",
                 [8] = "ADC1EN",
                 [9] = "ADC2EN",
                 [10] = "ADC3EN",
                 [11] = "SDIOEN",
                 [12] = "SPI1EN",
                 [13] = "SPI4EN",
                 [14] = "SYSCFGEN",
                 [16] = "TIM9EN",
                 [17] = "TIM10EN",
                 [18] = "TIM11EN",
                 [20] = "SPI5EN"},
    },
};

/* --- memories --- */

/* The sizes of the largest part: see stretch(). */
static const struct map_memory memories[] = {
    {
        .region = REGION_FLASH,
        .base = FLASH_BASE,
        .size = F4_FLASH_MAX,
        .offset = F4_FLASH_OFFSET,
        .nvm = true,
        .banked = true,
    },
    {
        .region = REGION_SYSTEM,
        .base = F4_SYSTEM_BASE,
        .size = F4_SYSTEM_SIZE,
        .offset = F4_SYSTEM_OFFSET,
        .nvm = true,
    },
    {
        .region = REGION_SRAM,
        .base = SRAM_BASE,
        .size = F4_SRAM_MAX,
        .offset = F4_SRAM_OFFSET,
        .banked = true,
    },
    {
        .region = REGION_CCM,
        .base = F4_CCM_BASE,
        .size = F4_CCM_SIZE,
        .offset = F4_CCM_OFFSET,
        .banked = true,
        .data_only = true,
    },
    {
        .region = REGION_OTP,
        .base = F4_OTP_BASE,
        .size = F4_OTP_SIZE,
        .offset = F4_OTP_OFFSET,
        .nvm = true,
    },
    {
        .region = REGION_OPTION,
        .base = F4_OPTION_BASE,
        .size = F4_OPTION_SIZE,
        .offset = F4_OPTION_OFFSET,
        .nvm = true,
    },
    {
        .region = REGION_BACKUP,
        .base = F4_BACKUP_BASE,
        .size = F4_BACKUP_SIZE,
        .offset = F4_BACKUP_OFFSET,
    },
};

/* CCM data RAM is on the core's data bus, with a clock of its own: without it
 * an access is a bus error (assumed). */
static uint32_t size_of(const struct chip *chip, enum region region)
{
    enum { CCMDATARAMEN = 1 << 20 };
    switch (region) {
    case REGION_FLASH: return chip->part.flash_kb * 1024u;
    case REGION_SRAM: return chip->part.sram_size;
    default: break;
    }
    bool clocked = stm32f4(chip)->rcc.ahb1enr & CCMDATARAMEN;
    return clocked && f4_part_line(chip)->ccm ? F4_CCM_SIZE : 0;
}

/* What the part has of a memory. */
static struct map_stretch stretch(const struct chip *chip,
                                  const struct map_memory *memory,
                                  uint32_t address)
{
    uint32_t size = size_of(chip, memory->region);
    if (address - memory->base >= size)
        return (struct map_stretch){0};
    return (struct map_stretch){memory->base, size, memory->offset};
}

static uint32_t systick_calib(const struct chip *chip)
{
    return f4_part_line(chip)->calib;
}

const struct map stm32f4_map = {
    .core = &cortex_m4f,
    .irq_count = F4_IRQS,
    .irqs =
        {
            "WWDG",
            "PVD",
            "TAMP_STAMP",
            "RTC_WKUP",
            "FLASH",
            "RCC",
            "EXTI0",
            "EXTI1",
            "EXTI2",
            "EXTI3",
            "EXTI4",
            "DMA1_Stream0",
            "DMA1_Stream1",
            "DMA1_Stream2",
            "DMA1_Stream3",
            "DMA1_Stream4",
            "DMA1_Stream5",
            "DMA1_Stream6",
            "ADC",
            "CAN1_TX",
            "CAN1_RX0",
            "CAN1_RX1",
            "CAN1_SCE",
            "EXTI9_5",
            "TIM1_BRK_TIM9",
            "TIM1_UP_TIM10",
            "TIM1_TRG_COM_TIM11",
            "TIM1_CC",
            "TIM2",
            "TIM3",
            "TIM4",
            "I2C1_EV",
            "I2C1_ER",
            "I2C2_EV",
            "I2C2_ER",
            "SPI1",
            "SPI2",
            "USART1",
            "USART2",
            "USART3",
            "EXTI15_10",
            "RTC_Alarm",
            "OTG_FS_WKUP",
            "TIM8_BRK_TIM12",
            "TIM8_UP_TIM13",
            "TIM8_TRG_COM_TIM14",
            "TIM8_CC",
            "DMA1_Stream7",
            "FSMC",
            "SDIO",
            "TIM5",
            "SPI3",
            "UART4",
            "UART5",
            "TIM6_DAC",
            "TIM7",
            "DMA2_Stream0",
            "DMA2_Stream1",
            "DMA2_Stream2",
            "DMA2_Stream3",
            "DMA2_Stream4",
            "ETH",
            "ETH_WKUP",
            "CAN2_TX",
            "CAN2_RX0",
            "CAN2_RX1",
            "CAN2_SCE",
            "OTG_FS",
            "DMA2_Stream5",
            "DMA2_Stream6",
            "DMA2_Stream7",
            "USART6",
            "I2C3_EV",
            "I2C3_ER",
            "OTG_HS_EP1_OUT",
            "OTG_HS_EP1_IN",
            "OTG_HS_WKUP",
            "OTG_HS",
            "DCMI",
            [F4_IRQ_RNG] = "HASH_RNG",
            [F4_IRQ_FPU] = "FPU",
            [F4_IRQ_SPI4] = "SPI4",
            [F4_IRQ_SPI5] = "SPI5",
        },
    .clock_gates = clock_gates,
    .clock_gate_count = sizeof clock_gates / sizeof *clock_gates,
    .rows = rows,
    .row_count = sizeof rows / sizeof *rows,
    .due_count = DUE_COUNT,
    .memories = memories,
    .memory_count = sizeof memories / sizeof *memories,
    .bit_band = true,
    .silent_unclocked = true,
    .reports_holes = true,
    .nvm =
        {
            .attentive = f4_flash_attentive,
            .touch = f4_flash_touch,
            .busy_until = f4_flash_busy_until,
            .readable = f4_flash_readable,
            .store = f4_flash_store,
            .wait_branch = f4_flash_wait_branch,
            .wait_sequential = f4_flash_wait_sequential,
            .page = 16 * 1024, /* RM0368 table 5 */
            .cut =
                {
                    .lasting = offsetof(struct stm32f4, flash.weak),
                    .lasting_size = sizeof(struct f4_flash_weak),
                    .uncertain = f4_flash_uncertain,
                    .planned = f4_flash_planned,
                    .resume = f4_flash_resume,
                    .tear = f4_flash_tear,
                    .settle = f4_flash_settle,
                },
        },
    .has = f4_rcc_has,
    .boards = f4_boards,
    .board_count = F4_BOARDS,
    .part_find = f4_part_find,
    .memory_size = f4_flash_memory_size,
    .factory = f4_flash_factory,
    .alias_base = f4_syscfg_alias_base,
    .mem_mode = f4_syscfg_mem_mode,
    .hse_bypass = f4_rcc_hse_bypass,
    .rdp = f4_flash_rdp,
    .bank = stretch,
    .selected = f4_rcc_selected,
    .timer_clock = f4_rcc_timer_clock,
    .clock_hz = f4_rcc_clock_hz,
    .stopped = f4_rcc_stopped,
    .force_kernel = f4_rcc_force_kernel,
    .deep_sleep = f4_pwr_deep_sleep,
    .wake = f4_pwr_wake,
    .exti_port = f4_syscfg_exti_port,
    .rtc_event = f4_pwr_rtc_event,
    .backup_writable = f4_pwr_backup_writable,
    .systick_calib = systick_calib,
    .hardware_watchdog = f4_flash_hardware_watchdog,
};
