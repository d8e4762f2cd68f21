/* SPDX-License-Identifier: MIT */
#define dgettext(domain, text) (text)
