/* SPDX-License-Identifier: BSD-2-Clause */
/* Separations of bodies from each other and from the faces of the box. */
#include "packing_crowd.h"
#include <math.h>
#include <stdlib.h>
#include <sulfem/vector.h>

SulCrowd SulCrowdCreate(const SulPacking *packing, const SulParticle *particles, size_t count) {
  SulCrowd crowd = {.faces = packing->faces,
                    .wraps = packing->periodic || packing->faces == SUL_FACES_CUT,
                    .gap = packing->minimum_gap *
                           (1 + 1e-6), /* to survive rounding on the way to a file */
                    .face_gap = packing->face_gap * (1 + 1e-6),
                    .count = count,
                    .particles = particles};
  crowd.centre = SulAllocate(count, sizeof *crowd.centre);
  crowd.bound = SulAllocate(count, sizeof *crowd.bound);
  for (int k = 0; k < 3; k++)
    crowd.edges[k] = packing->edges[k];
  for (size_t i = 0; i < count; i++) {
    for (int k = 0; k < 3; k++) {
      crowd.centre[i][k] = particles[i].centre[k];
      crowd.bound[i] = fmax(crowd.bound[i], particles[i].semi_axes[k]);
    }
    crowd.bound[i] += particles[i].coating;
  }
  return crowd;
}

void SulCrowdFree(SulCrowd *crowd) {
  free(crowd->centre);
  free(crowd->bound);
  *crowd = (SulCrowd){0};
}

void SulCrowdOffset(const SulCrowd *crowd, size_t i, size_t j, double offset[3]) {
  for (int k = 0; k < 3; k++) {
    double d = crowd->centre[j][k] - crowd->centre[i][k], edge = crowd->edges[k];
    if (crowd->wraps && d > 0.5 * edge) d -= edge;
    if (crowd->wraps && d < -0.5 * edge) d += edge;
    offset[k] = d;
  }
}

void SulCrowdWrap(const SulCrowd *crowd, size_t i) {
  if (!crowd->wraps) return;
  for (int k = 0; k < 3; k++) {
    double edge = crowd->edges[k], *x = &crowd->centre[i][k];
    *x -= edge * floor(*x / edge);
    if (*x < 0 || *x >= edge) *x = 0;
  }
}

bool SulParticleRound(const SulParticle *particle) {
  return particle->semi_axes[0] == particle->semi_axes[1] &&
         particle->semi_axes[1] == particle->semi_axes[2];
}

/* Support function of the outer surface; adds its gradient (the support point) to `point` and its
 * Hessian to `hessian`. */
static double Support(const SulParticle *particle, const double n[3], double point[3],
                      double hessian[3][3]) {
  double local[3], squares = 0, s[3] = {0};
  for (int m = 0; m < 3; m++) {
    double axis = particle->semi_axes[m] + particle->coating;
    local[m] = axis * SulDot(&particle->rotation[3 * m], n);
    squares += local[m] * local[m];
  }
  double h = sqrt(squares);
  for (int m = 0; m < 3; m++) {
    double axis = particle->semi_axes[m] + particle->coating;
    const double *row = &particle->rotation[3 * m];
    for (int a = 0; a < 3; a++) {
      s[a] += axis * local[m] / h * row[a];
      for (int b = 0; b < 3; b++)
        hessian[a][b] += axis * axis / h * row[a] * row[b];
    }
  }
  for (int a = 0; a < 3; a++) {
    point[a] += s[a];
    for (int b = 0; b < 3; b++)
      hessian[a][b] -= s[a] * s[b] / h;
  }
  return h;
}

void SulTangents(const double n[3], double t1[3], double t2[3]) {
  int least = fabs(n[0]) <= fabs(n[1]) ? 0 : 1;
  if (fabs(n[2]) < fabs(n[least])) least = 2;
  for (int k = 0; k < 3; k++)
    t1[k] = (k == least) - n[least] * n[k];
  SulNormalise(t1);
  for (int k = 0; k < 3; k++)
    t2[k] = n[(k + 1) % 3] * t1[(k + 2) % 3] - n[(k + 2) % 3] * t1[(k + 1) % 3];
}

typedef struct {
  double value, residual[3], hessian[3][3];
} Width; /* g(n) = n.d - h_i - h_j and what Newton needs of it */

static Width Evaluate(const SulParticle *a, const SulParticle *b, const double d[3],
                      const double n[3]) {
  Width width = {0};
  double points[3] = {0};
  double h = Support(a, n, points, width.hessian) + Support(b, n, points, width.hessian);
  width.value = SulDot(n, d) - h;
  for (int k = 0; k < 3; k++)
    width.residual[k] = d[k] - points[k];
  return width;
}

static double Form(const double a[3], const double matrix[3][3], const double b[3]) {
  double sum = 0;
  for (int i = 0; i < 3; i++)
    sum += a[i] * SulDot(matrix[i], b);
  return sum;
}

/* The tangent step of Newton's method for the maximum of g on the unit sphere; where the bodies
 * overlap so deeply that the Hessian is not definite, it is shifted until it is. */
static double NewtonStep(const Width *width, const double n[3], double step[3]) {
  double t1[3], t2[3];
  SulTangents(n, t1, t2);
  double a = Form(t1, width->hessian, t1), b = Form(t1, width->hessian, t2),
         c = Form(t2, width->hessian, t2), shift = width->value;
  double mean = 0.5 * (a + c), least = mean - sqrt(0.25 * (a - c) * (a - c) + b * b);
  if (least + shift < 0.1 * mean) shift = 0.1 * mean - least;
  a += shift;
  c += shift;
  double p = SulDot(t1, width->residual), q = SulDot(t2, width->residual), det = a * c - b * b;
  double x = (c * p - b * q) / det, y = (a * q - b * p) / det;
  for (int k = 0; k < 3; k++)
    step[k] = x * t1[k] + y * t2[k];
  return sqrt(x * x + y * y);
}

static double EllipsoidSeparation(const SulParticle *a, const SulParticle *b, const double d[3],
                                  double n[3]) {
  Width width = Evaluate(a, b, d, n);
  for (int iteration = 0; iteration < 30; iteration++) {
    double step[3], length = NewtonStep(&width, n, step);
    if (length < 1e-9) break;
    double scale = length > 0.5 ? 0.5 / length : 1;
    bool better = false;
    for (int halving = 0; halving < 20 && !better; halving++, scale *= 0.5) {
      double trial[3];
      for (int k = 0; k < 3; k++)
        trial[k] = n[k] + scale * step[k];
      SulNormalise(trial);
      Width next = Evaluate(a, b, d, trial);
      better = next.value > width.value;
      if (!better) continue;
      width = next;
      for (int k = 0; k < 3; k++)
        n[k] = trial[k];
    }
    if (!better) break;
  }
  return width.value;
}

double SulCrowdSeparation(const SulCrowd *crowd, size_t i, size_t j, double normal[3]) {
  double offset[3];
  SulCrowdOffset(crowd, i, j, offset);
  for (int k = 0; k < 3; k++)
    normal[k] = offset[k];
  double distance = SulNormalise(normal);
  if (distance == 0) normal[0] = 1;
  const SulParticle *a = &crowd->particles[i], *b = &crowd->particles[j];
  double sum = crowd->bound[i] + crowd->bound[j];
  if (SulParticleRound(a) && SulParticleRound(b)) return distance - sum;
  return EllipsoidSeparation(a, b, offset, normal);
}

/* Half the extent along `axis` of the particle with a shell of `coating`. */
static double Extent(const SulParticle *particle, double coating, int axis) {
  double sum = 0;
  for (int m = 0; m < 3; m++) {
    double part = (particle->semi_axes[m] + coating) * particle->rotation[3 * m + axis];
    sum += part * part;
  }
  return sqrt(sum);
}

void SulParticleExtent(const SulParticle *particle, double extent[3]) {
  for (int k = 0; k < 3; k++)
    extent[k] = Extent(particle, particle->coating, k);
}

static double WholeBreach(const SulCrowd *crowd, size_t i, double move[3]) {
  double worst = 0, extent[3];
  SulParticleExtent(&crowd->particles[i], extent);
  for (int k = 0; k < 3; k++) {
    double low = extent[k] + crowd->face_gap + crowd->margin, high = crowd->edges[k] - low;
    double x = crowd->centre[i][k];
    move[k] = x < low ? low - x : x > high ? high - x : 0;
    worst = fmax(worst, fabs(move[k]));
  }
  return worst;
}

/* How far a centre at `distance` from a plane, line or point must go outwards (negative: inwards)
 * so that a surface of `radius` either clears it by `gap` or is cut deep enough, `margin` more
 * than that. */
static double BandBreach(double distance, double radius, double gap, double margin) {
  double depth = fmax(gap, SUL_CUT_DEPTH * radius);
  double outwards = radius + gap + margin - distance;
  double inwards = distance - (radius - depth - margin);
  if (outwards <= 0 || inwards <= 0) return 0;
  return outwards <= inwards || radius <= depth ? outwards : -inwards;
}

/* One face, edge or corner of the box: the axes in `subset` measure the distance to it. */
static double CutBreach(const SulCrowd *crowd, size_t i, int subset, double core, double outer,
                        double move[3]) {
  double v[3] = {0};
  for (int k = 0; k < 3; k++) {
    double x = crowd->centre[i][k];
    if (subset >> k & 1) v[k] = x > 0.5 * crowd->edges[k] ? x - crowd->edges[k] : x;
  }
  double distance = SulNormalise(v);
  if (distance == 0) v[subset & 1 ? 0 : subset & 2 ? 1 : 2] = 1;
  double breach = BandBreach(distance, outer, crowd->face_gap, crowd->margin);
  if (breach == 0 && core < outer)
    breach = BandBreach(distance, core, crowd->face_gap, crowd->margin);
  for (int k = 0; k < 3; k++)
    move[k] += breach * v[k];
  return fabs(breach);
}

double SulCrowdFaceBreach(const SulCrowd *crowd, size_t i, double move[3]) {
  if (crowd->faces == SUL_FACES_WHOLE) return WholeBreach(crowd, i, move);
  const SulParticle *particle = &crowd->particles[i];
  double worst = 0;
  move[0] = move[1] = move[2] = 0;
  bool round = SulParticleRound(particle);
  for (int subset = 1; subset < 8; subset++) {
    bool face = (subset & (subset - 1)) == 0;
    if (!face && !round) continue;
    int axis = subset >> 1 > 2 ? 2 : subset >> 1; /* of a face: 1, 2, 4 to 0, 1, 2 */
    double core = round ? particle->semi_axes[0] : Extent(particle, 0, axis);
    double outer = round ? core + particle->coating : Extent(particle, particle->coating, axis);
    worst = fmax(worst, CutBreach(crowd, i, subset, core, outer, move));
  }
  return worst;
}
