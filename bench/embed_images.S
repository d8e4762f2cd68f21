/* SPDX-License-Identifier: MIT
 *
 * The bytes of the embedded images (embed.h); found on the include path.
 */
#include "bench/embed_section.h"

    .macro image name, end, file
    .global \name
    EMBED_HIDDEN(\name)
    .global \end
    EMBED_HIDDEN(\end)
    .balign 8
\name:
    .incbin "\file"
\end:
    .endm

    /* ROM_IMAGE_SIZE; another size does not assemble. */
    .macro rom name, end, file
    image \name, \end, "\file"
    .if \end - \name - 8192
    .error "\file has not 8192 bytes"
    .endif
    .endm

#define NAMES(name) EMBED_NAME(name), EMBED_NAME(name##_end)

    EMBED_BYTES
    rom NAMES(embed_rom_v4_0), "rom-v4.0.bin"
    rom NAMES(embed_rom_v4_1), "rom-v4.1.bin"
    rom NAMES(embed_rom_v11_1), "rom-v11.1.bin"
    rom NAMES(embed_rom_v11_2), "rom-v11.2.bin"
    image NAMES(embed_v1), "embedded/nucleo-l073rz.elf"
    image NAMES(embed_v2), "embedded/nucleo-l073rz-v2.elf"
    image NAMES(embed_once), "embedded/original-once.elf"

    EMBED_END
