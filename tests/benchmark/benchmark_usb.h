/* SPDX-License-Identifier: MIT
 *
 * make bench: the ROM's DFU in virtual time, beside what full-speed USB allows.
 */
#ifndef TESTS_BENCHMARK_BENCHMARK_USB_H
#define TESTS_BENCHMARK_BENCHMARK_USB_H

void bench_usb(void);

#endif
