/* SPDX-License-Identifier: BSD-2-Clause */
/* Orders that keep neighbours in space together in memory: they decide the speed of everything that
 * follows. */
#include "serial.h"
#include <float.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

enum { HILBERT_BITS = 16 }; /* a direction: 65536 places along each edge of the box */
enum { DIGIT_BITS = 12, DIGITS = 1 << DIGIT_BITS };

/* One pass of a radix sort over the digit at `shift`; false when all keys share it. */
static bool SortByDigit(PetscInt count, int shift, const PetscInt64 *key, const PetscInt *value,
                        PetscInt64 *sorted_key, PetscInt *sorted_value) {
  PetscInt start[DIGITS + 1] = {0};
  for (PetscInt i = 0; i < count; i++)
    start[1 + ((key[i] >> shift) & (DIGITS - 1))]++;
  for (int d = 0; d < DIGITS; d++) {
    if (start[d + 1] == count) return false;
    start[d + 1] += start[d];
  }
  for (PetscInt i = 0; i < count; i++) {
    PetscInt place = start[(key[i] >> shift) & (DIGITS - 1)]++;
    sorted_key[place] = key[i];
    sorted_value[place] = value[i];
  }
  return true;
}

void SulSortPairs(PetscInt count, PetscInt64 *key, PetscInt *value) {
  bool sorted = true;
  for (PetscInt i = 1; i < count && sorted; i++)
    sorted = key[i - 1] <= key[i];
  if (sorted) return;
  PetscInt64 *other_key = SulReallocate(NULL, (size_t)count, sizeof *key), *from_key = key, *to_key;
  PetscInt *other_value = SulReallocate(NULL, (size_t)count, sizeof *value), *from_value = value,
           *to_value;
  to_key = other_key;
  to_value = other_value;
  for (int shift = 0; shift < 63; shift += DIGIT_BITS) {
    if (!SortByDigit(count, shift, from_key, from_value, to_key, to_value)) continue;
    PetscInt64 *swap_key = from_key;
    PetscInt *swap_value = from_value;
    from_key = to_key;
    from_value = to_value;
    to_key = swap_key;
    to_value = swap_value;
  }
  if (from_key != key) {
    memcpy(key, from_key, (size_t)count * sizeof *key);
    memcpy(value, from_value, (size_t)count * sizeof *value);
  }
  free(other_key);
  free(other_value);
}

/* The low 16 bits, each followed by two zeros. */
static uint64_t Spread(uint64_t bits) {
  bits = (bits | bits << 16) & 0x0000ff0000ffULL;
  bits = (bits | bits << 8) & 0x00f00f00f00fULL;
  bits = (bits | bits << 4) & 0x0c30c30c30c3ULL;
  return (bits | bits << 2) & 0x249249249249ULL;
}

/* Place along Hilbert's curve of a point with integer coordinates: J. Skilling, AIP Conference
 * Proceedings 707, 381 (2004): undo the reflections and exchanges bit by bit, Gray-encode, then
 * interleave. */
static PetscInt64 HilbertPlace(const uint32_t point[3]) {
  uint32_t x[3] = {point[0], point[1], point[2]}, flip = 0;
  for (uint32_t bit = 1u << (HILBERT_BITS - 1); bit > 1; bit >>= 1) {
    uint32_t mask = bit - 1;
    for (int d = 0; d < 3; d++) {
      uint32_t exchange = x[d] & bit ? 0 : (x[0] ^ x[d]) & mask;
      if (x[d] & bit) x[0] ^= mask;
      x[0] ^= exchange;
      x[d] ^= exchange;
    }
  }
  x[1] ^= x[0];
  x[2] ^= x[1];
  for (uint32_t bit = 1u << (HILBERT_BITS - 1); bit > 1; bit >>= 1)
    if (x[2] & bit) flip ^= bit - 1;
  return (PetscInt64)(Spread(x[0] ^ flip) << 2 | Spread(x[1] ^ flip) << 1 | Spread(x[2] ^ flip));
}

static void Centroid(const SulSerialMesh *serial, PetscInt cell, double centroid[3]) {
  const PetscInt *nodes = serial->cell_node + (size_t)cell * (size_t)serial->cell_nodes;
  for (int d = 0; d < 3; d++)
    centroid[d] = 0.25 * (serial->coordinates[nodes[0]][d] + serial->coordinates[nodes[1]][d] +
                          serial->coordinates[nodes[2]][d] + serial->coordinates[nodes[3]][d]);
}

static void CurveKeys(const SulSerialMesh *serial, PetscInt64 *key) {
  double low[3] = {DBL_MAX, DBL_MAX, DBL_MAX}, high[3] = {-DBL_MAX, -DBL_MAX, -DBL_MAX}, edge = 0;
  for (PetscInt i = 0; i < serial->nodes; i++)
    for (int d = 0; d < 3; d++) {
      double x = serial->coordinates[i][d];
      if (x < low[d]) low[d] = x;
      if (x > high[d]) high[d] = x;
    }
  for (int d = 0; d < 3; d++)
    if (high[d] - low[d] > edge) edge = high[d] - low[d];
  double scale = edge > 0 ? ((1 << HILBERT_BITS) - 1) / edge : 0;
  for (PetscInt cell = 0; cell < serial->cells; cell++) {
    double centroid[3];
    uint32_t point[3];
    Centroid(serial, cell, centroid);
    for (int d = 0; d < 3; d++)
      point[d] = (uint32_t)((centroid[d] - low[d]) * scale);
    key[cell] = HilbertPlace(point);
  }
}

void *SulPermuted(void *items, PetscInt count, size_t size, const PetscInt *order) {
  char *from = items, *to = SulReallocate(NULL, (size_t)count, size);
  for (PetscInt i = 0; i < count; i++)
    memcpy(to + (size_t)i * size, from + (size_t)order[i] * size, size);
  free(items);
  return to;
}

/* cell_file: the cells' order by ascending element tag, the same in every format. */
static void NumberCells(SulSerialMesh *serial) {
  PetscInt cells = serial->cells;
  PetscInt64 *tag = SulAllocate((size_t)cells, sizeof *tag);
  PetscInt *place = SulAllocate((size_t)cells, sizeof *place);
  memcpy(tag, serial->cell_tag, (size_t)cells * sizeof *tag);
  for (PetscInt i = 0; i < cells; i++)
    place[i] = i;
  SulSortPairs(cells, tag, place);
  serial->cell_file = SulAllocate((size_t)cells, sizeof *serial->cell_file);
  for (PetscInt i = 0; i < cells; i++)
    serial->cell_file[place[i]] = i;
  free(tag);
  free(place);
}

void SulSerialSortCells(SulSerialMesh *serial) {
  PetscInt cells = serial->cells;
  NumberCells(serial);
  PetscInt64 *key = SulAllocate((size_t)cells, sizeof *key);
  PetscInt *order = SulAllocate((size_t)cells, sizeof *order);
  for (PetscInt i = 0; i < cells; i++)
    order[i] = i;
  CurveKeys(serial, key);
  SulSortPairs(cells, key, order);
  free(key);
  serial->cell_node = SulPermuted(serial->cell_node, cells,
                                  (size_t)serial->cell_nodes * sizeof *serial->cell_node, order);
  serial->cell_phase = SulPermuted(serial->cell_phase, cells, sizeof *serial->cell_phase, order);
  serial->cell_tag = SulPermuted(serial->cell_tag, cells, sizeof *serial->cell_tag, order);
  serial->cell_file = SulPermuted(serial->cell_file, cells, sizeof *serial->cell_file, order);
  serial->cell_affine = SulPermuted(serial->cell_affine, cells, sizeof *serial->cell_affine, order);
  free(order);
}

/* node_file: the place among the used nodes, by ascending node tag. */
static void NumberNodesOfFile(SulSerialMesh *serial, const PetscInt *number) {
  PetscInt64 next = 0;
  serial->node_file = SulAllocate((size_t)serial->nodes, sizeof *serial->node_file);
  for (PetscInt i = 0; i < serial->nodes; i++)
    if (number[i] >= 0) serial->node_file[i] = next++;
}

void SulSerialNumberNodes(SulSerialMesh *serial) {
  PetscInt *number = SulAllocate((size_t)serial->nodes, sizeof *number), used = 0;
  PetscInt *order = SulAllocate((size_t)serial->nodes, sizeof *order);
  size_t entries = (size_t)serial->cells * (size_t)serial->cell_nodes;
  for (PetscInt i = 0; i < serial->nodes; i++)
    number[i] = -1;
  for (size_t i = 0; i < entries; i++) {
    PetscInt *node = &serial->cell_node[i];
    if (number[*node] < 0) {
      order[used] = *node;
      number[*node] = used++;
    }
    *node = number[*node];
  }
  for (PetscInt t = 0; t < serial->triangles; t++)
    for (int v = 0; v < 3; v++)
      serial->triangle[t][v] = number[serial->triangle[t][v]];
  if (!serial->node_file) NumberNodesOfFile(serial, number);
  serial->nodes = used;
  serial->coordinates = SulPermuted(serial->coordinates, used, sizeof *serial->coordinates, order);
  serial->node_file = SulPermuted(serial->node_file, used, sizeof *serial->node_file, order);
  if (serial->node_tag)
    serial->node_tag = SulPermuted(serial->node_tag, used, sizeof *serial->node_tag, order);
  free(number);
  free(order);
}
