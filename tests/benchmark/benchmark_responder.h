/* SPDX-License-Identifier: MIT
 *
 * The least that stm32flash can take: a device that answers at once, without a
 * chip. What remains is stm32flash, the pseudo-terminal and the scheduler.
 */
#ifndef TESTS_BENCHMARK_BENCHMARK_RESPONDER_H
#define TESTS_BENCHMARK_BENCHMARK_RESPONDER_H

/* Answers on LINE, the master of a pty, as the ROM of an STM32L073 does over a
 * serial line (AN3155), until the line ends. */
void bench_respond(int line);

#endif
