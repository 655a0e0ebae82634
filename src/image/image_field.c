/* SPDX-License-Identifier: BSD-2-Clause */
/* Blurs a grid's phases, keeps their volumes, and tells who wins at a point. */
#include "image_field.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PHASES = SUL_VOXEL_VOID + 1 };

static size_t VoxelCount(const int size[3]) {
  return (size_t)size[0] * (size_t)size[1] * (size_t)size[2];
}

/* ---- blurring */

/* One half of a symmetric kernel. */
typedef struct {
  int reach;
  float weight[64]; /* [reach + 1], from its middle on */
} Kernel;

/* Cut at four standard deviations; the whole has the sum 1. */
static void KernelMake(Kernel *kernel, double sigma) {
  enum { ROOM = sizeof kernel->weight / sizeof *kernel->weight };
  double sum = 0, value[ROOM];
  kernel->reach = (int)ceil(4 * sigma);
  if (kernel->reach >= ROOM) kernel->reach = ROOM - 1;
  for (int i = 0; i <= kernel->reach; i++) {
    value[i] = exp(-0.5 * i * i / (sigma * sigma));
    sum += i ? 2 * value[i] : value[i];
  }
  for (int i = 0; i <= kernel->reach; i++)
    kernel->weight[i] = (float)(value[i] / sum);
}

/* Index mirrored at the ends: -1 is 0, -2 is 1, n is n - 1. */
static int Mirror(int i, int n) {
  int period = 2 * n, m = (i % period + period) % period;
  return m < n ? m : period - 1 - m;
}

/* The voxels of a line of the grid, all phases of each. */
typedef struct {
  float *first;
  size_t stride; /* from a voxel to the next one */
  int count, phases;
} Line;

/* `copy` [count][phases] is room for the line as it was. */
static void BlurLine(const Line *line, const Kernel *kernel, float *copy) {
  int n = line->count, phases = line->phases;
  for (int i = 0; i < n; i++)
    memcpy(copy + (size_t)i * (size_t)phases, line->first + (size_t)i * line->stride,
           (size_t)phases * sizeof *copy);
  for (int i = 0; i < n; i++) {
    float *out = line->first + (size_t)i * line->stride;
    for (int p = 0; p < phases; p++)
      out[p] = kernel->weight[0] * copy[i * phases + p];
    for (int k = 1; k <= kernel->reach; k++) {
      const float *below = copy + (size_t)Mirror(i - k, n) * (size_t)phases;
      const float *above = copy + (size_t)Mirror(i + k, n) * (size_t)phases;
      for (int p = 0; p < phases; p++)
        out[p] += kernel->weight[k] * (below[p] + above[p]);
    }
  }
}

static void Blur(SulImageField *field, double sigma) {
  Kernel kernel;
  int phases = field->phase_count;
  const int *size = field->size;
  size_t strides[3] = {(size_t)phases, (size_t)phases * (size_t)size[0],
                       (size_t)phases * (size_t)size[0] * (size_t)size[1]};
  int longest = size[0] > size[1] ? size[0] : size[1];
  if (size[2] > longest) longest = size[2];
  KernelMake(&kernel, sigma);
  float *copy = SulAllocate((size_t)longest * (size_t)phases, sizeof *copy);
  for (int d = 0; d < 3; d++) {
    int a = (d + 1) % 3, b = (d + 2) % 3;
    for (int j = 0; j < size[b]; j++)
      for (int i = 0; i < size[a]; i++) {
        Line line = {field->strength + (size_t)i * strides[a] + (size_t)j * strides[b], strides[d],
                     size[d], phases};
        BlurLine(&line, &kernel, copy);
      }
  }
  free(copy);
}

void SulImageFieldMake(SulImageField *field, const SulVoxels *grid, double sigma, SulError *error) {
  size_t count = VoxelCount(grid->size), phases = (size_t)grid->phase_count;
  *field = (SulImageField){.phase_count = grid->phase_count};
  memcpy(field->size, grid->size, sizeof field->size);
  field->bias = SulAllocate(phases, sizeof *field->bias);
  field->strength = calloc(count * phases, sizeof *field->strength);
  if (!field->strength) {
    SulErrorSet(
        error, SUL_INPUT,
        "no memory to smooth %zu voxels of %zu phases (%.1f GB); coarsen the image, or take "
        "a region of it",
        count, phases, 1e-9 * (double)(count * phases * sizeof *field->strength));
    return;
  }
  for (size_t v = 0; v < count; v++)
    field->strength[v * phases + grid->labels[v]] = 1;
  if (sigma > 0) Blur(field, sigma);
}

void SulImageFieldFree(SulImageField *field) {
  free(field->strength);
  free(field->bias);
  *field = (SulImageField){0};
}

/* ---- at a point */

void SulImageFieldAt(const SulImageField *field, const double point[3], float *strength) {
  size_t phases = (size_t)field->phase_count, base = 0, step[3];
  float part[3];
  size_t stride = phases;
  for (int d = 0; d < 3; d++) {
    int n = field->size[d];
    double x = fmin(fmax(point[d] - 0.5, 0), n - 1);
    int i = x < n - 1 ? (int)x : n - 2;
    if (i < 0) i = 0;
    part[d] = (float)(x - i);
    base += (size_t)i * stride;
    step[d] = n > 1 ? stride : 0;
    stride *= (size_t)n;
  }
  for (size_t p = 0; p < phases; p++)
    strength[p] = field->bias[p];
  for (int corner = 0; corner < 8; corner++) {
    float weight = 1;
    size_t at = base;
    for (int d = 0; d < 3; d++) {
      bool high = corner >> d & 1;
      weight *= high ? part[d] : 1 - part[d];
      if (high) at += step[d];
    }
    for (size_t p = 0; p < phases; p++)
      strength[p] += weight * field->strength[at + p];
  }
}

static int Strongest(const float *strength, int count) {
  int best = 0;
  for (int p = 1; p < count; p++)
    if (strength[p] > strength[best]) best = p;
  return best;
}

int SulImageFieldPhase(const SulImageField *field, const double point[3]) {
  float strength[MOST_PHASES];
  SulImageFieldAt(field, point, strength);
  return Strongest(strength, field->phase_count);
}

/* ---- volumes */

#define MOST_BIAS 0.25F

typedef struct {
  int phases;
  size_t all, count; /* samples; those that a bias could change */
  float *strength;   /* [count][phases] */
  float *threshold;  /* [count] */
  size_t *settled;   /* [phases] samples that no bias changes */
} Samples;

/* Points in the corners of the voxels, so that none lies on the border of two. */
static void TakeSamples(const SulImageField *field, Samples *samples) {
  enum { MOST = 4000000 };
  size_t count = VoxelCount(field->size) * 8, room = 1 << 16, phases = (size_t)field->phase_count;
  size_t stride = count / MOST + 1;
  if (stride % 2 == 0) stride++; /* all eight corners have their turn */
  *samples = (Samples){.phases = field->phase_count};
  samples->settled = SulAllocate(phases, sizeof *samples->settled);
  samples->strength = SulAllocate(room * phases, sizeof *samples->strength);
  for (size_t s = 0; s < count; s += stride) {
    size_t voxel = s / 8, row = voxel / (size_t)field->size[0];
    size_t layer = row / (size_t)field->size[1];
    double point[3] = {(double)(voxel % (size_t)field->size[0]),
                       (double)(row % (size_t)field->size[1]), (double)layer};
    for (int d = 0; d < 3; d++)
      point[d] += s >> d & 1 ? 0.75 : 0.25;
    float *strength = samples->strength + samples->count * phases;
    SulImageFieldAt(field, point, strength);
    int best = Strongest(strength, field->phase_count);
    float second = -1;
    for (size_t p = 0; p < phases; p++)
      if ((int)p != best && strength[p] > second) second = strength[p];
    samples->all++;
    if (strength[best] - second > 2 * MOST_BIAS)
      samples->settled[best]++;
    else if (++samples->count == room)
      samples->strength =
          SulReallocate(samples->strength, (room *= 2) * phases, sizeof *samples->strength);
  }
  samples->threshold = SulAllocate(samples->count, sizeof *samples->threshold);
}

/* The bias from which on `phase` wins a sample, for all samples. */
static void FindThresholds(Samples *samples, const float *bias, int phase) {
  for (size_t s = 0; s < samples->count; s++) {
    const float *strength = samples->strength + s * (size_t)samples->phases;
    float other = -1;
    for (int p = 0; p < samples->phases; p++)
      if (p != phase) other = fmaxf(other, strength[p] + bias[p]);
    samples->threshold[s] = other - strength[phase];
  }
}

static double ShareAt(const Samples *samples, int phase, float bias) {
  size_t won = samples->settled[phase];
  for (size_t s = 0; s < samples->count; s++)
    won += samples->threshold[s] < bias;
  return (double)won / (double)samples->all;
}

/* Changes the bias of one phase where its share is wrong; whether it did. */
static bool BalancePhase(Samples *samples, float *bias, int phase, double wanted) {
  const double tolerance = 1e-4;
  FindThresholds(samples, bias, phase);
  if (fabs(ShareAt(samples, phase, bias[phase]) - wanted) <= tolerance) return false;
  float low = -MOST_BIAS, high = MOST_BIAS, before = bias[phase];
  for (int step = 0; step < 24; step++) {
    float middle = 0.5F * (low + high);
    *(ShareAt(samples, phase, middle) < wanted ? &low : &high) = middle;
  }
  bias[phase] = 0.5F * (low + high);
  return bias[phase] != before;
}

void SulImageFieldBalance(SulImageField *field, const SulVoxels *grid) {
  enum { SWEEPS = 20 };
  size_t count = VoxelCount(grid->size), voxels[MOST_PHASES] = {0};
  int largest = 0;
  bool moved = true;
  Samples samples;
  for (size_t v = 0; v < count; v++)
    voxels[grid->labels[v]]++;
  for (int p = 1; p < field->phase_count; p++)
    if (voxels[p] > voxels[largest]) largest = p;
  TakeSamples(field, &samples);
  for (int sweep = 0; sweep < SWEEPS && moved; sweep++) {
    moved = false;
    for (int p = 0; p < field->phase_count; p++)
      if (p != largest && voxels[p] > 0)
        moved |= BalancePhase(&samples, field->bias, p, (double)voxels[p] / (double)count);
  }
  free(samples.settled);
  free(samples.strength);
  free(samples.threshold);
}
