/* SPDX-License-Identifier: MIT
 *
 * The demo application for a Nucleo-L073RZ: blinks LD2, prints its version and
 * the outcome of the last request on USART2 (115200 8N1), and requests the
 * bootloader when B1 is pressed, when it receives the line "update", or over
 * USB (device.h). DEMO_VERSION makes v1 and v2 of it. UM1724 (board): LD2 =
 * PA5, B1 = PC13 to ground, ST-LINK's port = PA2/PA3.
 */
#include "boot0.h"
#include "examples/nucleo-l073rz/device.h"
#include "examples/nucleo-l073rz/update_line.h"
#include "firmware/stm32l0/stm32l073.h"

/* Vectors of startup.c. */
void SysTick_Handler(void);
void EXTI4_15_IRQHandler(void);
void USART2_IRQHandler(void);

enum {
    HSI16_HZ = 16000000,
    BAUD = 115200,
    TICK_HZ = 1000,
    LD2 = 5,
    B1 = 13,
    RECEIVE_ERRORS = USART_ISR_PE | USART_ISR_FE | USART_ISR_NF | USART_ISR_ORE
};

static const uint32_t blink_ms = DEMO_VERSION == 1 ? 250 : 100;

static void set_field(volatile uint32_t *reg, unsigned pos, uint32_t mask,
                      uint32_t value)
{
    *reg = (*reg & ~(mask << pos)) | value << pos;
}

static void clock_start(void)
{
    RCC->APB1ENR |= RCC_APB1ENR_PWREN | RCC_APB1ENR_USART2EN;
    hsi16_start();
    RCC->IOPENR |= RCC_IOPENR_IOPAEN | RCC_IOPENR_IOPCEN;
    RCC->APB2ENR |= RCC_APB2ENR_SYSCFGEN;
    (void)RCC->APB2ENR; /* ES0292: read back before the first access */
}

static void usart_start(void)
{
    set_field(&GPIOA->AFRL, 4 * 2, 15, 4); /* PA2 = USART2_TX */
    set_field(&GPIOA->AFRL, 4 * 3, 15, 4); /* PA3 = USART2_RX */
    gpio_mode(GPIOA, 2, GPIO_ALTERNATE);
    gpio_mode(GPIOA, 3, GPIO_ALTERNATE);
    USART2->BRR = (HSI16_HZ + BAUD / 2) / BAUD;
    USART2->CR1 = USART_CR1_UE | USART_CR1_TE;
}

static void receive_start(void)
{
    USART2->CR1 |= USART_CR1_RE | USART_CR1_RXNEIE;
    NVIC_ISER = 1u << USART2_IRQ;
}

/* B1 pulls PC13 down against the board's resistor. */
static void button_start(void)
{
    gpio_mode(GPIOC, B1, GPIO_INPUT);
    SYSCFG->EXTICR[3] = SYSCFG_EXTICR4_EXTI13_PC;
    EXTI->FTSR |= 1u << B1;
    EXTI->IMR |= 1u << B1;
    NVIC_ISER = 1u << EXTI4_15_IRQ;
}

static void tick_start(void)
{
    SYSTICK->RVR = HSI16_HZ / TICK_HZ - 1;
    SYSTICK->CVR = 0;
    SYSTICK->CSR =
        SYSTICK_CSR_CLKSOURCE | SYSTICK_CSR_TICKINT | SYSTICK_CSR_ENABLE;
}

static void print(const char *text)
{
    for (; *text; text++) {
        while (!(USART2->ISR & USART_ISR_TXE))
            ;
        USART2->TDR = (uint8_t)*text;
    }
}

static void print_sent(void)
{
    while (!(USART2->ISR & USART_ISR_TC))
        ;
}

static void print_hex8(uint8_t value)
{
    static const char digits[] = "0123456789ABCDEF";
    const char text[] = {digits[value >> 4], digits[value & 15], 0};
    print(text);
}

static const char *name_of(enum boot0_outcome outcome)
{
    switch (outcome) {
    case BOOT0_NONE: return "none";
    case BOOT0_ENTERED: return "entered";
    case BOOT0_RETURNED: return "returned";
    case BOOT0_INTERRUPTED: return "interrupted";
    case BOOT0_REFUSED_ID: return "refused (unknown ROM)";
    case BOOT0_REFUSED_BANK2: return "refused (bank 2 would be started)";
    case BOOT0_REFUSED_RDP: return "refused (readout protection)";
    case BOOT0_REFUSED_ERASE: return "refused (erase)";
    default: return "?";
    }
}

static void banner(void)
{
    struct boot0_rom rom = boot0_rom();

    print(DEMO_VERSION == 1 ? "softboot0 demo v1" : "softboot0 demo v2");
    print(", last request: ");
    print(name_of(boot0_outcome()));
    print(", ROM id 0x");
    print_hex8(rom.id);
    print(", a request now: ");
    print(name_of(rom.outcome));
    print("\r\n");
}

void SysTick_Handler(void)
{
    static uint32_t elapsed_ms;
    if (++elapsed_ms < blink_ms)
        return;
    elapsed_ms = 0;
    GPIOA->ODR ^= 1u << LD2;
}

void EXTI4_15_IRQHandler(void)
{
    print("B1 pressed: asking for the bootloader\r\n");
    print_sent();
    boot0_request();
}

/* Behind an error that is not cleared, the interrupt comes for ever. */
void USART2_IRQHandler(void)
{
    uint32_t errors = USART2->ISR & RECEIVE_ERRORS;
    USART2->ICR = errors;
    if (!update_line_take((uint8_t)USART2->RDR, errors))
        return;
    print("update: asking for the bootloader\r\n");
    print_sent();
    boot0_request();
}

int main(void)
{
    clock_start();
    usart_start();
    gpio_mode(GPIOA, LD2, GPIO_OUTPUT);
    banner();
    button_start();
    tick_start();
    receive_start();
    device_start();
    for (;;)
        wait_for_interrupt();
}
