/* SPDX-License-Identifier: BSD-2-Clause */
/* Spheres and ellipsoids: points on them, distances, cuts by planes. */
#include "mesh_shape.h"
#include <math.h>
#include <string.h>

SulShape SulShapeOf(const SulPacking *packing, size_t particle, const double shift[3], bool core) {
  const SulParticle *of = &packing->particles[particle];
  SulShape shape = {.particle = particle, .sphere = true};
  for (int i = 0; i < 3; i++) {
    double axis = of->semi_axes[i] + (core ? 0 : of->coating);
    shape.centre[i] = (of->centre[i] + shift[i]) / packing->length_unit;
    shape.semi_axes[i] = axis / packing->length_unit;
    shape.sphere = shape.sphere && of->semi_axes[i] == of->semi_axes[0];
  }
  memcpy(shape.rotation, of->rotation, sizeof shape.rotation);
  const double *axes = shape.semi_axes;
  shape.largest = fmax(axes[0], fmax(axes[1], axes[2]));
  shape.smallest = fmin(axes[0], fmin(axes[1], axes[2]));
  return shape;
}

void SulShapePoint(const SulShape *shape, const double unit[3], double point[3]) {
  for (int k = 0; k < 3; k++) {
    point[k] = shape->centre[k];
    if (shape->sphere) point[k] += shape->semi_axes[0] * unit[k];
    for (int i = 0; i < 3 && !shape->sphere; i++)
      point[k] += shape->semi_axes[i] * unit[i] * shape->rotation[3 * i + k];
  }
}

double SulShapeDirection(const SulShape *shape, const double point[3], double unit[3]) {
  double from[3], square = 0;
  for (int k = 0; k < 3; k++)
    from[k] = point[k] - shape->centre[k];
  for (int i = 0; i < 3; i++) {
    const double *axis = &shape->rotation[3 * i];
    double along =
        shape->sphere ? from[i] : from[0] * axis[0] + from[1] * axis[1] + from[2] * axis[2];
    unit[i] = along / shape->semi_axes[i];
    square += unit[i] * unit[i];
  }
  double length = sqrt(square);
  if (length == 0) unit[0] = 1;
  for (int i = 0; i < 3 && length > 0; i++)
    unit[i] /= length;
  return length;
}

void SulShapeProject(const SulShape *shape, double point[3]) {
  double unit[3];
  SulShapeDirection(shape, point, unit);
  SulShapePoint(shape, unit, point);
}

double SulShapeFoot(const SulShape *shape, const double point[3], double foot[3]) {
  double unit[3], square = 0;
  if (shape->sphere) {
    double from[3], radius = shape->semi_axes[0];
    for (int k = 0; k < 3; k++)
      from[k] = point[k] - shape->centre[k];
    double length = sqrt(from[0] * from[0] + from[1] * from[1] + from[2] * from[2]);
    double scale = length > 0 ? radius / length : 0;
    for (int k = 0; k < 3; k++)
      foot[k] = shape->centre[k] + scale * from[k];
    if (length == 0) foot[0] += radius;
    return length - radius;
  }
  double length = SulShapeDirection(shape, point, unit);
  SulShapePoint(shape, unit, foot);
  for (int i = 0; i < 3; i++) {
    double slope = unit[i] / shape->semi_axes[i];
    square += slope * slope;
  }
  return (length - 1) / sqrt(square);
}

double SulShapeDistance(const SulShape *shape, const double point[3]) {
  double foot[3];
  return SulShapeFoot(shape, point, foot);
}

/* The image of the vector `from` in the space where the shape is the unit sphere. */
static void ToUnit(const SulShape *shape, const double from[3], double unit[3]) {
  for (int i = 0; i < 3; i++) {
    const double *axis = &shape->rotation[3 * i];
    unit[i] = shape->sphere ? from[i] : from[0] * axis[0] + from[1] * axis[1] + from[2] * axis[2];
    unit[i] /= shape->semi_axes[i];
  }
}

/* Half the shape's extent along `axis`, and the point where it is reached, from the centre. */
static double Extent(const SulShape *shape, int axis, double tip[3]) {
  double square = 0;
  for (int k = 0; k < 3; k++)
    tip[k] = 0;
  for (int i = 0; i < 3; i++) {
    double along = shape->sphere ? i == axis : shape->rotation[3 * i + axis];
    double weight = shape->semi_axes[i] * shape->semi_axes[i] * along;
    square += weight * along;
    for (int k = 0; k < 3; k++)
      tip[k] += weight * (shape->sphere ? i == k : shape->rotation[3 * i + k]);
  }
  for (int k = 0; k < 3; k++)
    tip[k] /= sqrt(square);
  return sqrt(square);
}

static double Plane(int face, const double edges[3]) {
  return face % 2 ? edges[face / 2] : 0;
}

bool SulShapeIsCut(const SulShape *shape, int face, const double edges[3]) {
  double tip[3];
  double extent = Extent(shape, face / 2, tip);
  return fabs(Plane(face, edges) - shape->centre[face / 2]) < extent;
}

/* The larger root, or with `lower` the smaller, of |start + x along|^2 = 1; the nearest approach
 * where there is none. */
static double Root(const double start[3], const double along[3], bool lower) {
  double a = 0, b = 0, c = -1;
  for (int k = 0; k < 3; k++) {
    a += along[k] * along[k];
    b += start[k] * along[k];
    c += start[k] * start[k];
  }
  double root = sqrt(fmax(0, b * b - a * c));
  return a > 0 ? (-b + (lower ? -root : root)) / a : 0;
}

/* The section with a plane is an ellipse; the point moves along the ray from its centre. */
static void BindToFace(const SulShape *shape, int face, const double edges[3], double point[3]) {
  int axis = face / 2;
  double tip[3], from[3], along[3], start[3], direction[3];
  double part = (Plane(face, edges) - shape->centre[axis]) / Extent(shape, axis, tip);
  for (int k = 0; k < 3; k++) {
    from[k] = part * tip[k];
    along[k] = k == axis ? 0 : point[k] - shape->centre[k] - from[k];
  }
  ToUnit(shape, from, start);
  ToUnit(shape, along, direction);
  double length = Root(start, direction, false);
  for (int k = 0; k < 3; k++)
    point[k] = shape->centre[k] + from[k] + length * along[k];
  point[axis] = Plane(face, edges);
}

static void BindToEdge(const SulShape *shape, int one, int two, const double edges[3],
                       double point[3]) {
  int free = 3 - one / 2 - two / 2;
  double from[3], along[3] = {0}, start[3], direction[3];
  point[one / 2] = Plane(one, edges);
  point[two / 2] = Plane(two, edges);
  for (int k = 0; k < 3; k++)
    from[k] = point[k] - shape->centre[k];
  from[free] = 0;
  along[free] = 1;
  ToUnit(shape, from, start);
  ToUnit(shape, along, direction);
  double high = Root(start, direction, false), low = Root(start, direction, true);
  double here = point[free] - shape->centre[free];
  point[free] = shape->centre[free] + (fabs(here - low) < fabs(here - high) ? low : high);
}

void SulShapeBind(const SulShape *shape, unsigned planes, const double edges[3], double point[3]) {
  int faces[6], count = 0;
  for (int f = 0; f < 6; f++)
    if (planes & SUL_PLANE_BIT(f)) faces[count++] = f;
  if (count == 0) SulShapeProject(shape, point);
  if (count == 1) BindToFace(shape, faces[0], edges, point);
  if (count >= 2) BindToEdge(shape, faces[0], faces[1], edges, point);
}
