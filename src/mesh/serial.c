/* SPDX-License-Identifier: BSD-2-Clause */
/* Frees the mesh as rank 0 has read it. */
#include "serial.h"
#include <stdlib.h>
#include <string.h>

void SulSerialDestroy(SulSerialMesh *serial) {
  free(serial->phases);
  free(serial->boundaries);
  free(serial->coordinates);
  free(serial->node_tag);
  free(serial->node_file);
  free(serial->master);
  free(serial->cell_node);
  free(serial->cell_phase);
  free(serial->cell_tag);
  free(serial->cell_file);
  free(serial->cell_affine);
  free(serial->cell_component);
  free(serial->component_phase);
  free(serial->neighbour);
  free(serial->triangle);
  free(serial->triangle_boundary);
  free(serial->triangle_tag);
  free(serial->triangle_cell);
  free(serial->triangle_side);
  free(serial->triangle_interior);
  memset(serial, 0, sizeof *serial);
}
