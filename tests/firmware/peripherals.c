/* SPDX-License-Identifier: MIT
 *
 * A start-up with every peripheral switched on, as a code generator writes it,
 * and each of them used once. A line a step on USART2 (115200 8N1), then how
 * many were OK. No wait lasts for ever: a flag that does not come is a FAIL.
 */
#include "tests/firmware/peripherals.h"

#include "firmware/stm32l0/stm32l073.h"

int main(void);

static volatile uint32_t ticks;

void SysTick_Handler(void)
{
    ticks++;
}

uint32_t tick(void)
{
    return ticks;
}

bool wait_ms(volatile uint32_t *reg, uint32_t mask, uint32_t value, uint32_t ms)
{
    uint32_t start = tick();
    while ((*reg & mask) != value)
        if (tick() - start > ms)
            return false;
    return true;
}

bool wait_for(volatile uint32_t *reg, uint32_t mask, uint32_t value)
{
    return wait_ms(reg, mask, value, 100);
}

/* --- the report --- */

static void say(const char *text)
{
    for (; *text; text++) {
        wait_for(&USART2->ISR, USART_ISR_TXE, USART_ISR_TXE);
        USART2->TDR = (uint8_t)*text;
    }
}

static void say_step(const char *name, bool ok)
{
    say(name);
    say(ok ? ": OK\n" : ": FAIL\n");
}

static const struct step {
    const char *name;
    bool (*run)(void);
} steps[] = {
    {"clock", peripherals_clock},   {"SysTick", peripherals_systick},
    {"USART2", peripherals_usart2}, {"EXTI", peripherals_exti},
    {"MPU", peripherals_mpu},       {"DMA1", peripherals_dma1},
    {"CRC", peripherals_crc},       {"EEPROM", peripherals_eeprom},
    {"CRS", peripherals_crs},       {"TIM2", peripherals_tim2},
    {"TIM3", peripherals_tim3},     {"TIM6", peripherals_tim6},
    {"TIM7", peripherals_tim7},     {"TIM21", peripherals_tim21},
    {"TIM22", peripherals_tim22},   {"LPTIM1", peripherals_lptim1},
    {"USART1", peripherals_usart1}, {"USART4", peripherals_usart4},
    {"USART5", peripherals_usart5}, {"LPUART1", peripherals_lpuart1},
    {"SPI1", peripherals_spi1},     {"SPI2", peripherals_spi2},
    {"I2C1", peripherals_i2c1},     {"I2C2", peripherals_i2c2},
    {"I2C3", peripherals_i2c3},     {"RNG", peripherals_rng},
    {"ADC", peripherals_adc},       {"temperature", peripherals_temperature},
    {"DAC", peripherals_dac},       {"COMP", peripherals_comp},
    {"LCD", peripherals_lcd},       {"TSC", peripherals_tsc},
    {"RTC", peripherals_rtc},       {"RTC alarm", peripherals_alarm},
    {"Stop", peripherals_stop},     {"watchdogs", peripherals_watchdogs},
};

enum {
    STEPS = sizeof steps / sizeof *steps,
    FIRST_SAID = 2 /* USART2 is on then */
};

int main(void)
{
    static bool ok[STEPS];
    unsigned failed = 0, said = 0;
    for (unsigned i = 0; i < STEPS; i++) {
        ok[i] = steps[i].run();
        failed += !ok[i];
        for (; i >= FIRST_SAID && said <= i; said++)
            say_step(steps[said].name, ok[said]);
    }
    say(failed ? "some steps FAIL\n" : "all steps OK\n");
    for (;;) {
        WWDG->CR = WWDG_CR_WDGA | 0x7F;
        IWDG->KR = IWDG_KR_RELOAD;
        wait_for_interrupt();
    }
}
