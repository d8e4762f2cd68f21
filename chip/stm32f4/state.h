/* SPDX-License-Identifier: MIT
 *
 * The state of the blocks of an STM32F401, F405, F407 or F411, as plain data.
 * In struct chip it is chip.blocks: a struct stm32f4.
 */
#ifndef CHIP_STM32F4_STATE_H
#define CHIP_STM32F4_STATE_H

#include "chip/block/crc_v1.h"
#include "chip/block/dbgmcu.h"
#include "chip/block/dma_v2.h"
#include "chip/block/exti.h"
#include "chip/block/gpio_v2.h"
#include "chip/block/iwdg_v2.h"
#include "chip/block/keeps.h"
#include "chip/block/rng_v1.h"
#include "chip/block/rtc_v2.h"
#include "chip/block/spi_v1.h"
#include "chip/block/tim.h"
#include "chip/block/usart_v1.h"
#include "chip/block/wwdg.h"
#include "chip/core/armv7m/state.h"
#include "chip/serial.h"
#include "chip/stm32f4/memory.h"

/* Positions in the vector table (RM0090 table 61, RM0368 table 38). */
enum f4_irq {
    F4_IRQ_WWDG,
    F4_IRQ_PVD,
    F4_IRQ_TAMP_STAMP,
    F4_IRQ_RTC_WKUP,
    F4_IRQ_FLASH,
    F4_IRQ_RCC,
    F4_IRQ_EXTI0,
    F4_IRQ_EXTI1,
    F4_IRQ_EXTI2,
    F4_IRQ_EXTI3,
    F4_IRQ_EXTI4,
    F4_IRQ_DMA1_STREAM0, /* to STREAM6 */
    F4_IRQ_ADC = 18,
    F4_IRQ_CAN1_TX,
    F4_IRQ_CAN1_RX0,
    F4_IRQ_CAN1_RX1,
    F4_IRQ_CAN1_SCE,
    F4_IRQ_EXTI9_5,
    F4_IRQ_TIM1_BRK_TIM9,
    F4_IRQ_TIM1_UP_TIM10,
    F4_IRQ_TIM1_TRG_COM_TIM11,
    F4_IRQ_TIM1_CC,
    F4_IRQ_TIM2,
    F4_IRQ_TIM3,
    F4_IRQ_TIM4,
    F4_IRQ_I2C1_EV,
    F4_IRQ_I2C1_ER,
    F4_IRQ_I2C2_EV,
    F4_IRQ_I2C2_ER,
    F4_IRQ_SPI1,
    F4_IRQ_SPI2,
    F4_IRQ_USART1,
    F4_IRQ_USART2,
    F4_IRQ_USART3,
    F4_IRQ_EXTI15_10,
    F4_IRQ_RTC_ALARM,
    F4_IRQ_OTG_FS_WKUP,
    F4_IRQ_TIM8_BRK_TIM12,
    F4_IRQ_TIM8_UP_TIM13,
    F4_IRQ_TIM8_TRG_COM_TIM14,
    F4_IRQ_TIM8_CC,
    F4_IRQ_DMA1_STREAM7,
    F4_IRQ_FSMC,
    F4_IRQ_SDIO,
    F4_IRQ_TIM5,
    F4_IRQ_SPI3,
    F4_IRQ_UART4,
    F4_IRQ_UART5,
    F4_IRQ_TIM6_DAC,
    F4_IRQ_TIM7,
    F4_IRQ_DMA2_STREAM0, /* to STREAM4 */
    F4_IRQ_ETH = 61,
    F4_IRQ_ETH_WKUP,
    F4_IRQ_CAN2_TX,
    F4_IRQ_CAN2_RX0,
    F4_IRQ_CAN2_RX1,
    F4_IRQ_CAN2_SCE,
    F4_IRQ_OTG_FS,
    F4_IRQ_DMA2_STREAM5,
    F4_IRQ_DMA2_STREAM6,
    F4_IRQ_DMA2_STREAM7,
    F4_IRQ_USART6,
    F4_IRQ_I2C3_EV,
    F4_IRQ_I2C3_ER,
    F4_IRQ_OTG_HS_EP1_OUT,
    F4_IRQ_OTG_HS_EP1_IN,
    F4_IRQ_OTG_HS_WKUP,
    F4_IRQ_OTG_HS,
    F4_IRQ_DCMI,
    F4_IRQ_RNG = 80,
    F4_IRQ_FPU,
    F4_IRQ_SPI4 = 84,
    F4_IRQ_SPI5,
    F4_IRQS
};

/* The request lines of the DMA, each block's in the order in which it numbers
 * them (chip/dma.h). A timer has seven; the sixth, of COM, is free. ADC, I2C,
 * SPI5, SDIO, DAC and DCMI request nothing here. */
enum f4_dma_line {
    F4_DMA_NONE,
    F4_DMA_SPI1, /* RX, TX; likewise the others */
    F4_DMA_SPI2 = F4_DMA_SPI1 + 2,
    F4_DMA_SPI3 = F4_DMA_SPI2 + 2,
    F4_DMA_SPI4 = F4_DMA_SPI3 + 2,
    F4_DMA_USART1 = F4_DMA_SPI4 + 2,
    F4_DMA_USART2 = F4_DMA_USART1 + 2,
    F4_DMA_USART3 = F4_DMA_USART2 + 2,
    F4_DMA_UART4 = F4_DMA_USART3 + 2,
    F4_DMA_UART5 = F4_DMA_UART4 + 2,
    F4_DMA_USART6 = F4_DMA_UART5 + 2,
    F4_DMA_TIM1 = F4_DMA_USART6 + 2, /* UP, CH1 to CH4, COM, TRIG */
    F4_DMA_TIM2 = F4_DMA_TIM1 + 7,
    F4_DMA_TIM3 = F4_DMA_TIM2 + 7,
    F4_DMA_TIM4 = F4_DMA_TIM3 + 7,
    F4_DMA_TIM5 = F4_DMA_TIM4 + 7,
    F4_DMA_TIM8 = F4_DMA_TIM5 + 7,
    F4_DMA_LINES = F4_DMA_TIM8 + 7,
    /* UP, in the place of COM */
    F4_DMA_TIM6 = F4_DMA_TIM2 + 5,
    F4_DMA_TIM7 = F4_DMA_TIM3 + 5
};

_Static_assert((int)F4_DMA_LINES <= 64, "chip.dma is small");

/* --- rcc.h --- */

/* Order of their bits in CIR; the PLLs behind their sources. */
enum f4_oscillator {
    F4_LSI,
    F4_LSE,
    F4_HSI,
    F4_HSE,
    F4_PLL,
    F4_PLLI2S,
    F4_OSCILLATORS
};

struct f4_rcc {
    uint32_t cr, pllcfgr, cfgr, cir;
    uint32_t ahb1rstr, ahb2rstr, ahb3rstr, apb1rstr, apb2rstr;
    uint32_t ahb1enr, ahb2enr, ahb3enr, apb1enr, apb2enr;
    uint32_t ahb1lpenr, ahb2lpenr, ahb3lpenr, apb1lpenr, apb2lpenr;
    uint32_t bdcr, csr, sscgr, plli2scfgr, dckcfgr;
    uint64_t ready_ps[F4_OSCILLATORS]; /* while it starts, else NEVER */
    bool lsi_forced;                   /* by the IWDG, whatever LSION is */
    uint32_t rtc_hz;                   /* RTCCLK as the RTC last saw it */
};

/* --- pwr.h --- */

struct f4_pwr {
    uint32_t cr, csr;
    bool stop, standby;  /* the mode the chip is in */
    uint64_t stop_cycle; /* when Stop was entered */
    bool wkup;           /* level of WKUP */
};

/* --- flash.h --- */

enum f4_flash_key {
    F4_KEY_LOCKED,
    F4_KEY_FIRST, /* the first key was right */
    F4_KEY_OPEN,
    F4_KEY_DEAD /* a wrong key: closed until the next reset */
};

/* Cells that a torn operation left between two values. */
struct f4_flash_weak {
    enum flash_operation torn;    /* FLASH_IDLE = there are none */
    uint32_t target, length;      /* as in struct f4_flash */
    uint32_t seed;                /* of what they read as after power-on */
    uint8_t bits[F4_OPTION_SIZE]; /* those that are not certain; of an erase,
                                   * all that read 0 */
};

struct f4_flash {
    uint32_t acr, sr, cr;
    uint32_t optcr;                 /* as software wrote it */
    uint32_t options;               /* in force */
    bool watchdog;                  /* WDG_SW=0 at the last reset */
    uint8_t key, optkey;            /* enum f4_flash_key */
    enum flash_operation operation; /* in flight while SR.BSY=1 */
    uint64_t end_ps;                /* when it ends */
    uint32_t target, length;        /* bytes, in the memory of the operation */
    bool otp;                       /* a programming of OTP, not of flash */
    uint8_t data[F4_OPTION_SIZE];   /* what the target will hold; not of an
                                     * erase */
    uint32_t half;                  /* first word of a x64 programming, */
    uint32_t half_at;               /* and its address; 0 = none */
    struct f4_flash_weak weak;      /* of the last torn operation */
};

/* --- syscfg.h --- */

struct f4_syscfg {
    uint32_t memrmp, pmc, exticr[4], cmpcr;
    uint32_t memrmp_reset; /* what boot selection gave at the last reset */
};

struct stm32f4 {
    struct armv7m core;
    struct f4_rcc rcc;
    struct f4_pwr pwr;
    struct f4_flash flash;
    struct f4_syscfg syscfg;
    struct exti exti;
    struct gpio_v2 gpio[GPIO_PORTS];
    struct usart_v1 usart[6];
    struct spi_v1 spi[5];
    struct serial serial[SERIAL_COUNT];
    struct iwdg_v2 iwdg;
    struct wwdg wwdg;
    struct rtc_v2 rtc;
    struct tim tim[14];
    struct crc_v1 crc;
    struct dbgmcu dbgmcu;
    struct rng_v1 rng;
    struct keeps keeps[5]; /* ADC1, I2C1 to I2C3, GPIOI */
    struct dma_v2 dma[2];
};

_Static_assert(sizeof(struct stm32f4) <= CHIP_BLOCKS, "chip.blocks is small");
_Static_assert(F4_FLASH_OFFSET + F4_FLASH_MAX <= CHIP_MEMORY,
               "chip.memory is small");

static inline struct stm32f4 *stm32f4(const struct chip *chip)
{
    return (struct stm32f4 *)(uintptr_t)chip->blocks;
}

#endif
