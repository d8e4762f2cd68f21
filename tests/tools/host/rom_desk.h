/* SPDX-License-Identifier: MIT
 *
 * A virtual board whose ROM waits for a client, and the client's end of the pty
 * that its USART2 is on.
 */
#ifndef TESTS_TOOLS_HOST_ROM_DESK_H
#define TESTS_TOOLS_HOST_ROM_DESK_H

#include <fcntl.h>
#include <unistd.h>

#include "bench/image_file.h"
#include "bench/machine_setup.h"
#include "bench/stm32l0/readings.h"
#include "tools/host/cable.h"

struct rom_desk {
    struct machine machine;
    struct image image;
    struct part part;
    struct pty pty;
    struct cable cable;
    int client;
};

static inline int rom_desk_open(struct rom_desk *desk)
{
    char error[IMAGE_ERROR_SIZE];
    assert_true(
        image_load(BOOT0_IMAGE_DIR "/nucleo-l073rz.elf", &desk->image, error));
    assert_true(part_find("stm32l073rz", &desk->part));
    assert_true(pty_open(&desk->pty, MACHINE_BAUD, error, sizeof error));
    machine_start(&desk->machine, &(struct machine_setup){
                                      .part = &desk->part,
                                      .image = &desk->image,
                                      .rom = ROM_V4_1,
                                      .boot0 = true,
                                      .wdg_sw = 1,
                                  });
    cable_to_pty(&desk->cable, &desk->machine, USART_2, &desk->pty);
    desk->client = open(desk->pty.path, O_RDWR | O_NOCTTY | O_NONBLOCK);
    return desk->client < 0;
}

static inline void rom_desk_close(struct rom_desk *desk)
{
    close(desk->client);
    pty_close(&desk->pty);
    image_free(&desk->image);
}

#endif
