/* SPDX-License-Identifier: Apache-2.0 */
/* Terminal settings between powerpc's layout and values and the host's. */
#ifndef ENGRAFT_ENGINE_TTY_H
#define ENGRAFT_ENGINE_TTY_H

#include <stdbool.h>
#include <stdint.h>

/* The host kernel's struct termios2 (x86-64), not the C library's. */
typedef struct TtyState {
    uint32_t iflag, oflag, cflag, lflag;
    uint8_t line, cc[19];
    uint32_t ispeed, ospeed;
} TtyState;

/* old: struct termio (TCGETA ...) instead of struct termios. 0 or -EFAULT. */
int tty_get(TtyState *s, uint64_t g, bool old);
int tty_put(const TtyState *s, uint64_t g, bool old);

#endif
