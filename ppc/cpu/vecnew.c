/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vector operations that Power ISA 2.07, 3.0 and 3.1 added (Book I chapter 6): pack, merge, permute, insert and
 * extract, integer arithmetic of doublewords and quadwords, compare, shift.
 *
 * What the book leaves undefined: quotients are the dividend (extended divisions: 0), remainders 0, as in the scalar
 * instructions; elements that run over an end of a register go on at its other end.
 */
#include "ppc/cpu/crf.h"
#include "ppc/cpu/vecfn.h"

typedef unsigned __int128 U128;
typedef __int128 S128;

/* -- pack, unpack, merge, permute --------------------------------------------------------------------------------- */

PACK(VPKUDUM, uint64_t, d, w, 2, x)
PACK(VPKUDUS, uint64_t, d, w, 2, x > UINT32_MAX ? SAT_U32(INT64_MAX) : (int64_t)x)
PACK(VPKSDUS, int64_t, d, w, 2, SAT_U32(x))
PACK(VPKSDSS, int64_t, d, w, 2, SAT_S32(x))
UNPACK(VUPKHSW, int32_t, w, d, 2, 2, x)
UNPACK(VUPKLSW, int32_t, w, d, 2, 0, x)

FN(VMRGEW)
{
    *t = (PpcVsr){.w = {b->w[1], a->w[1], b->w[3], a->w[3]}};
}

FN(VMRGOW)
{
    *t = (PpcVsr){.w = {b->w[0], a->w[0], b->w[2], a->w[2]}};
}

/* Bytes are counted from the right end of VRA || VRB. */
FN(VPERMR)
{
    for (unsigned i = 0; i < 16; i++) {
        unsigned k = c->b[i] & 31;
        t->b[i] = k < 16 ? b->b[k] : a->b[k - 16];
    }
}

FN(VPERMXOR)
{
    for (unsigned i = 0; i < 16; i++)
        t->b[i] = a->b[15 - (c->b[i] >> 4)] ^ b->b[15 - (c->b[i] & 15)];
}

/* Each byte by its own count; what comes in is of the neighbour. */
FN(VSLV)
{
    for (unsigned i = 0; i < 16; i++)
        t->b[i] = (uint8_t)((a->b[i] << 8 | (i ? a->b[i - 1] : 0)) << (b->b[i] & 7) >> 8);
}

FN(VSRV)
{
    for (unsigned i = 0; i < 16; i++)
        t->b[i] = (uint8_t)((a->b[i] | (i < 15 ? a->b[i + 1] : 0) << 8) >> (b->b[i] & 7));
}

WHOLE(VSLDBI, imm ? a->q << imm | b->q >> (128 - imm) : a->q)
WHOLE(VSRDBI, imm ? b->q >> imm | a->q << (128 - imm) : b->q)

/* -- insert, extract ---------------------------------------------------------------------------------------------- */

static U128 rotate_left(U128 v, unsigned n)
{
    n &= 127;
    return n ? v << n | v >> (128 - n) : v;
}

static U128 low_bytes(unsigned n)
{
    return n < 16 ? ((U128)1 << (8 * n)) - 1 : ~(U128)0;
}

/* n bytes whose last one is number `right` from the right end. */
static uint64_t extract(const PpcVsr *v, unsigned right, unsigned n)
{
    return (uint64_t)(rotate_left(v->q, 128 - 8 * (right & 15)) & low_bytes(n));
}

static U128 insert(const PpcVsr *into, unsigned right, unsigned n, uint64_t value)
{
    unsigned by = 8 * (right & 15);
    U128 mask = rotate_left(low_bytes(n), by);
    return (into->q & ~mask) | rotate_left(value & low_bytes(n), by);
}

/* The same of the 32 bytes VRA || VRB. */
static uint64_t extract_double(const PpcVsr *a, const PpcVsr *b, unsigned right, unsigned n)
{
    uint64_t v = 0;
    for (unsigned i = n; i-- > 0;) {
        unsigned k = (right + i) & 31;
        v = v << 8 | (k < 16 ? b->b[k] : a->b[k - 16]);
    }
    return v;
}

#define UPPER(value) ((U128)(value) << 64)
/* Element size n: byte number `left` counts from the left end. */
#define EXTRACT(id, n)        WHOLE(id, UPPER(extract(b, 16 - (n)-imm, n)))
#define INSERT(id, n)         WHOLE(id, insert(c, 16 - (n)-imm, n, b->d[1]))
#define INDEX                 ((unsigned)a->d[0] & 15)
#define EXTRACT_L(id, n)      WHOLE(id, extract(b, 16 - (n)-INDEX, n))
#define EXTRACT_R(id, n)      WHOLE(id, extract(b, INDEX, n))
#define INSERT_L(id, n, half) WHOLE(id, insert(c, 16 - (n)-INDEX, n, b->d[half]))
#define INSERT_R(id, n, half) WHOLE(id, insert(c, INDEX, n, b->d[half]))
#define DOUBLE_L(id, n)       WHOLE(id, UPPER(extract_double(a, b, 32 - (n) - ((unsigned)c->d[0] & 31), n)))
#define DOUBLE_R(id, n)       WHOLE(id, UPPER(extract_double(a, b, (unsigned)c->d[0] & 31, n)))

EXTRACT(VEXTRACTUB, 1)
EXTRACT(VEXTRACTUH, 2)
EXTRACT(VEXTRACTUW, 4)
EXTRACT(VEXTRACTD, 8)
INSERT(VINSERTB, 1)
INSERT(VINSERTH, 2)
INSERT(VINSERTW, 4)
INSERT(VINSERTD, 8)
EXTRACT_L(VEXTUBLX, 1)
EXTRACT_L(VEXTUHLX, 2)
EXTRACT_L(VEXTUWLX, 4)
EXTRACT_R(VEXTUBRX, 1)
EXTRACT_R(VEXTUHRX, 2)
EXTRACT_R(VEXTUWRX, 4)
WHOLE(VINSW, insert(c, 12 - imm, 4, b->d[0]))
WHOLE(VINSD, insert(c, 8 - imm, 8, b->d[0]))
INSERT_L(VINSBLX, 1, 0)
INSERT_L(VINSHLX, 2, 0)
INSERT_L(VINSWLX, 4, 0)
INSERT_L(VINSDLX, 8, 0)
INSERT_R(VINSBRX, 1, 0)
INSERT_R(VINSHRX, 2, 0)
INSERT_R(VINSWRX, 4, 0)
INSERT_R(VINSDRX, 8, 0)
INSERT_L(VINSBVLX, 1, 1)
INSERT_L(VINSHVLX, 2, 1)
INSERT_L(VINSWVLX, 4, 1)
INSERT_R(VINSBVRX, 1, 1)
INSERT_R(VINSHVRX, 2, 1)
INSERT_R(VINSWVRX, 4, 1)
DOUBLE_L(VEXTDUBVLX, 1)
DOUBLE_R(VEXTDUBVRX, 1)
DOUBLE_L(VEXTDUHVLX, 2)
DOUBLE_R(VEXTDUHVRX, 2)
DOUBLE_L(VEXTDUWVLX, 4)
DOUBLE_R(VEXTDUWVRX, 4)
DOUBLE_L(VEXTDDVLX, 8)
DOUBLE_R(VEXTDDVRX, 8)

/* The rightmost (leftmost) bytes are kept, as many as RB says. */
WHOLE(VCLRLB, b->d[0] < 16 ? a->q & low_bytes((unsigned)b->d[0]) : a->q)
WHOLE(VCLRRB, b->d[0] < 16 ? a->q & ~low_bytes(16 - (unsigned)b->d[0]) : a->q)

/* Elements up to the first that is zero; CR6 <- 0b00 || there was one || 0. n lanes, from the left or the right. */
#define STRING(id, field, n, lane)                                                                                     \
    FN(id)                                                                                                             \
    {                                                                                                                  \
        bool found = false;                                                                                            \
        for (unsigned i = 0; i < (n); i++) {                                                                           \
            found |= b->field[lane] == 0;                                                                              \
            t->field[lane] = found ? 0 : b->field[lane];                                                               \
        }                                                                                                              \
        *vscr = found ? CRF_EQ : 0;                                                                                    \
    }
STRING(VSTRIBL, b, 16, 15 - i)
STRING(VSTRIBR, b, 16, i)
STRING(VSTRIHL, h, 8, 7 - i)
STRING(VSTRIHR, h, 8, i)

/* -- add, subtract, multiply -------------------------------------------------------------------------------------- */

static U128 carry_out(U128 x, U128 y, U128 carry)
{
    return x + y < x || x + y + carry < carry;
}

LANES_D(VADDUDM, uint64_t, x + y)
LANES_D(VSUBUDM, uint64_t, x - y)
WHOLE(VADDUQM, a->q + b->q)
WHOLE(VADDCUQ, carry_out(a->q, b->q, 0))
WHOLE(VADDEUQM, a->q + b->q + (c->q & 1))
WHOLE(VADDECUQ, carry_out(a->q, b->q, c->q & 1))
WHOLE(VSUBUQM, a->q - b->q)
WHOLE(VSUBCUQ, carry_out(a->q, ~b->q, 1))
WHOLE(VSUBEUQM, a->q + ~b->q + (c->q & 1))
WHOLE(VSUBECUQ, carry_out(a->q, ~b->q, c->q & 1))

MULTIPLY(VMULEUW, uint32_t, uint64_t, w, d, 2, 0)
MULTIPLY(VMULESW, int32_t, int64_t, w, d, 2, 0)
MULTIPLY(VMULOUW, uint32_t, uint64_t, w, d, 2, 1)
MULTIPLY(VMULOSW, int32_t, int64_t, w, d, 2, 1)
WHOLE(VMULEUD, (U128)a->d[1] * b->d[1])
WHOLE(VMULESD, (U128)((S128)(int64_t)a->d[1] * (int64_t)b->d[1]))
WHOLE(VMULOUD, (U128)a->d[0] * b->d[0])
WHOLE(VMULOSD, (U128)((S128)(int64_t)a->d[0] * (int64_t)b->d[0]))
LANES_W(VMULUWM, uint32_t, x *y)
LANES_D(VMULLD, uint64_t, x *y)
LANES_W(VMULHSW, int32_t, (int64_t)x *y >> 32)
LANES_W(VMULHUW, uint32_t, (uint64_t)x *y >> 32)
LANES_D(VMULHSD, int64_t, (S128)x *y >> 64)
LANES_D(VMULHUD, uint64_t, (U128)x *y >> 64)

WHOLE(VMSUMUDM, (U128)a->d[1] * b->d[1] + (U128)a->d[0] * b->d[0] + c->q)

/* The part of that sum above 128 bits. */
FN(VMSUMCUD)
{
    U128 x = (U128)a->d[1] * b->d[1], y = (U128)a->d[0] * b->d[0];
    t->q = carry_out(x, y, 0) + carry_out(x + y, c->q, 0);
}

/* -- divide ------------------------------------------------------------------------------------------------------- */

#define DIVIDE(size, field, n, S, U, MIN)                                                                              \
    LANES(VDIVS##size, S, field, n, y == 0 || (x == (S)(MIN) && y == -1) ? x : x / y)                                  \
    LANES(VDIVU##size, U, field, n, y == 0 ? x : x / y)                                                                \
    LANES(VMODS##size, S, field, n, y == 0 || y == -1 ? 0 : x % y)                                                     \
    LANES(VMODU##size, U, field, n, y == 0 ? 0 : x % y)

DIVIDE(W, w, 4, int32_t, uint32_t, INT32_MIN)
DIVIDE(D, d, 2, int64_t, uint64_t, INT64_MIN)
#define QUAD(id, T, expr)                                                                                              \
    FN(id)                                                                                                             \
    {                                                                                                                  \
        T x = (T)a->q, y = (T)b->q;                                                                                    \
        t->q = (U128)(expr);                                                                                           \
    }
#define MIN_Q ((U128)1 << 127)
QUAD(VDIVSQ, S128, y == 0 || ((U128)x == MIN_Q && y == -1) ? x : x / y)
QUAD(VDIVUQ, U128, y == 0 ? x : x / y)
QUAD(VMODSQ, S128, y == 0 || y == -1 ? 0 : x % y)
QUAD(VMODUQ, U128, y == 0 ? 0 : x % y)

/* (x || 0^bits) / y, x < y: bit by bit. */
static U128 divide_extended(U128 x, U128 y, unsigned bits)
{
    U128 q = 0;
    for (unsigned i = 0; i < bits; i++) {
        bool top = x >> 127;
        x <<= 1;
        q <<= 1;
        if (top || x >= y) {
            x -= y;
            q |= 1;
        }
    }
    return q;
}

/* Unsigned and signed; 0 when the quotient does not fit into `bits`. */
static U128 div_extended_u(U128 x, U128 y, unsigned bits)
{
    return x >= y ? 0 : divide_extended(x, y, bits);
}

static U128 div_extended_s(S128 x, S128 y, unsigned bits)
{
    bool negative = (x < 0) != (y < 0);
    U128 ax = x < 0 ? -(U128)x : (U128)x, ay = y < 0 ? -(U128)y : (U128)y, limit = (U128)1 << (bits - 1);
    if (ax >= ay)
        return 0;
    U128 q = divide_extended(ax, ay, bits);
    if (q > limit || (q == limit && !negative))
        return 0;
    return negative ? -q : q;
}
LANES_W(VDIVEUW, uint32_t, div_extended_u(x, y, 32))
LANES_W(VDIVESW, int32_t, div_extended_s(x, y, 32))
LANES_D(VDIVEUD, uint64_t, div_extended_u(x, y, 64))
LANES_D(VDIVESD, int64_t, div_extended_s(x, y, 64))
QUAD(VDIVEUQ, U128, div_extended_u(x, y, 128))
QUAD(VDIVESQ, S128, div_extended_s(x, y, 128))

/* -- the rest of the arithmetic ----------------------------------------------------------------------------------- */

LANES_B(VABSDUB, uint8_t, x > y ? x - y : y - x)
LANES_H(VABSDUH, uint16_t, x > y ? x - y : y - x)
LANES_W(VABSDUW, uint32_t, x > y ? x - y : y - x)
LANES_D(VMAXSD, int64_t, x > y ? x : y)
LANES_D(VMAXUD, uint64_t, x > y ? x : y)
LANES_D(VMINSD, int64_t, x < y ? x : y)
LANES_D(VMINUD, uint64_t, x < y ? x : y)
LANES_W(VNEGW, uint32_t, -y)
LANES_D(VNEGD, uint64_t, -y)
LANES_W(VEXTSB2W, int8_t, y)
LANES_W(VEXTSH2W, int16_t, y)
LANES_D(VEXTSB2D, int8_t, y)
LANES_D(VEXTSH2D, int16_t, y)
LANES_D(VEXTSW2D, int32_t, y)
WHOLE(VEXTSD2Q, (U128)(S128)(int64_t)b->d[0])

/* The parity of the lowest bits of the bytes. */
static unsigned byte_parity(uint64_t v)
{
    return (unsigned)__builtin_popcountll(v & 0x0101010101010101ull) & 1;
}
LANES_W(VPRTYBW, uint32_t, byte_parity(y))
LANES_D(VPRTYBD, uint64_t, byte_parity(y))
WHOLE(VPRTYBQ, byte_parity(b->d[0] ^ b->d[1]))

/* -- compare ------------------------------------------------------------------------------------------------------ */

LANES_D(VCMPEQUD, uint64_t, x == y ? -1 : 0)
LANES_D(VCMPGTSD, int64_t, x > y ? -1 : 0)
LANES_D(VCMPGTUD, uint64_t, x > y ? -1 : 0)
LANES_B(VCMPNEB, uint8_t, x != y ? -1 : 0)
LANES_H(VCMPNEH, uint16_t, x != y ? -1 : 0)
LANES_W(VCMPNEW, uint32_t, x != y ? -1 : 0)
LANES_B(VCMPNEZB, uint8_t, x != y || x == 0 || y == 0 ? -1 : 0)
LANES_H(VCMPNEZH, uint16_t, x != y || x == 0 || y == 0 ? -1 : 0)
LANES_W(VCMPNEZW, uint32_t, x != y || x == 0 || y == 0 ? -1 : 0)
QUAD(VCMPEQUQ, U128, x == y ? -1 : 0)
QUAD(VCMPGTUQ, U128, x > y ? -1 : 0)
QUAD(VCMPGTSQ, S128, x > y ? -1 : 0)
QUAD(VCMPUQ, U128, x<y ? CRF_LT : x> y ? CRF_GT : CRF_EQ)
QUAD(VCMPSQ, S128, x<y ? CRF_LT : x> y ? CRF_GT : CRF_EQ)

/* -- logical, shift, rotate --------------------------------------------------------------------------------------- */

WHOLE(VORC, a->q | ~b->q)
WHOLE(VNAND, ~(a->q & b->q))
WHOLE(VEQV, ~(a->q ^ b->q))
LANES_D(VRLD, uint64_t, x << (y & 63) | x >> (-y & 63))
LANES_D(VSLD, uint64_t, x << (y & 63))
LANES_D(VSRD, uint64_t, x >> (y & 63))
LANES_D(VSRAD, int64_t, x >> (y & 63))
/* Quadwords: the count is in bits 57..63. */
WHOLE(VRLQ, rotate_left(a->q, (unsigned)b->d[1]))
WHOLE(VSLQ, a->q << (b->d[1] & 127))
WHOLE(VSRQ, a->q >> (b->d[1] & 127))
WHOLE(VSRAQ, (U128)((S128)a->q >> (b->d[1] & 127)))

/* Ones from bit first to bit last (bit 0 the highest of `bits`), round the end when last < first. */
static U128 mask(unsigned bits, unsigned first, unsigned last)
{
    U128 all = bits == 128 ? ~(U128)0 : ((U128)1 << bits) - 1;
    U128 from = all >> first, behind = last == bits - 1 ? 0 : all >> (last + 1);
    return first <= last ? from & ~behind : all & (from | ~behind);
}

/* The byte of control word y at 8 * k from the right, k = 0 the count, 1 the last bit, 2 the first. */
#define CTL(y, k, bits) ((unsigned)((y) >> (8 * (k))) & ((bits)-1))
static uint64_t rotate_lane(uint64_t x, unsigned n, unsigned bits)
{
    if (bits == 64)
        return n ? x << n | x >> (64 - n) : x;
    uint32_t w = (uint32_t)x;
    return n ? w << n | w >> (32 - n) : w;
}
#define ROTATE_MASK(size, field, n, T, bits)                                                                           \
    LANES(VRL##size##NM, T, field, n,                                                                                  \
          rotate_lane(x, CTL(y, 0, bits), bits) & (T)mask(bits, CTL(y, 2, bits), CTL(y, 1, bits)))                     \
    FN(VRL##size##MI)                                                                                                  \
    {                                                                                                                  \
        for (unsigned i = 0; i < (n); i++) {                                                                           \
            T x = a->field[i], y = b->field[i], m = (T)mask(bits, CTL(y, 2, bits), CTL(y, 1, bits));                   \
            t->field[i] = ((T)rotate_lane(x, CTL(y, 0, bits), bits) & m) | (c->field[i] & ~m);                         \
        }                                                                                                              \
    }
ROTATE_MASK(W, w, 4, uint32_t, 32)
ROTATE_MASK(D, d, 2, uint64_t, 64)
WHOLE(VRLQNM, rotate_left(a->q, CTL(b->d[1], 0, 128)) & mask(128, CTL(b->d[1], 2, 128), CTL(b->d[1], 1, 128)))

FN(VRLQMI)
{
    U128 m = mask(128, CTL(b->d[1], 2, 128), CTL(b->d[1], 1, 128));
    t->q = (rotate_left(a->q, CTL(b->d[1], 0, 128)) & m) | (c->q & ~m);
}
