/* SPDX-License-Identifier: Apache-2.0 */
/* Guest program for the plugins watch, syscalls and cmplog: what happens to a few variables is known by construction.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int counter;
short half[4];
char text[16];
int (*volatile same_bytes)(const void *, const void *, size_t) = memcmp;
int (*volatile same_text)(const char *, const char *) = strcmp;

__attribute__((noinline, noclone)) static int check(int x)
{
    return x == 0x1234 ? 1 : x < -77 ? 2 : 3;
}

__attribute__((noinline, noclone)) static int check_double(double x)
{
    return x > 2.5 ? 1 : 0;
}

int main(void)
{
    volatile int sum = 0;
    sum += check_double(1.25) + check_double(1e300) - check_double(3);
    for (int i = 0; i < 5; i++) {
        *(volatile int *)&counter += i;
        sum += check(i * i);
    }
    *(volatile short *)&half[1] = 7;
    *(volatile short *)&half[2] = 8;
    *(volatile short *)&half[1] = 7;
    memcpy(text, "hello", 6);
    int fd = open("/dev/zero", O_RDONLY);
    if (read(fd, text, 16) != 16 || close(fd) || close(99) == 0)
        return 1;
    sum += same_bytes("abcd", "ab\1d", 4) != 0;
    sum += same_text("magic", "word") != 0;
    printf("%d %d\n", counter, sum);
    return 3;
}
