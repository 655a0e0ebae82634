/* SPDX-License-Identifier: BSD-2-Clause */
/* The size of elements wanted at every point. */
#include "mesh_size.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/vector.h>

/* What narrows the elements on a surface: another shape, or a face of the box. */
typedef struct {
  size_t shape; /* SIZE_MAX: a face of the box */
  int axis;
  double plane;
  double size;      /* wanted at the narrowest spot */
  double middle[3]; /* the narrowest spot on this surface */
} Neighbour;

/* A shape that matters to a cell, and a lower bound of the distance to it there (inside: 0). */
typedef struct {
  double apart;
  size_t shape;
} Entry;

struct SulSizeField {
  const SulShape *shapes;
  size_t shape_count;
  double near, far, growth, gap_elements;
  size_t *first_neighbour; /* [shape_count + 1] */
  Neighbour *neighbours;
  double edges[3], cell[3];
  int cells[3];
  double *least;         /* [shape_count] smallest size on each surface */
  size_t *first_in_cell; /* [cells + 1] */
  Entry *in_cell;        /* of each cell, the nearest shape first */
};

typedef struct {
  Neighbour *items;
  size_t count, room;
} NeighbourList;

static void Push(NeighbourList *list, const Neighbour *item) {
  list->items = SulGrow(list->items, &list->room, list->count + 1, sizeof *list->items);
  list->items[list->count++] = *item;
}

/* Edges reach no further than this part of the radius of curvature, but for the tips and rims of
 * long and flat ellipsoids: there this part of the smallest half axis c will do. A straight edge h
 * across a rim of radius a cuts a h^2 / (8 c^2) = a / 128 off it, which is 0.2 % of the volume and
 * less at a tip; finer edges made most of the mesh. */
static const double bend = 0.5, tip = 0.25;

/* Inside a particle sizes grow by this part of the rate outside, and up to half of the smallest
 * half axis less this part of the depth. Without a node inside there are only flat tetrahedra
 * between nodes of the surface, and HXT then takes minutes to look for better ones that do not
 * exist. */
static const double inner_growth = 0.5, inner_fall = 0.2;

static double Base(const SulSizeField *field, const SulShape *shape) {
  return fmin(field->near, bend * shape->smallest);
}

/* Smallest size that the curvature asks for: at the tips of a long ellipsoid. */
static double TipBase(const SulSizeField *field, const SulShape *shape) {
  double size = bend * shape->smallest * shape->smallest / shape->largest;
  return fmin(field->near, fmax(tip * shape->smallest, size));
}

/* The same at a point of the surface: normal curvatures are at most 1 / (c^2 w), with c the
 * smallest semi-axis and w the length of the gradient of (x/a)^2 + (y/b)^2 + (z/c)^2, halved. */
static double LocalBase(const SulSizeField *field, const SulShape *shape, const double y[3]) {
  double unit[3], square = 0;
  if (shape->sphere) return Base(field, shape);
  SulShapeDirection(shape, y, unit);
  for (int i = 0; i < 3; i++) {
    double slope = unit[i] / shape->semi_axes[i];
    square += slope * slope;
  }
  double size = bend * shape->smallest * shape->smallest * sqrt(square);
  return fmin(field->near, fmax(tip * shape->smallest, size));
}

/* The neighbour's narrowest spot: on the line of centres (exact for spheres). Outer surface and
 * core of one particle have the same centre and the same gap everywhere; there flatter elements,
 * with edges of twice the coating, must do. */
static void AddShape(const SulSizeField *field, size_t s, size_t o, NeighbourList *list) {
  const SulShape *mine = &field->shapes[s], *other = &field->shapes[o];
  bool concentric = SulDistance(mine->centre, other->centre) < 1e-6 * mine->smallest;
  Neighbour item = {.shape = o};
  memcpy(item.middle, other->centre, sizeof item.middle);
  if (concentric) item.middle[0] += mine->largest;
  SulShapeProject(mine, item.middle);
  item.size = fabs(SulShapeDistance(other, item.middle)) / field->gap_elements;
  if (concentric) item.size *= 2;
  if (item.size < Base(field, mine)) Push(list, &item);
}

static void AddFaces(const SulSizeField *field, size_t s, NeighbourList *list) {
  const SulShape *shape = &field->shapes[s];
  for (int f = 0; f < 6; f++) {
    int axis = f / 2;
    double plane = f % 2 ? field->edges[axis] : 0, side = f % 2 ? 1 : -1;
    double extent = 0;
    for (int i = 0; i < 3; i++) {
      double part = shape->semi_axes[i] * shape->rotation[3 * i + axis];
      extent += part * part;
    }
    double gap = side * (plane - shape->centre[axis]) - sqrt(extent);
    if (gap <= 0 || gap / field->gap_elements >= Base(field, shape)) continue;
    Neighbour item = {.shape = SIZE_MAX, .axis = axis, .plane = plane};
    item.size = gap / field->gap_elements;
    memcpy(item.middle, shape->centre, sizeof item.middle);
    item.middle[axis] = plane;
    SulShapeProject(shape, item.middle);
    Push(list, &item);
  }
}

static size_t CellOf(const SulSizeField *field, const double x[3]) {
  size_t index = 0;
  for (int k = 2; k >= 0; k--) {
    double position = floor(x[k] / field->cell[k]);
    double last = field->cells[k] - 1;
    index = index * (size_t)field->cells[k] + (size_t)fmax(0, fmin(last, position));
  }
  return index;
}

/* Calls for the cells that shape s can matter to: counts them, or enters it. */
static void Enter(SulSizeField *field, size_t s, double reach, size_t *fill) {
  const SulShape *shape = &field->shapes[s];
  const double *cell = field->cell;
  double half = 0.5 * sqrt(cell[0] * cell[0] + cell[1] * cell[1] + cell[2] * cell[2]);
  int low[3], high[3];
  for (int k = 0; k < 3; k++) {
    double wide = shape->largest + reach;
    low[k] = (int)fmax(0, floor((shape->centre[k] - wide) / cell[k]));
    high[k] = (int)fmin(field->cells[k] - 1, floor((shape->centre[k] + wide) / cell[k]));
  }
  for (int c = low[2]; c <= high[2]; c++)
    for (int b = low[1]; b <= high[1]; b++)
      for (int a = low[0]; a <= high[0]; a++) {
        double x[3] = {(a + 0.5) * cell[0], (b + 0.5) * cell[1], (c + 0.5) * cell[2]};
        double r = SulDistance(x, shape->centre);
        if (r > shape->largest + reach + half) continue;
        size_t index =
            ((size_t)c * (size_t)field->cells[1] + (size_t)b) * (size_t)field->cells[0] + (size_t)a;
        if (field->in_cell)
          field->in_cell[fill[index]] = (Entry){fmax(0, r - shape->largest - half), s};
        fill[index]++;
      }
}

static int CompareEntries(const void *a, const void *b) {
  const Entry *x = a, *y = b;
  if (x->apart != y->apart) return x->apart < y->apart ? -1 : 1;
  return (x->shape > y->shape) - (x->shape < y->shape);
}

static void FillCells(SulSizeField *field) {
  double volume = field->edges[0] * field->edges[1] * field->edges[2];
  double wanted = cbrt(volume / (8.0 * (double)(field->shape_count + 8)));
  size_t count = 1;
  for (int k = 0; k < 3; k++) {
    field->cells[k] = (int)fmax(1, fmin(256, ceil(field->edges[k] / wanted)));
    field->cell[k] = field->edges[k] / field->cells[k];
    count *= (size_t)field->cells[k];
  }
  double reach = field->far / field->growth;
  size_t *fill = SulAllocate(count + 1, sizeof *fill);
  for (size_t s = 0; s < field->shape_count; s++)
    Enter(field, s, reach, fill);
  field->first_in_cell = SulAllocate(count + 1, sizeof *field->first_in_cell);
  for (size_t c = 0; c < count; c++)
    field->first_in_cell[c + 1] = field->first_in_cell[c] + fill[c];
  memcpy(fill, field->first_in_cell, count * sizeof *fill);
  field->in_cell = SulAllocate(field->first_in_cell[count], sizeof *field->in_cell);
  for (size_t s = 0; s < field->shape_count; s++)
    Enter(field, s, reach, fill);
  for (size_t c = 0; c < count; c++)
    qsort(field->in_cell + field->first_in_cell[c],
          field->first_in_cell[c + 1] - field->first_in_cell[c], sizeof *field->in_cell,
          CompareEntries);
  free(fill);
}

/* Shapes whose surfaces lie near enough to narrow each other's elements. */
static void FindNeighbours(SulSizeField *field) {
  NeighbourList list = {0};
  field->first_neighbour = SulAllocate(field->shape_count + 1, sizeof *field->first_neighbour);
  size_t *seen = SulAllocate(field->shape_count, sizeof *seen);
  field->least = SulAllocate(field->shape_count, sizeof *field->least);
  for (size_t s = 0; s < field->shape_count; s++)
    field->least[s] = TipBase(field, &field->shapes[s]);
  for (size_t s = 0; s < field->shape_count && field->gap_elements > 0; s++) {
    const SulShape *shape = &field->shapes[s];
    double reach = shape->largest + field->gap_elements * Base(field, shape);
    int low[3], high[3];
    for (int k = 0; k < 3; k++) {
      low[k] = (int)fmax(0, floor((shape->centre[k] - reach) / field->cell[k]));
      high[k] = (int)fmin(field->cells[k] - 1, floor((shape->centre[k] + reach) / field->cell[k]));
    }
    for (int c = low[2]; c <= high[2]; c++)
      for (int b = low[1]; b <= high[1]; b++)
        for (int a = low[0]; a <= high[0]; a++) {
          size_t cell =
              ((size_t)c * (size_t)field->cells[1] + (size_t)b) * (size_t)field->cells[0] +
              (size_t)a;
          for (size_t i = field->first_in_cell[cell]; i < field->first_in_cell[cell + 1]; i++) {
            size_t o = field->in_cell[i].shape;
            if (o == s || seen[o] == s + 1) continue;
            seen[o] = s + 1;
            double between = SulDistance(shape->centre, field->shapes[o].centre);
            if (between <= reach + field->shapes[o].largest) AddShape(field, s, o, &list);
          }
        }
    AddFaces(field, s, &list);
    field->first_neighbour[s + 1] = list.count;
    for (size_t i = field->first_neighbour[s]; i < list.count; i++)
      field->least[s] = fmin(field->least[s], list.items[i].size);
  }
  free(seen);
  field->neighbours = list.items;
}

SulSizeField *SulSizeFieldCreate(const SulPacking *packing, const SulShape *shapes, size_t count) {
  SulSizeField *field = SulAllocate(1, sizeof *field);
  const SulMeshWishes *wishes = &packing->mesh;
  field->shapes = shapes;
  field->shape_count = count;
  field->near = wishes->size_at_particles / packing->length_unit;
  field->far = fmax(wishes->size_far / packing->length_unit, field->near);
  field->growth = wishes->growth;
  field->gap_elements = wishes->gap_elements;
  for (int k = 0; k < 3; k++)
    field->edges[k] = packing->edges[k] / packing->length_unit;
  FillCells(field);
  FindNeighbours(field);
  return field;
}

void SulSizeFieldFree(SulSizeField *field) {
  if (!field) return;
  free(field->first_neighbour);
  free(field->neighbours);
  free(field->least);
  free(field->first_in_cell);
  free(field->in_cell);
  free(field);
}

/* H_s at a point of the surface of shape s. */
static double SurfaceSize(const SulSizeField *field, size_t s, const double y[3]) {
  double size = LocalBase(field, &field->shapes[s], y);
  for (size_t i = field->first_neighbour[s]; i < field->first_neighbour[s + 1]; i++) {
    const Neighbour *other = &field->neighbours[i];
    size = fmin(size, other->size + field->growth * SulDistance(y, other->middle));
    double gap = other->shape == SIZE_MAX ? y[other->axis] - other->plane
                                          : SulShapeDistance(&field->shapes[other->shape], y);
    size = fmin(size, fmax(other->size, fabs(gap) / field->gap_elements));
  }
  return size;
}

double SulSizeAt(const SulSizeField *field, const double x[3]) {
  double size = field->far;
  size_t cell = CellOf(field, x);
  for (size_t i = field->first_in_cell[cell]; i < field->first_in_cell[cell + 1]; i++) {
    const Entry *entry = &field->in_cell[i];
    if (field->growth * entry->apart >= size) break;
    const SulShape *shape = &field->shapes[entry->shape];
    double foot[3];
    double apart = SulShapeFoot(shape, x, foot), rise = field->growth * fabs(apart);
    if (apart < 0) {
      rise *= inner_growth;
      size = fmin(size, bend * shape->smallest + inner_fall * fmax(apart, -shape->smallest));
    }
    if (rise + field->least[entry->shape] >= size) continue;
    size = fmin(size, rise + SurfaceSize(field, entry->shape, foot));
  }
  return size;
}

double SulSizeOnShape(const SulSizeField *field, size_t s) {
  return fmin(field->far, Base(field, &field->shapes[s]));
}

double SulSizeNearest(const SulSizeField *field, const double x[3], size_t *first, size_t *second) {
  double least[2] = {HUGE_VAL, HUGE_VAL};
  *first = *second = field->shape_count;
  for (size_t s = 0; s < field->shape_count; s++) {
    double distance = fabs(SulShapeDistance(&field->shapes[s], x));
    if (distance < least[0]) {
      least[1] = least[0];
      *second = *first;
      least[0] = distance;
      *first = s;
    } else if (distance < least[1]) {
      least[1] = distance;
      *second = s;
    }
  }
  return least[0];
}

static int ComparePairs(const void *a, const void *b) {
  const SulGap *x = a, *y = b;
  if (x->first != y->first) return x->first < y->first ? -1 : 1;
  if (x->second != y->second) return x->second < y->second ? -1 : 1;
  return (x->width > y->width) - (x->width < y->width);
}

static int CompareWidths(const void *a, const void *b) {
  const SulGap *x = a, *y = b;
  if (x->width != y->width) return x->width < y->width ? -1 : 1;
  return ComparePairs(a, b);
}

static SulGap GapTo(const SulSizeField *field, size_t s, const Neighbour *other) {
  bool lower = s < other->shape;
  SulGap gap = {lower ? s : other->shape, lower ? other->shape : s, {{0}}, 0};
  memcpy(gap.ends[!lower], other->middle, sizeof gap.ends[0]);
  SulShapeFoot(&field->shapes[other->shape], other->middle, gap.ends[lower]);
  gap.width = SulDistance(gap.ends[0], gap.ends[1]);
  return gap;
}

SulGap *SulSizeGaps(const SulSizeField *field, size_t outer_count, size_t *count) {
  SulGap *gaps = SulAllocate(field->first_neighbour[field->shape_count] + 1, sizeof *gaps);
  size_t found = 0, kept = 0;
  for (size_t s = 0; s < outer_count; s++)
    for (size_t i = field->first_neighbour[s]; i < field->first_neighbour[s + 1]; i++) {
      const Neighbour *other = &field->neighbours[i];
      if (other->shape < outer_count) gaps[found++] = GapTo(field, s, other);
    }
  qsort(gaps, found, sizeof *gaps, ComparePairs); /* both of a pair may have listed the other */
  for (size_t i = 0; i < found; i++)
    if (kept == 0 || gaps[i].first != gaps[kept - 1].first ||
        gaps[i].second != gaps[kept - 1].second)
      gaps[kept++] = gaps[i];
  qsort(gaps, kept, sizeof *gaps, CompareWidths);
  *count = kept;
  return gaps;
}
