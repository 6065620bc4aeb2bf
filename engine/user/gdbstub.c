/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The debugger door's server: what each packet of the GDB remote protocol
 * means. Runs in a host thread of its own with all signals blocked. See gdb.h
 * for how it and the guest threads work together.
 *
 * Thread ids are the guest's. While the program is stopped only packets are
 * looked at; while it runs only gdb's interrupt and the threads' events.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/user/gdb_int.h"

static GdbOut out;
static int current; /* thread of registers packets (Hg); 0: any */
static int resumed; /* thread of the old continue and step packets (Hc); 0, -1: all */
static bool running, finished;
static char stop_text[256]; /* the last stop, for '?' */

/* ---- Threads ------------------------------------------------------------------------ */

/* tid 0 and -1: any. NULL: no such thread. Threads are parked, so it stays. */
static UsrThread *find(int tid)
{
    UsrThread *found = NULL;
    pthread_mutex_lock(&usr.lock);
    for (UsrThread *t = usr.threads; t; t = t->next)
        if (!t->ending && (tid == t->tid || (tid <= 0 && (!found || t->leader))))
            found = t;
    pthread_mutex_unlock(&usr.lock);
    return found;
}

static UsrThread *current_thread(void)
{
    UsrThread *t = current > 0 ? find(current) : NULL;
    return t ? t : find(0);
}

/* Of those that gdb let run: the event of a thread that is held, from an earlier stop, waits until it may go on. */
static UsrThread *thread_with_event(void)
{
    UsrThread *found = NULL;
    pthread_mutex_lock(&usr.lock);
    for (UsrThread *t = usr.threads; t && !found; t = t->next)
        if (!t->ending && t->gdb.event != GDB_EV_NONE && t->gdb.action != GDB_HOLD)
            found = t;
    pthread_mutex_unlock(&usr.lock);
    return found;
}

static int in_tid(const char **p)
{
    if (**p == '-') {
        *p += 2;
        return -1;
    }
    return (int)in_hex(p);
}

/* The oldest first: usr.threads has the newest in front. usr.lock held. */
static void list_from(const UsrThread *t)
{
    if (!t)
        return;
    list_from(t->next);
    if (!t->ending)
        out_text(&out, "%c%x", out.n ? ',' : 'm', (unsigned)t->tid);
}

static void list_threads(void)
{
    pthread_mutex_lock(&usr.lock);
    list_from(usr.threads);
    pthread_mutex_unlock(&usr.lock);
    if (!out.n)
        out_text(&out, "l");
}

/* ---- Stops -------------------------------------------------------------------------- */

static const char *watch_name(unsigned kind)
{
    return kind == GDB_Z_WRITE ? "watch" : kind == GDB_Z_READ ? "rwatch" : "awatch";
}

/* Program counter and stack pointer come with each stop. */
static void out_reg(UsrThread *t, unsigned r)
{
    uint8_t b[16];
    gdb_read_reg(t->cpu, r, b);
    out_text(&out, "%02x:", r);
    out_hex(&out, b, gdb_reg_bytes(r));
    out_text(&out, ";");
}

/* t's event, or sig when it has none. */
static bool tell_stop(UsrThread *t, int sig)
{
    const UsrGdbThread *g = &t->gdb;
    running = false;
    current = t->tid;
    out_reset(&out);
    if (g->event != GDB_EV_NONE)
        sig = g->signal;
    out_text(&out, "T%02xthread:%x;", (unsigned)gdb_signal_from_guest(sig), (unsigned)t->tid);
    if (g->event == GDB_EV_BREAK)
        out_text(&out, "swbreak:;");
    if (g->event == GDB_EV_WATCH)
        out_text(&out, "%s:%llx;", watch_name(g->watch_kind), (unsigned long long)g->addr);
    out_reg(t, 1);
    out_reg(t, GDB_PC);
    snprintf(stop_text, sizeof stop_text, "%.*s", (int)out.n, out.b);
    return gdb_send(&out);
}

/* The process ends or becomes another: W, X. */
static void tell_exit(void)
{
    static const char note[] = "The program executes another one, which runs without the debugger.\n";
    if (gdb.exit_exec) {
        out_reset(&out);
        out_text(&out, "O");
        out_hex(&out, note, sizeof note - 1);
        gdb_send(&out);
    }
    out_reset(&out);
    if (gdb.exit_sig)
        out_text(&out, "X%02x", (unsigned)gdb_signal_from_guest(gdb.exit_sig));
    else
        out_text(&out, "W%02x", (unsigned)gdb.exit_status & 0xff);
    gdb_send(&out);
    finished = true;
}

/* Something happened while the program ran. False: the connection is gone. */
static bool take_event(bool interrupt)
{
    gdb_stop_all();
    if (gdb.exit_posted) {
        tell_exit();
        return true;
    }
    UsrThread *t = thread_with_event();
    if (t || (interrupt && (t = current_thread())))
        return tell_stop(t, SIGINT);
    gdb_let_go(); /* nothing to tell: the event was of a thread that has gone */
    return true;
}

/* ---- Resuming ----------------------------------------------------------------------- */

/* Lets the threads go as their actions say. A signal or step that another thread's stop kept from being told comes
 * first. */
static bool resume(const UsrThread *told)
{
    UsrThread *late = NULL;
    pthread_mutex_lock(&usr.lock);
    for (UsrThread *t = usr.threads; t; t = t->next) {
        bool repeats = t->gdb.event == GDB_EV_BREAK || t->gdb.event == GDB_EV_WATCH; /* by itself, when it goes on */
        if (t != told && t->gdb.event != GDB_EV_NONE && !repeats && t->gdb.action != GDB_HOLD && !t->ending)
            late = t;
    }
    pthread_mutex_unlock(&usr.lock);
    if (late) {
        if (told)
            ((UsrThread *)told)->gdb.event = GDB_EV_NONE;
        return tell_stop(late, SIGTRAP);
    }
    running = true;
    gdb_let_go();
    return true;
}

typedef struct Wish {
    char what; /* c C s S r */
    int signal;
    uint64_t lo, hi;
    int tid; /* -1, 0: all */
} Wish;

static void apply_wish(UsrThread *t, const Wish *w)
{
    UsrGdbThread *g = &t->gdb;
    bool step = w->what == 's' || w->what == 'S' || w->what == 'r';
    g->action = step ? GDB_STEP : GDB_CONTINUE;
    g->deliver = w->signal;
    g->range_lo = w->lo;
    g->range_hi = w->hi;
    g->stepped = false;
}

/* The first wish that names a thread decides; no wish: it stays where it is. */
static bool resume_by(const Wish *wishes, unsigned n)
{
    UsrThread *told = find(current);
    pthread_mutex_lock(&usr.lock);
    for (UsrThread *t = usr.threads; t; t = t->next) {
        t->gdb.action = GDB_HOLD;
        t->gdb.deliver = 0;
        for (unsigned i = 0; i < n; i++)
            if (wishes[i].tid <= 0 || wishes[i].tid == t->tid) {
                apply_wish(t, &wishes[i]);
                break;
            }
    }
    pthread_mutex_unlock(&usr.lock);
    return resume(told);
}

/* ";action[:thread]" again and again. */
static bool resume_vcont(const char *p)
{
    enum { MAX_WISHES = 64 };
    Wish w[MAX_WISHES];
    unsigned n = 0;
    while (*p++ == ';' && n < MAX_WISHES) {
        w[n] = (Wish){.what = *p++, .tid = -1};
        if (w[n].what == 'C' || w[n].what == 'S')
            w[n].signal = gdb_signal_to_guest((int)in_hex(&p));
        if (w[n].what == 'r') {
            w[n].lo = in_hex(&p);
            p += *p == ',';
            w[n].hi = in_hex(&p);
        }
        if (*p == ':') {
            p++;
            w[n].tid = in_tid(&p);
        }
        n++;
    }
    return resume_by(w, n);
}

/* The older c, s, C, S [address]. */
static bool resume_old(const char *p)
{
    Wish w[2] = {{.what = *p, .tid = resumed > 0 ? resumed : current}, {.what = 'c', .tid = -1}};
    UsrThread *t = current_thread();
    char what = *p++;
    if (what == 'C' || what == 'S') {
        w[0].signal = gdb_signal_to_guest((int)in_hex(&p));
        p += *p == ';';
    }
    if (*p && t)
        t->cpu->pc = in_hex(&p) & ~3ull;
    return resume_by(w, resumed > 0 ? 1 : 2);
}

/* ---- Registers and memory ----------------------------------------------------------- */

static void error(unsigned n)
{
    out_text(&out, "E%02x", n);
}

static void ok(void)
{
    out_text(&out, "OK");
}

static void all_registers(UsrThread *t)
{
    uint8_t b[16];
    for (unsigned r = 0; r < GDB_NREGS; r++) {
        gdb_read_reg(t->cpu, r, b);
        out_hex(&out, b, gdb_reg_bytes(r));
    }
}

static void set_all_registers(UsrThread *t, const char *p)
{
    uint8_t b[16];
    for (unsigned r = 0; r < GDB_NREGS && in_bytes(&p, b, gdb_reg_bytes(r)) == gdb_reg_bytes(r); r++)
        gdb_write_reg(t->cpu, r, b);
    ok();
}

static void one_register(UsrThread *t, const char *p, bool set)
{
    uint8_t b[16];
    uint64_t r = in_hex(&p);
    if (r >= GDB_NREGS || (set && *p++ != '=')) {
        error(EINVAL);
        return;
    }
    unsigned n = gdb_reg_bytes((unsigned)r);
    if (!set) {
        gdb_read_reg(t->cpu, (unsigned)r, b);
        out_hex(&out, b, n);
    } else if (in_bytes(&p, b, n) == n) {
        gdb_write_reg(t->cpu, (unsigned)r, b);
        ok();
    } else {
        error(EINVAL);
    }
}

static void registers(const char *p)
{
    UsrThread *t = current_thread();
    if (!t)
        error(ESRCH);
    else if (*p == 'g')
        all_registers(t);
    else if (*p == 'G')
        set_all_registers(t, p + 1);
    else
        one_register(t, p + 1, *p == 'P');
}

static void memory(const char *p, size_t n)
{
    static uint8_t b[GDB_PACKET_MAX];
    const char *end = p + n;
    char what = *p++;
    uint64_t addr = in_hex(&p), len = *p == ',' ? (p++, in_hex(&p)) : 0;
    if (what == 'm') {
        size_t got = gdb_read_mem(addr, b, len < GDB_PACKET_MAX / 2 ? len : GDB_PACKET_MAX / 2);
        if (got || !len)
            out_hex(&out, b, got);
        else
            error(EFAULT);
        return;
    }
    size_t have = 0;
    if (*p++ == ':') {
        have = what == 'M' ? in_bytes(&p, b, sizeof b) : (size_t)(end - p);
        if (what == 'X' && have <= sizeof b)
            memcpy(b, p, have);
    }
    if (have == len && have <= sizeof b && gdb_write_mem(addr, b, have))
        ok();
    else
        error(EFAULT);
}

static void point(const char *p)
{
    bool insert = *p++ == 'Z';
    uint64_t kind = in_hex(&p), addr = *p == ',' ? (p++, in_hex(&p)) : 0, n = *p == ',' ? (p++, in_hex(&p)) : 0;
    if (kind > GDB_Z_ACCESS)
        return; /* empty answer: not supported */
    bool done = insert ? gdb_point_insert((GdbPointKind)kind, addr, n) : gdb_point_remove((GdbPointKind)kind, addr, n);
    if (done)
        ok();
    else
        error(EINVAL);
}

/* ---- Queries ------------------------------------------------------------------------ */

/* Part of an object, from "OFFSET,LENGTH". */
static void out_part(const char *p, const uint8_t *object, size_t n)
{
    uint64_t off = in_hex(&p), len = *p == ',' ? (p++, in_hex(&p)) : 0;
    if (off >= n) {
        out_text(&out, "l");
        return;
    }
    size_t want = len < n - off ? len : n - off, at = out.n;
    out_text(&out, "m");
    size_t sent = out_binary(&out, object + off, want);
    if (off + sent == n)
        out.b[at] = 'l';
}

static void transfer_siginfo(const char *part)
{
    uint8_t b[USR_SIGINFO_BYTES];
    const UsrThread *t = current_thread();
    if (!t || t->gdb.event != GDB_EV_SIGNAL) {
        error(EINVAL);
        return;
    }
    usr_siginfo_bytes(b, &t->gdb.last);
    out_part(part, b, sizeof b);
}

static void transfer(const char *p)
{
    static uint8_t auxv[4096];
    size_t n;
    const char *colon = strrchr(p, ':'), *part = colon + 1;
    if (!strncmp(p, "features:read:target.xml:", 25)) {
        const char *xml = gdb_target_xml(&n);
        out_part(part, (const uint8_t *)xml, n);
    } else if (!strncmp(p, "auxv:read:", 10)) {
        n = usr.auxv_nbytes < sizeof auxv ? usr.auxv_nbytes : sizeof auxv;
        out_part(part, auxv, gdb_read_mem(usr.auxv, auxv, n));
    } else if (!strncmp(p, "exec-file:read:", 15)) {
        out_part(part, (const uint8_t *)usr.exe_path, strlen(usr.exe_path));
    } else if (!strncmp(p, "siginfo:read:", 13)) {
        transfer_siginfo(part);
    } else if (!strncmp(p, "features:read:", 14)) {
        error(0);
    }
}

/* "QPassSignals:n;n;..." in gdb's numbers: all the others are no longer passed. */
static void pass_signals(const char *p)
{
    uint64_t set[2] = {0};
    while (*p) {
        int sig = gdb_signal_to_guest((int)in_hex(&p));
        set[sig / 64] |= sig ? 1ull << sig % 64 : 0;
        if (*p && *p != ';')
            break;
        p += *p == ';';
    }
    memcpy(gdb.pass, set, sizeof set);
    ok();
}

static bool starts(const char *p, const char *with)
{
    return !strncmp(p, with, strlen(with));
}

static void query(const char *p)
{
    if (starts(p, "qSupported"))
        out_text(&out,
                 "PacketSize=%x;QStartNoAckMode+;qXfer:features:read+;qXfer:auxv:read+;qXfer:exec-file:read+;qXfer:"
                 "siginfo:read+;"
                 "QPassSignals+;vContSupported+;swbreak+",
                 GDB_PACKET_MAX);
    else if (starts(p, "QStartNoAckMode"))
        ok(), gdb_no_acks();
    else if (starts(p, "qXfer:"))
        transfer(p + 6);
    else if (starts(p, "qfThreadInfo"))
        list_threads();
    else if (starts(p, "qsThreadInfo"))
        out_text(&out, "l");
    else if (starts(p, "QPassSignals:"))
        pass_signals(p + 13);
    else if (starts(p, "qAttached"))
        out_text(&out, "0"); /* gdb kills the program when it is left */
    else if (starts(p, "qSymbol"))
        ok();
    else if (!strcmp(p, "qC")) {
        const UsrThread *t = current_thread();
        out_text(&out, "QC%x", t ? (unsigned)t->tid : 0);
    }
}

/* ---- Dispatch ----------------------------------------------------------------------- */

/* All threads run on, without the debugger. */
static void leave(void)
{
    gdb_point_remove_all();
    pthread_mutex_lock(&usr.lock);
    for (UsrThread *t = usr.threads; t; t = t->next) {
        t->gdb.action = GDB_CONTINUE;
        t->gdb.stepped = false;
    }
    pthread_mutex_unlock(&usr.lock);
    __atomic_store_n(&usr_gdb_on, false, __ATOMIC_SEQ_CST);
    gdb_let_go();
    finished = true;
}

/* As if SIGKILL had come, but with results written. */
static void kill_program(void)
{
    pthread_mutex_lock(&usr.lock);
    if (!usr.exiting) {
        usr.exit_status = 128 + SIGKILL;
        usr.fatal_sig = SIGKILL;
        __atomic_store_n(&usr.exiting, true, __ATOMIC_SEQ_CST);
        usr_stop_others(NULL);
    }
    pthread_mutex_unlock(&usr.lock);
    leave();
}

static void set_thread(const char *p)
{
    char what = *p++;
    int tid = in_tid(&p);
    if (tid > 0 && !find(tid)) {
        error(ESRCH);
        return;
    }
    if (what == 'c')
        resumed = tid;
    else if (tid > 0)
        current = tid;
    ok();
}

static void alive(const char *p)
{
    if (find(in_tid(&p)))
        ok();
    else
        error(ESRCH);
}

/* Packets of one letter; true when the answer in `out` is to be sent. */
static bool simple_packet(const char *p, size_t n)
{
    switch (*p) {
    case '?': out_text(&out, "%s", stop_text); break;
    case 'g':
    case 'G':
    case 'p':
    case 'P': registers(p); break;
    case 'm':
    case 'M':
    case 'X': memory(p, n); break;
    case 'z':
    case 'Z': point(p); break;
    case 'H': set_thread(p + 1); break;
    case 'T': p++, alive(p); break;
    case 'q':
    case 'Q': query(p); break;
    case 'D':
        ok();
        gdb_send(&out);
        leave();
        return false;
    case 'k': kill_program(); return false;
    default: break; /* empty answer: not supported */
    }
    return true;
}

/* False: the connection is gone. */
static bool packet(const char *p, size_t n)
{
    out_reset(&out);
    if (starts(p, "vCont?"))
        out_text(&out, "vCont;c;C;s;S;r");
    else if (starts(p, "vCont;"))
        return resume_vcont(p + 5);
    else if (*p && strchr("cCsS", *p))
        return resume_old(p);
    else if (starts(p, "vFile:"))
        gdb_file(p + 6, &out);
    else if (starts(p, "vKill")) {
        ok();
        gdb_send(&out);
        kill_program();
        return true;
    } else if (!simple_packet(p, n))
        return true;
    return gdb_send(&out);
}

/* While the program runs. */
static bool wait_while_running(void)
{
    struct pollfd f[2] = {{.fd = gdb_socket(), .events = POLLIN}, {.fd = gdb.event_fd, .events = POLLIN}};
    uint64_t count;
    if (!gdb_input_waits() && poll(f, 2, -1) < 0)
        return errno == EINTR;
    if (f[1].revents && read(gdb.event_fd, &count, sizeof count) > 0 && !take_event(false))
        return false;
    if (!running || finished || (!f[0].revents && !gdb_input_waits()))
        return true;
    size_t n;
    bool interrupt;
    return gdb_receive(&n, &interrupt) && (!interrupt || take_event(true));
}

static bool serve_one(void)
{
    size_t n;
    bool interrupt;
    if (running)
        return wait_while_running();
    const char *p = gdb_receive(&n, &interrupt);
    return p && (interrupt || packet(p, n));
}

static void *serve(void *arg)
{
    (void)arg;
    gdb_stop_all();
    const UsrThread *t = find(0);
    snprintf(stop_text, sizeof stop_text, "T05thread:%x;", t ? (unsigned)t->tid : 1);
    while (!finished)
        if (!serve_one() && !finished) {
            usr_warn("gdb has gone; the program runs on");
            leave();
        }
    gdb_file_close_all();
    gdb_disconnect();
    pthread_mutex_lock(&gdb.lock);
    gdb.exit_told = true;
    __atomic_store_n(&usr_gdb_on, false, __ATOMIC_SEQ_CST);
    pthread_cond_broadcast(&gdb.go);
    pthread_mutex_unlock(&gdb.lock);
    return NULL;
}

bool usr_gdb_start(const char *where, Err *err)
{
    pthread_t id;
    sigset_t old;
    gdb.event_fd = eventfd(0, EFD_CLOEXEC);
    if (gdb.event_fd < 0)
        return err_set(err, "gdb: no eventfd: %s", strerror(errno));
    if (!gdb_connect(where, err) || !gdb_open_mem(err))
        return false;
    usr_fd_protect_ours();
    gdb.stopping = true;
    usr_gdb_on = true;
    usr_block_all(&old);
    int r = pthread_create(&id, NULL, serve, NULL);
    usr_unblock(&old);
    if (r)
        return err_set(err, "gdb: no thread: %s", strerror(r));
    pthread_detach(id);
    return true;
}
