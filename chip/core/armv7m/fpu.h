/* SPDX-License-Identifier: MIT
 *
 * The arithmetic of FPv4-SP, DDI0403 A2.5: single precision, in integers alone,
 * so that every host gives the same bits; fpu_host.h has what is faster. Each
 * function gets FPSCR, whose modes it obeys and whose cumulative flags it sets.
 */
#ifndef CHIP_CORE_ARMV7M_FPU_H
#define CHIP_CORE_ARMV7M_FPU_H

#include <stdbool.h>
#include <stdint.h>

/* FPSCR: N31 Z30 C29 V28 | AHP26 DN25 FZ24 RMode23:22 |
 *        IDC7 IXC4 UFC3 OFC2 DZC1 IOC0 */
#define FPSCR_NZCV     0xF0000000u
#define FPSCR_AHP      (1u << 26)
#define FPSCR_DN       (1u << 25)
#define FPSCR_FZ       (1u << 24)
#define FPSCR_RMODE    (3u << 22)
#define FPSCR_MODES    0x07C00000u
#define FPSCR_IDC      (1u << 7)
#define FPSCR_IXC      (1u << 4)
#define FPSCR_UFC      (1u << 3)
#define FPSCR_OFC      (1u << 2)
#define FPSCR_DZC      (1u << 1)
#define FPSCR_IOC      (1u << 0)
#define FPSCR_WRITABLE 0xF7C0009Fu

#define FPU_SIGN 0x80000000u

uint32_t fpu_add(uint32_t *fpscr, uint32_t x, uint32_t y);
uint32_t fpu_subtract(uint32_t *fpscr, uint32_t x, uint32_t y);
uint32_t fpu_multiply(uint32_t *fpscr, uint32_t x, uint32_t y);
uint32_t fpu_divide(uint32_t *fpscr, uint32_t x, uint32_t y);
uint32_t fpu_square_root(uint32_t *fpscr, uint32_t x);
/* Returns addend + x * y, rounded once. */
uint32_t fpu_fused(uint32_t *fpscr, uint32_t addend, uint32_t x, uint32_t y);

/* Sets N, Z, C and V. A quiet NaN is invalid only with `signals`. */
void fpu_compare(uint32_t *fpscr, uint32_t x, uint32_t y, bool signals);

/* A fixed-point number: an integer of `width` bits, 16 or 32, whose lowest
 * `fraction` bits lie behind the point. */
struct fpu_fixed {
    uint8_t width, fraction;
    bool is_signed;
};

/* Rounds to the nearest, or with `by_mode` as FPSCR says. */
uint32_t fpu_from_fixed(uint32_t *fpscr, uint32_t x, struct fpu_fixed form,
                        bool by_mode);
/* Rounds towards zero, or with `by_mode` as FPSCR says. The result is extended
 * to 32 bits. */
uint32_t fpu_to_fixed(uint32_t *fpscr, uint32_t x, struct fpu_fixed form,
                      bool by_mode);

/* Half precision, in bits 15:0. */
uint32_t fpu_from_half(uint32_t *fpscr, uint32_t half);
uint32_t fpu_to_half(uint32_t *fpscr, uint32_t x);

static inline uint32_t fpu_negate(uint32_t x)
{
    return x ^ FPU_SIGN;
}

#endif
