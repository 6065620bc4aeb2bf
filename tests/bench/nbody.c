/* SPDX-License-Identifier: Apache-2.0 */
/* Scalar floating point with square roots and divisions: a few bodies that attract
 * each other, integrated step by step.
 * bench: class=fp size=800000 native=differs */
#include <math.h>

#include "bench.h"

enum { N = 5 };

typedef struct Body {
    double pos[3], vel[3], mass;
} Body;

static Body bodies[N];

static void start(void)
{
    for (int i = 0; i < N; i++) {
        double r = i * 3.0, speed = i ? 1 / sqrt(r / 10) : 0;
        bodies[i] = (Body){{r, 0.1 * i, -0.05 * i * i}, {0, speed * (i % 2 ? 1 : -1), 0.01 * i}, i ? 0.001 * i : 10};
    }
}

static void step(double dt)
{
    for (int i = 0; i < N; i++)
        for (int j = i + 1; j < N; j++) {
            double d[3], square = 1e-3;
            for (int k = 0; k < 3; k++) {
                d[k] = bodies[i].pos[k] - bodies[j].pos[k];
                square += d[k] * d[k];
            }
            double pull = dt / (square * sqrt(square));
            for (int k = 0; k < 3; k++) {
                bodies[i].vel[k] -= d[k] * bodies[j].mass * pull;
                bodies[j].vel[k] += d[k] * bodies[i].mass * pull;
            }
        }
    for (int i = 0; i < N; i++)
        for (int k = 0; k < 3; k++)
            bodies[i].pos[k] += dt * bodies[i].vel[k];
}

int main(int argc, char **argv)
{
    unsigned steps = bench_size(argc, argv, 800000);
    uint32_t sum = 0;
    start();
    for (unsigned i = 0; i < steps; i++)
        step(0.001);
    for (int i = 0; i < N; i++)
        for (int k = 0; k < 3; k++)
            sum = bench_mix_double(sum, bodies[i].pos[k]);
    return bench_done(sum);
}
