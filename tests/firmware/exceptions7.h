/* SPDX-License-Identifier: MIT
 *
 * For exceptions7*.c: what ARMv7-M has more than exceptions.h.
 */
#ifndef TESTS_FIRMWARE_EXCEPTIONS7_H
#define TESTS_FIRMWARE_EXCEPTIONS7_H

#include "tests/firmware/exceptions.h"

enum { MEMMANAGE = 4, BUSFAULT = 5, USAGEFAULT = 6, MONITOR = 12 };

#define BYTE(address) (*(volatile uint8_t *)(address))
#define NVIC_IABR     REGISTER(0xE000E300)
#define SCB_SHPR1     REGISTER(0xE000ED18)
#define SCB_SHCSR     REGISTER(0xE000ED24)
#define SCB_CFSR      REGISTER(0xE000ED28)
#define SCB_HFSR      REGISTER(0xE000ED2C)
#define SCB_MMFAR     REGISTER(0xE000ED34)
#define SCB_BFAR      REGISTER(0xE000ED38)
#define SCB_CPACR     REGISTER(0xE000ED88)
#define MPU_TYPE      REGISTER(0xE000ED90)
#define MPU_CTRL      REGISTER(0xE000ED94)
#define MPU_RNR       REGISTER(0xE000ED98)
#define MPU_RBAR      REGISTER(0xE000ED9C)
#define MPU_RASR      REGISTER(0xE000EDA0)
#define MPU_RBAR_A1   REGISTER(0xE000EDA4)
#define MPU_RASR_A1   REGISTER(0xE000EDA8)
#define NVIC_STIR     REGISTER(0xE000EF00)
#define FPU_FPCCR     REGISTER(0xE000EF34)
#define FPU_FPCAR     REGISTER(0xE000EF38)
#define FPU_FPDSCR    REGISTER(0xE000EF3C)

#define SHCSR_ENABLES (7u << 16)
#define CCR_NONBASE   (1u << 0)
#define CCR_UNALIGNED (1u << 3)
#define CCR_DIV_0     (1u << 4)
#define CCR_BFHFNMIGN (1u << 8)
#define CCR_STKALIGN  (1u << 9)
#define XPSR_IT       0x0600FC00u

/* --- exceptions7_fault.c --- */

/* An action: says what the fault is, and goes on behind the function. */
uint32_t tell_fault(struct frame *frame, uint32_t exc_return);
/* Begins a scenario with all faults enabled, or none, and tell_fault(). */
void fault_scenario(const char *name, uint32_t enables);
void faults7(void);
void mpu(void);

/* --- exceptions7_float.c --- */

void floats(void);

/* --- exceptions7_entry.S --- */

uint32_t do_divide(uint32_t value);
uint32_t do_load_double(uint32_t address);
uint32_t do_load_exclusive(uint32_t address);
void do_udf_in_it(void);
uint32_t do_skipped_udf(uint32_t value);
uint32_t do_store_in_it(uint32_t address, uint32_t value);
uint32_t do_svc_in_it(void);
void do_coprocessor(void);
void do_store_byte(uint32_t address, uint32_t value);
uint32_t do_load_byte(uint32_t address);
void do_store_half(uint32_t address, uint32_t value);
uint32_t do_load_user(uint32_t address);
uint32_t do_exclusive(uint32_t address, uint32_t value);
void do_cpsid_f(void);
void do_cpsie_f(void);
uint32_t get_faultmask(void);
uint32_t get_basepri(void);
void set_basepri(uint32_t value);
void set_basepri_max(uint32_t value);
/* Loads without privilege; SVC 3 gives it back. */
uint32_t do_unprivileged_load(uint32_t address);
void set_float(uint32_t s0, uint32_t fpscr);
uint32_t get_float(void);
uint32_t get_fpscr(void);
uint32_t do_store_with_float(uint32_t address, uint32_t value, uint32_t s0);

#endif
