/* SPDX-License-Identifier: MIT
 *
 * The demo application: blinks the LED, prints its version and the outcome of
 * the last request on the serial line (115200 8N1), and requests the bootloader
 * when the button is pressed, when it receives the line "update", or, on the
 * Nucleo-L073RZ, over USB. One source for all boards: board.h. DEMO_VERSION
 * makes v1 and v2 of it.
 */
#include "boot0.h"
#include "examples/demo/board.h"
#include "examples/demo/update_line.h"

/* Vectors of startup.c. */
void SysTick_Handler(void);
#ifdef BOARD_BUTTON
void BOARD_BUTTON_IRQHandler(void);
#endif
void BOARD_SERIAL_IRQHandler(void);

enum { TICK_HZ = 1000 };

static const uint32_t blink_ms = DEMO_VERSION == 1 ? 250 : 100;

static void tick_start(void)
{
    SYSTICK->RVR = BOARD_HZ / TICK_HZ - 1;
    SYSTICK->CVR = 0;
    SYSTICK->CSR =
        SYSTICK_CSR_CLKSOURCE | SYSTICK_CSR_TICKINT | SYSTICK_CSR_ENABLE;
}

static void print(const char *text)
{
    for (; *text; text++) {
        while (!(serial_status() & SERIAL_EMPTY))
            ;
        serial_send((uint8_t)*text);
    }
}

static void print_sent(void)
{
    while (!(serial_status() & SERIAL_DRAINED))
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
#ifdef STM32F4
    case BOOT0_GAVE_UP: return "gave up (the ROM resets the chip)";
#endif
#ifdef STM32L4
    case BOOT0_REFUSED_HEAD: return "refused (this bank would be started)";
#endif
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
    led_toggle();
}

#ifdef BOARD_BUTTON
void BOARD_BUTTON_IRQHandler(void)
{
    print(BOARD_BUTTON " pressed: asking for the bootloader\r\n");
    print_sent();
    boot0_request();
}
#endif

/* Behind an error that is not cleared, the interrupt comes for ever. */
void BOARD_SERIAL_IRQHandler(void)
{
    uint32_t errors = serial_status() & SERIAL_ERRORS;
    serial_clear(errors);
    if (!update_line_take(serial_received(), errors))
        return;
    print("update: asking for the bootloader\r\n");
    print_sent();
    boot0_request();
}

int main(void)
{
    clock_start();
    usart_start();
    led_start();
    banner();
    button_start();
    tick_start();
    receive_start();
    device_start();
    for (;;)
        wait_for_interrupt();
}
