/* SPDX-License-Identifier: MIT
 *
 * The jump is made in an RTOS task: scheduler stopped, SysTick stopped, RCC de-
 * init (which starts SysTick again), NVIC cleared, MSP set while
 * CONTROL.SPSEL=1. The tick runs until then; tasks are switched by PendSV.
 */
#include "examples/mistakes/hal.h"

static uint32_t stack_a[128], stack_b[128];
static uint32_t *sp_of[2], cur;
static void vTaskButton(void);

static void vTaskIdle(void)
{
    for (;;)
        __WFI();
}

static uint32_t *frame(uint32_t *top, void (*task)(void))
{
    *--top = 0x01000000;
    *--top = (uint32_t)task;
    *--top = 0xFFFFFFFD;
    return top - 5 - 8;
}

__attribute__((used)) uint32_t *swap(uint32_t *sp)
{
    sp_of[cur] = sp;
    cur ^= 1;
    return sp_of[cur];
}

__attribute__((naked)) void PendSV_Handler(void)
{
    __asm volatile(
        ".syntax unified\n"
        "mrs r0, psp\n subs r0, #32\n mov r1, r0\n stmia r1!, {r4-r7}\n"
        "mov r4, r8\n mov r5, r9\n mov r6, r10\n mov r7, r11\n stmia r1!, "
        "{r4-r7}\n"
        "push {lr}\n cpsid i\n bl swap\n cpsie i\n"
        "mov r1, r0\n adds r1, #16\n ldmia r1!, {r4-r7}\n"
        "mov r8, r4\n mov r9, r5\n mov r10, r6\n mov r11, r7\n"
        "msr psp, r1\n ldmia r0!, {r4-r7}\n pop {pc}\n");
}

void SysTick_Handler(void)
{
    uwTick++;
    SCB_ICSR = 1u << 28; /* PENDSVSET */
}

__attribute__((used)) uint32_t *first_frame(void)
{
    return sp_of[0] + 8;
}

__attribute__((naked)) void SVC_Handler(void) /* starts the first task */
{
    __asm volatile(".syntax unified\n bl first_frame\n msr psp, r0\n movs r0, "
                   "#2\n mvns r0, r0\n bx r0\n");
}

static void JumpToBootloader(void)
{
    SYST_CSR &= ~2u;
    __disable_irq();
    SYST_CSR = 0;
    HAL_RCC_DeInit();
    NVIC_ICER = 0xFFFFFFFF;
    NVIC_ICPR = 0xFFFFFFFF;
    __enable_irq();
    JUMP(R32(ROM), R32(ROM + 4));
}

static void vTaskButton(void)
{
    wait_press();
    JumpToBootloader();
    for (;;)
        ;
}

int main(void)
{
    SystemClock_HSI16();
    LED_Init();
    sp_of[0] = frame(stack_a + 128, vTaskButton);
    sp_of[1] = frame(stack_b + 128, vTaskIdle);
    SCB_SHPR3 = 0xFFFF0000; /* PendSV, SysTick: lowest */
    HAL_InitTick(16000000);
    __asm volatile("svc 0");
    for (;;)
        ;
}
