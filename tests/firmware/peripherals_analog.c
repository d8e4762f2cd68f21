/* SPDX-License-Identifier: MIT */
#include "tests/firmware/peripherals.h"

#include "firmware/stm32l0/stm32l073.h"
#include "firmware/stm32l0/stm32l073_analog.h"

/* --- ADC --- */

static bool convert(unsigned channel, uint32_t *value)
{
    ADC1->CHSELR = 1u << channel;
    ADC1->CR |= ADC_CR_ADSTART;
    if (!wait_for(&ADC1->ISR, ADC_ISR_EOC, ADC_ISR_EOC))
        return false;
    *value = ADC1->DR;
    return true;
}

static bool adc_start(void)
{
    ADC1->CFGR2 = (uint32_t)ADC_CFGR2_CKMODE_PCLK_DIV4;
    ADC1->CR = ADC_CR_ADVREGEN;
    ADC1->CR |= ADC_CR_ADCAL;
    if (!wait_for(&ADC1->CR, ADC_CR_ADCAL, 0))
        return false;
    ADC1->SMPR = ADC_SMPR_160_CYCLES;
    ADC_CCR |= ADC_CCR_VREFEN | ADC_CCR_TSEN;
    ADC1->ISR = ADC_ISR_ADRDY;
    ADC1->CR |= ADC_CR_ADEN;
    return wait_for(&ADC1->ISR, ADC_ISR_ADRDY, ADC_ISR_ADRDY);
}

/* VDDA = 3.0 V * VREFINT_CAL / VREFINT: between 2.9 and 3.4 V on any board. */
bool peripherals_adc(void)
{
    uint32_t vrefint;
    return adc_start() && convert(ADC_CHANNEL_VREFINT, &vrefint) &&
           29 * vrefint < 30u * VREFINT_CAL && 34 * vrefint > 30u * VREFINT_CAL;
}

/* Between 0 and 60 degrees Celsius. TS_CAL1 and TS_CAL2 were measured at 3.0 V,
 * so the value is scaled to that by VREFINT. */
bool peripherals_temperature(void)
{
    uint32_t vrefint, sensor;
    if (!convert(ADC_CHANNEL_VREFINT, &vrefint) ||
        !convert(ADC_CHANNEL_TEMPERATURE, &sensor))
        return false;
    int32_t span = TS_CAL2 - TS_CAL1; /* 100 degrees */
    /* scaled = sensor * VREFINT_CAL / vrefint; above = scaled - TS_CAL1 */
    int32_t above =
        (int32_t)(sensor * VREFINT_CAL) - (int32_t)(TS_CAL1 * vrefint);
    int32_t degree = span * (int32_t)vrefint; /* 100 degrees */
    return 100 * (above / 1024) > -30 * (degree / 1024) &&
           100 * (above / 1024) < 30 * (degree / 1024);
}

/* --- what keeps its registers --- */

bool peripherals_dac(void)
{
    DAC->CR = DAC_CR_EN1;
    DAC->DHR12R1 = 0x7FF;
    return wait_for(&DAC->DOR1, 0xFFF, 0x7FF);
}

bool peripherals_comp(void)
{
    COMP1_CSR |= COMP_CSR_EN;
    COMP2_CSR |= COMP_CSR_EN;
    return COMP1_CSR & COMP_CSR_EN && COMP2_CSR & COMP_CSR_EN;
}

bool peripherals_lcd(void)
{
    RCC->CSR |= RCC_CSR_RTCSEL_LSE; /* LCDCLK is RTCCLK */
    LCD->FCR = 1 << 22 | 2 << 10;
    if (!wait_for(&LCD->SR, LCD_SR_FCRSF, LCD_SR_FCRSF))
        return false;
    LCD->CR |= LCD_CR_LCDEN;
    if (!wait_for(&LCD->SR, LCD_SR_ENS | LCD_SR_RDY, LCD_SR_ENS | LCD_SR_RDY))
        return false;
    LCD->RAM[0] = 1;
    LCD->SR = LCD_SR_UDR;
    return wait_for(&LCD->SR, LCD_SR_UDD, LCD_SR_UDD);
}

bool peripherals_tsc(void)
{
    TSC->CR = TSC_CR_TSCE;
    TSC->IOGCSR = 1;
    TSC->IOCCR = 1;
    TSC->CR |= TSC_CR_START;
    return wait_for(&TSC->ISR, TSC_ISR_EOAF, TSC_ISR_EOAF);
}
