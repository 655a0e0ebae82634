/* SPDX-License-Identifier: BSD-2-Clause */
/* What hangs together through faces: the body as a whole, which over an edge or a vertex alone
 * would be a hinge, and the components of each phase, such as particles. */
#include "serial.h"
#include <stdlib.h>
#include <sulfem/text.h>

/* Marks every cell that hangs together with `seed`, at once or `within` its phase, and counts them.
 */
static PetscInt Flood(const SulSerialMesh *serial, PetscInt seed, bool within, int body,
                      int *body_of, PetscInt *stack) {
  PetscInt height = 0, count = 0;
  stack[height++] = seed;
  body_of[seed] = body;
  while (height > 0) {
    PetscInt cell = stack[--height];
    count++;
    for (int side = 0; side < 4; side++) {
      PetscInt next = serial->neighbour[4 * (size_t)cell + (size_t)side];
      if (next < 0 || body_of[next]) continue;
      if (within && serial->cell_phase[next] != serial->cell_phase[seed]) continue;
      body_of[next] = body;
      stack[height++] = next;
    }
  }
  return count;
}

/* Names the groups of the smallest body. */
static void RefusePieces(const SulSerialMesh *serial, const int *body_of, int bodies, int smallest,
                         PetscInt smallest_count, SulError *error) {
  SulErrorSet(error, SUL_INPUT,
              "%s: the mesh is not one body but %d that do not touch in faces; the smallest has "
              "%" PetscInt_FMT " of %" PetscInt_FMT " tetrahedra, in ",
              serial->path, bodies, smallest_count, serial->cells);
  bool *told = SulAllocate((size_t)serial->phase_count, sizeof *told), first = true;
  for (PetscInt cell = 0; cell < serial->cells; cell++) {
    int phase = serial->cell_phase[cell];
    if (body_of[cell] != smallest || told[phase]) continue;
    SulErrorAppend(error, "%s\"%s\"", first ? "" : ", ", serial->phases[phase].name);
    told[phase] = true;
    first = false;
  }
  free(told);
  SulErrorAppend(error, "; volumes that should be joined must share their surface's nodes: use "
                        "Coherence or BooleanFragments in Gmsh before meshing, or remove duplicate "
                        "nodes (Coherence Mesh)");
}

void SulSerialBodies(const SulSerialMesh *serial, SulError *error) {
  int *body_of = SulAllocate((size_t)serial->cells, sizeof *body_of), bodies = 0, smallest = 0;
  PetscInt *stack = SulAllocate((size_t)serial->cells, sizeof *stack), smallest_count = 0;
  for (PetscInt cell = 0; cell < serial->cells; cell++) {
    if (body_of[cell]) continue;
    PetscInt count = Flood(serial, cell, false, ++bodies, body_of, stack);
    if (smallest && count >= smallest_count) continue;
    smallest = bodies;
    smallest_count = count;
  }
  if (bodies > 1) RefusePieces(serial, body_of, bodies, smallest, smallest_count, error);
  free(body_of);
  free(stack);
}

/* Components in the order of their lowest cell of the file: number[old - 1] is the new one. */
static PetscInt *NumberComponents(SulSerialMesh *serial) {
  size_t count = (size_t)serial->component_count;
  PetscInt64 *lowest = SulAllocate(count, sizeof *lowest);
  PetscInt *order = SulAllocate(count, sizeof *order);
  PetscInt *number = SulAllocate(count, sizeof *number);
  for (size_t c = 0; c < count; c++) {
    lowest[c] = serial->cells;
    order[c] = (PetscInt)c;
  }
  for (PetscInt cell = 0; cell < serial->cells; cell++) {
    PetscInt64 *low = &lowest[serial->cell_component[cell] - 1];
    if (serial->cell_file[cell] < *low) *low = serial->cell_file[cell];
  }
  SulSortPairs((PetscInt)count, lowest, order);
  for (size_t c = 0; c < count; c++)
    number[order[c]] = (PetscInt)c;
  free(lowest);
  free(order);
  return number;
}

void SulSerialComponents(SulSerialMesh *serial) {
  size_t cells = (size_t)serial->cells;
  PetscInt *stack = SulAllocate(cells, sizeof *stack);
  serial->cell_component = SulAllocate(cells, sizeof *serial->cell_component);
  serial->component_count = 0;
  for (PetscInt cell = 0; cell < serial->cells; cell++)
    if (!serial->cell_component[cell])
      Flood(serial, cell, true, ++serial->component_count, serial->cell_component, stack);
  free(stack);
  PetscInt *number = NumberComponents(serial);
  serial->component_phase =
      SulAllocate((size_t)serial->component_count, sizeof *serial->component_phase);
  for (PetscInt cell = 0; cell < serial->cells; cell++) {
    int component = (int)number[serial->cell_component[cell] - 1];
    serial->cell_component[cell] = component;
    serial->component_phase[component] = serial->cell_phase[cell];
  }
  free(number);
}
