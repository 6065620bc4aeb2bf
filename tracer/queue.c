/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows on their way from any thread to the writer.
 *
 * Each thread fills chunks of its own lane under the lane's lock, which only
 * the writer ever contends for (some times a second). Full chunks go to one
 * list; the writer also takes the open ones, so that no row waits longer than
 * a flush interval. A thread that runs too far ahead of the writer waits.
 *
 * Row: u32 size of the row, u16 table, u16 number of values, then per value a
 * type byte and 8 bytes (integer, real) or u32 length and bytes (text, blob).
 */
#include "tracer/priv.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK_NBYTES (64u << 10)
#define MAX_SPARE    16
#define WAKE_NBYTES  (1u << 20) /* wake the writer early when so much is queued */

static void lane_thread_ended(void *p)
{
    TrcLane *lane = p;
    pthread_mutex_lock(&lane->lock);
    __atomic_store_n(&lane->dead, true, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&lane->lock);
}

void trc_queue_init(TrcQueue *q)
{
    memset(q, 0, sizeof *q);
    pthread_mutex_init(&q->lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&q->wake, &attr);
    pthread_cond_init(&q->moved, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_key_create(&q->key, lane_thread_ended) != 0)
        die("no thread-specific key left for the results queue");
    q->tail = &q->head;
}

static void free_chunks(TrcChunk *c)
{
    while (c) {
        TrcChunk *next = c->next;
        free(c);
        c = next;
    }
}

void trc_queue_free(TrcQueue *q)
{
    pthread_key_delete(q->key);
    for (TrcLane *l = q->lanes, *next; l; l = next) {
        next = l->next;
        free_chunks(l->cur);
        free(l);
    }
    free_chunks(q->head);
    free_chunks(q->spare);
    pthread_cond_destroy(&q->wake);
    pthread_cond_destroy(&q->moved);
    pthread_mutex_destroy(&q->lock);
}

void trc_queue_reset_child(TrcQueue *q)
{
    /* The other threads' lanes may have been in use at the fork: leave them be. */
    pthread_key_delete(q->key);
    trc_queue_init(q);
}

TrcLane *trc_lane_new(TrcQueue *q)
{
    TrcLane *lane = calloc(1, sizeof *lane);
    if (!lane)
        die("out of memory");
    pthread_mutex_init(&lane->lock, NULL);
    pthread_mutex_lock(&q->lock);
    lane->next = q->lanes;
    q->lanes = lane;
    pthread_mutex_unlock(&q->lock);
    return lane;
}

static TrcLane *this_lane(TrcQueue *q)
{
    TrcLane *lane = pthread_getspecific(q->key);
    if (!lane) {
        lane = trc_lane_new(q);
        pthread_setspecific(q->key, lane);
    }
    return lane;
}

/* Lane lock held. */
static void hand_over(TrcQueue *q, TrcLane *lane)
{
    TrcChunk *c = lane->cur;
    if (!c)
        return;
    lane->cur = NULL;
    pthread_mutex_lock(&q->lock);
    *q->tail = c;
    q->tail = &c->next;
    if (__atomic_add_fetch(&q->nbytes, c->used, __ATOMIC_RELAXED) >= WAKE_NBYTES)
        pthread_cond_signal(&q->wake);
    pthread_mutex_unlock(&q->lock);
}

static size_t row_nbytes(const TrcVal *vals, int nvals)
{
    size_t n = 8;
    for (int i = 0; i < nvals; i++) {
        switch (vals[i].type) {
        case TRC_NULL: n += 1; break;
        case TRC_I64:
        case TRC_F64: n += 9; break;
        case TRC_TEXT:
        case TRC_BLOB: n += 5 + vals[i].n; break;
        }
    }
    return n;
}

static void encode_row(uint8_t *p, uint32_t nbytes, int table, const TrcVal *vals, int nvals)
{
    uint16_t head[2] = {(uint16_t)table, (uint16_t)nvals};
    memcpy(p, &nbytes, 4);
    memcpy(p + 4, head, 4);
    p += 8;
    for (int i = 0; i < nvals; i++) {
        const TrcVal *v = &vals[i];
        *p++ = (uint8_t)v->type;
        if (v->type == TRC_I64 || v->type == TRC_F64) {
            memcpy(p, &v->u, 8);
            p += 8;
        } else if (v->type != TRC_NULL) {
            uint32_t n = (uint32_t)v->n;
            memcpy(p, &n, 4);
            if (n)
                memcpy(p + 4, v->u.p, n);
            p += 4 + n;
        }
    }
}

static TrcChunk *new_chunk(size_t cap)
{
    TrcChunk *c = malloc(sizeof *c + cap);
    if (!c)
        die("out of memory");
    c->next = NULL;
    c->used = 0;
    c->cap = cap;
    return c;
}

/* Fresh memory of that size costs more than filling it: sizes are rounded up, and some are kept. */
static TrcChunk *large_chunk(TrcQueue *q, size_t n)
{
    size_t cap = CHUNK_NBYTES;
    while (cap < n)
        cap *= 2;
    pthread_mutex_lock(&q->lock);
    TrcChunk **pp = &q->spare, *c;
    while (*pp && (*pp)->cap != cap)
        pp = &(*pp)->next;
    if ((c = *pp)) {
        *pp = c->next;
        q->nspare--;
        c->next = NULL;
        c->used = 0;
    }
    pthread_mutex_unlock(&q->lock);
    return c ? c : new_chunk(cap);
}

/* Room for n bytes at the end of the lane's chunk; lane lock held. */
static uint8_t *lane_room(TrcQueue *q, TrcLane *lane, size_t n)
{
    if (lane->cur && lane->cur->cap - lane->cur->used < n)
        hand_over(q, lane);
    if (!lane->cur)
        lane->cur = n > CHUNK_NBYTES ? large_chunk(q, n) : new_chunk(CHUNK_NBYTES);
    uint8_t *p = lane->cur->data + lane->cur->used;
    lane->cur->used += n;
    return p;
}

static void check_row(const TrcTable *tab, const TrcVal *vals, int nvals)
{
    if (nvals != tab->ncols)
        die("a row of table %s has %d values, not %d", tab->name, nvals, tab->ncols);
    for (int i = 0; i < nvals; i++) {
        if (vals[i].type == TRC_NULL ? tab->key[i] : (int)vals[i].type != tab->types[i])
            die("value %d of a row of table %s has the wrong type", i + 1, tab->name);
        if ((vals[i].type == TRC_TEXT || vals[i].type == TRC_BLOB) && vals[i].n > TRC_QUEUE_MAX)
            die("value %d of a row of table %s has more than %u bytes", i + 1, tab->name, TRC_QUEUE_MAX);
    }
}

/* Waits while the writer is too far behind; not on the writer itself, which would wait for itself. */
static bool wait_for_room(Trc *t)
{
    bool ok;
    pthread_mutex_lock(&t->q.lock);
    while (t->q.nbytes > TRC_QUEUE_MAX && !t->failed && t->writer_on && !pthread_equal(pthread_self(), t->writer))
        pthread_cond_wait(&t->q.moved, &t->q.lock);
    ok = !t->failed;
    pthread_mutex_unlock(&t->q.lock);
    return ok;
}

void trc_row_in(Trc *t, TrcLane *lane, int table, const TrcVal *vals, int nvals)
{
    if (table <= 0 || table >= __atomic_load_n(&t->ntables, __ATOMIC_ACQUIRE))
        die("a row for table number %d, which is not declared", table);
    check_row(t->tables[table], vals, nvals);
    size_t n = row_nbytes(vals, nvals);
    /* Looking at the total without its lock is enough for a bound that is soft. */
    if (__atomic_load_n(&t->q.nbytes, __ATOMIC_RELAXED) > TRC_QUEUE_MAX && !wait_for_room(t))
        return;
    if (__atomic_load_n(&t->failed, __ATOMIC_RELAXED))
        return;
    pthread_mutex_lock(&lane->lock);
    encode_row(lane_room(&t->q, lane, n), (uint32_t)n, table, vals, nvals);
    pthread_mutex_unlock(&lane->lock);
}

void trc_row(Trc *t, int table, const TrcVal *vals, int nvals)
{
    trc_row_in(t, this_lane(&t->q), table, vals, nvals);
}

/* Their threads have said goodbye but may still be about to unlock. */
static void free_lanes(TrcLane *l)
{
    while (l) {
        TrcLane *next = l->next;
        pthread_mutex_lock(&l->lock);
        pthread_mutex_unlock(&l->lock);
        pthread_mutex_destroy(&l->lock);
        free(l);
        l = next;
    }
}

TrcChunk *trc_queue_take(TrcQueue *q)
{
    pthread_mutex_lock(&q->lock);
    TrcLane *first = q->lanes;
    pthread_mutex_unlock(&q->lock);
    /* Lanes are only added in front, and only this thread removes them. */
    for (TrcLane *l = first; l; l = l->next) {
        pthread_mutex_lock(&l->lock);
        hand_over(q, l);
        pthread_mutex_unlock(&l->lock);
    }
    TrcLane *dead = NULL;
    pthread_mutex_lock(&q->lock);
    for (TrcLane **pp = &q->lanes, *l; (l = *pp);) {
        if (!__atomic_load_n(&l->dead, __ATOMIC_ACQUIRE) || l->cur) {
            pp = &l->next;
            continue;
        }
        *pp = l->next;
        l->next = dead;
        dead = l;
    }
    TrcChunk *list = q->head;
    q->head = NULL;
    q->tail = &q->head;
    pthread_mutex_unlock(&q->lock);
    free_lanes(dead);
    return list;
}

void trc_queue_done(TrcQueue *q, TrcChunk *list)
{
    pthread_mutex_lock(&q->lock);
    while (list) {
        TrcChunk *c = list;
        list = c->next;
        __atomic_sub_fetch(&q->nbytes, c->used, __ATOMIC_RELAXED);
        if (c->cap > CHUNK_NBYTES && q->nspare < MAX_SPARE) {
            c->next = q->spare;
            q->spare = c;
            q->nspare++;
        } else {
            free(c);
        }
    }
    pthread_cond_broadcast(&q->moved);
    pthread_mutex_unlock(&q->lock);
}

bool trc_queue_next(const TrcChunk *c, size_t *off, TrcRow *row)
{
    if (*off >= c->used)
        return false;
    const uint8_t *p = c->data + *off;
    uint32_t nbytes;
    uint16_t head[2];
    memcpy(&nbytes, p, 4);
    memcpy(head, p + 4, 4);
    *off += nbytes;
    row->table = head[0];
    row->nvals = head[1];
    p += 8;
    for (int i = 0; i < row->nvals; i++) {
        TrcVal *v = &row->vals[i];
        v->type = (TrcType)*p++;
        if (v->type == TRC_I64 || v->type == TRC_F64) {
            memcpy(&v->u, p, 8);
            p += 8;
        } else if (v->type != TRC_NULL) {
            uint32_t n;
            memcpy(&n, p, 4);
            v->n = n;
            v->u.p = p + 4;
            p += 4 + n;
        }
    }
    return true;
}
