/* SPDX-License-Identifier: MIT
 *
 * How an AN3155 client comes into step with the ROM: at the beginning, and
 * after a byte was lost, doubled, changed or late. For an3155_client.c only.
 */
#ifndef BENCH_AN3155_RESYNC_H
#define BENCH_AN3155_RESYNC_H

#include "bench/an3155_state.h"

/* Sends 0x7F until a ROM answers, which ends the frame of a ROM that was in
 * one, too. */
void an3155_resync_connect(struct an3155_client *client, uint64_t now_us);

/* The operation was disturbed at its present stage: waits until the line is
 * quiet, and pads the frame that the ROM may be in. */
void an3155_resync_begin(struct an3155_client *client, uint64_t now_us,
                         enum an3155_trouble trouble);

/* A byte has come, or the time is over, in a stage of this file. The second one
 * returns true when the ROM waits for a command; otherwise client->result may
 * say that it does not. */
void an3155_resync_input(struct an3155_client *client, uint64_t now_us,
                         uint8_t byte);
bool an3155_resync_time(struct an3155_client *client, uint64_t now_us);

#endif
