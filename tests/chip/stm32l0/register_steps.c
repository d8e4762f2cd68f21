/* SPDX-License-Identifier: MIT */
#include "tests/chip/stm32l0/register_steps.h"

#include "tests/chip/chip_fixture.h"

enum {
    RCC_ICSCR = 0x40021004,
    RCC_APB1ENR = 0x40021038,
    RCC_CSR = 0x40021050,
    CSR_LSION = 1 << 0,
    CSR_RTCSEL_LSI = 2 << 16,
    CSR_RTCEN = 1 << 18,
    CSR_RMVF = 1 << 23,
    ICSCR_MSIRANGE = 7 << 13,
    PWREN = 1 << 28,
    PWR_CR = 0x40007000,
    CR_DBP = 1 << 8,
    CR_VOS = 3 << 11,
    RTC_ISR = 0x4000280C,
    RTC_WPR = 0x40002824,
    ISR_INITF = 1 << 6,
    ISR_INIT = 1 << 7,
    IWDG_KR = 0x40003000,
    USB_CNTR = 0x40005C40,
    ADC_CR = 0x40012408,
    CR_ADVREGEN = 1 << 28,
    NVIC_ISER = 0xE000E100,
    NVIC_ISPR = 0xE000E200,
};

static void step_dbp(struct chip *chip)
{
    wr(chip, RCC_APB1ENR, rd(chip, RCC_APB1ENR) | PWREN);
    wr(chip, PWR_CR, rd(chip, PWR_CR) | CR_DBP);
}

static void step_rmvf(struct chip *chip)
{
    wr(chip, RCC_CSR, CSR_RMVF);
    wr(chip, RCC_CSR, 0);
}

static void step_lsion(struct chip *chip)
{
    wr(chip, RCC_CSR, CSR_LSION);
    run_us(chip, 1000);
}

static void step_wpr(struct chip *chip)
{
    wr(chip, RTC_WPR, 0xCA);
    wr(chip, RTC_WPR, 0x53);
}

static void step_init(struct chip *chip)
{
    wr(chip, RCC_CSR, CSR_LSION | CSR_RTCSEL_LSI | CSR_RTCEN);
    run_us(chip, 1000);
    wr(chip, RTC_ISR, ISR_INIT);
    run_us(chip, 1000);
    assert_true(rd(chip, RTC_ISR) & ISR_INITF);
}

static void step_kr(struct chip *chip)
{
    wr(chip, IWDG_KR, 0x5555);
}

static void keys(struct chip *chip, uint32_t address, uint32_t key1,
                 uint32_t key2)
{
    wr(chip, address, key1);
    wr(chip, address, key2);
}

static void step_pdkeyr(struct chip *chip)
{
    keys(chip, 0x40022008, 0x04152637, 0xFAFBFCFD);
}

static void step_pekeyr(struct chip *chip)
{
    keys(chip, 0x4002200C, 0x89ABCDEF, 0x02030405);
}

static void step_prgkeyr(struct chip *chip)
{
    keys(chip, 0x40022010, 0x8C9DAEBF, 0x13141516);
}

static void step_optkeyr(struct chip *chip)
{
    keys(chip, 0x40022014, 0xFBEAD9C8, 0x24252627);
}

static void step_msirange(struct chip *chip)
{
    wr(chip, RCC_ICSCR, rd(chip, RCC_ICSCR) & ~(uint32_t)ICSCR_MSIRANGE);
}

static void step_vos(struct chip *chip)
{
    wr(chip, PWR_CR, rd(chip, PWR_CR) | CR_VOS);
}

static void step_iser(struct chip *chip)
{
    wr(chip, NVIC_ISER, 0xFFFFFFFF);
}

static void step_ispr(struct chip *chip)
{
    wr(chip, NVIC_ISPR, 0xFFFFFFFF);
}

static void step_advregen(struct chip *chip)
{
    wr(chip, ADC_CR, CR_ADVREGEN);
}

static void step_cntr(struct chip *chip)
{
    wr(chip, USB_CNTR, 0);
}

static bool do_step(struct chip *chip, const char *name, size_t length)
{
    static const struct {
        const char *name;
        void (*step)(struct chip *chip);
    } steps[] = {
        {"DBP", step_dbp},           {"RMVF", step_rmvf},
        {"LSION", step_lsion},       {"WPR", step_wpr},
        {"INIT", step_init},         {"KR", step_kr},
        {"PDKEYR", step_pdkeyr},     {"PEKEYR", step_pekeyr},
        {"PRGKEYR", step_prgkeyr},   {"OPTKEYR", step_optkeyr},
        {"VOS=3", step_vos},         {"MSIRANGE=0", step_msirange},
        {"ISER", step_iser},         {"ISPR", step_ispr},
        {"ADVREGEN", step_advregen}, {"CNTR=0", step_cntr},
    };
    for (unsigned i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (strlen(steps[i].name) != length ||
            strncmp(steps[i].name, name, length) != 0)
            continue;
        steps[i].step(chip);
        return true;
    }
    return false;
}

bool register_steps(struct chip *chip, const char *steps)
{
    if (strcmp(steps, "-") == 0)
        return true;
    while (*steps) {
        size_t length = strcspn(steps, " ");
        if (!do_step(chip, steps, length))
            return false;
        steps += length;
        steps += strspn(steps, " ");
    }
    return true;
}
