/* SPDX-License-Identifier: MIT
 *
 * For assembler files that embed files: the sections of ELF, of Mach-O (macOS)
 * and of COFF (Windows), and how a symbol of C is called there. EMBED_BYTES
 * holds bytes, EMBED_TABLE addresses.
 * clang-format would take the words of the assembler for C.
 */
#ifndef BENCH_EMBED_SECTION_H
#define BENCH_EMBED_SECTION_H

/* clang-format off */
#if defined __APPLE__
#define EMBED_BYTES        .section __TEXT,__const
#define EMBED_TABLE        .section __DATA,__const
#define EMBED_NAME(name)   _##name
#define EMBED_HIDDEN(name) .private_extern name
#define EMBED_END
#elif defined _WIN32
#define EMBED_BYTES        .section .rdata,"dr"
#define EMBED_TABLE        .section .rdata$table,"dr"
#define EMBED_NAME(name)   name
#define EMBED_HIDDEN(name)
#define EMBED_END
#else
#define EMBED_BYTES        .section .rodata.embed, "a", %progbits
#define EMBED_TABLE        .section .data.rel.ro.embed, "aw", %progbits
#define EMBED_NAME(name)   name
#define EMBED_HIDDEN(name) .hidden name
#define EMBED_END          .section .note.GNU-stack, "", %progbits
#endif
/* clang-format on */

#endif
