/* SPDX-License-Identifier: MIT
 *
 * Settings of the library in a file: the mailbox in the middle of RAM.
 */
#define BOOT0_MAILBOX 0x20002000
