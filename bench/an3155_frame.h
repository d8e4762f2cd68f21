/* SPDX-License-Identifier: MIT
 *
 * The frames that an AN3155 client sends: AN3155 section 3. For
 * an3155_client.c and its parts only.
 */
#ifndef BENCH_AN3155_FRAME_H
#define BENCH_AN3155_FRAME_H

#include <stddef.h>

#include "bench/an3155_state.h"

enum { AN3155_ACK = 0x79, AN3155_NACK = 0x1F };

enum an3155_code {
    AN3155_CODE_GET = 0x00,
    AN3155_CODE_ID = 0x02,
    AN3155_CODE_READ = 0x11,
    AN3155_CODE_GO = 0x21,
    AN3155_CODE_WRITE = 0x31,
    AN3155_CODE_ERASE = 0x43, /* pages 0 to 255 */
    AN3155_CODE_EXTENDED_ERASE = 0x44
};

/* Each makes the frame that output gives next, and says how long its answer may
 * take. */
void an3155_frame_command(struct an3155_client *client, uint8_t code);
void an3155_frame_address(struct an3155_client *client);
void an3155_frame_count(struct an3155_client *client); /* to be read */
void an3155_frame_block(struct an3155_client *client); /* to be written */
void an3155_frame_list(struct an3155_client *client);  /* to be erased */
/* COUNT times the same byte, AN3155_FRAME at most. */
void an3155_frame_repeat(struct an3155_client *client, uint8_t byte,
                         uint32_t count, uint32_t wait_ms);

/* As an3155_client_output(). */
size_t an3155_frame_output(struct an3155_client *client, uint64_t now_us,
                           uint8_t *bytes, size_t capacity);

/* Returns an even byte that is not in the last frame, and not 0. Padded with
 * it, a frame that has lost one byte cannot have a right checksum, and neither
 * can a frame of it alone: N = pad makes an odd number of bytes behind the
 * count. 0x7F, 130 times, would be a right block of 128 bytes 0x7F to write. */
uint8_t an3155_frame_pad(const struct an3155_client *client);

#endif
