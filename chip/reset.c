/* SPDX-License-Identifier: MIT */
#include "chip/chip.h"

void reset_request(struct chip *chip, enum reset_kind kind)
{
    enum reset_kind *requested = &chip->reset.requested;
    if (*requested == RESET_NONE || kind < *requested)
        *requested = kind;
    chip->attention |= ATTENTION_RESET;
}

const char *reset_name(enum reset_kind kind)
{
    static const char *const names[RESET_KINDS] = {
        [RESET_NONE] = "none",
        [RESET_POWER] = "power-on",
        [RESET_DIP] = "power dip",
        [RESET_PIN] = "NRST pin",
        [RESET_SYSTEM] = "system",
        [RESET_IWDG] = "independent watchdog",
        [RESET_WWDG] = "window watchdog",
        [RESET_OPTION] = "option byte load",
        [RESET_LOW_POWER] = "low-power",
        [RESET_STANDBY] = "Standby exit",
    };
    return names[kind];
}

/* SRAM cells settle at random when power comes (xorshift32). */
static void randomize_sram(struct chip *chip)
{
    uint32_t x = (chip->board.seed + 1) * 2654435761u + chip->reset.count;
    if (!x)
        x = 1;
    for (unsigned i = 0; i < SRAM_SIZE; i++) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        chip->sram[i] = (uint8_t)(x >> 24);
    }
}

void reset_perform(struct chip *chip)
{
    enum reset_kind kind = chip->reset.requested;

    event_reset(chip, kind);
    chip->attention &= ATTENTION_EVENT | ATTENTION_WATCHPOINT;
    chip->bus.stall_ps = 0;
    chip->watch.break_passed = 0;
    chip->reset.requested = RESET_NONE;
    chip->reset.last = kind;
    chip->reset.count++;
    if (kind == RESET_POWER)
        randomize_sram(chip);

    flash_reset(chip, kind); /* loads the option bytes: others need them */
    rcc_reset(chip, kind);
    pwr_reset(chip, kind);
    syscfg_reset(chip, kind);
    exti_reset(chip, kind);
    for (unsigned i = 0; i < USART_COUNT; i++)
        usart_reset(chip, i);
    gpio_reset(chip, kind);
    iwdg_reset(chip, kind);
    wwdg_reset(chip, kind);
    rtc_reset(chip, kind);
    for (unsigned i = 0; i < TIM_COUNT; i++)
        tim_reset(chip, i);
    crc_reset(chip, kind);
    dbgmcu_reset(chip, kind);

    nvic_reset(chip);
    systick_reset(chip);
    scb_reset(chip);
    cpu_reset(chip);
}
