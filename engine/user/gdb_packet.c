/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The debugger's connection: "$data#checksum" packets with acknowledgements,
 * until gdb asks to go without. Knows no packet's meaning. See gdb_int.h.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "engine/user/gdb_int.h"

static int in_fd = -1, out_fd = -1;
static bool acks = true, acks_end;
static uint8_t in_buf[4096];
static size_t in_at, in_end;

/* ---- Opening ------------------------------------------------------------------------ */

static int wait_for_gdb(int s, const char *place, Err *err)
{
    if (listen(s, 1) < 0) {
        err_set(err, "gdb: cannot listen on %s: %s", place, strerror(errno));
        close(s);
        return -1;
    }
    usr_warn("waiting for gdb: target remote %s", place);
    int fd = accept4(s, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0)
        err_set(err, "gdb: no connection on %s: %s", place, strerror(errno));
    close(s);
    return fd;
}

static int open_tcp(const char *where, Err *err)
{
    char *end, place[32];
    unsigned long port = strtoul(where, &end, 10);
    int one = 1, s = -1;
    if (!*where || *end || port > 65535) {
        err_set(err, "-g: '%s' is no place for gdb: PORT, unix:PATH or stdio", where);
        return -1;
    }
    struct sockaddr_in a = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s >= 0)
        setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (s < 0 || bind(s, (struct sockaddr *)&a, sizeof a) || getsockname(s, (struct sockaddr *)&a, &n)) {
        err_set(err, "gdb: cannot use port %lu: %s", port, strerror(errno));
        if (s >= 0)
            close(s);
        return -1;
    }
    snprintf(place, sizeof place, "127.0.0.1:%u", ntohs(a.sin_port));
    int fd = wait_for_gdb(s, place, err);
    if (fd >= 0)
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static int open_unix(const char *path, Err *err)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof a.sun_path) {
        err_set(err, "gdb: the socket's path '%s' is too long", path);
        return -1;
    }
    strcpy(a.sun_path, path);
    int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s < 0 || bind(s, (struct sockaddr *)&a, sizeof a)) {
        err_set(err, "gdb: cannot make the socket '%s': %s", path, strerror(errno));
        if (s >= 0)
            close(s);
        return -1;
    }
    int fd = wait_for_gdb(s, path, err);
    unlink(path);
    return fd;
}

/* The program must not read the packets nor write between them. */
static bool open_stdio(Err *err)
{
    in_fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    out_fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (in_fd < 0 || out_fd < 0 || null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
        return err_set(err, "gdb: cannot use standard input and output: %s", strerror(errno));
    close(null);
    return true;
}

bool gdb_connect(const char *where, Err *err)
{
    if (!strcmp(where, "stdio"))
        return open_stdio(err);
    in_fd = out_fd = strncmp(where, "unix:", 5) ? open_tcp(where, err) : open_unix(where + 5, err);
    return in_fd >= 0;
}

void gdb_disconnect(void)
{
    if (in_fd == out_fd)
        shutdown(in_fd, SHUT_RDWR);
    gdb_abandon();
}

/* The numbers stay taken, since fd.c goes on guarding them. */
void gdb_abandon(void)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0)
        return;
    dup3(null, in_fd, O_CLOEXEC);
    if (out_fd != in_fd)
        dup3(null, out_fd, O_CLOEXEC);
    close(null);
}

int gdb_socket(void)
{
    return in_fd;
}

bool gdb_input_waits(void)
{
    return in_at < in_end;
}

/* ---- In ----------------------------------------------------------------------------- */

static int get_byte(void)
{
    if (in_at == in_end) {
        ssize_t n;
        do
            n = read(in_fd, in_buf, sizeof in_buf);
        while (n < 0 && errno == EINTR);
        if (n <= 0)
            return -1;
        in_at = 0;
        in_end = (size_t)n;
    }
    return in_buf[in_at++];
}

static bool put_all(const char *b, size_t n)
{
    while (n) {
        ssize_t w = write(out_fd, b, n);
        if (w < 0 && errno == EINTR)
            continue;
        if (w <= 0)
            return false;
        b += w;
        n -= (size_t)w;
    }
    return true;
}

static int digit(int c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* After the '$': true when the checksum is right. *gone: the connection ended. */
static bool get_body(char *buf, size_t cap, size_t *n, bool *gone)
{
    unsigned sum = 0;
    int c;
    *n = 0;
    while ((c = get_byte()) >= 0 && c != '#') {
        sum += (unsigned)c;
        if (c == '}') {
            c = get_byte();
            sum += (unsigned)c;
            c ^= 0x20;
        }
        if (*n + 1 < cap)
            buf[(*n)++] = (char)c;
    }
    buf[*n] = 0;
    int hi = c < 0 ? -1 : get_byte(), lo = hi < 0 ? -1 : get_byte();
    *gone = lo < 0;
    return digit(hi) * 16 + digit(lo) == (int)(sum & 0xff);
}

char *gdb_receive(size_t *n, bool *interrupt)
{
    static char buf[GDB_PACKET_MAX + 64];
    *interrupt = false;
    for (int c; (c = get_byte()) >= 0;) {
        bool gone;
        if (c == 3) {
            *interrupt = true;
            buf[ *n = 0] = 0;
            return buf;
        }
        if (c != '$') /* acknowledgements, noise */
            continue;
        bool ok = get_body(buf, sizeof buf, n, &gone);
        if (gone || (acks && !put_all(ok ? "+" : "-", 1)))
            return NULL;
        if (ok || !acks)
            return buf;
    }
    return NULL;
}

/* ---- Out ---------------------------------------------------------------------------- */

void gdb_no_acks(void)
{
    acks_end = true;
}

/* '+' true, '-' false; what gdb sends meanwhile stays in order because it waits for the answer first. */
static bool acknowledged(bool *gone)
{
    int c;
    while ((c = get_byte()) >= 0)
        if (c == '+' || c == '-')
            return c == '+';
    *gone = true;
    return false;
}

bool gdb_send(const GdbOut *o)
{
    static char buf[sizeof o->b + 8];
    unsigned sum = 0;
    bool gone = false;
    for (size_t i = 0; i < o->n; i++)
        sum += (unsigned char)o->b[i];
    buf[0] = '$';
    memcpy(buf + 1, o->b, o->n);
    snprintf(buf + 1 + o->n, 4, "#%02x", sum & 0xff);
    do {
        if (!put_all(buf, o->n + 4))
            return false;
    } while (acks && !acknowledged(&gone) && !gone);
    if (acks_end)
        acks = false;
    return !gone;
}

void out_reset(GdbOut *o)
{
    o->n = 0;
}

void out_text(GdbOut *o, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(o->b + o->n, sizeof o->b - o->n, fmt, ap);
    va_end(ap);
    if (n > 0 && o->n + (size_t)n < sizeof o->b)
        o->n += (size_t)n;
}

void out_hex(GdbOut *o, const void *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *b = bytes;
    for (size_t i = 0; i < n && o->n + 2 <= sizeof o->b; i++) {
        o->b[o->n++] = digits[b[i] >> 4];
        o->b[o->n++] = digits[b[i] & 15];
    }
}

size_t out_binary(GdbOut *o, const void *bytes, size_t n)
{
    const uint8_t *b = bytes;
    size_t i;
    for (i = 0; i < n && o->n + 2 <= GDB_PACKET_MAX; i++) {
        bool escape = b[i] == '#' || b[i] == '$' || b[i] == '}' || b[i] == '*';
        if (escape)
            o->b[o->n++] = '}';
        o->b[o->n++] = (char)(escape ? b[i] ^ 0x20 : b[i]);
    }
    return i;
}

uint64_t in_hex(const char **p)
{
    uint64_t v = 0;
    for (int d; (d = digit((unsigned char)**p)) >= 0; ++*p)
        v = v << 4 | (unsigned)d;
    return v;
}

size_t in_bytes(const char **p, uint8_t *to, size_t cap)
{
    size_t n = 0;
    for (int hi, lo; n < cap && (hi = digit((unsigned char)(*p)[0])) >= 0 && (lo = digit((unsigned char)(*p)[1])) >= 0;
         *p += 2)
        to[n++] = (uint8_t)(hi << 4 | lo);
    return n;
}
