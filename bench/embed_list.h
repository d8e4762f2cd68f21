/* SPDX-License-Identifier: MIT
 *
 * The files that are embedded, by the end of a symbol's name: EMBED_LIST(OF)
 * is OF(symbol, file) for each. For C and for the assembler, to which `;` ends
 * a line.
 */
#ifndef BENCH_EMBED_LIST_H
#define BENCH_EMBED_LIST_H

/* clang-format off */
/* ELF files, as built: unpatched. */
#define EMBED_LIST(OF)                              \
    OF(l0_v1, "nucleo-l073rz.elf")                  \
    OF(l0_v2, "nucleo-l073rz-v2.elf")               \
    OF(l0_plain, "original-once.elf")               \
    OF(f4_v1, "nucleo-f401re.elf")                  \
    OF(f4_v2, "nucleo-f401re-v2.elf")               \
    OF(f4_plain, "original-f4.elf")                 \
    OF(pill_v1, "blackpill-f411ce.elf")             \
    OF(pill_v2, "blackpill-f411ce-v2.elf")          \
    OF(l4_v1, "nucleo-l476rg.elf")                  \
    OF(l4_v2, "nucleo-l476rg-v2.elf")               \
    OF(l4_plain, "original-l4.elf")                 \
    OF(l432_v1, "nucleo-l432kc.elf")                \
    OF(l432_v2, "nucleo-l432kc-v2.elf")
/* clang-format on */

#endif
