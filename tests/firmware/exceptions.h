/* SPDX-License-Identifier: MIT
 *
 * For exceptions*.c: a firmware that writes down every exception it enters.
 * It needs flash at 0 and 16 KB of RAM, and nothing outside the core: the
 * virtual chip and QEMU's microbit both run it.
 *
 * Every vector but reset leads to exceptions_entry (exceptions_entry.S), which
 * calls trace_exception(): one line, the action that the scenario has for that
 * exception, one more line. Lines go to the host by semihosting, between the
 * scenarios.
 */
#ifndef TESTS_FIRMWARE_EXCEPTIONS_H
#define TESTS_FIRMWARE_EXCEPTIONS_H

#include <stdint.h>

enum { NMI = 2, HARDFAULT = 3, SVC = 11, PENDSV = 14, SYSTICK = 15, IRQ0 = 16 };

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define SYST_CSR          REGISTER(0xE000E010)
#define SYST_RVR          REGISTER(0xE000E014)
#define SYST_CVR          REGISTER(0xE000E018)
#define NVIC_ISER         REGISTER(0xE000E100)
#define NVIC_ICER         REGISTER(0xE000E180)
#define NVIC_ISPR         REGISTER(0xE000E200)
#define NVIC_ICPR         REGISTER(0xE000E280)
#define NVIC_IPR(n)       REGISTER(0xE000E400 + 4 * (n))
#define SCB_CPUID         REGISTER(0xE000ED00)
#define SCB_ICSR          REGISTER(0xE000ED04)
#define SCB_VTOR          REGISTER(0xE000ED08)
#define SCB_AIRCR         REGISTER(0xE000ED0C)
#define SCB_SCR           REGISTER(0xE000ED10)
#define SCB_CCR           REGISTER(0xE000ED14)
#define SCB_SHPR2         REGISTER(0xE000ED1C)
#define SCB_SHPR3         REGISTER(0xE000ED20)

#define ICSR_PENDSTCLR  (1u << 25)
#define ICSR_PENDSTSET  (1u << 26)
#define ICSR_PENDSVCLR  (1u << 27)
#define ICSR_PENDSVSET  (1u << 28)
#define ICSR_NMIPENDSET (1u << 31)

#define EXC_HANDLER  0xFFFFFFF1u
#define EXC_MAIN     0xFFFFFFF9u
#define EXC_PROCESS  0xFFFFFFFDu
#define XPSR_T       (1u << 24)
#define XPSR_ALIGNED (1u << 9) /* the stack was */
#define NOWHERE      0x30000000u

/* Tops of two process stacks. */
enum { PROCESS_STACK = 0x20003400, OTHER_STACK = 0x20003600 };

struct frame {
    uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};

/* What a scenario does in an exception; returns the EXC_RETURN to leave by. */
typedef uint32_t (*action)(struct frame *frame, uint32_t exc_return);

/* --- exceptions_trace.c --- */

extern volatile action actions[48]; /* by exception number; NULL = nothing */

/* For exceptions_entry. */
uint32_t trace_exception(uint32_t exc_return, uint32_t msp, uint32_t psp);
/* Nothing was said yet. */
void trace_start(void);
/* A line "name value". */
void say(const char *name, uint32_t value);
/* A line that starts a scenario: nothing is enabled, pending or set. */
void scenario(const char *name);
/* Tells the host that this is the end. */
void trace_end(void);

/* Enables an interrupt, and pends one. Priorities are 0 to 3. */
void enable(unsigned irq, unsigned priority);
void pend(unsigned irq);
void system_priorities(uint32_t svc, uint32_t pendsv, uint32_t systick);
void copy_frame(struct frame *to, const struct frame *from);
/* All 0 but the PC and the T bit. */
void new_frame(struct frame *frame, void (*pc)(void));
/* An action: a fault goes on behind the function that caused it. */
uint32_t go_on(struct frame *frame, uint32_t exc_return);

/* --- exceptions_fault.c --- */

void faults(void);
void faults_in_handlers(void);
void returns(void);
void lost_stack(void);
/* For hosts that survive it, see test_qemu.c: the way `how` into lock-up. */
void lock_up(uint32_t how);

/* --- exceptions_process.c --- */

void process_stack(void);
void two_threads(void);
void change_of_stack(void);

/* --- exceptions_entry.S --- */

void exceptions_entry(void);
/* BKPT 0xAB for the host, which is Arm's "Semihosting for AArch32 and
 * AArch64" as far as SYS_WRITE0 and SYS_EXIT. */
void semihosting(uint32_t operation, uint32_t argument);
/* These fault or cause an exception, and return. */
void do_udf(void);
void do_udf_wide(void);
void do_bkpt(void);
void do_svc_1(void);
void do_svc_2(void);
uint32_t do_load(uint32_t address);
uint32_t do_load_half(uint32_t address);
uint32_t do_load_multiple(uint32_t address);
void do_store(uint32_t address);
void do_branch(uint32_t address); /* bit 0 as given */
void do_nothing(void);            /* NOPs */
void do_cpsie(void);
void do_cpsid(void);
void do_wfi(void);
void do_event(void); /* SEV, WFE */
/* Stores `value` with SP 4 bytes lower: not a multiple of 8. */
void do_store_misaligned(uint32_t address, uint32_t value);
/* Stores `value` with values of their own in R0-R3, R12, LR, flags; adds up
 * what they are afterwards. */
uint32_t do_store_registers(uint32_t address, uint32_t value);
/* Stores `value` with PSP = NOWHERE, until without_stack_end. */
void do_store_without_stack(uint32_t address, uint32_t value);
void without_stack_end(void);
/* Calls `function` in Thread mode with the stack `psp`. */
void on_process_stack(void (*function)(void), uint32_t psp);
/* For a second thread: SVC 2 with R0 = 0x55, PendSV, for ever. */
void other_thread(void);
void set_psp(uint32_t value);
void set_msp_and_udf(uint32_t value);
void set_control(uint32_t value);
uint32_t get_control(void);
uint32_t get_primask(void);
uint32_t get_ipsr(void);
uint32_t get_xpsr(void);
uint32_t get_psp(void);

#endif
