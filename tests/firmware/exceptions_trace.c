/* SPDX-License-Identifier: MIT */
#include "tests/firmware/exceptions.h"

#include <stdbool.h>
#include <stddef.h>

enum { TEXT_SIZE = 8 * 1024, RAM_END = 0x20004000 };

volatile action actions[48];
static char trace_text[TEXT_SIZE];
static uint32_t trace_length;

/* --- text --- */

static void put(char c)
{
    if (trace_length < TEXT_SIZE - 1)
        trace_text[trace_length++] = c;
}

static void put_text(const char *text)
{
    while (*text)
        put(*text++);
}

/* Without leading zeros. */
static void put_hex(uint32_t value)
{
    int shift = 28;
    while (shift && !(value >> shift))
        shift -= 4;
    for (; shift >= 0; shift -= 4)
        put("0123456789ABCDEF"[value >> shift & 15]);
}

static void put_value(const char *name, uint32_t value)
{
    put(' ');
    put_text(name);
    put('=');
    put_hex(value);
}

void say(const char *name, uint32_t value)
{
    put_text(name);
    put(' ');
    put_hex(value);
    put('\n');
}

void trace_start(void)
{
    trace_length = 0;
}

/* --- exceptions --- */

static void put_registers(uint32_t exc_return, uint32_t msp, uint32_t psp)
{
    put_value("lr", exc_return);
    put_value("msp", msp);
    put_value("psp", psp);
    put_value("xpsr", get_xpsr());
    put_value("control", get_control());
    put_value("primask", get_primask());
    put_value("icsr", SCB_ICSR);
    put_value("ispr", NVIC_ISPR);
}

uint32_t trace_exception(uint32_t exc_return, uint32_t msp, uint32_t psp)
{
    struct frame *frame = (struct frame *)(exc_return & 4 ? psp : msp);
    bool readable = (uint32_t)frame + sizeof *frame <= RAM_END;
    uint32_t number = get_ipsr();

    put_text("> ");
    put_hex(number);
    put_registers(exc_return, msp, psp);
    if (readable) {
        put_value("from", frame->pc);
        put_value("with", frame->xpsr);
    }
    put('\n');
    action act = actions[number];
    if (act)
        exc_return = act(frame, exc_return);
    put_text("< ");
    put_hex(number);
    put_value("lr", exc_return);
    put_value("icsr", SCB_ICSR);
    put('\n');
    return exc_return;
}

/* --- to the host --- */

enum { SYS_WRITE0 = 4, SYS_EXIT = 0x18, APPLICATION_EXIT = 0x20026 };

static void flush(void)
{
    trace_text[trace_length] = 0;
    semihosting(SYS_WRITE0, (uint32_t)trace_text);
    trace_length = 0;
}

void trace_end(void)
{
    flush();
    semihosting(SYS_EXIT, APPLICATION_EXIT);
    for (;;)
        ;
}

void scenario(const char *name)
{
    flush();
    for (unsigned i = 0; i < 48; i++)
        actions[i] = NULL;
    NVIC_ICER = 0xFFFFFFFF;
    NVIC_ICPR = 0xFFFFFFFF;
    SCB_ICSR = ICSR_PENDSTCLR | ICSR_PENDSVCLR;
    for (unsigned i = 0; i < 8; i++)
        NVIC_IPR(i) = 0;
    SCB_SHPR2 = SCB_SHPR3 = 0;
    do_cpsie();
    put_text("== ");
    put_text(name);
    put('\n');
}

/* --- tools of scenarios --- */

void enable(unsigned irq, unsigned priority)
{
    unsigned shift = 8 * (irq % 4) + 6;
    uint32_t others = NVIC_IPR(irq / 4) & ~(3u << shift);
    NVIC_IPR(irq / 4) = others | priority << shift;
    NVIC_ISER = 1u << irq;
}

void system_priorities(uint32_t svc, uint32_t pendsv, uint32_t systick)
{
    SCB_SHPR2 = svc << 30;
    SCB_SHPR3 = pendsv << 22 | systick << 30;
}

void pend(unsigned irq)
{
    NVIC_ISPR = 1u << irq;
}

/* volatile: not to become calls of memcpy and memset, which are not here. */
void copy_frame(struct frame *to, const struct frame *from)
{
    for (unsigned i = 0; i < sizeof *from / 4; i++)
        ((volatile uint32_t *)to)[i] = ((const uint32_t *)from)[i];
}

void new_frame(struct frame *frame, void (*pc)(void))
{
    volatile uint32_t *words = (volatile uint32_t *)frame;
    for (unsigned i = 0; i < sizeof *frame / 4; i++)
        words[i] = 0;
    frame->pc = (uint32_t)pc & ~1u;
    frame->xpsr = XPSR_T;
}

uint32_t go_on(struct frame *frame, uint32_t exc_return)
{
    frame->pc = frame->lr & ~1u;
    frame->xpsr |= XPSR_T;
    return exc_return;
}
