/* SPDX-License-Identifier: MIT
 *
 * The bytes of the embedded images (embed.h); found on the include path.
 */
    .macro image name, file
    .global \name
    .hidden \name
    .global \name\()_end
    .hidden \name\()_end
    .balign 8
\name:
    .incbin "\file"
\name\()_end:
    .endm

    /* ROM_IMAGE_SIZE; another size does not assemble. */
    .macro rom name, file
    image \name, "\file"
    .if \name\()_end - \name - 8192
    .error "\file has not 8192 bytes"
    .endif
    .endm

    .section .rodata.embed, "a", %progbits
    rom embed_rom_v4_0, "rom-v4.0.bin"
    rom embed_rom_v4_1, "rom-v4.1.bin"
    rom embed_rom_v11_1, "rom-v11.1.bin"
    rom embed_rom_v11_2, "rom-v11.2.bin"
    image embed_v1, "nucleo-l073rz.elf"
    image embed_v2, "nucleo-l073rz-v2.elf"
    image embed_once, "original-once.elf"

    .section .note.GNU-stack, "", %progbits
