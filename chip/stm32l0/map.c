/* SPDX-License-Identifier: MIT
 *
 * The schematic of the STM32L07x/L08x. RM0367 table 1 (register boundary
 * addresses), 7.3 (enable and reset bits), table 55 (vectors); DS10685 tables
 * 16 to 18 (alternate functions), as GPIO-STM32L071_gpio_v1_0_Modes.xml of
 * STMicroelectronics/STM32_open_pin_data has them.
 */
#include "chip/map.h"

#include "chip/core/core.h"
#include "chip/core/systick.h"
#include "chip/dma.h"
#include "chip/stm32l0/board.h"
#include "chip/stm32l0/flash.h"
#include "chip/stm32l0/part.h"
#include "chip/stm32l0/pwr.h"
#include "chip/stm32l0/rcc.h"
#include "chip/stm32l0/state.h"
#include "chip/stm32l0/syscfg.h"

#define BLOCKS struct stm32l0
#include "chip/schematic.h"

/* Two events that are due at the same time fire in this order. */
enum {
    DUE_IWDG = DUE_FLASH + 1,
    DUE_RTC,
    DUE_SYSTICK,
    DUE_TIM2,
    DUE_TIM3,
    DUE_TIM6,
    DUE_TIM7,
    DUE_TIM21,
    DUE_TIM22,
    DUE_WWDG,
    DUE_USART1, /* transmitter, receiver */
    DUE_USART2 = DUE_USART1 + 2,
    DUE_USART4 = DUE_USART2 + 2,
    DUE_USART5 = DUE_USART4 + 2,
    DUE_LPUART1 = DUE_USART5 + 2,
    DUE_DMA = DUE_LPUART1 + 2,
    DUE_CABLE1,
    DUE_CABLE2 = DUE_CABLE1 + 2,
    DUE_ADC = DUE_CABLE2 + 2,
    DUE_I2C1,
    DUE_I2C2,
    DUE_I2C3,
    DUE_SPI1,
    DUE_SPI2,
    DUE_LPTIM1,
    DUE_RNG,
    DUE_USB, /* start of frame, a missed one */
    DUE_CRS = DUE_USB + 2,
    DUE_COUNT
};

_Static_assert((int)DUE_COUNT <= (int)DUE_MAX, "chip.due[] is small");

/* --- how a row is written --- */

#define ON_APB1(bit) .bus = BUS_APB1, GATED(apb1enr, apb1rstr, bit)
#define ON_APB2(bit) .bus = BUS_APB2, GATED(apb2enr, apb2rstr, bit)
#define ON_AHB(bit)  .bus = BUS_AHB, GATED(ahbenr, ahbrstr, bit)

#define ON_IOPORT(bit) .bus = BUS_IOPORT, GATED(iopenr, ioprstr, bit)
/* Ports are on the bus of the core. */
#define PORT(letter, number, reset_)                                           \
    PORT_AT(letter, number, 0x50000000 + 0x400 * (number), ON_IOPORT(number),  \
            reset_)
/* A channel that has the pin only with a bit of TIMx_OR. */
#define CH_IF(port, number, af, channel, or_bit)                               \
    {                                                                          \
        (port), (number), (af), TIM_IF(TIM_TI##channel, or_bit)                \
    }

/* --- what instances have --- */

/* RM0367 9.4: PA13 and PA14 start as SWDIO and SWCLK with their pulls. */
static const struct gpio_v2_variant gpio_a = {
    .moder = 0xEBFFFCFF,
    .ospeedr = 0x0C000000, /* observed on a NUCLEO-L073RZ: PA13 */
    .pupdr = 0x24000000,
    .brr = true,
};
static const struct gpio_v2_variant gpio_x = {.moder = 0xFFFFFFFF, .brr = true};

static const struct iwdg_v2_variant iwdg_window = {.window = true};

/* RM0367 21.4, 22.4 and 23.4. */
#define TIM_GENERAL                                                            \
    .channels = 4, .cr1 = 0x3FF, .cr2 = 0x0F8, .dier = 0x5F5F, .egr = 0x5F,    \
    .ccmr2 = 0xFFFF, .occe = 0x80, .ccer = 0xBBBB, .dcr = 0x1F1F, .or = 0x1F
/* Who is behind ITR0 to ITR2: that TIM2 is TIM21's ITR0 and TIM21 TIM22's is
 * documented (TIM_ExtTriggerSynchro of STM32CubeL0), the rest assumed. */
enum {
    TIM2_BASE = 0x40000000,
    TIM3_BASE = 0x40000400,
    TIM21_BASE = 0x40010800,
    TIM22_BASE = 0x40011400
};
/* The fields of TIMx_OR as stm32l0xx_hal_tim_ex.h has them: what is left out
 * is a comparator, the MCO, the wake-up timer of the RTC, or no value at all.
 */
static const struct tim_variant tim_2 = {
    TIM_GENERAL,
    .remap = {{TIM_ETR, 0, 7, {TIM_PIN, [5] = MAP_LSE}},
              {TIM_TI4, 3, 3, {TIM_PIN}}},
    .remaps = 2,
    .itr = {TIM21_BASE, TIM22_BASE, TIM3_BASE},
};
static const struct tim_variant tim_3 = {
    TIM_GENERAL,
    .remap = {{TIM_ETR, 0, 3, {TIM_PIN}},
              {TIM_TI1, 2, 1, {TIM_QUIET, TIM_PIN}}}, /* 0 = USB_SOF */
    .remaps = 2,
    .itr = {TIM2_BASE, TIM22_BASE, TIM21_BASE},
};
/* Not TIM2's: channels 3 and 4, DMA, TI1S. */
static const struct tim_variant tim_21 = {
    .channels = 2,
    .cr1 = 0x3FF,
    .cr2 = 0x070,
    .dier = 0x0047,
    .egr = 0x47,
    .ccer = 0x00BB,
    .or = 0x3F,
    .remap = {{TIM_ETR, 0, 3, {TIM_PIN, [3] = MAP_LSE}},
              {TIM_TI1,
               2,
               7,
               {TIM_PIN, [2] = MAP_HSE_RTC, MAP_MSI, MAP_LSE, MAP_LSI}},
              {TIM_TI2, 5, 1, {TIM_PIN}}},
    .remaps = 3,
    .itr = {TIM2_BASE, TIM22_BASE, TIM3_BASE},
};
static const struct tim_variant tim_22 = {
    .channels = 2,
    .cr1 = 0x3FF,
    .cr2 = 0x070,
    .dier = 0x0047,
    .egr = 0x47,
    .ccer = 0x00BB,
    .or = 0x0F,
    .remap = {{TIM_ETR, 0, 3, {TIM_PIN, [3] = MAP_LSE}},
              {TIM_TI1, 2, 3, {TIM_PIN}}},
    .remaps = 2,
    .itr = {TIM21_BASE, TIM2_BASE, TIM3_BASE},
};
static const struct tim_variant tim_basic = {
    .cr1 = 0x08F,
    .cr2 = 0x070,
    .dier = 0x0101,
    .egr = 0x01,
};

/* RM0367 29.8. */
static const struct usart_variant usart_full = {
    .cr1 = 0x1FFFFFFF,
    .cr2 = 0xFFFFFF70,
    .cr3 = 0x00FEFFFF,
    .brr = 0x0000FFFF,
    .gtpr = 0x0000FFFF,
    .rtor = 0xFFFFFFFF,
    .rqr = 0x0000001F,
    .icr = 0x00121B5F,
    .break_stops = 2,
};

/* RM0367 table 148: no receiver time-out, auto baud rate, LIN, smartcard, IrDA,
 * wake-up from Stop. That the bits of what is missing read 0 is assumed. */
static const struct usart_variant usart_plain = {
    .cr1 = 0x13FFFFFD,
    .cr2 = 0xFF0FBF10,
    .cr3 = 0x0000FFC9,
    .brr = 0x0000FFFF,
    .rqr = 0x0000000E,
    .icr = 0x0002025F,
    .break_stops = 2,
};

/* RM0367 30.7. */
static const struct usart_variant lpuart = {
    .cr1 = 0x13FF7FFF,
    .cr2 = 0xFF0FB010,
    .cr3 = 0x00F0F7C9,
    .brr = 0x000FFFFF,
    .rqr = 0x0000000E,
    .icr = 0x0012025F,
    .break_stops = 2,
    .lpuart = true,
};

#define AIN(port, number)                                                      \
    {                                                                          \
        (port), (number), 0, 0                                                 \
    }
/* DS10685 table 16: ADC_IN0 to ADC_IN15; the words: stm32l0xx_ll_adc.h. */
static const struct adc_v2_variant adc_16 = {
    .pin_count = 16,
    .pins = {AIN(GPIO_A, 0), AIN(GPIO_A, 1), AIN(GPIO_A, 2), AIN(GPIO_A, 3),
             AIN(GPIO_A, 4), AIN(GPIO_A, 5), AIN(GPIO_A, 6), AIN(GPIO_A, 7),
             AIN(GPIO_B, 0), AIN(GPIO_B, 1), AIN(GPIO_C, 0), AIN(GPIO_C, 1),
             AIN(GPIO_C, 2), AIN(GPIO_C, 3), AIN(GPIO_C, 4), AIN(GPIO_C, 5)},
    .vrefint = 17,
    .temperature = 18,
    .vbat = ADC_NO_CHANNEL,
    .ts_span = 100,
    .cal_mv = 3000,
    .vrefint_cal = 0x1FF80078,
    .ts_cal1 = 0x1FF8007A,
    .ts_cal2 = 0x1FF8007E,
};

/* I2S is part of SPI2 only (IS_I2S_ALL_INSTANCE of stm32l073xx.h). */
static const struct spi_v1_variant spi_1 = {.i2s = false};
static const struct spi_v1_variant spi_2 = {.i2s = true};

static const struct lptim_v1_variant lptim_1 = {.exti = 29};

/* RM0367 table 55: which lines share an interrupt. */
static const struct exti_variant exti_lines = {
    .lines = 0x37FFFFFF,        /* 27 is reserved */
    .configurable = 0x007BFFFF, /* 0-17, 19-22 */
    .imr = 0x3F840000,
    .group_count = 6,
    .groups = {0x00000003, 0x0000000C, 0x0000FFF0, 0x00010000, 0x001A0000,
               0x00600000},
};
static const uint8_t exti_irqs[] = {IRQ_EXTI0_1, IRQ_EXTI2_3, IRQ_EXTI4_15,
                                    IRQ_PVD,     IRQ_RTC,     IRQ_ADC_COMP};

/* Lines as ST's stm32l0xx_hal_rtc_ex.h has them, pins as
 * STM32L073V(B-Z)Tx.xml of STM32_open_pin_data. */
static const struct rtc_v2_variant rtc_wires = {
    .backups = 5,
    .cr = 0x00FCFF7F, /* DCE is reserved */
    .tampcr = 0x01FFFFFF,
    .tampers = 3,
    .alarm_line = 17,
    .tamper_line = 19,
    .wakeup_line = 20,
    .tamper = {{GPIO_C, 13}, {GPIO_A, 0}, {GPIO_E, 6}},
    .options = true,
};

/* RM0367 11.3.2, CSELR; table 55. A field can select two lines, which are
 * ORed. */
#define LINE(line)     (1ull << (line))
#define LINE_RX(block) LINE(DMA_##block + DMA_RX)
#define LINE_TX(block) LINE(DMA_##block + DMA_TX)
static const struct dma_v1_variant dma_requests = {
    .requests =
        {
            {
                [0] = LINE(DMA_ADC),
                [8] = LINE(DMA_TIM2_CH3),
                [11] = LINE(DMA_AES_IN),
            },
            {
                [0] = LINE(DMA_ADC),
                [1] = LINE_RX(SPI1),
                [3] = LINE_TX(USART1),
                [5] = LINE_TX(LPUART1),
                [6] = LINE_TX(I2C1),
                [8] = LINE(DMA_TIM2),
                [9] = LINE(DMA_TIM6) | LINE(DMA_DAC_CH1),
                [10] = LINE(DMA_TIM3_CH3),
                [11] = LINE(DMA_AES_OUT),
                [12] = LINE_RX(USART4),
                [13] = LINE_RX(USART5),
                [14] = LINE_TX(I2C3),
            },
            {
                [1] = LINE_TX(SPI1),
                [3] = LINE_RX(USART1),
                [5] = LINE_RX(LPUART1),
                [6] = LINE_RX(I2C1),
                [8] = LINE(DMA_TIM2_CH2),
                [10] = LINE(DMA_TIM3_CH4) | LINE(DMA_TIM3),
                [11] = LINE(DMA_AES_OUT),
                [12] = LINE_TX(USART4),
                [13] = LINE_TX(USART5),
                [14] = LINE_RX(I2C3),
            },
            {
                [2] = LINE_RX(SPI2),
                [3] = LINE_TX(USART1),
                [4] = LINE_TX(USART2),
                [7] = LINE_TX(I2C2),
                [8] = LINE(DMA_TIM2_CH4),
                [14] = LINE_TX(I2C3),
                [15] = LINE(DMA_TIM7) | LINE(DMA_DAC_CH2),
            },
            {
                [2] = LINE_TX(SPI2),
                [3] = LINE_RX(USART1),
                [4] = LINE_RX(USART2),
                [7] = LINE_RX(I2C2),
                [8] = LINE(DMA_TIM2_CH1),
                [10] = LINE(DMA_TIM3_CH1),
                [11] = LINE(DMA_AES_IN),
                [14] = LINE_RX(I2C3),
            },
            {
                [2] = LINE_RX(SPI2),
                [4] = LINE_RX(USART2),
                [5] = LINE_RX(LPUART1),
                [6] = LINE_TX(I2C1),
                [10] = LINE(DMA_TIM3_TRIG),
                [12] = LINE_RX(USART4),
                [13] = LINE_RX(USART5),
            },
            {
                [2] = LINE_TX(SPI2),
                [4] = LINE_TX(USART2),
                [5] = LINE_TX(LPUART1),
                [6] = LINE_RX(I2C1),
                [8] = LINE(DMA_TIM2_CH2) | LINE(DMA_TIM2_CH4),
                [12] = LINE_TX(USART4),
                [13] = LINE_TX(USART5),
            },
        },
};
static const uint8_t dma_irqs[] = {
    IRQ_DMA1_CH1,   IRQ_DMA1_CH2_3, IRQ_DMA1_CH2_3, IRQ_DMA1_CH4_7,
    IRQ_DMA1_CH4_7, IRQ_DMA1_CH4_7, IRQ_DMA1_CH4_7,
};

static const struct dbgmcu_variant dbgmcu_freeze = {
    .cr = 0x7, /* DBG_SLEEP, DBG_STOP, DBG_STANDBY */
    /* TIM2, 3, 6, 7, RTC, WWDG, IWDG, I2C1, I2C2, I2C3, LPTIM1 */
    .apb1_fz = 0x80E01C33,
    .apb2_fz = 0x00000024, /* TIM21, TIM22 */
};

/* --- blocks that keep what is written --- */

/* RM0367 15 (LCD): the flags come at once, and no segment is driven (assumed).
 */
static const struct keeps_variant lcd = {
    .registers =
        {
            {.offset = 0x00, .writable = 0x000001FF, .reports = 1}, /* CR */
            {
                .offset = 0x04, /* FCR */
                .writable = 0x03FFFFFB,
                .reports = 1 << 1, /* SOFIE: no frame begins */
            },
            {
                .offset = 0x08, /* SR: UDR is done at once, with UDD */
                .reset = 1 << 5,
                .starts = 1 << 2,
                .flags = 1 << 3,
            },
            {.offset = 0x0C, .clears = 1 << 1 | 1 << 3},          /* CLR */
            {.offset = 0x14, .more = 15, .writable = 0xFFFFFFFF}, /* RAM */
        },
    .links = {{.from = 0x00, .bits = 1, .to = 0x08, .flags = 1 << 4 | 1 << 0}},
    .status = 0x08,
    .enable = 0x04,
    .requests = 1 << 3,
};

/* RM0367 5.4. SYSCFG_CFGR2.FWDIS=0, which would switch it on, is reported. */
static const struct keeps_variant firewall = {
    .registers =
        {
            {.offset = 0x00, .writable = 0x00FFFF00}, /* CSSA */
            {.offset = 0x04, .writable = 0x003FFF00}, /* CSL */
            {.offset = 0x08, .writable = 0x00FFFF00}, /* NVDSSA */
            {.offset = 0x0C, .writable = 0x003FFF00}, /* NVDSL */
            {.offset = 0x10, .writable = 0x0000FFC0}, /* VDSSA */
            {.offset = 0x14, .writable = 0x0000FFC0}, /* VDSL */
            {.offset = 0x20, .writable = 0x00000007}, /* CR */
        },
    .status = 0x20,
};

/* RM0367 18.6: an acquisition ends at once, with the counters at 0; the groups
 * that are enabled are complete (assumed). */
static const struct keeps_variant tsc = {
    .registers =
        {
            {
                .offset = 0x00, /* CR */
                .writable = 0xFFFFF0FD,
                .reports = 1, /* TSCE */
                .starts = 1 << 1,
                .flags = 1 << 0, /* EOAF */
            },
            {.offset = 0x04, .writable = 3}, /* IER */
            {.offset = 0x08, .clears = 3},   /* ICR */
            {.offset = 0x0C},                /* ISR */
            {.offset = 0x10, .reset = 0xFFFFFFFF, .writable = 0xFFFFFFFF},
            {.offset = 0x18, .writable = 0xFFFFFFFF}, /* IOASCR */
            {.offset = 0x20, .writable = 0xFFFFFFFF}, /* IOSCR */
            {.offset = 0x28, .writable = 0xFFFFFFFF}, /* IOCCR */
            {.offset = 0x30, .writable = 0x000000FF}, /* IOGCSR */
            {.offset = 0x34, .more = 7},              /* IOG1CR-8CR */
        },
    .links = {{.from = 0x30, .bits = 0xFF, .to = 0x30, .left = 16}},
    .status = 0x0C,
    .enable = 0x04,
    .requests = 3,
};

/* --- blocks --- */

static const struct map_row rows[] = {
    CABLE(1, 2, TX(GPIO_A, 9, 0), RX(GPIO_A, 10, 0)),
    CABLE(2, 2, TX(GPIO_A, 2, 0), RX(GPIO_A, 3, 0)),
    PORT("A", GPIO_A, &gpio_a),
    PORT("B", GPIO_B, &gpio_x),
    PORT("C", GPIO_C, &gpio_x),
    PORT("D", GPIO_D, &gpio_x),
    PORT("E", GPIO_E, &gpio_x),
    PORT("H", GPIO_H, &gpio_x),
    {
        .name = "TIM2",
        AT(0x40000000),
        ON_APB1(0),
        .kind = &tim,
        STATE(tim[0]),
        .variant = &tim_2,
        .irq = IRQ_TIM2,
        .due = DUE_TIM2,
        .dma = DMA_TIM2,
        .pin_count = 17,
        .pins = {CH(GPIO_A, 0, 2, 1), CH(GPIO_A, 5, 5, 1), CH(GPIO_A, 15, 5, 1),
                 CH(GPIO_E, 9, 0, 1), CH(GPIO_A, 1, 2, 2), CH(GPIO_B, 3, 2, 2),
                 CH(GPIO_E, 10, 0, 2), CH(GPIO_A, 2, 2, 3),
                 CH(GPIO_B, 10, 2, 3), CH(GPIO_E, 11, 0, 3),
                 CH(GPIO_A, 3, 2, 4), CH(GPIO_B, 11, 2, 4),
                 CH(GPIO_E, 12, 0, 4), ETR(GPIO_A, 0, 5), ETR(GPIO_A, 5, 2),
                 ETR(GPIO_A, 15, 2), ETR(GPIO_E, 9, 2)},
    },
    {
        .name = "TIM3",
        AT(0x40000400),
        ON_APB1(1),
        .kind = &tim,
        STATE(tim[2]),
        .variant = &tim_3,
        .irq = IRQ_TIM3,
        .due = DUE_TIM3,
        .dma = DMA_TIM3,
        .pin_count = 16,
        .pins = {CH(GPIO_A, 6, 2, 1), CH(GPIO_B, 4, 2, 1), CH(GPIO_C, 6, 2, 1),
                 CH(GPIO_E, 3, 2, 1), CH(GPIO_A, 7, 2, 2),
                 CH_IF(GPIO_B, 5, 4, 2, 3), CH(GPIO_C, 7, 2, 2),
                 CH(GPIO_E, 4, 2, 2), CH(GPIO_B, 0, 2, 3), CH(GPIO_C, 8, 2, 3),
                 CH(GPIO_E, 5, 2, 3), CH(GPIO_B, 1, 2, 4),
                 CH_IF(GPIO_C, 9, 2, 4, 4), CH(GPIO_E, 6, 2, 4),
                 ETR(GPIO_D, 2, 2), ETR(GPIO_E, 2, 2)},
    },
    {
        .name = "TIM6",
        AT(0x40001000),
        ON_APB1(4),
        .kind = &tim,
        STATE(tim[1]),
        .variant = &tim_basic,
        .irq = IRQ_TIM6_DAC,
        .due = DUE_TIM6,
        .dma = DMA_TIM6,
    },
    {
        .name = "TIM7",
        AT(0x40001400),
        ON_APB1(5),
        .kind = &tim,
        STATE(tim[3]),
        .variant = &tim_basic,
        .irq = IRQ_TIM7,
        .due = DUE_TIM7,
        .dma = DMA_TIM7,
    },
    {
        .name = "LCD",
        AT(0x40002400),
        ON_APB1(9),
        .kind = &keeps,
        STATE(keeps[0]),
        .variant = &lcd,
        .irq = IRQ_LCD,
    },
    {
        /* Its reset is RCC_CSR.RTCRST. */
        .name = "RTC",
        AT(0x40002800),
        .bus = BUS_APB1,
        .kind = &rtc_v2,
        STATE(rtc),
        .variant = &rtc_wires,
        .irq = NO_IRQ, /* EXTI's */
        .due = DUE_RTC,
        .kernel = KERNEL_RTC,
        .in_standby = true,
    },
    {
        .name = "WWDG",
        AT(0x40002C00),
        ON_APB1(11),
        .kind = &wwdg,
        STATE(wwdg),
        .irq = IRQ_WWDG,
        .due = DUE_WWDG,
    },
    {
        .name = "IWDG",
        AT(0x40003000),
        .bus = BUS_APB1,
        .kind = &iwdg_v2,
        STATE(iwdg),
        .variant = &iwdg_window,
        .irq = NO_IRQ,
        .due = DUE_IWDG,
        .kernel = KERNEL_LSI,
        .in_standby = true,
    },
    {
        .name = "SPI2",
        AT(0x40003800),
        ON_APB1(14),
        .kind = &spi_v1,
        STATE(spi[1]),
        .variant = &spi_2,
        .irq = IRQ_SPI2,
        .due = DUE_SPI2,
        .dma = DMA_SPI2,
        .kernel = KERNEL_BUS,
        .pin_count = 12,
        .pins = {PIN(NSS, GPIO_B, 12, 0), PIN(SCK, GPIO_B, 13, 0),
                 PIN(MISO, GPIO_B, 14, 0), PIN(MOSI, GPIO_B, 15, 0),
                 PIN(NSS, GPIO_B, 9, 5), PIN(SCK, GPIO_B, 10, 5),
                 PIN(MISO, GPIO_C, 2, 2), PIN(MOSI, GPIO_C, 3, 2),
                 PIN(NSS, GPIO_D, 0, 1), PIN(SCK, GPIO_D, 1, 1),
                 PIN(MISO, GPIO_D, 3, 2), PIN(MOSI, GPIO_D, 4, 1)},
    },
    {
        .name = "USART2",
        AT(0x40004400),
        ON_APB1(17),
        .kind = &usart_v3,
        .variant = &usart_full,
        STATE(usart[USART_2]),
        .irq = IRQ_USART2,
        .due = DUE_USART2,
        .exti = 26,
        .dma = DMA_USART2,
        .kernel = KERNEL_USART2SEL,
        .pin_count = 6,
        .pins = {TX(GPIO_A, 2, 4), RX(GPIO_A, 3, 4), TX(GPIO_A, 14, 4),
                 RX(GPIO_A, 15, 4), TX(GPIO_D, 5, 0), RX(GPIO_D, 6, 0)},
    },
    {
        .name = "LPUART1",
        AT(0x40004800),
        ON_APB1(18),
        .kind = &usart_v3,
        .variant = &lpuart,
        STATE(usart[4]),
        .irq = IRQ_RNG_LPUART1,
        .due = DUE_LPUART1,
        .exti = 28,
        .dma = DMA_LPUART1,
        .kernel = KERNEL_LPUART1SEL,
        .pin_count = 16,
        .pins = {TX(GPIO_A, 2, 6), RX(GPIO_A, 3, 6), RX(GPIO_A, 13, 6),
                 TX(GPIO_A, 14, 6), TX(GPIO_B, 10, 4), RX(GPIO_B, 11, 4),
                 RX(GPIO_B, 10, 7), TX(GPIO_B, 11, 7), RX(GPIO_C, 0, 6),
                 TX(GPIO_C, 1, 6), TX(GPIO_C, 4, 2), RX(GPIO_C, 5, 2),
                 TX(GPIO_C, 10, 0), RX(GPIO_C, 11, 0), TX(GPIO_D, 8, 0),
                 RX(GPIO_D, 9, 0)},
    },
    {
        .name = "USART4",
        AT(0x40004C00),
        ON_APB1(19),
        .kind = &usart_v3,
        .variant = &usart_plain,
        STATE(usart[2]),
        .irq = IRQ_USART4_5,
        .due = DUE_USART4,
        .dma = DMA_USART4,
        .kernel = KERNEL_BUS,
        .pin_count = 6,
        .pins = {TX(GPIO_A, 0, 6), RX(GPIO_A, 1, 6), TX(GPIO_C, 10, 6),
                 RX(GPIO_C, 11, 6), TX(GPIO_E, 8, 6), RX(GPIO_E, 9, 6)},
    },
    {
        .name = "USART5",
        AT(0x40005000),
        ON_APB1(20),
        .kind = &usart_v3,
        .variant = &usart_plain,
        STATE(usart[3]),
        .irq = IRQ_USART4_5,
        .due = DUE_USART5,
        .dma = DMA_USART5,
        .kernel = KERNEL_BUS,
        .pin_count = 6,
        .pins = {TX(GPIO_B, 3, 6), RX(GPIO_B, 4, 6), TX(GPIO_C, 12, 2),
                 RX(GPIO_D, 2, 6), TX(GPIO_E, 10, 6), RX(GPIO_E, 11, 6)},
    },
    {
        .name = "I2C1",
        AT(0x40005400),
        ON_APB1(21),
        .kind = &i2c_v2,
        STATE(i2c[0]),
        .irq = IRQ_I2C1,
        .due = DUE_I2C1,
        .dma = DMA_I2C1,
        .kernel = KERNEL_I2C1SEL,
        .pin_count = 6,
        .pins = {PIN(SCL, GPIO_B, 6, 1), PIN(SDA, GPIO_B, 7, 1),
                 PIN(SCL, GPIO_B, 8, 4), PIN(SDA, GPIO_B, 9, 4),
                 PIN(SCL, GPIO_A, 9, 6), PIN(SDA, GPIO_A, 10, 6)},
    },
    {
        .name = "I2C2",
        AT(0x40005800),
        ON_APB1(22),
        .kind = &i2c_v2,
        STATE(i2c[1]),
        .irq = IRQ_I2C2,
        .due = DUE_I2C2,
        .dma = DMA_I2C2,
        .kernel = KERNEL_BUS,
        .pin_count = 4,
        .pins = {PIN(SCL, GPIO_B, 10, 6), PIN(SDA, GPIO_B, 11, 6),
                 PIN(SCL, GPIO_B, 13, 5), PIN(SDA, GPIO_B, 14, 5)},
    },
    {
        .name = "USB",
        AT(0x40005C00),
        ON_APB1(23),
        .kind = &usb_fs,
        STATE(usb),
        .irq = IRQ_USB,
        .due = DUE_USB,
        .exti = 18,
        .kernel = KERNEL_48,
    },
    {
        .name = "USB SRAM",
        AT(0x40006000),
        .bus = BUS_APB1,
        .clock = GATE(apb1enr, 23),
        .kind = &usb_fs_memory,
        STATE(usb),
        .irq = NO_IRQ,
    },
    {
        .name = "CRS",
        AT(0x40006C00),
        ON_APB1(27),
        .kind = &crs_v1,
        STATE(crs),
        .irq = IRQ_RCC_CRS,
        .due = DUE_CRS,
        .kernel = KERNEL_HSI48,
        .pin_count = 1,
        .pins = {{GPIO_A, 8, 2, CRS_V1_SYNC}},
    },
    {
        .name = "PWR",
        AT(0x40007000),
        ON_APB1(28),
        .kind = &pwr,
        .irq = NO_IRQ,
    },
    {
        .name = "DAC",
        AT(0x40007400),
        ON_APB1(29),
        .kind = &dac,
        STATE(dac),
        .irq = NO_IRQ,
    },
    {
        .name = "I2C3",
        AT(0x40007800),
        ON_APB1(30),
        .kind = &i2c_v2,
        STATE(i2c[2]),
        .irq = IRQ_I2C3,
        .due = DUE_I2C3,
        .dma = DMA_I2C3,
        .kernel = KERNEL_I2C3SEL,
        .pin_count = 5,
        .pins = {PIN(SCL, GPIO_A, 8, 7), PIN(SDA, GPIO_B, 4, 7),
                 PIN(SCL, GPIO_C, 0, 7), PIN(SDA, GPIO_C, 1, 7),
                 PIN(SDA, GPIO_C, 9, 7)},
    },
    {
        .name = "LPTIM1",
        AT(0x40007C00),
        ON_APB1(31),
        .kind = &lptim_v1,
        STATE(lptim),
        .variant = &lptim_1,
        .irq = IRQ_LPTIM1,
        .due = DUE_LPTIM1,
        .kernel = KERNEL_LPTIM1SEL,
        .pin_count = 6,
        .pins = {PIN(IN1, GPIO_B, 5, 2), PIN(ETR, GPIO_B, 6, 2),
                 PIN(IN1, GPIO_C, 0, 0), PIN(ETR, GPIO_C, 3, 0),
                 PIN(OUT, GPIO_B, 2, 2), PIN(OUT, GPIO_C, 1, 0)},
    },
    {
        .name = "SYSCFG",
        AT(0x40010000),
        ON_APB2(0),
        .kind = &syscfg,
        .irq = NO_IRQ,
    },
    {
        .name = "EXTI",
        AT(0x40010400),
        .bus = BUS_APB2,
        .kind = &exti,
        STATE(exti),
        .variant = &exti_lines,
        .irq = NO_IRQ,
        .irqs = exti_irqs,
    },
    {
        .name = "TIM21",
        AT(0x40010800),
        ON_APB2(2),
        .kind = &tim,
        STATE(tim[4]),
        .variant = &tim_21,
        .irq = IRQ_TIM21,
        .due = DUE_TIM21,
        .pin_count = 10,
        .pins = {CH(GPIO_A, 2, 0, 1), CH(GPIO_B, 13, 6, 1), CH(GPIO_D, 0, 0, 1),
                 CH(GPIO_E, 5, 0, 1), CH(GPIO_A, 3, 0, 2), CH(GPIO_B, 14, 6, 2),
                 CH(GPIO_D, 7, 1, 2), CH(GPIO_E, 6, 0, 2), ETR(GPIO_A, 1, 5),
                 ETR(GPIO_C, 9, 0)},
    },
    {
        .name = "TIM22",
        AT(0x40011400),
        ON_APB2(5),
        .kind = &tim,
        STATE(tim[5]),
        .variant = &tim_22,
        .irq = IRQ_TIM22,
        .due = DUE_TIM22,
        .pin_count = 10,
        .pins = {CH(GPIO_A, 6, 5, 1), CH(GPIO_B, 4, 4, 1), CH(GPIO_C, 6, 0, 1),
                 CH(GPIO_E, 3, 0, 1), CH(GPIO_A, 7, 5, 2), CH(GPIO_B, 5, 4, 2),
                 CH(GPIO_C, 7, 0, 2), CH(GPIO_E, 4, 0, 2), ETR(GPIO_A, 4, 5),
                 ETR(GPIO_C, 8, 0)},
    },
    {
        .name = "FIREWALL",
        AT(0x40011C00),
        .bus = BUS_APB2,
        .kind = &keeps,
        STATE(keeps[1]),
        .variant = &firewall,
        .irq = NO_IRQ,
        .clock = GATE(apb2enr, 7),
    },
    {
        /* COMP1 and COMP2, on the same interrupt, are in SYSCFG. */
        .name = "ADC",
        AT(0x40012400),
        ON_APB2(9),
        .kind = &adc_v2,
        STATE(adc),
        .variant = &adc_16,
        .irq = IRQ_ADC_COMP,
        .due = DUE_ADC,
        .dma = DMA_ADC,
        .kernel = KERNEL_HSI16,
    },
    {
        .name = "SPI1",
        AT(0x40013000),
        ON_APB2(12),
        .kind = &spi_v1,
        STATE(spi[0]),
        .variant = &spi_1,
        .irq = IRQ_SPI1,
        .due = DUE_SPI1,
        .dma = DMA_SPI1,
        .kernel = KERNEL_BUS,
        .pin_count = 14,
        .pins = {PIN(NSS, GPIO_A, 4, 0), PIN(SCK, GPIO_A, 5, 0),
                 PIN(MISO, GPIO_A, 6, 0), PIN(MOSI, GPIO_A, 7, 0),
                 PIN(NSS, GPIO_A, 15, 0), PIN(SCK, GPIO_B, 3, 0),
                 PIN(MISO, GPIO_B, 4, 0), PIN(MOSI, GPIO_B, 5, 0),
                 PIN(MISO, GPIO_A, 11, 0), PIN(MOSI, GPIO_A, 12, 0),
                 PIN(NSS, GPIO_E, 12, 2), PIN(SCK, GPIO_E, 13, 2),
                 PIN(MISO, GPIO_E, 14, 2), PIN(MOSI, GPIO_E, 15, 2)},
    },
    {
        .name = "USART1",
        AT(0x40013800),
        ON_APB2(14),
        .kind = &usart_v3,
        .variant = &usart_full,
        STATE(usart[USART_1]),
        .irq = IRQ_USART1,
        .due = DUE_USART1,
        .exti = 25,
        .dma = DMA_USART1,
        .kernel = KERNEL_USART1SEL,
        .pin_count = 4,
        .pins = {TX(GPIO_A, 9, 4), RX(GPIO_A, 10, 4), TX(GPIO_B, 6, 0),
                 RX(GPIO_B, 7, 0)},
    },
    {
        /* It answers without DBGEN (assumed: ST's HAL reads it so). */
        .name = "DBGMCU",
        AT(0x40015800),
        .bus = BUS_APB2,
        .kind = &dbgmcu,
        STATE(dbgmcu),
        .variant = &dbgmcu_freeze,
        .irq = NO_IRQ,
        .reset = GATE(apb2rstr, 22),
    },
    {
        .name = "DMA1",
        AT(0x40020000),
        ON_AHB(0),
        .kind = &dma_v1,
        STATE(dma),
        .variant = &dma_requests,
        .irq = NO_IRQ,
        .irqs = dma_irqs,
        .due = DUE_DMA,
    },
    {
        .name = "RCC",
        AT(0x40021000),
        .bus = BUS_AHB,
        .kind = &rcc,
        .irq = IRQ_RCC_CRS,
        .due = DUE_OSC,
    },
    {
        .name = "FLASH",
        AT(0x40022000),
        .bus = BUS_AHB_WORD,
        .kind = &flash,
        .irq = IRQ_FLASH,
        .due = DUE_FLASH,
        .in_standby = true, /* an operation is finished first */
        .reset = GATE(ahbrstr, 8),
    },
    {
        .name = "CRC",
        AT(0x40023000),
        ON_AHB(12),
        .kind = &crc_v3,
        STATE(crc),
        .irq = NO_IRQ,
    },
    {
        .name = "TSC",
        AT(0x40024000),
        ON_AHB(16),
        .kind = &keeps,
        STATE(keeps[2]),
        .variant = &tsc,
        .irq = IRQ_TSC,
    },
    {
        .name = "RNG",
        AT(0x40025000),
        ON_AHB(20),
        .kind = &rng_v1,
        STATE(rng),
        .irq = IRQ_RNG_LPUART1,
        .due = DUE_RNG,
        .kernel = KERNEL_48,
    },
    ABSENT("AES", 0x40026000, .bus = BUS_AHB),
    {
        .name = "SysTick",
        .base = 0xE000E010,
        .size = 0x10,
        .bus = BUS_AHB_WORD,
        .kind = &systick,
        .irq = NO_IRQ,
        .due = DUE_SYSTICK,
    },
};

/* --- clock gates --- */

/* RM0367 7.3.12 to 7.3.15. */
static const struct map_gates clock_gates[] = {
    {
        GATES(iopenr, "RCC_IOPENR"),
        .bits = {[0] = "IOPAEN",
                 [1] = "IOPBEN",
                 [2] = "IOPCEN",
                 [3] = "IOPDEN",
                 [4] = "IOPEEN",
                 [7] = "IOPHEN"},
    },
    {
        GATES(ahbenr, "RCC_AHBENR"),
        .bits = {[0] = "DMAEN",
                 [8] = "MIFEN",
                 [12] = "CRCEN",
                 [16] = "TSCEN",
                 [20] = "RNGEN",
                 [24] = "CRYPEN"},
    },
    {
        GATES(apb2enr, "RCC_APB2ENR"),
        .bits = {[0] = "SYSCFGEN",
                 [2] = "TIM21EN",
                 [5] = "TIM22EN",
                 [7] = "FWEN",
                 [9] = "ADCEN",
                 [12] = "SPI1EN",
                 [14] = "USART1EN",
                 [22] = "DBGEN"},
    },
    {
        GATES(apb1enr, "RCC_APB1ENR"),
        .bits = {[0] = "TIM2EN",
                 [1] = "TIM3EN",
                 [4] = "TIM6EN",
                 [5] = "TIM7EN",
                 [9] = "LCDEN",
                 [11] = "WWDGEN",
                 [14] = "SPI2EN",
                 [17] = "USART2EN",
                 [18] = "LPUART1EN",
                 [19] = "USART4EN",
                 [20] = "USART5EN",
                 [21] = "I2C1EN",
                 [22] = "I2C2EN",
                 [23] = "USBEN",
                 [27] = "CRSEN",
                 [28] = "PWREN",
                 [29] = "DACEN",
                 [30] = "I2C3EN",
                 [31] = "LPTIM1EN"},
    },
};

/* --- memories --- */

/* RM0367 2.2, table 3. */
static const struct map_memory memories[] = {
    {
        .region = REGION_FLASH,
        .base = FLASH_BASE,
        .size = FLASH_MAX,
        .offset = NVM_OFFSET,
        .nvm = true,
        .banked = true,
    },
    {
        .region = REGION_SYSTEM,
        .base = SYSTEM_BASE,
        .size = SYSTEM_SIZE,
        .offset = SYSTEM_OFFSET,
        .nvm = true,
    },
    {
        .region = REGION_SRAM,
        .base = SRAM_BASE,
        .size = SRAM_SIZE,
        .offset = SRAM_OFFSET,
    },
    {
        .region = REGION_EEPROM,
        .base = EEPROM_BASE,
        .size = EEPROM_SIZE,
        .offset = EEPROM_OFFSET,
        .nvm = true,
        .banked = true,
    },
    {
        .region = REGION_OPTION,
        .base = OPTION_BASE,
        .size = OPTION_SIZE,
        .offset = OPTION_OFFSET,
        .nvm = true,
    },
};

_Static_assert(sizeof rows / sizeof *rows <= MAP_ROWS,
               "chip.requests is small");

static uint32_t systick_calib(const struct chip *chip)
{
    enum { CALIB = 4000 };
    (void)chip;
    return CALIB;
}

const struct map stm32l0_map = {
    .core = &cortex_m0plus,
    .irq_count = 32,
    .irqs =
        {
            [IRQ_WWDG] = "WWDG",
            [IRQ_PVD] = "PVD",
            [IRQ_RTC] = "RTC",
            [IRQ_FLASH] = "FLASH",
            [IRQ_RCC_CRS] = "RCC_CRS",
            [IRQ_EXTI0_1] = "EXTI0_1",
            [IRQ_EXTI2_3] = "EXTI2_3",
            [IRQ_EXTI4_15] = "EXTI4_15",
            [IRQ_TSC] = "TSC",
            [IRQ_DMA1_CH1] = "DMA1_CH1",
            [IRQ_DMA1_CH2_3] = "DMA1_CH2_3",
            [IRQ_DMA1_CH4_7] = "DMA1_CH4_7",
            [IRQ_ADC_COMP] = "ADC_COMP",
            [IRQ_LPTIM1] = "LPTIM1",
            [IRQ_USART4_5] = "USART4_5",
            [IRQ_TIM2] = "TIM2",
            [IRQ_TIM3] = "TIM3",
            [IRQ_TIM6_DAC] = "TIM6_DAC",
            [IRQ_TIM7] = "TIM7",
            [IRQ_TIM21] = "TIM21",
            [IRQ_I2C3] = "I2C3",
            [IRQ_TIM22] = "TIM22",
            [IRQ_I2C1] = "I2C1",
            [IRQ_I2C2] = "I2C2",
            [IRQ_SPI1] = "SPI1",
            [IRQ_SPI2] = "SPI2",
            [IRQ_USART1] = "USART1",
            [IRQ_USART2] = "USART2",
            [IRQ_RNG_LPUART1] = "RNG_LPUART1",
            [IRQ_LCD] = "LCD",
            [IRQ_USB] = "USB",
        },
    .clock_gates = clock_gates,
    .clock_gate_count = sizeof clock_gates / sizeof *clock_gates,
    .rows = rows,
    .row_count = sizeof rows / sizeof *rows,
    .due_count = DUE_COUNT,
    .memories = memories,
    .memory_count = sizeof memories / sizeof *memories,
    .nvm =
        {
            .attentive = flash_attentive,
            .touch = flash_touch,
            .busy_until = flash_busy_until,
            .readable = flash_readable,
            .store = flash_store,
            .wait_branch = flash_wait_branch,
            .wait_sequential = flash_wait_sequential,
            .page = 128, /* RM0367 3.3.1, 3.3.4 */
            .erased_to_0 = true,
            .cut =
                {
                    .lasting = offsetof(struct stm32l0, flash.weak),
                    .lasting_size = sizeof(struct flash_weak),
                    .uncertain = flash_uncertain,
                    .planned = flash_planned,
                    .resume = flash_resume,
                    .tear = flash_tear,
                    .settle = flash_settle,
                },
        },
    .boards = l0_boards,
    .board_count = L0_BOARDS,
    .part_find = l0_part_find,
    .memory_size = flash_memory_size,
    .factory = flash_factory,
    .alias_base = syscfg_alias_base,
    .mem_mode = syscfg_mem_mode,
    .swapped = syscfg_ufb,
    .bfb2 = flash_bfb2,
    .hse_bypass = rcc_hse_bypass,
    .rdp = flash_rdp,
    .bank = flash_bank,
    .selected = rcc_selected,
    .clock_hz = rcc_clock_hz,
    .stopped = rcc_stopped,
    .trimmed = rcc_trimmed,
    .force_kernel = rcc_force_kernel,
    .deep_sleep = pwr_deep_sleep,
    .wake = pwr_wake,
    .exti_port = syscfg_exti_port,
    .rtc_event = pwr_rtc_event,
    .backup_writable = pwr_backup_writable,
    .systick_calib = systick_calib,
    .hardware_watchdog = flash_hardware_watchdog,
};
