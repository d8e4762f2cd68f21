/* SPDX-License-Identifier: MIT
 *
 * The requests that a DfuSe client makes, and what it finds in descriptors. For
 * dfuse_client.c only.
 */
#ifndef BENCH_DFUSE_REQUEST_H
#define BENCH_DFUSE_REQUEST_H

#include <stddef.h>

#include "bench/dfuse_state.h"

/* Each makes the transfer of that step ready. */
void dfuse_request_device(struct dfuse_client *client);
void dfuse_request_configuration(struct dfuse_client *client);
void dfuse_request_string(struct dfuse_client *client);
void dfuse_request_interface(struct dfuse_client *client);
void dfuse_request_status(struct dfuse_client *client, enum dfuse_step step);
void dfuse_request_clear(struct dfuse_client *client); /* or abort */
void dfuse_request_address(struct dfuse_client *client);
void dfuse_request_erase(struct dfuse_client *client);
void dfuse_request_block(struct dfuse_client *client);
void dfuse_request_upload(struct dfuse_client *client);
void dfuse_request_leave(struct dfuse_client *client);

/* Finds the DFU interface in a configuration of SIZE bytes. False: the device
 * has none in DFU mode. */
bool dfuse_request_find(struct dfuse_client *client, size_t size);
/* Reads the string that came. True: it describes the internal flash. */
bool dfuse_request_is_flash(struct dfuse_client *client, size_t size);

#endif
