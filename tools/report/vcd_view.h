/* SPDX-License-Identifier: MIT
 *
 * The view that GTKWave opens a VCD file with: which signals are on its screen.
 */
#ifndef TOOLS_REPORT_VCD_VIEW_H
#define TOOLS_REPORT_VCD_VIEW_H

#include <stdbool.h>
#include <stddef.h>

enum { VCD_VIEW_PATH = 512 };

/* Forms the view's path, beside the VCD file: app.gtkw for app.vcd. "": VCD is
 * not such a file's name. */
void vcd_view_path(const char *vcd, char path[VCD_VIEW_PATH]);

/* Writes the view of VCD, which has these scopes. False: ERROR. */
bool vcd_view_write(const char *path, const char *vcd, unsigned scopes,
                    char *error, size_t size);

#endif
