/* SPDX-License-Identifier: BSD-2-Clause */
/* Sources. Tetrahedron: degree 2, A. H. Stroud, Approximate Calculation of Multiple Integrals,
 * Prentice-Hall 1971, T3:2-1; degree 3, vertices and face centres with weights 1/40 and 9/40 of the
 * volume, O. C. Zienkiewicz, The Finite Element Method; degree 5, N. J. Walkington, Quadrature on
 * simplices of arbitrary dimension, Carnegie Mellon University 2000. Triangle: degree 2, Stroud
 * T2:2-1; degree 5, J. Radon 1948 (Stroud T2:5-1); degree 6, D. A. Dunavant, Int. J. Numer. Methods
 * Eng. 21, 1129 (1985). tests/unit/test_element.c integrates every monomial with each of them. */
#include <stddef.h>
#include <sulfem/element.h>

/* Points that share a barycentric orbit: (b, b, b, a) in all places, (a, a, b, b) in all places. */
#define CORNERS(a, b)                                                                              \
  {b, b, b}, {a, b, b}, {b, a, b}, {                                                               \
    b, b, a                                                                                        \
  }
#define EDGES(a, b)                                                                                \
  {a, a, b}, {a, b, a}, {b, a, a}, {b, b, a}, {b, a, b}, {                                         \
    a, b, b                                                                                        \
  }
#define CORNERS3(a, b)                                                                             \
  {b, b, 0}, {a, b, 0}, {                                                                          \
    b, a, 0                                                                                        \
  }
#define SIDES3(a, b, c)                                                                            \
  {a, b, 0}, {b, a, 0}, {a, c, 0}, {c, a, 0}, {b, c, 0}, {                                         \
    c, b, 0                                                                                        \
  }

static const double tetrahedron_1_xi[1][3] = {{0.25, 0.25, 0.25}};
static const double tetrahedron_1_weights[1] = {1. / 6};

#define A 0.58541019662496845446 /* (5 + 3 sqrt 5)/20 */
#define B 0.13819660112501051518 /* (5 - sqrt 5)/20 */
static const double tetrahedron_2_xi[4][3] = {CORNERS(A, B)};
#undef A
#undef B
static const double tetrahedron_2_weights[4] = {1. / 24, 1. / 24, 1. / 24, 1. / 24};

static const double tetrahedron_3_xi[8][3] = {CORNERS(1, 0), CORNERS(0, 1. / 3)};
static const double tetrahedron_3_weights[8] = {1. / 240, 1. / 240, 1. / 240, 1. / 240,
                                                9. / 240, 9. / 240, 9. / 240, 9. / 240};

#define A 0.31088591926330060980
#define B 0.092735250310891226402
#define C 0.045503704125649649492
static const double tetrahedron_5_xi[14][3] = {CORNERS(1 - 3 * A, A), CORNERS(1 - 3 * B, B),
                                               EDGES(0.5 - C, C)};
#undef A
#undef B
#undef C
#define U (0.11268792571801585080 / 6)
#define V (0.073493043116361949544 / 6)
#define W (0.042546020777081466438 / 6)
static const double tetrahedron_5_weights[14] = {U, U, U, U, V, V, V, V, W, W, W, W, W, W};
#undef U
#undef V
#undef W

static const double triangle_1_xi[1][3] = {{1. / 3, 1. / 3, 0}};
static const double triangle_1_weights[1] = {0.5};

static const double triangle_2_xi[3][3] = {CORNERS3(2. / 3, 1. / 6)};
static const double triangle_2_weights[3] = {1. / 6, 1. / 6, 1. / 6};

#define A 0.10128650732345633880 /* (6 - sqrt 15)/21 */
#define B 0.47014206410511508977 /* (6 + sqrt 15)/21 */
static const double triangle_5_xi[7][3] = {
    {1. / 3, 1. / 3, 0}, CORNERS3(1 - 2 * A, A), CORNERS3(1 - 2 * B, B)};
#undef A
#undef B
#define U 0.062969590272413576298 /* (155 - sqrt 15)/2400 */
#define V 0.066197076394253090369 /* (155 + sqrt 15)/2400 */
static const double triangle_5_weights[7] = {9. / 80, U, U, U, V, V, V};
#undef U
#undef V

#define A 0.24928674517091042129
#define B 0.063089014491502228340
#define C 0.053145049844816947353
#define D 0.31035245103378440542
static const double triangle_6_xi[12][3] = {CORNERS3(1 - 2 * A, A), CORNERS3(1 - 2 * B, B),
                                            SIDES3(C, D, 1 - C - D)};
#undef A
#undef B
#undef C
#undef D
#define U (0.11678627572637936603 / 2)
#define V (0.050844906370206816921 / 2)
#define W (0.082851075618373575194 / 2)
static const double triangle_6_weights[12] = {U, U, U, V, V, V, W, W, W, W, W, W};
#undef U
#undef V
#undef W

static const SulQuadrature tetrahedron_rules[] = {
    {1, 1, tetrahedron_1_xi, tetrahedron_1_weights},
    {2, 4, tetrahedron_2_xi, tetrahedron_2_weights},
    {3, 8, tetrahedron_3_xi, tetrahedron_3_weights},
    {5, 14, tetrahedron_5_xi, tetrahedron_5_weights},
};

static const SulQuadrature triangle_rules[] = {
    {1, 1, triangle_1_xi, triangle_1_weights},
    {2, 3, triangle_2_xi, triangle_2_weights},
    {5, 7, triangle_5_xi, triangle_5_weights},
    {6, 12, triangle_6_xi, triangle_6_weights},
};

static const SulQuadrature *FirstExact(const SulQuadrature *rules, size_t count, int degree) {
  for (size_t i = 0; i < count; i++)
    if (rules[i].degree >= degree) return &rules[i];
  return NULL;
}

const SulQuadrature *SulTetrahedronQuadrature(int degree) {
  return FirstExact(tetrahedron_rules, sizeof tetrahedron_rules / sizeof *tetrahedron_rules,
                    degree);
}

const SulQuadrature *SulTriangleQuadrature(int degree) {
  return FirstExact(triangle_rules, sizeof triangle_rules / sizeof *triangle_rules, degree);
}
