/* SPDX-License-Identifier: MIT
 *
 * The build attributes of an ELF file: which processor it was compiled for.
 * (Addenda to the ABI for the Arm Architecture, IHI 0045, 2.1 and 2.3.)
 * Not read: attributes of single sections and symbols, of other vendors.
 */
#ifndef BENCH_IMAGE_ATTRIBUTES_H
#define BENCH_IMAGE_ATTRIBUTES_H

#include <stddef.h>
#include <stdint.h>

/* Values of Tag_CPU_arch, those with a Cortex-M. */
enum {
    ARCH_V7 = 10,
    ARCH_V6_M = 11,
    ARCH_V6S_M = 12,
    ARCH_V7E_M = 13,
    ARCH_V8_M_MAIN = 17,
    ARCH_V8_1_M_MAIN = 21
};

/* Returns Tag_CPU_arch of the SIZE bytes of a section .ARM.attributes; 0: it
 * has none, or it is damaged. */
unsigned image_attributes_arch(const uint8_t *bytes, size_t size);

#endif
