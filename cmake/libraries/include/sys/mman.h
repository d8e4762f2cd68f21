/* SPDX-License-Identifier: MIT
 *
 * No file is mapped: the images are in memory.
 */
#ifndef SYS_MMAN_H
#define SYS_MMAN_H

#define PROT_READ   1
#define PROT_WRITE  2
#define MAP_SHARED  1
#define MAP_PRIVATE 2
#define MAP_FAILED  ((void *)-1)

#define mmap(...)   MAP_FAILED
#define munmap(...) 0
#define msync(...)  0

#endif
