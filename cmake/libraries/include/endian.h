/* SPDX-License-Identifier: MIT
 *
 * For a little-endian host.
 */
#define LITTLE_ENDIAN   1234
#define BIG_ENDIAN      4321
#define BYTE_ORDER      LITTLE_ENDIAN
#define __LITTLE_ENDIAN LITTLE_ENDIAN
#define __BIG_ENDIAN    BIG_ENDIAN
#define __BYTE_ORDER    BYTE_ORDER

#define htobe64        __builtin_bswap64
#define htole32(value) (value)
#define le32toh(value) (value)
#define le64toh(value) (value)
#define be32toh        __builtin_bswap32
#define be64toh        __builtin_bswap64
