/* SPDX-License-Identifier: BSD-2-Clause */
/* The mesher is a program of its own, sulfem-mesher, which `sulfem pack` starts: Gmsh and CGAL,
 * under the GPL, are linked there and nowhere else, and where they end the process they end that
 * one. Here is what it tells `sulfem pack` besides its exit status, through a pipe: lines of text,
 * "doing WHAT" before what may take long or die, "doing" after it, "done STATUS" at its very end.
 */
#ifndef SULFEM_MESHER_H
#define SULFEM_MESHER_H

#include <sulfem/error.h>
#include <sulfem/log.h>
#include <sulfem/packing.h>

/* ---- What it does ------------------------------------------------------------ */

typedef struct {
  int order; /* 1 or 2 */
  long nodes, tetrahedra, triangles;
  double gamma_least; /* Gmsh's gamma of the worst tetrahedron, corners only */
  double gamma_mean;
  double jacobian_least; /* lower bound of the scaled Jacobian of curved tetrahedra; 1 if none */
  long straightened;     /* edges on curved surfaces that had to stay straight */
  long gaps; /* between particles, narrower than the elements beside them would have been */
  int gap_elements_narrowest, gap_elements_least; /* tetrahedra across: the narrowest, any */
  double gap_elements_mean;
  double time_surfaces, time_faces, time_volumes, time_order, time_write, time_total; /* s */
} SulMeshReport;

/* Not collective: one process calls. Meshes `packing` as its mesh wishes ask and writes `path`,
 * Gmsh MSH 4.1 binary in the packing's length unit, complete or not at all: tetrahedra in physical
 * volume groups named after the phases, triangles in the surface groups xmin .. zmax and, for the
 * walls of voids, in groups named after the phases that are not meshed. One elementary volume for
 * the matrix (tag 1), each particle and each coating. Fills report, whose stages are also logged,
 * and `volume_meshed` of the packing's phases.
 *
 * SUL_INPUT when an element's gamma lies below the wish (names the particles it lies between) or a
 * phase's volume in the mesh is more than 0.5 % off `volume_target`, where that is known, or Gmsh
 * cannot fill the surfaces; SUL_IO; SUL_INTERNAL when Gmsh fails in another way. */
void SulMeshPacking(SulPacking *packing, const char *path, SulLog *log, SulMeshReport *report,
                    SulError *error);

/* ---- What it says ------------------------------------------------------------ */

/* Where the lines go; without it (in a test) they go nowhere. */
void SulMesherVoice(int descriptor);

/* `what` completes "when it had to ..."; NULL: done with it. At most 80 characters. */
void SulMesherDoing(const char *what);
void SulMesherDone(SulStatus status);

/* Lets the system end this process (SIGXCPU) once it has used many times the processor time that a
 * mesh of so many tetrahedra takes: then it will not come to an end. */
void SulMesherLimit(double cells);

#endif
