/* SPDX-License-Identifier: MIT
 *
 * The schematic of the STM32L43x, L47x and L49x. stm32l476xx.h, stm32l496xx.h
 * and stm32l432xx.h of STMicroelectronics/cmsis_device_l4 (addresses, enable
 * bits, vectors); alternate functions as ST's HAL numbers them. The requests of
 * the DMA, what is behind ITRx and TIMx_OR1, and the pins but those of the
 * USARTs are from memory of the manuals (assumed). A part has the rows whose
 * enable bit it has; pins of a part that another has not are there.
 */
#include "chip/map.h"

#include "chip/core/armv7m/core.h"
#include "chip/core/systick.h"
#include "chip/dma.h"
#include "chip/stm32l4/board.h"
#include "chip/stm32l4/flash.h"
#include "chip/stm32l4/part.h"
#include "chip/stm32l4/pwr.h"
#include "chip/stm32l4/rcc.h"
#include "chip/stm32l4/state.h"
#include "chip/stm32l4/syscfg.h"

#define BLOCKS struct stm32l4
#include "chip/schematic.h"

/* Two events that are due at the same time fire in this order. */
enum {
    DUE_IWDG = DUE_FLASH + 1,
    DUE_RTC,
    DUE_SYSTICK,
    DUE_TIM1, /* to TIM8, TIM15 to TIM17, in the order of chip.blocks */
    DUE_WWDG = DUE_TIM1 + 11,
    DUE_USART1, /* transmitter, receiver */
    DUE_USART2 = DUE_USART1 + 2,
    DUE_USART3 = DUE_USART2 + 2,
    DUE_UART4 = DUE_USART3 + 2,
    DUE_UART5 = DUE_UART4 + 2,
    DUE_LPUART1 = DUE_UART5 + 2,
    DUE_DMA1 = DUE_LPUART1 + 2,
    DUE_DMA2,
    DUE_CABLE1,
    DUE_CABLE2 = DUE_CABLE1 + 2,
    DUE_I2C1 = DUE_CABLE2 + 2,
    DUE_I2C2,
    DUE_I2C3,
    DUE_I2C4,
    DUE_LPTIM1,
    DUE_LPTIM2,
    DUE_SPI1,
    DUE_SPI2,
    DUE_SPI3,
    DUE_ADC,
    DUE_RNG,
    DUE_USB, /* start of frame, a missed one */
    DUE_CRS = DUE_USB + 2,
    DUE_COUNT
};

_Static_assert((int)DUE_COUNT <= (int)DUE_MAX, "chip.due[] is small");

/* --- how a row is written --- */

#define ON_APB1(bit)   .bus = BUS_APB1, GATED(apb1enr1, apb1rstr1, bit)
#define ON_APB1_2(bit) .bus = BUS_APB1, GATED(apb1enr2, apb1rstr2, bit)
#define ON_APB2(bit)   .bus = BUS_APB2, GATED(apb2enr, apb2rstr, bit)
#define ON_AHB1(bit)   .bus = BUS_AHB, GATED(ahb1enr, ahb1rstr, bit)
#define ON_AHB2(bit)   .bus = BUS_AHB, GATED(ahb2enr, ahb2rstr, bit)
#define ON_AHB3(bit)   .bus = BUS_AHB, GATED(ahb3enr, ahb3rstr, bit)

#define IRQ(name_) .irq = L4_IRQ_##name_
#define PORT(letter, number, reset_)                                           \
    PORT_AT(letter, number, 0x48000000 + 0x400 * (number), ON_AHB2(number),    \
            reset_)
#define USART(name_, base_, on_, index_, irq_, exti_, variant_)                \
    .name = name_, AT(base_), on_, .kind = &usart_v3, STATE(usart[index_]),    \
    .variant = &(variant_), IRQ(irq_), .due = DUE_##irq_, .exti = (exti_),     \
    .dma = L4_DMA_##irq_, .kernel = L4_KERNEL_##irq_##SEL
/* `index`: in chip.blocks and among the due events. */
#define TIM(number_, index_, base_, on_, variant_)                             \
    .name = "TIM" #number_, AT(base_), on_, .kind = &tim, STATE(tim[index_]),  \
    .variant = &(variant_), .due = DUE_TIM1 + (index_)
#define SPI(number_, base_, on_)                                               \
    .name = "SPI" #number_, AT(base_), on_, .kind = &spi_v2,                   \
    STATE(spi[(number_)-1]), .variant = &spi, IRQ(SPI##number_),               \
    .due = DUE_SPI##number_, .dma = L4_DMA_SPI##number_
#define I2C(number_, base_, on_)                                               \
    .name = "I2C" #number_, AT(base_), on_, .kind = &i2c_v2,                   \
    STATE(i2c[(number_)-1]),                                                   \
    IRQS_(L4_IRQ_I2C##number_##_EV, L4_IRQ_I2C##number_##_ER),                 \
    .due = DUE_I2C##number_, .dma = L4_DMA_I2C##number_,                       \
    .kernel = L4_KERNEL_I2C##number_##SEL
#define LPTIM(number_, base_, on_, exti_)                                      \
    .name = "LPTIM" #number_, AT(base_), on_, .kind = &lptim_v1,               \
    STATE(lptim[(number_)-1]),                                                 \
    .variant = &(const struct lptim_v1_variant){.exti = (exti_)},              \
    IRQ(LPTIM##number_), .due = DUE_LPTIM##number_,                            \
    .kernel = L4_KERNEL_LPTIM##number_##SEL

/* ADC2, ADC3 and the common registers are in the same page. */
#define ADC(variant_)                                                          \
    .name = "ADC", AT(0x50040000), ON_AHB2(13), .kind = &adc_v3, STATE(adc),   \
    .variant = &(variant_), IRQ(ADC1_2), .due = DUE_ADC, .dma = L4_DMA_ADC1,   \
    .dma_lines = 1, .kernel = L4_KERNEL_ADCSEL

enum { CAN2_BASE = 0x40006800 }; /* of the L49x; USB of the L43x */

/* --- what instances have --- */

/* QEMU's model; OSPEEDR from memory (assumed). JTAG pins with their pulls: PA13
 * to PA15, PB3, PB4. */
static const struct gpio_v2_variant gpio_a = {
    .moder = 0xABFFFFFF,
    .ospeedr = 0x0C000000,
    .pupdr = 0x64000000,
    .brr = true,
    .ascr = true,
};
static const struct gpio_v2_variant gpio_b = {
    .moder = 0xFFFFFEBF,
    .pupdr = 0x00000100,
    .brr = true,
    .ascr = true,
};
static const struct gpio_v2_variant gpio_x = {
    .moder = 0xFFFFFFFF,
    .brr = true,
    .ascr = true,
};
static const struct gpio_v2_variant gpio_h = {
    .moder = 0x0000000F,
    .boot0 = 1 << 3, /* of the L43x and L49x */
    .brr = true,
    .ascr = true,
};

static const struct iwdg_v2_variant iwdg_window = {.window = true};
static const struct spi_v1_variant spi = {.i2s = false};

/* IN1 to IN16 of ADC1 (as ST's boards have them), and the factory's words
 * (stm32l4xx_ll_adc.h): TS_CAL2 is taken at 110 degrees for the L47x, at 130
 * for the others. */
#define AIN(port, number)                                                      \
    {                                                                          \
        (port), (number), 0, 0                                                 \
    }
#define ADC_VARIANT(span_)                                                     \
    {                                                                          \
        .pin_first = 1, .pin_count = 16,                                       \
        .pins = {AIN(GPIO_C, 0), AIN(GPIO_C, 1), AIN(GPIO_C, 2),               \
                 AIN(GPIO_C, 3), AIN(GPIO_A, 0), AIN(GPIO_A, 1),               \
                 AIN(GPIO_A, 2), AIN(GPIO_A, 3), AIN(GPIO_A, 4),               \
                 AIN(GPIO_A, 5), AIN(GPIO_A, 6), AIN(GPIO_A, 7),               \
                 AIN(GPIO_C, 4), AIN(GPIO_C, 5), AIN(GPIO_B, 0),               \
                 AIN(GPIO_B, 1)},                                              \
        .vrefint = 0, .temperature = 17, .vbat = 18, .ts_span = (span_),       \
        .cal_mv = 3000, .vrefint_cal = 0x1FFF75AA, .ts_cal1 = 0x1FFF75A8,      \
        .ts_cal2 = 0x1FFF75CA                                                  \
    }
static const struct adc_v2_variant adc_l47 = ADC_VARIANT(80);
static const struct adc_v2_variant adc_others = ADC_VARIANT(100);

enum {
    TIM1_BASE = 0x40012C00,
    TIM2_BASE = 0x40000000,
    TIM3_BASE = 0x40000400,
    TIM4_BASE = 0x40000800,
    TIM5_BASE = 0x40000C00,
    TIM8_BASE = 0x40013400,
    TIM15_BASE = 0x40014000
};

#define TIM_GENERAL                                                            \
    .channels = 4, .cr1 = 0x3FF, .cr2 = 0x0F8, .dier = 0x5F5F, .egr = 0x5F,    \
    .ccmr2 = 0xFFFF, .occe = 0x80, .ccer = 0xBBBB, .dcr = 0x1F1F,              \
    .later = true
/* COM and break events are not modelled: their bits of EGR do nothing. */
#define TIM_ADVANCED                                                           \
    .channels = 4, .cr1 = 0x3FF, .cr2 = 0x7FFD, .dier = 0x7FFF, .egr = 0x5F,   \
    .ccmr2 = 0xFFFF, .occe = 0x80, .ccer = 0x3FFF, .dcr = 0x1F1F,              \
    .rcr = 0xFFFF, .bdtr = 0x03FFFFFF, .later = true

static const struct tim_variant tim_1 = {
    TIM_ADVANCED, .itr = {TIM15_BASE, TIM2_BASE, TIM3_BASE, 0}};
static const struct tim_variant tim_8 = {
    TIM_ADVANCED, .itr = {TIM1_BASE, TIM2_BASE, TIM4_BASE, TIM5_BASE}};
/* ETR1_RMP: LSE. */
static const struct tim_variant tim_2 = {
    TIM_GENERAL,  .wide = true,
    .or = 0x000F, .remap = {{TIM_ETR, 1, 1, {TIM_PIN, MAP_LSE}}},
    .remaps = 1,  .itr = {TIM1_BASE, TIM8_BASE, TIM3_BASE, TIM4_BASE},
};
static const struct tim_variant tim_3 = {
    TIM_GENERAL, .itr = {TIM1_BASE, TIM2_BASE, TIM15_BASE, TIM4_BASE}};
static const struct tim_variant tim_4 = {
    TIM_GENERAL, .itr = {TIM1_BASE, TIM2_BASE, TIM3_BASE, TIM8_BASE}};
static const struct tim_variant tim_5 = {
    TIM_GENERAL,
    .wide = true,
    .itr = {TIM2_BASE, TIM3_BASE, TIM4_BASE, TIM8_BASE},
};
static const struct tim_variant tim_basic = {
    .cr1 = 0x08F,
    .cr2 = 0x070,
    .dier = 0x0101,
    .egr = 0x01,
    .later = true,
};
/* TI1_RMP: LSE. */
static const struct tim_variant tim_15 = {
    .channels = 2,
    .cr1 = 0x38F,
    .cr2 = 0x07FD,
    .dier = 0x6F67,
    .egr = 0x47,
    .ccer = 0x00BF,
    .dcr = 0x1F1F,
    .rcr = 0xFF,
    .bdtr = 0x001FFFFF,
    .later = true,
    .or = 0x0007,
    .remap = {{TIM_TI1, 0, 1, {TIM_PIN, MAP_LSE}}},
    .remaps = 1,
    .itr = {TIM1_BASE, TIM3_BASE},
};
/* With TIM16 ST's ROM and HAL measure LSI and LSE, with TIM17 HSE/32. */
#define TIM_ONE                                                                \
    .channels = 1, .cr1 = 0x38F, .cr2 = 0x030D, .dier = 0x0303, .egr = 0x03,   \
    .ccer = 0x000F, .dcr = 0x1F1F, .rcr = 0xFF, .bdtr = 0x001FFFFF,            \
    .later = true, .no_slave = true
static const struct tim_variant tim_16 = {
    TIM_ONE,
    .or = 0x0007,
    .remap = {{TIM_TI1,
               0,
               7,
               {TIM_PIN, MAP_LSI, MAP_LSE, TIM_QUIET, MAP_MSI, MAP_HSE_RTC}}},
    .remaps = 1,
};
static const struct tim_variant tim_17 = {
    TIM_ONE,
    .or = 0x0003,
    .remap = {{TIM_TI1, 0, 3, {TIM_PIN, MAP_MSI, MAP_HSE_RTC}}},
    .remaps = 1,
};

/* As of the L0: no FIFO, no prescaler. */
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
/* UART4 and UART5 have auto-baud, but no smartcard and no clock. */
static const struct usart_variant usart_plain = {
    .cr1 = 0x1FFFFFFF,
    .cr2 = 0xFFFFF070,
    .cr3 = 0x00FEF7CF,
    .brr = 0x0000FFFF,
    .gtpr = 0x000000FF,
    .rtor = 0x00FFFFFF,
    .rqr = 0x0000000F,
    .icr = 0x00120B5F,
    .break_stops = 2,
};
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

/* Direct lines: 17 of USB, 23 to 31 of I2C and USART; of the high ones 32 to
 * 34, 39 and 40. PVM1 to PVM4 have no source here, and neither have COMP1
 * and 2. */
static const struct exti_variant exti_high = {
    .lines = 0x000001FF,
    .configurable = 0x00000078,
    .imr = 0x00000087,
    .group_count = 1,
    .groups = {0x00000078},
};
static const struct exti_variant exti_low = {
    .lines = 0xFFFFFFFF,
    .configurable = 0x007DFFFF,
    .imr = 0xFF820000,
    .group_count = 12,
    .groups = {1u << 0, 1u << 1, 1u << 2, 1u << 3, 1u << 4, 0x000003E0,
               0x0000FC00, 1u << 16, 1u << 18, 1u << 19, 1u << 20, 3u << 21},
    .high = &exti_high,
};

static const struct rtc_v2_variant rtc_wires = {
    .backups = 32,
    .tampers = 3,
    .cr = 0x01FCFF7F, /* ITSE is kept */
    .tampcr = 0x01FFFFFF,
    .alarm_line = 18,
    .tamper_line = 19,
    .wakeup_line = 20,
    .tamper = {{GPIO_C, 13}, {GPIO_A, 0}, {GPIO_E, 6}},
    .options = true,
};

static const struct dbgmcu_variant dbgmcu_freeze = {
    .cr = 0x000000E7,
    .apb1_fz = 0x86E01C3F,
    .apb1_fz2 = 0x00000022,
    .apb2_fz = 0x00072800,
};

/* --- DMA requests --- */

#define LINE(line)     (1ull << (line))
#define LINE_RX(block) LINE(L4_DMA_##block + DMA_RX)
#define LINE_TX(block) LINE(L4_DMA_##block + DMA_TX)
#define TIM_UP(n)      LINE(L4_DMA_TIM##n)
#define TIM_CH(n, ch)  LINE(L4_DMA_TIM##n + (ch))
#define TIM_TRIG(n)    LINE(L4_DMA_TIM##n + 5)

#define CHANNELS_1                                                             \
    L4_IRQ_DMA1_CHANNEL1, L4_IRQ_DMA1_CHANNEL1 + 1, L4_IRQ_DMA1_CHANNEL1 + 2,  \
        L4_IRQ_DMA1_CHANNEL1 + 3, L4_IRQ_DMA1_CHANNEL1 + 4,                    \
        L4_IRQ_DMA1_CHANNEL1 + 5, L4_IRQ_DMA1_CHANNEL1 + 6
#define CHANNELS_2                                                             \
    L4_IRQ_DMA2_CHANNEL1, L4_IRQ_DMA2_CHANNEL1 + 1, L4_IRQ_DMA2_CHANNEL1 + 2,  \
        L4_IRQ_DMA2_CHANNEL1 + 3, L4_IRQ_DMA2_CHANNEL1 + 4,                    \
        L4_IRQ_DMA2_CHANNEL6, L4_IRQ_DMA2_CHANNEL7

/* CSELR of the USARTs is documented, the rest from memory of RM0351 11.3.2. */
static const struct dma_v1_variant dma_1 = {
    .requests =
        {
            {[0] = LINE(L4_DMA_ADC1), [4] = TIM_CH(2, 3), [6] = TIM_CH(4, 1)},
            {[1] = LINE_RX(SPI1),
             [2] = LINE_TX(USART3),
             [3] = LINE_TX(I2C3),
             [4] = TIM_UP(2),
             [5] = TIM_CH(3, 3),
             [7] = TIM_CH(1, 1)},
            {[1] = LINE_TX(SPI1),
             [2] = LINE_RX(USART3),
             [3] = LINE_RX(I2C3),
             [5] = TIM_CH(3, 4) | TIM_UP(3),
             [6] = LINE(L4_DMA_TIM6),
             [7] = TIM_CH(1, 2)},
            {[1] = LINE_RX(SPI2),
             [2] = LINE_TX(USART1),
             [3] = LINE_TX(I2C2),
             [5] = LINE(L4_DMA_TIM7),
             [6] = TIM_CH(4, 2),
             [7] = TIM_CH(1, 4) | TIM_TRIG(1)},
            {[1] = LINE_TX(SPI2),
             [2] = LINE_RX(USART1),
             [3] = LINE_RX(I2C2),
             [4] = TIM_CH(2, 1),
             [6] = TIM_CH(4, 3)},
            {[2] = LINE_RX(USART2),
             [3] = LINE_TX(I2C1),
             [5] = TIM_CH(3, 1) | TIM_TRIG(3),
             [7] = TIM_UP(1)},
            {[2] = LINE_TX(USART2),
             [3] = LINE_RX(I2C1),
             [4] = TIM_CH(2, 2) | TIM_CH(2, 4),
             [6] = TIM_UP(4),
             [7] = TIM_CH(1, 3)},
        },
};

static const struct dma_v1_variant dma_2 = {
    .requests =
        {
            {[0] = LINE_RX(I2C4),
             [2] = LINE_TX(UART5),
             [3] = LINE_RX(SPI3),
             [5] = TIM_CH(5, 4) | TIM_TRIG(5),
             [7] = TIM_CH(8, 3) | TIM_UP(8)},
            {[0] = LINE_TX(I2C4),
             [2] = LINE_RX(UART5),
             [3] = LINE_TX(SPI3),
             [5] = TIM_CH(5, 3) | TIM_UP(5),
             [7] = TIM_CH(8, 4) | TIM_TRIG(8)},
            {[0] = LINE(L4_DMA_ADC1),
             [2] = LINE_TX(UART4),
             [4] = LINE_RX(SPI1)},
            {[3] = LINE(L4_DMA_TIM6), [4] = LINE_TX(SPI1), [5] = TIM_CH(5, 2)},
            {[2] = LINE_RX(UART4), [3] = LINE(L4_DMA_TIM7), [5] = TIM_CH(5, 1)},
            {[2] = LINE_TX(USART1),
             [4] = LINE_TX(LPUART1),
             [5] = LINE_RX(I2C1),
             [7] = TIM_CH(8, 1)},
            {[2] = LINE_RX(USART1),
             [4] = LINE_RX(LPUART1),
             [5] = LINE_TX(I2C1),
             [7] = TIM_CH(8, 2)},
        },
};

/* --- blocks --- */

static const struct map_row rows[] = {
    CABLE(1, 2, TX(GPIO_A, 9, 0), RX(GPIO_A, 10, 0)),
    /* USART2 or LPUART1; the virtual COM ports of a Nucleo-L432KC, on PA15, and
     * of a Nucleo-L496ZG, on PG7 and PG8; USART3, on which the ROM listens. */
    CABLE(2, 13, TX(GPIO_A, 2, 0), RX(GPIO_A, 3, 0), RX(GPIO_A, 15, 0),
          TX(GPIO_D, 5, 0), RX(GPIO_D, 6, 0), TX(6, 7, 0), RX(6, 8, 0),
          TX(GPIO_B, 10, 0), RX(GPIO_B, 11, 0), TX(GPIO_C, 10, 0),
          RX(GPIO_C, 11, 0), TX(GPIO_D, 8, 0), RX(GPIO_D, 9, 0)),
    PORT("A", GPIO_A, &gpio_a),
    PORT("B", GPIO_B, &gpio_b),
    PORT("C", GPIO_C, &gpio_x),
    PORT("D", GPIO_D, &gpio_x),
    PORT("E", GPIO_E, &gpio_x),
    PORT("F", 5, &gpio_x),
    PORT("G", 6, &gpio_x),
    PORT("H", GPIO_H, &gpio_h),
    {
        TIM(2, 1, TIM2_BASE, ON_APB1(0), tim_2),
        IRQ(TIM2),
        .dma = L4_DMA_TIM2,
        .dma_lines = L4_DMA_UP_TO_4,
        .pin_count = 12,
        .pins = {CH(GPIO_A, 0, 1, 1), CH(GPIO_A, 5, 1, 1), CH(GPIO_A, 15, 1, 1),
                 CH(GPIO_A, 1, 1, 2), CH(GPIO_B, 3, 1, 2), CH(GPIO_A, 2, 1, 3),
                 CH(GPIO_B, 10, 1, 3), CH(GPIO_A, 3, 1, 4),
                 CH(GPIO_B, 11, 1, 4), ETR(GPIO_A, 0, 14), ETR(GPIO_A, 5, 2),
                 ETR(GPIO_A, 15, 2)},
    },
    {
        TIM(3, 2, TIM3_BASE, ON_APB1(1), tim_3),
        IRQ(TIM3),
        .dma = L4_DMA_TIM3,
        .dma_lines = L4_DMA_UP_TO_TRIG,
        .pin_count = 16,
        .pins = {CH(GPIO_A, 6, 2, 1), CH(GPIO_B, 4, 2, 1), CH(GPIO_C, 6, 2, 1),
                 CH(GPIO_E, 3, 2, 1), CH(GPIO_A, 7, 2, 2), CH(GPIO_B, 5, 2, 2),
                 CH(GPIO_C, 7, 2, 2), CH(GPIO_E, 4, 2, 2), CH(GPIO_B, 0, 2, 3),
                 CH(GPIO_C, 8, 2, 3), CH(GPIO_E, 5, 2, 3), CH(GPIO_B, 1, 2, 4),
                 CH(GPIO_C, 9, 2, 4), CH(GPIO_E, 6, 2, 4), ETR(GPIO_D, 2, 2),
                 ETR(GPIO_E, 2, 2)},
    },
    {
        TIM(4, 3, TIM4_BASE, ON_APB1(2), tim_4),
        IRQ(TIM4),
        .dma = L4_DMA_TIM4,
        .dma_lines = L4_DMA_UP_TO_3,
        .pin_count = 9,
        .pins = {CH(GPIO_B, 6, 2, 1), CH(GPIO_D, 12, 2, 1), CH(GPIO_B, 7, 2, 2),
                 CH(GPIO_D, 13, 2, 2), CH(GPIO_B, 8, 2, 3),
                 CH(GPIO_D, 14, 2, 3), CH(GPIO_B, 9, 2, 4),
                 CH(GPIO_D, 15, 2, 4), ETR(GPIO_E, 0, 2)},
    },
    {
        TIM(5, 4, TIM5_BASE, ON_APB1(3), tim_5),
        IRQ(TIM5),
        .dma = L4_DMA_TIM5,
        .dma_lines = L4_DMA_UP_TO_TRIG,
        .pin_count = 4,
        .pins = {CH(GPIO_A, 0, 2, 1), CH(GPIO_A, 1, 2, 2), CH(GPIO_A, 2, 2, 3),
                 CH(GPIO_A, 3, 2, 4)},
    },
    {
        TIM(6, 5, 0x40001000, ON_APB1(4), tim_basic),
        IRQ(TIM6_DAC),
        .dma = L4_DMA_TIM6,
    },
    {
        TIM(7, 6, 0x40001400, ON_APB1(5), tim_basic),
        IRQ(TIM7),
        .dma = L4_DMA_TIM7,
    },
    ABSENT("LCD", 0x40002400, ON_APB1(9)),
    {
        /* Its reset is RCC_BDCR.BDRST. */
        .name = "RTC",
        AT(0x40002800),
        .bus = BUS_APB1,
        .clock = GATE(rtcapb, 10),
        .kind = &rtc_v2,
        STATE(rtc),
        .variant = &rtc_wires,
        .irq = NO_IRQ, /* EXTI's */
        .due = DUE_RTC,
        .kernel = L4_KERNEL_RTC,
        .in_standby = true,
    },
    {
        .name = "WWDG",
        AT(0x40002C00),
        .bus = BUS_APB1,
        .clock = GATE(apb1enr1, 11),
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
        .variant = &iwdg_window,
        .irq = NO_IRQ,
        .due = DUE_IWDG,
        .kernel = L4_KERNEL_LSI,
        .in_standby = true,
    },
    {
        SPI(2, 0x40003800, ON_APB1(14)),
        .pin_count = 12,
        .pins = {PIN(NSS, GPIO_B, 12, 5), PIN(SCK, GPIO_B, 13, 5),
                 PIN(MISO, GPIO_B, 14, 5), PIN(MOSI, GPIO_B, 15, 5),
                 PIN(NSS, GPIO_B, 9, 5), PIN(SCK, GPIO_B, 10, 5),
                 PIN(MISO, GPIO_C, 2, 5), PIN(MOSI, GPIO_C, 3, 5),
                 PIN(NSS, GPIO_D, 0, 5), PIN(SCK, GPIO_D, 1, 5),
                 PIN(MISO, GPIO_D, 3, 5), PIN(MOSI, GPIO_D, 4, 5)},
    },
    {
        SPI(3, 0x40003C00, ON_APB1(15)),
        .pin_count = 12,
        .pins = {PIN(NSS, GPIO_A, 15, 6), PIN(SCK, GPIO_B, 3, 6),
                 PIN(MISO, GPIO_B, 4, 6), PIN(MOSI, GPIO_B, 5, 6),
                 PIN(NSS, GPIO_A, 4, 6), PIN(SCK, GPIO_C, 10, 6),
                 PIN(MISO, GPIO_C, 11, 6), PIN(MOSI, GPIO_C, 12, 6),
                 PIN(SCK, 6, 9, 6), PIN(MISO, 6, 10, 6), PIN(MOSI, 6, 11, 6),
                 PIN(NSS, 6, 12, 6)},
    },
    {
        USART("USART2", 0x40004400, ON_APB1(17), 1, USART2, 27, usart_full),
        .pin_count = 5,
        .pins = {TX(GPIO_A, 2, 7), RX(GPIO_A, 3, 7), RX(GPIO_A, 15, 3),
                 TX(GPIO_D, 5, 7), RX(GPIO_D, 6, 7)},
    },
    {
        USART("USART3", 0x40004800, ON_APB1(18), 2, USART3, 28, usart_full),
        .pin_count = 8,
        .pins = {TX(GPIO_B, 10, 7), RX(GPIO_B, 11, 7), TX(GPIO_C, 4, 7),
                 RX(GPIO_C, 5, 7), TX(GPIO_C, 10, 7), RX(GPIO_C, 11, 7),
                 TX(GPIO_D, 8, 7), RX(GPIO_D, 9, 7)},
    },
    {
        USART("UART4", 0x40004C00, ON_APB1(19), 3, UART4, 29, usart_plain),
        .pin_count = 4,
        .pins = {TX(GPIO_A, 0, 8), RX(GPIO_A, 1, 8), TX(GPIO_C, 10, 8),
                 RX(GPIO_C, 11, 8)},
    },
    {
        USART("UART5", 0x40005000, ON_APB1(20), 4, UART5, 30, usart_plain),
        .pin_count = 2,
        .pins = {TX(GPIO_C, 12, 8), RX(GPIO_D, 2, 8)},
    },
    {
        I2C(1, 0x40005400, ON_APB1(21)),
        .pin_count = 6,
        .pins = {PIN(SCL, GPIO_B, 6, 4), PIN(SDA, GPIO_B, 7, 4),
                 PIN(SCL, GPIO_B, 8, 4), PIN(SDA, GPIO_B, 9, 4),
                 PIN(SCL, GPIO_A, 9, 4), PIN(SDA, GPIO_A, 10, 4)},
    },
    {
        I2C(2, 0x40005800, ON_APB1(22)),
        .pin_count = 4,
        .pins = {PIN(SCL, GPIO_B, 10, 4), PIN(SDA, GPIO_B, 11, 4),
                 PIN(SCL, GPIO_B, 13, 4), PIN(SDA, GPIO_B, 14, 4)},
    },
    {
        I2C(3, 0x40005C00, ON_APB1(23)),
        .pin_count = 4,
        .pins = {PIN(SCL, GPIO_C, 0, 4), PIN(SDA, GPIO_C, 1, 4),
                 PIN(SCL, GPIO_A, 7, 4), PIN(SDA, GPIO_B, 4, 4)},
    },
    {
        .name = "CRS",
        AT(0x40006000),
        ON_APB1(24),
        .kind = &crs_v1,
        STATE(crs),
        IRQ(CRS),
        .due = DUE_CRS,
        .kernel = L4_KERNEL_HSI48,
        .pin_count = 1,
        .pins = {{GPIO_A, 10, 10, CRS_V1_SYNC}},
    },
    ABSENT("CAN1", 0x40006400, ON_APB1(25)),
    ABSENT("CAN2", CAN2_BASE, ON_APB1(26)),
    {
        .name = "USB",
        AT(0x40006800),
        ON_APB1(26),
        .kind = &usb_fs,
        STATE(usb),
        IRQ(USB),
        .due = DUE_USB,
        .exti = 17,
        .kernel = L4_KERNEL_48,
    },
    {
        .name = "USB SRAM",
        AT(0x40006C00),
        .bus = BUS_APB1,
        .clock = GATE(apb1enr1, 26),
        .kind = &usb_fs_memory,
        STATE(usb),
        .irq = NO_IRQ,
    },
    {
        .name = "PWR",
        AT(0x40007000),
        ON_APB1(28),
        .kind = &l4_pwr,
        .irq = NO_IRQ,
    },
    ABSENT("DAC", 0x40007400, ON_APB1(29)),
    ABSENT("OPAMP", 0x40007800, ON_APB1(30)),
    {
        LPTIM(1, 0x40007C00, ON_APB1(31), 32),
        .pin_count = 6,
        .pins = {PIN(IN1, GPIO_B, 5, 1), ETR(GPIO_B, 6, 1),
                 PIN(OUT, GPIO_B, 2, 1), PIN(IN1, GPIO_C, 0, 1),
                 PIN(OUT, GPIO_C, 1, 1), ETR(GPIO_C, 3, 1)},
    },
    {
        USART("LPUART1", 0x40008000, ON_APB1_2(0), 5, LPUART1, 31, lpuart),
        .pin_count = 8,
        .pins = {TX(GPIO_C, 1, 8), RX(GPIO_C, 0, 8), TX(GPIO_B, 11, 8),
                 RX(GPIO_B, 10, 8), TX(GPIO_A, 2, 8), RX(GPIO_A, 3, 8),
                 TX(6, 7, 8), RX(6, 8, 8)},
    },
    {
        I2C(4, 0x40008400, ON_APB1_2(1)),
        .pin_count = 6,
        .pins = {PIN(SCL, GPIO_D, 12, 4), PIN(SDA, GPIO_D, 13, 4),
                 PIN(SCL, 5, 14, 4), PIN(SDA, 5, 15, 4), PIN(SCL, GPIO_B, 6, 5),
                 PIN(SDA, GPIO_B, 7, 5)},
    },
    ABSENT("SWPMI1", 0x40008800, ON_APB1_2(2)),
    {
        LPTIM(2, 0x40009400, ON_APB1_2(5), 33),
        .pin_count = 4,
        .pins = {PIN(IN1, GPIO_B, 1, 14), ETR(GPIO_A, 5, 14),
                 PIN(OUT, GPIO_A, 4, 14), PIN(OUT, GPIO_A, 8, 14)},
    },
    {
        /* VREFBUF and COMP are in the same page. */
        .name = "SYSCFG",
        AT(0x40010000),
        ON_APB2(0),
        .kind = &l4_syscfg,
        .irq = NO_IRQ,
    },
    {
        .name = "EXTI",
        AT(0x40010400),
        .bus = BUS_APB2,
        .kind = &exti,
        STATE(exti),
        .variant = &exti_low,
        IRQS_(L4_IRQ_EXTI0, L4_IRQ_EXTI1, L4_IRQ_EXTI2, L4_IRQ_EXTI3,
              L4_IRQ_EXTI4, L4_IRQ_EXTI9_5, L4_IRQ_EXTI15_10, L4_IRQ_PVD_PVM,
              L4_IRQ_RTC_ALARM, L4_IRQ_TAMP_STAMP, L4_IRQ_RTC_WKUP, L4_IRQ_COMP,
              L4_IRQ_PVD_PVM),
    },
    {
        .name = "FIREWALL",
        AT(0x40011C00),
        .bus = BUS_APB2,
        .clock = GATE(apb2enr, 7),
        .irq = NO_IRQ,
    },
    ABSENT("SDMMC1", 0x40012800, ON_APB2(10)),
    {
        TIM(1, 0, TIM1_BASE, ON_APB2(11), tim_1),
        IRQS_(L4_IRQ_TIM1_BRK_TIM15, L4_IRQ_TIM1_UP_TIM16,
              L4_IRQ_TIM1_TRG_COM_TIM17, L4_IRQ_TIM1_CC),
        .dma = L4_DMA_TIM1,
        .dma_lines = L4_DMA_UP_TO_TRIG,
        .pin_count = 10,
        .pins = {CH(GPIO_A, 8, 1, 1), CH(GPIO_E, 9, 1, 1), CH(GPIO_A, 9, 1, 2),
                 CH(GPIO_E, 11, 1, 2), CH(GPIO_A, 10, 1, 3),
                 CH(GPIO_E, 13, 1, 3), CH(GPIO_A, 11, 1, 4),
                 CH(GPIO_E, 14, 1, 4), ETR(GPIO_A, 12, 1), ETR(GPIO_E, 7, 1)},
    },
    {
        SPI(1, 0x40013000, ON_APB2(12)),
        .pin_count = 20,
        .pins = {PIN(NSS, GPIO_A, 4, 5),   PIN(SCK, GPIO_A, 5, 5),
                 PIN(MISO, GPIO_A, 6, 5),  PIN(MOSI, GPIO_A, 7, 5),
                 PIN(NSS, GPIO_A, 15, 5),  PIN(SCK, GPIO_B, 3, 5),
                 PIN(MISO, GPIO_B, 4, 5),  PIN(MOSI, GPIO_B, 5, 5),
                 PIN(NSS, GPIO_B, 0, 5),   PIN(SCK, GPIO_A, 1, 5),
                 PIN(MISO, GPIO_A, 11, 5), PIN(MOSI, GPIO_A, 12, 5),
                 PIN(NSS, GPIO_E, 12, 5),  PIN(SCK, GPIO_E, 13, 5),
                 PIN(MISO, GPIO_E, 14, 5), PIN(MOSI, GPIO_E, 15, 5),
                 PIN(SCK, 6, 2, 5),        PIN(MISO, 6, 3, 5),
                 PIN(MOSI, 6, 4, 5),       PIN(NSS, 6, 5, 5)},
    },
    {
        TIM(8, 7, TIM8_BASE, ON_APB2(13), tim_8),
        IRQS_(L4_IRQ_TIM8_BRK, L4_IRQ_TIM8_UP, L4_IRQ_TIM8_TRG_COM,
              L4_IRQ_TIM8_CC),
        .dma = L4_DMA_TIM8,
        .dma_lines = L4_DMA_UP_TO_TRIG,
        .pin_count = 5,
        .pins = {CH(GPIO_C, 6, 3, 1), CH(GPIO_C, 7, 3, 2), CH(GPIO_C, 8, 3, 3),
                 CH(GPIO_C, 9, 3, 4), ETR(GPIO_A, 0, 3)},
    },
    {
        USART("USART1", 0x40013800, ON_APB2(14), 0, USART1, 26, usart_full),
        .pin_count = 4,
        .pins = {TX(GPIO_A, 9, 7), RX(GPIO_A, 10, 7), TX(GPIO_B, 6, 7),
                 RX(GPIO_B, 7, 7)},
    },
    {
        TIM(15, 8, 0x40014000, ON_APB2(16), tim_15),
        IRQ(TIM1_BRK_TIM15),
        .pin_count = 4,
        .pins = {CH(GPIO_A, 2, 14, 1), CH(GPIO_A, 3, 14, 2),
                 CH(GPIO_B, 14, 14, 1), CH(GPIO_B, 15, 14, 2)},
    },
    {
        TIM(16, 9, 0x40014400, ON_APB2(17), tim_16),
        IRQ(TIM1_UP_TIM16),
        .pin_count = 3,
        .pins = {CH(GPIO_A, 6, 14, 1), CH(GPIO_B, 8, 14, 1),
                 CH(GPIO_E, 0, 14, 1)},
    },
    {
        TIM(17, 10, 0x40014800, ON_APB2(18), tim_17),
        IRQ(TIM1_TRG_COM_TIM17),
        .pin_count = 3,
        .pins = {CH(GPIO_A, 7, 14, 1), CH(GPIO_B, 9, 14, 1),
                 CH(GPIO_E, 1, 14, 1)},
    },
    ABSENT("SAI1", 0x40015400, ON_APB2(21)),
    ABSENT("SAI2", 0x40015800, ON_APB2(22)),
    ABSENT("DFSDM1", 0x40016000, ON_APB2(24)),
    {
        .name = "DMA1",
        AT(0x40020000),
        ON_AHB1(0),
        .kind = &dma_v1,
        STATE(dma[0]),
        .variant = &dma_1,
        IRQS_(CHANNELS_1),
        .due = DUE_DMA1,
    },
    {
        .name = "DMA2",
        AT(0x40020400),
        ON_AHB1(1),
        .kind = &dma_v1,
        STATE(dma[1]),
        .variant = &dma_2,
        IRQS_(CHANNELS_2),
        .due = DUE_DMA2,
    },
    {
        .name = "RCC",
        AT(0x40021000),
        .bus = BUS_AHB,
        .kind = &l4_rcc,
        IRQ(RCC),
        .due = DUE_OSC,
    },
    {
        .name = "FLASH",
        AT(0x40022000),
        .bus = BUS_AHB,
        .clock = GATE(ahb1enr, 8),
        .reset = GATE(ahb1rstr, 8),
        .kind = &l4_flash,
        IRQ(FLASH),
        .due = DUE_FLASH,
        .in_standby = true, /* an operation is finished first */
    },
    {
        .name = "CRC",
        AT(0x40023000),
        ON_AHB1(12),
        .kind = &crc_v3,
        STATE(crc),
        .irq = NO_IRQ,
    },
    ABSENT("TSC", 0x40024000, ON_AHB1(16)),
    ABSENT("DMA2D", 0x4002B000, ON_AHB1(17)),
    ABSENT("GPIOI", 0x48002000, ON_AHB2(8)),
    {
        .name = "OTG_FS",
        .base = 0x50000000,
        .size = 0x40000, /* registers, FIFOs */
        ON_AHB2(12),
        .irq = NO_IRQ,
    },
    {ADC(adc_l47)},
    {ADC(adc_others)},
    ABSENT("DCMI", 0x50050000, ON_AHB2(14)),
    ABSENT("AES", 0x50060000, ON_AHB2(16)),
    ABSENT("HASH", 0x50060400, ON_AHB2(17)),
    {
        .name = "RNG",
        AT(0x50060800),
        ON_AHB2(18),
        .kind = &rng_v1,
        STATE(rng),
        IRQ(RNG),
        .due = DUE_RNG,
        .kernel = L4_KERNEL_48,
    },
    ABSENT("FMC", 0xA0000000, ON_AHB3(0)),
    ABSENT("QUADSPI", 0xA0001000, ON_AHB3(8)),
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
        .bits = {[0] = "DMA1EN",
                 [1] = "DMA2EN",
                 [8] = "FLASHEN",
                 [12] = "CRCEN",
                 [16] = "TSCEN",
                 [17] = "DMA2DEN"},
    },
    {
        GATES(ahb2enr, "RCC_AHB2ENR"),
        .bits = {[0] = "GPIOAEN",
                 [1] = "GPIOBEN",
                 [2] = "GPIOCEN",
                 [3] = "GPIODEN",
                 [4] = "GPIOEEN",
                 [5] = "GPIOFEN",
                 [6] = "GPIOGEN",
                 [7] = "GPIOHEN",
                 [8] = "GPIOIEN",
                 [12] = "OTGFSEN",
                 [13] = "ADCEN",
                 [14] = "DCMIEN",
                 [16] = "AESEN",
                 [17] = "HASHEN",
                 [18] = "RNGEN"},
    },
    {
        GATES(ahb3enr, "RCC_AHB3ENR"),
        .bits = {[0] = "FMCEN", [8] = "QSPIEN"},
    },
    {
        GATES(apb1enr1, "RCC_APB1ENR1"),
        .bits = {[0] = "TIM2EN",   [1] = "TIM3EN",    [2] = "TIM4EN",
                 [3] = "TIM5EN",   [4] = "TIM6EN",    [5] = "TIM7EN",
                 [9] = "LCDEN",    [11] = "WWDGEN",   [14] = "SPI2EN",
                 [15] = "SPI3EN",  [17] = "USART2EN", [18] = "USART3EN",
                 [19] = "UART4EN", [20] = "UART5EN",  [21] = "I2C1EN",
                 [22] = "I2C2EN",  [23] = "I2C3EN",   [24] = "CRSEN",
                 [25] = "CAN1EN",  [26] = "USBFSEN",  [28] = "PWREN",
                 [29] = "DAC1EN",  [30] = "OPAMPEN",  [31] = "LPTIM1EN"},
    },
    {
        GATES(rtcapb, "RCC_APB1ENR1"),
        .bits = {[10] = "RTCAPBEN"},
    },
    {
        GATES(apb1enr2, "RCC_APB1ENR2"),
        .bits = {[0] = "LPUART1EN",
                 [1] = "I2C4EN",
                 [2] = "SWPMI1EN",
                 [5] = "LPTIM2EN"},
    },
    {
        GATES(apb2enr, "RCC_APB2ENR"),
        .bits = {[0] = "SYSCFGEN",
                 [7] = "FWEN",
                 [10] = "SDMMC1EN",
                 [11] = "TIM1EN",
                 [12] = "SPI1EN",
                 [13] = "TIM8EN",
                 [14] = "USART1EN",
                 [16] = "TIM15EN",
                 [17] = "TIM16EN",
                 [18] = "TIM17EN",
                 [21] = "SAI1EN",
                 [22] = "SAI2EN",
                 [24] = "DFSDM1EN"},
    },
};

/* --- memories --- */

/* The sizes of the largest part: see stretch(). */
static const struct map_memory memories[] = {
    {
        .region = REGION_FLASH,
        .base = FLASH_BASE,
        .size = L4_FLASH_MAX,
        .offset = L4_FLASH_OFFSET,
        .nvm = true,
        .banked = true,
    },
    {
        .region = REGION_SYSTEM,
        .base = L4_SYSTEM_BASE,
        .size = L4_SYSTEM_SIZE,
        .offset = L4_SYSTEM_OFFSET,
        .nvm = true,
    },
    {
        .region = REGION_SRAM,
        .base = SRAM_BASE,
        .size = L4_SRAM_MAX,
        .offset = L4_SRAM_OFFSET,
        .banked = true,
    },
    {
        .region = REGION_SRAM2,
        .base = L4_SRAM2_BASE,
        .size = L4_SRAM2_MAX,
        .offset = L4_SRAM_OFFSET,
        .banked = true,
    },
    {
        .region = REGION_OTP,
        .base = L4_OTP_BASE,
        .size = L4_OTP_SIZE,
        .offset = L4_OTP_OFFSET,
        .nvm = true,
    },
    {
        .region = REGION_OPTION,
        .base = L4_OPTION_BASE,
        .size = L4_OPTION_BANK,
        .offset = L4_OPTION_OFFSET,
        .nvm = true,
    },
    {
        .region = REGION_OPTION,
        .base = L4_OPTION2_BASE,
        .size = L4_OPTION_BANK,
        .offset = L4_OPTION_OFFSET + L4_OPTION_BANK,
        .nvm = true,
    },
};

/* SRAM2 is behind SRAM1 in chip.memory, whatever the part has of it. */
static struct map_stretch sram(const struct chip *chip,
                               const struct map_memory *memory)
{
    const struct l4_traits *has = l4_part_traits(chip);
    if (memory->region == REGION_SRAM)
        return (struct map_stretch){memory->base, chip->part.sram_size,
                                    memory->offset};
    return (struct map_stretch){memory->base, has->sram2_kb * 1024u,
                                memory->offset + has->sram1_kb * 1024u};
}

/* What the part has of a memory. */
static struct map_stretch stretch(const struct chip *chip,
                                  const struct map_memory *memory,
                                  uint32_t address)
{
    if (memory->region == REGION_FLASH)
        return l4_flash_stretch(chip, memory, address);
    struct map_stretch all = sram(chip, memory);
    return address - all.base < all.size ? all : (struct map_stretch){0};
}

/* Bit 26 of RCC_APB1ENR1 is USB of the L43x and CAN2 of the L49x. The ADC has
 * two rows, for its two variants. */
static bool has(const struct chip *chip, const struct map_row *row)
{
    if (row->kind == &adc_v3)
        return (l4_part_die(chip) == L4_DIE_L47) == (row->variant == &adc_l47);
    if (row->kind == &usb_fs || row->kind == &usb_fs_memory)
        return l4_part_line(chip)->usb;
    if (row->base == CAN2_BASE)
        return l4_part_die(chip) == L4_DIE_L49;
    return l4_rcc_has(chip, row);
}

static bool boot0_is_pin(const struct chip *chip)
{
    return l4_part_traits(chip)->swboot;
}

/* Assumed, from memory: 10 MHz are an eighth of the largest HCLK. */
static uint32_t systick_calib(const struct chip *chip)
{
    enum { CALIB = 0x4000270F };
    (void)chip;
    return CALIB;
}

const struct map stm32l4_map = {
    .core = &cortex_m4f,
    .irq_count = L4_IRQS,
    .irqs =
        {
            "WWDG",
            "PVD_PVM",
            "TAMP_STAMP",
            "RTC_WKUP",
            "FLASH",
            "RCC",
            "EXTI0",
            "EXTI1",
            "EXTI2",
            "EXTI3",
            "EXTI4",
            "DMA1_Channel1",
            "DMA1_Channel2",
            "DMA1_Channel3",
            "DMA1_Channel4",
            "DMA1_Channel5",
            "DMA1_Channel6",
            "DMA1_Channel7",
            "ADC1_2",
            "CAN1_TX",
            "CAN1_RX0",
            "CAN1_RX1",
            "CAN1_SCE",
            "EXTI9_5",
            "TIM1_BRK_TIM15",
            "TIM1_UP_TIM16",
            "TIM1_TRG_COM_TIM17",
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
            "DFSDM1_FLT3",
            "TIM8_BRK",
            "TIM8_UP",
            "TIM8_TRG_COM",
            "TIM8_CC",
            "ADC3",
            "FMC",
            "SDMMC1",
            "TIM5",
            "SPI3",
            "UART4",
            "UART5",
            "TIM6_DAC",
            "TIM7",
            "DMA2_Channel1",
            "DMA2_Channel2",
            "DMA2_Channel3",
            "DMA2_Channel4",
            "DMA2_Channel5",
            "DFSDM1_FLT0",
            "DFSDM1_FLT1",
            "DFSDM1_FLT2",
            "COMP",
            "LPTIM1",
            "LPTIM2",
            "USB",
            "DMA2_Channel6",
            "DMA2_Channel7",
            "LPUART1",
            "QUADSPI",
            "I2C3_EV",
            "I2C3_ER",
            "SAI1",
            "SAI2",
            "SWPMI1",
            "TSC",
            "LCD",
            "AES",
            "RNG",
            "FPU",
            "CRS",
            "I2C4_EV",
            "I2C4_ER",
            "DCMI",
            "CAN2_TX",
            "CAN2_RX0",
            "CAN2_RX1",
            "CAN2_SCE",
            "DMA2D",
        },
    .clock_gates = clock_gates,
    .clock_gate_count = sizeof clock_gates / sizeof *clock_gates,
    .rows = rows,
    .row_count = sizeof rows / sizeof *rows,
    .due_count = DUE_COUNT,
    .memories = memories,
    .memory_count = sizeof memories / sizeof *memories,
    .boards = l4_boards,
    .board_count = L4_BOARDS,
    .bit_band = true,
    .silent_unclocked = true,
    .reports_holes = true,
    .nvm =
        {
            .attentive = l4_flash_attentive,
            .touch = l4_flash_touch,
            .busy_until = l4_flash_busy_until,
            .readable = l4_flash_readable,
            .plain = l4_flash_ecc_plain,
            .read = l4_flash_ecc_read,
            .store = l4_flash_store,
            .wait_branch = l4_flash_wait_branch,
            .wait_sequential = l4_flash_wait_sequential,
            .page = 2 * 1024, /* RM0351 3.3.1 */
            .cut =
                {
                    .lasting = offsetof(struct stm32l4, flash.bad),
                    .lasting_size = offsetof(struct l4_flash, weak) -
                                    offsetof(struct l4_flash, bad) +
                                    sizeof(struct l4_flash_weak),
                    .uncertain = l4_flash_uncertain,
                    .planned = l4_flash_planned,
                    .resume = l4_flash_resume,
                    .tear = l4_flash_tear,
                    .settle = l4_flash_settle,
                    .beside = l4_flash_beside,
                },
        },
    .has = has,
    .part_find = l4_part_find,
    .memory_size = l4_flash_memory_size,
    .factory = l4_flash_factory,
    .alias_base = l4_syscfg_alias_base,
    .mem_mode = l4_syscfg_mem_mode,
    .swapped = l4_syscfg_fb_mode,
    .bfb2 = l4_flash_bfb2,
    .hse_bypass = l4_rcc_hse_bypass,
    .rdp = l4_flash_rdp,
    .bank = stretch,
    .selected = l4_rcc_selected,
    .clock_hz = l4_rcc_clock_hz,
    .stopped = l4_rcc_stopped,
    .trimmed = l4_rcc_trimmed,
    .force_kernel = l4_rcc_force_kernel,
    .deep_sleep = l4_pwr_deep_sleep,
    .wake = l4_pwr_wake,
    .boot0_is_pin = boot0_is_pin,
    .exti_port = l4_syscfg_exti_port,
    .rtc_event = l4_pwr_rtc_event,
    .backup_writable = l4_pwr_backup_writable,
    .systick_calib = systick_calib,
    .hardware_watchdog = l4_flash_hardware_watchdog,
};
