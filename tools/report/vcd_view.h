/* SPDX-License-Identifier: MIT
 *
 * The view that GTKWave opens a VCD file with: which signals are on its screen,
 * and how much of their time.
 */
#ifndef TOOLS_REPORT_VCD_VIEW_H
#define TOOLS_REPORT_VCD_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VCD_VIEW_PATH = 512 };

/* Forms the view's path, beside the VCD file: app.gtkw for app.vcd. "": VCD is
 * not such a file's name. */
void vcd_view_path(const char *vcd, char path[VCD_VIEW_PATH]);

/* Writes the view of VCD, which has these scopes and ends then: all of its time
 * is in the window. False: ERROR. */
bool vcd_view_write(const char *path, const char *vcd, unsigned scopes,
                    uint64_t end_ps, char *error, size_t size);

#endif
