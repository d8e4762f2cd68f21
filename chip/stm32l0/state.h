/* SPDX-License-Identifier: MIT
 *
 * The state of the blocks of an STM32L07x/L08x, as plain data. In struct chip
 * it is chip.blocks: a struct stm32l0.
 */
#ifndef CHIP_STM32L0_STATE_H
#define CHIP_STM32L0_STATE_H

#include "chip/block/adc_v2.h"
#include "chip/block/crc_v3.h"
#include "chip/block/crs_v1.h"
#include "chip/block/dac.h"
#include "chip/block/dbgmcu.h"
#include "chip/block/dma_v1.h"
#include "chip/block/exti.h"
#include "chip/block/gpio_v2.h"
#include "chip/block/i2c_v2.h"
#include "chip/block/iwdg_v2.h"
#include "chip/block/keeps.h"
#include "chip/block/lptim_v1.h"
#include "chip/block/rng_v1.h"
#include "chip/block/rtc_v2.h"
#include "chip/block/spi_v1.h"
#include "chip/block/tim.h"
#include "chip/block/usart_v3.h"
#include "chip/block/usb_fs.h"
#include "chip/block/wwdg.h"
#include "chip/serial.h"
#include "chip/stm32l0/memory.h"

/* Positions in the vector table (RM0367 table 55). */
enum irq {
    IRQ_WWDG,
    IRQ_PVD,
    IRQ_RTC,
    IRQ_FLASH,
    IRQ_RCC_CRS,
    IRQ_EXTI0_1,
    IRQ_EXTI2_3,
    IRQ_EXTI4_15,
    IRQ_TSC,
    IRQ_DMA1_CH1,
    IRQ_DMA1_CH2_3,
    IRQ_DMA1_CH4_7,
    IRQ_ADC_COMP,
    IRQ_LPTIM1,
    IRQ_USART4_5,
    IRQ_TIM2,
    IRQ_TIM3,
    IRQ_TIM6_DAC,
    IRQ_TIM7,
    IRQ_TIM21 = 20,
    IRQ_I2C3,
    IRQ_TIM22,
    IRQ_I2C1,
    IRQ_I2C2,
    IRQ_SPI1,
    IRQ_SPI2,
    IRQ_USART1,
    IRQ_USART2,
    IRQ_RNG_LPUART1, /* AES as well on the L08x */
    IRQ_LCD,
    IRQ_USB
};

/* The request lines of the DMA, each block's in the order in which it numbers
 * them. RM0367 11.3.2, and CubeMX's list of requests for the STM32L083. */
enum dma_line {
    DMA_NONE,
    DMA_ADC,
    DMA_AES_IN,
    DMA_AES_OUT,
    DMA_DAC_CH1,
    DMA_DAC_CH2,
    DMA_I2C1, /* RX, TX; likewise the others */
    DMA_I2C2 = DMA_I2C1 + 2,
    DMA_I2C3 = DMA_I2C2 + 2,
    DMA_SPI1 = DMA_I2C3 + 2,
    DMA_SPI2 = DMA_SPI1 + 2,
    DMA_LPUART1 = DMA_SPI2 + 2,
    DMA_USART1 = DMA_LPUART1 + 2,
    DMA_USART2 = DMA_USART1 + 2,
    DMA_USART4 = DMA_USART2 + 2,
    DMA_USART5 = DMA_USART4 + 2,
    DMA_TIM2 = DMA_USART5 + 2, /* UP; as the bits of DIER from UDE on */
    DMA_TIM2_CH1,
    DMA_TIM2_CH2,
    DMA_TIM2_CH3,
    DMA_TIM2_CH4,
    DMA_TIM3 = DMA_TIM2 + 7,
    DMA_TIM3_CH1,
    DMA_TIM3_CH3 = DMA_TIM3 + 3,
    DMA_TIM3_CH4,
    DMA_TIM3_TRIG = DMA_TIM3 + 6,
    DMA_TIM6, /* UP */
    DMA_TIM7,
    DMA_LINES
};

_Static_assert((int)DMA_LINES <= 64, "chip.dma is small");

/* --- rcc.h --- */

/* Order of their bits in CIER, CIFR and CICR; the PLL behind its sources. */
enum rcc_oscillator {
    RCC_LSI,
    RCC_LSE,
    RCC_HSI16,
    RCC_HSE,
    RCC_PLL,
    RCC_MSI,
    RCC_HSI48,
    RCC_OSCILLATORS
};

struct rcc {
    uint32_t cr, icscr, crrcr, cfgr, cier, cifr;
    uint32_t ioprstr, ahbrstr, apb2rstr, apb1rstr;
    uint32_t iopenr, ahbenr, apb2enr, apb1enr;
    uint32_t iopsmenr, ahbsmenr, apb2smenr, apb1smenr;
    uint32_t ccipr, csr;
    uint64_t ready_ps[RCC_OSCILLATORS]; /* while it starts, else NEVER */
    bool lsi_forced;                    /* by the IWDG, whatever LSION is */
    uint32_t rtc_hz;                    /* RTCCLK as the RTC last saw it */
};

/* --- pwr.h --- */

struct pwr {
    uint32_t cr, csr;
    uint32_t vos_before;    /* VOS until vos_ready_ps */
    uint64_t vos_ready_ps;  /* CSR.VOSF reads 1 until then */
    uint64_t vref_ready_ps; /* CSR.VREFINTRDYF reads 0 until then */
    bool stop, standby;     /* the mode the chip is in */
    uint64_t stop_cycle;    /* when Stop was entered */
    uint8_t wkup;           /* levels of WKUP1..3 */
};

/* --- flash.h --- */

enum {
    FLASH_PAGE = 128,
    FLASH_HALF_PAGE = 64,
    FLASH_SECTOR = 4096, /* what one WRP bit protects */
};

/* The four locks with a key register. */
enum flash_lock {
    FLASH_LOCK_PE,
    FLASH_LOCK_PRG,
    FLASH_LOCK_OPT,
    FLASH_LOCK_PD,
    FLASH_LOCKS
};

enum flash_key {
    FLASH_KEY_LOCKED,
    FLASH_KEY_FIRST, /* the first key was right */
    FLASH_KEY_OPEN,
    FLASH_KEY_DEAD /* a wrong key: closed until the next reset */
};

/* Cells that a torn operation left between two values. */
struct flash_weak {
    enum flash_operation torn; /* FLASH_IDLE = there are none */
    uint32_t target, length;   /* as in struct flash */
    uint32_t seed;             /* of what they read as after power-on */
    uint8_t bits[FLASH_PAGE];  /* those that are not certain; of a mass erase,
                                * all that read 1 */
};

struct flash {
    uint32_t acr, pecr, sr, optr;
    uint32_t wrprot1, wrprot2;
    uint8_t key[FLASH_LOCKS];       /* enum flash_key */
    enum flash_operation operation; /* in flight while SR.BSY=1 */
    uint64_t end_ps;                /* when it ends */
    bool failed;                    /* it ends without EOP */
    uint8_t busy_banks;             /* bit 0 bank 1, bit 1 bank 2 */
    uint32_t target, length;        /* byte offset in nvm, eeprom or option */
    uint8_t data[FLASH_PAGE];       /* what the target will hold */
    uint32_t load_count;            /* words of a half page so far: 0..15 */
    uint32_t load_base;             /* its offset in nvm */
    struct flash_weak weak;         /* of the last torn operation */
};

/* --- syscfg.h --- */

struct syscfg {
    uint32_t cfgr1, cfgr2, exticr[4], cfgr3, comp[2];
    uint32_t cfgr1_reset; /* what boot selection gave at the last reset */
};

struct stm32l0 {
    struct rcc rcc;
    struct pwr pwr;
    struct flash flash;
    struct syscfg syscfg;
    struct exti exti;
    struct gpio_v2 gpio[GPIO_PORTS];
    struct usart usart[5];
    struct i2c_v2 i2c[3];
    struct spi_v1 spi[2];
    struct lptim_v1 lptim;
    struct rng_v1 rng;
    struct serial serial[SERIAL_COUNT];
    struct iwdg_v2 iwdg;
    struct wwdg wwdg;
    struct rtc_v2 rtc;
    struct tim tim[6];
    struct crc_v3 crc;
    struct dbgmcu dbgmcu;
    struct dac dac;
    struct keeps keeps[3]; /* LCD, FIREWALL, TSC */
    struct adc_v2 adc;
    struct dma_v1 dma;
    struct usb_fs usb;
    struct crs_v1 crs;
};

_Static_assert(sizeof(struct stm32l0) <= CHIP_BLOCKS, "chip.blocks is small");

static inline struct stm32l0 *stm32l0(const struct chip *chip)
{
    return (struct stm32l0 *)(uintptr_t)chip->blocks;
}

_Static_assert(NVM_OFFSET + FLASH_MAX <= CHIP_MEMORY, "chip.memory is small");

#endif
