/* SPDX-License-Identifier: MIT
 *
 * Included, and not used.
 */
