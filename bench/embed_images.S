/* SPDX-License-Identifier: MIT
 *
 * The bytes of the embedded images (embed.h); found on the include path.
 */
#include "bench/embed_list.h"
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

    .macro stripped name, end, file
    image \name, \end, "embedded/\file"
    .endm

    /* Another size does not assemble. */
    .macro rom name, end, file, size
    image \name, \end, "\file"
    .if \end - \name - \size
    .error "\file has another size"
    .endif
    .endm

#define NAMES(name) EMBED_NAME(name), EMBED_NAME(name##_end)

    EMBED_BYTES
    rom NAMES(embed_rom_v4_0), "rom-v4.0.bin", 0x2000
    rom NAMES(embed_rom_v4_1), "rom-v4.1.bin", 0x2000
    rom NAMES(embed_rom_v11_1), "rom-v11.1.bin", 0x2000
    rom NAMES(embed_rom_v11_2), "rom-v11.2.bin", 0x2000
    rom NAMES(embed_rom_f4_v3_1), "rom-stm32f4-v3.1.bin", 0x7800
    rom NAMES(embed_rom_f4_v9_1), "rom-stm32f4-v9.1.bin", 0x7800
    rom NAMES(embed_rom_f4_v13_0), "rom-stm32f4-v13.0.bin", 0x7800
    rom NAMES(embed_rom_f4_v13_1), "rom-stm32f4-v13.1.bin", 0x7800
    rom NAMES(embed_rom_l4_v10_1), "rom-stm32l4-v10.1.bin", 0x7000
    rom NAMES(embed_rom_l4_v10_3), "rom-stm32l4-v10.3.bin", 0x7000
    rom NAMES(embed_rom_l4_v9_2), "rom-stm32l4-v9.2.bin", 0x7000
    rom NAMES(embed_rom_l4_v9_3), "rom-stm32l4-v9.3.bin", 0x7000
    rom NAMES(embed_rom_l4_v9_1_ff), "rom-stm32l4-v9.1-ff.bin", 0x7000
    rom NAMES(embed_rom_l4_v9_1_10), "rom-stm32l4-v9.1-10.bin", 0x7000
#define EMBED(symbol, file) stripped NAMES(embed_##symbol), file;
    EMBED_LIST(EMBED)

    EMBED_END
