/* SPDX-License-Identifier: MIT */
#include "bench/stm32f4/readings.h"

const struct reading_info f4_readings[ROM_CHOICES] = {
    [CHOICE_RAM] = {.name = "ram",
                    .values = {"own", "keep", "all"},
                    .question = "what RAM is wiped at the entry: from "
                                "0x20000000 up to word 0 of the ROM, only its "
                                "own variables, all SRAM"},
    [CHOICE_REMAP] = {.name = "remap",
                      .values = {"self", "vtor", "caller"},
                      .question =
                          "who brings the ROM's vectors into use for its "
                          "interrupts: the ROM by MEM_MODE, the ROM by VTOR, "
                          "the caller by MEM_MODE"},
    [CHOICE_FAULT] = {.name = "fault",
                      .values = {"reset", "hang"},
                      .question = "does the ROM's default handler reset the "
                                  "chip or hang"},
    [CHOICE_CSR] = {.name = "csr",
                    .values = {"kept", "cleared"},
                    .question = "are the reset flags cleared by the ROM"},
    [CHOICE_GO] = {.name = "go",
                   .values = {"left", "restored", "clocks", "checks-sp"},
                   .question =
                       "Go leaves everything as it is, puts it back, puts the "
                       "clocks back, or resets instead when word 0 is no "
                       "stack pointer"},
    [CHOICE_HSE] = {.name = "hse",
                    .values = {"usb", "start", "late"},
                    .question =
                        "the HSE is waited for when a USB host is there, at "
                        "every start, or at every start, and comes late the "
                        "first two times; a missed one resets the chip"},
    [CHOICE_CLOCK] = {.name = "clock",
                      .values = {"reset", "any"},
                      .question = "does the ROM expect the clocks as a reset "
                                  "leaves them, or put them so itself"},
    [CHOICE_SECTORS] = {.name = "sectors",
                        .values = {"nack", "ignored"},
                        .question = "is an erase with a number above the last "
                                    "sector refused, or that number ignored"},
};
