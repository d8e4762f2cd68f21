/* SPDX-License-Identifier: MIT
 *
 * Registers of the analog blocks, the LCD, TSC, CRS and MPU, as ST prints them.
 * RM0367, PM0223.
 */
#ifndef FIRMWARE_STM32L0_STM32L073_ANALOG_H
#define FIRMWARE_STM32L0_STM32L073_ANALOG_H

#include <stdint.h>

struct adc { /* 14.12 */
    volatile uint32_t ISR, IER, CR, CFGR1, CFGR2, SMPR, unused[2], TR, unused2,
        CHSELR, unused3[5], DR, unused4[28], CALFACT;
};
#define ADC1    ((struct adc *)0x40012400)
#define ADC_CCR (*(volatile uint32_t *)0x40012708)

enum {
    ADC_ISR_ADRDY = 1 << 0,
    ADC_ISR_EOC = 1 << 2,
    ADC_CR_ADEN = 1 << 0,
    ADC_CR_ADSTART = 1 << 2,
    ADC_CR_ADVREGEN = 1 << 28,
    ADC_CFGR2_CKMODE_PCLK_DIV4 = (int)(2u << 30),
    ADC_SMPR_160_CYCLES = 7,
    ADC_CCR_VREFEN = 1 << 22,
    ADC_CCR_TSEN = 1 << 23,
    ADC_CHANNEL_VREFINT = 17,
    ADC_CHANNEL_TEMPERATURE = 18
};
#define ADC_CR_ADCAL (1u << 31)

/* Factory words: measured at 3.0 V; TS_CAL1 at 30 and TS_CAL2 at 130 degrees
 * Celsius. DS10685 6.1.4, 6.3.18. */
#define VREFINT_CAL (*(const volatile uint16_t *)0x1FF80078)
#define TS_CAL1     (*(const volatile uint16_t *)0x1FF8007A)
#define TS_CAL2     (*(const volatile uint16_t *)0x1FF8007E)

struct dac { /* 15.10 */
    volatile uint32_t CR, SWTRIGR, DHR12R1, DHR12L1, DHR8R1, DHR12R2, DHR12L2,
        DHR8R2, DHR12RD, DHR12LD, DHR8RD, DOR1, DOR2, SR;
};
#define DAC ((struct dac *)0x40007400)

enum { DAC_CR_EN1 = 1 << 0 };

#define COMP1_CSR (*(volatile uint32_t *)0x40010018) /* 16.5 */
#define COMP2_CSR (*(volatile uint32_t *)0x4001001C)

enum { COMP_CSR_EN = 1 << 0 };

struct lcd { /* 17.6 */
    volatile uint32_t CR, FCR, SR, CLR, unused, RAM[16];
};
#define LCD ((struct lcd *)0x40002400)

enum {
    LCD_CR_LCDEN = 1 << 0,
    LCD_SR_ENS = 1 << 0,
    LCD_SR_UDR = 1 << 2,
    LCD_SR_UDD = 1 << 3,
    LCD_SR_RDY = 1 << 4,
    LCD_SR_FCRSF = 1 << 5
};

struct tsc { /* 18.6 */
    volatile uint32_t CR, IER, ICR, ISR, IOHCR, unused, IOASCR, unused2, IOSCR,
        unused3, IOCCR, unused4, IOGCSR, IOGXCR[8];
};
#define TSC ((struct tsc *)0x40024000)

enum {
    TSC_CR_TSCE = 1 << 0,
    TSC_CR_START = 1 << 1,
    TSC_ISR_EOAF = 1 << 0,
    TSC_ISR_MCEF = 1 << 1
};

struct crs { /* 8.6 */
    volatile uint32_t CR, CFGR, ISR, ICR;
};
#define CRS ((struct crs *)0x40006C00)

enum { CRS_CR_CEN = 1 << 5, CRS_CR_AUTOTRIMEN = 1 << 6 };

struct mpu { /* PM0223 4.5 */
    volatile uint32_t TYPE, CTRL, RNR, RBAR, RASR;
};
#define MPU ((struct mpu *)0xE000ED90)

enum {
    MPU_CTRL_ENABLE = 1 << 0,
    MPU_CTRL_PRIVDEFENA = 1 << 2,
    MPU_RASR_ENABLE = 1 << 0,
    MPU_RASR_SIZE_4G = 31 << 1,
    MPU_RASR_AP_FULL = 3 << 24
};

#endif
