/* SPDX-License-Identifier: MIT
 *
 * The state of the blocks of an STM32L43x, L47x or L49x, as plain data. In
 * struct chip it is chip.blocks: a struct stm32l4.
 */
#ifndef CHIP_STM32L4_STATE_H
#define CHIP_STM32L4_STATE_H

#include "chip/block/adc_v3.h"
#include "chip/block/crc_v3.h"
#include "chip/block/crs_v1.h"
#include "chip/block/dbgmcu.h"
#include "chip/block/dma_v1.h"
#include "chip/block/exti.h"
#include "chip/block/gpio_v2.h"
#include "chip/block/i2c_v2.h"
#include "chip/block/iwdg_v2.h"
#include "chip/block/lptim_v1.h"
#include "chip/block/rng_v1.h"
#include "chip/block/rtc_v2.h"
#include "chip/block/spi_v2.h"
#include "chip/block/tim.h"
#include "chip/block/usart_v3.h"
#include "chip/block/usb_fs.h"
#include "chip/block/wwdg.h"
#include "chip/core/armv7m/state.h"
#include "chip/serial.h"
#include "chip/stm32l4/memory.h"

/* Positions in the vector table (stm32l476xx.h, stm32l496xx.h). */
enum l4_irq {
    L4_IRQ_WWDG,
    L4_IRQ_PVD_PVM,
    L4_IRQ_TAMP_STAMP,
    L4_IRQ_RTC_WKUP,
    L4_IRQ_FLASH,
    L4_IRQ_RCC,
    L4_IRQ_EXTI0,
    L4_IRQ_EXTI1,
    L4_IRQ_EXTI2,
    L4_IRQ_EXTI3,
    L4_IRQ_EXTI4,
    L4_IRQ_DMA1_CHANNEL1, /* to CHANNEL7 */
    L4_IRQ_ADC1_2 = 18,
    L4_IRQ_CAN1_TX,
    L4_IRQ_CAN1_RX0,
    L4_IRQ_CAN1_RX1,
    L4_IRQ_CAN1_SCE,
    L4_IRQ_EXTI9_5,
    L4_IRQ_TIM1_BRK_TIM15,
    L4_IRQ_TIM1_UP_TIM16,
    L4_IRQ_TIM1_TRG_COM_TIM17,
    L4_IRQ_TIM1_CC,
    L4_IRQ_TIM2,
    L4_IRQ_TIM3,
    L4_IRQ_TIM4,
    L4_IRQ_I2C1_EV,
    L4_IRQ_I2C1_ER,
    L4_IRQ_I2C2_EV,
    L4_IRQ_I2C2_ER,
    L4_IRQ_SPI1,
    L4_IRQ_SPI2,
    L4_IRQ_USART1,
    L4_IRQ_USART2,
    L4_IRQ_USART3,
    L4_IRQ_EXTI15_10,
    L4_IRQ_RTC_ALARM,
    L4_IRQ_DFSDM1_FLT3,
    L4_IRQ_TIM8_BRK,
    L4_IRQ_TIM8_UP,
    L4_IRQ_TIM8_TRG_COM,
    L4_IRQ_TIM8_CC,
    L4_IRQ_ADC3,
    L4_IRQ_FMC,
    L4_IRQ_SDMMC1,
    L4_IRQ_TIM5,
    L4_IRQ_SPI3,
    L4_IRQ_UART4,
    L4_IRQ_UART5,
    L4_IRQ_TIM6_DAC,
    L4_IRQ_TIM7,
    L4_IRQ_DMA2_CHANNEL1, /* to CHANNEL5 */
    L4_IRQ_DFSDM1_FLT0 = 61,
    L4_IRQ_DFSDM1_FLT1,
    L4_IRQ_DFSDM1_FLT2,
    L4_IRQ_COMP,
    L4_IRQ_LPTIM1,
    L4_IRQ_LPTIM2,
    L4_IRQ_USB, /* of the L47x and L49x: OTG_FS */
    L4_IRQ_DMA2_CHANNEL6,
    L4_IRQ_DMA2_CHANNEL7,
    L4_IRQ_LPUART1,
    L4_IRQ_QUADSPI,
    L4_IRQ_I2C3_EV,
    L4_IRQ_I2C3_ER,
    L4_IRQ_SAI1,
    L4_IRQ_SAI2,
    L4_IRQ_SWPMI1,
    L4_IRQ_TSC,
    L4_IRQ_LCD,
    L4_IRQ_AES,
    L4_IRQ_RNG,
    L4_IRQ_FPU,
    L4_IRQ_CRS,
    L4_IRQ_I2C4_EV,
    L4_IRQ_I2C4_ER,
    L4_IRQ_DCMI,
    L4_IRQ_CAN2_TX,
    L4_IRQ_CAN2_RX0,
    L4_IRQ_CAN2_RX1,
    L4_IRQ_CAN2_SCE,
    L4_IRQ_DMA2D,
    L4_IRQS
};

/* The request lines of the DMA, each block's in the order in which it numbers
 * them (chip/dma.h). A timer has those that some channel can select. TIM15 to
 * TIM17, ADC2, ADC3 and what is not modelled request nothing here. */
enum l4_dma_line {
    L4_DMA_NONE,
    L4_DMA_I2C1, /* RX, TX; likewise the others */
    L4_DMA_I2C2 = L4_DMA_I2C1 + 2,
    L4_DMA_I2C3 = L4_DMA_I2C2 + 2,
    L4_DMA_I2C4 = L4_DMA_I2C3 + 2,
    L4_DMA_USART1 = L4_DMA_I2C4 + 2,
    L4_DMA_USART2 = L4_DMA_USART1 + 2,
    L4_DMA_USART3 = L4_DMA_USART2 + 2,
    L4_DMA_UART4 = L4_DMA_USART3 + 2,
    L4_DMA_UART5 = L4_DMA_UART4 + 2,
    L4_DMA_LPUART1 = L4_DMA_UART5 + 2,
    L4_DMA_SPI1 = L4_DMA_LPUART1 + 2,
    L4_DMA_SPI2 = L4_DMA_SPI1 + 2,
    L4_DMA_SPI3 = L4_DMA_SPI2 + 2,
    L4_DMA_ADC1 = L4_DMA_SPI3 + 2,
    L4_DMA_TIM1,                   /* UP, CH1 to CH4, TRIG */
    L4_DMA_TIM2 = L4_DMA_TIM1 + 6, /* UP, CH1 to CH4 */
    L4_DMA_TIM3 = L4_DMA_TIM2 + 5,
    L4_DMA_TIM4 = L4_DMA_TIM3 + 6, /* UP, CH1 to CH3 */
    L4_DMA_TIM5 = L4_DMA_TIM4 + 4,
    L4_DMA_TIM6 = L4_DMA_TIM5 + 6, /* UP */
    L4_DMA_TIM7,
    L4_DMA_TIM8,
    L4_DMA_LINES = L4_DMA_TIM8 + 6
};

/* Of a timer's UP, CH1 to CH4, COM, TRIG. */
enum { L4_DMA_UP_TO_3 = 0x0F, L4_DMA_UP_TO_4 = 0x1F, L4_DMA_UP_TO_TRIG = 0x5F };

_Static_assert((int)L4_DMA_LINES <= 64, "chip.dma is small");

/* --- rcc.h --- */

/* What feeds another comes before it. */
enum l4_oscillator {
    L4_LSI,
    L4_LSE,
    L4_MSI,
    L4_HSI16,
    L4_HSE,
    L4_PLL,
    L4_PLLSAI1,
    L4_PLLSAI2,
    L4_HSI48,
    L4_OSCILLATORS
};

struct l4_rcc {
    uint32_t cr, icscr, cfgr, pllcfgr, pllsai1cfgr, pllsai2cfgr, cier, cifr;
    /* In the order of the registers: see struct l4_bits. */
    uint32_t ahb1rstr, ahb2rstr, ahb3rstr, apb1rstr1, apb1rstr2, apb2rstr;
    uint32_t ahb1enr, ahb2enr, ahb3enr, apb1enr1, apb1enr2, apb2enr;
    uint32_t ahb1smenr, ahb2smenr, ahb3smenr, apb1smenr1, apb1smenr2, apb2smenr;
    uint32_t ccipr, bdcr, csr, crrcr, ccipr2;
    uint32_t rtcapb; /* RTCAPBEN; always 1 on a part without that bit */
    uint64_t ready_ps[L4_OSCILLATORS]; /* while it starts, else NEVER */
    bool lsi_forced;                   /* by the IWDG, whatever LSION is */
    uint32_t rtc_hz;                   /* RTCCLK as the RTC last saw it */
};

/* --- pwr.h --- */

enum l4_low_power { L4_AWAKE, L4_STOP, L4_STANDBY, L4_SHUTDOWN };

enum { L4_PULLS = 9 }; /* ports with PUCR and PDCR */

struct l4_pwr {
    uint32_t cr1, cr2, cr3, cr4, sr1;
    uint32_t pucr[L4_PULLS], pdcr[L4_PULLS];
    uint64_t range1_ps;  /* SR2.VOSF reads 1 until then */
    uint8_t mode;        /* enum l4_low_power */
    uint64_t stop_cycle; /* when Stop was entered */
    uint8_t wkup;        /* levels of WKUP1 to WKUP5 */
};

/* --- flash.h --- */

enum l4_flash_key {
    L4_KEY_LOCKED,
    L4_KEY_FIRST, /* the first key was right */
    L4_KEY_OPEN,
    L4_KEY_DEAD /* a wrong key: closed until the next reset */
};

/* The registers of the option bytes, in their order in the flash. */
enum l4_option {
    L4_OPTR,
    L4_PCROP1SR,
    L4_PCROP1ER,
    L4_WRP1AR,
    L4_WRP1BR,
    L4_OPTION2, /* the first double word of bank 2 has no register */
    L4_PCROP2SR,
    L4_PCROP2ER,
    L4_WRP2AR,
    L4_WRP2BR,
    L4_OPTIONS
};

/* Cells that a torn operation left between two values. */
struct l4_flash_weak {
    enum flash_operation torn; /* FLASH_IDLE = there are none */
    uint32_t target, length;   /* as in struct l4_flash */
    uint32_t seed;             /* of what they read as after power-on */
    /* Those that are not certain; of an erase or a row, all that read 0. */
    uint8_t bits[L4_OPTION_SIZE];
};

struct l4_flash {
    uint32_t acr, sr, cr, eccr;
    uint32_t shadow[L4_OPTIONS];    /* as software wrote them */
    uint32_t options[L4_OPTIONS];   /* in force */
    uint8_t key, optkey, pdkey;     /* enum l4_flash_key */
    bool empty;                     /* word 0 was erased at the last load */
    enum flash_operation operation; /* in flight while SR.BSY=1 */
    uint64_t end_ps;                /* when it ends */
    uint32_t target, length;        /* bytes, in the memory of the operation */
    uint8_t busy_banks;             /* bit 0 bank 1, bit 1 bank 2 */
    bool otp;                       /* a programming of OTP, not of flash */
    bool opens; /* a mass erase of RDP 1 -> 0; the option bytes follow */
    uint8_t data[L4_ROW]; /* what the target will hold; not of an erase */
    uint32_t half;        /* first word of a double word, */
    uint32_t half_at;     /* and its address; 0 = none */
    uint32_t row_count;   /* words of a fast row so far */
    uint32_t row_at;      /* address of its first word */
    uint64_t row_ps;      /* when it came */
    uint32_t bad, full;   /* bits that are set in the maps of flash_ecc.c */
    struct l4_flash_weak weak; /* of the last torn operation */
};

/* --- syscfg.h --- */

struct l4_syscfg {
    uint32_t memrmp, cfgr1, exticr[4], cfgr2, swpr, swpr2;
    uint32_t vrefbuf[2], comp[2];
    uint32_t memrmp_reset; /* what boot selection gave at the last reset */
    bool rom_at_0;         /* MEM_MODE=0 shows system memory, not flash */
    uint8_t skr_step;      /* keys seen: 2 = SRAM2ER can be set */
    uint64_t erased_ps;    /* SRAM2BSY reads 1 until then */
};

struct stm32l4 {
    struct armv7m core;
    struct l4_rcc rcc;
    struct l4_pwr pwr;
    struct l4_flash flash;
    struct l4_syscfg syscfg;
    struct exti exti[2];
    struct gpio_v2 gpio[GPIO_PORTS];
    struct usart usart[6]; /* USART1 to UART5, LPUART1 */
    struct i2c_v2 i2c[4];
    struct serial serial[SERIAL_COUNT];
    struct iwdg_v2 iwdg;
    struct wwdg wwdg;
    struct rtc_v2 rtc;
    struct tim tim[11]; /* TIM1 to TIM8, TIM15 to TIM17 */
    struct lptim_v1 lptim[2];
    struct crc_v3 crc;
    struct dbgmcu dbgmcu;
    struct rng_v1 rng;
    struct crs_v1 crs;
    struct usb_fs usb;
    struct dma_v1 dma[2];
    struct spi_v2 spi[3];
    struct adc_v3 adc;
};

_Static_assert(sizeof(struct stm32l4) <= CHIP_BLOCKS, "chip.blocks is small");
_Static_assert(L4_FLASH_OFFSET + L4_FLASH_MAX + L4_MAPS_MAX <= CHIP_MEMORY,
               "chip.memory is small");

static inline struct stm32l4 *stm32l4(const struct chip *chip)
{
    return (struct stm32l4 *)(uintptr_t)chip->blocks;
}

#endif
