/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads mesh files as rank 0 does, and prints a line of each: "refused: MESSAGE", or what it holds:
 *
 *     order 1, cells 6, nodes 8, volume 1; sulfur:11 3,electrolyte:12 3; xmin:1 2,xmax:2 2 */
#include "../../src/mesh/serial.h"
#include <stdio.h>
#include <stdlib.h>
#include <sulfem/element.h>

static void PrintGroups(const SulGroup *groups, int count, const int *of, PetscInt items) {
  for (int g = 0; g < count; g++) {
    int found = 0;
    for (PetscInt i = 0; i < items; i++)
      found += of[i] == g;
    printf("%s%s:%d %d", g ? "," : "", groups[g].name, groups[g].tag, found);
  }
}

static double Volume(const SulSerialMesh *serial) {
  double volume = 0, x[10][3];
  for (PetscInt cell = 0; cell < serial->cells; cell++) {
    for (int i = 0; i < serial->cell_nodes; i++)
      for (int d = 0; d < 3; d++)
        x[i][d] = serial->coordinates[serial->cell_node[cell * serial->cell_nodes + i]][d];
    volume += SulTetrahedronVolume(serial->order, (const double(*)[3])x);
  }
  return volume;
}

static void Read(const char *path) {
  SulSerialMesh serial = {0};
  SulError error = {0};
  SulMshRead(path, 0, &serial, &error);
  if (!SulFailed(&error)) SulSerialShapes(&serial, &error);
  if (!SulFailed(&error)) SulSerialSortCells(&serial);
  if (!SulFailed(&error)) SulSerialNumberNodes(&serial);
  if (!SulFailed(&error)) SulSerialFaces(&serial, &error);
  if (SulFailed(&error)) {
    printf("refused: %s\n", error.text);
  } else {
    printf("order %d, cells %d, nodes %d, volume %.12g; ", serial.order, (int)serial.cells,
           (int)serial.nodes, Volume(&serial));
    PrintGroups(serial.phases, serial.phase_count, serial.cell_phase, serial.cells);
    printf("; ");
    PrintGroups(serial.boundaries, serial.boundary_count, serial.triangle_boundary,
                serial.triangles);
    printf("\n");
  }
  SulSerialDestroy(&serial);
}

int main(int count, char **arguments) {
  for (int i = 1; i < count; i++)
    Read(arguments[i]);
  return 0;
}
