/* A body must hang together through faces: over an edge or a vertex alone it would be a hinge. */
#include "serial.h"
#include <stdlib.h>
#include <sulfem/text.h>

/* Marks every cell that hangs together with `seed` and counts them. */
static PetscInt Flood(const SulSerialMesh *serial, PetscInt seed, int body, int *body_of,
                      PetscInt *stack) {
  PetscInt height = 0, count = 0;
  stack[height++] = seed;
  body_of[seed] = body;
  while (height > 0) {
    PetscInt cell = stack[--height];
    count++;
    for (int side = 0; side < 4; side++) {
      PetscInt next = serial->neighbour[4 * (size_t)cell + (size_t)side];
      if (next < 0 || body_of[next]) continue;
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
    PetscInt count = Flood(serial, cell, ++bodies, body_of, stack);
    if (smallest && count >= smallest_count) continue;
    smallest = bodies;
    smallest_count = count;
  }
  if (bodies > 1) RefusePieces(serial, body_of, bodies, smallest, smallest_count, error);
  free(body_of);
  free(stack);
}
