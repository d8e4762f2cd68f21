/* SPDX-License-Identifier: MIT
 *
 * C++ names as a programmer writes them (Itanium C++ ABI 5.1, by libiberty).
 */
#ifndef BENCH_DEMANGLE_H
#define BENCH_DEMANGLE_H

enum { DEMANGLE_LIMIT = 1024 }; /* longer names are left as they are */

/* Returns "Flash::erase" for "_ZN5Flash5eraseEj", without the parameters, to
 * be freed; NULL: NAME is not a C++ name. */
char *demangle(const char *name);

#endif
