/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Structures described by a short text, for tables of many small ones: a
 * number (1 if none) and a letter for each run of fields.
 *
 *   b byte   h 16 bits   w 32 bits   q 64 bits   l long of the guest, 64 bits on the host
 *   p pointer to a string or bytes that the kernel reads
 *
 * Fields have their natural alignment on both sides. `*` instead of a number
 * (last letter only): up to the end of what there is.
 */
#ifndef ENGRAFT_ENGINE_LAYOUT_H
#define ENGRAFT_ENGINE_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

/* Reads the guest's structure at g into host form; `host` is zeroed room bytes. Bytes used, or -EFAULT. */
int usr_layout_in(const char *layout, uint64_t g, void *host, unsigned room);
/* Stores the host's structure at g. 0 or -EFAULT. */
int usr_layout_out(const char *layout, uint64_t g, const void *host);
/* Turns nbytes in place, for structures that differ in byte order only (no l, no p). A field that is cut off stays. */
void usr_layout_turn(const char *layout, uint8_t *b, uint64_t nbytes);

#endif
