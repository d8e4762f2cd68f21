/* SPDX-License-Identifier: MIT */
#include "rom/protocol/buffer.h"

union buffer buffer __attribute__((section(".noinit")));
